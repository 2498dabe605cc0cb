/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-host.h"

#include <glib.h>

G_BEGIN_DECLS

/* A web address as a browser reads it (WHATWG URL Standard, "basic URL parser" without a base and without a state override).
 * Immutable once made; safe to read from any thread. */
typedef struct _GuardUrl GuardUrl;

#define GUARD_URL_MAX_BYTES (64 * 1024)

/**
 * guard_url_new:
 * @text: (array length=n_bytes): the address as it was written; invalid UTF-8 is read as U+FFFD, as browsers do
 * @n_bytes: length of @text, at most %GUARD_URL_MAX_BYTES
 * @error: %GUARD_ERROR_MALFORMED (a browser opens no such address; a person should hear that), %GUARD_ERROR_TOO_BIG, or
 *   %GUARD_ERROR_UNAVAILABLE (see guard_idna_to_ascii())
 *
 * Returns: (transfer full): the address, or %NULL with @error set
 */
GuardUrl *guard_url_new (const char *text, gsize n_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void guard_url_free (GuardUrl *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardUrl, guard_url_free)

/* The whole address, serialised by the standard, but a blank is always "%20": one word of ASCII, and what a browser is to be given.
 * It may be longer than %GUARD_URL_MAX_BYTES, since a byte can become nine characters. (transfer none) */
const char *guard_url_get_href (const GuardUrl *self);
const char *guard_url_get_scheme (const GuardUrl *self); /* lower-case, without ":" */
gboolean guard_url_is_special (const GuardUrl *self);    /* http, https, ws, wss, ftp, file */
GuardHostKind guard_url_get_host_kind (const GuardUrl *self);
const char *guard_url_get_host (const GuardUrl *self);   /* ASCII, serialised; "" if there is none; a trailing dot stays */
const char *guard_url_get_username (const GuardUrl *self); /* percent-encoded; "" */
const char *guard_url_get_password (const GuardUrl *self); /* percent-encoded; "" */
int guard_url_get_port (const GuardUrl *self);           /* -1: none, or the scheme's own */
const char *guard_url_get_path (const GuardUrl *self);   /* serialised; "" */
const char *guard_url_get_query (const GuardUrl *self);    /* (nullable): without "?" */
const char *guard_url_get_fragment (const GuardUrl *self); /* (nullable): without "#" */

G_END_DECLS

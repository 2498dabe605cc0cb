/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names of hosts between Unicode and ASCII (UTS #46, non-transitional, as browsers do it). Callable from any thread. */

/* No name that DNS can hold is so long; the work on a name beyond ASCII grows with the square of its length. */
#define GUARD_IDNA_MAX_BYTES 1024

/* @domain: UTF-8. Returns: (transfer full): lower-case, A-labels; %NULL with @error set where a browser refuses the name
 * (GUARD_ERROR_MALFORMED), where it is beyond ASCII and beyond %GUARD_IDNA_MAX_BYTES (GUARD_ERROR_TOO_BIG), or where ICU has lost
 * its data (GUARD_ERROR_UNAVAILABLE) */
char *guard_idna_to_ascii (const char *domain, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same at the end of @host, which is left as it was on failure; @domain may hold anything, NUL as well. */
gboolean guard_idna_append_ascii (GString *host, const char *domain, gsize n_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @host: A-labels. Returns: (transfer full): the name as it was meant, UTF-8; labels that cannot be decoded stay as they are */
char *guard_idna_to_unicode (const char *host) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-url.h"

G_BEGIN_DECLS

/* Between guard-url.c, which owns an address, and guard-url-read.c, which takes one apart. */

typedef enum
{
  GUARD_URL_SCHEME,
  GUARD_URL_USERNAME,
  GUARD_URL_PASSWORD,
  GUARD_URL_HOST,
  GUARD_URL_PATH,
  GUARD_URL_QUERY,
  GUARD_URL_FRAGMENT,
  GUARD_URL_HREF,
  GUARD_URL_N_PARTS
} GuardUrlPart;

struct _GuardUrl
{
  char *text;                         /* the parts, each with its NUL */
  guint32 offsets[GUARD_URL_N_PARTS]; /* bytes, in text */
  int port; /* -1: none */
  GuardHostKind host_kind;
  gboolean is_special, is_file, has_host, has_opaque_path, has_query, has_fragment;
};

/* Writes the parts of an address into @text, in their order and up to the href, which is left empty, and what else is
 * known into @self. @spoken: trimmed, valid UTF-8 without tabs and line ends.
 * Returns: FALSE with @error set as guard_url_new() has it */
gboolean guard_url_read (GuardUrl *self, GString *text, const char *spoken, gsize n_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sets of bytes that addresses are read by, and percent-encoding. A byte of a character beyond ASCII is in every set that
 * is for encoding, and in none that forbids. "%" itself is never encoded: what is encoded already stays as it is. */
typedef enum
{
  GUARD_BYTES_CONTROL = 1 << 0,     /* "C0 control percent-encode set" of the URL Standard */
  GUARD_BYTES_OPAQUE_PATH = 1 << 1, /* the same and the blank */
  GUARD_BYTES_FRAGMENT = 1 << 2,    /* "fragment percent-encode set", and so on */
  GUARD_BYTES_QUERY = 1 << 3,
  GUARD_BYTES_SPECIAL_QUERY = 1 << 4,
  GUARD_BYTES_PATH = 1 << 5,
  GUARD_BYTES_USERINFO = 1 << 6,
  GUARD_BYTES_FORBIDDEN_HOST = 1 << 7,   /* "forbidden host code point" */
  GUARD_BYTES_FORBIDDEN_DOMAIN = 1 << 8, /* "forbidden domain code point" */
  GUARD_BYTES_STOP = 1 << 9,             /* ends an authority and a segment of a path */
  GUARD_BYTES_SPECIAL_STOP = 1 << 10,    /* the same with a special scheme, where a backslash is a slash */
  GUARD_BYTES_UNCLEAN = 1 << 11,         /* tabs and line ends, which are removed; beyond ASCII, which may be no UTF-8 */
} GuardBytes;

/* Returns: how many bytes at the beginning are not in @set */
gsize guard_bytes_count_others (const char *text, gsize n_bytes, GuardBytes set);
gboolean guard_bytes_has_any (const char *text, gsize n_bytes, GuardBytes set);
void guard_bytes_append_encoded (GString *to, const char *text, gsize n_bytes, GuardBytes set);
void guard_bytes_append_decoded (GString *to, const char *text, gsize n_bytes);

G_END_DECLS

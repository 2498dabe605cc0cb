/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Percent-encoding and the sets of bytes that the URL Standard names. A byte of a character beyond ASCII is in every set that
 * is for encoding, and in none that forbids. "%" itself is never encoded: what is encoded already stays as it is. */
typedef enum
{
  GUARD_BYTES_CONTROL = 1 << 0,          /* "C0 control percent-encode set" */
  GUARD_BYTES_OPAQUE_PATH = 1 << 1,      /* the same and the blank */
  GUARD_BYTES_FRAGMENT = 1 << 2,         /* "fragment percent-encode set", and so on */
  GUARD_BYTES_QUERY = 1 << 3,
  GUARD_BYTES_SPECIAL_QUERY = 1 << 4,
  GUARD_BYTES_PATH = 1 << 5,
  GUARD_BYTES_USERINFO = 1 << 6,
  GUARD_BYTES_FORBIDDEN_HOST = 1 << 7,   /* "forbidden host code point" */
  GUARD_BYTES_FORBIDDEN_DOMAIN = 1 << 8, /* "forbidden domain code point" */
} GuardBytes;

gboolean guard_percent_has_any (const char *text, gsize n_bytes, GuardBytes set);
void guard_percent_append_encoded (GString *to, const char *text, gsize n_bytes, GuardBytes set);
void guard_percent_append_decoded (GString *to, const char *text, gsize n_bytes);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/validate.h"

#include <string.h>

/* Tokens of services, as far as they can be wrong by themselves. */

#define GITHUB_PREFIX_BYTES 4 /* ghp_, gho_ ... */
#define GITHUB_RANDOM_BYTES 30
#define GITHUB_CHECK_BYTES 6
#define MAX_HEADER_BYTES 2048

/* ISO 3309, the polynomial of zlib, which core does not link. */
static guint32
compute_crc32 (const char *text, gsize n_bytes)
{
  guint32 remainder = 0xffffffff;

  for (gsize i = 0; i < n_bytes; i++)
    {
      remainder ^= (guint8) text[i];
      for (guint bit = 0; bit < 8; bit++)
        remainder = remainder >> 1 ^ ((remainder & 1) != 0 ? 0xedb88320 : 0);
    }
  return ~remainder;
}

/* The last six characters are the checksum of the thirty before in base 62, zeros in front. */
gboolean
guard_validate_github_token (const char *text, gsize n_bytes)
{
  static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  if (n_bytes != GITHUB_PREFIX_BYTES + GITHUB_RANDOM_BYTES + GITHUB_CHECK_BYTES)
    return FALSE;

  guint32 checksum = compute_crc32 (text + GITHUB_PREFIX_BYTES, GITHUB_RANDOM_BYTES);

  for (gsize i = n_bytes; i-- > n_bytes - GITHUB_CHECK_BYTES; checksum /= 62)
    if (text[i] != alphabet[checksum % 62])
      return FALSE;
  return TRUE;
}

/* Returns: (transfer full) (nullable): the bytes, ended by NUL, or %NULL if it is no base64 for addresses, RFC 4648 section 5 */
static char *
decode_base64url (const char *text, gsize n_bytes)
{
  g_autofree char *padded = g_malloc0 (n_bytes + 4);
  g_autofree guchar *decoded = NULL;
  gsize n_decoded = 0;

  if (n_bytes % 4 == 1)
    return NULL;
  for (gsize i = 0; i < n_bytes; i++)
    {
      if (!g_ascii_isalnum (text[i]) && text[i] != '-' && text[i] != '_')
        return NULL;
      padded[i] = text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i];
    }
  for (gsize i = n_bytes; i % 4 != 0; i++)
    padded[i] = '=';
  decoded = g_base64_decode (padded, &n_decoded);
  return g_strndup ((const char *) decoded, n_decoded);
}

/* An object of JSON with a member "alg". GLib reads no JSON; a header that only looks like one is nothing that people write. */
static gboolean
is_token_header (const char *json)
{
  const char *name = strstr (json, "\"alg\"");

  if (*json != '{' || !g_str_has_suffix (json, "}") || name == NULL || !g_utf8_validate (json, -1, NULL))
    return FALSE;
  name += strlen ("\"alg\"");
  return name[strspn (name, " \t\r\n")] == ':';
}

gboolean
guard_validate_json_web_token (const char *text, gsize n_bytes)
{
  const char *dot = n_bytes > 0 ? memchr (text, '.', n_bytes) : NULL;
  const gsize n_header = dot != NULL ? (gsize) (dot - text) : 0;

  if (n_header == 0 || n_header > MAX_HEADER_BYTES || memchr (dot + 1, '.', n_bytes - n_header - 1) == NULL)
    return FALSE;

  g_autofree char *json = decode_base64url (text, n_header);

  return json != NULL && is_token_header (json);
}

/* RFC 4648 section 4, with line ends as keys are written: complete groups of four, padding at the end only. */
gboolean
guard_validate_base64 (const char *text, gsize n_bytes)
{
  gsize n = 0;
  gsize n_padding = 0;

  for (gsize i = 0; i < n_bytes; i++)
    {
      if (g_ascii_isspace (text[i]))
        continue;
      if (text[i] == '=')
        n_padding++;
      else if (n_padding > 0 || (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/'))
        return FALSE;
      n++;
    }
  return n > 0 && n % 4 == 0 && n_padding <= 2;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

/* Keys and tokens for examples, made as the table is read, the same each time:
 *
 *   «A-Z0-9:16»     so many characters of these, the third of them a digit if there are any (as in a real token there is one somewhere)
 *   «github:ghp_»   a token of GitHub with its checksum
 *   «jwt»           a JSON Web Token
 *   «base64:TEXT»   TEXT in base64 */

static inline GString *
tokens_list_characters (const char *kinds)
{
  GString *all = g_string_new (NULL);

  for (const char *at = kinds; *at != '\0'; at++)
    if (at[1] == '-' && at[2] != '\0')
      {
        for (char c = *at; c <= at[2]; c++)
          g_string_append_c (all, c);
        at += 2;
      }
    else
      g_string_append_c (all, *at);
  return all;
}

static inline void
tokens_append_random (GString *text, const char *kinds, guint n, GRand *random)
{
  g_autoptr(GString) all = tokens_list_characters (kinds);
  const char *digits = strstr (all->str, "0123456789");

  for (guint i = 0; i < n; i++)
    g_string_append_c (text, i == 2 && digits != NULL ? digits[g_rand_int_range (random, 0, 10)] : all->str[g_rand_int_range (random, 0, (gint32) all->len)]);
}

/* "Behind GitHub's new authentication token formats": CRC-32 of the 30 random characters, in base 62, six places. */
static inline void
tokens_append_github (GString *text, const char *prefix, GRand *random)
{
  static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  g_autoptr(GString) body = g_string_new (NULL);
  guint32 sum = 0xffffffffu;
  char checksum[6];

  tokens_append_random (body, "A-Za-z0-9", 30, random);
  for (gsize i = 0; i < body->len; i++)
    {
      sum ^= (guchar) body->str[i];
      for (guint bit = 0; bit < 8; bit++)
        sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0xedb88320u : 0);
    }
  sum = ~sum;
  for (int i = 5; i >= 0; i--, sum /= 62)
    checksum[i] = letters[sum % 62];
  g_string_append_printf (text, "%s%s%.6s", prefix, body->str, checksum);
}

static inline void
tokens_append_base64 (GString *text, const char *plain, gboolean is_for_urls)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) plain, strlen (plain));

  if (is_for_urls)
    {
      g_strdelimit (encoded, "+", '-');
      g_strdelimit (encoded, "/", '_');
      encoded[strcspn (encoded, "=")] = '\0';
    }
  g_string_append (text, encoded);
}

static inline void
tokens_append_jwt (GString *text, GRand *random)
{
  tokens_append_base64 (text, "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", TRUE);
  g_string_append_c (text, '.');
  tokens_append_base64 (text, "{\"sub\":\"1234567890\",\"name\":\"Alice\"}", TRUE);
  g_string_append_c (text, '.');
  tokens_append_random (text, "A-Za-z0-9_", 43, random);
}

static inline gboolean
tokens_replace (const GMatchInfo *match, GString *text, gpointer random)
{
  g_autofree char *inside = g_match_info_fetch (match, 1);
  char *colon = strrchr (inside, ':');

  if (g_str_has_prefix (inside, "github:"))
    tokens_append_github (text, inside + strlen ("github:"), random);
  else if (g_str_has_prefix (inside, "base64:"))
    tokens_append_base64 (text, inside + strlen ("base64:"), FALSE);
  else if (g_str_equal (inside, "jwt"))
    tokens_append_jwt (text, random);
  else
    {
      g_assert_nonnull (colon);
      *colon = '\0';
      tokens_append_random (text, inside, (guint) g_ascii_strtoull (colon + 1, NULL, 10), random);
    }
  return FALSE;
}

/* Returns: (transfer full) */
static inline char *
tokens_expand (const char *text)
{
  g_autoptr(GRegex) regex = g_regex_new ("«([^»]+)»", G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr(GRand) random = g_rand_new_with_seed (20);
  g_autoptr(GError) error = NULL;
  char *expanded = g_regex_replace_eval (regex, text, -1, 0, G_REGEX_MATCH_DEFAULT, tokens_replace, random, &error);

  g_assert_no_error (error);
  return expanded;
}

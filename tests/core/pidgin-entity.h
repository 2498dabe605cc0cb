/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

/* purple_markup_unescape_entity(), re-stated: eight names, and numbers as strtoull() takes them. @bytes: 8 of them.
 * Returns: the length of the entity, or 0; @bytes is then what it stands for */
static inline gsize
pidgin_read_entity (const char *at, char *bytes)
{
  static const char *const names[][2] = { { "&amp;", "&" },       { "&lt;", "<" },    { "&gt;", ">" },       { "&nbsp;", " " },
                                          { "&copy;", "\u00a9" }, { "&quot;", "\"" }, { "&reg;", "\u00ae" }, { "&apos;", "'" } };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strncasecmp (at, names[i][0], strlen (names[i][0])) == 0)
      {
        strcpy (bytes, names[i][1]);
        return strlen (names[i][0]);
      }
  if (at[0] != '&' || at[1] != '#' || (!g_ascii_isxdigit (at[2]) && at[2] != 'x'))
    return 0;

  char *end;
  const gboolean is_hexadecimal = at[2] == 'x';
  const guint64 number = g_ascii_strtoull (at + (is_hexadecimal ? 3 : 2), &end, is_hexadecimal ? 16 : 10);
  if (number == 0 || number > G_MAXINT || *end != ';')
    return 0;

  bytes[g_unichar_to_utf8 ((gunichar) number, bytes)] = '\0';
  return end + 1 - at;
}

/* purple_unescape_html(), re-stated. Returns: (transfer full) */
static inline char *
pidgin_decode (const char *html)
{
  GString *text = g_string_new (NULL);
  char bytes[8];

  while (*html != '\0')
    {
      const gsize n_bytes = pidgin_read_entity (html, bytes);

      if (n_bytes > 0)
        g_string_append (text, bytes);
      else if (g_str_has_prefix (html, "<br>"))
        g_string_append_c (text, '\n');
      else
        g_string_append_c (text, *html);
      html += n_bytes > 0 ? n_bytes : g_str_has_prefix (html, "<br>") ? 4 : 1;
    }
  return g_string_free (text, FALSE);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* Tables of examples: tests/cases/<name>.tsv, one example a line, columns parted by one tab, "#" begins a comment line.
 * \xHH is one byte, \u{H...} one character, \n a line end, \t a tab, \\ a backslash, *N( ... ) its inside N times, and "-"
 * alone is the empty string. */

static inline char *
case_unescape (const char *text)
{
  g_autoptr(GString) result = g_string_new (NULL);

  if (g_str_equal (text, "-"))
    return g_strdup ("");

  while (*text != '\0')
    {
      char *end;

      if (g_str_has_prefix (text, "\\x"))
        {
          const char digits[] = { text[2], text[3], '\0' };

          g_string_append_c (result, (char) strtoul (digits, &end, 16));
          g_assert_true (*end == '\0' && digits[1] != '\0');
          text += 4;
        }
      else if (g_str_has_prefix (text, "\\u{"))
        {
          g_string_append_unichar (result, strtoul (text + 3, &end, 16));
          g_assert_cmpint (*end, ==, '}');
          text = end + 1;
        }
      else if (*text == '\\')
        {
          g_assert_nonnull (strchr ("nt\\", text[1]));
          g_string_append_c (result, text[1] == 'n' ? '\n' : text[1] == 't' ? '\t' : '\\');
          text += 2;
        }
      else if (*text == '*' && g_ascii_isdigit (text[1]))
        {
          gulong n = strtoul (text + 1, &end, 10);
          const char *close = strchr (end, ')');

          g_assert_true (*end == '(' && close != NULL);
          g_autofree char *inside = g_strndup (end + 1, close - end - 1);
          g_autofree char *unescaped = case_unescape (inside);
          while (n-- > 0)
            g_string_append (result, unescaped);
          text = close + 1;
        }
      else
        g_string_append_c (result, *text++);
    }
  return g_string_free (g_steal_pointer (&result), FALSE);
}

typedef void (*CaseTest) (char **columns);

/* Runs @test on every line; a table without lines, or a line with another number of columns, fails. */
static inline void
case_for_each (const char *name, guint n_columns, CaseTest test)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "cases", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  guint n_cases = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) columns = g_strsplit (lines[i], "\t", -1);

      if (lines[i][0] == '\0' || lines[i][0] == '#')
        continue;
      g_test_message ("%s:%" G_GSIZE_FORMAT ": %s", name, i + 1, lines[i]);
      g_assert_cmpuint (g_strv_length (columns), ==, n_columns);
      for (guint j = 0; j < n_columns; j++)
        {
          char *unescaped = case_unescape (columns[j]);

          g_free (columns[j]);
          columns[j] = unescaped;
        }
      test (columns);
      n_cases++;
    }
  g_assert_cmpuint (n_cases, >, 0);
}

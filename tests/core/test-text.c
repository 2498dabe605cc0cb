/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-text.h"
#include "tests/core/cases.h"

static void
check_line (char **columns)
{
  g_autofree char *line = guard_text_one_line (columns[0], g_ascii_strtoull (columns[1], NULL, 10));

  g_assert_cmpstr (line, ==, columns[2]);
}

static void
test_lines (void)
{
  case_for_each ("text.tsv", 3, check_line);
}

static void
test_nothing (void)
{
  g_autofree char *line = guard_text_one_line (NULL, 40);
  g_autofree char *html = guard_text_one_line_html (NULL, 40);
  g_autofree char *valid = guard_text_make_valid (NULL);

  g_assert_cmpstr (line, ==, "");
  g_assert_cmpstr (html, ==, "");
  g_assert_cmpstr (valid, ==, "");
}

static void
test_html (void)
{
  g_autofree char *html = guard_text_one_line_html ("<A HREF=\"x\">'&\xff", 80);

  g_assert_cmpstr (html, ==, "&lt;A HREF=&quot;x&quot;&gt;&apos;&amp;\u2039FF\u203a");
}

static void
test_valid (void)
{
  g_autofree char *valid = guard_text_make_valid ("a\xff\xc3(b");

  g_assert_cmpstr (valid, ==, "a\ufffd\ufffd(b");
}

/* An alias of a megabyte, of whatever kind, is bounded in length and in time. */
static void
test_huge (void)
{
  static const char *const parts[] = { "a", "\xff", "\u202e", "e\u0301\u0301\u0301\u0301\u0301\u0301", "  \t", "\n", "\u05d0", "\xe2\x80", "\U0001f468\u200d" };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);

      while (text->len < 1024 * 1024)
        g_string_append (text, parts[i]);

      const gint64 start = g_get_monotonic_time ();
      g_autofree char *line = guard_text_one_line (text->str, 100);
      const gint64 elapsed_us = g_get_monotonic_time () - start;

      g_assert_true (g_utf8_validate (line, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (line, -1), <=, 100);
      g_assert_null (strchr (line, '\n'));
      /* Quadratic work on a megabyte takes minutes; this takes milliseconds. */
      g_assert_cmpint (elapsed_us, <, G_USEC_PER_SEC);
    }
}

/* Every character that there is, alone and between letters: one line comes out, and nothing in it turns or hides. */
static void
test_every_character (void)
{
  for (gunichar character = 1; character <= 0x10ffff; character++)
    {
      char text[16] = "a";

      if (!g_unichar_validate (character))
        continue;
      text[1 + g_unichar_to_utf8 (character, text + 1)] = 'b';

      g_autofree char *line = guard_text_one_line (text, 40);
      const gboolean is_isolated = g_str_has_prefix (line, "\u2068") && g_str_has_suffix (line, "\u2069");
      g_autofree char *inside = is_isolated ? g_strndup (line + 3, strlen (line) - 6) : g_strdup (line);

      g_assert_true (g_utf8_validate (line, -1, NULL));
      for (const char *at = inside; *at != '\0'; at = g_utf8_next_char (at))
        {
          const gunichar shown = g_utf8_get_char (at);

          g_assert_false (g_unichar_iscntrl (shown));
          g_assert_false (shown == 0x2028 || shown == 0x2029 || shown == 0x061c || shown == 0x200e || shown == 0x200f);
          g_assert_false ((shown >= 0x202a && shown <= 0x202e) || (shown >= 0x2066 && shown <= 0x2069));
          g_assert_false (shown == 0x00ad || shown == 0x200b || shown == 0x2060 || shown == 0xfeff || shown == 0x3164 || shown == 0xfffc);
          g_assert_false (shown >= 0xe0000 && shown <= 0xe0fff);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/text/lines", test_lines);
  g_test_add_func ("/core/text/nothing", test_nothing);
  g_test_add_func ("/core/text/html", test_html);
  g_test_add_func ("/core/text/valid", test_valid);
  g_test_add_func ("/core/text/huge", test_huge);
  g_test_add_func ("/core/text/every-character", test_every_character);
  return g_test_run ();
}

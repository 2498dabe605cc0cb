/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-plain.h"
#include "tests/core/cases.h"

/* Each byte of the plain text is shown with the bytes of the original that it stands for: from where a part of one byte begins to its end. */
static char *
describe_places (const GuardPlain *plain, gsize n_bytes)
{
  g_autoptr(GString) places = g_string_new (NULL);
  gsize start, end;

  for (gsize i = 0; i < n_bytes; i++)
    {
      guard_plain_locate (plain, i, i + 1, &start, &end);
      g_string_append_printf (places, "%s%" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT, i > 0 ? " " : "", start, end);
    }
  return g_string_free (g_steal_pointer (&places), FALSE);
}

static void
check_text (char **columns)
{
  g_autoptr(GuardPlain) plain = guard_plain_new (columns[0], strlen (columns[0]));
  gsize n_bytes;
  const char *text = guard_plain_get_text (plain, &n_bytes);
  g_autofree char *copy = g_strndup (text, n_bytes);
  g_autofree char *places = describe_places (plain, n_bytes);

  g_assert_cmpstr (copy, ==, columns[1]);
  if (!g_str_equal (columns[2], "same"))
    g_assert_cmpstr (places, ==, columns[2]);
  else
    for (gsize i = 0; i < n_bytes; i++)
      {
        gsize start, end;

        guard_plain_locate (plain, i, n_bytes, &start, &end);
        g_assert_true (start <= i && i - start < 4 && end == n_bytes);
      }
}

static void
test_texts (void)
{
  case_for_each ("plain.tsv", 3, check_text);
}

static void
test_not_copied (void)
{
  g_autofree char *text = g_strnfill (1000, 'x');
  g_autofree char *odd = g_strnfill (1000, 'x');
  gsize n_bytes;

  text[70] = '\n';
  text[71] = '\t';
  text[999] = '\r';
  odd[999] = '\x7f';
  g_autoptr(GuardPlain) plain = guard_plain_new (text, 1000);
  g_autoptr(GuardPlain) other = guard_plain_new (odd, 1000);
  g_autoptr(GuardPlain) none = guard_plain_new ("", 0);

  g_assert_true (guard_plain_get_text (plain, &n_bytes) == text);
  g_assert_cmpuint (n_bytes, ==, 1000);
  g_assert_true (guard_plain_get_text (other, &n_bytes) != odd);
  g_assert_cmpuint (n_bytes, ==, 999);
  guard_plain_get_text (none, &n_bytes);
  g_assert_cmpuint (n_bytes, ==, 0);
}

static void
test_nul (void)
{
  g_autoptr(GuardPlain) plain = guard_plain_new ("1\0002", 3);
  gsize n_bytes;

  g_assert_cmpmem (guard_plain_get_text (plain, &n_bytes), 3, "1 2", 3);
  g_assert_cmpuint (n_bytes, ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/plain/texts", test_texts);
  g_test_add_func ("/core/plain/not-copied", test_not_copied);
  g_test_add_func ("/core/plain/nul", test_nul);
  return g_test_run ();
}

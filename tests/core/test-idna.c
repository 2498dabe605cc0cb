/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-error.h"
#include "core/guard-idna.h"
#include "tests/core/cases.h"

static void
check_name (char **columns)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *ascii = guard_idna_to_ascii (columns[0], &error);

  if (g_str_equal (columns[1], "FAIL"))
    {
      g_assert_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED);
      g_assert_null (ascii);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (ascii, ==, columns[1]);
  g_autofree char *unicode = guard_idna_to_unicode (ascii);
  g_assert_cmpstr (unicode, ==, columns[2]);
}

static void
test_names (void)
{
  case_for_each ("idna.tsv", 3, check_name);
}

/* A failure leaves what was there. */
static void
test_appended (void)
{
  g_autoptr(GString) host = g_string_new ("Before/");

  g_assert_true (guard_idna_append_ascii (host, "\u00fc.EXAMPLE", strlen ("\u00fc.EXAMPLE"), NULL));
  g_assert_cmpstr (host->str, ==, "Before/xn--tda.example");
  g_assert_false (guard_idna_append_ascii (host, "\u00fc\0b", strlen ("\u00fc") + 2, NULL));
  g_assert_false (guard_idna_append_ascii (host, "a\0b", 3, NULL));
  g_assert_false (guard_idna_append_ascii (host, "\u00fc.xn--a", strlen ("\u00fc.xn--a"), NULL));
  g_assert_cmpstr (host->str, ==, "Before/xn--tda.example");
}

static void
test_empty (void)
{
  g_autofree char *unicode = guard_idna_to_unicode ("");

  g_assert_cmpstr (unicode, ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/idna/names", test_names);
  g_test_add_func ("/core/idna/appended", test_appended);
  g_test_add_func ("/core/idna/empty", test_empty);
  return g_test_run ();
}

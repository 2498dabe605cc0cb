/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-error.h"
#include "core/guard-rules.h"
#include "tests/core/cases.h"

static void
check_form (char **columns)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardRules) rules = guard_rules_new ("x.rules", columns[0], strlen (columns[0]), &error);

  if (*columns[1] == '\0')
    {
      g_assert_no_error (error);
      g_assert_nonnull (rules);
      return;
    }
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED);
  g_assert_null (rules);
  if (!g_str_has_prefix (error->message, columns[1]))
    g_error ("\"%s\" does not begin with \"%s\"", error->message, columns[1]);
}

static void
test_forms (void)
{
  case_for_each ("rules.tsv", 2, check_form);
}

static void
test_values (void)
{
  static const char data[] = "# c\n[one]\na=x y\nlist= p ; q;;r\\;s;\n\n[two]\na=z\n";
  static const char *const known[] = { "a", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardRules) rules = guard_rules_new ("x.rules", data, strlen (data), &error);

  g_assert_no_error (error);
  g_autofree char *value = guard_rules_dup_string (rules, "one", "a");
  g_autofree char *missing = guard_rules_dup_string (rules, "two", "list");
  g_auto(GStrv) list = guard_rules_dup_list (rules, "one", "list");
  g_auto(GStrv) no_list = guard_rules_dup_list (rules, "two", "list");

  g_assert_cmpstr (guard_rules_get_name (rules), ==, "x.rules");
  g_assert_true (g_strv_equal (guard_rules_get_groups (rules), ((const char *const[]){ "one", "two", NULL })));
  g_assert_cmpstr (value, ==, "x y");
  g_assert_null (missing);
  g_assert_true (g_strv_equal ((const char *const *) list, ((const char *const[]){ "p", "q", "r;s", NULL })));
  g_assert_null (no_list);
  g_assert_cmpuint (guard_rules_get_line (rules, "one", "list"), ==, 4);
  g_assert_cmpuint (guard_rules_get_line (rules, "two", NULL), ==, 6);
  g_assert_cmpuint (guard_rules_get_line (rules, "two", "list"), ==, 0);

  g_assert_true (guard_rules_check_keys (rules, "two", known, &error));
  g_assert_false (guard_rules_check_keys (rules, "one", known, &error));
  g_assert_cmpstr (error->message, ==, "x.rules:4: unknown key \"list\" in [one]");
}

static void
test_bounds (void)
{
  const gsize n_bytes = 4 * 1024 * 1024;
  g_autofree char *data = g_malloc (n_bytes + 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardRules) nul = guard_rules_new ("x.rules", "[a]\nb=\0c\n", 9, &error);

  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED);
  g_assert_null (nul);
  g_clear_error (&error);

  memset (data, '#', n_bytes + 1);
  g_autoptr(GuardRules) largest = guard_rules_new ("x.rules", data, n_bytes, &error);
  g_assert_no_error (error);
  g_assert_nonnull (largest);

  g_autoptr(GuardRules) too_big = guard_rules_new ("x.rules", data, n_bytes + 1, &error);
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_TOO_BIG);
  g_assert_null (too_big);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/rules/forms", test_forms);
  g_test_add_func ("/core/rules/values", test_values);
  g_test_add_func ("/core/rules/bounds", test_bounds);
  return g_test_run ();
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-report.h"

#include <string.h>

static void
test_order (void)
{
  g_autoptr(GuardReport) report = guard_report_new ();
  const GPtrArray *findings = guard_report_get_findings (report);
  static const char * const expected[] = { "d", "b", "e", "a", "c" };

  g_assert_null (guard_report_get_worst (report, -1));
  g_assert_cmpint (guard_report_get_level (report, 0), ==, GUARD_LEVEL_NONE);
  guard_report_add (report, "a", GUARD_LEVEL_NOTE, -1, g_strdup ("x"));
  guard_report_add (report, "b", GUARD_LEVEL_WARNING, 1, g_strdup ("x"));
  guard_report_add (report, "c", GUARD_LEVEL_NOTE, 0, g_strdup ("x"));
  guard_report_add (report, "d", GUARD_LEVEL_FORBIDDEN, 2, g_strdup ("x"));
  guard_report_add (report, "e", GUARD_LEVEL_WARNING, 1, g_strdup ("x"));

  g_assert_cmpuint (findings->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < findings->len; i++)
    g_assert_cmpstr (((const GuardFinding *) findings->pdata[i])->detector, ==, expected[i]);

  /* About one link: its own and the message's; the link's own first where they are as bad. */
  g_assert_cmpint (guard_report_get_level (report, -1), ==, GUARD_LEVEL_FORBIDDEN);
  g_assert_cmpint (guard_report_get_level (report, 1), ==, GUARD_LEVEL_WARNING);
  g_assert_cmpint (guard_report_get_level (report, 0), ==, GUARD_LEVEL_NOTE);
  g_assert_cmpint (guard_report_get_level (report, 7), ==, GUARD_LEVEL_NOTE);
  g_assert_cmpstr (guard_report_get_worst (report, 0)->detector, ==, "c");
  g_assert_cmpstr (guard_report_get_worst (report, 1)->detector, ==, "b");
  g_assert_cmpstr (guard_report_get_worst (report, 7)->detector, ==, "a");
}

/* The worst stay, and that something is missing is known. */
static void
test_bound (void)
{
  g_autoptr(GuardReport) report = guard_report_new ();

  for (int i = 0; i < 20000; i++)
    guard_report_add (report, "a", i == 19999 ? GUARD_LEVEL_FORBIDDEN : GUARD_LEVEL_NOTE, i, g_strdup ("x"));
  g_assert_cmpuint (guard_report_get_findings (report)->len, <, 20000);
  g_assert_true (guard_report_is_not_checked (report));
  g_assert_cmpint (guard_report_get_level (report, -1), ==, GUARD_LEVEL_FORBIDDEN);
}

static void
add_data (GuardReport *report, const char *kind, guint n_items)
{
  const GuardDataMatch match = { .kind = kind };

  guard_report_add_data (report, "a", GUARD_LEVEL_NOTE, &match, n_items, g_strdup ("x"), g_strdup ("x"));
}

static void
test_kinds (void)
{
  g_autoptr(GuardReport) report = guard_report_new ();
  g_autofree char *none = guard_report_dup_kinds (report);
  g_autofree char *three = NULL;
  g_autofree char *many = NULL;

  g_assert_cmpstr (none, ==, "");
  add_data (report, "card", 1);
  guard_report_add (report, "not-checked", GUARD_LEVEL_NONE, -1, g_strdup ("x"));
  add_data (report, "contact-list", 12);
  add_data (report, "card", 1);
  three = guard_report_dup_kinds (report);
  g_assert_cmpstr (three, ==, "card:2 contact-list:12");

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *kind = g_strdup_printf ("kind-%u", i);

      add_data (report, kind, 1);
    }
  many = guard_report_dup_kinds (report);
  g_assert_cmpuint (strlen (many), <=, GUARD_REPORT_MAX_KINDS_BYTES);
  g_assert_true (g_str_has_prefix (many, "card:2 contact-list:12 kind-0:1 "));
  g_assert_true (g_str_has_suffix (many, ":1 ..."));
}

static void
test_words (void)
{
  g_assert_cmpstr (guard_level_to_string (GUARD_LEVEL_NONE), ==, "none");
  g_assert_cmpstr (guard_level_to_string (GUARD_LEVEL_WARNING), ==, "warning");
  g_assert_cmpstr (guard_level_to_string (77), ==, "forbidden");
  g_assert_cmpstr (guard_level_to_string (-1), ==, "forbidden");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/report/order", test_order);
  g_test_add_func ("/core/report/bound", test_bound);
  g_test_add_func ("/core/report/kinds", test_kinds);
  g_test_add_func ("/core/report/words", test_words);
  return g_test_run ();
}

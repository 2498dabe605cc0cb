/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-patterns.h"
#include "tests/core/cases.h"
#include "tests/core/shipped.h"

#define MIN_CASES 2 /* true ones of each rule, and false ones */

static GuardPatterns *patterns;
static GHashTable *n_true;
static GHashTable *n_false;

static void
count (GHashTable *counts, const char *rule)
{
  g_hash_table_insert (counts, g_strdup (rule), GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, rule)) + 1));
}

static char *
find_kinds (const char *text)
{
  g_autoptr(GString) kinds = g_string_new (NULL);
  gboolean is_whole = FALSE;
  g_autoptr(GArray) found = guard_patterns_scan (patterns, text, strlen (text), GUARD_TEXT_MESSAGE, &is_whole);

  g_assert_true (is_whole);
  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (kinds, "%s%s", i > 0 ? " " : "", g_array_index (found, GuardDataMatch, i).kind);
  return g_string_free (g_steal_pointer (&kinds), FALSE);
}

static void
check_case (char **columns)
{
  g_autofree char *kinds = find_kinds (columns[2]);
  g_auto(GStrv) expected = g_strsplit (columns[1], " ", -1);

  g_assert_cmpstr (kinds, ==, columns[1]);
  count (g_strv_contains ((const char * const *) expected, columns[0]) ? n_true : n_false, columns[0]);
}

static void
test_cases (void)
{
  case_for_each ("detect-sensitive-numbers.tsv", 3, check_case);
}

/* Whoever adds a rule adds cases. */
static void
test_all_rules (void)
{
  g_autoptr(GuardRules) rules = read_shipped_rules (g_getenv ("PURPLE_GUARD_DATADIR"), "sensitive-numbers.rules");
  const char * const *groups = guard_rules_get_groups (rules);

  for (gsize i = 0; groups[i] != NULL; i++)
    {
      const char *rule = groups[i] + strlen ("data ");

      if (g_str_equal (groups[i], "list"))
        continue;
      g_test_message ("%s", rule);
      g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (n_true, rule)), >=, MIN_CASES);
      g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (n_false, rule)), >=, MIN_CASES);
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr(GError) error = NULL;
  gboolean is_added;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_autoptr(GuardRules) rules = read_shipped_rules (g_getenv ("PURPLE_GUARD_DATADIR"), "sensitive-numbers.rules");

  patterns = guard_patterns_new ();
  n_true = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  n_false = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  is_added = guard_patterns_add_rules (patterns, rules, &error);
  g_assert_no_error (error);
  g_assert_true (is_added);
  guard_patterns_compile (patterns);

  g_test_add_func ("/core/sensitive-numbers/cases", test_cases);
  g_test_add_func ("/core/sensitive-numbers/all-rules", test_all_rules);
  status = g_test_run ();
  g_hash_table_unref (n_true);
  g_hash_table_unref (n_false);
  guard_patterns_free (patterns);
  return status;
}

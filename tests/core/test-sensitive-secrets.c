/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-patterns.h"
#include "tests/core/cases.h"
#include "tests/core/shipped.h"
#include "tests/core/tokens.h"

/* What the shipped rules find of secrets (sensitive-secrets.rules, sensitive-words.rules) and what not. Columns:
 *
 *   rule    its ID
 *   found   yes: the rule finds something; no: it finds nothing. What other rules find does not matter
 *   text    a message, or a part of a file for rules that look only in those. «…» is put together as it is read (tokens.h), so that nothing in this
 *           tree looks like a key that somebody has lost
 *
 * All rules are looked for together, quickly and slowly. */

static const char * const names[] = { "sensitive-numbers.rules", "sensitive-secrets.rules", "sensitive-words.rules" };
static const struct
{
  const char *rules, *cases;
} tables[] = { { "sensitive-secrets.rules", "detect-sensitive-secrets.tsv" }, { "sensitive-words.rules", "detect-sensitive-words.tsv" } };

static GuardPatterns *patterns;
static GHashTable *only_in_files; /* IDs */
static GHashTable *n_found, *n_not_found; /* ID: examples */

static void
note_rules_of_files (GuardRules *rules)
{
  const char * const *groups = guard_rules_get_groups (rules);

  for (gsize i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *in = guard_rules_dup_string (rules, groups[i], "in");

      if (g_strcmp0 (in, "files") == 0)
        g_hash_table_add (only_in_files, g_strdup (groups[i] + strlen ("data ")));
    }
}

static void
load_patterns (const char *folder)
{
  patterns = guard_patterns_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GuardRules) rules = read_shipped_rules (folder, names[i]);
      g_autoptr(GError) error = NULL;
      const gboolean is_added = guard_patterns_add_rules (patterns, rules, &error);

      g_assert_no_error (error);
      g_assert_true (is_added);
      note_rules_of_files (rules);
    }
  guard_patterns_compile (patterns);
}

/* Returns: (nullable): the first match of the rule */
static const GuardDataMatch *
find (const GArray *matches, const char *rule)
{
  for (guint i = 0; i < matches->len; i++)
    if (g_str_equal (g_array_index (matches, GuardDataMatch, i).kind, rule))
      return &g_array_index (matches, GuardDataMatch, i);
  return NULL;
}

static void
count (GHashTable *numbers, const char *rule)
{
  const guint n = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, rule));

  g_hash_table_insert (numbers, g_strdup (rule), GUINT_TO_POINTER (n + 1));
}

static void
check_example (char **columns)
{
  const GuardTextSource source = g_hash_table_contains (only_in_files, columns[0]) ? GUARD_TEXT_FILE : GUARD_TEXT_MESSAGE;
  g_autofree char *text = tokens_expand (columns[2]);
  gboolean is_whole = FALSE;
  g_autoptr(GArray) quick = guard_patterns_scan (patterns, text, strlen (text), source, &is_whole);
  g_autoptr(GArray) slow = guard_patterns_scan_slowly (patterns, text, strlen (text), source);
  const GuardDataMatch *match = find (quick, columns[0]);

  g_test_message ("%s", text);
  g_assert_true (is_whole);
  g_assert_true ((match != NULL) == (find (slow, columns[0]) != NULL));
  g_assert_cmpstr (match != NULL ? "yes" : "no", ==, columns[1]);
  count (match != NULL ? n_found : n_not_found, columns[0]);
}

static guint
get_count (GHashTable *numbers, const char *rule)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (numbers, rule));
}

/* A rule that nobody has seen finding something, or staying silent, is not shipped. */
static void
check_is_shown (GuardRules *rules)
{
  const char * const *groups = guard_rules_get_groups (rules);

  for (gsize i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], "data "))
      {
        const char *rule = groups[i] + strlen ("data ");

        if (get_count (n_found, rule) < 2 || get_count (n_not_found, rule) < 2)
          g_error ("%s: at least two true and two false examples, please", rule);
      }
}

static void
test_table (gconstpointer data)
{
  const gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", NULL);
  g_autoptr(GuardRules) rules = read_shipped_rules (folder, tables[i].rules);

  g_hash_table_remove_all (n_found);
  g_hash_table_remove_all (n_not_found);
  case_for_each (tables[i].cases, 3, check_example);
  check_is_shown (rules);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", NULL);
  only_in_files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  n_found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  n_not_found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  load_patterns (folder);

  g_test_add_data_func ("/core/sensitive/secrets", GSIZE_TO_POINTER (0), test_table);
  g_test_add_data_func ("/core/sensitive/words", GSIZE_TO_POINTER (1), test_table);
  result = g_test_run ();
  guard_patterns_free (patterns);
  g_hash_table_unref (only_in_files);
  g_hash_table_unref (n_found);
  g_hash_table_unref (n_not_found);
  return result;
}

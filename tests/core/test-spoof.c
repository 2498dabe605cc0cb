/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-idna.h"
#include "core/guard-spoof.h"
#include "tests/core/cases.h"

static const char *const kinds[] = {
  [GUARD_SPOOF_NOTHING] = "nothing",
  [GUARD_SPOOF_MIXED_SCRIPTS] = "mixed-scripts",
  [GUARD_SPOOF_WHOLE_SCRIPT] = "whole-script",
  [GUARD_SPOOF_INVISIBLE] = "invisible",
  [GUARD_SPOOF_LOOKS_LIKE_PUNCTUATION] = "looks-like-punctuation",
  [GUARD_SPOOF_DIGITS] = "digits",
  [GUARD_SPOOF_UNUSUAL] = "unusual",
};

static void
check_name (char **columns)
{
  g_autofree char *host = g_str_is_ascii (columns[0]) ? g_strdup (columns[0]) : guard_idna_to_ascii (columns[0], NULL);

  g_assert_nonnull (host);
  g_assert_cmpstr (kinds[guard_spoof_check (host)], ==, columns[1]);
}

static void
test_names (void)
{
  case_for_each ("spoof.tsv", 2, check_name);
}

static void
check_skeletons (char **columns)
{
  g_autofree char *a = guard_spoof_dup_skeleton (columns[0]);
  g_autofree char *b = guard_spoof_dup_skeleton (columns[1]);

  if (g_str_equal (columns[2], "same"))
    g_assert_cmpstr (a, ==, b);
  else
    g_assert_cmpstr (a, !=, b);
}

static void
test_skeletons (void)
{
  case_for_each ("skeleton.tsv", 3, check_skeletons);
}

/* What looks like something looks like what that looks like. */
static void
check_twice (char **columns)
{
  g_autofree char *once = guard_spoof_dup_skeleton (columns[0]);
  g_autofree char *twice = guard_spoof_dup_skeleton (once);

  g_assert_cmpstr (once, ==, twice);
}

static void
test_twice (void)
{
  case_for_each ("skeleton.tsv", 3, check_twice);
  case_for_each ("spoof.tsv", 2, check_twice);
}

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_assert_cmpstr (guard_spoof_to_words (i), !=, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/spoof/names", test_names);
  g_test_add_func ("/core/spoof/skeletons", test_skeletons);
  g_test_add_func ("/core/spoof/twice", test_twice);
  g_test_add_func ("/core/spoof/words", test_words);
  return g_test_run ();
}

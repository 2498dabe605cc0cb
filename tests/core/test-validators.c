/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-validators.h"
#include "tests/core/cases.h"

static gboolean
is_valid (const char *name, const char *text)
{
  const GuardValidator *validator = guard_validators_find (name);
  const gsize n_bytes = strlen (text);
  /* Exactly so long, so that a sanitizer sees who reads on. */
  g_autofree char *exact = g_memdup2 (text, n_bytes);

  g_assert_nonnull (validator);
  return validator->is_valid (exact, n_bytes);
}

static void
check_case (char **columns)
{
  const gboolean expected = !g_str_equal (columns[1], "false");

  g_assert_true (!expected || g_str_equal (columns[1], "true") || g_str_equal (columns[1], "checked"));
  g_assert_cmpint (is_valid (columns[0], columns[2]), ==, expected);
}

static void
test_cases (void)
{
  case_for_each ("validators.tsv", 3, check_case);
}

static void
check_changes (char **columns)
{
  if (!g_str_equal (columns[1], "checked"))
    return;
  for (char *at = columns[2]; *at != '\0'; at++)
    {
      const char was = *at;

      if (!g_ascii_isdigit (was))
        continue;
      for (*at = '0'; *at <= '9'; ++*at)
        if (*at != was && is_valid (columns[0], columns[2]))
          g_error ("%s: valid with one digit changed: %s", columns[0], columns[2]);
      *at = was;
    }
}

static void
test_changed_digits (void)
{
  case_for_each ("validators.tsv", 3, check_changes);
}

/* Whoever adds a validator adds cases. */
static void
test_table (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "cases", "validators.tsv", NULL);
  g_autofree char *cases = NULL;

  g_assert_true (g_file_get_contents (path, &cases, NULL, NULL));
  for (const GuardValidator *validator = guard_validators; validator->name != NULL; validator++)
    {
      g_autofree char *checked = g_strdup_printf ("\n%s\tchecked\t", validator->name);
      g_autofree char *is_true = g_strdup_printf ("\n%s\ttrue\t", validator->name);
      g_autofree char *is_false = g_strdup_printf ("\n%s\tfalse\t", validator->name);

      g_test_message ("%s", validator->name);
      g_assert_true (strstr (cases, checked) != NULL || strstr (cases, is_true) != NULL);
      g_assert_nonnull (strstr (cases, is_false));
      g_assert_cmpstr (validator->source, !=, "");
      g_assert_true (guard_validators_find (validator->name) == validator);
    }
  g_assert_null (guard_validators_find ("no-such-number"));
  g_assert_null (guard_validators_find (NULL));
}

/* Whatever a pattern gives them. */
static void
test_odd_bytes (void)
{
  static const char * const texts[] = { "", " ", "-", "0", "\xff\xff\xff", "00000000000", "\xf0\x9f\x98\x80 1", "((((((((((", "....................." };
  const char zeros[64] = { 0 };
  g_autofree char *blanks = g_strnfill (100000, ' ');
  g_autofree char *letters = g_strnfill (100000, 'q');

  for (const GuardValidator *validator = guard_validators; validator->name != NULL; validator++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
        g_assert_false (validator->is_valid (texts[i], strlen (texts[i])));
      for (gsize n = 0; n <= sizeof zeros; n++)
        g_assert_false (validator->is_valid (zeros, n));
      g_assert_false (validator->is_valid (blanks, 100000));
      validator->is_valid (letters, 99999);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/validators/cases", test_cases);
  g_test_add_func ("/core/validators/changed-digits", test_changed_digits);
  g_test_add_func ("/core/validators/table", test_table);
  g_test_add_func ("/core/validators/odd-bytes", test_odd_bytes);
  return g_test_run ();
}

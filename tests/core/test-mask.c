/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-mask.h"
#include "tests/core/cases.h"
#include "tests/core/mask-invariants.h"

#define ALPHABETS 4

/* ---- Examples ---- */

static void
check_excerpt (char **columns)
{
  GuardDataCategory category;
  g_autofree char *excerpt = NULL;

  g_assert_true (guard_data_category_from_string (columns[0], &category));
  excerpt = guard_mask_dup_excerpt (columns[1], 0, strlen (columns[1]), category);
  g_assert_cmpstr (excerpt, ==, columns[2]);
  check_excerpt_invariants (columns[1], strlen (columns[1]), excerpt);
}

static void
test_excerpts (void)
{
  case_for_each ("mask-excerpts.tsv", 3, check_excerpt);
}

/* "[" and "]" in the first column are where a finding begins and ends, "{" and "}" where a secret does, "|" what is skipped; none of them
 * belongs to the text. */
static void
check_text (char **columns)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GuardReport) report = guard_report_new ();
  g_autofree char *masked = NULL;
  gsize starts[8] = { 0 }, skip = 0;
  guint depth = 0;

  for (const char *at = columns[0]; *at != '\0'; at++)
    if (*at == '[' || *at == '{')
      starts[depth++] = text->len;
    else if (*at == ']' || *at == '}')
      {
        const GuardDataMatch match = { .kind = "a", .category = *at == ']' ? GUARD_DATA_MONEY : GUARD_DATA_SECRET, .start = starts[--depth], .end = text->len };

        guard_report_add_data (report, "a", GUARD_LEVEL_WARNING, &match, 1, g_strdup (""), g_strdup (""));
      }
    else if (*at == '|')
      skip = text->len;
    else
      g_string_append_c (text, *at);
  guard_report_add (report, "b", GUARD_LEVEL_NONE, -1, g_strdup ("no place of its own"));

  masked = guard_mask_dup_text (text->str, text->len, skip, report);
  g_assert_cmpstr (masked, ==, columns[1]);
  check_text_invariants (text->str, text->len, skip, report, masked);
}

static void
test_texts (void)
{
  case_for_each ("mask-texts.tsv", 2, check_text);
}

/* ---- Whatever it is ---- */

static char *
dup_random (guint n_characters)
{
  static const char * const alphabets[ALPHABETS] = { "0123456789", "abcXYZ019", "0 1-2.3/4(5)", "a\u00e9\u4e2d\uff11\u200b\u0301\u202e\n!_=\x80\xff" };
  const char *alphabet = alphabets[g_test_rand_int_range (0, ALPHABETS)];
  GString *text = g_string_new (NULL);

  while (n_characters-- > 0)
    g_string_append_c (text, alphabet[g_test_rand_int_range (0, strlen (alphabet))]);
  return g_string_free (text, FALSE);
}

static void
test_random_excerpts (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *text = dup_random (g_test_rand_int_range (0, 80));
      const gsize n_bytes = strlen (text);
      const gsize start = g_test_rand_int_range (0, n_bytes + 1);
      const gsize end = g_test_rand_int_range (start, n_bytes + 1);
      g_autofree char *excerpt = guard_mask_dup_excerpt (text, start, end, g_test_rand_int_range (0, GUARD_DATA_OWN + 1));

      check_excerpt_invariants (text + start, end - start, excerpt);
    }
}

static void
test_random_texts (void)
{
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *text = dup_random (g_test_rand_int_range (0, 120));
      const gsize n_bytes = strlen (text);
      const gsize skip = g_test_rand_int_range (0, n_bytes + 1);
      g_autoptr(GuardReport) report = guard_report_new ();
      g_autofree char *masked = NULL;

      for (gint n = g_test_rand_int_range (0, 6); n > 0; n--)
        {
          const gsize start = g_test_rand_int_range (0, n_bytes + 1);
          const GuardDataMatch match = { .kind = "a", .category = g_test_rand_int_range (0, GUARD_DATA_OWN + 1), .start = start,
                                         .end = g_test_rand_int_range (start, n_bytes + 1) };

          guard_report_add_data (report, "a", g_test_rand_int_range (0, GUARD_LEVEL_FORBIDDEN), &match, 1, g_strdup (""), g_strdup (""));
        }
      masked = guard_mask_dup_text (text, n_bytes, skip, report);
      check_text_invariants (text, n_bytes, skip, report, masked);
    }
}

/* A thousand times the text is a thousand times the work. */
static void
test_many (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GuardReport) report = guard_report_new ();
  g_autofree char *masked = NULL;

  for (guint i = 0; i < 4000; i++)
    {
      const GuardDataMatch match = { .kind = "a", .category = GUARD_DATA_MONEY, .start = text->len, .end = text->len + 1000 };

      g_string_append (text, "4111 1111 ");
      guard_report_add_data (report, "a", GUARD_LEVEL_WARNING, &match, 1, g_strdup (""), g_strdup (""));
    }
  masked = guard_mask_dup_text (text->str, text->len, 0, report);
  g_assert_null (strpbrk (masked, "0123456789"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/mask/excerpts", test_excerpts);
  g_test_add_func ("/core/mask/texts", test_texts);
  g_test_add_func ("/core/mask/random-excerpts", test_random_excerpts);
  g_test_add_func ("/core/mask/random-texts", test_random_texts);
  g_test_add_func ("/core/mask/many", test_many);
  return g_test_run ();
}

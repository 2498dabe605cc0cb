/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-error.h"
#include "core/guard-fold.h"
#include "core/guard-keywords.h"
#include "tests/core/cases.h"

static void
note (guint id, gsize position, gpointer user_data)
{
  g_string_append_printf (user_data, "%u", id);
}

static GuardKeywords *
compile (const char *phrases)
{
  GuardKeywords *keywords = guard_keywords_new ();
  g_auto(GStrv) list = g_strsplit (phrases, ";", -1);

  for (guint i = 0; list[i] != NULL; i++)
    g_assert_true (guard_keywords_add (keywords, list[i], i, NULL));
  guard_keywords_compile (keywords);
  return keywords;
}

static void
check_text (char **columns)
{
  g_autoptr(GuardKeywords) keywords = compile (columns[0]);
  g_autoptr(GString) found = g_string_new (NULL);

  guard_keywords_scan (keywords, columns[1], strlen (columns[1]), note, found);
  g_assert_cmpstr (found->str, ==, columns[2]);
}

static void
test_texts (void)
{
  case_for_each ("keywords.tsv", 3, check_text);
}

static void
test_refused (void)
{
  g_autoptr(GuardKeywords) keywords = guard_keywords_new ();
  g_autofree char *huge = g_strnfill (70000, 'x');
  g_autoptr(GError) nothing = NULL;
  g_autoptr(GError) too_big = NULL;

  g_assert_false (guard_keywords_add (keywords, " -!", 0, &nothing));
  g_assert_error (nothing, GUARD_ERROR, GUARD_ERROR_MALFORMED);
  g_assert_false (guard_keywords_add (keywords, huge, 0, &too_big));
  g_assert_error (too_big, GUARD_ERROR, GUARD_ERROR_TOO_BIG);
  guard_keywords_compile (keywords);
  guard_keywords_scan (keywords, huge, 70000, note, NULL);
}

typedef struct
{
  guint n;
} Count;

static void
count (guint id, gsize position, gpointer user_data)
{
  ((Count *) user_data)->n++;
}

/* What a plain search in folded text finds; the beginning of words only. */
static guint
count_plainly (const char *folded, const char *phrase)
{
  guint n = 0;

  for (const char *at = strstr (folded, phrase); at != NULL; at = strstr (at + 1, phrase))
    n++;
  return n;
}

/* The automaton against the plain search, over random texts of few letters. */
static void
test_against_search (void)
{
  static const char * const letters[] = { "a", "B", "b", " ", "-", "'", "验", "证", "，", "é", "\u200b" };

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GString) phrase = g_string_new ("a");
      g_autoptr(GuardKeywords) keywords = guard_keywords_new ();
      Count counted = { 0 };

      for (int i = g_test_rand_int_range (0, 40); i > 0; i--)
        g_string_append (text, letters[g_test_rand_int_range (0, G_N_ELEMENTS (letters))]);
      for (int i = g_test_rand_int_range (0, 3); i > 0; i--)
        g_string_append (phrase, letters[g_test_rand_int_range (0, G_N_ELEMENTS (letters))]);

      g_autofree char *folded_text = guard_fold_dup_phrase (text->str);
      g_autofree char *folded_phrase = guard_fold_dup_phrase (phrase->str);
      g_autofree char *padded = g_strconcat (*folded_text != ' ' ? " " : "", folded_text, NULL);

      g_assert_true (guard_keywords_add (keywords, phrase->str, 0, NULL));
      guard_keywords_compile (keywords);
      guard_keywords_scan (keywords, text->str, text->len, count, &counted);
      g_test_message ("“%s” in “%s”", phrase->str, text->str);
      g_assert_cmpuint (counted.n, ==, count_plainly (padded, folded_phrase));
    }
}

#define N_PHRASES 400

static void
count_each (guint id, gsize position, gpointer user_data)
{
  ((guint *) user_data)[id]++;
}

static char *
make_random (int min_letters, int max_letters)
{
  static const char * const letters[] = { "a", "b", "C", "d", "1", " ", "-", "\u200b", "é", "Ｅ", "п", "验", "证", "\u3042", "\U00020001", "\U00020002" };
  g_autoptr(GString) text = g_string_new (NULL);

  for (int i = g_test_rand_int_range (min_letters, max_letters + 1); i > 0; i--)
    g_string_append (text, letters[g_test_rand_int_range (0, G_N_ELEMENTS (letters))]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Hundreds of phrases at once, which begin, end and contain each other, more states than have rows. */
static void
test_many_against_search (void)
{
  g_autoptr(GuardKeywords) keywords = guard_keywords_new ();
  g_autoptr(GPtrArray) phrases = g_ptr_array_new_with_free_func (g_free);

  while (phrases->len < N_PHRASES)
    {
      g_autofree char *phrase = make_random (1, 6);
      g_autofree char *open = g_strconcat (phrase, g_test_rand_bit () ? "*" : "", NULL);

      if (guard_keywords_add (keywords, open, phrases->len, NULL))
        g_ptr_array_add (phrases, guard_fold_dup_phrase (open));
    }
  guard_keywords_compile (keywords);

  for (guint round = 0; round < 1000; round++)
    {
      g_autofree char *text = make_random (0, 200);
      g_autofree char *folded = guard_fold_dup_phrase (text);
      g_autofree char *padded = g_strconcat (*folded != ' ' ? " " : "", folded, NULL);
      guint counts[N_PHRASES] = { 0 };

      guard_keywords_scan (keywords, text, strlen (text), count_each, counts);
      for (guint i = 0; i < phrases->len; i++)
        {
          const guint n = count_plainly (padded, phrases->pdata[i]);

          if (counts[i] != n)
            g_test_message ("“%s” in “%s”", (const char *) phrases->pdata[i], text);
          g_assert_cmpuint (counts[i], ==, n);
        }
    }
}

/* Long texts of ASCII, most of which is passed over. */
static void
test_ascii_against_search (void)
{
  static const char letters[] = "aaabBcde1 -'\x01\t";

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr(GuardKeywords) keywords = guard_keywords_new ();
      g_autofree char *text = g_malloc0 (201);
      g_autofree char *phrase = g_malloc0 (8);
      const int n_bytes = g_test_rand_int_range (0, 200), n_letters = g_test_rand_int_range (0, 6);
      Count counted = { 0 };

      for (int i = 0; i < n_bytes; i++)
        text[i] = letters[g_test_rand_int_range (0, sizeof letters - 1)];
      phrase[0] = 'a';
      for (int i = 1; i <= n_letters; i++)
        phrase[i] = letters[g_test_rand_int_range (0, 11)];
      phrase[n_letters + 1] = g_test_rand_bit () ? '*' : '\0';

      g_autofree char *folded_text = guard_fold_dup_phrase (text);
      g_autofree char *folded_phrase = guard_fold_dup_phrase (phrase);
      g_autofree char *padded = g_strconcat (*folded_text != ' ' ? " " : "", folded_text, NULL);

      g_assert_true (guard_keywords_add (keywords, phrase, 0, NULL));
      guard_keywords_compile (keywords);
      guard_keywords_scan (keywords, text, n_bytes, count, &counted);
      if (counted.n != count_plainly (padded, folded_phrase))
        g_test_message ("“%s” in “%s”", phrase, text);
      g_assert_cmpuint (counted.n, ==, count_plainly (padded, folded_phrase));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/keywords/texts", test_texts);
  g_test_add_func ("/core/keywords/refused", test_refused);
  g_test_add_func ("/core/keywords/against-search", test_against_search);
  g_test_add_func ("/core/keywords/ascii-against-search", test_ascii_against_search);
  g_test_add_func ("/core/keywords/many-against-search", test_many_against_search);
  return g_test_run ();
}

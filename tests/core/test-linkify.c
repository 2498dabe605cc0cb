/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/cases.h"
#include "tests/core/linkify-invariants.h"
#include "tests/core/pidgin-reader.h"

/* The second column: addresses, each with a line end behind it. */
static void
check_text (char **columns)
{
  g_autofree char *found = dup_found_by_us (columns[0]);

  g_assert_cmpstr (found, ==, columns[1]);
  assert_finds_as (pidgin_linkify, columns[0]);
}

static void
test_texts (void)
{
  case_for_each ("linkify.tsv", 2, check_text);
}

/* Linear in time: a megabyte of whatever is looked back or forward for. */
static void
test_long (void)
{
  static const char *const parts[] = { "mailto:", "a@b)", "a@!b", "a.b@", "aaaaaaaa", "http:", "www.", "(", ")", "@", "a@b..........", "mailto:a@b?" };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);

      while (text->len < 1024 * 1024)
        g_string_append (text, parts[i]);

      const gint64 start = g_get_monotonic_time ();
      g_autofree char *found = dup_found_by_us (text->str);
      g_assert_cmpuint (strlen (found), <=, 2 * text->len);
      g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
    }
}

static void
test_open_parentheses (void)
{
  const char *text = "http://a.org)";
  GuardLinkify walk;
  GuardSpokenLink link;

  guard_linkify_init (&walk, text, strlen (text), 1);
  g_assert_true (guard_linkify_next (&walk, &link));
  g_assert_cmpuint (link.n_bytes, ==, strlen ("http://a.org"));
  g_assert_false (guard_linkify_next (&walk, &link));
  g_assert_cmpint (walk.n_open_parentheses, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/linkify/texts", test_texts);
  g_test_add_func ("/core/linkify/long", test_long);
  g_test_add_func ("/core/linkify/open-parentheses", test_open_parentheses);
  return g_test_run ();
}

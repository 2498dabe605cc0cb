/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-html.h"
#include "tests/core/cases.h"
#include "tests/core/linkify-invariants.h"
#include "tests/core/pidgin-reader.h"
#include "tests/core/random-html.h"

#include <purple.h>
#include <string.h>

/* The real libpurple beside what we say of it: its linkifier against guard-linkify and against the re-statement that the other tests
 * lean on; its linkifier and its HTML-to-text (which Finch shows) on what we write. */

#define N_MUTATIONS 60000
#define MAX_PIECES 24

/* A case of a table with something random put in somewhere. */
static char *
dup_mutated (const char *text, guint32 *state)
{
  const gsize offset = text[0] != '\0' ? random_next (state) % strlen (text) : 0;
  const char *at = g_utf8_find_prev_char (text, text + offset);
  GString *mutated = g_string_new_len (text, at != NULL ? at - text : 0);

  g_string_append (mutated, random_piece (state));
  g_string_append (mutated, at != NULL ? at : text);
  return g_string_free (mutated, FALSE);
}

static void
assert_restated (const char *html)
{
  g_autofree char *real = purple_markup_linkify (html);
  g_autofree char *restated = pidgin_linkify (html);

  g_assert_cmpstr (restated, ==, real);
}

/* Finch puts an address in parentheses behind a link whose text is another; without links its text is ours. */
static void
assert_written_for_all (const char *bytes)
{
  g_autoptr(GuardHtml) html = guard_html_new (bytes, strlen (bytes));
  g_autofree char *people = guard_html_serialise (html, GUARD_HTML_PEOPLE);
  g_autofree char *linked = purple_markup_linkify (people);
  g_autofree char *plain = guard_html_serialise (html, GUARD_HTML_PEOPLE | GUARD_HTML_NO_LINKS);
  g_autofree char *stripped = purple_markup_strip_html (plain);
  g_autoptr(GuardHtml) unlinked = guard_html_new (plain, strlen (plain));
  g_autofree char *expected = g_strdelimit (g_strdup (guard_html_get_text (unlinked, NULL)), "\t", ' ');
  g_autofree char *xhtml_text = NULL;

  g_assert_cmpstr (linked, ==, people);
  g_assert_cmpuint (guard_html_get_links (unlinked)->len, ==, 0);
  g_assert_cmpstr (stripped, ==, expected);
  purple_markup_html_to_xhtml (plain, NULL, &xhtml_text);
  g_strdelimit (xhtml_text, "\t", ' ');
  g_assert_cmpstr (xhtml_text, ==, expected);
}

static void
check_all (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return;

  assert_restated (text);
  assert_finds_as (purple_markup_linkify, text);
  assert_written_for_all (text);
}

static guint32 mutation_state = 1;

static void
check_case (char **columns)
{
  check_all (columns[0]);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *mutated = dup_mutated (columns[0], &mutation_state);

      check_all (mutated);
    }
}

static void
test_html_cases (void)
{
  case_for_each ("html.tsv", 5, check_case);
}

static void
test_linkify_cases (void)
{
  case_for_each ("linkify.tsv", 2, check_case);
}

static void
test_random (void)
{
  guint32 state = 2;

  for (guint i = 0; i < N_MUTATIONS; i++)
    {
      g_autofree char *text = dup_random_html (&state, MAX_PIECES);

      check_all (text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  purple_debug_set_enabled (FALSE);
  g_test_add_func ("/plugin/pidgin-reader/html-cases", test_html_cases);
  g_test_add_func ("/plugin/pidgin-reader/linkify-cases", test_linkify_cases);
  g_test_add_func ("/plugin/pidgin-reader/random", test_random);
  return g_test_run ();
}

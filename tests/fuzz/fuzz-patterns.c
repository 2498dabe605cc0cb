/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-patterns.h"
#include "tests/fuzz/fuzz.h"

/* Rules that somebody wrote himself, and behind the first NUL a text: the rules are taken or refused whole, with a line; what they find is
 * in the text and in order, and is found slowly as well. */

#define MAX_SLOW_BYTES 4096

static const char own_rules[] = "[data card]\ndescription=a\ncategory=money\ndigits=13-19\n"
                                "[data token]\ndescription=a\ncategory=secret\nkeywords=tok*\npattern=tok_([a-z0-9]+)\n"
                                "[data serial]\ndescription=a\ncategory=own\nword=4-9\nconfidence=medium\n"
                                "[data moon]\ndescription=a\ncategory=own\nwords=moon;月*\nconfidence=low\n";

static void
check (const GArray *found, gsize n_bytes)
{
  gsize previous = 0;

  for (guint i = 0; i < found->len; i++)
    {
      const GuardDataMatch *match = &g_array_index (found, GuardDataMatch, i);

      g_assert_cmpuint (previous, <=, match->start);
      g_assert_cmpuint (match->start, <, match->end);
      g_assert_cmpuint (match->end, <=, n_bytes);
      previous = match->start;
    }
}

static void
look (GuardPatterns *patterns, const char *text, gsize n_bytes)
{
  gboolean is_whole = FALSE;

  guard_patterns_compile (patterns);
  g_autoptr(GArray) quick = guard_patterns_scan (patterns, text, n_bytes, GUARD_TEXT_FILE, &is_whole);
  check (quick, n_bytes);
  if (!is_whole || n_bytes > MAX_SLOW_BYTES)
    return;
  g_autoptr(GArray) slow = guard_patterns_scan_slowly (patterns, text, n_bytes, GUARD_TEXT_FILE);
  check (slow, n_bytes);
}

/* The same rules for every text: what is found quickly is found slowly, and nothing else. */
static void
compare (const char *text, gsize n_bytes)
{
  g_autoptr(GuardRules) rules = guard_rules_new ("own.rules", own_rules, strlen (own_rules), NULL);
  g_autoptr(GuardPatterns) patterns = guard_patterns_new ();
  gboolean is_whole = FALSE;

  g_assert_true (guard_patterns_add_rules (patterns, rules, NULL));
  guard_patterns_compile (patterns);
  g_autoptr(GArray) quick = guard_patterns_scan (patterns, text, n_bytes, GUARD_TEXT_MESSAGE, &is_whole);
  g_autoptr(GArray) slow = guard_patterns_scan_slowly (patterns, text, n_bytes, GUARD_TEXT_MESSAGE);

  check (quick, n_bytes);
  if (is_whole)
    g_assert_cmpmem (quick->data, quick->len * sizeof (GuardDataMatch), slow->data, slow->len * sizeof (GuardDataMatch));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  const guint8 *nul = n_bytes > 0 ? memchr (data, 0, n_bytes) : NULL;
  const gsize n_rules = nul != NULL ? (gsize) (nul - data) : 0;
  const char *text = (const char *) data + (nul != NULL ? n_rules + 1 : 0);
  const gsize n_text = n_bytes - (nul != NULL ? n_rules + 1 : 0);
  g_autoptr(GuardRules) rules = guard_rules_new ("fuzz.rules", (const char *) data, n_rules, NULL);
  g_autoptr(GuardPatterns) patterns = guard_patterns_new ();
  g_autoptr(GError) error = NULL;

  if (n_text <= MAX_SLOW_BYTES)
    compare (text, n_text);
  if (rules == NULL)
    return 0;
  if (guard_patterns_add_rules (patterns, rules, &error))
    look (patterns, text, n_text);
  else
    {
      g_assert_true (g_str_has_prefix (error->message, "fuzz.rules:"));
      g_assert_cmpuint (guard_patterns_count (patterns), ==, 0);
    }
  return 0;
}

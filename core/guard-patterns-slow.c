/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-patterns-private.h"

#include <string.h>

/* The slow way, against which the quick one is proved: each rule alone, its pattern over the whole text from its beginning, and only then whether
 * the rule was met near what matches. Only the weighing of data, and the choice between findings, are the same. */

/* Where a rule is met: what matches must begin in one of these. */
typedef struct
{
  gsize first, last;
} Window;

typedef struct
{
  GuardPatternLook *look;
  guint rule;
  guint n_letters; /* of the phrase that is looked for alone */
  gsize number;    /* where the last one that is long enough begins */
  GArray *windows; /* of Window */
} Meeting;

static const GuardPattern *
get_rule (const Meeting *meeting)
{
  return meeting->look->patterns->rules->pdata[meeting->rule];
}

static void
note_window (Meeting *meeting, gsize first, gsize last)
{
  const GuardPattern *rule = get_rule (meeting);
  const Window window = { guard_pattern_round_down (meeting->look->text, first - MIN (first, rule->before)), last + rule->after };

  g_array_append_val (meeting->windows, window);
}

/* ---- Meeting ---- */

static void
on_phrase (guint id, gsize position, gpointer user_data)
{
  Meeting *meeting = user_data;
  const GuardPatternLook *look = meeting->look;
  gsize start, end;

  if (get_rule (meeting)->way == GUARD_PATTERN_KEYWORDS)
    {
      note_window (meeting, position, position);
      return;
    }
  guard_pattern_locate_phrase (look->text, look->n_bytes, position, meeting->n_letters, &start, &end);
  guard_pattern_weigh (meeting->look, meeting->rule, start, end);
}

static void
meet_phrases (Meeting *meeting)
{
  const GuardPattern *rule = get_rule (meeting);

  for (gsize i = 0; rule->phrases[i] != NULL; i++)
    {
      g_autoptr(GuardKeywords) keywords = guard_keywords_new ();
      const gboolean is_added = guard_keywords_add (keywords, rule->phrases[i], 0, NULL);

      g_assert (is_added);
      guard_keywords_compile (keywords);
      meeting->n_letters = guard_pattern_count_letters (rule->phrases[i]);
      guard_keywords_scan (keywords, meeting->look->text, meeting->look->n_bytes, on_phrase, meeting);
    }
}

static gboolean
is_digit (const GuardPatternLook *look, gsize at)
{
  return at < look->n_bytes && g_ascii_isdigit (look->text[at]);
}

/* Returns: whether so many digits stand from @start to @end, which are ends of groups, with single separators between them */
static gboolean
is_number (const GuardPatternLook *look, gsize start, gsize end, guint min, guint max)
{
  guint n_digits = 0;

  for (gsize at = start; at < end; at++)
    if (is_digit (look, at))
      n_digits++;
    else if (!(is_digit (look, at - 1) && is_digit (look, at + 1) && strchr (" \t-./\n", look->text[at]) != NULL) &&
             !(is_digit (look, at - 1) && look->text[at] == '\r' && look->text[at + 1] == '\n' && is_digit (look, at + 2)) &&
             !(at >= 2 && look->text[at - 1] == '\r' && look->text[at] == '\n' && is_digit (look, at - 2) && is_digit (look, at + 1)))
      return FALSE;
  return n_digits >= min && n_digits <= max;
}

static gboolean
stands_alone (const GuardPatternLook *look, gsize start, gsize end)
{
  return (start == 0 || !(g_ascii_isalpha (look->text[start - 1]) || look->text[start - 1] == '_')) &&
         (end == look->n_bytes || !(g_ascii_isalpha (look->text[end]) || look->text[end] == '_'));
}

/* Numbers of the same run are met together. */
static gsize
find_first (const Meeting *meeting, gsize start)
{
  return meeting->number < start && is_digit (meeting->look, meeting->number) && is_number (meeting->look, meeting->number, start + 1, 0, G_MAXUINT)
           ? meeting->number : start;
}

/* Returns: where to go on: behind the data that begins at @start, or @start */
static gsize
meet_number (Meeting *meeting, gsize start)
{
  const GuardPatternLook *look = meeting->look;
  const GuardPattern *rule = get_rule (meeting);

  /* Two bytes at most part two digits. */
  for (gsize end = MIN (look->n_bytes, start + 3 * rule->max); end > start; end--)
    {
      if (!is_digit (look, end - 1) || is_digit (look, end) || !is_number (look, start, end, rule->min, rule->max))
        continue;
      if (rule->pattern != NULL)
        {
          note_window (meeting, find_first (meeting, start), start);
          meeting->number = start;
          return start;
        }
      if (stands_alone (look, start, end) && guard_pattern_weigh (meeting->look, meeting->rule, start, end) == GUARD_PATTERN_DATA)
        return end;
    }
  return start;
}

static void
meet_numbers (Meeting *meeting)
{
  for (gsize at = 0; at < meeting->look->n_bytes; at++)
    if (is_digit (meeting->look, at) && (at == 0 || !is_digit (meeting->look, at - 1)))
      at = MAX (at + 1, meet_number (meeting, at)) - 1;
}

/* The pattern asks for a word whose digit and letter stand anywhere in it. */
static void
meet_words (Meeting *meeting)
{
  const GuardPattern *rule = get_rule (meeting);
  g_autofree char *expression = g_strdup_printf ("(?<![A-Za-z0-9])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{%u,%u}(?![A-Za-z0-9])", rule->min,
                                                 rule->max);
  g_autoptr(GRegex) regex = g_regex_new (expression, 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  int start, end;

  for (g_regex_match_full (regex, meeting->look->text, meeting->look->n_bytes, 0, 0, &match, NULL); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    if (g_match_info_fetch_pos (match, 0, &start, &end) && rule->pattern != NULL)
      note_window (meeting, start, start);
    else
      guard_pattern_weigh (meeting->look, meeting->rule, start, end);
}

static void
meet (Meeting *meeting)
{
  switch (get_rule (meeting)->way)
    {
    case GUARD_PATTERN_DIGITS:
      meet_numbers (meeting);
      break;
    case GUARD_PATTERN_WORD:
      meet_words (meeting);
      break;
    case GUARD_PATTERN_KEYWORDS:
    case GUARD_PATTERN_WORDS:
    default:
      meet_phrases (meeting);
      break;
    }
}

/* ---- Matching ---- */

/* What begins before a window counts if its rest, from the window's edge on, would match as well: the window was drawn too narrow. */
static gboolean
is_met_at_edge (const Meeting *meeting, const GuardPatternHit *hit, gsize edge)
{
  GuardPatternHit rest;

  return hit->begin < edge && hit->behind > edge && guard_pattern_try (meeting->look, meeting->rule, edge, edge, &rest);
}

static gboolean
is_met (const Meeting *meeting, const GuardPatternHit *hit)
{
  for (guint i = 0; i < meeting->windows->len; i++)
    {
      const Window *window = &g_array_index (meeting->windows, Window, i);

      if (hit->begin <= window->last && (hit->begin >= window->first || is_met_at_edge (meeting, hit, window->first)))
        return TRUE;
    }
  return FALSE;
}

static int
compare_windows (gconstpointer a, gconstpointer b)
{
  const Window *one = a, *other = b;

  return (one->first > other->first) - (one->first < other->first);
}

/* Those that meet each other are one. */
static void
join_windows (GArray *windows)
{
  guint n = 0;

  g_array_sort (windows, compare_windows);
  for (guint i = 0; i < windows->len; i++)
    {
      const Window window = g_array_index (windows, Window, i);
      Window *last = n > 0 ? &g_array_index (windows, Window, n - 1) : NULL;

      if (last != NULL && window.first <= last->last + 1)
        last->last = MAX (last->last, window.last);
      else
        g_array_index (windows, Window, n++) = window;
    }
  g_array_set_size (windows, n);
}

/* What was not met takes nothing away from what comes next. */
static gsize
weigh (Meeting *meeting, const GuardPatternHit *hit)
{
  GuardPatternWeight weight;

  if (!is_met (meeting, hit))
    return guard_pattern_get_second (meeting->look, hit);
  weight = guard_pattern_weigh (meeting->look, meeting->rule, hit->start, hit->end);
  return guard_pattern_get_next (meeting->look, hit, weight);
}

static void
match (Meeting *meeting)
{
  GuardPatternHit hit;

  for (gsize from = 0; guard_pattern_try_whole (meeting->look, meeting->rule, from, &hit); from = weigh (meeting, &hit))
    if (from == 0)
      {
        meet (meeting);
        join_windows (meeting->windows);
      }
}

static void
scan_rule (GuardPatternLook *look, guint rule_index)
{
  g_autoptr(GArray) windows = g_array_new (FALSE, FALSE, sizeof (Window));
  Meeting meeting = { look, rule_index, 0, G_MAXSIZE, windows };
  const GuardPattern *rule = get_rule (&meeting);

  if ((rule->sources & look->source) == 0)
    return;
  if (rule->pattern != NULL)
    match (&meeting);
  else
    meet (&meeting);
}

void
guard_patterns_look_slowly (GuardPatternLook *look)
{
  for (guint i = 0; i < look->patterns->rules->len; i++)
    scan_rule (look, i);
}

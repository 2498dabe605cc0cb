/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-patterns-private.h"

/* A rule's pattern in its own window. A window says where a match may begin; what a match looks at, before and behind, is the text itself, so that
 * windows change nothing. Only its end is cut off at first, so that a pattern that reads on and on does not read the whole text from each window: where a
 * match looks beyond the cut, PCRE2 tells so (a partial match), and more is shown to it, up to a bound.
 *
 * A pattern for which that, or the limits of matching, is not enough has given no answer. It is not asked again in this text, so that one
 * pattern cannot stop everything. */

static const gsize reaches_bytes[] = { 256, 4096, 65536 };

/* How far before a window a match that begins right at its edge is looked for. */
#define MAX_GROWTH 1024 /* bytes */

/* Data that fails its check digits may hold data that does not: so long a match is looked into. */
#define MAX_REPEATED 128 /* bytes */

gsize
guard_pattern_round_down (const char *text, gsize place)
{
  while (place > 0 && ((guchar) text[place] & 0xc0) == 0x80)
    place--;
  return place;
}

/* Machine code is made when a rule is first met: most never are. Where none can be made, PCRE2 does without. */
static void
prepare (GuardPattern *rule, guint option)
{
  if ((rule->machine_code & option) != 0)
    return;
  pcre2_jit_compile (rule->pattern, option);
  rule->machine_code |= option;
}

/* Returns: as pcre2_match() does */
static int
match (GuardPatternLook *look, guint rule_index, gsize from, gsize end)
{
  GuardPattern *rule = look->patterns->rules->pdata[rule_index];
  const gboolean is_cut = end < look->n_bytes;

  prepare (rule, is_cut ? PCRE2_JIT_PARTIAL_HARD : PCRE2_JIT_COMPLETE);
  return pcre2_match (rule->pattern, (PCRE2_SPTR) look->text, end, from, PCRE2_NO_UTF_CHECK | (is_cut ? PCRE2_PARTIAL_HARD : 0), look->patterns->data,
                      look->patterns->limits);
}

static int
match_far (GuardPatternLook *look, guint rule, gsize from, gsize last)
{
  int result = PCRE2_ERROR_PARTIAL;

  for (guint i = 0; i < G_N_ELEMENTS (reaches_bytes) && result == PCRE2_ERROR_PARTIAL; i++)
    {
      const gsize end = look->n_bytes - last > reaches_bytes[i] ? guard_pattern_round_down (look->text, last + reaches_bytes[i]) : look->n_bytes;

      result = match (look, rule, from, end);
    }
  return result;
}

static void
read_hit (const GuardPatternLook *look, const GuardPattern *rule, GuardPatternHit *hit)
{
  const gsize *places = pcre2_get_ovector_pointer (look->patterns->data);
  const gsize *data = rule->has_group && places[2] != PCRE2_UNSET ? places + 2 : places;

  hit->begin = pcre2_get_startchar (look->patterns->data);
  hit->start = data[0];
  hit->end = MAX (data[0], data[1]);
  hit->behind = MAX (places[0], places[1]);
}

/* @result: of pcre2_match() */
static gboolean
take_result (GuardPatternLook *look, guint rule, int result, GuardPatternHit *hit)
{
  if (result >= 0)
    read_hit (look, look->patterns->rules->pdata[rule], hit);
  else if (result != PCRE2_ERROR_NOMATCH)
    {
      look->states[rule].is_given_up = TRUE;
      look->is_whole = FALSE;
    }
  return result >= 0;
}

/* The machine code of PCRE2 10.42 also tries the byte behind the offset limit. So that must begin a character, and what is found there does not count. */
static gsize
find_last_byte (const GuardPatternLook *look, gsize place)
{
  while (place + 1 < look->n_bytes && ((guchar) look->text[place + 1] & 0xc0) == 0x80)
    place++;
  return place;
}

gboolean
guard_pattern_try (GuardPatternLook *look, guint rule, gsize from, gsize last, GuardPatternHit *hit)
{
  if (look->states[rule].is_given_up || from > last || from >= look->n_bytes)
    return FALSE;
  pcre2_set_offset_limit (look->patterns->limits, find_last_byte (look, last));
  return take_result (look, rule, match_far (look, rule, from, last), hit) && hit->begin <= last;
}

gboolean
guard_pattern_try_whole (GuardPatternLook *look, guint rule, gsize from, GuardPatternHit *hit)
{
  if (look->states[rule].is_given_up || from >= look->n_bytes)
    return FALSE;
  pcre2_set_offset_limit (look->patterns->limits, PCRE2_UNSET);
  return take_result (look, rule, match (look, rule, from, look->n_bytes), hit);
}

gsize
guard_pattern_get_second (const GuardPatternLook *look, const GuardPatternHit *hit)
{
  gsize place = hit->begin + 1;

  while (place < look->n_bytes && ((guchar) look->text[place] & 0xc0) == 0x80)
    place++;
  return place;
}

gsize
guard_pattern_get_next (const GuardPatternLook *look, const GuardPatternHit *hit, GuardPatternWeight weight)
{
  const gboolean is_looked_into = weight == GUARD_PATTERN_NOT_VALID && hit->behind - hit->begin <= MAX_REPEATED;

  return is_looked_into || hit->behind <= hit->begin ? guard_pattern_get_second (look, hit) : hit->behind;
}

/* A match that begins right at the edge may be the rest of a longer one. */
static gboolean
try_at_edge (GuardPatternLook *look, guint rule, gsize edge, gsize last, GuardPatternHit *hit)
{
  gsize from = guard_pattern_round_down (look->text, MAX (look->states[rule].searched, edge - MIN (edge, MAX_GROWTH)));

  while (guard_pattern_try (look, rule, from, last, hit))
    {
      if (hit->behind > edge)
        return TRUE;
      from = guard_pattern_get_second (look, hit);
    }
  return FALSE;
}

void
guard_pattern_search (GuardPatternLook *look, guint rule, gsize first, gsize last)
{
  gsize from = MAX (first, look->states[rule].searched);
  GuardPatternHit hit;

  if (from > last || from >= look->n_bytes)
    return;
  last = MIN (last, look->n_bytes);
  from = guard_pattern_round_down (look->text, from);
  const gsize edge = from;
  while (guard_pattern_try (look, rule, from, last, &hit))
    {
      if (hit.begin == edge && edge > look->states[rule].searched && !try_at_edge (look, rule, edge, last, &hit))
        break;
      from = guard_pattern_get_next (look, &hit, guard_pattern_weigh (look, rule, hit.start, hit.end));
      look->states[rule].searched = from;
    }
  look->states[rule].searched = MAX (MAX (from, last + 1), look->states[rule].searched);
}

gboolean
guard_pattern_is_example (const GuardPatternLook *look, guint rule_index, gsize start, gsize end)
{
  const GuardPattern *rule = look->patterns->rules->pdata[rule_index];

  pcre2_set_offset_limit (look->patterns->limits, PCRE2_UNSET);
  return rule->not != NULL && pcre2_match (rule->not, (PCRE2_SPTR) look->text + start, end - start, 0, PCRE2_NO_UTF_CHECK, look->patterns->data,
                                           look->patterns->limits) >= 0;
}

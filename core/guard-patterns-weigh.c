/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-fold.h"
#include "guard-patterns-private.h"
#include "guard-unicode.h"

#include <math.h>
#include <string.h>

/* What has the form of data: is it some? The cheapest question first. */

/* More than a person could read in a question; the rest is not looked at. */
#define MAX_MATCHES 65536

/* How long a phrase of the context may be, with what stands between its letters. */
#define MAX_CONTEXT_BYTES 200

/* ---- Entropy ---- */

/* Shannon's, of the bytes' own frequencies: a repeated or nearly repeated text is a placeholder. */
static double
measure_entropy (const char *text, gsize n_bytes)
{
  guint counts[256] = { 0 };
  double bits = 0;

  for (gsize i = 0; i < n_bytes; i++)
    counts[(guchar) text[i]]++;
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (counts[i] > 0)
      bits -= counts[i] * log2 ((double) counts[i] / n_bytes);
  return bits / n_bytes;
}

/* ---- Phrases ---- */

static GuardFoldKind
read_kind (const char *place, const char *end)
{
  gunichar character, folded;

  return place < end && guard_unicode_next (&place, end, &character) ? guard_fold_character (character, &folded) : GUARD_FOLD_NOTHING;
}

static gboolean
is_letter (const char *text, gsize n_bytes, gsize place)
{
  return place < n_bytes && read_kind (text + place, text + n_bytes) >= GUARD_FOLD_LETTER;
}

guint
guard_pattern_count_letters (const char *phrase)
{
  const char *end = phrase + strlen (phrase);
  guint n = 0;

  for (; phrase < end; phrase = g_utf8_next_char (phrase))
    n += read_kind (phrase, end) >= GUARD_FOLD_LETTER;
  return n;
}

static gsize
find_previous (const char *text, gsize place)
{
  return guard_pattern_round_down (text, place - 1);
}

static gsize
find_next (const char *text, gsize n_bytes, gsize place)
{
  return MIN (n_bytes, place + g_utf8_skip[(guchar) text[place]]);
}

void
guard_pattern_locate_phrase (const char *text, gsize n_bytes, gsize position, guint n_letters, gsize *start, gsize *end)
{
  gsize at = position;

  while (at > 0 && !is_letter (text, n_bytes, find_previous (text, at)))
    at = find_previous (text, at);
  *end = at;
  for (; n_letters > 0 && at > 0; at = find_previous (text, at))
    n_letters -= is_letter (text, n_bytes, find_previous (text, at));
  *start = at;
  while (*end < n_bytes && read_kind (text + *end, text + n_bytes) == GUARD_FOLD_LETTER)
    *end = find_next (text, n_bytes, *end);
}

/* ---- Context ---- */

typedef struct
{
  guint rule;
  gsize first; /* where a phrase may end */
  gboolean is_found;
} Near;

static void
on_context (guint rule, gsize position, gpointer user_data)
{
  Near *near = user_data;

  near->is_found |= rule == near->rule && position >= near->first;
}

/* Whether words at both sides of @place are one word: half of one is none. */
static gboolean
is_inside_word (const GuardPatternLook *look, gsize place)
{
  const char *end = look->text + look->n_bytes;

  return place > 0 && place < look->n_bytes && read_kind (look->text + place, end) == GUARD_FOLD_LETTER &&
         read_kind (look->text + find_previous (look->text, place), end) == GUARD_FOLD_LETTER;
}

static gsize
leave_word_forward (const GuardPatternLook *look, gsize place)
{
  while (is_inside_word (look, place))
    place = find_next (look->text, look->n_bytes, place);
  return place;
}

static gsize
leave_word_backward (const GuardPatternLook *look, gsize place)
{
  while (is_inside_word (look, place))
    place = find_previous (look->text, place);
  return place;
}

/* Only the neighbourhood is searched for them: words like "card" stand everywhere. */
static gboolean
has_context (const GuardPatternLook *look, guint rule_index, gsize start, gsize end)
{
  const gsize within = ((const GuardPattern *) look->patterns->rules->pdata[rule_index])->within;
  const gsize nearest = start - MIN (start, within), farthest = look->n_bytes - end > within ? end + within : look->n_bytes;
  const gsize begin = leave_word_forward (look, guard_pattern_round_down (look->text, nearest - MIN (nearest, MAX_CONTEXT_BYTES)));
  const gsize behind = farthest < look->n_bytes ? leave_word_backward (look, guard_pattern_round_down (look->text, farthest)) : farthest;
  Near near = { rule_index, nearest - MIN (nearest, begin), FALSE };

  if (begin < behind)
    guard_keywords_scan (look->patterns->contexts, look->text + begin, behind - begin, on_context, &near);
  return near.is_found;
}

/* ---- Weighing ---- */

static void
take_note (GuardPatternLook *look, guint rule, gsize start, gsize end)
{
  const GuardPatternMatch match = { rule, start, end };

  if (look->found->len < MAX_MATCHES)
    g_array_append_val (look->found, match);
  else
    look->is_whole = FALSE;
}

GuardPatternWeight
guard_pattern_weigh (GuardPatternLook *look, guint rule_index, gsize start, gsize end)
{
  const GuardPattern *rule = look->patterns->rules->pdata[rule_index];
  const char *data = look->text + start;

  if (start == end)
    return GUARD_PATTERN_OTHER;
  if (rule->entropy > 0 && measure_entropy (data, end - start) < rule->entropy)
    return GUARD_PATTERN_OTHER;
  if (guard_pattern_is_example (look, rule_index, start, end))
    return GUARD_PATTERN_OTHER;
  if (rule->validator != NULL && !rule->validator->is_valid (data, end - start))
    return GUARD_PATTERN_NOT_VALID;
  if (rule->context != NULL && !has_context (look, rule_index, start, end))
    return GUARD_PATTERN_OTHER;
  take_note (look, rule_index, start, end);
  return GUARD_PATTERN_DATA;
}

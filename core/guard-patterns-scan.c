/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-patterns-private.h"

#include <string.h>

/* The quick way: phrases by the automaton, numbers by their digits, each in one pass; patterns only where their rule was met. */

#define BIT(n) (G_GUINT64_CONSTANT (1) << (n))

static const GuardPattern *
get_rule (const GuardPatternLook *look, guint index)
{
  return look->patterns->rules->pdata[index];
}

/* @first, @last: where that may begin which is met */
static void
search_around (GuardPatternLook *look, guint rule_index, gsize first, gsize last)
{
  const GuardPattern *rule = get_rule (look, rule_index);

  guard_pattern_search (look, rule_index, first - MIN (first, rule->before), last + rule->after);
}

/* ---- Phrases ---- */

static void
on_phrase (guint id, gsize position, gpointer user_data)
{
  GuardPatternLook *look = user_data;
  const GuardPatternPhrase *phrase = &g_array_index (look->patterns->phrases, GuardPatternPhrase, id);
  const GuardPattern *rule = get_rule (look, phrase->rule);
  gsize start, end;

  if ((rule->sources & look->source) == 0)
    return;
  if (rule->way == GUARD_PATTERN_KEYWORDS)
    {
      search_around (look, phrase->rule, position, position);
      return;
    }
  guard_pattern_locate_phrase (look->text, look->n_bytes, position, phrase->n_letters, &start, &end);
  guard_pattern_weigh (look, phrase->rule, start, end);
}

/* ---- Digits ---- */

/* Eight bytes at once: a byte is a digit if its upper half is 3 and its lower half at most 9; adding 0x76 to what is left of those carries into
 * the upmost bit if it is more. */
static gsize
find_digit (const char *text, gsize n_bytes, gsize at)
{
  for (; at + 8 <= n_bytes; at += 8)
    {
      guint64 bytes;

      memcpy (&bytes, text + at, sizeof bytes);
      bytes ^= G_GUINT64_CONSTANT (0x3030303030303030);
      bytes |= (bytes & G_GUINT64_CONSTANT (0x7f7f7f7f7f7f7f7f)) + G_GUINT64_CONSTANT (0x7676767676767676);
      if ((bytes & G_GUINT64_CONSTANT (0x8080808080808080)) != G_GUINT64_CONSTANT (0x8080808080808080))
        break;
    }
  while (at < n_bytes && !g_ascii_isdigit (text[at]))
    at++;
  return at;
}

/* Digits without a gap. */
typedef struct
{
  gsize start, end;
} Group;

static gsize
skip_digits (const char *text, gsize n_bytes, gsize at)
{
  while (at < n_bytes && g_ascii_isdigit (text[at]))
    at++;
  return at;
}

static gboolean
is_separator (char byte)
{
  return byte == ' ' || byte == '-' || byte == '.' || byte == '/' || byte == '\n' || byte == '\t';
}

/* Returns: where the next group of the run begins, or @at if none follows */
static gsize
skip_separator (const char *text, gsize n_bytes, gsize at)
{
  gsize next = at;

  if (next + 1 < n_bytes && text[next] == '\r' && text[next + 1] == '\n')
    next += 2;
  else if (next < n_bytes && is_separator (text[next]))
    next++;
  return next < n_bytes && g_ascii_isdigit (text[next]) ? next : at;
}

/* Returns: where the run that begins at @at ends */
static gsize
read_run (const GuardPatternLook *look, gsize at, GArray *groups)
{
  Group group = { at, at };

  g_array_set_size (groups, 0);
  do
    {
      group.start = at;
      group.end = skip_digits (look->text, look->n_bytes, at);
      g_array_append_val (groups, group);
      at = skip_separator (look->text, look->n_bytes, group.end);
    }
  while (at > group.end);
  return group.end;
}

/* Which numbers of digits neighbouring groups have together, as bits. */
static guint64
sum_up (const GArray *groups)
{
  guint64 sums = 0;

  for (guint i = 0; i < groups->len; i++)
    {
      gsize sum = 0;

      for (guint j = i; j < groups->len; j++)
        {
          const Group *group = &g_array_index (groups, Group, j);

          sum += group->end - group->start;
          if (sum > GUARD_PATTERN_MAX_DIGITS)
            break;
          sums |= BIT (sum);
        }
    }
  return sums;
}

static gboolean
is_glued (const GuardPatternLook *look, gsize start, gsize end)
{
  return (start > 0 && (g_ascii_isalpha (look->text[start - 1]) || look->text[start - 1] == '_')) ||
         (end < look->n_bytes && (g_ascii_isalpha (look->text[end]) || look->text[end] == '_'));
}

static guint
count_digits (const GArray *groups, guint index)
{
  const Group *group = &g_array_index (groups, Group, index);

  return MIN (group->end - group->start, GUARD_PATTERN_MAX_DIGITS + 1);
}

/* Returns: the group behind those from @first on that have as many digits together as the rule wants, the most of them; @first if
 * none have. @n_digits: (out): how many these are */
static guint
find_most (const GuardPattern *rule, const GArray *groups, guint first, guint *n_digits)
{
  guint sum = 0, behind = first;

  *n_digits = 0;
  for (guint i = first; i < groups->len && sum <= rule->max; i++)
    {
      sum += count_digits (groups, i);
      if (sum < rule->min || sum > rule->max)
        continue;
      behind = i + 1;
      *n_digits = sum;
    }
  return behind;
}

/* Returns: the group behind those from @first on that are data; @first if none are */
static guint
weigh_groups (GuardPatternLook *look, guint rule_index, const GArray *groups, guint first)
{
  const GuardPattern *rule = get_rule (look, rule_index);
  const gsize start = g_array_index (groups, Group, first).start;
  guint n_digits;

  for (guint behind = find_most (rule, groups, first, &n_digits); behind > first && n_digits >= rule->min; behind--)
    {
      const gsize end = g_array_index (groups, Group, behind - 1).end;

      if (!is_glued (look, start, end) && guard_pattern_weigh (look, rule_index, start, end) == GUARD_PATTERN_DATA)
        return behind;
      n_digits -= count_digits (groups, behind - 1);
    }
  return first;
}

/* From the first group with which a number begins to the last. */
static void
search_groups (GuardPatternLook *look, guint rule_index, const GArray *groups)
{
  const GuardPattern *rule = get_rule (look, rule_index);
  guint first = groups->len, last = 0, n_digits;

  for (guint i = 0; i < groups->len; i++)
    if (find_most (rule, groups, i, &n_digits) > i)
      {
        first = MIN (first, i);
        last = i;
      }
  if (first < groups->len)
    search_around (look, rule_index, g_array_index (groups, Group, first).start, g_array_index (groups, Group, last).start);
}

static void
weigh_run (GuardPatternLook *look, const GArray *groups)
{
  const GArray *rules = look->patterns->digits;
  const guint64 sums = sum_up (groups) & look->patterns->digits_mask;

  for (guint i = 0; sums != 0 && i < rules->len; i++)
    {
      const guint rule_index = g_array_index (rules, guint, i);
      const GuardPattern *rule = get_rule (look, rule_index);

      if ((rule->sources & look->source) == 0 || (sums & (BIT (rule->max + 1) - BIT (rule->min))) == 0)
        continue;
      if (rule->pattern != NULL)
        search_groups (look, rule_index, groups);
      for (guint first = 0; rule->pattern == NULL && first < groups->len;)
        first = MAX (first + 1, weigh_groups (look, rule_index, groups, first));
    }
}

/* ---- Words ---- */

static gboolean
has_letter (const char *text, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    if (g_ascii_isalpha (text[i]))
      return TRUE;
  return FALSE;
}

static void
weigh_word (GuardPatternLook *look, gsize start, gsize end)
{
  const GArray *rules = look->patterns->word;
  const gsize n_bytes = end - start;

  if (n_bytes > GUARD_PATTERN_MAX_WORD || (look->patterns->word_mask[n_bytes / 64] & BIT (n_bytes % 64)) == 0 || !has_letter (look->text + start, n_bytes))
    return;
  for (guint i = 0; i < rules->len; i++)
    {
      const guint rule_index = g_array_index (rules, guint, i);
      const GuardPattern *rule = get_rule (look, rule_index);

      if ((rule->sources & look->source) == 0 || n_bytes < rule->min || n_bytes > rule->max)
        continue;
      if (rule->pattern != NULL)
        search_around (look, rule_index, start, start);
      else
        guard_pattern_weigh (look, rule_index, start, end);
    }
}

/* The word of the digit at @at. Returns: where it ends */
static gsize
read_word (GuardPatternLook *look, gsize at)
{
  gsize start = at, end = at;

  while (start > 0 && g_ascii_isalnum (look->text[start - 1]))
    start--;
  while (end < look->n_bytes && g_ascii_isalnum (look->text[end]))
    end++;
  weigh_word (look, start, end);
  return end;
}

/* Runs go over words, and words over runs. */
static void
scan_digits (GuardPatternLook *look)
{
  g_autoptr(GArray) groups = g_array_new (FALSE, FALSE, sizeof (Group));
  gsize run_end = 0, word_end = 0;

  for (gsize at = find_digit (look->text, look->n_bytes, 0); at < look->n_bytes; at = find_digit (look->text, look->n_bytes, MIN (run_end, word_end)))
    {
      if (at >= run_end)
        {
          run_end = read_run (look, at, groups);
          weigh_run (look, groups);
        }
      if (at >= word_end)
        word_end = read_word (look, at);
    }
}

void
guard_patterns_look_quickly (GuardPatternLook *look)
{
  if (look->patterns->keywords == NULL)
    return;
  guard_keywords_scan (look->patterns->keywords, look->text, look->n_bytes, on_phrase, look);
  scan_digits (look);
}

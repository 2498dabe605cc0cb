/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-error.h"
#include "guard-patterns-private.h"
#include "guard-plain.h"

#include <string.h>

#define MAX_RULES   4000
#define MAX_LETTERS 60000 /* of all phrases, context apart: what guard-keywords can hold */

/* What a match may cost. Patterns that are made for this need far less; those that try every way through a text are given up soon. */
#define MATCH_LIMIT     20000
#define HEAP_LIMIT_KIB  1024
#define DEPTH_LIMIT     2000
#define STACK_MIN_BYTES (32 * 1024)
#define STACK_MAX_BYTES (256 * 1024)

const char *
guard_data_category_to_string (GuardDataCategory category)
{
  static const char * const words[] = { "secret", "code", "money", "identity", "personal", "contacts", "place", "own" };

  return (guint) category < G_N_ELEMENTS (words) ? words[category] : "own";
}

gboolean
guard_data_category_from_string (const char *word, GuardDataCategory *category)
{
  for (guint i = 0; i <= GUARD_DATA_OWN; i++)
    if (g_strcmp0 (word, guard_data_category_to_string ((GuardDataCategory) i)) == 0)
      {
        *category = (GuardDataCategory) i;
        return TRUE;
      }
  return FALSE;
}

GuardPatterns *
guard_patterns_new (void)
{
  GuardPatterns *self = g_new0 (GuardPatterns, 1);

  self->rules = g_ptr_array_new_with_free_func (guard_pattern_free);
  self->limits = pcre2_match_context_create (NULL);
  pcre2_set_match_limit (self->limits, MATCH_LIMIT);
  pcre2_set_heap_limit (self->limits, HEAP_LIMIT_KIB);
  pcre2_set_depth_limit (self->limits, DEPTH_LIMIT);
  self->stack = pcre2_jit_stack_create (STACK_MIN_BYTES, STACK_MAX_BYTES, NULL);
  pcre2_jit_stack_assign (self->limits, NULL, self->stack);
  self->data = pcre2_match_data_create (2, NULL);
  return self;
}

/* What was compiled. */
static void
forget (GuardPatterns *self)
{
  g_clear_pointer (&self->keywords, guard_keywords_free);
  g_clear_pointer (&self->phrases, g_array_unref);
  g_clear_pointer (&self->contexts, guard_keywords_free);
  g_clear_pointer (&self->digits, g_array_unref);
  g_clear_pointer (&self->word, g_array_unref);
}

void
guard_patterns_free (GuardPatterns *self)
{
  if (self == NULL)
    return;

  forget (self);
  g_ptr_array_unref (self->rules);
  pcre2_match_data_free (self->data);
  pcre2_match_context_free (self->limits);
  pcre2_jit_stack_free (self->stack);
  g_free (self);
}

guint
guard_patterns_count (const GuardPatterns *self)
{
  return self->rules->len;
}

/* ---- Adding ---- */

static gsize
count_letters (char **phrases)
{
  gsize n = 0;

  /* Blanks around words and between them are letters to the automaton: at most as many again. */
  for (gsize i = 0; phrases != NULL && phrases[i] != NULL; i++)
    n += strlen (phrases[i]) + 2;
  return n;
}

static gboolean
check_room (const GuardPatterns *self, const GPtrArray *added, GuardRules *rules, GError **error)
{
  gsize n_phrase_letters = 0, n_context_letters = 0;

  for (guint i = 0; i < self->rules->len + added->len; i++)
    {
      const GuardPattern *rule = i < added->len ? added->pdata[i] : self->rules->pdata[i - added->len];

      n_phrase_letters += count_letters (rule->phrases);
      n_context_letters += count_letters (rule->context);
    }
  if (self->rules->len + added->len <= MAX_RULES && MAX (n_phrase_letters, n_context_letters) <= MAX_LETTERS)
    return TRUE;
  g_set_error (error, GUARD_ERROR, GUARD_ERROR_TOO_BIG, "%s: with these more than %d rules, or more than %d letters in all phrases",
               guard_rules_get_name (rules), MAX_RULES, MAX_LETTERS);
  return FALSE;
}

static void
put (GuardPatterns *self, GuardPattern *added)
{
  for (guint i = 0; i < self->rules->len; i++)
    if (g_str_equal (((const GuardPattern *) self->rules->pdata[i])->id, added->id))
      g_ptr_array_remove_index (self->rules, i--);
  g_ptr_array_add (self->rules, added);
}

gboolean
guard_patterns_add_rules (GuardPatterns *self, GuardRules *rules, GError **error)
{
  g_autoptr(GPtrArray) added = guard_patterns_read (rules, error);

  if (added == NULL || !check_room (self, added, rules, error))
    return FALSE;
  forget (self);
  g_ptr_array_set_free_func (added, NULL);
  for (guint i = 0; i < added->len; i++)
    put (self, added->pdata[i]);
  return TRUE;
}

/* ---- Compiling ---- */

/* Its letters were counted, and that it has some was seen, when it was read. */
static void
add_phrase (GuardKeywords *keywords, const char *phrase, guint id)
{
  const gboolean is_added = guard_keywords_add (keywords, phrase, id, NULL);

  g_assert (is_added);
}

static void
add_phrases (GuardPatterns *self, guint rule_index)
{
  const GuardPattern *rule = self->rules->pdata[rule_index];

  for (gsize i = 0; rule->phrases != NULL && rule->phrases[i] != NULL; i++)
    {
      const GuardPatternPhrase phrase = { rule_index, guard_pattern_count_letters (rule->phrases[i]) };

      add_phrase (self->keywords, rule->phrases[i], self->phrases->len);
      g_array_append_val (self->phrases, phrase);
    }
  for (gsize i = 0; rule->context != NULL && rule->context[i] != NULL; i++)
    add_phrase (self->contexts, rule->context[i], rule_index);
}

static void
add_lengths (GuardPatterns *self, guint rule_index)
{
  const GuardPattern *rule = self->rules->pdata[rule_index];

  if (rule->way == GUARD_PATTERN_DIGITS)
    g_array_append_val (self->digits, rule_index);
  if (rule->way == GUARD_PATTERN_WORD)
    g_array_append_val (self->word, rule_index);
  for (guint n = rule->min; rule->way == GUARD_PATTERN_DIGITS && n <= rule->max; n++)
    self->digits_mask |= G_GUINT64_CONSTANT (1) << n;
  for (guint n = rule->min; rule->way == GUARD_PATTERN_WORD && n <= rule->max; n++)
    self->word_mask[n / 64] |= G_GUINT64_CONSTANT (1) << n % 64;
}

void
guard_patterns_compile (GuardPatterns *self)
{
  forget (self);
  self->keywords = guard_keywords_new ();
  self->contexts = guard_keywords_new ();
  self->phrases = g_array_new (FALSE, FALSE, sizeof (GuardPatternPhrase));
  self->digits = g_array_new (FALSE, FALSE, sizeof (guint));
  self->word = g_array_new (FALSE, FALSE, sizeof (guint));
  self->digits_mask = 0;
  memset (self->word_mask, 0, sizeof self->word_mask);

  for (guint i = 0; i < self->rules->len; i++)
    {
      add_phrases (self, i);
      add_lengths (self, i);
    }
  guard_keywords_compile (self->keywords);
  guard_keywords_compile (self->contexts);
}

/* ---- Looking ---- */

static void
locate (const GuardPlain *plain, GArray *matches)
{
  for (guint i = 0; i < matches->len; i++)
    {
      GuardDataMatch *match = &g_array_index (matches, GuardDataMatch, i);

      guard_plain_locate (plain, match->start, match->end, &match->start, &match->end);
    }
}

static GArray *
look_at (const GuardPatterns *self, const char *text, gsize n_bytes, GuardTextSource source, void (*work) (GuardPatternLook *look), gboolean *is_whole)
{
  g_autoptr(GuardPlain) plain = guard_plain_new (text, n_bytes);
  g_autofree GuardPatternState *states = g_new0 (GuardPatternState, MAX (self->rules->len, 1));
  g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (GuardPatternMatch));
  g_autoptr(GArray) chosen = NULL;
  GuardPatternLook look = { .patterns = self, .source = source, .states = states, .found = found, .is_whole = TRUE };

  look.text = guard_plain_get_text (plain, &look.n_bytes);
  work (&look);
  chosen = guard_patterns_choose (self, found);
  locate (plain, chosen);
  if (is_whole != NULL)
    *is_whole = look.is_whole;
  return g_steal_pointer (&chosen);
}

GArray *
guard_patterns_scan (const GuardPatterns *self, const char *text, gsize n_bytes, GuardTextSource source, gboolean *is_whole)
{
  return look_at (self, text, n_bytes, source, guard_patterns_look_quickly, is_whole);
}

GArray *
guard_patterns_scan_slowly (const GuardPatterns *self, const char *text, gsize n_bytes, GuardTextSource source)
{
  return look_at (self, text, n_bytes, source, guard_patterns_look_slowly, NULL);
}

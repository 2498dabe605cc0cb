/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-fold.h"
#include "guard-patterns-private.h"

#include <string.h>

/* Groups of a rule file into rules. Some are written by users, in a hurry or with bad intent: what they can ask for is bounded here, what their
 * patterns cost is bounded where they run (guard-patterns-try.c). */

#define PREFIX            "data "
#define MAX_PATTERN_BYTES 2000
#define MAX_PHRASE_BYTES  200
#define MAX_PARENTHESES   50 /* one within the other */

static gboolean
refuse (GuardRules *rules, const char *group, const char *key, GError **error, const char *reason, const char *what)
{
  return guard_rules_refuse (rules, group, guard_rules_get_line (rules, group, key) != 0 ? key : NULL, error, reason, what);
}

/* ---- Values ---- */

/* Returns: %FALSE if it is refused; @number stays as it is if there is none */
static gboolean
read_number (GuardRules *rules, const char *group, const char *key, guint64 max, gsize *number, GError **error)
{
  g_autofree char *text = guard_rules_dup_string (rules, group, key);
  guint64 read = 0;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, max, &read, NULL))
    return refuse (rules, group, key, error, "not a number, or too large:", text);
  *number = read;
  return TRUE;
}

/* "8" or "8-19" */
static gboolean
read_range (GuardPattern *self, GuardRules *rules, const char *group, const char *key, guint64 max, GError **error)
{
  g_autofree char *text = guard_rules_dup_string (rules, group, key);
  g_auto(GStrv) ends = g_strsplit (text, "-", 2);
  guint64 least = 0, most = 0;

  if (ends[0] == NULL || !g_ascii_string_to_unsigned (ends[0], 10, 1, max, &least, NULL) ||
      !g_ascii_string_to_unsigned (ends[1] != NULL ? ends[1] : ends[0], 10, least, max, &most, NULL))
    return refuse (rules, group, key, error, "neither a number nor a range of them, or too large:", text);
  self->min = least;
  self->max = most;
  return TRUE;
}

static gboolean
read_entropy (GuardPattern *self, GuardRules *rules, const char *group, GError **error)
{
  g_autofree char *text = guard_rules_dup_string (rules, group, "entropy");
  char *end = NULL;

  if (text == NULL)
    return TRUE;
  self->entropy = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !(self->entropy > 0 && self->entropy <= 8))
    return refuse (rules, group, "entropy", error, "not a number of bits:", text);
  return TRUE;
}

static gboolean
read_confidence (GuardPattern *self, GuardRules *rules, const char *group, GError **error)
{
  static const char * const words[] = { "low", "medium", "high" };
  g_autofree char *text = guard_rules_dup_string (rules, group, "confidence");

  self->confidence = GUARD_CONFIDENCE_HIGH;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (text, words[i]))
      {
        self->confidence = (GuardConfidence) i;
        return TRUE;
      }
  return refuse (rules, group, "confidence", error, "none of \"high\", \"medium\", \"low\":", text);
}

static gboolean
read_sources (GuardPattern *self, GuardRules *rules, const char *group, GError **error)
{
  g_auto(GStrv) words = guard_rules_dup_list (rules, group, "in");

  for (gsize i = 0; words != NULL && words[i] != NULL; i++)
    if (g_str_equal (words[i], "messages"))
      self->sources |= GUARD_TEXT_MESSAGE;
    else if (g_str_equal (words[i], "files"))
      self->sources |= GUARD_TEXT_FILE;
    else
      return refuse (rules, group, "in", error, "neither \"messages\" nor \"files\":", words[i]);
  if (self->sources == 0)
    self->sources = GUARD_TEXT_MESSAGE | GUARD_TEXT_FILE;
  return TRUE;
}

static gboolean
read_company (GuardPattern *self, GuardRules *rules, const char *group, GError **error)
{
  g_autofree char *text = guard_rules_dup_string (rules, group, "company");

  self->needs_company = g_strcmp0 (text, "yes") == 0;
  return text == NULL || self->needs_company || g_str_equal (text, "no") ||
         refuse (rules, group, "company", error, "neither \"yes\" nor \"no\":", text);
}

static gboolean
read_about (GuardPattern *self, GuardRules *rules, const char *group, GError **error)
{
  g_autofree char *category = guard_rules_dup_string (rules, group, "category");

  self->description = guard_rules_dup_string (rules, group, "description");
  if (self->description == NULL || *self->description == '\0')
    return refuse (rules, group, "description", error, "no description in", group);
  if (category == NULL || !guard_data_category_from_string (category, &self->category))
    return refuse (rules, group, "category", error, "no such category:", category != NULL ? category : "(none)");
  return TRUE;
}

/* ---- Phrases ---- */

static gboolean
check_phrase (GuardRules *rules, const char *group, const char *key, const char *phrase, GError **error)
{
  if (strlen (phrase) > MAX_PHRASE_BYTES)
    return refuse (rules, group, key, error, "a phrase too long:", phrase);
  return guard_pattern_count_letters (phrase) > 0 || refuse (rules, group, key, error, "no letter in", phrase);
}

/* Returns: (nullable): without them, or with @error set if they are refused */
static char **
read_phrases (GuardRules *rules, const char *group, const char *key, GError **error)
{
  g_auto(GStrv) phrases = guard_rules_dup_list (rules, group, key);

  if (phrases != NULL && phrases[0] == NULL)
    refuse (rules, group, key, error, "no phrase in", key);
  for (gsize i = 0; phrases != NULL && phrases[i] != NULL; i++)
    if (!check_phrase (rules, group, key, phrases[i], error))
      return NULL;
  return phrases != NULL && phrases[0] != NULL ? g_steal_pointer (&phrases) : NULL;
}

static gboolean
read_context (GuardPattern *self, GuardRules *rules, const char *group, GError **error)
{
  const gboolean has_context = guard_rules_get_line (rules, group, "context") != 0;

  self->within = 60;
  if (!has_context && guard_rules_get_line (rules, group, "within") != 0)
    return refuse (rules, group, "within", error, "nothing to be near to in", group);
  self->context = read_phrases (rules, group, "context", error);
  return (self->context != NULL || !has_context) && read_number (rules, group, "within", GUARD_PATTERN_MAX_AROUND, &self->within, error);
}

/* ---- Patterns ---- */

static gboolean
refuse_expression (GuardRules *rules, const char *group, const char *key, GError **error, int code, gsize offset, const char *text)
{
  char message[256];
  g_autofree char *reason = NULL;

  pcre2_get_error_message (code, (PCRE2_UCHAR *) message, sizeof message);
  reason = g_strdup_printf ("%s at byte %" G_GSIZE_FORMAT " of", message, offset);
  return refuse (rules, group, key, error, reason, text);
}

/* Where a match may begin is told to PCRE2 by an offset limit. */
static gboolean
read_expression (GuardRules *rules, const char *group, const char *key, pcre2_code **expression, GError **error)
{
  g_autofree char *text = guard_rules_dup_string (rules, group, key);
  pcre2_compile_context *context = NULL;
  int code = 0;
  gsize offset = 0;

  if (text == NULL)
    return TRUE;
  if (strlen (text) > MAX_PATTERN_BYTES)
    return refuse (rules, group, key, error, "a regular expression too long in", group);

  context = pcre2_compile_context_create (NULL);
  pcre2_set_parens_nest_limit (context, MAX_PARENTHESES);
  *expression = pcre2_compile ((PCRE2_SPTR) text, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT, &code, &offset,
                               context);
  pcre2_compile_context_free (context);
  return *expression != NULL || refuse_expression (rules, group, key, error, code, offset, text);
}

static gboolean
read_pattern (GuardPattern *self, GuardRules *rules, const char *group, GError **error)
{
  guint32 matches_empty = 0, n_groups = 0;

  if (!read_expression (rules, group, "pattern", &self->pattern, error) || !read_expression (rules, group, "not", &self->not, error))
    return FALSE;
  if (self->pattern == NULL)
    return TRUE;
  pcre2_pattern_info (self->pattern, PCRE2_INFO_MATCHEMPTY, &matches_empty);
  pcre2_pattern_info (self->pattern, PCRE2_INFO_CAPTURECOUNT, &n_groups);
  self->has_group = n_groups > 0;
  return matches_empty == 0 || refuse (rules, group, "pattern", error, "a pattern that nothing matches, too, in", group);
}

static gboolean
read_validator (GuardPattern *self, GuardRules *rules, const char *group, GError **error)
{
  g_autofree char *name = guard_rules_dup_string (rules, group, "validator");

  self->validator = name != NULL ? guard_validators_find (name) : NULL;
  return name == NULL || self->validator != NULL || refuse (rules, group, "validator", error, "no such validator:", name);
}

/* ---- How it is met ---- */

static const char * const ways[] = { "keywords", "digits", "word", "words" }; /* as in GuardPatternWay */

static gboolean
find_way (GuardPattern *self, GuardRules *rules, const char *group, GError **error)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (guard_rules_get_line (rules, group, ways[i]) != 0)
      {
        self->way = (GuardPatternWay) i;
        n++;
      }
  return n == 1 || refuse (rules, group, NULL, error, "not exactly one of \"keywords\", \"digits\", \"word\", \"words\" in", group);
}

static gboolean
read_way (GuardPattern *self, GuardRules *rules, const char *group, GError **error)
{
  switch (self->way)
    {
    case GUARD_PATTERN_DIGITS:
      return read_range (self, rules, group, "digits", GUARD_PATTERN_MAX_DIGITS, error);
    case GUARD_PATTERN_WORD:
      return read_range (self, rules, group, "word", GUARD_PATTERN_MAX_WORD, error);
    case GUARD_PATTERN_KEYWORDS:
    case GUARD_PATTERN_WORDS:
    default:
      self->phrases = read_phrases (rules, group, ways[self->way], error);
      return self->phrases != NULL;
    }
}

/* A pattern wants a place, and a window wants a pattern. */
static gboolean
check_way (const GuardPattern *self, GuardRules *rules, const char *group, GError **error)
{
  if (self->way == GUARD_PATTERN_KEYWORDS && self->pattern == NULL)
    return refuse (rules, group, "keywords", error, "keywords without a pattern in", group);
  if (self->way == GUARD_PATTERN_WORDS && self->pattern != NULL)
    return refuse (rules, group, "pattern", error, "a pattern beside words in", group);
  if (self->pattern == NULL && guard_rules_get_line (rules, group, "before") != 0)
    return refuse (rules, group, "before", error, "no pattern to look for in", group);
  if (self->pattern == NULL && guard_rules_get_line (rules, group, "after") != 0)
    return refuse (rules, group, "after", error, "no pattern to look for in", group);
  return TRUE;
}

static gboolean
read_window (GuardPattern *self, GuardRules *rules, const char *group, GError **error)
{
  self->before = self->way == GUARD_PATTERN_KEYWORDS ? 32 : 24;
  self->after = self->way == GUARD_PATTERN_KEYWORDS ? 128 : 0;
  return read_number (rules, group, "before", GUARD_PATTERN_MAX_AROUND, &self->before, error) &&
         read_number (rules, group, "after", GUARD_PATTERN_MAX_AROUND, &self->after, error);
}

/* ---- Groups ---- */

static gboolean
read_data (GuardPattern *self, GuardRules *rules, const char *group, GError **error)
{
  static const char * const keys[] = { "description", "category", "confidence", "in", "keywords", "digits", "word", "words", "pattern", "before", "after",
                                       "validator", "entropy", "context", "within", "not", "company", NULL };

  self->id = g_strstrip (g_strdup (group + strlen (PREFIX)));
  return guard_rules_check_keys (rules, group, keys, error) && read_about (self, rules, group, error) &&
         read_confidence (self, rules, group, error) && read_sources (self, rules, group, error) && find_way (self, rules, group, error) &&
         read_way (self, rules, group, error) && read_pattern (self, rules, group, error) && check_way (self, rules, group, error) &&
         read_window (self, rules, group, error) && read_validator (self, rules, group, error) && read_entropy (self, rules, group, error) &&
         read_context (self, rules, group, error) && read_company (self, rules, group, error);
}

void
guard_pattern_free (gpointer pattern)
{
  GuardPattern *self = pattern;

  g_free (self->id);
  g_free (self->description);
  g_strfreev (self->phrases);
  g_strfreev (self->context);
  g_clear_pointer (&self->pattern, pcre2_code_free);
  g_clear_pointer (&self->not, pcre2_code_free);
  g_free (self);
}

static gboolean
read_list (GuardRules *rules, const char *group, GError **error)
{
  static const char * const keys[] = { "title", "source", "date", NULL };

  return guard_rules_check_keys (rules, group, keys, error);
}

static gboolean
read_group (GPtrArray *patterns, GuardRules *rules, const char *group, GError **error)
{
  GuardPattern *pattern;

  if (g_str_equal (group, "list"))
    return read_list (rules, group, error);
  if (!g_str_has_prefix (group, PREFIX) || group[strlen (PREFIX)] == '\0')
    return refuse (rules, group, NULL, error, "unknown group", group);

  pattern = g_new0 (GuardPattern, 1);
  g_ptr_array_add (patterns, pattern);
  return read_data (pattern, rules, group, error);
}

GPtrArray *
guard_patterns_read (GuardRules *rules, GError **error)
{
  g_autoptr(GPtrArray) patterns = g_ptr_array_new_with_free_func (guard_pattern_free);
  const char * const *groups = guard_rules_get_groups (rules);

  for (gsize i = 0; groups[i] != NULL; i++)
    if (!read_group (patterns, rules, groups[i], error))
      return NULL;
  return g_steal_pointer (&patterns);
}

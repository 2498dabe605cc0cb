/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-keywords.h"
#include "guard-pressure.h"

#include <string.h>

/* Combinations of phrases. A rule names kinds of words; when one of each kind has been met within its reach, and none that speaks against it,
 * it holds. A scan remembers for each kind only where it was met last, so it needs the same small memory for any text.
 *
 * A rule that is complete waits until its reach is past before it holds, because what speaks against it may follow. */

#define WORDS_PREFIX "words "
#define RULE_PREFIX "rule "
#define MAX_WITHIN 100000
#define NOWHERE G_MAXSIZE

/* A kind of words: its phrases, in several languages. */
typedef struct
{
  char *name;
  GPtrArray *phrases; /* of char * */
} Words;

typedef struct
{
  char *description;
  gsize within;  /* bytes */
  GArray *all;   /* of guint: words that must be met */
  GArray *none;  /* of guint: words that must not */
} Rule;

struct _GuardPressure
{
  GPtrArray *words; /* of Words */
  GPtrArray *rules; /* of Rule, the worst first */
  GuardKeywords *keywords; /* ids are indexes of @words */
  GPtrArray *uses;  /* of GArray of Use: for each kind of words */
};

/* A rule that names a kind of words. */
typedef struct
{
  guint rule;
  gboolean is_against;
} Use;

static void
free_words (gpointer data)
{
  Words *self = data;

  g_free (self->name);
  g_ptr_array_unref (self->phrases);
  g_free (self);
}

static void
free_rule (gpointer data)
{
  Rule *self = data;

  g_free (self->description);
  g_array_unref (self->all);
  g_array_unref (self->none);
  g_free (self);
}

GuardPressure *
guard_pressure_new (void)
{
  GuardPressure *self = g_new0 (GuardPressure, 1);

  self->words = g_ptr_array_new_with_free_func (free_words);
  self->rules = g_ptr_array_new_with_free_func (free_rule);
  self->keywords = guard_keywords_new ();
  guard_keywords_compile (self->keywords);
  self->uses = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  return self;
}

void
guard_pressure_free (GuardPressure *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->words);
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->uses);
  guard_keywords_free (self->keywords);
  g_free (self);
}

guint
guard_pressure_count (const GuardPressure *self)
{
  return self->rules->len;
}

/* ---- Reading ---- */

static gboolean
find_words (const GuardPressure *self, const char *name, guint *index)
{
  for (guint i = 0; i < self->words->len; i++)
    if (g_str_equal (((const Words *) self->words->pdata[i])->name, name))
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

static Words *
get_words (GuardPressure *self, const char *name)
{
  guint index;

  if (!find_words (self, name, &index))
    {
      Words *words = g_new0 (Words, 1);

      words->name = g_strdup (name);
      words->phrases = g_ptr_array_new_with_free_func (g_free);
      index = self->words->len;
      g_ptr_array_add (self->words, words);
    }
  return self->words->pdata[index];
}

static gboolean
read_words (GuardPressure *self, GuardRules *rules, const char *group, GError **error)
{
  static const char * const keys[] = { "english", "traditional", "simplified", "other", NULL };
  Words *words = get_words (self, group + strlen (WORDS_PREFIX));

  for (gsize i = 0; keys[i] != NULL; i++)
    {
      g_auto(GStrv) phrases = guard_rules_dup_list (rules, group, keys[i]);

      for (gsize j = 0; phrases != NULL && phrases[j] != NULL; j++)
        g_ptr_array_add (words->phrases, g_strdup (phrases[j]));
    }
  return guard_rules_check_keys (rules, group, keys, error);
}

static gboolean
read_names (GuardPressure *self, GuardRules *rules, const char *group, const char *key, GArray *indexes, GError **error)
{
  g_auto(GStrv) names = guard_rules_dup_list (rules, group, key);

  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    {
      guint index;

      if (!find_words (self, names[i], &index))
        return guard_rules_refuse (rules, group, key, error, "there are no words", names[i]);
      g_array_append_val (indexes, index);
    }
  return TRUE;
}

static gboolean
read_within (Rule *rule, GuardRules *rules, const char *group, GError **error)
{
  g_autofree char *text = guard_rules_dup_string (rules, group, "within");
  guint64 number = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, MAX_WITHIN, &number, NULL))
    return guard_rules_refuse (rules, group, text != NULL ? "within" : NULL, error, "not a number of letters:", text != NULL ? text : "(none)");
  rule->within = number;
  return TRUE;
}

static gboolean
read_rule (GuardPressure *self, GuardRules *rules, const char *group, GError **error)
{
  static const char * const keys[] = { "description", "within", "all", "none", NULL };
  Rule *rule = g_new0 (Rule, 1);

  rule->description = guard_rules_dup_string (rules, group, "description");
  rule->all = g_array_new (FALSE, FALSE, sizeof (guint));
  rule->none = g_array_new (FALSE, FALSE, sizeof (guint));
  g_ptr_array_add (self->rules, rule);

  if (!guard_rules_check_keys (rules, group, keys, error) || !read_within (rule, rules, group, error) ||
      !read_names (self, rules, group, "all", rule->all, error) || !read_names (self, rules, group, "none", rule->none, error))
    return FALSE;
  if (rule->description == NULL || *rule->description == '\0')
    return guard_rules_refuse (rules, group, NULL, error, "no description in", group);
  /* One kind of words alone says nothing: people write about everything. */
  if (rule->all->len < 2)
    return guard_rules_refuse (rules, group, NULL, error, "fewer than two kinds of words in", group);
  return TRUE;
}

static gboolean
read_list (GuardRules *rules, const char *group, GError **error)
{
  static const char * const keys[] = { "title", "source", "date", NULL };

  return guard_rules_check_keys (rules, group, keys, error);
}

static gboolean
read_group (GuardPressure *self, GuardRules *rules, const char *group, GError **error)
{
  if (g_str_has_prefix (group, WORDS_PREFIX))
    return read_words (self, rules, group, error);
  if (g_str_equal (group, "list"))
    return read_list (rules, group, error);
  return g_str_has_prefix (group, RULE_PREFIX) || guard_rules_refuse (rules, group, NULL, error, "unknown group", group);
}

/* A rule may name words that stand below it. */
static gboolean
read_groups (GuardPressure *self, GuardRules *rules, GError **error)
{
  const char * const *groups = guard_rules_get_groups (rules);

  for (gsize i = 0; groups[i] != NULL; i++)
    if (!read_group (self, rules, groups[i], error))
      return FALSE;
  for (gsize i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], RULE_PREFIX) && !read_rule (self, rules, groups[i], error))
      return FALSE;
  return TRUE;
}

/* ---- Adding ---- */

/* Takes back what was added since there were so many words, of so many phrases, and rules. */
static void
take_back (GuardPressure *self, const GArray *n_phrases, guint n_rules)
{
  g_ptr_array_set_size (self->words, n_phrases->len);
  for (guint i = 0; i < n_phrases->len; i++)
    g_ptr_array_set_size (((Words *) self->words->pdata[i])->phrases, g_array_index (n_phrases, guint, i));
  g_ptr_array_set_size (self->rules, n_rules);
}

static GArray *
count_phrases (const GuardPressure *self)
{
  GArray *n_phrases = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->words->len; i++)
    g_array_append_val (n_phrases, ((const Words *) self->words->pdata[i])->phrases->len);
  return n_phrases;
}

static GuardKeywords *
compile (const GuardPressure *self, GuardRules *rules, GError **error)
{
  g_autoptr(GuardKeywords) keywords = guard_keywords_new ();

  for (guint i = 0; i < self->words->len; i++)
    {
      const Words *words = self->words->pdata[i];
      g_autofree char *group = g_strconcat (WORDS_PREFIX, words->name, NULL);

      for (guint j = 0; j < words->phrases->len; j++)
        if (!guard_keywords_add (keywords, words->phrases->pdata[j], i, error))
          {
            g_prefix_error (error, "%s:%u: ", guard_rules_get_name (rules), guard_rules_get_line (rules, group, NULL));
            return NULL;
          }
    }
  guard_keywords_compile (keywords);
  return g_steal_pointer (&keywords);
}

static void
note_uses (GuardPressure *self, guint rule, const GArray *indexes, gboolean is_against)
{
  const Use use = { rule, is_against };

  for (guint i = 0; i < indexes->len; i++)
    g_array_append_val ((GArray *) self->uses->pdata[g_array_index (indexes, guint, i)], use);
}

static void
index_uses (GuardPressure *self)
{
  g_ptr_array_set_size (self->uses, 0);
  for (guint i = 0; i < self->words->len; i++)
    g_ptr_array_add (self->uses, g_array_new (FALSE, FALSE, sizeof (Use)));
  for (guint i = 0; i < self->rules->len; i++)
    {
      const Rule *rule = self->rules->pdata[i];

      note_uses (self, i, rule->none, TRUE);
      note_uses (self, i, rule->all, FALSE);
    }
}

gboolean
guard_pressure_add_rules (GuardPressure *self, GuardRules *rules, GError **error)
{
  g_autoptr(GArray) n_phrases = count_phrases (self);
  const guint n_rules = self->rules->len;
  g_autoptr(GuardKeywords) keywords = read_groups (self, rules, error) ? compile (self, rules, error) : NULL;

  if (keywords == NULL)
    {
      take_back (self, n_phrases, n_rules);
      return FALSE;
    }
  guard_keywords_free (self->keywords);
  self->keywords = g_steal_pointer (&keywords);
  index_uses (self);
  return TRUE;
}

/* ---- Looking ---- */

typedef struct
{
  const GuardPressure *pressure;
  gsize *met;      /* of each kind of words: where it was met last */
  gsize *complete; /* of each rule: where it was complete and nothing has spoken against it yet */
  gboolean *holds;
} Look;

static gboolean
is_near (gsize place, gsize position, gsize within)
{
  return place != NOWHERE && position - place <= within;
}

static gboolean
is_complete (const Look *look, const Rule *rule, gsize position)
{
  for (guint i = 0; i < rule->all->len; i++)
    if (!is_near (look->met[g_array_index (rule->all, guint, i)], position, rule->within))
      return FALSE;
  for (guint i = 0; i < rule->none->len; i++)
    if (is_near (look->met[g_array_index (rule->none, guint, i)], position, rule->within))
      return FALSE;
  return TRUE;
}

static void
on_words (guint index, gsize position, gpointer user_data)
{
  Look *look = user_data;
  const GArray *uses = look->pressure->uses->pdata[index];

  look->met[index] = position;
  for (guint i = 0; i < uses->len; i++)
    {
      const Use *use = &g_array_index (uses, Use, i);
      const Rule *rule = look->pressure->rules->pdata[use->rule];
      gsize *complete = &look->complete[use->rule];

      look->holds[use->rule] |= *complete != NOWHERE && position - *complete > rule->within;
      if (use->is_against)
        *complete = NOWHERE;
      else if (*complete == NOWHERE && is_complete (look, rule, position))
        *complete = position;
    }
}

static gsize *
new_places (guint n)
{
  gsize *places = g_new (gsize, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    places[i] = NOWHERE;
  return places;
}

const char *
guard_pressure_find (const GuardPressure *self, const char *text, gsize n_bytes)
{
  g_autofree gsize *met = new_places (self->words->len);
  g_autofree gsize *complete = new_places (self->rules->len);
  g_autofree gboolean *holds = g_new0 (gboolean, MAX (self->rules->len, 1));
  Look look = { self, met, complete, holds };

  guard_keywords_scan (self->keywords, text, n_bytes, on_words, &look);
  for (guint i = 0; i < self->rules->len; i++)
    if (holds[i] || complete[i] != NOWHERE)
      return ((const Rule *) self->rules->pdata[i])->description;
  return NULL;
}

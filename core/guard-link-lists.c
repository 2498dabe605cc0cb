/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-link-lists.h"

#include <string.h>

/* Lists of plain words; what they mean is told in data/link-lists.rules. A word with "*" stands for all that fit. */

#define LIST_GROUP "list"

static const struct
{
  const char *group;
  const char *key;
  const char *also; /* besides lower-case letters, digits and "-" */
} forms[GUARD_N_LISTS] = {
  [GUARD_LIST_SHORTENERS] = { "shorteners", "hosts", "." },
  [GUARD_LIST_PUBLIC_HOSTS] = { "public-hosts", "hosts", "." },
  [GUARD_LIST_FORBIDDEN_SCHEMES] = { "schemes", "forbidden", ".+*" },
  [GUARD_LIST_USUAL_SCHEMES] = { "schemes", "usual", ".+" },
  [GUARD_LIST_USUAL_PORTS] = { "ports", "usual", ":" },
  [GUARD_LIST_SHORTCUTS] = { "names", "shortcuts", "_" },
  [GUARD_LIST_PAGES] = { "names", "pages", "_" },
};

static const char * const groups[] = { "shorteners", "public-hosts", "schemes", "ports", "names", LIST_GROUP, NULL };

struct _GuardLinkLists
{
  GHashTable *words[GUARD_N_LISTS]; /* sets */
  GPtrArray *patterns[GUARD_N_LISTS]; /* of GPatternSpec */
};

GuardLinkLists *
guard_link_lists_new (void)
{
  GuardLinkLists *self = g_new0 (GuardLinkLists, 1);

  for (gsize i = 0; i < GUARD_N_LISTS; i++)
    {
      self->words[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      self->patterns[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) g_pattern_spec_free);
    }
  return self;
}

void
guard_link_lists_free (GuardLinkLists *self)
{
  if (self == NULL)
    return;

  for (gsize i = 0; i < GUARD_N_LISTS; i++)
    {
      g_hash_table_unref (self->words[i]);
      g_ptr_array_unref (self->patterns[i]);
    }
  g_free (self);
}

static gboolean
is_word (const char *text, const char *also)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_islower (*text) && !g_ascii_isdigit (*text) && *text != '-' && strchr (also, *text) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
check_group (GuardRules *rules, const char *group, GError **error)
{
  static const char * const list_keys[] = { "title", "source", "date", NULL };
  const char *known_keys[GUARD_N_LISTS + 1] = { NULL };
  gsize n_keys = 0;

  if (!g_strv_contains (groups, group))
    return guard_rules_refuse (rules, group, NULL, error, "unknown group", group);
  for (gsize i = 0; i < GUARD_N_LISTS; i++)
    if (g_str_equal (forms[i].group, group))
      known_keys[n_keys++] = forms[i].key;
  return guard_rules_check_keys (rules, group, g_str_equal (group, LIST_GROUP) ? list_keys : known_keys, error);
}

static gboolean
check_words (GuardRules *rules, GuardLinkList list, GError **error)
{
  g_auto(GStrv) words = guard_rules_dup_list (rules, forms[list].group, forms[list].key);

  for (gsize i = 0; words != NULL && words[i] != NULL; i++)
    if (!is_word (words[i], forms[list].also))
      return guard_rules_refuse (rules, forms[list].group, forms[list].key, error, "not a word of this list, in lower case:", words[i]);
  return TRUE;
}

static void
add_words (GuardLinkLists *self, GuardRules *rules, GuardLinkList list)
{
  g_auto(GStrv) words = guard_rules_dup_list (rules, forms[list].group, forms[list].key);

  for (gsize i = 0; words != NULL && words[i] != NULL; i++)
    if (strchr (words[i], '*') != NULL)
      g_ptr_array_add (self->patterns[list], g_pattern_spec_new (words[i]));
    else
      g_hash_table_add (self->words[list], g_strdup (words[i]));
}

gboolean
guard_link_lists_add_rules (GuardLinkLists *self, GuardRules *rules, GError **error)
{
  const char * const *written = guard_rules_get_groups (rules);

  for (gsize i = 0; written[i] != NULL; i++)
    if (!check_group (rules, written[i], error))
      return FALSE;
  for (GuardLinkList list = 0; list < GUARD_N_LISTS; list++)
    if (!check_words (rules, list, error))
      return FALSE;

  for (GuardLinkList list = 0; list < GUARD_N_LISTS; list++)
    add_words (self, rules, list);
  return TRUE;
}

guint
guard_link_lists_count (const GuardLinkLists *self)
{
  guint n = 0;

  for (gsize i = 0; i < GUARD_N_LISTS; i++)
    n += g_hash_table_size (self->words[i]) + self->patterns[i]->len;
  return n;
}

gboolean
guard_link_lists_has (const GuardLinkLists *self, GuardLinkList list, const char *word)
{
  if (g_hash_table_contains (self->words[list], word))
    return TRUE;
  for (guint i = 0; i < self->patterns[list]->len; i++)
    if (g_pattern_spec_match_string (self->patterns[list]->pdata[i], word))
      return TRUE;
  return FALSE;
}

gboolean
guard_link_lists_has_host (const GuardLinkLists *self, GuardLinkList list, const char *host)
{
  const gsize length = strlen (host);
  g_autofree char *bare = g_strndup (host, length > 0 && host[length - 1] == '.' ? length - 1 : length);

  for (const char *at = bare; at != NULL; at = strchr (at, '.') != NULL ? strchr (at, '.') + 1 : NULL)
    if (guard_link_lists_has (self, list, at))
      return TRUE;
  return FALSE;
}

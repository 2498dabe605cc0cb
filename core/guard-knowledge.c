/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-credential-files.h"
#include "guard-error.h"
#include "guard-knowledge.h"
#include "guard-link-lists.h"
#include "guard-pressure.h"
#include "guard-resemblance.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* All lists together. Each kind of list is another file's business; here is only which file goes where, and what the contacts add. */

struct _GuardKnowledge
{
  GuardFileTypes *file_types; /* (nullable) */
  GuardSites *sites;
  GPtrArray *site_rules;       /* of GuardRules: what @sites was filled from */
  GHashTable *contact_domains; /* set: what the contacts added to @sites */
  GuardLinkLists *link_lists;
  GuardPressure *pressure;
  GuardPatterns *patterns;
  GuardCredentialFiles *credential_files;
  GHashTable *contacts; /* set of addresses, in lower case */
  GuardResemblance *resemblance;
  GPtrArray *lists; /* of GuardList */
  char *incomplete; /* (nullable) */
};

typedef gboolean (*AddFunc) (GuardKnowledge *self, GuardRules *rules, GError **error);

static gboolean
add_credential_files (GuardKnowledge *self, GuardRules *rules, GError **error)
{
  return guard_credential_files_add_rules (self->credential_files, rules, error);
}

static gboolean
add_file_types (GuardKnowledge *self, GuardRules *rules, GError **error)
{
  if (self->file_types != NULL)
    return guard_file_types_add_rules (self->file_types, rules, error);

  self->file_types = guard_file_types_new (rules, error);
  return self->file_types != NULL;
}

static gboolean
add_sites (GuardKnowledge *self, GuardRules *rules, GError **error)
{
  if (!guard_sites_add_rules (self->sites, rules, error))
    return FALSE;

  g_ptr_array_add (self->site_rules, guard_rules_ref (rules));
  return TRUE;
}

static gboolean
add_link_lists (GuardKnowledge *self, GuardRules *rules, GError **error)
{
  return guard_link_lists_add_rules (self->link_lists, rules, error);
}

static gboolean
add_pressure (GuardKnowledge *self, GuardRules *rules, GError **error)
{
  return guard_pressure_add_rules (self->pressure, rules, error);
}

static gboolean
add_patterns (GuardKnowledge *self, GuardRules *rules, GError **error)
{
  return guard_patterns_add_rules (self->patterns, rules, error);
}

static const AddFunc adders[] = { add_credential_files, add_file_types, add_sites, add_link_lists, add_pressure, add_patterns, add_patterns, add_patterns };
const char * const guard_knowledge_files[] = {
  "credential-files.rules",  "file-types.rules",        "imitated-sites.rules",  "link-lists.rules", "pressure.rules",
  "sensitive-numbers.rules", "sensitive-secrets.rules", "sensitive-words.rules", NULL,
};
G_STATIC_ASSERT (G_N_ELEMENTS (adders) == G_N_ELEMENTS (guard_knowledge_files) - 1);

static void
free_list (gpointer data)
{
  GuardList *self = data;

  g_free (self->name);
  g_free (self->title);
  g_free (self->source);
  g_free (self->date);
  g_free (self);
}

GuardKnowledge *
guard_knowledge_new (void)
{
  GuardKnowledge *self = g_new0 (GuardKnowledge, 1);

  self->sites = guard_sites_new ();
  self->site_rules = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_rules_free);
  self->contact_domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->link_lists = guard_link_lists_new ();
  self->pressure = guard_pressure_new ();
  self->patterns = guard_patterns_new ();
  self->credential_files = guard_credential_files_new ();
  self->contacts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->lists = g_ptr_array_new_with_free_func (free_list);
  return self;
}

void
guard_knowledge_free (GuardKnowledge *self)
{
  if (self == NULL)
    return;

  guard_file_types_free (self->file_types);
  guard_sites_free (self->sites);
  g_ptr_array_unref (self->site_rules);
  g_hash_table_unref (self->contact_domains);
  guard_link_lists_free (self->link_lists);
  guard_pressure_free (self->pressure);
  guard_patterns_free (self->patterns);
  guard_credential_files_free (self->credential_files);
  g_hash_table_unref (self->contacts);
  guard_resemblance_free (self->resemblance);
  g_ptr_array_unref (self->lists);
  g_free (self->incomplete);
  g_free (self);
}

/* ---- Filling ---- */

static char *
dup_list_word (GuardRules *rules, const char *key)
{
  char *word = guard_rules_dup_string (rules, "list", key);

  return word != NULL ? word : g_strdup ("");
}

static void
note_list (GuardKnowledge *self, GuardRules *rules, guint n_entries)
{
  GuardList *list = g_new0 (GuardList, 1);

  list->name = g_strdup (guard_rules_get_name (rules));
  list->title = dup_list_word (rules, "title");
  list->source = dup_list_word (rules, "source");
  list->date = dup_list_word (rules, "date");
  list->n_entries = n_entries;
  g_ptr_array_add (self->lists, list);
}

static guint
count_entries (const GuardKnowledge *self, gsize file)
{
  const guint counts[] = {
    guard_credential_files_count (self->credential_files),
    self->file_types != NULL ? guard_file_types_count (self->file_types) : 0,
    guard_sites_count (self->sites),
    guard_link_lists_count (self->link_lists),
    guard_pressure_count (self->pressure),
    guard_patterns_count (self->patterns),
    guard_patterns_count (self->patterns),
    guard_patterns_count (self->patterns),
  };
  G_STATIC_ASSERT (G_N_ELEMENTS (counts) == G_N_ELEMENTS (adders));

  return counts[file];
}

gboolean
guard_knowledge_add_rules (GuardKnowledge *self, GuardRules *rules, GError **error)
{
  g_autofree char *base = g_path_get_basename (guard_rules_get_name (rules));

  for (gsize i = 0; guard_knowledge_files[i] != NULL; i++)
    if (g_str_equal (base, guard_knowledge_files[i]))
      {
        const guint n_before = count_entries (self, i);

        if (!adders[i] (self, rules, error))
          return FALSE;
        note_list (self, rules, count_entries (self, i) - n_before);
        return TRUE;
      }

  g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("%s: there is no list of this name"), guard_rules_get_name (rules));
  return FALSE;
}

void
guard_knowledge_compile (GuardKnowledge *self)
{
  guard_patterns_compile (self->patterns);
}

void
guard_knowledge_set_incomplete (GuardKnowledge *self, const char *why)
{
  g_free (self->incomplete);
  self->incomplete = g_strdup (why);
}

const char *
guard_knowledge_get_incomplete (const GuardKnowledge *self)
{
  return self->incomplete;
}

const GPtrArray *
guard_knowledge_get_lists (const GuardKnowledge *self)
{
  return self->lists;
}

/* ---- Contacts ---- */

/* The hosts of these addresses that say something about a contact. Returns: (transfer full): a set */
static GHashTable *
collect_domains (const GuardKnowledge *self, const char * const *addresses)
{
  GHashTable *domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; addresses[i] != NULL; i++)
    {
      const char *at = strrchr (addresses[i], '@');
      g_autofree char *domain = at != NULL ? g_ascii_strdown (at + 1, strcspn (at + 1, "/")) : NULL;

      if (domain != NULL && *domain != '\0' && !guard_link_lists_has_host (self->link_lists, GUARD_LIST_PUBLIC_HOSTS, domain))
        g_hash_table_add (domains, g_steal_pointer (&domain));
    }
  return domains;
}

static gboolean
is_within (GHashTable *set, GHashTable *other)
{
  GHashTableIter iter;
  gpointer word;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    if (!g_hash_table_contains (other, word))
      return FALSE;
  return TRUE;
}

/* Sites cannot be taken from a list: a contact who is gone means a new one. What was read once can be read again. */
static void
forget_contact_sites (GuardKnowledge *self)
{
  guard_sites_free (self->sites);
  self->sites = guard_sites_new ();
  for (guint i = 0; i < self->site_rules->len; i++)
    {
      gboolean is_added = guard_sites_add_rules (self->sites, self->site_rules->pdata[i], NULL);

      g_assert (is_added);
    }
}

/* A name on IRC may be any bytes. */
static char *
fold_address (const char *address)
{
  g_autofree char *valid = g_utf8_make_valid (address, -1);

  return g_utf8_strdown (valid, -1);
}

void
guard_knowledge_set_contacts (GuardKnowledge *self, const char * const *addresses, const char * const *names)
{
  GHashTable *domains = collect_domains (self, addresses);
  GHashTableIter iter;
  gpointer domain;

  if (!is_within (self->contact_domains, domains))
    forget_contact_sites (self);
  g_hash_table_iter_init (&iter, domains);
  while (g_hash_table_iter_next (&iter, &domain, NULL))
    guard_sites_add_domain (self->sites, domain);
  g_hash_table_unref (self->contact_domains);
  self->contact_domains = domains;

  g_hash_table_remove_all (self->contacts);
  for (gsize i = 0; addresses[i] != NULL; i++)
    g_hash_table_add (self->contacts, fold_address (addresses[i]));

  guard_resemblance_free (self->resemblance);
  self->resemblance = guard_resemblance_new (addresses, names);
}

/* ---- Looking things up ---- */

const GuardSites *
guard_knowledge_get_sites (const GuardKnowledge *self)
{
  return self->sites;
}

const GuardFileTypes *
guard_knowledge_get_file_types (const GuardKnowledge *self)
{
  return self->file_types;
}

gboolean
guard_knowledge_is_shortener (const GuardKnowledge *self, const char *host)
{
  return guard_link_lists_has_host (self->link_lists, GUARD_LIST_SHORTENERS, host);
}

gboolean
guard_knowledge_is_forbidden_scheme (const GuardKnowledge *self, const char *scheme)
{
  return guard_link_lists_has (self->link_lists, GUARD_LIST_FORBIDDEN_SCHEMES, scheme);
}

gboolean
guard_knowledge_is_usual_scheme (const GuardKnowledge *self, const char *scheme)
{
  return guard_link_lists_has (self->link_lists, GUARD_LIST_USUAL_SCHEMES, scheme);
}

gboolean
guard_knowledge_is_usual_port (const GuardKnowledge *self, const char *scheme, int port)
{
  g_autofree char *word = port >= 0 ? g_strdup_printf ("%s:%d", scheme, port) : NULL;

  return word == NULL || guard_link_lists_has (self->link_lists, GUARD_LIST_USUAL_PORTS, word);
}

gboolean
guard_knowledge_is_shortcut (const GuardKnowledge *self, const char *extension)
{
  return guard_link_lists_has (self->link_lists, GUARD_LIST_SHORTCUTS, extension);
}

gboolean
guard_knowledge_is_page (const GuardKnowledge *self, const char *extension)
{
  return guard_link_lists_has (self->link_lists, GUARD_LIST_PAGES, extension);
}

const char *
guard_knowledge_find_resembled (const GuardKnowledge *self, const char *address, const char *name)
{
  return self->resemblance != NULL ? guard_resemblance_find (self->resemblance, address, name) : NULL;
}

const char *
guard_knowledge_find_pressure (const GuardKnowledge *self, const char *text, gsize n_bytes)
{
  const char *description = guard_pressure_find (self->pressure, text, n_bytes);

  return description != NULL ? g_dgettext (GETTEXT_PACKAGE, description) : NULL;
}

const char *
guard_knowledge_find_credential_file (const GuardKnowledge *self, const char *name)
{
  const char *description = guard_credential_files_find (self->credential_files, name);

  return description != NULL ? g_dgettext (GETTEXT_PACKAGE, description) : NULL;
}

const GuardPatterns *
guard_knowledge_get_patterns (const GuardKnowledge *self)
{
  return self->patterns;
}

gboolean
guard_knowledge_is_contact (const GuardKnowledge *self, const char *address)
{
  g_autofree char *folded = fold_address (address);

  return g_hash_table_contains (self->contacts, folded);
}

const char *
guard_knowledge_find_near_contact (const GuardKnowledge *self, const char *address, const char *name)
{
  return self->resemblance != NULL ? guard_resemblance_find_near (self->resemblance, address, name) : NULL;
}

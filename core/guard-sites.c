/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-domain.h"
#include "guard-idna.h"
#include "guard-sites-private.h"
#include "guard-spoof.h"

#include <string.h>

/* The list of sites that others like to imitate, and its indexes. Everything that costs time is done here, when a list comes;
 * guard-sites-find.c only looks things up. */

#define BRAND_PREFIX "brand "
#define SITES_PREFIX "sites "

#define STRINGS_BYTES 16384 /* of memory at once */

GuardSites *
guard_sites_new (void)
{
  GuardSites *self = g_new0 (GuardSites, 1);

  self->strings = g_string_chunk_new (STRINGS_BYTES);
  self->sites = g_ptr_array_new_with_free_func (g_free);
  self->by_domain = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_skeleton = g_hash_table_new (g_str_hash, g_str_equal);
  self->embedded = g_hash_table_new (g_str_hash, g_str_equal);
  self->embedded_starts = g_hash_table_new (g_str_hash, g_str_equal);
  self->brands = g_hash_table_new (g_str_hash, g_str_equal);
  self->unique = g_ptr_array_new ();
  self->lures = g_hash_table_new (g_str_hash, g_str_equal);
  self->common = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
guard_sites_free (GuardSites *self)
{
  if (self == NULL)
    return;

  for (gsize i = 0; i < GUARD_SITES_N_INITIALS; i++)
    g_clear_pointer (&self->by_initial[i], g_ptr_array_unref);
  g_hash_table_unref (self->by_domain);
  g_hash_table_unref (self->by_skeleton);
  g_hash_table_unref (self->embedded);
  g_hash_table_unref (self->embedded_starts);
  g_hash_table_unref (self->brands);
  g_ptr_array_unref (self->unique);
  g_hash_table_unref (self->lures);
  g_hash_table_unref (self->common);
  g_ptr_array_unref (self->sites);
  g_string_chunk_free (self->strings);
  g_free (self);
}

guint
guard_sites_count (const GuardSites *self)
{
  return self->sites->len;
}

guint64
guard_sites_get_letters (const char *skeleton)
{
  guint64 letters = 0;

  for (; *skeleton != '\0'; skeleton++)
    letters |= G_GUINT64_CONSTANT (1) << (*skeleton & 0x3f);
  return letters;
}

/* The registrable part of what somebody wrote. Returns: %NULL if that is no domain. One below which everybody has a site is none
 * either, but for @is_bystander: then all of those sites are meant */
static char *
read_domain (const char *text, gboolean is_bystander)
{
  g_autofree char *host = guard_idna_to_ascii (text, NULL);
  g_autofree char *domain = NULL;

  if (host != NULL)
    domain = is_bystander ? guard_domain_dup_registrable (host) : guard_domain_dup_registered (host);
  if (domain == NULL || strchr (domain, '.') == NULL || *domain == '.' || g_hostname_is_ip_address (domain))
    return NULL;
  return g_steal_pointer (&domain);
}

/* Keeps what was made for the moment. */
static const char *
keep (GuardSites *self, char *text)
{
  const char *kept = g_string_chunk_insert (self->strings, text);

  g_free (text);
  return kept;
}

static const char *
keep_skeleton (GuardSites *self, const char *text)
{
  return keep (self, guard_sites_dup_skeleton (text));
}

static GuardSite *
make_site (GuardSites *self, const char *domain)
{
  GuardSite *site = g_new0 (GuardSite, 1);
  const char *dot = strchr (domain, '.');

  site->domain = g_string_chunk_insert (self->strings, domain);
  site->suffix = site->domain + (dot + 1 - domain);
  site->name = g_string_chunk_insert_len (self->strings, domain, dot - domain);
  site->skeleton = keep_skeleton (self, site->name);
  site->n_skeleton = strlen (site->skeleton);
  site->letters = guard_sites_get_letters (site->skeleton);
  return site;
}

/* @key: lent for the while */
static void
note_start (GuardSites *self, char *key)
{
  char *end = key + strcspn (key, ".");
  const char kept = *end;
  guint n_parts = 1, n_parts_before;

  for (const char *dot = strchr (key, '.'); dot != NULL; dot = strchr (dot + 1, '.'))
    n_parts++;
  *end = '\0';
  n_parts_before = GPOINTER_TO_UINT (g_hash_table_lookup (self->embedded_starts, key));
  if (n_parts_before < n_parts)
    g_hash_table_replace (self->embedded_starts, g_string_chunk_insert (self->strings, key), GUINT_TO_POINTER (n_parts));
  *end = kept;
}

static void
add_embedded_key (GuardSites *self, GuardSite *site, const char *key)
{
  if (!g_hash_table_contains (self->embedded, key))
    g_hash_table_insert (self->embedded, g_string_chunk_insert (self->strings, key), site);
}

static void
remove_dots (char *text)
{
  char *to = text;

  for (const char *from = text; *from != '\0'; from++)
    if (*from != '.')
      *to++ = *from;
  *to = '\0';
}

/* As others write it into their own names: with dots, with hyphens, or with nothing between. The last only for the suffixes that
 * nobody takes for a syllable: "paypalcom", not "lineme". */
static void
index_embedded (GuardSites *self, GuardSite *site)
{
  g_autofree char *key = guard_sites_dup_skeleton (site->domain);

  g_strdelimit (key, "-", '.');
  note_start (self, key);
  add_embedded_key (self, site, key);
  if (strlen (site->suffix) >= 3 && strchr (site->suffix, '.') == NULL)
    {
      remove_dots (key);
      add_embedded_key (self, site, key);
    }
}

static void
index_site (GuardSites *self, GuardSite *site)
{
  GuardSite *first = g_hash_table_lookup (self->by_skeleton, site->skeleton);
  GPtrArray **bucket = &self->by_initial[(guchar) site->skeleton[0]];

  g_hash_table_insert (self->by_domain, (gpointer) site->domain, site);
  if (site->is_bystander)
    return;

  if (first == NULL)
    g_hash_table_insert (self->by_skeleton, (gpointer) site->skeleton, site);
  else
    {
      site->next = first->next;
      first->next = site;
    }
  if (*bucket == NULL)
    *bucket = g_ptr_array_new ();
  g_ptr_array_add (*bucket, site);
  index_embedded (self, site);
}

/* @domain: as read_domain() gives it */
static GuardSite *
add_site (GuardSites *self, const char *domain, gboolean is_bystander)
{
  GuardSite *site = g_hash_table_lookup (self->by_domain, domain);

  if (site != NULL)
    return site;

  site = make_site (self, domain);
  site->is_bystander = is_bystander;
  site->is_common = g_hash_table_contains (self->common, site->name);
  g_ptr_array_add (self->sites, site);
  index_site (self, site);
  return site;
}

void
guard_sites_add_domain (GuardSites *self, const char *domain)
{
  g_autofree char *registrable = read_domain (domain, FALSE);

  if (registrable != NULL)
    add_site (self, registrable, FALSE)->is_prominent = TRUE;
}

/* What the groups may hold. */
static const char *const list_keys[] = { "title", "source", "date", NULL };
static const char *const brand_keys[] = { "domains", "words", "unique", NULL };
static const char *const domains_keys[] = { "domains", NULL };
static const char *const words_keys[] = { "words", NULL };

static const char *const *
find_keys (const char *group)
{
  if (g_str_has_prefix (group, BRAND_PREFIX))
    return brand_keys;
  if (g_str_has_prefix (group, SITES_PREFIX) || g_str_equal (group, "bystanders"))
    return domains_keys;
  if (g_str_equal (group, "common-words") || g_str_equal (group, "lures"))
    return words_keys;
  return g_str_equal (group, "list") ? list_keys : NULL;
}

/* A domain that stands twice in a file is a mistake: of which brand is it? @seen: set of domains; @read: see check_rules */
static gboolean
check_domains (GuardRules *rules, const char *group, GHashTable *seen, GHashTable *read, GError **error)
{
  g_auto(GStrv) written = guard_rules_dup_list (rules, group, "domains");
  GPtrArray *domains = g_ptr_array_new_with_free_func (g_free);

  g_hash_table_insert (read, (gpointer) group, domains);
  for (gsize i = 0; written != NULL && written[i] != NULL; i++)
    {
      char *domain = read_domain (written[i], g_str_equal (group, "bystanders"));

      if (domain == NULL)
        return guard_rules_refuse (rules, group, "domains", error, "not a domain:", written[i]);
      g_ptr_array_add (domains, domain);
      if (!g_str_equal (domain, written[i]) && g_str_is_ascii (written[i]))
        return guard_rules_refuse (rules, group, "domains", error, "more than the part that is registered:", written[i]);
      if (!g_hash_table_add (seen, domain))
        return guard_rules_refuse (rules, group, "domains", error, "this is listed twice:", written[i]);
    }
  return TRUE;
}

static gboolean
check_brand (GuardRules *rules, const char *group, const GPtrArray *domains, GError **error)
{
  g_autofree char *unique = guard_rules_dup_string (rules, group, "unique");

  if (domains->len == 0)
    return guard_rules_refuse (rules, group, NULL, error, "a brand without domains:", group);
  if (unique != NULL && !g_str_equal (unique, "true") && !g_str_equal (unique, "false"))
    return guard_rules_refuse (rules, group, "unique", error, "neither \"true\" nor \"false\":", unique);
  return TRUE;
}

/* @read: gets the domains of each group, as read_domain() gives them: that is what takes most of the time */
static gboolean
check_rules (GuardRules *rules, GHashTable *read, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const char *const *groups = guard_rules_get_groups (rules);

  for (gsize i = 0; groups[i] != NULL; i++)
    {
      const char *const *keys = find_keys (groups[i]);

      if (keys == NULL)
        return guard_rules_refuse (rules, groups[i], NULL, error, "no such group:", groups[i]);
      if (!guard_rules_check_keys (rules, groups[i], keys, error) || !check_domains (rules, groups[i], seen, read, error))
        return FALSE;
      if (g_str_has_prefix (groups[i], BRAND_PREFIX) && !check_brand (rules, groups[i], g_hash_table_lookup (read, groups[i]), error))
        return FALSE;
    }
  return TRUE;
}

static void
add_words (GuardSites *self, GHashTable *set, GuardRules *rules, const char *group, gboolean as_skeletons)
{
  g_auto(GStrv) words = guard_rules_dup_list (rules, group, "words");

  for (gsize i = 0; words != NULL && words[i] != NULL; i++)
    g_hash_table_add (set, (gpointer) keep (self, as_skeletons ? guard_spoof_dup_skeleton (words[i]) : g_strdup (words[i])));
}

static void
add_sites (GuardSites *self, const GPtrArray *domains, gboolean is_bystander)
{
  for (guint i = 0; i < domains->len; i++)
    add_site (self, domains->pdata[i], is_bystander);
}

/* Its first domain is the one that a person knows it by; the others are known by the brand's words. */
static void
add_brand (GuardSites *self, GuardRules *rules, const char *group, const GPtrArray *domains)
{
  g_auto(GStrv) words = guard_rules_dup_list (rules, group, "words");
  g_autofree char *unique = guard_rules_dup_string (rules, group, "unique");
  GuardSite *first = add_site (self, domains->pdata[0], FALSE);

  first->is_prominent = TRUE;
  for (guint i = 1; i < domains->len; i++)
    {
      GuardSite *site = add_site (self, domains->pdata[i], FALSE);

      site->is_prominent |= words != NULL && g_strv_contains ((const char *const *) words, site->name);
    }
  for (gsize i = 0; words != NULL && words[i] != NULL; i++)
    {
      const char *word = keep (self, guard_spoof_dup_skeleton (words[i]));

      g_hash_table_insert (self->brands, (gpointer) word, first);
      if (g_strcmp0 (unique, "true") == 0)
        g_ptr_array_add (self->unique, (gpointer) word);
    }
}

gboolean
guard_sites_add_rules (GuardSites *self, GuardRules *rules, GError **error)
{
  const char *const *groups = guard_rules_get_groups (rules);
  g_autoptr(GHashTable) read = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  if (!check_rules (rules, read, error))
    return FALSE;

  /* Words of everyday first: they decide about the sites. */
  add_words (self, self->common, rules, "common-words", FALSE);
  add_words (self, self->lures, rules, "lures", TRUE);
  for (gsize i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], BRAND_PREFIX))
      add_brand (self, rules, groups[i], g_hash_table_lookup (read, groups[i]));
    else
      add_sites (self, g_hash_table_lookup (read, groups[i]), g_str_equal (groups[i], "bystanders"));
  return TRUE;
}

gboolean
guard_sites_is_known (const GuardSites *self, const char *host)
{
  g_autofree char *domain = guard_domain_dup_registrable (host);

  return g_hash_table_contains (self->by_domain, domain);
}

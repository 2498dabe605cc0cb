/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-sites-private.h"

#include <string.h>

/* Whether the name of a host looks like that of a site of the list, or nearly. Written to be quiet: what honest names do too (a
 * number at the end, another first letter, another suffix, a word of everyday) is no imitation. */

#define MIN_CONFUSABLE 4      /* plain letters: "1l.com" and "il.com" are both somebody's */
#define MIN_ANY_SUFFIX 6      /* shorter names belong to somebody else below another suffix */
#define MIN_TYPO 5
#define MIN_TYPO_ANY_SUFFIX 8
#define MIN_TWO_TYPOS 10

static gboolean
is_same_suffix_by_look (const GuardSitesHost *host, const GuardSite *site)
{
  g_autofree char *seen = guard_sites_dup_skeleton (host->suffix);
  g_autofree char *expected = guard_sites_dup_skeleton (site->suffix);

  return g_str_equal (seen, expected);
}

static gboolean
is_confusable (const GuardSitesHost *host, const GuardSite *site)
{
  if (g_str_equal (host->name, site->name))
    return strstr (host->suffix, "xn--") != NULL && is_same_suffix_by_look (host, site);
  if (!host->is_plain)
    return TRUE;
  if (strlen (host->name) < MIN_CONFUSABLE)
    return FALSE;
  return strlen (host->name) >= MIN_ANY_SUFFIX || g_str_equal (host->suffix, site->suffix);
}

/* A host whose name is exactly that of a site of the list, below another suffix, looks like nobody else. */
static const char *
find_by_skeleton (const GuardSites *self, const GuardSitesHost *host, const char *skeleton)
{
  const GuardSite *found = NULL;

  for (const GuardSite *site = g_hash_table_lookup (self->by_skeleton, skeleton); site != NULL; site = site->next)
    {
      const gboolean is_like = is_confusable (host, site);

      if (!is_like && g_str_equal (host->name, site->name))
        return NULL;
      if (is_like && (found == NULL || g_str_equal (host->suffix, site->suffix)))
        found = site;
    }
  return found != NULL ? found->domain : NULL;
}

const char *
guard_sites_find_confusable (const GuardSites *self, const GuardSitesHost *host)
{
  if (!guard_sites_may_imitate (self, host) || g_hash_table_contains (self->common, host->name))
    return NULL;

  const char *found = find_by_skeleton (self, host, host->skeleton);
  if (found != NULL || strlen (host->name) < MIN_ANY_SUFFIX || strstr (host->skeleton, "cl") == NULL)
    return found;

  /* A second thought: "cl" for "d". Too many honest words have it to make them one in every skeleton. */
  g_auto(GStrv) parts = g_strsplit (host->skeleton, "cl", -1);
  g_autofree char *with_d = g_strjoinv ("d", parts);
  return find_by_skeleton (self, host, with_d);
}

/* Damerau's distance of neighbours swapped once, of ASCII texts of at most GUARD_SITES_MAX_NAME_BYTES. */
static guint
measure_distance (const char *a, gsize n_a, const char *b, gsize n_b)
{
  guint rows[3][GUARD_SITES_MAX_NAME_BYTES + 1];

  for (gsize j = 0; j <= n_b; j++)
    rows[0][j] = j;
  for (gsize i = 1; i <= n_a; i++)
    {
      guint *row = rows[i % 3];
      const guint *above = rows[(i - 1) % 3];

      row[0] = i;
      for (gsize j = 1; j <= n_b; j++)
        {
          row[j] = MIN (MIN (above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], rows[(i - 2) % 3][j - 2] + 1);
        }
    }
  return rows[n_a % 3][n_b];
}

static gsize
count_without_number (const char *name)
{
  gsize n_bytes = strlen (name);

  while (n_bytes > 0 && g_ascii_isdigit (name[n_bytes - 1]))
    n_bytes--;
  return n_bytes;
}

/* "site45" and "site4" are two sites of somebody. */
static gboolean
differ_by_number (const char *a, const char *b)
{
  const gsize n_a = count_without_number (a);

  return n_a == count_without_number (b) && strncmp (a, b, n_a) == 0;
}

static gboolean
is_typo (const GuardSitesHost *host, gsize n_skeleton, guint64 letters, const GuardSite *site)
{
  gsize n_name;
  guint allowed;

  if (!site->is_prominent || site->is_common || site->n_skeleton > GUARD_SITES_MAX_NAME_BYTES)
    return FALSE;

  n_name = strlen (site->name);
  allowed = n_name >= MIN_TWO_TYPOS ? 2 : 1;
  if (n_name < MIN_TYPO)
    return FALSE;
  if (n_name < MIN_TYPO_ANY_SUFFIX && !g_str_equal (host->suffix, site->suffix))
    return FALSE;
  if (ABS ((gssize) site->n_skeleton - (gssize) n_skeleton) > (gssize) allowed)
    return FALSE;
  /* Each wrong letter is at most one more here and one less there. */
  if ((guint) __builtin_popcountll (letters ^ site->letters) > 2 * allowed)
    return FALSE;
  if (host->name[0] != site->name[0] || differ_by_number (host->name, site->name))
    return FALSE;

  const guint distance = measure_distance (host->skeleton, n_skeleton, site->skeleton, site->n_skeleton);
  return distance > 0 && distance <= allowed;
}

const char *
guard_sites_find_typo (const GuardSites *self, const GuardSitesHost *host)
{
  if (!guard_sites_may_imitate (self, host) || !g_str_is_ascii (host->skeleton) || g_hash_table_contains (self->common, host->name))
    return NULL;

  const GPtrArray *bucket = self->by_initial[(guchar) host->skeleton[0]];
  const gsize n_skeleton = strlen (host->skeleton);
  const guint64 letters = guard_sites_get_letters (host->skeleton);
  const GuardSite *found = NULL;

  if (n_skeleton > GUARD_SITES_MAX_NAME_BYTES || g_hash_table_contains (self->by_skeleton, host->skeleton))
    return NULL;
  for (gsize i = 0; bucket != NULL && i < bucket->len; i++)
    {
      const GuardSite *site = g_ptr_array_index (bucket, i);

      if (is_typo (host, n_skeleton, letters, site) && (found == NULL || g_str_equal (host->suffix, site->suffix)))
        found = site;
    }
  return found != NULL ? found->domain : NULL;
}

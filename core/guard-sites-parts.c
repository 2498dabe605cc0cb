/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-sites-private.h"

#include <string.h>

/* Hosts that are put together from the name of a listed site and something else: its whole domain in front of another one, or its
 * brand beside a word that makes one feel at home. */

#define MIN_EMBEDDED 4
#define MIN_EMBEDDED_JOINED 5 /* "paypal-com", "paypalcom" */

#define MIN_BRAND_JOINED 5 /* "paypallogin"; shorter ones need a hyphen */
#define MAX_STRIPPED 4     /* lures on one side of a brand */
#define MIN_LURE_BYTES 2
#define MAX_LURE_BYTES 16
#define NOISE "-23456789"  /* between the words; 0 and 1 have become letters */

/* All of a host before its public suffix, as it looks. */
static char *
dup_skeleton_before_suffix (const GuardSitesHost *host)
{
  const gsize n_text = strlen (host->text);

  if (n_text == strlen (host->domain))
    return g_strdup (host->skeleton);

  g_autofree char *before = g_strndup (host->text, n_text - strlen (host->suffix) - 1);

  return guard_sites_dup_skeleton (before);
}

/* Whether the text of the key stands there by design. @written, @n_bytes: what it takes up of the host's skeleton */
static gboolean
is_embedded (const GuardSitesHost *host, const GuardSite *site, const char *written, gsize n_bytes)
{
  const gsize n_name = strlen (site->name);

  if (n_name < MIN_EMBEDDED || g_str_equal (host->skeleton, site->skeleton))
    return FALSE;
  if (memchr (written, '.', n_bytes) != NULL)
    return TRUE;
  /* Without its dot it must be long enough and no word, and its suffix no word: "join-zoom-us", "best-hotels-com". */
  return !site->is_common && n_name >= MIN_EMBEDDED_JOINED && strlen (site->suffix) >= 3;
}

/* The value of @table for @text up to @end, which is lent for the while. */
static gpointer
look_up_part (GHashTable *table, const char *text, char *end)
{
  const char kept = *end;
  gpointer found = NULL;

  *end = '\0';
  found = g_hash_table_lookup (table, text);
  *end = kept;
  return found;
}

/* Looks for the longest key that begins at @tokens (separated by dots); @written is the same place with its hyphens. */
static const GuardSite *
find_key_at (const GuardSites *self, const GuardSitesHost *host, char *tokens, const char *written)
{
  const GuardSite *found = NULL;
  char *end = tokens + strcspn (tokens, ".");
  const guint n_parts = GPOINTER_TO_UINT (look_up_part (self->embedded_starts, tokens, end));

  /* Those without a dot have no start but themselves. */
  for (guint n = MAX (n_parts, 1); n > 0; n--)
    {
      const GuardSite *site = look_up_part (self->embedded, tokens, end);

      if (site != NULL && is_embedded (host, site, written, end - tokens))
        found = site;
      if (*end == '\0')
        break;
      end += 1 + strcspn (end + 1, ".");
    }
  return found;
}

const char *
guard_sites_find_embedded (const GuardSites *self, const GuardSitesHost *host)
{
  if (!guard_sites_may_imitate (self, host))
    return NULL;

  g_autofree char *written = dup_skeleton_before_suffix (host);
  g_autofree char *tokens = g_strdelimit (g_strdup (written), "-", '.');

  for (char *token = tokens; token != NULL; token = strchr (token, '.'))
    {
      token += *token == '.' ? 1 : 0;

      const GuardSite *site = find_key_at (self, host, token, written + (token - tokens));
      if (site != NULL)
        return site->domain;
    }
  return NULL;
}

static gboolean
has_word (GHashTable *words, const char *text, gsize n_bytes)
{
  char word[MAX_LURE_BYTES + 1];

  memcpy (word, text, n_bytes);
  word[n_bytes] = '\0';
  return g_hash_table_contains (words, word);
}

static gboolean
is_noise (char letter)
{
  return letter != '\0' && strchr (NOISE, letter) != NULL;
}

/* Steps over the longest lure that begins at @start. Returns: where it ends; @start if there is none */
static gsize
strip_before (const GuardSites *self, const char *name, gsize start, gsize n_bytes)
{
  gsize begin = start;

  while (begin < n_bytes && is_noise (name[begin]))
    begin++;
  for (gsize n = MIN (n_bytes - begin, MAX_LURE_BYTES); n >= MIN_LURE_BYTES; n--)
    if (has_word (self->lures, name + begin, n))
      return begin + n;
  return start;
}

/* The same from the other end. Returns: where it begins; @end if there is none */
static gsize
strip_behind (const GuardSites *self, const char *name, gsize end)
{
  gsize last = end;

  while (last > 0 && is_noise (name[last - 1]))
    last--;
  for (gsize n = MIN (last, MAX_LURE_BYTES); n >= MIN_LURE_BYTES; n--)
    if (has_word (self->lures, name + last - n, n))
      return last - n;
  return end;
}

/* What is left between the lures, if it is a brand. A short brand may be a syllable, unless hyphens stand around it. */
static const GuardSite *
find_brand (const GuardSites *self, const char *name, gsize start, gsize end)
{
  const gsize n_bytes = strlen (name);
  gsize first = start, last = end;

  while (first < last && is_noise (name[first]))
    first++;
  while (last > first && is_noise (name[last - 1]))
    last--;
  if (last - first < MIN_BRAND_JOINED && ((start > 0 && first == start) || (end < n_bytes && last == end)))
    return NULL;

  g_autofree char *word = g_strndup (name + first, last - first);
  return g_hash_table_lookup (self->brands, word);
}

/* Lures are taken off from both ends, as many as there are; after each the rest may be the brand. */
static const GuardSite *
find_brand_among_lures (const GuardSites *self, const char *name)
{
  const gsize n_bytes = strlen (name);
  gsize start = 0;

  for (guint n_before = 0; n_before <= MAX_STRIPPED; n_before++)
    {
      gsize end = n_bytes;

      for (guint n_behind = 0; n_behind <= MAX_STRIPPED && end > start; n_behind++)
        {
          const GuardSite *site = n_before + n_behind > 0 ? find_brand (self, name, start, end) : NULL;
          const gsize next = strip_behind (self, name, end);

          if (site != NULL)
            return site;
          if (next == end)
            break;
          end = next;
        }

      const gsize next = strip_before (self, name, start, n_bytes);
      if (next == start)
        return NULL;
      start = next;
    }
  return NULL;
}

/* A brand whose word nobody else has: anything around it, and any other suffix, is a lure. */
static const GuardSite *
find_unique (const GuardSites *self, const char *name)
{
  for (guint i = 0; i < self->unique->len; i++)
    if (strstr (name, self->unique->pdata[i]) != NULL)
      return g_hash_table_lookup (self->brands, self->unique->pdata[i]);
  return NULL;
}

const char *
guard_sites_find_combined (const GuardSites *self, const GuardSitesHost *host)
{
  if (!guard_sites_may_imitate (self, host))
    return NULL;

  const GuardSite *site = find_unique (self, host->skeleton);
  if (site == NULL)
    site = find_brand_among_lures (self, host->skeleton);
  return site != NULL ? site->domain : NULL;
}

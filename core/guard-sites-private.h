/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-sites.h"

G_BEGIN_DECLS

/* The list of sites from inside: guard-sites.c fills it, guard-sites-find.c and guard-sites-parts.c look hosts of guard-sites-host.c up in it. Not for others. */

/**
 * GuardSite:
 * @domain: as it is said to a person, A-labels: "paypal.com"
 * @name: the part before the suffix: "paypal"
 * @suffix: points into @domain
 * @skeleton: what @name looks like
 * @letters: the set of letters and digits of @skeleton, a bit each
 * @is_bystander: bears names of others or looks like them honestly; known, but imitated by nobody
 * @is_common: its name is a word of everyday: only a whole look-alike counts
 * @is_prominent: known enough to be typed wrong: the name of a brand, or of somebody the user knows
 * @next: (nullable): another site of the same skeleton
 */
typedef struct _GuardSite GuardSite;
struct _GuardSite
{
  const char *domain;
  const char *name;
  const char *suffix;
  const char *skeleton;
  guint64 letters;
  guint n_skeleton;
  gboolean is_bystander;
  gboolean is_common;
  gboolean is_prominent;
  GuardSite *next;
};

#define GUARD_SITES_N_INITIALS 256

struct _GuardSites
{
  GStringChunk *strings;                        /* of all below: thousands of small ones would leave holes in memory when they go */
  GPtrArray *sites;                             /* of GuardSite, owned, in the order in which they came */
  GHashTable *by_domain;                        /* domain -> GuardSite */
  GHashTable *by_skeleton;                      /* of the name -> the first GuardSite of that skeleton */
  GPtrArray *by_initial[GUARD_SITES_N_INITIALS]; /* of GuardSite, by the first byte of the skeleton; made on demand */
  GHashTable *embedded;                         /* skeleton of the domain, dots and hyphens as dots, or left out -> GuardSite */
  GHashTable *embedded_starts;                  /* what stands before the first dot in keys of @embedded that have one -> most parts of such a key */
  GHashTable *brands;                           /* skeleton of a brand's word -> GuardSite */
  GPtrArray *unique;                            /* of char *: keys of @brands that nobody else has in a name */
  GHashTable *lures;                            /* set of skeletons: words that stand beside a brand's name */
  GHashTable *common;                           /* set of words of everyday, as they are written */
};

/* The set of letters of a skeleton, for refusing quickly. */
guint64 guard_sites_get_letters (const char *skeleton);

/* What an ASCII host or a part of one, decoded, looks like. Returns: (transfer full) */
char *guard_sites_dup_skeleton (const char *ascii) G_GNUC_WARN_UNUSED_RESULT;

#define GUARD_SITES_MAX_NAME_BYTES 63 /* of a label, RFC 1035 */

/**
 * GuardSitesHost:
 * @text: all of it, without the dot that may end it
 * @domain: its registrable part
 * @name: @domain without its suffix, as written
 * @suffix: points into @domain
 * @skeleton: what @name looks like
 * @is_plain: @name is ASCII as meant
 */
struct _GuardSitesHost
{
  char *text;
  char *domain;
  char *name;
  const char *suffix;
  char *skeleton;
  gboolean is_plain;
};

/* Returns: %FALSE for a host that is one of the list or stands below a bystander, and for %NULL */
gboolean guard_sites_may_imitate (const GuardSites *self, const GuardSitesHost *host);

G_END_DECLS

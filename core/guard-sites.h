/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-rules.h"

#include <glib.h>

G_BEGIN_DECLS

/* The sites that others like to imitate: a shipped list (imitated-sites.rules), the organisation's and the user's own, the domains of
 * the user's contacts. Finds out whether a host imitates one of them. Filled on the main loop, then only read. */
typedef struct _GuardSites GuardSites;

GuardSites *guard_sites_new (void) G_GNUC_WARN_UNUSED_RESULT;
void guard_sites_free (GuardSites *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardSites, guard_sites_free)

/* Adds what a rule file lists. Returns: %FALSE with @error (file and line) set */
gboolean guard_sites_add_rules (GuardSites *self, GuardRules *rules, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Adds one site (a domain in A-labels or Unicode: its registrable part counts); what is no domain is passed over. */
void guard_sites_add_domain (GuardSites *self, const char *domain);
guint guard_sites_count (const GuardSites *self);

/* @host: in A-labels. Whether it is, or is below, a site of the list. */
gboolean guard_sites_is_known (const GuardSites *self, const char *host);

/* A host that may imitate a site: what the finds need of it, found out once. Depends on no list. */
typedef struct _GuardSitesHost GuardSitesHost;

/* @host: in A-labels; @domain: its registrable part. Returns: (transfer full) (nullable): %NULL for a host that cannot imitate anything:
 * an address of numbers, a name without a suffix, a name longer than names can be */
GuardSitesHost *guard_sites_host_new (const char *host, const char *domain) G_GNUC_WARN_UNUSED_RESULT;
void guard_sites_host_free (GuardSitesHost *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardSitesHost, guard_sites_host_free)

/* All of these answer with the imitated site's domain, lent; %NULL if there is none, and always %NULL for a host that is, or is below, a site
 * of the list, and for %NULL. Costs a microsecond, 20 for a name of 253 bytes that is made of listed ones. */
const char *guard_sites_find_confusable (const GuardSites *self, const GuardSitesHost *host); /* look-alike letters, digits for letters, "rn" for "m" */
const char *guard_sites_find_typo (const GuardSites *self, const GuardSitesHost *host);       /* one letter (two in long names) wrong, missing, doubled, swapped */
const char *guard_sites_find_embedded (const GuardSites *self, const GuardSitesHost *host);   /* paypal.com.evil.example, paypal-com.evil.example */
const char *guard_sites_find_combined (const GuardSites *self, const GuardSitesHost *host);   /* paypal-login.example, secure-paypal.example; any name with a unique word */

G_END_DECLS

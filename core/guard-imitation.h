/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-engine.h"

G_BEGIN_DECLS

/* What the detectors of imitated sites have in common; each brings its own question and its own words. */

/* One of guard_sites_find_*(). */
typedef const char *(*GuardImitationFind) (const GuardSites *sites, const GuardSitesHost *host);
/* @name: the imitating name, @site: the imitated one, both ready for a person. Returns: (transfer full): words for a person */
typedef char *(*GuardImitationDescribe) (const char *name, const char *site);

/* Asks about each link's host, and adds a warning of @detector where it imitates a site. */
void guard_imitation_look (const GuardKnowledge *knowledge,
                           const GuardMessage *message,
                           GuardReport *report,
                           const GuardDetector *detector,
                           GuardImitationFind find,
                           GuardImitationDescribe describe);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-domain.h"
#include "guard-imitation.h"
#include "guard-text.h"

/* The walk over the links of a message for the detectors of imitated sites. The name that imitates is told in A-labels: in Unicode
 * it would deceive once more. */

#define MAX_NAME_CHARACTERS 60

static char *
describe_site (GuardImitationDescribe describe, const char *domain, const char *site)
{
  g_autofree char *name = guard_text_one_line (domain, MAX_NAME_CHARACTERS);
  g_autofree char *shown = guard_domain_dup_shown (site);
  g_autofree char *known = guard_text_one_line (shown, MAX_NAME_CHARACTERS);

  return describe (name, known);
}

void
guard_imitation_look (const GuardKnowledge *knowledge,
                      const GuardMessage *message,
                      GuardReport *report,
                      const GuardDetector *detector,
                      GuardImitationFind find,
                      GuardImitationDescribe describe)
{
  for (guint i = 0; i < message->links->len; i++)
    {
      const GuardLink *link = message->links->pdata[i];
      const char *site = find (guard_knowledge_get_sites (knowledge), link->host);

      if (site != NULL)
        guard_report_add (report, detector->id, GUARD_LEVEL_WARNING, i, describe_site (describe, link->domain, site));
    }
}

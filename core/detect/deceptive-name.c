/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"
#include "guard-spoof.h"
#include "guard-text.h"

#include <glib/gi18n-lib.h>

/* A name written in letters that are there to be taken for others, whomever it imitates. Honest names of any script are not meant. */

#define MAX_NAME_CHARACTERS 60

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  for (guint i = 0; i < message->links->len; i++)
    {
      const GuardLink *link = message->links->pdata[i];
      const gboolean has_name = link->url != NULL && guard_url_get_host_kind (link->url) == GUARD_HOST_DOMAIN;
      const char *host = has_name ? guard_url_get_host (link->url) : "";
      const GuardSpoof spoof = guard_spoof_check (host);

      if (spoof == GUARD_SPOOF_NOTHING || guard_sites_is_known (guard_knowledge_get_sites (knowledge), host))
        continue;

      g_autofree char *name = guard_text_one_line (host, MAX_NAME_CHARACTERS);
      /* Translators: a name of a host, and the reason: "it mixes letters of several scripts" */
      guard_report_add (report, guard_detect_deceptive_name.id, GUARD_LEVEL_WARNING, i,
                        g_strdup_printf (_("the name “%s” deceives: %s"), name, guard_spoof_to_words (spoof)));
    }
}

const GuardDetector guard_detect_deceptive_name = {
  .id = "deceptive-name",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("a name written in letters that pass for others"),
  .look = look,
};

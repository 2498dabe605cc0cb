/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"
#include "guard-text.h"

#include <glib/gi18n-lib.h>

/* A short address says nothing of where it leads, and is never followed to find out: asking would tell that somebody read the message. */

#define MAX_HOST_CHARACTERS 80

static char *
describe (const char *host)
{
  g_autofree char *shown = guard_text_one_line (host, MAX_HOST_CHARACTERS);

  return g_strdup_printf (_("a short address of “%s” hides where it leads"), shown);
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  for (guint i = 0; i < message->links->len; i++)
    {
      const GuardLink *link = message->links->pdata[i];
      const char *host = link->url != NULL ? guard_url_get_host (link->url) : "";

      if (*host != '\0' && guard_knowledge_is_shortener (knowledge, host))
        guard_report_add (report, guard_detect_shortener.id, GUARD_LEVEL_NOTE, i, describe (host));
    }
}

const GuardDetector guard_detect_shortener = {
  .id = "shortener",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("a short address that hides where it leads"),
  .look = look,
};

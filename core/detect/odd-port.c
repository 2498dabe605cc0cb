/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"

#include <glib/gi18n-lib.h>

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  for (guint i = 0; i < message->links->len; i++)
    {
      const GuardLink *link = message->links->pdata[i];

      if (link->url != NULL && !guard_knowledge_is_usual_port (knowledge, guard_url_get_scheme (link->url), guard_url_get_port (link->url)))
        guard_report_add (report, guard_detect_odd_port.id, GUARD_LEVEL_NOTE, i,
                          g_strdup_printf (_("it leads to the unusual port %d"), guard_url_get_port (link->url)));
    }
}

const GuardDetector guard_detect_odd_port = {
  .id = "odd-port",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("a port where web servers seldom are"),
  .look = look,
};

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* No browser opens such an address, so whatever does open it reads it in a way of its own. In plain text ("http://localhost:port") it is shown
 * without a link, so there it weighs less. */

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  for (guint i = 0; i < message->links->len; i++)
    {
      const GuardLink *link = message->links->pdata[i];

      if (link->url == NULL && strlen (link->spoken) <= GUARD_URL_MAX_BYTES)
        guard_report_add (report, guard_detect_unreadable.id, link->origin == GUARD_LINK_TEXT ? GUARD_LEVEL_CAUTION : GUARD_LEVEL_FORBIDDEN, i,
                          g_strdup (_("it is no address that a browser can read, which is dangerous")));
    }
}

const GuardDetector guard_detect_unreadable = {
  .id = "unreadable",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("an address that no browser can read"),
  .look = look,
};

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"

#include <glib/gi18n-lib.h>

/* A stranger's link is never a plain one: of a person of whom nothing is known it is the strongest sign there is. */

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  if (message->sender_kind == GUARD_SENDER_STRANGER && message->links->len > 0)
    guard_report_add (report, guard_detect_unknown_sender.id, GUARD_LEVEL_NOTE, -1, g_strdup (_("it comes from somebody you do not know")));
}

const GuardDetector guard_detect_unknown_sender = {
  .id = "unknown-sender",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("a link from somebody who is not a contact"),
  .look = look,
};

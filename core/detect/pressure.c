/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"

#include <glib/gi18n-lib.h>

/* Words that press a reader, from people who are not contacts. Friends write such things, too, and may. */

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  const char *pressure = NULL;

  if (message->sender_kind == GUARD_SENDER_STRANGER)
    pressure = guard_knowledge_find_pressure (knowledge, message->text, message->n_text_bytes);
  if (pressure != NULL)
    guard_report_add (report, guard_detect_pressure.id, GUARD_LEVEL_NOTE, -1, g_strdup (pressure));
}

const GuardDetector guard_detect_pressure = {
  .id = "pressure",
  .ways = GUARD_WAY_INCOMING,
  .summary = N_("words by which swindlers press their readers"),
  .look = look,
};

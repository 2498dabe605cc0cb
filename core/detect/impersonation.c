/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"
#include "guard-text.h"

#include <glib/gi18n-lib.h>

/* Said once, at the first message: later it would be noise. */

#define MAX_ADDRESS_CHARACTERS 80

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  const char *contact = NULL;
  g_autofree char *shown = NULL;

  if (message->sender_kind == GUARD_SENDER_STRANGER && message->is_first)
    contact = guard_knowledge_find_resembled (knowledge, message->sender_address, message->sender_name);
  if (contact == NULL)
    return;

  shown = guard_text_one_line (contact, MAX_ADDRESS_CHARACTERS);
  guard_report_add (report, guard_detect_impersonation.id, GUARD_LEVEL_WARNING, -1,
                    g_strdup_printf (_("the sender looks like your contact “%s”, but this is another address"), shown));
}

const GuardDetector guard_detect_impersonation = {
  .id = "impersonation",
  .ways = GUARD_WAY_INCOMING,
  .summary = N_("a stranger who looks like one of your contacts"),
  .look = look,
};

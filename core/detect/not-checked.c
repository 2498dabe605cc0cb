/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What could not be looked at: beyond a bound, or for want of a list. The reason is a finding without weight. */

#define LEAVING (GUARD_WAY_OUTGOING | GUARD_WAY_FILE)

static const char *
name_bound (const GuardMessage *message)
{
  if (message->way == GUARD_WAY_FILE)
    return _("not all of the file could be read");
  if (message->way == GUARD_WAY_OUTGOING)
    return _("the text is too long to be looked at wholly");
  return _("the message is too long, or has too many links, to be looked at wholly");
}

static const char *
find_reason (const GuardKnowledge *knowledge, const GuardMessage *message)
{
  if (!message->is_wholly_read)
    return name_bound (message);
  for (guint i = 0; i < message->links->len; i++)
    if (strlen (((const GuardLink *) message->links->pdata[i])->spoken) > GUARD_URL_MAX_BYTES)
      return _("an address is too long to be looked at");
  /* Lists judge links, and everything that leaves; received words without a link are judged by nothing that could be missing. */
  return message->links->len > 0 || (message->way & LEAVING) ? guard_knowledge_get_incomplete (knowledge) : NULL;
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  const char *reason = find_reason (knowledge, message);

  if (reason == NULL)
    return;
  guard_report_set_not_checked (report);
  guard_report_add (report, guard_detect_not_checked.id, GUARD_LEVEL_NONE, -1, g_strdup (reason));
}

const GuardDetector guard_detect_not_checked = {
  .id = "not-checked",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS | LEAVING,
  .summary = N_("what could not be looked at"),
  .look = look,
};

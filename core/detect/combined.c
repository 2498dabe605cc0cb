/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"
#include "guard-imitation.h"

#include <glib/gi18n-lib.h>

/* A brand and a word such as "login" in one name: it reads like a branch of the known site, and belongs to somebody else. */

static char *
describe (const char *name, const char *site)
{
  /* Translators: the imitating name, the known site */
  return g_strdup_printf (_("“%s” uses the name of “%s”, but is another site"), name, site);
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  guard_imitation_look (knowledge, message, report, &guard_detect_combined, guard_sites_find_combined, describe);
}

const GuardDetector guard_detect_combined = {
  .id = "combined",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("a known brand beside a word that makes one feel at home"),
  .look = look,
};

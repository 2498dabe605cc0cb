/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"
#include "guard-imitation.h"

#include <glib/gi18n-lib.h>

/* A name that differs from a known one by a letter or two: what a person types by mistake, and does not see when reading. */

static char *
describe (const char *name, const char *site)
{
  /* Translators: the imitating name, the known site */
  return g_strdup_printf (_("“%s” is nearly “%s”, but is another site"), name, site);
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  guard_imitation_look (knowledge, message, report, &guard_detect_typo, guard_sites_find_typo, describe);
}

const GuardDetector guard_detect_typo = {
  .id = "typo",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("a name that is a known one, typed wrong"),
  .look = look,
};

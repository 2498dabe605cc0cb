/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"
#include "guard-imitation.h"

#include <glib/gi18n-lib.h>

/* A name that a reader takes for that of a known site: letters of other alphabets, accents, digits for letters, "rn" for "m". */

static char *
describe (const char *name, const char *site)
{
  /* Translators: the imitating name, the known site */
  return g_strdup_printf (_("“%s” looks like “%s”, but is another site"), name, site);
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  guard_imitation_look (knowledge, message, report, &guard_detect_lookalike, guard_sites_find_confusable, describe);
}

const GuardDetector guard_detect_lookalike = {
  .id = "lookalike",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("a name that looks like that of a known site"),
  .look = look,
};

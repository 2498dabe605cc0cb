/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"
#include "guard-imitation.h"

#include <glib/gi18n-lib.h>

/* Names are read from the left, but belong to whoever has their right end: in "paypal.com.evil.example" nothing is PayPal's. */

static char *
describe (const char *name, const char *site)
{
  /* Translators: the known site, the name the link leads to */
  return g_strdup_printf (_("“%s” stands in the address, but it leads to “%s”"), site, name);
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  guard_imitation_look (knowledge, message, report, &guard_detect_embedded, guard_sites_find_embedded, describe);
}

const GuardDetector guard_detect_embedded = {
  .id = "embedded",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("a known site's name in front of the real one"),
  .look = look,
};

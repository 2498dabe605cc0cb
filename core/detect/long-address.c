/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Addresses in which nobody finds the site: very long ones, and ones that encode letters that need no encoding. Encoding what is not
 * ASCII, as any Chinese page has it, is honest. */

#define LONG_BYTES 2048
#define NEEDLESS_ENCODINGS 6

static guint
count_needless (const char *address)
{
  guint n = 0;

  for (const char *percent = strchr (address, '%'); percent != NULL; percent = strchr (percent + 1, '%'))
    if (g_ascii_isxdigit (percent[1]) && g_ascii_isxdigit (percent[2]))
      n += g_ascii_isalnum (g_ascii_xdigit_value (percent[1]) << 4 | g_ascii_xdigit_value (percent[2]));
  return n;
}

/* An encoded letter between the slashes and the next one: the name of the site itself. */
static gboolean
has_encoded_host (const char *address)
{
  const char *slashes = strstr (address, "://");
  const char *host = slashes != NULL ? slashes + strlen ("://") : address;
  g_autofree char *part = g_strndup (host, strcspn (host, "/?#\\"));

  return slashes != NULL && count_needless (part) > 0;
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  for (guint i = 0; i < message->links->len; i++)
    {
      const GuardLink *link = message->links->pdata[i];

      if (has_encoded_host (link->spoken) || count_needless (link->spoken) >= NEEDLESS_ENCODINGS)
        guard_report_add (report, guard_detect_long_address.id, GUARD_LEVEL_CAUTION, i,
                          g_strdup (_("it is written in a roundabout way that hides what it says")));
      else if (strlen (link->spoken) > LONG_BYTES)
        guard_report_add (report, guard_detect_long_address.id, GUARD_LEVEL_NOTE, i, g_strdup (_("it is very long")));
    }
}

const GuardDetector guard_detect_long_address = {
  .id = "long-address",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("an address that is very long, or encoded without need"),
  .look = look,
};

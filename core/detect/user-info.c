/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"
#include "guard-domain.h"
#include "guard-bytes.h"
#include "guard-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "https://paypal.com@evil.example/": what a person takes for the site is a name to log in with, and the site stands behind the "@".
 * Nobody writes web addresses so any more; with other schemes it is the custom ("git@", "user@"). */

#define MAX_SHOWN_CHARACTERS 60

static char *
dup_user (const GuardUrl *url)
{
  const char *username = guard_url_get_username (url);
  g_autoptr(GString) decoded = g_string_new (NULL);

  guard_bytes_append_decoded (decoded, username, strlen (username));
  return g_utf8_make_valid (decoded->str, -1);
}

static gboolean
reads_as_host (const char *user)
{
  const char *host = strstr (user, "://") != NULL ? strstr (user, "://") + strlen ("://") : user;
  g_autofree char *part = g_strndup (host, strcspn (host, "/?#:"));

  return strchr (part, '.') != NULL && guard_domain_has_known_suffix (part);
}

static void
look_at_link (const GuardUrl *url, int index, GuardReport *report)
{
  g_autofree char *user = dup_user (url);
  g_autofree char *user_line = guard_text_one_line (user, MAX_SHOWN_CHARACTERS);
  g_autofree char *host = guard_domain_dup_shown (guard_url_get_host (url));
  g_autofree char *host_line = guard_text_one_line (host, MAX_SHOWN_CHARACTERS);
  const gboolean is_web = g_str_has_prefix (guard_url_get_scheme (url), "http") || g_str_has_prefix (guard_url_get_scheme (url), "ws");

  if (is_web || reads_as_host (user))
    guard_report_add (report, guard_detect_user_info.id, GUARD_LEVEL_WARNING, index,
                      g_strdup_printf (_("“%s” before the “@” is not the site: it leads to “%s”"), user_line, host_line));
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  for (guint i = 0; i < message->links->len; i++)
    {
      const GuardLink *link = message->links->pdata[i];

      if (link->url != NULL && (*guard_url_get_username (link->url) != '\0' || *guard_url_get_password (link->url) != '\0'))
        look_at_link (link->url, i, report);
    }
}

const GuardDetector guard_detect_user_info = {
  .id = "user-info",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("a name before an “@” that is easily taken for the site"),
  .look = look,
};

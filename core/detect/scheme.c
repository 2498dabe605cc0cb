/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"
#include "guard-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a link starts besides a browser. An address that no browser reads may still start something, so its scheme counts, too. In plain text
 * people speak of such addresses ("file:///etc/fstab"): they are shown as text, without a link, so there they weigh less. */

#define MAX_SHOWN_CHARACTERS 40

/* As browsers find it: blanks before it, and line ends and tabs within it, do not count. Returns: (transfer full): "" if there is none */
static char *
dup_scheme (const char *spoken)
{
  g_autoptr(GString) scheme = g_string_new (NULL);

  while (*spoken > '\0' && *spoken <= ' ')
    spoken++;
  for (; g_ascii_isalnum (*spoken) || (*spoken != '\0' && strchr ("+-.\t\r\n", *spoken) != NULL); spoken++)
    if (!g_ascii_isspace (*spoken))
      g_string_append_c (scheme, g_ascii_tolower (*spoken));
  return g_strdup (*spoken == ':' ? scheme->str : "");
}

/* "\\host\share": another computer's folder, with this user's name and password told to it. */
static gboolean
is_network_folder (const GuardLink *link)
{
  return link->url == NULL && (g_str_has_prefix (link->spoken, "\\\\") || g_str_has_prefix (link->spoken, "//"));
}

static GuardLevel
weigh_forbidden (const GuardLink *link)
{
  return link->origin == GUARD_LINK_TEXT && !guard_link_may_be_shown (link) ? GUARD_LEVEL_CAUTION : GUARD_LEVEL_FORBIDDEN;
}

static void
look_at_scheme (const GuardKnowledge *knowledge, const GuardLink *link, const char *scheme, int index, GuardReport *report)
{
  const gboolean is_forbidden = guard_knowledge_is_forbidden_scheme (knowledge, scheme);
  g_autofree char *shown = NULL;

  /* Without the list nothing is usual: "not checked" says that better. */
  if (*scheme == '\0' ||
      (!is_forbidden && (guard_knowledge_is_usual_scheme (knowledge, scheme) || guard_knowledge_get_incomplete (knowledge) != NULL)))
    return;

  shown = guard_text_one_line (scheme, MAX_SHOWN_CHARACTERS);
  if (is_forbidden)
    guard_report_add (report, guard_detect_scheme.id, weigh_forbidden (link), index,
                      g_strdup_printf (_("a “%s:” address is no web page and can do harm when it is opened"), shown));
  else
    guard_report_add (report, guard_detect_scheme.id, GUARD_LEVEL_CAUTION, index,
                      g_strdup_printf (_("it is an unusual kind of address, “%s:”, and starts another program"), shown));
}

static void
look_at_link (const GuardKnowledge *knowledge, const GuardLink *link, int index, GuardReport *report)
{
  g_autofree char *scheme = link->url == NULL ? dup_scheme (link->spoken) : NULL;

  if (is_network_folder (link))
    guard_report_add (report, guard_detect_scheme.id, GUARD_LEVEL_FORBIDDEN, index, g_strdup (_("it leads to a folder on another computer")));
  else
    look_at_scheme (knowledge, link, scheme != NULL ? scheme : guard_url_get_scheme (link->url), index, report);
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  for (guint i = 0; i < message->links->len; i++)
    look_at_link (knowledge, message->links->pdata[i], i, report);
}

const GuardDetector guard_detect_scheme = {
  .id = "scheme",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("an address that starts something else than a browser"),
  .look = look,
};

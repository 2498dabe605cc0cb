/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-remark.h"

#include "core/guard-detectors.h"
#include "guard-notice.h"

/* One line, however much was found: the worst about the links with how many more there are, and the worst about the message. */

/* That the sender is unknown is said of the link, not of the message. */
static gboolean
is_about_message (const GuardFinding *finding)
{
  return finding->link < 0 && finding->detector != guard_detect_unknown_sender.id;
}

/* The worst finding about the message or its sender. Returns: (nullable) */
static const GuardFinding *
find_about_message (const GuardReport *report)
{
  const GPtrArray *findings = guard_report_get_findings (report);

  for (guint i = 0; i < findings->len; i++)
    if (is_about_message (g_ptr_array_index (findings, i)))
      return g_ptr_array_index (findings, i);
  return NULL;
}

/* The worst finding about a link, and how many more links deserve a line. Returns: (nullable) */
static const GuardFinding *
find_about_link (const GuardPolicy *policy, const GuardMessage *message, const GuardReport *report, guint *n_more)
{
  const GPtrArray *findings = guard_report_get_findings (report);
  g_autoptr(GHashTable) links = g_hash_table_new (NULL, NULL);
  const GuardFinding *worst = NULL;

  for (guint i = 0; i < findings->len && message->links->len > 0; i++)
    {
      const GuardFinding *finding = g_ptr_array_index (findings, i);

      if (is_about_message (finding) || !guard_policy_says_line (policy, finding->level, FALSE, message->sender_kind))
        continue;
      g_hash_table_add (links, GINT_TO_POINTER (MAX (finding->link, 0)));
      worst = worst != NULL ? worst : finding;
    }
  *n_more = MAX (g_hash_table_size (links), 1) - 1;
  if (worst != NULL && worst->link < 0)
    *n_more = message->links->len - 1;
  return worst;
}

static char *
dup_link_part (const GuardPolicy *policy, const GuardMessage *message, const GuardReport *report, GuardLevel *level)
{
  guint n_more;
  const GuardFinding *finding = find_about_link (policy, message, report, &n_more);
  const GuardLink *link = finding != NULL ? g_ptr_array_index (message->links, MAX (finding->link, 0)) : NULL;
  GuardLinkFacts facts = { .address = "", .host = "", .domain = "", .is_not_checked = guard_report_is_not_checked (report) };

  *level = finding != NULL ? finding->level : GUARD_LEVEL_NONE;
  if (link == NULL)
    return facts.is_not_checked ? guard_notice_dup_link_line (&facts, 0) : NULL;

  facts.address = link->url != NULL ? guard_url_get_href (link->url) : link->spoken;
  facts.host = link->url != NULL ? guard_url_get_host (link->url) : "";
  facts.domain = link->domain;
  facts.why = finding->why;
  facts.level = finding->level;
  facts.is_not_checked = FALSE;
  return guard_notice_dup_link_line (&facts, n_more);
}

static char *
join (char *one, char *other)
{
  char *both;

  if (one == NULL || other == NULL)
    return one != NULL ? one : other;
  both = g_strconcat (one, " ", other, NULL);
  g_free (one);
  g_free (other);
  return both;
}

char *
guard_remark_dup (const GuardPolicy *policy, const GuardMessage *message, const GuardReport *report, GuardLevel *level,
                  gboolean *is_about_links_only)
{
  const GuardFinding *about_message = find_about_message (report);
  char *link_part = dup_link_part (policy, message, report, level);
  char *message_part = NULL;

  /* What is never opened needs no second reason. */
  if (about_message != NULL && *level < GUARD_LEVEL_FORBIDDEN
      && guard_policy_says_line (policy, about_message->level, FALSE, message->sender_kind))
    message_part = guard_notice_dup_message_line (about_message);
  *is_about_links_only = message_part == NULL;
  return join (message_part, link_part);
}

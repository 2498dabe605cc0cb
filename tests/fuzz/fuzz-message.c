/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-engine.h"
#include "core/guard-policy.h"
#include "tests/core/shipped.h"
#include "tests/fuzz/fuzz.h"

/* A whole message, as a peer may send it, through the whole judge: the first line is the sender's address and name, parted by a
 * tab, the rest the message. */

static const GuardKnowledge *
get_knowledge (void)
{
  static GuardKnowledge *knowledge;
  static const char * const addresses[] = { "alice@example.org", NULL };
  static const char * const names[] = { "Alice Wonder", NULL };

  if (knowledge == NULL)
    {
      const char *top = g_getenv ("TOP_SRCDIR");
      g_assert_nonnull (top);
      g_autofree char *folder = g_build_filename (top, "data", NULL);

      knowledge = load_shipped_knowledge (folder);
      guard_knowledge_set_contacts (knowledge, addresses, names);
    }
  return knowledge;
}

static void
check_report (const GuardReport *report, const GuardMessage *message)
{
  const GPtrArray *findings = guard_report_get_findings (report);
  GuardLevel previous = GUARD_LEVEL_FORBIDDEN;

  for (guint i = 0; i < findings->len; i++)
    {
      const GuardFinding *finding = findings->pdata[i];

      g_assert_cmpint (finding->level, <=, previous);
      g_assert_cmpint (finding->link, <, (int) message->links->len);
      assert_is_one_line (finding->why, 1000);
      previous = finding->level;
    }
}

/* Nothing that a browser cannot read, and nothing of a stranger, opens unasked. */
static void
check_actions (const GuardReport *report, const GuardMessage *message)
{
  const GuardPolicy policy = { 0 };

  for (guint i = 0; i < message->links->len; i++)
    {
      const GuardLink *link = message->links->pdata[i];
      const GuardLinkAction action = guard_policy_for_link (&policy, guard_report_get_level (report, i), guard_report_is_not_checked (report),
                                                            message->sender_kind);

      if (link->url == NULL || message->sender_kind == GUARD_SENDER_STRANGER)
        g_assert_cmpint (action, !=, GUARD_LINK_OPEN);
      if (link->url != NULL && g_str_equal (guard_url_get_scheme (link->url), "javascript"))
        g_assert_cmpint (action, !=, GUARD_LINK_OPEN);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  const char *newline = memchr (data, '\n', n_bytes);
  const gsize n_sender = newline != NULL ? (gsize) (newline - (const char *) data) : 0;
  const gsize start = newline != NULL ? n_sender + 1 : 0;
  g_autofree char *first = g_strndup ((const char *) data, n_sender);
  g_auto(GStrv) sender = g_strsplit (first, "\t", 2);
  g_autoptr(GuardHtml) html = guard_html_new ((const char *) data + start, n_bytes - start);

  for (GuardSenderKind kind = GUARD_SENDER_STRANGER; kind <= GUARD_SENDER_SELF; kind++)
    {
      GuardMessage message = guard_message_from_html (html, kind);

      message.sender_address = sender[0];
      message.sender_name = sender[0] != NULL ? sender[1] : NULL;
      message.is_first = TRUE;
      g_autoptr(GuardReport) report = guard_engine_judge (get_knowledge (), &message);
      check_report (report, &message);
      check_actions (report, &message);
    }
  return 0;
}

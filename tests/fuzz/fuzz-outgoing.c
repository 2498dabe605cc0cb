/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-engine.h"
#include "core/guard-mask.h"
#include "core/guard-policy.h"
#include "tests/core/mask-invariants.h"
#include "tests/core/shipped.h"
#include "tests/fuzz/fuzz.h"

/* Words that are about to leave, through the whole judge: as a message of which the first half left before, and as a file's text; then masked. */

static const GuardKnowledge *
get_knowledge (void)
{
  static GuardKnowledge *knowledge;
  static const char * const addresses[] = { "alice@example.org", "bob@example.org", "carol@example.org", NULL };
  static const char * const names[] = { "Alice Wonder", "Bob", "Carol", NULL };

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
check_finding (const GuardFinding *finding, const GuardMessage *message)
{
  g_assert_cmpint (finding->link, ==, -1);
  assert_is_one_line (finding->why, 1000);
  if (finding->kind == NULL)
    {
      g_assert_cmpint (finding->level, ==, GUARD_LEVEL_NONE);
      return;
    }
  g_assert_cmpuint (finding->start, <, finding->end);
  g_assert_cmpuint (finding->end, <=, message->n_text_bytes);
  g_assert_cmpuint (finding->end, >, message->n_earlier_bytes);
  g_assert_cmpuint (finding->n_items, >, 0);
  assert_is_one_line (finding->excerpt, GUARD_MASK_MAX_CHARACTERS);
  check_excerpt_invariants (message->text + finding->start, finding->end - finding->start, finding->excerpt);
}

static void
check_message (const GuardMessage *message)
{
  g_autoptr(GuardReport) report = guard_engine_judge (get_knowledge (), message);
  const GPtrArray *findings = guard_report_get_findings (report);
  g_autofree char *masked = guard_mask_dup_text (message->text, message->n_text_bytes, message->n_earlier_bytes, report);
  g_autofree char *kinds = guard_report_dup_kinds (report);
  const GuardPolicy policy = { .check_sending = TRUE, .may_send_anyway = TRUE };

  for (guint i = 0; i < findings->len; i++)
    check_finding (findings->pdata[i], message);
  check_text_invariants (message->text, message->n_text_bytes, message->n_earlier_bytes, report, masked);
  g_assert_cmpuint (strlen (kinds), <=, GUARD_REPORT_MAX_KINDS_BYTES);
  if (!guard_policy_has_data (report, GUARD_SENDER_STRANGER) && !guard_report_is_not_checked (report))
    return;
  g_assert_cmpint (guard_policy_for_sending (&policy, report, GUARD_PROTECTION_END_TO_END, GUARD_SENDER_STRANGER, TRUE), ==, GUARD_SENDING_ASK);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  const char *text = (const char *) data;
  const GuardMessage outgoing = guard_message_from_outgoing (text, n_bytes, n_bytes / 2, GUARD_SENDER_STRANGER);
  const GuardMessage file = guard_message_from_file (text, n_bytes, TRUE);

  check_message (&outgoing);
  check_message (&file);
  return 0;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-outgoing-private.h"

#include "guard-contacts.h"

#include <string.h>

/* What is in words that are about to leave, how their chat stands at this moment, and what the policy makes of both. */

void
guard_look_clear (GuardLook *self)
{
  g_clear_pointer (&self->read, guard_words_read_free);
  g_clear_pointer (&self->report, guard_report_free);
}

static GuardSenderKind
get_recipient_kind (GuardChat *chat, PurpleAccount *account)
{
  if (chat->is_room || *chat->who == '\0')
    return GUARD_SENDER_STRANGER;
  return guard_contacts_get_kind (account, chat->who);
}

static void
decide (GuardLook *look, const GuardPolicy *policy, GuardSenderKind kind, gboolean is_remembered)
{
  look->action = guard_policy_for_sending (policy, look->report, look->protection, kind, is_remembered);
  look->may_mask = guard_policy_may_send_masked (policy, look->report);
  look->may_remember = guard_policy_may_remember_data (policy, look->report, kind);
  look->would_encryption_help = guard_policy_encryption_helps (policy, look->report, kind);
  if (look->action == GUARD_SENDING_GO
      && guard_policy_for_sending (policy, look->report, GUARD_PROTECTION_NONE, kind, is_remembered) != GUARD_SENDING_GO)
    look->required = GUARD_PROTECTION_UNVERIFIED;
}

void
guard_outgoing_look (GuardChat *chat, const char *text, gboolean is_html, GuardProtection best, gboolean may_be_news, GuardLook *look)
{
  Guard *guard = chat->outgoing->guard;
  PurpleAccount *account = guard_chat_find_account (chat);
  const gboolean is_somebody = *chat->who != '\0' && account != NULL;
  const GuardSenderKind kind = get_recipient_kind (chat, account);
  g_autofree char *said = guard_chat_dup_said (chat);
  g_autofree char *address = is_somebody ? guard_contacts_dup_address (account, chat->who) : NULL;
  gboolean is_remembered;
  GuardPolicy policy;

  memset (look, 0, sizeof *look);
  guard_get_policy (guard, &policy);
  look->read = guard_words_read (said, text, is_html);
  look->report = guard_words_judge (look->read, guard->knowledge, kind, address);
  if (is_somebody)
    guard_encryption_look (guard->encryption, account, chat->who, chat->is_room, &look->state);
  look->protection = MIN (look->state.protection, best);
  look->is_news = may_be_news && look->state.news != GUARD_ENCRYPTION_NO_NEWS;
  is_remembered = is_somebody && guard_data_memory_knows (chat->outgoing->memory, look->report, account, chat->who);
  /* Another program may have forgotten it meanwhile: then it is the last time. */
  if (is_remembered)
    guard_data_memory_read (chat->outgoing->memory);
  decide (look, &policy, kind, is_remembered);
}

gboolean
guard_look_may_go (const GuardLook *self)
{
  return self->action == GUARD_SENDING_GO && !self->is_news && !self->is_uncovered;
}

gboolean
guard_outgoing_is_looking (GuardOutgoing *self)
{
  GuardPolicy policy;

  guard_get_policy (self->guard, &policy);
  return policy.check_sending;
}

void
guard_look_uncover (GuardLook *self, GuardChat *chat, PurpleAccount *account)
{
  GuardPolicy policy;

  guard_get_policy (chat->outgoing->guard, &policy);
  self->is_uncovered = TRUE;
  self->protection = GUARD_PROTECTION_NONE;
  decide (self, &policy, get_recipient_kind (chat, account), FALSE);
}

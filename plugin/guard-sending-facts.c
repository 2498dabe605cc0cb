/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-sending-private.h"

#include "guard-contacts.h"
#include "guard-encryption.h"
#include "guard-files.h"
#include "guard-outgoing-spoken.h"

PurpleAccount *
guard_file_out_get_account (const GuardFileOut *file)
{
  return purple_xfer_get_account (file->xfer);
}

static gboolean
is_chat_encrypted (const GuardFileOut *file)
{
  GuardChatState state;

  guard_encryption_look (file->sending->guard->encryption, guard_file_out_get_account (file), purple_xfer_get_remote_user (file->xfer), FALSE, &state);
  return state.protection >= GUARD_PROTECTION_UNVERIFIED;
}

static const char *
find_near_contact (const GuardFileOut *file)
{
  const GuardKnowledge *knowledge = file->sending->guard->knowledge;
  PurpleBuddy *buddy = purple_find_buddy (guard_file_out_get_account (file), purple_xfer_get_remote_user (file->xfer));

  if (knowledge == NULL || buddy == NULL)
    return NULL;
  return guard_knowledge_find_near_contact (knowledge, purple_buddy_get_name (buddy), purple_buddy_get_alias (buddy));
}

GuardFileOutFacts
guard_file_out_lend_facts (const GuardFileOut *file)
{
  return (GuardFileOutFacts) {
    .account = guard_file_out_get_account (file),
    .who = purple_xfer_get_remote_user (file->xfer),
    .name = purple_xfer_get_filename (file->xfer),
    .report = file->report,
    .unread = file->unread,
    .near_contact = find_near_contact (file),
    .n_silent_days = guard_spoken_count_days (guard_file_out_get_account (file), purple_xfer_get_remote_user (file->xfer)),
    .is_chat_encrypted = is_chat_encrypted (file),
  };
}

GuardSenderKind
guard_file_out_get_recipient_kind (const GuardFileOut *file)
{
  return guard_contacts_get_kind (guard_file_out_get_account (file), purple_xfer_get_remote_user (file->xfer));
}

void
guard_file_out_write_journal (const GuardFileOut *file, const char *kind, const char *action, const char *choice)
{
  GuardJournalEntry *entry = guard_journal_entry_new_for_sending (kind, file->report, GUARD_PROTECTION_NONE);
  PurpleAccount *account = guard_file_out_get_account (file);

  entry->protocol = g_strdup (purple_account_get_protocol_id (account));
  entry->account = g_strdup (purple_account_get_username (account));
  entry->sender = guard_contacts_dup_address (account, purple_xfer_get_remote_user (file->xfer));
  entry->sender_kind = guard_file_out_get_recipient_kind (file);
  entry->size_bytes = purple_xfer_get_size (file->xfer);
  entry->action = g_strdup (action);
  entry->choice = g_strdup (choice);
  guard_files_add_journal_entry (file->sending->guard, entry);
}

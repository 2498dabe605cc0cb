/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-encryption.h"

#include "core/guard-otr.h"
#include "guard-contacts.h"
#include "guard-encryption-news.h"
#include "guard-encryption-omemo.h"
#include "guard-encryption-otr.h"
#include "guard-encryption-rooms.h"
#include "guard-encryption-starts.h"
#include "guard-encryption-transport.h"
#include "guard-encryption-watch.h"
#include "guard-notice.h"

#include <string.h>

/* How chats stand: OTR before OMEMO, since it encrypts first; below both the connection to the server. */

#define LOOK_SECONDS 1

struct _GuardEncryption
{
  GuardTransports *transports;
  GuardEncryptionRooms *rooms;
  GuardEncryptionStarts *starts;
  GuardEncryptionTold *told;
  guint timer;
  guint next_looked_at; /* which of the open chats */
};

/* ---- how a chat stands ---- */

static void
set (GuardChatState *state, GuardProtection protection, const char *method)
{
  state->protection = protection;
  g_strlcpy (state->method, method, sizeof state->method);
}

static PurpleConversation *
find_conversation (PurpleAccount *account, const char *who)
{
  return purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, who, account);
}

static void
look_at_person (PurpleAccount *account, const char *who, GuardChatState *state)
{
  const GuardOtrState otr = guard_encryption_otr_look (find_conversation (account, who));
  const GuardOmemoState omemo = guard_encryption_omemo_look (account, who);

  state->is_finished = otr == GUARD_OTR_FINISHED;
  if (otr == GUARD_OTR_VERIFIED)
    set (state, GUARD_PROTECTION_END_TO_END, "OTR");
  else if (otr == GUARD_OTR_UNVERIFIED)
    set (state, GUARD_PROTECTION_UNVERIFIED, "OTR");
  else if (omemo == GUARD_OMEMO_ON && !state->is_finished)
    set (state, GUARD_PROTECTION_UNVERIFIED, "OMEMO");
  else
    state->can_start = omemo == GUARD_OMEMO_OFF || (otr != GUARD_OTR_NONE && guard_contacts_get_kind (account, who) != GUARD_SENDER_SELF);
}

static void
look (GuardEncryption *self, PurpleAccount *account, const char *who, gboolean is_room, gboolean is_shown, GuardChatState *state)
{
  const char *transport = guard_encryption_transports_get_method (self->transports, account);

  *state = (GuardChatState) { 0 };
  if (transport != NULL)
    set (state, GUARD_PROTECTION_TRANSPORT, transport);
  if (who == NULL || !purple_account_is_connected (account))
    return;

  /* Who a member of a room is, only the room says: what encrypts to a name encrypts to nobody known. */
  if (is_room && guard_encryption_rooms_look (self->rooms, account, who))
    set (state, GUARD_PROTECTION_UNVERIFIED, "OMEMO");
  else if (!is_room && !guard_contacts_is_room_member (account, who))
    look_at_person (account, who, state);
  if (state->protection >= GUARD_PROTECTION_UNVERIFIED)
    guard_encryption_told_note_encrypted (self->told, account, who);
  state->news = guard_encryption_told_look (self->told, account, who, state, is_shown);
}

void
guard_encryption_look (GuardEncryption *self, PurpleAccount *account, const char *who, gboolean is_room, GuardChatState *state)
{
  look (self, account, who, is_room, TRUE, state);
}

void
guard_encryption_peek (GuardEncryption *self, PurpleAccount *account, const char *who, gboolean is_room, GuardChatState *state)
{
  look (self, account, who, is_room, FALSE, state);
}

void
guard_encryption_news_was_told (GuardEncryption *self, PurpleAccount *account, const char *who)
{
  guard_encryption_told_note (self->told, account, who);
}

/* ---- what leaves ---- */

gboolean
guard_encryption_covers (GuardEncryption *self, PurpleAccount *account, const char *who, const char *plain, const char *leaving)
{
  GuardOtrKind kind = leaving != NULL ? guard_otr_get_kind (leaving) : GUARD_OTR_KIND_NONE;
  GuardOtrState session;

  if (who == NULL || kind == GUARD_OTR_KIND_NONE || guard_contacts_is_room_member (account, who))
    return FALSE;
  /* What was typed is not what encrypts it, however it looks. */
  if (plain != NULL && strstr (plain, leaving) != NULL)
    return FALSE;

  session = guard_encryption_otr_look (find_conversation (account, who));
  if (kind == GUARD_OTR_KIND_EXCHANGE || (kind == GUARD_OTR_KIND_FRAGMENT && session != GUARD_OTR_UNVERIFIED && session != GUARD_OTR_VERIFIED))
    return plain == NULL && session != GUARD_OTR_NONE;
  return session == GUARD_OTR_UNVERIFIED || session == GUARD_OTR_VERIFIED;
}

gboolean
guard_encryption_promises (GuardEncryption *self, PurpleAccount *account, const char *who, gboolean is_room)
{
  if (who == NULL || !purple_account_is_connected (account))
    return FALSE;
  if (is_room)
    return guard_encryption_rooms_look (self->rooms, account, who);
  return !guard_contacts_is_room_member (account, who) && guard_encryption_omemo_look (account, who) == GUARD_OMEMO_ON;
}

void
guard_encryption_start (GuardEncryption *self, PurpleAccount *account, const char *who, GuardEncryptionStartedFunc func, gpointer user_data)
{
  guard_encryption_starts_add (self->starts, account, who, func, user_data);
}

char *
guard_encryption_dup_line (GuardEncryption *self, PurpleConversation *conversation)
{
  PurpleAccount *account = purple_conversation_get_account (conversation);
  const char *who = purple_conversation_get_name (conversation);
  const gboolean is_room = purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_CHAT;
  GuardChatState state;

  guard_encryption_peek (self, account, who, is_room, &state);
  return guard_notice_dup_encryption_line (account, who, is_room, &state);
}

/* ---- looking on ---- */

void
guard_encryption_on_sent_im (PurpleAccount *account, const char *who, const char *message, gpointer user_data)
{
  PurpleConversation *conversation = find_conversation (account, who);

  if (conversation != NULL)
    guard_encryption_watch_look (conversation);
}

void
guard_encryption_on_received_im (PurpleAccount *account, char *who, char *message, PurpleConversation *conversation, PurpleMessageFlags flags,
                                 gpointer user_data)
{
  if (conversation != NULL)
    guard_encryption_watch_look (conversation);
}

void
guard_encryption_on_conversation (PurpleConversation *conversation, gpointer user_data)
{
  guard_encryption_watch_look (conversation);
}

void
guard_encryption_on_signed_on (PurpleConnection *connection, gpointer user_data)
{
  Guard *guard = user_data;

  guard_encryption_transports_note (guard->encryption->transports, connection);
}

void
guard_encryption_on_signing_off (PurpleConnection *connection, gpointer user_data)
{
  Guard *guard = user_data;

  guard_encryption_starts_cancel (guard->encryption->starts, purple_connection_get_account (connection));
  guard_encryption_transports_forget (guard->encryption->transports, connection);
}

static gboolean
on_time (gpointer data)
{
  GuardEncryption *self = data;

  guard_encryption_watch_look_at_some (&self->next_looked_at);
  return G_SOURCE_CONTINUE;
}

void
guard_encryption_attach (GuardEncryption *self)
{
  self->timer = g_timeout_add_seconds (LOOK_SECONDS, on_time, self);
}

void
guard_encryption_detach (GuardEncryption *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  guard_encryption_starts_stop (self->starts);
  guard_encryption_watch_forget_all ();
}

GuardEncryption *
guard_encryption_new (Guard *guard)
{
  GuardEncryption *self = g_new0 (GuardEncryption, 1);

  self->transports = guard_encryption_transports_new ();
  self->rooms = guard_encryption_rooms_new ();
  self->told = guard_encryption_told_new (guard->chores);
  self->starts = guard_encryption_starts_new (self, self->told);
  return self;
}

void
guard_encryption_free (GuardEncryption *self)
{
  guard_encryption_starts_free (self->starts);
  guard_encryption_rooms_free (self->rooms);
  guard_encryption_transports_free (self->transports);
  guard_encryption_told_free (self->told);
  g_free (self);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-outgoing-private.h"

#include "guard-outgoing-spoken.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Words that leave by other paths than a conversation's messages (those: guard-outgoing-messages.c), and what happens meanwhile. */

/* ---- other paths ---- */

static gboolean
is_of_room (GuardPath path)
{
  return path == GUARD_PATH_ROOM || path == GUARD_PATH_TOPIC || path == GUARD_PATH_INVITATION;
}

/* Only what is encrypted below, in what the protocol writes, covers words that come past the plugins that encrypt. */
static GuardProtection
get_best (GuardOutgoing *self, const GuardWords *words)
{
  if (words->who == NULL || !guard_encryption_promises (self->guard->encryption, words->account, words->who, is_of_room (words->path)))
    return GUARD_PROTECTION_TRANSPORT;
  return GUARD_PROTECTION_END_TO_END;
}

/* What a program sends by itself does not wait for what a person has typed: the person waits perhaps for just that (an encryption that begins). */
static gboolean
waits_behind (GuardChat *chat, const GuardWords *words)
{
  return words->path != GUARD_PATH_OTHER && !g_queue_is_empty (&chat->held);
}

static void
hold_or_refuse (GuardChat *chat, GuardLook *look, GuardHeldWords *held)
{
  if (look != NULL)
    {
      held->look = *look;
      held->has_look = TRUE;
      memset (look, 0, sizeof *look);
    }
  if (held->send != NULL)
    guard_outgoing_hold (chat, held, FALSE);
  else
    guard_outgoing_give_back (chat, held, look != NULL ? _("it holds what should not leave unseen") : _("it cannot be checked yet; try again in a moment"), "refused");
}

static GuardHeldWords *
new_held (const GuardWords *words, GuardWordsSendFunc send, gpointer user_data, GDestroyNotify free_data)
{
  GuardHeldWords *held = guard_held_words_new (words->path, words->text, words->is_html);

  held->send = send;
  held->user_data = user_data;
  held->free_data = free_data;
  if (words->conversation == NULL)
    return held;
  held->place = g_strdup (purple_conversation_get_name (words->conversation));
  held->is_place_room = purple_conversation_get_type (words->conversation) == PURPLE_CONV_TYPE_CHAT;
  return held;
}

/* Returns: whether they may go; otherwise @held was taken */
static gboolean
look_at_words (GuardChat *chat, const GuardWords *words, GuardHeldWords *held)
{
  GuardOutgoing *self = chat->outgoing;
  GuardLook look = { 0 };

  if (self->guard->knowledge == NULL || (held->send != NULL && waits_behind (chat, words)))
    {
      hold_or_refuse (chat, NULL, held);
      return FALSE;
    }
  guard_outgoing_look (chat, words->text, words->is_html, get_best (self, words), FALSE, &look);
  if (!guard_look_may_go (&look))
    {
      hold_or_refuse (chat, &look, held);
      return FALSE;
    }
  /* What programs send (agreeing upon a key, say) would push out what the person has said. */
  if (words->path != GUARD_PATH_OTHER)
    guard_chat_note_said (chat, look.read);
  guard_look_clear (&look);
  return TRUE;
}

gboolean
guard_outgoing_may_go (GuardOutgoing *self, const GuardWords *words, GuardWordsSendFunc send, gpointer user_data, GDestroyNotify free_data)
{
  GuardHeldWords *held;

  if (words->text == NULL || *words->text == '\0' || !guard_outgoing_is_looking (self))
    {
      if (free_data != NULL)
        free_data (user_data);
      return TRUE;
    }
  held = new_held (words, send, user_data, free_data);
  if (!look_at_words (guard_chat_get (self, words->account, words->who, is_of_room (words->path), words->path), words, held))
    return FALSE;
  guard_held_words_free (held);
  return TRUE;
}

/* ---- what happens meanwhile ---- */

static void
for_each_chat (GuardOutgoing *self, void (*func) (GuardChat *chat, gpointer user_data), gpointer user_data)
{
  g_autoptr(GList) chats = g_hash_table_get_values (self->chats);

  for (GList *item = chats; item != NULL; item = item->next)
    func (item->data, user_data);
}

static void
go_on (GuardChat *chat, gpointer user_data)
{
  guard_outgoing_go_on (chat);
}

void
guard_outgoing_on_knowledge (GuardOutgoing *self)
{
  for_each_chat (self, go_on, NULL);
}

/* A person's message may wait for the account to come back. A call of a protocol has gone with its connection. */
static void
on_signed_off (GuardChat *chat, gpointer account)
{
  if (guard_chat_find_account (chat) == account)
    guard_outgoing_give_all_back (chat, _("the account went offline"), "offline", FALSE);
}

void
guard_outgoing_on_signing_off (PurpleConnection *connection, gpointer user_data)
{
  for_each_chat (((Guard *) user_data)->outgoing, on_signed_off, purple_connection_get_account (connection));
}

static void
give_up (GuardChat *chat, gpointer user_data)
{
  guard_outgoing_give_all_back (chat, _("purple-guard was switched off"), "unloaded", TRUE);
}

void
guard_outgoing_stop (GuardOutgoing *self)
{
  self->is_stopping = TRUE;
  for_each_chat (self, give_up, NULL);
  guard_outgoing_forget_passing (self);
}

void
guard_outgoing_on_received_im (PurpleAccount *account, char *who, char *message, PurpleConversation *conversation, PurpleMessageFlags flags,
                               gpointer user_data)
{
  guard_spoken_note (account, who);
}

GPtrArray *
guard_outgoing_list_remembered (GuardOutgoing *self)
{
  return guard_data_memory_list (self->memory);
}

gboolean
guard_outgoing_forget_remembered (GuardOutgoing *self, const char *key)
{
  return guard_data_memory_forget (self->memory, key);
}

/* ---- life ---- */

GuardOutgoing *
guard_outgoing_new (Guard *guard)
{
  GuardOutgoing *self = g_new0 (GuardOutgoing, 1);

  self->guard = guard;
  self->memory = guard_data_memory_new (guard);
  self->chats = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) guard_chat_free);
  return self;
}

void
guard_outgoing_free (GuardOutgoing *self)
{
  guard_outgoing_forget_starting (self);
  g_clear_handle_id (&self->forget_source, g_source_remove);
  g_hash_table_unref (self->chats);
  guard_outgoing_forget_passes (self);
  guard_data_memory_free (self->memory);
  g_free (self);
}

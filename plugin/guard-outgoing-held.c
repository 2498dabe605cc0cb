/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-outgoing-private.h"

#include "guard-contacts.h"
#include "guard-files.h"
#include "guard-outgoing-entry.h"

#include <glib/gi18n-lib.h>

/* What waits: in the order in which it was typed, one question at a time, and nothing of it is ever lost. */

#define MAX_HELD 100 /* more than anybody types while a question is open; what comes then is given back */
#define MAX_WINDOWS_A_MINUTE 3
#define MAX_ENTRIES_A_MINUTE 120
#define MINUTE_US (60 * G_USEC_PER_SEC)

GuardHeldWords *
guard_held_words_new (GuardPath path, const char *text, gboolean is_html)
{
  GuardHeldWords *self = g_new0 (GuardHeldWords, 1);

  self->path = path;
  self->text = g_strdup (text);
  self->is_html = is_html;
  return self;
}

void
guard_held_words_free (GuardHeldWords *self)
{
  guard_look_clear (&self->look);
  if (self->free_data != NULL)
    self->free_data (self->user_data);
  g_free (self->place);
  g_free (self->text);
  g_free (self);
}

static gboolean
is_message (const GuardHeldWords *words)
{
  return words->send == NULL && (words->path == GUARD_PATH_MESSAGE || words->path == GUARD_PATH_ROOM);
}

/* Returns: (transfer full) */
static char *
dup_plain (const GuardHeldWords *words)
{
  g_autoptr(GuardWordsRead) read = guard_words_read (NULL, words->text, words->is_html);

  return guard_words_dup_own (read);
}

/* ---- the journal ---- */

/* A plugin can send without end. */
static void
begin_minute (GuardOutgoing *self)
{
  const gint64 now_us = g_get_monotonic_time ();

  if (now_us - self->minute_began_us <= MINUTE_US)
    return;
  self->minute_began_us = now_us;
  self->n_windows = self->n_entries = 0;
}

void
guard_outgoing_note (GuardChat *chat, const GuardHeldWords *words, const char *kind, const char *action, const char *choice)
{
  PurpleAccount *account = guard_chat_find_account (chat);
  GuardJournalEntry *entry;

  begin_minute (chat->outgoing);
  if (chat->outgoing->n_entries++ >= MAX_ENTRIES_A_MINUTE)
    return;
  entry = guard_journal_entry_new (kind);
  entry->protocol = g_strdup (chat->protocol);
  entry->account = g_strdup (chat->username);
  if (*chat->who != '\0' && account != NULL)
    {
      entry->sender = guard_contacts_dup_address (account, chat->who);
      entry->sender_kind = chat->is_room ? GUARD_SENDER_STRANGER : guard_contacts_get_kind (account, chat->who);
    }
  if (words->has_look)
    {
      entry->finding = guard_report_dup_kinds (words->look.report);
      entry->place = g_strdup (guard_protection_to_string (words->look.protection));
    }
  entry->action = g_strdup (action);
  entry->choice = g_strdup (choice);
  guard_files_add_journal_entry (chat->outgoing->guard, entry);
}

/* ---- giving back ---- */

static PurpleConversation *
find_place (GuardChat *chat, const GuardHeldWords *words)
{
  PurpleAccount *account = guard_chat_find_account (chat);
  PurpleConversation *place = NULL;

  if (words != NULL && words->place != NULL && account != NULL)
    place = purple_find_conversation_with_account (words->is_place_room ? PURPLE_CONV_TYPE_CHAT : PURPLE_CONV_TYPE_IM, words->place, account);
  return place != NULL ? place : guard_chat_find_conversation (chat);
}

gboolean
guard_outgoing_say (GuardChat *chat, const GuardHeldWords *words, const char *line)
{
  PurpleConversation *conversation = find_place (chat, words);

  if (conversation != NULL && !chat->outgoing->guard->is_quitting)
    guard_notice_say (conversation, line);
  return conversation != NULL;
}

static gboolean
may_show_window (GuardOutgoing *self)
{
  begin_minute (self);
  return !self->guard->is_quitting && self->n_windows++ < MAX_WINDOWS_A_MINUTE;
}

void
guard_outgoing_give_back (GuardChat *chat, GuardHeldWords *words, const char *why, const char *choice)
{
  g_autofree char *plain = dup_plain (words);
  g_autofree char *line = guard_notice_dup_not_sent_line (why, chat->outgoing->is_stopping ? plain : NULL);

  guard_chat_add_unsent (chat, plain);
  guard_outgoing_note (chat, words, "sending-given-back", "held", choice);
  if (!guard_outgoing_say (chat, words, line) && may_show_window (chat->outgoing))
    guard_notice_not_sent (chat->outgoing->guard, why, plain);
  guard_held_words_free (words);
}

void
guard_outgoing_give_all_back (GuardChat *chat, const char *why, const char *choice, gboolean messages_too)
{
  g_autoptr(GQueue) staying = g_queue_new ();
  GuardHeldWords *words;

  /* Whatever is asked is about the first; it is asked again if that stays. */
  if (!g_queue_is_empty (&chat->held) && (messages_too || !is_message (g_queue_peek_head (&chat->held))))
    g_clear_pointer (&chat->question, guard_question_withdraw);
  while ((words = g_queue_pop_head (&chat->held)) != NULL)
    if (messages_too || !is_message (words))
      guard_outgoing_give_back (chat, words, why, choice);
    else
      g_queue_push_tail (staying, words);
  while ((words = g_queue_pop_head (staying)) != NULL)
    g_queue_push_tail (&chat->held, words);
  if (!messages_too)
    guard_outgoing_go_on (chat);
}

/* Pidgin empties the box when a command that was typed into it has been done. */
static gboolean
on_command_is_over (gpointer data)
{
  GuardChat *chat = data;
  PurpleConversation *conversation = guard_chat_find_conversation (chat);

  chat->fill_source = 0;
  if (conversation != NULL && !g_queue_is_empty (&chat->unsent))
    guard_outgoing_fill_entry (conversation, g_queue_peek_tail (&chat->unsent));
  return G_SOURCE_REMOVE;
}

void
guard_outgoing_show_unsent (GuardOutgoing *self, PurpleConversation *conversation)
{
  const gboolean is_room = purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_CHAT;
  GuardChat *chat = guard_chat_get (self, purple_conversation_get_account (conversation), purple_conversation_get_name (conversation), is_room,
                                    is_room ? GUARD_PATH_ROOM : GUARD_PATH_MESSAGE);

  if (g_queue_is_empty (&chat->unsent))
    guard_notice_write (conversation, _("Nothing that you wrote here was kept back."));
  for (GList *item = chat->unsent.head; item != NULL; item = item->next)
    guard_notice_write (conversation, item->data);
  if (!g_queue_is_empty (&chat->unsent) && chat->fill_source == 0)
    chat->fill_source = g_idle_add (on_command_is_over, chat);
}

/* ---- letting go ---- */

static PurpleConversation *
open_conversation (GuardChat *chat, PurpleAccount *account)
{
  PurpleConversation *conversation = guard_chat_find_conversation (chat);

  if (conversation == NULL && !chat->is_room)
    return purple_conversation_new (PURPLE_CONV_TYPE_IM, account, chat->who);
  if (conversation != NULL && chat->is_room && purple_conv_chat_has_left (PURPLE_CONV_CHAT (conversation)))
    return NULL;
  return conversation;
}

/* What went without a question is nobody's business. */
static void
note_sent (GuardChat *chat, const GuardHeldWords *words, const char *choice)
{
  if (choice != NULL)
    guard_outgoing_note (chat, words, "sending-sent-anyway", "sent", choice);
  else if (words->choice != NULL)
    guard_outgoing_note (chat, words, g_str_equal (words->choice, "mask") ? "sending-sent-masked" : "sending-sent-encrypted", "sent", words->choice);
}

gboolean
guard_outgoing_release (GuardChat *chat, GuardHeldWords *words, GuardApproval *approval, const char *choice)
{
  PurpleAccount *account = guard_chat_find_account (chat);
  PurpleConversation *conversation = NULL;

  if (account == NULL || !purple_account_is_connected (account))
    {
      guard_outgoing_give_back (chat, words, _("the account is offline"), "offline");
      return FALSE;
    }
  if (words->send != NULL)
    {
      note_sent (chat, words, choice);
      words->send (words->text, words->user_data);
      guard_held_words_free (words);
      return TRUE;
    }
  conversation = open_conversation (chat, account);
  if (conversation == NULL)
    {
      guard_outgoing_give_back (chat, words, _("you are not in this room any more"), "left");
      return FALSE;
    }
  guard_outgoing_send_message (chat, conversation, approval, words->text);
  if (approval->has_left)
    note_sent (chat, words, choice);
  guard_held_words_free (words);
  return approval->has_left;
}

/* ---- the next step ---- */

static void
look_at (GuardChat *chat, GuardHeldWords *words)
{
  const gboolean covers = is_message (words)
                          || guard_encryption_promises (chat->outgoing->guard->encryption, guard_chat_find_account (chat), chat->who, chat->is_room);

  guard_look_clear (&words->look);
  guard_outgoing_look (chat, words->text, words->is_html, covers ? GUARD_PROTECTION_END_TO_END : GUARD_PROTECTION_TRANSPORT, is_message (words), &words->look);
  words->has_look = TRUE;
}

/* Returns: whether there is a next one at once */
static gboolean
take_step (GuardChat *chat)
{
  GuardHeldWords *words = g_queue_peek_head (&chat->held);
  GuardApproval approval = { .is_approved = FALSE };

  if (guard_chat_find_account (chat) == NULL)
    {
      guard_outgoing_give_all_back (chat, _("the account is gone"), "account-gone", TRUE);
      return FALSE;
    }
  if (!words->has_look)
    look_at (chat, words);
  if (!guard_look_may_go (&words->look))
    {
      guard_outgoing_ask (chat);
      return FALSE;
    }
  g_queue_pop_head (&chat->held);
  guard_outgoing_release (chat, words, &approval, NULL);
  return TRUE;
}

void
guard_outgoing_go_on (GuardChat *chat)
{
  while (!g_queue_is_empty (&chat->held) && chat->question == NULL && !chat->is_encrypting && chat->outgoing->guard->knowledge != NULL)
    if (!take_step (chat))
      break;
}

/* One line a message; while the lists are read, which takes a moment, none. */
static void
say_held (GuardChat *chat, const GuardHeldWords *words)
{
  g_autofree char *line = NULL;

  if (words->has_look)
    {
      const GuardSendingFacts facts = guard_outgoing_lend_facts (chat, words);

      line = guard_notice_dup_held_words_line (&facts);
    }
  else if (chat->question != NULL || chat->is_encrypting)
    line = g_strdup (_("Not sent yet: it waits behind the message that you are asked about."));
  if (line != NULL)
    guard_outgoing_say (chat, words, line);
}

void
guard_outgoing_hold (GuardChat *chat, GuardHeldWords *words, gboolean is_first)
{
  if (g_queue_get_length (&chat->held) >= MAX_HELD)
    {
      guard_outgoing_give_back (chat, words, _("too many messages wait for your answer"), "too-many");
      return;
    }
  if (is_first)
    g_queue_push_head (&chat->held, words);
  else
    g_queue_push_tail (&chat->held, words);
  say_held (chat, words);
  guard_outgoing_go_on (chat);
}

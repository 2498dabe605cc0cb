/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-outgoing-private.h"

#include "guard-outgoing-spoken.h"

#include <string.h>

/* From the typed word to the last step before the protocol.
 *
 * A message passes twice: as it was typed, before any plugin that encrypts (first), and as it will leave (last). In between other plugins may
 * encrypt it, change it, or send messages of their own; so each first is paired with its last by a stack. What is held is taken out of libpurple's
 * hands: with no text at all it sends nothing, and an encrypting plugin has nothing to wrap up (an empty text it would). */

/* A message between first and last. */
typedef struct
{
  GuardChat *chat;
  char *text;              /* as it was typed */
  gboolean is_held;
  GuardLook look;
  GuardApproval *approval; /* (nullable) */
} Passing;

static void
free_passing (Passing *passing)
{
  guard_look_clear (&passing->look);
  g_free (passing->text);
  g_free (passing);
}

/* ---- messages, as they are typed ---- */

static void
hold_message (GuardChat *chat, const char *text, GuardLook *look, gboolean is_first)
{
  GuardHeldWords *words = guard_held_words_new (chat->is_room ? GUARD_PATH_ROOM : GUARD_PATH_MESSAGE, text, TRUE);

  if (look != NULL)
    {
      words->look = *look;
      words->has_look = TRUE;
      memset (look, 0, sizeof *look);
    }
  guard_outgoing_hold (chat, words, is_first);
}

/* Returns: whether the message may go on to the other plugins */
static gboolean
look_first (Passing *passing)
{
  GuardChat *chat = passing->chat;
  GuardApproval *approval = chat->approval;
  const gboolean is_ours = approval != NULL && g_str_equal (approval->text, passing->text);

  if (!is_ours && (!g_queue_is_empty (&chat->held) || chat->outgoing->guard->knowledge == NULL))
    {
      hold_message (chat, passing->text, NULL, FALSE);
      return FALSE;
    }
  if (is_ours)
    passing->approval = g_steal_pointer (&chat->approval);
  guard_outgoing_look (chat, passing->text, TRUE, GUARD_PROTECTION_END_TO_END, !is_ours || !approval->is_approved, &passing->look);
  if (guard_look_may_go (&passing->look) || (is_ours && approval->is_approved))
    return TRUE;
  hold_message (chat, passing->text, &passing->look, TRUE);
  return FALSE;
}

static void
on_first (GuardOutgoing *self, PurpleAccount *account, const char *who, gboolean is_room, char **message)
{
  Passing *passing;

  if (message == NULL || *message == NULL || **message == '\0' || who == NULL || !guard_outgoing_is_looking (self))
    return;
  passing = g_new0 (Passing, 1);
  passing->chat = guard_chat_get (self, account, who, is_room, is_room ? GUARD_PATH_ROOM : GUARD_PATH_MESSAGE);
  passing->text = g_strdup (*message);
  g_queue_push_head (&self->passing, passing);
  if (look_first (passing))
    return;
  passing->is_held = TRUE;
  g_clear_pointer (message, g_free);
}

/* ---- messages, as they will leave ---- */

/* What lies above it never came to its last: somebody ended its way. Returns: (transfer full) (nullable) */
static Passing *
pop_passing (GuardOutgoing *self, GuardChat *chat)
{
  GList *item = self->passing.head;

  while (item != NULL && ((Passing *) item->data)->chat != chat)
    item = item->next;
  if (item == NULL)
    return NULL;
  while (self->passing.head != item)
    free_passing (g_queue_pop_head (&self->passing));
  return g_queue_pop_head (&self->passing);
}

/* Whether nothing leaves but what the user has seen and agreed to. */
static gboolean
is_within_approval (const GuardApproval *approval, const GuardLook *look)
{
  g_autoptr(GHashTable) data = NULL;
  GHashTableIter iter;
  gpointer key;

  if (approval == NULL || !approval->is_approved || (guard_report_is_not_checked (look->report) && !approval->may_be_unread))
    return FALSE;
  data = guard_words_collect_data (look->read, look->report);
  g_hash_table_iter_init (&iter, data);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (approval->data, key))
      return FALSE;
  return TRUE;
}

/* Another plugin has changed it since. Returns: whether it may go as it is now */
static gboolean
look_again (Passing *passing, const char *leaving, gboolean is_promised)
{
  guard_look_clear (&passing->look);
  guard_outgoing_look (passing->chat, leaving, TRUE, is_promised ? GUARD_PROTECTION_END_TO_END : GUARD_PROTECTION_NONE, FALSE, &passing->look);
  return guard_look_may_go (&passing->look) || is_within_approval (passing->approval, &passing->look);
}

static GuardProtection
get_required (const Passing *passing)
{
  const GuardProtection of_chat = passing->look.state.protection >= GUARD_PROTECTION_UNVERIFIED ? GUARD_PROTECTION_UNVERIFIED : GUARD_PROTECTION_NONE;

  if (passing->approval != NULL && passing->approval->is_approved)
    return passing->approval->required;
  return MAX (passing->look.required, of_chat);
}

/* Returns: whether it may leave */
static gboolean
look_last (Passing *passing, PurpleAccount *account, const char *leaving)
{
  GuardChat *chat = passing->chat;
  GuardEncryption *encryption = chat->outgoing->guard->encryption;
  const GuardProtection required = get_required (passing);
  const gboolean is_changed = !g_str_equal (passing->text, leaving);
  gboolean is_promised;

  if (!is_changed && required == GUARD_PROTECTION_NONE)
    return TRUE;
  if (is_changed && guard_encryption_covers (encryption, account, chat->who, passing->text, leaving))
    return TRUE;
  is_promised = guard_encryption_promises (encryption, account, chat->who, chat->is_room);
  if (required > GUARD_PROTECTION_NONE && !is_promised)
    {
      guard_look_uncover (&passing->look, chat, account);
      return FALSE;
    }
  return !is_changed || look_again (passing, leaving, is_promised);
}

static void
let_go (Passing *passing, PurpleAccount *account, const char *leaving)
{
  GuardChat *chat = passing->chat;

  if (!chat->is_room)
    guard_spoken_note (account, chat->who);
  guard_outgoing_add_pass (chat->outgoing, chat, leaving);
  if (passing->look.read != NULL)
    guard_chat_note_said (chat, passing->look.read);
  if (passing->approval != NULL)
    passing->approval->has_left = TRUE;
}

/* There was nothing to see at the first: another plugin has put it there since. */
static Passing *
new_passing (GuardChat *chat, const char *leaving)
{
  Passing *passing = g_new0 (Passing, 1);

  passing->chat = chat;
  passing->text = g_strdup (leaving);
  passing->is_held = !look_first (passing);
  return passing;
}

static void
on_last (GuardOutgoing *self, PurpleAccount *account, const char *who, gboolean is_room, char **message)
{
  GuardChat *chat;
  Passing *passing;

  if (message == NULL || who == NULL || !guard_outgoing_is_looking (self))
    return;
  chat = guard_chat_get (self, account, who, is_room, is_room ? GUARD_PATH_ROOM : GUARD_PATH_MESSAGE);
  passing = pop_passing (self, chat);
  if (passing == NULL && *message != NULL && **message != '\0')
    passing = new_passing (chat, *message);
  if (passing == NULL)
    return;

  if (*message != NULL && **message != '\0' && !passing->is_held)
    {
      passing->is_held = !look_last (passing, account, *message);
      if (passing->is_held)
        hold_message (chat, passing->text, &passing->look, TRUE);
      else
        let_go (passing, account, *message);
    }
  if (passing->is_held)
    g_clear_pointer (message, g_free);
  free_passing (passing);
}

/* IRC knows actions only as its command, which tells of them by the same signal, and sends them by no call of the protocol's. */
static gboolean
is_action_of_irc (PurpleConversation *conversation, const char *text)
{
  return purple_strequal (purple_account_get_protocol_id (purple_conversation_get_account (conversation)), "prpl-irc") && g_str_has_prefix (text, "/me ");
}

static void
send_on (PurpleConversation *conversation, const char *text)
{
  /* A picture in it is sent only if this is said. */
  const PurpleMessageFlags flags = purple_strcasestr (text, "<img id=") != NULL ? PURPLE_MESSAGE_IMAGES : 0;
  g_autofree char *error = NULL;

  if (is_action_of_irc (conversation, text))
    purple_cmd_do_command (conversation, text + 1, text + 1, &error);
  else if (purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_CHAT)
    purple_conv_chat_send_with_flags (PURPLE_CONV_CHAT (conversation), text, flags);
  else
    purple_conv_im_send_with_flags (PURPLE_CONV_IM (conversation), text, flags);
}

void
guard_outgoing_send_message (GuardChat *chat, PurpleConversation *conversation, GuardApproval *approval, const char *text)
{
  /* As libpurple gives it to the first listener. */
  approval->text = (purple_conversation_get_features (conversation) & PURPLE_CONNECTION_HTML) ? purple_markup_linkify (text) : g_strdup (text);
  chat->approval = approval;
  send_on (conversation, text);
  chat->approval = NULL;
  g_clear_pointer (&approval->text, g_free);
  for (GList *item = chat->outgoing->passing.head; item != NULL; item = item->next)
    if (((Passing *) item->data)->approval == approval)
      ((Passing *) item->data)->approval = NULL;
}

/* ---- listeners ---- */

void
guard_outgoing_on_sending_im_first (PurpleAccount *account, const char *who, char **message, gpointer user_data)
{
  on_first (((Guard *) user_data)->outgoing, account, who, FALSE, message);
}

void
guard_outgoing_on_sending_im_last (PurpleAccount *account, const char *who, char **message, gpointer user_data)
{
  on_last (((Guard *) user_data)->outgoing, account, who, FALSE, message);
}

/* Returns: (nullable) (transfer none) */
static const char *
find_room (PurpleAccount *account, int id)
{
  PurpleConnection *connection = purple_account_get_connection (account);
  PurpleConversation *room = connection != NULL ? purple_find_chat (connection, id) : NULL;

  return room != NULL ? purple_conversation_get_name (room) : NULL;
}

void
guard_outgoing_on_sending_chat_first (PurpleAccount *account, char **message, int id, gpointer user_data)
{
  on_first (((Guard *) user_data)->outgoing, account, find_room (account, id), TRUE, message);
}

void
guard_outgoing_on_sending_chat_last (PurpleAccount *account, char **message, int id, gpointer user_data)
{
  on_last (((Guard *) user_data)->outgoing, account, find_room (account, id), TRUE, message);
}

void
guard_outgoing_forget_passing (GuardOutgoing *self)
{
  while (!g_queue_is_empty (&self->passing))
    free_passing (g_queue_pop_head (&self->passing));
}

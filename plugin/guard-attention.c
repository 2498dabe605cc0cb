/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-attention.h"

#include "guard-contacts.h"
#include "guard-inbox.h"
#include "guard-notice.h"
#include "guard-notice-pictures.h"

/* Every protocol tells libpurple of an attention by a message with a flag of its own, and then, if a conversation is open, by "got-attention", at
 * which clients make a noise; nobody can stop that signal, but the noise can be stopped. XMPP's is taken out of the stanza. */

#define FIRST G_MININT
#define ATTENTION "urn:xmpp:attention:0"
#define SECONDS_BETWEEN_LINES 60
#define SAID_KEY "purple-guard-attention-said"

static char handle;
static guint silent_source; /* while it is set, no attention sounds */

static gboolean
is_stranger (PurpleAccount *account, const char *who)
{
  return guard_contacts_get_kind (account, who) == GUARD_SENDER_STRANGER;
}

/* A line where the user looks already; otherwise the inbox has it. */
static void
note (Guard *guard, PurpleAccount *account, const char *who, PurpleConversation *conversation)
{
  const guint now_seconds = (guint) (g_get_monotonic_time () / G_USEC_PER_SEC) + 1;
  const guint said_seconds = conversation != NULL ? GPOINTER_TO_UINT (purple_conversation_get_data (conversation, SAID_KEY)) : 0;
  g_autofree char *line = NULL;

  if (conversation == NULL)
    {
      guard_inbox_note (guard->inbox, account, who, GUARD_WAITING_ATTENTION, NULL);
      return;
    }
  if (said_seconds != 0 && now_seconds - said_seconds < SECONDS_BETWEEN_LINES)
    return;
  purple_conversation_set_data (conversation, SAID_KEY, GUINT_TO_POINTER (now_seconds));
  line = guard_notice_dup_attention_line (account, who);
  guard_notice_say (conversation, line);
}

static gboolean
on_sound_again (gpointer data)
{
  silent_source = 0;
  return G_SOURCE_REMOVE;
}

static void
be_silent (void)
{
  if (silent_source == 0)
    silent_source = g_idle_add_full (G_PRIORITY_HIGH, on_sound_again, NULL, NULL);
}

static gboolean
on_sound (PurpleSoundEventID event, PurpleAccount *account, gpointer user_data)
{
  return event == PURPLE_SOUND_GOT_ATTENTION && silent_source != 0;
}

static gboolean
on_receiving_im (PurpleAccount *account, char **sender, char **message, PurpleConversation *conversation, PurpleMessageFlags *flags, gpointer user_data)
{
  if (flags == NULL || !(*flags & PURPLE_MESSAGE_NOTIFY) || sender == NULL || !is_stranger (account, *sender))
    return FALSE;
  be_silent ();
  note (user_data, account, *sender, conversation);
  return TRUE;
}

/* Members of rooms are strangers. */
static gboolean
on_receiving_chat (PurpleAccount *account, char **sender, char **message, PurpleConversation *conversation, PurpleMessageFlags *flags, gpointer user_data)
{
  g_autofree char *member = NULL;

  if (flags == NULL || !(*flags & PURPLE_MESSAGE_NOTIFY) || sender == NULL || conversation == NULL)
    return FALSE;
  member = g_strdup_printf ("%s/%s", purple_conversation_get_name (conversation), *sender);
  note (user_data, account, member, conversation);
  return TRUE;
}

static gboolean
on_jabber_message (PurpleConnection *connection, const char *type, const char *id, const char *from, const char *to, xmlnode *message, gpointer user_data)
{
  PurpleAccount *account = purple_connection_get_account (connection);
  xmlnode *attention = message != NULL ? xmlnode_get_child_with_namespace (message, "attention", ATTENTION) : NULL;

  if (attention == NULL || from == NULL || !is_stranger (account, from))
    return FALSE;
  while ((attention = xmlnode_get_child_with_namespace (message, "attention", ATTENTION)) != NULL)
    xmlnode_free (attention);
  note (user_data, account, from, purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, from, account));
  return FALSE;
}

void
guard_attention_attach (Guard *guard)
{
  void *conversations = purple_conversations_get_handle ();
  void *jabber = purple_plugins_find_with_id ("prpl-jabber");

  purple_signal_connect_priority (conversations, "receiving-im-msg", &handle, PURPLE_CALLBACK (on_receiving_im), guard, FIRST);
  purple_signal_connect_priority (conversations, "receiving-chat-msg", &handle, PURPLE_CALLBACK (on_receiving_chat), guard, FIRST);
  purple_signal_connect_priority (purple_sounds_get_handle (), "playing-sound-event", &handle, PURPLE_CALLBACK (on_sound), guard, FIRST);
  if (jabber != NULL)
    purple_signal_connect_priority (jabber, "jabber-receiving-message", &handle, PURPLE_CALLBACK (on_jabber_message), guard, FIRST);
}

void
guard_attention_detach (void)
{
  purple_signals_disconnect_by_handle (&handle);
  g_clear_handle_id (&silent_source, g_source_remove);
}

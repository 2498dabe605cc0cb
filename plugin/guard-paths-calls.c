/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-paths-calls.h"

#include "guard-paths-going.h"
#include "guard-paths-profile.h"
#include "guard-paths-statuses.h"

/* What passed the signals of messages goes on (guard_outgoing_take_pass); what did not is looked at here: a pounce, an automatic answer, what another
 * plugin sends, topics, invitations, profiles, statuses.
 *
 * Several plugins may share one table of calls, so the originals are kept by the table. What another plugin has put on top of ours stays, and
 * then ours stays below it: it goes on to the original even when the guard is gone. */

/* What stood in a protocol's table of calls. */
typedef struct
{
  int (*send_im) (PurpleConnection *connection, const char *who, const char *message, PurpleMessageFlags flags);
  int (*chat_send) (PurpleConnection *connection, int id, const char *message, PurpleMessageFlags flags);
  void (*chat_whisper) (PurpleConnection *connection, int id, const char *who, const char *message);
  void (*chat_invite) (PurpleConnection *connection, int id, const char *message, const char *who);
  void (*set_chat_topic) (PurpleConnection *connection, int id, const char *topic);
  void (*set_info) (PurpleConnection *connection, const char *profile);
  void (*set_status) (PurpleAccount *account, PurpleStatus *status);
  void (*add_buddy_with_invite) (PurpleConnection *connection, PurpleBuddy *buddy, PurpleGroup *group, const char *message);
  void (*add_buddies_with_invite) (PurpleConnection *connection, GList *buddies, GList *groups, const char *message);
} Calls;

static GHashTable *tables; /* of Calls, by their info */

static const Calls *
find_calls (PurplePlugin *protocol)
{
  return g_hash_table_lookup (tables, PURPLE_PLUGIN_PROTOCOL_INFO (protocol));
}

/* ---- words that wait ---- */

typedef struct _Waiting Waiting;
struct _Waiting
{
  PurpleAccount *account;
  char *room; /* of what goes to a room, or through one */
  char *who;
  PurpleMessageFlags flags;
  void (*send) (const Waiting *self, PurpleConnection *connection, int room_id, const char *text);
};

static Waiting *
waiting_new (PurpleConnection *connection, PurpleConversation *room, const char *who, PurpleMessageFlags flags,
             void (*send) (const Waiting *self, PurpleConnection *connection, int room_id, const char *text))
{
  Waiting *self = g_new0 (Waiting, 1);

  self->account = purple_connection_get_account (connection);
  self->room = room != NULL ? g_strdup (purple_conversation_get_name (room)) : NULL;
  self->who = g_strdup (who);
  self->flags = flags;
  self->send = send;
  return self;
}

static void
free_waiting (gpointer data)
{
  Waiting *self = data;

  g_free (self->room);
  g_free (self->who);
  g_free (self);
}

/* The room may have been left and entered again: its number is another then. */
static void
send_waiting (const char *text, gpointer data)
{
  const Waiting *self = data;
  PurpleConnection *connection = guard_paths_find_connection (self->account);
  PurpleConversation *room = NULL;

  if (connection != NULL && self->room != NULL)
    room = purple_find_conversation_with_account (PURPLE_CONV_TYPE_CHAT, self->room, self->account);
  if (connection == NULL || (self->room != NULL && (room == NULL || purple_conv_chat_has_left (PURPLE_CONV_CHAT (room)))))
    return;

  guard_paths_begin_going (text, TRUE);
  guard_paths_begin_going (text, FALSE);
  self->send (self, connection, room != NULL ? purple_conv_chat_get_id (PURPLE_CONV_CHAT (room)) : 0, text);
  guard_paths_end_going ();
  guard_paths_end_going ();
}

/* ---- messages ---- */

static void
send_im_later (const Waiting *self, PurpleConnection *connection, int room_id, const char *text)
{
  find_calls (purple_connection_get_prpl (connection))->send_im (connection, self->who, text, self->flags);
}

static gboolean
was_let_go (PurpleConnection *connection, const char *who, const char *message)
{
  Guard *guard = guard_plugin_get ();

  return guard != NULL && guard_outgoing_take_pass (guard->outgoing, purple_connection_get_account (connection), who, message);
}

/* 0: nothing was sent, and nothing is shown as sent. */
static int
on_send_im (PurpleConnection *connection, const char *who, const char *message, PurpleMessageFlags flags)
{
  PurpleAccount *account = purple_connection_get_account (connection);
  const GuardWords words = {
    .path = GUARD_PATH_OTHER,
    .account = account,
    .who = who,
    .conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, who, account),
    .text = message,
    .is_html = TRUE,
  };
  int result;

  if (!was_let_go (connection, who, message)
      && !guard_paths_may_go (&words, send_waiting, waiting_new (connection, NULL, who, flags, send_im_later), free_waiting))
    return 0;

  guard_paths_begin_going (message, TRUE);
  result = find_calls (purple_connection_get_prpl (connection))->send_im (connection, who, message, flags);
  guard_paths_end_going ();
  return result;
}

/* ---- rooms ---- */

static GuardWords
words_for_room (PurpleConnection *connection, GuardPath path, PurpleConversation *room, const char *who, const char *text, gboolean is_html)
{
  return (GuardWords) {
    .path = path,
    .account = purple_connection_get_account (connection),
    .who = who != NULL ? who : room != NULL ? purple_conversation_get_name (room) : NULL,
    .conversation = room,
    .text = text,
    .is_html = is_html,
  };
}

static void
chat_send_later (const Waiting *self, PurpleConnection *connection, int room_id, const char *text)
{
  find_calls (purple_connection_get_prpl (connection))->chat_send (connection, room_id, text, self->flags);
}

static int
on_chat_send (PurpleConnection *connection, int id, const char *message, PurpleMessageFlags flags)
{
  PurpleConversation *room = purple_find_chat (connection, id);
  const GuardWords words = words_for_room (connection, GUARD_PATH_OTHER, room, NULL, message, TRUE);
  int result;

  if (!was_let_go (connection, words.who, message)
      && !guard_paths_may_go (&words, send_waiting, waiting_new (connection, room, NULL, flags, chat_send_later), free_waiting))
    return 0;

  guard_paths_begin_going (message, TRUE);
  result = find_calls (purple_connection_get_prpl (connection))->chat_send (connection, id, message, flags);
  guard_paths_end_going ();
  return result;
}

static void
whisper_later (const Waiting *self, PurpleConnection *connection, int room_id, const char *text)
{
  find_calls (purple_connection_get_prpl (connection))->chat_whisper (connection, room_id, self->who, text);
}

static void
on_chat_whisper (PurpleConnection *connection, int id, const char *who, const char *message)
{
  PurpleConversation *room = purple_find_chat (connection, id);
  const GuardWords words = words_for_room (connection, GUARD_PATH_OTHER, room, who, message, TRUE);

  if (!guard_paths_may_go (&words, send_waiting, waiting_new (connection, room, who, 0, whisper_later), free_waiting))
    return;
  guard_paths_begin_going (message, TRUE);
  whisper_later (&(Waiting) { .who = (char *) who }, connection, id, message);
  guard_paths_end_going ();
}

static void
set_topic_later (const Waiting *self, PurpleConnection *connection, int room_id, const char *text)
{
  find_calls (purple_connection_get_prpl (connection))->set_chat_topic (connection, room_id, text);
}

static void
on_set_chat_topic (PurpleConnection *connection, int id, const char *topic)
{
  PurpleConversation *room = purple_find_chat (connection, id);
  const GuardWords words = words_for_room (connection, GUARD_PATH_TOPIC, room, NULL, topic, FALSE);

  if (!guard_paths_may_go (&words, send_waiting, waiting_new (connection, room, NULL, 0, set_topic_later), free_waiting))
    return;
  guard_paths_begin_going (topic, FALSE);
  set_topic_later (NULL, connection, id, topic);
  guard_paths_end_going ();
}

static void
invite_later (const Waiting *self, PurpleConnection *connection, int room_id, const char *text)
{
  find_calls (purple_connection_get_prpl (connection))->chat_invite (connection, room_id, text, self->who);
}

static void
on_chat_invite (PurpleConnection *connection, int id, const char *message, const char *who)
{
  PurpleConversation *room = purple_find_chat (connection, id);
  const GuardWords words = words_for_room (connection, GUARD_PATH_INVITATION, room, who, message, FALSE);

  if (!guard_paths_may_go (&words, send_waiting, waiting_new (connection, room, who, 0, invite_later), free_waiting))
    return;
  guard_paths_begin_going (message, FALSE);
  invite_later (&(Waiting) { .who = (char *) who }, connection, id, message);
  guard_paths_end_going ();
}

/* ---- contacts, profile, status ---- */

/* The person is added all the same: only the words beside it wait for no answer, and are given back. */
static const char *
get_invitation (PurpleConnection *connection, const char *who, const char *message)
{
  const GuardWords words = { .path = GUARD_PATH_INVITATION, .account = purple_connection_get_account (connection), .who = who, .text = message };

  return guard_paths_may_go (&words, NULL, NULL, NULL) ? message : NULL;
}

static void
on_add_buddy_with_invite (PurpleConnection *connection, PurpleBuddy *buddy, PurpleGroup *group, const char *message)
{
  const char *invitation = get_invitation (connection, purple_buddy_get_name (buddy), message);

  guard_paths_begin_going (invitation, FALSE);
  find_calls (purple_connection_get_prpl (connection))->add_buddy_with_invite (connection, buddy, group, invitation);
  guard_paths_end_going ();
}

static void
on_add_buddies_with_invite (PurpleConnection *connection, GList *buddies, GList *groups, const char *message)
{
  const char *invitation = get_invitation (connection, NULL, message);

  guard_paths_begin_going (invitation, FALSE);
  find_calls (purple_connection_get_prpl (connection))->add_buddies_with_invite (connection, buddies, groups, invitation);
  guard_paths_end_going ();
}

static void
on_set_info (PurpleConnection *connection, const char *profile)
{
  guard_paths_set_profile (connection, profile, find_calls (purple_connection_get_prpl (connection))->set_info);
}

static void
on_set_status (PurpleAccount *account, PurpleStatus *status)
{
  guard_paths_check_status (account, status);
  find_calls (purple_find_prpl (purple_account_get_protocol_id (account)))->set_status (account, status);
}

/* ---- wrapping ---- */

/* Where somebody stands on top of ours from an earlier time, it is still reached through him. */
#define WRAP(call) \
  G_STMT_START { if (info->call != NULL && info->call != on_##call && (calls->call == NULL || calls->call == info->call)) \
      { calls->call = info->call; info->call = on_##call; } } G_STMT_END
#define GIVE_BACK(call) \
  G_STMT_START { if (info->call == on_##call) info->call = calls->call; is_ours |= calls->call != NULL && info->call != calls->call; } G_STMT_END

static void
wrap (PurplePluginProtocolInfo *info)
{
  Calls *calls = g_hash_table_lookup (tables, info);

  if (calls == NULL)
    {
      calls = g_new0 (Calls, 1);
      g_hash_table_insert (tables, info, calls);
    }
  WRAP (send_im);
  WRAP (chat_send);
  WRAP (chat_whisper);
  WRAP (chat_invite);
  WRAP (set_chat_topic);
  WRAP (set_info);
  WRAP (set_status);
  if (PURPLE_PROTOCOL_PLUGIN_HAS_FUNC (info, add_buddy_with_invite))
    WRAP (add_buddy_with_invite);
  if (PURPLE_PROTOCOL_PLUGIN_HAS_FUNC (info, add_buddies_with_invite))
    WRAP (add_buddies_with_invite);
}

void
guard_paths_wrap_calls (void)
{
  if (tables == NULL)
    tables = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (GList *l = purple_plugins_get_protocols (); l != NULL; l = l->next)
    if (PURPLE_PLUGIN_PROTOCOL_INFO ((PurplePlugin *) l->data) != NULL)
      wrap (PURPLE_PLUGIN_PROTOCOL_INFO ((PurplePlugin *) l->data));
}

/* Whether nothing of ours is left in the table, not even below somebody else's. */
static gboolean
give_back (gpointer key, gpointer value, gpointer user_data)
{
  PurplePluginProtocolInfo *info = key;
  const Calls *calls = value;
  gboolean is_ours = FALSE;

  GIVE_BACK (send_im);
  GIVE_BACK (chat_send);
  GIVE_BACK (chat_whisper);
  GIVE_BACK (chat_invite);
  GIVE_BACK (set_chat_topic);
  GIVE_BACK (set_info);
  GIVE_BACK (set_status);
  if (PURPLE_PROTOCOL_PLUGIN_HAS_FUNC (info, add_buddy_with_invite))
    GIVE_BACK (add_buddy_with_invite);
  if (PURPLE_PROTOCOL_PLUGIN_HAS_FUNC (info, add_buddies_with_invite))
    GIVE_BACK (add_buddies_with_invite);
  return !is_ours;
}

void
guard_paths_give_calls_back (void)
{
  if (tables != NULL)
    g_hash_table_foreach_remove (tables, give_back, NULL);
}

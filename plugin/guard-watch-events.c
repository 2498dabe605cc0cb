/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-watch-private.h"

#include "guard-contacts.h"
#include "guard-notice.h"

/* What libpurple tells, as early as one can hear it, and what it has written.
 *
 * An XMPP message is seen twice: on the line, where another plugin may already take it away, and as receiving-im-msg. So what is seen on the line is
 * only kept in hand, and counted when the next thing happens: as the message, the invitation or whatever libpurple makes of it, or as an event that
 * nobody tells of, when this round of the main loop is over.
 *
 * What begins as OTR begins may be one of the messages in which the programs talk with each other: it counts when something is written.
 *
 * In rooms only what names the user counts: the rest is read when one reads the room, and the client marks it there. */

/* libpurple calls handlers from the lowest number to the highest. */
#define FIRST G_MININT
#define LAST G_MAXINT

static gboolean
is_of_otr (const char *text)
{
  return g_str_has_prefix (text, "?OTR");
}

static gboolean
is_in_hand (GuardWatch *self, PurpleAccount *account, const char *who)
{
  g_autofree char *address = NULL;

  if (self->in_hand.who == NULL || self->in_hand.account != account)
    return FALSE;
  address = guard_contacts_dup_address (account, who);
  return guard_contacts_are_same (account, self->in_hand.who, address);
}

static void
let_go (GuardWatch *self)
{
  g_clear_handle_id (&self->in_hand_source, g_source_remove);
  g_clear_pointer (&self->in_hand.who, g_free);
  self->is_stanza = FALSE;
}

static gboolean
on_moment_over (gpointer data)
{
  GuardWatch *self = data;
  g_autofree char *who = g_strdup (self->in_hand.who);
  const gboolean is_untold = self->is_stanza;

  self->in_hand_source = 0;
  let_go (self);
  if (is_untold)
    guard_watch_announce (self, GUARD_EVENT_MESSAGE, self->in_hand.account, who);
  return G_SOURCE_REMOVE;
}

static void
take (GuardWatch *self, GuardEvent event, PurpleAccount *account, const char *who, gboolean is_stanza)
{
  let_go (self);
  self->in_hand.event = event;
  self->in_hand.account = account;
  self->in_hand.who = guard_contacts_dup_address (account, who);
  self->is_stanza = is_stanza;
  self->in_hand_source = g_idle_add_full (G_PRIORITY_HIGH, on_moment_over, self, NULL);
}

gboolean
guard_watch_claim_in_hand (GuardWatch *self, GuardEvent event, PurpleAccount *account, const char *who)
{
  gboolean is_counted;

  if (!is_in_hand (self, account, who) || (self->in_hand.event != event && !self->is_stanza))
    return FALSE;
  is_counted = !self->is_stanza;
  let_go (self);
  return is_counted;
}

void
guard_watch_take_in_hand (GuardWatch *self, GuardEvent event, PurpleAccount *account, const char *who)
{
  let_go (self);
  guard_watch_announce (self, event, account, who);
  take (self, event, account, who, FALSE);
}

/* ---- messages ---- */

static gboolean
on_stanza (PurpleConnection *connection, const char *type, const char *id, const char *from, const char *to, xmlnode *message, gpointer user_data)
{
  GuardWatch *self = user_data;
  const gboolean is_for_a_person = type == NULL || purple_strequal (type, "chat") || purple_strequal (type, "normal");
  g_autofree char *words = NULL;
  xmlnode *body = is_for_a_person && from != NULL ? xmlnode_get_child (message, "body") : NULL;

  if (body == NULL)
    return FALSE;
  words = xmlnode_get_data (body);
  if (words != NULL && *words != '\0' && !is_of_otr (words))
    take (self, GUARD_EVENT_MESSAGE, purple_connection_get_account (connection), from, TRUE);
  return FALSE;
}

static gboolean
on_receiving_im (PurpleAccount *account, char **sender, char **message, PurpleConversation *conversation, PurpleMessageFlags *flags, gpointer user_data)
{
  GuardWatch *self = user_data;

  let_go (self);
  if (*sender == NULL || *message == NULL || (*flags & PURPLE_MESSAGE_SEND) != 0 || is_of_otr (*message))
    return FALSE;
  if ((*flags & PURPLE_MESSAGE_NOTIFY) != 0)
    guard_watch_take_in_hand (self, GUARD_EVENT_ATTENTION, account, *sender);
  else if ((*flags & PURPLE_MESSAGE_SYSTEM) == 0)
    guard_watch_take_in_hand (self, GUARD_EVENT_MESSAGE, account, *sender);
  return FALSE;
}

static gboolean
names_user (PurpleConvChat *room, const char *sender, const char *message)
{
  const char *nick = purple_conv_chat_get_nick (room);

  return nick != NULL && *nick != '\0' && !purple_strequal (nick, sender) && !purple_conv_chat_is_user_ignored (room, sender)
         && purple_utf8_has_word (message, nick);
}

static gboolean
on_receiving_chat (PurpleAccount *account, char **sender, char **message, PurpleConversation *conversation, PurpleMessageFlags *flags, gpointer user_data)
{
  const PurpleMessageFlags others = PURPLE_MESSAGE_SEND | PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_DELAYED;

  if (conversation == NULL || *sender == NULL || *message == NULL || (*flags & others) != 0)
    return FALSE;
  if (names_user (PURPLE_CONV_CHAT (conversation), *sender, *message))
    guard_watch_take_in_hand (user_data, GUARD_EVENT_MESSAGE, account, purple_conversation_get_name (conversation));
  return FALSE;
}

/* The guard has said something about an offer, a call or an invitation of theirs. */
static void
note_own_line (GuardWatch *self, PurpleConversation *conversation, const char *who)
{
  static const GuardEvent said[] = { GUARD_EVENT_FILE, GUARD_EVENT_CALL, GUARD_EVENT_INVITATION, GUARD_EVENT_AUTHORISATION, GUARD_EVENT_ATTENTION };

  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    guard_watch_written (self, said[i], conversation, who, FALSE);
}

static void
on_wrote_im (PurpleAccount *account, const char *who, const char *message, PurpleConversation *conversation, PurpleMessageFlags flags, gpointer user_data)
{
  GuardWatch *self = user_data;
  const char *name = purple_conversation_get_name (conversation);
  const PurpleMessageFlags old = PURPLE_MESSAGE_SEND | PURPLE_MESSAGE_DELAYED | PURPLE_MESSAGE_NO_LOG;

  if (guard_notice_is_own_line (message))
    note_own_line (self, conversation, name);
  else if ((flags & PURPLE_MESSAGE_NOTIFY) != 0)
    guard_watch_written (self, GUARD_EVENT_ATTENTION, conversation, name, FALSE);
  else if ((flags & PURPLE_MESSAGE_RECV) != 0 && (flags & PURPLE_MESSAGE_SYSTEM) == 0)
    guard_watch_written (self, GUARD_EVENT_MESSAGE, conversation, name, (flags & old) == 0);
}

static void
on_wrote_chat (PurpleAccount *account, const char *who, const char *message, PurpleConversation *conversation, PurpleMessageFlags flags, gpointer user_data)
{
  if ((flags & PURPLE_MESSAGE_RECV) != 0 && (flags & PURPLE_MESSAGE_NICK) != 0)
    guard_watch_written (user_data, GUARD_EVENT_MESSAGE, conversation, purple_conversation_get_name (conversation), FALSE);
}

/* ---- everything else ---- */

/* Whoever is told of it announces it in vain: it is counted as what it is. */
static void
on_blocked_im (PurpleAccount *account, const char *sender, const char *message, PurpleMessageFlags flags, unsigned int when, gpointer user_data)
{
  take (user_data, GUARD_EVENT_MESSAGE, account, sender, FALSE);
  guard_watch_blocked (user_data, GUARD_EVENT_MESSAGE, account, sender);
}

static void
on_invitation_blocked (PurpleAccount *account, const char *inviter, const char *room, const char *message, GHashTable *components, gpointer user_data)
{
  take (user_data, GUARD_EVENT_INVITATION, account, inviter, FALSE);
  guard_watch_blocked (user_data, GUARD_EVENT_INVITATION, account, inviter);
}

static int
on_invited (PurpleAccount *account, const char *inviter, const char *room, const char *message, GHashTable *components, gpointer user_data)
{
  guard_watch_take_in_hand (user_data, GUARD_EVENT_INVITATION, account, inviter);
  return 0;
}

static int
on_authorisation (PurpleAccount *account, const char *who, gpointer user_data)
{
  guard_watch_take_in_hand (user_data, GUARD_EVENT_AUTHORISATION, account, who);
  return 0;
}

static void
on_file (PurpleXfer *xfer, gpointer user_data)
{
  guard_watch_take_in_hand (user_data, GUARD_EVENT_FILE, purple_xfer_get_account (xfer), purple_xfer_get_remote_user (xfer));
}

/* What the user looks at now needs no notification any more. Pidgin takes its mark away a moment before its window has the keyboard. */
static void
on_updated (PurpleConversation *conversation, PurpleConvUpdateType type, gpointer user_data)
{
  GuardWatch *self = user_data;

  if (type == PURPLE_CONV_UPDATE_UNSEEN && GPOINTER_TO_INT (purple_conversation_get_data (conversation, "unseen-count")) == 0)
    guard_watch_desktop_forget (self->desktop, purple_conversation_get_account (conversation), purple_conversation_get_name (conversation));
}

static void
on_account_destroying (PurpleAccount *account, gpointer user_data)
{
  GuardWatch *self = user_data;

  if (self->in_hand.account == account)
    let_go (self);
  guard_watch_ledger_forget_account (self->ledger, account);
  guard_watch_desktop_forget (self->desktop, account, NULL);
}

/* ---- life ---- */

static void *
get_jabber (void)
{
  return purple_plugins_find_with_id ("prpl-jabber");
}

static const struct
{
  void *(*get_handle) (void);
  const char *signal;
  PurpleCallback listener;
  int priority;
} signals[] = {
  { get_jabber,                      "jabber-receiving-message",         PURPLE_CALLBACK (on_stanza),             FIRST },
  { purple_conversations_get_handle, "receiving-im-msg",                 PURPLE_CALLBACK (on_receiving_im),       FIRST },
  { purple_conversations_get_handle, "receiving-chat-msg",               PURPLE_CALLBACK (on_receiving_chat),     FIRST },
  { purple_conversations_get_handle, "wrote-im-msg",                     PURPLE_CALLBACK (on_wrote_im),           LAST },
  { purple_conversations_get_handle, "wrote-chat-msg",                   PURPLE_CALLBACK (on_wrote_chat),         LAST },
  { purple_conversations_get_handle, "blocked-im-msg",                   PURPLE_CALLBACK (on_blocked_im),         FIRST },
  { purple_conversations_get_handle, "chat-invited",                     PURPLE_CALLBACK (on_invited),            FIRST },
  { purple_conversations_get_handle, "chat-invite-blocked",              PURPLE_CALLBACK (on_invitation_blocked), FIRST },
  { purple_conversations_get_handle, "conversation-updated",             PURPLE_CALLBACK (on_updated),            LAST },
  { purple_accounts_get_handle,      "account-authorization-requested",  PURPLE_CALLBACK (on_authorisation),      FIRST },
  { purple_accounts_get_handle,      "account-destroying",               PURPLE_CALLBACK (on_account_destroying), LAST },
  { purple_xfers_get_handle,         "file-recv-request",                PURPLE_CALLBACK (on_file),               FIRST },
};

void
guard_watch_events_attach (GuardWatch *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    if (signals[i].get_handle () != NULL)
      purple_signal_connect_priority (signals[i].get_handle (), signals[i].signal, self, signals[i].listener, self, signals[i].priority);
}

void
guard_watch_events_detach (GuardWatch *self)
{
  purple_signals_disconnect_by_handle (self);
  let_go (self);
}

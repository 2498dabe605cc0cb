/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-contacts-private.h"

#include "core/guard-irc-line.h"

#include <string.h>

/* Who is let in where a name proves nothing (IRC, Bonjour, members of rooms) is let in as long as it is certainly the same: until they change the
 * name or leave, until somebody speaks under it from elsewhere, until the connection ends. */

void
guard_contacts_lose (GuardContacts *self, PurpleAccount *account, const char *who)
{
  g_autofree char *key = guard_contacts_dup_key (account, who);

  g_hash_table_remove (guard_contacts_get_account (self, account)->let_in, key);
}

void
guard_contacts_end_session (GuardContacts *self, PurpleAccount *account)
{
  GuardContactsAccount *known = guard_contacts_get_account (self, account);

  g_hash_table_remove_all (known->let_in);
  g_hash_table_remove_all (known->said);
  known->list_until_us = 0;
}

static void
on_signed_off (PurpleConnection *connection, gpointer user_data)
{
  guard_contacts_end_session (user_data, purple_connection_get_account (connection));
}

static void
on_buddy_signed_off (PurpleBuddy *buddy, gpointer user_data)
{
  if (guard_contacts_is_unproven (purple_buddy_get_account (buddy)))
    guard_contacts_lose (user_data, purple_buddy_get_account (buddy), purple_buddy_get_name (buddy));
}

/* ---- members of rooms ---- */

static gboolean
is_member_of (gpointer key, gpointer value, gpointer user_data)
{
  return g_str_has_prefix (key, user_data);
}

static void
on_chat_left (PurpleConversation *conversation, gpointer user_data)
{
  PurpleAccount *account = purple_conversation_get_account (conversation);
  g_autofree char *members = g_strconcat (purple_normalize (account, purple_conversation_get_name (conversation)), "/", NULL);

  if (guard_contacts_is_jabber (account))
    g_hash_table_foreach_remove (guard_contacts_get_account (user_data, account)->let_in, is_member_of, members);
}

/* Also when they only take another name: the old one is gone then. */
static gboolean
on_jabber_presence (PurpleConnection *connection, const char *type, const char *from, xmlnode *stanza, gpointer user_data)
{
  PurpleAccount *account = purple_connection_get_account (connection);

  if (from != NULL && *from != '\0' && purple_strequal (type, "unavailable") && guard_contacts_is_room_member (account, from))
    guard_contacts_lose (user_data, account, from);
  return FALSE;
}

/* ---- IRC ---- */

static gboolean
is_beyond_ascii (gpointer key, gpointer value, gpointer user_data)
{
  return !g_str_is_ascii (key);
}

static void
lose_nick (GuardContacts *self, PurpleAccount *account, const char *nick)
{
  /* In another encoding: which of them it is, libpurple says only later. */
  if (nick != NULL && !g_utf8_validate (nick, -1, NULL))
    g_hash_table_foreach_remove (guard_contacts_get_account (self, account)->let_in, is_beyond_ascii, NULL);
  else if (nick != NULL)
    guard_contacts_lose (self, account, nick);
}

/* The first line from somebody who was let in says from where they speak; the same name from elsewhere is another person. */
static void
check_mask (GuardContacts *self, PurpleAccount *account, const GuardIrcLine *line)
{
  GuardContactsAccount *known = guard_contacts_get_account (self, account);
  g_autofree char *key = line->nick != NULL && g_utf8_validate (line->nick, -1, NULL) ? guard_contacts_dup_key (account, line->nick) : NULL;
  const char *mask = key != NULL ? g_hash_table_lookup (known->let_in, key) : NULL;

  if (mask == NULL || line->mask == NULL)
    return;
  if (*mask == '\0')
    g_hash_table_insert (known->let_in, g_steal_pointer (&key), g_strdup (line->mask));
  else if (!g_str_equal (mask, line->mask))
    g_hash_table_remove (known->let_in, key);
}

static void
on_irc_line (PurpleConnection *connection, char **text, gpointer user_data)
{
  PurpleAccount *account = purple_connection_get_account (connection);
  GuardContacts *self = user_data;
  g_autoptr(GuardIrcLine) line = NULL;

  if (text == NULL || *text == NULL || g_hash_table_size (guard_contacts_get_account (self, account)->let_in) == 0)
    return;
  line = guard_irc_line_new (*text);
  if (line == NULL)
    return;
  if (g_str_equal (line->command, "PRIVMSG") || g_str_equal (line->command, "NOTICE"))
    check_mask (self, account, line);
  if (g_str_equal (line->command, "NICK") || g_str_equal (line->command, "QUIT"))
    lose_nick (self, account, line->nick);
  if (g_str_equal (line->command, "NICK") || g_str_equal (line->command, "KILL"))
    lose_nick (self, account, line->target);
}

void
guard_contacts_listen_to_sessions (GuardContacts *self)
{
  PurplePlugin *jabber = purple_plugins_find_with_id ("prpl-jabber");
  PurplePlugin *irc = purple_plugins_find_with_id ("prpl-irc");

  purple_signal_connect (purple_connections_get_handle (), "signed-off", self, PURPLE_CALLBACK (on_signed_off), self);
  purple_signal_connect (purple_blist_get_handle (), "buddy-signed-off", self, PURPLE_CALLBACK (on_buddy_signed_off), self);
  purple_signal_connect (purple_conversations_get_handle (), "chat-left", self, PURPLE_CALLBACK (on_chat_left), self);
  if (jabber != NULL)
    purple_signal_connect_priority (jabber, "jabber-receiving-presence", self, PURPLE_CALLBACK (on_jabber_presence), self, G_MININT);
  if (irc != NULL)
    purple_signal_connect_priority (irc, "irc-receiving-text", self, PURPLE_CALLBACK (on_irc_line), self, G_MININT);
}

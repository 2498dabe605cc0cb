/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-inbox-private.h"

#include "guard-contacts.h"

#include <string.h>

/* Messages are taken before anybody sees them: a decrypting plugin would answer, and so would an away message. They are given to libpurple again, as they
 * came, when their sender is let in; then all see them as new. */

/* libpurple tells neither who sent a stanza nor when it was said; jabber's signal does. */
static void
forget_stanza (GuardInbox *self)
{
  g_clear_handle_id (&self->stanza_source, g_source_remove);
  g_clear_pointer (&self->stanza_from, g_free);
  self->stanza_account = NULL;
  self->stanza_said_us = 0;
}

static gboolean
on_forget_stanza (gpointer user_data)
{
  GuardInbox *self = user_data;

  self->stanza_source = 0;
  forget_stanza (self);
  return G_SOURCE_REMOVE;
}

/* When the message was said, if it was kept by a server (XEP-0203, XEP-0091). */
static gint64
read_delay (xmlnode *message)
{
  xmlnode *delay = xmlnode_get_child_with_namespace (message, "delay", "urn:xmpp:delay");
  const char *stamp;

  if (delay == NULL)
    delay = xmlnode_get_child_with_namespace (message, "x", "jabber:x:delay");
  stamp = delay != NULL ? xmlnode_get_attrib (delay, "stamp") : NULL;
  return stamp != NULL ? (gint64) purple_str_to_time (stamp, TRUE, NULL, NULL, NULL) * G_USEC_PER_SEC : 0;
}

static gboolean
on_jabber_message (PurpleConnection *connection, const char *type, const char *id, const char *from, const char *to, xmlnode *message, gpointer user_data)
{
  GuardInbox *self = user_data;
  PurpleAccount *account = purple_connection_get_account (connection);

  forget_stanza (self);
  if (from == NULL || message == NULL)
    return FALSE;
  self->stanza_account = account;
  self->stanza_from = g_strdup (from);
  self->stanza_said_us = read_delay (message);
  self->stanza_source = g_idle_add_full (G_PRIORITY_HIGH, on_forget_stanza, self, NULL);
  return FALSE;
}

const char *
guard_inbox_get_stanza_sender (GuardInbox *self, PurpleAccount *account)
{
  return self->stanza_account == account ? self->stanza_from : NULL;
}

static gboolean
on_receiving_im (PurpleAccount *account, char **sender, char **message, PurpleConversation *conversation, PurpleMessageFlags *flags, gpointer user_data)
{
  GuardInbox *self = user_data;
  GuardStrangersItem *item;

  if (self->n_shown > 0 || sender == NULL || *sender == NULL || message == NULL || *message == NULL)
    return FALSE;
  if (!guard_inbox_keeps (self, account, *sender))
    {
      /* They have become known since: what they said before comes before. */
      if (guard_strangers_count_persons (self->waiting) > 0)
        guard_inbox_deliver (self, account, guard_inbox_find (self, account, *sender), "became-known");
      return FALSE;
    }

  item = guard_strangers_item_new (GUARD_WAITING_MESSAGE, *sender, *message);
  item->flags = flags != NULL ? *flags : 0;
  if (guard_inbox_get_stanza_sender (self, account) != NULL)
    item->said_us = self->stanza_said_us;
  guard_inbox_take (self, account, item);
  return TRUE;
}

void
guard_inbox_show_message (PurpleAccount *account, const GuardStrangersItem *item)
{
  PurpleConnection *connection = purple_account_get_connection (account);

  if (connection != NULL && item->content != NULL && item->who != NULL)
    serv_got_im (connection, item->who, item->content, item->flags | PURPLE_MESSAGE_DELAYED, (time_t) (item->said_us / G_USEC_PER_SEC));
}

void
guard_inbox_attach_messages (GuardInbox *self)
{
  PurplePlugin *jabber = purple_plugins_find_with_id ("prpl-jabber");

  purple_signal_connect_priority (purple_conversations_get_handle (), "receiving-im-msg", self, PURPLE_CALLBACK (on_receiving_im), self, G_MININT);
  if (jabber != NULL)
    purple_signal_connect_priority (jabber, "jabber-receiving-message", self, PURPLE_CALLBACK (on_jabber_message), self, G_MININT);
}

void
guard_inbox_detach_messages (GuardInbox *self)
{
  forget_stanza (self);
}

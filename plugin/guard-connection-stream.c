/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-connection-private.h"

#include "guard-connection-settings.h"

#include <gmodule.h>

/* XMPP: with "use encryption if available" only the stream can tell, and whoever sits in between can take the offer of encryption away, or make
 * it fail and then offer to go on without. So each time the server names the ways to log in, and each time something that belongs to a
 * login is about to leave, the stream itself is asked whether it is encrypted.
 *
 * Servers of old name no ways: there the client asks for them (jabber:iq:auth), and that question is the first that leaves. */

#define FIRST G_MININT
#define LAST G_MAXINT

#define NS_STREAMS "http://etherx.jabber.org/streams"
#define NS_SASL "urn:ietf:params:xml:ns:xmpp-sasl"
#define PLAIN_IN_CLEAR "auth_plain_in_clear"

static char handle;

/* The library below the protocol's plugin exports the question, for other plugins to ask. Nobody to ask: not encrypted. */
static gboolean
is_encrypted (PurpleConnection *connection)
{
  PurplePlugin *protocol = purple_connection_get_prpl (connection);
  void *stream = purple_connection_get_protocol_data (connection);
  gpointer symbol = NULL;

  if (stream == NULL || protocol->handle == NULL || !g_module_symbol (protocol->handle, "jabber_stream_is_ssl", &symbol) || symbol == NULL)
    return FALSE;
  return ((gboolean (*) (void *)) symbol) (stream);
}

/* ---- libpurple's own question ---- */

typedef struct
{
  PurpleAccount *account;
  gboolean is_set; /* the setting was there, and was not so */
} Clearing;

static gboolean
on_restore (gpointer data)
{
  Clearing *clearing = data;

  if (g_list_find (purple_accounts_get_all (), clearing->account) == NULL)
    return G_SOURCE_REMOVE;
  if (clearing->is_set)
    purple_account_set_bool (clearing->account, PLAIN_IN_CLEAR, FALSE);
  else
    purple_account_remove_setting (clearing->account, PLAIN_IN_CLEAR);
  return G_SOURCE_REMOVE;
}

/* The user has just answered: the protocol is not to ask the same again. It looks at the setting while it takes the stanza; what is
 * written to the disk is written seconds later. */
static void
keep_from_asking (PurpleAccount *account)
{
  Clearing *clearing;

  if (purple_account_get_bool (account, PLAIN_IN_CLEAR, FALSE))
    return;
  clearing = g_new0 (Clearing, 1);
  clearing->account = account;
  clearing->is_set = !purple_account_get_bool (account, PLAIN_IN_CLEAR, TRUE);
  purple_account_set_bool (account, PLAIN_IN_CLEAR, TRUE);
  g_idle_add_full (G_PRIORITY_HIGH, on_restore, clearing, g_free);
}

/* ---- what comes ---- */

/* Whether the password itself may leave: the only ways are such that show it. */
static gboolean
offers_only_plain (xmlnode *features)
{
  xmlnode *mechanisms = xmlnode_get_child (features, "mechanisms");

  for (xmlnode *way = mechanisms != NULL ? xmlnode_get_child (mechanisms, "mechanism") : NULL; way != NULL; way = xmlnode_get_next_twin (way))
    {
      g_autofree char *name = xmlnode_get_data (way);

      if (name != NULL && !purple_strequal (name, "PLAIN") && !purple_strequal (name, "LOGIN"))
        return FALSE;
    }
  return TRUE;
}

/* With it the protocol asks for encryption before anything else, whatever the settings say. */
static gboolean
leads_to_encryption (PurpleConnection *connection, xmlnode *features)
{
  const char *url = purple_account_get_string (purple_connection_get_account (connection), "bosh_url", "");

  return xmlnode_get_child (features, "starttls") != NULL && *url == '\0' && purple_ssl_is_supported ();
}

/* Then the protocol itself gives up, with words of its own. */
static gboolean
is_required (GuardConnection *self, PurpleConnection *connection)
{
  g_auto(GuardLoginFacts) facts = { 0 };

  guard_login_facts_read (&facts, self->guard, connection);
  return facts.login.is_encrypted && facts.login.is_approved;
}

static void
drop (xmlnode **packet)
{
  xmlnode_free (*packet);
  *packet = NULL;
}

/* Whoever has let it go unencrypted is not asked by the protocol again, whichever stanza it is. */
static void
on_receiving (PurpleConnection *connection, xmlnode **packet, gpointer user_data)
{
  GuardConnection *self = user_data;

  if (packet == NULL || *packet == NULL)
    return;
  if (guard_connection_is_halted (self, connection))
    {
      drop (packet);
      return;
    }
  if (PURPLE_CONNECTION_IS_CONNECTED (connection) || is_encrypted (connection))
    return;
  if (purple_strequal ((*packet)->name, "features") && purple_strequal (xmlnode_get_namespace (*packet), NS_STREAMS)
      && !leads_to_encryption (connection, *packet) && !is_required (self, connection)
      && !guard_connection_may_go_on (self, connection, offers_only_plain (*packet)))
    drop (packet);
  else if (g_hash_table_contains (self->passed, connection))
    keep_from_asking (purple_connection_get_account (connection));
}

/* ---- what leaves ---- */

static gboolean
belongs_to_login (xmlnode *packet)
{
  xmlnode *query = purple_strequal (packet->name, "iq") ? xmlnode_get_child (packet, "query") : NULL;
  const char *space = query != NULL ? xmlnode_get_namespace (query) : xmlnode_get_namespace (packet);

  return purple_strequal (space, NS_SASL) || purple_strequal (space, "jabber:iq:auth") || purple_strequal (space, "jabber:iq:register");
}

/* A stanza that is taken away here makes the protocol stumble: its inside goes, and what is left says nothing. */
static void
empty (xmlnode *packet)
{
  while (packet->child != NULL)
    {
      xmlnode *child = packet->child;

      packet->child = child->next;
      if (child == packet->lastchild)
        packet->lastchild = NULL;
      child->parent = NULL;
      child->next = NULL;
      xmlnode_free (child);
    }
}

static void
on_sending (PurpleConnection *connection, xmlnode **packet, gpointer user_data)
{
  if (packet == NULL || *packet == NULL || PURPLE_CONNECTION_IS_CONNECTED (connection) || !belongs_to_login (*packet) || is_encrypted (connection))
    return;
  if (!guard_connection_may_go_on (user_data, connection, TRUE))
    empty (*packet);
}

void
guard_connection_attach_stream (GuardConnection *self)
{
  PurplePlugin *jabber = purple_plugins_find_with_id ("prpl-jabber");

  if (jabber == NULL)
    return;
  /* When everybody else has had a say about what came; before anybody else about what leaves, and before it is written. */
  purple_signal_connect_priority (jabber, "jabber-receiving-xmlnode", &handle, PURPLE_CALLBACK (on_receiving), self, LAST);
  purple_signal_connect_priority (jabber, "jabber-sending-xmlnode", &handle, PURPLE_CALLBACK (on_sending), self, FIRST);
}

void
guard_connection_detach_stream (GuardConnection *self)
{
  purple_signals_disconnect_by_handle (&handle);
}

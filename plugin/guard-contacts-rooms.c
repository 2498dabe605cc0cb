/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-contacts-private.h"

#include <string.h>

/* "room@service/nick" may be a member of a room or a person's device. Rooms of the list and rooms that were joined are known, also when they were left
 * again; so are the domains that they stand on, and those that say of themselves that they are services of rooms. What a message says
 * about its own sender counts for nothing. Asked for every message: nothing but look-ups. */

#define MAX_KNOWN 10000
#define DISCO_INFO "http://jabber.org/protocol/disco#info"

static void
keep (GHashTable *names, char *name)
{
  if (g_hash_table_size (names) < MAX_KNOWN)
    g_hash_table_add (names, name);
  else
    g_free (name);
}

void
guard_contacts_note_service (GuardContacts *self, PurpleAccount *account, const char *domain)
{
  /* The own server's people are people, whatever somebody calls a room there. */
  const char *own = guard_contacts_find_domain (purple_normalize (account, purple_account_get_username (account)));

  if (!purple_strequal (own, domain))
    keep (guard_contacts_get_account (self, account)->services, g_strdup (domain));
}

static void
note_room (GuardContacts *self, PurpleAccount *account, const char *room)
{
  g_autofree char *name = g_strdup (purple_normalize (account, room));
  const char *domain = guard_contacts_is_jabber (account) ? guard_contacts_find_domain (name) : NULL;

  if (domain != NULL)
    guard_contacts_note_service (self, account, domain);
  keep (guard_contacts_get_account (self, account)->rooms, g_steal_pointer (&name));
}

gboolean
guard_contacts_is_room (PurpleAccount *account, const char *normal)
{
  Guard *guard = guard_plugin_get ();
  const GuardContactsAccount *known = guard != NULL ? guard_contacts_get_account (guard->contacts, account) : NULL;
  const char *domain;

  /* Every room that is open is known, as long as there was room for it. */
  if (known == NULL || g_hash_table_size (known->rooms) >= MAX_KNOWN)
    if (purple_find_conversation_with_account (PURPLE_CONV_TYPE_CHAT, normal, account) != NULL)
      return TRUE;
  if (known == NULL)
    return FALSE;
  domain = g_hash_table_size (known->services) > 0 ? guard_contacts_find_domain (normal) : NULL;
  return g_hash_table_contains (known->rooms, normal) || (domain != NULL && g_hash_table_contains (known->services, domain));
}

gboolean
guard_contacts_is_room_member (PurpleAccount *account, const char *who)
{
  gboolean is_room;

  g_free (guard_contacts_read_key (account, who, &is_room));
  return is_room;
}

gboolean
guard_contacts_is_own_occupant (PurpleAccount *account, const char *who)
{
  const char *slash = guard_contacts_is_jabber (account) ? strchr (who, '/') : NULL;
  g_autofree char *room = slash != NULL ? g_strndup (who, slash - who) : NULL;
  PurpleConversation *conversation = room != NULL ? purple_find_conversation_with_account (PURPLE_CONV_TYPE_CHAT, room, account) : NULL;

  return conversation != NULL && !purple_conv_chat_has_left (PURPLE_CONV_CHAT (conversation))
         && purple_strequal (slash + 1, purple_conv_chat_get_nick (PURPLE_CONV_CHAT (conversation)));
}

/* ---- where rooms are heard of ---- */

static void
on_conversation (PurpleConversation *conversation, gpointer user_data)
{
  if (purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_CHAT)
    note_room (user_data, purple_conversation_get_account (conversation), purple_conversation_get_name (conversation));
}

static void
note_node (GuardContacts *self, PurpleBlistNode *node)
{
  PurpleChat *chat = PURPLE_BLIST_NODE_IS_CHAT (node) ? PURPLE_CHAT (node) : NULL;
  PurplePlugin *protocol = chat != NULL ? purple_find_prpl (purple_account_get_protocol_id (purple_chat_get_account (chat))) : NULL;
  PurplePluginProtocolInfo *info = protocol != NULL ? PURPLE_PLUGIN_PROTOCOL_INFO (protocol) : NULL;
  g_autofree char *name = info != NULL && info->get_chat_name != NULL ? info->get_chat_name (purple_chat_get_components (chat)) : NULL;

  if (name != NULL && *name != '\0')
    note_room (self, purple_chat_get_account (chat), name);
}

static void
on_node_added (PurpleBlistNode *node, gpointer user_data)
{
  note_node (user_data, node);
}

static gboolean
says_conference (xmlnode *query)
{
  for (xmlnode *identity = xmlnode_get_child (query, "identity"); identity != NULL; identity = xmlnode_get_next_twin (identity))
    if (purple_strequal (xmlnode_get_attrib (identity, "category"), "conference"))
      return TRUE;
  return FALSE;
}

/* Only the domain itself can answer so. */
static gboolean
on_jabber_iq (PurpleConnection *connection, const char *type, const char *id, const char *from, xmlnode *stanza, gpointer user_data)
{
  xmlnode *query = xmlnode_get_child_with_namespace (stanza, "query", DISCO_INFO);
  PurpleAccount *account = purple_connection_get_account (connection);

  if (from != NULL && query != NULL && purple_strequal (type, "result") && strpbrk (from, "@/") == NULL && says_conference (query))
    {
      g_autofree char *domain = g_strdup (purple_normalize (account, from));

      guard_contacts_note_service (user_data, account, domain);
    }
  return FALSE;
}

void
guard_contacts_listen_to_rooms (GuardContacts *self)
{
  PurplePlugin *jabber = purple_plugins_find_with_id ("prpl-jabber");

  purple_signal_connect_priority (purple_conversations_get_handle (), "conversation-created", self, PURPLE_CALLBACK (on_conversation), self, G_MININT);
  purple_signal_connect (purple_blist_get_handle (), "blist-node-added", self, PURPLE_CALLBACK (on_node_added), self);
  if (jabber != NULL)
    purple_signal_connect_priority (jabber, "jabber-receiving-iq", self, PURPLE_CALLBACK (on_jabber_iq), self, G_MININT);

  for (PurpleBlistNode *node = purple_blist_get_root (); node != NULL; node = purple_blist_node_next (node, TRUE))
    note_node (self, node);
  for (GList *l = purple_get_chats (); l != NULL; l = l->next)
    on_conversation (l->data, self);
}

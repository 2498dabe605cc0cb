/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-contacts-private.h"

#include <string.h>

/* What servers say of the list. XMPP: the list as a whole after each login, and then every change, also those that the user makes from
 * another device; who may say so is what libjabber takes for its own server, too. Elsewhere the list is what libpurple has, and what comes into it in the
 * first minute of an account that was never seen. */

#define ROSTER "jabber:iq:roster"
#define MAX_MUTUAL 20000
#define MAX_LISTED 10000
#define LIST_COMES_WITHIN_SECONDS 60

static gboolean
is_from_own_server (PurpleAccount *account, const char *from)
{
  g_autofree char *own = NULL;

  if (from == NULL)
    return TRUE;
  own = g_strdup (purple_normalize (account, purple_account_get_username (account)));
  return g_str_equal (own, purple_normalize (account, from));
}

static void
note_item (GuardContactsAccount *known, PurpleAccount *account, xmlnode *item)
{
  const char *address = xmlnode_get_attrib (item, "jid");
  g_autofree char *key = address != NULL ? guard_contacts_dup_key (account, address) : NULL;

  if (key == NULL)
    return;
  if (!purple_strequal (xmlnode_get_attrib (item, "subscription"), "both"))
    g_hash_table_remove (known->mutual, key);
  else if (g_hash_table_size (known->mutual) < MAX_MUTUAL)
    g_hash_table_add (known->mutual, g_steal_pointer (&key));
}

static void
note_first_list (GuardContacts *self, PurpleAccount *account, xmlnode *query)
{
  g_autoptr(GPtrArray) listed = g_ptr_array_new_with_free_func (g_free);

  for (xmlnode *item = xmlnode_get_child (query, "item"); item != NULL && listed->len < MAX_LISTED; item = xmlnode_get_next_twin (item))
    if (xmlnode_get_attrib (item, "jid") != NULL)
      g_ptr_array_add (listed, guard_contacts_dup_key (account, xmlnode_get_attrib (item, "jid")));
  guard_people_note_list (self->people, account, listed);
}

static gboolean
on_jabber_iq (PurpleConnection *connection, const char *type, const char *id, const char *from, xmlnode *stanza, gpointer user_data)
{
  GuardContacts *self = user_data;
  PurpleAccount *account = purple_connection_get_account (connection);
  const gboolean is_whole = purple_strequal (type, "result");
  xmlnode *query = xmlnode_get_child_with_namespace (stanza, "query", ROSTER);
  GuardContactsAccount *known;

  if (query == NULL || (!is_whole && !purple_strequal (type, "set")) || !is_from_own_server (account, from))
    return FALSE;
  known = guard_contacts_get_account (self, account);
  if (is_whole)
    g_hash_table_remove_all (known->mutual);
  for (xmlnode *item = xmlnode_get_child (query, "item"); item != NULL; item = xmlnode_get_next_twin (item))
    note_item (known, account, item);
  if (is_whole && !guard_people_knows_list (self->people, account))
    note_first_list (self, account, query);
  guard_contacts_publish_soon (self);
  return FALSE;
}

/* The list as libpurple has it. Returns: (transfer container) (element-type utf8) */
static GPtrArray *
list_buddies (PurpleAccount *account)
{
  GPtrArray *listed = g_ptr_array_new_with_free_func (g_free);
  GSList *buddies = purple_find_buddies (account, NULL);

  for (GSList *l = buddies; l != NULL && listed->len < MAX_LISTED; l = l->next)
    g_ptr_array_add (listed, guard_contacts_dup_key (account, purple_buddy_get_name (l->data)));
  g_slist_free (buddies);
  return listed;
}

/* The guard may be switched on while an account is connected. libjabber takes a list that nobody asked for like any other. Until it comes, a
 * moment later, what libpurple has counts: nobody is to become a stranger by that. */
static void
ask_for_list (GuardContacts *self, PurpleConnection *connection)
{
  PurpleAccount *account = purple_connection_get_account (connection);
  GuardContactsAccount *known = guard_contacts_get_account (self, account);
  g_autoptr(GPtrArray) listed = list_buddies (account);
  xmlnode *stanza = xmlnode_new ("iq");

  for (guint i = 0; i < listed->len; i++)
    g_hash_table_add (known->mutual, g_strdup (g_ptr_array_index (listed, i)));
  guard_people_note_list (self->people, account, listed);

  xmlnode_set_attrib (stanza, "type", "get");
  xmlnode_set_attrib (stanza, "id", "purple-guard-list");
  xmlnode_set_namespace (xmlnode_new_child (stanza, "query"), ROSTER);
  purple_signal_emit (purple_connection_get_prpl (connection), "jabber-sending-xmlnode", connection, &stanza);
  if (stanza != NULL)
    xmlnode_free (stanza);
}

/* ---- other protocols ---- */

static gboolean
has_plain_list (PurpleAccount *account)
{
  return !guard_contacts_is_jabber (account) && !guard_contacts_is_unproven (account);
}

static void
note_plain_list (GuardContacts *self, PurpleAccount *account)
{
  GuardContactsAccount *known = guard_contacts_get_account (self, account);
  g_autoptr(GPtrArray) listed = NULL;

  known->list_until_us = 0;
  if (!has_plain_list (account) || guard_people_knows_list (self->people, account))
    return;
  listed = list_buddies (account);
  guard_people_note_list (self->people, account, listed);
  known->list_until_us = g_get_monotonic_time () + LIST_COMES_WITHIN_SECONDS * G_USEC_PER_SEC;
}

static void
on_signed_on (PurpleConnection *connection, gpointer user_data)
{
  note_plain_list (user_data, purple_connection_get_account (connection));
}

static void
on_buddy_added (PurpleBuddy *buddy, gpointer user_data)
{
  GuardContacts *self = user_data;
  PurpleAccount *account = purple_buddy_get_account (buddy);
  g_autofree char *key = NULL;

  if (guard_contacts_get_account (self, account)->list_until_us < g_get_monotonic_time ())
    return;
  key = guard_contacts_dup_key (account, purple_buddy_get_name (buddy));
  guard_people_note (self->people, account, key, GUARD_DEED_LISTED);
}

void
guard_contacts_listen_to_rosters (GuardContacts *self)
{
  PurplePlugin *jabber = purple_plugins_find_with_id ("prpl-jabber");

  if (jabber != NULL)
    purple_signal_connect_priority (jabber, "jabber-receiving-iq", self, PURPLE_CALLBACK (on_jabber_iq), self, G_MININT);
  purple_signal_connect_priority (purple_connections_get_handle (), "signed-on", self, PURPLE_CALLBACK (on_signed_on), self, G_MININT);
  purple_signal_connect (purple_blist_get_handle (), "buddy-added", self, PURPLE_CALLBACK (on_buddy_added), self);

  for (GList *l = purple_connections_get_all (); l != NULL; l = l->next)
    if (!PURPLE_CONNECTION_IS_CONNECTED ((PurpleConnection *) l->data))
      continue;
    else if (guard_contacts_is_jabber (purple_connection_get_account (l->data)))
      ask_for_list (self, l->data);
    else
      on_signed_on (l->data, self);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-contacts-private.h"

/* Who was added or removed by the user: libpurple asks the protocol to do it, and by that is told from what a server puts into the list or takes out
 * of it, which comes by no call. Wrapped as in guard-paths-calls, and above it: what adding says to the other person is looked at there. */

typedef struct
{
  void (*add_buddy) (PurpleConnection *connection, PurpleBuddy *buddy, PurpleGroup *group);
  void (*add_buddies) (PurpleConnection *connection, GList *buddies, GList *groups);
  void (*add_buddy_with_invite) (PurpleConnection *connection, PurpleBuddy *buddy, PurpleGroup *group, const char *message);
  void (*add_buddies_with_invite) (PurpleConnection *connection, GList *buddies, GList *groups, const char *message);
  void (*remove_buddy) (PurpleConnection *connection, PurpleBuddy *buddy, PurpleGroup *group);
  void (*remove_buddies) (PurpleConnection *connection, GList *buddies, GList *groups);
} Calls;

static GHashTable *tables; /* of Calls, by their info */

static const Calls *
find_calls (PurpleConnection *connection)
{
  return g_hash_table_lookup (tables, PURPLE_PLUGIN_PROTOCOL_INFO (purple_connection_get_prpl (connection)));
}

static void
note_added (PurpleBuddy *buddy)
{
  Guard *guard = guard_plugin_get ();
  PurpleAccount *account = purple_buddy_get_account (buddy);
  g_autofree char *key = NULL;

  if (guard == NULL || !guard_contacts_may_trust (account, purple_buddy_get_name (buddy)))
    return;
  key = guard_contacts_dup_key (account, purple_buddy_get_name (buddy));
  guard_people_note (guard->contacts->people, account, key, GUARD_DEED_ADDED);
}

/* Whom the user takes out of the list is nobody known any more; a server that puts them back changes nothing. Somebody may stand in it twice. */
static void
note_removed (PurpleBuddy *buddy)
{
  Guard *guard = guard_plugin_get ();
  PurpleAccount *account = purple_buddy_get_account (buddy);
  GSList *same = purple_find_buddies (account, purple_buddy_get_name (buddy));
  const gboolean is_last = same == NULL || same->next == NULL;
  g_autofree char *key = NULL;

  g_slist_free (same);
  if (guard == NULL || !is_last)
    return;
  key = guard_contacts_dup_key (account, purple_buddy_get_name (buddy));
  guard_people_forget_deeds (guard->contacts->people, account, key);
  guard_contacts_lose (guard->contacts, account, purple_buddy_get_name (buddy));
}

static void
on_add_buddy (PurpleConnection *connection, PurpleBuddy *buddy, PurpleGroup *group)
{
  note_added (buddy);
  find_calls (connection)->add_buddy (connection, buddy, group);
}

static void
on_add_buddies (PurpleConnection *connection, GList *buddies, GList *groups)
{
  for (GList *l = buddies; l != NULL; l = l->next)
    note_added (l->data);
  find_calls (connection)->add_buddies (connection, buddies, groups);
}

static void
on_add_buddy_with_invite (PurpleConnection *connection, PurpleBuddy *buddy, PurpleGroup *group, const char *message)
{
  note_added (buddy);
  find_calls (connection)->add_buddy_with_invite (connection, buddy, group, message);
}

static void
on_add_buddies_with_invite (PurpleConnection *connection, GList *buddies, GList *groups, const char *message)
{
  for (GList *l = buddies; l != NULL; l = l->next)
    note_added (l->data);
  find_calls (connection)->add_buddies_with_invite (connection, buddies, groups, message);
}

static void
on_remove_buddy (PurpleConnection *connection, PurpleBuddy *buddy, PurpleGroup *group)
{
  note_removed (buddy);
  find_calls (connection)->remove_buddy (connection, buddy, group);
}

static void
on_remove_buddies (PurpleConnection *connection, GList *buddies, GList *groups)
{
  for (GList *l = buddies; l != NULL; l = l->next)
    note_removed (l->data);
  find_calls (connection)->remove_buddies (connection, buddies, groups);
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
  WRAP (add_buddy);
  WRAP (add_buddies);
  WRAP (remove_buddy);
  WRAP (remove_buddies);
  if (PURPLE_PROTOCOL_PLUGIN_HAS_FUNC (info, add_buddy_with_invite))
    WRAP (add_buddy_with_invite);
  if (PURPLE_PROTOCOL_PLUGIN_HAS_FUNC (info, add_buddies_with_invite))
    WRAP (add_buddies_with_invite);
}

static void
wrap_all (void)
{
  for (GList *l = purple_plugins_get_protocols (); l != NULL; l = l->next)
    if (PURPLE_PLUGIN_PROTOCOL_INFO ((PurplePlugin *) l->data) != NULL)
      wrap (PURPLE_PLUGIN_PROTOCOL_INFO ((PurplePlugin *) l->data));
}

/* A protocol that was loaded later. */
static void
on_signing_on (PurpleConnection *connection, gpointer user_data)
{
  wrap_all ();
}

void
guard_contacts_wrap_calls (GuardContacts *self)
{
  if (tables == NULL)
    tables = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  wrap_all ();
  purple_signal_connect (purple_connections_get_handle (), "signing-on", self, PURPLE_CALLBACK (on_signing_on), self);
}

/* Whether nothing of ours is left in the table, not even below somebody else's. */
static gboolean
give_back (gpointer key, gpointer value, gpointer user_data)
{
  PurplePluginProtocolInfo *info = key;
  const Calls *calls = value;
  gboolean is_ours = FALSE;

  GIVE_BACK (add_buddy);
  GIVE_BACK (add_buddies);
  GIVE_BACK (remove_buddy);
  GIVE_BACK (remove_buddies);
  if (PURPLE_PROTOCOL_PLUGIN_HAS_FUNC (info, add_buddy_with_invite))
    GIVE_BACK (add_buddy_with_invite);
  if (PURPLE_PROTOCOL_PLUGIN_HAS_FUNC (info, add_buddies_with_invite))
    GIVE_BACK (add_buddies_with_invite);
  return !is_ours;
}

void
guard_contacts_give_calls_back (GuardContacts *self)
{
  g_hash_table_foreach_remove (tables, give_back, NULL);
}

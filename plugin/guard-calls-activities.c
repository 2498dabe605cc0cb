/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-calls-activities.h"

#include "guard-calls-jingle.h"
#include "guard-contacts.h"
#include "guard-files.h"
#include "guard-inbox.h"
#include "guard-notice-calls.h"
#include "store/guard-store.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* All places in libpurple 2.14 and its protocols where somebody else can begin a thing of this kind: a whiteboard (SILC, and plugins), media that are no call
 * (plugins: shared screens), and over XMPP the form of a registration, which libpurple shows whoever sends it. No protocol of libpurple's lists files, runs
 * commands (XEP-0050, XEP-0146) or takes DCC CHAT. */

#define FIRST G_MININT
#define LAST G_MAXINT
#define REGISTRATION "jabber:iq:register"

/* Enough for a person who registers with gateways, one after the other. */
#define MAX_ASKED 16
/* Persons who are told of in a minute; all others are a number in the journal. */
#define MAX_TOLD 16

struct _GuardActivities
{
  Guard *guard;
  GHashTable *starts; /* PurpleWhiteboardPrplOps * -> what its start was */
  GList *unwanted;    /* of Board */
  guint idle_source;
  GQueue asked;       /* of ids: forms that were asked for */
  GHashTable *told;   /* keys of who was told of in the last minute */
  guint n_untold;
  guint minute_source;
};

/* A whiteboard that is to be closed: how it is found, since it may be gone by then. */
typedef struct
{
  PurpleAccount *account;
  char *who;
} Board;

static GuardActivities *attached; /* a whiteboard's start carries no data of ours */
static char handle;

static const struct
{
  const char *name;  /* in the journal */
  const char *words; /* for a person */
} activities[] = {
  [GUARD_ACTIVITY_WHITEBOARD] = { "whiteboard", N_("a whiteboard") },
  [GUARD_ACTIVITY_SCREEN] = { "screen", N_("a shared screen or program") },
  [GUARD_ACTIVITY_FORM] = { "form", N_("a form to fill in that you had not asked for") },
};

/* ---- refusing ---- */

/* @account, @who: (nullable): of many */
static void
note (GuardActivities *self, PurpleAccount *account, const char *who, const char *finding)
{
  GuardJournalEntry *entry = guard_journal_entry_new ("activity-refused");

  if (account != NULL)
    {
      entry->protocol = g_strdup (purple_account_get_protocol_id (account));
      entry->account = g_strdup (purple_account_get_username (account));
      entry->sender = guard_contacts_dup_address (account, who);
      entry->sender_kind = guard_contacts_get_kind (account, who);
    }
  entry->finding = g_strdup (finding);
  entry->action = g_strdup ("refused");
  guard_files_add_journal_entry (self->guard, entry);
}

static gboolean
on_minute (gpointer data)
{
  GuardActivities *self = data;
  g_autofree char *number = g_strdup_printf ("%u", self->n_untold);

  if (self->n_untold > 0)
    note (self, NULL, NULL, number);
  self->n_untold = 0;
  self->minute_source = 0;
  g_hash_table_remove_all (self->told);
  return G_SOURCE_REMOVE;
}

static gboolean
is_first (GuardActivities *self, PurpleAccount *account, const char *who, GuardActivity activity)
{
  g_autofree char *address = guard_contacts_dup_address (account, who);
  g_autofree char *key = g_strdup_printf ("%p %d %s", (void *) account, activity, address);

  if (self->minute_source == 0)
    self->minute_source = g_timeout_add_seconds (60, on_minute, self);
  if (g_hash_table_size (self->told) < MAX_TOLD && g_hash_table_add (self->told, g_steal_pointer (&key)))
    return TRUE;
  self->n_untold++;
  return FALSE;
}

static void
refuse (GuardActivities *self, PurpleAccount *account, const char *who, GuardActivity activity)
{
  if (!is_first (self, account, who, activity))
    return;
  note (self, account, who, activities[activity].name);
  /* Whose things wait opens no conversation by a thing that was refused. */
  if (guard_inbox_get_action (self->guard->inbox, account, who) != GUARD_STRANGER_SHOW)
    guard_inbox_note (self->guard->inbox, account, who, GUARD_WAITING_WINDOW, _(activities[activity].words));
  else
    guard_notice_activity_refused (self->guard, account, who, _(activities[activity].words));
}

gboolean
guard_activities_may_begin (GuardActivities *self, PurpleAccount *account, const char *who, GuardActivity activity)
{
  GuardPolicy policy;

  guard_get_policy (self->guard, &policy);
  if (guard_policy_allows_activity (&policy, guard_contacts_get_kind (account, who)))
    return TRUE;
  refuse (self, account, who, activity);
  return FALSE;
}

/* ---- whiteboards ---- */

static gboolean
on_close_unwanted (gpointer data)
{
  GuardActivities *self = data;

  self->idle_source = 0;
  while (self->unwanted != NULL)
    {
      Board *board = self->unwanted->data;
      PurpleWhiteboard *found = purple_whiteboard_get_session (board->account, board->who);

      self->unwanted = g_list_delete_link (self->unwanted, self->unwanted);
      if (found != NULL)
        purple_whiteboard_destroy (found);
      g_free (board->who);
      g_free (board);
    }
  return G_SOURCE_REMOVE;
}

/* Said while the board is made: its protocol still writes into it, and the client draws, so that it cannot be taken away before they are done. */
static void
on_start (PurpleWhiteboard *board)
{
  GuardActivities *self = attached;
  Board *unwanted;
  void (*theirs) (PurpleWhiteboard *) = self != NULL ? g_hash_table_lookup (self->starts, board->prpl_ops) : NULL;

  if (theirs != NULL)
    theirs (board);
  if (self == NULL || guard_activities_may_begin (self, board->account, board->who, GUARD_ACTIVITY_WHITEBOARD))
    return;
  unwanted = g_new0 (Board, 1);
  unwanted->account = board->account;
  unwanted->who = g_strdup (board->who);
  self->unwanted = g_list_prepend (self->unwanted, unwanted);
  if (self->idle_source == 0)
    self->idle_source = g_idle_add_full (G_PRIORITY_HIGH, on_close_unwanted, self, NULL);
}

static void
interpose (GuardActivities *self)
{
  for (GList *l = purple_plugins_get_protocols (); l != NULL; l = l->next)
    {
      PurpleWhiteboardPrplOps *operations = PURPLE_PLUGIN_PROTOCOL_INFO ((PurplePlugin *) l->data)->whiteboard_prpl_ops;

      if (operations == NULL || operations->start == on_start)
        continue;
      g_hash_table_insert (self->starts, operations, operations->start);
      operations->start = on_start;
    }
}

static void
give_back (GuardActivities *self)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->starts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      PurpleWhiteboardPrplOps *operations = key;

      if (operations->start == on_start)
        operations->start = value;
    }
  g_hash_table_remove_all (self->starts);
}

/* ---- forms over XMPP ---- */

static gboolean
is_registration (const xmlnode *iq, const char *type)
{
  xmlnode *payload = guard_jingle_find_payload (iq);

  return payload != NULL && purple_strequal (iq->name, "iq") && purple_strequal (xmlnode_get_attrib (iq, "type"), type)
         && purple_strequal (payload->name, "query") && purple_strequal (xmlnode_get_namespace (payload), REGISTRATION);
}

static char *
dup_request_key (PurpleConnection *connection, const char *other, const char *id)
{
  return g_strdup_printf ("%p %s %s", (void *) connection, other != NULL ? other : "", id != NULL ? id : "");
}

static void
on_sending_xmlnode (PurpleConnection *connection, xmlnode **stanza, gpointer data)
{
  GuardActivities *self = data;

  if (stanza == NULL || *stanza == NULL || !is_registration (*stanza, "get"))
    return;
  g_queue_push_tail (&self->asked, dup_request_key (connection, xmlnode_get_attrib (*stanza, "to"), xmlnode_get_attrib (*stanza, "id")));
  if (self->asked.length > MAX_ASKED)
    g_free (g_queue_pop_head (&self->asked));
}

/* The account's own server may answer in its own name. */
static gboolean
was_asked (GuardActivities *self, PurpleConnection *connection, const char *from, const char *id)
{
  g_autofree char *key = dup_request_key (connection, from, id);
  g_autofree char *of_server = dup_request_key (connection, NULL, id);
  GList *found = g_queue_find_custom (&self->asked, key, (GCompareFunc) g_strcmp0);

  if (found == NULL && (from == NULL || strchr (from, '@') == NULL))
    found = g_queue_find_custom (&self->asked, of_server, (GCompareFunc) g_strcmp0);
  if (found == NULL)
    return FALSE;
  g_free (found->data);
  g_queue_delete_link (&self->asked, found);
  return TRUE;
}

static gboolean
on_receiving_iq (PurpleConnection *connection, const char *type, const char *id, const char *from, xmlnode *iq, gpointer data)
{
  GuardActivities *self = data;

  if (!is_registration (iq, "result") || was_asked (self, connection, from, id))
    return FALSE;
  refuse (self, purple_connection_get_account (connection), from != NULL ? from : "", GUARD_ACTIVITY_FORM);
  return TRUE;
}

/* ---- life ---- */

void
guard_activities_attach (GuardActivities *self)
{
  PurplePlugin *jabber = purple_plugins_find_with_id ("prpl-jabber");

  attached = self;
  interpose (self);
  if (jabber == NULL)
    return;
  purple_signal_connect_priority (jabber, "jabber-sending-xmlnode", &handle, PURPLE_CALLBACK (on_sending_xmlnode), self, LAST - 1);
  purple_signal_connect_priority (jabber, "jabber-receiving-iq", &handle, PURPLE_CALLBACK (on_receiving_iq), self, FIRST);
}

void
guard_activities_detach (GuardActivities *self)
{
  purple_signals_disconnect_by_handle (&handle);
  give_back (self);
  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_handle_id (&self->minute_source, g_source_remove);
  on_close_unwanted (self);
  attached = NULL;
}

GuardActivities *
guard_activities_new (Guard *guard)
{
  GuardActivities *self = g_new0 (GuardActivities, 1);

  self->guard = guard;
  self->starts = g_hash_table_new (NULL, NULL);
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->asked);
  return self;
}

void
guard_activities_free (GuardActivities *self)
{
  g_hash_table_unref (self->starts);
  g_hash_table_unref (self->told);
  g_queue_clear_full (&self->asked, g_free);
  g_free (self);
}

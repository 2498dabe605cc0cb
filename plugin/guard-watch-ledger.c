/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-watch-ledger.h"

#include "guard-contacts.h"

#define MAX_OPEN 1024

typedef struct
{
  GuardWatchEvent event; /* first: one is the other */
  char *key;
  GList place;
} Row;

struct _GuardWatchLedger
{
  GHashTable *rows; /* key -> Row */
  GQueue order;     /* of Row, by due_us as far as it matters: those postponed go to the end */
};

static char *
dup_key (GuardEvent event, PurpleAccount *account, const char *who)
{
  g_autofree char *address = NULL;

  if (account == NULL || who == NULL)
    return g_strdup_printf ("%d", event);
  address = guard_contacts_dup_address (account, who);
  return g_strdup_printf ("%d %p %s", event, (void *) account, purple_normalize (account, address));
}

static void
free_row (gpointer data)
{
  Row *row = data;

  g_free (row->event.who);
  g_free (row->key);
  g_free (row);
}

GuardWatchEvent *
guard_watch_ledger_find (GuardWatchLedger *self, GuardEvent event, PurpleAccount *account, const char *who)
{
  g_autofree char *key = dup_key (event, account, who);

  return g_hash_table_lookup (self->rows, key);
}

static GuardWatchEvent *
add (GuardWatchLedger *self, char *key, GuardEvent event, PurpleAccount *account, const char *who, gint64 due_us)
{
  Row *row = g_new0 (Row, 1);

  row->event.event = event;
  row->event.account = account;
  row->event.who = account != NULL && who != NULL ? guard_contacts_dup_address (account, who) : NULL;
  row->event.due_us = due_us;
  row->key = key;
  row->place.data = row;
  g_queue_push_tail_link (&self->order, &row->place);
  g_hash_table_insert (self->rows, row->key, row);
  return &row->event;
}

GuardWatchEvent *
guard_watch_ledger_get (GuardWatchLedger *self, GuardEvent event, PurpleAccount *account, const char *who, gint64 due_us)
{
  g_autofree char *key = dup_key (event, account, who);
  GuardWatchEvent *found = g_hash_table_lookup (self->rows, key);

  if (found != NULL)
    return found;
  if (account != NULL && who != NULL && self->order.length >= MAX_OPEN)
    return guard_watch_ledger_get (self, event, NULL, NULL, due_us);
  return add (self, g_steal_pointer (&key), event, account, who, due_us);
}

void
guard_watch_ledger_remove (GuardWatchLedger *self, GuardWatchEvent *event)
{
  Row *row = (Row *) event;

  g_queue_unlink (&self->order, &row->place);
  g_hash_table_remove (self->rows, row->key);
}

GuardWatchEvent *
guard_watch_ledger_peek_due (GuardWatchLedger *self, gint64 now_us)
{
  Row *row = g_queue_peek_head (&self->order);

  return row != NULL && row->event.due_us <= now_us ? &row->event : NULL;
}

void
guard_watch_ledger_postpone (GuardWatchLedger *self, GuardWatchEvent *event, gint64 due_us)
{
  Row *row = (Row *) event;

  event->due_us = due_us;
  g_queue_unlink (&self->order, &row->place);
  g_queue_push_tail_link (&self->order, &row->place);
}

gboolean
guard_watch_ledger_is_empty (GuardWatchLedger *self)
{
  return g_queue_is_empty (&self->order);
}

void
guard_watch_ledger_forget_account (GuardWatchLedger *self, PurpleAccount *account)
{
  for (GList *item = self->order.head, *next = NULL; item != NULL; item = next)
    {
      Row *row = item->data;

      next = item->next;
      if (row->event.account == account)
        guard_watch_ledger_remove (self, &row->event);
    }
}

GuardWatchLedger *
guard_watch_ledger_new (void)
{
  GuardWatchLedger *self = g_new0 (GuardWatchLedger, 1);

  g_queue_init (&self->order);
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_row);
  return self;
}

void
guard_watch_ledger_free (GuardWatchLedger *self)
{
  g_hash_table_unref (self->rows);
  g_free (self);
}

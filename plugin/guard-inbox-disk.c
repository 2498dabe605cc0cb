/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-inbox-disk.h"

#include "guard-chores.h"
#include "guard-inbox.h"
#include "store/guard-waiting.h"

#include <string.h>

#define WRITE_AFTER_MS 1000
/* A flood must not make one transaction of everything. */
#define MAX_ROWS_A_WRITE 250 /* what the main loop makes of them takes about a millisecond */

#define KIND_PERSON "person"
#define KIND_IGNORED "ignored"

static const char * const kinds[GUARD_N_WAITING_KINDS] = {
  [GUARD_WAITING_MESSAGE] = "message",
  [GUARD_WAITING_AUTHORISATION] = "authorisation",
  [GUARD_WAITING_INVITATION] = "invitation",
  [GUARD_WAITING_FILE] = "file",
  [GUARD_WAITING_CALL] = "call",
  [GUARD_WAITING_ATTENTION] = "attention",
  [GUARD_WAITING_WINDOW] = "window",
};

struct _GuardInboxDisk
{
  Guard *guard;
  GuardStrangers *waiting, *ignored;
  GHashTable *rows;    /* id -> GuardWaiting: to be written */
  GHashTable *persons; /* id -> GuardStranger whose counts are to be written */
  GHashTable *is_ignored; /* those of them who are ignored */
  GArray *gone;        /* ids to be removed */
  guint source;
};

guint64
guard_inbox_disk_make_id (void)
{
  /* Positive, and so many that two clients on one profile do not give the same. */
  return ((guint64) g_random_int () << 31 ^ (guint64) g_random_int ()) & G_MAXINT64;
}

static GuardWaiting *
new_row (const GuardStranger *person, guint64 id, const char *kind)
{
  GuardWaiting *row = g_new0 (GuardWaiting, 1);

  row->id = id;
  row->protocol = g_strdup (person->protocol);
  row->account = g_strdup (person->account);
  row->sender = g_strdup (person->address);
  row->kind = g_strdup (kind);
  return row;
}

/* ---- writing ---- */

typedef struct
{
  GPtrArray *rows;
  GArray *gone;
} Batch;

static void
free_batch (gpointer data)
{
  Batch *batch = data;

  g_ptr_array_unref (batch->rows);
  g_array_unref (batch->gone);
  g_free (batch);
}

static void
do_write (GuardStore *store, const GError *store_error, gpointer data)
{
  Batch *batch = data;
  g_autoptr(GError) error = NULL;

  if (store == NULL)
    return;
  if (!guard_waiting_write (store, batch->rows, batch->gone, &error))
    g_warning ("%s", error->message);
}

/* The first number is of what was dropped, the others are of the kinds. */
static char *
dup_counts (const GuardStranger *person)
{
  g_autoptr(GString) counts = g_string_new (NULL);

  g_string_append_printf (counts, "%u", person->n_dropped);
  for (guint i = 0; i < GUARD_N_WAITING_KINDS; i++)
    g_string_append_printf (counts, " %u", person->n_seen[i]);
  return g_string_free (g_steal_pointer (&counts), FALSE);
}

static void
add_person (GuardInboxDisk *self, GPtrArray *rows, const GuardStranger *person)
{
  const gboolean is_ignored = g_hash_table_contains (self->is_ignored, &person->id);
  GuardWaiting *row = new_row (person, person->id, is_ignored ? KIND_IGNORED : KIND_PERSON);

  row->time_us = person->first_us;
  row->said_us = person->last_us;
  row->content = dup_counts (person);
  g_ptr_array_add (rows, row);
}

static gboolean
on_write (gpointer data)
{
  GuardInboxDisk *self = data;
  Batch *batch = g_new0 (Batch, 1);
  GHashTableIter iter;
  gpointer value;

  batch->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_waiting_free);
  batch->gone = g_steal_pointer (&self->gone);
  self->gone = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_hash_table_iter_init (&iter, self->persons);
  while (batch->rows->len < MAX_ROWS_A_WRITE && g_hash_table_iter_next (&iter, NULL, &value))
    {
      add_person (self, batch->rows, value);
      g_hash_table_iter_remove (&iter);
    }
  g_hash_table_iter_init (&iter, self->rows);
  while (batch->rows->len < MAX_ROWS_A_WRITE && g_hash_table_iter_next (&iter, NULL, &value))
    {
      g_hash_table_iter_steal (&iter);
      g_ptr_array_add (batch->rows, value);
    }
  guard_chores_add (self->guard->chores, do_write, NULL, batch, free_batch);
  if (g_hash_table_size (self->persons) + g_hash_table_size (self->rows) > 0)
    return G_SOURCE_CONTINUE;
  self->source = 0;
  return G_SOURCE_REMOVE;
}

static void
write_soon (GuardInboxDisk *self)
{
  if (self->source == 0)
    self->source = g_timeout_add (WRITE_AFTER_MS, on_write, self);
}

void
guard_inbox_disk_put_item (GuardInboxDisk *self, const GuardStranger *person, const GuardStrangersItem *item)
{
  GuardWaiting *row;

  /* A request to be added lives as long as its connection. */
  if (item->kind >= GUARD_N_WAITING_KINDS || item->kind == GUARD_WAITING_AUTHORISATION)
    return;
  row = new_row (person, item->id, kinds[item->kind]);
  row->time_us = item->time_us;
  row->said_us = item->said_us;
  row->flags = item->flags;
  row->who = g_strdup (item->who);
  row->content = g_strdup (item->content);
  g_hash_table_replace (self->rows, &row->id, row);
  write_soon (self);
}

void
guard_inbox_disk_remove (GuardInboxDisk *self, guint64 id)
{
  if (!g_hash_table_remove (self->rows, &id))
    g_array_append_val (self->gone, id);
  write_soon (self);
}

void
guard_inbox_disk_put_person (GuardInboxDisk *self, GuardStranger *person, gboolean is_ignored)
{
  g_hash_table_replace (self->persons, &person->id, person);
  if (is_ignored)
    g_hash_table_add (self->is_ignored, &person->id);
  write_soon (self);
}

void
guard_inbox_disk_remove_person (GuardInboxDisk *self, const GuardStranger *person)
{
  for (const GList *link = person->items.head; link != NULL; link = link->next)
    guard_inbox_disk_remove (self, ((const GuardStrangersItem *) link->data)->id);
  g_hash_table_remove (self->persons, &person->id);
  g_hash_table_remove (self->is_ignored, &person->id);
  g_array_append_val (self->gone, person->id);
  write_soon (self);
}

/* ---- reading ---- */

typedef struct
{
  GuardInboxDisk *disk;
  GPtrArray *rows;
  void (*done) (gpointer user_data);
  gpointer user_data;
} Reading;

static void
do_read (GuardStore *store, const GError *store_error, gpointer data)
{
  Reading *reading = data;
  g_autoptr(GError) error = NULL;

  if (store == NULL)
    return;
  reading->rows = guard_waiting_list (store, &error);
  if (reading->rows == NULL)
    g_warning ("%s", error->message);
}

static void
take_counts (GuardInboxDisk *self, GuardStranger *person, const GuardWaiting *row)
{
  g_auto(GStrv) counts = g_strsplit (row->content != NULL ? row->content : "", " ", GUARD_N_WAITING_KINDS + 1);
  const guint n_counts = g_strv_length (counts);

  /* Somebody has sent more while this was read, or there are two rows of one person: one is enough. */
  if (person->id != 0)
    {
      guard_inbox_disk_remove (self, row->id);
      guard_inbox_disk_put_person (self, person, g_str_equal (row->kind, KIND_IGNORED));
    }
  else
    person->id = row->id;
  person->first_us = row->time_us;
  person->last_us = MAX (person->last_us, row->said_us);
  if (n_counts > 0)
    person->n_dropped += (guint) g_ascii_strtoull (counts[0], NULL, 10);
  for (guint i = 0; i < GUARD_N_WAITING_KINDS && i + 1 < n_counts; i++)
    if (i != GUARD_WAITING_AUTHORISATION)
      person->n_seen[i] += (guint) g_ascii_strtoull (counts[i + 1], NULL, 10);
}

static void
take_item (GuardStrangers *waiting, GuardStranger *person, const GuardWaiting *row)
{
  for (guint i = 0; i < GUARD_N_WAITING_KINDS; i++)
    if (purple_strequal (kinds[i], row->kind))
      {
        GuardStrangersItem *item = guard_strangers_item_new (i, row->who, row->content);

        item->id = row->id;
        item->time_us = row->time_us;
        item->said_us = row->said_us;
        item->flags = row->flags;
        guard_strangers_keep (waiting, person, item);
        return;
      }
}

static void
take_row (GuardInboxDisk *self, const GuardWaiting *row)
{
  const gboolean is_ignored = g_str_equal (row->kind, KIND_IGNORED);
  GuardStrangers *strangers = is_ignored ? self->ignored : self->waiting;
  GuardStranger *person = guard_strangers_add (strangers, row->protocol, row->account, row->sender);

  if (person == NULL)
    return;
  if (is_ignored || g_str_equal (row->kind, KIND_PERSON))
    take_counts (self, person, row);
  else
    take_item (strangers, person, row);
}

static void
on_read (gpointer data)
{
  Reading *reading = data;

  for (guint i = 0; reading->rows != NULL && i < reading->rows->len; i++)
    take_row (reading->disk, g_ptr_array_index (reading->rows, i));
  reading->done (reading->user_data);
}

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->rows, g_ptr_array_unref);
  g_free (reading);
}

/* ---- life ---- */

GuardInboxDisk *
guard_inbox_disk_new (Guard *guard, GuardStrangers *waiting, GuardStrangers *ignored, void (*done) (gpointer user_data), gpointer user_data)
{
  GuardInboxDisk *self = g_new0 (GuardInboxDisk, 1);
  Reading *reading = g_new0 (Reading, 1);

  self->guard = guard;
  self->waiting = waiting;
  self->ignored = ignored;
  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) guard_waiting_free);
  self->persons = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->is_ignored = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->gone = g_array_new (FALSE, FALSE, sizeof (guint64));
  reading->disk = self;
  reading->done = done;
  reading->user_data = user_data;
  guard_chores_add (guard->chores, do_read, on_read, reading, free_reading);
  return self;
}

void
guard_inbox_disk_flush (GuardInboxDisk *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  while (on_write (self) == G_SOURCE_CONTINUE)
    ;
}

void
guard_inbox_disk_free (GuardInboxDisk *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->persons);
  g_hash_table_unref (self->is_ignored);
  g_array_unref (self->gone);
  g_free (self);
}

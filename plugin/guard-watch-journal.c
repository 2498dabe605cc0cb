/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-watch-journal.h"

/* At most one chore is under way, and takes all that waits when it begins: a flood makes its batches longer, not their number. Lines that say
 * the same become one while they wait; when too many different ones wait, those that come are only counted, by kind. */

#define MAX_WAITING 1000
#define MAX_KINDS 64 /* beyond MAX_WAITING */
/* Lines of which a flood may cause many are written once a second. */
#define PAUSE_MS 1000

struct _GuardWatchJournal
{
  GuardChores *chores;
  guint timer;
  gint64 given_us;
  gboolean is_stopped;
  GMutex mutex;         /* guards the rest */
  GPtrArray *waiting;
  GHashTable *repeated; /* what it says -> the line of waiting, lent */
  gboolean is_given;    /* a chore will take what waits */
};

static char *
dup_key (const GuardJournalEntry *entry)
{
  const char *texts[] = {
    entry->kind, entry->protocol, entry->account, entry->sender, entry->name, entry->sha256, entry->true_type, entry->finding, entry->engine,
    entry->signatures, entry->action, entry->choice, entry->place, entry->token, entry->shown
  };
  GString *key = g_string_new (NULL);

  g_string_printf (key, "%d %d %d %" G_GUINT64_FORMAT, entry->sender_kind, entry->verdict, entry->reason, entry->size_bytes);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_string_append_c (key, texts[i] != NULL ? '\n' : '\r');
      g_string_append (key, texts[i] != NULL ? texts[i] : "");
    }
  return g_string_free (key, FALSE);
}

/* What is left of a line when there is no room for it: that there was one. */
static GuardJournalEntry *
reduce (GuardJournalEntry *entry)
{
  g_autoptr(GuardJournalEntry) owned = entry;
  GuardJournalEntry *reduced = guard_journal_entry_new (owned->kind);

  reduced->n_events = owned->n_events;
  return reduced;
}

static void
add_locked (GuardWatchJournal *self, GuardJournalEntry *entry)
{
  g_autoptr(GuardJournalEntry) line = self->waiting->len < MAX_WAITING ? entry : reduce (entry);
  g_autofree char *key = dup_key (line);
  GuardJournalEntry *same = g_hash_table_lookup (self->repeated, key);

  if (same != NULL)
    same->n_events += line->n_events;
  else if (self->waiting->len < MAX_WAITING + MAX_KINDS)
    {
      if (line != entry || guard_journal_entry_may_repeat (line))
        g_hash_table_insert (self->repeated, g_steal_pointer (&key), line);
      g_ptr_array_add (self->waiting, g_steal_pointer (&line));
    }
}

static void
write_lines (GuardStore *store, const GError *store_error, gpointer data)
{
  GuardWatchJournal *self = data;
  g_autoptr(GPtrArray) lines = NULL;
  g_autoptr(GError) error = NULL;

  g_mutex_lock (&self->mutex);
  lines = self->waiting;
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_journal_entry_free);
  g_hash_table_remove_all (self->repeated);
  self->is_given = FALSE;
  g_mutex_unlock (&self->mutex);

  if (store != NULL && !guard_store_add_entries (store, lines, &error))
    g_warning ("The journal could not be written: %s", error->message);
}

static void
give (GuardWatchJournal *self)
{
  gboolean is_given;

  g_clear_handle_id (&self->timer, g_source_remove);
  self->given_us = g_get_monotonic_time ();
  g_mutex_lock (&self->mutex);
  is_given = self->is_given || self->waiting->len == 0;
  self->is_given = self->is_given || self->waiting->len > 0;
  g_mutex_unlock (&self->mutex);
  if (!is_given)
    guard_chores_add (self->chores, write_lines, NULL, self, NULL);
}

static gboolean
on_pause_over (gpointer data)
{
  GuardWatchJournal *self = data;

  self->timer = 0;
  give (self);
  return G_SOURCE_REMOVE;
}

void
guard_watch_journal_add (GuardWatchJournal *self, GuardJournalEntry *entry)
{
  const gboolean may_wait = !self->is_stopped && guard_journal_entry_may_repeat (entry) && g_get_monotonic_time () - self->given_us < PAUSE_MS * 1000;

  g_mutex_lock (&self->mutex);
  add_locked (self, entry);
  g_mutex_unlock (&self->mutex);

  if (!may_wait)
    give (self);
  else if (self->timer == 0)
    self->timer = g_timeout_add (PAUSE_MS, on_pause_over, self);
}

void
guard_watch_journal_stop (GuardWatchJournal *self)
{
  self->is_stopped = TRUE;
  give (self);
}

GuardWatchJournal *
guard_watch_journal_new (GuardChores *chores)
{
  GuardWatchJournal *self = g_new0 (GuardWatchJournal, 1);

  self->chores = chores;
  g_mutex_init (&self->mutex);
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_journal_entry_free);
  self->repeated = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
guard_watch_journal_free (GuardWatchJournal *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_hash_table_unref (self->repeated);
  g_ptr_array_unref (self->waiting);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Lines of the journal under a flood, without a client: nothing is lost, and little waits. */
#include "config.h"

#include "store/fixture.h"

#include "plugin/guard-watch-journal.h"

#define FLOOD 100000

static const struct
{
  const char *label;
  const char *kind;
  guint n_people;
  guint n_rows; /* of the journal at most */
} floods[] = {
  { "one person",             "event-message", 1, 1 },
  { "a few people",           "event-message", 100, 100 },
  { "as many as messages",    "event-message", FLOOD, FLOOD / 2 },
  { "what is not an event",   "file-offered",  FLOOD, FLOOD / 2 },
};

static GuardJournalEntry *
make_entry (const char *kind, guint person)
{
  GuardJournalEntry *entry = guard_journal_entry_new (kind);

  entry->sender = g_strdup_printf ("%u@evil.example", person);
  entry->shown = g_strdup ("notification");
  return entry;
}

static guint
count (Fixture *fixture, const char *kind, guint *n_rows)
{
  g_autoptr(GPtrArray) list = guard_store_list_entries (fixture->store, 0, kind, NULL, 0, NULL);
  guint n_events = 0;

  for (guint i = 0; i < list->len; i++)
    n_events += ((GuardJournalEntry *) list->pdata[i])->n_events;
  *n_rows = list->len;
  return n_events;
}

static void
test_flood (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (floods); i++)
    {
      GuardChores *chores = guard_chores_new (fixture->home);
      GuardWatchJournal *journal = guard_watch_journal_new (chores);
      const gint64 begin_us = g_get_monotonic_time ();
      guint n_before, n_rows, n_events;

      n_events = count (fixture, floods[i].kind, &n_before);
      for (guint j = 0; j < FLOOD; j++)
        guard_watch_journal_add (journal, make_entry (floods[i].kind, j % floods[i].n_people));
      g_test_message ("%s: %.2f us a line", floods[i].label, (double) (g_get_monotonic_time () - begin_us) / FLOOD);
      guard_watch_journal_stop (journal);
      guard_chores_free (chores);
      guard_watch_journal_free (journal);
      n_events = count (fixture, floods[i].kind, &n_rows) - n_events;
      g_test_message ("%s: %u lines of the journal", floods[i].label, n_rows - n_before);
      g_assert_cmpuint (n_events, ==, FLOOD);
      g_assert_cmpuint (n_rows - n_before, <=, floods[i].n_rows);
    }
}

/* What is not a flood is written at once. */
static void
test_at_once (Fixture *fixture, gconstpointer data)
{
  GuardChores *chores = guard_chores_new (fixture->home);
  GuardWatchJournal *journal = guard_watch_journal_new (chores);
  guint n_rows = 0;

  guard_watch_journal_add (journal, make_entry ("file-released", 1));
  g_assert_true (guard_chores_are_pending (chores));
  guard_chores_drain (chores);
  count (fixture, "file-released", &n_rows);
  g_assert_cmpuint (n_rows, ==, 1);
  guard_watch_journal_stop (journal);
  guard_chores_free (chores);
  guard_watch_journal_free (journal);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/plugin/watch-journal/flood", Fixture, NULL, set_up, test_flood, tear_down);
  g_test_add ("/plugin/watch-journal/at-once", Fixture, NULL, set_up, test_at_once, tear_down);
  return g_test_run ();
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* store/guard-store.c with a small journal: a flood drops the oldest rows and says how many. */
#define GUARD_STORE_MAX_ENTRIES 300
#include "../../store/guard-store.c"

#include "fixture.h"

static void
test_flood (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) list = NULL;
  GuardJournalEntry *oldest, *note;

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr(GuardJournalEntry) entry = guard_journal_entry_new ("file-offered");

      g_assert_true (guard_store_add_entry (fixture->store, entry, NULL));
      g_assert_cmpint (entry->id, ==, i + 1);
    }
  list = guard_store_list_entries (fixture->store, 0, NULL, NULL, 0, NULL);
  g_assert_cmpuint (list->len, ==, 300 + 1);
  g_assert_cmpint (((GuardJournalEntry *) list->pdata[0])->id, ==, 1000);
  oldest = list->pdata[299];
  g_assert_cmpint (oldest->id, ==, 701);
  note = list->pdata[300];
  g_assert_cmpstr (note->kind, ==, "journal-trimmed");
  g_assert_cmpstr (note->finding, ==, "700");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/bounds/flood", Fixture, NULL, set_up, test_flood, tear_down);
  return g_test_run ();
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* store/guard-store.c with a small journal: a flood drops the oldest rows and says how many. */
#define GUARD_STORE_MAX_ENTRIES 300
#include "../../store/guard-store.c"

#include "fixture.h"

/* The oldest go, three more than need be. */
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
  g_assert_cmpuint (list->len, ==, 297 + 1);
  g_assert_cmpint (((GuardJournalEntry *) list->pdata[0])->id, ==, 1000);
  oldest = list->pdata[296];
  g_assert_cmpint (oldest->id, ==, 704);
  note = list->pdata[297];
  g_assert_cmpstr (note->kind, ==, "journal-trimmed");
  g_assert_cmpstr (note->finding, ==, "703");
}

/* Who writes what: first those that were there before the flood, then the flood. */
static const struct
{
  const char *label;
  const char *kind, *sender;
  GuardSenderKind sender_kind;
  gboolean has_many_senders;
} floods[] = {
  { "one person's offers",           "file-offered",     "mallory@evil.example", GUARD_SENDER_STRANGER, FALSE },
  { "a contact's offers",            "file-offered",     "bob@localhost",        GUARD_SENDER_CONTACT, FALSE },
  { "events of many strangers",      "event-message",    "m@evil.example",       GUARD_SENDER_STRANGER, TRUE },
  { "events of many contacts",       "event-message",    "c@localhost",          GUARD_SENDER_CONTACT, TRUE },
  { "offers of many strangers",      "file-offered",     "m@evil.example",       GUARD_SENDER_STRANGER, TRUE },
};

static void
add_line (Fixture *fixture, const char *kind, const char *sender, GuardSenderKind sender_kind)
{
  g_autoptr(GuardJournalEntry) entry = guard_journal_entry_new (kind);

  entry->sender = g_strdup (sender);
  entry->sender_kind = sender_kind;
  g_assert_true (guard_store_add_entry (fixture->store, entry, NULL));
}

static guint
count_lines (Fixture *fixture, const char *kind)
{
  g_autoptr(GPtrArray) list = guard_store_list_entries (fixture->store, 0, kind, NULL, 0, NULL);

  return list->len;
}

/* Nobody pushes out what others have caused, and what the guard did is kept longer than what merely came. */
static void
test_shares (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (floods); i++)
    {
      g_autofree char *kept = g_strdup_printf ("file-quarantined-%" G_GSIZE_FORMAT, i);

      for (guint j = 0; j < 5; j++)
        add_line (fixture, kept, "alice@localhost", GUARD_SENDER_CONTACT);
      for (guint j = 0; j < 1000; j++)
        {
          g_autofree char *sender = floods[i].has_many_senders ? g_strdup_printf ("%u%s", j, floods[i].sender) : g_strdup (floods[i].sender);

          add_line (fixture, floods[i].kind, sender, floods[i].sender_kind);
        }
      g_test_message ("%s: %u lines of others", floods[i].label, count_lines (fixture, kept));
      g_assert_cmpuint (count_lines (fixture, kept), ==, 5);
      g_assert_cmpuint (count_lines (fixture, NULL), <=, 300 + TRIM_EVERY + 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/bounds/flood", Fixture, NULL, set_up, test_flood, tear_down);
  g_test_add ("/store/bounds/shares", Fixture, NULL, set_up, test_shares, tear_down);
  return g_test_run ();
}

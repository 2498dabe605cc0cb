/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"
#include "store/guard-store.h"

/* Leaving while things are open: each offer is answered once and noted once, nothing crashes. */

static GuardStage *stage;

static guint
count_entries (GuardPerson *person, const char *kind)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardStore) store = guard_store_open (guard_person_get_guard_home (person), &error);
  g_autoptr(GPtrArray) entries = NULL;

  g_assert_no_error (error);
  entries = guard_store_list_entries (store, 0, kind, NULL, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      GuardJournalEntry *entry = g_ptr_array_index (entries, i);

      g_test_message ("%s %s %s %s", entry->kind, entry->name, entry->action, entry->choice);
    }
  return entries->len;
}

static void
test_open_offers (void)
{
  static const char * const names[] = { "one.txt", "two.txt", "three.txt", "four.txt" };
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_PROSODY, TRUE);

  guard_person_await (bob, "^BUDDY alice@localhost signed-on", 10);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = guard_stage_make_text (stage, names[i], 100);

      guard_person_do (bob, "send-file alice@localhost/desk %s", file);
      guard_person_await (alice, "^XFER requested", 10);
    }
  guard_person_sync (alice);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  g_assert_cmpuint (count_entries (alice, "file-offered"), ==, G_N_ELEMENTS (names));
  g_assert_cmpuint (count_entries (alice, "file-refused"), ==, G_N_ELEMENTS (names));
  guard_person_quit (bob);
}

/* Within the first moments the store is just being opened. */
static void
test_at_once (void)
{
  for (guint i = 0; i < 12; i++)
    {
      g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);

      guard_person_start (alice);
      guard_person_load_guard (alice);
      g_assert_cmpint (guard_person_quit (alice), ==, 0);
    }
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/quit/open-offers", test_open_offers);
  g_test_add_func ("/quit/at-once", test_at_once);
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

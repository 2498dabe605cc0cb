/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desk.h"
#include "store/guard-store.h"

/* Real Finch in a terminal: an offer asked, accepted, released; an infected one kept back; closing the question refuses. */

static GuardStage *stage;

static GuardFinch *
arrive (GuardPerson *alice, GuardPerson *bob)
{
  GuardFinch *finch = guard_finch_start (stage, alice);

  guard_person_await (bob, "^BUDDY alice@localhost signed-on", 20);
  return finch;
}

static void
await_offer (GuardFinch *finch, const char *name)
{
  guard_finch_await (finch, "File offer", 20);
  guard_finch_key (finch, "M-n"); /* Finch opens a new window behind the one that has the keys */
  guard_finch_await (finch, name, 5);
}

/* The third button, then the save dialog, whose last button is "Select"; the name and the folder are there already. */
static void
accept (GuardFinch *finch)
{
  guard_finch_key (finch, "Tab");
  guard_finch_key (finch, "Tab");
  guard_finch_key (finch, "Enter");
  guard_finch_await (finch, "Where should the file appear", 10);
  guard_finch_key (finch, "BTab");
  guard_finch_key (finch, "Enter");
}

static void
test_release (void)
{
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autofree char *file = guard_stage_make_text (stage, "holiday-plan.txt", 20000);
  g_autofree char *place = guard_person_download (alice, "holiday-plan.txt");
  g_autoptr(GuardFinch) finch = arrive (alice, bob);

  guard_person_do (bob, "send-file alice@localhost/desk %s", file);
  await_offer (finch, "holiday-plan.txt");
  guard_finch_take_picture (finch, "finch-offer");
  accept (finch);
  guard_await_file (place, TRUE, 60);
  guard_assert_same_content (place, file);
  guard_finch_await (finch, "nothing known found", 10);
  guard_finch_take_picture (finch, "finch-released");
}

static void
test_infected (void)
{
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autofree char *file = guard_stage_make_infected (stage, "invoice.txt");
  g_autofree char *place = guard_person_download (alice, "invoice.txt");
  g_autoptr(GuardFinch) finch = arrive (alice, bob);

  guard_person_do (bob, "send-file alice@localhost/desk %s", file);
  await_offer (finch, "invoice.txt");
  accept (finch);
  guard_finch_await (finch, "Infected file", 60);
  guard_finch_key (finch, "M-n");
  guard_finch_take_picture (finch, "finch-infected");
  guard_assert_absent (place);
  guard_person_await_held (alice, 1, 5);
}

/* M-c closes a window; libpurple calls no callback then. The sender must hear of it all the same. */
static void
test_closed (void)
{
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autofree char *file = guard_stage_make_text (stage, "unwanted.txt", 2000);
  g_autoptr(GuardFinch) finch = arrive (alice, bob);

  guard_person_do (bob, "send-file alice@localhost/desk %s", file);
  await_offer (finch, "unwanted.txt");
  guard_finch_key (finch, "M-c");
  guard_person_await (bob, "^XFER destroyed ", 20);
  g_assert_false (guard_finch_shows (finch, "File offer"));
  guard_person_await_held (alice, 0, 5);
}

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

/* M-q while offers are open: each is refused, and noted, once. */
static void
test_quit (void)
{
  static const char * const names[] = { "one.txt", "two.txt", "three.txt", "four.txt" };
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  GuardFinch *finch = arrive (alice, bob);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = guard_stage_make_text (stage, names[i], 100);

      guard_person_do (bob, "send-file alice@localhost/desk %s", file);
    }
  guard_finch_await (finch, "File offer", 20);
  g_usleep (G_USEC_PER_SEC);
  guard_finch_key (finch, "M-q");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    guard_person_await (bob, "^XFER destroyed ", 20);
  g_usleep (G_USEC_PER_SEC);
  guard_finch_stop (finch);
  g_assert_cmpuint (count_entries (alice, "file-refused"), ==, G_N_ELEMENTS (names));
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/clients/finch/release", test_release);
  g_test_add_func ("/clients/finch/infected", test_infected);
  g_test_add_func ("/clients/finch/closed", test_closed);
  g_test_add_func ("/clients/finch/quit", test_quit);
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

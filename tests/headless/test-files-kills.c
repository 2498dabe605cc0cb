/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

/* The client is killed (SIGKILL) while it receives, while the file is scanned, while it is released. Nothing is ever at the chosen
 * place that was not scanned, or only in part; and the next start finds what is held and goes on with it. */

#define SOON 20.0
#define N_RELEASES 6 /* kills at different moments of a release */

static GuardStage *stage;

static GuardPerson *
bob_arrives (GuardPerson *alice, gboolean in_band)
{
  GuardPerson *bob = guard_person_new (stage, "bob", GUARD_ON_PROSODY);
  guard_person_start (bob);
  if (in_band)
    guard_person_load_test_plugin (bob, "in-band-only");
  guard_person_login (bob);
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", SOON);
  guard_person_do (alice, "open bob@localhost");
  return bob;
}

static void
come_back (GuardPerson *alice)
{
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
}

/* The rest of a transfer that broke off is nothing to keep. */
static void
test_receiving (void)
{
  g_autoptr (GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_PROSODY, TRUE);
  g_autoptr (GuardPerson) bob = bob_arrives (alice, TRUE);
  g_autofree char *file = guard_stage_make_text (stage, "long.txt", 20 * 1000 * 1000);
  g_autofree char *saved = guard_person_download (alice, "long.txt");
  guard_person_do (bob, "send-file alice@localhost/desk %s", file);
  guard_person_accept_offer (alice, guard_person_await_offer (alice, "long.txt"), saved);
  guard_person_await (alice, "^XFER flowing", SOON);
  guard_person_kill (alice);
  g_assert_cmpuint (guard_person_count_downloads (alice), ==, 0);
  come_back (alice);
  guard_person_await_held (alice, 0, SOON);
  g_assert_cmpuint (guard_person_count_downloads (alice), ==, 0);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (alice, "file-broken-off", "long.txt", SOON);
  g_assert_cmpstr (entry->sender, ==, "bob@localhost");
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

/* Held, not scanned; the next start scans it, and acts on what it finds. */
static void
test_scanning (gconstpointer data)
{
  gboolean is_infected = GPOINTER_TO_INT (data);
  g_autofree char *marker = g_build_filename (stage->folder, is_infected ? "scan-started-bad" : "scan-started", NULL);
  g_autofree char *slow = guard_stage_make_scanner (stage, marker, 30);
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  guard_person_set_env (alice, "PURPLE_GUARD_SCANNER", slow);
  come_back (alice);
  g_autoptr (GuardPerson) bob = bob_arrives (alice, FALSE);
  g_autofree char *file = is_infected ? guard_stage_make_infected (stage, "list.txt") : guard_stage_make_text (stage, "list.txt", 50000);
  g_autofree char *saved = guard_person_download (alice, "list.txt");
  guard_person_do (bob, "send-file alice@localhost/desk %s", file);
  guard_person_accept_offer (alice, guard_person_await_offer (alice, "list.txt"), saved);
  guard_person_await (alice, "^CONV bob.*list.txt.*(will be|is being) scanned", SOON);
  guard_person_kill (alice);
  guard_assert_absent (saved);
  g_assert_cmpuint (guard_person_count_held (alice, NULL), ==, 1);
  guard_person_set_env (alice, "PURPLE_GUARD_SCANNER", g_getenv ("PURPLE_GUARD_SCANNER"));
  come_back (alice);
  if (is_infected)
    {
      guard_person_await (alice, "^NOTIFY warning .*list.txt.*infected", SOON);
      g_assert_cmpuint (guard_person_count_downloads (alice), ==, 0);
      g_assert_cmpuint (guard_person_count_held (alice, NULL), ==, 1);
    }
  else
    {
      guard_await_file (saved, TRUE, SOON);
      guard_assert_same_content (saved, file);
      guard_person_await_held (alice, 0, SOON);
      g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (alice, "file-released", "list.txt", SOON);
      g_assert_cmpint (entry->verdict, ==, GUARD_VERDICT_NOTHING_FOUND);
    }
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

/* Another file system than the holding folder's, so that a release is a copy and takes its time. */
static char *
other_file_system (void)
{
  GStatBuf here, there;
  if (g_stat (stage->folder, &here) != 0 || g_stat ("/dev/shm", &there) != 0 || here.st_dev == there.st_dev || g_access ("/dev/shm", W_OK) != 0)
    return NULL;
  char *folder = g_strdup ("/dev/shm/guard-story-XXXXXX");
  g_assert_nonnull (g_mkdtemp (folder));
  return folder;
}

static guint
count_entries_of (const char *folder)
{
  guint n = 0;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Killed as soon as anything appears beside the chosen place, then a little later each time. */
static void
kill_while_releasing (guint round, const char *folder, gboolean *was_whole)
{
  g_autoptr (GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_PROSODY, TRUE);
  g_autoptr (GuardPerson) bob = bob_arrives (alice, FALSE);
  g_autofree char *name = g_strdup_printf ("film-%u.txt", round);
  g_autofree char *file = guard_stage_make_text (stage, name, 30 * 1000 * 1000);
  g_autofree char *saved = g_build_filename (folder, name, NULL);
  guard_person_do (bob, "send-file alice@localhost/desk %s", file);
  guard_person_accept_offer (alice, guard_person_await_offer (alice, name), saved);
  gint64 end = g_get_monotonic_time () + (gint64) (40 * G_USEC_PER_SEC);
  while (count_entries_of (folder) == 0 && g_get_monotonic_time () < end)
    g_usleep (1000);
  g_usleep (round * 40 * 1000);
  guard_person_kill (alice);
  g_assert_cmpuint (count_entries_of (folder), >, 0);
  *was_whole = g_file_test (saved, G_FILE_TEST_EXISTS);
  if (*was_whole)
    guard_assert_same_content (saved, file); /* the name appears only with the whole file behind it */
  else
    g_assert_cmpuint (guard_person_count_held (alice, NULL), ==, 1);
  come_back (alice);
  /* The half-written copy goes, and the file comes. */
  guard_await_file (saved, TRUE, 40);
  guard_assert_same_content (saved, file);
  guard_person_await_held (alice, 0, SOON);
  g_assert_cmpuint (count_entries_of (folder), ==, 1);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  g_remove (saved);
}

static void
test_releasing (void)
{
  g_autofree char *folder = other_file_system ();
  guint n_partial = 0;
  if (folder == NULL)
    {
      g_test_skip ("no second file system to release to");
      return;
    }
  for (guint round = 0; round < N_RELEASES; round++)
    {
      gboolean was_whole = FALSE;
      kill_while_releasing (round, folder, &was_whole);
      if (!was_whole)
        n_partial++;
    }
  g_rmdir (folder);
  g_test_message ("%u of %d kills came before the file was whole", n_partial, N_RELEASES);
  g_assert_cmpuint (n_partial, >, 0); /* else this test has tested nothing */
}

/* Scanners of this stage: they name its signatures in their command line. */
static guint
count_scanners (void)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  g_autofree char *database = g_strdup_printf ("--database=%s", stage->signatures);
  guint n_scanners = 0;
  for (const char *name = g_dir_read_name (processes); name != NULL; name = g_dir_read_name (processes))
    {
      g_autofree char *path = g_build_filename ("/proc", name, "cmdline", NULL);
      g_autofree char *words = NULL;
      gsize n_bytes = 0;
      if (g_ascii_isdigit (*name) && g_file_get_contents (path, &words, &n_bytes, NULL) && memmem (words, n_bytes, database, strlen (database)) != NULL)
        n_scanners++;
    }
  return n_scanners;
}

static void
await_no_scanner (double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  while (count_scanners () > 0 && g_get_monotonic_time () < end)
    g_usleep (20 * 1000);
  g_assert_cmpuint (count_scanners (), ==, 0);
}

/* Where the client has died, the scanner does not stay (S8). */
static void
test_scanner_ends (void)
{
  /* A client of an earlier story was killed between starting a scanner and meeting it; such a scanner waits a while. */
  await_no_scanner (30);
  g_autoptr (GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_PROSODY, TRUE);
  g_autoptr (GuardPerson) bob = bob_arrives (alice, FALSE);
  g_autofree char *file = guard_stage_make_text (stage, "list.txt", 1000);
  g_autofree char *saved = guard_person_download (alice, "list.txt");
  guard_person_do (bob, "send-file alice@localhost/desk %s", file);
  guard_person_accept_offer (alice, guard_person_await_offer (alice, "list.txt"), saved);
  guard_await_file (saved, TRUE, SOON);
  g_assert_cmpuint (count_scanners (), >, 0);
  guard_person_kill (alice);
  await_no_scanner (5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/files/kills/receiving", test_receiving);
  g_test_add_data_func ("/files/kills/scanning/nothing-found", GINT_TO_POINTER (FALSE), test_scanning);
  g_test_add_data_func ("/files/kills/scanning/infected", GINT_TO_POINTER (TRUE), test_scanning);
  g_test_add_func ("/files/kills/releasing", test_releasing);
  g_test_add_func ("/files/kills/scanner-ends", test_scanner_ends);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

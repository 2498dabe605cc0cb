/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "scanning.h"

#include "scanner/guard-packet.h"
#include "scanner/guard-place.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* When the scanner begins, ends, dies, and what happens when its signatures change. */

static GuardScan *
ready_scan (Place *place)
{
  GuardScan *scan = scan_new (place);

  guard_scan_warm_up (scan);
  g_assert_true (wait_for_state (scan, GUARD_ENGINE_READY, 10000));
  return scan;
}

/* Slow files need the scanner that obeys them. */
static Place *
place_with_slow_files (void)
{
  use_malicious_scanner ();
  return place_new ();
}

static void
test_starts_by_itself_and_ends_with_its_client (void)
{
  Place *place = place_new ();
  GuardScan *scan = scan_new (place);
  pid_t scanner;

  g_assert_cmpint (guard_scan_get_status (scan)->state, ==, GUARD_ENGINE_OFF);
  run_loop_ms (100);
  g_assert_cmpint (place_scanner (place), ==, 0);
  guard_scan_warm_up (scan);
  g_assert_true (wait_for_state (scan, GUARD_ENGINE_READY, 10000));
  g_assert_cmpuint (guard_scan_get_status (scan)->n_signatures, ==, 2);
  g_assert_true (g_str_has_suffix (guard_scan_get_status (scan)->sandbox, "seccomp"));
  scanner = place_scanner (place);
  g_assert_cmpint (scanner, >, 0);
  guard_scan_free (scan);
  g_assert_true (wait_until_gone (scanner, 2000));
  place_free (place);
}

static guint
count_threads (pid_t process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", (int) process);
  GDir *tasks = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (tasks != NULL && g_dir_read_name (tasks) != NULL)
    n++;
  g_clear_pointer (&tasks, g_dir_close);
  return n;
}

/* Neither end brings threads: forking would be unsafe in the one, and the other is a guest in somebody's client. */
static void
test_one_thread (void)
{
  Place *place = place_new ();
  GuardScan *scan = ready_scan (place);

  g_assert_cmpint (scan_path (scan, TESTFILES "/clam.exe").verdict, ==, GUARD_VERDICT_INFECTED);
  g_assert_cmpuint (count_threads (place_scanner (place)), ==, 1);
  g_assert_cmpuint (count_threads (getpid ()), ==, 1);
  guard_scan_free (scan);
  place_free (place);
}

static void
test_two_clients_one_scanner (void)
{
  Place *place = place_new ();
  GuardScan *one = scan_new (place), *other = scan_new (place);
  Answer answers[2];
  pid_t scanner;

  /* both at once: each finds no scanner and starts one; one of them stays */
  scan_later (one, TESTFILES "/clam.exe", NULL, &answers[0]);
  scan_later (other, TESTFILES "/clam.zip", NULL, &answers[1]);
  wait_for_answer (&answers[0]);
  wait_for_answer (&answers[1]);
  assert_verdict (&answers[0].result, GUARD_VERDICT_INFECTED, GUARD_REASON_NONE, "one");
  assert_verdict (&answers[1].result, GUARD_VERDICT_INFECTED, GUARD_REASON_NONE, "other");
  scanner = place_scanner (place);
  guard_scan_free (one);
  run_loop_ms (200);
  g_assert_cmpint (place_scanner (place), ==, scanner);
  guard_scan_free (other);
  g_assert_true (wait_until_gone (scanner, 2000));
  place_free (place);
}

static void
test_linger_and_idle (void)
{
  Place *place = place_new ();
  GuardScanOptions options = { .database_dir = place->database, .linger = TRUE };
  GuardScan *scan;
  pid_t scanner;

  g_setenv ("PURPLE_GUARD_SCANNER_IDLE_SECONDS", "2", TRUE);
  scan = guard_scan_new (&options);
  guard_scan_warm_up (scan);
  g_assert_true (wait_for_state (scan, GUARD_ENGINE_READY, 10000));
  scanner = place_scanner (place);
  guard_scan_free (scan);
  run_loop_ms (500);
  g_assert_true (is_alive (scanner));
  g_assert_true (wait_until_gone (scanner, 5000));

  /* nor does it linger without signatures */
  g_assert_true (run_shell (place->database, "rm -f *"));
  scan = guard_scan_new (&options);
  guard_scan_warm_up (scan);
  g_assert_true (wait_for_state (scan, GUARD_ENGINE_UNAVAILABLE, 10000));
  scanner = place_scanner (place);
  guard_scan_free (scan);
  g_assert_true (wait_until_gone (scanner, 1500));
  place_write_signatures (place);

  /* idle with a client: it goes too, and comes back for the next file */
  scan = ready_scan (place);
  g_assert_true (wait_for_state (scan, GUARD_ENGINE_OFF, 6000));
  g_assert_cmpint (scan_path (scan, TESTFILES "/clam.exe").verdict, ==, GUARD_VERDICT_INFECTED);
  guard_scan_free (scan);
  g_unsetenv ("PURPLE_GUARD_SCANNER_IDLE_SECONDS");
  place_free (place);
}

static void
test_killed_before (void)
{
  Place *place = place_new ();
  GuardScan *scan = ready_scan (place);
  GuardScanResult result;

  kill (place_scanner (place), SIGKILL);
  result = scan_path (scan, TESTFILES "/clam.exe");
  assert_verdict (&result, GUARD_VERDICT_INFECTED, GUARD_REASON_NONE, "killed before");
  guard_scan_free (scan);
  g_assert_true (run_shell (place->cache, "rm -rf purple-guard/scan/w-*"));
  place_free (place);
}

static void
test_killed_during (void)
{
  Place *place = place_with_slow_files ();
  GuardScan *scan = ready_scan (place);
  g_autofree char *path = place_slow_file (place, "long", 2);
  Answer bad, good;
  guint n_kills = 0;

  scan_later (scan, path, NULL, &bad);
  scan_later (scan, TESTFILES "/clam.zip", NULL, &good);
  for (guint i = 0; i < 200 && !bad.is_done; i++)
    {
      run_loop_ms (60);
      /* under the long file only: the first answer is due to the other */
      if ((n_kills == 0 || good.is_done) && !bad.is_done && place_scanner (place) > 0 && guard_scan_get_status (scan)->state == GUARD_ENGINE_READY)
        {
          kill (place_scanner (place), SIGKILL);
          n_kills++;
        }
    }
  g_assert_cmpuint (n_kills, ==, 2);
  g_assert_true (good.is_done);
  assert_verdict (&good.result, GUARD_VERDICT_INFECTED, GUARD_REASON_NONE, "the other file");
  assert_verdict (&bad.result, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_WORKER_DIED, "the scanner died under it twice");

  /* and now in peace */
  g_assert_cmpint (scan_path (scan, path).verdict, ==, GUARD_VERDICT_NOTHING_FOUND);
  guard_scan_free (scan);
  g_assert_true (run_shell (place->cache, "rm -rf purple-guard/scan/w-*"));
  place_free (place);
}

static void
test_killed_again_and_again (void)
{
  Place *place = place_with_slow_files ();
  GuardScan *scan = ready_scan (place);
  g_autofree char *path = place_slow_file (place, "long", 2);
  Answer answers[8];

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    scan_later (scan, path, NULL, &answers[i]);
  for (guint i = 0; i < 200 && guard_scan_get_status (scan)->state != GUARD_ENGINE_UNAVAILABLE; i++)
    {
      run_loop_ms (60);
      if (guard_scan_get_status (scan)->state == GUARD_ENGINE_READY && place_scanner (place) > 0)
        kill (place_scanner (place), SIGKILL);
    }
  g_assert_cmpint (guard_scan_get_status (scan)->reason, ==, GUARD_REASON_ENGINE_GONE);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      wait_for_answer (&answers[i]);
      g_assert_cmpint (answers[i].result.verdict, !=, GUARD_VERDICT_NOTHING_FOUND);
    }
  /* it resumes by itself */
  g_assert_true (wait_for_state (scan, GUARD_ENGINE_OFF, 8000));
  g_assert_cmpint (scan_path (scan, TESTFILES "/clam.exe").verdict, ==, GUARD_VERDICT_INFECTED);
  guard_scan_free (scan);
  g_assert_true (run_shell (place->cache, "rm -rf purple-guard/scan/w-*"));
  place_free (place);
}

static void
test_leftovers_are_swept (void)
{
  Place *place = place_new ();
  GuardScan *scan;

  g_assert_true (run_shell (place->cache, "mkdir -p purple-guard/scan/w-abcdef/deep/er && touch purple-guard/scan/w-abcdef/deep/file && chmod 700 purple-guard/scan"));
  /* too young to be swept, in case its scanner is just being born */
  scan = ready_scan (place);
  guard_scan_free (scan);
  g_assert_true (run_shell (place->cache, "test -d purple-guard/scan/w-abcdef && rm -r purple-guard/scan/w-abcdef"));
  place_free (place);
}

static void
test_cancel (void)
{
  Place *place = place_with_slow_files ();
  GuardScan *scan = ready_scan (place);
  g_autofree char *path = place_slow_file (place, "long", 2);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Answer cancelled, next;
  gint64 since;

  scan_later (scan, path, cancellable, &cancelled);
  scan_later (scan, TESTFILES "/clam.exe", NULL, &next);
  run_loop_ms (100);
  since = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  wait_for_answer (&cancelled);
  g_assert_true (cancelled.is_cancelled);
  wait_for_answer (&next);
  assert_verdict (&next.result, GUARD_VERDICT_INFECTED, GUARD_REASON_NONE, "the next");
  g_assert_cmpint (g_get_monotonic_time () - since, <, 500000); /* the long one was not waited for */
  guard_scan_free (scan);
  place_free (place);
}

static void
test_free_with_scans_pending (void)
{
  Place *place = place_with_slow_files ();
  GuardScan *scan = ready_scan (place);
  g_autofree char *path = place_slow_file (place, "long", 2);
  Answer answers[3];
  pid_t scanner = place_scanner (place);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    scan_later (scan, path, NULL, &answers[i]);
  run_loop_ms (80);
  guard_scan_free (scan);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      wait_for_answer (&answers[i]);
      g_assert_true (answers[i].is_cancelled);
    }
  g_assert_true (wait_until_gone (scanner, 2000)); /* with the worker */
  place_free (place);
}

/* A client dies by SIGKILL while a child of its own, forked without exec, keeps its descriptors. */
static void
test_dead_client_with_living_child (void)
{
  Place *place = place_with_slow_files ();
  g_autofree char *path = place_slow_file (place, "long", 2);
  int ready[2];
  pid_t client, child = 0, scanner;

  g_assert_cmpint (pipe (ready), ==, 0);
  client = fork ();
  if (client == 0)
    {
      GuardScan *scan = ready_scan (place);
      Answer answer;

      scan_later (scan, path, NULL, &answer);
      run_loop_ms (50);
      child = fork ();
      if (child == 0)
        for (;;)
          pause ();
      if (write (ready[1], &child, sizeof child) != sizeof child)
        _exit (1);
      for (;;)
        pause ();
    }
  g_assert_cmpint (read (ready[0], &child, sizeof child), ==, sizeof child);
  scanner = place_scanner (place);
  g_assert_cmpint (scanner, >, 0);
  kill (client, SIGKILL);
  waitpid (client, NULL, 0);
  g_assert_true (wait_until_gone (scanner, 2000));
  g_assert_true (is_alive (child));
  kill (child, SIGKILL);
  close (ready[0]);
  close (ready[1]);
  place_free (place);
}

/* --- signatures --- */

static gboolean
wait_for_signatures (GuardScan *scan, guint n)
{
  for (guint i = 0; i < 500 && guard_scan_get_status (scan)->n_signatures != n; i++)
    run_loop_ms (20);
  return guard_scan_get_status (scan)->n_signatures == n;
}

static void
test_no_signatures_then_some (void)
{
  Place *place = place_new ();
  GuardScan *scan;
  GuardScanResult result;

  g_assert_true (run_shell (place->database, "rm -f *"));
  scan = scan_new (place);
  result = scan_path (scan, "/etc/passwd");
  assert_verdict (&result, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_NO_SIGNATURES, "empty folder");
  g_assert_cmpint (guard_scan_get_status (scan)->state, ==, GUARD_ENGINE_UNAVAILABLE);
  place_write_signatures (place);
  g_assert_true (wait_for_state (scan, GUARD_ENGINE_READY, 10000));
  g_assert_cmpint (scan_path (scan, TESTFILES "/clam.exe").verdict, ==, GUARD_VERDICT_INFECTED);
  guard_scan_free (scan);
  place_free (place);
}

static void
test_no_folder (void)
{
  Place *place = place_new ();
  GuardScan *scan;
  GuardScanResult result;

  g_assert_true (run_shell (place->root, "rm -r database"));
  scan = scan_new (place);
  result = scan_path (scan, "/etc/passwd");
  assert_verdict (&result, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_NO_SIGNATURES, "no folder");
  g_assert_true (run_shell (place->root, "mkdir database"));
  place_write_signatures (place);
  g_assert_true (wait_for_state (scan, GUARD_ENGINE_OFF, 10000)); /* another scanner, with a lock on the new folder, may look */
  g_assert_cmpint (scan_path (scan, TESTFILES "/clam.exe").verdict, ==, GUARD_VERDICT_INFECTED);
  guard_scan_free (scan);
  place_free (place);
}

static void
test_bad_signatures (void)
{
  Place *place = place_new ();
  GuardScan *scan;
  GuardScanResult result;

  g_assert_true (run_shell (place->database, "echo 'not:a:signature' > bad.ndb"));
  scan = scan_new (place);
  result = scan_path (scan, "/etc/passwd");
  assert_verdict (&result, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_BAD_SIGNATURES, "one bad line");
  g_assert_true (run_shell (place->database, "rm bad.ndb"));
  g_assert_true (wait_for_state (scan, GUARD_ENGINE_READY, 10000));
  guard_scan_free (scan);
  place_free (place);
}

/* The new ones come while a file is looked at, a bad set keeps the old, an empty folder too. */
static void
test_signatures_change (void)
{
  Place *place = place_with_slow_files ();
  GuardScan *scan = ready_scan (place);
  g_autofree char *own = place_file (place, "own", "a text that nobody knows yet", -1);
  g_autofree char *path = place_slow_file (place, "long", 2);
  pid_t scanner = place_scanner (place);
  Answer answer;

  g_assert_cmpint (scan_path (scan, own).verdict, ==, GUARD_VERDICT_NOTHING_FOUND);
  scan_later (scan, path, NULL, &answer);
  g_assert_true (run_shell (place->database, "printf 'Nobody-Knows:0:*:6e6f626f6479206b6e6f7773\\n' > more.ndb"));
  wait_for_answer (&answer);
  assert_verdict (&answer.result, GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_NONE, "under way");
  g_assert_true (wait_for_signatures (scan, 3));
  g_assert_cmpint (place_scanner (place), !=, scanner);
  g_assert_true (wait_until_gone (scanner, 2000));
  g_assert_cmpint (scan_path (scan, own).verdict, ==, GUARD_VERDICT_INFECTED);

  g_assert_true (run_shell (place->database, "echo garbage > bad.ldb"));
  for (guint i = 0; i < 500 && guard_scan_get_status (scan)->detail[0] == '\0'; i++)
    run_loop_ms (20);
  g_assert_true (g_str_has_prefix (guard_scan_get_status (scan)->detail, "new signatures could not be used"));
  g_assert_cmpint (scan_path (scan, own).verdict, ==, GUARD_VERDICT_INFECTED);

  g_assert_true (run_shell (place->database, "rm -f *"));
  run_loop_ms (4000);
  g_assert_cmpint (scan_path (scan, own).verdict, ==, GUARD_VERDICT_INFECTED);
  guard_scan_free (scan);
  place_free (place);
}

static void
test_folder_swapped (void)
{
  Place *place = place_new ();
  GuardScan *scan = ready_scan (place);
  g_autofree char *own = place_file (place, "own", "a text that nobody knows yet", -1);

  g_assert_true (run_shell (place->root, "mv database old && mkdir database && cp old/* database && printf 'Nobody-Knows:0:*:6e6f626f6479206b6e6f7773\\n' > database/more.ndb"));
  g_assert_true (wait_for_state (scan, GUARD_ENGINE_OFF, 8000));
  g_assert_cmpint (scan_path (scan, own).verdict, ==, GUARD_VERDICT_INFECTED);
  guard_scan_free (scan);
  place_free (place);
}

/* --- no lock, no engine --- */

static void
test_without_landlock (void)
{
  Place *place = place_new ();
  g_autofree char *bubblewrap = g_find_program_in_path ("bwrap");
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  GuardScan *scan;
  GuardScanResult result;

  g_setenv ("PURPLE_GUARD_SCANNER_NO_LANDLOCK_INSECURE", "1", TRUE);
  if (bubblewrap != NULL && run_shell ("/", "bwrap --ro-bind / / true"))
    {
      scan = ready_scan (place);
      g_assert_cmpstr (guard_scan_get_status (scan)->sandbox, ==, "bubblewrap, seccomp");
      result = scan_path (scan, TESTFILES "/clam.zip");
      assert_verdict (&result, GUARD_VERDICT_INFECTED, GUARD_REASON_NONE, "in bubblewrap");
      result = scan_path (scan, "/etc/passwd");
      assert_verdict (&result, GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_NONE, "in bubblewrap");
      guard_scan_free (scan);
      g_assert_true (wait_until_gone (place_scanner (place), 3000));
      run_loop_ms (300);
    }

  g_setenv ("PATH", "/nowhere", TRUE);
  scan = scan_new (place);
  result = scan_path (scan, TESTFILES "/clam.exe");
  g_setenv ("PATH", path, TRUE);
  assert_verdict (&result, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_NO_SANDBOX, "neither");
  guard_scan_free (scan);
  g_unsetenv ("PURPLE_GUARD_SCANNER_NO_LANDLOCK_INSECURE");
  place_free (place);
}

static void
test_no_program (void)
{
  Place *place = place_new ();
  GuardScanOptions options = { .database_dir = place->database, .program = "/nonexistent/scanner" };
  GuardScan *scan = guard_scan_new (&options);
  GuardScanResult result = scan_path (scan, "/etc/passwd");

  assert_verdict (&result, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_NO_ENGINE, "no program");
  guard_scan_free (scan);
  place_free (place);
}

static void
test_folders_that_are_not_ours (void)
{
  Place *place = place_new ();
  GuardScan *scan = scan_new (place);
  GuardScanResult result;

  g_assert_true (run_shell (place->run, "mkdir elsewhere && ln -s elsewhere purple-guard"));
  result = scan_path (scan, "/etc/passwd");
  assert_verdict (&result, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_NO_ENGINE, "a link instead of the folder");
  guard_scan_free (scan);
  g_assert_true (run_shell (place->run, "test -z \"$(ls elsewhere)\""));
  place_free (place);
}

/* A client that does not keep to the form loses its connection; the others notice nothing. */
static void
test_bad_client (void)
{
  Place *place = place_new ();
  GuardScan *scan = ready_scan (place);
  g_autofree char *name = guard_place_socket_name (place->database, GUARD_PLACE_DEFAULT_SCAN_BYTES);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  pid_t scanner = place_scanner (place);

  g_snprintf (address.sun_path, sizeof address.sun_path, "%s/purple-guard/%s", place->run, name);
  for (guint i = 0; i < 4; i++)
    {
      int end = socket (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), descriptor;
      GuardFrame frame = { .type = GUARD_FRAME_SCAN, .id = 1 }, hello;
      guint8 bytes[4096] = { 0 };

      g_assert_cmpint (connect (end, (struct sockaddr *) &address, sizeof address), ==, 0);
      g_assert_cmpint (guard_packet_receive (end, TRUE, &hello, &descriptor), ==, GUARD_PACKET_OK);
      if (i == 0)
        g_assert_true (guard_packet_send (end, &frame, -1)); /* a job without a file */
      else if (i == 1)
        g_assert_cmpint (send (end, bytes, sizeof bytes, 0), ==, sizeof bytes);
      else if (i == 2)
        g_assert_cmpint (send (end, bytes, 7, 0), ==, 7);
      else
        g_assert_true (guard_packet_send (end, &hello, -1)); /* not a client's word */
      g_assert_cmpint (guard_packet_receive (end, TRUE, &hello, &descriptor), ==, GUARD_PACKET_END);
      close (end);
    }
  g_assert_cmpint (scan_path (scan, TESTFILES "/clam.exe").verdict, ==, GUARD_VERDICT_INFECTED);
  g_assert_cmpint (place_scanner (place), ==, scanner);
  guard_scan_free (scan);
  place_free (place);
}

static char *real_scanner;

static void
run_with_real_scanner (gconstpointer test)
{
  g_setenv ("PURPLE_GUARD_SCANNER", real_scanner, TRUE);
  ((void (*) (void)) test) ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!g_file_test (TESTFILES, G_FILE_TEST_IS_DIR) || g_getenv ("PURPLE_GUARD_SCANNER") == NULL)
    {
      g_print ("1..0 # SKIP needs " TESTFILES " and PURPLE_GUARD_SCANNER\n");
      return 0;
    }
  real_scanner = g_strdup (g_getenv ("PURPLE_GUARD_SCANNER"));
  g_test_add_data_func ("/life/starts-and-ends", test_starts_by_itself_and_ends_with_its_client, run_with_real_scanner);
  g_test_add_data_func ("/life/one-thread", test_one_thread, run_with_real_scanner);
  g_test_add_data_func ("/life/two-clients", test_two_clients_one_scanner, run_with_real_scanner);
  g_test_add_data_func ("/life/linger-and-idle", test_linger_and_idle, run_with_real_scanner);
  g_test_add_data_func ("/life/killed-before", test_killed_before, run_with_real_scanner);
  g_test_add_data_func ("/life/killed-during", test_killed_during, run_with_real_scanner);
  g_test_add_data_func ("/life/killed-again-and-again", test_killed_again_and_again, run_with_real_scanner);
  g_test_add_data_func ("/life/leftovers", test_leftovers_are_swept, run_with_real_scanner);
  g_test_add_data_func ("/life/cancel", test_cancel, run_with_real_scanner);
  g_test_add_data_func ("/life/free-with-scans-pending", test_free_with_scans_pending, run_with_real_scanner);
  g_test_add_data_func ("/life/dead-client-with-living-child", test_dead_client_with_living_child, run_with_real_scanner);
  g_test_add_data_func ("/life/bad-client", test_bad_client, run_with_real_scanner);
  g_test_add_data_func ("/signatures/none-then-some", test_no_signatures_then_some, run_with_real_scanner);
  g_test_add_data_func ("/signatures/no-folder", test_no_folder, run_with_real_scanner);
  g_test_add_data_func ("/signatures/bad", test_bad_signatures, run_with_real_scanner);
  g_test_add_data_func ("/signatures/change", test_signatures_change, run_with_real_scanner);
  g_test_add_data_func ("/signatures/folder-swapped", test_folder_swapped, run_with_real_scanner);
  g_test_add_data_func ("/refusal/without-landlock", test_without_landlock, run_with_real_scanner);
  g_test_add_data_func ("/refusal/no-program", test_no_program, run_with_real_scanner);
  g_test_add_data_func ("/refusal/foreign-folder", test_folders_that_are_not_ours, run_with_real_scanner);
  return g_test_run ();
}

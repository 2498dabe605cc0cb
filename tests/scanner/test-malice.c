/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "scanning.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* Workers that were taken over, and workers that lack something. The scanner here is the one with crimes built in. */

#define REFUSED GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_NONE /* an error came back, and the scan went on */
#define KILLED GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_FORBIDDEN_CALL
#define DIED GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_WORKER_DIED

/* "%s": a file of the user's outside of the worker's folder, which must stay as it is */
static const struct
{
  const char *crime;
  GuardVerdict verdict;
  GuardReason reason;
} crimes[] = {
  { "socket", KILLED },
  { "local-socket", KILLED },
  { "exec", KILLED },
  { "fork", KILLED },
  { "thread", KILLED },
  { "kill", KILLED },
  { "tgkill", KILLED },
  { "tgkill-abort", REFUSED },
  { "fcntl-setown", KILLED },
  { "fcntl-setsig", KILLED },
  { "fcntl-setfl", KILLED },
  { "ptrace", KILLED },
  { "process-vm", KILLED },
  { "setrlimit", KILLED },
  { "prlimit-other", KILLED },
  { "sendmsg", KILLED },
  { "recvmsg-elsewhere", KILLED },
  { "map-code", REFUSED },
  { "read %s", REFUSED },
  { "read /etc/passwd", REFUSED },
  { "read /proc/self/environ", REFUSED },
  { "write %s", REFUSED },
  { "write %s-new", REFUSED },
  { "remove %s", REFUSED },
  { "chmod %s", REFUSED },
  { "reopen", REFUSED },
  { "write-file", REFUSED },
  { "memory", DIED },
  { "spin", GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_TIMED_OUT },
  { "sleep 30", GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_TIMED_OUT },
  { "crash", DIED },
  { "raise", KILLED },
  { "abort", DIED },
  { "answer-short", DIED },
  { "answer-twice", DIED },
  { "answer-for-another", DIED },
  { "answer-with-a-reason", DIED },
  { "answer-and-stay", DIED },
  { "answer-and-fail", DIED },
  { "leave", DIED },
  { "hello", DIED },
};

static char *
write_crime (Place *place, const char *crime)
{
  g_autofree char *text = g_strdup_printf ("MALICE:%s\n", crime);

  return place_file (place, "hostile", text, -1);
}

static void
try_crimes (void)
{
  Place *place = place_new ();
  g_autofree char *victim = place_file (place, "precious", "the user's own", -1);
  g_autofree char *new_file = g_strconcat (victim, "-new", NULL);
  GuardScan *scan;
  pid_t scanner;

  g_assert_cmpint (g_chmod (victim, 0640), ==, 0);
  g_setenv ("GUARD_MALICE_SECONDS", "2", TRUE);
  scan = scan_new (place);
  guard_scan_warm_up (scan);
  g_assert_true (wait_for_state (scan, GUARD_ENGINE_READY, 10000));
  scanner = place_scanner (place);

  for (gsize i = 0; i < G_N_ELEMENTS (crimes); i++)
    {
      g_auto(GStrv) parts = g_strsplit (crimes[i].crime, "%s", 2);
      g_autofree char *crime = g_strjoinv (victim, parts);
      g_autofree char *path = write_crime (place, crime);
      g_autofree char *content = NULL;
      GuardScanResult result = scan_path (scan, path);
      struct stat status;

      assert_verdict (&result, crimes[i].verdict, crimes[i].reason, crimes[i].crime);
      g_assert_true (g_file_get_contents (victim, &content, NULL, NULL));
      g_assert_cmpstr (content, ==, "the user's own");
      g_assert_cmpint (stat (victim, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0640);
      g_assert_false (g_file_test (new_file, G_FILE_TEST_EXISTS));
      g_clear_pointer (&content, g_free);
      g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
      g_assert_true (g_str_has_prefix (content, "MALICE:"));

      /* and the next file is looked at as if nothing had been */
      result = scan_path (scan, TESTFILES "/clam.zip");
      assert_verdict (&result, GUARD_VERDICT_INFECTED, GUARD_REASON_NONE, crimes[i].crime);
      g_assert_cmpint (place_scanner (place), ==, scanner);
    }
  g_unsetenv ("GUARD_MALICE_SECONDS");
  guard_scan_free (scan);
  place_free (place);
}

static void
test_crimes (void)
{
  try_crimes ();
}

/* What the scanner may touch and its worker may not: so this is the worker's own lock. */
static void
test_places_of_the_scanner (void)
{
  Place *place = place_new ();
  GuardScan *scan = scan_new (place);
  const char *const places[] = { "read %s/database/own.ndb", "read /usr/share/common-licenses/GPL-2", "write %s/run/purple-guard/new", "write %s/cache/purple-guard/scan/new" };

  guard_scan_warm_up (scan);
  g_assert_true (wait_for_state (scan, GUARD_ENGINE_READY, 10000));
  if (!g_str_has_prefix (guard_scan_get_status (scan)->sandbox, "landlock"))
    g_test_skip ("no Landlock");
  else
    for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
      {
        g_auto(GStrv) parts = g_strsplit (places[i], "%s", 2);
        g_autofree char *crime = g_strjoinv (place->root, parts);
        g_autofree char *path = write_crime (place, crime);
        GuardScanResult result = scan_path (scan, path);

        assert_verdict (&result, REFUSED, places[i]);
      }
  guard_scan_free (scan);
  place_free (place);
}

static void
test_crimes_in_bubblewrap (void)
{
  g_autofree char *bubblewrap = g_find_program_in_path ("bwrap");

  if (bubblewrap == NULL || !run_shell ("/", "bwrap --ro-bind / / true"))
    {
      g_test_skip ("bubblewrap does not work here");
      return;
    }
  g_setenv ("PURPLE_GUARD_SCANNER_NO_LANDLOCK_INSECURE", "1", TRUE);
  try_crimes ();
  g_unsetenv ("PURPLE_GUARD_SCANNER_NO_LANDLOCK_INSECURE");
}

static void
test_filling (void)
{
  Place *place = place_new ();
  GuardScan *scan;
  GuardScanResult result;
  g_autofree char *bomb = g_build_filename (place->root, "bomb.zip", NULL);

  /* a tree above its bound, and a file above its own */
  g_setenv ("GUARD_MALICE_TREE_BYTES", "20000000", TRUE);
  scan = scan_new (place);
  g_assert_true (run_shell (place->root, "head -c 80000000 /dev/urandom > noise && zip -q -0 inner.zip noise && zip -q -0 bomb.zip inner.zip && rm noise inner.zip"));
  result = scan_path (scan, bomb);
  assert_verdict (&result, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_LIMIT, "tree");
  guard_scan_free (scan);
  g_unsetenv ("GUARD_MALICE_TREE_BYTES");
  g_assert_true (wait_until_gone (place_scanner (place), 3000));

  g_setenv ("GUARD_MALICE_FILE_BYTES", "1000000", TRUE);
  scan = scan_new (place);
  result = scan_path (scan, bomb);
  assert_verdict (&result, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_LIMIT, "file");
  guard_scan_free (scan);
  g_unsetenv ("GUARD_MALICE_FILE_BYTES");
  g_assert_true (wait_until_gone (place_scanner (place), 3000));
  place_free (place);
}

static void
test_answer_before_the_canary (void)
{
  Place *place = place_new ();
  GuardScan *scan;
  GuardScanResult result;

  g_setenv ("GUARD_MALICE_EARLY", "1", TRUE);
  scan = scan_new (place);
  result = scan_path (scan, "/etc/passwd");
  assert_verdict (&result, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_NO_RESOURCES, "early answer");
  guard_scan_free (scan);
  g_unsetenv ("GUARD_MALICE_EARLY");
  place_free (place);
}

/* --- starving: scanner.md's table of what the engine calls clean --- */

static const char *const starving[] = {
  "folder", "memory:65536", "memory:262144", "memory:1048576", "memory:4194304", "descriptors:0", "descriptors:1", "descriptors:2",
};

/* Returns: how many of the infected testfiles were found; none of the others may be "nothing found" */
static guint
scan_testfiles (Place *place, const char *about)
{
  GuardScan *scan = scan_new (place);
  GDir *files = g_dir_open (TESTFILES, 0, NULL);
  guint n_infected = 0;
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (TESTFILES, name, NULL);
      GuardScanResult result = scan_path (scan, path);

      if (result.verdict == GUARD_VERDICT_NOTHING_FOUND)
        g_error ("%s: %s came out as nothing found", about, name);
      n_infected += result.verdict == GUARD_VERDICT_INFECTED ? 1 : 0;
    }
  g_clear_pointer (&files, g_dir_close);
  guard_scan_free (scan);
  g_assert_true (wait_until_gone (place_scanner (place), 3000));
  g_test_message ("%s: %u infected", about, n_infected);
  return n_infected;
}

static void
test_starving (void)
{
  Place *place = place_new ();
  guint n_all = scan_testfiles (place, "nothing is lacking");
  guint n_less = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (starving); i++)
    {
      g_setenv ("GUARD_MALICE_STARVE", starving[i], TRUE);
      n_less += scan_testfiles (place, starving[i]) < n_all ? 1 : 0;
      g_unsetenv ("GUARD_MALICE_STARVE");
    }
  g_setenv ("GUARD_MALICE_FILE_BYTES", "1000", TRUE);
  n_less += scan_testfiles (place, "files of 1000 bytes") < n_all ? 1 : 0;
  g_unsetenv ("GUARD_MALICE_FILE_BYTES");

  g_assert_cmpuint (n_less, >=, 5); /* it did hurt */
  place_free (place);
}

static void
test_full_disk (void)
{
  static const guint kilobytes[] = { 8, 16, 40, 200 };
  Place *place = place_new ();
  guint n_all = scan_testfiles (place, "an empty disk"), n_less = 0;
  gboolean is_mounted = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (kilobytes); i++)
    {
      /* room for the canary's files, and that much */
      g_autofree char *options = g_strdup_printf ("size=%uk,mode=700", kilobytes[i] + 24);
      g_autofree char *about = g_strdup_printf ("a disk with %u KiB", kilobytes[i]);

      if (mount ("tmpfs", place->cache, "tmpfs", 0, options) != 0)
        {
          g_test_skip ("a full disk takes the right to mount");
          break;
        }
      is_mounted = TRUE;
      n_less += scan_testfiles (place, about) < n_all ? 1 : 0;
      g_assert_cmpint (umount (place->cache), ==, 0);
    }
  if (is_mounted)
    g_assert_cmpuint (n_less, >=, 2); /* it did hurt */
  place_free (place);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!g_file_test (TESTFILES, G_FILE_TEST_IS_DIR))
    {
      g_print ("1..0 # SKIP needs " TESTFILES "\n");
      return 0;
    }
  use_malicious_scanner ();
  g_test_add_func ("/malice/crimes", test_crimes);
  g_test_add_func ("/malice/places-of-the-scanner", test_places_of_the_scanner);
  g_test_add_func ("/malice/crimes-in-bubblewrap", test_crimes_in_bubblewrap);
  g_test_add_func ("/malice/filling", test_filling);
  g_test_add_func ("/malice/answer-before-the-canary", test_answer_before_the_canary);
  g_test_add_func ("/malice/starving", test_starving);
  g_test_add_func ("/malice/full-disk", test_full_disk);
  return g_test_run ();
}

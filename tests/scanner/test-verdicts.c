/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "scanning.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Verdicts about real files in the locked worker, and about descriptors that are not what they should be. */

/* Lines of `clamscan` as name -> signature name or "OK". */
static GHashTable *
run_clamscan (Place *place)
{
  g_autofree char *command = g_strdup_printf ("clamscan --no-summary -d '%s' " TESTFILES, place->database);
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *output = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_spawn_command_line_sync (command, &output, NULL, NULL, NULL))
    return found;
  lines = g_strsplit (output, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      char *colon = strrchr (lines[i], ':');

      if (colon == NULL)
        continue;
      *colon = '\0';
      if (g_str_has_suffix (colon + 1, " FOUND"))
        colon[strlen (colon + 1) + 1 - strlen (" FOUND")] = '\0';
      g_hash_table_replace (found, g_path_get_basename (lines[i]), g_strdup (colon + 2));
    }
  return found;
}

static void
test_testfiles (void)
{
  Place *place = place_new ();
  GuardScan *scan = scan_new (place);
  g_autoptr(GHashTable) expected = run_clamscan (place);
  GDir *files = g_dir_open (TESTFILES, 0, NULL);
  guint n_infected = 0;
  const char *name;

  g_assert_cmpuint (g_hash_table_size (expected), >, 40);
  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (TESTFILES, name, NULL);
      const char *says = g_hash_table_lookup (expected, name);
      GuardScanResult result = scan_path (scan, path);

      g_assert_nonnull (says);
      if (strcmp (says, "OK") == 0)
        {
          /* what the engine did not find we may doubt, but not find infected */
          g_assert_cmpint (result.verdict, !=, GUARD_VERDICT_INFECTED);
          continue;
        }
      assert_verdict (&result, GUARD_VERDICT_INFECTED, GUARD_REASON_NONE, name);
      g_assert_cmpstr (result.finding, ==, says);
      g_assert_true (g_str_has_prefix (result.engine, "ClamAV "));
      g_assert_true (g_str_has_prefix (result.signatures, "2 signatures of "));
      n_infected++;
    }
  g_clear_pointer (&files, g_dir_close);
  g_assert_cmpuint (n_infected, >, 40);
  guard_scan_free (scan);
  place_free (place);
}

/* Everyday files of many kinds: nothing is forbidden to the worker that it needs, and the witness stays silent. */
static void
test_everyday_files (void)
{
  Place *place = place_new ();
  GuardScan *scan = scan_new (place);
  g_autofree char *output = NULL;
  g_auto(GStrv) paths = NULL;
  guint n_files = 0;

  g_assert_true (g_spawn_command_line_sync (
    "sh -c \"find /usr/share /usr/lib /etc -xdev -type f -size -400k -name '*.*' 2>/dev/null | LC_ALL=C sort "
    "| awk -F. '{ if (length(\\$NF) < 6 && n[\\$NF]++ < 3) print }' | head -700\"",
    &output, NULL, NULL, NULL));
  paths = g_strsplit (output, "\n", -1);
  for (gsize i = 0; paths[i] != NULL; i++)
    {
      int file = open (paths[i], O_RDONLY | O_NONBLOCK | O_CLOEXEC);
      GuardScanResult result;

      if (file < 0 || strstr (paths[i], "clamav") != NULL)
        {
          if (file >= 0)
            close (file);
          continue;
        }
      result = scan_descriptor (scan, file, TRUE);
      n_files++;
      if (result.verdict == GUARD_VERDICT_NOTHING_FOUND
          || (result.verdict == GUARD_VERDICT_CANNOT_BE_SCANNED
              && (result.reason == GUARD_REASON_COULD_NOT_LOOK_INSIDE || result.reason == GUARD_REASON_ENCRYPTED)))
        continue;
      g_error ("%s: %s/%s %s", paths[i], guard_verdict_to_string (result.verdict), guard_reason_to_string (result.reason), result.finding);
    }
  g_test_message ("%u files", n_files);
  g_assert_cmpuint (n_files, >, 50);
  guard_scan_free (scan);
  place_free (place);
}

static void
test_true_type (void)
{
  Place *place = place_new ();
  GuardScan *scan = scan_new (place);
  g_autofree char *path = place_file (place, "holiday.jpg", "#!/bin/sh\necho hello\n", -1);
  GuardScanResult result = scan_path (scan, path);

  assert_verdict (&result, GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_NONE, path);
  g_assert_cmpstr (result.true_type, ==, "text/x-shellscript");
  guard_scan_free (scan);
  place_free (place);
}

static void
test_small_files (void)
{
  Place *place = place_new ();
  GuardScan *scan = scan_new (place);

  for (gssize n = 0; n <= 7; n++)
    {
      g_autofree char *path = place_file (place, "small", "1234567", n);
      GuardScanResult result = scan_path (scan, path);

      assert_verdict (&result, GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_NONE, "small");
    }
  guard_scan_free (scan);
  place_free (place);
}

static void
test_descriptors (void)
{
  Place *place = place_new ();
  GuardScan *scan = scan_new (place);
  g_autofree char *path = place_file (place, "file", "some text", -1);
  g_autofree char *fifo = g_build_filename (place->root, "fifo", NULL);
  const struct
  {
    const char *what, *path;
    int flags;
    GuardVerdict verdict;
    GuardReason reason;
  } kinds[] = {
    { "ordinary", path, O_RDONLY, GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_NONE },
    { "for writing too", path, O_RDWR, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_NOT_A_FILE },
    { "for writing only", path, O_WRONLY, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_NOT_A_FILE },
    { "path only", path, O_PATH, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_NOT_A_FILE },
    { "folder", place->root, O_RDONLY, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_NOT_A_FILE },
    { "fifo", fifo, O_RDONLY | O_NONBLOCK, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_NOT_A_FILE },
    { "device", "/dev/null", O_RDONLY, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_NOT_A_FILE },
    { "missing", "/nonexistent", O_RDONLY, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_COULD_NOT_READ },
    { "ordinary again", path, O_RDONLY, GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_NONE },
  };

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      GuardScanResult result = scan_descriptor (scan, open (kinds[i].path, kinds[i].flags | O_CLOEXEC), FALSE);

      assert_verdict (&result, kinds[i].verdict, kinds[i].reason, kinds[i].what);
    }
  guard_scan_free (scan);
  place_free (place);
}

/* The limit itself is still looked at, to its last byte; one more is too big. */
static void
test_size_limit (void)
{
  Place *place = place_new ();
  GuardScanOptions options = { .database_dir = place->database, .max_scan_bytes = 1 << 20 };
  GuardScan *scan = guard_scan_new (&options);
  g_autofree char *virus = NULL, *path = NULL;
  g_autofree char *bytes = g_malloc0 ((1 << 20) + 1);
  GuardScanResult result;
  gsize n_virus;

  g_assert_true (g_file_get_contents (TESTFILES "/clam.exe", &virus, &n_virus, NULL));
  memcpy (bytes + (1 << 20) - n_virus, virus, n_virus);
  path = place_file (place, "big", bytes, 1 << 20);
  result = scan_path (scan, path);
  assert_verdict (&result, GUARD_VERDICT_INFECTED, GUARD_REASON_NONE, "at the limit");
  g_free (path);
  path = place_file (place, "big", bytes, (1 << 20) + 1);
  result = scan_path (scan, path);
  assert_verdict (&result, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_TOO_BIG, "above the limit");
  guard_scan_free (scan);
  place_free (place);
}

static gboolean
append_byte (gpointer path)
{
  int file = open (path, O_WRONLY | O_APPEND | O_CLOEXEC);

  g_assert_cmpint (write (file, "x", 1), ==, 1);
  close (file);
  return G_SOURCE_REMOVE;
}

static gboolean
cut_file (gpointer path)
{
  g_assert_cmpint (truncate (path, 10), ==, 0);
  return G_SOURCE_REMOVE;
}

static gboolean
remove_file (gpointer path)
{
  g_assert_cmpint (unlink (path), ==, 0);
  return G_SOURCE_REMOVE;
}

static void
test_changes (void)
{
  static const struct
  {
    const char *what;
    GSourceFunc change;
    GuardVerdict verdict;
    GuardReason reason;
  } changes[] = {
    { "grows", append_byte, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_CHANGED },
    { "is cut", cut_file, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_CHANGED },
    { "is removed", remove_file, GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_NONE }, /* the descriptor stays */
  };
  g_autofree char *scanner = g_strdup (g_getenv ("PURPLE_GUARD_SCANNER"));
  Place *place = place_new ();
  GuardScan *scan;

  use_malicious_scanner ();
  scan = scan_new (place);
  guard_scan_warm_up (scan);
  g_assert_true (wait_for_state (scan, GUARD_ENGINE_READY, 10000));

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *path = place_slow_file (place, "long", 0.6);
      Answer answer;

      scan_later (scan, path, NULL, &answer);
      g_timeout_add (200, changes[i].change, path);
      wait_for_answer (&answer);
      assert_verdict (&answer.result, changes[i].verdict, changes[i].reason, changes[i].what);
      g_unlink (path);
    }
  guard_scan_free (scan);
  g_setenv ("PURPLE_GUARD_SCANNER", scanner, TRUE);
  place_free (place);
}

/* A worker that goes on to the next file of a batch gives the same verdicts, in the same order. */
static void
test_batch (void)
{
  static const struct
  {
    const char *path;
    GuardVerdict verdict;
  } files[] = {
    { "/etc/passwd", GUARD_VERDICT_NOTHING_FOUND },       { "/etc/hosts", GUARD_VERDICT_NOTHING_FOUND }, { TESTFILES "/clam.zip", GUARD_VERDICT_INFECTED },
    { "/etc/passwd", GUARD_VERDICT_NOTHING_FOUND },       { TESTFILES "/clam.exe", GUARD_VERDICT_INFECTED }, { TESTFILES "/clam.exe", GUARD_VERDICT_INFECTED },
    { "/etc/hosts", GUARD_VERDICT_NOTHING_FOUND },
  };
  Place *place = place_new ();
  GuardScan *scan = scan_new (place);

  for (guint round = 0; round < 3; round++)
    for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
      {
        GuardScanResult result = scan_descriptor (scan, open (files[i].path, O_RDONLY | O_CLOEXEC), i != 3);

        assert_verdict (&result, files[i].verdict, GUARD_REASON_NONE, files[i].path);
      }
  guard_scan_free (scan);
  place_free (place);
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
  g_test_add_func ("/verdicts/testfiles", test_testfiles);
  g_test_add_func ("/verdicts/everyday-files", test_everyday_files);
  g_test_add_func ("/verdicts/true-type", test_true_type);
  g_test_add_func ("/verdicts/small-files", test_small_files);
  g_test_add_func ("/verdicts/descriptors", test_descriptors);
  g_test_add_func ("/verdicts/size-limit", test_size_limit);
  g_test_add_func ("/verdicts/changes", test_changes);
  g_test_add_func ("/verdicts/batch", test_batch);
  return g_test_run ();
}

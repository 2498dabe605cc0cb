/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "scanning.h"

#include "scanner/guard-place.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static gboolean
is_shell_good (const char *folder, const char *command, gboolean is_loud)
{
  const char *arguments[] = { "/bin/sh", "-c", command, NULL };
  int status = -1;

  return g_spawn_sync (folder, (char **) arguments, NULL, is_loud ? G_SPAWN_DEFAULT : G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                       NULL, &status, NULL)
         && g_spawn_check_wait_status (status, NULL);
}

gboolean
run_shell (const char *folder, const char *command)
{
  return is_shell_good (folder, command, FALSE);
}

void
place_write_signatures (Place *place)
{
  g_autofree char *body = g_build_filename (place->database, "own.ndb", NULL);
  g_autofree char *digests = g_build_filename (place->database, "own.hdb", NULL);
  g_autofree char *bytes = NULL, *digest = NULL, *line = NULL;
  gsize n_bytes;

  /* the loop that decodes clam.exe; it survives all packers */
  g_assert_true (g_file_set_contents (body, "Test-Own-Ndb:0:*:33c050508bf3535350b02940300466ac79f9ba\n", -1, NULL));
  g_assert_true (g_file_get_contents (TESTFILES "/clam.exe", &bytes, &n_bytes, NULL));
  digest = g_compute_checksum_for_data (G_CHECKSUM_MD5, (guchar *) bytes, n_bytes);
  line = g_strdup_printf ("%s:%" G_GSIZE_FORMAT ":Test-Own-Hdb\n", digest, n_bytes);
  g_assert_true (g_file_set_contents (digests, line, -1, NULL));
}

static char *
make_folder (const char *root, const char *name)
{
  char *path = g_build_filename (root, name, NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  return path;
}

Place *
place_new (void)
{
  Place *place = g_new0 (Place, 1);

  place->root = g_dir_make_tmp ("purple-guard-test-XXXXXX", NULL);
  g_assert_nonnull (place->root);
  place->database = make_folder (place->root, "database");
  place->cache = make_folder (place->root, "cache");
  place->run = make_folder (place->root, "run");
  g_setenv ("XDG_RUNTIME_DIR", place->run, TRUE);
  g_setenv ("XDG_CACHE_HOME", place->cache, TRUE);
  place_write_signatures (place);
  return place;
}

guint
place_n_worker_folders (Place *place)
{
  g_autofree char *path = g_build_filename (place->cache, "purple-guard", "scan", NULL);
  GDir *entries = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (entries != NULL && g_dir_read_name (entries) != NULL)
    n++;
  g_clear_pointer (&entries, g_dir_close);
  return n;
}

void
place_free (Place *place)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", place->root);

  for (int i = 0; i < 100 && place_n_worker_folders (place) > 0; i++)
    g_usleep (20000);
  g_assert_cmpuint (place_n_worker_folders (place), ==, 0);
  g_assert_true (run_shell ("/", command));
  g_free (place->root);
  g_free (place->database);
  g_free (place->cache);
  g_free (place->run);
  g_free (place);
}

char *
place_file (Place *place, const char *name, const char *content, gssize n_bytes)
{
  char *path = g_build_filename (place->root, name, NULL);

  g_assert_true (g_file_set_contents (path, content, n_bytes, NULL));
  return path;
}

pid_t
place_scanner (Place *place)
{
  g_autofree char *name = guard_place_socket_name (place->database, GUARD_PLACE_DEFAULT_SCAN_BYTES);
  g_autofree char *lock = g_strconcat (place->run, "/purple-guard/", name, ".lock", NULL);
  g_autofree char *text = NULL;
  pid_t process;

  if (!g_file_get_contents (lock, &text, NULL, NULL))
    return 0;
  process = (pid_t) atoi (text);
  return process > 0 && is_alive (process) ? process : 0;
}

gboolean
is_alive (pid_t process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int) process);
  g_autofree char *text = NULL;
  const char *state;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  state = strrchr (text, ')');
  return state != NULL && state[2] != 'Z' && state[2] != 'X';
}

gboolean
wait_until_gone (pid_t process, guint ms)
{
  for (guint i = 0; i < ms / 10 && is_alive (process); i++)
    g_usleep (10000);
  return !is_alive (process);
}

GuardScan *
scan_new (Place *place)
{
  GuardScanOptions options = { .database_dir = place->database };

  return guard_scan_new (&options);
}

void
use_malicious_scanner (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "malice", "malicious-scanner", NULL);

  g_setenv ("PURPLE_GUARD_SCANNER", path, TRUE);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE));
}

char *
place_slow_file (Place *place, const char *name, double seconds)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *text = g_strdup_printf ("MALICE:sleep %s\n", g_ascii_dtostr (number, sizeof number, seconds));

  return place_file (place, name, text, -1);
}

static void
on_scanned (GObject *source, GAsyncResult *async_result, gpointer data)
{
  Answer *answer = data;

  answer->is_cancelled = !guard_scan_file_finish (NULL, async_result, &answer->result, NULL);
  answer->is_done = TRUE;
}

void
wait_for_answer (Answer *answer)
{
  while (!answer->is_done)
    g_main_context_iteration (NULL, TRUE);
}

GuardScanResult
scan_descriptor (GuardScan *scan, int descriptor, gboolean is_batch)
{
  Answer answer;

  memset (&answer, 0, sizeof answer);

  guard_scan_file_async (scan, descriptor, GUARD_SENDER_STRANGER, is_batch, NULL, on_scanned, &answer);
  wait_for_answer (&answer);
  g_assert_false (answer.is_cancelled);
  return answer.result;
}

static int
open_for_scan (const char *path)
{
  int file = open (path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);

  if (file < 0)
    g_error ("%s: %s", path, g_strerror (errno));
  return file;
}

GuardScanResult
scan_path (GuardScan *scan, const char *path)
{
  return scan_descriptor (scan, open_for_scan (path), FALSE);
}

void
scan_later (GuardScan *scan, const char *path, GCancellable *cancellable, Answer *answer)
{
  memset (answer, 0, sizeof *answer);
  guard_scan_file_async (scan, open_for_scan (path), GUARD_SENDER_STRANGER, FALSE, cancellable, on_scanned, answer);
}

static gboolean
on_time (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
run_loop_ms (guint ms)
{
  gboolean is_over = FALSE;

  g_timeout_add (ms, on_time, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

gboolean
wait_for_state (GuardScan *scan, GuardEngineState state, guint ms)
{
  for (guint i = 0; i < ms / 20 && guard_scan_get_status (scan)->state != state; i++)
    run_loop_ms (20);
  return guard_scan_get_status (scan)->state == state;
}

void
assert_verdict (const GuardScanResult *result, GuardVerdict verdict, GuardReason reason, const char *about)
{
  g_autofree char *found = g_strdup_printf ("%s: %s/%s (%s)", about, guard_verdict_to_string (result->verdict), guard_reason_to_string (result->reason),
                                            result->finding);
  g_autofree char *expected = g_strdup_printf ("%s: %s/%s (%s)", about, guard_verdict_to_string (verdict), guard_reason_to_string (reason), result->finding);

  g_assert_cmpstr (found, ==, expected);
}

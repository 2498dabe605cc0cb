/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "scanner/guard-scan.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* For tests by hand and by script: scan-files DATABASE FILE... prints one line for each file. */

static GMainLoop *loop;
static int n_left;

static void
on_scanned (GObject *source, GAsyncResult *async_result, gpointer path)
{
  GuardScanResult result;
  g_autoptr(GError) error = NULL;

  if (guard_scan_file_finish (NULL, async_result, &result, &error))
    printf ("%s\t%s\t%s\t%s\t%s\t%u ms\n", (char *) path, guard_verdict_to_string (result.verdict), guard_reason_to_string (result.reason), result.finding,
            result.true_type, result.elapsed_ms);
  else
    printf ("%s\t%s\n", (char *) path, error->message);
  fflush (stdout);
  if (--n_left == 0)
    g_main_loop_quit (loop);
}

static void
on_status (GuardScan *scan, const GuardEngineStatus *status, gpointer data)
{
  if (g_getenv ("PURPLE_GUARD_SCANNER_DEBUG") != NULL)
    fprintf (stderr, "status %d %s [%s] [%s] [%s] %s\n", status->state, guard_reason_to_string (status->reason), status->engine, status->signatures,
             status->sandbox, status->detail);
}

int
main (int argc, char **argv)
{
  GuardScanOptions options = { .program = g_getenv ("PURPLE_GUARD_SCANNER"), .database_dir = argv[1] };
  g_autoptr(GuardScan) scan = NULL;
  gboolean is_batch = g_getenv ("SCAN_FILES_BATCH") != NULL;

  if (argc < 3)
    return 2;
  options.linger = g_getenv ("SCAN_FILES_LINGER") != NULL;
  loop = g_main_loop_new (NULL, FALSE);
  scan = guard_scan_new (&options);
  guard_scan_set_status_func (scan, on_status, NULL);
  n_left = argc - 2;
  for (int i = 2; i < argc; i++)
    guard_scan_file_async (scan, open (argv[i], O_RDONLY | O_NONBLOCK | O_CLOEXEC), GUARD_SENDER_STRANGER, is_batch, NULL, on_scanned, argv[i]);
  g_main_loop_run (loop);
  return 0;
}

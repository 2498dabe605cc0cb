/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "scanner/guard-scan.h"

#include <sys/types.h>

G_BEGIN_DECLS

/* What tests of the scanner share: private folders, signatures of their own, and scans that are waited for. */

#define TESTFILES "/usr/share/clamav-testfiles"

typedef struct
{
  char *root, *database, *cache, *run;
} Place;

/* Private folders under the temporary folder; points XDG_* there, and puts signatures for clam.exe into the database. */
Place *place_new (void);
/* Removes them; insists that the scanner left no folder of a worker behind. */
void place_free (Place *place);

void place_write_signatures (Place *place);
char *place_file (Place *place, const char *name, const char *content, gssize n_bytes);
guint place_n_worker_folders (Place *place);

/* Process of the scanner that serves @place now; 0 if there is none. */
pid_t place_scanner (Place *place);
gboolean is_alive (pid_t process);
gboolean wait_until_gone (pid_t process, guint ms);

GuardScan *scan_new (Place *place);
/* From here on scans use the scanner with crimes built in; one of them is to be slow. */
void use_malicious_scanner (void);
char *place_slow_file (Place *place, const char *name, double seconds);

/* Scans and waits. A @path that cannot be opened is an error of the test. */
GuardScanResult scan_path (GuardScan *scan, const char *path);
GuardScanResult scan_descriptor (GuardScan *scan, int descriptor, gboolean is_batch);

typedef struct
{
  gboolean is_done, is_cancelled;
  GuardScanResult result;
} Answer;
/* Scans and does not wait. */
void scan_later (GuardScan *scan, const char *path, GCancellable *cancellable, Answer *answer);
void wait_for_answer (Answer *answer);
/* Runs the main loop until the engine is in @state. */
gboolean wait_for_state (GuardScan *scan, GuardEngineState state, guint ms);
void run_loop_ms (guint ms);

void assert_verdict (const GuardScanResult *result, GuardVerdict verdict, GuardReason reason, const char *about);

/* Runs a shell command in @folder. Returns: whether it ended with 0 */
gboolean run_shell (const char *folder, const char *command);

G_END_DECLS

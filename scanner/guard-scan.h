/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-sender.h"
#include "core/guard-verdict.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The client end of the scanner: finds the user's purple-guard-scanner or starts it, hands over one descriptor per
 * file, waits, times out, tries again. Never blocks; everything happens in the main context that was the thread default
 * when it was made. Holds no signatures and looks into no file.
 *
 * States of the engine as seen from here: off (no process: it is started when needed), starting, loading signatures,
 * ready, or one of the reasons why it cannot look. */
typedef struct _GuardScan GuardScan;

typedef enum
{
  GUARD_ENGINE_OFF = 0,       /* not running; started by warm_up or by the first file */
  GUARD_ENGINE_LOADING,
  GUARD_ENGINE_READY,
  GUARD_ENGINE_UNAVAILABLE,   /* see reason */
} GuardEngineState;

typedef struct
{
  GuardEngineState state;
  GuardReason reason;          /* with UNAVAILABLE: NO_ENGINE, NO_SIGNATURES, BAD_SIGNATURES, NO_SANDBOX, ENGINE_GONE */
  char engine[64];             /* "ClamAV 1.4.6"; "" while not known */
  char signatures[96];         /* "8708532 signatures of 2026-11-24"; "" while not known */
  gint64 signatures_time;      /* seconds since 1970, by the database's own build time (else by file date); 0 = not known */
  guint n_signatures;
  char sandbox[64];            /* "landlock 7, seccomp" / "bubblewrap, seccomp" */
  char detail[128];            /* English, for the shell and the log: what cl_load said, ... */
} GuardEngineStatus;

/* What one scan found. Strings are never %NULL, printable. */
typedef struct
{
  GuardVerdict verdict;
  GuardReason reason;
  char finding[128];      /* signature name with INFECTED; otherwise a detail in English or "" */
  char true_type[96];     /* MIME type by content, "" if it could not be told */
  char engine[64];
  char signatures[96];
  guint elapsed_ms;
} GuardScanResult;

/**
 * GuardScanOptions: zero / %NULL = default
 * @program: (type filename): purple-guard-scanner; there is no default, since only the caller knows where it is installed
 * @database_dir: (type filename): signatures; %NULL = libclamav's own folder
 * @max_scan_bytes: default 100 MiB; at most 2 GiB - 1 (libclamav's ceiling). Time, memory and file size limits of the worker grow with it
 * @linger: leave the scanner running (idle exit 300 s) for the next program when this one goes; otherwise it ends with its last client
 */
typedef struct
{
  const char *program;
  const char *database_dir;
  guint64 max_scan_bytes;
  gboolean linger;
} GuardScanOptions;

/* Returns: (transfer full): starts nothing yet */
GuardScan *guard_scan_new (const GuardScanOptions *options) G_GNUC_WARN_UNUSED_RESULT;
/* Drops all pending scans (their callbacks are called with G_IO_ERROR_CANCELLED) and leaves the scanner. */
void guard_scan_free (GuardScan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardScan, guard_scan_free)

/* Starts the scanner, so that signatures are loaded when the file has arrived. Cheap if it runs. */
void guard_scan_warm_up (GuardScan *self);

const GuardEngineStatus *guard_scan_get_status (GuardScan *self);

/* Called whenever the status changes, and when an engine that could not look may be able to again (signatures changed on
 * disk: then state is OFF or READY). One listener. */
typedef void (*GuardScanStatusFunc) (GuardScan *self, const GuardEngineStatus *status, gpointer user_data);
void guard_scan_set_status_func (GuardScan *self, GuardScanStatusFunc func, gpointer user_data);

/**
 * guard_scan_file_async:
 * @descriptor: (transfer full): a fresh open of the file, O_RDONLY, used by nobody else; closed here
 * @sender: files of different kinds of sender never share a worker
 * @is_batch: one of many of the same kind (a worker may go on to the next file while all were nothing-found)
 *
 * Scans in the order of the calls, one at a time. A file under which the scanner died is tried once more, after the others,
 * and then is cannot-be-scanned / worker-died. While no engine can be had the result is not-checked with the reason.
 */
void guard_scan_file_async (GuardScan *self, int descriptor, GuardSenderKind sender, gboolean is_batch, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
/* Fills @result always when %TRUE; %FALSE only when cancelled (@error G_IO_ERROR_CANCELLED), and then nothing is known. */
gboolean guard_scan_file_finish (GuardScan *self, GAsyncResult *async_result, GuardScanResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-clamav.h"
#include "guard-frame.h"
#include "guard-sandbox.h"
#include "guard-temporary.h"

#include <sys/types.h>

G_BEGIN_DECLS

/* One worker: a forked process that locks itself in, proves with the canary that it can find something, receives one
 * descriptor, says one verdict and ends. This is the scanner's end of it and the worker's own life.
 *
 *   warming --canary found--> ready --SCAN + fd--> looking --RESULT, exit 0--> done
 *      \______________________________\_______________\__ anything else --> dead (and why) */
typedef struct _GuardWorker GuardWorker;

typedef enum
{
  GUARD_WORKER_WARMING,
  GUARD_WORKER_READY,
  GUARD_WORKER_LOOKING,
  GUARD_WORKER_DONE,   /* has answered; @result holds */
  GUARD_WORKER_DEAD,   /* broke its word or died; @result says as what that counts for the file it had */
} GuardWorkerState;

/* The canary: a signature of our own, and two files that hold what it looks for, one of them a zip. */
typedef struct
{
  int plain, zipped;   /* descriptors */
} GuardCanary;

/* Writes the canary's signature to @signature_file and makes the two files in memory. */
gboolean guard_canary_init (GuardCanary *canary, const char *signature_file, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How much a worker may take for one file. */
typedef struct
{
  GuardSandboxLimits sandbox;
  guint warm_up_seconds;
  guint scan_seconds;
  guint64 tree_bytes;    /* of its temporary folder, all together */
  guint64 max_file_bytes;
} GuardWorkerLimits;

void guard_worker_limits_init (GuardWorkerLimits *limits, const GuardClamavLimits *engine, guint64 max_scan_bytes);

/**
 * guard_worker_new:
 *
 * Forks. All is borrowed for the worker's life.
 *
 * Returns: (transfer full): a warming worker, or %NULL with @error
 */
GuardWorker *guard_worker_new (GuardClamav *engine, GuardSandbox *sandbox, const GuardCanary *canary, const GuardWorkerLimits *limits,
                               const char *scan_folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Kills it if it lives, waits for it and removes what it unpacked. */
void guard_worker_free (GuardWorker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardWorker, guard_worker_free)

GuardWorkerState guard_worker_get_state (GuardWorker *self);
/* To poll for reading. */
int guard_worker_get_channel (GuardWorker *self);
/* When guard_worker_look must be called at the latest although nothing came (monotonic, in microseconds). */
gint64 guard_worker_get_deadline (GuardWorker *self);
/* Why a worker died while warming: no sandbox, no resources. */
GuardReason guard_worker_get_failure (GuardWorker *self, const char **detail);

/* Whether @descriptor is something that no worker needs to see: not a regular file, open for writing, too big. Then
 * @result holds the answer. */
gboolean guard_worker_refuses (const GuardWorkerLimits *limits, int descriptor, GuardFrame *result) G_GNUC_WARN_UNUSED_RESULT;

/* For the other side of a fork: lets go of the worker, which goes on. */
void guard_worker_forget (GuardWorker *self);

/* Hands @descriptor (borrowed) to a READY worker, or to a DONE one that may go on. */
void guard_worker_scan (GuardWorker *self, guint64 id, int descriptor, GuardSenderKind sender, gboolean is_batch);

/* Reads what the worker said, and looks at the clock and at its folder. Never blocks longer than a moment. */
void guard_worker_look (GuardWorker *self);

/* With DONE and DEAD. */
void guard_worker_get_result (GuardWorker *self, GuardFrame *result);

/* Whether a DONE worker may take another file of @sender: its last one was of the same batch and nothing was found. */
gboolean guard_worker_may_go_on (GuardWorker *self, GuardSenderKind sender, gboolean is_batch);

G_END_DECLS

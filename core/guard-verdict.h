/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What was found out about a file. Zero is no verdict at all, so that forgotten memory never reads as one. */
typedef enum
{
  GUARD_VERDICT_NONE = 0,
  GUARD_VERDICT_NOTHING_FOUND = 1,     /* nothing known was found in all that the engine could read */
  GUARD_VERDICT_INFECTED = 2,          /* a signature matched */
  GUARD_VERDICT_CANNOT_BE_SCANNED = 3, /* this very file defeats looking; not retried by itself */
  GUARD_VERDICT_NOT_CHECKED = 4,       /* nothing could look now; retried by itself */
} GuardVerdict;

/* Why a file could not be scanned or was not checked. Always GUARD_REASON_NONE with the first two verdicts. */
typedef enum
{
  GUARD_REASON_NONE = 0,
  /* cannot be scanned */
  GUARD_REASON_LIMIT = 1,                /* deeper, longer or with more members than the limits allow */
  GUARD_REASON_ENCRYPTED = 2,            /* encrypted, wholly or in part */
  GUARD_REASON_COULD_NOT_LOOK_INSIDE = 3,/* a container that was not wholly read */
  GUARD_REASON_TOO_BIG = 4,              /* larger than the size limit */
  GUARD_REASON_CHANGED = 5,              /* changed while it was looked at */
  GUARD_REASON_WORKER_DIED = 6,          /* the worker died on this file */
  GUARD_REASON_TIMED_OUT = 7,            /* it took longer than allowed */
  GUARD_REASON_MEMORY = 8,               /* it needs more memory than the worker may have */
  GUARD_REASON_FORBIDDEN_CALL = 9,       /* the worker tried what its lock forbids */
  GUARD_REASON_NOT_A_FILE = 10,          /* a folder, a pipe, a device, or open for writing */
  GUARD_REASON_ENGINE_ERROR = 11,        /* the engine gave up on this file */
  /* not checked */
  GUARD_REASON_NO_ENGINE = 20,           /* the scanner could not be started */
  GUARD_REASON_NO_SIGNATURES = 21,       /* the engine has no signatures */
  GUARD_REASON_BAD_SIGNATURES = 22,      /* the signatures could not be loaded */
  GUARD_REASON_NO_SANDBOX = 23,          /* no way to lock a worker in on this machine */
  GUARD_REASON_ENGINE_GONE = 24,         /* the scanner went away before it answered */
  GUARD_REASON_NO_RESOURCES = 25,        /* a system call failed while looking (disk full, too many files open ...) */
  GUARD_REASON_WAITING = 26,             /* not looked at yet */
  GUARD_REASON_COULD_NOT_READ = 27,      /* the file could not be opened or read */
} GuardReason;

/* The stable word for journal, JSON and command line ("nothing-found", "could-not-look-inside"); never %NULL, never
 * translated. Unknown numbers give "invalid". */
const char *guard_verdict_to_string (GuardVerdict verdict);
const char *guard_reason_to_string (GuardReason reason);

/* The other way round. Returns: GUARD_VERDICT_NONE / GUARD_REASON_NONE for a word that is not known. */
GuardVerdict guard_verdict_from_string (const char *word);
GuardReason guard_reason_from_string (const char *word);

/* Short words for a person, translated and static: "nothing known found"; a reason as the rest of a sentence after
 * "because": "it is encrypted". */
const char *guard_verdict_to_words (GuardVerdict verdict);
const char *guard_reason_to_words (GuardReason reason);

/* Whether @reason may stand beside @verdict: each reason belongs to one verdict, none to the first two. */
gboolean guard_verdict_allows_reason (GuardVerdict verdict, GuardReason reason);

/* The exit code of a program that reports on several files: 1 infected before 3 not checked before 2 cannot be scanned
 * before 0. GUARD_VERDICT_NONE counts as not checked. */
int guard_verdict_exit_code (GuardVerdict verdict);
int guard_verdict_worse_exit_code (int one, int other);

G_END_DECLS

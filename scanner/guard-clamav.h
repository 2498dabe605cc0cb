/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-verdict.h"

#include <glib.h>

G_BEGIN_DECLS

/* libclamav behind three functions: load, scan a descriptor, free. Nothing else in the program knows its names. */
typedef struct _GuardClamav GuardClamav;

/* What one scan may take. Derived from the size limit: who allows larger files allows longer scans. */
typedef struct
{
  guint64 file_bytes;   /* of the file and of each layer in it */
  guint64 scan_bytes;   /* of all layers together */
  guint n_files, n_levels;
  guint seconds;        /* of the engine; the caller adds its own margin */
} GuardClamavLimits;

void guard_clamav_limits_init (GuardClamavLimits *limits, guint64 max_scan_bytes);

/* What the engine has. */
typedef struct
{
  char engine[64];      /* "ClamAV 1.4.6" */
  guint n_signatures;   /* without the program's own */
} GuardClamavFacts;

/* Initialises the library and makes it open now what it would open lazily (digests, character sets, time zone), so that
 * nothing of that happens under a lock. Call once, before any lock. */
gboolean guard_clamav_prepare (GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* libclamav's own folder of signatures. Returns: (transfer none) */
const char *guard_clamav_default_database (void);

/* "ClamAV 1.4.6". Returns: (transfer none) */
const char *guard_clamav_engine_name (void);

/**
 * guard_clamav_load:
 * @database_dir: (type filename)
 * @canary_file: (type filename): the program's own signature, loaded beside the others; ends in .ndb
 * @temporary_folder: (type filename): where loading may unpack
 * @reason: (out): why not: GUARD_REASON_NO_SIGNATURES or GUARD_REASON_BAD_SIGNATURES
 *
 * Returns: (transfer full): or %NULL with @error; an engine without signatures cannot be had
 */
GuardClamav *guard_clamav_load (const char *database_dir, const char *canary_file, const char *temporary_folder, const GuardClamavLimits *limits,
                                GuardClamavFacts *facts, GuardReason *reason, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void guard_clamav_free (GuardClamav *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardClamav, guard_clamav_free)

gboolean guard_clamav_set_temporary_folder (GuardClamav *self, const char *temporary_folder) G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  GuardVerdict verdict;
  GuardReason reason;
  char finding[128];
  guint n_layers; /* that the engine looked at, the file itself being one */
} GuardClamavVerdict;

/* Looks into @descriptor, in a process that is locked. "Nothing found" only if the engine says so, no call failed
 * meanwhile, no error was logged, every layer fitted the limits and every member of every container was looked at.
 * Whether the file stayed as it was is the caller's to watch. */
void guard_clamav_scan (GuardClamav *self, int descriptor, GuardClamavVerdict *verdict);

G_END_DECLS

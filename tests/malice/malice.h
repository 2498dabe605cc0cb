/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "scanner/guard-worker.h"

/* What a hijacked or starved worker would do; only in the test build of the scanner (GUARD_MALICE), which is never
 * installed. A file that begins with "MALICE:" names the crime; the environment names what is to be lacking. */

/* GUARD_MALICE_SECONDS, GUARD_MALICE_FILE_BYTES, GUARD_MALICE_TREE_BYTES: smaller limits */
void malice_adjust_limits (GuardWorkerLimits *limits);

/* GUARD_MALICE_EARLY=1: answers before the canary was found */
void malice_before_canary (void);

/* GUARD_MALICE_STARVE=memory:N, descriptors:N, folder: leaves only that much for the scan */
void malice_after_canary (GuardClamav *engine);

/* Commits the crime that @file asks for, if any. Comes back if the crime was refused without harm; tells the test (by a
 * verdict "infected", CRIME-SUCCEEDED) if it was not. */
void malice_commit (int file, guint64 id);

/* The same in the inspector, whose talk has another form: a finding of the kind "crime-succeeded". */
void malice_commit_in_inspector (int file);

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-verdict.h"

#include <glib.h>

G_BEGIN_DECLS

/* Did the engine look at everything that is in the file? A second reader (libarchive) walks each container that the
 * engine opens and remembers what every member contains; each layer that the engine then looks at is compared with that
 * by content. What stays unseen, is encrypted, or cannot be read to its end makes the file one that cannot be scanned. */
typedef struct _GuardCoverage GuardCoverage;

/* libclamav never scans what is this small or smaller. */
#define GUARD_COVERAGE_HARMLESS_BYTES 5

/* Loads what libarchive and libcrypto load lazily; before any lock. */
void guard_coverage_prepare (void);

/* @n_members, @n_bytes: how much is walked through at most, in all layers together; @n_member_bytes: and in one member */
GuardCoverage *guard_coverage_new (guint n_members, guint64 n_bytes, guint64 n_member_bytes) G_GNUC_WARN_UNUSED_RESULT;
void guard_coverage_free (GuardCoverage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardCoverage, guard_coverage_free)

/* The engine is about to look at @descriptor (its position is left alone): notes that, then walks it. */
void guard_coverage_add_layer (GuardCoverage *self, int descriptor, guint64 n_bytes);

/* Returns: GUARD_REASON_NONE if nothing is missing; otherwise LIMIT, ENCRYPTED or COULD_NOT_LOOK_INSIDE with a @detail
 * (transfer full) in English. */
GuardReason guard_coverage_judge (GuardCoverage *self, char **detail);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The locks. Two of them: the scanner (which has signatures but sees no hostile byte) loses network, programs and other
 * people's files; the worker (which opens the file) keeps reading, writing into one temporary folder, and memory. */
typedef struct _GuardSandbox GuardSandbox;

/* What a worker may use up. */
typedef struct
{
  guint64 extra_memory_bytes; /* of address space, above what it has at the moment of the lock */
  guint64 file_size_bytes;    /* of any one temporary file */
  guint cpu_seconds;
  guint n_descriptors;
} GuardSandboxLimits;

/**
 * guard_sandbox_new:
 * @is_in_bubblewrap: this process runs in a mount namespace of bubblewrap, so Landlock may be missing
 *
 * Builds both system call filters once (building takes memory and opens files, so it happens before any lock).
 *
 * Returns: (transfer full): or %NULL with @error GUARD_ERROR_UNAVAILABLE if this machine cannot lock a worker in
 */
GuardSandbox *guard_sandbox_new (gboolean is_in_bubblewrap, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void guard_sandbox_free (GuardSandbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardSandbox, guard_sandbox_free)

/* "landlock 7, seccomp" */
const char *guard_sandbox_describe (GuardSandbox *self);

/* Whether the kernel has Landlock (0: no). The switch PURPLE_GUARD_SCANNER_NO_LANDLOCK_INSECURE=1 makes it 0. */
int guard_sandbox_landlock_version (void);

/* Locks the calling process weakly and for good. Folders that do not exist are left out.
 * @readable, @writable: (array zero-terminated=1) */
gboolean guard_sandbox_lock_scanner (GuardSandbox *self, const char *const *readable, const char *const *writable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Locks the calling process fully and for good; files only below @temporary_folder, descriptors only by recvmsg on
 * @channel. Returns: %FALSE with a static @why if any part could not be put on (and then nothing may be looked at) */
gboolean guard_sandbox_lock_worker (GuardSandbox *self, const char *temporary_folder, const GuardSandboxLimits *limits,
                                    const char **why) G_GNUC_WARN_UNUSED_RESULT;

/* Locks the calling process fully and for good, for one that needs no files at all: as a worker, but nothing can be opened, made or removed anywhere. That
 * is the filter's, so neither Landlock nor bubblewrap is needed; Landlock is put on where it is. Returns: as above */
gboolean guard_sandbox_lock_alone (const GuardSandboxLimits *limits, const char **why) G_GNUC_WARN_UNUSED_RESULT;

/* The descriptor on which a worker talks; the filter knows it. */
#define GUARD_SANDBOX_CHANNEL 3

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The folder in which one worker unpacks. Made, measured and removed by the scanner; the worker may only fill it. */
typedef struct _GuardTemporary GuardTemporary;

/* Makes `w-XXXXXX` in @scan_folder, 0700, and holds a lock on it for as long as this process lives.
 * Returns: (transfer full): or %NULL with @error (G_FILE_ERROR) */
GuardTemporary *guard_temporary_new (const char *scan_folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Removes the folder and all in it. */
void guard_temporary_free (GuardTemporary *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardTemporary, guard_temporary_free)

/* For the other side of a fork: frees the memory, leaves the folder. */
void guard_temporary_forget (GuardTemporary *self);

const char *guard_temporary_get_path (GuardTemporary *self);

/* Bytes that the whole tree takes on disk; stops counting above @enough_bytes. */
guint64 guard_temporary_measure (GuardTemporary *self, guint64 enough_bytes);

/* Free space where @folder is; 0 if it cannot be told. */
guint64 guard_temporary_free_bytes (const char *folder);

/* Removes what killed scanners left in @scan_folder: folders that nobody holds locked. */
void guard_temporary_sweep (const char *scan_folder);

G_END_DECLS

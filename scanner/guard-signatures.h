/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The folder of signatures as it lies on disk: who is in it and when it was made. libclamav's own look at the folder
 * does not notice a file that was taken away, and its own age of a folder is zero where it does not know. */

/* Describes the folder by name, inode, size and time of each signature file; equal texts mean that nothing changed.
 * Returns: (transfer full): "" for a folder that is not there or has no signatures */
char *guard_signatures_fingerprint (const char *database_dir) G_GNUC_WARN_UNUSED_RESULT;

/* Identity of the folder itself; "" if it is not there. A lock is on this very folder: another one in its place cannot
 * be read any more. Returns: (transfer full) */
char *guard_signatures_folder_identity (const char *database_dir) G_GNUC_WARN_UNUSED_RESULT;

/* When the newest container of signatures was built, else the newest file's own time; seconds since 1970, 0 = not known */
gint64 guard_signatures_time (const char *database_dir);

G_END_DECLS

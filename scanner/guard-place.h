/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where client and scanner meet, and where the scanner keeps what it unpacks. Both ends derive the places from the
 * environment (XDG_RUNTIME_DIR, XDG_CACHE_HOME, HOME), so nothing has to be told. */

#define GUARD_PLACE_DEFAULT_SCAN_BYTES (G_GUINT64_CONSTANT (100) << 20)
#define GUARD_PLACE_MAX_SCAN_BYTES ((G_GUINT64_CONSTANT (2) << 30) - 1) /* libclamav's ceiling */

/* Makes the user's private folder for sockets if it is not there, and insists that it is a real folder, ours, 0700.
 * Returns: (transfer full): its path, or %NULL with @error (G_FILE_ERROR) */
char *guard_place_run_folder (GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for what is unpacked: under the cache folder, never on the small tmpfs of the session. */
char *guard_place_scan_folder (GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * guard_place_socket_name:
 * @database_dir: (nullable) (type filename): folder of signatures
 *
 * One scanner per user and configuration: the name carries a hash of what it was started with.
 *
 * Returns: (transfer full): a file name in the run folder; the lock is the same name + ".lock"
 */
char *guard_place_socket_name (const char *database_dir, guint64 max_scan_bytes) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-store.h"

G_BEGIN_DECLS

/* The life of a held file on disk: reserve -> (bytes arrive) -> finish -> (scan) -> release | quarantine | hold | discard.
 * All of it waits for the disk: off the main loop. */

/**
 * guard_hold_reserve:
 * @held: filled by the caller (who, name, destination, size); token, state, lease, device and inode are set here
 *
 * Makes the empty held file (0600, O_EXCL) and its row (state receiving) before any byte may arrive, and notes the file
 * at the destination, if any, as the one that may be replaced (@may_replace: the save dialog asked). Fails with
 * %GUARD_ERROR_EXISTS if the destination is a link or a folder, or another held file that is on its way has the same
 * destination; %GUARD_ERROR_UNAVAILABLE if there is not room for size_bytes + 64 MiB in the holding folder.
 */
gboolean guard_hold_reserve (GuardStore *store, GuardHeld *held, gboolean may_replace, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Full path of the held file. Returns: (transfer full) (type filename) */
char *guard_hold_dup_path (GuardStore *store, const char *token) G_GNUC_WARN_UNUSED_RESULT;

/**
 * guard_hold_finish:
 *
 * The last byte has arrived: checks that the file is still the one that was reserved (device, inode, no link, one name), takes
 * size, time and SHA-256, makes it read-only (0400), state received, row updated.
 */
gboolean guard_hold_finish (GuardStore *store, GuardHeld *held, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A fresh descriptor, O_RDONLY|O_NOFOLLOW|O_NONBLOCK|O_CLOEXEC, for one scan; checks device, inode, size and time against the row
 * (%GUARD_ERROR_CHANGED). Returns: the descriptor, owned by the caller, or -1 with @error set */
int guard_hold_open (GuardStore *store, const GuardHeld *held, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Notes a scan's outcome and the state that follows (held, quarantined or received) in @held and its row. */
gboolean guard_hold_note_verdict (GuardStore *store, GuardHeld *held, GuardHeldState state, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * guard_hold_release:
 * @held: its destination is where it goes
 * @cancellable: (nullable): stops before the final step; the file stays held
 *
 * Moves the very inode that was scanned to the destination: SHA-256 of the held file taken again and compared with the row; a second name
 * for that inode beside the destination (".purple-guard-<token>.part", made through the open descriptor); mode 0666 less the umask;
 * renameat2(RENAME_NOREPLACE) to the final name; then the name in held/ goes. On another file system, or one without links: copied to that
 * name, synced, read back and compared, then renamed the same way. An existing file is replaced only
 * if it is the very one that the save dialog showed (RENAME_EXCHANGE, then looked at, then removed). A link at the destination is
 * never followed. The row becomes released with the new device, inode and time. On any failure the file stays held and nothing
 * half-written stays behind: %GUARD_ERROR_EXISTS (something else is there), %GUARD_ERROR_CHANGED, or G_FILE_ERROR / G_IO_ERROR.
 */
gboolean guard_hold_release (GuardStore *store, GuardHeld *held, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Removes the held file and marks its row deleted: for a transfer that broke off, and for the user's own "delete". */
gboolean guard_hold_discard (GuardStore *store, GuardHeld *held, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * guard_hold_recover:
 *
 * After a crash: looks at every row that is on its way and whose lease is dead, and at files in held/ without a row. Receiving: the
 * rest of a broken transfer is removed (journal "file-broken-off"); a file that has the offered size is whole, and received. Received, or scanning: stays, verdict "not-checked"/"waiting". Releasing:
 * if the destination is our very inode it is released; otherwise the temporary copy is removed and it is held again. A file without a row
 * is adopted as held, "not-checked"/"waiting", sender unknown. Nothing else is ever removed.
 *
 * Returns: (transfer container) (element-type GuardHeld): those that are to be scanned again; %NULL with @error set
 */
GPtrArray *guard_hold_recover (GuardStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-store-private.h"

#include <sys/stat.h>

G_BEGIN_DECLS

/* The place where a file is to go: a folder held open, a name in it, and beside it a name of our own for the time between.
 * Staged -> put -> finished, or withdrawn at any point before finish. Never follows a link at either name. */
typedef struct _GuardDestination GuardDestination;

/* SHA-256 of the open file, from its beginning, by pread(). Returns: (transfer full): 64 hex digits, %NULL with @error set */
char *guard_destination_sum (int file, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What is at @path now. An ordinary file: noted in @replaced if @may_replace, else %GUARD_ERROR_EXISTS; nothing: zeros; a link, folder
 * or anything else: %GUARD_ERROR_EXISTS; no folder: G_FILE_ERROR. */
gboolean guard_destination_look (const char *path, gboolean may_replace, GuardInode *replaced, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @token makes the name of our own. Returns: (transfer full) */
GuardDestination *guard_destination_open (const char *path, const char *token, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void guard_destination_free (GuardDestination *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardDestination, guard_destination_free)

/* Gives the open file a second name in the folder, or, where that cannot be, copies it there: synced, read back, compared with
 * @sha256. Its mode becomes what a new file gets. On failure nothing is left. */
gboolean guard_destination_stage (GuardDestination *self, int file, const char *sha256, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GuardInode guard_destination_get_staged (GuardDestination *self);

/* Makes the staged name the final one, in one step; exchanges it with the file @replaced, and with no other. On failure the place is
 * as it was and the file still staged. */
gboolean guard_destination_put (GuardDestination *self, GuardInode replaced, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Of the file at the final name. */
gboolean guard_destination_stat (GuardDestination *self, struct stat *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Removes what was replaced. */
void guard_destination_finish (GuardDestination *self);
/* Takes everything back. */
void guard_destination_withdraw (GuardDestination *self);

/* After a crash: whether the final name bears our file (then @status is its, and what was replaced is removed); otherwise removes
 * what was staged. */
gboolean guard_destination_recover (GuardDestination *self, GuardInode staged, GuardInode replaced, struct stat *status);

G_END_DECLS

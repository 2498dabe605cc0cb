/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-store.h"

G_BEGIN_DECLS

/* What guard-hold needs of the index beyond plain rows: changes of state that two programs cannot both make. */

/* Inserts a new row (state receiving, our lease), unless another file that is on its way has the same destination:
 * %GUARD_ERROR_EXISTS. */
gboolean guard_store_insert_reserved (GuardStore *self, const GuardHeld *held, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Inserts @held unless there is a row with its token. @is_new says which. */
gboolean guard_store_insert_adopted (GuardStore *self, const GuardHeld *held, gboolean *is_new, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the file ours (lease, @state) unless its row is gone or final (%GUARD_ERROR_CHANGED) or in the hands of another
 * living program (%GUARD_ERROR_UNAVAILABLE). On success @held has the new state and lease. */
gboolean guard_store_claim (GuardStore *self, GuardHeld *held, GuardHeldState state, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the whole of @held if the file is still ours or nobody's; errors as guard_store_claim(). */
gboolean guard_store_update_held (GuardStore *self, const GuardHeld *held, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The row with exactly this token. Returns: (transfer full) (nullable): %NULL without @error if there is none */
GuardHeld *guard_store_find_held (GuardStore *self, const char *token, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A file of the disk. Zeros: none. */
typedef struct
{
  guint64 device, inode;
} GuardInode;

/* While a file is released two inodes matter: the one in held/ and the one that is to get the final name (the same one, if
 * it could be linked). Recovery after a crash tells by them what happened. */
gboolean guard_store_put_inodes (GuardStore *self, const char *token, GuardInode held, GuardInode staged, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean guard_store_get_inodes (GuardStore *self, const char *token, GuardInode *held, GuardInode *staged, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean guard_held_token_is_valid (const char *token);

/* ---- For a file of this room that keeps a table of its own in the index ---- */

/* A write transaction for the length of a block, with the store locked; undone unless guard_store_commit() was the last word. What
 * is prepared in it ends before it: declare it later. */
typedef GuardStore GuardWriting;
GuardWriting *guard_store_begin_writing (GuardStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean guard_store_commit (GuardWriting *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void guard_store_end_writing (GuardWriting *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardWriting, guard_store_end_writing)

/* A statement of SQLite for one use. Returns: (transfer full) */
typedef struct sqlite3_stmt GuardStatement;
GuardStatement *guard_store_prepare (GuardWriting *self, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void guard_store_end_statement (GuardStatement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardStatement, guard_store_end_statement)

/* Sets @error to what SQLite said last. @doing: the beginning of the sentence. Returns: %FALSE */
gboolean guard_store_fail (GuardWriting *self, const char *doing, GError **error);

G_END_DECLS

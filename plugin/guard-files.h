/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* The story of a received file, from its last byte to the chosen place, quarantine or the holding folder; and of the
 * files that were held before. */
GuardFiles *guard_files_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
/* Takes all questions away and starts nothing new; the chores are gone. */
void guard_files_stop (GuardFiles *self);
void guard_files_free (GuardFiles *self);

/* Looks for what an earlier run left: removes broken transfers, scans what waits. */
void guard_files_recover (Guard *guard);

/* A transfer is whole and will be taken in a moment: the plugin must stay. */
void guard_files_expect (Guard *guard);
/* @held: (transfer full): whole on disk, no longer open: finish, scan, decide. */
void guard_files_take (Guard *guard, GuardHeld *held);
/* @held: (transfer full): a transfer that broke off; @kind: (nullable): of the journal entry. */
void guard_files_discard (Guard *guard, GuardHeld *held, const char *kind);

/* Starts loading signatures, so that they are there when the file is. */
void guard_files_warm_up (Guard *guard);
/* Returns: (transfer full) (type filename) */
char *guard_files_dup_held_path (Guard *guard, const GuardHeld *held);
/* @entry: (transfer full) */
void guard_files_add_journal_entry (Guard *guard, GuardJournalEntry *entry);

/* Whether files are being finished, scanned or released. */
gboolean guard_files_are_running (GuardFiles *self);

/* The user's own doing, by menu or command. @token: the beginning of an id, at least four digits.
 * Returns: %FALSE if no such file is held */
gboolean guard_files_scan_again (GuardFiles *self, const char *token);
gboolean guard_files_ask_about (GuardFiles *self, const char *token);
/* Lines about all held files. Returns: (transfer full) (element-type utf8) */
GPtrArray *guard_files_list (GuardFiles *self);
/* Shows the held files to choose from. */
void guard_files_show_held (GuardFiles *self);

/* Whether a path may be opened from a conversation or the transfer window: only files that the guard released, unchanged,
 * and the folders they were released into. */
gboolean guard_files_may_open (GuardFiles *self, const char *path);

G_END_DECLS

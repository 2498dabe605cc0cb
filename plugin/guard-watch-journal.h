/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-chores.h"

G_BEGIN_DECLS

/* Lines on their way to the journal. However many there are, they wait in bounded memory and are written together, off the main loop. */
typedef struct _GuardWatchJournal GuardWatchJournal;

GuardWatchJournal *guard_watch_journal_new (GuardChores *chores) G_GNUC_WARN_UNUSED_RESULT;
/* @entry: (transfer full) */
void guard_watch_journal_add (GuardWatchJournal *self, GuardJournalEntry *entry);
/* What waits is given to the chores, and what still comes goes there at once. */
void guard_watch_journal_stop (GuardWatchJournal *self);
/* When the chores are done. */
void guard_watch_journal_free (GuardWatchJournal *self);

G_END_DECLS

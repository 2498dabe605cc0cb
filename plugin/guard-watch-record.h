/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-watch-item.h"
#include "guard-watch-journal.h"

G_BEGIN_DECLS

/* What became of events: the last few in memory, all of them in the journal. Never a word of what was said. */
typedef struct _GuardWatchRecord GuardWatchRecord;

GuardWatchRecord *guard_watch_record_new (Guard *guard, GuardWatchJournal *journal) G_GNUC_WARN_UNUSED_RESULT;
void guard_watch_record_free (GuardWatchRecord *self);

void guard_watch_record_add (GuardWatchRecord *self, const GuardWatchItem *item, GuardShown how);
/* The newest last. Returns: (transfer full) (element-type utf8) */
GPtrArray *guard_watch_record_list (GuardWatchRecord *self);

G_END_DECLS

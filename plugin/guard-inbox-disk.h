/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-strangers.h"
#include "guard.h"

G_BEGIN_DECLS

/* What waits outlives the client: changes are gathered, and written a moment later in one go, beside the main loop. */
typedef struct _GuardInboxDisk GuardInboxDisk;

/* Reads what waits already; @done is called when it is in @waiting and @ignored. All must outlive the disk's chores. */
GuardInboxDisk *guard_inbox_disk_new (Guard *guard, GuardStrangers *waiting, GuardStrangers *ignored, void (*done) (gpointer user_data), gpointer user_data)
  G_GNUC_WARN_UNUSED_RESULT;
/* Gives all that is left to be written, as chores. */
void guard_inbox_disk_flush (GuardInboxDisk *self);
/* When its chores are done. */
void guard_inbox_disk_free (GuardInboxDisk *self);

guint64 guard_inbox_disk_make_id (void);
void guard_inbox_disk_put_item (GuardInboxDisk *self, const GuardStranger *person, const GuardStrangersItem *item);
void guard_inbox_disk_remove (GuardInboxDisk *self, guint64 id);
/* The counts of @person have changed. */
void guard_inbox_disk_put_person (GuardInboxDisk *self, GuardStranger *person, gboolean is_ignored);
/* Removes the person and all of theirs. */
void guard_inbox_disk_remove_person (GuardInboxDisk *self, const GuardStranger *person);

G_END_DECLS

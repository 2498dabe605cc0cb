/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-report.h"
#include "guard.h"

G_BEGIN_DECLS

/* One look at a file that is about to be offered: opened beside the main loop, read by the inspector's process. Remembers which file it was. */
typedef struct _GuardSendingLook GuardSendingLook;

/* @report: (transfer full); @unread: (nullable): what was not looked at, for a person. Called once, from the main loop; the look stays. */
typedef void (*GuardSendingLookFunc) (GuardReport *report, const char *unread, gpointer user_data);

/* @path: (type filename); @name: as the other side would see it; @max_bytes: larger files are not read */
GuardSendingLook *guard_sending_look_start (Guard *guard, const char *path, const char *name, guint64 max_bytes, GuardSendingLookFunc func,
                                            gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
/* Whether what stands at the path now is the file that was looked at, unchanged. One stat(). */
gboolean guard_sending_look_still_holds (const GuardSendingLook *self);
/* How long the file was that was looked at; @unknown where it could not be opened. */
guint64 guard_sending_look_get_size (const GuardSendingLook *self, guint64 unknown);
/* Ends it; no function is called any more. */
void guard_sending_look_free (GuardSendingLook *self);

G_END_DECLS

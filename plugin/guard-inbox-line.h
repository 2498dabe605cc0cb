/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-strangers.h"
#include "guard.h"

G_BEGIN_DECLS

/* The one quiet line. Something new is said a moment later, so that what comes together is said together; then nothing is said for a while, whatever
 * comes, and what came in that while is said once at its end. A while that was not quiet is followed by one twice as long. The journal gets a
 * row for each person and while. */
typedef struct _GuardInboxLine GuardInboxLine;

GuardInboxLine *guard_inbox_line_new (Guard *guard, GuardStrangers *waiting, GuardStrangers *ignored) G_GNUC_WARN_UNUSED_RESULT;
void guard_inbox_line_free (GuardInboxLine *self);

/* @person (nullable: there was no place for them) has sent one more thing of this kind. @is_said: deserves the line; what ignored people send goes into the journal only */
void guard_inbox_line_note (GuardInboxLine *self, const GuardStranger *person, guint kind, gboolean is_said);
/* The same when nobody has sent anything: the numbers are others. */
void guard_inbox_line_remind (GuardInboxLine *self, gboolean is_said);
/* Somebody has been decided about: what was noted of them goes into the journal now, and the numbers are others. */
void guard_inbox_line_decided (GuardInboxLine *self);
/* Which quiet period it is. */
guint guard_inbox_line_get_period (GuardInboxLine *self);

G_END_DECLS

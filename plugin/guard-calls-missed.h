/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-notice-calls.h"

G_BEGIN_DECLS

/* Calls that there were not: each is shown once, what the same person sends on top within a minute is counted, and those who are no strangers can
 * be called back. */
typedef struct _GuardMissed GuardMissed;

GuardMissed *guard_missed_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_missed_free (GuardMissed *self);
/* The account goes: nobody can be called back on it. %NULL: all of them. */
void guard_missed_forget_account (GuardMissed *self, PurpleAccount *account);

/* Into the journal. @kind: "call-asked", "call-refused", "call-answered", "call-missed"
 * @choice: (nullable): the user's; @finding: (nullable): why, or how many */
void guard_missed_note (GuardMissed *self, const char *kind, const GuardCallFacts *facts, const char *choice, const char *finding);
/* Whether one more question about a call of this person may be asked now. */
gboolean guard_missed_may_ask (GuardMissed *self, const GuardCallFacts *facts);
/* Shows that there was no call, and offers to call back where that makes sense. */
void guard_missed_show (GuardMissed *self, const GuardCallFacts *facts, GuardNoCall why);

G_END_DECLS

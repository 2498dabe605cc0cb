/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-calls-jingle.h"
#include "guard-calls-missed.h"

G_BEGIN_DECLS

/* Calls that wait for the user's answer: what came of them is kept, in order and bounded, until then. */
typedef struct _GuardHeldCalls GuardHeldCalls;

/* The user has said yes, and the protocol has got the call back. @session: its name; %NULL if it is Google's, of which nobody can ask */
typedef void (*GuardReplayedFunc) (PurpleConnection *connection, const GuardCallFacts *facts, const char *session, gpointer user_data);

GuardHeldCalls *guard_held_calls_new (Guard *guard, GuardMissed *missed, GuardReplayedFunc func, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void guard_held_calls_free (GuardHeldCalls *self);

/* A call that begins with @iq: acknowledges it, and asks. Returns: %FALSE, with nothing done, if the same person or too many others wait already, or the person calls too often */
gboolean guard_held_calls_take (GuardHeldCalls *self, PurpleConnection *connection, const GuardCallFacts *facts, xmlnode *iq, const GuardJingle *jingle);
/* Something more of one. Returns: whether it is of one that waits, and has been dealt with */
gboolean guard_held_calls_keep (GuardHeldCalls *self, PurpleConnection *connection, const char *from, xmlnode *iq, const GuardJingle *jingle);
/* The connection ends; %NULL: all. */
void guard_held_calls_drop (GuardHeldCalls *self, PurpleConnection *connection);

gboolean guard_held_calls_are_any (GuardHeldCalls *self);
/* Whether what the protocol gets just now was kept here. */
gboolean guard_held_calls_is_replaying (GuardHeldCalls *self);
/* Whether the user has just said yes to @who's call, and it is about to begin. */
gboolean guard_held_calls_is_taken (GuardHeldCalls *self, PurpleAccount *account, const char *who);

G_END_DECLS

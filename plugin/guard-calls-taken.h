/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-calls-missed.h"

G_BEGIN_DECLS

/* Calls that the user has taken. Where a microphone is missing or breaks, libpurple ends the call here and forgets to tell the other side, which rings on. */
typedef struct _GuardTakenCalls GuardTakenCalls;

GuardTakenCalls *guard_taken_calls_new (GuardMissed *missed) G_GNUC_WARN_UNUSED_RESULT;
void guard_taken_calls_free (GuardTakenCalls *self);

/* @session: the call's name for the protocol */
void guard_taken_calls_add (GuardTakenCalls *self, PurpleConnection *connection, const GuardCallFacts *facts, const char *session, PurpleMedia *media);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* Voice, video and shared activities that others begin. Nothing starts before the user said yes: a call is held before any media code hears of it. */
GuardCalls *guard_calls_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_calls_attach (GuardCalls *self);
void guard_calls_detach (GuardCalls *self);
void guard_calls_free (GuardCalls *self);

/* Whether a call is held or was let go and runs. */
gboolean guard_calls_are_running (GuardCalls *self);

G_END_DECLS

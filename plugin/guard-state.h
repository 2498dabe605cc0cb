/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"
#include "store/guard-state.h"

G_BEGIN_DECLS

/* What this client tells the other programs (store/guard-state): the newest of each section, written off the main loop and not more often than once
 * in a while. At the end all of it is taken back. */
GuardBoard *guard_board_new (GuardChores *chores) G_GNUC_WARN_UNUSED_RESULT;
/* Takes everything back; what is published afterwards is not written. */
void guard_board_stop (GuardBoard *self);
void guard_board_free (GuardBoard *self);

/* @rows, a(sa{ss}), replace what this client said of @section before; guard_state_add_row() makes them. Floating references are taken. */
void guard_state_publish (Guard *guard, const char *section, GVariant *rows);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* Keeps the guard's knowledge: the rule files, and who the user's contacts are. It is made beside the main loop, at the start and again a
 * moment after the list of contacts has changed, and put in the place of the old one when it is whole. */
void guard_roster_attach (Guard *guard);
void guard_roster_detach (Guard *guard);

/* Listeners of the list (see the table in guard-hooks.c). */
void guard_roster_on_buddy (PurpleBuddy *buddy, gpointer user_data);
void guard_roster_on_aliased (PurpleBlistNode *node, const char *old_alias, gpointer user_data);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* The other ways on which the user's words leave: calls of the protocols, wrapped; commands; statuses, topics, profiles, invitations, lists of contacts.
 * What passed the signals of messages is let through once (guard_outgoing_take_pass), everything else is looked at here. */
void guard_paths_attach (Guard *guard);
/* Gives every call back that is still ours. */
void guard_paths_detach (Guard *guard);

G_END_DECLS

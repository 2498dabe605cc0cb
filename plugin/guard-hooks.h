/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* Where the plugin takes hold of libpurple: THE TABLE of signals, and the calls of the client that are interposed because no
 * signal tells what they tell. */
void guard_hooks_attach (Guard *guard);
/* Gives everything back that is still ours. */
void guard_hooks_detach (Guard *guard);

G_END_DECLS

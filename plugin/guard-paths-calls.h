/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* The calls of the protocols that carry words, wrapped: the last place before the wire that is the same for all of them. */

/* Wraps those of every protocol that is there and is not wrapped yet. */
void guard_paths_wrap_calls (void);
/* Gives back all that are still ours. */
void guard_paths_give_calls_back (void);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-watch.h"

G_BEGIN_DECLS

/* What the client's user can see, as far as the client lets it be known. */

/* Whether the user looks at the conversation now, or something that moves or comes forward marks it. */
GuardShown guard_watch_screen_look (PurpleConversation *conversation);

/* Which settings of the client hide events now, and where to change them. Returns: (transfer full) (element-type utf8) */
GPtrArray *guard_watch_screen_list_hiding (void);

/* Questions that name a person show what the person has done: they are told to the watchdog. */
void guard_watch_screen_attach (void);
void guard_watch_screen_detach (void);

G_END_DECLS

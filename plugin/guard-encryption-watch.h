/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

G_BEGIN_DECLS

/* Says a line in an open chat when it becomes encrypted, when it is not any more, and when the key was compared. Not what it is when it opens. */
void guard_encryption_watch_look (PurpleConversation *conversation);
/* Looks at the open chats one after the other, as many as a moment allows, from the @position-th on; where it is all of them, the next call begins anew. */
void guard_encryption_watch_look_at_some (guint *position);
/* Forgets what was seen, so that another load begins anew. */
void guard_encryption_watch_forget_all (void);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* What is said beside "available" and "away": everybody who may see the status reads it. One question, however many accounts say it; until it
 * is answered the status goes without these words. */

/* Takes words that may not go (yet) out of @status. */
void guard_paths_check_status (PurpleAccount *account, PurpleStatus *status);
/* Whether the user has let these very words go since the plugin was loaded. */
gboolean guard_paths_was_allowed (const char *text);
void guard_paths_allow (const char *text);

/* Listener: an account begins to connect, and will say its statuses by itself. */
void guard_paths_on_signing_on (PurpleConnection *connection, gpointer user_data);
/* Forgets everything. */
void guard_paths_forget_statuses (void);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* What the user can tell the guard from a conversation (/guard ...) and from the plugin's menu: THE TABLE of commands. */
void guard_commands_register (Guard *guard);
void guard_commands_unregister (void);

/* Entries of the plugin's menu, for PurplePluginInfo. */
GList *guard_commands_get_actions (PurplePlugin *plugin, gpointer context);

G_END_DECLS

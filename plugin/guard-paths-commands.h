/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* Commands that send words past the signals of messages, for protocols whose stanzas nobody can look into. Those of XMPP are found in the XML
 * (guard-paths-xmpp), "/me" and "/say" by the signals. */
void guard_paths_register_commands (Guard *guard);
void guard_paths_unregister_commands (void);

G_END_DECLS

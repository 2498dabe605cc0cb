/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

G_BEGIN_DECLS

/* Puts @plain into the place where the user types in @conversation, before what stands there. Returns: %FALSE if the client has no such place that
 * can be reached (all but Pidgin) */
gboolean guard_outgoing_fill_entry (PurpleConversation *conversation, const char *plain);

G_END_DECLS

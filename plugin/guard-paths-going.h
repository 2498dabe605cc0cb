/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-outgoing.h"

G_BEGIN_DECLS

/* One text passes several places on its way: the command that was typed, the protocol's call, the XML. It is looked at in the first of them, and is
 * known in the others, which are reached before that call returns. Known is the text, not the moment: what somebody else sends meanwhile is
 * looked at. */

/* From now on @text is on its way. Calls may lie within each other. */
void guard_paths_begin_going (const char *text, gboolean is_html);
void guard_paths_end_going (void);
/* Whether @text is, or is a part of, what is on its way. */
gboolean guard_paths_is_going (const char *text, gboolean is_html);

/* guard_outgoing_may_go() for what is not known from an earlier place; while no guard is loaded everything may go. */
gboolean guard_paths_may_go (const GuardWords *words, GuardWordsSendFunc send, gpointer user_data, GDestroyNotify free_data);

/* The account's connection if it stands and @account is one that still exists. */
PurpleConnection *guard_paths_find_connection (PurpleAccount *account);

G_END_DECLS

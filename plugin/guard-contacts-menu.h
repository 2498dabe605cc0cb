/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* By which the user says who is trusted: commands of a conversation (rows of guard-commands), and entries in the menus of the list and of
 * conversations. @argument: an address, or a name of the room; "": the other person. */
void guard_contacts_on_trust (Guard *guard, PurpleConversation *conversation, const char *argument);
void guard_contacts_on_distrust (Guard *guard, PurpleConversation *conversation, const char *argument);
void guard_contacts_on_who (Guard *guard, PurpleConversation *conversation, const char *argument);
void guard_contacts_on_people (Guard *guard, PurpleConversation *conversation, const char *argument);
/* Forgets whom @argument names, on every account. Returns: whether anything was known */
gboolean guard_contacts_forget_everywhere (Guard *guard, PurpleConversation *conversation, const char *argument);

void guard_contacts_listen_to_menus (GuardContacts *self);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* Addresses of a chat protocol ("xmpp:...") that a web page, or another program, hands to the client: they could join rooms, write and add
 * contacts. Nothing is done before the user says so. */
GuardHandOver *guard_hand_over_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_hand_over_free (GuardHandOver *self);

/* Listener of core's "uri-handler". Returns: %TRUE: nobody else is to act upon it yet */
gboolean guard_hand_over_on_uri (const char *protocol, const char *command, GHashTable *parameters, gpointer user_data);

G_END_DECLS

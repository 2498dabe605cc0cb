/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-calls-jingle.h"

G_BEGIN_DECLS

/* What is answered to a caller without any code of calls, and the way back into the protocol's own hands. */

/* The stanza has come: the caller's client goes on ringing. */
void guard_calls_wire_acknowledge (PurpleConnection *connection, xmlnode *iq);
/* @condition: a stanza error's: "service-unavailable" is what a server says when nobody is there. */
void guard_calls_wire_refuse (PurpleConnection *connection, xmlnode *iq, const char *condition);
/* It rings here. (Google's calls know no such thing.) */
void guard_calls_wire_say_ringing (PurpleConnection *connection, const char *who, const char *session);
/* The call is not taken. @reason: Jingle's: "decline", "busy", "gone" */
void guard_calls_wire_end (PurpleConnection *connection, const char *who, const char *session, const char *initiator, gboolean is_google, const char *reason);
/* The media that @iq wants to add are not added. */
void guard_calls_wire_reject_contents (PurpleConnection *connection, const char *who, xmlnode *iq);

/* A running call as the protocol knows it. Returns: %FALSE if it knows none of this name
 * @remote: (out) (transfer full): with whom
 * @is_ours: (out): whether it was begun here */
gboolean guard_calls_wire_find_session (PurpleConnection *connection, const char *session, char **remote, gboolean *is_ours);

/* Gives the protocol a stanza that was kept, as if it had come now. It is not counted anew as received (XEP-0198). Returns: %FALSE if that cannot be done */
gboolean guard_calls_wire_replay (PurpleConnection *connection, xmlnode *iq);

G_END_DECLS

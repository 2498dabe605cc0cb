/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* The story of a file that is about to be offered: before the other side learns of it, the sandboxed inspector looks at it; then it is offered, or
 * the user is asked. */
GuardSending *guard_sending_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_sending_free (GuardSending *self);

/* A transfer of type SEND was given to the client (the interposed add_xfer): its init is kept back until it may go. */
void guard_sending_on_add (GuardSending *self, PurpleXfer *xfer);
/* The other side has accepted: what is sent now must be what was looked at. */
void guard_sending_on_start (PurpleXfer *xfer, gpointer user_data);
void guard_sending_on_cancel (PurpleXfer *xfer, gpointer user_data);
void guard_sending_on_destroyed (GuardSending *self, PurpleXfer *xfer);
void guard_sending_on_signing_off (PurpleConnection *connection, gpointer user_data);
/* Whether one is being looked at or asked about: unloading waits. */
gboolean guard_sending_is_running (GuardSending *self);
void guard_sending_stop (GuardSending *self);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* The story of an offered file, up to its last byte. */
GuardOffers *guard_offers_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
/* Refuses what is open, gives every transfer back as it was. */
void guard_offers_stop (GuardOffers *self);
void guard_offers_free (GuardOffers *self);

/* Whether bytes are arriving or a place for them is being made: then the plugin must stay. */
gboolean guard_offers_are_running (GuardOffers *self);
/* Shows the questions of offers that wait for their sender's answer. Returns: how many there are */
guint guard_offers_ask_again (GuardOffers *self);

/* What the user decided in the inbox about the sender of offers that wait there: they are asked about now, or refused. */
void guard_offers_on_decision (GuardOffers *self, PurpleAccount *account, const char *who, gboolean is_let_in);

/* Listeners (see the table in guard-hooks.c). @user_data: the Guard */
void guard_offers_on_request_first (PurpleXfer *xfer, gpointer user_data);
void guard_offers_on_request_last (PurpleXfer *xfer, gpointer user_data);
void guard_offers_on_start (PurpleXfer *xfer, gpointer user_data);
void guard_offers_on_complete (PurpleXfer *xfer, gpointer user_data);
void guard_offers_on_cancel (PurpleXfer *xfer, gpointer user_data);
void guard_offers_on_signing_off (PurpleConnection *connection, gpointer user_data);
void guard_offers_on_received_im (PurpleAccount *account, char *sender, char *message, PurpleConversation *conversation,
                                  PurpleMessageFlags flags, gpointer user_data);
gboolean guard_offers_on_writing_im (PurpleAccount *account, const char *who, char **message, PurpleConversation *conversation,
                                     PurpleMessageFlags flags, gpointer user_data);
/* Told by the interposed calls: may the client show this transfer? The transfer is gone. Is an error popup of libpurple's one that the
 * guard itself caused and has already explained? */
gboolean guard_offers_may_add (GuardOffers *self, PurpleXfer *xfer);
void guard_offers_on_destroyed (GuardOffers *self, PurpleXfer *xfer);
gboolean guard_offers_is_silenced (GuardOffers *self);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* Windows that a peer can make the client open without a message: headlines, errors, answers to pings, profiles. Their text is written
 * anew, their links are judged, and a flood of them is counted instead of shown. */
GuardPopups *guard_popups_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_popups_free (GuardPopups *self);

/* Foreign HTML for a window. @who: (nullable): whom it is about. Returns: (transfer full) */
char *guard_popups_rewrite (GuardPopups *self, const char *html, PurpleAccount *account, const char *who) G_GNUC_WARN_UNUSED_RESULT;
/* The same for every value of a profile, in its place. */
void guard_popups_rewrite_profile (GuardPopups *self, PurpleNotifyUserInfo *profile, PurpleAccount *account, const char *who);

/* Whether one more window may be shown now. @kind: what they have in common: "formatted", or the title of a message. What is not
 * shown is counted, and said in one window when it is over. */
gboolean guard_popups_may_show (GuardPopups *self, const char *kind);

/* The client is about to open a window by a peer's doing. Returns: %TRUE: its sender waits in the inbox, which has noted it. @text: (nullable) */
gboolean guard_popups_takes (GuardPopups *self, const char *text);

/* Listener of jabber's "jabber-receiving-message": whose headline or error is being read; strangers' go into the inbox.
 * Returns: %TRUE: it is not shown */
gboolean guard_popups_on_jabber_message (PurpleConnection *connection, const char *type, const char *id, const char *from, const char *to,
                                         xmlnode *message, gpointer user_data);
/* Listeners of irc's "irc-receiving-text" and "irc-sending-text": who answers a ping, and who was pinged. */
void guard_popups_on_irc_receiving (PurpleConnection *connection, char **text, gpointer user_data);
void guard_popups_on_irc_sending (PurpleConnection *connection, char **text, gpointer user_data);

G_END_DECLS

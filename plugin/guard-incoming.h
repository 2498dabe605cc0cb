/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-html.h"
#include "core/guard-message.h"
#include "core/guard-report.h"
#include "guard.h"

G_BEGIN_DECLS

/* The story of a message that is about to be shown: read, judged, written anew, and one quiet line below it where it deserves that. */
GuardIncoming *guard_incoming_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_incoming_free (GuardIncoming *self);

/* There is knowledge, or newer one: what was shown before there was any is judged now, and senders may look like contacts who are new. */
void guard_incoming_on_knowledge (GuardIncoming *self);

/* Judges foreign HTML that @who sent or caused. Without knowledge (it is not read yet) everything is "not checked".
 * Returns: (transfer full) */
GuardReport *guard_incoming_judge (Guard *guard, const GuardHtml *html, GuardSenderKind kind, PurpleAccount *account, const char *who,
                                   gboolean is_first, GuardMessage *message) G_GNUC_WARN_UNUSED_RESULT;

/* Listeners (see the table in guard-hooks.c). @user_data: the Guard. The same for conversations of two and for rooms. */
gboolean guard_incoming_on_writing (PurpleAccount *account, const char *who, char **message, PurpleConversation *conversation,
                                    PurpleMessageFlags flags, gpointer user_data);
void guard_incoming_on_wrote (PurpleAccount *account, const char *who, const char *message, PurpleConversation *conversation,
                              PurpleMessageFlags flags, gpointer user_data);
/* What the user says in a room comes back like anybody's words; it is known by its text. */
void guard_incoming_on_sending_chat (PurpleAccount *account, char **message, int id, gpointer user_data);
void guard_incoming_on_deleting_conversation (PurpleConversation *conversation, gpointer user_data);

G_END_DECLS

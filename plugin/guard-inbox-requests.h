/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* Strangers who ask to see when the user is there: taken before anybody answers, also a plugin that would answer by itself. Over XMPP the stanza is
 * taken; over other protocols what the client would show, which such plugins come before. */
typedef struct _GuardInboxRequests GuardInboxRequests;

GuardInboxRequests *guard_inbox_requests_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
/* What is open goes to the client, as if it came now, unless the client ends. */
void guard_inbox_requests_free (GuardInboxRequests *self);

/* Answers what @address has asked, if anything. */
void guard_inbox_requests_answer (GuardInboxRequests *self, PurpleAccount *account, const char *address, gboolean is_granted);
/* Leaves it unanswered for good. @address: (nullable): everybody's on @account */
void guard_inbox_requests_forget (GuardInboxRequests *self, PurpleAccount *account, const char *address);

G_END_DECLS

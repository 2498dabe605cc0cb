/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* Where strangers wait: messages, requests to be added, invitations, offers, what is left of calls. One quiet line says that somebody is there; the
 * user lets a person in, ignores or blocks them. Bounded, whatever strangers send: what is dropped is counted and said. */
GuardInbox *guard_inbox_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_inbox_attach (GuardInbox *self);
void guard_inbox_detach (GuardInbox *self);
void guard_inbox_free (GuardInbox *self);

typedef enum
{
  GUARD_WAITING_MESSAGE,
  GUARD_WAITING_AUTHORISATION,
  GUARD_WAITING_INVITATION,
  GUARD_WAITING_FILE,
  GUARD_WAITING_CALL,
  GUARD_WAITING_ATTENTION,
  GUARD_WAITING_WINDOW, /* a headline, an error: what would open a window by itself */
  GUARD_N_WAITING_KINDS
} GuardWaitingKind;

/* What is to be done with something that @who sends on @account now (guard_policy_for_stranger). */
GuardStrangerAction guard_inbox_get_action (GuardInbox *self, PurpleAccount *account, const char *who);
/* Somebody whose things wait has sent one more, which is kept or was refused by the caller. @about: (nullable): one line, or %NULL. */
void guard_inbox_note (GuardInbox *self, PurpleAccount *account, const char *who, GuardWaitingKind kind, const char *about);
/* How many things of this kind somebody who waits has sent. */
guint guard_inbox_count (GuardInbox *self, PurpleAccount *account, const char *who, GuardWaitingKind kind);
guint guard_inbox_count_persons (GuardInbox *self);
/* The list of who waits. */
void guard_inbox_show (GuardInbox *self);
/* /guard inbox ARGUMENT */
void guard_inbox_on_command (GuardInbox *self, PurpleConversation *conversation, const char *argument);

G_END_DECLS

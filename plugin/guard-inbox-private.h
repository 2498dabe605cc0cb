/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-strangers.h"
#include "guard-inbox-disk.h"
#include "guard-inbox-line.h"
#include "guard-inbox-requests.h"
#include "guard-inbox.h"
#include "guard-question.h"

G_BEGIN_DECLS

/* Shared by the files of the inbox, and by nobody else. */

struct _GuardInbox
{
  Guard *guard;
  GuardStrangers *waiting;
  GuardStrangers *ignored;      /* only counted */
  GuardInboxDisk *disk;
  GuardInboxLine *line;
  GuardInboxRequests *requests;
  guint n_shown;                /* what is being delivered is not kept again */
  guint sweep_source;
  gint64 last_us;               /* when the latest thing came */
  GuardQuestion *question;      /* about one stranger, in mode "ask" */
  char **asked;                 /* who that is: protocol, account, address */
  guint n_asked, asked_period;  /* how many questions, in which quiet period */
  GuardQuestion *dialog;
  GPtrArray *choices;           /* whom the dialog lists: a strv of protocol, account, address each */
  PurpleAccount *stanza_account; /* of the XMPP message that is being read, until this round of the main loop ends */
  char *stanza_from;
  gint64 stanza_said_us;        /* 0: it does not say */
  guint stanza_source;
  GQueue invitations;           /* of people who were let in, one after the other */
};

typedef enum
{
  GUARD_INBOX_LET_IN,
  GUARD_INBOX_IGNORE,
  GUARD_INBOX_BLOCK,
} GuardInboxDecision;

/* Whether what @who sends now waits. Somebody whom the user's own list blocks does not wait: libpurple drops that. */
gboolean guard_inbox_keeps (GuardInbox *self, PurpleAccount *account, const char *who);
/* Sees one thing, and keeps it. @item: (transfer full) */
void guard_inbox_take (GuardInbox *self, PurpleAccount *account, GuardStrangersItem *item);
GuardStranger *guard_inbox_find (GuardInbox *self, PurpleAccount *account, const char *who);
void guard_inbox_decide (GuardInbox *self, GuardStranger *person, GuardInboxDecision decision, const char *choice);
/* All that waits goes, unanswered; whoever sends more waits again. */
void guard_inbox_empty (GuardInbox *self);
/* Gives what waits of somebody who may speak now to where it would have gone. @person: (nullable). @choice: what made them known, for the journal */
void guard_inbox_deliver (GuardInbox *self, PurpleAccount *account, GuardStranger *person, const char *choice);
PurpleAccount *guard_inbox_find_account (const GuardStranger *person);
/* Returns: (transfer full): the address under which somebody is kept */
char *guard_inbox_dup_address (PurpleAccount *account, const char *who) G_GNUC_WARN_UNUSED_RESULT;

/* guard-inbox-messages.c */
void guard_inbox_attach_messages (GuardInbox *self);
void guard_inbox_detach_messages (GuardInbox *self);
void guard_inbox_show_message (PurpleAccount *account, const GuardStrangersItem *item);
/* Who sent the XMPP stanza that is being read: the server vouches for that, not for what stands in it. Returns: (nullable) */
const char *guard_inbox_get_stanza_sender (GuardInbox *self, PurpleAccount *account);

/* guard-inbox-invitations.c */
void guard_inbox_attach_invitations (GuardInbox *self);
void guard_inbox_detach_invitations (GuardInbox *self);
void guard_inbox_show_invitation (GuardInbox *self, PurpleAccount *account, const GuardStrangersItem *item);

/* guard-inbox-known.c */
void guard_inbox_attach_known (GuardInbox *self);
void guard_inbox_detach_known (GuardInbox *self);
/* Soon: not inside whatever has made somebody known. */
void guard_inbox_look_for_known (GuardInbox *self);

/* guard-inbox-dialog.c */
void guard_inbox_ask_about_next (GuardInbox *self);
void guard_inbox_close_dialogs (GuardInbox *self);
/* A decision is made: questions about that person are no more. */
void guard_inbox_withdraw_question (GuardInbox *self, const GuardStranger *person);

G_END_DECLS

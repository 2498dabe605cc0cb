/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-filename.h"
#include "core/guard-report.h"
#include "guard.h"
#include "guard-question.h"

G_BEGIN_DECLS

/* Every word the user sees, and every question. The stories decide when; here is only how it is said. Names and addresses
 * that others chose go through guard_text_one_line() in this file and nowhere else. */

/* What is said of an offer. Plain record of lent strings. */
typedef struct
{
  PurpleAccount *account;
  const char *who;            /* full address as libpurple has it */
  GuardSenderKind kind;
  const GuardFilename *name;
  guint64 size_bytes;         /* 0 = not told */
  GuardRisk risk;
  gboolean is_too_big;
  const char *remote_address; /* (nullable): where the bytes would come from, if it is known */
  const char *answer;         /* (nullable): what the sender said since he was asked */
  gboolean was_asked;         /* the sender was asked */
} GuardOfferFacts;

typedef enum
{
  GUARD_OFFER_ANSWER_REFUSE = 0,
  GUARD_OFFER_ANSWER_ASK_SENDER = 1,
  GUARD_OFFER_ANSWER_ACCEPT = 2,
} GuardOfferAnswer;

GuardQuestion *guard_notice_ask_offer (Guard *guard, const GuardOfferFacts *facts, GuardAnswerFunc func, gpointer user_data);
GuardQuestion *guard_notice_ask_place (Guard *guard, PurpleAccount *account, const char *who, const char *name, GuardAnswerFunc func, gpointer user_data);
/* A file is there already. Answers: 0 choose another name, 1 replace it. */
GuardQuestion *guard_notice_ask_replace (Guard *guard, PurpleAccount *account, const char *who, const char *path, GuardAnswerFunc func, gpointer user_data);

/* The sentence that "Ask the sender first" sends, as HTML. Returns: (transfer full) */
char *guard_notice_dup_question_to_sender (const GuardFilename *name);

/* Lines in the conversation. */
void guard_notice_offer_refused (Guard *guard, const GuardOfferFacts *facts, guint n_more);
void guard_notice_offer_withdrawn (Guard *guard, const GuardOfferFacts *facts);
void guard_notice_offer_forced (Guard *guard, const GuardOfferFacts *facts);
void guard_notice_offer_interfered (Guard *guard, const GuardOfferFacts *facts);
void guard_notice_sender_asked (Guard *guard, const GuardOfferFacts *facts);
void guard_notice_not_accepted (Guard *guard, const GuardOfferFacts *facts, const char *reason);
void guard_notice_broken_off (Guard *guard, const GuardOfferFacts *facts, const char *reason);

/* Lines and questions about a held file. */
typedef enum
{
  GUARD_HELD_ANSWER_KEEP = 0,
  GUARD_HELD_ANSWER_SCAN_AGAIN = 1,
  GUARD_HELD_ANSWER_OPEN_ANYWAY = 2,
} GuardHeldAnswer;

void guard_notice_scanning (Guard *guard, const GuardHeld *held, const GuardEngineStatus *status);
void guard_notice_released (Guard *guard, const GuardHeld *held, gboolean is_contradiction, const char *true_type_words);
void guard_notice_infected (Guard *guard, const GuardHeld *held);
GuardQuestion *guard_notice_ask_held (Guard *guard, const GuardHeld *held, gboolean is_retried, GuardAnswerFunc func, gpointer user_data);
/* Type the sender's address. @is_again: what was typed before did not match */
GuardQuestion *guard_notice_ask_address (Guard *guard, const GuardHeld *held, gboolean is_again, GuardAnswerFunc func, gpointer user_data);
/* The chosen place cannot be used. Answers: 0 keep it held, 1 choose another place. */
GuardQuestion *guard_notice_ask_other_place (Guard *guard, const GuardHeld *held, const char *reason, GuardAnswerFunc func, gpointer user_data);
void guard_notice_trouble (Guard *guard, const GuardHeld *held, const char *what);
void guard_notice_not_opened (Guard *guard, const char *path);

/* Writes one of the guard's own lines into a conversation: @text is plain, and nothing in it becomes a link. */
void guard_notice_write (PurpleConversation *conversation, const char *text);
/* The same with the guard's name before it: for lines that nobody has asked for. */
void guard_notice_say (PurpleConversation *conversation, const char *text);
/* A window with words of the guard's own; never held back. */
void guard_notice_show (Guard *guard, PurpleNotifyMsgType type, const char *title, const char *primary, const char *secondary);
/* Whether @text (nullable) is the very line that the guard is writing now. */
gboolean guard_notice_is_own_line (const char *text);
/* Whether the window that is being shown now is the guard's own. */
gboolean guard_notice_is_showing (void);

/* ---- links (guard-notice-links.c) ---- */

/* What is said of a link. Plain record of lent strings. */
typedef struct
{
  const char *address;      /* the whole of it, as a browser reads it */
  const char *host;         /* "" without one */
  const char *domain;       /* its registrable part; "" without a host */
  const char *why;          /* (nullable): the worst finding's sentence */
  const char *sender;       /* (nullable): the address of who sent it; %NULL: it stood in no message */
  GuardLevel level;
  gboolean is_not_checked;
} GuardLinkFacts;

typedef enum
{
  GUARD_LINK_ANSWER_LEAVE = 0,
  GUARD_LINK_ANSWER_OPEN = 1,
  GUARD_LINK_ANSWER_REMEMBER = 2,
} GuardLinkAnswer;

/* The line below a message; @n_more other links deserve one, too. Returns: (transfer full) */
char *guard_notice_dup_link_line (const GuardLinkFacts *facts, guint n_more);
/* The line below a message about the message itself or its sender. Returns: (transfer full) */
char *guard_notice_dup_message_line (const GuardFinding *finding);
/* So many lines are enough; the click still asks. Returns: (transfer full) */
char *guard_notice_dup_enough_line (void);

/* Open it? @may_remember: the third button is offered */
GuardQuestion *guard_notice_ask_link (Guard *guard, const GuardLinkFacts *facts, gboolean may_remember, GuardAnswerFunc func, gpointer user_data);
/* Type the domain. @is_again: what was typed before did not match */
GuardQuestion *guard_notice_ask_domain (Guard *guard, const GuardLinkFacts *facts, gboolean is_again, GuardAnswerFunc func, gpointer user_data);
void guard_notice_link_refused (Guard *guard, const GuardLinkFacts *facts);
/* Another program hands over an address of a chat protocol. */
GuardQuestion *guard_notice_ask_handed_over (Guard *guard, const char *protocol, const char *command, GuardAnswerFunc func, gpointer user_data);
/* A heading that a peer may have chosen: one line that cannot be taken for the guard's. @text: (nullable). Returns: (transfer full) (nullable) */
char *guard_notice_dup_foreign_heading (const char *text);
void guard_notice_popups_withheld (Guard *guard, const char *kind, guint n_withheld);
/* "example.org, until 3 May 2027". Returns: (transfer full) */
char *guard_notice_dup_remembered_line (const char *host, gint64 until_us);

/* "“name” from address: verdict (id 1234abcd)". Returns: (transfer full) */
char *guard_notice_dup_held_line (const GuardHeld *held);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-filename.h"
#include "core/guard-report.h"
#include "guard.h"
#include "guard-encryption.h"
#include "guard-outgoing.h"
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

/* ---- files and lists that leave (guard-notice-files-out.c) ---- */

/* What is said of a file that is about to be offered. Plain record of lent things. */
typedef struct
{
  PurpleAccount *account;
  const char *who;
  const char *name;          /* as the other side would see it */
  const GuardReport *report; /* (nullable): nobody has looked yet */
  const char *unread;        /* (nullable): what was not looked at, and why */
  const char *near_contact;  /* (nullable): another contact who is easily mixed up with this one */
  guint n_silent_days;       /* since the last message, 0 if it is not known */
  gboolean is_chat_encrypted;
} GuardFileOutFacts;

typedef enum
{
  GUARD_FILE_OUT_ANSWER_LEAVE = 0,
  GUARD_FILE_OUT_ANSWER_SEND = 1,
} GuardFileOutAnswer;

/* @may_send: the second button is offered */
GuardQuestion *guard_notice_ask_file_out (Guard *guard, const GuardFileOutFacts *facts, gboolean may_send, GuardAnswerFunc func, gpointer user_data);
void guard_notice_looking_at_file (Guard *guard, const GuardFileOutFacts *facts);
void guard_notice_file_not_covered (Guard *guard, const GuardFileOutFacts *facts);
void guard_notice_file_not_sent (Guard *guard, const GuardFileOutFacts *facts);
void guard_notice_file_changed (Guard *guard, const GuardFileOutFacts *facts);
/* @words were to be encrypted on their way and were not: they did not leave. */
void guard_notice_not_encrypted (Guard *guard, PurpleAccount *account, const char *who, const char *words);
/* Somebody has sent a list of contacts to be added, which nobody does. */
void guard_notice_contacts_offered (Guard *guard, PurpleAccount *account, const char *who, guint n_contacts);

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

/* ---- how a chat is encrypted (guard-notice-encryption.c) ---- */

/* How it stands. @who: the person, or the room. Returns: (transfer full) */
char *guard_notice_dup_encryption_line (PurpleAccount *account, const char *who, gboolean is_room, const GuardChatState *state);
/* That it has come to stand so. Returns: (transfer full) */
char *guard_notice_dup_encryption_change (PurpleAccount *account, const char *who, gboolean is_room, const GuardChatState *state);

/* ---- words that are about to leave (guard-notice-sending.c) ---- */

/* What can be done with them; the first is the safe one. */
typedef enum
{
  GUARD_SENDING_DONT = 1 << 0,
  GUARD_SENDING_EDIT = 1 << 1,
  GUARD_SENDING_MASK = 1 << 2,
  GUARD_SENDING_ENCRYPT = 1 << 3,
  GUARD_SENDING_ANYWAY = 1 << 4,
  GUARD_SENDING_REMEMBER = 1 << 5,
} GuardSendingChoices;

/* Which of those that were offered is the @answer-th. */
GuardSendingChoices guard_sending_choice_at (guint offered, guint answer);

/* What is said of them. Plain record of lent strings. */
typedef struct
{
  PurpleAccount *account;
  const char *who;          /* (nullable): everybody who may see it */
  gboolean is_room;
  GuardPath path;
  const GuardReport *report;
  GuardProtection protection;
  GuardEncryptionNews news;
  gboolean is_uncovered;    /* they would leave in clear although the chat is encrypted */
  gboolean was_tried;       /* to encrypt it, in vain */
  const char *near_contact; /* (nullable): another contact with nearly the same name */
  gboolean is_stranger;     /* one person, who is none of the user's contacts */
  guint n_silent_days;      /* since something was last said between the two; 0: not known */
  guint choices;            /* GuardSendingChoices that are offered */
  guint n_remember_days;
} GuardSendingFacts;

/* What makes one doubt that it goes to the right person. @near_contact: (nullable); @n_silent_days: 0 if it is not known */
void guard_notice_append_doubts (GString *lines, const char *near_contact, guint n_silent_days);
GuardQuestion *guard_notice_ask_sending (Guard *guard, const GuardSendingFacts *facts, GuardAnswerFunc func, gpointer user_data);
/* Other words instead of @text. Answer: GUARD_ANSWER_OK with them */
GuardQuestion *guard_notice_ask_other_words (Guard *guard, PurpleAccount *account, const char *who, const char *text, GuardAnswerFunc func, gpointer user_data);
/* Lines. Returns: (transfer full) */
char *guard_notice_dup_held_words_line (const GuardSendingFacts *facts);
/* @why: a sentence without its full stop; @text: (nullable): the words themselves, when they can be shown later no more */
char *guard_notice_dup_not_sent_line (const char *why, const char *text);
/* The same as a window, with the words, where there is no conversation to write into. */
void guard_notice_not_sent (Guard *guard, const char *why, const char *text);

/* "“name” from address: verdict (id 1234abcd)". Returns: (transfer full) */
char *guard_notice_dup_held_line (const GuardHeld *held);

G_END_DECLS

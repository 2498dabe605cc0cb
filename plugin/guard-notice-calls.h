/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"
#include "guard-question.h"

G_BEGIN_DECLS

/* What is said and asked about calls and shared activities. */

/* What is said of a call. Plain record of lent strings. */
typedef struct
{
  PurpleAccount *account;
  const char *who; /* full address as libpurple has it */
  GuardSenderKind kind;
  gboolean has_video;
} GuardCallFacts;

typedef enum
{
  GUARD_CALL_ANSWER_REFUSE = 0,
  GUARD_CALL_ANSWER_TAKE = 1,
} GuardCallAnswer;

/* Why there was no call, or no more of one. */
typedef enum
{
  GUARD_NO_CALL_STRANGER,   /* refused at once */
  GUARD_NO_CALL_SETTING,    /* the same, because the user said so once */
  GUARD_NO_CALL_BUSY,       /* another is being asked about */
  GUARD_NO_CALL_UNSOUND,    /* libpurple would stumble over it */
  GUARD_NO_CALL_NOT_HELD,   /* this protocol's calls cannot wait */
  GUARD_NO_CALL_MISSED,     /* the caller gave up */
  GUARD_NO_CALL_OFFLINE,    /* the connection ended */
  GUARD_NO_CALL_FAILED,     /* taken, but nothing came of it */
  GUARD_NO_CALL_TAKEN_OVER, /* the other side said yes in the user's place */
  GUARD_NO_CALL_WIDENED,    /* more was wanted in a running call */
} GuardNoCall;

/* Take it? */
GuardQuestion *guard_notice_ask_call (Guard *guard, const GuardCallFacts *facts, GuardAnswerFunc func, gpointer user_data);
/* There was no call; call them? Answer: 1 for yes */
GuardQuestion *guard_notice_ask_call_back (Guard *guard, const GuardCallFacts *facts, GuardNoCall why, GuardAnswerFunc func, gpointer user_data);
/* A line. Returns: whether it can be seen: a flood of calls must not become one of windows */
gboolean guard_notice_no_call (Guard *guard, const GuardCallFacts *facts, GuardNoCall why);
/* So many more came of the same person. */
void guard_notice_more_calls (Guard *guard, const GuardCallFacts *facts, guint n_more);
void guard_notice_cannot_call (Guard *guard, const GuardCallFacts *facts);
/* @what: words for a person, translated: "a whiteboard" */
void guard_notice_activity_refused (Guard *guard, PurpleAccount *account, const char *who, const char *what);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-strangers.h"
#include "guard-question.h"
#include "guard.h"

G_BEGIN_DECLS

/* The words of the inbox. Names, addresses and words of strangers become one bounded line each here. */

/* The one quiet line: a headline above Pidgin's list, elsewhere a line in the conversation that has the focus, or one small window. */
void guard_notice_inbox_say (Guard *guard, guint n_persons, guint n_unlisted);
/* Takes the headline away. */
void guard_notice_inbox_unsay (Guard *guard);

/* "Strangers (3)…", for a menu. Returns: (transfer full) */
char *guard_notice_dup_inbox_label (guint n_persons) G_GNUC_WARN_UNUSED_RESULT;
/* A person in one line. Returns: (transfer full) */
char *guard_notice_dup_stranger (PurpleAccount *account, const GuardStranger *person) G_GNUC_WARN_UNUSED_RESULT;
/* The same, as wide as the client's list can be. Returns: (transfer full) */
char *guard_notice_dup_stranger_row (PurpleAccount *account, const GuardStranger *person) G_GNUC_WARN_UNUSED_RESULT;
/* Somebody who is ignored. Returns: (transfer full) */
char *guard_notice_dup_ignored (PurpleAccount *account, const GuardStranger *person) G_GNUC_WARN_UNUSED_RESULT;
/* What is not in the list of @n_listed. Returns: (transfer full) (nullable): %NULL if it is all there */
char *guard_notice_dup_inbox_rest (guint n_persons, guint n_listed, guint n_unlisted) G_GNUC_WARN_UNUSED_RESULT;

/* @lines: %NULL-terminated; @rest: (nullable). Answer: the line's index + 1, or 0 */
GuardQuestion *guard_notice_ask_which_stranger (Guard *guard, const char * const *lines, const char *rest, GuardAnswerFunc func, gpointer user_data);

typedef enum
{
  GUARD_STRANGER_ANSWER_LEAVE = 0,
  GUARD_STRANGER_ANSWER_LET_IN,
  GUARD_STRANGER_ANSWER_IGNORE,
  GUARD_STRANGER_ANSWER_BLOCK,
  GUARD_STRANGER_ANSWER_LOOK,
} GuardStrangerAnswer;

/* @is_long: what waits is shown, not only told; then "Look" is not offered */
GuardQuestion *guard_notice_ask_stranger (Guard *guard, PurpleAccount *account, const GuardStranger *person, gboolean is_long, GuardAnswerFunc func, gpointer user_data);

typedef enum
{
  GUARD_INVITATION_ANSWER_DECLINE = 0,
  GUARD_INVITATION_ANSWER_JOIN,
} GuardInvitationAnswer;

/* @claimed: who invites, as the invitation says */
GuardQuestion *guard_notice_ask_invitation (Guard *guard, PurpleAccount *account, const char *claimed, const char *room, const char *words,
                                            GuardAnswerFunc func, gpointer user_data);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

G_BEGIN_DECLS

/* A question to the user, over libpurple's request API. It is answered exactly once, from the main loop: by a button, or by
 * closing it, which is the safe answer. (Closing calls no callback of libpurple's: guard_question_on_closed() is what the
 * interposed close_request tells.) */
typedef struct _GuardQuestion GuardQuestion;

/* @answer: index into the labels; for a file or text GUARD_ANSWER_OK or GUARD_ANSWER_CANCEL.
 * @text: (nullable): the path that was chosen, or what was typed */
typedef void (*GuardAnswerFunc) (guint answer, const char *text, gpointer user_data);

#define GUARD_ANSWER_CANCEL 0u
#define GUARD_ANSWER_OK 1u

/**
 * guard_question_ask:
 * @handle: the plugin
 * @title, @primary, @secondary: plain text; foreign words in it went through guard_text_one_line()
 * @labels: %NULL-terminated, two to six, translated; the first is the default and the safe answer
 *
 * Returns: (transfer none): alive until it is answered or withdrawn
 */
GuardQuestion *guard_question_ask (PurplePlugin *handle, const char *title, const char *primary, const char *secondary,
                                   const char * const *labels, PurpleAccount *account, const char *who, GuardAnswerFunc func, gpointer user_data);
/* The same, for answers that must not come of a double click: any but the first that is given within 700 ms of the question's
 * appearance shows it again. */
GuardQuestion *guard_question_ask_careful (PurplePlugin *handle, const char *title, const char *primary, const char *secondary,
                                           const char * const *labels, GuardAnswerFunc func, gpointer user_data);
/* Where to save @name. Answer: GUARD_ANSWER_OK with the full path, or GUARD_ANSWER_CANCEL. */
GuardQuestion *guard_question_ask_place (PurplePlugin *handle, const char *title, const char *name, PurpleAccount *account, const char *who,
                                         GuardAnswerFunc func, gpointer user_data);
/* One line of text. */
GuardQuestion *guard_question_ask_text (PurplePlugin *handle, const char *title, const char *primary, const char *secondary, const char *ok_label,
                                        PurpleAccount *account, const char *who, GuardAnswerFunc func, gpointer user_data);
/* Several lines of text, beginning with @text; nothing but the user's own words is shown in it. */
GuardQuestion *guard_question_ask_long_text (PurplePlugin *handle, const char *title, const char *primary, const char *secondary, const char *text,
                                             const char *ok_label, GuardAnswerFunc func, gpointer user_data);
/* One of @choices (%NULL-terminated). Answer: its index + 1, or GUARD_ANSWER_CANCEL. */
GuardQuestion *guard_question_ask_choice (PurplePlugin *handle, const char *title, const char *primary, const char * const *choices, const char *ok_label,
                                          GuardAnswerFunc func, gpointer user_data);

/* A button's label as the client shows it: without the mark of its key where the client does not know such marks. Returns: (transfer full) */
char *guard_question_dup_label (const char *label) G_GNUC_WARN_UNUSED_RESULT;

/* Takes the question away without an answer. */
void guard_question_withdraw (GuardQuestion *self);

/* Told by the interposed close_request of the client. */
void guard_question_on_closed (void *ui_handle);

/* Withdraws all (unload). */
void guard_question_withdraw_all (void);

G_END_DECLS

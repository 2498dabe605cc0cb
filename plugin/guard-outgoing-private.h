/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-outgoing-memory.h"
#include "guard-outgoing-words.h"
#include "guard-outgoing.h"
#include "guard-notice.h"

G_BEGIN_DECLS

/* What the parts of guard-outgoing share:
 *   guard-outgoing-messages.c  what is typed into a conversation: first and last look
 *   guard-outgoing.c           other paths, and what happens meanwhile
 *   guard-outgoing-look.c      what is in the words, and whether they may go
 *   guard-outgoing-held.c      what waits, in order; giving back and letting go
 *   guard-outgoing-ask.c       the question about the first that waits, and its answers
 *   guard-outgoing-chats.c     what was said in each chat a moment ago, and what was let go
 * and, knowing nothing of each other or of these: -words (reading), -memory (remembered answers), -spoken (when was the last word), -entry (Pidgin). */

typedef struct _GuardChat GuardChat;

/* Words as they were looked at: what is in them, and how their chat stands at this moment. */
typedef struct
{
  GuardWordsRead *read;
  GuardReport *report;
  GuardChatState state;
  GuardProtection protection; /* of these words: at most the chat's */
  GuardProtection required;   /* without it they would not have gone unasked */
  GuardSendingAction action;
  gboolean may_remember;
  gboolean may_mask;
  gboolean would_encryption_help;
  gboolean is_news;           /* something about the chat's encryption is to be said first */
  gboolean is_uncovered;      /* they were about to leave in clear although the chat is encrypted */
} GuardLook;

void guard_look_clear (GuardLook *self);

/* What the user has agreed to, or what was sent again without a word: good for the very next message of the chat, if it is this text. */
typedef struct
{
  char *text;               /* as it comes to the first listener */
  gboolean is_approved;     /* @data may leave */
  GHashTable *data;         /* (nullable): what was found in it */
  gboolean may_be_unread;   /* agreed to although not everything was looked at */
  GuardProtection required; /* and how it must be protected as it leaves */
  gboolean has_left;        /* (out) */
} GuardApproval;

/* Words that wait. */
typedef struct
{
  GuardPath path;
  char *text;
  gboolean is_html;
  gboolean was_tried;    /* encrypting before sending them was tried, in vain */
  const char *choice;    /* (nullable): by which they may leave without being asked about again: "mask", "encrypt-first" */
  char *place;           /* (nullable): the conversation in which they were typed, if it is not the chat's own */
  gboolean is_place_room;
  gboolean has_look;     /* were looked at, as they were typed or as they were about to leave: what was found then is what is asked about */
  GuardLook look;
  GuardWordsSendFunc send; /* %NULL: a message of the conversation */
  gpointer user_data;
  GDestroyNotify free_data;
} GuardHeldWords;

GuardHeldWords *guard_held_words_new (GuardPath path, const char *text, gboolean is_html) G_GNUC_WARN_UNUSED_RESULT;
void guard_held_words_free (GuardHeldWords *self);

/* One conversation, with a person, in a room, or with everybody. Accounts are kept by name: they may be deleted meanwhile. */
struct _GuardChat
{
  GuardOutgoing *outgoing;
  char *protocol, *username;
  char *who; /* "" for everybody */
  gboolean is_room;
  GQueue said;                /* of Said: what left a moment ago */
  GQueue held;                /* of GuardHeldWords, in their order */
  GQueue unsent;              /* of char *, plain: given back, the last one last */
  GuardQuestion *question;    /* about the first that is held */
  guint choices;              /* that it offers: GuardSendingChoices */
  gboolean is_encrypting;
  guint fill_source;          /* the last unsent words go into the entry box soon */
  GuardApproval *approval;    /* lent, while something is being sent */
};

struct _GuardOutgoing
{
  Guard *guard;
  GuardDataMemory *memory;
  GHashTable *chats;   /* key -> GuardChat */
  GQueue passing;      /* of Passing, the innermost first */
  GQueue passes;       /* of Pass */
  GList *starting;     /* of Start: encryption that was asked for */
  guint forget_source;
  gint64 minute_began_us;
  guint n_windows;     /* shown in this minute */
  guint n_entries;     /* of the journal, written in this minute */
  gboolean is_stopping;
};

/* ---- chats (guard-outgoing-chats.c) ---- */

/* @who: (nullable): everybody. Returns: (transfer none) */
GuardChat *guard_chat_get (GuardOutgoing *outgoing, PurpleAccount *account, const char *who, gboolean is_room, GuardPath path);
void guard_chat_free (GuardChat *self);
PurpleAccount *guard_chat_find_account (GuardChat *self);           /* (nullable): it may be gone */
PurpleConversation *guard_chat_find_conversation (GuardChat *self); /* (nullable) */
gboolean guard_chat_is_idle (GuardChat *self);

/* What was said before the next message. Returns: (transfer full) (nullable) */
char *guard_chat_dup_said (GuardChat *self);
void guard_chat_note_said (GuardChat *self, const GuardWordsRead *read);
void guard_chat_add_unsent (GuardChat *self, const char *plain);

/* Lets @text go past the last line, once. */
void guard_outgoing_add_pass (GuardOutgoing *self, GuardChat *chat, const char *text);
void guard_outgoing_forget_passes (GuardOutgoing *self);

/* ---- looking (guard-outgoing-look.c) ---- */

/* Whether the user wants it at all. */
gboolean guard_outgoing_is_looking (GuardOutgoing *self);
/* @best: what the chat's protection can be worth for these words; @may_be_news: a message, before which news are told */
void guard_outgoing_look (GuardChat *chat, const char *text, gboolean is_html, GuardProtection best, gboolean may_be_news, GuardLook *look);
gboolean guard_look_may_go (const GuardLook *self);
/* They would leave in clear, whatever the chat is: what may be done about it is weighed anew. */
void guard_look_uncover (GuardLook *self, GuardChat *chat, PurpleAccount *account);

/* ---- messages (guard-outgoing-messages.c) ---- */

/* Sends a message again, through all plugins. @approval: its text is filled in and taken away again here; tells whether it has left */
void guard_outgoing_send_message (GuardChat *chat, PurpleConversation *conversation, GuardApproval *approval, const char *text);
void guard_outgoing_forget_passing (GuardOutgoing *self);

/* ---- held words (guard-outgoing-held.c) ---- */

/* Takes @words in, behind all others or (@is_first) before them, tells the user, and asks when it is their turn. */
void guard_outgoing_hold (GuardChat *chat, GuardHeldWords *words, gboolean is_first);
/* The next step for what is held in @chat. */
void guard_outgoing_go_on (GuardChat *chat);
/* The words are not sent; the user gets them back. @why: a sentence; @choice: for the journal */
void guard_outgoing_give_back (GuardChat *chat, GuardHeldWords *words, const char *why, const char *choice);
/* All that is held in @chat; @messages_too: not only what a call of a protocol waits with */
void guard_outgoing_give_all_back (GuardChat *chat, const char *why, const char *choice, gboolean messages_too);
/* Lets @words, which are taken out already, go. Returns: %FALSE if they could not and were given back or held anew */
gboolean guard_outgoing_release (GuardChat *chat, GuardHeldWords *words, GuardApproval *approval, const char *choice);
void guard_outgoing_note (GuardChat *chat, const GuardHeldWords *words, const char *kind, const char *action, const char *choice);
/* A line where @words (nullable) were typed, or in the chat. Returns: %FALSE if there is no such place */
gboolean guard_outgoing_say (GuardChat *chat, const GuardHeldWords *words, const char *line);

/* ---- the question (guard-outgoing-ask.c) ---- */

/* About the first that is held in @chat, which was looked at. */
void guard_outgoing_ask (GuardChat *chat);
/* What is said of @words, which were looked at. */
GuardSendingFacts guard_outgoing_lend_facts (GuardChat *chat, const GuardHeldWords *words);
void guard_outgoing_forget_starting (GuardOutgoing *self);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-report.h"
#include "guard.h"
#include "guard-encryption.h"

G_BEGIN_DECLS

/* The story of words that are about to leave: looked at, and let go, or held, asked about, and then let go as they are, masked or encrypted, given back,
 * or given up. Order is kept: while something is held for a conversation, what comes after it waits behind it. */
GuardOutgoing *guard_outgoing_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_outgoing_free (GuardOutgoing *self);

/* By which way words leave. */
typedef enum
{
  GUARD_PATH_MESSAGE = 0, /* to a person */
  GUARD_PATH_ROOM,        /* to a room */
  GUARD_PATH_COMMAND,     /* by a command: /msg, /notice ... */
  GUARD_PATH_STATUS,      /* everybody who may see it reads it */
  GUARD_PATH_TOPIC,
  GUARD_PATH_PROFILE,
  GUARD_PATH_INVITATION,
  GUARD_PATH_OTHER,       /* a plugin, a pounce, an automatic answer: found only as it leaves */
} GuardPath;

/* Words that are about to leave. Plain record of lent strings. */
typedef struct
{
  GuardPath path;
  PurpleAccount *account;
  const char *who;                  /* (nullable): address or room; %NULL: everybody who may see it */
  PurpleConversation *conversation; /* (nullable): where a line can be shown */
  const char *text;
  gboolean is_html;
} GuardWords;

/* What the user decided about held words. @text: as they were held, or masked, in the form in which they came (HTML or not) */
typedef void (*GuardWordsSendFunc) (const char *text, gpointer user_data);

/**
 * guard_outgoing_may_go:
 * @send: (nullable): how to let them go later; %NULL: this path cannot wait, so held words are not sent but given back to the user in a line
 *
 * Looks at @words and asks guard-policy. Returns: %TRUE if they may go at once. %FALSE: they are held or refused, the user is asked and told;
 * @send is called at most once, later, from the main loop; @free_data (nullable) always, when it is over.
 */
gboolean guard_outgoing_may_go (GuardOutgoing *self, const GuardWords *words, GuardWordsSendFunc send, gpointer user_data, GDestroyNotify free_data);

/* Whether this very text was let go for @who a moment ago, and has not left yet; uses that up. For the last line before the wire
 * (guard-paths): what is not known here is looked at there. @text: as it is given to the protocol */
gboolean guard_outgoing_take_pass (GuardOutgoing *self, PurpleAccount *account, const char *who, const char *text);

/* Shows in @conversation what was not sent of what was typed there, and gives the last of it back to be changed. */
void guard_outgoing_show_unsent (GuardOutgoing *self, PurpleConversation *conversation);

/* What the user has agreed to send for a while, a line each. Returns: (transfer full) (element-type utf8) */
GPtrArray *guard_outgoing_list_remembered (GuardOutgoing *self) G_GNUC_WARN_UNUSED_RESULT;
/* @key: as such a line begins. Returns: %FALSE if it was not remembered */
gboolean guard_outgoing_forget_remembered (GuardOutgoing *self, const char *key);

/* There is knowledge now: what waited for it is looked at. */
void guard_outgoing_on_knowledge (GuardOutgoing *self);
/* Nothing may leave unasked by unload: what is held is given back. */
void guard_outgoing_stop (GuardOutgoing *self);

/* Listeners (see the table in guard-hooks.c). @user_data: the Guard. */
void guard_outgoing_on_sending_im_first (PurpleAccount *account, const char *who, char **message, gpointer user_data);
void guard_outgoing_on_sending_im_last (PurpleAccount *account, const char *who, char **message, gpointer user_data);
void guard_outgoing_on_sending_chat_first (PurpleAccount *account, char **message, int id, gpointer user_data);
void guard_outgoing_on_sending_chat_last (PurpleAccount *account, char **message, int id, gpointer user_data);
void guard_outgoing_on_received_im (PurpleAccount *account, char *who, char *message, PurpleConversation *conversation, PurpleMessageFlags flags,
                                    gpointer user_data);
void guard_outgoing_on_signing_off (PurpleConnection *connection, gpointer user_data);

G_END_DECLS

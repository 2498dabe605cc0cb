/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-report.h"
#include "core/guard-sender.h"

#include <purple.h>

G_BEGIN_DECLS

/**
 * GuardLinkVerdict:
 * @level: the worst that was found about the link and its message
 * @is_not_checked: something could not be looked at
 * @kind: who said it
 * @detector: (nullable): static; %NULL: nothing was found
 * @why: (nullable): the worst finding's sentence
 * @sender: (nullable): the sender's address
 * @is_unlogged: it stood in a conversation of which the client keeps no log
 *
 * What is known of a link. The strings are owned, except where a comment says that they are lent.
 */
typedef struct
{
  GuardLevel level;
  gboolean is_not_checked;
  GuardSenderKind kind;
  const char *detector;
  char *why;
  char *sender;
  gboolean is_unlogged;
} GuardLinkVerdict;

void guard_link_verdict_clear (GuardLinkVerdict *verdict);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GuardLinkVerdict, guard_link_verdict_clear)

/* Returns: a copy that owns its strings */
GuardLinkVerdict guard_link_verdict_copy (const GuardLinkVerdict *verdict);
/* What @report says of link number @link. Returns: with lent strings, and no sender */
GuardLinkVerdict guard_link_verdict_lend (const GuardReport *report, int link, GuardSenderKind kind);
/* Adds what @other knows, so that the result is at least as bad as either. */
void guard_link_verdict_make_worse (GuardLinkVerdict *verdict, const GuardLinkVerdict *other);

/* The verdicts on the links of messages, by address and conversation, in bounded memory. */
typedef struct _GuardVerdicts GuardVerdicts;

GuardVerdicts *guard_verdicts_new (void) G_GNUC_WARN_UNUSED_RESULT;
void guard_verdicts_free (GuardVerdicts *self);

/* @conversation: (nullable): a popup has none */
void guard_verdicts_add (GuardVerdicts *self, const PurpleConversation *conversation, const char *address, const GuardLinkVerdict *verdict);

/* What is known of an address that was clicked, wherever that was: the client does not say. In the conversation that has the keyboard its
 * own verdict answers, else the worst of all; what was never judged is a stranger's. Returns: (transfer full) */
GuardLinkVerdict guard_verdicts_recall (GuardVerdicts *self, const char *address);

/* A conversation is taken away; its verdicts stay in the worst ones. */
void guard_verdicts_forget_conversation (GuardVerdicts *self, const PurpleConversation *conversation);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-message.h"
#include "core/guard-report.h"
#include "guard.h"

G_BEGIN_DECLS

/* The click is the gate: whatever the client is told to open passes here, and is answered by what was found out about the messages in which it
 * stood. */
GuardLinks *guard_links_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_links_free (GuardLinks *self);

/* Takes note of a judged message. @conversation: (nullable): a popup has none; @who: (nullable): the sender, as libpurple has it. */
void guard_links_note (GuardLinks *self, PurpleConversation *conversation, const char *who, const GuardMessage *message, const GuardReport *report);

/* What becomes of an address that the client is to open. */
typedef enum
{
  GUARD_CLICK_STOPPED = 0, /* asked about, or refused: the user sees why */
  GUARD_CLICK_OPEN,        /* open what @address then holds */
} GuardClick;

/* @address: (out) (transfer full): the address as a browser reads it. Local paths are not for here (guard_files_may_open). */
GuardClick guard_links_on_click (GuardLinks *self, const char *uri, char **address);

/* Listener (see the table in guard-hooks.c). @user_data: the Guard */
void guard_links_on_deleting_conversation (PurpleConversation *conversation, gpointer user_data);

G_END_DECLS

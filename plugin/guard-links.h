/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-message.h"
#include "core/guard-report.h"
#include "guard.h"

G_BEGIN_DECLS

/* The click is the gate: whatever the client is told to open passes here. What was found out about the links of messages is
 * remembered per address and conversation, the worst of it, in bounded memory; an address that was never judged counts as a
 * stranger's. */
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

/* A web page, or another program, has handed an address of a chat protocol to the client ("xmpp:..."). Listener of core's "uri-handler".
 * Returns: %TRUE: nobody else is to act upon it, until the user said so */
gboolean guard_links_on_uri_handler (const char *protocol, const char *command, GHashTable *parameters, gpointer user_data);

/* Forgets a host that was remembered. @host: as it is listed. Returns: %FALSE if it was not */
gboolean guard_links_forget (GuardLinks *self, const char *host);
/* Lines about the remembered hosts. Returns: (transfer full) (element-type utf8) */
GPtrArray *guard_links_list_remembered (GuardLinks *self) G_GNUC_WARN_UNUSED_RESULT;

/* A conversation is taken away; its verdicts stay in the worst ones. */
void guard_links_on_deleting_conversation (PurpleConversation *conversation, gpointer user_data);

G_END_DECLS

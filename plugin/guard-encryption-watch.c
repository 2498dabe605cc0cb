/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-encryption-watch.h"

#include "guard-encryption.h"
#include "guard-notice.h"

/* What was seen last is kept in the conversation, and ends with it. */

#define SEEN "purple-guard-encryption-seen"

/* lurch reads a database for each answer, about 2 ms, and the client waits. */
#define MOMENT_US 2000

/* Kinds of state between which a change is worth a line. */
typedef enum
{
  KIND_UNSEEN = 0,
  KIND_OPEN, /* not encrypted up to the other person */
  KIND_FINISHED,
  KIND_UNVERIFIED,
  KIND_NEW_KEY, /* unverified, and since the chat was seen last to one more key, or another */
  KIND_VERIFIED,
} Kind;

static Kind
get_kind (const GuardChatState *state)
{
  if (state->is_finished)
    return KIND_FINISHED;
  if (state->protection < GUARD_PROTECTION_UNVERIFIED)
    return KIND_OPEN;
  if (state->protection > GUARD_PROTECTION_UNVERIFIED)
    return KIND_VERIFIED;
  return state->news == GUARD_ENCRYPTION_NEW_KEY ? KIND_NEW_KEY : KIND_UNVERIFIED;
}

void
guard_encryption_watch_look (PurpleConversation *conversation)
{
  Guard *guard = guard_plugin_get ();
  PurpleAccount *account = purple_conversation_get_account (conversation);
  const gboolean is_room = purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_CHAT;
  const Kind before = GPOINTER_TO_INT (purple_conversation_get_data (conversation, SEEN));
  g_autofree char *line = NULL;
  GuardChatState state;
  Kind now;

  /* Without a connection nothing is sent, encrypted or not: that is no news. */
  if (guard == NULL || !purple_account_is_connected (account))
    return;
  guard_encryption_peek (guard->encryption, account, purple_conversation_get_name (conversation), is_room, &state);
  now = get_kind (&state);
  purple_conversation_set_data (conversation, SEEN, GINT_TO_POINTER (now));
  /* Opened so, or the user was told of the key. */
  if (before == now || before == KIND_UNSEEN || (before == KIND_NEW_KEY && now == KIND_UNVERIFIED))
    return;

  line = guard_notice_dup_encryption_change (account, purple_conversation_get_name (conversation), is_room, &state);
  guard_notice_say (conversation, line);
}

void
guard_encryption_watch_look_at_some (guint *position)
{
  g_autoptr(GList) all = g_list_copy (purple_get_conversations ());
  const gint64 end_us = g_get_monotonic_time () + MOMENT_US;
  GList *l = g_list_nth (all, *position);

  if (l == NULL)
    {
      *position = 0;
      l = all;
    }
  for (; l != NULL && g_get_monotonic_time () < end_us; l = l->next)
    {
      guard_encryption_watch_look (l->data);
      (*position)++;
    }
}

void
guard_encryption_watch_forget_all (void)
{
  for (GList *l = purple_get_conversations (); l != NULL; l = l->next)
    purple_conversation_set_data (l->data, SEEN, NULL);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-inbox-private.h"

#include "guard-contacts.h"
#include "guard-notice-inbox.h"

#include <string.h>

/* Invitations to rooms. libpurple knows three answers to its signal: ask the user, join, decline; none of them is "later". So it declines, and for this one
 * call the protocol's way to say so is ours, which says nothing. What it would need to join is kept as text.
 *
 * Over XMPP the address in an invitation is written by whoever sent it. The server vouches for the stanza's own sender: the room, if
 * the invitation came through it. */

#define INVITATION_FORMAT "(sssa{ss})"
#define MAX_WORDS_BYTES 2048

typedef struct
{
  GuardInbox *inbox;
  PurpleAccount *account;
  char *room, *claimed, *words;
  GHashTable *components;
  GuardQuestion *question;
} Invitation;

static PurplePluginProtocolInfo *quiet_protocol; /* whose way to decline is ours now */
static void (*protocol_reject_chat) (PurpleConnection *connection, GHashTable *components);

static void ask_next (GuardInbox *self);

/* ---- it comes ---- */

static void
on_reject_nothing (PurpleConnection *connection, GHashTable *components)
{
  quiet_protocol->reject_chat = protocol_reject_chat;
  quiet_protocol = NULL;
}

static void
decline_silently (PurpleAccount *account)
{
  PurplePlugin *protocol = purple_connection_get_prpl (purple_account_get_connection (account));

  quiet_protocol = PURPLE_PLUGIN_PROTOCOL_INFO (protocol);
  protocol_reject_chat = quiet_protocol->reject_chat;
  quiet_protocol->reject_chat = on_reject_nothing;
}

static char *
dup_content (const char *room, const char *claimed, const char *words, GHashTable *components)
{
  g_autofree char *bounded = g_strndup (words != NULL ? words : "", MAX_WORDS_BYTES);
  g_autofree char *valid = g_utf8_make_valid (bounded, -1);
  g_autofree char *valid_room = g_utf8_make_valid (room, -1);
  g_autofree char *valid_claimed = g_utf8_make_valid (claimed != NULL ? claimed : "", -1);
  g_autoptr(GVariant) content = NULL;
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer name, value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_hash_table_iter_init (&iter, components);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (value != NULL && g_utf8_validate (value, -1, NULL))
      g_variant_builder_add (&builder, "{ss}", name, value);
  content = g_variant_ref_sink (g_variant_new (INVITATION_FORMAT, valid_room, valid_claimed, valid, &builder));
  return g_variant_print (content, FALSE);
}

static int
on_chat_invited (PurpleAccount *account, const char *inviter, const char *room, const char *words, GHashTable *components, gpointer user_data)
{
  GuardInbox *self = user_data;
  const char *sender = guard_inbox_get_stanza_sender (self, account);
  const char *who = sender != NULL ? sender : inviter;
  g_autofree char *content = NULL;

  if (room == NULL || who == NULL || components == NULL || !guard_inbox_keeps (self, account, who))
    return 0;
  if (purple_privacy_check (account, who))
    {
      content = dup_content (room, inviter, words, components);
      guard_inbox_take (self, account, guard_strangers_item_new (GUARD_WAITING_INVITATION, who, content));
    }
  decline_silently (account);
  return -1;
}

/* ---- it is shown ---- */

static void
free_invitation (gpointer data)
{
  Invitation *invitation = data;

  guard_question_withdraw (g_steal_pointer (&invitation->question));
  g_clear_pointer (&invitation->components, g_hash_table_unref);
  g_free (invitation->room);
  g_free (invitation->claimed);
  g_free (invitation->words);
  g_free (invitation);
}

static void
on_answered (guint answer, const char *text, gpointer user_data)
{
  Invitation *invitation = user_data;
  GuardInbox *self = invitation->inbox;
  PurpleConnection *connection = purple_account_get_connection (invitation->account);

  invitation->question = NULL;
  g_queue_remove (&self->invitations, invitation);
  if (connection != NULL && purple_account_is_connected (invitation->account))
    {
      if (answer == GUARD_INVITATION_ANSWER_JOIN)
        serv_join_chat (connection, invitation->components);
      else
        serv_reject_chat (connection, invitation->components);
    }
  free_invitation (invitation);
  ask_next (self);
}

static void
ask_next (GuardInbox *self)
{
  Invitation *next = g_queue_peek_head (&self->invitations);

  if (next != NULL && next->question == NULL)
    next->question = guard_notice_ask_invitation (self->guard, next->account, next->claimed, next->room, next->words, on_answered, next);
}

void
guard_inbox_show_invitation (GuardInbox *self, PurpleAccount *account, const GuardStrangersItem *item)
{
  g_autoptr(GVariant) content = item->content != NULL ? g_variant_parse (G_VARIANT_TYPE (INVITATION_FORMAT), item->content, NULL, NULL, NULL) : NULL;
  g_autoptr(GVariantIter) components = NULL;
  Invitation *invitation;
  char *name, *value;

  if (content == NULL)
    return;
  invitation = g_new0 (Invitation, 1);
  invitation->inbox = self;
  invitation->account = account;
  invitation->components = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_variant_get (content, INVITATION_FORMAT, &invitation->room, &invitation->claimed, &invitation->words, &components);
  while (g_variant_iter_next (components, "{ss}", &name, &value))
    g_hash_table_replace (invitation->components, name, value);
  g_queue_push_tail (&self->invitations, invitation);
  ask_next (self);
}

static void
on_signing_off (PurpleConnection *connection, gpointer user_data)
{
  GuardInbox *self = user_data;
  PurpleAccount *account = purple_connection_get_account (connection);

  for (GList *link = self->invitations.head, *next; link != NULL; link = next)
    {
      Invitation *invitation = link->data;

      next = link->next;
      if (invitation->account != account)
        continue;
      g_queue_delete_link (&self->invitations, link);
      free_invitation (invitation);
    }
  ask_next (self);
}

void
guard_inbox_attach_invitations (GuardInbox *self)
{
  g_queue_init (&self->invitations);
  purple_signal_connect_priority (purple_conversations_get_handle (), "chat-invited", self, PURPLE_CALLBACK (on_chat_invited), self, G_MININT);
  purple_signal_connect_priority (purple_connections_get_handle (), "signing-off", &self->invitations, PURPLE_CALLBACK (on_signing_off), self, G_MININT);
}

void
guard_inbox_detach_invitations (GuardInbox *self)
{
  purple_signals_disconnect_by_handle (&self->invitations);
  g_queue_clear_full (&self->invitations, free_invitation);
}

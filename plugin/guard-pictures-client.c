/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-pictures-private.h"

#include <string.h>

/* What the client decodes as soon as it has it, whatever protocol it came by: pictures of its store that a message names, custom smileys, icons of
 * persons. Pictures are copied before the protocol takes them out of the store again; smileys of strangers are refused, so that
 * protocols do not even ask for them; icons of strangers are emptied before anybody draws them. */

#define FIRST G_MININT

static char handle, icons_handle;
static GuardPictures *attached;
static PurpleConversationUiOps *ops; /* the client's, once it has shown a conversation */
static gboolean (*client_smiley_add) (PurpleConversation *conversation, const char *smiley, gboolean is_remote);
static void (*client_smiley_write) (PurpleConversation *conversation, const char *smiley, const guchar *data, gsize n_bytes);

/* ---- pictures of the store ---- */

static void
take (GuardPictures *self, PurpleAccount *account, const char *who, const char *message)
{
  g_autoptr(GuardHtml) html = NULL;

  /* Most messages have none. */
  if (account == NULL || who == NULL || message == NULL || purple_strcasestr (message, "<img") == NULL)
    return;
  html = guard_html_new (message, strlen (message));
  guard_pictures_take (self, account, who, html);
}

static gboolean
on_receiving_im (PurpleAccount *account, char **sender, char **message, PurpleConversation *conversation, PurpleMessageFlags *flags, gpointer user_data)
{
  take (user_data, account, sender != NULL ? *sender : NULL, message != NULL ? *message : NULL);
  return FALSE;
}

static gboolean
on_receiving_chat (PurpleAccount *account, char **sender, char **message, PurpleConversation *conversation, PurpleMessageFlags *flags, gpointer user_data)
{
  g_autofree char *member = NULL;

  if (conversation == NULL || sender == NULL || *sender == NULL)
    return FALSE;
  member = g_strdup_printf ("%s/%s", purple_conversation_get_name (conversation), *sender);
  take (user_data, account, member, message != NULL ? *message : NULL);
  return FALSE;
}

/* ---- smileys ---- */

/* Who sent a smiley into a room is not told: anybody may have. */
static gboolean
may_have_smileys (PurpleConversation *conversation)
{
  return purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_IM
         && !guard_pictures_is_stranger (purple_conversation_get_account (conversation), purple_conversation_get_name (conversation));
}

static gboolean
on_smiley_add (PurpleConversation *conversation, const char *smiley, gboolean is_remote)
{
  if (attached != NULL && is_remote && !may_have_smileys (conversation))
    return FALSE;
  return client_smiley_add (conversation, smiley, is_remote);
}

static void
on_smiley_write (PurpleConversation *conversation, const char *smiley, const guchar *data, gsize n_bytes)
{
  if (attached == NULL || may_have_smileys (conversation))
    client_smiley_write (conversation, smiley, data, n_bytes);
}

/* libpurple tells the client's calls only of a conversation; all have the same. */
static void
interpose (PurpleConversation *conversation)
{
  PurpleConversationUiOps *theirs = purple_conversation_get_ui_ops (conversation);

  if (ops != NULL || theirs == NULL || theirs->custom_smiley_add == NULL || theirs->custom_smiley_write == NULL)
    return;
  ops = theirs;
  client_smiley_add = ops->custom_smiley_add;
  client_smiley_write = ops->custom_smiley_write;
  ops->custom_smiley_add = on_smiley_add;
  ops->custom_smiley_write = on_smiley_write;
}

static void
on_conversation (PurpleConversation *conversation, gpointer user_data)
{
  interpose (conversation);
}

/* Only what is still ours: another plugin may have put its own on top. */
static void
give_back (void)
{
  if (ops != NULL && ops->custom_smiley_add == on_smiley_add)
    ops->custom_smiley_add = client_smiley_add;
  if (ops != NULL && ops->custom_smiley_write == on_smiley_write)
    ops->custom_smiley_write = client_smiley_write;
  ops = NULL;
}

/* ---- icons ---- */

/* Emptying an icon tells everybody again, us included; libpurple goes on with an icon without data, and drops what it noted in the list. */
static void
empty_icon (GuardPictures *self, PurpleAccount *account, const char *who, PurpleBuddyIcon *icon)
{
  gsize n_bytes = 0;
  gconstpointer data = icon != NULL ? purple_buddy_icon_get_data (icon, &n_bytes) : NULL;
  g_autofree char *sum = NULL;
  g_autofree char *key = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (self->is_emptying_icon || data == NULL || n_bytes == 0 || !guard_pictures_is_stranger (account, who))
    return;
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA1, data, n_bytes);
  key = g_strdup_printf ("icon:%s", sum);
  bytes = g_bytes_new (data, MIN (n_bytes, GUARD_PICTURE_MAX_BYTES + 1));
  guard_pictures_keep (self, account, who, GUARD_PICTURE_ICON, key, bytes, NULL);
  self->is_emptying_icon = TRUE;
  purple_buddy_icon_set_data (icon, NULL, 0, NULL);
  self->is_emptying_icon = FALSE;
}

static void
on_buddy_icon (PurpleBuddy *buddy, gpointer user_data)
{
  empty_icon (user_data, purple_buddy_get_account (buddy), purple_buddy_get_name (buddy), purple_buddy_get_icon (buddy));
}

static void
on_conversation_updated (PurpleConversation *conversation, PurpleConvUpdateType type, gpointer user_data)
{
  if (type == PURPLE_CONV_UPDATE_ICON && purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_IM)
    empty_icon (user_data, purple_conversation_get_account (conversation), purple_conversation_get_name (conversation),
                purple_conv_im_get_icon (PURPLE_CONV_IM (conversation)));
}

/* ---- life ---- */

void
guard_pictures_attach_client (GuardPictures *self)
{
  void *conversations = purple_conversations_get_handle ();

  attached = self;
  /* Before the inbox keeps the message, and the store has lost the picture. */
  purple_signal_connect_priority (conversations, "receiving-im-msg", &handle, PURPLE_CALLBACK (on_receiving_im), self, FIRST);
  purple_signal_connect_priority (conversations, "receiving-chat-msg", &handle, PURPLE_CALLBACK (on_receiving_chat), self, FIRST);
  purple_signal_connect_priority (conversations, "conversation-updated", &icons_handle, PURPLE_CALLBACK (on_conversation_updated), self, FIRST);
  purple_signal_connect_priority (purple_blist_get_handle (), "buddy-icon-changed", &icons_handle, PURPLE_CALLBACK (on_buddy_icon), self, FIRST);
  purple_signal_connect_priority (conversations, "conversation-created", &handle, PURPLE_CALLBACK (on_conversation), self, FIRST);
  for (GList *item = purple_get_conversations (); item != NULL; item = item->next)
    interpose (item->data);
}

void
guard_pictures_detach_client (void)
{
  give_back ();
  attached = NULL;
  purple_signals_disconnect_by_handle (&handle);
  purple_signals_disconnect_by_handle (&icons_handle);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-contacts-private.h"

#include <glib/gi18n-lib.h>

/* What the user does about people: writes to them, and lets them see the status. Automatic answers, pounces and what encrypting plugins say to each
 * other do not come by here: libpurple sends them without this signal. */

void
guard_contacts_begin_own_words (GuardContacts *self)
{
  self->n_own_words++;
}

void
guard_contacts_end_own_words (GuardContacts *self)
{
  self->n_own_words--;
}

/* Whether the conversation shows a message that the other person wrote. */
static gboolean
has_heard (PurpleAccount *account, const char *who)
{
  PurpleConversation *conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, who, account);
  GList *history = conversation != NULL ? purple_conversation_get_message_history (conversation) : NULL;

  for (GList *l = history; l != NULL; l = l->next)
    {
      const PurpleMessageFlags flags = purple_conversation_message_get_flags (l->data);

      if (flags & PURPLE_MESSAGE_RECV && !(flags & (PURPLE_MESSAGE_AUTO_RESP | PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_ERROR)))
        return TRUE;
    }
  return FALSE;
}

void
guard_contacts_note_wrote (GuardContacts *self, PurpleAccount *account, const char *who)
{
  const GuardAcquaintance *person;
  g_autofree char *key = NULL;

  if (self->n_own_words > 0 || !guard_contacts_may_trust (account, who))
    {
      guard_contacts_let_in_now (self, account, who);
      return;
    }
  if (guard_contacts_get_kind (account, who) == GUARD_SENDER_SELF)
    return;
  key = guard_contacts_dup_key (account, who);
  guard_people_note (self->people, account, key, GUARD_DEED_WROTE);
  person = guard_people_find (self->people, account, key);
  if (person != NULL && person->deeds_us[GUARD_DEED_HEARD] == 0 && has_heard (account, who))
    guard_people_note (self->people, account, key, GUARD_DEED_HEARD);
}

static void
on_sent_im (PurpleAccount *account, const char *receiver, const char *message, gpointer user_data)
{
  if (receiver != NULL && *receiver != '\0' && message != NULL && *message != '\0')
    guard_contacts_note_wrote (user_data, account, receiver);
}

/* Only people to whom the user wrote, or who were let in, are in the memory: a flood of strangers adds nothing to it. */
static void
on_received_im (PurpleAccount *account, const char *sender, const char *message, PurpleConversation *conversation, PurpleMessageFlags flags, gpointer user_data)
{
  GuardContacts *self = user_data;
  const GuardAcquaintance *person;
  g_autofree char *key = NULL;

  if (sender == NULL || flags & (PURPLE_MESSAGE_AUTO_RESP | PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_ERROR) || !guard_contacts_may_trust (account, sender))
    return;
  key = guard_contacts_dup_key (account, sender);
  person = guard_people_find (self->people, account, key);
  if (person != NULL && (person->deeds_us[GUARD_DEED_WROTE] != 0 || person->deeds_us[GUARD_DEED_LET_IN] != 0))
    guard_people_note (self->people, account, key, GUARD_DEED_HEARD);
}

/* "/msg NICK WORDS" in a room: by no signal. */
static PurpleCmdRet
on_room_command (PurpleConversation *conversation, const char *name, char **arguments, char **error, void *data)
{
  g_autofree char *who = g_strdup_printf ("%s/%s", purple_conversation_get_name (conversation), arguments[0]);

  guard_contacts_note_wrote (data, purple_conversation_get_account (conversation), who);
  return PURPLE_CMD_RET_CONTINUE;
}

/* ---- requests that the client shows ---- */

/* A request that is open: the client calls one of these at most, or closes it. */
typedef struct
{
  PurpleAccount *account;
  char *who;
  PurpleAccountRequestAuthorizationCb authorise, deny;
  void *data;
} Request;

static GHashTable *requests; /* the client's handle -> Request; kept by those that have none under themselves */
static void *(*client_request_authorize) (PurpleAccount *account, const char *remote_user, const char *id, const char *alias, const char *message,
                                          gboolean on_list, PurpleAccountRequestAuthorizationCb authorize_cb,
                                          PurpleAccountRequestAuthorizationCb deny_cb, void *user_data);
static void (*client_close_account_request) (void *ui_handle);

static void
free_request (gpointer data)
{
  Request *request = data;

  g_free (request->who);
  g_free (request);
}

static gboolean
is_this (gpointer handle, gpointer request, gpointer user_data)
{
  return request == user_data;
}

static void
drop (Request *request)
{
  if (g_hash_table_foreach_steal (requests, is_this, request) == 0)
    return;
  free_request (request);
}

static void
on_authorised (void *data)
{
  Request *request = data;
  Guard *guard = guard_plugin_get ();
  PurpleAccountRequestAuthorizationCb authorise = request->authorise;
  void *client_data = request->data;

  if (guard != NULL && guard_contacts_may_trust (request->account, request->who))
    {
      g_autofree char *key = guard_contacts_dup_key (request->account, request->who);

      guard_people_note (guard->contacts->people, request->account, key, GUARD_DEED_AUTHORISED);
    }
  drop (request);
  authorise (client_data);
}

static void
on_denied (void *data)
{
  Request *request = data;
  PurpleAccountRequestAuthorizationCb deny = request->deny;
  void *client_data = request->data;

  drop (request);
  deny (client_data);
}

static void *
on_request_authorize (PurpleAccount *account, const char *remote_user, const char *id, const char *alias, const char *message, gboolean on_list,
                      PurpleAccountRequestAuthorizationCb authorize_cb, PurpleAccountRequestAuthorizationCb deny_cb, void *user_data)
{
  Request *request = g_new0 (Request, 1);
  void *handle;

  request->account = account;
  request->who = g_strdup (remote_user);
  request->authorise = authorize_cb;
  request->deny = deny_cb;
  request->data = user_data;
  /* Under itself while the client has not said by what it knows it: it may answer at once. */
  g_hash_table_insert (requests, request, request);
  handle = client_request_authorize (account, remote_user, id, alias, message, on_list, on_authorised, on_denied, request);
  if (handle != NULL && g_hash_table_steal (requests, request))
    g_hash_table_replace (requests, handle, request);
  return handle;
}

static void
on_close_account_request (void *ui_handle)
{
  g_hash_table_remove (requests, ui_handle);
  if (client_close_account_request != NULL)
    client_close_account_request (ui_handle);
}

static void
interpose (void)
{
  PurpleAccountUiOps *operations = purple_accounts_get_ui_ops ();

  if (requests == NULL)
    requests = g_hash_table_new_full (NULL, NULL, NULL, free_request);
  if (operations == NULL || operations->request_authorize == NULL || operations->request_authorize == on_request_authorize)
    return;
  client_request_authorize = operations->request_authorize;
  operations->request_authorize = on_request_authorize;
  client_close_account_request = operations->close_account_request;
  operations->close_account_request = on_close_account_request;
}

/* Requests that are open keep their memory: their buttons lead here. */
static void
give_back (void)
{
  PurpleAccountUiOps *operations = purple_accounts_get_ui_ops ();

  if (operations == NULL)
    return;
  if (operations->request_authorize == on_request_authorize)
    operations->request_authorize = client_request_authorize;
  if (operations->close_account_request == on_close_account_request)
    operations->close_account_request = client_close_account_request;
}

void
guard_contacts_listen_to_deeds (GuardContacts *self)
{
  purple_signal_connect (purple_conversations_get_handle (), "sent-im-msg", self, PURPLE_CALLBACK (on_sent_im), self);
  purple_signal_connect_priority (purple_conversations_get_handle (), "received-im-msg", self, PURPLE_CALLBACK (on_received_im), self, G_MININT);
  self->command = purple_cmd_register ("msg", "ws", G_MAXINT, PURPLE_CMD_FLAG_CHAT | PURPLE_CMD_FLAG_PRPL_ONLY, "prpl-jabber", on_room_command,
                                       _("purple-guard notes to whom you write."), self);
  interpose ();
}

void
guard_contacts_leave_deeds (GuardContacts *self)
{
  purple_cmd_unregister (self->command);
  give_back ();
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-inbox-private.h"

#include "guard-contacts.h"

#include <gmodule.h>
#include <string.h>

#define MAX_REQUESTS 4096
#define MAX_WORDS_BYTES 2048

typedef struct
{
  PurpleAccount *account; /* valid until it signs off: then its requests are forgotten */
  char *address;
  xmlnode *stanza;        /* as the client would have got it; NULL over other protocols than XMPP */
  gboolean is_on_list;
  PurpleAccountRequestAuthorizationCb grant, deny;
  void *data;
} Request;

struct _GuardInboxRequests
{
  Guard *guard;
  GPtrArray *open; /* Request: the very pointers are libpurple's handles of what the client would show */
};

static void *(*client_request_authorize) (PurpleAccount *account, const char *who, const char *id, const char *alias, const char *message, gboolean on_list,
                                          PurpleAccountRequestAuthorizationCb grant, PurpleAccountRequestAuthorizationCb deny, void *data);
static void (*client_close_request) (void *ui_handle);

static void
free_request (gpointer data)
{
  Request *request = data;

  g_clear_pointer (&request->stanza, xmlnode_free);
  g_free (request->address);
  g_free (request);
}

static Request *
find (GuardInboxRequests *self, PurpleAccount *account, const char *address)
{
  for (guint i = 0; i < self->open->len; i++)
    {
      Request *request = g_ptr_array_index (self->open, i);

      if (request->account == account && (address == NULL || purple_strequal (request->address, address)))
        return request;
    }
  return NULL;
}

static Request *
add (GuardInboxRequests *self, PurpleAccount *account, const char *who)
{
  Request *request = g_new0 (Request, 1);

  request->account = account;
  request->address = guard_inbox_dup_address (account, who);
  g_ptr_array_add (self->open, request);
  return request;
}

static void
take (GuardInboxRequests *self, PurpleAccount *account, const char *who, const char *words)
{
  g_autofree char *bounded = words != NULL && *words != '\0' ? g_strndup (words, MAX_WORDS_BYTES) : NULL;

  guard_inbox_take (self->guard->inbox, account, guard_strangers_item_new (GUARD_WAITING_AUTHORISATION, who, bounded));
}

/* ---- XMPP ---- */

static xmlnode *
copy_stanza (const char *from, const xmlnode *presence)
{
  xmlnode *copy = xmlnode_new ("presence");

  xmlnode_set_namespace (copy, xmlnode_get_namespace ((xmlnode *) presence));
  xmlnode_set_attrib (copy, "type", "subscribe");
  xmlnode_set_attrib (copy, "from", from);
  return copy;
}

/* Nobody else hears of it: what would answer by itself answers nothing. */
static gboolean
on_presence (PurpleConnection *connection, const char *type, const char *from, xmlnode *presence, gpointer user_data)
{
  GuardInboxRequests *self = user_data;
  PurpleAccount *account = purple_connection_get_account (connection);
  xmlnode *status = presence != NULL ? xmlnode_get_child (presence, "status") : NULL;
  g_autofree char *words = NULL;
  g_autofree char *address = NULL;

  if (!purple_strequal (type, "subscribe") || from == NULL || !guard_inbox_keeps (self->guard->inbox, account, from))
    return FALSE;
  /* Who is on the user's own list of the blocked is as little asked about as heard. */
  if (!purple_privacy_check (account, from))
    return TRUE;

  words = status != NULL ? xmlnode_get_data (status) : NULL;
  take (self, account, from, words);
  address = guard_inbox_dup_address (account, from);
  if (guard_inbox_find (self->guard->inbox, account, from) != NULL && find (self, account, address) == NULL && self->open->len < MAX_REQUESTS)
    add (self, account, from)->stanza = copy_stanza (from, presence);
  return TRUE;
}

static void
answer_over_xmpp (const Request *request, gboolean is_granted)
{
  PurpleConnection *connection = purple_account_get_connection (request->account);
  xmlnode *presence = xmlnode_new ("presence");

  xmlnode_set_attrib (presence, "to", request->address);
  xmlnode_set_attrib (presence, "type", is_granted ? "subscribed" : "unsubscribed");
  purple_signal_emit (purple_connection_get_prpl (connection), "jabber-sending-xmlnode", connection, &presence);
  if (presence != NULL)
    xmlnode_free (presence);
  /* As libpurple says it of its own answers. */
  purple_signal_emit (purple_accounts_get_handle (), is_granted ? "account-authorization-granted" : "account-authorization-denied", request->account,
                      request->address);
}

/* The client gets the stanza as if it came now. */
static void
give_back_over_xmpp (const Request *request)
{
  PurpleConnection *connection = purple_account_get_connection (request->account);
  PurplePlugin *protocol = connection != NULL ? purple_connection_get_prpl (connection) : NULL;
  gpointer symbol = NULL;

  if (protocol == NULL || protocol->handle == NULL || !PURPLE_CONNECTION_IS_CONNECTED (connection)
      || !g_module_symbol (protocol->handle, "jabber_presence_parse", &symbol) || symbol == NULL)
    return;
  ((void (*) (void *, xmlnode *)) symbol) (purple_connection_get_protocol_data (connection), request->stanza);
}

/* ---- the others ---- */

static void *
on_request_authorize (PurpleAccount *account, const char *who, const char *id, const char *alias, const char *message, gboolean on_list,
                      PurpleAccountRequestAuthorizationCb grant, PurpleAccountRequestAuthorizationCb deny, void *data)
{
  Guard *guard = guard_plugin_get ();
  GuardInboxRequests *self = guard != NULL && guard->inbox != NULL ? guard->inbox->requests : NULL;
  Request *request;

  if (self == NULL || self->open->len >= MAX_REQUESTS || !guard_inbox_keeps (guard->inbox, account, who))
    return client_request_authorize != NULL ? client_request_authorize (account, who, id, alias, message, on_list, grant, deny, data) : NULL;

  take (self, account, who, message);
  request = add (self, account, who);
  request->grant = grant;
  request->deny = deny;
  request->data = data;
  return request;
}

static void
on_close_request (void *ui_handle)
{
  Guard *guard = guard_plugin_get ();

  if (guard != NULL && guard->inbox != NULL && guard->inbox->requests != NULL && g_ptr_array_remove (guard->inbox->requests->open, ui_handle))
    return;
  if (client_close_request != NULL)
    client_close_request (ui_handle);
}

/* ---- answers ---- */

static void
answer (Request *request, gboolean is_granted)
{
  if (!purple_account_is_connected (request->account))
    return;
  if (request->stanza != NULL)
    answer_over_xmpp (request, is_granted);
  else
    (is_granted ? request->grant : request->deny) (request->data);
  /* As clients do; the name that the asker chose is not proposed. */
  if (is_granted && purple_find_buddy (request->account, request->address) == NULL)
    purple_blist_request_add_buddy (request->account, request->address, NULL, NULL);
}

void
guard_inbox_requests_answer (GuardInboxRequests *self, PurpleAccount *account, const char *address, gboolean is_granted)
{
  Request *request;

  while ((request = find (self, account, address)) != NULL)
    {
      guint place;

      g_ptr_array_find (self->open, request, &place);
      g_ptr_array_steal_index (self->open, place);
      answer (request, is_granted);
      free_request (request);
    }
}

/* Of what the client would show, libpurple keeps a record, which goes with this. */
static void
drop (GuardInboxRequests *self, Request *request)
{
  if (request->stanza == NULL)
    purple_account_request_close (request);
  g_ptr_array_remove (self->open, request);
}

void
guard_inbox_requests_forget (GuardInboxRequests *self, PurpleAccount *account, const char *address)
{
  Request *request;

  while ((request = find (self, account, address)) != NULL)
    drop (self, request);
}

/* ---- life ---- */

static void
interpose (void)
{
  PurpleAccountUiOps *ops = purple_accounts_get_ui_ops ();

  if (ops == NULL || ops->request_authorize == on_request_authorize)
    return;
  client_request_authorize = ops->request_authorize;
  client_close_request = ops->close_account_request;
  ops->request_authorize = on_request_authorize;
  ops->close_account_request = on_close_request;
}

static void
restore (void)
{
  PurpleAccountUiOps *ops = purple_accounts_get_ui_ops ();

  if (ops != NULL && ops->request_authorize == on_request_authorize)
    ops->request_authorize = client_request_authorize;
  if (ops != NULL && ops->close_account_request == on_close_request)
    ops->close_account_request = client_close_request;
}

GuardInboxRequests *
guard_inbox_requests_new (Guard *guard)
{
  GuardInboxRequests *self = g_new0 (GuardInboxRequests, 1);
  PurplePlugin *jabber = purple_plugins_find_with_id ("prpl-jabber");

  self->guard = guard;
  self->open = g_ptr_array_new_with_free_func (free_request);
  if (jabber != NULL)
    purple_signal_connect_priority (jabber, "jabber-receiving-presence", self, PURPLE_CALLBACK (on_presence), self, G_MININT);
  interpose ();
  return self;
}

void
guard_inbox_requests_free (GuardInboxRequests *self)
{
  g_autoptr(GPtrArray) stanzas = g_ptr_array_new_with_free_func (free_request);

  purple_signals_disconnect_by_handle (self);
  while (self->open->len > 0)
    {
      Request *request = g_ptr_array_index (self->open, 0);

      if (request->stanza != NULL)
        g_ptr_array_add (stanzas, g_ptr_array_steal_index (self->open, 0));
      else
        drop (self, request);
    }
  restore ();
  for (guint i = 0; i < stanzas->len && !self->guard->is_quitting; i++)
    give_back_over_xmpp (g_ptr_array_index (stanzas, i));
  g_ptr_array_unref (self->open);
  g_free (self);
}

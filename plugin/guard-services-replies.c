/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-services-private.h"

#include "core/guard-ctcp.h"

#include <gmodule.h>

/* What libpurple answers by itself to whoever asks. XMPP: a query is taken before libpurple sees it, and answered as a client answers that does not know
 * the question; such a client does not announce that it knows it, either. IRC: the question is made one that libpurple shows and does not answer
 * (it knows these words in capitals only, parse.c: irc_parse_ctcp); every other byte stays. */

#define FIRST G_MININT
#define ERROR_NAMESPACE "urn:ietf:params:xml:ns:xmpp-stanzas"

static const struct
{
  const char *service;
  const char *xmlns;
} queries[] = {
  { "client-details", "jabber:iq:version" },
  { "idle-time",      "jabber:iq:last" },
  { "local-time",     "urn:xmpp:time" },
};

static const char * const ctcps[] = {
  [GUARD_CTCP_DETAILS] = "client-details",
  [GUARD_CTCP_TIME] = "local-time",
};

struct _GuardReplies
{
  GuardServices *services;
  GHashTable *closed; /* name of a service -> how often it was asked for */
};

static gboolean
is_closed (GuardReplies *self, const char *name)
{
  return g_hash_table_contains (self->closed, name);
}

static void
count (GuardReplies *self, const char *name)
{
  g_hash_table_insert (self->closed, (gpointer) name, GUINT_TO_POINTER (guard_replies_count (self, name) + 1));
}

guint
guard_replies_count (GuardReplies *self, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->closed, name));
}

/* ---- XMPP ---- */

static PurplePlugin *
get_xmpp (void)
{
  return purple_plugins_find_with_id ("prpl-jabber");
}

static xmlnode *
get_question (xmlnode *stanza)
{
  for (xmlnode *child = stanza->child; child != NULL; child = child->next)
    if (child->type == XMLNODE_TYPE_TAG)
      return child;
  return NULL;
}

static void
answer_with_error (PurpleConnection *connection, const char *id, const char *from, xmlnode *question)
{
  xmlnode *reply = xmlnode_new ("iq");
  xmlnode *error;

  xmlnode_set_attrib (reply, "type", "error");
  xmlnode_set_attrib (reply, "id", id);
  if (from != NULL)
    xmlnode_set_attrib (reply, "to", from);
  xmlnode_insert_child (reply, xmlnode_copy (question));
  error = xmlnode_new_child (reply, "error");
  xmlnode_set_attrib (error, "type", "cancel");
  xmlnode_set_namespace (xmlnode_new_child (error, "service-unavailable"), ERROR_NAMESPACE);

  purple_signal_emit (get_xmpp (), "jabber-sending-xmlnode", connection, &reply);
  if (reply != NULL)
    xmlnode_free (reply);
}

static gboolean
on_query (PurpleConnection *connection, const char *type, const char *id, const char *from, xmlnode *stanza, gpointer user_data)
{
  GuardReplies *self = user_data;
  xmlnode *question = get_question (stanza);
  const char *xmlns = question != NULL ? xmlnode_get_namespace (question) : NULL;

  if (!purple_strequal (type, "get") || xmlns == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    if (g_str_equal (queries[i].xmlns, xmlns) && is_closed (self, queries[i].service))
      {
        count (self, queries[i].service);
        answer_with_error (connection, id, from, question);
        return TRUE;
      }
  return FALSE;
}

/* libpurple keeps the sum of its features for each stream, and makes it anew only when it is told to. */
static void
announce (PurplePlugin *xmpp)
{
  gpointer sum_up = NULL;
  gpointer tell = NULL;

  if (!g_module_symbol (xmpp->handle, "jabber_caps_calculate_own_hash", &sum_up) || !g_module_symbol (xmpp->handle, "jabber_caps_broadcast_change", &tell))
    return;
  for (GList *l = purple_connections_get_all (); l != NULL; l = l->next)
    if (purple_connection_get_prpl (l->data) == xmpp && PURPLE_CONNECTION_IS_CONNECTED ((PurpleConnection *) l->data))
      ((void (*) (void *)) sum_up) (purple_connection_get_protocol_data (l->data));
  ((void (*) (void)) tell) ();
}

static void
set_announced (const char *name, gboolean is_announced)
{
  PurplePlugin *xmpp = get_xmpp ();
  gpointer add = NULL;
  gpointer take = NULL;

  if (xmpp == NULL || xmpp->handle == NULL || !g_module_symbol (xmpp->handle, "jabber_add_feature", &add)
      || !g_module_symbol (xmpp->handle, "jabber_remove_feature", &take))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      if (!g_str_equal (queries[i].service, name))
        continue;
      if (is_announced)
        ((void (*) (const char *, gpointer)) add) (queries[i].xmlns, NULL);
      else
        ((void (*) (const char *)) take) (queries[i].xmlns);
    }
  announce (xmpp);
}

/* ---- IRC ---- */

static void
on_line (PurpleConnection *connection, char **line, gpointer user_data)
{
  GuardReplies *self = user_data;
  const char *word;
  gsize n_bytes;
  GuardCtcp kind = line != NULL && *line != NULL ? guard_ctcp_find (*line, &word, &n_bytes) : GUARD_CTCP_NONE;

  if (kind == GUARD_CTCP_NONE || !is_closed (self, ctcps[kind]))
    return;
  count (self, ctcps[kind]);
  for (char *c = *line + (word - *line); c < word + n_bytes; c++)
    *c = g_ascii_tolower (*c);
}

/* ---- both ---- */

static gboolean
close_replies (GuardServices *services, const char *name)
{
  if (is_closed (services->replies, name))
    return FALSE;
  g_hash_table_insert (services->replies->closed, (gpointer) name, NULL);
  set_announced (name, FALSE);
  return TRUE;
}

static void
open_replies (GuardServices *services, const char *name)
{
  if (!g_hash_table_remove (services->replies->closed, name))
    return;
  set_announced (name, TRUE);
}

static GuardServiceState
ask_replies (GuardServices *services, const char *name)
{
  return is_closed (services->replies, name) ? GUARD_SERVICE_CLOSED : GUARD_SERVICE_OPEN;
}

const GuardServiceWay guard_way_replies = { close_replies, open_replies, ask_replies };

GuardReplies *
guard_replies_new (GuardServices *services)
{
  GuardReplies *self = g_new0 (GuardReplies, 1);
  PurplePlugin *irc = purple_plugins_find_with_id ("prpl-irc");

  self->services = services;
  self->closed = g_hash_table_new (g_str_hash, g_str_equal);
  if (get_xmpp () != NULL)
    purple_signal_connect_priority (get_xmpp (), "jabber-receiving-iq", self, PURPLE_CALLBACK (on_query), self, FIRST);
  if (irc != NULL)
    purple_signal_connect_priority (irc, "irc-receiving-text", self, PURPLE_CALLBACK (on_line), self, FIRST);
  return self;
}

void
guard_replies_free (GuardReplies *self)
{
  purple_signals_disconnect_by_handle (self);
  g_hash_table_unref (self->closed);
  g_free (self);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-calls-wire.h"

#include <gmodule.h>

#define JINGLE "urn:xmpp:jingle:1"
#define RINGING "urn:xmpp:jingle:apps:rtp:info:1"
#define GOOGLE_SESSION "http://www.google.com/session"
#define STANZA_ERRORS "urn:ietf:params:xml:ns:xmpp-stanzas"

static void
send (PurpleConnection *connection, xmlnode *stanza)
{
  purple_signal_emit (purple_connection_get_prpl (connection), "jabber-sending-xmlnode", connection, &stanza);
  if (stanza != NULL)
    xmlnode_free (stanza);
}

static xmlnode *
new_iq (const char *type, const char *to, const char *id)
{
  xmlnode *iq = xmlnode_new ("iq");

  xmlnode_set_attrib (iq, "type", type);
  if (to != NULL)
    xmlnode_set_attrib (iq, "to", to);
  xmlnode_set_attrib (iq, "id", id);
  return iq;
}

static xmlnode *
new_answer (xmlnode *iq, const char *type)
{
  return new_iq (type, xmlnode_get_attrib (iq, "from"), xmlnode_get_attrib (iq, "id"));
}

static xmlnode *
new_set (const char *to)
{
  g_autofree char *random = g_uuid_string_random ();

  return new_iq ("set", to, random);
}

static xmlnode *
add_jingle (xmlnode *iq, const char *action, const char *session, const char *initiator)
{
  xmlnode *jingle = xmlnode_new_child (iq, "jingle");

  xmlnode_set_namespace (jingle, JINGLE);
  xmlnode_set_attrib (jingle, "action", action);
  xmlnode_set_attrib (jingle, "sid", session);
  if (initiator != NULL)
    xmlnode_set_attrib (jingle, "initiator", initiator);
  return jingle;
}

void
guard_calls_wire_acknowledge (PurpleConnection *connection, xmlnode *iq)
{
  send (connection, new_answer (iq, "result"));
}

void
guard_calls_wire_refuse (PurpleConnection *connection, xmlnode *iq, const char *condition)
{
  xmlnode *answer = new_answer (iq, "error");
  xmlnode *error = xmlnode_new_child (answer, "error");

  xmlnode_set_attrib (error, "type", "cancel");
  xmlnode_set_namespace (xmlnode_new_child (error, condition), STANZA_ERRORS);
  send (connection, answer);
}

void
guard_calls_wire_say_ringing (PurpleConnection *connection, const char *who, const char *session)
{
  xmlnode *iq = new_set (who);
  xmlnode *jingle = add_jingle (iq, "session-info", session, who);

  xmlnode_set_namespace (xmlnode_new_child (jingle, "ringing"), RINGING);
  send (connection, iq);
}

void
guard_calls_wire_end (PurpleConnection *connection, const char *who, const char *session, const char *initiator, gboolean is_google, const char *reason)
{
  xmlnode *iq = new_set (who);

  if (is_google)
    {
      xmlnode *node = xmlnode_new_child (iq, "session");

      xmlnode_set_namespace (node, GOOGLE_SESSION);
      xmlnode_set_attrib (node, "type", "reject");
      xmlnode_set_attrib (node, "id", session);
      xmlnode_set_attrib (node, "initiator", initiator);
    }
  else
    xmlnode_new_child (xmlnode_new_child (add_jingle (iq, "session-terminate", session, initiator), "reason"), reason);
  send (connection, iq);
}

void
guard_calls_wire_reject_contents (PurpleConnection *connection, const char *who, xmlnode *iq)
{
  const xmlnode *theirs = guard_jingle_find_payload (iq);
  xmlnode *answer = new_set (who);
  xmlnode *ours = add_jingle (answer, "content-reject", xmlnode_get_attrib (theirs, "sid"), xmlnode_get_attrib (theirs, "initiator"));

  for (xmlnode *content = xmlnode_get_child (theirs, "content"); content != NULL; content = xmlnode_get_next_twin (content))
    {
      const char *creator = xmlnode_get_attrib (content, "creator");
      xmlnode *rejected = xmlnode_new_child (ours, "content");

      xmlnode_set_attrib (rejected, "creator", creator != NULL ? creator : "initiator");
      xmlnode_set_attrib (rejected, "name", xmlnode_get_attrib (content, "name"));
    }
  xmlnode_new_child (xmlnode_new_child (ours, "reason"), "unsupported-applications");
  send (connection, answer);
}

/* Exported by the library below the protocol's plugin. */
static gpointer
find_function (PurpleConnection *connection, const char *name)
{
  PurplePlugin *protocol = purple_connection_get_prpl (connection);
  gpointer symbol = NULL;

  if (protocol->handle == NULL || !g_module_symbol (protocol->handle, name, &symbol))
    return NULL;
  return symbol;
}

gboolean
guard_calls_wire_find_session (PurpleConnection *connection, const char *session, char **remote, gboolean *is_ours)
{
  GObject *(*find) (void *stream, const char *session) = find_function (connection, "jingle_session_find_by_sid");
  void *stream = purple_connection_get_protocol_data (connection);
  GObject *found = find != NULL && stream != NULL ? find (stream, session) : NULL;

  *remote = NULL;
  *is_ours = FALSE;
  if (found == NULL)
    return FALSE;
  g_object_get (found, "remote-jid", remote, "is-initiator", is_ours, NULL);
  return TRUE;
}

gboolean
guard_calls_wire_replay (PurpleConnection *connection, xmlnode *iq)
{
  void (*parse) (void *stream, xmlnode *iq) = find_function (connection, "jabber_iq_parse");
  void *stream = purple_connection_get_protocol_data (connection);

  if (parse == NULL || stream == NULL)
    return FALSE;
  parse (stream, iq);
  return TRUE;
}

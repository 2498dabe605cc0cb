/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-paths-xmpp.h"

#include "guard-encryption.h"
#include "guard-notice.h"
#include "guard-paths-going.h"
#include "guard-paths-profile.h"
#include "guard-paths-statuses.h"

#include <string.h>

/* A stanza is never dropped: libpurple's writer cannot do without one. What may not go is taken out of it. A message waits, and is sent again as a whole; of
 * everything else the words are given back. */

#define ROSTER_EXCHANGE "http://jabber.org/protocol/rosterx"

static PurplePlugin *
get_protocol (void)
{
  return purple_plugins_find_with_id ("prpl-jabber");
}

static gboolean
is_named (const xmlnode *node, const char *name)
{
  return node->type == XMLNODE_TYPE_TAG && g_strcmp0 (node->name, name) == 0;
}

/* ---- a message that waits ---- */

typedef struct
{
  PurpleAccount *account;
  xmlnode *stanza;
  char *words; /* what the user was asked about */
} Waiting;

static void
free_waiting (gpointer data)
{
  Waiting *self = data;

  xmlnode_free (self->stanza);
  g_free (self->words);
  g_free (self);
}

/* Words stand in these; all else in a message is addresses and states. */
static gboolean
has_words (const xmlnode *node)
{
  return is_named (node, "body") || is_named (node, "subject") || is_named (node, "reason") || is_named (node, "text");
}

static gboolean
is_formatted (const xmlnode *node)
{
  return is_named (node, "html");
}

static void
append_words (GString *words, xmlnode *node)
{
  const char *reason = xmlnode_get_attrib (node, "reason");
  g_autofree char *data = has_words (node) ? xmlnode_get_data (node) : NULL;

  if (reason != NULL)
    g_string_append_printf (words, "%s\n", reason);
  if (data != NULL && *data != '\0')
    g_string_append_printf (words, "%s\n", data);
  for (xmlnode *child = node->child; child != NULL; child = child->next)
    if (child->type == XMLNODE_TYPE_TAG && !is_formatted (child))
      append_words (words, child);
}

/* Takes out every element of which @has says so, and attributes with reasons. */
static void
take_out (xmlnode *node, gboolean (*has) (const xmlnode *node))
{
  xmlnode *next;

  xmlnode_remove_attrib (node, "reason");
  for (xmlnode *child = node->child; child != NULL; child = next)
    {
      next = child->next;
      if (has (child))
        xmlnode_free (child);
      else if (child->type == XMLNODE_TYPE_TAG)
        take_out (child, has);
    }
}

static gboolean
has_any_words (const xmlnode *node)
{
  return has_words (node) || is_formatted (node);
}

/* The words of the HTML, too: they need not be those of the body. */
static char *
dup_words (xmlnode *stanza)
{
  GString *words = g_string_new (NULL);
  xmlnode *html = xmlnode_get_child (stanza, "html");
  g_autofree char *markup = html != NULL ? xmlnode_to_str (html, NULL) : NULL;
  g_autofree char *formatted = markup != NULL ? purple_markup_strip_html (markup) : NULL;

  append_words (words, stanza);
  g_strchomp (words->str);
  words->len = strlen (words->str);
  if (formatted != NULL && strstr (words->str, g_strstrip (formatted)) == NULL)
    g_string_append_printf (words, "\n%s", formatted);
  return g_string_free (words, FALSE);
}

/* Masked words replace the first that there were. */
static void
replace_words (xmlnode *stanza, const char *text)
{
  take_out (stanza, has_any_words);
  xmlnode_insert_data (xmlnode_new_child (stanza, "body"), text, -1);
}

static void
send_waiting (const char *text, gpointer data)
{
  Waiting *self = data;
  PurpleConnection *connection = guard_paths_find_connection (self->account);
  xmlnode *stanza;

  if (connection == NULL)
    return;
  stanza = xmlnode_copy (self->stanza);
  if (!g_str_equal (text, self->words))
    replace_words (stanza, text);
  guard_paths_begin_going (text, FALSE);
  /* As the protocol itself sends a stanza: who encrypts has his say again. */
  purple_signal_emit (get_protocol (), "jabber-sending-xmlnode", connection, &stanza);
  guard_paths_end_going ();
  if (stanza != NULL)
    xmlnode_free (stanza);
}

static Waiting *
waiting_new (PurpleAccount *account, xmlnode *stanza, const char *words)
{
  Waiting *self = g_new0 (Waiting, 1);

  self->account = account;
  self->stanza = xmlnode_copy (stanza);
  self->words = g_strdup (words);
  return self;
}

/* ---- messages ---- */

static PurpleConversation *
find_conversation (PurpleAccount *account, const char *who)
{
  g_autofree char *bare = g_strndup (who, strcspn (who, "/"));
  PurpleConversation *conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_ANY, who, account);

  return conversation != NULL ? conversation : purple_find_conversation_with_account (PURPLE_CONV_TYPE_ANY, bare, account);
}

/* What is said to a room is told there. */
static GuardWords
lend_words (PurpleAccount *account, xmlnode *stanza, GuardPath path, const char *text)
{
  const char *who = xmlnode_get_attrib (stanza, "to");
  PurpleConversation *conversation = who != NULL ? find_conversation (account, who) : NULL;
  GuardWords words = { .path = path, .account = account, .who = who, .conversation = conversation, .text = text };

  if (conversation != NULL && purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_CHAT && !is_named (stanza, "message"))
    {
      words.path = GUARD_PATH_ROOM;
      words.who = purple_conversation_get_name (conversation);
    }
  return words;
}

/* Whether the words were to be encrypted on their way here, and are not. What OTR has encrypted is another's promise. */
static gboolean
is_broken_promise (Guard *guard, PurpleAccount *account, const char *who, gboolean is_room, xmlnode *stanza)
{
  GuardChatState state;

  if (xmlnode_get_child (stanza, "body") == NULL || xmlnode_get_child (stanza, "encrypted") != NULL
      || !guard_encryption_promises (guard->encryption, account, who, is_room))
    return FALSE;
  guard_encryption_look (guard->encryption, account, who, is_room, &state);
  return !g_str_equal (state.method, "OTR");
}

static void
check_message (Guard *guard, PurpleAccount *account, xmlnode *stanza)
{
  const char *who = xmlnode_get_attrib (stanza, "to");
  const gboolean is_room = g_strcmp0 (xmlnode_get_attrib (stanza, "type"), "groupchat") == 0;
  g_autofree char *words = dup_words (stanza);
  const GuardWords spoken = lend_words (account, stanza, is_room ? GUARD_PATH_ROOM : GUARD_PATH_OTHER, words);

  if (*words == '\0')
    return;
  if (who != NULL && is_broken_promise (guard, account, who, is_room, stanza))
    {
      guard_notice_not_encrypted (guard, account, who, words);
      take_out (stanza, has_any_words);
    }
  else if (!guard_paths_may_go (&spoken, send_waiting, waiting_new (account, stanza, words), free_waiting))
    take_out (stanza, has_any_words);
}

/* ---- lists of contacts ---- */

static gboolean
is_roster_exchange (const xmlnode *node)
{
  return node->type == XMLNODE_TYPE_TAG && g_strcmp0 (xmlnode_get_namespace ((xmlnode *) node), ROSTER_EXCHANGE) == 0;
}

/* An address and a name a line, as such lists are pasted. Returns: (transfer full) */
static char *
dup_contacts (xmlnode *exchange)
{
  GString *contacts = g_string_new (NULL);

  for (xmlnode *item = xmlnode_get_child (exchange, "item"); item != NULL; item = xmlnode_get_next_twin (item))
    {
      const char *address = xmlnode_get_attrib (item, "jid");
      const char *name = xmlnode_get_attrib (item, "name");

      g_string_append_printf (contacts, "%s %s\n", address != NULL ? address : "", name != NULL ? name : "");
    }
  return g_string_free (contacts, FALSE);
}

static void
check_roster_exchange (PurpleAccount *account, xmlnode *stanza)
{
  xmlnode *exchange = xmlnode_get_child_with_namespace (stanza, "x", ROSTER_EXCHANGE);
  g_autofree char *contacts = exchange != NULL ? dup_contacts (exchange) : NULL;
  const GuardWords words = lend_words (account, stanza, GUARD_PATH_OTHER, contacts);

  if (exchange != NULL && !guard_paths_may_go (&words, send_waiting, waiting_new (account, stanza, contacts), free_waiting))
    take_out (stanza, is_roster_exchange);
}

/* ---- what cannot wait ---- */

static gboolean
has_status (const xmlnode *node)
{
  return is_named (node, "status");
}

/* Presence says what the status says; or, on leaving a room, why. */
static void
check_presence (PurpleAccount *account, xmlnode *stanza)
{
  xmlnode *status = xmlnode_get_child (stanza, "status");
  g_autofree char *text = status != NULL ? xmlnode_get_data (status) : NULL;
  const GuardWords words = lend_words (account, stanza, GUARD_PATH_STATUS, text);

  if (text != NULL && !guard_paths_was_allowed (text) && !guard_paths_may_go (&words, NULL, NULL, NULL))
    take_out (stanza, has_status);
}

static gboolean
is_card (const xmlnode *node)
{
  return is_named (node, "vCard");
}

static void
check_query (PurpleAccount *account, xmlnode *stanza)
{
  xmlnode *card = xmlnode_get_child (stanza, "vCard");
  g_autofree char *text = card != NULL ? guard_paths_dup_card_lines (card) : dup_words (stanza);
  const GuardWords words = lend_words (account, stanza, card != NULL ? GUARD_PATH_PROFILE : GUARD_PATH_OTHER, text);

  /* Without the card the server refuses the query; an empty one would erase the profile that is there. */
  if (*text != '\0' && !guard_paths_may_go (&words, NULL, NULL, NULL))
    take_out (stanza, card != NULL ? is_card : has_words);
}

/* ---- listeners ---- */

static void
on_sending (PurpleConnection *connection, xmlnode **packet, gpointer user_data)
{
  Guard *guard = user_data;
  PurpleAccount *account = purple_connection_get_account (connection);
  xmlnode *stanza = packet != NULL ? *packet : NULL;

  /* Nothing: it is encrypted first and comes again. */
  if (stanza == NULL)
    return;
  check_roster_exchange (account, stanza);
  if (is_named (stanza, "message"))
    check_message (guard, account, stanza);
  else if (is_named (stanza, "presence"))
    check_presence (account, stanza);
  else if (is_named (stanza, "iq") && g_strcmp0 (xmlnode_get_attrib (stanza, "type"), "set") == 0)
    check_query (account, stanza);
}

/* libpurple does nothing with a list of contacts that somebody sends; the user learns that there was one. */
static gboolean
on_message (PurpleConnection *connection, const char *type, const char *id, const char *from, const char *to, xmlnode *stanza, gpointer user_data)
{
  xmlnode *exchange = xmlnode_get_child_with_namespace (stanza, "x", ROSTER_EXCHANGE);
  guint n_contacts = 0;

  for (xmlnode *item = exchange != NULL ? xmlnode_get_child (exchange, "item") : NULL; item != NULL; item = xmlnode_get_next_twin (item))
    n_contacts++;
  if (n_contacts > 0 && from != NULL)
    guard_notice_contacts_offered (user_data, purple_connection_get_account (connection), from, n_contacts);
  return FALSE;
}

void
guard_paths_listen_to_xmpp (Guard *guard)
{
  PurplePlugin *protocol = get_protocol ();

  if (protocol == NULL)
    return;
  /* Of equal priority the later is called first: after everybody else, before the protocol's own writer, which has this very number. */
  purple_signal_connect_priority (protocol, "jabber-sending-xmlnode", guard, PURPLE_CALLBACK (on_sending), guard, PURPLE_SIGNAL_PRIORITY_HIGHEST);
  purple_signal_connect_priority (protocol, "jabber-receiving-message", guard, PURPLE_CALLBACK (on_message), guard, PURPLE_SIGNAL_PRIORITY_LOWEST);
}

void
guard_paths_leave_xmpp (Guard *guard)
{
  PurplePlugin *protocol = get_protocol ();

  if (protocol == NULL)
    return;
  purple_signal_disconnect (protocol, "jabber-sending-xmlnode", guard, PURPLE_CALLBACK (on_sending));
  purple_signal_disconnect (protocol, "jabber-receiving-message", guard, PURPLE_CALLBACK (on_message));
}

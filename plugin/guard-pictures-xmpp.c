/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-pictures-private.h"

#include "core/guard-text.h"
#include "guard-notice-pictures.h"

#include <string.h>

/* libjabber asks the sender for every picture that a message or a presence speaks of, unasked: that tells a stranger that somebody is
 * here, brings bytes that nobody wanted, and may even open a conversation before the message is judged. What strangers send is taken out
 * of their stanzas before it is read: pictures and smileys (XEP-0231), what says that there is a new icon (XEP-0153, XEP-0084). */

#define FIRST G_MININT
#define BITS_OF_BINARY "urn:xmpp:bob"
#define XHTML_IM "http://jabber.org/protocol/xhtml-im"
#define PUBSUB "http://jabber.org/protocol/pubsub"
#define AVATAR_METADATA "urn:xmpp:avatar:metadata"
#define AVATAR_DATA "urn:xmpp:avatar:data"
#define VCARD_UPDATE "vcard-temp:x:update"
#define MAX_ALTERNATIVE_CHARACTERS 40
#define MAX_DEPTH 64

static char handle;

static void *
get_jabber (void)
{
  return purple_plugins_find_with_id ("prpl-jabber");
}

static gboolean
is_element (const xmlnode *node, const char *name, const char *namespace)
{
  return node->type == XMLNODE_TYPE_TAG && g_strcmp0 (node->name, name) == 0
         && (namespace == NULL || g_strcmp0 (xmlnode_get_namespace ((xmlnode *) node), namespace) == 0);
}

/* ---- pictures in messages ---- */

static const xmlnode *
find_data (const xmlnode *message, const char *cid)
{
  for (const xmlnode *child = message->child; child != NULL; child = child->next)
    if (is_element (child, "data", BITS_OF_BINARY) && g_strcmp0 (xmlnode_get_attrib (child, "cid"), cid) == 0)
      return child;
  return NULL;
}

static xmlnode *
make_request (const char *cid)
{
  xmlnode *request = xmlnode_new ("data");

  xmlnode_set_namespace (request, BITS_OF_BINARY);
  xmlnode_set_attrib (request, "cid", cid);
  return request;
}

static void
keep_picture (GuardPictures *self, PurpleAccount *account, const char *from, const xmlnode *message, const char *cid)
{
  const xmlnode *data = find_data (message, cid);
  g_autoptr(GBytes) bytes = data != NULL ? guard_pictures_decode (data) : NULL;

  guard_pictures_keep (self, account, from, GUARD_PICTURE_MESSAGE, cid, bytes, make_request (cid));
}

/* Words in place of the picture; what a smiley stands for is said behind them. */
static void
write_mark (xmlnode *image)
{
  g_autofree char *alternative = guard_text_one_line (xmlnode_get_attrib (image, "alt"), MAX_ALTERNATIVE_CHARACTERS);
  const gboolean has_words = *alternative != '\0' && strchr (alternative, '@') == NULL;
  g_autofree char *words = g_strconcat (guard_notice_picture_mark (), has_words ? " " : "", has_words ? alternative : "", NULL);

  while (image->child != NULL)
    xmlnode_free (image->child);
  g_free (image->name);
  image->name = g_strdup ("span");
  xmlnode_insert_data (image, words, -1);
}

static void
take_images (GuardPictures *self, PurpleAccount *account, const char *from, const xmlnode *message, xmlnode *node, guint depth)
{
  for (xmlnode *child = node->child; child != NULL; child = child->next)
    {
      const char *source = child->type == XMLNODE_TYPE_TAG ? xmlnode_get_attrib (child, "src") : NULL;

      if (is_element (child, "img", NULL) && source != NULL && g_str_has_prefix (source, "cid:"))
        {
          keep_picture (self, account, from, message, source + strlen ("cid:"));
          write_mark (child);
        }
      else if (child->type == XMLNODE_TYPE_TAG && depth < MAX_DEPTH)
        take_images (self, account, from, message, child, depth + 1);
    }
}

/* Deeper than anybody writes: the formatting goes as a whole, the plain body stays. */
static gboolean
is_deep (const xmlnode *node, guint depth)
{
  for (const xmlnode *child = node->child; child != NULL; child = child->next)
    if (child->type == XMLNODE_TYPE_TAG && (depth >= MAX_DEPTH || is_deep (child, depth + 1)))
      return TRUE;
  return FALSE;
}

/* ---- icons ---- */

static xmlnode *
make_icon_request (const char *id)
{
  xmlnode *request = xmlnode_new ("pubsub");
  xmlnode *items = xmlnode_new_child (request, "items");

  xmlnode_set_namespace (request, PUBSUB);
  xmlnode_set_attrib (items, "node", AVATAR_DATA);
  xmlnode_set_attrib (xmlnode_new_child (items, "item"), "id", id);
  return request;
}

/* An icon that lies elsewhere in the web is fetched by nobody: only what its sender's server has. */
static void
keep_published_icon (GuardPictures *self, PurpleAccount *account, const char *from, xmlnode *items)
{
  xmlnode *item = xmlnode_get_child (items, "item");
  xmlnode *metadata = item != NULL ? xmlnode_get_child (item, "metadata") : NULL;
  xmlnode *about = metadata != NULL ? xmlnode_get_child (metadata, "info") : NULL;
  const char *id = about != NULL ? xmlnode_get_attrib (about, "id") : NULL;
  g_autofree char *key = NULL;

  if (id == NULL || purple_find_buddy (account, from) == NULL || xmlnode_get_attrib (about, "url") != NULL)
    return;
  key = g_strdup_printf ("icon:%s", id);
  guard_pictures_keep (self, account, from, GUARD_PICTURE_ICON, key, NULL, make_icon_request (id));
}

static void
take_event (GuardPictures *self, PurpleAccount *account, const char *from, xmlnode *event)
{
  xmlnode *next;

  for (xmlnode *child = event->child; child != NULL; child = next)
    {
      next = child->next;
      if (!is_element (child, "items", NULL) || g_strcmp0 (xmlnode_get_attrib (child, "node"), AVATAR_METADATA) != 0)
        continue;
      keep_published_icon (self, account, from, child);
      xmlnode_free (child);
    }
}

static gboolean
on_presence (PurpleConnection *connection, const char *type, const char *from, xmlnode *presence, gpointer user_data)
{
  PurpleAccount *account = purple_connection_get_account (connection);
  xmlnode *update = presence != NULL ? xmlnode_get_child_with_namespace (presence, "x", VCARD_UPDATE) : NULL;
  xmlnode *photo = update != NULL ? xmlnode_get_child (update, "photo") : NULL;
  g_autofree char *sum = photo != NULL ? xmlnode_get_data (photo) : NULL;
  g_autofree char *key = sum != NULL ? g_strdup_printf ("icon:%s", sum) : NULL;
  xmlnode *request;

  if (update == NULL || from == NULL || !guard_pictures_is_stranger (account, from))
    return FALSE;
  xmlnode_free (update);
  if (key == NULL || purple_find_buddy (account, from) == NULL)
    return FALSE;
  request = xmlnode_new ("vCard");
  xmlnode_set_namespace (request, "vcard-temp");
  guard_pictures_keep (user_data, account, from, GUARD_PICTURE_ICON, key, NULL, request);
  return FALSE;
}

/* ---- messages ---- */

static void
take_from_message (GuardPictures *self, PurpleAccount *account, const char *from, xmlnode *message)
{
  xmlnode *next;

  for (xmlnode *child = message->child; child != NULL; child = next)
    {
      next = child->next;
      if (is_element (child, "html", XHTML_IM) && is_deep (child, 0))
        xmlnode_free (child);
      else if (is_element (child, "html", XHTML_IM))
        take_images (self, account, from, message, child, 0);
      else if (is_element (child, "event", PUBSUB "#event"))
        take_event (self, account, from, child);
    }
  /* Only now: pictures were found in them. libjabber would keep them for ever. */
  for (xmlnode *child = message->child; child != NULL; child = next)
    {
      next = child->next;
      if (is_element (child, "data", BITS_OF_BINARY))
        xmlnode_free (child);
    }
}

static gboolean
on_message (PurpleConnection *connection, const char *type, const char *id, const char *from, const char *to, xmlnode *message, gpointer user_data)
{
  PurpleAccount *account = purple_connection_get_account (connection);

  if (from != NULL && message != NULL && guard_pictures_is_stranger (account, from))
    take_from_message (user_data, account, from, message);
  return FALSE;
}

/* ---- life ---- */

void
guard_pictures_attach_xmpp (GuardPictures *self)
{
  if (get_jabber () == NULL)
    return;
  purple_signal_connect_priority (get_jabber (), "jabber-receiving-message", &handle, PURPLE_CALLBACK (on_message), self, FIRST);
  purple_signal_connect_priority (get_jabber (), "jabber-receiving-presence", &handle, PURPLE_CALLBACK (on_presence), self, FIRST);
}

void
guard_pictures_detach_xmpp (void)
{
  purple_signals_disconnect_by_handle (&handle);
}

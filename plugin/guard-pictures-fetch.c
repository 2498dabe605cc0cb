/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-pictures-private.h"

#include "guard-notice-pictures.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* What is not here yet is fetched when the user wants it: its sender, or the sender's server, is asked by a query of XMPP. */

#define MAX_DEPTH 64
#define MAX_FETCHING 20
#define FETCH_SECONDS 30

static char handle;

GBytes *
guard_pictures_decode (const xmlnode *node)
{
  g_autofree char *text = xmlnode_get_data (node);
  gsize n_bytes = 0;
  guchar *bytes;

  if (text == NULL || strlen (text) / 4 * 3 > GUARD_PICTURE_MAX_BYTES)
    return NULL;
  bytes = g_base64_decode (text, &n_bytes);
  if (n_bytes > 0)
    return g_bytes_new_take (bytes, n_bytes);
  g_free (bytes);
  return NULL;
}

typedef struct
{
  GuardPictures *pictures;
  char *query;
  char *who;
  guint picture;
  guint timer;
} Fetch;

static void
free_fetch (gpointer data)
{
  Fetch *fetch = data;

  g_clear_handle_id (&fetch->timer, g_source_remove);
  g_free (fetch->query);
  g_free (fetch->who);
  g_free (fetch);
}

static void
fail (Fetch *fetch)
{
  GuardPicture *picture = guard_pictures_find (fetch->pictures, fetch->picture);

  if (picture != NULL)
    guard_notice_picture_failed (fetch->pictures->guard, picture->account, picture->who, _("its sender did not send it"));
}

static gboolean
on_too_late (gpointer data)
{
  Fetch *fetch = data;

  fetch->timer = 0;
  fail (fetch);
  g_hash_table_remove (fetch->pictures->fetching, fetch->query);
  return G_SOURCE_REMOVE;
}

static gboolean
is_asked_for (GuardPictures *self, guint id)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->fetching);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Fetch *) value)->picture == id)
      return TRUE;
  return FALSE;
}

static Fetch *
add_fetch (GuardPictures *self, const GuardPicture *picture)
{
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->pictures = self;
  fetch->query = g_strdup_printf ("picture-%08x%08x", g_random_int (), g_random_int ());
  fetch->who = g_strdup (picture->kind == GUARD_PICTURE_ICON ? picture->address : picture->who);
  fetch->picture = picture->id;
  fetch->timer = g_timeout_add_seconds (FETCH_SECONDS, on_too_late, fetch);
  g_hash_table_insert (self->fetching, fetch->query, fetch);
  return fetch;
}

gboolean
guard_pictures_fetch (GuardPictures *self, GuardPicture *picture)
{
  PurpleConnection *connection = purple_account_get_connection (picture->account);
  const Fetch *fetch;
  xmlnode *query;

  if (picture->request == NULL || connection == NULL || !PURPLE_CONNECTION_IS_CONNECTED (connection) || g_hash_table_size (self->fetching) >= MAX_FETCHING)
    return FALSE;
  if (is_asked_for (self, picture->id))
    return TRUE;
  fetch = add_fetch (self, picture);
  query = xmlnode_new ("iq");
  xmlnode_set_attrib (query, "type", "get");
  xmlnode_set_attrib (query, "id", fetch->query);
  xmlnode_set_attrib (query, "to", fetch->who);
  xmlnode_insert_child (query, xmlnode_copy (picture->request));
  purple_signal_emit (purple_plugins_find_with_id ("prpl-jabber"), "jabber-sending-xmlnode", connection, &query);
  g_clear_pointer (&query, xmlnode_free);
  return TRUE;
}

/* Of a picture in a message, or of an icon; of an icon in a profile. */
static gboolean
has_bytes (const xmlnode *node)
{
  return node->type == XMLNODE_TYPE_TAG && (g_strcmp0 (node->name, "data") == 0 || g_strcmp0 (node->name, "BINVAL") == 0);
}

/* Wherever it stands. Returns: (nullable) */
static const xmlnode *
find_payload (const xmlnode *node, guint depth)
{
  for (const xmlnode *child = node->child; child != NULL && depth < MAX_DEPTH; child = child->next)
    {
      const xmlnode *found = has_bytes (child) ? child : child->type == XMLNODE_TYPE_TAG ? find_payload (child, depth + 1) : NULL;

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The picture is here now: it is a new one, that has bytes. */
static void
arrive (GuardPictures *self, GuardPicture *picture, GBytes *bytes)
{
  g_autofree char *who = g_strdup (picture->who);
  g_autofree char *key = g_strdup (picture->key);
  PurpleAccount *account = picture->account;
  const GuardPictureKind kind = picture->kind;

  guard_pictures_forget (self, picture);
  picture = guard_pictures_keep (self, account, who, kind, key, bytes, NULL);
  if (picture == NULL)
    {
      guard_notice_picture_failed (self->guard, account, who, _("it is too large"));
      return;
    }
  picture->is_said = TRUE;
  guard_pictures_save (self, picture);
}

static void
take_answer (GuardPictures *self, PurpleConnection *connection, Fetch *fetch, const xmlnode *answer)
{
  GuardPicture *picture = guard_pictures_find (self, fetch->picture);
  const xmlnode *payload = find_payload (answer, 0);
  g_autoptr(GBytes) bytes = payload != NULL ? guard_pictures_decode (payload) : NULL;

  if (bytes == NULL)
    fail (fetch);
  else if (picture != NULL && picture->account == purple_connection_get_account (connection))
    arrive (self, picture, bytes);
}

static gboolean
on_query (PurpleConnection *connection, const char *type, const char *id, const char *from, xmlnode *query, gpointer user_data)
{
  GuardPictures *self = user_data;
  Fetch *fetch = id != NULL ? g_hash_table_lookup (self->fetching, id) : NULL;

  if (fetch == NULL || g_strcmp0 (from, fetch->who) != 0)
    return FALSE;
  if (g_strcmp0 (type, "result") == 0)
    take_answer (self, connection, fetch, query);
  else if (g_strcmp0 (type, "error") == 0)
    fail (fetch);
  else
    return FALSE;
  g_hash_table_remove (self->fetching, id);
  return TRUE;
}

/* ---- life ---- */

void
guard_pictures_attach_fetching (GuardPictures *self)
{
  void *jabber = purple_plugins_find_with_id ("prpl-jabber");

  self->fetching = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_fetch);
  if (jabber != NULL)
    purple_signal_connect_priority (jabber, "jabber-receiving-iq", &handle, PURPLE_CALLBACK (on_query), self, G_MININT);
}

void
guard_pictures_detach_fetching (GuardPictures *self)
{
  purple_signals_disconnect_by_handle (&handle);
  g_clear_pointer (&self->fetching, g_hash_table_unref);
}

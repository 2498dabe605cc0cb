/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-paths-statuses.h"

#include "guard-paths-going.h"

/* Where words were taken out. */
typedef struct
{
  PurpleAccount *account;
  char *status_id;
  char *attribute;
} Place;

/* Words that wait for the user's answer. */
typedef struct
{
  char *text;
  GPtrArray *places; /* of Place */
} Held;

static GHashTable *held;    /* of Held, by their text */
static GHashTable *allowed; /* checksums of texts: the words themselves are not kept */

/* ---- what was let go ---- */

/* The protocols send it without its HTML. */
static char *
dup_checksum (const char *text)
{
  g_autofree char *plain = purple_markup_strip_html (text);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, plain, -1);
}

void
guard_paths_allow (const char *text)
{
  if (allowed == NULL)
    allowed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (allowed, dup_checksum (text));
}

gboolean
guard_paths_was_allowed (const char *text)
{
  g_autofree char *checksum = allowed != NULL ? dup_checksum (text) : NULL;

  return checksum != NULL && g_hash_table_contains (allowed, checksum);
}

/* ---- what waits ---- */

static void
free_place (gpointer data)
{
  Place *place = data;

  g_free (place->status_id);
  g_free (place->attribute);
  g_free (place);
}

static Held *
held_new (const char *text)
{
  Held *self = g_new0 (Held, 1);

  self->text = g_strdup (text);
  self->places = g_ptr_array_new_with_free_func (free_place);
  return self;
}

static void
on_answered (gpointer data)
{
  Held *self = data;

  if (held != NULL && g_hash_table_lookup (held, self->text) == self)
    g_hash_table_remove (held, self->text);
  g_ptr_array_unref (self->places);
  g_free (self->text);
  g_free (self);
}

/* Says it after all, if the status is still there and nothing else was said in it since. */
static void
put_back (const Place *place, const char *text)
{
  PurpleConnection *connection = guard_paths_find_connection (place->account);
  PurplePresence *presence = g_list_find (purple_accounts_get_all (), place->account) != NULL ? purple_account_get_presence (place->account) : NULL;
  PurpleStatus *status = presence != NULL ? purple_presence_get_status (presence, place->status_id) : NULL;
  PurplePluginProtocolInfo *info;

  if (status == NULL || purple_status_get_attr_string (status, place->attribute) != NULL)
    return;
  purple_status_set_attr_string (status, place->attribute, text);
  if (connection == NULL || !purple_status_is_active (status))
    return;
  info = PURPLE_PLUGIN_PROTOCOL_INFO (purple_connection_get_prpl (connection));
  if (info->set_status != NULL)
    info->set_status (place->account, status);
}

static void
on_let_go (const char *text, gpointer data)
{
  const Held *self = data;

  guard_paths_allow (text);
  for (guint i = 0; i < self->places->len; i++)
    put_back (g_ptr_array_index (self->places, i), text);
}

/* One question for all accounts that say the same. */
static gboolean
may_say (PurpleAccount *account, const char *text)
{
  const GuardWords words = { .path = GUARD_PATH_STATUS, .account = account, .text = text, .is_html = TRUE };
  Held *fresh;

  if (guard_paths_was_allowed (text))
    return TRUE;
  if (held == NULL)
    held = g_hash_table_new (g_str_hash, g_str_equal);
  if (g_hash_table_contains (held, text))
    return FALSE;

  fresh = held_new (text);
  g_hash_table_insert (held, fresh->text, fresh);
  return guard_paths_may_go (&words, on_let_go, fresh, on_answered);
}

static void
check_attribute (PurpleAccount *account, PurpleStatus *status, const char *attribute)
{
  g_autofree char *text = g_strdup (purple_status_get_attr_string (status, attribute));
  Held *waiting;
  Place *place;

  if (text == NULL || *text == '\0' || may_say (account, text))
    return;

  /* Out of the status itself: a protocol says it again whenever it likes, when the user becomes idle, when a room is entered. */
  purple_status_set_attr_string (status, attribute, NULL);
  waiting = g_hash_table_lookup (held, text);
  if (waiting == NULL)
    return;
  place = g_new0 (Place, 1);
  place->account = account;
  place->status_id = g_strdup (purple_status_get_id (status));
  place->attribute = g_strdup (attribute);
  g_ptr_array_add (waiting->places, place);
}

void
guard_paths_check_status (PurpleAccount *account, PurpleStatus *status)
{
  for (GList *l = purple_status_type_get_attrs (purple_status_get_type (status)); l != NULL; l = l->next)
    if (purple_value_get_type (purple_status_attr_get_value (l->data)) == PURPLE_TYPE_STRING)
      check_attribute (account, status, purple_status_attr_get_id (l->data));
}

void
guard_paths_on_signing_on (PurpleConnection *connection, gpointer user_data)
{
  PurpleAccount *account = purple_connection_get_account (connection);

  for (GList *l = purple_presence_get_statuses (purple_account_get_presence (account)); l != NULL; l = l->next)
    if (purple_status_is_active (l->data))
      guard_paths_check_status (account, l->data);
}

void
guard_paths_forget_statuses (void)
{
  g_clear_pointer (&held, g_hash_table_destroy);
  g_clear_pointer (&allowed, g_hash_table_destroy);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-encryption-omemo.h"

#include <string.h>

/* lurch's own numbers (its lurch_api.h). */
#define LURCH_ID "core-riba-lurch"
#define LURCH_VERSION_KNOWN "0.7."
#define STATUS_DISABLED 0
#define STATUS_NOT_SUPPORTED 1
#define STATUS_NO_SESSION 2 /* it makes one before the message leaves */
#define STATUS_OK 3
#define STATUS_CHAT_OK 3

/* lurch's signals take an account, a text where there is one, a callback and its data. One that is registered with anything else must not be emitted: what
 * listens would read what is not there. */
static gboolean
is_as_known (const char *signal, gboolean has_text)
{
  PurpleValue **values = NULL;
  int n_values = 0;
  int n = 0;

  purple_signal_get_values (purple_plugins_get_handle (), signal, NULL, &n_values, &values);
  if (n_values != (has_text ? 4 : 3))
    return FALSE;
  return purple_value_get_type (values[n++]) == PURPLE_TYPE_SUBTYPE && (!has_text || purple_value_get_type (values[n++]) == PURPLE_TYPE_STRING)
         && purple_value_get_type (values[n]) == PURPLE_TYPE_POINTER && purple_value_get_type (values[n + 1]) == PURPLE_TYPE_POINTER;
}

static gboolean
is_there (PurpleAccount *account)
{
  PurplePlugin *lurch = purple_plugins_find_with_id (LURCH_ID);

  return purple_strequal (purple_account_get_protocol_id (account), "prpl-jabber") && purple_account_is_connected (account) && lurch != NULL
         && purple_plugin_is_loaded (lurch) && lurch->info->version != NULL && g_str_has_prefix (lurch->info->version, LURCH_VERSION_KNOWN);
}

/* ---- people ---- */

static void
on_status (gint32 error, int status, gpointer data)
{
  *(int *) data = error == 0 ? status : STATUS_NOT_SUPPORTED;
}

static int
ask_status (PurpleAccount *account, const char *address)
{
  int status = STATUS_NOT_SUPPORTED;

  if (is_as_known ("lurch-status-im", TRUE))
    purple_signal_emit (purple_plugins_get_handle (), "lurch-status-im", account, address, on_status, &status);
  return status;
}

static char *
dup_address (const char *who)
{
  return g_strndup (who, strcspn (who, "/"));
}

GuardOmemoState
guard_encryption_omemo_look (PurpleAccount *account, const char *who)
{
  g_autofree char *address = dup_address (who);
  g_autofree char *normal = NULL;
  int status;

  if (!is_there (account))
    return GUARD_OMEMO_NONE;

  /* lurch looks for devices under the address as it is written in the message, and for what is switched off under its normal form: only if
   * both speak for it is the message encrypted. */
  normal = g_strdup (purple_normalize (account, address));
  status = ask_status (account, address);
  if (status >= STATUS_NO_SESSION && !purple_strequal (normal, address))
    status = MIN (status, ask_status (account, normal));
  if (status == STATUS_DISABLED)
    return GUARD_OMEMO_OFF;
  return status == STATUS_NO_SESSION || status == STATUS_OK ? GUARD_OMEMO_ON : GUARD_OMEMO_NONE;
}

/* ---- devices ---- */

static void
on_fingerprints (gint32 error, GHashTable *fingerprints, gpointer data)
{
  GHashTableIter iter;
  gpointer id, fingerprint;

  if (error != 0 || fingerprints == NULL)
    return;
  g_hash_table_iter_init (&iter, fingerprints);
  while (g_hash_table_iter_next (&iter, &id, &fingerprint))
    {
      g_auto(GStrv) parts = g_strsplit (fingerprint != NULL ? fingerprint : "", " ", -1);

      g_hash_table_insert (data, g_strdup_printf ("%u", *(guint32 *) id), g_strjoinv ("", parts));
    }
}

GHashTable *
guard_encryption_omemo_list_devices (PurpleAccount *account, const char *who)
{
  GHashTable *devices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *address = dup_address (who);

  if (is_there (account) && is_as_known ("lurch-fp-other", TRUE))
    purple_signal_emit (purple_plugins_get_handle (), "lurch-fp-other", account, address, on_fingerprints, devices);
  return devices;
}

/* The first is this very client. */
static void
on_own_ids (gint32 error, GList *ids, gpointer data)
{
  for (GList *l = error == 0 && ids != NULL ? ids->next : NULL; l != NULL; l = l->next)
    g_hash_table_add (data, g_strdup_printf ("%u", *(guint32 *) l->data));
}

GHashTable *
guard_encryption_omemo_list_own_devices (PurpleAccount *account)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (is_there (account) && is_as_known ("lurch-id-list", FALSE))
    purple_signal_emit (purple_plugins_get_handle (), "lurch-id-list", account, on_own_ids, ids);
  return ids;
}

/* ---- switching it on ---- */

static void
on_enabled (gint32 error, gpointer data)
{
  *(gboolean *) data = error == 0;
}

gboolean
guard_encryption_omemo_start (PurpleAccount *account, const char *who)
{
  g_autofree char *address = dup_address (who);
  g_autofree char *normal = g_strdup (purple_normalize (account, address));
  gboolean is_enabled = FALSE;

  if (is_there (account) && is_as_known ("lurch-enable-im", TRUE))
    purple_signal_emit (purple_plugins_get_handle (), "lurch-enable-im", account, normal, on_enabled, &is_enabled);
  return is_enabled && guard_encryption_omemo_look (account, who) == GUARD_OMEMO_ON;
}

/* ---- rooms ---- */

typedef struct
{
  GuardOmemoRoomFunc answer;
  guint request;
} RoomQuestion;

static void
on_room_status (gint32 error, int status, gpointer data)
{
  g_autofree RoomQuestion *question = data;

  question->answer (error == 0 && status == STATUS_CHAT_OK, question->request);
}

void
guard_encryption_omemo_ask_room (PurpleAccount *account, const char *room, GuardOmemoRoomFunc answer, guint request)
{
  RoomQuestion *question;

  if (!is_there (account) || !is_as_known ("lurch-status-chat", TRUE))
    return;
  question = g_new0 (RoomQuestion, 1);
  question->answer = answer;
  question->request = request;
  purple_signal_emit (purple_plugins_get_handle (), "lurch-status-chat", account, room, on_room_status, question);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-encryption-rooms.h"

#include "guard-encryption-omemo.h"

/* lurch asks the room's server before it answers, so the answer comes late, or never. */

#define ASK_AGAIN_US (20 * G_USEC_PER_SEC)
#define FRESH_US (60 * G_USEC_PER_SEC)

typedef struct
{
  gboolean is_encrypted;
  gint64 answered_us, asked_us; /* monotonic; 0: never */
  guint request;                /* the last one */
} Room;

struct _GuardEncryptionRooms
{
  GHashTable *rooms; /* "account\nroom" -> Room */
  guint n_requests;
};

/* Answers outlive the one who asked. */
static GuardEncryptionRooms *living;

static void
on_answer (gboolean is_encrypted, guint request)
{
  GHashTableIter iter;
  gpointer value;

  if (living == NULL)
    return;
  g_hash_table_iter_init (&iter, living->rooms);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Room *) value)->request == request)
      {
        ((Room *) value)->is_encrypted = is_encrypted;
        ((Room *) value)->answered_us = g_get_monotonic_time ();
      }
}

static Room *
find_room (GuardEncryptionRooms *self, PurpleAccount *account, const char *name)
{
  g_autofree char *key = g_strjoin ("\n", purple_account_get_username (account), name, NULL);
  Room *room = g_hash_table_lookup (self->rooms, key);

  if (room == NULL)
    {
      room = g_new0 (Room, 1);
      g_hash_table_insert (self->rooms, g_steal_pointer (&key), room);
    }
  return room;
}

gboolean
guard_encryption_rooms_look (GuardEncryptionRooms *self, PurpleAccount *account, const char *name)
{
  Room *room = find_room (self, account, name);
  const gint64 now_us = g_get_monotonic_time ();

  if (room->asked_us == 0 || now_us - room->asked_us > ASK_AGAIN_US)
    {
      room->asked_us = now_us;
      room->request = ++self->n_requests;
      guard_encryption_omemo_ask_room (account, name, on_answer, room->request);
    }
  return room->is_encrypted && now_us - room->answered_us < FRESH_US;
}

GuardEncryptionRooms *
guard_encryption_rooms_new (void)
{
  GuardEncryptionRooms *self = g_new0 (GuardEncryptionRooms, 1);

  self->rooms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  living = self;
  return self;
}

void
guard_encryption_rooms_free (GuardEncryptionRooms *self)
{
  living = NULL;
  g_hash_table_unref (self->rooms);
  g_free (self);
}

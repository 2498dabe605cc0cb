/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

G_BEGIN_DECLS

/* The door to lurch, the plugin for OMEMO: asked by its signals, and only in the version whose signals are known. Where it is not loaded, or is another,
 * there is no OMEMO. @who: a person as in the conversation, with or without a device part. Nothing is kept here; each call reads lurch's database. */

typedef enum
{
  GUARD_OMEMO_NONE = 0, /* no lurch, or it failed, or the other side has none */
  GUARD_OMEMO_OFF,      /* the other side has it; the user has switched it off for this chat */
  GUARD_OMEMO_ON,       /* what leaves is encrypted */
} GuardOmemoState;

GuardOmemoState guard_encryption_omemo_look (PurpleAccount *account, const char *who);

/* To which devices of the other side what leaves is encrypted: their id -> the key's fingerprint in hexadecimal, "" as long as there
 * is none.
 * Returns: (transfer full) (element-type utf8 utf8): empty if nobody knows */
GHashTable *guard_encryption_omemo_list_devices (PurpleAccount *account, const char *who) G_GNUC_WARN_UNUSED_RESULT;
/* The user's other devices, to which it is encrypted, too. lurch loses a few bytes with each answer: not for looking on.
 * Returns: (transfer full) (element-type utf8 utf8): as a set: their ids */
GHashTable *guard_encryption_omemo_list_own_devices (PurpleAccount *account) G_GNUC_WARN_UNUSED_RESULT;

/* Switches it on again for this chat. Returns: whether what leaves is encrypted now */
gboolean guard_encryption_omemo_start (PurpleAccount *account, const char *who);

/* Whether lurch encrypts in a room. It has to ask the room: @answer comes once, at once or later; never if the connection ends before. */
typedef void (*GuardOmemoRoomFunc) (gboolean is_encrypted, guint request);
void guard_encryption_omemo_ask_room (PurpleAccount *account, const char *room, GuardOmemoRoomFunc answer, guint request);

G_END_DECLS

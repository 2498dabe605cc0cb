/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

G_BEGIN_DECLS

/* Whether rooms are encrypted by OMEMO: what lurch said last, as long as it is fresh. */
typedef struct _GuardEncryptionRooms GuardEncryptionRooms;

GuardEncryptionRooms *guard_encryption_rooms_new (void) G_GNUC_WARN_UNUSED_RESULT;
void guard_encryption_rooms_free (GuardEncryptionRooms *self);

/* Asks lurch again when it is time; the answer counts from the next call on. */
gboolean guard_encryption_rooms_look (GuardEncryptionRooms *self, PurpleAccount *account, const char *room);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

G_BEGIN_DECLS

/* The door to pidgin-otr: asked by what its module and libotr export, and only in the versions whose functions are known. Where it is not loaded, or is
 * another, there is no OTR. */

typedef enum
{
  GUARD_OTR_NONE = 0,   /* no pidgin-otr */
  GUARD_OTR_PLAIN,      /* what leaves is not encrypted */
  GUARD_OTR_FINISHED,   /* the other side has ended the session: nothing leaves until the user starts it anew or ends it, too */
  GUARD_OTR_UNVERIFIED, /* encrypted, with a key that nobody has compared */
  GUARD_OTR_VERIFIED,
} GuardOtrState;

/* @conversation: (nullable): with one person; without a conversation nothing is encrypted */
GuardOtrState guard_encryption_otr_look (PurpleConversation *conversation);

/* The keys that this person's programs have used. @only_unverified: without those that the user has compared.
 * Returns: (transfer full) (element-type utf8 utf8): as a set: fingerprints in hexadecimal; empty if nobody knows */
GHashTable *guard_encryption_otr_list_keys (PurpleConversation *conversation, gboolean only_unverified) G_GNUC_WARN_UNUSED_RESULT;

/* Asks the other side for a session. Returns: %FALSE without pidgin-otr */
gboolean guard_encryption_otr_start (PurpleConversation *conversation);

G_END_DECLS

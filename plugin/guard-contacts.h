/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-sender.h"

#include <purple.h>

G_BEGIN_DECLS

/* What kind of person @who is for @account. In doubt a stranger. */
GuardSenderKind guard_contacts_get_kind (PurpleAccount *account, const char *who);

/* Whether @who is a member of a room that is open or in the list, and not just a person: "room@conference.example.org/nick". */
gboolean guard_contacts_is_room_member (PurpleAccount *account, const char *who);

/* Whether both addresses are the same person on @account, whatever device they use. */
gboolean guard_contacts_are_same (PurpleAccount *account, const char *one, const char *other);

/* The person for a question: "Alice (alice@example.org)", or the address alone; one bounded line.
 * Returns: (transfer full) */
char *guard_contacts_dup_shown (PurpleAccount *account, const char *who) G_GNUC_WARN_UNUSED_RESULT;

/* The address without its device part, in full and as it is: what is typed to open a held file anyway, and what the
 * journal keeps. Returns: (transfer full) */
char *guard_contacts_dup_address (PurpleAccount *account, const char *who) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The four kinds of people that settings and decisions speak of. Zero is the one with the fewest rights. */
typedef enum
{
  GUARD_SENDER_STRANGER = 0, /* anyone else, members of public rooms included */
  GUARD_SENDER_CONTACT = 1,  /* known here by the user's own doing: added, authorised or written to */
  GUARD_SENDER_TRUSTED = 2,  /* the user or the organisation said so */
  GUARD_SENDER_SELF = 3,     /* another place of the user's own account */
} GuardSenderKind;

/* Stable word ("stranger", "contact", "trusted", "self"); unknown numbers are a stranger, unknown words too. */
const char *guard_sender_kind_to_string (GuardSenderKind kind);
GuardSenderKind guard_sender_kind_from_string (const char *word);

/* Words for a person, translated, static: "a stranger", "a contact of yours". */
const char *guard_sender_kind_to_words (GuardSenderKind kind);

G_END_DECLS

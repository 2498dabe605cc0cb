/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-sender.h"
#include "guard.h"
#include "store/guard-acquaintance.h"

G_BEGIN_DECLS

/* Who is who: what the user has said and done about people, here, kept over restarts. */
GuardContacts *guard_contacts_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_contacts_attach (GuardContacts *self);
void guard_contacts_detach (GuardContacts *self);
void guard_contacts_free (GuardContacts *self);

/* What the user has said of @who. Where an address proves nothing (guard_contacts_may_trust), nobody is trusted, and the rest holds for this session. */
GuardTrust guard_contacts_get_trust (GuardContacts *self, PurpleAccount *account, const char *who);
void guard_contacts_set_trust (GuardContacts *self, PurpleAccount *account, const char *who, GuardTrust trust);

/* Whether the user has let @who speak: said so, or written first. They are strangers all the same, until the two have written to each other or
 * the server, too, says that they know each other. On protocols that vouch for addresses that is kept; elsewhere (IRC, Bonjour, members of rooms) it holds
 * for this session and this name only. */
gboolean guard_contacts_is_let_in (GuardContacts *self, PurpleAccount *account, const char *who);
void guard_contacts_let_in (GuardContacts *self, PurpleAccount *account, const char *who);
/* Lets @who speak for this session only; nothing is kept, and nobody becomes a contact by it. */
void guard_contacts_let_in_now (GuardContacts *self, PurpleAccount *account, const char *who);

/* The user has written to @who by a way that libpurple's signals do not tell of (commands). */
void guard_contacts_note_wrote (GuardContacts *self, PurpleAccount *account, const char *who);
/* Words that leave in between are the guard's, not the user's: they make nobody a contact, but the answer is to be heard. */
void guard_contacts_begin_own_words (GuardContacts *self);
void guard_contacts_end_own_words (GuardContacts *self);

/* Forgets what the user has said and done about @who. Returns: whether anything was known */
gboolean guard_contacts_forget (GuardContacts *self, PurpleAccount *account, const char *who);

/* Whether the account's server belongs to a trusted domain. */
gboolean guard_contacts_is_own_server (GuardContacts *self, PurpleAccount *account);

/* What kind of person @who is for @account. In doubt a stranger. In memory: for every message. */
GuardSenderKind guard_contacts_get_kind (PurpleAccount *account, const char *who);

/* Why somebody is what they are. */
typedef enum
{
  GUARD_KNOWN_NOT = 0,          /* nothing speaks for them */
  GUARD_KNOWN_ROOM,             /* a member of a room */
  GUARD_KNOWN_UNPROVEN,         /* on a protocol where anybody may take any name */
  GUARD_KNOWN_BLIND,            /* what is kept could not be read */
  GUARD_KNOWN_DISTRUSTED,       /* the user said so */
  GUARD_KNOWN_IGNORED,
  GUARD_KNOWN_LISTED_BY_SERVER, /* in the list, and the user has done nothing about them here */
  GUARD_KNOWN_ONE_SIDED,        /* the user has done something, they have not agreed, nor written */
  GUARD_KNOWN_OWN,              /* the account itself */
  GUARD_KNOWN_TRUSTED,          /* the user said so */
  GUARD_KNOWN_DOMAIN,           /* the settings say so */
  GUARD_KNOWN_LET_IN,           /* from here on: contacts, by what the user did */
  GUARD_KNOWN_ADDED,
  GUARD_KNOWN_AUTHORISED,
  GUARD_KNOWN_WROTE,
  GUARD_KNOWN_EXCHANGED,        /* both wrote */
  GUARD_KNOWN_LISTED,           /* in the list when the guard saw it first */
} GuardKnown;

/* Stable word: "room", "one-sided", "exchanged". */
const char *guard_known_to_string (GuardKnown why);

typedef struct
{
  GuardSenderKind kind;
  GuardKnown why;
  gint64 since_us; /* when it was said or done; 0: not known */
  gboolean is_let_in;
} GuardContactFacts;

/* The same, with the reason. */
void guard_contacts_look (GuardContacts *self, PurpleAccount *account, const char *who, GuardContactFacts *facts);

/* Whether the user can trust @who, or let them in for good: %FALSE for members of rooms and where addresses prove nothing. */
gboolean guard_contacts_may_trust (PurpleAccount *account, const char *who);

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

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-contacts.h"
#include "guard-people.h"

G_BEGIN_DECLS

/* What is known of one account while the client runs. Everything here comes from servers, and is bounded. */
typedef struct
{
  GHashTable *let_in;     /* key -> the IRC mask it holds for, "" until one was seen: for this session */
  GHashTable *said;       /* key -> GuardTrust of those who have no address to keep it by: for this session */
  GHashTable *mutual;     /* XMPP: addresses whose subscription is mutual, as the server said last */
  GHashTable *rooms;      /* of the list, and those that were joined */
  GHashTable *services;   /* XMPP: domains that are services of rooms */
  gint64 list_until_us;   /* monotonic: up to then what comes into the list has stood in it at the server: 0: no more */
} GuardContactsAccount;

struct _GuardContacts
{
  Guard *guard;
  GuardPeople *people;
  GHashTable *accounts;        /* PurpleAccount * -> GuardContactsAccount */
  GHashTable *trusted_domains; /* as A-labels */
  guint n_own_words;           /* guard_contacts_begin_own_words() */
  PurpleCmdId command;         /* guard-contacts-deeds */
  guint timer;                 /* guard-contacts-state */
};

/* Returns: (transfer none): made when it is not there yet */
GuardContactsAccount *guard_contacts_get_account (GuardContacts *self, PurpleAccount *account);

gboolean guard_contacts_is_jabber (PurpleAccount *account);
/* Whether anybody may take any name there. */
gboolean guard_contacts_is_unproven (PurpleAccount *account);

/* What a person is known by: the normalised address without a device part; of a room's member the room and the name.
 * Returns: (transfer full) */
char *guard_contacts_dup_key (PurpleAccount *account, const char *who) G_GNUC_WARN_UNUSED_RESULT;

/* The same, and whether that is a room, or a member of one. */
char *guard_contacts_read_key (PurpleAccount *account, const char *who, gboolean *is_room) G_GNUC_WARN_UNUSED_RESULT;
/* Whether this is a room. @normal: its normalised address */
gboolean guard_contacts_is_room (PurpleAccount *account, const char *normal);

/* Where the domain of an address begins, or of a room; %NULL where it has none. */
const char *guard_contacts_find_domain (const char *address);

/* Each part listens by itself, with @self as the handle. */
void guard_contacts_listen_to_rooms (GuardContacts *self);
void guard_contacts_listen_to_rosters (GuardContacts *self);
void guard_contacts_listen_to_deeds (GuardContacts *self);
void guard_contacts_leave_deeds (GuardContacts *self);
void guard_contacts_wrap_calls (GuardContacts *self);
void guard_contacts_give_calls_back (GuardContacts *self);
void guard_contacts_listen_to_sessions (GuardContacts *self);

/* Whether @who, a member of a room, is the user there. */
gboolean guard_contacts_is_own_occupant (PurpleAccount *account, const char *who);
/* A room was joined, or a service said what it is. */
void guard_contacts_note_service (GuardContacts *self, PurpleAccount *account, const char *domain);

/* Nobody is let in for this session any more, but what is kept stays. */
void guard_contacts_end_session (GuardContacts *self, PurpleAccount *account);
/* The same for one of them. */
void guard_contacts_lose (GuardContacts *self, PurpleAccount *account, const char *who);

/* Tells the other programs, soon (guard-state). */
void guard_contacts_publish_soon (gpointer self);

G_END_DECLS

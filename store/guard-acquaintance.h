/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-store.h"

G_BEGIN_DECLS

/* The people whom the user has dealt with: what was said of them, and what was done, by whom the messages were begun. Kept until it is forgotten; it
 * does not expire, and only what the user does adds to it.
 *
 * All of it may wait for the disk: off the main loop. */

typedef enum
{
  GUARD_TRUST_UNSAID = 0,
  GUARD_TRUST_TRUSTED,
  GUARD_TRUST_DISTRUSTED, /* counts as a stranger, whatever the list says */
  GUARD_TRUST_IGNORED,    /* the same, and what they send is dropped, counted */
} GuardTrust;

typedef enum
{
  GUARD_DEED_LISTED,     /* they stood in the list when the guard saw the account for the first time */
  GUARD_DEED_ADDED,      /* the user added them here */
  GUARD_DEED_AUTHORISED, /* the user let them see their status, here */
  GUARD_DEED_LET_IN,     /* the user let them speak */
  GUARD_DEED_WROTE,      /* the user wrote to them here */
  GUARD_DEED_HEARD,      /* they wrote, to a user who wrote to them */
  GUARD_N_DEEDS
} GuardDeed;

/* Stable words ("unsaid", "trusted", "distrusted", "ignored"; "listed", "added", ...); unknown numbers are the first. */
const char *guard_trust_to_string (GuardTrust trust);
const char *guard_deed_to_string (GuardDeed deed);

typedef struct
{
  char *protocol;                /* libpurple's id: "prpl-jabber" */
  char *account;                 /* the user's own address, normalised */
  char *address;                 /* normalised, without a device part: a renamed address is another person */
  GuardTrust trust;
  gint64 trust_us;               /* when it was said; 0: never */
  gint64 deeds_us[GUARD_N_DEEDS]; /* when it was done first; 0: never */
} GuardAcquaintance;

GuardAcquaintance *guard_acquaintance_new (const char *protocol, const char *account, const char *address) G_GNUC_WARN_UNUSED_RESULT;
GuardAcquaintance *guard_acquaintance_copy (const GuardAcquaintance *self) G_GNUC_WARN_UNUSED_RESULT;
void guard_acquaintance_free (GuardAcquaintance *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardAcquaintance, guard_acquaintance_free)

#define GUARD_ACQUAINTANCE_MAX_BYTES 3071 /* of an address: the longest that XMPP knows */

/* Adds what @self says to what is kept: the first time of each deed, the trust that was said last. Two programs may do so side by side.
 * Returns: %FALSE with @error set */
gboolean guard_acquaintance_put (GuardStore *store, const GuardAcquaintance *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Forgets. @protocol, @account, @address: (nullable): %NULL stands for all. @n_forgotten: (out) (optional). Returns: %FALSE with @error set */
gboolean guard_acquaintance_forget (GuardStore *store, const char *protocol, const char *account, const char *address, guint *n_forgotten, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* The same for the deeds alone: what was said of them stays. */
gboolean guard_acquaintance_forget_deeds (GuardStore *store, const char *protocol, const char *account, const char *address, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* All, by account and address.
 * Returns: (transfer container) (element-type GuardAcquaintance): with a free function set; %NULL with @error set */
GPtrArray *guard_acquaintance_list (GuardStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Notes that @account's list has been seen, with those who stood in it, unless it was seen before. @listed: (element-type utf8): normalised
 * addresses. Returns: %FALSE with @error set, and nothing has changed */
gboolean guard_acquaintance_note_list (GuardStore *store, const char *protocol, const char *account, const GPtrArray *listed, gint64 now_us, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* The accounts whose lists have been seen: "prpl-jabber me@example.org". Returns: (transfer container) (element-type utf8); %NULL with @error set */
GPtrArray *guard_acquaintance_list_accounts (GuardStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

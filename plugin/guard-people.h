/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-chores.h"
#include "store/guard-acquaintance.h"

#include <purple.h>

G_BEGIN_DECLS

/* What is kept of people (store/guard-acquaintance), in memory while the client runs: asked for each message, written beside the main loop. Addresses are
 * those that guard_contacts_dup_key() gives, and never those of rooms. */
typedef struct _GuardPeople GuardPeople;

/* Begins to read what is kept. @changed is called after each change. */
GuardPeople *guard_people_new (GuardChores *chores, void (*changed) (gpointer data), gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void guard_people_free (GuardPeople *self);

/* The account's own address, normalised. Returns: (transfer none) */
const char *guard_people_get_own (GuardPeople *self, PurpleAccount *account);

/* Returns: (transfer none) (nullable): until the next change */
const GuardAcquaintance *guard_people_find (GuardPeople *self, PurpleAccount *account, const char *address);
/* Whether nothing is known because what is kept could not be read. */
gboolean guard_people_is_blind (GuardPeople *self);

void guard_people_note (GuardPeople *self, PurpleAccount *account, const char *address, GuardDeed deed);
void guard_people_set_trust (GuardPeople *self, PurpleAccount *account, const char *address, GuardTrust trust);

/* Forgets all of a person. Returns: whether anything was known */
gboolean guard_people_forget (GuardPeople *self, PurpleAccount *account, const char *address);
/* Forgets what was done, not what was said. */
void guard_people_forget_deeds (GuardPeople *self, PurpleAccount *account, const char *address);

/* Whether the list of @account has been seen; %TRUE where that could not be found out. */
gboolean guard_people_knows_list (GuardPeople *self, PurpleAccount *account);
/* Notes that it has, and who stands in it. @listed: (element-type utf8) */
void guard_people_note_list (GuardPeople *self, PurpleAccount *account, const GPtrArray *listed);

/* Everybody. Returns: (transfer container) (element-type GuardAcquaintance) */
GPtrArray *guard_people_list (GuardPeople *self) G_GNUC_WARN_UNUSED_RESULT;

/* Whose person that is; %NULL: the account is gone. */
PurpleAccount *guard_people_find_account (const GuardAcquaintance *person);

G_END_DECLS

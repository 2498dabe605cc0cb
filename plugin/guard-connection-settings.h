/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* What an account's settings say of its login. */
typedef struct
{
  gboolean is_judged;  /* %FALSE: nobody here knows how this protocol logs in */
  gboolean is_later;   /* the settings leave it open: the stream will show it */
  char *server;        /* as it stands in the settings; "" where it is not known */
  char *setting;       /* what to change, in the words of the client's own dialog; "": nothing there helps */
  GuardLogin login;
} GuardLoginFacts;

/* @connection: that is about to log in, or has. Fills in all of @facts, to be given to guard_login_facts_clear(). */
void guard_login_facts_read (GuardLoginFacts *facts, Guard *guard, PurpleConnection *connection);
void guard_login_facts_clear (GuardLoginFacts *facts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GuardLoginFacts, guard_login_facts_clear)

/* Changes the account so that it logs in with encryption or not at all. */
void guard_login_require_encryption (PurpleAccount *account);

G_END_DECLS

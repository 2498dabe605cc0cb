/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-encryption.h"

G_BEGIN_DECLS

/* What the user was told of each chat's encryption, and what is new since. */
typedef struct _GuardEncryptionTold GuardEncryptionTold;

/* @chores: (transfer none): outlives it, or is drained before */
GuardEncryptionTold *guard_encryption_told_new (GuardChores *chores) G_GNUC_WARN_UNUSED_RESULT;
void guard_encryption_told_free (GuardEncryptionTold *self);

/* @state: how the chat stands now, but for the news. @is_shown: the user is told at once, and guard_encryption_told_note() is about just this.
 * Returns: what is news */
GuardEncryptionNews guard_encryption_told_look (GuardEncryptionTold *self, PurpleAccount *account, const char *who, const GuardChatState *state,
                                                gboolean is_shown);
void guard_encryption_told_note (GuardEncryptionTold *self, PurpleAccount *account, const char *who);

/* What was shown before is past, because the user has let the chat be encrypted anew. That the key is unverified is what he asked for, if it is the first;
 * another key than before is not. */
void guard_encryption_told_show_first_key (GuardEncryptionTold *self, PurpleAccount *account, const char *who, const GuardChatState *state);

/* A chat that is encrypted now, whether or not anything leaves: its end will be news. */
void guard_encryption_told_note_encrypted (GuardEncryptionTold *self, PurpleAccount *account, const char *who);

G_END_DECLS

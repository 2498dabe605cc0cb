/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-encryption-news.h"

G_BEGIN_DECLS

/* Sessions that are being started: asked for, and waited for. */
typedef struct _GuardEncryptionStarts GuardEncryptionStarts;

/* @encryption: (transfer none): is asked how chats stand; @told: (transfer none): a first key that comes of this counts as shown. Both outlive it */
GuardEncryptionStarts *guard_encryption_starts_new (GuardEncryption *encryption, GuardEncryptionTold *told) G_GNUC_WARN_UNUSED_RESULT;
/* Everybody who still waits is answered: no. */
void guard_encryption_starts_stop (GuardEncryptionStarts *self);
void guard_encryption_starts_free (GuardEncryptionStarts *self);

void guard_encryption_starts_add (GuardEncryptionStarts *self, PurpleAccount *account, const char *who, GuardEncryptionStartedFunc func, gpointer user_data);
/* Nothing of this account is waited for any more. @account: (nullable): %NULL = of all */
void guard_encryption_starts_cancel (GuardEncryptionStarts *self, PurpleAccount *account);

G_END_DECLS

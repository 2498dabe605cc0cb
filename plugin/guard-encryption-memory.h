/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-chores.h"

#include <purple.h>

G_BEGIN_DECLS

/* What is remembered of chats from one run of the client to the next: that they were encrypted, and the keys of which the user was told.
 * Read from the store once, kept here, and written behind the main loop; without a store it holds for this run only. */
typedef struct _GuardEncryptionMemory GuardEncryptionMemory;

/* @chores: (transfer none): outlives the memory, or is drained before */
GuardEncryptionMemory *guard_encryption_memory_new (GuardChores *chores) G_GNUC_WARN_UNUSED_RESULT;
void guard_encryption_memory_free (GuardEncryptionMemory *self);

/* The name of a chat in the memory: account and person. Device parts make no difference.
 * Returns: (transfer full) */
char *guard_encryption_memory_dup_chat (PurpleAccount *account, const char *who) G_GNUC_WARN_UNUSED_RESULT;

/* Whether it was encrypted up to the other person, and the user has not been told of its end. */
gboolean guard_encryption_memory_was_encrypted (GuardEncryptionMemory *self, const char *chat);
void guard_encryption_memory_set_encrypted (GuardEncryptionMemory *self, const char *chat, gboolean is_encrypted);

/* @key: one word for method, device and fingerprint, without blanks, about 100 bytes */
gboolean guard_encryption_memory_knows_key (GuardEncryptionMemory *self, const char *chat, const char *key);
/* How many known keys begin so. */
guint guard_encryption_memory_count_keys (GuardEncryptionMemory *self, const char *chat, const char *beginning);
void guard_encryption_memory_add_key (GuardEncryptionMemory *self, const char *chat, const char *key);

G_END_DECLS

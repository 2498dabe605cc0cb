/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

G_BEGIN_DECLS

/* What protects an account's connection to its server. */
typedef struct _GuardTransports GuardTransports;

GuardTransports *guard_encryption_transports_new (void) G_GNUC_WARN_UNUSED_RESULT;
void guard_encryption_transports_free (GuardTransports *self);

/* A connection stands, or ends: some protocols can be asked only by a setting, and it is the one of that moment that counts. */
void guard_encryption_transports_note (GuardTransports *self, PurpleConnection *connection);
void guard_encryption_transports_forget (GuardTransports *self, PurpleConnection *connection);

/* Returns: (nullable): "TLS" and the like, static; %NULL: nothing, or nobody knows */
const char *guard_encryption_transports_get_method (GuardTransports *self, PurpleAccount *account);

G_END_DECLS

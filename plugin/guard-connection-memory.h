/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-certificate.h"
#include "guard-chores.h"

#include <purple.h>

G_BEGIN_DECLS

/* Which certificates an account's server has shown before. Read from the store once, kept here, written behind the main loop; without a
 * store it holds for this run only. */
typedef struct _GuardConnectionMemory GuardConnectionMemory;

/* @chores: (transfer none): outlives the memory, or is drained before. @ready: called on the main loop when it is read, or cannot be */
GuardConnectionMemory *guard_connection_memory_new (GuardChores *chores, GSourceFunc ready, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void guard_connection_memory_free (GuardConnectionMemory *self);

gboolean guard_connection_memory_is_ready (GuardConnectionMemory *self);

/* An issuer's name as the memory knows it, to be compared. Returns: (transfer full) */
char *guard_connection_memory_dup_issuer (const char *issuer) G_GNUC_WARN_UNUSED_RESULT;

/**
 * guard_connection_memory_find:
 * @server: as it stands in the settings
 * @fingerprint: of the one that the server shows now
 * @certificate: (out caller-allocates): the very one if it was there before (servers may have several), otherwise the one that was there
 *   last; its strings belong to the memory, until it is told of another
 * @seen_us: (out): when that was
 *
 * Returns: %FALSE if there was none
 */
gboolean guard_connection_memory_find (GuardConnectionMemory *self, PurpleAccount *account, const char *server, const char *fingerprint,
                                       GuardCertificate *certificate, gint64 *seen_us);
void guard_connection_memory_add (GuardConnectionMemory *self, PurpleAccount *account, const char *server, const GuardCertificate *certificate);
/* Forgets all certificates of @server, of every account. */
void guard_connection_memory_forget_server (GuardConnectionMemory *self, const char *server);

/* Whether the user was told that this account's connection is not encrypted. */
gboolean guard_connection_memory_was_told (GuardConnectionMemory *self, PurpleAccount *account, const char *server);
void guard_connection_memory_add_told (GuardConnectionMemory *self, PurpleAccount *account, const char *server);

G_END_DECLS

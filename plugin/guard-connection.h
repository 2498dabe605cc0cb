/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* Before a password leaves: is the connection encrypted, is the server approved, is its certificate the one that was there last time? */
GuardConnection *guard_connection_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_connection_attach (GuardConnection *self);
void guard_connection_detach (GuardConnection *self);
void guard_connection_free (GuardConnection *self);

/* A line for each account that has logged in or was to: server, protection, certificate. Returns: (transfer full) (element-type utf8) */
GPtrArray *guard_connection_list (GuardConnection *self) G_GNUC_WARN_UNUSED_RESULT;
/* The same in a window. */
void guard_connection_show_list (GuardConnection *self);
/* Takes back that the certificate of @server was accepted, and forgets the ones it had: the next login asks again. Returns: %FALSE if
 * none was kept */
gboolean guard_connection_remove_exception (GuardConnection *self, const char *server);

G_END_DECLS

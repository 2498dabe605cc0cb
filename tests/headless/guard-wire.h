/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The wire between a client and a server, tapped: passes every byte on, and keeps those of the client, of all connections one after the
 * other. One client at a time. */
typedef struct _GuardWire GuardWire;

/* @port: the server's, on loopback */
GuardWire *guard_wire_start (guint port);
guint guard_wire_get_port (GuardWire *self);
/* How many connections were made so far. */
guint guard_wire_count_connections (GuardWire *self);
/* Whether what a client has sent so far matches. */
gboolean guard_wire_has_heard (GuardWire *self, const char *pattern);
/* Waits until it does. */
gboolean guard_wire_wait (GuardWire *self, const char *pattern, double seconds);
void guard_wire_stop (GuardWire *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardWire, guard_wire_stop)

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A desktop that shows notifications, on a session bus of the test's own: it keeps what it was asked to show. Clients find it by
 * guard_desktop_get_address() as their DBUS_SESSION_BUS_ADDRESS. */
typedef struct _GuardDesktop GuardDesktop;

/* One call of Notify. */
typedef struct
{
  guint id, replaced;
  char *summary, *body;
} GuardBubble;

GuardDesktop *guard_desktop_start (void);
void guard_desktop_stop (GuardDesktop *self);
const char *guard_desktop_get_address (GuardDesktop *self);

/* From now on calls are kept without an answer, as by a program that hangs. */
void guard_desktop_hang (GuardDesktop *self, gboolean is_hanging);
/* Waits for a call that @body_pattern matches, and that no wait has answered. Returns: (transfer none): it stays until the desktop stops */
const GuardBubble *guard_desktop_await (GuardDesktop *self, const char *body_pattern, double seconds);
/* Fails the test if such a call has come. */
void guard_desktop_refute (GuardDesktop *self, const char *body_pattern);
/* How many calls match. */
guint guard_desktop_count (GuardDesktop *self, const char *body_pattern);
/* Waits until the client has closed this one. */
void guard_desktop_await_closed (GuardDesktop *self, guint id, double seconds);
/* The user clicks on it, or closes it. */
void guard_desktop_click (GuardDesktop *self, guint id);
void guard_desktop_dismiss (GuardDesktop *self, guint id);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An IRC server that only listens: lets one client in, lets it into every channel, and keeps every line that it sends. */
typedef struct _GuardIrcEar GuardIrcEar;

GuardIrcEar *guard_irc_ear_start (void);
guint guard_irc_ear_get_port (GuardIrcEar *self);
/* Says a line to the client. */
void guard_irc_ear_say (GuardIrcEar *self, const char *line);
/* Every line so far, each ended by "\n". Returns: (transfer full) */
char *guard_irc_ear_transcript (GuardIrcEar *self);
/* Waits until a line came that matches; an earlier one counts. Returns: whether it came within @seconds */
gboolean guard_irc_ear_wait (GuardIrcEar *self, const char *pattern, double seconds);
void guard_irc_ear_stop (GuardIrcEar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardIrcEar, guard_irc_ear_stop)

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

G_BEGIN_DECLS

/* Calls of the client: a test tone and a test picture for microphone and camera, and nobody who looks. Like Pidgin it opens its window when libpurple says
 * so, and asks half a second later, unless the call has been taken up by then.
 *
 * Events: MEDIA begun WHO in|out · MEDIA new|connected|end SESSION WHO · MEDIA accept|reject|hangup SESSION WHO here|there · MEDIA asks WHO
 *   MEDIA heard WHO (sound has come) · MEDIAS alive=N udp=N (open UDP sockets of the client) */

void guard_client_init_media (void);
/* @kind: "voice", "video" or "both" */
gboolean guard_client_call (PurpleAccount *account, const char *who, const char *kind);
void guard_client_hang_up (void);
void guard_client_break_calls (void);
void guard_client_accept_call (void);
void guard_client_count_media (void);

G_END_DECLS

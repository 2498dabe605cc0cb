/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-frame.h"

G_BEGIN_DECLS

/* One record over one socket, with at most one descriptor. Used by all three parties. */

typedef enum
{
  GUARD_PACKET_OK,
  GUARD_PACKET_NOTHING, /* would block */
  GUARD_PACKET_END,     /* the other end is gone */
  GUARD_PACKET_BAD,     /* the other end does not keep to the form: end the talk */
} GuardPacketStatus;

/* Sends @frame, with @descriptor unless it is -1. Returns: %FALSE if it could not be sent wholly (the peer is gone or
 * does not read) */
gboolean guard_packet_send (int socket, const GuardFrame *frame, int descriptor) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a record of another form. @n_bytes: at most GUARD_PACKET_MAX_BYTES */
#define GUARD_PACKET_MAX_BYTES 1024u
gboolean guard_packet_send_bytes (int socket, const guint8 *bytes, gsize n_bytes, int descriptor) G_GNUC_WARN_UNUSED_RESULT;

/**
 * guard_packet_receive:
 * @descriptor: (out): a received descriptor, close-on-exec, or -1; more than one is BAD
 * @waits: block until something comes
 */
GuardPacketStatus guard_packet_receive (int socket, gboolean waits, GuardFrame *frame, int *descriptor) G_GNUC_WARN_UNUSED_RESULT;
/* The same for a record of another form, of exactly @n_bytes. */
GuardPacketStatus guard_packet_receive_bytes (int socket, gboolean waits, guint8 *bytes, gsize n_bytes, int *descriptor) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-sender.h"
#include "core/guard-verdict.h"

#include <glib.h>

G_BEGIN_DECLS

/* The talk between client, scanner and worker: fixed records over SOCK_SEQPACKET on this machine, one record a packet,
 * version first, every byte accounted for. A bad record ends the peer that sent it, never the stronger process.
 *
 *   client                    scanner                     worker
 *     | ---- connect ---------> |                            |
 *     | <--- HELLO (state) ---- |  forks, locks, warms ----> |
 *     |                         | <--- RESULT of canary ---- |
 *     | ---- SCAN id + fd ----> | ---- SCAN id + fd -------> |
 *     | <--- RESULT id -------- | <--- RESULT id ----------- |
 *     | ---- CANCEL id -------> | ---- SIGKILL ------------> x
 *     | ---- BYE (linger) ----> |
 */
#define GUARD_FRAME_MAGIC 0x50474631u /* "PGF1": form and version in one; another version is another magic */
#define GUARD_FRAME_BYTES 512u        /* every record, padded with zeros */

typedef enum
{
  GUARD_FRAME_HELLO = 1,  /* scanner to client, at connect and at each change */
  GUARD_FRAME_SCAN = 2,   /* with exactly one descriptor */
  GUARD_FRAME_RESULT = 3,
  GUARD_FRAME_CANCEL = 4,
  GUARD_FRAME_BYE = 5,
} GuardFrameType;

typedef struct
{
  GuardFrameType type;
  guint64 id;                /* SCAN, RESULT, CANCEL */
  union
  {
    struct
    {
      guint32 state;         /* GuardEngineState: 1 loading, 2 ready, 3 unavailable */
      GuardReason reason;
      guint32 n_signatures;
      gint64 signatures_time;
      char engine[64], signatures[96], sandbox[64], detail[128];
    } hello;
    struct
    {
      GuardSenderKind sender;
      gboolean is_batch;
    } scan;
    struct
    {
      GuardVerdict verdict;
      GuardReason reason;
      guint32 elapsed_ms;
      char finding[128], true_type[96];
    } result;
    struct
    {
      gboolean linger;
    } bye;
  };
} GuardFrame;

/* Writes @frame into exactly GUARD_FRAME_BYTES at @bytes. Strings are cut at their field, made printable ASCII. */
void guard_frame_write (const GuardFrame *frame, guint8 bytes[GUARD_FRAME_BYTES]);

/* Reads one record: exact length, magic, known type, every enumeration in range, verdict and reason that go together,
 * strings ended and printable ASCII, no trailing bytes. Returns: %FALSE with @error %GUARD_ERROR_PROTOCOL */
gboolean guard_frame_read (const guint8 *bytes, gsize n_bytes, GuardFrame *frame, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

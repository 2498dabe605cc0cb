/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "scanner/guard-frame.h"
#include "tests/fuzz/fuzz.h"

/* A record that is accepted says exactly what its bytes say: writing it again gives the same bytes. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  guint8 written[GUARD_FRAME_BYTES];
  g_autoptr(GError) error = NULL;
  GuardFrame frame = { 0 };

  if (!guard_frame_read (data, n_bytes, &frame, &error))
    {
      g_assert_nonnull (error);
      return 0;
    }

  g_assert_no_error (error);
  g_assert_cmpuint (n_bytes, ==, GUARD_FRAME_BYTES);
  if (frame.type == GUARD_FRAME_RESULT)
    g_assert_true (guard_verdict_allows_reason (frame.result.verdict, frame.result.reason));
  guard_frame_write (&frame, written);
  g_assert_cmpmem (written, sizeof written, data, n_bytes);
  return 0;
}

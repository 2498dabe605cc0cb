/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "scanner/guard-inspect-record.h"
#include "tests/fuzz/fuzz.h"

/* A record that is accepted says exactly what its bytes say, and every string in it is a line. The corpus holds the beginnings of records: what is
 * missing is zeros, as in most records. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  guint8 whole[GUARD_INSPECT_RECORD_BYTES] = { 0 }, written[GUARD_INSPECT_RECORD_BYTES];
  g_autoptr(GError) error = NULL;
  GuardInspectRecord record = { 0 };

  if (n_bytes != sizeof whole)
    g_assert_false (guard_inspect_record_read (data, n_bytes, &record, NULL));
  memcpy (whole, data, MIN (n_bytes, sizeof whole));
  if (!guard_inspect_record_read (whole, sizeof whole, &record, &error))
    {
      g_assert_nonnull (error);
      return 0;
    }

  g_assert_no_error (error);
  guard_inspect_record_write (&record, written);
  g_assert_cmpmem (written, sizeof written, whole, sizeof whole);
  if (record.type == GUARD_INSPECT_FINDING)
    {
      g_assert_true (g_utf8_validate (record.finding.why, -1, NULL));
      g_assert_null (strchr (record.finding.why, '\n'));
    }
  return 0;
}

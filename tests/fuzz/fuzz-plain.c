/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-plain.h"
#include "tests/fuzz/fuzz.h"

/* Any bytes: what comes out is UTF-8 without NUL, no longer than the original, and each of its bytes has a place there, in order. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autofree char *copy = g_memdup2 (data, n_bytes);
  g_autoptr(GuardPlain) plain = guard_plain_new (copy, n_bytes);
  gsize n_plain, previous = 0;
  const char *text = guard_plain_get_text (plain, &n_plain);

  g_assert_cmpuint (n_plain, <=, n_bytes);
  g_assert_true (g_utf8_validate (text, n_plain, NULL));
  for (gsize i = 0; i < n_plain; i++)
    {
      gsize start, end;

      guard_plain_locate (plain, i, i + 1, &start, &end);
      g_assert_cmpuint (previous, <=, start);
      g_assert_cmpuint (start, <, end);
      g_assert_cmpuint (end, <=, n_bytes);
      previous = start;
    }
  return 0;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-validators.h"
#include "tests/fuzz/fuzz.h"

/* Any bytes to every validator: none may read beyond them (they are not ended by NUL), and the answer is the same when asked twice. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autofree char *exact = g_memdup2 (data, n_bytes);

  for (const GuardValidator *validator = guard_validators; validator->name != NULL; validator++)
    {
      const gboolean is_valid = validator->is_valid (exact, n_bytes);

      g_assert_cmpint (validator->is_valid (exact, n_bytes), ==, is_valid);
      g_assert_true (!is_valid || n_bytes > 0);
    }
  return 0;
}

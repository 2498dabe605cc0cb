/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-url.h"
#include "tests/core/url-invariants.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardUrl) url = guard_url_new ((const char *) data, n_bytes, &error);

  g_assert_true ((url == NULL) == (error != NULL));
  if (url != NULL)
    assert_url_holds (url, n_bytes);
  return 0;
}

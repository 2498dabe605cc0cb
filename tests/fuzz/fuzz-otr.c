/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-otr.h"
#include "tests/fuzz/fuzz.h"

/* What is a message of OTR is no longer one with anything before or behind it. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autofree char *text = g_strndup ((const char *) data, n_bytes);
  g_autofree char *before = g_strconcat (" ", text, NULL);
  g_autofree char *behind = g_strconcat (text, " ", NULL);

  if (guard_otr_get_kind (text) != GUARD_OTR_KIND_NONE)
    {
      g_assert_true (g_str_has_prefix (text, "?OTR"));
      g_assert_null (strpbrk (text, " <>&\n"));
    }
  g_assert_cmpint (guard_otr_get_kind (before), ==, GUARD_OTR_KIND_NONE);
  g_assert_cmpint (guard_otr_get_kind (behind), ==, GUARD_OTR_KIND_NONE);
  return 0;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/linkify-invariants.h"
#include "tests/core/pidgin-reader.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autofree char *text = g_utf8_make_valid ((const char *) data, n_bytes);

  assert_finds_as (pidgin_linkify, text);
  return 0;
}

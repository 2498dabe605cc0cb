/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-text.h"
#include "tests/fuzz/fuzz.h"

/* The first byte is the length that is asked for. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  if (n_bytes == 0)
    return 0;

  const gsize max_characters = MAX (data[0], 8);
  g_autofree char *text = g_strndup ((const char *) data + 1, n_bytes - 1);
  g_autofree char *line = guard_text_one_line (text, data[0]);
  g_autofree char *again = guard_text_one_line (line, data[0]);
  g_autofree char *html = guard_text_one_line_html (text, data[0]);
  g_autofree char *valid = guard_text_make_valid (text);

  assert_is_one_line (line, max_characters);
  if (!is_isolated (line))
    g_assert_cmpstr (again, ==, line);
  g_assert_null (strpbrk (html, "<>\"'"));
  g_assert_true (g_utf8_validate (valid, -1, NULL));
  return 0;
}

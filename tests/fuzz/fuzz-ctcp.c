/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-ctcp.h"
#include "tests/fuzz/fuzz.h"

/* The word lies in the line, in capitals; made small, it is no question any more, and nothing else has changed. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autofree char *line = g_strndup ((const char *) data, n_bytes);
  const gsize length = strlen (line);
  const char *word;
  gsize n_word_bytes;

  if (guard_ctcp_find (line, &word, &n_word_bytes) == GUARD_CTCP_NONE)
    return 0;
  g_assert_true (word > line && word[-1] == '\001' && word + n_word_bytes < line + length);
  for (gsize i = 0; i < n_word_bytes; i++)
    line[(gsize) (word - line) + i] = g_ascii_tolower (word[i]);
  g_assert_cmpuint (strlen (line), ==, length);
  g_assert_cmpint (guard_ctcp_find (line, &word, &n_word_bytes), ==, GUARD_CTCP_NONE);
  return 0;
}

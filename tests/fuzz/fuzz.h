/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

/* One target a parser of foreign bytes. libFuzzer calls it with --enable-fuzzing, replay.c with the corpus otherwise.
 * What must hold for every input is asserted; g_assert_* aborts, which is what both look for. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes);

/* What must be true of a line for a person, whatever it was made from. */
static inline void
assert_is_one_line (const char *line, gsize max_characters)
{
  g_assert_true (g_utf8_validate (line, -1, NULL));
  g_assert_cmpuint (g_utf8_strlen (line, -1), <=, max_characters);
  for (const char *at = line; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gunichar character = g_utf8_get_char (at);

      g_assert_false (g_unichar_iscntrl (character) || character == 0x2028 || character == 0x2029);
      g_assert_false (character >= 0x202a && character <= 0x202e);
    }
}

static inline gboolean
is_isolated (const char *line)
{
  return g_str_has_prefix (line, "\u2068");
}

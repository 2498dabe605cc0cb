/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-mask.h"

#include <string.h>

/* What holds of a mask whatever was masked, for tests and fuzzing. */

static inline guint
count_mask_letters (const char *text, gsize n_bytes)
{
  g_autofree char *valid = g_utf8_make_valid (text, n_bytes);
  guint n = 0;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    n += g_unichar_isalnum (g_utf8_get_char (at));
  return n;
}

/* One short line; at most a third of the letters and digits, and of digits never more than four in a row. */
static inline void
check_excerpt_invariants (const char *data, gsize n_bytes, const char *excerpt)
{
  guint n_digits = 0;

  g_assert_true (g_utf8_validate (excerpt, -1, NULL));
  g_assert_cmpuint (g_utf8_strlen (excerpt, -1), <=, GUARD_MASK_MAX_CHARACTERS);
  g_assert_cmpuint (count_mask_letters (excerpt, strlen (excerpt)) * 3, <=, count_mask_letters (data, n_bytes));
  for (const char *at = excerpt; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gunichar character = g_utf8_get_char (at);

      g_assert_false (g_unichar_iscntrl (character) || g_unichar_iszerowidth (character) || g_unichar_type (character) == G_UNICODE_FORMAT);
      g_assert_false (character == 0x2028 || character == 0x2029);
      if (!g_unichar_isdigit (character) && character != ' ' && character != '-')
        n_digits = 0;
      n_digits += g_unichar_isdigit (character);
      g_assert_cmpuint (n_digits, <=, 4);
    }
}

/* Nothing of a finding is left, and everything else is. */
static inline void
check_text_invariants (const char *text, gsize n_bytes, gsize skip, const GuardReport *report, const char *masked)
{
  const GPtrArray *findings = guard_report_get_findings (report);
  g_autofree guint8 *is_found = g_malloc0 (n_bytes + 1);
  g_autoptr(GString) open = g_string_new (NULL);

  g_assert_true (g_utf8_validate (masked, -1, NULL));
  for (guint i = 0; i < findings->len; i++)
    {
      const GuardFinding *finding = findings->pdata[i];

      if (finding->kind != NULL && finding->start < MIN (finding->end, n_bytes))
        memset (is_found + finding->start, 1, MIN (finding->end, n_bytes) - finding->start);
    }
  /* Only of plain text can it be said byte by byte. */
  for (gsize i = 0; i < n_bytes; i++)
    if ((guchar) text[i] >= 0x80 || text[i] == '\0')
      return;
    else if (i >= skip && !is_found[i])
      g_string_append_c (open, text[i]);
  g_assert_cmpuint (count_mask_letters (masked, strlen (masked)), ==, count_mask_letters (open->str, open->len));
}

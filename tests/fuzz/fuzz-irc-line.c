/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-irc-line.h"
#include "tests/fuzz/fuzz.h"

static void
check_word (const char *word)
{
  if (word != NULL)
    {
      g_assert_cmpstr (word, !=, "");
      g_assert_null (strpbrk (word, " \r\n"));
    }
}

/* What was read is words, and says the same when it is put together again. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autofree char *text = g_strndup ((const char *) data, n_bytes);
  g_autoptr(GuardIrcLine) line = guard_irc_line_new (text);
  g_autoptr(GuardIrcLine) again = NULL;
  g_autofree char *written = NULL;

  if (line == NULL)
    return 0;
  check_word (line->nick);
  check_word (line->mask);
  check_word (line->command);
  check_word (line->target);
  if (line->nick == NULL || line->mask == NULL || line->target == NULL || *line->command == ':' || *line->target == ':')
    return 0;
  written = g_strdup_printf (":%s!%s %s %s", line->nick, line->mask, line->command, line->target);
  again = guard_irc_line_new (written);
  g_assert_cmpstr (again->nick, ==, line->nick);
  g_assert_cmpstr (again->mask, ==, line->mask);
  g_assert_cmpstr (again->command, ==, line->command);
  g_assert_cmpstr (again->target, ==, line->target);
  return 0;
}

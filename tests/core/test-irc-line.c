/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-irc-line.h"
#include "tests/core/cases.h"

static void
check_line (char **columns)
{
  g_autoptr(GuardIrcLine) line = guard_irc_line_new (columns[0]);

  g_assert_cmpint (line == NULL, ==, *columns[3] == '\0');
  if (line == NULL)
    return;
  g_assert_cmpstr (line->nick != NULL ? line->nick : "", ==, columns[1]);
  g_assert_cmpstr (line->mask != NULL ? line->mask : "", ==, columns[2]);
  g_assert_cmpstr (line->command, ==, columns[3]);
  g_assert_cmpstr (line->target != NULL ? line->target : "", ==, columns[4]);
}

static void
test_lines (void)
{
  case_for_each ("irc-line.tsv", 5, check_line);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/irc-line/lines", test_lines);
  return g_test_run ();
}

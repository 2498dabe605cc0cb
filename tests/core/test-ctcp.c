/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-ctcp.h"
#include "tests/core/cases.h"

static const char * const kinds[] = {
  [GUARD_CTCP_NONE] = "none",
  [GUARD_CTCP_DETAILS] = "details",
  [GUARD_CTCP_TIME] = "time",
};

static void
check (char **columns)
{
  const char *word = "";
  gsize n_bytes = 0;
  const GuardCtcp kind = guard_ctcp_find (columns[0], &word, &n_bytes);
  g_autofree char *found = g_strndup (word, n_bytes);

  g_assert_cmpstr (kinds[kind], ==, columns[1]);
  g_assert_cmpstr (found, ==, columns[2]);
}

static void
test_lines (void)
{
  case_for_each ("ctcp.tsv", 3, check);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/ctcp/lines", test_lines);
  return g_test_run ();
}

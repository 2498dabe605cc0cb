/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-error.h"
#include "core/guard-file-types.h"
#include "tests/fuzz/fuzz.h"

/* Rule files come with the program, or from an administrator: a bad one is refused with its line, never half in force. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardRules) rules = guard_rules_new ("x.rules", (const char *) data, n_bytes, &error);

  if (rules == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_str_has_prefix (error->message, "x.rules:"));
      return 0;
    }
  g_assert_no_error (error);

  const char *const *groups = guard_rules_get_groups (rules);
  for (gsize i = 0; groups[i] != NULL; i++)
    {
      const guint line = guard_rules_get_line (rules, groups[i], NULL);

      g_assert_cmpuint (line, >, i > 0 ? guard_rules_get_line (rules, groups[i - 1], NULL) : 0);
    }

  g_autoptr(GuardFileTypes) types = guard_file_types_new (rules, &error);
  g_assert_true ((types == NULL) == (error != NULL));
  if (types != NULL)
    {
      g_autoptr(GuardFilename) filename = guard_filename_new ("a.b");
      const GuardRisk risk = guard_file_types_judge_name (types, filename);

      g_assert_true (risk >= GUARD_RISK_HARMLESS && risk <= GUARD_RISK_PROGRAM);
    }
  return 0;
}

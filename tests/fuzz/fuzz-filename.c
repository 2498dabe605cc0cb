/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-filename.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autofree char *spoken = g_strndup ((const char *) data, n_bytes);
  g_autoptr(GuardFilename) filename = guard_filename_new (spoken);
  g_autoptr(GuardFilename) again = guard_filename_new (filename->safe);
  const char *safe = filename->safe;

  assert_is_one_line (filename->shown, 120);
  g_assert_cmpuint (strlen (filename->shown), >, 0);

  assert_is_one_line (safe, 200);
  g_assert_cmpuint (strlen (safe), >, 0);
  g_assert_cmpuint (strlen (safe), <=, 200);
  g_assert_null (strpbrk (safe, "/\\<>:\"|?*"));
  g_assert_null (strchr (".- ", safe[0]));
  g_assert_null (strchr (". ", safe[strlen (safe) - 1]));
  g_assert_cmpstr (again->safe, ==, safe);
  g_assert_cmpstr (again->extension, ==, filename->extension);

  g_assert_true ((filename->tricks == 0) == (guard_filename_describe_tricks (filename->tricks) == NULL));
  return 0;
}

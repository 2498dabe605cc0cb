/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-file-types.h"
#include "tests/fuzz/fuzz.h"

static GuardFileTypes *
load_shipped (void)
{
  const char *top = g_getenv ("TOP_SRCDIR");
  g_assert_nonnull (top);
  g_autofree char *path = g_build_filename (top, "data", "file-types.rules", NULL);
  g_autofree char *data = NULL;
  g_autoptr(GError) error = NULL;
  gsize n_bytes = 0;

  g_file_get_contents (path, &data, &n_bytes, &error);
  g_assert_no_error (error);
  g_autoptr(GuardRules) rules = guard_rules_new ("file-types.rules", data, n_bytes, &error);
  g_assert_no_error (error);
  GuardFileTypes *types = guard_file_types_new (rules, &error);
  g_assert_no_error (error);
  return types;
}

/* The first line is a name, the rest a MIME type, both the peer's. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  static GuardFileTypes *types;
  g_autofree char *name = g_strndup ((const char *) data, n_bytes);
  char *newline = strchr (name, '\n');

  if (types == NULL)
    types = load_shipped ();
  if (newline != NULL)
    *newline = '\0';

  const char *mime = newline != NULL ? newline + 1 : NULL;
  g_autoptr(GuardFilename) filename = guard_filename_new (name);
  const GuardRisk by_name = guard_file_types_judge_name (types, filename);
  const GuardRisk by_content = guard_file_types_judge_content (types, mime);

  g_assert_true (by_name >= GUARD_RISK_HARMLESS && by_name <= GUARD_RISK_PROGRAM);
  g_assert_true (by_content >= GUARD_RISK_HARMLESS && by_content <= GUARD_RISK_PROGRAM);
  if (filename->tricks & (GUARD_FILENAME_DIRECTION_CONTROLS | GUARD_FILENAME_DOUBLE_EXTENSION | GUARD_FILENAME_SPECIAL))
    g_assert_cmpint (by_name, >=, GUARD_RISK_UNKNOWN);
  /* Nothing known about the content: no contradiction to be told of. */
  if (mime == NULL)
    g_assert_false (guard_file_types_contradicts (types, filename, mime));
  g_assert_nonnull (guard_file_types_describe (types, mime));
  guard_file_types_contradicts (types, filename, mime);
  return 0;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-filename.h"
#include "tests/core/cases.h"

static const struct { GuardFilenameTricks value; const char *value_name; } words[] = {
  { GUARD_FILENAME_DIRECTION_CONTROLS, "direction" }, { GUARD_FILENAME_HIDDEN_CHARACTERS, "hidden" },
  { GUARD_FILENAME_DOUBLE_EXTENSION, "double" },      { GUARD_FILENAME_TRAILING_DOTS, "trailing" },
  { GUARD_FILENAME_LEADING_DOT, "dot" },              { GUARD_FILENAME_LEADING_DASH, "dash" },
  { GUARD_FILENAME_PATH, "path" },                    { GUARD_FILENAME_SPACES_BEFORE_EXTENSION, "gap" },
  { GUARD_FILENAME_LONG, "long" },                    { GUARD_FILENAME_SPECIAL, "special" },
};

static char *
name_tricks (GuardFilenameTricks tricks)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (tricks & words[i].value)
      g_string_append_printf (names, "%s%s", names->len > 0 ? "," : "", words[i].value_name);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
check_name (char **columns)
{
  g_autoptr(GuardFilename) filename = guard_filename_new (columns[0]);
  g_autofree char *tricks = name_tricks (filename->tricks);

  g_assert_cmpstr (filename->shown, ==, columns[1]);
  g_assert_cmpstr (filename->safe, ==, columns[2]);
  g_assert_cmpstr (filename->extension, ==, columns[3]);
  g_assert_cmpstr (tricks, ==, columns[4]);
}

static void
test_names (void)
{
  case_for_each ("filename.tsv", 5, check_name);
}

static void
test_nothing (void)
{
  g_autoptr(GuardFilename) filename = guard_filename_new (NULL);

  g_assert_cmpstr (filename->shown, ==, "received file");
  g_assert_cmpstr (filename->safe, ==, "received file");
  g_assert_cmpint (filename->tricks, ==, 0);
  g_assert_null (guard_filename_describe_tricks (0));
}

/* What is fit for the disk is so the second time, too, and whatever comes before an extension cannot push it out. */
static void
test_long (void)
{
  static const char *const parts[] = { "a", "a ", "\u4e2d", "\U0001f468\u200d", "e\u0301", "\xff", ".", "photo.jpg   ", "\u05d0" };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr(GString) name = g_string_new (NULL);

      while (name->len < 1024 * 1024)
        g_string_append (name, parts[i]);
      g_string_append (name, "x.exe");

      const gint64 start = g_get_monotonic_time ();
      g_autoptr(GuardFilename) filename = guard_filename_new (name->str);
      g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);

      g_autoptr(GuardFilename) again = guard_filename_new (filename->safe);
      g_assert_true (g_utf8_validate (filename->safe, -1, NULL));
      g_assert_cmpuint (strlen (filename->safe), <=, 200);
      g_assert_cmpstr (filename->extension, ==, "exe");
      g_assert_nonnull (strstr (filename->shown, "x.exe"));
      g_assert_cmpstr (again->safe, ==, filename->safe);
    }
}

/* Every trick has its sentence, and the worst one is said first. */
static void
test_sentences (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_nonnull (guard_filename_describe_tricks (words[i].value));

  g_assert_cmpstr (guard_filename_describe_tricks (GUARD_FILENAME_LONG | GUARD_FILENAME_DIRECTION_CONTROLS), ==,
                   guard_filename_describe_tricks (GUARD_FILENAME_DIRECTION_CONTROLS));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/filename/names", test_names);
  g_test_add_func ("/core/filename/nothing", test_nothing);
  g_test_add_func ("/core/filename/long", test_long);
  g_test_add_func ("/core/filename/sentences", test_sentences);
  return g_test_run ();
}

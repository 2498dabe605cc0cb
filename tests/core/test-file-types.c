/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-error.h"
#include "core/guard-file-types.h"
#include "tests/core/cases.h"

static GuardFileTypes *types;

static GuardFileTypes *
compile (const char *data, GError **error)
{
  g_autoptr(GuardRules) rules = guard_rules_new ("x.rules", data, strlen (data), error);

  return rules != NULL ? guard_file_types_new (rules, error) : NULL;
}

static GuardFileTypes *
load_shipped (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "file-types.rules", NULL);
  g_autofree char *data = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &data, NULL, &error);
  g_assert_no_error (error);
  GuardFileTypes *loaded = compile (data, &error);
  g_assert_no_error (error);
  return loaded;
}

static void
check_file (char **columns)
{
  g_autoptr(GuardFilename) filename = guard_filename_new (columns[0]);

  g_assert_cmpstr (guard_risk_to_string (guard_file_types_judge_name (types, filename)), ==, columns[2]);
  g_assert_cmpstr (guard_risk_to_string (guard_file_types_judge_content (types, columns[1])), ==, columns[3]);
  g_assert_cmpstr (guard_file_types_contradicts (types, filename, columns[1]) ? "yes" : "no", ==, columns[4]);
}

static void
test_files (void)
{
  case_for_each ("file-types.tsv", 5, check_file);
}

static void
check_malformed (char **columns)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardFileTypes) compiled = compile (columns[0], &error);

  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED);
  g_assert_null (compiled);
  g_assert_cmpstr (error->message, ==, columns[1]);
}

static void
test_malformed (void)
{
  case_for_each ("file-types-malformed.tsv", 2, check_malformed);
}

/* Extensions that must never come out better than "program", whatever happens to the table. */
static void
test_programs (void)
{
  static const char *const programs
      = "exe com scr pif cpl dll msi msp msix appx bat cmd vbs vbe js jse wsf wsh hta ps1 psm1 lnk url scf library-ms search-ms "
        "settingcontent-ms reg inf chm one docm xlsm xlsb xll pptm jar jnlp class sh py pl desktop run appimage deb rpm snap "
        "flatpak flatpakref apk dmg pkg mobileconfig swf so o service";
  g_auto(GStrv) extensions = g_strsplit (programs, " ", -1);

  for (gsize i = 0; extensions[i] != NULL; i++)
    {
      g_autofree char *name = g_strconcat ("Setup.", extensions[i], NULL);
      g_autoptr(GuardFilename) filename = guard_filename_new (name);

      g_test_message ("%s", name);
      g_assert_cmpint (guard_file_types_judge_name (types, filename), ==, GUARD_RISK_PROGRAM);
    }
}

/* Without rules nothing is harmless. */
static void
test_without_rules (void)
{
  g_autoptr(GuardFilename) filename = guard_filename_new ("photo.jpg");

  g_assert_cmpint (guard_file_types_judge_name (NULL, filename), ==, GUARD_RISK_UNKNOWN);
  g_assert_cmpint (guard_file_types_judge_content (NULL, "image/jpeg"), ==, GUARD_RISK_UNKNOWN);
  g_assert_false (guard_file_types_contradicts (NULL, filename, "application/x-dosexec"));
  g_assert_cmpstr (guard_file_types_describe (NULL, "image/jpeg"), ==, "image/jpeg");
  g_assert_cmpstr (guard_file_types_describe (NULL, NULL), ==, "");
  g_assert_cmpint (guard_file_types_judge_content (types, NULL), ==, GUARD_RISK_UNKNOWN);
}

static void
test_words (void)
{
  g_assert_cmpstr (guard_file_types_describe (types, "application/vnd.microsoft.portable-executable; charset=binary"), ==, "a Windows program");
  g_assert_cmpstr (guard_file_types_describe (types, "application/x-never-heard-of"), ==, "application/x-never-heard-of");
  g_assert_cmpstr (guard_risk_to_string (0), ==, "unknown");
  g_assert_cmpstr (guard_risk_to_string (77), ==, "unknown");
  for (int risk = GUARD_RISK_HARMLESS; risk <= GUARD_RISK_PROGRAM; risk++)
    g_assert_cmpint (strlen (guard_risk_to_words (risk)), >, 0);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  types = load_shipped ();
  g_test_add_func ("/core/file-types/files", test_files);
  g_test_add_func ("/core/file-types/malformed", test_malformed);
  g_test_add_func ("/core/file-types/programs", test_programs);
  g_test_add_func ("/core/file-types/without-rules", test_without_rules);
  g_test_add_func ("/core/file-types/words", test_words);
  result = g_test_run ();
  guard_file_types_free (types);
  return result;
}

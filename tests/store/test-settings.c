/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"

#include "core/guard-error.h"
#include "store/guard-settings.h"

#include <sys/wait.h>
#include <unistd.h>

#define MEBIBYTE ((guint64) 1024 * 1024)

typedef struct
{
  Fixture base;
  char *admin;
  char *ini;
} Folders;

static void
set_up_folders (Folders *folders, gconstpointer data)
{
  set_up (&folders->base, NULL);
  folders->admin = g_build_filename (folders->base.root, "etc", NULL);
  folders->ini = g_build_filename (folders->base.home, "settings.ini", NULL);
  g_assert_cmpint (g_mkdir (folders->admin, 0755), ==, 0);
  g_setenv ("PURPLE_GUARD_SYSCONFDIR", folders->admin, TRUE);
}

static void
tear_down_folders (Folders *folders, gconstpointer data)
{
  tear_down (&folders->base, NULL);
  g_free (folders->admin);
  g_free (folders->ini);
}

static void
write_admin (Folders *folders, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (folders->admin, name, NULL);

  write_file (path, content);
}

static void
test_usual (Folders *folders, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *note = NULL;
  g_autoptr(GSettings) settings = guard_settings_new (folders->base.home, &note, &error);
  g_autoptr(GSettings) again = NULL;
  GuardPolicy policy;

  g_assert_no_error (error);
  g_assert_null (note);
  guard_settings_get_policy (settings, &policy);
  g_assert_cmpuint (policy.max_scan_bytes, ==, 100 * MEBIBYTE);
  g_assert_true (policy.refuse_programs_from_strangers);
  g_assert_cmpuint (policy.link_remember_days, ==, 30);

  g_assert_true (g_settings_set_boolean (settings, "refuse-programs-from-strangers", FALSE));
  g_assert_true (g_settings_set_uint (settings, "max-scan-mebibytes", 7));
  g_assert_true (g_settings_set_uint (settings, "link-remember-days", 365));
  g_settings_sync ();
  again = guard_settings_new (folders->base.home, NULL, &error);
  guard_settings_get_policy (again, &policy);
  g_assert_cmpuint (policy.max_scan_bytes, ==, 7 * MEBIBYTE);
  g_assert_false (policy.refuse_programs_from_strangers);
  g_assert_cmpuint (policy.link_remember_days, ==, 365);
}

static void
test_nothing_known (Folders *folders, gconstpointer data)
{
  GuardPolicy policy = { 0 };

  guard_settings_get_policy (NULL, &policy);
  g_assert_true (policy.refuse_programs_from_strangers);
  g_assert_cmpuint (policy.max_unknown_bytes, ==, 100 * MEBIBYTE);
  g_assert_cmpuint (policy.link_remember_days, ==, 0);
  g_assert_cmpint (policy.inbox_on_own_servers, ==, GUARD_INBOX_ON);
  g_assert_cmpint (policy.calls_from_trusted, ==, GUARD_CALL_REFUSE);
  g_assert_false (policy.allow_shared_activities);
  g_assert_cmpint (policy.unencrypted_logins, ==, GUARD_LOGIN_FORBID);
}

/* Each word of a setting means what it says; a word that there is none of is the default again. */
static void
test_words (Folders *folders, gconstpointer data)
{
  static const struct
  {
    const char *ini;
    int inbox, calls, logins;
  } cases[] = {
    { "", GUARD_INBOX_ON, GUARD_CALL_ASK, GUARD_LOGIN_ASK },
    { "strangers-inbox='off'\ncalls-from-contacts='refuse'\nunencrypted-logins='forbid'\n", GUARD_INBOX_OFF, GUARD_CALL_REFUSE, GUARD_LOGIN_FORBID },
    { "strangers-inbox='ask'\ncalls-from-contacts='allow'\nunencrypted-logins='allow'\n", GUARD_INBOX_ASK, GUARD_CALL_RING, GUARD_LOGIN_GO },
    { "strangers-inbox='of'\ncalls-from-contacts='yes'\nunencrypted-logins=true\n", GUARD_INBOX_ON, GUARD_CALL_ASK, GUARD_LOGIN_ASK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *ini = g_strconcat ("[guard]\n", cases[i].ini, NULL);
      g_autoptr(GSettings) settings = NULL;
      g_autoptr(GError) error = NULL;
      GuardPolicy policy;

      write_file (folders->ini, ini);
      settings = guard_settings_new (folders->base.home, NULL, &error);
      g_assert_no_error (error);
      guard_settings_get_policy (settings, &policy);
      g_assert_cmpint (policy.inbox_on_public_servers, ==, cases[i].inbox);
      g_assert_cmpint (policy.calls_from_contacts, ==, cases[i].calls);
      g_assert_cmpint (policy.unencrypted_logins, ==, cases[i].logins);
      g_assert_cmpint (policy.inbox_on_own_servers, ==, GUARD_INBOX_OFF);
    }
}

static void
test_locks (Folders *folders, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *note = NULL;
  g_autoptr(GSettings) settings = NULL;
  GuardPolicy policy;

  write_admin (folders, "defaults", "[guard]\nmax-scan-mebibytes=20\n");
  write_admin (folders, "locks", "# ours\n/org/purpleguard/guard/max-scan-mebibytes\n");
  write_file (folders->ini, "[guard]\nmax-scan-mebibytes=uint32 500\n");
  settings = guard_settings_new (folders->base.home, &note, &error);
  g_assert_no_error (error);
  g_assert_null (note);
  guard_settings_get_policy (settings, &policy);
  g_assert_cmpuint (policy.max_scan_bytes, ==, 20 * MEBIBYTE);
  g_assert_false (g_settings_is_writable (settings, "max-scan-mebibytes"));
  g_assert_false (g_settings_set_uint (settings, "max-scan-mebibytes", 500));
  g_assert_true (g_settings_is_writable (settings, "max-unknown-mebibytes"));
}

/* A settings.ini that cannot be understood is kept as it is, byte for byte; the administrator's defaults still count. */
static void
test_bad_ini (Folders *folders, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *note = NULL;
  g_autoptr(GSettings) settings = NULL;
  GuardPolicy policy;

  write_admin (folders, "defaults", "[guard]\nmax-scan-mebibytes=20\n");
  write_file (folders->ini, "[guard]\nrefuse-programs-from-strangers=false\nthis is no key\n");
  settings = guard_settings_new (folders->base.home, &note, &error);
  g_assert_no_error (error);
  g_assert_nonnull (note);
  guard_settings_get_policy (settings, &policy);
  g_assert_cmpuint (policy.max_scan_bytes, ==, 20 * MEBIBYTE);
  g_assert_true (policy.refuse_programs_from_strangers);
  g_assert_false (g_settings_is_writable (settings, "max-unknown-mebibytes"));
  g_assert_false (g_settings_set_uint (settings, "max-unknown-mebibytes", 5));
  g_settings_sync ();
  assert_content (folders->ini, "[guard]\nrefuse-programs-from-strangers=false\nthis is no key\n");
}

/* What cannot be relied upon: the user's own looser setting must not win. */
static void
test_bad_admin (Folders *folders, gconstpointer data)
{
  static const struct { const char *file, *content; mode_t mode; } cases[] = {
    { "locks", "/org/purpleguard/guard/refuse-programs-from-stranger\n", 0644 }, /* misspelt */
    { "locks", "/org/purpleguard/guard/refuse-programs-from-strangers \n", 0644 },
    { "locks", "/org/purpleguard/guard/refuse-programs-from-strangers\r\n", 0644 },
    { "locks", "refuse-programs-from-strangers\n", 0644 },
    { "locks", "\xff\xfe garbage", 0644 },
    { "locks", "/org/purpleguard/guard/refuse-programs-from-strangers\n", 0666 },
    { "defaults", "no key file\n", 0644 },
    { "defaults", "[guard]\nmax-scan-mebibyte=20\n", 0644 },
    { "defaults", "[guards]\nmax-scan-mebibytes=20\n", 0644 },
    { "defaults", "[guard]\nmax-scan-mebibytes=4000\n", 0644 },
    { "defaults", "[guard]\nmax-scan-mebibytes='twenty'\n", 0644 },
    { "defaults", "[guard]\nlink-remember-days=366\n", 0644 },
    { "defaults", "[guard]\nmax-scan-mebibytes=20\n", 0662 },
  };

  write_file (folders->ini, "[guard]\nrefuse-programs-from-strangers=false\n");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *note = NULL;
      g_autofree char *path = g_build_filename (folders->admin, cases[i].file, NULL);
      g_autoptr(GSettings) settings = NULL;
      GuardPolicy policy;

      write_file (path, cases[i].content);
      g_assert_cmpint (g_chmod (path, cases[i].mode), ==, 0);
      settings = guard_settings_new (folders->base.home, &note, &error);
      g_assert_no_error (error);
      g_assert_nonnull (note);
      g_assert_nonnull (strstr (note, cases[i].file));
      guard_settings_get_policy (settings, &policy);
      g_assert_true (policy.refuse_programs_from_strangers);
      g_assert_cmpuint (policy.link_remember_days, ==, 0);
      g_assert_false (g_settings_is_writable (settings, "refuse-programs-from-strangers"));
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

/* Exit code of @check as somebody who is not root; 77: there is nobody else to be. */
static int
run_as_nobody (gboolean (*check) (Folders *folders), Folders *folders)
{
  int status;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      if (geteuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
        _exit (77);
      _exit (!check (folders));
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static gboolean
is_strict (Folders *folders)
{
  g_autofree char *note = NULL;
  g_autofree char *home = g_build_filename (folders->base.downloads, "purple-guard", NULL);
  g_autoptr(GSettings) settings = NULL;
  GuardPolicy policy;

  if (!guard_paths_prepare_home (home, NULL))
    return FALSE;
  settings = guard_settings_new (home, &note, NULL);
  guard_settings_get_policy (settings, &policy);
  return settings != NULL && note != NULL && policy.refuse_programs_from_strangers &&
         !g_settings_is_writable (settings, "refuse-programs-from-strangers");
}

static void
test_unreadable_admin (Folders *folders, gconstpointer data)
{
  g_autofree char *path = g_build_filename (folders->admin, "locks", NULL);
  int code;

  write_admin (folders, "locks", "/org/purpleguard/guard/refuse-programs-from-strangers\n");
  g_chmod (folders->base.root, 0755);
  g_chmod (folders->base.downloads, 0777);
  g_chmod (path, 0000);
  code = run_as_nobody (is_strict, folders);
  if (code == 77)
    g_test_skip ("no other user to be");
  else
    g_assert_cmpint (code, ==, 0);

  /* The folder itself. */
  g_chmod (path, 0644);
  g_chmod (folders->admin, 0000);
  code = run_as_nobody (is_strict, folders);
  g_assert_true (code == 0 || code == 77);
  g_chmod (folders->admin, 0755);
}

static void
test_no_schema (void)
{
  g_test_trap_subprocess ("/store/settings/no-schema/subprocess", 0, 0);
  g_test_trap_assert_passed ();
}

/* Installed by somebody else's version: a message, never an abort. */
static void
test_no_schema_subprocess (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("guard-schema-XXXXXX", NULL);
  g_autofree char *compiled = g_build_filename (folder, "gschemas.compiled", NULL);

  g_setenv ("PURPLE_GUARD_DATADIR", folder, TRUE);
  g_setenv ("XDG_DATA_DIRS", folder, TRUE);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_assert_null (guard_settings_new (folder, NULL, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE);
  g_clear_error (&error);

  write_file (compiled, "this is no compiled schema");
  g_assert_null (guard_settings_new (folder, NULL, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE);
  remove_tree (folder);
}

#define ADD(path, function) g_test_add ("/store/settings/" path, Folders, NULL, set_up_folders, function, tear_down_folders)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("usual", test_usual);
  ADD ("nothing-known", test_nothing_known);
  ADD ("words", test_words);
  ADD ("locks", test_locks);
  ADD ("bad-ini", test_bad_ini);
  ADD ("bad-admin", test_bad_admin);
  ADD ("unreadable-admin", test_unreadable_admin);
  if (!g_file_test ("/usr/share/glib-2.0/schemas/org.purpleguard.guard.gschema.xml", G_FILE_TEST_EXISTS))
    g_test_add_func ("/store/settings/no-schema", test_no_schema);
  g_test_add_func ("/store/settings/no-schema/subprocess", test_no_schema_subprocess);
  return g_test_run ();
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* purple-guard restore, on profiles of all shapes. */
#include "judge.h"

#include "store/guard-originals.h"

#define PREFERENCES(ports, stun) \
  "<?xml version='1.0' encoding='UTF-8' ?>\n\n<pref version='1' name='/'>\n\t<pref name='purple'>\n\t\t<pref name='network'>\n" \
  "\t\t\t<pref name='map_ports' type='bool' value='" ports "'/>\n\t\t\t<pref name='stun_server' type='string' value='" stun "'/>\n" \
  "\t\t</pref>\n\t\t<pref name='other' type='string' value='a &amp; b &lt;ü&gt;'/>\n\t</pref>\n\t<pref name='map_ports' type='bool' value='0'/>\n</pref>\n"

#define ACCOUNTS(proxies, enabled) \
  "<?xml version='1.0' encoding='UTF-8' ?>\n\n<account version='1.0'>\n\t<account>\n\t\t<protocol>prpl-jabber</protocol>\n\t\t<name>a&amp;b@example.org/x</name>\n" \
  "\t\t<password>pw &lt;1&gt;</password>\n\t\t<settings>\n\t\t\t<setting name='port' type='int'>5222</setting>\n" proxies "\t\t</settings>\n" \
  "\t\t<settings ui='gtk-gaim'>\n\t\t\t<setting name='auto-login' type='bool'>1</setting>\n\t\t</settings>\n\t</account>\n" \
  "\t<account>\n\t\t<protocol>prpl-bonjour</protocol>\n\t\t<name>me</name>\n\t\t<settings ui='gtk-gaim'>\n" \
  "\t\t\t<setting name='auto-login' type='bool'>" enabled "</setting>\n\t\t</settings>\n\t</account>\n</account>\n"

#define PROXIES(text) "\t\t\t<setting name='ft_proxies' type='string'>" text "</setting>\n"

static void
keep (GuardOriginals *originals, const char *service, GuardPlace place, const char *protocol, const char *account, const char *name, const char *was, const char *put)
{
  GuardOriginal *original = g_new0 (GuardOriginal, 1);

  original->service = g_strdup (service);
  original->place = place;
  original->protocol = g_strdup (protocol);
  original->account = g_strdup (account);
  original->client = place == GUARD_PLACE_ACCOUNT_CLIENT ? g_strdup ("gtk-gaim") : NULL;
  original->name = g_strdup (name);
  original->is_boolean = g_str_equal (put, "0");
  original->was = g_strdup (was);
  original->put = g_strdup (put);
  guard_originals_keep (originals, original);
}

/* What the plugin writes when all of this was open. */
static void
write_originals (Fixture *fixture)
{
  g_autoptr(GuardOriginals) originals = NULL;
  g_autoptr(GError) error = NULL;

  originals = guard_originals_load (fixture->home, &error);
  g_assert_no_error (error);
  keep (originals, "port-mapping", GUARD_PLACE_PREFERENCE, NULL, NULL, "/purple/network/map_ports", "1", "0");
  keep (originals, "address-discovery", GUARD_PLACE_PREFERENCE, NULL, NULL, "/purple/network/stun_server", "s'<&>\"", "");
  keep (originals, "transfer-proxies", GUARD_PLACE_ACCOUNT, "prpl-jabber", "a&b@example.org/x", "ft_proxies", "p <&> ;q", "");
  keep (originals, "local-network", GUARD_PLACE_ACCOUNT_CLIENT, "prpl-bonjour", "me", "auto-login", "1", "0");
  guard_originals_set_told (originals, "closed");
  g_assert_true (guard_originals_save (originals, &error));
  g_assert_no_error (error);
}

static char *
path_in_profile (Fixture *fixture, const char *name)
{
  g_autofree char *profile = g_path_get_dirname (fixture->home);

  return g_build_filename (profile, name, NULL);
}

static void
write_in_profile (Fixture *fixture, const char *name, const char *content)
{
  g_autofree char *path = path_in_profile (fixture, name);

  write_file (path, content);
}

static char *
read_in_profile (Fixture *fixture, const char *name)
{
  g_autofree char *path = path_in_profile (fixture, name);
  char *content = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  return content;
}

static guint
count_originals (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardOriginals) originals = guard_originals_load (fixture->home, &error);

  g_assert_no_error (error);
  g_assert_true (guard_originals_was_told (originals, "closed"));
  return guard_originals_list (originals)->len;
}

static void
set_up_profile (Fixture *fixture, gconstpointer data)
{
  set_up (fixture, data);
  g_clear_pointer (&fixture->store, guard_store_close);
  write_originals (fixture);
}

/* Everything else of the files stays: the same parsed text, the same mode, the link in whose place no file comes. */
static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };
  g_autofree char *real = path_in_profile (fixture, "real-prefs.xml");
  g_autofree char *link = path_in_profile (fixture, "prefs.xml");
  g_autofree char *accounts_path = path_in_profile (fixture, "accounts.xml");
  g_autofree char *preferences = NULL;
  g_autofree char *accounts = NULL;
  GStatBuf status;

  write_in_profile (fixture, "real-prefs.xml", PREFERENCES ("0", ""));
  g_assert_cmpint (symlink (real, link), ==, 0);
  write_in_profile (fixture, "accounts.xml", ACCOUNTS (PROXIES (""), "0"));
  g_assert_cmpint (g_chmod (accounts_path, 0600), ==, 0);
  g_assert_cmpint (g_chmod (real, 0640), ==, 0);
  RUN ("", "restore");
  g_assert_cmpint (outcome.code, ==, 0);
  assert_has (outcome.out, "port-mapping: /purple/network/map_ports: as it was before");
  assert_has (outcome.out, "local-network: me auto-login: as it was before");

  preferences = read_in_profile (fixture, "prefs.xml");
  assert_has (preferences, "<pref name=\"map_ports\" type=\"bool\" value=\"1\"/>");
  assert_has (preferences, "value=\"s'&lt;&amp;&gt;&quot;\"");
  assert_has (preferences, "value=\"a &amp; b &lt;ü&gt;\"");
  assert_has (preferences, "\t</pref>\n\t<pref name=\"map_ports\" type=\"bool\" value=\"0\"/>\n</pref>");
  accounts = read_in_profile (fixture, "accounts.xml");
  assert_has (accounts, "<setting name=\"ft_proxies\" type=\"string\">p &lt;&amp;&gt; ;q</setting>");
  assert_has (accounts, "<password>pw &lt;1&gt;</password>");
  assert_has (accounts, "<name>me</name>\n\t\t<settings ui=\"gtk-gaim\">\n\t\t\t<setting name=\"auto-login\" type=\"bool\">1</setting>");
  g_assert_cmpint (g_stat (accounts_path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (real, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0640);
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));

  g_assert_cmpuint (count_originals (fixture), ==, 0);
  RUN ("", "restore");
  g_assert_cmpint (outcome.code, ==, 0);
  assert_has (outcome.out, "nothing");
}

/* What somebody has changed by hand since, and an account that is not there any more. */
static void
test_changed_since (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };
  g_autofree char *preferences = NULL;
  g_autofree char *before = NULL;

  write_in_profile (fixture, "prefs.xml", PREFERENCES ("0", "my.own"));
  write_in_profile (fixture, "accounts.xml", "<account version='1.0'><account><protocol>prpl-irc</protocol><name>me</name></account></account>");
  before = read_in_profile (fixture, "accounts.xml");
  RUN ("", "restore", "--json");
  g_assert_cmpint (outcome.code, ==, 0);
  assert_has (outcome.out, "{\"service\":\"port-mapping\",\"account\":null,\"name\":\"/purple/network/map_ports\",\"outcome\":\"restored\"}");
  assert_has (outcome.out, "\"name\":\"/purple/network/stun_server\",\"outcome\":\"changed-since\"");
  assert_has (outcome.out, "\"name\":\"ft_proxies\",\"outcome\":\"gone\"");
  assert_has (outcome.out, "\"name\":\"auto-login\",\"outcome\":\"gone\"");
  preferences = read_in_profile (fixture, "prefs.xml");
  assert_has (preferences, "value=\"my.own\"");
  {
    g_autofree char *after = read_in_profile (fixture, "accounts.xml");

    g_assert_cmpstr (after, ==, before);
  }
  g_assert_cmpuint (count_originals (fixture), ==, 0);
}

/* No files at all: done with. A setting that libpurple did not write, since it is empty, comes back. */
static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };
  g_autofree char *accounts = NULL;

  write_in_profile (fixture, "accounts.xml", ACCOUNTS ("", "0"));
  RUN ("", "restore");
  g_assert_cmpint (outcome.code, ==, 0);
  accounts = read_in_profile (fixture, "accounts.xml");
  assert_has (accounts, "<setting name=\"ft_proxies\" type=\"string\">p &lt;&amp;&gt; ;q</setting>");
  assert_has (outcome.out, "map_ports: there is no such thing any more");
}

/* One broken file: nothing is changed in the other either, and nothing is forgotten. */
static void
test_corrupt (Fixture *fixture, gconstpointer data)
{
  static const char * const broken[] = { "", "<account><acc", "<pref name='/'/>", "no xml at all" };
  g_auto(Outcome) outcome = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *preferences = NULL;
      g_autofree char *accounts = NULL;

      write_in_profile (fixture, "prefs.xml", PREFERENCES ("0", ""));
      write_in_profile (fixture, "accounts.xml", broken[i]);
      RUN ("", "restore");
      g_assert_cmpint (outcome.code, ==, 3);
      assert_has (outcome.err, "nothing was changed");
      preferences = read_in_profile (fixture, "prefs.xml");
      accounts = read_in_profile (fixture, "accounts.xml");
      g_assert_cmpstr (preferences, ==, PREFERENCES ("0", ""));
      g_assert_cmpstr (accounts, ==, broken[i]);
      g_assert_cmpuint (count_originals (fixture), ==, 4);
    }
}

/* The guard's own file: damaged; and a folder that was mistyped. */
static void
test_own_file (Fixture *fixture, gconstpointer data)
{
  static const char * const broken[] = { "[value-1]\nservice=x\n", "[value-1", "[value-1]\nservice=x\nplace=moon\nname=n\nput=p\n" };
  g_auto(Outcome) outcome = { 0 };
  g_autofree char *path = g_build_filename (fixture->home, "services.ini", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *after = NULL;

      write_file (path, broken[i]);
      RUN ("", "restore");
      g_assert_cmpint (outcome.code, ==, 3);
      g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
      g_assert_cmpstr (after, ==, broken[i]);
    }
  RUN ("", "restore", "--home=/nowhere/at/all");
  g_assert_cmpint (outcome.code, ==, 3);
  RUN ("", "restore", "something");
  g_assert_cmpint (outcome.code, ==, 4);
}

/* Beside a client with the guard; it is this process whose lease is found. */
static void
test_beside_client (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };
  g_autofree char *preferences = NULL;

  write_in_profile (fixture, "prefs.xml", PREFERENCES ("0", ""));
  open_store (fixture);
  RUN ("", "restore");
  g_assert_cmpint (outcome.code, ==, 3);
  assert_has (outcome.err, "works on this profile with purple-guard");
  assert_has (outcome.err, "list of plugins");
  preferences = read_in_profile (fixture, "prefs.xml");
  g_assert_cmpstr (preferences, ==, PREFERENCES ("0", ""));
  g_clear_pointer (&fixture->store, guard_store_close);
  RUN ("", "restore");
  g_assert_cmpint (outcome.code, ==, 0);
}

static int
run_script (Fixture *fixture, const char *program)
{
  g_autofree char *script = g_build_filename (g_getenv ("TOP_SRCDIR"), "build-aux", "open-again.sh", NULL);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "PURPLE_GUARD_HOME", fixture->home, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "SUDO_USER");
  process = g_subprocess_launcher_spawn (launcher, &error, "sh", script, program, NULL);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, NULL);
  return g_subprocess_get_exit_status (process);
}

/* What make uninstall runs before anything is taken away: it goes on where there is nothing to do, and stops where it could not be done. */
static void
test_uninstall (Fixture *fixture, gconstpointer data)
{
  g_autofree char *program = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tool", "purple-guard", NULL);
  g_autofree char *path = g_build_filename (fixture->home, "services.ini", NULL);
  g_autofree char *preferences = NULL;

  write_in_profile (fixture, "prefs.xml", PREFERENCES ("0", ""));
  write_in_profile (fixture, "accounts.xml", "broken");
  g_assert_cmpint (run_script (fixture, program), ==, 1);
  write_in_profile (fixture, "accounts.xml", ACCOUNTS ("", "0"));
  g_assert_cmpint (run_script (fixture, "/nowhere/purple-guard"), ==, 0);
  g_assert_cmpuint (count_originals (fixture), ==, 4);
  g_assert_cmpint (run_script (fixture, program), ==, 0);
  preferences = read_in_profile (fixture, "prefs.xml");
  assert_has (preferences, "<pref name=\"map_ports\" type=\"bool\" value=\"1\"/>");
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (run_script (fixture, program), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/tool/restore/whole", Fixture, NULL, set_up_profile, test_whole, tear_down);
  g_test_add ("/tool/restore/changed-since", Fixture, NULL, set_up_profile, test_changed_since, tear_down);
  g_test_add ("/tool/restore/missing", Fixture, NULL, set_up_profile, test_missing, tear_down);
  g_test_add ("/tool/restore/corrupt", Fixture, NULL, set_up_profile, test_corrupt, tear_down);
  g_test_add ("/tool/restore/own-file", Fixture, NULL, set_up_profile, test_own_file, tear_down);
  g_test_add ("/tool/restore/beside-client", Fixture, NULL, set_up_profile, test_beside_client, tear_down);
  g_test_add ("/tool/restore/uninstall", Fixture, NULL, set_up_profile, test_uninstall, tear_down);
  return g_test_run ();
}

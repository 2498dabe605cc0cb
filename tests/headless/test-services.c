/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* What the client offers to others: closed at the first start, closed at each later one, opened again by unload and by the switch; what is asked of it by
 * whoever asks, heard at the other end. */

#define MAP_PORTS "/purple/network/map_ports"
#define STUN "/purple/network/stun_server"
#define IDLE "/purple/away/idle_reporting"

static GuardStage *stage;

static void
check_pref (GuardPerson *person, const char *path, const char *value)
{
  g_autofree char *pattern = g_strdup_printf ("^PREF %s %s$", path, value);
  guard_person_do (person, "pref %s", path);
  guard_person_await (person, pattern, 10);
}

static void
check_account (GuardPerson *person, const char *expected)
{
  g_autofree char *pattern = g_strdup_printf ("^ACCOUNT .* %s", expected);
  guard_person_do (person, "account prpl-bonjour alice none");
  guard_person_await (person, pattern, 10);
}

/* Who has never heard of it: a story's person has been told before. */
static GuardPerson *
newcomer (void)
{
  GuardPerson *person = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autofree char *path = g_build_filename (guard_person_get_guard_home (person), "services.ini", NULL);
  g_assert_cmpint (g_remove (path), ==, 0);
  return person;
}

static char *
read_services (GuardPerson *person)
{
  g_autofree char *path = g_build_filename (guard_person_get_guard_home (person), "services.ini", NULL);
  char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* Everything open, as a person may have it who has never heard of it. */
static void
open_everything (GuardPerson *person)
{
  guard_person_do (person, "pref-bool " MAP_PORTS " 1");
  guard_person_do (person, "pref-bool /purple/network/auto_ip 1");
  guard_person_do (person, "pref-string " STUN " stun.invalid");
  guard_person_do (person, "pref-bool /purple/network/ports_range_use 1");
  guard_person_do (person, "account-string ft_proxies proxy.evil.invalid");
  guard_person_do (person, "add-account prpl-bonjour alice");
}

static void
check_all_closed (GuardPerson *person)
{
  check_pref (person, MAP_PORTS, "0");
  check_pref (person, "/purple/network/auto_ip", "0");
  check_pref (person, STUN, "\"\"");
  check_pref (person, "/purple/network/ports_range_use", "0");
  check_pref (person, IDLE, "\"none\"");
  check_account (person, "enabled=0");
  guard_person_do (person, "account prpl-jabber alice@localhost/desk ft_proxies");
  guard_person_await (person, "^ACCOUNT .* ft_proxies=\"\"$", 10);
}

static void
check_all_as_before (GuardPerson *person)
{
  check_pref (person, MAP_PORTS, "1");
  check_pref (person, "/purple/network/auto_ip", "1");
  check_pref (person, STUN, "\"stun\\.invalid\"");
  check_pref (person, "/purple/network/ports_range_use", "1");
  check_pref (person, IDLE, "\"system\"");
  check_account (person, "enabled=1");
  guard_person_do (person, "account prpl-jabber alice@localhost/desk ft_proxies");
  guard_person_await (person, "^ACCOUNT .* ft_proxies=\"proxy\\.evil\\.invalid\"$", 10);
}

/* Said once, and written down before; the next start says nothing, and does not take what is closed for what was there before. */
static void
test_closed_and_kept (void)
{
  g_autoptr (GuardPerson) alice = newcomer ();
  guard_person_start (alice);
  open_everything (alice);
  guard_person_load_guard (alice);
  guard_person_await (alice, "^NOTIFY info title=\"Network services\" .*router.*local network.*/guard services", 10);
  check_all_closed (alice);
  g_autofree char *kept = read_services (alice);
  g_assert_nonnull (strstr (kept, "stun.invalid"));
  g_autofree char *path = g_build_filename (guard_person_get_guard_home (alice), "services.ini", NULL);
  GStatBuf status;
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (alice, "service-closed", "port-mapping", 10);
  g_assert_cmpstr (entry->action, ==, "guard");
  g_assert_cmpint (guard_person_quit (alice), ==, 0);

  guard_person_start (alice);
  check_pref (alice, MAP_PORTS, "0"); /* before any plugin is there */
  guard_person_load_guard (alice);
  guard_person_sync (alice);
  guard_person_refute (alice, "^NOTIFY .*Network services", 0);
  /* The test's client sets the account's settings at each start, so that one is not compared. */
  check_pref (alice, STUN, "\"\"");
  check_account (alice, "enabled=0");
  guard_person_do (alice, "unload-plugin core-purple-guard");
  guard_person_await (alice, "^DONE unload-plugin yes$", 10);
  check_pref (alice, MAP_PORTS, "1");
  check_pref (alice, STUN, "\"stun\\.invalid\"");
  check_account (alice, "enabled=1");
  g_autofree char *left = read_services (alice);
  g_assert_null (strstr (left, "value-"));
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

/* Unload in the same run puts back everything, and loading closes it once more without a word. */
static void
test_unload (void)
{
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  guard_person_start (alice);
  open_everything (alice);
  guard_person_load_guard (alice);
  check_all_closed (alice);
  guard_person_do (alice, "unload-plugin core-purple-guard");
  guard_person_await (alice, "^DONE unload-plugin yes$", 10);
  check_all_as_before (alice);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (alice, "service-opened", "port-mapping", 10);
  g_assert_cmpstr (entry->action, ==, "unload");
  guard_person_forget (alice);
  guard_person_load_guard (alice);
  check_all_closed (alice);
  guard_person_refute (alice, "^NOTIFY .*Network services", 0);
}

/* ---- purple-guard restore ---- */

static int
restore (GuardPerson *person, char **said)
{
  g_autofree char *program = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tool", "purple-guard", NULL);
  g_autofree char *home = g_strdup_printf ("--home=%s", guard_person_get_guard_home (person));
  const char *const command[] = { program, "restore", home, NULL };
  int status = 0;
  g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, said, &status, NULL));
  return status >> 8;
}

/* Not beside a client, with the guard or without; when it has ended, the next one is as if the guard had never been there. */
static void
test_restore (void)
{
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autofree char *with = NULL;
  g_autofree char *without = NULL;
  g_autofree char *nobody = NULL;
  guard_person_start (alice);
  open_everything (alice);
  guard_person_load_guard (alice);
  check_all_closed (alice);
  guard_person_login (alice); /* its store is open then */
  g_assert_cmpint (restore (alice, &with), ==, 3);
  g_assert_nonnull (strstr (with, "guard-client"));
  g_assert_nonnull (strstr (with, "list of plugins"));
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  guard_person_start (alice);
  g_assert_cmpint (restore (alice, &without), ==, 3);
  g_assert_nonnull (strstr (without, "would write over"));
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  g_assert_cmpint (restore (alice, &nobody), ==, 0);
  guard_person_start (alice);
  check_pref (alice, MAP_PORTS, "1");
  check_pref (alice, STUN, "\"stun\\.invalid\"");
  check_pref (alice, IDLE, "\"system\"");
  check_account (alice, "enabled=1");
}

/* By hand in the client's preferences: closed again, said once, and what the user wanted is what the switch brings. */
static void
test_by_hand (void)
{
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  guard_person_forget (alice);
  guard_person_do (alice, "pref-bool " MAP_PORTS " 1");
  guard_person_await (alice, "^NOTIFY info .*router: closed again.*/guard open port-mapping", 10);
  check_pref (alice, MAP_PORTS, "0");
  guard_person_do (alice, "pref-bool " MAP_PORTS " 1");
  guard_person_sync (alice);
  check_pref (alice, MAP_PORTS, "0");
  guard_person_refute (alice, "^NOTIFY .*closed again", 0);
  /* An account that is added later, and one that is switched on. */
  guard_person_do (alice, "add-account prpl-bonjour alice");
  guard_person_await (alice, "^NOTIFY info .*local network: closed again", 10);
  check_account (alice, "enabled=0");
  guard_person_do (alice, "enable-account prpl-bonjour alice 1");
  check_account (alice, "enabled=0");

  guard_person_do (alice, "command bob guard open port-mapping");
  guard_person_await (alice, "^CONV bob .*router: open\\.", 10);
  check_pref (alice, MAP_PORTS, "1");
  guard_person_do (alice, "pref-bool " MAP_PORTS " 0");
  guard_person_do (alice, "pref-bool " MAP_PORTS " 1");
  guard_person_sync (alice);
  check_pref (alice, MAP_PORTS, "1");
  guard_person_do (alice, "command bob guard close port-mapping");
  guard_person_await (alice, "^CONV bob .*router: closed\\.", 10);
  check_pref (alice, MAP_PORTS, "0");
  guard_person_do (alice, "command bob guard open listening-ports");
  guard_person_await (alice, "^CONV bob .*listening ports: allowed from now on", 10);
  guard_person_do (alice, "command bob guard open sesame");
  guard_person_await (alice, "^CONV bob .*no service .*sesame", 10);
  guard_person_do (alice, "command bob guard open remote-commands");
  guard_person_await (alice, "^CONV bob .*only listed", 10);
  guard_person_do (alice, "command bob guard services");
  guard_person_await (alice, "^CONV bob .*Other programs .*: closed, there is none\\. .*/guard open session-bus", 10);
  guard_person_await (alice, "^CONV bob .*Plugin purple-guard: .*purple-guard\\.so", 10);
  g_autoptr (GuardJournalEntry) opened = guard_person_await_entry (alice, "service-opened", "port-mapping", 10);
  g_assert_cmpstr (opened->action, ==, "setting");
}

/* The same in windows: chosen from a list, read, and opened. */
static void
test_windows (void)
{
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_do (alice, "action Network services…");
  int list = guard_person_await_id (alice, "^REQUEST ([0-9]+) fields .*How long you have been away from the keyboard: closed", 10);
  guard_person_do (alice, "press %d How long you have been away from the keyboard: closed", list);
  int question = guard_person_await_id (alice, "^REQUEST ([0-9]+) action .*nobody watches the computer.*\\[Leave it\\]\\[Open it\\]", 10);
  guard_person_do (alice, "press %d Open it", question);
  guard_person_await (alice, "^NOTIFY info .*keyboard: open\\.", 10);
  check_pref (alice, IDLE, "\"system\"");
  guard_person_do (alice, "action Network services…");
  list = guard_person_await_id (alice, "^REQUEST ([0-9]+) fields .*keyboard: open", 10);
  guard_person_do (alice, "press %d Commands from outside: closed, there is none", list);
  guard_person_await (alice, "^NOTIFY info .*Commands from outside: closed", 10);
}

/* By another program, in the file of settings. */
static void
test_from_outside (void)
{
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  check_pref (alice, IDLE, "\"none\"");
  guard_person_set_setting (alice, "open-idle-time", "true");
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (alice, "service-opened", "idle-time", 10);
  check_pref (alice, IDLE, "\"system\"");
}

/* A plugin that others can replace: said once, listed each time, never unloaded. */
static void
test_plugins (void)
{
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autofree char *built = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tests", "headless", ".libs", "eager.so", NULL);
  g_autofree char *path = g_build_filename (stage->folder, "eager-of-all.so", NULL);
  char *bytes = NULL;
  gsize n_bytes = 0;
  g_assert_true (g_file_get_contents (built, &bytes, &n_bytes, NULL));
  g_assert_true (g_file_set_contents (path, bytes, (gssize) n_bytes, NULL));
  g_free (bytes);
  g_assert_cmpint (g_chmod (path, 0666), ==, 0);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_do (alice, "load-plugin %s", path);
  guard_person_await (alice, "^DONE load-plugin yes", 10);
  guard_person_await (alice, "^NOTIFY warning title=\"Plugins\" primary=\"Somebody else could replace a plugin of yours\\.\" .*eager-of-all\\.so", 10);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (alice, "plugin-unknown", "eager-of-all.so", 10);
  g_assert_cmpstr (entry->finding, ==, "others");
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  guard_person_start (alice);
  guard_person_do (alice, "load-plugin %s", path);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  guard_person_do (alice, "command bob guard services");
  guard_person_await (alice, "^CONV bob .*Plugin .*somebody else can replace it, through .*eager-of-all\\.so", 10);
  guard_person_await (alice, "^CONV bob .*Plugin XMPP: ", 10);
  guard_person_refute (alice, "^NOTIFY warning title=\"Plugins\"", 0);
}

/* The organisation keeps the switch. */
static void
test_locked (void)
{
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autofree char *etc = g_build_filename (guard_person_get_profile (alice), "..", "..", "etc", NULL);
  g_autofree char *locks = g_build_filename (etc, "locks", NULL);
  g_assert_true (g_file_set_contents (locks, "/org/purpleguard/guard/open-port-mapping\n", -1, NULL));
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  guard_person_do (alice, "command bob guard open port-mapping");
  guard_person_await (alice, "^CONV bob .*router: not changed \\(locked by your organisation\\)", 10);
  guard_person_do (alice, "command bob guard services");
  guard_person_await (alice, "^CONV bob .*router: closed\\..*\\(locked by your organisation\\)", 10);
}

/* A file that cannot be read is put aside, never written over. */
static void
test_damaged (void)
{
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  const char *home = guard_person_get_guard_home (alice);
  g_autofree char *path = g_build_filename (home, "services.ini", NULL);
  g_assert_true (g_file_set_contents (path, "[value-1]\nservice=\n", -1, NULL));
  guard_person_start (alice);
  guard_person_load_guard (alice);
  check_pref (alice, IDLE, "\"none\"");
  g_autoptr (GDir) dir = g_dir_open (home, 0, NULL);
  guint n_damaged = 0;
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    n_damaged += g_str_has_prefix (name, "services.ini.damaged-");
  g_assert_cmpuint (n_damaged, ==, 1);
}

/* ---- what is answered by itself ---- */

static const struct
{
  const char *question;
  const char *answered; /* by libpurple alone */
  const char *word;     /* what opens it */
} queries[] = {
  { "<query xmlns='jabber:iq:version'/>", "<version>", "client-details" },
  { "<query xmlns='jabber:iq:last'/>", "seconds=", "idle-time" },
  { "<time xmlns='urn:xmpp:time'/>", "<tzo>", "local-time" },
};

static void
ask_all (GuardPeer *peer, const char *from, const char *mark)
{
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    guard_peer_send (peer, "<iq type='get' id='%s%u' from='%s' to='alice@localhost/desk'>%s</iq>", mark, i, from, queries[i].question);
}

static void
expect (GuardPeer *peer, const char *pattern)
{
  g_autofree char *found = guard_peer_wait (peer, pattern, 10);
  if (found == NULL)
    {
      g_autofree char *heard = guard_peer_dup_heard (peer);
      g_test_message ("%s was not heard in: %s", pattern, heard);
    }
  g_assert_nonnull (found);
}

static void
expect_answers (GuardPeer *peer, const char *mark, gboolean are_refused)
{
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *refused = g_strdup_printf ("<iq (?=[^>]*type=.error)(?=[^>]*id=.%s%u.)[^>]*>(?:(?!</iq>).)*service-unavailable", mark, i);
      g_autofree char *answered = g_strdup_printf ("<iq (?=[^>]*type=.result)(?=[^>]*id=.%s%u.)[^>]*>(?:(?!</iq>).)*%s", mark, i, queries[i].answered);
      expect (peer, are_refused ? refused : answered);
    }
}

/* By anybody, the same for a contact; and they are not announced. */
static void
test_queries (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", "<item jid='bob@localhost' subscription='both'/>");
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  guard_person_start (alice);
  guard_person_login (alice);
  ask_all (peer, "mallory@evil.example/x", "before");
  expect_answers (peer, "before", FALSE);
  guard_person_load_guard (alice);
  ask_all (peer, "mallory@evil.example/x", "stranger");
  expect_answers (peer, "stranger", TRUE);
  ask_all (peer, "bob@localhost/home", "contact");
  expect_answers (peer, "contact", TRUE);
  guard_peer_send (peer, "<iq type='get' id='disco' from='bob@localhost/home' to='alice@localhost/desk'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
  g_autofree char *features = guard_peer_wait (peer, "<iq (?=[^>]*type=.result)[^>]*id=.disco.*?</iq>", 10);
  g_assert_nonnull (features);
  g_assert_nonnull (strstr (features, "urn:xmpp:ping"));
  g_assert_null (strstr (features, "jabber:iq:version"));
  g_assert_null (strstr (features, "jabber:iq:last"));
  g_assert_null (strstr (features, "urn:xmpp:time"));
  guard_person_do (alice, "command bob guard services");
  guard_person_await (alice, "^CONV bob .*Answers about your client: closed.*Asked for 2 times; not answered", 10);

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    guard_person_do (alice, "command bob guard open %s", queries[i].word);
  guard_person_sync (alice);
  ask_all (peer, "bob@localhost/home", "open");
  expect_answers (peer, "open", FALSE);
}

static void
test_ctcp (void)
{
  static const char *const words[] = { "CLIENTINFO", "FINGER", "PING 12345", "SOURCE", "TIME", "USERINFO", "VERSION", "VERSIONS please" };
  g_autoptr (GuardIrcEar) ear = guard_irc_ear_start ();
  g_autoptr (GuardPerson) alice = guard_person_new_on_ear (stage, "alice", ear);
  guard_person_start (alice);
  guard_person_login (alice);
  guard_irc_ear_say (ear, ":mallory!m@h PRIVMSG alice :\001VERSION\001");
  g_assert_true (guard_irc_ear_wait (ear, "NOTICE mallory :.VERSION Purple IRC", 10));
  guard_person_load_guard (alice);
  guard_person_forget (alice);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *line = g_strdup_printf (":trudy!m@h PRIVMSG alice :\001%s\001", words[i]);
      guard_irc_ear_say (ear, line);
    }
  guard_irc_ear_say (ear, ":trudy!m@h PRIVMSG #all :\001VERSION\001");
  guard_irc_ear_say (ear, ":trudy!m@h PRIVMSG alice :\001ACTION asks for the VERSION\001");
  guard_irc_ear_say (ear, ":trudy!m@h PRIVMSG alice :VERSION in plain words, \001TIME\001");
  /* All of it is seen, and what is no question stays as it was. */
  guard_person_await (alice, "^CONV trudy .*Received CTCP 'version'", 10);
  guard_person_await (alice, "^CONV trudy .*asks for the VERSION", 10);
  guard_person_await (alice, "^CONV trudy .*VERSION in plain words, .*TIME", 10);
  /* What was sent before the answer to this is there by now. */
  guard_irc_ear_say (ear, "PING :last");
  g_assert_true (guard_irc_ear_wait (ear, "^PONG :?last", 10));
  g_autofree char *transcript = guard_irc_ear_transcript (ear);
  g_assert_null (strstr (transcript, "NOTICE trudy"));
  guard_person_do (alice, "command bob guard open client-details");
  guard_person_sync (alice);
  guard_irc_ear_say (ear, ":victor!m@h PRIVMSG alice :\001VERSION\001");
  g_assert_true (guard_irc_ear_wait (ear, "NOTICE victor :.VERSION Purple IRC", 10));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/services/closed-and-kept", test_closed_and_kept);
  g_test_add_func ("/services/unload", test_unload);
  g_test_add_func ("/services/restore", test_restore);
  g_test_add_func ("/services/by-hand", test_by_hand);
  g_test_add_func ("/services/windows", test_windows);
  g_test_add_func ("/services/from-outside", test_from_outside);
  g_test_add_func ("/services/plugins", test_plugins);
  g_test_add_func ("/services/locked", test_locked);
  g_test_add_func ("/services/damaged", test_damaged);
  g_test_add_func ("/services/queries", test_queries);
  g_test_add_func ("/services/ctcp", test_ctcp);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "judge.h"

#include "store/guard-acquaintance.h"
#include "store/guard-state.h"
#include "store/guard-waiting.h"

#include <sys/wait.h>
#include <unistd.h>

/* inbox, people, connections, services: what a running client says, and what lies on the disk. This very program is the client. */

static GVariantBuilder rows;

static void
begin (void)
{
  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(sa{ss})"));
}

static void
say (GuardStore *store, const char *section)
{
  g_autoptr(GVariant) all = g_variant_ref_sink (g_variant_builder_end (&rows));

  g_assert_true (guard_state_put (store, section, all, NULL));
}

#define NOT_FOUND_OUT "purple-guard: could not be found out: no client with the guard runs in this profile\n"

/* ---- A client that has said nothing, or is dead ---- */

static const char * const views[][2] = { { "connections" }, { "services" }, { "services", "plugins" } };
static const char * const sections[] = { GUARD_STATE_CONNECTIONS, GUARD_STATE_SERVICES, GUARD_STATE_PLUGINS };

static void
assert_not_found_out (Fixture *fixture)
{
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_auto(Outcome) outcome = { 0 };

      RUN ("", views[i][0], views[i][1]);
      g_assert_cmpint (outcome.code, ==, 3);
      g_assert_cmpstr (outcome.out, ==, "");
      g_assert_cmpstr (outcome.err, ==, NOT_FOUND_OUT);
      RUN ("", views[i][0], "--json");
      g_assert_cmpint (outcome.code, ==, 3);
      g_assert_cmpstr (outcome.out, ==, "");
    }
}

static void
die_after_saying (Fixture *fixture)
{
  pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      g_autoptr(GuardStore) store = guard_store_open (fixture->home, NULL);

      for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
        {
          begin ();
          guard_state_add_row (&rows, "stale", "state", "closed", "transport", "TLS", "origin", "package", NULL);
          say (store, sections[i]);
        }
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
}

static void
test_no_client (Fixture *fixture, gconstpointer data)
{
  static const char * const nothing[] = { "The client is not connected.\n", "The client offers nothing.\n", "No plugins are loaded.\n" };

  assert_not_found_out (fixture);
  g_clear_pointer (&fixture->store, guard_store_close);
  die_after_saying (fixture);
  open_store (fixture);
  assert_not_found_out (fixture);

  /* Nothing, said by a living one, is something else; and the dead one's lines do not come back with it. */
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_auto(Outcome) outcome = { 0 };

      begin ();
      say (fixture->store, sections[i]);
      RUN ("", views[i][0], views[i][1]);
      g_assert_cmpint (outcome.code, ==, 0);
      g_assert_cmpstr (outcome.out, ==, nothing[i]);
      RUN ("", views[i][0], "--json");
      g_assert_cmpint (outcome.code, ==, 0);
      g_assert_cmpstr (outcome.out, ==, "");
    }
}

/* ---- What a living one says ---- */

static void
test_services (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };

  begin ();
  guard_state_add_row (&rows, "idle-time", "state", "closed", "allowed", "no", "locked", "yes", "key", "open-idle-time", "title", "Idle time", "reason",
                       "It shows when nobody watches.", "loss", "", NULL);
  guard_state_add_row (&rows, "remote-commands", "state", "absent", "allowed", "no", "locked", "no", "key", "", "title", "Commands", "reason", "Why.", NULL);
  guard_state_add_row (&rows, "session-bus", "state", "open", "allowed", "yes", "locked", "no", "key", "open-session-bus", "title", "D-Bus", "reason", "Why.",
                       NULL);
  guard_state_add_row (&rows, "x", "state", "dancing", NULL);
  say (fixture->store, GUARD_STATE_SERVICES);
  RUN ("", "services");
  g_assert_cmpint (outcome.code, ==, 0);
  g_assert_cmpstr (outcome.out, ==,
                   "closed      idle-time           Idle time: It shows when nobody watches.  [open-idle-time=false, locked by your organisation]\n"
                   "none there  remote-commands     Commands: Why.\n"
                   "open        session-bus         D-Bus: Why.  [open-session-bus=true]\n"
                   "not known   x                   : \n");
  RUN ("", "services", "--json");
  g_assert_true (g_str_has_prefix (outcome.out, "{\"service\":\"idle-time\",\"state\":\"closed\",\"key\":\"open-idle-time\",\"allowed\":false,\"locked\":true,"
                                                "\"title\":\"Idle time\",\"reason\":\"It shows when nobody watches.\",\"loss\":null,\"time\":\"2"));
  assert_has (outcome.out, "\n{\"service\":\"x\",\"state\":\"dancing\",\"key\":null,\"allowed\":null,");
}

static void
test_plugins (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };

  begin ();
  guard_state_add_row (&rows, "/home/me/.purple/plugins/a.so", "name", "A", "origin", "own", "owner", "me", "link", "no", NULL);
  guard_state_add_row (&rows, "/usr/lib/b.so", "name", "B", "origin", "package", "package", "pidgin-otr", NULL);
  guard_state_add_row (&rows, "/usr/local/c.so", "name", "C", "origin", "administrator", NULL);
  guard_state_add_row (&rows, "/var/tmp/d.so", "name", "D", "origin", "others", "weak-path", "/var/tmp", "owner", "them", "true-path", "/srv/d.so", "link", "yes", NULL);
  say (fixture->store, GUARD_STATE_PLUGINS);
  RUN ("", "services", "plugins");
  g_assert_cmpstr (outcome.out, ==,
                   "A                             /home/me/.purple/plugins/a.so  [put there by you or a program of yours, of no package]\n"
                   "B                             /usr/lib/b.so  [of the package pidgin-otr]\n"
                   "C                             /usr/local/c.so  [the administrator's, of no package]\n"
                   "D                             /var/tmp/d.so  [somebody else can replace it, through /var/tmp, which belongs to them]\n");
  RUN ("", "services", "plugins", "--json");
  assert_has (outcome.out, "{\"path\":\"/var/tmp/d.so\",\"name\":\"D\",\"origin\":\"others\",\"package\":null,\"owner\":\"them\",\"true_path\":\"/srv/d.so\","
                           "\"link\":true,\"weak_path\":\"/var/tmp\",\"time\":\"2");
}

static void
test_connections (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };

  begin ();
  guard_state_add_row (&rows, "1", "protocol", "prpl-jabber", "account", "me@example.org", "server", "example.org", "transport", "TLS", "tls_version", "TLS 1.3",
                       "cipher", "AES-256-GCM", "certificate_sha256", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "certificate_issuer",
                       "CN=Some CA", "certificate_until", "2027-01-31T00:00:00Z", "exception", "yes", NULL);
  guard_state_add_row (&rows, "2", "protocol", "prpl-irc", "account", "me", "server", "irc.example.org", "transport", "none", "exception", "not-known", NULL);
  guard_state_add_row (&rows, "3", "protocol", "prpl-gg", "account", "7", "transport", "not-known", "tls_version", "not-known", "cipher", "not-known", NULL);
  guard_state_add_row (&rows, "4", "protocol", "prpl-irc", "account", "me", "server", "s", "transport", "TLS", "tls_version", "not-known", "cipher", "not-known", NULL);
  say (fixture->store, GUARD_STATE_CONNECTIONS);
  RUN ("", "connections");
  g_assert_cmpint (outcome.code, ==, 0);
  assert_has (outcome.out, "me@example.org                prpl-jabber   example.org           [encrypted to the server: TLS 1.3, AES-256-GCM]  "
                           "[certificate 0123456789abcdef… by CN=Some CA, until 2027-01-31, which does not verify, and you have accepted it]\n");
  assert_has (outcome.out, "irc.example.org       [not encrypted]  [certificate not known]\n");
  assert_has (outcome.out, "[not known whether it is encrypted]  [certificate not known]\n");
  assert_has (outcome.out, "[encrypted to the server: TLS]  [certificate not known]\n");
  RUN ("", "connections", "--json");
  assert_has (outcome.out, "\"transport\":\"none\",\"tls_version\":null,\"cipher\":null,\"certificate_sha256\":null,\"certificate_issuer\":null,"
                           "\"certificate_until\":null,\"exception\":null,");
  assert_has (outcome.out, "\"exception\":true,\"time\":\"2");
}

/* What did not fit is said. */
static void
test_more (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };

  begin ();
  for (guint i = 0; i < GUARD_STATE_MAX_ROWS + 3; i++)
    guard_state_add_row (&rows, "x", "state", "closed", NULL);
  say (fixture->store, GUARD_STATE_SERVICES);
  RUN ("", "services");
  g_assert_cmpuint (count_lines (outcome.out), ==, GUARD_STATE_MAX_ROWS + 1);
  assert_has (outcome.out, "\nand 3 more that cannot be listed\n");
  RUN ("", "services", "--json");
  assert_has (outcome.out, "\n{\"n_more\":3}\n");
}

/* ---- People ---- */

static void
meet (Fixture *fixture, const char *account, const char *address, GuardTrust trust, gint deed)
{
  g_autoptr(GuardAcquaintance) person = guard_acquaintance_new ("prpl-jabber", account, address);

  person->trust = trust;
  person->trust_us = trust != GUARD_TRUST_UNSAID ? 1 : 0;
  if (deed >= 0)
    person->deeds_us[deed] = 1;
  g_assert_true (guard_acquaintance_put (fixture->store, person, NULL));
}

static void
test_people (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };

  RUN ("", "people");
  g_assert_cmpint (outcome.code, ==, 0);
  g_assert_cmpstr (outcome.out, ==, "There is nobody whom you trust, distrust, ignore or have let in.\n");
  meet (fixture, "me@example.org", "a@example.net", GUARD_TRUST_TRUSTED, GUARD_DEED_WROTE);
  meet (fixture, "me@example.org", "b@example.net", GUARD_TRUST_DISTRUSTED, -1);
  meet (fixture, "me@example.org", "c@example.net", GUARD_TRUST_IGNORED, -1);
  meet (fixture, "me@example.org", "d@example.net", GUARD_TRUST_UNSAID, GUARD_DEED_LET_IN);
  meet (fixture, "me@example.org", "e@example.net", GUARD_TRUST_UNSAID, GUARD_DEED_HEARD);
  meet (fixture, "other@example.org", "a@example.net", GUARD_TRUST_DISTRUSTED, -1);
  RUN ("", "people");
  g_assert_cmpstr (outcome.out, ==,
                   "trusted     a@example.net                 for me@example.org  [you wrote to them]\n"
                   "distrusted  b@example.net                 for me@example.org\n"
                   "ignored     c@example.net                 for me@example.org\n"
                   "let in      d@example.net                 for me@example.org  [you let them in]\n"
                   "distrusted  a@example.net                 for other@example.org\n");
  RUN ("", "people", "list", "--all");
  assert_has (outcome.out, "\nknown       e@example.net                 for me@example.org  [they answered]\n");
  RUN ("", "people", "--json");
  g_assert_true (g_str_has_prefix (outcome.out, "{\"address\":\"a@example.net\",\"protocol\":\"prpl-jabber\",\"account\":\"me@example.org\",\"trust\":\"trusted\","
                                                "\"trust_time\":\"1970-01-01T00:00:00Z\",\"wrote\":\"1970-01-01T00:00:00Z\"}\n"));

  RUN ("", "people", "forget", "nobody@example.net");
  g_assert_cmpint (outcome.code, ==, 3);
  assert_has (outcome.err, "nobody@example.net");
  RUN ("", "people", "forget", "--account=other@example.org", "a@example.net");
  g_assert_cmpstr (outcome.out, ==, "Forgotten: 1\n");
  g_assert_cmpstr (outcome.err, ==, "");
  RUN ("", "people", "--json");
  g_assert_cmpuint (count_lines (outcome.out), ==, 4);
  begin ();
  say (fixture->store, GUARD_STATE_CONTACTS);
  RUN ("", "people", "forget", "--all", "--json");
  g_assert_cmpstr (outcome.out, ==, "{\"n_forgotten\":5}\n");
  assert_has (outcome.err, "the client that runs still goes by it");
  RUN ("", "people", "list", "--all", "--json");
  g_assert_cmpstr (outcome.out, ==, "");
}

/* ---- The inbox ---- */

static void
add_waiting (GPtrArray *waiting, const char *sender, const char *kind, const char *content)
{
  GuardWaiting *row = g_new0 (GuardWaiting, 1);

  row->id = waiting->len + 1;
  row->time_us = (gint64) waiting->len * G_USEC_PER_SEC;
  row->said_us = row->time_us;
  row->protocol = g_strdup ("prpl-jabber");
  row->account = g_strdup ("me@example.org");
  row->sender = g_strdup (sender);
  row->kind = g_strdup (kind);
  row->content = g_strdup (content);
  g_ptr_array_add (waiting, row);
}

static void
write_waiting (Fixture *fixture, GPtrArray *waiting)
{
  g_autoptr(GArray) gone = g_array_new (FALSE, FALSE, sizeof (guint64));

  g_assert_true (guard_waiting_write (fixture->store, waiting, gone, NULL));
}

static void
test_inbox (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_waiting_free);
  g_auto(Outcome) outcome = { 0 };

  RUN ("", "inbox");
  g_assert_cmpint (outcome.code, ==, 0);
  g_assert_cmpstr (outcome.out, ==, "Nobody waits.\n");
  add_waiting (waiting, "a@example.net", "person", "2 3 1 0 1 0 0 0");
  add_waiting (waiting, "a@example.net", "message", "secret words");
  add_waiting (waiting, "b@example.net", "person", "0 0 1");
  add_waiting (waiting, "c@example.net", "ignored", "0 5 0 0 0 0 0 0");
  add_waiting (waiting, "d@example.net", "person", "x -1 99999999999999999999 7");
  write_waiting (fixture, waiting);
  RUN ("", "inbox");
  assert_has (outcome.out, "  a@example.net                 to me@example.org  [messages: 3]  [files offered: 1]  [2 of them not kept]\n");
  g_assert_null (strstr (outcome.out, "b@example.net"));
  g_assert_null (strstr (outcome.out, "c@example.net"));
  g_assert_null (strstr (outcome.out, "secret"));

  /* A client runs: what lives with its connections is there, too. */
  begin ();
  guard_state_add_row (&rows, "", "persons", "2", "unlisted", "12", NULL);
  say (fixture->store, GUARD_STATE_INBOX);
  RUN ("", "inbox");
  assert_has (outcome.out, "[messages: 3]  [asks to see your status: 1]  [files offered: 1]");
  assert_has (outcome.out, "  b@example.net                 to me@example.org  [asks to see your status: 1]\n");
  assert_has (outcome.out, "\nand 12 from people for whom there was no room\n");
  RUN ("", "inbox", "--json");
  g_assert_true (g_str_has_prefix (outcome.out, "{\"address\":\"a@example.net\",\"protocol\":\"prpl-jabber\",\"account\":\"me@example.org\","
                                                "\"since\":\"1970-01-01T00:00:00Z\",\"last\":\"1970-01-01T00:00:00Z\",\"message\":3,\"authorisation\":1,"
                                                "\"invitation\":0,\"file\":1,\"call\":0,\"attention\":0,\"window\":0,\"dropped\":2}\n"));
  assert_has (outcome.out, "\n{\"unlisted\":12}\n");
  g_assert_null (strstr (outcome.out, "secret"));
}

/* ---- Hostile names through every output ---- */

static void
say_hostile (Fixture *fixture, GPtrArray *names)
{
  g_autoptr(GPtrArray) waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_waiting_free);
  static const char * const keys[] = { "protocol", "account", "server", "transport", "tls_version", "cipher", "certificate_sha256", "certificate_issuer",
                                       "certificate_until", "exception", "state", "key", "title", "reason", "loss", "name", "origin", "package", "owner",
                                       "true-path", "weak-path" };

  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      begin ();
      for (guint j = 0; j < names->len; j++)
        {
          const HostileName *name = names->pdata[j];
          g_autofree char *valid = g_utf8_make_valid (name->bytes, -1);
          GVariantBuilder facts;

          g_variant_builder_init (&facts, G_VARIANT_TYPE ("a{ss}"));
          for (gsize k = 0; k < G_N_ELEMENTS (keys); k++)
            g_variant_builder_add (&facts, "{ss}", keys[k], g_str_equal (keys[k], "origin") && j % 2 == 0 ? "others" : valid);
          g_variant_builder_add (&rows, "(sa{ss})", valid, &facts);
        }
      say (fixture->store, sections[i]);
    }
  for (guint j = 0; j < names->len; j++)
    {
      const HostileName *name = names->pdata[j];
      g_autofree char *valid = g_utf8_make_valid (name->bytes, -1);

      add_waiting (waiting, name->bytes, "person", "1 1 1 1 1 1 1 1");
      meet (fixture, "me@example.org", valid, GUARD_TRUST_IGNORED, -1);
    }
  write_waiting (fixture, waiting);
}

static void
test_hostile_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) names = read_hostile_names ();
  static const char * const commands[][2] = { { "connections" }, { "services", "list" }, { "services", "plugins" }, { "inbox" }, { "people", "list" } };

  /* An address can be so long and no longer. */
  for (guint i = names->len; i-- > 0;)
    if (strlen (((HostileName *) names->pdata[i])->bytes) > 1000)
      g_ptr_array_remove_index (names, i);
  say_hostile (fixture, names);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_auto(Outcome) outcome = { 0 };

      RUN ("", commands[i][0], commands[i][1]);
      g_assert_cmpint (outcome.code, ==, 0);
      g_assert_cmpuint (count_lines (outcome.out), ==, names->len);
      assert_harmless (outcome.out);
      RUN ("", commands[i][0], commands[i][1] != NULL ? commands[i][1] : "--json", "--json");
      g_assert_cmpint (outcome.code, ==, 0);
      g_assert_cmpuint (count_lines (outcome.out), ==, names->len);
      assert_harmless (outcome.out);
    }
}

static void
test_usage (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *words[4]; int code; } cases[] = {
    { { "inbox", "--help" }, 0 }, { { "inbox", "x" }, 4 }, { { "inbox", "--nothing" }, 4 }, { { "inbox", "--home=/nonexistent/purple-guard" }, 3 },
    { { "connections", "--help" }, 0 }, { { "connections", "x" }, 4 }, { { "connections", "--home=/nonexistent/purple-guard" }, 3 },
    { { "services", "--help" }, 0 }, { { "services", "x" }, 4 }, { { "services", "list", "x" }, 4 }, { { "services", "plugins", "x" }, 4 },
    { { "services", "--home=/nonexistent/purple-guard" }, 3 }, { { "help", "services" }, 0 }, { { "people", "--help" }, 0 }, { { "people", "x" }, 4 },
    { { "people", "list", "x" }, 4 }, { { "people", "forget" }, 4 }, { { "people", "forget", "a", "b" }, 4 }, { { "people", "forget", "--all", "a" }, 4 },
    { { "people", "--home=/nonexistent/purple-guard" }, 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Outcome) outcome = { 0 };

      RUN ("", cases[i].words[0], cases[i].words[1], cases[i].words[2], cases[i].words[3]);
      g_assert_cmpint (outcome.code, ==, cases[i].code);
    }
}

#define ADD(path, function) g_test_add ("/tool/views/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("usage", test_usage);
  ADD ("no-client", test_no_client);
  ADD ("services", test_services);
  ADD ("plugins", test_plugins);
  ADD ("connections", test_connections);
  ADD ("more", test_more);
  ADD ("people", test_people);
  ADD ("inbox", test_inbox);
  ADD ("hostile-names", test_hostile_names);
  return g_test_run ();
}

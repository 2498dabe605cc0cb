/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"
#include "guard-wire.h"
#include "store/guard-paths.h"
#include "store/guard-remembered.h"

#include <string.h>

/* What leaves before the user has said that it may: heard at the other end, or on the wire. Servers of this computer are no matter to the
 * guard, so these are called by another spelling of its address. */

#define FAR "127.1"
#define SOON 20
#define QUESTION "^REQUEST (\\d+) action title=\"Login without encryption\""
#define CERTIFICATE_QUESTION "^REQUEST (\\d+) action title=\"Another certificate\""
#define OWN_QUESTION "^REQUEST (\\d+) action title=\"SSL Certificate Verification\""
#define ANY_LOGIN "<auth|<response|<password|<digest|<username"

static GuardStage *stage;

/* A hasty answer does not count, unless it is the safe one. */
static void
press (GuardPerson *person, int question, const char *label)
{
  if (!g_str_equal (label, "Stay offline") && !g_str_equal (label, "Don't connect"))
    g_usleep (750 * 1000);
  guard_person_do (person, "press %d %s", question, label);
}

static GuardPerson *
come (const char *name, GuardAccountKind kind, guint port, const char *password)
{
  GuardPerson *person = guard_person_new (stage, name, kind);
  guard_person_set_server (person, FAR, port);
  if (password != NULL)
    guard_person_set_password (person, password);
  return person;
}

static void
start_guarded (GuardPerson *person)
{
  guard_person_start (person);
  guard_person_load_guard (person);
}

/* Nothing is asked, nobody is connected, and the client has nothing left to do. */
static void
refute_login (GuardPerson *person)
{
  guard_person_sync (person);
  guard_person_sync (person);
  guard_person_refute (person, QUESTION, 0);
  guard_person_refute (person, "^(SIGNED-ON|CONNECTION-ERROR)", 0);
}

/* ---- IRC ---- */

static void
test_irc_password (void)
{
  g_autoptr (GuardIrcEar) ear = guard_irc_ear_start ();
  g_autoptr (GuardWire) wire = guard_wire_start (guard_irc_ear_get_port (ear));
  g_autoptr (GuardPerson) alice = come ("alice", GUARD_ON_IRC, guard_wire_get_port (wire), "irc-secret");
  start_guarded (alice);
  guard_person_do (alice, "login");
  g_autofree char *question = guard_person_expect (alice, QUESTION ".*alice@127\\.1.*Use SSL.*your password", SOON);
  g_assert_nonnull (strstr (question, "buttons=[Stay offline][Require encryption][Connect this once]"));
  int first = atoi (question + strlen ("REQUEST "));
  guard_person_await (alice, "^SIGNED-OFF ", SOON);
  /* The client tries by itself: while it is asked, and after the answer. */
  guard_person_do (alice, "connect");
  guard_person_await (alice, "^SIGNED-OFF ", SOON);
  press (alice, first, "Stay offline");
  guard_person_do (alice, "connect");
  guard_person_await (alice, "^SIGNED-OFF ", SOON);
  refute_login (alice);
  g_assert_cmpuint (guard_wire_count_connections (wire), ==, 0);
  /* By hand. A closed question is "stay offline", too. */
  guard_person_do (alice, "disable-account");
  guard_person_do (alice, "login");
  guard_person_do (alice, "close %d", guard_person_await_id (alice, QUESTION, SOON));
  refute_login (alice);
  guard_person_do (alice, "disable-account");
  guard_person_do (alice, "login");
  int last = guard_person_await_id (alice, QUESTION, SOON);
  g_assert_cmpuint (guard_wire_count_connections (wire), ==, 0);
  press (alice, last, "Connect this once");
  guard_person_await (alice, "^SIGNED-ON ", SOON);
  g_assert_true (guard_wire_wait (wire, "PASS :?irc-secret", SOON));
  /* Once is once. */
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  start_guarded (alice);
  guard_person_do (alice, "login");
  guard_person_await_id (alice, QUESTION, SOON);
  g_assert_cmpuint (guard_wire_count_connections (wire), ==, 1);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (alice, "login-unencrypted", FAR, SOON);
  g_assert_cmpstr (entry->action, ==, "connected-once");
  g_autoptr (GuardJournalEntry) stopped = guard_person_await_entry (alice, "login-stopped", FAR, SOON);
  g_assert_cmpstr (stopped->protocol, ==, "prpl-irc");
  guard_person_do (alice, "unload-plugin core-purple-guard");
  guard_person_await (alice, "^DONE unload-plugin yes", SOON);
  guard_person_do (alice, "calls");
  guard_person_await (alice, "^CALLS own$", SOON);
}

static void
test_irc_requiring (void)
{
  g_autoptr (GuardIrcEar) ear = guard_irc_ear_start ();
  g_autoptr (GuardPerson) alice = come ("alice", GUARD_ON_IRC, guard_irc_ear_get_port (ear), "irc-secret");
  start_guarded (alice);
  guard_person_do (alice, "login");
  press (alice, guard_person_await_id (alice, QUESTION, SOON), "Require encryption");
  /* It speaks no TLS: whatever comes of that, nothing readable leaves. */
  guard_person_sync (alice);
  g_usleep (300 * 1000);
  g_autofree char *heard = guard_irc_ear_transcript (ear);
  g_assert_null (strstr (heard, "irc-secret"));
  g_assert_null (strstr (heard, "NICK"));
}

/* Nothing secret: it goes, and the user is told once. */
static void
test_irc_without_password (void)
{
  g_autoptr (GuardIrcEar) ear = guard_irc_ear_start ();
  g_autoptr (GuardPerson) alice = come ("alice", GUARD_ON_IRC, guard_irc_ear_get_port (ear), NULL);
  start_guarded (alice);
  guard_person_do (alice, "login");
  guard_person_await (alice, "^SIGNED-ON ", SOON);
  guard_person_do (alice, "open bob");
  guard_person_await (alice, "^CONV bob .*127\\.1 is not encrypted: everybody on the way", SOON);
  guard_person_do (alice, "command bob guard connections");
  guard_person_await (alice, "^CONV bob .*alice@127\\.1: 127\\.1, not encrypted", SOON);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  start_guarded (alice);
  guard_person_do (alice, "login");
  guard_person_await (alice, "^SIGNED-ON ", SOON);
  guard_person_do (alice, "open bob");
  guard_person_sync (alice);
  guard_person_refute (alice, "^CONV bob .*not encrypted", 0);
}

/* A certificate of the same issuer, seen some time ago, whose end is near. */
static void
remember_old_certificate (GuardPerson *person)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (guard_paths_prepare_home (guard_person_get_guard_home (person), &error));
  g_autoptr (GuardStore) store = guard_store_open (guard_person_get_guard_home (person), &error);
  g_assert_no_error (error);
  const gint64 now_us = g_get_real_time ();
  const gint64 now_s = now_us / G_USEC_PER_SEC;
  g_autofree char *issuer = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "CN=127.0.0.1", -1);
  g_autofree char *word = g_strdup_printf ("%064d:%.24s:%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, 0, issuer, now_s - 80 * 86400, now_s + 10 * 86400);
  g_autofree char *key = guard_remembered_dup_data_key (word, "prpl-irc", "alice@" FAR, FAR);
  g_assert_true (guard_remembered_put (store, GUARD_REMEMBERED_SERVER_CERTIFICATE, key, now_us, now_us + G_TIME_SPAN_DAY, &error));
}

/* A real server with TLS, and a certificate that verifies nowhere: libpurple asks, and from then on it is said at each login. An ordinary
 * renewal is no question of ours. */
static void
test_irc_tls (void)
{
  g_autofree char *folder = g_build_filename (stage->folder, "ircd-tls", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_autoptr (GuardIrcd) ircd = guard_ircd_start_with_tls (folder, stage->prosody);
  g_autoptr (GuardPerson) alice = come ("alice", GUARD_ON_IRC, guard_ircd_get_port (ircd), NULL);
  guard_person_add_option (alice, "b:ssl=1");
  remember_old_certificate (alice);
  start_guarded (alice);
  guard_person_do (alice, "login");
  guard_person_do (alice, "press %d Accept", guard_person_await_id (alice, OWN_QUESTION, SOON));
  guard_person_await (alice, "^SIGNED-ON ", SOON);
  guard_person_do (alice, "open bob");
  guard_person_await (alice, "^CONV bob .*127\\.1 was renewed by the same issuer", SOON);
  guard_person_await (alice, "^CONV bob .*127\\.1 was accepted although the server has signed it itself", SOON);
  guard_person_do (alice, "command bob guard connections");
  guard_person_await (alice, "^CONV bob .*encrypted \\(TLS 1\\.[23], TLS_.*certificate of CN=127\\.0\\.0\\.1 until .*the server has signed it itself", SOON);
  guard_person_refute (alice, QUESTION "|" CERTIFICATE_QUESTION, 0);
}

/* ---- XMPP ---- */

/* A server whose only way shows the password, on a stream without encryption. */
static void
test_plain_only (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  guard_person_set_server (alice, FAR, guard_peer_get_port (peer));
  guard_person_add_option (alice, "b:auth_plain_in_clear=0");
  start_guarded (alice);
  guard_person_do (alice, "login");
  g_autofree char *question = guard_person_expect (alice, QUESTION ".*Connection security.*your password", SOON);
  guard_person_await (alice, "^SIGNED-OFF ", SOON);
  g_autofree char *heard = guard_peer_dup_heard (peer);
  g_assert_false (g_regex_match_simple (ANY_LOGIN, heard, 0, 0));
  press (alice, atoi (question + strlen ("REQUEST ")), "Stay offline");
  guard_person_do (alice, "connect");
  guard_person_await (alice, "^SIGNED-OFF ", SOON);
  refute_login (alice);
  g_assert_cmpuint (guard_peer_count_connections (peer), ==, 1);
  guard_person_do (alice, "disable-account");
  guard_person_do (alice, "login");
  press (alice, guard_person_await_id (alice, QUESTION, SOON), "Connect this once");
  guard_person_await (alice, "^SIGNED-ON ", SOON);
  guard_person_refute (alice, "^REQUEST .*Plaintext", 0);
  g_assert_nonnull (guard_peer_wait (peer, "<auth[^>]*mechanism='PLAIN'", SOON));
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  g_autofree char *path = g_build_filename (guard_person_get_profile (alice), "accounts.xml", NULL);
  g_autofree char *accounts = NULL;
  g_assert_true (g_file_get_contents (path, &accounts, NULL, NULL));
  g_assert_nonnull (strstr (accounts, "'auth_plain_in_clear' type='bool'>0<")); /* libpurple's own setting is as it was */
}

/* XMPP over HTTP: the address in the settings says whether it is encrypted. */
static void
test_bosh (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  g_autoptr (GuardPerson) alice = come ("alice", GUARD_ON_PROSODY, guard_peer_get_port (peer), NULL);
  g_autofree char *option = g_strdup_printf ("s:bosh_url=http://" FAR ":%u/bind", guard_peer_get_port (peer));
  guard_person_add_option (alice, option);
  start_guarded (alice);
  guard_person_do (alice, "login");
  guard_person_await (alice, QUESTION ".*log in to 127\\.1 .*BOSH URL.*your password", SOON);
  guard_person_await (alice, "^SIGNED-OFF ", SOON);
  g_assert_cmpuint (guard_peer_count_connections (peer), ==, 0);
}

/* With what the user requires the server cannot be reached, and the client says so. */
static void
test_requiring (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  guard_person_set_server (alice, FAR, guard_peer_get_port (peer));
  start_guarded (alice);
  guard_person_do (alice, "login");
  press (alice, guard_person_await_id (alice, QUESTION, SOON), "Require encryption");
  guard_person_await (alice, "^CONNECTION-ERROR 5 ", SOON);
  g_autofree char *heard = guard_peer_dup_heard (peer);
  g_assert_false (g_regex_match_simple (ANY_LOGIN, heard, 0, 0));
}

#define FEATURES(inside) "<stream:features>" inside "</stream:features>"
#define STARTTLS "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
#define MECHANISMS(name) "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>" name "</mechanism></mechanisms>"
#define OLD_HEADER \
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1' from='localhost'>"

/* What somebody on the way can do to keep encryption away. */
static void
test_stripped (void)
{
  static const struct
  {
    const char *header, *offer, *refusal;
  } cases[] = {
    { OLD_HEADER, "", NULL },
    { NULL, FEATURES (STARTTLS MECHANISMS ("PLAIN")), "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" FEATURES (MECHANISMS ("PLAIN")) },
    { NULL, FEATURES (MECHANISMS ("SCRAM-SHA-1") "<required/>"), NULL },
    { NULL, FEATURES (MECHANISMS ("DIGEST-MD5")), NULL },
    { NULL, FEATURES ("<auth xmlns='http://jabber.org/features/iq-auth'/>"), NULL },
    { NULL, FEATURES (""), NULL },
  };
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  guard_person_set_server (alice, FAR, guard_peer_get_port (peer));
  guard_person_add_option (alice, "s:connection_security="); /* as where it was never set */
  start_guarded (alice);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guard_peer_set_greeting (peer, cases[i].header, cases[i].offer, cases[i].refusal);
      guard_person_do (alice, "login");
      int question = guard_person_await_id (alice, QUESTION, SOON);
      guard_person_await (alice, "^SIGNED-OFF ", SOON);
      guard_person_do (alice, "close %d", question);
      guard_person_sync (alice);
      g_autofree char *heard = guard_peer_dup_heard (peer);
      g_assert_false (g_regex_match_simple (ANY_LOGIN, heard, 0, 0));
      guard_person_do (alice, i + 1 < G_N_ELEMENTS (cases) ? "disable-account" : "status offline -");
    }
  /* By hand, by a client's status box. */
  guard_person_do (alice, "status available -");
  guard_person_await_id (alice, QUESTION, SOON);
  guard_person_refute (alice, "^(SIGNED-ON|CONNECTION-ERROR|REQUEST)", 0);
}

/* A real server without TLS, and a way that does not show the password. */
static void
test_real_without_tls (void)
{
  static const char *const people[] = { "alice", NULL };
  const GuardProsodyKind kind = { .is_plain = TRUE };
  g_autofree char *folder = g_build_filename (stage->folder, "prosody-plain", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_autoptr (GuardProsody) prosody = guard_prosody_start_with (folder, people, &kind);
  g_autoptr (GuardWire) wire = guard_wire_start (guard_prosody_get_port (prosody));
  g_autoptr (GuardPerson) alice = come ("alice", GUARD_ON_PROSODY, guard_wire_get_port (wire), NULL);
  guard_person_add_option (alice, "s:connection_security=opportunistic_tls");
  start_guarded (alice);
  guard_person_do (alice, "login");
  int question = guard_person_await_id (alice, QUESTION ".*try to find out your password", SOON);
  guard_person_await (alice, "^SIGNED-OFF ", SOON);
  g_assert_true (guard_wire_has_heard (wire, "<stream:stream"));
  g_assert_false (guard_wire_has_heard (wire, ANY_LOGIN));
  press (alice, question, "Connect this once");
  guard_person_await (alice, "^SIGNED-ON ", SOON);
  g_assert_true (guard_wire_has_heard (wire, "<auth"));
}

/* ---- what the organisation says ---- */

static void
test_forbidden (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  guard_person_set_server (alice, FAR, guard_peer_get_port (peer));
  guard_person_set_setting (alice, "unencrypted-logins", "'forbid'");
  start_guarded (alice);
  guard_person_do (alice, "login");
  g_autofree char *question = guard_person_expect (alice, QUESTION ".*unencrypted-logins", SOON);
  g_assert_nonnull (strstr (question, "buttons=[Stay offline][Require encryption]"));
  g_assert_null (strstr (question, "Connect this once"));
  g_autofree char *heard = guard_peer_dup_heard (peer);
  g_assert_false (g_regex_match_simple (ANY_LOGIN, heard, 0, 0));
}

static void
test_approved (void)
{
  g_autoptr (GuardIrcEar) ear = guard_irc_ear_start ();
  g_autoptr (GuardWire) wire = guard_wire_start (guard_irc_ear_get_port (ear));
  g_autoptr (GuardPerson) alice = come ("alice", GUARD_ON_IRC, guard_wire_get_port (wire), NULL);
  guard_person_set_setting (alice, "approved-servers", "['.example.org', '192.0.2.1']");
  start_guarded (alice);
  guard_person_do (alice, "login");
  guard_person_await (alice, "^NOTIFY warning .*alice@127\\.1 stays offline.*127\\.1 is not in your setting.*approved-servers", SOON);
  guard_person_do (alice, "connect");
  guard_person_sync (alice);
  guard_person_refute (alice, "^(NOTIFY warning|REQUEST)", 0);
  g_assert_cmpuint (guard_wire_count_connections (wire), ==, 0);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  guard_person_set_setting (alice, "approved-servers", "['.example.org', '127.0.0.1']"); /* the same number */
  start_guarded (alice);
  guard_person_do (alice, "login");
  guard_person_await (alice, "^SIGNED-ON ", SOON);
}

/* ---- certificates ---- */

static void
test_certificates (void)
{
  static const char *const people[] = { "alice", NULL };
  const GuardProsodyKind kind = { .certificate_days = 300 };
  g_autofree char *folder = g_build_filename (stage->folder, "prosody-certificates", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_autoptr (GuardProsody) prosody = guard_prosody_start_with (folder, people, &kind);
  g_autoptr (GuardPerson) alice = come ("alice", GUARD_ON_PROSODY, guard_prosody_get_port (prosody), NULL);
  start_guarded (alice);
  guard_person_do (alice, "login");
  guard_person_do (alice, "press %d Accept", guard_person_await_id (alice, OWN_QUESTION, SOON));
  guard_person_await (alice, "^SIGNED-ON ", SOON);
  guard_person_do (alice, "open bob@localhost");
  guard_person_await (alice, "^CONV bob@localhost .*127\\.1 was accepted although the server has signed it itself.*guard connections remove 127\\.1", SOON);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (alice, "certificate-new", FAR, SOON);
  g_assert_cmpuint (strlen (entry->sha256), ==, 64);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);

  /* Another one, long before the end of the old: nothing of a login before the answer. */
  guard_prosody_change_certificate (prosody, 2);
  start_guarded (alice);
  guard_person_do (alice, "login");
  int question = guard_person_await_id (alice, CERTIFICATE_QUESTION ".*seen on .*the same issuer.*signed it itself", SOON);
  press (alice, question, "Don't connect");
  guard_person_await (alice, "^SIGNED-OFF ", SOON);
  guard_person_do (alice, "connect");
  guard_person_await (alice, "^SIGNED-OFF ", SOON);
  refute_login (alice);
  guard_person_refute (alice, CERTIFICATE_QUESTION "|" OWN_QUESTION, 0);
  g_assert_cmpuint (guard_prosody_count_logins (prosody), ==, 1);

  /* By hand, and accepted: libpurple does not ask the same again. */
  guard_person_do (alice, "disable-account");
  guard_person_do (alice, "login");
  press (alice, guard_person_await_id (alice, CERTIFICATE_QUESTION, SOON), "Accept the new one");
  guard_person_await (alice, "^SIGNED-ON ", SOON);
  guard_person_refute (alice, OWN_QUESTION, 0);
  guard_person_do (alice, "open bob@localhost");
  guard_person_await (alice, "^CONV bob@localhost .*certificate of 127\\.1 expires in less than 2 days", SOON);
  g_autoptr (GuardJournalEntry) expiring = guard_person_await_entry (alice, "certificate-expiring", FAR, SOON);
  g_assert_cmpstr (expiring->sha256, !=, entry->sha256);

  /* Taken back: the next login asks as if for the first time. */
  guard_person_do (alice, "command bob@localhost guard connections remove 127.1");
  guard_person_await (alice, "^CONV bob@localhost .*taken back", SOON);
  guard_person_do (alice, "disable-account");
  guard_person_do (alice, "login");
  guard_person_await_id (alice, OWN_QUESTION, SOON);
  guard_person_refute (alice, CERTIFICATE_QUESTION, 0);
  guard_person_do (alice, "unload-plugin core-purple-guard");
  guard_person_await (alice, "^DONE unload-plugin yes", SOON);
  guard_person_do (alice, "calls");
  guard_person_await (alice, "^CALLS own$", SOON);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/connection/irc/password", test_irc_password);
  g_test_add_func ("/connection/irc/requiring", test_irc_requiring);
  g_test_add_func ("/connection/irc/without-password", test_irc_without_password);
  g_test_add_func ("/connection/irc/tls", test_irc_tls);
  g_test_add_func ("/connection/xmpp/plain-only", test_plain_only);
  g_test_add_func ("/connection/xmpp/bosh", test_bosh);
  g_test_add_func ("/connection/xmpp/requiring", test_requiring);
  g_test_add_func ("/connection/xmpp/stripped", test_stripped);
  g_test_add_func ("/connection/xmpp/real-without-tls", test_real_without_tls);
  g_test_add_func ("/connection/policy/forbidden", test_forbidden);
  g_test_add_func ("/connection/policy/approved", test_approved);
  g_test_add_func ("/connection/certificates", test_certificates);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "sending-story.h"

/* What the guard says of chats over real servers, with the real lurch and with a plugin that only says it encrypts. The real pidgin-otr needs Pidgin: see
 * clients/test-pidgin-otr.c. */

#define LURCH "core-riba-lurch"
#define SOON 15.0
#define DEVICES_SECONDS 30.0 /* keys are made and published */

#define DEN "den@conference.localhost"
#define NONE "This chat is not encrypted, as far as purple-guard can tell\\.$"
#define ONLY_TLS "This chat is encrypted only up to your server \\(TLS\\), which can read it\\."
#define OMEMO "This chat is encrypted up to bob@localhost \\(OMEMO\\), but nobody has checked the key\\."

static GuardStage *stage;

/* /guard encryption in the chat with @who. */
static void
ask (GuardPerson *person, const char *who, const char *pattern)
{
  g_autofree char *line = g_strdup_printf ("^CONV %s 0x44 %s", who, pattern);

  guard_person_do (person, "command %s guard encryption", who);
  guard_person_await (person, line, SOON);
}

/* Says hello until it comes back: until then the client knows of no room. */
static void
join (GuardPerson *person, const char *what, const char *room)
{
  g_autofree char *echo = g_strdup_printf ("CONV %s [^\n]* hello", room);
  gboolean is_in = FALSE;

  guard_person_do (person, "join %s", what);
  for (int i = 0; i < 100 && !is_in; i++)
    {
      g_autofree char *events = NULL;

      guard_person_do (person, "say %s hello", room);
      guard_person_sync (person);
      events = guard_person_transcript (person);
      is_in = g_regex_match_simple (echo, events, 0, 0);
      g_usleep (50 * 1000);
    }
  g_assert_true (is_in);
}

/* ---- the server's line ---- */

static void
test_tls (void)
{
  g_autoptr(GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_PROSODY, TRUE);

  ask (alice, "bob@localhost", ONLY_TLS "$");
  join (alice, "hall@conference.localhost/alice", "hall@conference.localhost");
  ask (alice, "hall@conference.localhost", ONLY_TLS "$");
  guard_person_do (alice, "logout");
  guard_person_await (alice, "^SIGNED-OFF", SOON);
  ask (alice, "bob@localhost", NONE);
}

static void
test_no_tls (void)
{
  g_autoptr(GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  g_autoptr(GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);

  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  ask (alice, "bob@localhost", NONE);
}

static void
test_irc (void)
{
  g_autoptr(GuardPerson) alice = NULL;

  guard_stage_need_ircd (stage);
  alice = guard_person_arrive (stage, "alice", GUARD_ON_IRC, TRUE);
  ask (alice, "bob", NONE);
  join (alice, "#hall", "#hall");
  ask (alice, "#hall", NONE);
}

/* ---- who only says so ---- */

static void
test_fake_otr (void)
{
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);

  guard_person_start (alice);
  guard_person_load_test_plugin (alice, "fake-otr");
  guard_person_load_guard (alice);
  guard_person_login (alice);
  ask (alice, "bob@localhost", ONLY_TLS "$");
  guard_person_do (alice, "im bob@localhost hello");
  guard_person_sync (alice);
  ask (alice, "bob@localhost", ONLY_TLS "$");
}

/* ---- OMEMO ---- */

static void
start_with_lurch (GuardPerson *self, gboolean is_guarded)
{
  guard_person_start (self);
  guard_person_do (self, "load-plugin " LURCH);
  guard_person_await (self, "^DONE load-plugin yes", SOON);
  if (is_guarded)
    guard_person_load_guard (self);
  guard_person_login (self);
}

/* Each arrival is a new device, with keys of its own. */
static GuardPerson *
arrive_with_lurch (const char *name, gboolean is_guarded)
{
  GuardPerson *self = guard_person_new (stage, name, GUARD_ON_PROSODY);

  start_with_lurch (self, is_guarded);
  return self;
}

/* @question: what is asked first, and @answer what is said to it; %NULL: nothing. @to: who reads it in the end */
static void
send (GuardPerson *from, GuardPerson *to, const char *words, const char *question, const char *answer)
{
  g_autofree char *received = g_strdup_printf ("^CONV alice@localhost[^ ]* 0x2 .*%s", words);

  guard_person_do (from, "im bob@localhost %s", words);
  if (question != NULL)
    sending_press (from, sending_await_question (from, question), answer);
  guard_person_await (to, received, SOON);
  guard_person_sync (from);
  guard_person_refute (from, "^REQUEST ", 0);
}

static void
await_line (GuardPerson *person, const char *pattern)
{
  g_autofree char *line = g_strconcat ("^CONV bob@localhost 0x44 purple-guard: ", pattern, NULL);

  guard_person_await (person, line, DEVICES_SECONDS);
}

/* Says it again and again until @watcher has seen what matches: nobody says when lurch has heard of all devices. */
static void
insist (GuardPerson *person, const char *words, GuardPerson *watcher, const char *pattern)
{
  gboolean is_seen = FALSE;

  for (guint i = 0; i < 60 && !is_seen; i++)
    {
      g_autofree char *events = NULL;

      guard_person_do (person, "im bob@localhost %s", words);
      g_usleep (250 * 1000);
      guard_person_sync (person);
      guard_person_sync (watcher);
      events = guard_person_transcript (watcher);
      is_seen = g_regex_match_simple (pattern, events, 0, 0);
    }
  g_assert_true (is_seen);
}

/* One that is added to alice's own devices, be it by the server, reads along. */
static void
add_own_device (GuardPerson *alice, GuardPerson *bob)
{
  g_autoptr(GuardPerson) elsewhere = NULL;

  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  elsewhere = arrive_with_lurch ("alice", FALSE);
  insist (elsewhere, "elsewhere", bob, "CONV alice@localhost[^ ]* 0x2 [^\n]*elsewhere");
  guard_person_quit (elsewhere);
  start_with_lurch (alice, TRUE);
  insist (alice, "eight", alice, "REQUEST [^\n]*new device, or somebody else");
  sending_press (alice, sending_await_question (alice, ""), "Send anyway");
}

/* What a chat becomes, and what is asked of it once: an unverified key, a new device, the end of it. */
static void
test_omemo (void)
{
  g_autoptr(GuardPerson) alice = arrive_with_lurch ("alice", TRUE);
  g_autoptr(GuardPerson) bob = NULL;
  g_autoptr(GuardPerson) bob_elsewhere = NULL;

  guard_person_do (alice, "open bob@localhost");
  ask (alice, "bob@localhost", ONLY_TLS "$");
  bob = arrive_with_lurch ("bob", FALSE);
  await_line (alice, "From now on this chat is encrypted up to bob@localhost \\(OMEMO\\), but nobody has checked the key\\.");
  ask (alice, "bob@localhost", OMEMO "$");
  send (alice, bob, "one", "nobody has compared", "Send anyway");
  send (alice, bob, "two", NULL, NULL);

  guard_person_quit (bob);
  bob_elsewhere = arrive_with_lurch ("bob", FALSE);
  await_line (alice, "From now on this chat is also encrypted to a new key or device of bob@localhost");
  ask (alice, "bob@localhost", OMEMO " A key or a device is new there\\.$");
  send (alice, bob_elsewhere, "three", "new device, or somebody else", "Send anyway");
  send (alice, bob_elsewhere, "four", NULL, NULL);

  guard_person_do (alice, "command bob@localhost lurch disable");
  await_line (alice, "This chat is not encrypted any more\\.");
  ask (alice, "bob@localhost", ONLY_TLS " It was encrypted up to the other person before\\.$");
  send (alice, bob_elsewhere, "five", "was encrypted and is not any more", "Send anyway");
  send (alice, bob_elsewhere, "six", NULL, NULL);
  guard_person_do (alice, "command bob@localhost lurch enable");
  await_line (alice, "From now on this chat is encrypted");
  guard_person_do (alice, "command bob@localhost lurch disable");
  await_line (alice, "This chat is not encrypted any more\\.");
  send (alice, bob_elsewhere, "encrypted at last", "was encrypted and is not any more", "Encrypt first");
  ask (alice, "bob@localhost", OMEMO "$");
  guard_person_do (alice, "command bob@localhost lurch disable");
  await_line (alice, "This chat is not encrypted any more\\.");
  send (alice, bob_elsewhere, "in clear", "was encrypted and is not any more", "Send anyway");

  /* Another run knows what this one was told. */
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  start_with_lurch (alice, TRUE);
  send (alice, bob_elsewhere, "seven", NULL, NULL);
  guard_person_do (alice, "command bob@localhost lurch enable");
  await_line (alice, "From now on this chat is encrypted");
  ask (alice, "bob@localhost", OMEMO "$");
  send (alice, bob_elsewhere, "eight", NULL, NULL);
  add_own_device (alice, bob_elsewhere);
  send (alice, bob_elsewhere, "still eight", NULL, NULL);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  send (alice, bob_elsewhere, "nine", "was encrypted and is not any more", "Send anyway");
}

/* The server may have told of the devices before the chat was opened. */
static void
await_omemo (GuardPerson *person)
{
  const gint64 end_us = g_get_monotonic_time () + (gint64) (DEVICES_SECONDS * G_USEC_PER_SEC);
  gboolean is_so = FALSE;

  while (!is_so && g_get_monotonic_time () < end_us)
    {
      g_autofree char *answer = NULL;

      guard_person_do (person, "command bob@localhost guard encryption");
      answer = guard_person_expect (person, "^CONV bob@localhost 0x44 This chat ", SOON);
      is_so = g_regex_match_simple (OMEMO, answer, 0, 0);
      g_usleep (100 * 1000);
    }
  g_assert_true (is_so);
}

/* A room is encrypted when lurch says so; who its members are, only the room says. */
static void
test_room (void)
{
  g_autoptr(GuardPerson) alice = arrive_with_lurch ("alice", TRUE);
  g_autoptr(GuardPerson) bob = arrive_with_lurch ("bob", FALSE);

  await_omemo (alice);
  join (alice, DEN "/alice", DEN);
  guard_person_do (alice, "raw <iq type='set' id='open' to='" DEN "'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>"
                          "<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>"
                          "<field var='muc#roomconfig_whois'><value>anyone</value></field></x></query></iq>");
  join (bob, DEN "/bob", DEN);
  ask (alice, DEN, ONLY_TLS "$");
  ask (alice, DEN "/bob", ONLY_TLS "$");

  guard_person_do (alice, "command " DEN " lurch enable");
  guard_person_await (alice, "^CONV " DEN " 0x44 purple-guard: From now on this chat is encrypted up to the members of " DEN, DEVICES_SECONDS);
  ask (alice, DEN, "This chat is encrypted up to the members of " DEN " \\(OMEMO\\), but nobody has checked their keys\\.$");
  ask (alice, DEN "/bob", ONLY_TLS "$");
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/headless/encryption/tls", test_tls);
  g_test_add_func ("/headless/encryption/no-tls", test_no_tls);
  g_test_add_func ("/headless/encryption/irc", test_irc);
  g_test_add_func ("/headless/encryption/fake-otr", test_fake_otr);
  g_test_add_func ("/headless/encryption/omemo", test_omemo);
  g_test_add_func ("/headless/encryption/room", test_room);
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"

#include <string.h>

/* Who is who, as /guard who says it: on a hostile server that puts anybody into the list, in real rooms, on a real IRC server. */

#define SOON 15.0
#define CONTACT(name, subscription) "<item jid='" name "' subscription='" subscription "'/>"
#define PUSH(id, items) "<iq type='set' id='" id "' to='alice@localhost/desk'><query xmlns='jabber:iq:roster'>" items "</query></iq>"
#define MESSAGE(from, words) "<message type='chat' from='" from "/x' to='alice@localhost/desk'><body>" words "</body></message>"
#define DEN "den@conference.localhost"
#define DESK "friend@corp.example" /* the conversation in which alice asks */

static GuardStage *stage;

/* /guard VERB WHO, said in @place, is answered by @pattern. */
static void
ask (GuardPerson *alice, const char *place, const char *command, const char *pattern)
{
  g_autofree char *line = g_strdup_printf ("^CONV [^ ]* 0x44 .*%s", pattern);

  guard_person_do (alice, "command %s guard %s", place, command);
  guard_person_await (alice, line, SOON);
}

#define is(alice, who, pattern) ask (alice, DESK, "who " who, who ".*: " pattern)

static GuardPerson *
arrive_on (GuardPeer *peer)
{
  GuardPerson *alice = guard_person_new_on_peer (stage, "alice", peer);

  guard_person_set_setting (alice, "trusted-domains", "['Trusted.example', 'bücher.example']");
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  return alice;
}

/* The server's word alone makes nobody a contact (W1 b). */
static void
test_list (void)
{
  g_autoptr(GuardPeer) peer = guard_peer_start ("alice@localhost/desk", CONTACT (DESK, "both") CONTACT ("half@corp.example", "to"));
  g_autoptr(GuardPerson) alice = arrive_on (peer);

  is (alice, "friend@corp.example", "a contact, because they were in your list when");
  ask (alice, DESK, "who Friend@CORP.example/phone", "friend@corp.example .Friend@CORP.example.: a contact");
  is (alice, "half@corp.example", "a stranger\\. You contacted them");
  is (alice, "nobody@corp.example", "a stranger\\. You have had nothing to do with them");

  guard_peer_send (peer, PUSH ("p1", "<item jid='mallory@evil.example' name='Boss' subscription='both'/>" CONTACT ("quiet@evil.example", "both")));
  g_free (guard_peer_wait (peer, "p1", SOON));
  is (alice, "mallory@evil.example", "a stranger\\. They are in your list, but you did not add them");
  guard_person_do (alice, "im mallory@evil.example hello");
  is (alice, "mallory@evil.example", "a contact, because they are in your list, and you wrote to them");
  is (alice, "quiet@evil.example", "a stranger\\. They are");

  /* Added, and not yet agreed; somebody else's push says they did; then the server. */
  guard_person_do (alice, "add-buddy eve@evil.example Eve");
  is (alice, "eve@evil.example", "a stranger\\. You contacted them");
  guard_peer_send (peer, "<iq type='set' id='p2' from='eve@evil.example/x'><query xmlns='jabber:iq:roster'>" CONTACT ("eve@evil.example", "both") "</query></iq>");
  guard_peer_send (peer, "<iq type='result' id='p3' from='eve@evil.example/x'><query xmlns='jabber:iq:roster'>" CONTACT ("eve@evil.example", "both") "</query></iq>");
  guard_peer_send (peer, MESSAGE ("half@corp.example", "fence"));
  guard_person_await (alice, "^CONV half@.* fence$", SOON);
  is (alice, "eve@evil.example", "a stranger\\. You contacted them");
  guard_peer_send (peer, PUSH ("p4", CONTACT ("eve@evil.example", "both")));
  g_free (guard_peer_wait (peer, "p4", SOON));
  is (alice, "eve@evil.example", "a contact, because you added them on");

  /* Taken out by the user, put back by the server. */
  guard_person_do (alice, "remove-buddy eve@evil.example");
  g_free (guard_peer_wait (peer, "subscription=.remove", SOON));
  guard_peer_send (peer, PUSH ("p5", CONTACT ("eve@evil.example", "both")));
  g_free (guard_peer_wait (peer, "p5", SOON));
  is (alice, "eve@evil.example", "a stranger\\. They are");

  /* Authorised in the client's own question. */
  guard_peer_send (peer, "<presence type='subscribe' from='asks@corp.example'/>");
  guard_person_await (alice, "^AUTHORIZE asks@corp.example", SOON);
  guard_person_do (alice, "authorize asks@corp.example yes");
  guard_peer_send (peer, PUSH ("p6", CONTACT ("asks@corp.example", "both")));
  g_free (guard_peer_wait (peer, "p6", SOON));
  is (alice, "asks@corp.example", "a contact, because you authorised them on");

  /* What is kept outlives the client; a list that is longer than before makes no contacts. */
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  guard_peer_set_roster (peer, CONTACT (DESK, "both") CONTACT ("mallory@evil.example", "both") CONTACT ("late@evil.example", "both"));
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  is (alice, "friend@corp.example", "a contact, because they were in your list when");
  is (alice, "mallory@evil.example", "a contact, because they are in your list, and you wrote to them");
  is (alice, "late@evil.example", "a stranger\\. They are");
  is (alice, "eve@evil.example", "a stranger\\. You have had nothing to do");
  ask (alice, DESK, "people", "asks@corp.example: a stranger\\. You contacted them");
  ask (alice, DESK, "forget mallory@evil.example", "It is forgotten");
  is (alice, "mallory@evil.example", "a stranger\\. They are");
  /* Switched off and on while connected: the server is asked again. */
  guard_person_do (alice, "unload-plugin core-purple-guard");
  guard_person_load_guard (alice);
  is (alice, "friend@corp.example", "a contact, because they were in your list when");
  is (alice, "late@evil.example", "a stranger\\. They are");
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

/* Messages, words and domains. */
static void
test_said (void)
{
  g_autoptr(GuardPeer) peer = guard_peer_start ("alice@localhost/desk", CONTACT (DESK, "both"));
  g_autoptr(GuardPerson) alice = arrive_on (peer);

  ask (alice, DESK, "who alice@localhost/phone", "alice@localhost: you yourself");
  ask (alice, DESK, "trust alice@localhost", "is your own account");

  /* Who is written to is no contact before they answer. */
  guard_person_do (alice, "im first@evil.example hello");
  is (alice, "first@evil.example", "a stranger\\. You contacted them");
  guard_peer_send (peer, MESSAGE ("first@evil.example", "hello yourself"));
  guard_person_await (alice, "^CONV first@.* hello yourself$", SOON);
  is (alice, "first@evil.example", "a contact, because you wrote to them on .*, and they wrote");
  /* Who writes is none before the user answers. */
  guard_peer_send (peer, MESSAGE ("second@evil.example", "good day"));
  guard_person_await (alice, "^CONV second@.* good day$", SOON);
  is (alice, "second@evil.example", "a stranger\\. You have had nothing");
  guard_person_do (alice, "im second@evil.example who are you");
  is (alice, "second@evil.example", "a contact, because you wrote");
  /* What libpurple or a plugin sends by itself is not the user's. */
  guard_peer_send (peer, MESSAGE ("third@evil.example", "anybody there"));
  guard_person_await (alice, "^CONV third@.* anybody there$", SOON);
  guard_person_do (alice, "serv-send-im third@evil.example I am away");
  is (alice, "third@evil.example", "a stranger\\. You have had nothing");

  ask (alice, DESK, "trust second@evil.example", "You trust second@evil.example from now on");
  ask (alice, DESK, "who second@evil.example/x", "second@evil.example: trusted, because you said so on");
  ask (alice, DESK, "distrust", "friend@corp.example is treated as a stranger");
  is (alice, "friend@corp.example", "a stranger, because you said so");
  guard_person_do (alice, "menu friend@corp.example Do not treat as a stranger any more");
  guard_person_await (alice, "^DONE menu yes", SOON);
  is (alice, "friend@corp.example", "a contact, because they were");
  guard_person_do (alice, "menu friend@corp.example Trust");
  guard_person_await (alice, "^DONE menu yes", SOON);
  is (alice, "friend@corp.example", "trusted, because you said so");

  /* Exactly the domain, its people alone (W1 d). */
  is (alice, "any@trusted.example", "trusted, because the settings");
  is (alice, "any@bücher.example", "trusted, because the settings");
  is (alice, "any@conference.trusted.example", "a stranger");
  ask (alice, DESK, "who room@conference.trusted.example/any@trusted.example", "a stranger");
  is (alice, "any@trusted.example.evil.example", "a stranger");
  is (alice, "any@nottrusted.example", "a stranger");
  is (alice, "trusted.example", "a stranger");
  ask (alice, DESK, "distrust any@trusted.example", "is treated as a stranger");
  is (alice, "any@trusted.example", "a stranger, because you said so");

  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  g_assert_cmpuint (guard_person_count_entries (alice, "contact-said"), ==, 5);
  /* What was said is kept. */
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  is (alice, "second@evil.example", "trusted, because you said so");
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

static void
join (GuardPerson *person, const char *nick)
{
  guard_person_do (person, "join " DEN "/%s", nick);
  guard_person_await (person, "^CONV " DEN, SOON);
}

/* Members of rooms, also after the room was left (W1 d), and the user among them (W1 e). */
static void
test_rooms (void)
{
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_PROSODY, TRUE);

  join (bob, "bob");
  join (alice, "alice");
  guard_person_do (bob, "say " DEN " here");
  guard_person_await (alice, "^CONV " DEN " .*here$", SOON);
  ask (alice, DEN, "who bob", "den@conference.localhost/bob: a stranger, because anybody can be in a room");
  ask (alice, DEN, "who alice", "den@conference.localhost/alice: you yourself");
  ask (alice, DEN, "who bob@localhost", "bob@localhost: a contact");
  ask (alice, DEN, "trust bob", "cannot be trusted: anybody can be in a room");
  ask (alice, DEN, "trust", "Say whom");
  guard_person_do (alice, "add-buddy " DEN " Den");
  ask (alice, DEN, "who " DEN, DEN ": a stranger, because anybody can be in a room");
  /* Written to: let in, and no longer than they stay. */
  guard_person_do (alice, "command " DEN " msg bob psst");
  guard_person_await (bob, "^CONV " DEN "/alice .*psst", SOON);
  ask (alice, DEN, "who bob", "They do not wait in the inbox until they leave");
  guard_person_do (bob, "close-conversation " DEN);
  guard_person_await (alice, "bob left the room", SOON);
  ask (alice, "bob@localhost", "who " DEN "/bob", DEN "/bob: a stranger, because anybody");
  guard_person_refute (alice, "They do not wait", 0);
  guard_person_do (alice, "close-conversation " DEN);
  ask (alice, "bob@localhost", "who " DEN "/bob", DEN "/bob: a stranger, because anybody");
  ask (alice, "bob@localhost", "who other@conference.localhost/bob", "a stranger, because anybody");
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

/* A name proves nothing (W1 c). */
static void
test_irc (void)
{
  g_autoptr(GuardIrcEar) ear = guard_irc_ear_start ();
  g_autoptr(GuardPerson) alice = guard_person_new_on_ear (stage, "alice", ear);
  static const struct
  {
    const char *line;
    gboolean is_lost;
  } cases[] = {
    { ":mallory!m@here.example PRIVMSG alice :it is me", FALSE },
    { ":other!m@here.example QUIT :bye", FALSE },
    { ":mallory!m@elsewhere.example PRIVMSG alice :it is me", TRUE },
    { ":mallory!m@here.example NICK :mallory2", TRUE },
    { ":other!o@elsewhere.example NICK :mallory", TRUE },
    { ":mallory!m@here.example QUIT :bye", TRUE },
    { ":oper!o@server.example KILL mallory :out", TRUE },
  };

  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  guard_person_do (alice, "add-buddy mallory Mallory");
  ask (alice, "friend", "who mallory", "mallory.*: a stranger, because on this network anybody");
  ask (alice, "friend", "trust mallory", "cannot be trusted: on this network");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *fence = g_strdup_printf (":fence!f@here.example PRIVMSG alice :fence %u", i);
      g_autofree char *heard = g_strdup_printf ("^CONV fence .*fence %u$", i);

      g_test_message ("%s", cases[i].line);
      guard_person_do (alice, "command friend msg mallory hello");
      guard_irc_ear_say (ear, ":mallory!m@here.example PRIVMSG alice :yes");
      guard_irc_ear_say (ear, cases[i].line);
      guard_irc_ear_say (ear, fence);
      guard_person_await (alice, heard, SOON);
      guard_person_forget (alice);
      ask (alice, "friend", "who mallory", "a stranger");
      guard_person_sync (alice);
      if (cases[i].is_lost)
        guard_person_refute (alice, "They do not wait in the inbox", 0);
      else
        guard_person_await (alice, "They do not wait in the inbox until they leave", SOON);
    }
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

static void
check_let_in (GuardPerson *alice, const char *nick, gboolean is_let_in)
{
  g_autofree char *command = g_strdup_printf ("who %s", nick);

  guard_person_forget (alice);
  ask (alice, "friend", command, "a stranger, because on this network");
  guard_person_sync (alice);
  if (is_let_in)
    guard_person_await (alice, "They do not wait in the inbox until they leave", SOON);
  else
    guard_person_refute (alice, "They do not wait in the inbox", 0);
}

/* Nothing is shown when it is entered; what is said there is. */
static void
enter_channel (GuardPerson *person)
{
  g_autofree char *transcript = NULL;

  guard_person_do (person, "join #den");
  for (guint i = 0; i < 150 && (transcript == NULL || strstr (transcript, "CONV #den ") == NULL); i++)
    {
      g_usleep (100 * 1000);
      guard_person_do (person, "say #den here");
      guard_person_sync (person);
      g_free (transcript);
      transcript = guard_person_transcript (person);
    }
}

/* The same with a real server: another name, and another connection of the user's own. */
static void
test_irc_server (void)
{
  guard_stage_need_ircd (stage);
  g_autoptr(GuardPerson) mallory = guard_person_arrive (stage, "mallory", GUARD_ON_IRC, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_IRC, TRUE);

  enter_channel (mallory);
  enter_channel (alice);
  guard_person_do (alice, "command #den msg mallory hello");
  guard_person_await (mallory, "^CONV alice .*hello", SOON);
  guard_person_do (mallory, "im alice hello");
  guard_person_await (alice, "^CONV mallory .*hello", SOON);
  check_let_in (alice, "mallory", TRUE);
  guard_person_do (mallory, "command #den nick mallory2");
  guard_person_await (alice, "^CONV #den .*mallory2", SOON);
  check_let_in (alice, "mallory", FALSE);
  check_let_in (alice, "mallory2", FALSE);
  guard_person_do (alice, "im mallory2 hello");
  guard_person_await (mallory, "^CONV alice .*hello", SOON);
  check_let_in (alice, "mallory2", TRUE);
  guard_person_do (alice, "logout");
  guard_person_await (alice, "^SIGNED-OFF", SOON);
  guard_person_login (alice);
  check_let_in (alice, "mallory2", FALSE);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/contacts/list", test_list);
  g_test_add_func ("/contacts/said", test_said);
  g_test_add_func ("/contacts/rooms", test_rooms);
  g_test_add_func ("/contacts/irc", test_irc);
  g_test_add_func ("/contacts/irc-server", test_irc_server);
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

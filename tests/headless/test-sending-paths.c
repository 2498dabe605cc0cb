/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "links-story.h"

#include <string.h>

/* Every way on which words leave past the signals of messages, seen from the other end of the line: what is held is not there, what was allowed is; and
 * what is not guarded (README, "Which words are looked at") is there unasked. */

#define SOON 15.0
#define CAREFUL_MS 800 /* a question takes no dangerous answer before */
#define DEN "den@conference.localhost"
#define SECRET "purple walrus"

static GuardStage *stage;

/* ---- Persons ---- */

/* A word of the user's own is what these stories look for: what else is found is told elsewhere. */
static void
teach (GuardPerson *person)
{
  static const char rules[] = "[data own-word]\ndescription=a word of your own\ncategory=own\nwords=" SECRET "\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_build_filename (guard_person_get_guard_home (person), "rules", NULL);
  g_autofree char *path = g_build_filename (folder, "sensitive-words.rules", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, rules, -1, &error);
  g_assert_no_error (error);
}

static void
arrive (GuardPerson *person)
{
  teach (person);
  guard_person_start (person);
  guard_person_load_guard (person);
  guard_person_login (person);
}

static void
leave (GuardPerson *person)
{
  g_assert_cmpint (guard_person_quit (person), ==, 0);
  guard_person_refute (person, "^MISUSE", 0);
}

/* The question stands; @label is pressed when it may be. */
static void
answer (GuardPerson *person, const char *label)
{
  int id = guard_person_await_id (person, "^REQUEST (\\d+) action .*word of your own", SOON);
  g_usleep (CAREFUL_MS * 1000);
  guard_person_do (person, "press %d %s", id, label);
  guard_person_sync (person);
}

/* Returns: (transfer full): @pattern with @words in it */
static char *
fill (const char *pattern, const char *words)
{
  GString *filled = g_string_new (pattern);
  g_string_replace (filled, "WORDS", words, 0);
  return g_string_free (filled, FALSE);
}

/* ---- XMPP ---- */

static gboolean
has_heard (GuardPeer *peer, const char *words)
{
  g_autofree char *heard = guard_peer_dup_heard (peer);
  return strstr (heard, words) != NULL;
}

/* Everything that the client has sent so far has come. */
static void
fence (GuardPerson *person, GuardPeer *peer)
{
  static guint n_fences;
  g_autofree char *pattern = g_strdup_printf ("<fence n='%u'/>", ++n_fences);
  guard_person_sync (person);
  guard_person_do (person, "raw <message><fence n='%u'/></message>", n_fences);
  g_autofree char *found = guard_peer_wait (peer, pattern, SOON);
  g_assert_nonnull (found);
}

static void
enter_room (GuardPerson *alice, GuardPeer *peer)
{
  guard_person_do (alice, "join " DEN "/alice");
  g_autofree char *asked = guard_peer_wait (peer, "<presence[^>]*" DEN "/alice", SOON);
  g_assert_nonnull (asked);
  guard_peer_send (peer, "<presence from='" DEN "/carol' to='alice@localhost/desk'><x xmlns='http://jabber.org/protocol/muc#user'>"
                   "<item affiliation='none' role='participant'/></x></presence>");
  guard_peer_send (peer, "<presence from='" DEN "/alice' to='alice@localhost/desk'><x xmlns='http://jabber.org/protocol/muc#user'>"
                   "<item affiliation='owner' role='moderator'/><status code='110'/></x></presence>");
  guard_peer_send (peer, "<message from='" DEN "/carol' to='alice@localhost/desk' type='groupchat'><body>welcome</body></message>");
  guard_person_await (alice, "^CONV " DEN " .*welcome", SOON);
}

#define ITEM(name) "<item jid='" name "@corp.example' name='" name "'/>"

/* @command: with WORDS where the words go; @wire: how they look on the line, with the same. */
static const struct { const char *label, *command, *wire; } xmpp_waits[] = {
  { "another plugin's message", "serv-send-im boss@corp.example WORDS", "<body>WORDS</body>" },
  { "/msg in a room", "command " DEN " msg carol WORDS", "<message[^>]*den@conference\\.localhost/carol[^>]*>.*<body>WORDS</body>" },
  { "/topic", "command " DEN " topic WORDS", "<subject>WORDS</subject>" },
  { "topic", "topic " DEN " WORDS", "<subject>WORDS</subject>" },
  { "/invite", "command " DEN " invite dave@corp.example WORDS", "<invite to='dave@corp\\.example'><reason>WORDS</reason>" },
  { "invitation", "invite " DEN " dave@corp.example WORDS", "<invite to='dave@corp\\.example'><reason>WORDS</reason>" },
  { "a stanza of another plugin's", "stanza <message to='boss@corp.example' type='chat'><body>WORDS</body></message>", "<body>WORDS</body>" },
  { "its formatting alone", "stanza <message to='boss@corp.example' type='chat'><body>hi</body><html xmlns='http://jabber.org/protocol/xhtml-im'>"
    "<body xmlns='http://www.w3.org/1999/xhtml'>WORDS</body></html></message>", "xhtml'>WORDS</body>" },
  { "status", "status away WORDS", "<status>WORDS</status>" },
};

static void
test_xmpp_waits (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", "<item jid='boss@corp.example' subscription='both'/>");
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  arrive (alice);
  enter_room (alice, peer);
  for (gsize i = 0; i < G_N_ELEMENTS (xmpp_waits); i++)
    {
      g_autofree char *refused = g_strdup_printf (SECRET " %u refused", (guint) i);
      g_autofree char *allowed = g_strdup_printf (SECRET " %u allowed", (guint) i);
      g_autofree char *first = fill (xmpp_waits[i].command, refused);
      g_autofree char *second = fill (xmpp_waits[i].command, allowed);
      g_autofree char *wire = fill (xmpp_waits[i].wire, allowed);
      g_test_message ("%s", xmpp_waits[i].label);
      guard_person_do (alice, "%s", first);
      answer (alice, "Don't send");
      fence (alice, peer);
      g_assert_false (has_heard (peer, refused));
      guard_person_do (alice, "%s", second);
      guard_person_sync (alice);
      fence (alice, peer);
      g_assert_false (has_heard (peer, allowed));
      answer (alice, "Send anyway");
      g_autofree char *found = guard_peer_wait (peer, wire, SOON);
      g_assert_nonnull (found);
    }
  guard_person_refute (alice, "^REQUEST", 0.3);
  leave (alice);
}

/* A list of contacts of another plugin's making, and one that comes in. */
static void
test_xmpp_roster_exchange (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", "<item jid='boss@corp.example' subscription='both'/>");
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  arrive (alice);
  guard_person_do (alice, "stanza <message to='boss@corp.example'><x xmlns='http://jabber.org/protocol/rosterx'>" ITEM ("ann") ITEM ("ben") ITEM ("cat")
                   ITEM ("dan") ITEM ("eve") ITEM ("fay") ITEM ("gil") ITEM ("hal") ITEM ("ida") ITEM ("joe") ITEM ("kim") ITEM ("lea") "</x></message>");
  int id = guard_person_await_id (alice, "^REQUEST (\\d+) action .*12 ", SOON);
  fence (alice, peer);
  g_assert_false (has_heard (peer, "ann@corp.example"));
  g_usleep (CAREFUL_MS * 1000);
  guard_person_do (alice, "press %d Send anyway", id);
  g_autofree char *found = guard_peer_wait (peer, "rosterx.*lea@corp\\.example", SOON);
  g_assert_nonnull (found);
  /* libpurple adds nobody, and the user learns that there was a list. */
  guard_peer_send (peer, "<message from='boss@corp.example/x' to='alice@localhost/desk'><body>new colleagues</body>"
                   "<x xmlns='http://jabber.org/protocol/rosterx'><item action='add' jid='eve@evil.example'/></x></message>");
  guard_person_await (alice, "^CONV boss@corp\\.example.*list of 1 contact; nobody was added", SOON);
  fence (alice, peer);
  g_assert_false (has_heard (peer, "eve@evil.example"));
  leave (alice);
}

/* A profile; masked words are taken out of it, the rest goes. */
static void
test_xmpp_profile (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  arrive (alice);
  guard_person_do (alice, "set-info <vCard xmlns='vcard-temp'><FN>Alice</FN><DESC>" SECRET " one</DESC></vCard>");
  answer (alice, "Don't send");
  fence (alice, peer);
  g_assert_false (has_heard (peer, "walrus"));
  guard_person_do (alice, "set-info <vCard xmlns='vcard-temp'><FN>Alice</FN><DESC>" SECRET "</DESC></vCard>");
  answer (alice, "Send masked");
  g_autofree char *masked = guard_peer_wait (peer, "<vCard.*Alice", SOON);
  g_assert_nonnull (masked);
  fence (alice, peer);
  g_assert_false (has_heard (peer, "walrus"));
  guard_person_do (alice, "set-info <vCard xmlns='vcard-temp'><FN>Alice</FN><DESC>" SECRET " two</DESC></vCard>");
  answer (alice, "Send anyway");
  g_autofree char *whole = guard_peer_wait (peer, "<DESC>" SECRET " two</DESC>", SOON);
  g_assert_nonnull (whole);
  leave (alice);
}

/* What cannot wait leaves without its words, and that is said. @wire: what leaves all the same */
static const struct { const char *label, *command, *wire; } xmpp_neutralised[] = {
  { "/kick", "command " DEN " kick carol " SECRET, "<iq[^>]*>.*nick='carol'" },
  { "mood", "stanza <iq type='set' id='m1'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='http://jabber.org/protocol/mood'><item>"
    "<mood xmlns='http://jabber.org/protocol/mood'><happy/><text>" SECRET "</text></mood></item></publish></pubsub></iq>", "<happy/>" },
  { "a presence of another plugin's", "stanza <presence to='boss@corp.example'><show>dnd</show><status>" SECRET "</status></presence>", "<show>dnd</show>" },
  { "/part", "command " DEN " part " SECRET, "<presence[^>]*type='unavailable'" },
};

static void
test_xmpp_neutralised (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  arrive (alice);
  enter_room (alice, peer);
  for (gsize i = 0; i < G_N_ELEMENTS (xmpp_neutralised); i++)
    {
      g_test_message ("%s", xmpp_neutralised[i].label);
      guard_person_do (alice, "%s", xmpp_neutralised[i].command);
      g_autofree char *found = guard_peer_wait (peer, xmpp_neutralised[i].wire, SOON);
      g_assert_nonnull (found);
      guard_person_await (alice, "^(CONV|NOTIFY) .*[Nn]ot sent", SOON);
      fence (alice, peer);
      g_assert_false (has_heard (peer, "walrus"));
    }
  leave (alice);
}

/* Set before the account connects: the login says it by itself. One question; then it is said. */
static void
test_status_at_login (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  teach (alice);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_do (alice, "login-saying " SECRET);
  guard_person_await (alice, "^SIGNED-ON ", SOON);
  fence (alice, peer);
  g_assert_false (has_heard (peer, "walrus"));
  answer (alice, "Send anyway");
  g_autofree char *found = guard_peer_wait (peer, "<status>" SECRET "</status>", SOON);
  g_assert_nonnull (found);
  /* Agreed to once: another presence with the same words asks nothing. */
  guard_person_do (alice, "status dnd " SECRET);
  g_autofree char *again = guard_peer_wait (peer, "<show>dnd</show><status>" SECRET "</status>", SOON);
  g_assert_nonnull (again);
  guard_person_refute (alice, "^REQUEST", 0.3);
  leave (alice);
}

/* Nothing is in it: it waits for the lists at most, and nothing is said of it. */
static void
test_status_without_data (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  teach (alice);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_do (alice, "login-saying gone fishing");
  g_autofree char *found = guard_peer_wait (peer, "<status>gone fishing</status>", SOON);
  g_assert_nonnull (found);
  guard_person_refute (alice, "^(REQUEST|NOTIFY|CONV)", 0.3);
  leave (alice);
}

/* What the table in README says is not looked at. */
static void
test_xmpp_not_guarded (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  arrive (alice);
  guard_person_do (alice, "raw <message to='boss@corp.example'><body>" SECRET "</body></message>");
  g_autofree char *raw = guard_peer_wait (peer, "<body>" SECRET "</body>", SOON);
  g_assert_nonnull (raw);
  guard_person_do (alice, "stanza <iq type='get' id='q1'><query xmlns='x'>" SECRET "</query></iq>");
  g_autofree char *query = guard_peer_wait (peer, "<query xmlns='x'>" SECRET "</query>", SOON);
  g_assert_nonnull (query);
  g_autofree char *avatar = guard_stage_make_file (stage, "avatar.png", "\x89PNG\r\n\x1a\n" SECRET " too", 8 + strlen (SECRET " too"));
  guard_person_do (alice, "avatar %s", avatar);
  g_autofree char *own = guard_peer_wait (peer, "<BINVAL>iVBORw0KGgpwdXJwbGUgd2FscnVzIHRvbw==</BINVAL>", SOON);
  g_assert_nonnull (own);
  guard_person_refute (alice, "^REQUEST", 0.3);
  leave (alice);
}

/* Somebody says that he encrypts, and does not: what he promised for has not left. */
static void
test_broken_promise (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", "<item jid='boss@corp.example' subscription='both'/>");
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  teach (alice);
  guard_person_start (alice);
  guard_person_load_test_plugin (alice, "fake-lurch");
  guard_person_load_guard (alice);
  guard_person_login (alice);
  guard_person_do (alice, "im boss@corp.example " SECRET);
  int id = guard_person_await_id (alice, "^REQUEST (\\d+) action ", SOON); /* nobody has checked the key: said once */
  g_usleep (CAREFUL_MS * 1000);
  guard_person_do (alice, "press %d Send anyway", id);
  guard_person_await (alice, "^CONV boss@corp\\.example .*would have left unencrypted: " SECRET, SOON);
  guard_person_do (alice, "im boss@corp.example harmless");
  guard_person_await (alice, "^CONV boss@corp\\.example .*would have left unencrypted: harmless", SOON);
  fence (alice, peer);
  g_assert_false (has_heard (peer, "walrus"));
  g_assert_false (has_heard (peer, "harmless"));
  leave (alice);
}

/* ---- IRC ---- */

static const struct { const char *label, *command, *wire; } irc_waits[] = {
  { "/msg", "command bob msg bob WORDS", "^PRIVMSG bob :WORDS$" },
  { "/me", "command bob me WORDS", "^PRIVMSG bob :\001ACTION WORDS\001$" },
  { "/notice", "command bob notice bob WORDS", "^NOTICE bob :WORDS$" },
  { "/query", "command bob query carol WORDS", "^PRIVMSG carol :WORDS$" },
  { "/ctcp", "command bob ctcp bob WORDS", "^PRIVMSG bob :\001WORDS\001$" },
  { "/topic", "command #den topic WORDS", "^TOPIC #den :WORDS$" },
  { "/kick", "command #den kick bob WORDS", "^KICK #den bob :WORDS$" },
  { "/away", "command bob away WORDS", "^AWAY :WORDS$" },
  { "/wallops", "command bob wallops WORDS", "^WALLOPS :WORDS$" },
  { "/quote", "command bob quote PRIVMSG bob :WORDS", "^PRIVMSG bob :WORDS$" },
  { "/nickserv", "command bob nickserv WORDS", "^(PRIVMSG )?NICKSERV :?WORDS$" },
  { "/part", "command #den part #den WORDS", "^PART #den :WORDS$" },
  { "status", "status away WORDS", "^AWAY :WORDS$" },
  { "another plugin's message", "serv-send-im bob WORDS", "^PRIVMSG bob :WORDS$" },
};

static gboolean
has_line (GuardIrcEar *ear, const char *words)
{
  g_autofree char *heard = guard_irc_ear_transcript (ear);
  return strstr (heard, words) != NULL;
}

static void
fence_irc (GuardPerson *person, GuardIrcEar *ear)
{
  static guint n_fences;
  g_autofree char *pattern = g_strdup_printf ("^FENCE %u", ++n_fences);
  guard_person_sync (person);
  guard_person_do (person, "raw-line FENCE %u", n_fences);
  g_assert_true (guard_irc_ear_wait (ear, pattern, SOON));
}

static void
test_irc (void)
{
  g_autoptr (GuardIrcEar) ear = guard_irc_ear_start ();
  g_autoptr (GuardPerson) alice = guard_person_new_on_ear (stage, "alice", ear);
  arrive (alice);
  guard_person_do (alice, "join #den");
  g_assert_true (guard_irc_ear_wait (ear, "^JOIN #den", SOON));
  guard_irc_ear_say (ear, ":carol!u@h PRIVMSG #den :welcome");
  guard_person_await (alice, "^CONV #den .*welcome", SOON);
  guard_person_do (alice, "topic #den early words");
  g_assert_true (guard_irc_ear_wait (ear, "^TOPIC #den :early words$", SOON));
  for (gsize i = 0; i < G_N_ELEMENTS (irc_waits); i++)
    {
      g_autofree char *refused = g_strdup_printf (SECRET " %u refused", (guint) i);
      g_autofree char *allowed = g_strdup_printf (SECRET " %u allowed", (guint) i);
      g_autofree char *first = fill (irc_waits[i].command, refused);
      g_autofree char *second = fill (irc_waits[i].command, allowed);
      g_autofree char *wire = fill (irc_waits[i].wire, allowed);
      g_test_message ("%s", irc_waits[i].label);
      guard_person_do (alice, "%s", first);
      answer (alice, "Don't send");
      fence_irc (alice, ear);
      g_assert_false (has_line (ear, refused));
      guard_person_do (alice, "%s", second);
      fence_irc (alice, ear);
      g_assert_false (has_line (ear, allowed));
      answer (alice, "Send anyway");
      g_assert_true (guard_irc_ear_wait (ear, wire, SOON));
    }
  /* A wrong use is answered as without the guard, words without findings go on at once. */
  guard_person_do (alice, "command bob msg bob harmless");
  g_assert_true (guard_irc_ear_wait (ear, "^PRIVMSG bob :harmless$", SOON));
  /* Not looked at: names, and what the protocol says by itself on leaving. */
  guard_person_do (alice, "command bob nick walrus");
  g_assert_true (guard_irc_ear_wait (ear, "^NICK :?walrus", SOON));
  guard_person_refute (alice, "^REQUEST", 0.3);
  guard_person_do (alice, "command bob quit " SECRET);
  answer (alice, "Send anyway");
  g_assert_true (guard_irc_ear_wait (ear, "^QUIT :" SECRET "$", SOON));
  leave (alice);
}

/* ---- without the guard ---- */

/* Everything is given back: afterwards nothing is held, and nothing is ours. */
static void
test_unloaded (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  arrive (alice);
  guard_person_do (alice, "serv-send-im boss@corp.example " SECRET " waits");
  guard_person_await (alice, "^REQUEST ", SOON);
  guard_person_do (alice, "unload-plugin core-purple-guard");
  guard_person_await (alice, "^DONE unload-plugin yes", SOON);
  guard_person_do (alice, "serv-send-im boss@corp.example " SECRET " leaves");
  g_autofree char *found = guard_peer_wait (peer, "<body>" SECRET " leaves</body>", SOON);
  g_assert_nonnull (found);
  g_assert_false (has_heard (peer, "waits"));
  leave (alice);
}

/* What another plugin has put on top of ours stays, and ours below it: in its way no longer, and in its place again when the guard comes back. */
static void
test_below_another (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  arrive (alice);
  guard_person_load_test_plugin (alice, "on-top");
  for (int i = 0; i < 2; i++)
    {
      g_autofree char *words = g_strdup_printf (SECRET " free %d", i);
      guard_person_do (alice, "unload-plugin core-purple-guard");
      guard_person_await (alice, "^DONE unload-plugin yes", SOON);
      guard_person_do (alice, "serv-send-im boss@corp.example %s", words);
      g_autofree char *pattern = g_strdup_printf ("<body>%s</body>", words);
      g_autofree char *found = guard_peer_wait (peer, pattern, SOON);
      g_assert_nonnull (found);
      guard_person_load_guard (alice);
      guard_person_do (alice, "serv-send-im boss@corp.example " SECRET " held");
      answer (alice, "Don't send");
      fence (alice, peer);
      g_assert_false (has_heard (peer, "held"));
    }
  guard_person_refute (alice, "^REQUEST", 0.3);
  leave (alice);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/sending/paths/xmpp-waits", test_xmpp_waits);
  g_test_add_func ("/sending/paths/xmpp-roster-exchange", test_xmpp_roster_exchange);
  g_test_add_func ("/sending/paths/xmpp-profile", test_xmpp_profile);
  g_test_add_func ("/sending/paths/xmpp-neutralised", test_xmpp_neutralised);
  g_test_add_func ("/sending/paths/status-at-login", test_status_at_login);
  g_test_add_func ("/sending/paths/status-without-data", test_status_without_data);
  g_test_add_func ("/sending/paths/xmpp-not-guarded", test_xmpp_not_guarded);
  g_test_add_func ("/sending/paths/broken-promise", test_broken_promise);
  g_test_add_func ("/sending/paths/irc", test_irc);
  g_test_add_func ("/sending/paths/unloaded", test_unloaded);
  g_test_add_func ("/sending/paths/below-another", test_below_another);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

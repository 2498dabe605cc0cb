/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"

/* The stage itself, without the plugin under test: the servers are real and files really pass, by each way. What is proved
 * about the guard elsewhere is worth something only if this works. */

static GuardStage *stage;

/* Sends a file and takes it, as somebody without the guard would. */
static void
pass_file (GuardPerson *sender, GuardPerson *receiver, const char *receiver_address)
{
  g_autofree char *file = guard_stage_make_text (stage, "notes.txt", 300003);
  g_autofree char *saved = guard_person_download (receiver, "saved.txt");
  guard_person_do (sender, "send-file %s %s", receiver_address, file);
  int offer = guard_person_await_id (receiver, "^REQUEST (\\d+) .*(wants to send|accept)", 15);
  guard_person_do (receiver, "press %d Accept", offer);
  int save = guard_person_await_id (receiver, "^REQUEST (\\d+) file .*save=1", 5);
  guard_person_do (receiver, "choose %d %s", save, saved);
  guard_person_await (receiver, "^XFER complete ", 30);
  guard_person_await (receiver, "^XFER destroyed ", 10);
  guard_assert_same_content (saved, file);
}

static void
test_socks5 (void)
{
  g_autoptr (GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_PROSODY, FALSE);
  g_autoptr (GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", 10);
  pass_file (bob, alice, "alice@localhost/desk");
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  g_assert_cmpint (guard_person_quit (bob), ==, 0);
}

static void
test_in_band (void)
{
  g_autoptr (GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_PROSODY, FALSE);
  g_autoptr (GuardPerson) bob = guard_person_new (stage, "bob", GUARD_ON_PROSODY);
  guard_person_start (bob);
  guard_person_load_test_plugin (bob, "in-band-only");
  guard_person_login (bob);
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", 10);
  pass_file (bob, alice, "alice@localhost/desk");
}

/* Mallory is in nobody's list: she needs the full address. */
static void
test_stranger (void)
{
  g_autoptr (GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_PROSODY, FALSE);
  g_autoptr (GuardPerson) mallory = guard_person_arrive (stage, "mallory", GUARD_ON_PROSODY, FALSE);
  pass_file (mallory, alice, "alice@localhost/desk");
}

static void
test_dcc (void)
{
  guard_stage_need_ircd (stage);
  g_autoptr (GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_IRC, FALSE);
  g_autoptr (GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_IRC, FALSE);
  pass_file (bob, alice, "alice");
}

/* The hostile server can offer a file in anybody's name, and cut the line. */
static void
test_peer (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", "<item jid='boss@corp.example' subscription='both' name='Boss'/>");
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  guard_person_start (alice);
  guard_person_login (alice);
  guard_peer_send (peer, "<message type='chat' from='boss@corp.example/x' to='alice@localhost/desk'><body>hello from afar</body></message>");
  guard_person_await (alice, "^CONV boss@corp.example.* hello from afar", 5);
  guard_person_do (alice, "im boss@corp.example who is there");
  g_autofree char *answer = guard_peer_wait (peer, "<body>who is there</body>", 5);
  g_assert_nonnull (answer);
  guard_peer_drop (peer);
  guard_person_await (alice, "^SIGNED-OFF ", 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/servers/xmpp/socks5", test_socks5);
  g_test_add_func ("/servers/xmpp/in-band", test_in_band);
  g_test_add_func ("/servers/xmpp/stranger", test_stranger);
  g_test_add_func ("/servers/irc/dcc", test_dcc);
  g_test_add_func ("/servers/peer", test_peer);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

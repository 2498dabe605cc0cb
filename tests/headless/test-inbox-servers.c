/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"

#include <string.h>

/* Real servers, and strangers who are real clients: a room's members and people of the same XMPP server, and everybody on IRC. */

#define SOON 15.0
#define DEN "den@conference.localhost"

static GuardStage *stage;

static GuardPerson *
alice_arrives (GuardAccountKind kind)
{
  GuardPerson *alice = guard_person_new (stage, "alice", kind);
  guard_person_set_setting (alice, "strangers-inbox", "'on'");
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  return alice;
}

static void
command (GuardPerson *alice, const char *conversation, const char *words)
{
  guard_person_do (alice, "command %s guard inbox %s", conversation, words);
  guard_person_sync (alice);
}

/* The list has, within a while, a line like this. */
static void
await_listed (GuardPerson *alice, const char *conversation, const char *pattern)
{
  gint64 end = g_get_monotonic_time () + (gint64) (SOON * G_USEC_PER_SEC);
  do
    {
      g_autofree char *transcript = NULL;
      command (alice, conversation, "");
      transcript = guard_person_transcript (alice);
      if (g_regex_match_simple (pattern, transcript, G_REGEX_MULTILINE, 0))
        return;
      g_usleep (100 * 1000);
    }
  while (g_get_monotonic_time () < end);
  guard_person_await (alice, pattern, 0.1);
}

static void
test_xmpp (void)
{
  g_autoptr (GuardPerson) mallory = guard_person_arrive (stage, "mallory", GUARD_ON_PROSODY, FALSE);
  g_autoptr (GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr (GuardPerson) alice = alice_arrives (GUARD_ON_PROSODY);
  g_autofree char *file = guard_stage_make_text (stage, "list.txt", 1000);
  g_autofree char *saved = guard_person_download (alice, "list.txt");
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", SOON);
  guard_person_do (bob, "im alice@localhost hello from a contact");
  guard_person_await (alice, "^CONV bob.*hello from a contact", SOON);

  /* libpurple offers nothing to somebody whom it has written to and whose client it does not see. */
  guard_person_do (mallory, "send-file alice@localhost/desk %s", file);
  await_listed (alice, "bob@localhost", "^CONV bob.*mallory@localhost, since .*1 file");
  guard_person_do (mallory, "im alice@localhost hello from a stranger");
  guard_person_do (mallory, "add-buddy alice@localhost Alice");
  await_listed (alice, "bob@localhost", "^CONV bob.*mallory@localhost, since .*1 message, 1 request to add you, 1 file");
  guard_person_refute (alice, "^CONV mallory|^REQUEST|^AUTHORIZE", 0);
  guard_person_refute (mallory, "^CONV alice|^BUDDY alice|^XFER send-cancelled", 0);

  /* A member of a room is a stranger even where the person is a contact. */
  guard_person_do (bob, "join " DEN "/Bobby");
  guard_person_await (bob, "^CONV " DEN " .*topic is", SOON);
  guard_person_do (alice, "join " DEN "/alice");
  guard_person_await (bob, "^CONV " DEN " .*alice .*entered the room", SOON);
  guard_person_do (bob, "im " DEN "/alice psst");
  await_listed (alice, "bob@localhost", "^CONV bob.*" DEN "/Bobby.*, since .*1 message. “psst");
  guard_person_refute (alice, "^CONV " DEN "/Bobby", 0);

  command (alice, "bob@localhost", "let-in mallory@localhost");
  guard_person_await (alice, "^CONV mallory@localhost.*hello from a stranger", SOON);
  guard_person_await (mallory, "^BUDDY alice@localhost signed-on", SOON);
  guard_person_accept_offer (alice, guard_person_await_offer (alice, "list.txt"), saved);
  guard_person_await (alice, "nothing known found", 60);
  guard_assert_same_content (saved, file);
  command (alice, "bob@localhost", "let-in " DEN "/Bobby");
  guard_person_await (alice, "^CONV " DEN "/Bobby .*psst", SOON);
  guard_person_do (bob, "im " DEN "/alice once more");
  guard_person_await (alice, "^CONV " DEN "/Bobby .*once more", SOON);
  guard_person_refute (alice, "^MISUSE (?!no room)", 0);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

static void
test_irc (void)
{
  g_autoptr (GuardPerson) mallory = NULL;
  g_autoptr (GuardPerson) bob = NULL;
  g_autoptr (GuardPerson) alice = NULL;
  g_autofree char *file = guard_stage_make_text (stage, "irc.txt", 1000);
  guard_stage_need_ircd (stage);
  mallory = guard_person_arrive (stage, "mallory", GUARD_ON_IRC, FALSE);
  bob = guard_person_arrive (stage, "bob", GUARD_ON_IRC, FALSE);
  alice = alice_arrives (GUARD_ON_IRC);
  guard_person_do (alice, "im bob I write first");
  guard_person_await (bob, "^CONV alice.*I write first", SOON);
  guard_person_do (bob, "im alice and I answer");
  guard_person_await (alice, "^CONV bob.*and I answer", SOON);

  guard_person_do (mallory, "im alice one");
  guard_person_do (mallory, "raw-line NOTICE alice :two");
  guard_person_do (mallory, "raw-line PRIVMSG alice :\001FINGER\001");
  guard_person_do (mallory, "send-file alice %s", file);
  await_listed (alice, "bob", "^CONV bob.*mallory, since .*3 messages, 1 file\\. “one");
  guard_person_refute (alice, "^CONV mallory|^REQUEST", 0);
  guard_person_do (mallory, "join #den");
  guard_person_do (mallory, "raw-line INVITE alice #den");
  await_listed (alice, "bob", "^CONV bob.*mallory, since .*3 messages, 1 invitation, 1 file\\. “one");
  command (alice, "bob", "let-in Mallory");
  guard_person_await (alice, "^CONV mallory.* one", SOON);
  guard_person_await (alice, "^CONV mallory.*two", SOON);
  guard_person_await (alice, "^REQUEST .*irc.txt", SOON);
  guard_person_await (alice, "^REQUEST .*You are invited to the room #den", SOON);
  guard_person_do (mallory, "im alice three");
  guard_person_await (alice, "^CONV mallory.* three", SOON);

  /* A name proves nothing: next time it is a stranger's again. */
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  guard_person_do (alice, "im bob I write first again");
  guard_person_do (mallory, "im alice four");
  await_listed (alice, "bob", "^CONV bob.*mallory, since .*1 message\\. “four");
  guard_person_refute (alice, "^CONV mallory", 0);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/inbox/servers/xmpp", test_xmpp);
  g_test_add_func ("/inbox/servers/irc", test_irc);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

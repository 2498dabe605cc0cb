/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desk.h"
#include "strangers-desk.h"

#include <string.h>

/* Real Finch: strangers wait in one quiet inbox, a call is asked about, and a login without encryption stops at a question. */

#define SOON 15.0
#define QUIET_US (900 * 1000) /* in the first moment a press counts for nothing */

static GuardStage *stage;

static void
await_gone (GuardFinch *finch, const char *text)
{
  const gint64 end_us = g_get_monotonic_time () + (gint64) (SOON * G_USEC_PER_SEC);

  while (guard_finch_shows (finch, text) && g_get_monotonic_time () < end_us)
    g_usleep (G_USEC_PER_SEC / 20);
  g_assert_false (guard_finch_shows (finch, text));
}

/* From the list of contacts: its first line is the group. */
static void
open_conversation (GuardFinch *finch)
{
  guard_finch_await (finch, "bob@localhost", SOON);
  guard_finch_key (finch, "C-n");
  guard_finch_key (finch, "Enter");
  guard_finch_await (finch, "┤bob@localhost (alice@localhost", SOON);
}

/* Finch opens a new window behind the one that has the keys. */
static void
go_to (GuardFinch *finch, const char *window)
{
  guard_finch_await (finch, window, SOON);
  guard_finch_key (finch, "M-n");
  g_usleep (QUIET_US);
}

static void
test_inbox (void)
{
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) mallory = guard_person_arrive (stage, "mallory", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autoptr(GuardFinch) finch = NULL;

  guard_person_set_setting (alice, "strangers-inbox", "'on'");
  finch = guard_finch_start (stage, alice);
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", SOON);
  open_conversation (finch);
  guard_person_do (mallory, "im alice@localhost Hello, you do not know me.");
  /* Where she looks, and nothing else. */
  guard_finch_await (finch, "A person whom you do not know waits.", SOON);
  guard_finch_take_picture (finch, "finch-strangers-quiet");
  g_assert_false (guard_finch_shows (finch, "mallory"));

  guard_finch_type (finch, "/guard inbox show");
  guard_finch_key (finch, "Enter");
  guard_finch_await (finch, "These people, whom you do not know, wait.", SOON);
  guard_finch_take_picture (finch, "finch-strangers-list");
  guard_finch_await (finch, "│mallory@localhost", SOON);
  guard_finch_key (finch, "Tab");
  guard_finch_key (finch, "Enter");
  guard_finch_await (finch, "mallory@localhost, whom you do not know, waits.", SOON);
  guard_finch_take_picture (finch, "finch-strangers-one");
  g_usleep (QUIET_US);
  guard_finch_key (finch, "Tab");
  guard_finch_key (finch, "Enter");
  go_to (finch, "mallory@localhost/desk (alice");
  guard_finch_await (finch, "Hello, you do not know me.", SOON);
  guard_finch_take_picture (finch, "finch-strangers-in");
}

static void
test_call (void)
{
  g_autoptr(GuardPeer) peer = guard_peer_start ("alice@localhost/desk", STRANGERS_ROSTER);
  const GuardDeskServer server = { "127.0.0.1", guard_peer_get_port (peer), "opportunistic_tls" };
  g_autoptr(GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  g_autoptr(GuardFinch) finch = NULL;
  g_autofree char *refused = NULL;

  strangers_meet_bob (alice);
  finch = guard_finch_start_at (stage, alice, &server);
  guard_peer_send (peer, STRANGERS_CALL);
  go_to (finch, "Incoming call");
  guard_finch_await (finch, "bob@localhost calls you.", SOON);
  guard_finch_take_picture (finch, "finch-strangers-call");
  /* Its first button refuses. */
  guard_finch_key (finch, "Enter");
  refused = guard_peer_wait (peer, "session-terminate", SOON);
  g_assert_nonnull (refused);
  await_gone (finch, "Incoming call");
}

static void
test_login (void)
{
  g_autoptr(GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  /* another spelling of this computer's address: a server here would be no matter */
  const GuardDeskServer server = { "127.1", guard_peer_get_port (peer), "opportunistic_tls" };
  g_autoptr(GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  g_autoptr(GuardFinch) finch = guard_finch_start_at (stage, alice, &server);
  g_autofree char *heard = NULL;

  go_to (finch, "Login without encryption");
  guard_finch_await (finch, "Account alice@localhost/desk would log in to 127.1 without encryption.", SOON);
  guard_finch_await (finch, "│ Stay offline │ │ Require encryption │ │ Connect this once │", SOON);
  guard_finch_take_picture (finch, "finch-strangers-login");
  guard_finch_key (finch, "M-c");
  await_gone (finch, "Login without encryption");
  heard = guard_peer_dup_heard (peer);
  g_assert_nonnull (strstr (heard, "<stream:stream"));
  g_assert_null (strstr (heard, "<auth"));
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/clients/finch/strangers/inbox", test_inbox);
  g_test_add_func ("/clients/finch/strangers/call", test_call);
  g_test_add_func ("/clients/finch/strangers/login", test_login);
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

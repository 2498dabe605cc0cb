/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desk.h"
#include "strangers-desk.h"

#include <string.h>

/* Real Pidgin: strangers wait in one quiet inbox, a call is asked about before Pidgin hears of it, and a login without encryption stops at a question. */

#define QUIET_US (900 * 1000) /* in the first moment a press counts for nothing */
#define STRANGERS "^Strangers$"

static GuardStage *stage;

static void
press (GuardPidgin *pidgin, const char *window, const char *key)
{
  guard_pidgin_await_window (pidgin, window, 10);
  g_usleep (QUIET_US);
  guard_pidgin_key (pidgin, key);
}

/* ---- The inbox ---- */

static void
test_inbox (void)
{
  g_autoptr(GuardPerson) mallory = guard_person_arrive (stage, "mallory", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autoptr(GuardPidgin) pidgin = NULL;

  guard_person_set_setting (alice, "strangers-inbox", "'on'");
  pidgin = guard_pidgin_start (stage, alice);
  guard_person_do (mallory, "im alice@localhost Hello, you do not know me: https://www.debian.org/");
  guard_person_do (mallory, "im alice@localhost Are you there?");
  strangers_await_entries (alice, "stranger-waiting", 1, 20);
  g_usleep (G_USEC_PER_SEC);
  guard_pidgin_take_picture (pidgin, "pidgin-strangers-quiet");
  g_assert_false (guard_pidgin_has_window (pidgin, "mallory"));
  g_assert_false (guard_pidgin_has_window (pidgin, STRANGERS));

  guard_pidgin_click (pidgin, "^Buddy List$", 0.5, 0.12, 1);
  guard_pidgin_await_window (pidgin, STRANGERS, 10);
  guard_pidgin_take_picture (pidgin, "pidgin-strangers-list");
  press (pidgin, STRANGERS, "alt+d");
  g_usleep (G_USEC_PER_SEC);
  guard_pidgin_take_picture (pidgin, "pidgin-strangers-one");
  press (pidgin, STRANGERS, "alt+i");
  guard_pidgin_await_window (pidgin, "mallory@localhost", 10);
  guard_pidgin_take_picture (pidgin, "pidgin-strangers-in");
}

/* ---- A call ---- */

static void
test_call (void)
{
  g_autoptr(GuardPeer) peer = guard_peer_start ("alice@localhost/desk", STRANGERS_ROSTER);
  const GuardDeskServer server = { "127.0.0.1", guard_peer_get_port (peer), "opportunistic_tls" };
  g_autoptr(GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  g_autoptr(GuardPidgin) pidgin = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *heard = NULL;

  strangers_meet_bob (alice);
  pidgin = guard_pidgin_start_at (stage, alice, &server);
  guard_peer_send (peer, STRANGERS_CALL);
  guard_pidgin_await_window (pidgin, "^Incoming call$", 15);
  g_usleep (G_USEC_PER_SEC);
  guard_pidgin_take_picture (pidgin, "pidgin-strangers-call");
  /* Neither Pidgin's own window for calls nor its question, which has the same title as ours. */
  g_assert_cmpuint (guard_pidgin_count_windows (pidgin, "bob@localhost"), ==, 0);
  g_assert_cmpuint (guard_pidgin_count_windows (pidgin, "^Incoming call$"), ==, 1);
  press (pidgin, "^Incoming call$", "Escape");
  refused = guard_peer_wait (peer, "session-terminate", 10);
  g_assert_nonnull (refused);
  heard = guard_peer_dup_heard (peer);
  g_assert_null (strstr (heard, "candidate"));
}

/* ---- A login without encryption ---- */

static void
test_login (void)
{
  g_autoptr(GuardPeer) peer = guard_peer_start ("alice@localhost/desk", NULL);
  /* another spelling of this computer's address: a server here would be no matter */
  const GuardDeskServer server = { "127.1", guard_peer_get_port (peer), "opportunistic_tls" };
  g_autoptr(GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  g_autoptr(GuardPidgin) pidgin = guard_pidgin_start_at (stage, alice, &server);
  g_autofree char *heard = NULL;

  guard_pidgin_await_window (pidgin, "^Login without encryption$", 15);
  guard_pidgin_take_picture (pidgin, "pidgin-strangers-login");
  press (pidgin, "^Login without encryption$", "alt+s");
  guard_pidgin_await_no_window (pidgin, "^Login without encryption$", 5);
  g_usleep (G_USEC_PER_SEC);
  guard_pidgin_take_picture (pidgin, "pidgin-strangers-offline");
  heard = guard_peer_dup_heard (peer);
  g_assert_nonnull (strstr (heard, "<stream:stream"));
  g_assert_null (strstr (heard, "<auth"));
  g_assert_null (strstr (heard, "alice"));
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/clients/pidgin/strangers/inbox", test_inbox);
  g_test_add_func ("/clients/pidgin/strangers/call", test_call);
  g_test_add_func ("/clients/pidgin/strangers/login", test_login);
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desk.h"

/* Real Pidgin in a window: an offer asked, accepted, released; an infected one kept back; Escape refuses; what cannot be scanned
 * is opened by typing the sender's address. */

static GuardStage *stage;

static GuardPidgin *
arrive (GuardPerson *alice, GuardPerson *bob)
{
  GuardPidgin *pidgin = guard_pidgin_start (stage, alice);

  guard_person_await (bob, "^BUDDY alice@localhost signed-on", 30);
  return pidgin;
}

/* The save dialog has name and folder already. */
static void
accept (GuardPidgin *pidgin)
{
  guard_pidgin_key (pidgin, "alt+a");
  guard_pidgin_await_window (pidgin, "^Where should the file appear", 10);
  guard_pidgin_key (pidgin, "Return");
}

static void
test_release (void)
{
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autofree char *file = guard_stage_make_text (stage, "holiday-plan.txt", 20000);
  g_autofree char *place = guard_person_download (alice, "holiday-plan.txt");
  g_autoptr(GuardPidgin) pidgin = arrive (alice, bob);

  guard_person_do (bob, "im alice@localhost Here is the plan.");
  guard_pidgin_await_window (pidgin, "bob@localhost", 20);
  guard_person_do (bob, "send-file alice@localhost/desk %s", file);
  guard_pidgin_await_window (pidgin, "^File offer$", 20);
  guard_pidgin_take_picture (pidgin, "pidgin-offer");
  accept (pidgin);
  guard_await_file (place, TRUE, 60);
  guard_assert_same_content (place, file);
  guard_pidgin_await_window (pidgin, "bob@localhost", 5);
  guard_pidgin_take_picture (pidgin, "pidgin-released");
}

static void
test_infected (void)
{
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autofree char *file = guard_stage_make_infected (stage, "invoice.txt");
  g_autofree char *place = guard_person_download (alice, "invoice.txt");
  g_autoptr(GuardPidgin) pidgin = arrive (alice, bob);

  guard_person_do (bob, "send-file alice@localhost/desk %s", file);
  guard_pidgin_await_window (pidgin, "^File offer$", 20);
  accept (pidgin);
  guard_pidgin_await_window (pidgin, "^Infected file$", 60);
  guard_pidgin_take_picture (pidgin, "pidgin-infected");
  guard_assert_absent (place);
  guard_person_await_held (alice, 1, 5);
}

/* Escape closes a question; libpurple calls no callback then. The sender must hear of it all the same. */
static void
test_closed (void)
{
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autofree char *file = guard_stage_make_text (stage, "unwanted.txt", 2000);
  g_autoptr(GuardPidgin) pidgin = arrive (alice, bob);

  guard_person_do (bob, "send-file alice@localhost/desk %s", file);
  guard_pidgin_await_window (pidgin, "^File offer$", 20);
  guard_pidgin_key (pidgin, "Escape");
  guard_person_await (bob, "^XFER destroyed ", 20);
  guard_pidgin_await_no_window (pidgin, "^File offer$", 5);
  guard_person_await_held (alice, 0, 5);
}

/* What cannot be scanned is opened only by typing the sender's address. */
static void
test_open_anyway (void)
{
  /* the first half of a gzip header and nothing behind it: a container that cannot be read to its end */
  static const char cut[] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" "cut off here";
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autofree char *file = guard_stage_make_file (stage, "notes.gz", cut, sizeof cut - 1);
  g_autofree char *place = guard_person_download (alice, "notes.gz");
  g_autoptr(GuardPidgin) pidgin = arrive (alice, bob);

  guard_person_do (bob, "send-file alice@localhost/desk %s", file);
  guard_pidgin_await_window (pidgin, "^File offer$", 20);
  accept (pidgin);
  guard_pidgin_await_window (pidgin, "^File held back$", 60);
  guard_pidgin_take_picture (pidgin, "pidgin-held");
  guard_assert_absent (place);
  guard_pidgin_key (pidgin, "alt+o");
  guard_pidgin_await_window (pidgin, "^Open anyway$", 10);
  guard_pidgin_type (pidgin, "mallory@localhost");
  guard_pidgin_key (pidgin, "Return");
  guard_pidgin_await_window (pidgin, "^Open anyway$", 10);
  guard_assert_absent (place);
  guard_pidgin_type (pidgin, "bob@localhost");
  guard_pidgin_take_picture (pidgin, "pidgin-open-anyway");
  guard_pidgin_key (pidgin, "Return");
  guard_await_file (place, TRUE, 20);
  guard_assert_same_content (place, file);
}

/* One row in the list of plugins. For whoever looks at the picture. */
static void
test_plugin_list (void)
{
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autoptr(GuardPidgin) pidgin = arrive (alice, bob);

  guard_pidgin_await_window (pidgin, "^Buddy List$", 10);
  guard_pidgin_key (pidgin, "ctrl+u");
  guard_pidgin_await_window (pidgin, "^Plugins$", 10);
  guard_pidgin_type (pidgin, "purple-g"); /* the list searches as one types */
  guard_pidgin_take_picture (pidgin, "pidgin-plugins");
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/clients/pidgin/release", test_release);
  g_test_add_func ("/clients/pidgin/infected", test_infected);
  g_test_add_func ("/clients/pidgin/closed", test_closed);
  g_test_add_func ("/clients/pidgin/open-anyway", test_open_anyway);
  g_test_add_func ("/clients/pidgin/plugin-list", test_plugin_list);
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

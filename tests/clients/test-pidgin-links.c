/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desk.h"

#include <string.h>

/* Real Pidgin and a browser that writes down what it is told to open: the plain link of a contact opens, that of a stranger is asked about
 * first, by whichever way of clicking it is opened. The messages are one long link, so that it lies wherever one clicks. */

#define QUESTION "Open this link"
#define QUIET_US (900 * 1000) /* in the first moment a press counts for nothing */

static GuardStage *stage;

/* Wraps over many lines. Returns: (transfer full) */
static char *
dup_long_address (const char *host, guint n_letters)
{
  g_autofree char *letters = g_strnfill (n_letters, 'a');

  return g_strdup_printf ("https://%s/%s", host, letters);
}

static GuardPidgin *
arrive (GuardPerson *alice, GuardPerson *bob)
{
  GuardPidgin *pidgin = guard_pidgin_start (stage, alice);

  guard_person_await (bob, "^BUDDY alice@localhost signed-on", 30);
  return pidgin;
}

/* Into the middle of what was said. */
static void
click_message (GuardPidgin *pidgin, const char *window, int button)
{
  guard_pidgin_await_window (pidgin, window, 20);
  guard_pidgin_click (pidgin, window, 0.4, 0.3, button);
}

static void
assert_browsed (GuardPerson *alice, guint n)
{
  g_autofree char *text = guard_desk_dup_browsed (alice);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  g_test_message ("the browser was told: %s", text);
  g_assert_cmpuint (g_strv_length (lines), ==, n > 0 ? n + 1 : 0);
}

static void
test_contact (GuardPidgin *pidgin, GuardPerson *alice, GuardPerson *bob)
{
  g_autofree char *address = dup_long_address ("www.debian.org", 600);

  guard_person_do (bob, "im alice@localhost %s", address);
  click_message (pidgin, "bob@localhost", 1);
  guard_pidgin_take_picture (pidgin, "pidgin-link-contact");
  guard_desk_await_browsed (alice, address, 1, 10);
  g_assert_false (guard_pidgin_has_window (pidgin, QUESTION));
  guard_pidgin_key (pidgin, "ctrl+w");
}

static void
test_stranger (GuardPidgin *pidgin, GuardPerson *alice, GuardPerson *mallory)
{
  g_autofree char *address = dup_long_address ("news.example.org", 600);

  guard_person_do (mallory, "im alice@localhost %s", address);
  click_message (pidgin, "mallory@localhost", 1);
  guard_pidgin_await_window (pidgin, QUESTION, 10);
  guard_pidgin_take_picture (pidgin, "pidgin-link-stranger");
  g_usleep (QUIET_US);
  guard_pidgin_key (pidgin, "Escape");
  guard_pidgin_await_no_window (pidgin, QUESTION, 5);
  assert_browsed (alice, 1);
  /* The safe answer is the one that Return gives. */
  click_message (pidgin, "mallory@localhost", 1);
  guard_pidgin_await_window (pidgin, QUESTION, 10);
  g_usleep (QUIET_US);
  guard_pidgin_key (pidgin, "Return");
  guard_pidgin_await_no_window (pidgin, QUESTION, 5);
  assert_browsed (alice, 1);
  /* The menu of the right button, and then the answer that opens. */
  click_message (pidgin, "mallory@localhost", 3);
  guard_pidgin_take_picture (pidgin, "pidgin-link-menu");
  guard_pidgin_key (pidgin, "Down");
  guard_pidgin_key (pidgin, "Return");
  guard_pidgin_await_window (pidgin, QUESTION, 10);
  g_usleep (QUIET_US);
  guard_pidgin_key (pidgin, "alt+o");
  guard_desk_await_browsed (alice, address, 2, 10);
  guard_pidgin_await_window (pidgin, "mallory@localhost", 5);
  guard_pidgin_key (pidgin, "ctrl+w");
}

/* A profile is written by the person it is about, and shown in a window of its own. */
static void
test_profile (GuardPidgin *pidgin, GuardPerson *alice, GuardPerson *mallory)
{
  g_autofree char *address = dup_long_address ("profile.example.org", 3000);

  guard_person_do (mallory, "raw <iq type='set' id='vcard1'><vCard xmlns='vcard-temp'><FN>%s</FN></vCard></iq>", address);
  guard_person_sync (mallory);
  guard_person_do (mallory, "im alice@localhost hello");
  guard_pidgin_await_window (pidgin, "mallory@localhost", 20);
  guard_pidgin_key (pidgin, "ctrl+o");
  guard_pidgin_await_window (pidgin, "^Buddy Information$", 20);
  guard_pidgin_take_picture (pidgin, "pidgin-link-profile");
  guard_pidgin_click (pidgin, "^Buddy Information$", 0.5, 0.6, 1);
  guard_pidgin_await_window (pidgin, QUESTION, 10);
  guard_pidgin_key (pidgin, "Escape");
  guard_pidgin_await_no_window (pidgin, QUESTION, 5);
  assert_browsed (alice, 2);
  /* A conversation that is open would take the next one in as a tab. */
  guard_pidgin_await_window (pidgin, "^Buddy Information$", 5);
  guard_pidgin_key (pidgin, "Escape");
  guard_pidgin_await_window (pidgin, "mallory@localhost", 5);
  guard_pidgin_key (pidgin, "ctrl+w");
}

/* A deceptive link: the line below it, and a question that wants the name of the site typed. */
static void
test_deceptive (GuardPidgin *pidgin, GuardPerson *alice, GuardPerson *bob)
{
  g_autofree char *letters = g_strnfill (900, 'a');

  guard_person_do (bob, "im-html alice@localhost <a href=\"https://evil.example/x\">https://www.paypal.com/%s</a>", letters);
  click_message (pidgin, "bob@localhost", 1);
  guard_pidgin_await_window (pidgin, QUESTION, 10);
  guard_pidgin_take_picture (pidgin, "pidgin-link-deceptive");
  g_usleep (QUIET_US);
  guard_pidgin_key (pidgin, "alt+o");
  guard_pidgin_await_window (pidgin, "^Open anyway$", 10);
  guard_pidgin_type (pidgin, "www.paypal.com");
  guard_pidgin_key (pidgin, "Return");
  guard_pidgin_await_window (pidgin, "^Open anyway$", 10);
  assert_browsed (alice, 2);
  guard_pidgin_type (pidgin, "evil.example");
  guard_pidgin_take_picture (pidgin, "pidgin-link-anyway");
  guard_pidgin_key (pidgin, "Return");
  guard_desk_await_browsed (alice, "https://evil.example/x", 3, 10);
}

/* One client for all: it takes longer to start than to click. */
static void
test_links (void)
{
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) mallory = guard_person_arrive (stage, "mallory", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autoptr(GuardPidgin) pidgin = arrive (alice, bob);

  test_contact (pidgin, alice, bob);
  test_stranger (pidgin, alice, mallory);
  test_profile (pidgin, alice, mallory);
  test_deceptive (pidgin, alice, bob);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/clients/pidgin/links", test_links);
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

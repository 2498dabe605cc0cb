/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desk.h"

/* Finch opens no links itself: the terminal does. There the line below the message is what a person has. */

static GuardStage *stage;

static void
test_line (void)
{
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autoptr(GuardFinch) finch = guard_finch_start (stage, alice);

  guard_person_await (bob, "^BUDDY alice@localhost signed-on", 20);
  guard_person_do (bob, "im alice@localhost https://www.debian.org/News/");
  guard_finch_await (finch, "www.debian.org/News/", 20);
  g_assert_false (guard_finch_shows (finch, "rd: "));
  guard_person_do (bob, "im-html alice@localhost <b>Your account</b>: <a href=\"https://evil.example/login\">https://www.paypal.com/</a>");
  /* The list of contacts lies on the left edge of the conversation. */
  guard_finch_await (finch, "Your account", 20);
  guard_finch_await (finch, "rd: Careful with the link", 5);
  guard_finch_await (finch, "evil.example", 5);
  guard_finch_take_picture (finch, "finch-link");
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/clients/finch/links", test_line);
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

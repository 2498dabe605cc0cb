/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desk.h"
#include "headless/sending-story.h"

/* Real Pidgin: what is held comes back into the box in which it was typed. */

#define QUESTION "^Not sent yet$"
#define QUIET_US (900 * 1000) /* in the first moment a press counts for nothing */

static GuardStage *stage;

static void
say (GuardPidgin *pidgin, const char *text)
{
  guard_pidgin_await_window (pidgin, "bob@localhost", 10);
  guard_pidgin_type (pidgin, text);
  guard_pidgin_key (pidgin, "Return");
}

static void
answer (GuardPidgin *pidgin, const char *key)
{
  guard_pidgin_await_window (pidgin, QUESTION, 10);
  g_usleep (QUIET_US);
  guard_pidgin_key (pidgin, key);
  guard_pidgin_await_no_window (pidgin, QUESTION, 5);
}

static void
test_edit (void)
{
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autoptr(GuardPidgin) pidgin = NULL;

  sending_story_write_rules (alice);
  pidgin = guard_pidgin_start (stage, alice);
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", 30);
  guard_person_do (bob, "im alice@localhost hello");

  say (pidgin, "card one " SENDING_CARD);
  guard_pidgin_await_window (pidgin, QUESTION, 10);
  guard_pidgin_take_picture (pidgin, "pidgin-sending");
  answer (pidgin, "Escape");
  /* Edited where it was typed. */
  say (pidgin, "card two " SENDING_CARD);
  answer (pidgin, "alt+e");
  guard_pidgin_await_window (pidgin, "bob@localhost", 10);
  guard_pidgin_take_picture (pidgin, "pidgin-sending-edit");
  for (guint i = 0; i < 9; i++)
    guard_pidgin_key (pidgin, "BackSpace");
  say (pidgin, "and so on");
  guard_person_await (bob, "card two 4111 1111 and so on", 10);
  /* What was not sent is given back to be changed. */
  say (pidgin, "/guard unsent");
  for (guint i = 0; i < 9; i++)
    guard_pidgin_key (pidgin, "BackSpace");
  say (pidgin, "again");
  guard_person_await (bob, "card one 4111 1111 again", 10);
  guard_pidgin_take_picture (pidgin, "pidgin-sending-unsent");
  guard_person_refute (bob, SENDING_CARD, 0);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/clients/pidgin/sending", test_edit);
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

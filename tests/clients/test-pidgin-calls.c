/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desk.h"
#include "headless/calls-story.h"

/* Real Pidgin: bob calls, the guard asks, and only a yes opens Pidgin's own window, which asks nothing any more. */

#define QUESTION "^Incoming call$" /* Pidgin's own is called "Incoming Call", and case does not count here */
#define QUIET_US (900 * 1000) /* in the first moment a press counts for nothing */

static GuardStage *stage;

static void
call (GuardPerson *bob, const char *kind)
{
  for (guint i = 0; i < 100; i++)
    {
      guard_person_do (bob, "call alice@localhost %s", kind);
      g_autofree char *answer = guard_person_expect (bob, "^DONE call ", 10);
      if (g_str_has_suffix (answer, "yes"))
        return;
      g_usleep (100 * 1000);
    }
  g_error ("bob cannot call");
}

static void
test_call (void)
{
  g_autofree char *tone = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tests", "headless", ".libs", "tone.so", NULL);
  const char *const plugins[] = { guard_desk_get_plugin (), tone, NULL };
  g_autoptr (GuardPerson) bob = guard_person_new (stage, "bob", GUARD_ON_PROSODY);
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  calls_story_choose_plugins (stage, bob);
  calls_story_choose_plugins (stage, NULL);
  guard_person_start (bob);
  guard_person_do (bob, "media");
  guard_person_login (bob);
  g_autoptr (GuardPidgin) pidgin = guard_pidgin_start_with (stage, alice, plugins);
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", 30);
  guard_person_do (bob, "im alice@localhost hello");
  guard_pidgin_await_window (pidgin, "bob@localhost", 10);
  guard_pidgin_type (pidgin, "hello");
  guard_pidgin_key (pidgin, "Return");
  guard_person_await (bob, "^CONV alice@localhost.*hello", 10);

  call (bob, "voice");
  guard_pidgin_await_window (pidgin, QUESTION, 10);
  g_usleep (QUIET_US);
  guard_pidgin_take_picture (pidgin, "pidgin-call");
  guard_person_refute (bob, "^MEDIA (accept|connected)", 0);
  guard_pidgin_key (pidgin, "alt+t");
  guard_pidgin_await_no_window (pidgin, QUESTION, 5);
  guard_person_await (bob, "^MEDIA connected ", 20);
  guard_person_await (bob, "^MEDIA heard alice@localhost", 20);
  g_usleep (QUIET_US); /* Pidgin asks after half a second */
  guard_pidgin_take_picture (pidgin, "pidgin-call-taken");
  g_assert_false (guard_pidgin_has_window (pidgin, QUESTION));

  guard_person_do (bob, "hang-up");
  call (bob, "both");
  guard_pidgin_await_window (pidgin, QUESTION, 10);
  g_usleep (QUIET_US);
  guard_pidgin_take_picture (pidgin, "pidgin-call-video");
  guard_pidgin_key (pidgin, "Escape");
  guard_pidgin_await_no_window (pidgin, QUESTION, 5);
  guard_person_await (bob, "^MEDIA end - -", 10);
  guard_pidgin_take_picture (pidgin, "pidgin-call-refused");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!calls_story_make_network ())
    {
      g_print ("1..0 # SKIP no network of its own can be made here\n");
      return 0;
    }
  stage = guard_stage_new ();
  g_test_add_func ("/clients/pidgin/calls", test_call);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

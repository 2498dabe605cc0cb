/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "calls-story.h"

/* A real call between two real clients, in a network of its own: clients do not call each other over loopback, and each datagram that anybody sends there is
 * counted. bob calls, alice is guarded. */

#define SOON 20.0
#define BOB "bob@localhost/[^ ]*"

static GuardStage *stage;

static GuardPerson *
arrive (const char *name, gboolean is_guarded)
{
  GuardPerson *person = guard_person_new (stage, name, GUARD_ON_PROSODY);
  calls_story_choose_plugins (stage, person);
  guard_person_start (person);
  guard_person_do (person, "media");
  if (is_guarded)
    guard_person_load_guard (person);
  guard_person_login (person);
  return person;
}

/* What the other client can do is known a moment after it has come. */
static void
call (GuardPerson *person, const char *other, const char *kind)
{
  for (guint i = 0; i < 100; i++)
    {
      guard_person_do (person, "call %s@localhost %s", other, kind);
      g_autofree char *answer = guard_person_expect (person, "^DONE call ", SOON);
      if (g_str_has_suffix (answer, "yes"))
        return;
      g_usleep (50 * 1000);
    }
  g_error ("%s cannot call", guard_person_get_name (person));
}

static int
await_question (GuardPerson *alice, const char *words)
{
  g_autofree char *pattern = g_strdup_printf ("^REQUEST ([0-9]+) action title=\"Incoming call\" primary=\"bob@localhost calls you%s", words);
  return guard_person_await_id (alice, pattern, SOON);
}

static void
await_connected (GuardPerson *person, const char *other)
{
  g_autofree char *connected = g_strdup_printf ("^MEDIA connected [^ ]+ %s@localhost/", other);
  g_autofree char *heard = g_strdup_printf ("^MEDIA heard %s@localhost/", other);
  guard_person_await (person, connected, SOON);
  guard_person_await (person, heard, SOON);
}

static void
test_call (void)
{
  g_autoptr (GuardPerson) alice = arrive ("alice", TRUE);
  g_autoptr (GuardPerson) bob = arrive ("bob", FALSE);
  guard_person_await (alice, "^BUDDY bob@localhost signed-on", SOON);
  guard_person_do (alice, "im bob@localhost hello");
  guard_person_await (bob, "^CONV alice@localhost", SOON);

  call (bob, "alice", "voice");
  int question = await_question (alice, "\\.");
  guard_person_refute (bob, "^MEDIA (accept|connected|end)", 1.0);
  guard_person_refute (alice, "^MEDIA ", 0);
  /* Without a socket nothing can have left; what there is of datagrams is bob's, who looks for his own addresses. */
  guard_person_do (alice, "medias");
  guard_person_await (alice, "^MEDIAS alive=0 udp=0", SOON);
  guint64 n_before = calls_story_count_datagrams ();

  guard_person_do (alice, "press %d Take the call", question);
  guard_person_await (alice, "^MEDIA begun " BOB " in", SOON);
  guard_person_await (bob, "^MEDIA accept [^ ]+ alice@localhost/[^ ]* there", SOON);
  await_connected (alice, "bob");
  await_connected (bob, "alice");
  guard_person_refute (alice, "^MEDIA asks", 0);
  /* And it goes on: in each direction. */
  guint64 n_after = calls_story_count_datagrams ();
  for (guint i = 0; i < 100 && calls_story_count_datagrams () < n_after + 100; i++)
    g_usleep (50 * 1000);
  g_assert_cmpuint (calls_story_count_datagrams (), >=, n_after + 100);
  g_test_message ("%" G_GUINT64_FORMAT " datagrams before the answer (none of them hers), %" G_GUINT64_FORMAT " more until both heard the other", n_before, n_after - n_before);

  guard_person_forget (alice);
  /* A camera on top of it: asked again, and the running call goes on. */
  call (bob, "alice", "video");
  question = await_question (alice, ", with video");
  guard_person_refute (alice, "^MEDIA (begun|new)", 0.6);
  guard_person_do (alice, "press %d Refuse", question);
  guard_person_await (bob, "^MEDIA end [^ ]+ alice@localhost/", SOON);
  guard_person_do (alice, "medias");
  guard_person_await (alice, "^MEDIAS alive=1 ", SOON);
  guard_person_do (alice, "unload-plugin core-purple-guard");
  guard_person_await (alice, "^DONE unload-plugin no", SOON);

  guard_person_do (bob, "hang-up");
  guard_person_await (alice, "^MEDIA end - -", SOON);

  guard_person_do (alice, "unload-plugin core-purple-guard");
  guard_person_await (alice, "^DONE unload-plugin yes", SOON);
  g_assert_cmpuint (guard_person_count_entries (alice, "call-answered"), ==, 1);
  g_assert_cmpuint (guard_person_count_entries (alice, "call-refused"), ==, 1);
}

/* The user's own calls are the user's own affair. (Not on top of the calls before: in a second call of one process libpurple does not always let both be heard.) */
static void
test_own_call (void)
{
  g_autoptr (GuardPerson) alice = arrive ("alice", TRUE);
  g_autoptr (GuardPerson) bob = arrive ("bob", FALSE);
  guard_person_await (alice, "^BUDDY bob@localhost signed-on", SOON);

  call (alice, "bob", "voice");
  guard_person_await (bob, "^MEDIA asks", SOON);
  guard_person_do (bob, "accept-call");
  await_connected (alice, "bob");
  await_connected (bob, "alice");
  guard_person_do (alice, "hang-up");
  guard_person_await (bob, "^MEDIA end - -", SOON);
  guard_person_refute (alice, "^REQUEST", 0);
  guard_person_do (alice, "unload-plugin core-purple-guard");
  guard_person_await (alice, "^DONE unload-plugin yes", SOON);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!calls_story_make_network ())
    {
      g_print ("1..0 # SKIP no network of its own can be made here\n");
      return 0;
    }
  stage = guard_stage_new ();
  g_test_add_func ("/calls-real/call", test_call);
  g_test_add_func ("/calls-real/own-call", test_own_call);
  int status = g_test_run ();
  guard_stage_free (stage);
  return status;
}

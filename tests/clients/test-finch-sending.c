/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desk.h"
#include "headless/sending-story.h"

#include <glob.h>

/* Real Finch: all of a question is on the screen, however small that is, and what each answer to it does. Files are not sent here: Finch
 * 2.14.12 itself, without the guard, ends with a crash when a file is chosen that is to be sent. */

#define SOON 15.0
#define QUIET_US (900 * 1000) /* in the first moment a press counts for nothing */
#define QUESTION "┤Not sent yet├"
#define NOT_SENT "Not sent: you did not want to."
#define ONLY_TLS "This chat is encrypted only up to your server"
#define LURCH "/usr/lib/{*/,}purple-2/lurch.so"

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

static void
say (GuardFinch *finch, const char *text)
{
  guard_finch_type (finch, text);
  guard_finch_key (finch, "Enter");
}

/* Types it, and goes from the first button, which has the keys, so many on. */
static void
say_and_press (GuardFinch *finch, const char *text, guint n_on)
{
  say (finch, text);
  guard_finch_await (finch, QUESTION, SOON);
  g_usleep (QUIET_US);
  for (guint i = 0; i < n_on; i++)
    guard_finch_key (finch, "Tab");
  guard_finch_key (finch, "Enter");
  await_gone (finch, QUESTION);
}

/* Each in one line, whole, and in front of everything. */
static void
assert_question (GuardFinch *finch, const char *buttons)
{
  guard_finch_await (finch, QUESTION, SOON);
  guard_finch_await (finch, buttons, SOON);
  g_assert_true (guard_finch_shows (finch, "│Send this to bob@localhost? "));
  g_assert_true (guard_finch_shows (finch, "│It holds the number of a payment card: •••• •••• •••• 1111 "));
  g_assert_true (guard_finch_shows (finch, "│" ONLY_TLS ", which can read it. "));
  g_assert_true (guard_finch_shows (finch, "│Once it is sent, others on its way can read and keep it. "));
  g_assert_true (guard_finch_shows (finch, "│“Remember”: for 7 days you are not asked about this kind of data to this "));
  g_assert_true (guard_finch_shows (finch, "│person."));
  g_assert_false (guard_finch_shows (finch, SENDING_CARD));
}

static void
test_edit (GuardFinch *finch)
{
  say_and_press (finch, "card three " SENDING_CARD, 1);
  guard_finch_await (finch, "┤Edit├", SOON);
  guard_finch_await (finch, "│What do you want to send to bob@localhost?", SOON);
  guard_finch_await (finch, "│card three " SENDING_CARD, SOON);
  guard_finch_take_picture (finch, "finch-sending-edit");
  for (guint i = 0; i < 9; i++)
    guard_finch_key (finch, "BSpace");
  guard_finch_type (finch, "and so on");
  guard_finch_key (finch, "Tab");
  guard_finch_key (finch, "Enter");
}

static void
test_commands (GuardFinch *finch)
{
  say (finch, "/guard encryption");
  guard_finch_await (finch, ONLY_TLS " (TLS), which", SOON);
  /* All that was not sent, and nothing else. */
  say (finch, "/guard unsent");
  guard_finch_await (finch, ") card one " SENDING_CARD, SOON);
  guard_finch_await (finch, ") card two " SENDING_CARD, SOON);
  g_assert_false (guard_finch_shows (finch, ") card three " SENDING_CARD));
  guard_finch_take_picture (finch, "finch-sending-unsent");
}

static void
test_answers (void)
{
  const char * const plugins[] = { guard_desk_get_plugin (), NULL };
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autoptr(GuardFinch) finch = NULL;

  sending_story_write_rules (alice);
  finch = guard_finch_start_with (stage, alice, 110, 32, plugins);
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", SOON);
  open_conversation (finch);

  say (finch, "card one " SENDING_CARD);
  assert_question (finch, "│ Don't send │ │ Edit │ │ Send masked │ │ Send anyway │ │ Send and remember │");
  guard_finch_take_picture (finch, "finch-sending");
  guard_finch_key (finch, "M-c");
  await_gone (finch, QUESTION);
  guard_finch_await (finch, NOT_SENT, SOON);
  say_and_press (finch, "card two " SENDING_CARD, 0);
  test_edit (finch);
  guard_person_await (bob, "card three 4111 1111 and so on", SOON);
  say_and_press (finch, "card four " SENDING_CARD, 2);
  guard_person_await (bob, "card four •••• •••• •••• ••••", SOON);
  test_commands (finch);
  guard_person_refute (bob, SENDING_CARD, 0);
}

/* Returns: (transfer full) (nullable) */
static char *
find_lurch (void)
{
  glob_t found = { 0 };
  char *path = glob (LURCH, GLOB_BRACE, NULL, &found) == 0 ? g_strdup (found.gl_pathv[0]) : NULL;

  globfree (&found);
  return path;
}

/* The smallest usual terminal, and all answers that there are. */
static void
test_small (void)
{
  g_autofree char *lurch = find_lurch ();
  const char * const plugins[] = { guard_desk_get_plugin (), lurch, NULL };
  g_autoptr(GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autoptr(GuardFinch) finch = NULL;

  sending_story_write_rules (alice);
  finch = guard_finch_start_with (stage, alice, 80, 24, plugins);
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", SOON);
  open_conversation (finch);
  say (finch, "card one " SENDING_CARD);
  assert_question (finch, "│ Don't send │ │ Edit │ │ Send masked │ │ Send anyway │ │ Send and remember │");
  guard_finch_take_picture (finch, "finch-sending-small");
  guard_finch_key (finch, "M-c");
  await_gone (finch, QUESTION);
  if (lurch == NULL)
    return;

  say (finch, "/lurch disable");
  guard_finch_await (finch, "disabled OMEMO", SOON);
  say (finch, "card two " SENDING_CARD);
  assert_question (finch, "│ Don't send │ │ Edit │ │ Mask │ │ Encrypt │ │ Send │ │ Send, remember │");
  guard_finch_take_picture (finch, "finch-sending-small-six");
  guard_person_refute (bob, SENDING_CARD, 0);
  g_usleep (QUIET_US);
  for (guint i = 0; i < 4; i++)
    guard_finch_key (finch, "Tab");
  guard_finch_key (finch, "Enter");
  guard_person_await (bob, "card two " SENDING_CARD, SOON);
  guard_person_refute (bob, "card one", 0);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/clients/finch/sending/answers", test_answers);
  g_test_add_func ("/clients/finch/sending/small", test_small);
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

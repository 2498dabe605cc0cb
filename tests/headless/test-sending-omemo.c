/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "sending-story.h"

/* Two clients with the real lurch on a real server: the same number is held without OMEMO, and passes with it. */

#define LURCH "core-riba-lurch"
#define SOON 15.0
#define DEVICES_SECONDS 30.0 /* keys are made and published */

static GuardStage *stage;

static GuardPerson *
arrive (const char *name, gboolean is_guarded)
{
  GuardPerson *self = guard_person_new (stage, name, GUARD_ON_PROSODY);
  sending_story_write_rules (self);
  guard_person_start (self);
  guard_person_do (self, "load-plugin " LURCH);
  guard_person_await (self, "^DONE load-plugin yes", SOON);
  if (is_guarded)
    guard_person_load_guard (self);
  guard_person_login (self);
  return self;
}

/* Nobody says when lurch has heard of all devices. */
static void
await_omemo (GuardPerson *person)
{
  gboolean is_so = FALSE;
  for (guint i = 0; i < DEVICES_SECONDS * 5 && !is_so; i++)
    {
      guard_person_do (person, "command bob@localhost guard encryption");
      g_autofree char *answer = guard_person_expect (person, "^CONV bob@localhost 0x44 This chat ", SOON);
      is_so = g_regex_match_simple ("OMEMO", answer, 0, 0);
      g_usleep (200 * 1000);
    }
  g_assert_true (is_so);
}

static void
await_words (GuardPerson *bob, const char *words)
{
  g_autofree char *pattern = g_strdup_printf ("^CONV alice@localhost[^ ]* 0x2 .*%s", words);
  guard_person_await (bob, pattern, SOON);
}

static void
test_card (void)
{
  g_autoptr (GuardPerson) bob = arrive ("bob", FALSE);
  g_autoptr (GuardPerson) alice = arrive ("alice", TRUE);
  await_omemo (alice);
  /* The key that nobody has compared is asked about once; then data goes without a question. */
  guard_person_do (alice, "im bob@localhost one " SENDING_CARD);
  sending_press (alice, sending_await_question (alice, "nobody has compared"), "Send anyway");
  await_words (bob, "one " SENDING_CARD);
  guard_person_do (alice, "im bob@localhost two " SENDING_CARD);
  await_words (bob, "two " SENDING_CARD);
  guard_person_refute (alice, SENDING_QUESTION, 0);
  /* Without: held. That the encryption is gone is said in the same question; encrypting first makes it leave. */
  guard_person_do (alice, "command bob@localhost lurch disable");
  guard_person_await (alice, "^CONV bob@localhost 0x44 purple-guard: This chat is not encrypted any more", SOON);
  guard_person_do (alice, "im bob@localhost three " SENDING_CARD);
  int question = sending_await_question (alice, "payment card: [^\"]*was encrypted and is not any more");
  guard_person_refute (bob, "three " SENDING_CARD, 1);
  sending_press (alice, question, "Encrypt first");
  await_words (bob, "three " SENDING_CARD);
  g_autoptr (GuardJournalEntry) sent = guard_person_await_entry (alice, "sending-sent-encrypted", NULL, SOON);
  g_assert_cmpstr (sent->choice, ==, "encrypt-first");
  guard_person_refute (alice, SENDING_QUESTION, 0);
  /* In clear, if that is what is wanted; what weighs nothing is asked about once. */
  guard_person_do (alice, "command bob@localhost lurch disable");
  guard_person_await (alice, "^CONV bob@localhost 0x44 purple-guard: This chat is not encrypted any more", SOON);
  guard_person_do (alice, "im bob@localhost four");
  sending_press (alice, sending_await_question (alice, "was encrypted and is not any more"), "Send anyway");
  await_words (bob, "four");
  guard_person_do (alice, "im bob@localhost five " SENDING_CARD);
  question = sending_await_question (alice, "payment card: [^\"]*only up to your server");
  guard_person_refute (bob, "five " SENDING_CARD, 1);
  sending_press (alice, question, "Don't send");
  guard_person_refute (bob, "five " SENDING_CARD, 0);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/sending/omemo/card", test_card);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

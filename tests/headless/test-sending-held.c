/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "sending-story.h"

#include <string.h>

/* What is held does not leave; what is asked; what becomes of each answer. */

#define SOON 15.0

static GuardStage *stage;

static void
test_answers (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  GuardPerson *alice = story->alice;
  /* Harmless words leave at once. */
  guard_person_do (alice, "im " SENDING_CONTACT " good morning");
  g_assert_true (sending_story_has_left (story, "good morning"));
  /* Don't send. */
  guard_person_do (alice, "im " SENDING_CONTACT " my card one " SENDING_CARD);
  guard_person_await (alice, "^CONV " SENDING_CONTACT " 0x44 purple-guard: Not sent yet: it holds the number of a payment card", SOON);
  int question = sending_await_question (alice, "payment card: [^\"]*" SENDING_CARD_MASKED "[^\"]*\".*default=0 buttons=\\[Don't send\\]\\[Edit\\]\\[Send masked\\]"
                                                "\\[Send anyway\\]\\[Send and remember\\]");
  g_assert_false (sending_story_has_left (story, "card one"));
  sending_press (alice, question, "Don't send");
  guard_person_await (alice, "^CONV " SENDING_CONTACT " 0x44 purple-guard: Not sent: ", SOON);
  g_assert_false (sending_story_has_left (story, "card one"));
  guard_person_do (alice, "command " SENDING_CONTACT " guard unsent");
  guard_person_await (alice, "^CONV " SENDING_CONTACT " 0x44 my card one " SENDING_CARD "$", SOON);
  /* Closing the window is the same. */
  guard_person_do (alice, "im " SENDING_CONTACT " my card two " SENDING_CARD);
  question = sending_await_question (alice, "");
  guard_person_do (alice, "close %d", question);
  guard_person_await (alice, "^CONV " SENDING_CONTACT " 0x44 purple-guard: Not sent: ", SOON);
  g_assert_false (sending_story_has_left (story, "card two"));
  /* Send anyway, once. */
  guard_person_do (alice, "im " SENDING_CONTACT " my card three " SENDING_CARD);
  sending_press (alice, sending_await_question (alice, ""), "Send anyway");
  g_assert_cmpuint (sending_story_count_left (story, "card three " SENDING_CARD "</body>"), ==, 1);
  guard_person_do (alice, "im " SENDING_CONTACT " my card three " SENDING_CARD);
  sending_press (alice, sending_await_question (alice, ""), "Don't send");
  g_assert_cmpuint (sending_story_count_left (story, "card three " SENDING_CARD "</body>"), ==, 1);
  /* Masked. */
  guard_person_do (alice, "im " SENDING_CONTACT " my card four " SENDING_CARD " ok?");
  sending_press (alice, sending_await_question (alice, ""), "Send masked");
  g_assert_true (sending_story_has_left (story, "card four \xe2\x80\xa2"));
  g_assert_true (sending_story_has_left (story, " ok?</body>"));
  g_assert_false (sending_story_has_left (story, "card four 4"));
  /* Edited: the new words are looked at, too. */
  guard_person_do (alice, "im " SENDING_CONTACT " my card five " SENDING_CARD);
  sending_press (alice, sending_await_question (alice, ""), "Edit");
  question = guard_person_await_id (alice, "^REQUEST ([0-9]+) input .*suggested=\"my card five " SENDING_CARD "\"", SOON);
  guard_person_do (alice, "type %d my card six " SENDING_CARD, question);
  sending_press (alice, sending_await_question (alice, ""), "Edit");
  question = guard_person_await_id (alice, "^REQUEST ([0-9]+) input .*suggested=\"my card six " SENDING_CARD "\"", SOON);
  guard_person_do (alice, "type %d no card <seven> & all", question);
  g_assert_true (sending_story_has_left (story, "no card &lt;seven&gt; &amp; all</body>"));
  g_assert_false (sending_story_has_left (story, "card five"));
  g_assert_false (sending_story_has_left (story, "card six"));
}

/* ---- what is found ---- */

static const struct
{
  const char *name;
  const char *html;    /* as it is typed; with a client's formatting */
  const char *wire;    /* what would be seen of it */
  gboolean is_held;
} ways_to_write[] = {
  { "plain", "1: 4111111111111111", "411111", TRUE },
  { "blanks", "2: 4111 1111 1111 1111", "4111 11", TRUE },
  { "dashes", "3: 4111-1111-1111-1111", "4111-11", TRUE },
  { "wrong-check-digit", "4: 4111 1111 1111 1112", "4: 4111 11", FALSE },
  { "formatted", "5: 4111 <b>1111</b> 1111 1<i>111</i>", "5: 4111", TRUE },
  { "entities", "6: &#52;111 1111 1111 &#49;111", "1111 1111 1111", TRUE },
  { "full-width", "7: \xef\xbc\x94\xef\xbc\x91\xef\xbc\x91\xef\xbc\x91 1111 1111 1111", "1111 1111 1111", TRUE },
  { "zero-width", "8: 4111\xe2\x80\x8b" "1111\xe2\x80\x8b" "1111\xe2\x80\x8b" "1111", "8: 4111", TRUE },
  { "no-break-blanks", "9: 4111&nbsp;1111&nbsp;1111&nbsp;1111", "9: 4111", TRUE },
  { "two-lines", "10: 4111 1111<br>1111 1111", "10: 4111", TRUE },
  { "address-of-a-link", "11: <a href=\"https://shop.example/?c=4111111111111111\">look</a>", "c=4111", TRUE },
  { "action", "/me pays with 4111 1111 1111 1111", "pays with", TRUE },
  { "pass-word", "12: gk-abcdefghijkl", "gk-abcdef", TRUE },
  { "link", "13: https://www.debian.org/News/", "13: ", FALSE },
};

static void
test_ways_to_write (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ways_to_write); i++)
    {
      guard_person_do (story->alice, "im-html first@corp.example %s", ways_to_write[i].html);
      if (!ways_to_write[i].is_held)
        {
          g_assert_true (sending_story_has_left (story, ways_to_write[i].wire));
          continue;
        }
      int question = sending_await_question (story->alice, "");
      if (sending_story_has_left (story, ways_to_write[i].wire))
        g_error ("%s left", ways_to_write[i].name);
      guard_person_do (story->alice, "close %d", question);
      guard_person_await (story->alice, "^CONV first@corp\\.example 0x44 purple-guard: Not sent: ", SOON);
    }
  guard_person_refute (story->alice, SENDING_QUESTION, 0);
}

/* A number in four messages: what completes it is held; what left before cannot be called back. */
static void
test_four_messages (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  guard_person_do (story->alice, "im " SENDING_CONTACT " 4111");
  guard_person_do (story->alice, "im " SENDING_CONTACT " 1111");
  guard_person_do (story->alice, "im " SENDING_CONTACT " 1111");
  g_assert_cmpuint (sending_story_count_left (story, ">1111</body>"), ==, 2);
  guard_person_refute (story->alice, SENDING_QUESTION, 0);
  guard_person_do (story->alice, "im " SENDING_CONTACT " 1111");
  sending_press (story->alice, sending_await_question (story->alice, "payment card"), "Send masked");
  g_assert_cmpuint (sending_story_count_left (story, ">1111</body>"), ==, 2);
  /* To another person it is no number. */
  guard_person_do (story->alice, "im first@corp.example 1111");
  g_assert_cmpuint (sending_story_count_left (story, ">1111</body>"), ==, 3);
  /* What was agreed to is not asked about again with the next message. */
  guard_person_do (story->alice, "im second@corp.example my number is " SENDING_CARD);
  sending_press (story->alice, sending_await_question (story->alice, ""), "Send anyway");
  guard_person_do (story->alice, "im second@corp.example did you get it?");
  g_assert_true (sending_story_has_left (story, "did you get it?"));
  guard_person_refute (story->alice, SENDING_QUESTION, 0);
}

/* L6: past the bound nothing is looked at, and that is asked about. */
static void
test_past_the_bound (void)
{
  static const struct { gsize n_bytes; gboolean is_held; } sizes[] = {
    { 64 * 1024 - 1, FALSE }, { 64 * 1024, FALSE }, { 64 * 1024 + 1, TRUE }, { 1024 * 1024, TRUE },
  };
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *words = g_strnfill (sizes[i].n_bytes, 'o');
      g_autofree char *mark = g_strdup_printf ("size%" G_GSIZE_FORMAT, i);
      memcpy (words, mark, strlen (mark));
      guard_person_do (story->alice, "im " SENDING_CONTACT " %s", words);
      if (sizes[i].is_held)
        {
          int question = sending_await_question (story->alice, "Not all of it could be checked.*buttons=\\[Don't send\\]\\[Edit\\]\\[Send anyway\\]$");
          g_assert_false (sending_story_has_left (story, mark));
          sending_press (story->alice, question, "Send anyway");
        }
      g_assert_true (sending_story_has_left (story, mark));
    }
}

/* ---- order ---- */

static void
test_order (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  GuardPerson *alice = story->alice;
  guard_person_do (alice, "im " SENDING_CONTACT " first " SENDING_CARD);
  int question = sending_await_question (alice, "");
  guard_person_do (alice, "im " SENDING_CONTACT " second");
  guard_person_do (alice, "im " SENDING_CONTACT " third gk-abcdefghijkl");
  guard_person_do (alice, "im " SENDING_CONTACT " fourth");
  guard_person_await (alice, "^CONV " SENDING_CONTACT " 0x44 purple-guard: Not sent yet: it waits behind", SOON);
  /* Others do not wait; and there is one question a person. */
  g_assert_true (sending_story_has_left (story, "fence 1"));
  g_assert_false (sending_story_has_left (story, "second"));
  guard_person_refute (alice, SENDING_QUESTION, 0);
  sending_press (alice, question, "Send anyway");
  question = sending_await_question (alice, "pass word of this test");
  g_assert_true (sending_story_has_left (story, "second"));
  g_assert_false (sending_story_has_left (story, "third"));
  sending_press (alice, question, "Send anyway");
  g_assert_true (sending_story_has_left (story, "fourth"));
  g_autofree char *heard = guard_peer_dup_heard (story->peer);
  const char *at = heard;
  for (const char *const *word = (const char *const[]) { "first 4", "second<", "third g", "fourth<", NULL }; *word != NULL; word++)
    g_assert_nonnull (at = strstr (at, *word));
}

/* More than a person types: given back, not lost, and nothing leaves. */
static void
test_many (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  guard_person_do (story->alice, "im " SENDING_CONTACT " " SENDING_CARD);
  int question = sending_await_question (story->alice, "");
  for (int i = 0; i < 110; i++)
    guard_person_do (story->alice, "im " SENDING_CONTACT " number %d.", i);
  guard_person_await (story->alice, "^CONV " SENDING_CONTACT " 0x44 purple-guard: Not sent: too many messages wait", SOON);
  g_assert_false (sending_story_has_left (story, "number 0."));
  sending_press (story->alice, question, "Don't send");
  g_assert_true (sending_story_has_left (story, "number 98."));
  g_assert_false (sending_story_has_left (story, "number 99."));
}

/* ---- answers at odd times ---- */

static void
test_double_click (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  guard_person_do (story->alice, "im " SENDING_CONTACT " hasty " SENDING_CARD);
  int question = sending_await_question (story->alice, "");
  guard_person_do (story->alice, "press %d Send anyway", question);
  question = sending_await_question (story->alice, "");
  g_assert_false (sending_story_has_left (story, "hasty"));
  sending_press (story->alice, question, "Send anyway");
  g_assert_true (sending_story_has_left (story, "hasty"));
}

static void
test_offline (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  GuardPerson *alice = story->alice;
  guard_person_do (alice, "im " SENDING_CONTACT " too late " SENDING_CARD);
  int question = sending_await_question (alice, "");
  guard_person_do (alice, "im " SENDING_CONTACT " and this");
  g_assert_false (sending_story_has_left (story, "too late"));
  guard_person_do (alice, "logout");
  guard_person_await (alice, "^SIGNED-OFF", SOON);
  sending_press (alice, question, "Send anyway");
  guard_person_await (alice, "^CONV " SENDING_CONTACT " 0x44 purple-guard: Not sent: the account is offline", SOON);
  guard_person_await (alice, "^CONV " SENDING_CONTACT " 0x44 purple-guard: Not sent: the account is offline", SOON);
  guard_person_do (alice, "command " SENDING_CONTACT " guard unsent");
  guard_person_await (alice, "^CONV " SENDING_CONTACT " 0x44 too late " SENDING_CARD "$", SOON);
  guard_person_await (alice, "^CONV " SENDING_CONTACT " 0x44 and this$", SOON);
  g_autofree char *heard = guard_peer_dup_heard (story->peer);
  g_assert_null (strstr (heard, "too late"));
  g_assert_null (strstr (heard, "and this"));
}

static void
test_closed_conversation (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  GuardPerson *alice = story->alice;
  guard_person_do (alice, "im " SENDING_CONTACT " closed " SENDING_CARD);
  int question = sending_await_question (alice, "");
  guard_person_do (alice, "close-conversation " SENDING_CONTACT);
  sending_press (alice, question, "Send anyway");
  g_assert_cmpuint (sending_story_count_left (story, "closed " SENDING_CARD), ==, 1);
  guard_person_do (alice, "im " SENDING_CONTACT " closed again " SENDING_CARD);
  question = sending_await_question (alice, "");
  guard_person_do (alice, "close-conversation " SENDING_CONTACT);
  sending_press (alice, question, "Don't send");
  guard_person_await (alice, "^NOTIFY warning .*closed again " SENDING_CARD, SOON);
}

static void
test_account_gone (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  GuardPerson *alice = story->alice;
  guard_person_do (alice, "im " SENDING_CONTACT " gone " SENDING_CARD);
  int question = sending_await_question (alice, "");
  guard_person_do (alice, "disable-account");
  guard_person_await (alice, "^SIGNED-OFF", SOON);
  guard_person_do (alice, "delete-account");
  sending_press (alice, question, "Send anyway");
  guard_person_await (alice, "^NOTIFY warning .*gone " SENDING_CARD, SOON);
}

static void
test_unloaded (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  GuardPerson *alice = story->alice;
  guard_person_do (alice, "im " SENDING_CONTACT " unloaded " SENDING_CARD);
  int question = sending_await_question (alice, "");
  guard_person_do (alice, "im " SENDING_CONTACT " behind it");
  guard_person_do (alice, "unload-plugin core-purple-guard");
  g_autofree char *closed = g_strdup_printf ("^CLOSED %d$", question);
  guard_person_await (alice, closed, SOON);
  guard_person_await (alice, "^CONV " SENDING_CONTACT " 0x44 purple-guard: Not sent: purple-guard was switched off.*unloaded " SENDING_CARD, SOON);
  guard_person_await (alice, "^CONV " SENDING_CONTACT " 0x44 purple-guard: Not sent: purple-guard was switched off.*behind it", SOON);
  guard_person_await (alice, "^DONE unload-plugin yes", SOON);
  g_assert_false (sending_story_has_left (story, "unloaded"));
  g_assert_false (sending_story_has_left (story, "behind it"));
}

/* The client ends with a question open. */
static void
test_quit (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  guard_person_do (story->alice, "im " SENDING_CONTACT " quit " SENDING_CARD);
  (void) sending_await_question (story->alice, "");
}

/* Words that are typed before the lists are read wait for them, in silence and in order. */
static void
test_before_the_lists (void)
{
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", "<item jid='boss@corp.example' subscription='both'/>");
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  sending_story_write_rules (alice);
  guard_person_start (alice);
  guard_person_do (alice, "login");
  guard_person_await (alice, "^SIGNED-ON ", SOON);
  g_autofree char *plugin = g_build_filename (g_getenv ("TOP_BUILDDIR"), "plugin", ".libs", "purple-guard.so", NULL);
  guard_person_do (alice, "load-plugin %s\nim boss@corp.example early one\nim boss@corp.example early " SENDING_CARD "\nim boss@corp.example early three", plugin);
  int question = sending_await_question (alice, "");
  g_autofree char *first = guard_peer_wait (peer, "early one</body>", SOON);
  g_assert_nonnull (first);
  g_autofree char *heard = guard_peer_dup_heard (peer);
  g_assert_null (strstr (heard, "early 4"));
  g_assert_null (strstr (heard, "early three"));
  sending_press (alice, question, "Don't send");
  g_autofree char *third = guard_peer_wait (peer, "early three</body>", SOON);
  g_assert_nonnull (third);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

/* ---- other plugins ---- */

/* O3: what was let go is not what leaves. */
static void
test_changed (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, "sealer");
  GuardPerson *alice = story->alice;
  /* Something harmless is added: nobody is asked. */
  guard_person_do (alice, "im " SENDING_CONTACT " one [insert emoh ta]");
  g_assert_true (sending_story_has_left (story, "one at home"));
  /* Data is added. */
  guard_person_do (alice, "im " SENDING_CONTACT " two [insert lkjihgfedcba-kg]");
  int question = sending_await_question (alice, "pass word of this test");
  g_assert_false (sending_story_has_left (story, "two"));
  sending_press (alice, question, "Don't send");
  /* Data is made up of what was typed and what is added. */
  guard_person_do (alice, "im " SENDING_CONTACT " three 4111 1111 [insert 1111 1111]");
  question = sending_await_question (alice, "payment card");
  g_assert_false (sending_story_has_left (story, "three"));
  sending_press (alice, question, "Don't send");
  /* What was agreed to is the number; the pass word was not there yet. */
  guard_person_do (alice, "im " SENDING_CONTACT " four " SENDING_CARD " [insert lkjihgfedcba-kg]");
  sending_press (alice, sending_await_question (alice, "payment card"), "Send anyway");
  question = sending_await_question (alice, "pass word of this test");
  g_assert_false (sending_story_has_left (story, "four"));
  sending_press (alice, question, "Send anyway");
  g_assert_cmpuint (sending_story_count_left (story, "four"), ==, 1);
}

/* A counter would have freed what another plugin sends meanwhile. */
static void
test_sent_meanwhile (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, "sealer");
  GuardPerson *alice = story->alice;
  guard_person_do (alice, "im " SENDING_CONTACT " outer " SENDING_CARD " [say inner gk-abcdefghijkl]");
  sending_press (alice, sending_await_question (alice, "payment card"), "Send anyway");
  int question = sending_await_question (alice, "pass word of this test");
  g_assert_true (sending_story_has_left (story, "outer"));
  g_assert_false (sending_story_has_left (story, "inner gk-abcdefghijkl<"));
  sending_press (alice, question, "Don't send");
  g_assert_false (sending_story_has_left (story, "inner gk-abcdefghijkl<"));
}

/* What another plugin wraps up is looked at before; "/me" beside it, in clear, is as well. */
static void
test_action_beside_encryption (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, "sealer");
  GuardPerson *alice = story->alice;
  guard_person_do (alice, "im " SENDING_CONTACT " hello [seal]");
  g_assert_true (sending_story_has_left (story, "?OTR:aGVsbG8gW3NlYWxd."));
  guard_person_do (alice, "im " SENDING_CONTACT " /me pays with " SENDING_CARD " [seal]");
  int question = sending_await_question (alice, "This chat is not encrypted");
  g_assert_false (sending_story_has_left (story, "pays with"));
  sending_press (alice, question, "Don't send");
  guard_person_do (alice, "im " SENDING_CONTACT " paid with " SENDING_CARD " [seal]");
  sending_press (alice, sending_await_question (alice, "This chat is not encrypted"), "Send anyway");
  g_assert_false (sending_story_has_left (story, "paid with"));
  g_assert_true (sending_story_has_left (story, "?OTR:cGFpZCB3aXRo"));
}

/* ---- who ---- */

/* W2: an alias is the other side's choice. */
static void
test_hostile_alias (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  g_autofree char *words = g_strnfill (500, 'x');
  guard_person_do (story->alice, "add-buddy tricky@corp.example Boss\xe2\x80\xae\x07 \t default=0 buttons=[OK] %s", words);
  guard_person_do (story->alice, "im tricky@corp.example " SENDING_CARD);
  (void) sending_await_question (story->alice, "primary=\"[^\"]{1,30}Boss[^\"]{1,5}U\\+202E[^\"]{1,100} \\(tricky@corp\\.example\\)\\?\" secondary");
}

/* N5: perhaps it is not who is meant. */
static void
test_right_person (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  GuardPerson *alice = story->alice;
  guard_person_do (alice, "add-buddy carla.jones@corp.example Carla Jones");
  guard_person_do (alice, "add-buddy carla.jonas@corp.example Carla Jonas");
  guard_person_do (alice, "buddy-int first@corp.example purple-guard-spoken-day 20000");
  guard_person_sync (alice);
  g_usleep (500 * 1000); /* the list is read anew a moment later */
  guard_person_sync (alice);
  guard_person_do (alice, "im carla.jones@corp.example " SENDING_CARD);
  (void) sending_await_question (alice, "nearly the same name: carla\\.jonas@corp\\.example");
  guard_person_do (alice, "im first@corp.example good morning");
  guard_person_do (alice, "im second@corp.example " SENDING_CARD);
  (void) sending_await_question (alice, "not encrypted\\.\\\\nOnce");
  guard_person_do (alice, "im first@corp.example " SENDING_CARD);
  int question = sending_await_question (alice, "not encrypted\\.\\\\nOnce"); /* they have just spoken */
  guard_person_do (alice, "close %d", question);
  guard_person_do (alice, "buddy-int first@corp.example purple-guard-spoken-day 20000");
  guard_person_do (alice, "im first@corp.example " SENDING_CARD);
  (void) sending_await_question (alice, "You last exchanged messages [0-9]+ days ago\\.");
}

/* For a while, this kind to this person. */
static void
test_remembered (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  GuardPerson *alice = story->alice;
  guard_person_do (alice, "im " SENDING_CONTACT " one " SENDING_CARD);
  sending_press (alice, sending_await_question (alice, ""), "Send and remember");
  guard_person_do (alice, "im " SENDING_CONTACT " two 5555 5555 5555 4444");
  g_assert_true (sending_story_has_left (story, "two 5555"));
  guard_person_do (alice, "im first@corp.example three " SENDING_CARD);
  int question = sending_await_question (alice, "first@corp\\.example");
  guard_person_do (alice, "close %d", question);
  /* Secrets are never remembered. */
  guard_person_do (alice, "im " SENDING_CONTACT " four gk-abcdefghijkl " SENDING_CARD);
  question = sending_await_question (alice, "buttons=\\[Don't send\\]\\[Edit\\]\\[Send masked\\]\\[Send anyway\\]$");
  guard_person_do (alice, "close %d", question);
  /* Nor is anything for a stranger. */
  guard_person_do (alice, "im " SENDING_STRANGER " five " SENDING_CARD);
  question = sending_await_question (alice, "is a stranger to you.*buttons=\\[Don't send\\]\\[Edit\\]\\[Send masked\\]\\[Send anyway\\]$");
  guard_person_do (alice, "close %d", question);
  g_assert_false (sending_story_has_left (story, "five 4"));
  /* The memory outlives the client. */
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  guard_person_do (alice, "im " SENDING_CONTACT " six " SENDING_CARD);
  g_assert_true (sending_story_has_left (story, "six 4111"));
  /* And can be taken back. */
  guard_person_do (alice, "command " SENDING_CONTACT " guard remembered");
  guard_person_await (alice, "^CONV " SENDING_CONTACT " 0x44 payment-card prpl-jabber alice@localhost " SENDING_CONTACT ", until", SOON);
  guard_person_do (alice, "command " SENDING_CONTACT " guard forget payment-card prpl-jabber alice@localhost " SENDING_CONTACT);
  guard_person_do (alice, "im " SENDING_CONTACT " seven " SENDING_CARD);
  question = sending_await_question (alice, "");
  guard_person_do (alice, "close %d", question);
}

/* The journal says what happened, and nothing of what was written. */
static void
test_journal (void)
{
  g_autoptr (SendingStory) story = sending_story_new (stage, NULL);
  guard_person_do (story->alice, "im " SENDING_CONTACT " one " SENDING_CARD " gk-abcdefghijkl");
  sending_press (story->alice, sending_await_question (story->alice, ""), "Send anyway");
  g_autoptr (GuardJournalEntry) held = guard_person_await_entry (story->alice, "sending-held", NULL, SOON);
  g_assert_cmpstr (held->finding, ==, "payment-card:1 test-pass:1");
  g_assert_cmpstr (held->place, ==, "none");
  g_assert_cmpstr (held->sender, ==, SENDING_CONTACT);
  g_autoptr (GuardJournalEntry) sent = guard_person_await_entry (story->alice, "sending-sent-anyway", NULL, SOON);
  g_assert_cmpstr (sent->choice, ==, "send-anyway");
}

static void
test_settings (void)
{
  static const struct { const char *key, *value, *buttons; } settings[] = {
    { "check-sending", "false", NULL },
    { "allow-send-anyway", "false", "buttons=\\[Don't send\\]\\[Edit\\]\\[Send masked\\]$" },
    { "data-remember-days", "0", "buttons=\\[Don't send\\]\\[Edit\\]\\[Send masked\\]\\[Send anyway\\]$" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autoptr (SendingStory) story = sending_story_new_with (stage, settings[i].key, settings[i].value);
      guard_person_do (story->alice, "im " SENDING_CONTACT " setting " SENDING_CARD);
      if (settings[i].buttons != NULL)
        (void) sending_await_question (story->alice, settings[i].buttons);
      g_assert_true (sending_story_has_left (story, "setting 4111") == (settings[i].buttons == NULL));
    }
}

/* ---- real servers ---- */

#define DEN "den@conference.localhost"

/* Says hello until it comes back: until then the client knows of no room. */
static void
join (GuardPerson *person, const char *what, const char *room)
{
  g_autofree char *hello = g_strdup_printf ("%s is here", guard_person_get_name (person));
  g_autofree char *echo = g_strdup_printf ("CONV %s [^\n]*%s", room, hello);
  gboolean is_in = FALSE;
  guard_person_do (person, "join %s", what);
  for (int i = 0; i < 100 && !is_in; i++)
    {
      guard_person_do (person, "say %s %s", room, hello);
      guard_person_sync (person);
      g_autofree char *events = guard_person_transcript (person);
      is_in = g_regex_match_simple (echo, events, G_REGEX_RAW, 0);
      g_usleep (50 * 1000);
    }
  g_assert_true (is_in);
}

/* What @alice says there is held; what @bob sees of it comes after the answer, and before what was said behind it. */
static void
hold_in (GuardPerson *alice, GuardPerson *bob, const char *verb, const char *where, const char *seen_in)
{
  g_autofree char *card = g_strdup_printf ("^CONV %s .*pay " SENDING_CARD "$", seen_in);
  g_autofree char *fence = g_strdup_printf ("^CONV %s .*good night$", seen_in);
  guard_person_do (alice, "%s %s pay " SENDING_CARD, verb, where);
  int question = sending_await_question (alice, "");
  guard_person_do (alice, "%s %s good night", verb, where);
  guard_person_refute (bob, card, 1);
  sending_press (alice, question, "Don't send");
  guard_person_await (bob, fence, SOON);
  guard_person_refute (bob, card, 0);
  guard_person_do (alice, "%s %s pay " SENDING_CARD, verb, where);
  sending_press (alice, sending_await_question (alice, ""), "Send anyway");
  guard_person_await (bob, card, SOON);
}

static void
test_xmpp (void)
{
  g_autoptr (GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  sending_story_write_rules (alice);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", SOON);
  hold_in (alice, bob, "im", "bob@localhost", "alice@localhost[^ ]*");
  join (bob, DEN "/bob", DEN);
  join (alice, DEN "/alice", DEN);
  hold_in (alice, bob, "say", DEN, DEN);
  hold_in (alice, bob, "im", DEN "/bob", DEN "/alice");
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

static void
test_irc (void)
{
  guard_stage_need_ircd (stage);
  g_autoptr (GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_IRC, FALSE);
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_IRC);
  sending_story_write_rules (alice);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  hold_in (alice, bob, "im", "bob", "alice");
  join (bob, "#den", "#den");
  join (alice, "#den", "#den");
  hold_in (alice, bob, "say", "#den", "#den");
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/sending/held/answers", test_answers);
  g_test_add_func ("/sending/held/ways-to-write", test_ways_to_write);
  g_test_add_func ("/sending/held/four-messages", test_four_messages);
  g_test_add_func ("/sending/held/past-the-bound", test_past_the_bound);
  g_test_add_func ("/sending/held/order", test_order);
  g_test_add_func ("/sending/held/many", test_many);
  g_test_add_func ("/sending/held/double-click", test_double_click);
  g_test_add_func ("/sending/held/offline", test_offline);
  g_test_add_func ("/sending/held/closed-conversation", test_closed_conversation);
  g_test_add_func ("/sending/held/account-gone", test_account_gone);
  g_test_add_func ("/sending/held/unloaded", test_unloaded);
  g_test_add_func ("/sending/held/quit", test_quit);
  g_test_add_func ("/sending/held/before-the-lists", test_before_the_lists);
  g_test_add_func ("/sending/held/changed", test_changed);
  g_test_add_func ("/sending/held/sent-meanwhile", test_sent_meanwhile);
  g_test_add_func ("/sending/held/action-beside-encryption", test_action_beside_encryption);
  g_test_add_func ("/sending/held/hostile-alias", test_hostile_alias);
  g_test_add_func ("/sending/held/right-person", test_right_person);
  g_test_add_func ("/sending/held/remembered", test_remembered);
  g_test_add_func ("/sending/held/journal", test_journal);
  g_test_add_func ("/sending/held/settings", test_settings);
  g_test_add_func ("/sending/held/xmpp", test_xmpp);
  g_test_add_func ("/sending/held/irc", test_irc);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

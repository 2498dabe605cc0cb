/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desk.h"
#include "headless/sending-story.h"

#include <string.h>

/* Two real Pidgins that encrypt with the real pidgin-otr: what is said of a link stands directly below the decrypted message, and its link
 * is known when it is clicked, although nothing of it could be read in what came. How the chat is encrypted is said before the session, in it and
 * when the other side has ended it. */

#define OTR "/usr/lib/pidgin/pidgin-otr.so"

#define HARMLESS "https://www.debian.org/"
#define DECEPTIVE "https://www.paypal.com.evil.example/login"
#define SESSION_SECONDS 60 /* both make a key first */

static GuardStage *stage;

static GuardPidgin *
arrive (GuardPerson *person, gboolean is_guarded)
{
  g_autofree char *witness = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tests", "clients", ".libs", "witness.so", NULL);
  const char * const guarded[] = { guard_desk_get_plugin (), OTR, witness, NULL };
  const char * const plain[] = { OTR, witness, NULL };

  sending_story_write_rules (person);
  return guard_pidgin_start_with (stage, person, is_guarded ? guarded : plain);
}

/* ---- what the witness saw ---- */

static char **
read_witness (GuardPerson *person)
{
  g_autofree char *path = g_build_filename (guard_person_get_profile (person), "witness.txt", NULL);
  g_autofree char *text = NULL;

  return g_strsplit (g_file_get_contents (path, &text, NULL, NULL) ? text : "", "\n", -1);
}

/* Returns: the number of the first line with these words, or -1 */
static int
find_line (char **lines, const char *beginning, const char *words)
{
  for (int i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], beginning) && strstr (lines[i], words) != NULL)
      return i;
  return -1;
}

/* Waits until the witness has a line of that kind with these words. Returns: (transfer full): all lines so far */
static char **
await_line (GuardPerson *person, const char *beginning, const char *words, double seconds)
{
  const gint64 end_us = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  char **lines = read_witness (person);

  while (find_line (lines, beginning, words) < 0 && g_get_monotonic_time () < end_us)
    {
      g_usleep (100 * 1000);
      g_strfreev (lines);
      lines = read_witness (person);
    }
  if (find_line (lines, beginning, words) < 0)
    {
      g_autofree char *all = g_strjoinv ("\n", lines);

      g_error ("%s“%s” did not come, but:\n%s", beginning, words, all);
    }
  return lines;
}

/* Until Pidgin shows it. */
static char **
await_displayed (GuardPerson *person, const char *words, double seconds)
{
  return await_line (person, "DISPLAYED ", words, seconds);
}

/* The message with these words came encrypted. Returns: the number of its line in the window */
static int
assert_encrypted (char **lines, const char *words)
{
  const int i = find_line (lines, "DISPLAYED ", words);

  g_assert_cmpint (i, >, 0);
  g_assert_true (g_str_has_prefix (lines[i - 1], "RECEIVED ?OTR:"));
  return i;
}

static guint
count_lines (char **lines, const char *beginning)
{
  guint n = 0;

  for (gsize i = 0; lines[i] != NULL; i++)
    n += g_str_has_prefix (lines[i], beginning);
  return n;
}

/* ---- hands ---- */

static void
say (GuardPidgin *pidgin, const char *text)
{
  guard_pidgin_type (pidgin, text);
  guard_pidgin_key (pidgin, "Return");
}

static void
open_conversation (GuardPidgin *pidgin, const char *address)
{
  guard_pidgin_await_window (pidgin, "^Buddy List$", 5);
  guard_pidgin_key (pidgin, "ctrl+m");
  guard_pidgin_await_window (pidgin, "^New Instant Message$", 10);
  guard_pidgin_type (pidgin, address);
  guard_pidgin_key (pidgin, "Return");
  guard_pidgin_await_window (pidgin, address, 10);
}

/* It stays until somebody has seen that it is done. */
static void
close_key_window (GuardPidgin *pidgin, const char *next)
{
  guard_pidgin_await_window (pidgin, "^Generating private key$", 10);
  guard_pidgin_key (pidgin, "alt+o");
  guard_pidgin_await_no_window (pidgin, "^Generating private key$", 5);
  guard_pidgin_await_window (pidgin, next, 5);
}

/* ---- how the chat is encrypted ---- */

#define ONLY_TLS "encrypted only up to your server (TLS)"
#define BOB "bob&#64;localhost" /* as it stands in the window */
#define BEGUN "From now on this chat is encrypted up to " BOB " (OTR), but nobody has checked the key."
#define UNVERIFIED "This chat is encrypted up to " BOB " (OTR), but nobody has checked the key."
#define ENDED BOB " has ended OTR"

static void
ask (GuardPidgin *alices)
{
  guard_pidgin_await_window (alices, "bob@localhost", 5);
  say (alices, "/guard encryption");
}

static void
test_before (GuardPidgin *alices, GuardPerson *alice)
{
  g_auto(GStrv) lines = NULL;

  open_conversation (alices, "bob@localhost");
  ask (alices);
  lines = await_displayed (alice, ONLY_TLS, 10);
  g_assert_cmpint (find_line (lines, "DISPLAYED ", "(OTR)"), ==, -1);
}

static void
test_during (GuardPidgin *alices, GuardPerson *alice)
{
  g_strfreev (await_displayed (alice, BEGUN, 10));
  ask (alices);
  g_strfreev (await_displayed (alice, UNVERIFIED, 10));
}

static void
answer (GuardPidgin *pidgin, const char *key)
{
  guard_pidgin_await_window (pidgin, "^Not sent yet$", 10);
  g_usleep (G_USEC_PER_SEC); /* what is pressed at once counts for nothing */
  guard_pidgin_key (pidgin, key);
  guard_pidgin_await_no_window (pidgin, "^Not sent yet$", 5);
  guard_pidgin_await_window (pidgin, "bob@localhost", 5);
}

/* Nothing encrypts it, however it looks. */
static void
test_typed (GuardPidgin *alices)
{
  guard_pidgin_await_window (alices, "bob@localhost", 5);
  say (alices, "?OTR:AAMDAAABAAAA card " SENDING_CARD);
  guard_pidgin_await_window (alices, "^Not sent yet$", 10);
  guard_pidgin_take_picture (alices, "pidgin-otr-typed");
  answer (alices, "Escape");
}

/* That nobody has checked the key is asked once; then even what is sensitive goes, and only encrypted. */
static void
test_sending (GuardPidgin *alices, GuardPerson *bob)
{
  g_auto(GStrv) lines = NULL;

  guard_pidgin_await_window (alices, "bob@localhost", 5);
  say (alices, "one " SENDING_CARD);
  guard_pidgin_await_window (alices, "^Not sent yet$", 10);
  guard_pidgin_take_picture (alices, "pidgin-otr-key");
  answer (alices, "alt+a");
  g_strfreev (await_displayed (bob, "one " SENDING_CARD, 10));
  say (alices, "two " SENDING_CARD);
  lines = await_displayed (bob, "two " SENDING_CARD, 10);
  g_assert_false (guard_pidgin_has_window (alices, "^Not sent yet$"));
  assert_encrypted (lines, "one " SENDING_CARD);
  assert_encrypted (lines, "two " SENDING_CARD);
  g_assert_cmpint (find_line (lines, "RECEIVED ", SENDING_CARD), ==, -1);
}

/* Bob's Pidgin ends, and OTR says so first. */
static void
test_after (GuardPidgin *alices, GuardPerson *alice, GuardPidgin *bobs)
{
  guard_pidgin_await_window (bobs, "^Buddy List$", 5);
  guard_pidgin_key (bobs, "ctrl+q");
  g_strfreev (await_displayed (alice, ENDED, 20));
  guard_pidgin_take_picture (alices, "pidgin-otr-ended");
}

/* ---- the story ---- */

/* The first message says that its client can encrypt; the other answers with a session. */
static void
begin_session (GuardPidgin *alices, GuardPerson *alice, GuardPidgin *bobs)
{
  open_conversation (bobs, "alice@localhost");
  say (bobs, "hello");
  g_strfreev (await_displayed (alice, "conversation with", SESSION_SECONDS));
  close_key_window (alices, "bob@localhost");
  close_key_window (bobs, "alice@localhost");
}

static void
test_lines (GuardPidgin *alices, GuardPerson *alice, GuardPidgin *bobs)
{
  g_auto(GStrv) lines = NULL;
  int i;

  say (bobs, HARMLESS);
  say (bobs, DECEPTIVE);
  say (bobs, "That is all.");
  lines = await_displayed (alice, "That is all.", 10);
  guard_pidgin_take_picture (alices, "pidgin-otr");
  guard_pidgin_take_picture (bobs, "pidgin-otr-sender");

  assert_encrypted (lines, HARMLESS);
  i = assert_encrypted (lines, DECEPTIVE);
  g_assert_true (g_str_has_prefix (lines[i + 1], "DISPLAYED purple-guard: Careful with the link: "));
  g_assert_nonnull (strstr (lines[i + 1], "evil.example"));
  g_assert_cmpint (assert_encrypted (lines, "That is all."), ==, i + 3);
  /* Nothing is said of what is harmless, nor of the help that OTR links to. */
  g_assert_cmpuint (count_lines (lines, "DISPLAYED purple-guard: Careful"), ==, 1);
  g_assert_cmpint (find_line (lines, "RECEIVED ", "https"), ==, -1);
}

/* The link of a contact opens at once; one that was not seen decrypted would be a stranger's, and asked about. */
static void
test_click (GuardPidgin *alices, GuardPerson *alice, GuardPidgin *bobs)
{
  g_autofree char *letters = g_strnfill (220, 'a');
  g_autofree char *address = g_strconcat (HARMLESS, letters, NULL);

  say (bobs, address);
  g_strfreev (await_displayed (alice, address, 10));
  guard_pidgin_await_window (alices, "bob@localhost", 5);
  guard_pidgin_click (alices, "bob@localhost", 0.4, 0.62, 1);
  guard_pidgin_take_picture (alices, "pidgin-otr-click");
  guard_desk_await_browsed (alice, address, 1, 10);
}

/* One session for all: it takes longer to make than to use. */
static void
test_otr (void)
{
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autoptr(GuardPerson) bob = guard_person_new (stage, "bob", GUARD_ON_PROSODY);
  g_autoptr(GuardPidgin) alices = arrive (alice, TRUE);
  g_autoptr(GuardPidgin) bobs = arrive (bob, FALSE);

  test_before (alices, alice);
  test_typed (alices);
  begin_session (alices, alice, bobs);
  test_during (alices, alice);
  test_lines (alices, alice, bobs);
  test_click (alices, alice, bobs);
  test_sending (alices, bob);
  test_after (alices, alice, bobs);
}

/* Nobody has a session, nor a key: OTR is started for the words that wait, and they leave in it without a second question. */
static void
test_encrypt_first (void)
{
  g_autoptr(GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autoptr(GuardPerson) bob = guard_person_new (stage, "bob", GUARD_ON_PROSODY);
  g_autoptr(GuardPidgin) alices = arrive (alice, TRUE);
  g_autoptr(GuardPidgin) bobs = arrive (bob, FALSE);
  g_auto(GStrv) lines = NULL;

  g_strfreev (await_line (alice, "ONLINE ", "bob@localhost", 30));
  open_conversation (alices, "bob@localhost");
  say (alices, "at last " SENDING_CARD);
  answer (alices, "alt+f");
  lines = await_displayed (bob, "at last " SENDING_CARD, SESSION_SECONDS);
  guard_pidgin_take_picture (alices, "pidgin-otr-first");
  assert_encrypted (lines, "at last " SENDING_CARD);
  g_assert_cmpint (find_line (lines, "RECEIVED ", SENDING_CARD), ==, -1);
  g_assert_false (guard_pidgin_has_window (alices, "^Not sent yet$"));
  g_strfreev (lines);
  lines = await_displayed (alice, "at last " SENDING_CARD, 10);
  g_assert_cmpint (find_line (lines, "DISPLAYED ", BEGUN), >=, 0);
  g_assert_cmpint (find_line (lines, "DISPLAYED ", BEGUN), <, find_line (lines, "DISPLAYED ", "at last " SENDING_CARD));
}

static void
skip (void)
{
  g_test_skip ("there is no " OTR);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/clients/pidgin/otr", g_file_test (OTR, G_FILE_TEST_EXISTS) ? test_otr : skip);
  g_test_add_func ("/clients/pidgin/otr/encrypt-first", g_file_test (OTR, G_FILE_TEST_EXISTS) ? test_encrypt_first : skip);
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

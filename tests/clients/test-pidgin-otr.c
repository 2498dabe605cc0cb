/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desk.h"

#include <string.h>

/* Two real Pidgins that encrypt with the real pidgin-otr: what is said of a link stands directly below the decrypted message, and its link
 * is known when it is clicked, although nothing of it could be read in what came. */

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
  const char * const plain[] = { OTR, NULL };

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

/* Waits until Pidgin shows a line with these words. Returns: (transfer full): all lines so far */
static char **
await_displayed (GuardPerson *person, const char *words, double seconds)
{
  const gint64 end_us = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  char **lines = read_witness (person);

  while (find_line (lines, "DISPLAYED ", words) < 0 && g_get_monotonic_time () < end_us)
    {
      g_usleep (100 * 1000);
      g_strfreev (lines);
      lines = read_witness (person);
    }
  if (find_line (lines, "DISPLAYED ", words) < 0)
    {
      g_autofree char *all = g_strjoinv ("\n", lines);

      g_error ("“%s” is not in the window, but:\n%s", words, all);
    }
  return lines;
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
  g_assert_cmpuint (count_lines (lines, "DISPLAYED purple-guard: "), ==, 1);
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

  begin_session (alices, alice, bobs);
  test_lines (alices, alice, bobs);
  test_click (alices, alice, bobs);
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
  result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

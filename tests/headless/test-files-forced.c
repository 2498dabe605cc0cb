/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"

#include <string.h>

/* Bytes without an accept (F1): a hostile server opens an in-band stream on an offer that nobody has accepted, sends, and closes
 * it. libpurple itself would store what comes. Here not one byte may reach the disk, whenever it happens. */

#define SOON 15.0
#define MOMENT 0.6
#define CONTACT "<item jid='boss@corp.example' subscription='both' name='Boss'/>"
#define SENDER "boss@corp.example/x"

static GuardStage *stage;

/* What the user has done when the bytes come. */
typedef enum
{
  BEFORE_THE_ANSWER,
  WHILE_THE_SENDER_IS_ASKED,
  WHILE_CHOOSING,
  AFTER_A_REFUSAL,
  PROGRAM_OF_A_STRANGER, /* refused by the guard itself, at once */
} When;

static void
force_bytes (GuardPeer *peer, const char *sender)
{
  guard_peer_send (peer, "<iq type='set' id='o1' from='%s' to='alice@localhost/desk'>"
                   "<open xmlns='http://jabber.org/protocol/ibb' sid='sid1' block-size='4096' stanza='iq'/></iq>", sender);
  g_free (guard_peer_wait (peer, "<iq[^>]*id='o1'[^>]*>", SOON));
  guard_peer_send (peer, "<iq type='set' id='d1' from='%s' to='alice@localhost/desk'>"
                   "<data xmlns='http://jabber.org/protocol/ibb' sid='sid1' seq='0'>RVZJTEVWSUwhIQ==</data></iq>", sender);
  g_free (guard_peer_wait (peer, "<iq[^>]*id='d1'[^>]*>", SOON));
  guard_peer_send (peer, "<iq type='set' id='c1' from='%s' to='alice@localhost/desk'>"
                   "<close xmlns='http://jabber.org/protocol/ibb' sid='sid1'/></iq>", sender);
  g_free (guard_peer_wait (peer, "<iq[^>]*id='c1'[^>]*>", SOON));
}

/* Looks into every file below @folder. */
static void
assert_nowhere (const char *folder, const char *bytes)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *content = NULL;
      gsize n_bytes = 0;
      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        assert_nowhere (path, bytes);
      else if (g_file_get_contents (path, &content, &n_bytes, NULL) && g_strstr_len (content, (gssize) n_bytes, bytes) != NULL)
        g_error ("%s holds what was forced upon us", path);
    }
}

static void
test_forced (gconstpointer data)
{
  When when = (When) GPOINTER_TO_INT (data);
  const char *sender = when == PROGRAM_OF_A_STRANGER ? "mallory@evil.example/x" : SENDER;
  const char *name = when == PROGRAM_OF_A_STRANGER ? "setup.exe" : "list.txt";
  int place = 0;
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", CONTACT);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  guard_person_do (alice, "open boss@corp.example");
  guard_person_sync (alice);
  guard_peer_offer_file (peer, sender, "sid1", name, 10);
  int offer = when != PROGRAM_OF_A_STRANGER ? guard_person_await_offer (alice, name) : 0;
  switch (when)
    {
    case WHILE_THE_SENDER_IS_ASKED:
      guard_person_do (alice, "press %d Ask the sender first", offer);
      guard_person_await (alice, "^CONV boss.*stays open", SOON);
      break;
    case WHILE_CHOOSING:
      guard_person_do (alice, "press %d Accept…", offer);
      place = guard_person_await_id (alice, "^REQUEST (\\d+) file ", SOON);
      break;
    case AFTER_A_REFUSAL:
      guard_person_do (alice, "press %d Refuse", offer);
      guard_person_await_xfers (alice, 0);
      break;
    case PROGRAM_OF_A_STRANGER:
      guard_person_await (alice, "^(CONV|NOTIFY).*setup.exe.*refused", SOON);
      break;
    case BEFORE_THE_ANSWER:
    default:
      break;
    }
  force_bytes (peer, sender);
  guard_person_refute (alice, "^XFER complete", MOMENT);
  g_assert_cmpuint (guard_person_count_downloads (alice), ==, 0);
  g_assert_cmpuint (guard_person_count_held (alice, NULL), ==, 0);
  assert_nowhere (guard_person_get_profile (alice), "EVILEVIL!!");
  guard_assert_absent ("/dev/null/purple-guard");
  guard_person_refute (alice, "^(CONV|NOTIFY|REQUEST).*/dev/null", 0);
  guard_person_await_xfers (alice, 0);
  if (when <= WHILE_CHOOSING)
    {
      /* Said, written down, and the question is gone; an answer to what is gone does no harm. */
      guard_person_await (alice, "^CONV boss.*list.txt.*without your answer", SOON);
      g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (alice, "file-forced", "list.txt", SOON);
      g_assert_cmpstr (entry->sender, ==, "boss@corp.example");
      guard_person_await (alice, "^CLOSED ", SOON);
      guard_person_do (alice, "press %d Accept…", offer);
      guard_person_await (alice, "^MISUSE no question", SOON);
      if (place != 0)
        {
          g_autofree char *saved = guard_person_download (alice, "saved.txt");
          guard_person_do (alice, "choose %d %s", place, saved);
          guard_person_await (alice, "^MISUSE no question", SOON);
        }
    }
  guard_person_refute (alice, "^MISUSE", MOMENT);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_data_func ("/files/forced/before-the-answer", GINT_TO_POINTER (BEFORE_THE_ANSWER), test_forced);
  g_test_add_data_func ("/files/forced/while-the-sender-is-asked", GINT_TO_POINTER (WHILE_THE_SENDER_IS_ASKED), test_forced);
  g_test_add_data_func ("/files/forced/while-choosing", GINT_TO_POINTER (WHILE_CHOOSING), test_forced);
  g_test_add_data_func ("/files/forced/after-a-refusal", GINT_TO_POINTER (AFTER_A_REFUSAL), test_forced);
  g_test_add_data_func ("/files/forced/program-of-a-stranger", GINT_TO_POINTER (PROGRAM_OF_A_STRANGER), test_forced);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"

#include <signal.h>
#include <string.h>

/* An answer after the connection is gone (F2). The server chooses the moment at which the line is cut; in libpurple every
 * answer to an offer then reaches into freed memory. Each kind of offer × each death of the connection × each thing the user may have
 * done before, and all that he still can do afterwards. The matrix runs plainly; a part of it under valgrind. */

#define SOON 20.0
#define CONTACT "<item jid='boss@corp.example' subscription='both' name='Boss'/>"

static GuardStage *stage;

typedef enum { OFFER_SI, OFFER_OOB, OFFER_DCC } Kind;
typedef enum { DEATH_DROPPED, DEATH_LOGOUT, DEATH_DISABLED, DEATH_DELETED } Death;
typedef enum { NOTHING, REFUSED, CLOSED, ASKED, CHOOSING, ACCEPTED } Before;

typedef struct
{
  Kind kind;
  Death death;
  Before before;
  gboolean is_checked; /* by valgrind */
} Story;

/* Loopback's port 9 answers nobody: what is accepted hangs or fails, as long as it may. */
static void
offer (Story *story, GuardPeer *peer, GuardPerson *bob)
{
  switch (story->kind)
    {
    case OFFER_SI:
      guard_peer_offer_file (peer, "boss@corp.example/x", "sid1", "list.txt", 10);
      break;
    case OFFER_OOB:
      guard_peer_send (peer, "<iq type='set' id='oob1' from='boss@corp.example/x' to='alice@localhost/desk'>"
                       "<query xmlns='jabber:iq:oob'><url>http://127.0.0.1:9/list.txt</url></query></iq>");
      break;
    case OFFER_DCC:
    default:
      guard_person_do (bob, "raw-line PRIVMSG alice :\\001DCC SEND list.txt 2130706433 9 10\\001");
      break;
    }
}

static void
act (Story *story, GuardPerson *alice, int question)
{
  g_autofree char *saved = guard_person_download (alice, "list.txt");
  switch (story->before)
    {
    case REFUSED: guard_person_do (alice, "press %d Refuse", question); break;
    case CLOSED: guard_person_do (alice, "close %d", question); break;
    case ASKED: guard_person_do (alice, "press %d Ask the sender first", question); break;
    case CHOOSING:
      guard_person_do (alice, "press %d Accept…", question);
      guard_person_await (alice, "^REQUEST \\d+ file ", SOON);
      break;
    case ACCEPTED: guard_person_accept_offer (alice, question, saved); break;
    case NOTHING:
    default: break;
    }
}

static void
die (Story *story, GuardPerson *alice, GuardPeer *peer, GuardPerson *bob)
{
  switch (story->death)
    {
    case DEATH_DROPPED:
      if (peer != NULL)
        guard_peer_drop (peer);
      else /* an IRC server that cuts the line: two of the same name are not suffered */
        {
          guard_ircd_stop (stage->ircd);
          stage->ircd = NULL;
        }
      break;
    case DEATH_LOGOUT: guard_person_do (alice, "logout"); break;
    case DEATH_DISABLED: guard_person_do (alice, "disable-account"); break;
    case DEATH_DELETED:
    default: guard_person_do (alice, "delete-account"); break;
    }
  guard_person_await (alice, "^SIGNED-OFF ", SOON);
}

/* Whatever the client would still show is answered in every way. */
static void
answer_everything (GuardPerson *alice)
{
  g_autofree char *saved = guard_person_download (alice, "late.txt");
  for (int id = 1; id <= 4; id++)
    {
      guard_person_do (alice, "press %d Accept…", id);
      guard_person_do (alice, "press %d Refuse", id);
      guard_person_do (alice, "choose %d %s", id, saved);
    }
  guard_person_sync (alice);
}

static void
assert_no_fault (GuardPerson *alice)
{
  g_autofree char *path = g_build_filename (guard_person_get_downloads (alice), "..", "client.log", NULL);
  g_autofree char *log = NULL;
  g_assert_true (g_file_get_contents (path, &log, NULL, NULL));
  if (strstr (log, "Invalid ") != NULL)
    g_error ("valgrind: %.6000s", strstr (log, "Invalid "));
}

static void
tell (Story *story)
{
  static const char *const valgrind[] = { "valgrind", "-q", "--num-callers=20", "--undef-value-errors=no", "--error-exitcode=0", NULL };
  g_autoptr (GuardPeer) peer = NULL;
  g_autoptr (GuardPerson) bob = NULL;
  g_autoptr (GuardPerson) alice = NULL;
  if (story->kind == OFFER_DCC)
    {
      guard_stage_need_ircd (stage);
      bob = guard_person_arrive (stage, "bob", GUARD_ON_IRC, FALSE);
      alice = guard_person_new (stage, "alice", GUARD_ON_IRC);
    }
  else
    {
      peer = guard_peer_start ("alice@localhost/desk", CONTACT);
      alice = guard_person_new_on_peer (stage, "alice", peer);
    }
  if (story->is_checked)
    guard_person_set_wrapper (alice, valgrind);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  offer (story, peer, bob);
  /* Out of band means: fetch it from wherever I say. Such an offer may be refused without a question. */
  g_autofree char *event = guard_person_expect (alice, story->kind == OFFER_OOB ? "^REQUEST \\d+ action|^(CONV|NOTIFY|XFER destroyed).*list.txt" : "^REQUEST \\d+ action title=\"File offer\"", SOON);
  if (g_str_has_prefix (event, "REQUEST"))
    act (story, alice, atoi (event + strlen ("REQUEST ")));
  die (story, alice, peer, bob);
  answer_everything (alice);
  guard_person_await_xfers (alice, 0);
  guard_person_await_held (alice, 0, SOON);
  g_assert_cmpuint (guard_person_count_downloads (alice), ==, 0);
  guard_person_refute (alice, "^MISUSE a question|^MISUSE question \\d+ was", 0);
  if (story->is_checked)
    assert_no_fault (alice);
  int status = guard_person_quit (alice);
  if (story->is_checked)
    assert_no_fault (alice);
  g_assert_cmpint (status, ==, 0);
  /* All that was begun is done by now. */
  g_assert_cmpuint (guard_person_count_held (alice, NULL), ==, 0);
}

static void
test_death (gconstpointer data)
{
  Story story = *(const Story *) data;
  tell (&story);
}

static void
test_checked (gconstpointer data)
{
  g_autofree char *valgrind = g_find_program_in_path ("valgrind");
  if (valgrind == NULL)
    {
      g_test_skip ("valgrind is not installed");
      return;
    }
  Story story = *(const Story *) data;
  story.is_checked = TRUE;
  tell (&story);
}

int
main (int argc, char **argv)
{
  static const char *const kinds[] = { "si", "oob", "dcc" };
  static const char *const deaths[] = { "dropped", "logout", "disabled", "deleted" };
  static const char *const befores[] = { "nothing", "refused", "closed", "asked", "choosing", "accepted" };
  /* The worst of each kind: slow, so not the whole matrix. */
  static const Story checked[] = {
    { OFFER_SI, DEATH_DROPPED, NOTHING, TRUE }, { OFFER_SI, DEATH_DELETED, CHOOSING, TRUE }, { OFFER_SI, DEATH_DISABLED, ACCEPTED, TRUE },
    { OFFER_OOB, DEATH_DROPPED, NOTHING, TRUE }, { OFFER_DCC, DEATH_DROPPED, CHOOSING, TRUE }, { OFFER_DCC, DEATH_DELETED, NOTHING, TRUE },
  };
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  for (guint kind = OFFER_SI; kind <= OFFER_DCC; kind++)
    for (guint death = DEATH_DROPPED; death <= DEATH_DELETED; death++)
      for (guint before = NOTHING; before <= ACCEPTED; before++)
        {
          Story *story = g_new0 (Story, 1);
          *story = (Story) { (Kind) kind, (Death) death, (Before) before, FALSE };
          g_autofree char *path = g_strdup_printf ("/files/deaths/%s/%s/%s", kinds[kind], deaths[death], befores[before]);
          g_test_add_data_func_full (path, story, test_death, g_free);
        }
  for (gsize i = 0; i < G_N_ELEMENTS (checked); i++)
    {
      g_autofree char *path = g_strdup_printf ("/files/deaths/checked/%s/%s/%s", kinds[checked[i].kind], deaths[checked[i].death], befores[checked[i].before]);
      g_test_add_data_func (path, &checked[i], test_checked);
    }
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "bench/figures.h"
#include "strangers-flood.h"

/* What strangers can cause in numbers, while they wait in the inbox: no window, no conversation, few lines, and bounded memory. */

#define FLOOD 1000
#define N_STRANGERS 1000
#define N_MESSAGES 20000
#define MAX_GROWTH_KIB (24 * 1024)
#define MAX_ENTRIES (N_STRANGERS * 4) /* of each that there was something of a kind; not of each thing */
/* What a person sees of a stranger: a window, a conversation, a question. Not what the guard itself says once. */
#define SEEN "^NOTIFY (?!info title=\"(Strangers|Network services)\")|^REQUEST|^SOUND|^SMILEY|^CONV [^ ]*evil|^CONV mallory"
#define INBOX "^NOTIFY info title=\"Strangers\""

static GuardStage *stage;

static LinksStory *
start (void)
{
  LinksStory *story = links_story_new_unstarted (stage);
  guard_person_set_setting (story->alice, "strangers-inbox", "'on'");
  guard_person_start (story->alice);
  guard_person_load_guard (story->alice);
  strangers_flood_arrive (story);
  return story;
}

/* A thousand windows of each kind: one line, wherever the client shows the inbox's. */
static void
test_windows (void)
{
  g_autoptr (LinksStory) story = start ();
  for (guint i = 0; i < FLOOD; i++)
    {
      guard_peer_send (story->peer, "<message type='headline' from='" LINKS_STRANGER "/x' to='alice@localhost/desk'><subject>s</subject><body>%u</body></message>", i);
      guard_peer_send (story->peer, "<message type='error' from='" LINKS_STRANGER "/x' to='alice@localhost/desk'><body>%u</body></message>", i);
    }
  guard_peer_send (story->peer, "<iq type='result' id='f' from='evil.example' to='alice@localhost/desk'><query xmlns='jabber:iq:register'>"
                                "<instructions>give</instructions><username/><password/></query></iq>");
  g_auto (GStrv) events = links_story_hear (story);
  links_check (events, "windows", SEEN, 0);
  g_assert_cmpuint (links_count (events, INBOX), <=, 1);
  guard_person_do (story->alice, "command first@corp.example/x guard inbox");
  g_auto (GStrv) inbox = links_story_hear (story);
  links_check (inbox, "inbox", "mallory@evil\\.example, since [^ ]*: 2000 windows", 1);

  /* The server itself is no stranger, and its words come as before. */
  guard_peer_send (story->peer, "<message type='headline' from='localhost' to='alice@localhost/desk'><subject>s</subject><body>down at noon</body></message>");
  g_auto (GStrv) server = links_story_hear (story);
  links_check (server, "server", "^NOTIFY formatted .*down at noon", 1);
  /* So are contacts. */
  guard_peer_send (story->peer, "<message type='headline' from='" LINKS_CONTACT "/x' to='alice@localhost/desk'><subject>s</subject><body>hello</body></message>");
  g_auto (GStrv) contact = links_story_hear (story);
  links_check (contact, "contact", "^NOTIFY formatted .*hello", 1);
}

/* On IRC anybody may answer a ping that was never sent; what was asked for is shown. */
static void
test_pings (void)
{
  guard_stage_need_ircd (stage);
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_IRC);
  guard_person_set_setting (alice, "strangers-inbox", "'on'");
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  g_autoptr (GuardPerson) mallory = guard_person_arrive (stage, "mallory", GUARD_ON_IRC, FALSE);
  for (guint i = 0; i < 50; i++)
    guard_person_do (mallory, "raw-line NOTICE alice :\\001PING 1\\001");
  guard_person_sync (mallory);
  guard_person_do (alice, "open mallory");
  guard_person_do (alice, "command mallory ping mallory");
  guard_person_await (alice, "^NOTIFY .*PING reply", 60);
  g_auto (GStrv) events = links_read_events (alice);
  links_check (events, "pings", "^NOTIFY .*PING reply", 1);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

/* The bench at a small number. */
static void
test_bounded (void)
{
  g_autoptr (LinksStory) story = start ();
  GPid pid = guard_person_get_pid (story->alice);
  strangers_flood_send (story, N_STRANGERS, N_MESSAGES / 10);
  double before_kib = figures_memory_kib (pid, "\nPrivate_Dirty:");
  strangers_flood_send (story, N_STRANGERS, N_MESSAGES);
  double growth_kib = figures_memory_kib (pid, "\nPrivate_Dirty:") - before_kib;
  guint n_entries = strangers_flood_count_entries (story);
  g_test_message ("%u messages more: %.0f KiB, %u lines of the journal", N_MESSAGES, growth_kib, n_entries);
  g_assert_cmpfloat (growth_kib, <, MAX_GROWTH_KIB);
  g_assert_cmpuint (n_entries, <, MAX_ENTRIES);
  g_auto (GStrv) events = links_read_events (story->alice);
  links_check (events, "flood", SEEN, 0);
  g_assert_cmpuint (links_count (events, INBOX), <=, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/strangers-flood/windows", test_windows);
  g_test_add_func ("/strangers-flood/pings", test_pings);
  g_test_add_func ("/strangers-flood/bounded", test_bounded);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

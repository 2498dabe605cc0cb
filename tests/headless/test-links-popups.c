/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "links-story.h"

#include <string.h>

/* Windows that a peer makes the client open without a message (L1): headlines, errors, answers to pings, profiles. They say nothing that
 * deceives, their links are judged, and a flood of them is counted. */

#define FLOOD 1000
#define FEW 5 /* windows that a flood may open */

static GuardStage *stage;

static void
send_popup (LinksStory *story, const char *type, const char *from, const char *inner)
{
  guard_peer_send (story->peer, "<message type='%s' from='%s/x' to='alice@localhost/desk'><subject>purple-guard: file checked</subject>%s</message>",
                   type, from, inner);
}

/* Both kinds are shown as formatted text. */
static void
test_written_anew (void)
{
  static const char *const types[] = { "headline", "error" };
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *from = g_strdup_printf ("news%" G_GSIZE_FORMAT "@evil.example", i);
      send_popup (story, types[i], from,
                  LINKS_XHTML ("<b>bold</b> <a title='x HREF=http://evil2.example/ y' href='http://evil.example/pop'>https://www.paypal.com/</a>"
                               "<a href='javascript:alert(1)'>look</a><img src='http://evil.example/p.png' alt='x'/>"));
      g_auto (GStrv) events = links_story_hear (story);
      links_check (events, types[i], "^NOTIFY formatted ", 1);
      links_check (events, types[i], "^NOTIFY formatted .*<a href=\"http://evil\\.example/pop\">https://www\\.paypal\\.com/</a>", 1);
      links_check (events, types[i], "evil2|<a[^>]*javascript|<img|<[a-z/][^>]*'", 0);
      links_check (events, types[i], "title=\"purple-guard|primary=\"purple-guard", 0);
      g_auto (GStrv) click = links_story_click (story, "http://evil.example/pop");
      links_check (click, types[i], "^URI", 0);
      links_check (click, types[i], "^REQUEST [0-9]+ action .*primary=\"evil\\.example\".*\\[Open anyway…\\]", 1);
      guard_person_do (story->alice, "close %d", links_find_id (click, "^REQUEST ([0-9]+) action"));
    }
}

/* Few windows and lines now; the rest is counted, and said a while later. */
static void
check_flood (LinksStory *story, const char *label)
{
  g_auto (GStrv) events = links_story_hear (story);
  guint n_shown = links_count (events, "^NOTIFY ") + links_count (events, LINKS_LINE);
  g_test_message ("%s: %u sent, %u shown", label, FLOOD, n_shown);
  g_assert_cmpuint (n_shown, >=, 1);
  g_assert_cmpuint (n_shown, <=, FEW);
  links_check (events, label, "^(REQUEST|MISUSE)", 0);
}

#define PINGS 50

/* On IRC anybody may answer a ping that was never sent. Returns: (transfer full): who got all those answers */
static GuardPerson *
flood_on_irc (void)
{
  guard_stage_need_ircd (stage);
  GuardPerson *alice = guard_person_arrive (stage, "alice", GUARD_ON_IRC, TRUE);
  g_autoptr (GuardPerson) mallory = guard_person_arrive (stage, "mallory", GUARD_ON_IRC, FALSE);
  for (guint i = 0; i < PINGS; i++)
    guard_person_do (mallory, "raw-line NOTICE alice :\\001PING 1\\001");
  guard_person_do (mallory, "im alice the last word");
  guard_person_await (alice, "^CONV mallory.*the last word", 60);
  g_auto (GStrv) events = links_read_events (alice);
  g_test_message ("pings: %u sent, %u shown", PINGS, links_count (events, "^NOTIFY "));
  links_check (events, "pings", "^NOTIFY .*PING reply", 3);
  return alice;
}

/* A thousand windows of one kind of one stranger, and of a thousand: a name is no way around it. Four clients at once, since the counts
 * come later. */
static void
test_flood (void)
{
  static const char *const labels[] = { "headline", "error", "many" };
  LinksStory *stories[G_N_ELEMENTS (labels)];
  g_autoptr (GuardPerson) on_irc = flood_on_irc ();
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      stories[i] = links_story_new (stage, NULL);
      for (guint j = 0; j < FLOOD; j++)
        {
          g_autofree char *from = i < 2 ? g_strdup (LINKS_STRANGER) : g_strdup_printf ("m%u@evil%u.example", j, j);
          send_popup (stories[i], i < 2 ? labels[i] : j % 2 == 0 ? "headline" : "error", from, LINKS_BODY ("again"));
        }
      check_flood (stories[i], labels[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      guard_person_await (stories[i]->alice, "^NOTIFY .*secondary=\"9[0-9][0-9] .*not shown", 20);
      guard_person_refute (stories[i]->alice, "^(NOTIFY|CONV).*not shown", 0);
      links_story_free (stories[i]);
    }
  guard_person_await (on_irc, "^NOTIFY .*secondary=\"4[0-9] .*not shown", 20);
  /* Written down as a number, without a word of what they said. */
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (on_irc, "notice-withheld", NULL, 20);
  g_assert_true (g_regex_match_simple ("^4[0-9]$", entry->finding, 0, 0));
  g_assert_cmpint (guard_person_quit (on_irc), ==, 0);
}

/* A profile is written by the person it is about. */
static void
test_profile (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  guard_peer_set_answer (story->peer, "vcard-temp",
                         "<vCard xmlns='vcard-temp'><FN>&lt;a href='javascript:alert(1)'&gt;Boss&lt;/a&gt;</FN>"
                         "<EMAIL><USERID>x' HREF='http://evil.example/e</USERID></EMAIL>"
                         "<DESC>&lt;img src='x.png'&gt; https://www.debian.org/me</DESC></vCard>");
  guard_person_do (story->alice, "info " LINKS_STRANGER);
  guard_person_await (story->alice, "^NOTIFY userinfo who=\"mallory@evil", 20);
  g_auto (GStrv) events = links_story_hear (story);
  links_check (events, "profile", "^NOTIFY userinfo .*<a href=\"https://www\\.debian\\.org/me\">https://www\\.debian\\.org/me</a>", 1);
  links_check (events, "profile", "<[a-z/][^>]*'|<[^>]*javascript|<img|<a href=\"http://evil", 0);
  g_auto (GStrv) click = links_story_click (story, "https://www.debian.org/me");
  links_check (click, "link of a stranger's profile", "^REQUEST [0-9]+ action .*primary=\"debian\\.org\"", 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/links/popups/written-anew", test_written_anew);
  g_test_add_func ("/links/popups/flood", test_flood);
  g_test_add_func ("/links/popups/profile", test_profile);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "links-story.h"

#include <string.h>

/* Real servers: rooms, where everybody is a stranger, and IRC, where everybody is one everywhere; between two, contact and stranger. */

#define SOON 15.0
#define DEN "den@conference.localhost"
#define DECEPTIVE "<a href=\"https://evil.example/login\">https://www.paypal.com/</a>"

static GuardStage *stage;

/* All events since the beginning, when @alice has done everything that came so far. */
static char **
hear (GuardPerson *alice)
{
  guard_person_sync (alice);
  return links_read_events (alice);
}

/* The message that ends in @words is followed by the guard's line (which matches @line), or by none. */
static void
check_line (GuardPerson *alice, const char *words, const char *line)
{
  g_autofree char *pattern = g_strconcat (LINKS_MESSAGE ".*", words, NULL);
  guard_person_await (alice, pattern, SOON);
  g_auto (GStrv) events = hear (alice);
  guint message = links_find (events, pattern);
  gboolean has_line = g_regex_match_simple (LINKS_LINE, events[message + 1], G_REGEX_RAW, 0);
  g_test_message ("%s | %s", events[message], events[message + 1]);
  g_assert_true (has_line == (line != NULL));
  if (line != NULL)
    {
      g_autofree char *whole = g_strconcat (LINKS_LINE ".*", line, NULL);
      g_assert_true (g_regex_match_simple (whole, events[message + 1], G_REGEX_RAW, 0));
      g_assert_true (events[message + 2] == NULL || !g_regex_match_simple (LINKS_LINE, events[message + 2], G_REGEX_RAW, 0));
    }
}

static void
join (GuardPerson *person, const char *room, const char *conversation)
{
  g_autofree char *hello = g_strdup_printf ("%s is here", guard_person_get_name (person));
  g_autofree char *pattern = g_strconcat ("^CONV ", conversation, " .*", hello, "$", NULL);
  guard_person_do (person, "join %s", room);
  for (int i = 0; i < 50; i++)
    {
      g_auto (GStrv) events = hear (person);
      if (links_count (events, pattern) > 0)
        return;
      guard_person_do (person, "say %s %s", conversation, hello);
      g_usleep (100 * 1000);
    }
  g_error ("%s cannot enter %s", guard_person_get_name (person), room);
}

static void
test_xmpp (void)
{
  g_autoptr (GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  g_autoptr (GuardPerson) mallory = guard_person_arrive (stage, "mallory", GUARD_ON_PROSODY, FALSE);
  g_autoptr (GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_PROSODY, TRUE);
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", SOON);
  /* Between two. When the guard speaks, it has read its lists. */
  guard_person_do (bob, "im-html alice@localhost " DECEPTIVE);
  guard_person_await (alice, LINKS_LINE ".*evil\\.example", SOON);
  guard_person_do (bob, "im alice@localhost contact https://www.debian.org/1");
  check_line (alice, "debian\\.org/1", NULL);
  guard_person_do (bob, "im-html alice@localhost " DECEPTIVE " two");
  check_line (alice, " two", "evil\\.example");
  guard_person_do (mallory, "im alice@localhost https://www.debian.org/3");
  check_line (alice, "debian\\.org/3", "www\\.debian\\.org");
  /* In a room the contact is a member like any other. */
  join (bob, DEN "/bob", DEN);
  join (alice, DEN "/alice", DEN);
  join (mallory, DEN "/Alice", DEN);
  guard_person_do (bob, "say " DEN " https://www.debian.org/4");
  check_line (alice, "debian\\.org/4", "www\\.debian\\.org");
  guard_person_do (alice, "say " DEN " https://www.debian.org/5");
  check_line (alice, "debian\\.org/5", NULL);
  /* Her name is written like Alice's own: libpurple takes it for an own message (L3). */
  guard_person_do (mallory, "say " DEN " https://www.debian.org/6");
  check_line (alice, "debian\\.org/6", "www\\.debian\\.org");
  /* What stands above the room. */
  guard_person_do (bob, "command " DEN " topic look at https://www.debian.org/7");
  check_line (alice, "debian\\.org/7", NULL);
  guard_person_do (bob, "command " DEN " topic look at https://www.paypal.com@evil.example/77");
  check_line (alice, "evil\\.example/77", "evil\\.example");
  /* Between two, but through the room. */
  guard_person_do (bob, "im " DEN "/alice https://www.debian.org/8");
  check_line (alice, "debian\\.org/8", "www\\.debian\\.org");
  /* The words of the user come back from the room; the same words of another are another's. */
  guard_person_do (alice, "say " DEN " https://www.paypal.com@evil.example/9");
  check_line (alice, "evil\\.example/9", NULL);
  guard_person_do (mallory, "say " DEN " again https://www.paypal.com@evil.example/9");
  check_line (alice, "again .*evil\\.example/9", "evil\\.example");
  /* One line about somebody's ordinary links is enough for a while. */
  guard_person_do (bob, "say " DEN " https://www.debian.org/10");
  check_line (alice, "debian\\.org/10", NULL);
  guard_person_refute (alice, "^MISUSE (?!no room)", 0); /* it spoke before it was in */
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

static void
test_irc (void)
{
  guard_stage_need_ircd (stage);
  g_autoptr (GuardPerson) mallory = guard_person_arrive (stage, "mallory", GUARD_ON_IRC, FALSE);
  g_autoptr (GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_IRC, TRUE);
  guard_person_do (alice, "add-buddy mallory Mallory"); /* a name proves nothing */
  guard_person_do (mallory, "im alice https://www.debian.org/0");
  guard_person_await (alice, LINKS_LINE, SOON); /* it has read its lists */
  guard_person_do (mallory, "im alice https://www.debian.org/1");
  check_line (alice, "debian\\.org/1", "www\\.debian\\.org");
  guard_person_do (mallory, "im alice nothing here");
  check_line (alice, "nothing here", NULL);
  guard_person_do (mallory, "raw-line NOTICE alice :https://www.debian.org/2");
  check_line (alice, "debian\\.org/2", "www\\.debian\\.org");
  guard_person_do (mallory, "im alice https://p\xd0\xb0ypal.com/3");
  check_line (alice, "ypal\\.com/3", "xn--pypal-4ve\\.com");
  join (mallory, "#den", "#den");
  join (alice, "#den", "#den");
  guard_person_do (mallory, "say #den https://www.debian.org/4");
  check_line (alice, "debian\\.org/4", "www\\.debian\\.org");
  guard_person_do (alice, "say #den https://www.debian.org/5");
  check_line (alice, "debian\\.org/5", NULL);
  guard_person_do (alice, "im mallory https://www.debian.org/6");
  check_line (alice, "debian\\.org/6", NULL);
  guard_person_do (mallory, "raw-line TOPIC #den :look at https://www.paypal.com@evil.example/7");
  check_line (alice, "evil\\.example/7", "evil\\.example");
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/links/rooms/xmpp", test_xmpp);
  g_test_add_func ("/links/rooms/irc", test_irc);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "links-story.h"

#include <string.h>

#define SOON 15.0
#define CONTACT(name) "<item jid='" name "@corp.example' subscription='both'/>"
#define ROSTER CONTACT ("boss") CONTACT ("first") CONTACT ("second") CONTACT ("third") CONTACT ("fence")

LinksStory *
links_story_new_unstarted (GuardStage *stage)
{
  LinksStory *self = g_new0 (LinksStory, 1);
  self->peer = guard_peer_start ("alice@localhost/desk", ROSTER);
  self->alice = guard_person_new_on_peer (stage, "alice", self->peer);
  return self;
}

/* The guard reads its lists beside the main loop; when it speaks, it has them. */
static void
arrive (LinksStory *self)
{
  guard_person_load_guard (self->alice);
  guard_person_login (self->alice);
  links_story_say (self, "third@corp.example", LINKS_XHTML ("<a href='https://evil.example/early'>https://www.paypal.com/</a>"));
  guard_person_await (self->alice, "^CONV third@corp\\.example/x 0x44 purple-guard: ", SOON);
  g_strfreev (links_story_hear (self));
}

LinksStory *
links_story_new (GuardStage *stage, const char *plugin)
{
  LinksStory *self = links_story_new_unstarted (stage);
  guard_person_start (self->alice);
  if (plugin != NULL)
    guard_person_load_test_plugin (self->alice, plugin);
  arrive (self);
  return self;
}

void
links_story_free (LinksStory *self)
{
  g_assert_cmpint (guard_person_quit (self->alice), ==, 0);
  guard_person_refute (self->alice, "^MISUSE", 0);
  guard_person_free (self->alice);
  guard_peer_stop (self->peer);
  g_free (self);
}

void
links_story_restart (LinksStory *self)
{
  g_assert_cmpint (guard_person_quit (self->alice), ==, 0);
  guard_person_start (self->alice);
  self->n_lines = 0;
  arrive (self);
}

void
links_story_say (LinksStory *self, const char *from, const char *inner)
{
  guard_peer_send (self->peer, "<message type='chat' from='%s/x' to='alice@localhost/desk'>%s</message>", from, inner);
}

char **
links_story_hear (LinksStory *self)
{
  g_autofree char *word = g_strdup_printf ("fence %u", ++self->n_fences);
  g_autofree char *body = g_strdup_printf (LINKS_BODY ("%s"), word);
  g_autofree char *pattern = g_strdup_printf ("^CONV fence@.* %s$", word);
  links_story_say (self, "fence@corp.example", body);
  guard_person_await (self->alice, pattern, SOON);
  guard_person_sync (self->alice);
  g_auto (GStrv) lines = links_read_events (self->alice);
  g_autoptr (GPtrArray) events = g_ptr_array_new ();
  gsize n_lines = g_strv_length (lines);
  for (gsize i = self->n_lines; i < n_lines; i++)
    if (!g_str_has_prefix (lines[i], "CONV fence@") && !g_str_has_prefix (lines[i], "DONE sync"))
      g_ptr_array_add (events, g_strdup (lines[i]));
  self->n_lines = n_lines;
  g_ptr_array_add (events, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&events), FALSE);
}

char **
links_story_say_and_hear (LinksStory *self, const char *from, const char *inner)
{
  links_story_say (self, from, inner);
  return links_story_hear (self);
}

char **
links_story_click (LinksStory *self, const char *address)
{
  guard_person_do (self->alice, "uri %s", address);
  guard_person_sync (self->alice);
  return links_story_hear (self);
}

/* ---- Events ---- */

char **
links_read_events (GuardPerson *person)
{
  g_autofree char *transcript = guard_person_transcript (person);
  if (*transcript != '\0')
    transcript[strlen (transcript) - 1] = '\0'; /* behind the last line feed there is none */
  return g_strsplit (transcript, "\n", -1);
}

guint
links_count (char **events, const char *pattern)
{
  guint n = 0;
  for (char **event = events; *event != NULL; event++)
    n += g_regex_match_simple (pattern, *event, G_REGEX_RAW, 0);
  return n;
}

static void
report (char **events, const char *label, const char *what, const char *pattern)
{
  g_autofree char *all = g_strjoinv ("\n  ", events);
  g_test_message ("%s: %s: %s; the events were:\n  %s", label, what, pattern, all);
}

guint
links_find (char **events, const char *pattern)
{
  for (guint i = 0; events[i] != NULL; i++)
    if (g_regex_match_simple (pattern, events[i], G_REGEX_RAW, 0))
      return i;
  report (events, "", "no event matches", pattern);
  g_error ("no event matches %s", pattern);
}

int
links_find_id (char **events, const char *pattern)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_assert_true (g_regex_match (regex, events[links_find (events, pattern)], 0, &match));
  g_autofree char *number = g_match_info_fetch (match, 1);
  return atoi (number);
}

gboolean
links_check (char **events, const char *label, const char *pattern, guint n)
{
  guint n_found = links_count (events, pattern);
  if (n_found == n)
    return TRUE;
  g_autofree char *what = g_strdup_printf ("%u events, not %u, match", n_found, n);
  report (events, label, what, pattern);
  g_test_fail ();
  return FALSE;
}

char *
links_dup_shown (char **events, const char *who)
{
  g_autofree char *escaped = g_regex_escape_string (who, -1);
  g_autofree char *pattern = g_strdup_printf ("^CONV %s(/x)? 0x(?!44 purple-guard: )", escaped);
  const char *event = events[links_find (events, pattern)];
  /* "CONV WHO FLAGS TEXT" */
  return g_strdup (strchr (strchr (event + strlen ("CONV "), ' ') + 1, ' ') + 1);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "sending-story.h"

#include <string.h>

#define SOON 15.0
#define QUIET_MS 700
#define CONTACT(name) "<item jid='" name "@corp.example' subscription='both'/>"
#define ROSTER CONTACT ("boss") CONTACT ("first") CONTACT ("second") CONTACT ("fence")

static const char rules[] = "[data payment-card]\n"
                            "description=the number of a payment card\n"
                            "category=money\n"
                            "digits=13-19\n"
                            "validator=payment-card\n"
                            "[data test-pass]\n"
                            "description=a pass word of this test\n"
                            "category=secret\n"
                            "keywords=gk*\n"
                            "pattern=\\\\b(gk-[a-z]{12})\\\\b\n";

void
sending_story_write_rules (GuardPerson *person)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_build_filename (guard_person_get_guard_home (person), "rules", NULL);
  g_autofree char *path = g_build_filename (folder, "sensitive-numbers.rules", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, rules, -1, &error);
  g_assert_no_error (error);
}

static SendingStory *
new_unstarted (GuardStage *stage)
{
  SendingStory *self = g_new0 (SendingStory, 1);
  self->peer = guard_peer_start ("alice@localhost/desk", ROSTER);
  self->alice = guard_person_new_on_peer (stage, "alice", self->peer);
  sending_story_write_rules (self->alice);
  return self;
}

static void
arrive (SendingStory *self, const char *plugin)
{
  guard_person_start (self->alice);
  if (plugin != NULL)
    guard_person_load_test_plugin (self->alice, plugin);
  guard_person_load_guard (self->alice);
  guard_person_login (self->alice);
}

SendingStory *
sending_story_new (GuardStage *stage, const char *plugin)
{
  SendingStory *self = new_unstarted (stage);
  arrive (self, plugin);
  return self;
}

SendingStory *
sending_story_new_with (GuardStage *stage, const char *key, const char *value)
{
  SendingStory *self = new_unstarted (stage);
  guard_person_set_setting (self->alice, key, value);
  arrive (self, NULL);
  return self;
}

void
sending_story_free (SendingStory *self)
{
  g_assert_cmpint (guard_person_quit (self->alice), ==, 0);
  guard_person_refute (self->alice, "^MISUSE", 0);
  guard_person_free (self->alice);
  guard_peer_stop (self->peer);
  g_free (self);
}

/* What was sent before it is there when it is. */
static char *
dup_all_that_left (SendingStory *self)
{
  guard_person_sync (self->alice);
  g_autofree char *fence = g_strdup_printf ("fence %u", ++self->n_fences);
  g_autofree char *pattern = g_strdup_printf ("%s</body>", fence);
  guard_person_do (self->alice, "im fence@corp.example %s", fence);
  g_autofree char *found = guard_peer_wait (self->peer, pattern, SOON);
  if (found == NULL)
    guard_person_await (self->alice, "^what should have left$", 0); /* fails, and tells all that alice saw */
  return guard_peer_dup_heard (self->peer);
}

guint
sending_story_count_left (SendingStory *self, const char *words)
{
  g_autofree char *heard = dup_all_that_left (self);
  guint n = 0;
  for (const char *at = strstr (heard, words); at != NULL; at = strstr (at + strlen (words), words))
    n++;
  return n;
}

gboolean
sending_story_has_left (SendingStory *self, const char *words)
{
  return sending_story_count_left (self, words) > 0;
}

int
sending_await_question (GuardPerson *person, const char *pattern)
{
  g_autofree char *whole = g_strconcat (SENDING_QUESTION ".*", pattern, NULL);
  return guard_person_await_id (person, whole, SOON);
}

void
sending_press (GuardPerson *person, int question, const char *label)
{
  g_usleep ((QUIET_MS + 50) * 1000);
  guard_person_do (person, "press %d %s", question, label);
  guard_person_sync (person);
}

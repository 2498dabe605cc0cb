/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-story.h"

G_BEGIN_DECLS

/* Stories of words that are about to leave: alice, guarded, on a server that writes down every byte she sends. Her guard knows two kinds of data by rules
 * of her own, so that the stories do not change with the shipped ones: the number of a payment card, and a pass word ("gk-" and twelve letters). */

#define SENDING_CARD "4111 1111 1111 1111"      /* everybody's example */
#define SENDING_CARD_MASKED "1111"
#define SENDING_CONTACT "boss@corp.example"     /* in alice's list */
#define SENDING_STRANGER "mallory@evil.example"

/* What a message's question looks like; the group is its id. */
#define SENDING_QUESTION "^REQUEST ([0-9]+) action title=\"Not sent yet\""

typedef struct
{
  GuardPeer *peer;
  GuardPerson *alice;
  guint n_fences;
} SendingStory;

/* Writes the rules into a profile whose client has not been started. */
void sending_story_write_rules (GuardPerson *person);
/* @plugin: (nullable): a test's plugin, loaded before the guard */
SendingStory *sending_story_new (GuardStage *stage, const char *plugin);
/* The same with a setting. */
SendingStory *sending_story_new_with (GuardStage *stage, const char *key, const char *value);
/* The client ends as it should. */
void sending_story_free (SendingStory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SendingStory, sending_story_free)

/* Whether @words stand in anything that left so far, when the client has done everything. */
gboolean sending_story_has_left (SendingStory *self, const char *words);
/* How often. */
guint sending_story_count_left (SendingStory *self, const char *words);

/* Waits for the question; @pattern: (nullable): what else must stand in it. Returns: its id */
int sending_await_question (GuardPerson *person, const char *pattern);
/* Presses after the moment in which a press counts for nothing. */
void sending_press (GuardPerson *person, int question, const char *label);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-story.h"

G_BEGIN_DECLS

/* Stories of messages and links: alice, guarded, on a hostile server that says what the test wants in anybody's name. Each thing that
 * happens is told apart from the next by a harmless message of one more contact, so that what did *not* come is known without waiting. */

#define LINKS_CONTACT "boss@corp.example"     /* in alice's list, like first@ and second@corp.example, who have said nothing yet, and third@, who has */
#define LINKS_STRANGER "mallory@evil.example"

/* A line of the guard's own, among the events: SYSTEM | NO_LOG. */
#define LINKS_LINE "^CONV [^ ]* 0x44 purple-guard: "
/* A message: everything else. */
#define LINKS_MESSAGE "^CONV [^ ]* 0x(?!44 purple-guard: )"

/* What a stanza may contain, as XML. */
#define LINKS_BODY(text) "<body>" text "</body>"
#define LINKS_XHTML(html) "<body>unformatted</body><html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>" html "</body></html>"

typedef struct
{
  GuardPeer *peer;
  GuardPerson *alice;
  guint n_fences;
  gsize n_lines; /* of the transcript, heard before */
} LinksStory;

/* @plugin: (nullable): a test's plugin, loaded before the guard */
LinksStory *links_story_new (GuardStage *stage, const char *plugin);
/* The same, but the client is not started yet. */
LinksStory *links_story_new_unstarted (GuardStage *stage);
/* The client ends as it should. */
void links_story_free (LinksStory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LinksStory, links_story_free)
/* The client ends and comes back with the same profile. */
void links_story_restart (LinksStory *self);

/* @from says something. @inner: the message's content as XML */
void links_story_say (LinksStory *self, const char *from, const char *inner);
/* All events since the last call, when the client has done everything so far. Returns: (transfer full) */
char **links_story_hear (LinksStory *self);
/* say and hear */
char **links_story_say_and_hear (LinksStory *self, const char *from, const char *inner);
/* A click on a link, and what came of it. */
char **links_story_click (LinksStory *self, const char *address);

/* All that @person has seen since the last start. Returns: (transfer full) */
char **links_read_events (GuardPerson *person);
/* How many of @events match. */
guint links_count (char **events, const char *pattern);
/* Index of the first that matches; fails the test, with all of them, if there is none. */
guint links_find (char **events, const char *pattern);
/* The number in the first group of @pattern; fails the test if nothing matches. */
int links_find_id (char **events, const char *pattern);
/* Notes a failure of the test, with all of them, unless exactly @n match; the test goes on. @label: which row of a table. Returns: whether they do */
gboolean links_check (char **events, const char *label, const char *pattern, guint n);
/* The text of the first event CONV of @who that is not the guard's. Fails the test if there is none. Returns: (transfer full) */
char *links_dup_shown (char **events, const char *who);

G_END_DECLS

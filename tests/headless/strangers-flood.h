/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "links-story.h"

G_BEGIN_DECLS

/* A flood of strangers, told by the hostile server as fast as it writes: for the bench at its full size, for the tests at a small one. */

/* @story: unstarted, with the settings of the caller's; the client starts, and is there */
void strangers_flood_arrive (LinksStory *story);
/* @n_messages in all, by @n_strangers in turn, each of what one client may hear: words, a link, a picture, a headline, a nudge. Returns when the client has done
 * all of them; what it said meanwhile is read. */
void strangers_flood_send (LinksStory *story, guint n_strangers, guint n_messages);
/* How many lines the journal has. */
guint strangers_flood_count_entries (LinksStory *story);

G_END_DECLS

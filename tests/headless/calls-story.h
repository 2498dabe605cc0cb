/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-story.h"

G_BEGIN_DECLS

/* What stories of calls need: a network of the test's own, since clients do not call each other over loopback, and what is sent can be counted there; and
 * GStreamer without what breaks. */

/* To be called before anything else is started. Returns: %FALSE where the system lets nobody have a network */
gboolean calls_story_make_network (void);
/* How many UDP datagrams were sent in it so far, by anybody. */
guint64 calls_story_count_datagrams (void);

/* All of GStreamer's plugins but one, for this person's client: with its SRTP, which calls of libpurple's do not use, the sending side breaks down here ("Could
 * not initialize SRTP encoder"). Persons share the list of what is there, which takes seconds to make. @person: (nullable): %NULL: for clients with a screen,
 * which have the test's own environment. */
void calls_story_choose_plugins (GuardStage *stage, GuardPerson *person);

G_END_DECLS

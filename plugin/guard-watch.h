/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* The watchdog: what was announced must reach a screen. Whoever sees an event come says so, whoever shows it says how; what nobody has shown after a moment is
 * shown here, once, and the journal lists each with what showed it. */
GuardWatch *guard_watch_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_watch_attach (GuardWatch *self);
void guard_watch_detach (GuardWatch *self);
void guard_watch_free (GuardWatch *self);

typedef enum
{
  GUARD_EVENT_MESSAGE,
  GUARD_EVENT_FILE,
  GUARD_EVENT_CALL,
  GUARD_EVENT_INVITATION,
  GUARD_EVENT_AUTHORISATION,
  GUARD_EVENT_ATTENTION,
  GUARD_N_EVENTS
} GuardEvent;

/* What showed it. */
typedef enum
{
  GUARD_SHOWN_NOT = 0,
  GUARD_SHOWN_CONVERSATION, /* a window that the user looks at */
  GUARD_SHOWN_FLAG,         /* a window or list that is marked */
  GUARD_SHOWN_LINE,         /* a line in a conversation */
  GUARD_SHOWN_QUESTION,
  GUARD_SHOWN_INBOX,
  GUARD_SHOWN_NOTIFICATION, /* of the desktop */
  GUARD_SHOWN_WINDOW,       /* a notice of the client's, where there is no such desktop */
  GUARD_N_SHOWN
} GuardShown;

/* @who has caused an event of this kind. Messages, invitations, requests to be added and offers that libpurple tells of are announced already: who sees one
 * in the same moment and says so once more changes nothing. */
void guard_watch_announce (GuardWatch *self, GuardEvent event, PurpleAccount *account, const char *who);
/* All announced events of this kind and person so far have been shown. */
void guard_watch_shown (GuardWatch *self, GuardEvent event, PurpleAccount *account, const char *who, GuardShown how);

/* Adds a line to the journal, off the main loop, however many there are. @entry: (transfer full) */
void guard_watch_add_journal_entry (GuardWatch *self, GuardJournalEntry *entry);

/* The last events and what showed them, and which settings hide events now. Returns: (transfer full) (element-type utf8) */
GPtrArray *guard_watch_list_events (GuardWatch *self);

G_END_DECLS

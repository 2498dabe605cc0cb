/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-watch-desktop.h"
#include "guard-watch-item.h"
#include "guard-watch-journal.h"
#include "guard-watch-ledger.h"
#include "guard-watch-record.h"
#include "guard-watch.h"

G_BEGIN_DECLS

struct _GuardWatch
{
  Guard *guard;
  GuardWatchLedger *ledger;   /* announced, and not known to be shown */
  GuardWatchDesktop *desktop;
  GuardWatchRecord *record;   /* what became of the last ones */
  GuardWatchJournal *journal;
  guint timer;
  GuardWatchEvent in_hand;    /* announced in this very moment: see guard-watch-events.c; @who %NULL: none */
  gboolean is_stanza;         /* it was seen on the line only, and is not counted yet */
  guint in_hand_source;
};

/* An event that libpurple tells of now. */
void guard_watch_take_in_hand (GuardWatch *self, GuardEvent event, PurpleAccount *account, const char *who);
/* A conversation has it. Without an announcement it counts as announced now, if @may_be_new. */
void guard_watch_written (GuardWatch *self, GuardEvent event, PurpleConversation *conversation, const char *who, gboolean may_be_new);
/* The privacy settings have dropped it. */
void guard_watch_blocked (GuardWatch *self, GuardEvent event, PurpleAccount *account, const char *who);

/* ---- guard-watch-events.c: what libpurple tells ---- */

void guard_watch_events_attach (GuardWatch *self);
void guard_watch_events_detach (GuardWatch *self);
/* Somebody else says the same of what is in hand. Returns: whether it is counted already */
gboolean guard_watch_claim_in_hand (GuardWatch *self, GuardEvent event, PurpleAccount *account, const char *who);

G_END_DECLS

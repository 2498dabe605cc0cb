/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-watch.h"

G_BEGIN_DECLS

/* Events of one kind of one person that were announced and that nothing is known to have shown. */
typedef struct
{
  GuardEvent event;
  PurpleAccount *account; /* lent; %NULL: of several */
  char *who;              /* the address; %NULL: of several people */
  guint n_open;
  guint n_written;        /* how many of them a conversation has */
  gint64 due_us;          /* when somebody has to look; monotonic */
  gboolean is_late;       /* somebody has looked, and nothing was written yet */
} GuardWatchEvent;

/* The open events, the oldest first. Bounded: what is beyond is counted by kind, without a person. Every call but the last takes constant time. */
typedef struct _GuardWatchLedger GuardWatchLedger;

GuardWatchLedger *guard_watch_ledger_new (void) G_GNUC_WARN_UNUSED_RESULT;
void guard_watch_ledger_free (GuardWatchLedger *self);

/* Returns: (transfer none) (nullable) */
GuardWatchEvent *guard_watch_ledger_find (GuardWatchLedger *self, GuardEvent event, PurpleAccount *account, const char *who);
/* The same, or where there is no room the one of several people. A new one is due at @due_us. Returns: (transfer none) */
GuardWatchEvent *guard_watch_ledger_get (GuardWatchLedger *self, GuardEvent event, PurpleAccount *account, const char *who, gint64 due_us);
void guard_watch_ledger_remove (GuardWatchLedger *self, GuardWatchEvent *event);
/* The first that is due, if any. Returns: (transfer none) (nullable) */
GuardWatchEvent *guard_watch_ledger_peek_due (GuardWatchLedger *self, gint64 now_us);
/* Looks at it again later. */
void guard_watch_ledger_postpone (GuardWatchLedger *self, GuardWatchEvent *event, gint64 due_us);
gboolean guard_watch_ledger_is_empty (GuardWatchLedger *self);
void guard_watch_ledger_forget_account (GuardWatchLedger *self, PurpleAccount *account);

G_END_DECLS

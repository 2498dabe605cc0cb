/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-watch-item.h"

G_BEGIN_DECLS

/* What is said of events that nothing else has shown: who and what kind, never the words. */

/* How many from how many; no text of others in it. @items: (element-type GuardWatchItem). Returns: (transfer full) */
char *guard_notice_watch_dup_summary (const GPtrArray *items);
/* A line for each person, as many as fit. @is_markup: escaped for a desktop that reads markup. Returns: (transfer full) */
char *guard_notice_watch_dup_body (const GPtrArray *items, gboolean is_markup);
/* The same as a window of the client's. */
void guard_notice_watch_show (Guard *guard, const GPtrArray *items);

/* "14:03  3 messages from Alice (alice@example.org): conversation". @person: (nullable): as it is shown. Returns: (transfer full) */
char *guard_notice_watch_dup_record_line (gint64 time_us, GuardEvent event, GuardFate fate, const char *person, guint n_events, GuardShown how);

/* That there are none. Returns: (transfer full) */
char *guard_notice_watch_dup_nothing_line (void);

/* Settings of the client that hide events. */
typedef enum
{
  GUARD_HIDING_NOTHING = 0,
  GUARD_HIDING_CONVERSATIONS,
  GUARD_HIDING_CONVERSATIONS_AWAY,
  GUARD_HIDING_ICON,
  GUARD_HIDING_BLINKING,
  GUARD_HIDING_SOUND,
  GUARD_HIDING_MESSAGE_SOUND,
  GUARD_HIDING_SOUND_WHILE_AWAY,
  GUARD_HIDING_NOTIFY_PLUGIN,
  GUARD_HIDING_FINCH_SOUND,
  GUARD_HIDING_ALL_PEOPLE,
  GUARD_HIDING_OTHER_PEOPLE,
  GUARD_HIDING_BLOCKED_PEOPLE,
  GUARD_HIDING_STRANGERS,
  GUARD_N_HIDINGS
} GuardHiding;

/* What it hides and where to change it. @account: (nullable). Returns: (transfer full) */
char *guard_notice_watch_dup_hiding_line (GuardHiding hiding, const char *account);

G_END_DECLS

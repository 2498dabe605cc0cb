/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-watch.h"

G_BEGIN_DECLS

/* What became of an event before anything showed it. */
typedef enum
{
  GUARD_FATE_CAME,
  GUARD_FATE_HIDDEN,  /* announced, and never written: another plugin, or a setting */
  GUARD_FATE_BLOCKED, /* dropped by the privacy settings */
} GuardFate;

/* So many events of one kind of one person. */
typedef struct
{
  GuardEvent event;
  GuardFate fate;
  PurpleAccount *account; /* lent; whoever keeps an item forgets those of an account that goes. %NULL: of several */
  char *who;              /* the address; %NULL: of several people */
  guint n_events;
} GuardWatchItem;

GuardWatchItem *guard_watch_item_new (GuardEvent event, GuardFate fate, PurpleAccount *account, const char *who, guint n_events) G_GNUC_WARN_UNUSED_RESULT;
void guard_watch_item_free (GuardWatchItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardWatchItem, guard_watch_item_free)

/* Whether both are of the same kind and person. */
gboolean guard_watch_item_is_same (const GuardWatchItem *self, const GuardWatchItem *other);

G_END_DECLS

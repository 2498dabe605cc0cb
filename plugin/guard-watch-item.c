/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-watch-item.h"

GuardWatchItem *
guard_watch_item_new (GuardEvent event, GuardFate fate, PurpleAccount *account, const char *who, guint n_events)
{
  GuardWatchItem *self = g_new0 (GuardWatchItem, 1);

  self->event = event;
  self->fate = fate;
  self->account = account;
  self->who = g_strdup (who);
  self->n_events = n_events;
  return self;
}

void
guard_watch_item_free (GuardWatchItem *self)
{
  if (self == NULL)
    return;
  g_free (self->who);
  g_free (self);
}

gboolean
guard_watch_item_is_same (const GuardWatchItem *self, const GuardWatchItem *other)
{
  return self->event == other->event && self->fate == other->fate && self->account == other->account && g_strcmp0 (self->who, other->who) == 0;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-inbox-private.h"

/* The user makes people known in other ways than the inbox: writes to them, adds them, changes the settings. What waits of them is delivered. */

static void
on_sent_im (PurpleAccount *account, const char *who, const char *message, gpointer user_data)
{
  GuardInbox *self = user_data;

  if (guard_strangers_count_persons (self->waiting) > 0 && guard_inbox_get_action (self, account, who) == GUARD_STRANGER_SHOW)
    guard_inbox_deliver (self, account, guard_inbox_find (self, account, who), "wrote");
}

static void
deliver_known (GuardInbox *self)
{
  g_autoptr(GPtrArray) persons = guard_strangers_list (self->waiting, 0);

  for (guint i = 0; i < persons->len; i++)
    {
      GuardStranger *person = g_ptr_array_index (persons, i);
      PurpleAccount *account = guard_inbox_find_account (person);

      if (account != NULL && guard_inbox_get_action (self, account, person->address) == GUARD_STRANGER_SHOW)
        guard_inbox_deliver (self, account, person, "became-known");
    }
}

static gboolean
on_sweep (gpointer user_data)
{
  GuardInbox *self = user_data;

  self->sweep_source = 0;
  deliver_known (self);
  return G_SOURCE_REMOVE;
}

/* Not inside whatever has made somebody known. */
void
guard_inbox_look_for_known (GuardInbox *self)
{
  if (self->sweep_source == 0 && guard_strangers_count_persons (self->waiting) > 0)
    self->sweep_source = g_idle_add (on_sweep, self);
}

static void
on_buddy_added (PurpleBuddy *buddy, gpointer user_data)
{
  guard_inbox_look_for_known (user_data);
}

/* Somebody may have been let in while the account was not connected. */
static void
on_signed_on (PurpleConnection *connection, gpointer user_data)
{
  guard_inbox_look_for_known (user_data);
}

/* Strangers may not have to wait any more. */
static void
on_setting_changed (GSettings *settings, const char *key, gpointer user_data)
{
  guard_inbox_look_for_known (user_data);
}

void
guard_inbox_attach_known (GuardInbox *self)
{
  purple_signal_connect_priority (purple_conversations_get_handle (), "sent-im-msg", self, PURPLE_CALLBACK (on_sent_im), self, G_MAXINT);
  purple_signal_connect_priority (purple_connections_get_handle (), "signed-on", self, PURPLE_CALLBACK (on_signed_on), self, G_MAXINT);
  purple_signal_connect_priority (purple_blist_get_handle (), "buddy-added", self, PURPLE_CALLBACK (on_buddy_added), self, G_MAXINT);
  if (self->guard->settings != NULL)
    g_signal_connect (self->guard->settings, "changed", G_CALLBACK (on_setting_changed), self);
}

void
guard_inbox_detach_known (GuardInbox *self)
{
  if (self->guard->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->guard->settings, self);
  g_clear_handle_id (&self->sweep_source, g_source_remove);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-watch-private.h"

#include "guard-contacts.h"
#include "guard-inbox.h"
#include "guard-notice-watch.h"
#include "guard-watch-screen.h"

/* From the announcement to what has shown it. An event is open until somebody says that it was shown, or a conversation has it that the user looks at. After
 * LOOK_MS somebody looks: what a conversation has is shown if the client marks it, or here; what nothing has written is waited for a little longer, since
 * plugins that translate or decrypt may take their time, and then another plugin, or a setting, has hidden it. All the same person's events of
 * one kind are one. */

#define LOOK_MS 2000
#define LATE_MS 4000
#define TICK_MS 500
#define MAX_LOOKS_A_TICK 64
/* People outside the list are not let in by settings of the user's own: that is said once a day, and counted otherwise. */
#define BLOCKED_AGAIN_US (24 * 60 * 60 * (gint64) G_USEC_PER_SEC)
#define BLOCKED_SAID "purple-guard-blocked-said"

static void
record (GuardWatch *self, const GuardWatchEvent *event, GuardFate fate, guint n_events, GuardShown how)
{
  const GuardWatchItem item = { .event = event->event, .fate = fate, .account = event->account, .who = event->who, .n_events = n_events };

  guard_watch_record_add (self->record, &item, how);
}

static void
on_told (const GuardWatchItem *item, GuardShown how, gpointer user_data)
{
  GuardWatch *self = user_data;

  guard_watch_record_add (self->record, item, how);
}

static gboolean
may_notify (GuardWatch *self)
{
  return self->guard->settings == NULL || g_settings_get_boolean (self->guard->settings, "notify-hidden-events");
}

/* Nothing else has. */
static void
show (GuardWatch *self, const GuardWatchEvent *event, GuardFate fate, guint n_events)
{
  if (n_events == 0)
    return;
  if (may_notify (self))
    guard_watch_desktop_add (self->desktop, guard_watch_item_new (event->event, fate, event->account, event->who, n_events));
  else
    record (self, event, fate, n_events, GUARD_SHOWN_NOT);
}

/* ---- looking ---- */

static gboolean
is_written_kind (GuardEvent event)
{
  return event == GUARD_EVENT_MESSAGE || event == GUARD_EVENT_ATTENTION;
}

/* What is in a conversation. */
static void
look_at_written (GuardWatch *self, const GuardWatchEvent *event)
{
  PurpleConversation *conversation = event->account != NULL ? purple_find_conversation_with_account (PURPLE_CONV_TYPE_ANY, event->who, event->account) : NULL;
  GuardShown how = conversation != NULL ? guard_watch_screen_look (conversation) : GUARD_SHOWN_NOT;

  if (how == GUARD_SHOWN_NOT)
    show (self, event, GUARD_FATE_CAME, event->n_written);
  else
    record (self, event, GUARD_FATE_CAME, event->n_written, is_written_kind (event->event) ? how : GUARD_SHOWN_LINE);
}

/* What nothing has written: messages of people whom the user ignores, or who wait in the inbox, are where they belong. */
static void
look_at_unwritten (GuardWatch *self, const GuardWatchEvent *event)
{
  Guard *guard = self->guard;
  const guint n_events = event->n_open - event->n_written;

  if (n_events == 0)
    return;
  if (!is_written_kind (event->event))
    show (self, event, GUARD_FATE_CAME, n_events);
  else if (event->account != NULL && guard_contacts_get_trust (guard->contacts, event->account, event->who) == GUARD_TRUST_IGNORED)
    record (self, event, GUARD_FATE_BLOCKED, n_events, GUARD_SHOWN_NOT);
  /* guard-attention has said so, once a minute. */
  else if (event->event == GUARD_EVENT_ATTENTION && event->account != NULL && guard_contacts_get_kind (event->account, event->who) == GUARD_SENDER_STRANGER)
    record (self, event, GUARD_FATE_CAME, n_events, GUARD_SHOWN_LINE);
  else if (event->account != NULL && guard_inbox_get_action (guard->inbox, event->account, event->who) != GUARD_STRANGER_SHOW)
    record (self, event, GUARD_FATE_CAME, n_events, GUARD_SHOWN_INBOX);
  else
    show (self, event, GUARD_FATE_HIDDEN, n_events);
}

static void
look (GuardWatch *self, GuardWatchEvent *event)
{
  if (is_written_kind (event->event) && event->n_written < event->n_open && !event->is_late)
    {
      event->is_late = TRUE;
      guard_watch_ledger_postpone (self->ledger, event, event->due_us + (LATE_MS - LOOK_MS) * 1000);
      return;
    }
  if (event->n_written > 0)
    look_at_written (self, event);
  look_at_unwritten (self, event);
  guard_watch_ledger_remove (self->ledger, event);
}

static gboolean
on_tick (gpointer data)
{
  GuardWatch *self = data;
  const gint64 now_us = g_get_monotonic_time ();
  GuardWatchEvent *event;

  for (guint i = 0; i < MAX_LOOKS_A_TICK && (event = guard_watch_ledger_peek_due (self->ledger, now_us)) != NULL; i++)
    look (self, event);
  if (!guard_watch_ledger_is_empty (self->ledger))
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  return G_SOURCE_REMOVE;
}

/* ---- what others tell ---- */

void
guard_watch_announce (GuardWatch *self, GuardEvent event, PurpleAccount *account, const char *who)
{
  GuardWatchEvent *open;

  if (account == NULL || who == NULL || self->desktop == NULL || guard_watch_claim_in_hand (self, event, account, who))
    return;
  open = guard_watch_ledger_get (self->ledger, event, account, who, g_get_monotonic_time () + LOOK_MS * 1000);
  open->n_open++;
  if (self->timer == 0)
    self->timer = g_timeout_add (TICK_MS, on_tick, self);
}

void
guard_watch_shown (GuardWatch *self, GuardEvent event, PurpleAccount *account, const char *who, GuardShown how)
{
  GuardWatchEvent *open;

  if (account == NULL || who == NULL)
    return;
  open = guard_watch_ledger_find (self->ledger, event, account, who);
  if (open == NULL)
    return;
  record (self, open, GUARD_FATE_CAME, open->n_open, how);
  guard_watch_ledger_remove (self->ledger, open);
}

void
guard_watch_written (GuardWatch *self, GuardEvent event, PurpleConversation *conversation, const char *who, gboolean may_be_new)
{
  PurpleAccount *account = purple_conversation_get_account (conversation);
  GuardWatchEvent *open = guard_watch_ledger_find (self->ledger, event, account, who);

  if (open == NULL && may_be_new)
    {
      guard_watch_announce (self, event, account, who);
      open = guard_watch_ledger_find (self->ledger, event, account, who);
    }
  if (open == NULL || open->n_written >= open->n_open)
    return;
  if (!purple_conversation_has_focus (conversation))
    {
      open->n_written = is_written_kind (event) ? open->n_written + 1 : open->n_open;
      return;
    }
  record (self, open, GUARD_FATE_CAME, 1, is_written_kind (event) ? GUARD_SHOWN_CONVERSATION : GUARD_SHOWN_LINE);
  if (--open->n_open == 0)
    guard_watch_ledger_remove (self->ledger, open);
}

/* ---- what the privacy settings drop ---- */

static gboolean
lets_only_some_in (PurpleAccount *account)
{
  return account->perm_deny == PURPLE_PRIVACY_DENY_ALL || account->perm_deny == PURPLE_PRIVACY_ALLOW_USERS || account->perm_deny == PURPLE_PRIVACY_ALLOW_BUDDYLIST;
}

/* Who blocks a person does not want to hear of them. Who lets only some people in does not know who stands outside. */
static gboolean
is_time_to_say (PurpleAccount *account)
{
  const gint64 now_us = g_get_real_time ();
  gint64 said_us = (gint64) purple_account_get_int (account, BLOCKED_SAID, 0) * 60 * G_USEC_PER_SEC;

  if (!lets_only_some_in (account) || (now_us - said_us < BLOCKED_AGAIN_US && said_us <= now_us))
    return FALSE;
  purple_account_set_int (account, BLOCKED_SAID, (int) (now_us / G_USEC_PER_SEC / 60));
  return TRUE;
}

static gboolean
put_into_inbox (GuardWatch *self, GuardEvent event, PurpleAccount *account, const char *who)
{
  if (!lets_only_some_in (account) || guard_inbox_get_action (self->guard->inbox, account, who) == GUARD_STRANGER_SHOW)
    return FALSE;
  guard_inbox_note (self->guard->inbox, account, who, event == GUARD_EVENT_MESSAGE ? GUARD_WAITING_MESSAGE : GUARD_WAITING_INVITATION, NULL);
  return TRUE;
}

void
guard_watch_blocked (GuardWatch *self, GuardEvent event, PurpleAccount *account, const char *who)
{
  g_autofree char *address = guard_contacts_dup_address (account, who);
  const GuardWatchEvent blocked = { .event = event, .account = account, .who = address };

  if (put_into_inbox (self, event, account, who))
    record (self, &blocked, GUARD_FATE_BLOCKED, 1, GUARD_SHOWN_INBOX);
  else if (is_time_to_say (account))
    show (self, &blocked, GUARD_FATE_BLOCKED, 1);
  else
    record (self, &blocked, GUARD_FATE_BLOCKED, 1, GUARD_SHOWN_NOT);
}

/* ---- for the user ---- */

GPtrArray *
guard_watch_list_events (GuardWatch *self)
{
  GPtrArray *lines = guard_watch_record_list (self->record);
  g_autoptr(GPtrArray) hiding = guard_watch_screen_list_hiding ();

  if (lines->len == 0)
    g_ptr_array_add (lines, guard_notice_watch_dup_nothing_line ());
  for (guint i = 0; i < hiding->len; i++)
    g_ptr_array_add (lines, g_strdup (hiding->pdata[i]));
  return lines;
}

void
guard_watch_add_journal_entry (GuardWatch *self, GuardJournalEntry *entry)
{
  guard_watch_journal_add (self->journal, entry);
}

/* ---- life ---- */

GuardWatch *
guard_watch_new (Guard *guard)
{
  GuardWatch *self = g_new0 (GuardWatch, 1);

  self->guard = guard;
  self->ledger = guard_watch_ledger_new ();
  self->journal = guard_watch_journal_new (guard->chores);
  self->record = guard_watch_record_new (guard, self->journal);
  self->desktop = guard_watch_desktop_new (guard, on_told, self);
  return self;
}

void
guard_watch_attach (GuardWatch *self)
{
  guard_watch_events_attach (self);
  guard_watch_screen_attach ();
}

/* There is no time left to show it. */
static void
give_up (GuardWatch *self)
{
  GuardWatchEvent *event;

  while ((event = guard_watch_ledger_peek_due (self->ledger, G_MAXINT64)) != NULL)
    {
      record (self, event, GUARD_FATE_CAME, event->n_open, GUARD_SHOWN_NOT);
      guard_watch_ledger_remove (self->ledger, event);
    }
}

void
guard_watch_detach (GuardWatch *self)
{
  guard_watch_screen_detach ();
  guard_watch_events_detach (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  give_up (self);
  g_clear_pointer (&self->desktop, guard_watch_desktop_free);
  guard_watch_journal_stop (self->journal);
}

void
guard_watch_free (GuardWatch *self)
{
  guard_watch_record_free (self->record);
  guard_watch_ledger_free (self->ledger);
  guard_watch_journal_free (self->journal);
  g_free (self);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-watch-record.h"

#include "guard-contacts.h"
#include "guard-notice-watch.h"

#define MAX_RECENT 20

typedef struct
{
  GuardEvent event;
  GuardFate fate;
  GuardShown how;
  char *person; /* as it is shown */
  gint64 time_us;
  guint n_events;
} Recent;

struct _GuardWatchRecord
{
  Guard *guard;
  GuardWatchJournal *journal;
  GQueue recent; /* of Recent, the newest last */
};

static const char * const kinds[GUARD_N_EVENTS] = {
  [GUARD_EVENT_MESSAGE] = "event-message",
  [GUARD_EVENT_FILE] = "event-file",
  [GUARD_EVENT_CALL] = "event-call",
  [GUARD_EVENT_INVITATION] = "event-invitation",
  [GUARD_EVENT_AUTHORISATION] = "event-authorisation",
  [GUARD_EVENT_ATTENTION] = "event-attention",
};

static const char * const ways[GUARD_N_SHOWN] = {
  [GUARD_SHOWN_NOT] = "not",
  [GUARD_SHOWN_CONVERSATION] = "conversation",
  [GUARD_SHOWN_FLAG] = "flag",
  [GUARD_SHOWN_LINE] = "line",
  [GUARD_SHOWN_QUESTION] = "question",
  [GUARD_SHOWN_INBOX] = "inbox",
  [GUARD_SHOWN_NOTIFICATION] = "notification",
  [GUARD_SHOWN_WINDOW] = "window",
};

/* ---- in memory ---- */

static void
free_recent (gpointer data)
{
  Recent *recent = data;

  g_free (recent->person);
  g_free (recent);
}

static gboolean
says_same (const Recent *recent, const Recent *other)
{
  return recent->event == other->event && recent->fate == other->fate && recent->how == other->how && g_strcmp0 (recent->person, other->person) == 0;
}

static void
remember (GuardWatchRecord *self, const GuardWatchItem *item, GuardShown how)
{
  Recent *recent = g_new0 (Recent, 1);
  Recent *last = g_queue_peek_tail (&self->recent);

  recent->event = item->event;
  recent->fate = item->fate;
  recent->how = how;
  recent->person = item->account != NULL && item->who != NULL ? guard_contacts_dup_shown (item->account, item->who) : NULL;
  recent->time_us = g_get_real_time ();
  recent->n_events = item->n_events;
  if (last != NULL && says_same (last, recent))
    {
      recent->n_events += last->n_events;
      free_recent (g_queue_pop_tail (&self->recent));
    }
  g_queue_push_tail (&self->recent, recent);
  while (self->recent.length > MAX_RECENT)
    free_recent (g_queue_pop_head (&self->recent));
}

GPtrArray *
guard_watch_record_list (GuardWatchRecord *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (GList *item = self->recent.head; item != NULL; item = item->next)
    {
      const Recent *recent = item->data;

      g_ptr_array_add (lines, guard_notice_watch_dup_record_line (recent->time_us, recent->event, recent->fate, recent->person, recent->n_events, recent->how));
    }
  return lines;
}

/* ---- in the journal ---- */

/* Who wants no log of a conversation wants none here either: that something came is kept, not from whom. */
static gboolean
is_logged (PurpleAccount *account, const char *who)
{
  PurpleConversation *conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_ANY, who, account);

  return conversation != NULL ? purple_conversation_is_logging (conversation) : purple_prefs_get_bool ("/purple/logging/log_ims");
}

static GuardJournalEntry *
make_entry (const GuardWatchItem *item, GuardShown how)
{
  GuardJournalEntry *entry = guard_journal_entry_new (item->fate == GUARD_FATE_HIDDEN ? "event-hidden" : item->fate == GUARD_FATE_BLOCKED ? "event-blocked" : kinds[item->event]);

  entry->n_events = item->n_events;
  entry->shown = g_strdup (ways[how]);
  if (item->fate != GUARD_FATE_CAME)
    entry->finding = g_strdup (kinds[item->event]);
  if (item->account == NULL || item->who == NULL)
    return entry;
  entry->protocol = g_strdup (purple_account_get_protocol_id (item->account));
  entry->account = g_strdup (purple_account_get_username (item->account));
  entry->sender_kind = guard_contacts_get_kind (item->account, item->who);
  if (is_logged (item->account, item->who))
    entry->sender = g_strdup (item->who);
  return entry;
}

void
guard_watch_record_add (GuardWatchRecord *self, const GuardWatchItem *item, GuardShown how)
{
  GSettings *settings = self->guard->settings;

  if (item->n_events == 0)
    return;
  remember (self, item, how);
  if (settings == NULL || g_settings_get_boolean (settings, "journal-events"))
    guard_watch_journal_add (self->journal, make_entry (item, how));
}

/* ---- life ---- */

GuardWatchRecord *
guard_watch_record_new (Guard *guard, GuardWatchJournal *journal)
{
  GuardWatchRecord *self = g_new0 (GuardWatchRecord, 1);

  self->guard = guard;
  self->journal = journal;
  g_queue_init (&self->recent);
  return self;
}

void
guard_watch_record_free (GuardWatchRecord *self)
{
  g_queue_clear_full (&self->recent, free_recent);
  g_free (self);
}

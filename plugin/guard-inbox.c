/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-inbox-private.h"

#include "guard-contacts.h"
#include "guard-files.h"
#include "guard-offers.h"
#include "guard-watch.h"

#include <string.h>

/* States of a stranger: unknown -> waiting -> let in | ignored | blocked. What waits is in memory, bounded (core/guard-strangers), and on disk
 * (guard-inbox-disk), until it is delivered or dropped. Somebody who became known in another way, because the user wrote to them or added them, is
 * delivered when it is noticed: before the next thing of theirs is shown, so that the order stays. */

static const GuardEvent events[GUARD_N_WAITING_KINDS] = {
  [GUARD_WAITING_MESSAGE] = GUARD_EVENT_MESSAGE,
  [GUARD_WAITING_AUTHORISATION] = GUARD_EVENT_AUTHORISATION,
  [GUARD_WAITING_INVITATION] = GUARD_EVENT_INVITATION,
  [GUARD_WAITING_FILE] = GUARD_EVENT_FILE,
  [GUARD_WAITING_CALL] = GUARD_EVENT_CALL,
  [GUARD_WAITING_ATTENTION] = GUARD_EVENT_ATTENTION,
  [GUARD_WAITING_WINDOW] = GUARD_EVENT_MESSAGE,
};

/* ---- who ---- */

char *
guard_inbox_dup_address (PurpleAccount *account, const char *who)
{
  g_autofree char *address = guard_contacts_dup_address (account, who);

  /* The name behind a room's is a person, and small and capital letters count in it. */
  return strchr (address, '/') != NULL ? g_steal_pointer (&address) : g_strdup (purple_normalize (account, address));
}

PurpleAccount *
guard_inbox_find_account (const GuardStranger *person)
{
  return purple_accounts_find (person->account, person->protocol);
}

GuardStranger *
guard_inbox_find (GuardInbox *self, PurpleAccount *account, const char *who)
{
  g_autofree char *address = guard_inbox_dup_address (account, who);

  return guard_strangers_find (self->waiting, purple_account_get_protocol_id (account), purple_account_get_username (account), address);
}

/* What the account's own server says, it says as the one who carries every message anyway. Servers of others are strangers. */
static gboolean
is_own_server (PurpleAccount *account, const char *who)
{
  const char *protocol = purple_account_get_protocol_id (account);
  const char *at = strchr (purple_account_get_username (account), '@');

  /* No nick has a dot (RFC 2812, 2.3.1): this is the server that the account is connected to. */
  if (purple_strequal (protocol, "prpl-irc"))
    return strchr (who, '.') != NULL && strchr (who, '!') == NULL;
  if (purple_strequal (protocol, "prpl-jabber") && at != NULL)
    {
      const gsize n_bytes = strcspn (at + 1, "/");

      return g_ascii_strncasecmp (at + 1, who, n_bytes) == 0 && (who[n_bytes] == '\0' || who[n_bytes] == '/');
    }
  return FALSE;
}

GuardStrangerAction
guard_inbox_get_action (GuardInbox *self, PurpleAccount *account, const char *who)
{
  GuardContacts *contacts = self->guard->contacts;
  GuardPolicy policy;

  if (account == NULL || who == NULL || *who == '\0' || is_own_server (account, who))
    return GUARD_STRANGER_SHOW;
  if (guard_contacts_get_trust (contacts, account, who) == GUARD_TRUST_IGNORED)
    return GUARD_STRANGER_WAIT;
  guard_get_policy (self->guard, &policy);
  return guard_policy_for_stranger (&policy, guard_contacts_get_kind (account, who), guard_contacts_is_let_in (contacts, account, who),
                                    guard_contacts_is_own_server (contacts, account));
}

gboolean
guard_inbox_keeps (GuardInbox *self, PurpleAccount *account, const char *who)
{
  return self->n_shown == 0 && guard_inbox_get_action (self, account, who) != GUARD_STRANGER_SHOW;
}

guint
guard_inbox_count (GuardInbox *self, PurpleAccount *account, const char *who, GuardWaitingKind kind)
{
  const GuardStranger *person = guard_inbox_find (self, account, who);

  return person != NULL ? person->n_seen[kind] : 0;
}

/* ---- something comes ---- */

static gint64
tell_time (GuardInbox *self)
{
  /* Never twice the same, so that the order is told by it. */
  self->last_us = MAX (g_get_real_time (), self->last_us + 1);
  return self->last_us;
}

static GuardStranger *
see (GuardStrangers *strangers, PurpleAccount *account, const char *who, guint kind, gint64 now_us)
{
  g_autofree char *address = guard_inbox_dup_address (account, who);
  GuardStranger *person = guard_strangers_see (strangers, purple_account_get_protocol_id (account), purple_account_get_username (account), address,
                                               kind, now_us);

  if (person != NULL && person->id == 0)
    person->id = guard_inbox_disk_make_id ();
  return person;
}

static void
take_of_ignored (GuardInbox *self, PurpleAccount *account, const GuardStrangersItem *item)
{
  GuardStranger *person = see (self->ignored, account, item->who, item->kind, tell_time (self));

  if (person != NULL)
    guard_inbox_disk_put_person (self->disk, person, TRUE);
  guard_inbox_line_note (self->line, person, item->kind, FALSE);
}

static void
keep (GuardInbox *self, GuardStranger *person, GuardStrangersItem *item)
{
  item->id = guard_inbox_disk_make_id ();
  item->time_us = person->last_us;
  if (item->said_us == 0)
    item->said_us = item->time_us;
  /* First onto the disk: keeping may drop this very item, which takes it off again. */
  guard_inbox_disk_put_item (self->disk, person, item);
  guard_inbox_disk_put_person (self->disk, person, FALSE);
  guard_strangers_keep (self->waiting, person, item);
}

void
guard_inbox_take (GuardInbox *self, PurpleAccount *account, GuardStrangersItem *taken)
{
  g_autoptr(GuardStrangersItem) item = taken;
  const GuardEvent event = events[item->kind];
  const guint kind = item->kind;
  g_autofree char *who = g_strdup (item->who);
  const gboolean is_ignored = guard_contacts_get_trust (self->guard->contacts, account, who) == GUARD_TRUST_IGNORED;
  GuardStranger *person;

  if (self->line == NULL)
    return;
  /* who refuses calls has announced this one */
  if (kind != GUARD_WAITING_CALL)
    guard_watch_announce (self->guard->watch, event, account, who);
  if (is_ignored)
    take_of_ignored (self, account, item);
  else
    {
      person = see (self->waiting, account, who, kind, tell_time (self));
      if (person != NULL)
        keep (self, person, g_steal_pointer (&item));
      guard_inbox_line_note (self->line, person, kind, TRUE);
      if (guard_inbox_get_action (self, account, who) == GUARD_STRANGER_ASK)
        guard_inbox_ask_about_next (self);
    }
  guard_watch_shown (self->guard->watch, event, account, who, GUARD_SHOWN_INBOX);
}

void
guard_inbox_note (GuardInbox *self, PurpleAccount *account, const char *who, GuardWaitingKind kind, const char *about)
{
  guard_inbox_take (self, account, guard_strangers_item_new (kind, who, about));
}

static void
on_dropped (const GuardStranger *person, const GuardStrangersItem *item, gpointer user_data)
{
  GuardInbox *self = user_data;

  guard_inbox_disk_remove (self->disk, item->id);
}

/* ---- the user decides ---- */

static void
write_journal (GuardInbox *self, const GuardStranger *person, const char *kind, const char *choice)
{
  GuardJournalEntry *entry = guard_journal_entry_new (kind);

  entry->protocol = g_strdup (person->protocol);
  entry->account = g_strdup (person->account);
  entry->sender = g_strdup (person->address);
  entry->sender_kind = GUARD_SENDER_STRANGER;
  entry->finding = g_strdup_printf ("%u kept, %u dropped", person->n_items, person->n_dropped);
  entry->choice = g_strdup (choice);
  guard_files_add_journal_entry (self->guard, entry);
}

/* Takes the person out of the list; questions about them are no more. Returns: (transfer full) */
static GuardStranger *
take_out (GuardInbox *self, GuardStranger *person)
{
  guard_inbox_withdraw_question (self, person);
  guard_inbox_disk_remove_person (self->disk, person);
  return guard_strangers_steal (self->waiting, person);
}

static void
show_item (GuardInbox *self, PurpleAccount *account, const GuardStrangersItem *item)
{
  if (item->kind == GUARD_WAITING_MESSAGE)
    guard_inbox_show_message (account, item);
  else if (item->kind == GUARD_WAITING_INVITATION)
    guard_inbox_show_invitation (self, account, item);
}

void
guard_inbox_deliver (GuardInbox *self, PurpleAccount *account, GuardStranger *listed, const char *choice)
{
  g_autoptr(GuardStranger) person = NULL;

  if (listed == NULL || !purple_account_is_connected (account))
    return;
  person = take_out (self, listed);
  write_journal (self, person, "stranger-let-in", choice);
  guard_inbox_line_decided (self->line);
  self->n_shown++;
  for (const GList *link = person->items.head; link != NULL; link = link->next)
    if (purple_account_is_connected (account))
      show_item (self, account, link->data);
  self->n_shown--;
  guard_inbox_requests_answer (self->requests, account, person->address, TRUE);
  guard_offers_on_decision (self->guard->offers, account, person->address, TRUE);
}

static void
turn_away (GuardInbox *self, GuardStranger *listed, GuardInboxDecision decision, const char *choice)
{
  PurpleAccount *account = guard_inbox_find_account (listed);
  g_autoptr(GuardStranger) person = take_out (self, listed);

  write_journal (self, person, decision == GUARD_INBOX_BLOCK ? "stranger-blocked" : "stranger-ignored", choice);
  guard_inbox_line_decided (self->line);
  if (account == NULL)
    return;
  guard_contacts_set_trust (self->guard->contacts, account, person->address, GUARD_TRUST_IGNORED);
  if (decision == GUARD_INBOX_BLOCK)
    {
      guard_inbox_requests_answer (self->requests, account, person->address, FALSE);
      purple_privacy_deny (account, person->address, FALSE, FALSE);
    }
  else
    guard_inbox_requests_forget (self->requests, account, person->address);
  guard_offers_on_decision (self->guard->offers, account, person->address, FALSE);
}

void
guard_inbox_empty (GuardInbox *self)
{
  g_autoptr(GPtrArray) persons = guard_strangers_list (self->waiting, 0);
  GuardJournalEntry *entry = guard_journal_entry_new ("stranger-dropped");

  entry->sender_kind = GUARD_SENDER_STRANGER;
  entry->choice = g_strdup ("empty");
  entry->n_events = persons->len;
  guard_files_add_journal_entry (self->guard, entry);
  for (guint i = 0; i < persons->len; i++)
    {
      PurpleAccount *account = guard_inbox_find_account (g_ptr_array_index (persons, i));
      g_autoptr(GuardStranger) person = take_out (self, g_ptr_array_index (persons, i));

      if (account == NULL)
        continue;
      guard_inbox_requests_forget (self->requests, account, person->address);
      guard_offers_on_decision (self->guard->offers, account, person->address, FALSE);
    }
  guard_strangers_forget_unlisted (self->waiting);
  guard_inbox_line_decided (self->line);
}

void
guard_inbox_decide (GuardInbox *self, GuardStranger *person, GuardInboxDecision decision, const char *choice)
{
  PurpleAccount *account = guard_inbox_find_account (person);

  if (decision != GUARD_INBOX_LET_IN)
    {
      turn_away (self, person, decision, choice);
      return;
    }
  if (account == NULL)
    return;
  guard_contacts_let_in (self->guard->contacts, account, person->address);
  guard_inbox_deliver (self, account, person, choice);
}

/* ---- an account goes ---- */

/* What was asked over a connection is not asked any more when it ends; a server asks again at the next one. */
static void
forget_requests (GuardInbox *self, GuardStranger *person)
{
  guint n_left = 0;

  if (person->n_seen[GUARD_WAITING_AUTHORISATION] == 0)
    return;
  person->n_seen[GUARD_WAITING_AUTHORISATION] = 0;
  for (guint i = 0; i < GUARD_N_WAITING_KINDS; i++)
    n_left += person->n_seen[i];
  if (n_left == 0)
    guard_stranger_free (take_out (self, person));
}

static void
on_signing_off (PurpleConnection *connection, gpointer user_data)
{
  GuardInbox *self = user_data;
  PurpleAccount *account = purple_connection_get_account (connection);
  g_autoptr(GPtrArray) persons = guard_strangers_list (self->waiting, 0);

  guard_inbox_requests_forget (self->requests, account, NULL);
  for (guint i = 0; i < persons->len; i++)
    if (guard_inbox_find_account (g_ptr_array_index (persons, i)) == account)
      forget_requests (self, g_ptr_array_index (persons, i));
}

/* ---- life ---- */

static void
on_read (gpointer user_data)
{
  GuardInbox *self = user_data;

  if (self->line == NULL || guard_strangers_count_persons (self->waiting) == 0)
    return;
  guard_inbox_line_remind (self->line, TRUE);
  guard_inbox_look_for_known (self);
}

GuardInbox *
guard_inbox_new (Guard *guard)
{
  GuardInbox *self = g_new0 (GuardInbox, 1);

  self->guard = guard;
  self->waiting = guard_strangers_new (&guard_strangers_limits, on_dropped, self);
  self->ignored = guard_strangers_new (&guard_strangers_limits, NULL, NULL);
  return self;
}

void
guard_inbox_attach (GuardInbox *self)
{
  self->line = guard_inbox_line_new (self->guard, self->waiting, self->ignored);
  self->disk = guard_inbox_disk_new (self->guard, self->waiting, self->ignored, on_read, self);
  self->requests = guard_inbox_requests_new (self->guard);
  guard_inbox_attach_messages (self);
  guard_inbox_attach_invitations (self);
  guard_inbox_attach_known (self);
  purple_signal_connect_priority (purple_connections_get_handle (), "signing-off", self, PURPLE_CALLBACK (on_signing_off), self, G_MININT);
}

void
guard_inbox_detach (GuardInbox *self)
{
  purple_signals_disconnect_by_handle (self);
  guard_inbox_detach_known (self);
  guard_inbox_detach_invitations (self);
  guard_inbox_detach_messages (self);
  guard_inbox_close_dialogs (self);
  g_clear_pointer (&self->requests, guard_inbox_requests_free);
  g_clear_pointer (&self->line, guard_inbox_line_free);
  guard_inbox_disk_flush (self->disk);
}

void
guard_inbox_free (GuardInbox *self)
{
  guard_inbox_disk_free (self->disk);
  guard_strangers_free (self->waiting);
  guard_strangers_free (self->ignored);
  g_free (self);
}

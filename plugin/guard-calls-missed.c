/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-calls-missed.h"

#include "guard-contacts.h"
#include "guard-files.h"
#include "guard-inbox.h"
#include "guard-watch.h"
#include "store/guard-store.h"

#include <string.h>

/* Persons that are counted at the same time, and questions that are open; who comes on top is only counted. */
#define MAX_PERSONS 64
#define MAX_QUESTIONS 4
#define QUIET_SECONDS 60
/* How often the same person may be asked about in that time: who rings and hangs up again and again opens no more windows. */
#define MAX_ASKED 5

struct _GuardMissed
{
  Guard *guard;
  GHashTable *persons; /* key of dup_key() -> Person */
  GList *offers;       /* of Offer */
  guint n_unlisted;    /* refused while there was no room in @persons */
};

/* Somebody who has called less than a minute ago. */
typedef struct
{
  GuardMissed *missed;
  char *key;
  PurpleAccount *account;
  char *who;
  GuardSenderKind kind;
  gboolean has_video;
  gboolean is_told;
  guint n_asked;
  guint n_more;
  guint timer;
} Person;

/* "Call back?" */
typedef struct
{
  GuardMissed *missed;
  PurpleAccount *account;
  char *who;
  GuardSenderKind kind;
  gboolean has_video;
  GuardQuestion *question;
} Offer;

static const char *
get_finding (GuardNoCall why)
{
  static const char * const words[] = {
    [GUARD_NO_CALL_STRANGER] = "stranger", [GUARD_NO_CALL_SETTING] = "setting", [GUARD_NO_CALL_BUSY] = "busy", [GUARD_NO_CALL_UNSOUND] = "malformed",
    [GUARD_NO_CALL_NOT_HELD] = "not-held", [GUARD_NO_CALL_MISSED] = "withdrawn", [GUARD_NO_CALL_OFFLINE] = "offline", [GUARD_NO_CALL_FAILED] = "failed",
    [GUARD_NO_CALL_TAKEN_OVER] = "taken-over", [GUARD_NO_CALL_WIDENED] = "more-media",
  };

  return words[why];
}

static gboolean
is_missed (GuardNoCall why)
{
  return why == GUARD_NO_CALL_MISSED || why == GUARD_NO_CALL_OFFLINE;
}

void
guard_missed_note (GuardMissed *self, const char *kind, const GuardCallFacts *facts, const char *choice, const char *finding)
{
  GuardJournalEntry *entry = guard_journal_entry_new (kind);

  entry->protocol = g_strdup (purple_account_get_protocol_id (facts->account));
  entry->account = g_strdup (purple_account_get_username (facts->account));
  entry->sender = guard_contacts_dup_address (facts->account, facts->who);
  entry->sender_kind = facts->kind;
  entry->finding = g_strjoin (" ", facts->has_video ? "video" : "voice", finding, NULL);
  entry->action = g_strdup (strchr (kind, '-') + 1);
  entry->choice = g_strdup (choice);
  guard_files_add_journal_entry (self->guard, entry);
}

/* ---- floods ---- */

static void
free_person (gpointer data)
{
  Person *self = data;

  g_clear_handle_id (&self->timer, g_source_remove);
  g_free (self->key);
  g_free (self->who);
  g_free (self);
}

static void
tell_number (Person *self)
{
  const GuardCallFacts facts = { .account = self->account, .who = self->who, .kind = self->kind, .has_video = self->has_video };
  g_autofree char *number = g_strdup_printf ("%u", self->n_more);

  guard_missed_note (self->missed, "call-refused", &facts, NULL, number);
  guard_notice_more_calls (self->missed->guard, &facts, self->n_more);
}

/* Of all those together for whom there was no room. */
static void
tell_unlisted (GuardMissed *self)
{
  GuardJournalEntry *entry;

  if (self->n_unlisted == 0)
    return;
  entry = guard_journal_entry_new ("call-refused");
  entry->finding = g_strdup_printf ("%u", self->n_unlisted);
  entry->action = g_strdup ("refused");
  guard_files_add_journal_entry (self->guard, entry);
  self->n_unlisted = 0;
}

/* Who goes on calling goes on being counted. */
static gboolean
on_quiet (gpointer data)
{
  Person *self = data;

  tell_unlisted (self->missed);
  if (self->n_more > 0)
    {
      tell_number (self);
      self->n_more = 0;
      self->n_asked = 0;
      return G_SOURCE_CONTINUE;
    }
  self->timer = 0;
  g_hash_table_remove (self->missed->persons, self->key);
  return G_SOURCE_REMOVE;
}

static char *
dup_key (const GuardCallFacts *facts)
{
  g_autofree char *address = guard_contacts_dup_address (facts->account, facts->who);

  return g_strdup_printf ("%p %s", (void *) facts->account, purple_normalize (facts->account, address));
}

/* Returns: (nullable): %NULL when there is no room */
static Person *
get_person (GuardMissed *self, const GuardCallFacts *facts)
{
  g_autofree char *key = dup_key (facts);
  Person *person = g_hash_table_lookup (self->persons, key);

  if (person != NULL || g_hash_table_size (self->persons) >= MAX_PERSONS)
    return person;
  person = g_new0 (Person, 1);
  person->missed = self;
  person->key = g_steal_pointer (&key);
  person->account = facts->account;
  person->who = g_strdup (facts->who);
  person->kind = facts->kind;
  person->has_video = facts->has_video;
  person->timer = g_timeout_add_seconds (QUIET_SECONDS, on_quiet, person);
  g_hash_table_insert (self->persons, person->key, person);
  return person;
}

/* Returns: whether this one is to be shown and not only counted */
static gboolean
is_first (GuardMissed *self, const GuardCallFacts *facts)
{
  Person *person = get_person (self, facts);

  if (person == NULL)
    {
      self->n_unlisted++;
      return FALSE;
    }
  if (person->is_told)
    person->n_more++;
  else
    person->is_told = TRUE;
  return person->n_more == 0;
}

gboolean
guard_missed_may_ask (GuardMissed *self, const GuardCallFacts *facts)
{
  Person *person = get_person (self, facts);

  return person == NULL || person->n_asked++ < MAX_ASKED;
}

/* ---- calling back ---- */

static void
free_offer (Offer *self)
{
  self->missed->offers = g_list_remove (self->missed->offers, self);
  guard_question_withdraw (self->question);
  g_free (self->who);
  g_free (self);
}

static void
call_back (Offer *self)
{
  const GuardCallFacts facts = { .account = self->account, .who = self->who, .kind = self->kind, .has_video = self->has_video };
  g_autofree char *address = guard_contacts_dup_address (self->account, self->who);
  PurpleMediaSessionType type = self->has_video ? PURPLE_MEDIA_AUDIO | PURPLE_MEDIA_VIDEO : PURPLE_MEDIA_AUDIO;

  /* The very place that called, or where the person is now. */
  if (!purple_prpl_initiate_media (self->account, purple_prpl_get_media_caps (self->account, self->who) != 0 ? self->who : address, type))
    guard_notice_cannot_call (self->missed->guard, &facts);
}

static void
on_call_back (guint answer, const char *text, gpointer data)
{
  Offer *self = data;

  self->question = NULL;
  if (answer == 1)
    call_back (self);
  free_offer (self);
}

static gboolean
has_offer (GuardMissed *self, const GuardCallFacts *facts)
{
  for (GList *l = self->offers; l != NULL; l = l->next)
    {
      const Offer *offer = l->data;
      g_autofree char *one = guard_contacts_dup_address (facts->account, offer->who);
      g_autofree char *other = guard_contacts_dup_address (facts->account, facts->who);

      if (offer->account == facts->account && guard_contacts_are_same (facts->account, one, other))
        return TRUE;
    }
  return FALSE;
}

/* Returns: whether there is a question to be seen */
static gboolean
offer_call_back (GuardMissed *self, const GuardCallFacts *facts, GuardNoCall why)
{
  Offer *offer;

  if (facts->kind == GUARD_SENDER_STRANGER || has_offer (self, facts) || g_list_length (self->offers) >= MAX_QUESTIONS)
    return FALSE;
  offer = g_new0 (Offer, 1);
  offer->missed = self;
  offer->account = facts->account;
  offer->who = g_strdup (facts->who);
  offer->kind = facts->kind;
  offer->has_video = facts->has_video;
  self->offers = g_list_prepend (self->offers, offer);
  offer->question = guard_notice_ask_call_back (self->guard, facts, why, on_call_back, offer);
  return TRUE;
}

/* ---- showing ---- */

static gboolean
can_be_called_back (GuardNoCall why)
{
  return why == GUARD_NO_CALL_NOT_HELD || why == GUARD_NO_CALL_MISSED || why == GUARD_NO_CALL_WIDENED;
}

static GuardShown
show (GuardMissed *self, const GuardCallFacts *facts, GuardNoCall why)
{
  if (can_be_called_back (why) && offer_call_back (self, facts, why))
    return GUARD_SHOWN_QUESTION;
  return guard_notice_no_call (self->guard, facts, why) ? GUARD_SHOWN_LINE : GUARD_SHOWN_NOT;
}

static gboolean
is_waiting_stranger (GuardMissed *self, const GuardCallFacts *facts)
{
  return facts->kind == GUARD_SENDER_STRANGER && guard_inbox_get_action (self->guard->inbox, facts->account, facts->who) != GUARD_STRANGER_SHOW;
}

void
guard_missed_show (GuardMissed *self, const GuardCallFacts *facts, GuardNoCall why)
{
  gboolean is_told = is_missed (why) ? !has_offer (self, facts) : is_first (self, facts);
  GuardShown how = GUARD_SHOWN_NOT;

  if (is_told)
    guard_missed_note (self, is_missed (why) ? "call-missed" : "call-refused", facts, NULL, get_finding (why));
  if (is_waiting_stranger (self, facts))
    {
      /* Which counts for itself. */
      guard_inbox_note (self->guard->inbox, facts->account, facts->who, GUARD_WAITING_CALL, NULL);
      how = GUARD_SHOWN_INBOX;
    }
  else
    how = is_told ? show (self, facts, why) : GUARD_SHOWN_LINE; /* or in the number that comes */
  if (how != GUARD_SHOWN_NOT)
    guard_watch_shown (self->guard->watch, GUARD_EVENT_CALL, facts->account, facts->who, how);
}

/* ---- life ---- */

/* What was counted is said before it is forgotten. */
static gboolean
leave_account (gpointer key, gpointer value, gpointer account)
{
  Person *person = value;

  if (account != NULL && person->account != account)
    return FALSE;
  if (person->n_more > 0)
    tell_number (person);
  return TRUE;
}

void
guard_missed_forget_account (GuardMissed *self, PurpleAccount *account)
{
  for (GList *l = self->offers, *next; l != NULL; l = next)
    {
      Offer *offer = l->data;

      next = l->next;
      if (account == NULL || offer->account == account)
        free_offer (offer);
    }
  g_hash_table_foreach_remove (self->persons, leave_account, account);
  tell_unlisted (self);
}

GuardMissed *
guard_missed_new (Guard *guard)
{
  GuardMissed *self = g_new0 (GuardMissed, 1);

  self->guard = guard;
  self->persons = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_person);
  return self;
}

void
guard_missed_free (GuardMissed *self)
{
  g_hash_table_unref (self->persons);
  g_free (self);
}

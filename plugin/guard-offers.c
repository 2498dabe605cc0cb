/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-offers.h"

#include "core/guard-text.h"
#include "guard-contacts.h"
#include "guard-files.h"
#include "guard-inbox.h"
#include "guard-notice.h"
#include "store/guard-hold.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <fcntl.h>
#include <string.h>
#include <sys/statvfs.h>

/* States of an offer:
 *
 *   new -> queued -> asked -> choosing -> reserving -> approved -> receiving -> whole -> (guard-files)
 *            ^         |         |
 *    |       +-- asking sender   +-> refused
 *    +-> waiting (a stranger's, in the inbox) -> queued | refused
 *   any of them -> withdrawn | forced | broken off
 *
 * Every way by which a transfer can be accepted ends in its init function; until the user has said yes, init is ours and does
 * nothing. Bytes that come all the same find a path that cannot be opened. Nothing is refused or cancelled
 * inside a signal of the transfer, because libpurple uses it afterwards; it is done from an idle source. */

/* A path that can never be opened, whatever anybody makes: what is below a device is nothing. */
#define NOWHERE "/dev/null/purple-guard"

#define MAX_OFFERS_PER_SENDER 8
#define MAX_OFFERS_OF_STRANGERS 32
#define MAX_PLAUSIBLE_BYTES (G_GUINT64_CONSTANT (1) << 40)
#define MIN_FREE_BYTES (G_GUINT64_CONSTANT (32) << 20)
#define WATCH_INTERVAL_MS 250
#define ASK_AGAIN_AFTER_SECONDS 180

typedef enum
{
  OFFER_NEW,
  OFFER_WAITING,
  OFFER_QUEUED,
  OFFER_ASKED,
  OFFER_ASKING_SENDER,
  OFFER_CHOOSING,
  OFFER_RESERVING,
  OFFER_APPROVED,
  OFFER_RECEIVING,
  OFFER_WHOLE,
  OFFER_OVER,
} OfferState;

typedef struct
{
  Guard *guard;
  PurpleXfer *xfer; /* NULL when it is gone */
  OfferState state;
  void (*init) (PurpleXfer *xfer); /* the protocol's own */
  gboolean has_request_reference;  /* libpurple took one for the question that it did not ask */
  gboolean was_interfered;
  gboolean was_asked;
  PurpleAccount *account;          /* valid until it signs off: then every offer of it is over */
  char *who;
  char *spoken_name;
  char *answer;
  char *chosen_path;
  gboolean may_replace;
  GuardSenderKind kind;
  GuardFilename *name;
  GuardRisk risk;
  guint64 size_bytes;
  GuardQuestion *question;
  guint source; /* idle or timer of this offer */
  GuardHeld *held;
  guint64 n_bytes_seen;  /* that had arrived when we looked last */
  gint64 progress_us;    /* when there was more than before (monotonic) */
  GError *error;
} Offer;

struct _GuardOffers
{
  Guard *guard;
  GHashTable *by_xfer; /* PurpleXfer -> Offer (one reference) */
  guint watch_source;
  gboolean is_silenced;
  guint silence_source;
};

static void ask_next (GuardOffers *self, PurpleAccount *account, const char *who);
static void ask (Offer *offer);

/* ---- offers ---- */

static void
clear_offer (gpointer data)
{
  Offer *offer = data;

  g_clear_handle_id (&offer->source, g_source_remove);
  guard_question_withdraw (g_steal_pointer (&offer->question));
  g_clear_pointer (&offer->name, guard_filename_free);
  g_clear_pointer (&offer->held, guard_held_free);
  g_clear_error (&offer->error);
  g_free (offer->who);
  g_free (offer->spoken_name);
  g_free (offer->answer);
  g_free (offer->chosen_path);
}

static void
release_offer (gpointer data)
{
  g_rc_box_release_full (data, clear_offer);
}

static Offer *
find_offer (GuardOffers *self, PurpleXfer *xfer)
{
  return self != NULL ? g_hash_table_lookup (self->by_xfer, xfer) : NULL;
}

static gboolean
is_approved (const Offer *offer)
{
  return offer->state == OFFER_APPROVED || offer->state == OFFER_RECEIVING || offer->state == OFFER_WHOLE;
}

static void
fill_facts (const Offer *offer, GuardOfferFacts *facts)
{
  GuardPolicy policy;

  guard_get_policy (offer->guard, &policy);
  *facts = (GuardOfferFacts) {
    .account = offer->account,
    .who = offer->who,
    .kind = offer->kind,
    .name = offer->name,
    .size_bytes = offer->size_bytes,
    .risk = offer->risk,
    .is_too_big = !guard_policy_can_scan_size (&policy, offer->size_bytes),
    .remote_address = offer->xfer != NULL ? purple_xfer_get_remote_ip (offer->xfer) : NULL,
    .answer = offer->answer,
    .was_asked = offer->was_asked,
  };
}

/* A line in the journal about this offer. */
static void
note (const Offer *offer, const char *kind, const char *action, const char *choice)
{
  GuardJournalEntry *entry = guard_journal_entry_new (kind);

  entry->protocol = g_strdup (purple_account_get_protocol_id (offer->account));
  entry->account = g_strdup (purple_account_get_username (offer->account));
  entry->sender = guard_contacts_dup_address (offer->account, offer->who);
  entry->sender_kind = offer->kind;
  entry->name = g_strdup (offer->spoken_name);
  entry->size_bytes = offer->size_bytes;
  entry->action = g_strdup (action);
  entry->choice = g_strdup (choice);
  if (offer->held != NULL)
    entry->token = g_strdup (offer->held->token);
  guard_files_add_journal_entry (offer->guard, entry);
}

/* Takes the offer out of the table: from now on the transfer is nobody's. The caller holds a reference if it goes on using it. */
static void
let_go (Offer *offer)
{
  GuardOffers *self = offer->guard->offers;
  PurpleXfer *xfer = g_steal_pointer (&offer->xfer);

  offer->state = OFFER_OVER;
  g_clear_handle_id (&offer->source, g_source_remove);
  guard_question_withdraw (g_steal_pointer (&offer->question));
  if (xfer != NULL)
    g_hash_table_remove (self->by_xfer, xfer);
}

/* ---- gates ---- */

static void
undo_accept (Offer *offer)
{
  offer->was_interfered = TRUE;
  offer->xfer->status = PURPLE_XFER_STATUS_UNKNOWN;
  purple_xfer_set_local_filename (offer->xfer, offer->state == OFFER_NEW ? NULL : NOWHERE);
}

/* Stands in for the protocol's init until the user has said yes: whoever accepts, by signal, by timer or by purple_xfer_request_accepted(),
 * ends here, and nothing has happened. */
static void
on_init_unapproved (PurpleXfer *xfer)
{
  Guard *guard = guard_plugin_get ();
  Offer *offer = guard != NULL ? find_offer (guard->offers, xfer) : NULL;
  gboolean was_interfered;
  GuardOfferFacts facts;

  if (offer == NULL)
    return;

  was_interfered = offer->was_interfered;
  undo_accept (offer);
  if (was_interfered || offer->state == OFFER_NEW || offer->state == OFFER_WAITING)
    return;

  fill_facts (offer, &facts);
  guard_notice_offer_interfered (guard, &facts);
  note (offer, "file-offered", "accept-by-plugin-undone", NULL);
}

gboolean
guard_offers_may_add (GuardOffers *self, PurpleXfer *xfer)
{
  Offer *offer;

  if (self == NULL || purple_xfer_get_type (xfer) != PURPLE_XFER_RECEIVE)
    return TRUE;

  /* Accepted by a plugin that was called even before us: libpurple calls init next. */
  if (find_offer (self, xfer) == NULL)
    guard_offers_on_request_first (xfer, self->guard);
  offer = find_offer (self, xfer);
  return is_approved (offer);
}

gboolean
guard_offers_is_silenced (GuardOffers *self)
{
  return self != NULL && self->is_silenced;
}

static gboolean
on_silence_over (gpointer data)
{
  GuardOffers *self = data;

  self->silence_source = 0;
  self->is_silenced = FALSE;
  return G_SOURCE_REMOVE;
}

/* libpurple is about to fail on NOWHERE and to complain to the user about a path that he never heard of. */
static void
silence (GuardOffers *self)
{
  self->is_silenced = TRUE;
  if (self->silence_source == 0)
    self->silence_source = g_idle_add_full (G_PRIORITY_HIGH, on_silence_over, self, NULL);
}

/* ---- refusing ---- */

/* The one clean way to say no: as libpurple's own question would. Not inside a signal of this transfer. */
static void
refuse (Offer *offer)
{
  PurpleXfer *xfer = offer->xfer;
  gboolean has_request_reference = offer->has_request_reference;

  if (xfer == NULL)
    return;

  xfer->ops.init = offer->init;
  offer->has_request_reference = FALSE;
  let_go (offer);
  if (purple_xfer_is_canceled (xfer))
    {
      /* Withdrawn meanwhile: the protocol has forgotten it, only the reference of the question is left. */
      if (has_request_reference)
        purple_xfer_unref (xfer);
      return;
    }

  xfer->status = PURPLE_XFER_STATUS_CANCEL_LOCAL;
  purple_xfer_request_denied (xfer);
  if (has_request_reference)
    purple_xfer_unref (xfer);
}

static void
refuse_and_go_on (Offer *offer)
{
  PurpleAccount *account = offer->account;
  g_autofree char *who = g_strdup (offer->who);
  GuardOffers *self = offer->guard->offers;

  refuse (offer);
  ask_next (self, account, who);
}

static gboolean
on_refuse_idle (gpointer data)
{
  Offer *offer = g_rc_box_acquire (data);

  offer->source = 0;
  refuse_and_go_on (offer);
  release_offer (offer);
  return G_SOURCE_REMOVE;
}

static gboolean
on_drop_reference (gpointer data)
{
  purple_xfer_unref (data);
  return G_SOURCE_REMOVE;
}

/* The transfer was cancelled from elsewhere while it was still a question. */
static void
withdraw (Offer *offer)
{
  GuardOffers *self = offer->guard->offers;
  PurpleAccount *account = offer->account;
  g_autofree char *who = g_strdup (offer->who);
  GuardOfferFacts facts;

  fill_facts (offer, &facts);
  facts.remote_address = NULL;
  if (offer->state != OFFER_WAITING)
    guard_notice_offer_withdrawn (offer->guard, &facts);
  note (offer, "file-refused", "none", "withdrawn");
  /* Inside a signal of this transfer: libpurple goes on using it. */
  if (offer->has_request_reference && offer->xfer != NULL)
    g_idle_add (on_drop_reference, offer->xfer);
  offer->has_request_reference = FALSE;
  let_go (offer);
  ask_next (self, account, who);
}

/* ---- the offer arrives ---- */

void
guard_offers_on_request_first (PurpleXfer *xfer, gpointer user_data)
{
  Guard *guard = user_data;
  Offer *offer;

  if (purple_xfer_get_type (xfer) != PURPLE_XFER_RECEIVE || find_offer (guard->offers, xfer) != NULL)
    return;

  offer = g_rc_box_new0 (Offer);
  offer->guard = guard;
  offer->xfer = xfer;
  offer->state = OFFER_NEW;
  offer->account = purple_xfer_get_account (xfer);
  offer->who = g_strdup (purple_xfer_get_remote_user (xfer));
  offer->init = xfer->ops.init;
  xfer->ops.init = on_init_unapproved;
  g_hash_table_insert (guard->offers->by_xfer, xfer, offer);
}

static guint
count_offers (GuardOffers *self, const Offer *like, gboolean of_strangers)
{
  GHashTableIter iter;
  gpointer value;
  guint n_offers = 0;

  g_hash_table_iter_init (&iter, self->by_xfer);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Offer *offer = value;

      if (offer->state > OFFER_RESERVING || offer == like)
        continue;
      if (of_strangers ? offer->kind == GUARD_SENDER_STRANGER
                       : offer->account == like->account && guard_contacts_are_same (like->account, offer->who, like->who))
        n_offers++;
    }
  return n_offers;
}

static void
refuse_soon (Offer *offer)
{
  offer->state = OFFER_OVER;
  offer->source = g_idle_add (on_refuse_idle, offer);
}

static gboolean
is_flood (GuardOffers *self, const Offer *offer)
{
  return count_offers (self, offer, FALSE) >= MAX_OFFERS_PER_SENDER
         || (offer->kind == GUARD_SENDER_STRANGER && count_offers (self, offer, TRUE) >= MAX_OFFERS_OF_STRANGERS);
}

/* A stranger's offer makes no line and no question until its sender is let in; what cannot wait is refused, and counted there. The journal names the
 * first few of somebody, and after that the inbox's row has the number. */
static void
wait_in_inbox (Offer *offer, const GuardPolicy *policy)
{
  GuardInbox *inbox = offer->guard->inbox;
  const gboolean is_refused = guard_policy_for_offer (policy, offer->kind, offer->risk) == GUARD_OFFER_REFUSE;
  const gboolean is_over = is_refused || is_flood (offer->guard->offers, offer)
                           || guard_contacts_get_trust (offer->guard->contacts, offer->account, offer->who) == GUARD_TRUST_IGNORED;

  if (guard_inbox_count (inbox, offer->account, offer->who, GUARD_WAITING_FILE) < MAX_OFFERS_PER_SENDER)
    note (offer, is_over ? "file-refused" : "file-offered", is_refused ? "refused" : is_over ? "refused-flood" : "waits-in-inbox", NULL);
  guard_inbox_note (inbox, offer->account, offer->who, GUARD_WAITING_FILE, offer->name->shown);
  if (is_over)
    refuse_soon (offer);
  else
    offer->state = OFFER_WAITING;
}

static gboolean
on_ask_idle (gpointer data)
{
  Offer *offer = data;

  offer->source = 0;
  ask_next (offer->guard->offers, offer->account, offer->who);
  return G_SOURCE_REMOVE;
}

void
guard_offers_on_request_last (PurpleXfer *xfer, gpointer user_data)
{
  Guard *guard = user_data;
  Offer *offer = find_offer (guard->offers, xfer);
  GuardPolicy policy;
  GuardOfferFacts facts;

  if (offer == NULL || offer->state != OFFER_NEW)
    return;

  /* Another plugin refuses: that is safe, and libpurple does it the usual way. */
  if (purple_xfer_get_status (xfer) == PURPLE_XFER_STATUS_CANCEL_LOCAL)
    {
      xfer->ops.init = offer->init;
      offer->name = guard_filename_new (purple_xfer_get_filename (xfer));
      offer->spoken_name = g_strdup (purple_xfer_get_filename (xfer));
      note (offer, "file-refused", "refused-by-plugin", NULL);
      let_go (offer);
      return;
    }

  if (purple_xfer_get_status (xfer) == PURPLE_XFER_STATUS_ACCEPTED || purple_xfer_get_local_filename (xfer) != NULL)
    undo_accept (offer);

  /* Without a name libpurple would ask a question of its own. */
  if (purple_xfer_get_filename (xfer) == NULL)
    purple_xfer_set_filename (xfer, _("unnamed file"));

  guard_get_policy (guard, &policy);
  offer->spoken_name = g_strdup (purple_xfer_get_filename (xfer));
  offer->name = guard_filename_new (offer->spoken_name);
  offer->risk = guard_file_types_judge_name (guard->file_types, offer->name);
  offer->kind = guard_contacts_get_kind (offer->account, offer->who);
  offer->size_bytes = purple_xfer_get_size (xfer);
  if (offer->size_bytes > MAX_PLAUSIBLE_BYTES)
    offer->size_bytes = 0;

  /* libpurple asks nothing when it has a place; this one can never be written to. */
  purple_xfer_set_local_filename (xfer, NOWHERE);
  offer->has_request_reference = TRUE;
  offer->state = OFFER_QUEUED;
  fill_facts (offer, &facts);

  if (guard_inbox_get_action (guard->inbox, offer->account, offer->who) != GUARD_STRANGER_SHOW)
    {
      wait_in_inbox (offer, &policy);
      return;
    }

  if (guard_policy_for_offer (&policy, offer->kind, offer->risk) == GUARD_OFFER_REFUSE)
    {
      note (offer, "file-refused", "refused", NULL);
      guard_notice_offer_refused (guard, &facts, 0);
      refuse_soon (offer);
      return;
    }

  if (is_flood (guard->offers, offer))
    {
      note (offer, "file-refused", "refused-flood", NULL);
      guard_notice_offer_refused (guard, &facts, 1);
      refuse_soon (offer);
      return;
    }

  note (offer, "file-offered", offer->was_interfered ? "accept-by-plugin-undone" : "asked", NULL);
  if (offer->was_interfered)
    guard_notice_offer_interfered (guard, &facts);
  /* Loading signatures takes seconds and much memory: a stranger must not be able to cause it. */
  if (offer->kind != GUARD_SENDER_STRANGER)
    guard_files_warm_up (guard);
  offer->source = g_idle_add (on_ask_idle, offer);
}

/* ---- watching over bytes ---- */

static void
break_off (Offer *offer, const char *reason)
{
  GuardOfferFacts facts;
  PurpleXfer *xfer = offer->xfer;

  fill_facts (offer, &facts);
  facts.remote_address = NULL;
  guard_notice_broken_off (offer->guard, &facts, reason);
  purple_xfer_cancel_local (xfer); /* comes back as file-recv-cancel, which clears up */
}

/* Why a transfer cannot go on, or %NULL. */
static const char *
find_trouble (Offer *offer, const GuardPolicy *policy)
{
  guint64 max_bytes = offer->size_bytes > 0 ? offer->size_bytes : policy->max_unknown_bytes;
  g_autofree char *path = guard_files_dup_held_path (offer->guard, offer->held);
  gint64 now_us = g_get_monotonic_time ();
  GStatBuf info;
  struct statvfs space;

  if (g_stat (path, &info) != 0)
    return _("its place was taken away");
  if ((guint64) info.st_size > max_bytes)
    return _("more was sent than was said");
  if (statvfs (path, &space) == 0 && (guint64) space.f_bavail * space.f_frsize < MIN_FREE_BYTES)
    return _("the disk is nearly full");

  if (offer->progress_us == 0 || (guint64) info.st_size != offer->n_bytes_seen)
    {
      offer->n_bytes_seen = (guint64) info.st_size;
      offer->progress_us = now_us;
    }
  else if (now_us - offer->progress_us > (gint64) policy->max_stall_seconds * G_USEC_PER_SEC)
    return _("nothing came any more");
  return NULL;
}

static gboolean
on_watch (gpointer data)
{
  GuardOffers *self = data;
  g_autoptr(GList) offers = g_hash_table_get_values (self->by_xfer);
  gboolean is_receiving = FALSE;
  GuardPolicy policy;

  guard_get_policy (self->guard, &policy);
  for (GList *item = offers; item != NULL; item = item->next)
    {
      Offer *offer = item->data;
      const char *trouble;

      if (offer->state != OFFER_APPROVED && offer->state != OFFER_RECEIVING)
        continue;

      is_receiving = TRUE;
      trouble = find_trouble (offer, &policy);
      if (trouble != NULL)
        break_off (offer, trouble);
    }

  if (!is_receiving)
    self->watch_source = 0;
  return is_receiving ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* ---- asking the user ---- */

static void
on_reserved (gpointer data)
{
  Offer *offer = data;
  PurpleXfer *xfer = offer->xfer;
  g_autofree char *path = NULL;
  GuardOfferFacts facts;

  if (xfer == NULL || offer->state != OFFER_RESERVING || purple_xfer_is_canceled (xfer))
    {
      /* Withdrawn while its place was made. */
      if (offer->held != NULL && offer->error == NULL)
        guard_files_discard (offer->guard, g_steal_pointer (&offer->held), NULL);
      return;
    }

  fill_facts (offer, &facts);
  if (offer->error != NULL)
    {
      guard_notice_not_accepted (offer->guard, &facts, offer->error->message);
      g_clear_error (&offer->error);
      g_clear_pointer (&offer->held, guard_held_free);
      offer->state = OFFER_QUEUED;
      ask_next (offer->guard->offers, offer->account, offer->who);
      return;
    }

  note (offer, "file-accepted", "receiving", "accept");
  path = guard_files_dup_held_path (offer->guard, offer->held);
  offer->state = OFFER_APPROVED;
  if (offer->guard->offers->watch_source == 0)
    offer->guard->offers->watch_source = g_timeout_add (WATCH_INTERVAL_MS, on_watch, offer->guard->offers);
  offer->has_request_reference = FALSE;
  xfer->ops.init = offer->init;
  purple_xfer_set_local_filename (xfer, NULL);
  purple_xfer_request_accepted (xfer, path);
  purple_xfer_unref (xfer);
  ask_next (offer->guard->offers, facts.account, facts.who);
}

static void
do_reserve (GuardStore *store, const GError *store_error, gpointer data)
{
  Offer *offer = data;

  if (store == NULL)
    offer->error = g_error_copy (store_error);
  else if (!guard_hold_reserve (store, offer->held, offer->may_replace, &offer->error))
    return;
}

static void
reserve (Offer *offer)
{
  offer->state = OFFER_RESERVING;
  offer->held = guard_held_new ();
  offer->held->protocol = g_strdup (purple_account_get_protocol_id (offer->account));
  offer->held->account = g_strdup (purple_account_get_username (offer->account));
  offer->held->sender = guard_contacts_dup_address (offer->account, offer->who);
  offer->held->sender_kind = offer->kind;
  offer->held->name = g_strdup (offer->spoken_name);
  offer->held->destination = g_strdup (offer->chosen_path);
  offer->held->size_bytes = offer->size_bytes;
  guard_files_warm_up (offer->guard);
  guard_chores_add (offer->guard->chores, do_reserve, on_reserved, g_rc_box_acquire (offer), release_offer);
}

static void
on_replace_answered (guint answer, const char *text, gpointer user_data)
{
  Offer *offer = user_data;

  offer->question = NULL;
  if (offer->state != OFFER_CHOOSING || offer->xfer == NULL)
    return;

  if (answer == 1)
    {
      offer->may_replace = TRUE;
      reserve (offer);
      return;
    }
  offer->state = OFFER_QUEUED;
  ask (offer);
}

static void
on_place_answered (guint answer, const char *path, gpointer user_data)
{
  Offer *offer = user_data;

  offer->question = NULL;
  if (offer->state != OFFER_CHOOSING || offer->xfer == NULL)
    return;

  /* No place is no refusal: the question comes back. */
  if (answer != GUARD_ANSWER_OK || path == NULL || *path == '\0')
    {
      offer->state = OFFER_QUEUED;
      ask (offer);
      return;
    }

  g_free (offer->chosen_path);
  offer->chosen_path = g_strdup (path);
  /* A folder means: there, under the safe name. */
  if (g_file_test (offer->chosen_path, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *folder = g_steal_pointer (&offer->chosen_path);

      offer->chosen_path = g_build_filename (folder, offer->name->safe, NULL);
    }
  offer->may_replace = FALSE;
  if (g_file_test (offer->chosen_path, G_FILE_TEST_IS_REGULAR) && !g_file_test (offer->chosen_path, G_FILE_TEST_IS_SYMLINK))
    {
      /* Pidgin's save dialog has asked already; other clients have not. */
      if (!purple_strequal (purple_core_get_ui (), "gtk-gaim"))
        {
          offer->question = guard_notice_ask_replace (offer->guard, offer->account, offer->who, offer->chosen_path, on_replace_answered, offer);
          return;
        }
      offer->may_replace = TRUE;
    }
  reserve (offer);
}

static gboolean
on_no_answer_yet (gpointer data)
{
  Offer *offer = data;

  offer->source = 0;
  if (offer->state == OFFER_ASKING_SENDER)
    {
      offer->state = OFFER_QUEUED;
      ask_next (offer->guard->offers, offer->account, offer->who);
    }
  return G_SOURCE_REMOVE;
}

static void
ask_sender (Offer *offer)
{
  g_autofree char *sentence = guard_notice_dup_question_to_sender (offer->name);
  PurpleConversation *conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, offer->who, offer->account);
  GuardOfferFacts facts;

  if (conversation == NULL)
    conversation = purple_conversation_new (PURPLE_CONV_TYPE_IM, offer->account, offer->who);

  /* The state first: sending may bring an answer at once. */
  offer->state = OFFER_ASKING_SENDER;
  offer->was_asked = TRUE;
  g_clear_pointer (&offer->answer, g_free);
  offer->source = g_timeout_add_seconds (ASK_AGAIN_AFTER_SECONDS, on_no_answer_yet, offer);
  note (offer, "file-offered", "sender-asked", "ask-first");
  fill_facts (offer, &facts);
  /* A sentence of the guard's must not make a contact of whoever offers something. */
  guard_contacts_begin_own_words (offer->guard->contacts);
  purple_conv_im_send (PURPLE_CONV_IM (conversation), sentence);
  guard_contacts_end_own_words (offer->guard->contacts);
  guard_notice_sender_asked (offer->guard, &facts);
}

static void
on_offer_answered (guint answer, const char *text, gpointer user_data)
{
  Offer *offer = g_rc_box_acquire (user_data);

  offer->question = NULL;
  if (offer->state == OFFER_ASKED && offer->xfer != NULL)
    switch (answer)
      {
      case GUARD_OFFER_ANSWER_ACCEPT:
        offer->state = OFFER_CHOOSING;
        offer->question = guard_notice_ask_place (offer->guard, offer->account, offer->who, offer->name->safe, on_place_answered, offer);
        break;
      case GUARD_OFFER_ANSWER_ASK_SENDER:
        ask_sender (offer);
        ask_next (offer->guard->offers, offer->account, offer->who);
        break;
      case GUARD_OFFER_ANSWER_REFUSE:
      default:
        note (offer, "file-refused", "refused", "refuse");
        refuse_and_go_on (offer);
        break;
      }
  release_offer (offer);
}

static void
ask (Offer *offer)
{
  GuardOfferFacts facts;

  offer->state = OFFER_ASKED;
  fill_facts (offer, &facts);
  offer->question = guard_notice_ask_offer (offer->guard, &facts, on_offer_answered, offer);
}

/* One open question per sender: the next of @who's waiting offers is asked about, if none is. */
static void
ask_next (GuardOffers *self, PurpleAccount *account, const char *who)
{
  GHashTableIter iter;
  gpointer value;
  Offer *next = NULL;

  g_hash_table_iter_init (&iter, self->by_xfer);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Offer *offer = value;

      if (offer->account != account || !guard_contacts_are_same (account, offer->who, who))
        continue;
      if (offer->state == OFFER_ASKED || offer->state == OFFER_CHOOSING || offer->state == OFFER_RESERVING)
        return;
      if (offer->state == OFFER_QUEUED && offer->source == 0)
        next = offer;
    }
  if (next != NULL)
    ask (next);
}

guint
guard_offers_ask_again (GuardOffers *self)
{
  g_autoptr(GPtrArray) waiting = g_ptr_array_new_with_free_func (release_offer);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_xfer);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Offer *) value)->state == OFFER_ASKING_SENDER)
      g_ptr_array_add (waiting, g_rc_box_acquire (value));

  for (guint i = 0; i < waiting->len; i++)
    {
      Offer *offer = g_ptr_array_index (waiting, i);

      g_clear_handle_id (&offer->source, g_source_remove);
      offer->state = OFFER_QUEUED;
      ask_next (self, offer->account, offer->who);
    }
  return waiting->len;
}

/* The sender says something: if we asked him, that is the answer. */
void
guard_offers_on_received_im (PurpleAccount *account, char *sender, char *message, PurpleConversation *conversation,
                             PurpleMessageFlags flags, gpointer user_data)
{
  Guard *guard = user_data;
  GHashTableIter iter;
  gpointer value;

  if (message == NULL)
    return;

  g_hash_table_iter_init (&iter, guard->offers->by_xfer);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Offer *offer = value;

      if (offer->state != OFFER_ASKING_SENDER || offer->account != account || !guard_contacts_are_same (account, offer->who, sender))
        continue;

      g_clear_handle_id (&offer->source, g_source_remove);
      offer->answer = g_strndup (message, 4096);
      offer->state = OFFER_QUEUED;
      offer->source = g_idle_add (on_ask_idle, offer);
      return;
    }
}

/* ---- bytes ---- */

/* libpurple has opened, and so emptied, the file that we made for it. ext4 takes that for somebody who overwrites a document in
 * place, and then writes all of it out when it is closed: on the client's main loop, tens of milliseconds for a large file. The
 * mark is on the inode and goes with the first close, so it is spent now, while there is nothing to write. */
static gboolean
on_file_opened (gpointer path)
{
  int file = g_open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (file >= 0)
    g_close (file, NULL);
  return G_SOURCE_REMOVE;
}

void
guard_offers_on_start (PurpleXfer *xfer, gpointer user_data)
{
  Guard *guard = user_data;
  GuardOffers *self = guard->offers;
  Offer *offer = find_offer (self, xfer);
  GuardOfferFacts facts;

  if (offer != NULL && offer->state == OFFER_APPROVED)
    {
      g_autofree char *path = guard_files_dup_held_path (guard, offer->held);

      offer->state = OFFER_RECEIVING;
      purple_xfer_set_local_filename (xfer, path);
      g_idle_add_full (G_PRIORITY_HIGH, on_file_opened, g_steal_pointer (&path), g_free);
      return;
    }

  /* Nobody said yes: libpurple is about to open a file. It gets one that cannot be opened, and breaks the transfer off itself. */
  purple_xfer_set_local_filename (xfer, NOWHERE);
  silence (self);
  if (offer == NULL)
    return;

  fill_facts (offer, &facts);
  if (offer->state != OFFER_WAITING)
    guard_notice_offer_forced (guard, &facts);
  note (offer, "file-forced", "broken-off", NULL);
  guard_question_withdraw (g_steal_pointer (&offer->question));
  g_clear_handle_id (&offer->source, g_source_remove);
  offer->state = OFFER_OVER;
}

typedef struct
{
  Guard *guard;
  PurpleXfer *xfer;
  GuardHeld *held;
} Ending;

static gboolean
on_ended_idle (gpointer data)
{
  Ending *ending = data;
  PurpleXfer *xfer = ending->xfer;

  /* libpurple says "complete" before it closes the file, so the last block may still sit in its buffer. */
  if (xfer->dest_fp != NULL)
    return G_SOURCE_CONTINUE;

  guard_files_take (ending->guard, g_steal_pointer (&ending->held));
  purple_xfer_unref (xfer);
  g_free (ending);
  return G_SOURCE_REMOVE;
}

void
guard_offers_on_complete (PurpleXfer *xfer, gpointer user_data)
{
  Guard *guard = user_data;
  Offer *offer = find_offer (guard->offers, xfer);
  Ending *ending;

  if (offer == NULL || offer->state != OFFER_RECEIVING)
    return;

  ending = g_new0 (Ending, 1);
  ending->guard = guard;
  ending->xfer = xfer;
  ending->held = g_steal_pointer (&offer->held);
  purple_xfer_ref (xfer);
  /* What is shown from here on is where the file will be. */
  purple_xfer_set_local_filename (xfer, ending->held->destination);
  offer->state = OFFER_WHOLE;
  let_go (offer);
  guard_files_expect (guard);
  g_idle_add (on_ended_idle, ending);
}

void
guard_offers_on_cancel (PurpleXfer *xfer, gpointer user_data)
{
  Guard *guard = user_data;
  Offer *offer = find_offer (guard->offers, xfer);

  if (offer == NULL)
    return;

  switch (offer->state)
    {
    case OFFER_APPROVED:
    case OFFER_RECEIVING:
      note (offer, "file-broken-off", "discarded", purple_xfer_get_status (xfer) == PURPLE_XFER_STATUS_CANCEL_LOCAL ? "cancelled-here" : "cancelled-there");
      guard_files_discard (guard, g_steal_pointer (&offer->held), NULL);
      let_go (offer);
      break;
    case OFFER_OVER:
      /* Forced: the reference for the question is still ours. */
      if (offer->has_request_reference)
        g_idle_add (on_drop_reference, xfer);
      offer->has_request_reference = FALSE;
      let_go (offer);
      break;
    default:
      withdraw (offer);
      break;
    }
}

void
guard_offers_on_destroyed (GuardOffers *self, PurpleXfer *xfer)
{
  Offer *offer = find_offer (self, xfer);

  if (offer == NULL)
    return;

  offer->has_request_reference = FALSE;
  if (is_approved (offer) && offer->held != NULL)
    guard_files_discard (self->guard, g_steal_pointer (&offer->held), NULL);
  let_go (offer);
}

/* The connection goes: afterwards an answer would reach into freed memory, so each open offer is answered now. */
void
guard_offers_on_signing_off (PurpleConnection *connection, gpointer user_data)
{
  Guard *guard = user_data;
  PurpleAccount *account = purple_connection_get_account (connection);
  g_autoptr(GPtrArray) open = g_ptr_array_new_with_free_func (release_offer);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, guard->offers->by_xfer);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Offer *) value)->account == account)
      g_ptr_array_add (open, g_rc_box_acquire (value));

  for (guint i = 0; i < open->len; i++)
    {
      Offer *offer = g_ptr_array_index (open, i);
      GuardOfferFacts facts;

      if (offer->xfer == NULL || is_approved (offer))
        continue;

      fill_facts (offer, &facts);
      facts.remote_address = NULL;
      if (offer->state != OFFER_OVER)
        {
          if (offer->state != OFFER_WAITING)
            guard_notice_offer_withdrawn (guard, &facts);
          note (offer, "file-refused", "refused", "signed-off");
        }
      refuse (offer);
    }
}

/* "Starting transfer of ..." is a lie while nobody has said yes, and a complaint about NOWHERE helps nobody. */
gboolean
guard_offers_on_writing_im (PurpleAccount *account, const char *who, char **message, PurpleConversation *conversation,
                            PurpleMessageFlags flags, gpointer user_data)
{
  Guard *guard = user_data;
  GHashTableIter iter;
  gpointer value;

  if ((flags & (PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_ERROR)) == 0)
    return FALSE;
  if (guard->offers->is_silenced && message != NULL && *message != NULL && strstr (*message, NOWHERE) != NULL)
    return TRUE;
  if (flags & PURPLE_MESSAGE_NO_LOG)
    return FALSE;

  g_hash_table_iter_init (&iter, guard->offers->by_xfer);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Offer *offer = value;

      if (!is_approved (offer) && offer->account == account && offer->xfer != NULL
          && purple_xfer_get_status (offer->xfer) == PURPLE_XFER_STATUS_ACCEPTED
          && guard_contacts_are_same (account, offer->who, purple_conversation_get_name (conversation)))
        return TRUE;
    }
  return FALSE;
}

static void
decide_waiting (Offer *offer, gboolean is_let_in)
{
  if (offer->xfer == NULL || offer->state != OFFER_WAITING)
    return;
  if (!is_let_in)
    {
      note (offer, "file-refused", "refused", "stranger-not-let-in");
      refuse (offer);
      return;
    }
  offer->kind = guard_contacts_get_kind (offer->account, offer->who);
  if (offer->kind != GUARD_SENDER_STRANGER)
    guard_files_warm_up (offer->guard);
  offer->state = OFFER_QUEUED;
  offer->source = g_idle_add (on_ask_idle, offer);
}

void
guard_offers_on_decision (GuardOffers *self, PurpleAccount *account, const char *who, gboolean is_let_in)
{
  g_autoptr(GPtrArray) waiting = g_ptr_array_new_with_free_func (release_offer);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_xfer);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Offer *) value)->account == account && guard_contacts_are_same (account, ((Offer *) value)->who, who))
      g_ptr_array_add (waiting, g_rc_box_acquire (value));
  for (guint i = 0; i < waiting->len; i++)
    decide_waiting (g_ptr_array_index (waiting, i), is_let_in);
}

/* ---- life ---- */

gboolean
guard_offers_are_running (GuardOffers *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_xfer);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Offer *) value)->state >= OFFER_RESERVING && ((Offer *) value)->state <= OFFER_WHOLE)
      return TRUE;
  return FALSE;
}

GuardOffers *
guard_offers_new (Guard *guard)
{
  GuardOffers *self = g_new0 (GuardOffers, 1);

  self->guard = guard;
  self->by_xfer = g_hash_table_new_full (NULL, NULL, NULL, release_offer);
  return self;
}

void
guard_offers_stop (GuardOffers *self)
{
  g_autoptr(GPtrArray) open = g_ptr_array_new_with_free_func (release_offer);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_xfer);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (open, g_rc_box_acquire (value));
  for (guint i = 0; i < open->len; i++)
    {
      Offer *offer = g_ptr_array_index (open, i);

      if (offer->xfer != NULL && !is_approved (offer))
        refuse (offer);
    }
}

void
guard_offers_free (GuardOffers *self)
{
  g_clear_handle_id (&self->watch_source, g_source_remove);
  g_clear_handle_id (&self->silence_source, g_source_remove);
  g_hash_table_unref (self->by_xfer);
  g_free (self);
}

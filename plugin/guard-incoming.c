/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-incoming.h"

#include "core/guard-engine.h"
#include "guard-contacts.h"
#include "guard-links.h"
#include "guard-notice.h"
#include "guard-pictures.h"
#include "guard-remark.h"

#include <string.h>

/* From the message that libpurple is about to write to what is on the screen.
 *
 * A message is looked at when it is written, not when it is received: only then it is decrypted, other plugins have had their say, and
 * nothing that appears in a conversation goes another way. Flags are not believed: what a room says comes as the user's own words where
 * somebody took the user's name, and topics come as the client's. Only the guard's own lines pass unread.
 *
 * The line below waits from "writing" to "wrote", both of one call of libpurple's. What comes in the first moments, before the knowledge is
 * there, is written anew at once and judged a moment later; until then its links are nobody's, and a click asks. */

#define MAX_EARLY 100 /* what is left out stays nobody's */
#define MAX_OWN_TEXTS 32
#define OWN_TEXT_SECONDS 60
#define MAX_SEEN_SENDERS 10000
#define MAX_LINES_A_MINUTE 15
#define MAX_PLAIN_SENDERS 200
#define PLAIN_SECONDS (10 * 60) /* in rooms, how long one line about a person's ordinary links is enough */

/* How much has been said in a conversation. */
typedef struct
{
  gint64 minute_began_us;
  guint n_lines;
  GHashTable *plain_senders; /* nick -> gint64 *, when a line about an ordinary link was written */
} Budget;

/* What the user said in a room, until it comes back. */
typedef struct
{
  char *text;
  gint64 time_us;
} OwnText;

/* A message, and what is known of its sender. */
typedef struct
{
  PurpleConversation *conversation;
  char *html;
  char *who;
  PurpleMessageFlags flags;
  GuardSenderKind kind;
  gboolean is_first;
} Message;

struct _GuardIncoming
{
  Guard *guard;
  GQueue early;         /* of Message, the latest first: not judged yet */
  guint early_source;   /* judges them, one in each round of the main loop */
  gboolean has_known;   /* there was knowledge before */
  GQueue own_texts;     /* of OwnText, the latest first */
  GHashTable *seen;     /* set of "account\naddress": senders of whom something was heard in this run */
  GHashTable *budgets;  /* PurpleConversation -> Budget */
  PurpleConversation *pending; /* compared only: where the line is to stand */
  char *line;
};

/* ---- judging ---- */

GuardReport *
guard_incoming_judge (Guard *guard, const GuardHtml *html, GuardSenderKind kind, PurpleAccount *account, const char *who,
                      gboolean is_first, GuardMessage *message)
{
  g_autofree char *address = account != NULL && who != NULL ? guard_contacts_dup_address (account, who) : NULL;
  PurpleBuddy *buddy = address != NULL ? purple_find_buddy (account, who) : NULL;
  GuardReport *report;

  *message = (GuardMessage) {
    .way = GUARD_WAY_INCOMING,
    .sender_kind = kind,
    .sender_address = address,
    .sender_name = buddy != NULL ? purple_buddy_get_alias (buddy) : address,
    .is_first = is_first,
    .links = guard_html_get_links (html),
    .tricks = guard_html_get_tricks (html),
    .is_wholly_read = guard_html_is_wholly_read (html),
  };
  message->text = guard_html_get_text (html, &message->n_text_bytes);

  if (guard->knowledge != NULL)
    report = guard_engine_judge (guard->knowledge, message);
  else
    {
      report = guard_report_new ();
      guard_report_set_not_checked (report);
    }
  /* Lent for the judgement only. */
  message->sender_address = NULL;
  message->sender_name = NULL;
  return report;
}

/* ---- who says it ---- */

static void
free_own_text (gpointer data)
{
  OwnText *own = data;

  g_free (own->text);
  g_free (own);
}

static char *
dup_plain (const char *html)
{
  g_autoptr(GuardHtml) read = guard_html_new (html, strlen (html));

  return g_strstrip (g_strdup (guard_html_get_text (read, NULL)));
}

void
guard_incoming_on_sending_chat (PurpleAccount *account, char **message, int id, gpointer user_data)
{
  GuardIncoming *self = ((Guard *) user_data)->incoming;
  OwnText *own;

  if (message == NULL || *message == NULL)
    return;
  own = g_new0 (OwnText, 1);
  own->text = dup_plain (*message);
  own->time_us = g_get_monotonic_time ();
  g_queue_push_head (&self->own_texts, own);
  if (self->own_texts.length > MAX_OWN_TEXTS)
    free_own_text (g_queue_pop_tail (&self->own_texts));
}

/* Whether this is what the user has just said in a room; each comes back once. */
static gboolean
take_own_text (GuardIncoming *self, const GuardHtml *html)
{
  const gint64 now_us = g_get_monotonic_time ();
  g_autofree char *text = g_strstrip (g_strdup (guard_html_get_text (html, NULL)));

  for (GList *item = self->own_texts.head; item != NULL; item = item->next)
    {
      OwnText *own = item->data;

      if (now_us - own->time_us > OWN_TEXT_SECONDS * G_USEC_PER_SEC || !g_str_equal (own->text, text))
        continue;
      free_own_text (own);
      g_queue_delete_link (&self->own_texts, item);
      return TRUE;
    }
  return FALSE;
}

static GuardSenderKind
find_kind (GuardIncoming *self, PurpleAccount *account, PurpleConversation *conversation, PurpleMessageFlags flags, const GuardHtml *html)
{
  /* Members of a room are strangers, even if one of them is called like the user. */
  if (purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_CHAT)
    return flags & PURPLE_MESSAGE_SEND && take_own_text (self, html) ? GUARD_SENDER_SELF : GUARD_SENDER_STRANGER;
  if (flags & PURPLE_MESSAGE_RECV)
    return guard_contacts_get_kind (account, purple_conversation_get_name (conversation));
  return flags & PURPLE_MESSAGE_SEND ? GUARD_SENDER_SELF : GUARD_SENDER_STRANGER;
}

static gboolean
is_first_of (GuardIncoming *self, PurpleAccount *account, const char *who)
{
  g_autofree char *address = guard_contacts_dup_address (account, who);
  g_autofree char *key = g_strconcat (purple_account_get_username (account), "\n", address, NULL);

  if (g_hash_table_contains (self->seen, key))
    return FALSE;
  if (g_hash_table_size (self->seen) < MAX_SEEN_SENDERS)
    g_hash_table_add (self->seen, g_steal_pointer (&key));
  return TRUE;
}

/* ---- the line below ---- */

static void
free_budget (gpointer data)
{
  Budget *budget = data;

  g_hash_table_unref (budget->plain_senders);
  g_free (budget);
}

static Budget *
get_budget (GuardIncoming *self, PurpleConversation *conversation)
{
  Budget *budget = g_hash_table_lookup (self->budgets, conversation);

  if (budget != NULL)
    return budget;
  budget = g_new0 (Budget, 1);
  budget->plain_senders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (self->budgets, conversation, budget);
  return budget;
}

/* An ordinary link in a room deserves a line only now and then: rooms are full of them. */
static gboolean
was_said_of (Budget *budget, const char *who)
{
  const gint64 now_us = g_get_monotonic_time ();
  const gint64 *said_us = g_hash_table_lookup (budget->plain_senders, who);

  if (said_us != NULL && now_us - *said_us < PLAIN_SECONDS * G_USEC_PER_SEC)
    return TRUE;
  if (g_hash_table_size (budget->plain_senders) >= MAX_PLAIN_SENDERS)
    g_hash_table_remove_all (budget->plain_senders);
  g_hash_table_insert (budget->plain_senders, g_strdup (who), g_memdup2 (&now_us, sizeof now_us));
  return FALSE;
}

/* Returns: the line, "enough" in its place, or nothing any more */
static char *
spend (Budget *budget, char *line)
{
  const gint64 now_us = g_get_monotonic_time ();

  if (now_us - budget->minute_began_us > 60 * G_USEC_PER_SEC)
    {
      budget->minute_began_us = now_us;
      budget->n_lines = 0;
    }
  budget->n_lines++;
  if (budget->n_lines <= MAX_LINES_A_MINUTE)
    return line;
  g_free (line);
  return budget->n_lines == MAX_LINES_A_MINUTE + 1 ? guard_notice_dup_enough_line () : NULL;
}

/* Returns: (transfer full) (nullable): what is to stand below the message, as one line */
static char *
dup_line (GuardIncoming *self, PurpleConversation *conversation, const char *who, PurpleMessageFlags flags,
          const GuardMessage *message, const GuardReport *report)
{
  const gboolean is_chat = purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_CHAT;
  const gboolean is_somebodys = (flags & (PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_SEND)) != 0 && !(flags & PURPLE_MESSAGE_SYSTEM);
  g_autofree char *remark = NULL;
  gboolean is_about_links_only;
  GuardLevel level;
  GuardPolicy policy;

  if (message->sender_kind == GUARD_SENDER_SELF)
    return NULL;
  guard_get_policy (self->guard, &policy);
  remark = guard_remark_dup (&policy, message, report, &level, &is_about_links_only);
  if (remark == NULL)
    return NULL;

  /* The client's own words, and a room's topic, are spoken of only when something is wrong with them; and so are ordinary links of a room,
   * if they were said before the user came, or something was said about their sender's already. */
  if (level < GUARD_LEVEL_WARNING && !guard_report_is_not_checked (report))
    {
      if (!is_somebodys || (is_chat && is_about_links_only && flags & PURPLE_MESSAGE_DELAYED))
        return NULL;
      if (is_chat && is_about_links_only && was_said_of (get_budget (self, conversation), who))
        return NULL;
    }
  return spend (get_budget (self, conversation), g_steal_pointer (&remark));
}

/* ---- listeners ---- */

/* Exactly as libpurple writes it: in anything more the client might read another link than we do. */
#define TRANSFER_PATTERN "^[^<>]*<A HREF=\"file:///[^\"<>]*\">[^<>]*</A>[^<>]*$"

/* "Transfer complete" of libpurple's: its only link is the file. Whether that opens is decided at the click, by the very file. */
static gboolean
is_about_transfer (PurpleConversation *conversation, PurpleMessageFlags flags, const char *text, const GuardHtml *html)
{
  const GPtrArray *links = guard_html_get_links (html);
  const GuardLink *link = links->len == 1 ? g_ptr_array_index (links, 0) : NULL;

  return link != NULL && purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_IM
         && (flags & (PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_SEND)) == 0 && flags & PURPLE_MESSAGE_SYSTEM
         && g_str_has_prefix (link->spoken, "file:///") && g_regex_match_simple (TRANSFER_PATTERN, text, 0, 0);
}

static GuardHtmlLook
choose_look (GuardSenderKind kind, GuardTricks tricks)
{
  if (kind == GUARD_SENDER_STRANGER)
    return tricks != 0 ? GUARD_HTML_PLAIN : GUARD_HTML_PEOPLE;
  return GUARD_HTML_PEOPLE | GUARD_HTML_PICTURES;
}

static void
free_message (gpointer data)
{
  Message *message = data;

  g_free (message->html);
  g_free (message->who);
  g_free (message);
}

/* Who is named when its links are asked about. In a conversation of two, what was not received is the client's or a plugin's: an encrypting
 * one links to its help. Returns: (nullable) */
static const char *
get_sender (const Message *message)
{
  const gboolean is_chat = purple_conversation_get_type (message->conversation) == PURPLE_CONV_TYPE_CHAT;

  return is_chat || message->flags & PURPLE_MESSAGE_RECV ? message->who : NULL;
}

/* Judges, and takes note. Returns: (transfer full) (nullable): the line that is to stand below */
static char *
judge_and_note (GuardIncoming *self, const Message *message, const GuardHtml *html)
{
  Guard *guard = self->guard;
  GuardMessage read;
  g_autoptr(GuardReport) report = guard_incoming_judge (guard, html, message->kind, purple_conversation_get_account (message->conversation),
                                                        message->who, message->is_first, &read);

  guard_links_note (guard->links, message->conversation, get_sender (message), &read, report);
  return dup_line (self, message->conversation, message->who, message->flags, &read, report);
}

static void
keep_for_later (GuardIncoming *self, const Message *message)
{
  Message *copy = g_memdup2 (message, sizeof *message);

  copy->html = g_strdup (message->html);
  copy->who = g_strdup (message->who);
  g_queue_push_head (&self->early, copy);
  if (self->early.length > MAX_EARLY)
    free_message (g_queue_pop_tail (&self->early));
}

static gboolean
on_early (gpointer data)
{
  GuardIncoming *self = data;
  Message *message = g_queue_pop_tail (&self->early);
  g_autoptr(GuardHtml) html = NULL;
  g_autofree char *line = NULL;

  if (message == NULL)
    {
      self->early_source = 0;
      return G_SOURCE_REMOVE;
    }
  html = guard_html_new (message->html, strlen (message->html));
  line = judge_and_note (self, message, html);
  if (line != NULL)
    guard_notice_say (message->conversation, line);
  free_message (message);
  return G_SOURCE_CONTINUE;
}

void
guard_incoming_on_knowledge (GuardIncoming *self)
{
  if (self->has_known)
    g_hash_table_remove_all (self->seen);
  self->has_known = TRUE;
  if (self->early_source == 0)
    self->early_source = g_idle_add (on_early, self);
}

/* In a room people go by their names, and nobody's address is seen: a contact who is there under the known name is no look-alike. */
static gboolean
is_name_of_contact (PurpleAccount *account, const char *nick)
{
  GSList *buddies = purple_blist_get_buddies ();
  gboolean is_one = FALSE;

  for (GSList *item = buddies; item != NULL && !is_one; item = item->next)
    is_one = purple_utf8_strcasecmp (purple_buddy_get_alias (item->data), nick) == 0;
  g_slist_free (buddies);
  return is_one;
}

static void
describe_message (GuardIncoming *self, Message *message, const GuardHtml *html, PurpleAccount *account, const char *who)
{
  const gboolean is_chat = purple_conversation_get_type (message->conversation) == PURPLE_CONV_TYPE_CHAT;

  message->kind = find_kind (self, account, message->conversation, message->flags, html);
  message->who = (char *) (is_chat && who != NULL ? who : purple_conversation_get_name (message->conversation));
  message->is_first = message->flags & PURPLE_MESSAGE_RECV && message->kind == GUARD_SENDER_STRANGER && is_first_of (self, account, message->who)
                      && !(is_chat && is_name_of_contact (account, message->who));
}

/* A stranger's pictures go aside before they are written out of the message. In a conversation of two all of them are the other's. */
static void
take_pictures (GuardIncoming *self, PurpleConversation *conversation, const GuardHtml *html, const char *who)
{
  g_autofree char *member = NULL;

  if (guard_html_get_pictures (html)->len == 0 || who == NULL)
    return;
  if (purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_CHAT)
    member = g_strdup_printf ("%s/%s", purple_conversation_get_name (conversation), who);
  guard_pictures_take (self->guard->pictures, purple_conversation_get_account (conversation),
                       member != NULL ? member : purple_conversation_get_name (conversation), html);
}

gboolean
guard_incoming_on_writing (PurpleAccount *account, const char *who, char **text, PurpleConversation *conversation,
                           PurpleMessageFlags flags, gpointer user_data)
{
  Guard *guard = user_data;
  GuardIncoming *self = guard->incoming;
  g_autoptr(GuardHtml) html = NULL;
  g_autofree char *received = NULL;
  Message message = { .conversation = conversation, .flags = flags };

  if (text == NULL || *text == NULL || guard_notice_is_own_line (*text) || account == NULL)
    return FALSE;
  html = guard_html_new (*text, strlen (*text));
  if (is_about_transfer (conversation, flags, *text, html))
    return FALSE;

  received = g_steal_pointer (text);
  message.html = received;
  describe_message (self, &message, html, account, who);
  take_pictures (self, conversation, html, who);
  *text = guard_html_serialise (html, choose_look (message.kind, guard_html_get_tricks (html)));

  g_clear_pointer (&self->line, g_free);
  self->pending = conversation;
  if (guard->knowledge != NULL)
    self->line = judge_and_note (self, &message, html);
  else
    keep_for_later (self, &message);
  return FALSE;
}

/* libpurple keeps what came, not what was shown, and clients show it again from there. */
static void
correct_history (PurpleConversation *conversation, const char *message, PurpleMessageFlags flags)
{
  GList *history = purple_conversation_get_message_history (conversation);
  PurpleConvMessage *latest = history != NULL ? history->data : NULL;

  if (latest == NULL || latest->flags != flags || g_strcmp0 (latest->what, message) == 0)
    return;
  g_free (latest->what);
  latest->what = g_strdup (message);
}

void
guard_incoming_on_wrote (PurpleAccount *account, const char *who, const char *message, PurpleConversation *conversation,
                         PurpleMessageFlags flags, gpointer user_data)
{
  GuardIncoming *self = ((Guard *) user_data)->incoming;
  g_autofree char *line = NULL;

  correct_history (conversation, message, flags);
  if (guard_notice_is_own_line (message) || self->pending != conversation)
    return;
  self->pending = NULL;
  line = g_steal_pointer (&self->line);
  if (line != NULL)
    guard_notice_say (conversation, line);
}

void
guard_incoming_on_deleting_conversation (PurpleConversation *conversation, gpointer user_data)
{
  GuardIncoming *self = ((Guard *) user_data)->incoming;

  for (GList *item = self->early.head; item != NULL;)
    {
      GList *next = item->next;

      if (((Message *) item->data)->conversation == conversation)
        {
          free_message (item->data);
          g_queue_delete_link (&self->early, item);
        }
      item = next;
    }
  g_hash_table_remove (self->budgets, conversation);
  if (self->pending == conversation)
    self->pending = NULL;
}

/* ---- life ---- */

GuardIncoming *
guard_incoming_new (Guard *guard)
{
  GuardIncoming *self = g_new0 (GuardIncoming, 1);

  self->guard = guard;
  g_queue_init (&self->early);
  g_queue_init (&self->own_texts);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->budgets = g_hash_table_new_full (NULL, NULL, NULL, free_budget);
  return self;
}

void
guard_incoming_free (GuardIncoming *self)
{
  g_clear_handle_id (&self->early_source, g_source_remove);
  g_queue_clear_full (&self->early, free_message);
  g_queue_clear_full (&self->own_texts, free_own_text);
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->budgets);
  g_free (self->line);
  g_free (self);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-links.h"

#include "core/guard-engine.h"
#include "guard-contacts.h"
#include "guard-files.h"
#include "guard-notice.h"
#include "store/guard-remembered.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* From the judged link to the opened page.
 *
 * The client tells only the address of what was clicked. Verdicts are therefore kept by address, one for each conversation and the
 * worst of all: a click in the conversation that has the keyboard is answered by its own verdict, any other by the worst. What was forgotten, or
 * never judged, is a stranger's.
 *
 * States of a click: asked -> left alone | opened | (something speaks against it) the domain is asked for -> left alone | opened.
 * An approved address goes through the client's call again, with a pass for exactly this one. */

#define MAX_ADDRESSES 4096
#define MAX_CONVERSATIONS_AN_ADDRESS 8
#define MAX_QUESTIONS 5 /* more clicks are no more than impatience */
#define MAX_REMEMBERED 1000
#define MAX_JOURNALLED_A_MINUTE 30

#define MICROSECONDS_A_DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

typedef struct
{
  const PurpleConversation *conversation; /* compared only */
  GuardLevel level;
  gboolean is_not_checked;
  GuardSenderKind kind;
  const char *detector; /* static; NULL: nothing was found */
  char *why;
  char *sender;         /* its address */
} Verdict;

typedef struct
{
  char *address;
  Verdict worst;
  GArray *by_conversation; /* of Verdict */
  GList *place;            /* in the order of use */
} Judged;

/* A click that waits for its answer. */
typedef struct
{
  GuardLinks *links;
  GuardLink *link;
  Verdict verdict;
  char *address;
  GuardQuestion *question;
} Click;

/* An address of a chat protocol that waits for its answer. */
typedef struct
{
  GuardLinks *links;
  char *protocol, *command;
  GHashTable *parameters;
  GuardQuestion *question;
} HandOver;

struct _GuardLinks
{
  Guard *guard;
  GHashTable *judged; /* address -> Judged */
  GQueue order;       /* of Judged, the latest first */
  GHashTable *remembered; /* host -> gint64 *, until when */
  GList *clicks;
  HandOver *hand_over;
  const char *pass;   /* the one address that may go through now */
  gboolean has_pass_for_hand_over;
  gint64 minute_began_us;
  guint n_journalled;
};

/* The client's own pages: help, donations, the explanation of certificates. Nobody's message made them. */
static const char * const client_pages[] = { "https://pidgin.im/", "https://developer.pidgin.im/", "https://imfreedom.org/donate/", NULL };

/* ---- verdicts ---- */

static void
clear_verdict (Verdict *verdict)
{
  g_free (verdict->why);
  g_free (verdict->sender);
  *verdict = (Verdict) { 0 };
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Verdict, clear_verdict)

static void
copy_verdict (Verdict *to, const Verdict *from)
{
  *to = *from;
  to->why = g_strdup (from->why);
  to->sender = g_strdup (from->sender);
}

static void
free_judged (gpointer data)
{
  Judged *judged = data;

  clear_verdict (&judged->worst);
  g_array_unref (judged->by_conversation);
  g_free (judged->address);
  g_free (judged);
}

/* Whether @other weighs more. Level first: it holds already what the kind of the sender means for this link. */
static gboolean
is_worse (const Verdict *other, const Verdict *than)
{
  if (other->level != than->level)
    return other->level > than->level;
  if (other->is_not_checked != than->is_not_checked)
    return other->is_not_checked;
  return other->kind < than->kind;
}

static void
make_worse (Verdict *verdict, const Verdict *other)
{
  const PurpleConversation *conversation = verdict->conversation;

  if (!is_worse (other, verdict))
    return;
  clear_verdict (verdict);
  copy_verdict (verdict, other);
  verdict->conversation = conversation;
}

static Verdict *
find_of_conversation (Judged *judged, const PurpleConversation *conversation)
{
  for (guint i = 0; i < judged->by_conversation->len; i++)
    {
      Verdict *verdict = &g_array_index (judged->by_conversation, Verdict, i);

      if (verdict->conversation == conversation)
        return verdict;
    }
  return NULL;
}

static void
add_to_conversation (Judged *judged, const Verdict *verdict)
{
  Verdict *known = find_of_conversation (judged, verdict->conversation);
  Verdict copy;

  if (known != NULL)
    {
      make_worse (known, verdict);
      return;
    }
  /* A conversation that is left out is answered by the worst. */
  if (verdict->conversation == NULL || judged->by_conversation->len >= MAX_CONVERSATIONS_AN_ADDRESS)
    return;
  copy_verdict (&copy, verdict);
  g_array_append_val (judged->by_conversation, copy);
}

static Judged *
add_judged (GuardLinks *self, const char *address, const Verdict *verdict)
{
  Judged *judged = g_new0 (Judged, 1);

  while (self->order.length >= MAX_ADDRESSES)
    {
      Judged *oldest = g_queue_pop_tail (&self->order);

      g_hash_table_remove (self->judged, oldest->address);
    }
  judged->address = g_strdup (address);
  judged->by_conversation = g_array_new (FALSE, FALSE, sizeof (Verdict));
  g_array_set_clear_func (judged->by_conversation, (GDestroyNotify) clear_verdict);
  copy_verdict (&judged->worst, verdict);
  g_queue_push_head (&self->order, judged);
  judged->place = self->order.head;
  g_hash_table_insert (self->judged, judged->address, judged);
  return judged;
}

static const char *
get_address (const GuardLink *link)
{
  return link->url != NULL ? guard_url_get_href (link->url) : link->spoken;
}

static const char *
get_host (const GuardLink *link)
{
  return link->url != NULL ? guard_url_get_host (link->url) : "";
}

static void
note_link (GuardLinks *self, const GuardLink *link, const Verdict *verdict)
{
  const char *address = get_address (link);
  Judged *judged = g_hash_table_lookup (self->judged, address);

  if (judged == NULL)
    judged = add_judged (self, address, verdict);
  else
    {
      make_worse (&judged->worst, verdict);
      g_queue_unlink (&self->order, judged->place);
      g_queue_push_head_link (&self->order, judged->place);
    }
  add_to_conversation (judged, verdict);
}

/* Fills a verdict with lent strings. */
static void
lend_verdict (Verdict *verdict, const GuardReport *report, int link, GuardSenderKind kind)
{
  const GuardFinding *finding = guard_report_get_worst (report, link);

  verdict->kind = kind;
  verdict->level = guard_report_get_level (report, link);
  verdict->is_not_checked = guard_report_is_not_checked (report);
  verdict->detector = finding != NULL ? finding->detector : NULL;
  verdict->why = finding != NULL ? finding->why : NULL;
}

/* Writes what was found, said or chosen into the journal. A flood of messages fills no more of it than its share. */
static void
write_journal (GuardLinks *self, const char *kind, const char *host, const Verdict *verdict, const char *action, const char *choice)
{
  const gint64 now_us = g_get_monotonic_time ();
  GuardJournalEntry *entry;

  if (now_us - self->minute_began_us > 60 * G_USEC_PER_SEC)
    {
      self->minute_began_us = now_us;
      self->n_journalled = 0;
    }
  if (self->n_journalled++ >= MAX_JOURNALLED_A_MINUTE)
    return;

  entry = guard_journal_entry_new (kind);
  entry->name = g_strdup (host);
  entry->sender = g_strdup (verdict->sender);
  entry->sender_kind = verdict->kind;
  entry->finding = g_strdup (verdict->detector);
  entry->action = g_strdup (action);
  entry->choice = g_strdup (choice);
  guard_files_add_journal_entry (self->guard, entry);
}

/* What a message was warned about; its worst alone. */
static void
note_warning (GuardLinks *self, PurpleConversation *conversation, const GuardMessage *message, const GuardReport *report, const char *sender)
{
  /* Where the client keeps no log, as in a conversation off the record, no host of it is kept either. */
  const gboolean is_kept = conversation == NULL || purple_conversation_is_logging (conversation);
  const GuardFinding *finding = guard_report_get_worst (report, -1);
  const GuardLink *link = finding != NULL && finding->link >= 0 ? g_ptr_array_index (message->links, finding->link) : NULL;
  Verdict verdict = { .kind = message->sender_kind, .sender = (char *) sender };

  if (finding == NULL || finding->level < GUARD_LEVEL_WARNING || message->sender_kind == GUARD_SENDER_SELF)
    return;
  verdict.detector = finding->detector;
  write_journal (self, "link-warned", link != NULL && is_kept ? get_host (link) : NULL, &verdict, "warned", NULL);
}

void
guard_links_note (GuardLinks *self, PurpleConversation *conversation, const char *who, const GuardMessage *message, const GuardReport *report)
{
  PurpleAccount *account = conversation != NULL ? purple_conversation_get_account (conversation) : NULL;
  g_autofree char *sender = NULL;

  if (account != NULL && who != NULL && message->sender_kind != GUARD_SENDER_SELF)
    sender = guard_contacts_dup_address (account, who);
  note_warning (self, conversation, message, report, sender);
  for (guint i = 0; i < message->links->len; i++)
    {
      Verdict verdict = { .conversation = conversation, .sender = sender };

      lend_verdict (&verdict, report, (int) i, message->sender_kind);
      note_link (self, g_ptr_array_index (message->links, i), &verdict);
    }
}

static const PurpleConversation *
find_focused (void)
{
  for (GList *item = purple_get_conversations (); item != NULL; item = item->next)
    if (purple_conversation_has_focus (item->data))
      return item->data;
  return NULL;
}

/* What is known of the clicked address: a copy in @verdict. */
static void
recall (GuardLinks *self, const char *address, Verdict *verdict)
{
  static const Verdict never_judged = { .kind = GUARD_SENDER_STRANGER };
  Judged *judged = g_hash_table_lookup (self->judged, address);
  const PurpleConversation *focused = judged != NULL ? find_focused () : NULL;
  const Verdict *own = focused != NULL ? find_of_conversation (judged, focused) : NULL;

  copy_verdict (verdict, own != NULL ? own : judged != NULL ? &judged->worst : &never_judged);
}

/* Looks at the address itself once more: what the lists say now, and what can be seen without the message. */
static void
judge_again (GuardLinks *self, GuardLink *link, Verdict *verdict)
{
  g_autoptr(GPtrArray) links = g_ptr_array_new ();
  GuardMessage message = { .way = GUARD_WAY_ADDRESS, .sender_kind = verdict->kind, .text = "", .links = links, .is_wholly_read = TRUE };
  g_autoptr(GuardReport) report = NULL;
  Verdict fresh = { 0 };

  g_ptr_array_add (links, link);
  if (self->guard->knowledge == NULL)
    {
      verdict->is_not_checked = TRUE;
      return;
    }
  report = guard_engine_judge (self->guard->knowledge, &message);
  lend_verdict (&fresh, report, 0, verdict->kind);
  fresh.sender = verdict->sender;
  fresh.is_not_checked |= verdict->is_not_checked;
  if (is_worse (&fresh, verdict))
    {
      Verdict copy;

      copy_verdict (&copy, &fresh);
      clear_verdict (verdict);
      *verdict = copy;
    }
}

/* ---- remembered hosts ---- */

typedef struct
{
  GuardLinks *links;
  char *host;
  gint64 now_us, until_us; /* 0: to be forgotten */
  GPtrArray *found;
} Memory;

static void
free_memory (gpointer data)
{
  Memory *memory = data;

  g_clear_pointer (&memory->found, g_ptr_array_unref);
  g_free (memory->host);
  g_free (memory);
}

static void
do_list (GuardStore *store, const GError *store_error, gpointer data)
{
  Memory *memory = data;
  g_autoptr(GError) error = NULL;

  if (store == NULL)
    return;
  memory->found = guard_remembered_list (store, GUARD_REMEMBERED_LINK_HOST, memory->now_us, &error);
  if (memory->found == NULL)
    g_warning ("The remembered hosts could not be read: %s", error->message);
}

static void
keep (GuardLinks *self, const char *host, gint64 until_us)
{
  if (g_hash_table_size (self->remembered) < MAX_REMEMBERED)
    g_hash_table_insert (self->remembered, g_strdup (host), g_memdup2 (&until_us, sizeof until_us));
}

static void
on_listed (gpointer data)
{
  Memory *memory = data;

  if (memory->found == NULL)
    return;
  g_hash_table_remove_all (memory->links->remembered);
  for (guint i = 0; i < memory->found->len; i++)
    {
      const GuardRemembered *remembered = g_ptr_array_index (memory->found, i);

      keep (memory->links, remembered->key, remembered->until_us);
    }
}

/* What another program has forgotten, or remembered, is known a click later at the latest. */
static void
read_memory (GuardLinks *self)
{
  Memory *memory = g_new0 (Memory, 1);

  memory->links = self;
  memory->now_us = g_get_real_time ();
  guard_chores_add (self->guard->chores, do_list, on_listed, memory, free_memory);
}

static void
do_store (GuardStore *store, const GError *store_error, gpointer data)
{
  Memory *memory = data;
  g_autoptr(GError) error = NULL;
  gboolean done = FALSE;

  if (store == NULL)
    return;
  if (memory->until_us > 0)
    done = guard_remembered_put (store, GUARD_REMEMBERED_LINK_HOST, memory->host, memory->now_us, memory->until_us, &error);
  else
    done = guard_remembered_forget (store, GUARD_REMEMBERED_LINK_HOST, memory->host, NULL, &error);
  if (!done)
    g_warning ("The remembered hosts could not be written: %s", error->message);
}

static void
store_memory (GuardLinks *self, const char *host, gint64 until_us)
{
  Memory *memory = g_new0 (Memory, 1);

  memory->links = self;
  memory->host = g_strdup (host);
  memory->now_us = g_get_real_time ();
  memory->until_us = until_us;
  guard_chores_add (self->guard->chores, do_store, NULL, memory, free_memory);
}

static guint
get_remember_days (GuardLinks *self)
{
  GuardPolicy policy;

  guard_get_policy (self->guard, &policy);
  return policy.link_remember_days;
}

/* A host is remembered only as far as nothing but the sender spoke against it, and only for hosts. */
static gboolean
may_remember (GuardLinks *self, const Click *click)
{
  return click->verdict.level < GUARD_LEVEL_WARNING && *get_host (click->link) != '\0' && get_remember_days (self) > 0;
}

static gboolean
is_remembered (GuardLinks *self, const GuardLink *link, const Verdict *verdict)
{
  const gint64 *until_us = g_hash_table_lookup (self->remembered, get_host (link));

  return until_us != NULL && *until_us > g_get_real_time () && get_remember_days (self) > 0 && verdict->level < GUARD_LEVEL_WARNING && !verdict->is_not_checked;
}

static void
remember (GuardLinks *self, const char *host)
{
  const gint64 until_us = g_get_real_time () + get_remember_days (self) * MICROSECONDS_A_DAY;

  keep (self, host, until_us);
  store_memory (self, host, until_us);
}

gboolean
guard_links_forget (GuardLinks *self, const char *host)
{
  g_autofree char *lower = g_ascii_strdown (host, -1);

  store_memory (self, lower, 0);
  return g_hash_table_remove (self->remembered, lower);
}

static int
compare_lines (gconstpointer one, gconstpointer other)
{
  return strcmp (*(const char * const *) one, *(const char * const *) other);
}

GPtrArray *
guard_links_list_remembered (GuardLinks *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer host, until_us;

  g_hash_table_iter_init (&iter, self->remembered);
  while (g_hash_table_iter_next (&iter, &host, &until_us))
    if (*(gint64 *) until_us > g_get_real_time ())
      g_ptr_array_add (lines, guard_notice_dup_remembered_line (host, *(gint64 *) until_us));
  g_ptr_array_sort (lines, compare_lines);
  return lines;
}

/* ---- clicks ---- */

static void
free_click (Click *click)
{
  click->links->clicks = g_list_remove (click->links->clicks, click);
  guard_question_withdraw (click->question);
  guard_link_free (click->link);
  clear_verdict (&click->verdict);
  g_free (click->address);
  g_free (click);
}

static void
lend_facts (GuardLinkFacts *facts, const GuardLink *link, const Verdict *verdict)
{
  *facts = (GuardLinkFacts) {
    .address = get_address (link),
    .host = get_host (link),
    .domain = link->domain,
    .why = verdict->why,
    .sender = verdict->sender,
    .level = verdict->level,
    .is_not_checked = verdict->is_not_checked,
  };
}

static void
open_clicked (Click *click)
{
  GuardLinks *self = click->links;
  g_autofree char *address = g_strdup (click->address);

  free_click (click);
  self->pass = address;
  purple_notify_uri (self->guard->plugin, address);
  self->pass = NULL;
}

static void ask_for_domain (Click *click, gboolean is_again);

/* People type the name as they see it, or as it stands in the question. */
static gboolean
names_domain (const Click *click, const char *typed)
{
  g_autofree char *stripped = g_strstrip (g_strdup (typed != NULL ? typed : ""));

  return g_ascii_strcasecmp (stripped, click->link->domain) == 0 || g_ascii_strcasecmp (stripped, get_host (click->link)) == 0;
}

static void
on_domain_typed (guint answer, const char *text, gpointer user_data)
{
  Click *click = user_data;

  click->question = NULL;
  if (answer != GUARD_ANSWER_OK)
    {
      write_journal (click->links, "link-asked", get_host (click->link), &click->verdict, "asked", "leave");
      free_click (click);
    }
  else if (!names_domain (click, text))
    ask_for_domain (click, TRUE);
  else
    {
      write_journal (click->links, "link-opened", get_host (click->link), &click->verdict, "opened", "open-anyway");
      open_clicked (click);
    }
}

static void
ask_for_domain (Click *click, gboolean is_again)
{
  GuardLinkFacts facts;

  lend_facts (&facts, click->link, &click->verdict);
  click->question = guard_notice_ask_domain (click->links->guard, &facts, is_again, on_domain_typed, click);
}

static void
on_link_answered (guint answer, const char *text, gpointer user_data)
{
  Click *click = user_data;
  const char *host = get_host (click->link);

  click->question = NULL;
  if (answer == GUARD_LINK_ANSWER_LEAVE)
    {
      write_journal (click->links, "link-asked", host, &click->verdict, "asked", "leave");
      free_click (click);
      return;
    }
  /* What speaks against it is touched once more, by its name. An address without one has nothing to type. */
  if (click->verdict.level >= GUARD_LEVEL_WARNING && *click->link->domain != '\0')
    {
      ask_for_domain (click, FALSE);
      return;
    }
  if (answer == GUARD_LINK_ANSWER_REMEMBER && may_remember (click->links, click))
    remember (click->links, host);
  write_journal (click->links, "link-opened", host, &click->verdict, "opened", answer == GUARD_LINK_ANSWER_REMEMBER ? "remember" : "open");
  open_clicked (click);
}

static void
ask_about (GuardLinks *self, GuardLink *link, const Verdict *verdict)
{
  Click *click = g_new0 (Click, 1);
  GuardLinkFacts facts;

  click->links = self;
  click->link = link;
  copy_verdict (&click->verdict, verdict);
  click->address = g_strdup (get_address (link));
  self->clicks = g_list_prepend (self->clicks, click);
  lend_facts (&facts, click->link, &click->verdict);
  click->question = guard_notice_ask_link (self->guard, &facts, may_remember (self, click), on_link_answered, click);
}

static gboolean
is_asked_already (GuardLinks *self, const char *address)
{
  for (GList *item = self->clicks; item != NULL; item = item->next)
    if (g_str_equal (((Click *) item->data)->address, address))
      return TRUE;
  return g_list_length (self->clicks) >= MAX_QUESTIONS;
}

/* Help pages of the client and home pages of plugins: they come from programs, not from messages. */
static gboolean
is_client_page (const char *uri, const char *address)
{
  for (gsize i = 0; client_pages[i] != NULL; i++)
    if (g_str_has_prefix (address, client_pages[i]))
      return TRUE;
  for (GList *item = purple_plugins_get_all (); item != NULL; item = item->next)
    if (purple_strequal (purple_plugin_get_homepage (item->data), uri))
      return TRUE;
  return FALSE;
}

static void
refuse (GuardLinks *self, const GuardLink *link, const Verdict *verdict)
{
  GuardLinkFacts facts;

  lend_facts (&facts, link, verdict);
  write_journal (self, "link-refused", get_host (link), verdict, "refused", NULL);
  guard_notice_link_refused (self->guard, &facts);
}

static GuardLinkAction
decide (GuardLinks *self, const char *uri, const GuardLink *link, const Verdict *verdict)
{
  GuardPolicy policy;
  GuardLinkAction action;

  guard_get_policy (self->guard, &policy);
  action = guard_policy_for_link (&policy, verdict->level, verdict->is_not_checked, verdict->kind);
  if (action == GUARD_LINK_ASK && (is_client_page (uri, get_address (link)) || is_remembered (self, link, verdict)))
    return GUARD_LINK_OPEN;
  return action;
}

GuardClick
guard_links_on_click (GuardLinks *self, const char *uri, char **address)
{
  g_autoptr(GuardLink) link = NULL;
  g_auto(Verdict) verdict = { 0 };
  GuardLinkAction action;

  if (self->pass != NULL && g_str_equal (self->pass, uri))
    {
      *address = g_strdup (uri);
      return GUARD_CLICK_OPEN;
    }

  link = guard_link_new (GUARD_LINK_ADDRESS, uri, NULL, 0);
  recall (self, get_address (link), &verdict);
  judge_again (self, link, &verdict);
  action = decide (self, uri, link, &verdict);
  read_memory (self);

  if (action == GUARD_LINK_OPEN)
    {
      *address = g_strdup (get_address (link));
      return GUARD_CLICK_OPEN;
    }
  if (action == GUARD_LINK_REFUSE || link->url == NULL)
    refuse (self, link, &verdict);
  else if (!is_asked_already (self, get_address (link)))
    ask_about (self, g_steal_pointer (&link), &verdict);
  return GUARD_CLICK_STOPPED;
}

/* ---- addresses that other programs hand over ---- */

static void
free_hand_over (HandOver *hand_over)
{
  hand_over->links->hand_over = NULL;
  guard_question_withdraw (hand_over->question);
  g_clear_pointer (&hand_over->parameters, g_hash_table_unref);
  g_free (hand_over->protocol);
  g_free (hand_over->command);
  g_free (hand_over);
}

static void
on_hand_over_answered (guint answer, const char *text, gpointer user_data)
{
  HandOver *hand_over = user_data;
  GuardLinks *self = hand_over->links;

  hand_over->question = NULL;
  if (answer == 1)
    {
      self->has_pass_for_hand_over = TRUE;
      purple_signal_emit_return_1 (purple_get_core (), "uri-handler", hand_over->protocol, hand_over->command, hand_over->parameters);
      self->has_pass_for_hand_over = FALSE;
    }
  free_hand_over (hand_over);
}

static GHashTable *
copy_parameters (GHashTable *parameters)
{
  GHashTable *copy;
  GHashTableIter iter;
  gpointer key, value;

  if (parameters == NULL)
    return NULL;
  copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_iter_init (&iter, parameters);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), g_strdup (value));
  return copy;
}

gboolean
guard_links_on_uri_handler (const char *protocol, const char *command, GHashTable *parameters, gpointer user_data)
{
  GuardLinks *self = ((Guard *) user_data)->links;
  HandOver *hand_over;

  if (self->has_pass_for_hand_over)
    return FALSE;
  /* One at a time: a page can send them by the thousand. */
  if (self->hand_over != NULL)
    return TRUE;

  hand_over = g_new0 (HandOver, 1);
  hand_over->links = self;
  hand_over->protocol = g_strdup (protocol);
  hand_over->command = g_strdup (command);
  hand_over->parameters = copy_parameters (parameters);
  self->hand_over = hand_over;
  hand_over->question = guard_notice_ask_handed_over (self->guard, protocol, command, on_hand_over_answered, hand_over);
  return TRUE;
}

/* ---- life ---- */

void
guard_links_on_deleting_conversation (PurpleConversation *conversation, gpointer user_data)
{
  GuardLinks *self = ((Guard *) user_data)->links;

  for (GList *item = self->order.head; item != NULL; item = item->next)
    {
      Judged *judged = item->data;

      for (guint i = judged->by_conversation->len; i > 0; i--)
        if (g_array_index (judged->by_conversation, Verdict, i - 1).conversation == conversation)
          g_array_remove_index_fast (judged->by_conversation, i - 1);
    }
}

GuardLinks *
guard_links_new (Guard *guard)
{
  GuardLinks *self = g_new0 (GuardLinks, 1);

  self->guard = guard;
  g_queue_init (&self->order);
  self->judged = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_judged);
  self->remembered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  read_memory (self);
  return self;
}

void
guard_links_free (GuardLinks *self)
{
  while (self->clicks != NULL)
    free_click (self->clicks->data);
  if (self->hand_over != NULL)
    free_hand_over (self->hand_over);
  g_queue_clear (&self->order);
  g_hash_table_unref (self->judged);
  g_hash_table_unref (self->remembered);
  g_free (self);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-links.h"

#include "core/guard-engine.h"
#include "guard-contacts.h"
#include "guard-files.h"
#include "guard-hosts.h"
#include "guard-notice.h"
#include "guard-verdicts.h"

#include <string.h>

/* From the judged link to the opened page.
 *
 * States of a click: asked -> left alone | opened | (something speaks against it) the domain is asked for -> left alone | opened.
 * An approved address goes through the client's call again, with a pass for exactly this one. */

#define MAX_QUESTIONS 5 /* more clicks are no more than impatience */
#define MAX_JOURNALLED_A_MINUTE 30

/* A click that waits for its answer. */
typedef struct
{
  GuardLinks *links;
  GuardLink *link;
  GuardLinkVerdict verdict;
  GuardQuestion *question;
} Click;

struct _GuardLinks
{
  Guard *guard;
  GuardVerdicts *verdicts;
  GList *clicks;
  const char *pass; /* the one address that may go through now */
  gint64 minute_began_us;
  guint n_journalled;
};

/* The client's own pages: help, donations, the explanation of certificates. Nobody's message made them. */
static const char * const client_pages[] = { "https://pidgin.im/", "https://developer.pidgin.im/", "https://imfreedom.org/donate/", NULL };

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

/* ---- the journal ---- */

/* The host, or of an address without one its scheme. Never path or query. Returns: (transfer full) (nullable) */
static char *
dup_place (const GuardLink *link)
{
  if (link->url == NULL || *get_host (link) != '\0')
    return link->url != NULL ? g_strdup (get_host (link)) : NULL;
  return g_strconcat (guard_url_get_scheme (link->url), ":", NULL);
}

/* What was found, said or chosen. @link: (nullable). A flood of messages fills no more of the journal than its share. */
static void
write_journal (GuardLinks *self, const char *kind, const GuardLink *link, const GuardLinkVerdict *verdict, const char *action, const char *choice)
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
  /* Where the client keeps no log, as in a conversation off the record, no host of it is kept either. */
  entry->name = link != NULL && !verdict->is_unlogged ? dup_place (link) : NULL;
  entry->sender = g_strdup (verdict->sender);
  entry->sender_kind = verdict->kind;
  entry->finding = g_strdup (verdict->detector);
  entry->action = g_strdup (action);
  entry->choice = g_strdup (choice);
  guard_files_add_journal_entry (self->guard, entry);
}

/* What a message was warned about; its worst alone. */
static void
note_warning (GuardLinks *self, const GuardMessage *message, const GuardReport *report, const char *sender, gboolean is_unlogged)
{
  const GuardFinding *finding = guard_report_get_worst (report, -1);
  const GuardLink *link = finding != NULL && finding->link >= 0 ? g_ptr_array_index (message->links, finding->link) : NULL;
  GuardLinkVerdict verdict = guard_link_verdict_lend (report, -1, message->sender_kind);

  if (verdict.level < GUARD_LEVEL_WARNING || message->sender_kind == GUARD_SENDER_SELF)
    return;
  verdict.sender = (char *) sender; /* lent */
  verdict.is_unlogged = is_unlogged;
  write_journal (self, "link-warned", link, &verdict, "warned", NULL);
}

/* ---- judged messages ---- */

void
guard_links_note (GuardLinks *self, PurpleConversation *conversation, const char *who, const GuardMessage *message, const GuardReport *report)
{
  PurpleAccount *account = conversation != NULL ? purple_conversation_get_account (conversation) : NULL;
  const gboolean is_unlogged = conversation != NULL && !purple_conversation_is_logging (conversation);
  g_autofree char *sender = NULL;

  if (account != NULL && who != NULL && message->sender_kind != GUARD_SENDER_SELF)
    sender = guard_contacts_dup_address (account, who);
  note_warning (self, message, report, sender, is_unlogged);
  for (guint i = 0; i < message->links->len; i++)
    {
      GuardLinkVerdict verdict = guard_link_verdict_lend (report, (int) i, message->sender_kind);

      verdict.sender = sender; /* lent */
      verdict.is_unlogged = is_unlogged;
      guard_verdicts_add (self->verdicts, conversation, get_address (g_ptr_array_index (message->links, i)), &verdict);
    }
}

/* Looks at the address itself once more: what the lists say now, and what can be seen without the message. */
static void
judge_again (GuardLinks *self, GuardLink *link, GuardLinkVerdict *verdict)
{
  g_autoptr(GPtrArray) links = g_ptr_array_new ();
  GuardMessage message = { .way = GUARD_WAY_ADDRESS, .sender_kind = verdict->kind, .text = "", .links = links, .is_wholly_read = TRUE };
  g_autoptr(GuardReport) report = NULL;
  GuardLinkVerdict fresh;

  if (self->guard->knowledge == NULL)
    {
      verdict->is_not_checked = TRUE;
      return;
    }
  g_ptr_array_add (links, link);
  report = guard_engine_judge (self->guard->knowledge, &message);
  fresh = guard_link_verdict_lend (report, 0, verdict->kind);
  fresh.sender = verdict->sender; /* lent */
  guard_link_verdict_make_worse (verdict, &fresh);
}

/* ---- clicks ---- */

static void
free_click (Click *click)
{
  click->links->clicks = g_list_remove (click->links->clicks, click);
  guard_question_withdraw (click->question);
  guard_link_free (click->link);
  guard_link_verdict_clear (&click->verdict);
  g_free (click);
}

static GuardLinkFacts
lend_facts (const GuardLink *link, const GuardLinkVerdict *verdict)
{
  return (GuardLinkFacts) {
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
leave_alone (Click *click)
{
  write_journal (click->links, "link-asked", click->link, &click->verdict, "asked", "leave");
  free_click (click);
}

static void
open_clicked (Click *click, const char *choice)
{
  GuardLinks *self = click->links;
  g_autofree char *address = g_strdup (get_address (click->link));

  write_journal (self, "link-opened", click->link, &click->verdict, "opened", choice);
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
    leave_alone (click);
  else if (!names_domain (click, text))
    ask_for_domain (click, TRUE);
  else
    open_clicked (click, "open-anyway");
}

static void
ask_for_domain (Click *click, gboolean is_again)
{
  const GuardLinkFacts facts = lend_facts (click->link, &click->verdict);

  click->question = guard_notice_ask_domain (click->links->guard, &facts, is_again, on_domain_typed, click);
}

static void
on_link_answered (guint answer, const char *text, gpointer user_data)
{
  Click *click = user_data;

  click->question = NULL;
  if (answer == GUARD_LINK_ANSWER_LEAVE)
    {
      leave_alone (click);
      return;
    }
  /* What speaks against it is touched once more, by its name. An address without one has nothing to type. */
  if (click->verdict.level >= GUARD_LEVEL_WARNING && *click->link->domain != '\0')
    {
      ask_for_domain (click, FALSE);
      return;
    }
  if (answer == GUARD_LINK_ANSWER_REMEMBER)
    guard_hosts_remember (click->links->guard->hosts, get_host (click->link));
  open_clicked (click, answer == GUARD_LINK_ANSWER_REMEMBER ? "remember" : "open");
}

static void
ask_about (GuardLinks *self, GuardLink *link, const GuardLinkVerdict *verdict)
{
  Click *click = g_new0 (Click, 1);
  GuardLinkFacts facts;
  GuardPolicy policy;

  click->links = self;
  click->link = link;
  click->verdict = guard_link_verdict_copy (verdict);
  self->clicks = g_list_prepend (self->clicks, click);
  guard_get_policy (self->guard, &policy);
  facts = lend_facts (click->link, &click->verdict);
  click->question = guard_notice_ask_link (self->guard, &facts,
                                           *facts.host != '\0' && guard_policy_may_remember_link (&policy, verdict->level, verdict->is_not_checked),
                                           on_link_answered, click);
}

static gboolean
is_asked_already (GuardLinks *self, const char *address)
{
  for (GList *item = self->clicks; item != NULL; item = item->next)
    if (g_str_equal (get_address (((Click *) item->data)->link), address))
      return TRUE;
  return g_list_length (self->clicks) >= MAX_QUESTIONS;
}

static void
refuse (GuardLinks *self, const GuardLink *link, const GuardLinkVerdict *verdict)
{
  const GuardLinkFacts facts = lend_facts (link, verdict);

  write_journal (self, "link-refused", link, verdict, "refused", NULL);
  guard_notice_link_refused (self->guard, &facts);
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

static GuardVouching
find_vouching (GuardLinks *self, const char *uri, const GuardLink *link)
{
  if (is_client_page (uri, get_address (link)))
    return GUARD_VOUCHED_BY_CLIENT;
  return guard_hosts_is_remembered (self->guard->hosts, get_host (link)) ? GUARD_VOUCHED_BY_USER : GUARD_VOUCHED_BY_NOBODY;
}

GuardClick
guard_links_on_click (GuardLinks *self, const char *uri, char **address)
{
  g_autoptr(GuardLink) link = NULL;
  g_auto(GuardLinkVerdict) verdict = { 0 };
  GuardLinkAction action;
  GuardPolicy policy;

  if (self->pass != NULL && g_str_equal (self->pass, uri))
    {
      *address = g_strdup (uri);
      return GUARD_CLICK_OPEN;
    }

  link = guard_link_new (GUARD_LINK_ADDRESS, uri, NULL, 0);
  verdict = guard_verdicts_recall (self->verdicts, get_address (link));
  judge_again (self, link, &verdict);
  guard_get_policy (self->guard, &policy);
  action = guard_policy_for_click (&policy, verdict.level, verdict.is_not_checked, verdict.kind, find_vouching (self, uri, link));
  guard_hosts_read (self->guard->hosts);

  if (action == GUARD_LINK_OPEN && link->url != NULL)
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

/* ---- life ---- */

void
guard_links_on_deleting_conversation (PurpleConversation *conversation, gpointer user_data)
{
  guard_verdicts_forget_conversation (((Guard *) user_data)->links->verdicts, conversation);
}

GuardLinks *
guard_links_new (Guard *guard)
{
  GuardLinks *self = g_new0 (GuardLinks, 1);

  self->guard = guard;
  self->verdicts = guard_verdicts_new ();
  return self;
}

void
guard_links_free (GuardLinks *self)
{
  while (self->clicks != NULL)
    free_click (self->clicks->data);
  guard_verdicts_free (self->verdicts);
  g_free (self);
}

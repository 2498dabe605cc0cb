/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-verdicts.h"

#include <string.h>

/* Each address has a verdict for every conversation that it stood in, and the worst of all. A harmless mention clears nothing. What falls out
 * of this memory, or never comes in, is a stranger's: forgetting makes the guard stricter. */

#define MAX_ADDRESSES 4096
#define MAX_ADDRESS_BYTES 4096 /* longer ones are not kept: strangers could fill the memory with them */
#define MAX_CONVERSATIONS_AN_ADDRESS 8

typedef struct
{
  const PurpleConversation *conversation; /* compared only */
  GuardLinkVerdict verdict;
} InConversation;

typedef struct
{
  char *address;
  GuardLinkVerdict worst;
  GArray *by_conversation; /* of InConversation */
  GList *place;            /* in the order of use */
} Judged;

struct _GuardVerdicts
{
  GHashTable *judged; /* address -> Judged */
  GQueue order;       /* of Judged, the latest first */
};

void
guard_link_verdict_clear (GuardLinkVerdict *verdict)
{
  g_free (verdict->why);
  g_free (verdict->sender);
  *verdict = (GuardLinkVerdict) { 0 };
}

GuardLinkVerdict
guard_link_verdict_copy (const GuardLinkVerdict *verdict)
{
  GuardLinkVerdict copy = *verdict;

  copy.why = g_strdup (verdict->why);
  copy.sender = g_strdup (verdict->sender);
  return copy;
}

GuardLinkVerdict
guard_link_verdict_lend (const GuardReport *report, int link, GuardSenderKind kind)
{
  const GuardFinding *finding = guard_report_get_worst (report, link);
  GuardLinkVerdict verdict = { .kind = kind, .is_not_checked = guard_report_is_not_checked (report) };

  if (finding == NULL)
    return verdict;
  verdict.level = finding->level;
  verdict.detector = finding->detector;
  verdict.why = finding->why;
  return verdict;
}

/* Level first: it holds already what the kind of the sender means for this link. */
static gboolean
is_worse (const GuardLinkVerdict *other, const GuardLinkVerdict *than)
{
  if (other->level != than->level)
    return other->level > than->level;
  return other->kind < than->kind;
}

void
guard_link_verdict_make_worse (GuardLinkVerdict *verdict, const GuardLinkVerdict *other)
{
  const gboolean is_not_checked = verdict->is_not_checked || other->is_not_checked;
  const gboolean is_unlogged = verdict->is_unlogged || other->is_unlogged;
  const GuardSenderKind kind = MIN (verdict->kind, other->kind);

  if (is_worse (other, verdict))
    {
      GuardLinkVerdict copy = guard_link_verdict_copy (other);

      guard_link_verdict_clear (verdict);
      *verdict = copy;
    }
  verdict->is_not_checked = is_not_checked;
  verdict->is_unlogged = is_unlogged;
  verdict->kind = kind;
}

static void
clear_in_conversation (gpointer data)
{
  guard_link_verdict_clear (&((InConversation *) data)->verdict);
}

static void
free_judged (gpointer data)
{
  Judged *judged = data;

  guard_link_verdict_clear (&judged->worst);
  g_array_unref (judged->by_conversation);
  g_free (judged->address);
  g_free (judged);
}

static GuardLinkVerdict *
find_in_conversation (Judged *judged, const PurpleConversation *conversation)
{
  for (guint i = 0; i < judged->by_conversation->len; i++)
    {
      InConversation *row = &g_array_index (judged->by_conversation, InConversation, i);

      if (row->conversation == conversation)
        return &row->verdict;
    }
  return NULL;
}

static void
add_in_conversation (Judged *judged, const PurpleConversation *conversation, const GuardLinkVerdict *verdict)
{
  GuardLinkVerdict *known = find_in_conversation (judged, conversation);
  InConversation row;

  if (known != NULL)
    {
      guard_link_verdict_make_worse (known, verdict);
      return;
    }
  /* A conversation that is left out is answered by the worst. */
  if (conversation == NULL || judged->by_conversation->len >= MAX_CONVERSATIONS_AN_ADDRESS)
    return;
  row.conversation = conversation;
  row.verdict = guard_link_verdict_copy (verdict);
  g_array_append_val (judged->by_conversation, row);
}

static Judged *
add_judged (GuardVerdicts *self, const char *address, const GuardLinkVerdict *verdict)
{
  Judged *judged = g_new0 (Judged, 1);

  while (self->order.length >= MAX_ADDRESSES)
    {
      Judged *oldest = g_queue_pop_tail (&self->order);

      g_hash_table_remove (self->judged, oldest->address);
    }
  judged->address = g_strdup (address);
  judged->by_conversation = g_array_new (FALSE, FALSE, sizeof (InConversation));
  g_array_set_clear_func (judged->by_conversation, clear_in_conversation);
  judged->worst = guard_link_verdict_copy (verdict);
  g_queue_push_head (&self->order, judged);
  judged->place = self->order.head;
  g_hash_table_insert (self->judged, judged->address, judged);
  return judged;
}

void
guard_verdicts_add (GuardVerdicts *self, const PurpleConversation *conversation, const char *address, const GuardLinkVerdict *verdict)
{
  Judged *judged;

  if (strlen (address) > MAX_ADDRESS_BYTES)
    return;
  judged = g_hash_table_lookup (self->judged, address);
  if (judged == NULL)
    judged = add_judged (self, address, verdict);
  else
    {
      guard_link_verdict_make_worse (&judged->worst, verdict);
      g_queue_unlink (&self->order, judged->place);
      g_queue_push_head_link (&self->order, judged->place);
    }
  add_in_conversation (judged, conversation, verdict);
}

static const PurpleConversation *
find_focused (void)
{
  for (GList *item = purple_get_conversations (); item != NULL; item = item->next)
    if (purple_conversation_has_focus (item->data))
      return item->data;
  return NULL;
}

GuardLinkVerdict
guard_verdicts_recall (GuardVerdicts *self, const char *address)
{
  static const GuardLinkVerdict never_judged = { .kind = GUARD_SENDER_STRANGER };
  Judged *judged = g_hash_table_lookup (self->judged, address);
  const PurpleConversation *focused = judged != NULL ? find_focused () : NULL;
  const GuardLinkVerdict *own = focused != NULL ? find_in_conversation (judged, focused) : NULL;

  return guard_link_verdict_copy (own != NULL ? own : judged != NULL ? &judged->worst : &never_judged);
}

void
guard_verdicts_forget_conversation (GuardVerdicts *self, const PurpleConversation *conversation)
{
  for (GList *item = self->order.head; item != NULL; item = item->next)
    {
      GArray *rows = ((Judged *) item->data)->by_conversation;

      for (guint i = rows->len; i > 0; i--)
        if (g_array_index (rows, InConversation, i - 1).conversation == conversation)
          g_array_remove_index_fast (rows, i - 1);
    }
}

GuardVerdicts *
guard_verdicts_new (void)
{
  GuardVerdicts *self = g_new0 (GuardVerdicts, 1);

  g_queue_init (&self->order);
  self->judged = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_judged);
  return self;
}

void
guard_verdicts_free (GuardVerdicts *self)
{
  g_queue_clear (&self->order);
  g_hash_table_unref (self->judged);
  g_free (self);
}

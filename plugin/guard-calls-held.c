/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-calls-held.h"

#include "guard-calls-wire.h"
#include "guard-contacts.h"
#include "guard-watch.h"

#include <string.h>

/* held -> taken (given back to the protocol, in order) | refused | missed (the caller gives up, or the connection ends). */

#define MAX_CALLS 8
/* A call with voice and picture has some 10 KiB, and perhaps twenty addresses that come one by one. */
#define MAX_STANZAS 128
#define MAX_BYTES (128 * 1024)

typedef struct
{
  GuardHeldCalls *calls;
  PurpleConnection *connection;
  char *who;
  char *session;
  GuardSenderKind kind;
  gboolean is_google;
  gboolean has_video;
  GQueue stanzas; /* of xmlnode */
  gsize n_bytes;
  GuardQuestion *question;
} Call;

struct _GuardHeldCalls
{
  Guard *guard;
  GuardMissed *missed;
  GuardReplayedFunc func;
  gpointer user_data;
  GList *calls;     /* of Call */
  const Call *taken; /* while it is given back */
};

static void
free_stanza (gpointer stanza)
{
  xmlnode_free (stanza);
}

static void
free_call (Call *self)
{
  self->calls->calls = g_list_remove (self->calls->calls, self);
  guard_question_withdraw (self->question);
  g_queue_clear_full (&self->stanzas, free_stanza);
  g_free (self->who);
  g_free (self->session);
  g_free (self);
}

static void
fill_facts (const Call *self, GuardCallFacts *facts)
{
  PurpleAccount *account = purple_connection_get_account (self->connection);

  *facts = (GuardCallFacts) { .account = account, .who = self->who, .kind = self->kind, .has_video = self->has_video };
}

/* Returns: %FALSE if it is too much */
static gboolean
add_stanza (Call *self, xmlnode *iq)
{
  g_autofree char *text = xmlnode_to_str (iq, NULL);
  gsize n_bytes = strlen (text);

  if (self->stanzas.length >= MAX_STANZAS || self->n_bytes + n_bytes > MAX_BYTES)
    return FALSE;
  self->n_bytes += n_bytes;
  g_queue_push_tail (&self->stanzas, xmlnode_copy (iq));
  return TRUE;
}

/* ---- the answer ---- */

static void
take_up (Call *self, const GuardCallFacts *facts)
{
  GuardHeldCalls *calls = self->calls;
  xmlnode *stanza;

  guard_missed_note (calls->missed, "call-answered", facts, "take", NULL);
  calls->taken = self;
  while ((stanza = g_queue_pop_head (&self->stanzas)) != NULL)
    {
      guard_calls_wire_replay (self->connection, stanza);
      xmlnode_free (stanza);
    }
  calls->taken = NULL;
  calls->func (self->connection, facts, self->is_google ? NULL : self->session, calls->user_data);
}

static void
end (Call *self, const char *reason)
{
  guard_calls_wire_end (self->connection, self->who, self->session, self->who, self->is_google, reason);
}

static void
on_answer (guint answer, const char *text, gpointer data)
{
  Call *self = data;
  GuardCallFacts facts;

  self->question = NULL;
  fill_facts (self, &facts);
  if (answer == GUARD_CALL_ANSWER_TAKE)
    take_up (self, &facts);
  else
    {
      end (self, "decline");
      guard_missed_note (self->calls->missed, "call-refused", &facts, "refuse", NULL);
    }
  free_call (self);
}

/* ---- holding ---- */

static gboolean
is_waiting (GuardHeldCalls *self, const GuardCallFacts *facts)
{
  g_autofree char *address = guard_contacts_dup_address (facts->account, facts->who);

  for (GList *l = self->calls; l != NULL; l = l->next)
    {
      const Call *call = l->data;
      g_autofree char *other = guard_contacts_dup_address (facts->account, call->who);

      if (purple_connection_get_account (call->connection) == facts->account && guard_contacts_are_same (facts->account, address, other))
        return TRUE;
    }
  return FALSE;
}

gboolean
guard_held_calls_take (GuardHeldCalls *self, PurpleConnection *connection, const GuardCallFacts *facts, xmlnode *iq, const GuardJingle *jingle)
{
  Call *call;

  if (is_waiting (self, facts) || g_list_length (self->calls) >= MAX_CALLS || !guard_missed_may_ask (self->missed, facts))
    return FALSE;
  call = g_new0 (Call, 1);
  call->calls = self;
  call->connection = connection;
  call->who = g_strdup (facts->who);
  call->session = g_strdup (jingle->session);
  call->kind = facts->kind;
  call->is_google = jingle->is_google;
  call->has_video = facts->has_video;
  g_queue_init (&call->stanzas);
  self->calls = g_list_prepend (self->calls, call);
  if (!add_stanza (call, iq))
    {
      free_call (call);
      return FALSE;
    }

  guard_calls_wire_acknowledge (connection, iq);
  if (!jingle->is_google)
    guard_calls_wire_say_ringing (connection, facts->who, jingle->session);
  guard_missed_note (self->missed, "call-asked", facts, NULL, NULL);
  call->question = guard_notice_ask_call (self->guard, facts, on_answer, call);
  guard_watch_shown (self->guard->watch, GUARD_EVENT_CALL, facts->account, facts->who, GUARD_SHOWN_QUESTION);
  return TRUE;
}

static Call *
find_call (GuardHeldCalls *self, PurpleConnection *connection, const char *from, const GuardJingle *jingle)
{
  for (GList *l = self->calls; l != NULL; l = l->next)
    {
      Call *call = l->data;

      if (call->connection == connection && call->is_google == jingle->is_google && purple_strequal (call->session, jingle->session)
          && purple_strequal (call->who, from))
        return call;
    }
  return NULL;
}

static void
miss (Call *self, GuardNoCall why)
{
  GuardCallFacts facts;

  fill_facts (self, &facts);
  g_clear_pointer (&self->question, guard_question_withdraw);
  guard_missed_show (self->calls->missed, &facts, why);
  free_call (self);
}

gboolean
guard_held_calls_keep (GuardHeldCalls *self, PurpleConnection *connection, const char *from, xmlnode *iq, const GuardJingle *jingle)
{
  Call *call = find_call (self, connection, from, jingle);

  if (call == NULL)
    return FALSE;
  switch (jingle->step)
    {
    case GUARD_JINGLE_DETAILS:
      /* What is too much, or unsound, is not kept: there are other ways for the two to meet, or there is no call. */
      if (jingle->is_sound)
        add_stanza (call, iq);
      guard_calls_wire_acknowledge (connection, iq);
      break;
    case GUARD_JINGLE_NOTE:
      guard_calls_wire_acknowledge (connection, iq);
      break;
    case GUARD_JINGLE_END:
      guard_calls_wire_acknowledge (connection, iq);
      miss (call, GUARD_NO_CALL_MISSED);
      break;
    case GUARD_JINGLE_BEGIN:
    case GUARD_JINGLE_ACCEPT:
    case GUARD_JINGLE_WIDEN:
    case GUARD_JINGLE_UNKNOWN:
    default:
      guard_calls_wire_refuse (connection, iq, "unexpected-request");
      break;
    }
  return TRUE;
}

void
guard_held_calls_drop (GuardHeldCalls *self, PurpleConnection *connection)
{
  for (GList *l = self->calls, *next; l != NULL; l = next)
    {
      Call *call = l->data;

      next = l->next;
      if (connection != NULL && call->connection != connection)
        continue;
      if (PURPLE_CONNECTION_IS_CONNECTED (call->connection))
        end (call, "gone");
      miss (call, GUARD_NO_CALL_OFFLINE);
    }
}

gboolean
guard_held_calls_are_any (GuardHeldCalls *self)
{
  return self->calls != NULL;
}

gboolean
guard_held_calls_is_replaying (GuardHeldCalls *self)
{
  return self->taken != NULL;
}

gboolean
guard_held_calls_is_taken (GuardHeldCalls *self, PurpleAccount *account, const char *who)
{
  return self->taken != NULL && purple_connection_get_account (self->taken->connection) == account && purple_strequal (self->taken->who, who);
}

/* ---- life ---- */

GuardHeldCalls *
guard_held_calls_new (Guard *guard, GuardMissed *missed, GuardReplayedFunc func, gpointer user_data)
{
  GuardHeldCalls *self = g_new0 (GuardHeldCalls, 1);

  self->guard = guard;
  self->missed = missed;
  self->func = func;
  self->user_data = user_data;
  return self;
}

void
guard_held_calls_free (GuardHeldCalls *self)
{
  while (self->calls != NULL)
    free_call (self->calls->data);
  g_free (self);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-calls.h"

#include "guard-calls-activities.h"
#include "guard-calls-held.h"
#include "guard-calls-jingle.h"
#include "guard-calls-media.h"
#include "guard-calls-missed.h"
#include "guard-calls-taken.h"
#include "guard-calls-wire.h"
#include "guard-contacts.h"
#include "guard-watch.h"

/* A call over XMPP is taken out of the stream before any code of calls has seen it: libpurple gathers addresses, and asks for the own one on the internet,
 * while its own question is still open. It is acknowledged and kept (guard-calls-held); a yes gives it back to the protocol and takes it up at once, so that
 * there is one question. What does not pass here meets the floor (guard-calls-media). */

#define FIRST G_MININT

struct _GuardCalls
{
  Guard *guard;
  GuardHeldCalls *held;
  GuardTakenCalls *taken;
  GuardMissed *missed;
  GuardMedia *media; /* NULL: libpurple has no calls */
  GuardActivities *activities;
};

static char handle; /* of the protocol's signals */

static void
fill_facts (GuardCallFacts *facts, PurpleAccount *account, const char *who)
{
  *facts = (GuardCallFacts) { .account = account, .who = who, .kind = guard_contacts_get_kind (account, who) };
}

static GuardCallAction
decide (GuardCalls *self, const GuardCallFacts *facts)
{
  GuardPolicy policy;

  guard_get_policy (self->guard, &policy);
  return guard_policy_for_call (&policy, facts->kind);
}

/* Why a call is refused that does not get as far as the user; @otherwise: what speaks against it if nobody has decided so. */
static GuardNoCall
get_why (const GuardCallFacts *facts, GuardCallAction action, GuardNoCall otherwise)
{
  if (facts->kind == GUARD_SENDER_STRANGER)
    return GUARD_NO_CALL_STRANGER;
  return action == GUARD_CALL_REFUSE ? GUARD_NO_CALL_SETTING : otherwise;
}

/* ---- a call comes ---- */

/* To a stranger the answer is that of a server when nobody is there: it tells neither that somebody is, nor that calls are refused. */
static void
refuse (GuardCalls *self, PurpleConnection *connection, xmlnode *iq, const GuardJingle *jingle, const GuardCallFacts *facts, GuardNoCall why)
{
  if (facts->kind == GUARD_SENDER_STRANGER || why == GUARD_NO_CALL_UNSOUND)
    guard_calls_wire_refuse (connection, iq, "service-unavailable");
  else
    {
      guard_calls_wire_acknowledge (connection, iq);
      guard_calls_wire_end (connection, facts->who, jingle->session, facts->who, jingle->is_google, why == GUARD_NO_CALL_BUSY ? "busy" : "decline");
    }
  guard_missed_show (self->missed, facts, why);
}

/* Google's calls are answered to whoever is said to have begun them: that must be who sent it. */
static gboolean
is_sound (const GuardJingle *jingle, const char *from)
{
  return jingle->is_sound && (!jingle->is_google || purple_strequal (jingle->initiator, from));
}

static gboolean
on_begin (GuardCalls *self, PurpleConnection *connection, const char *from, xmlnode *iq, const GuardJingle *jingle)
{
  GuardCallFacts facts;
  GuardCallAction action;

  fill_facts (&facts, purple_connection_get_account (connection), from);
  facts.has_video = jingle->has_video;
  /* Files and the like: libpurple takes none that come this way, and says so; strangers need not know. */
  if (!jingle->has_voice && !jingle->has_video)
    {
      if (facts.kind != GUARD_SENDER_STRANGER)
        return FALSE;
      guard_calls_wire_refuse (connection, iq, "service-unavailable");
      return TRUE;
    }

  action = decide (self, &facts);
  guard_watch_announce (self->guard->watch, GUARD_EVENT_CALL, facts.account, from);
  if (action == GUARD_CALL_REFUSE || !is_sound (jingle, from))
    refuse (self, connection, iq, jingle, &facts, get_why (&facts, action, GUARD_NO_CALL_UNSOUND));
  else if (action == GUARD_CALL_RING && guard_missed_may_ask (self->missed, &facts))
    return FALSE;
  else if (action == GUARD_CALL_RING || !guard_held_calls_take (self->held, connection, &facts, iq, jingle))
    refuse (self, connection, iq, jingle, &facts, GUARD_NO_CALL_BUSY);
  return TRUE;
}

/* ---- something comes of a call that runs ---- */

static void
on_widen (GuardCalls *self, PurpleConnection *connection, xmlnode *iq, const GuardJingle *jingle, GuardCallFacts *facts)
{
  gboolean is_new = jingle->has_voice || jingle->has_video;

  facts->has_video = jingle->has_video;
  if (is_new)
    {
      guard_calls_wire_acknowledge (connection, iq);
      guard_calls_wire_reject_contents (connection, facts->who, iq);
    }
  else
    guard_calls_wire_refuse (connection, iq, "not-acceptable");
  guard_watch_announce (self->guard->watch, GUARD_EVENT_CALL, facts->account, facts->who);
  guard_missed_show (self->missed, facts, GUARD_NO_CALL_WIDENED);
}

/* Of a call that @facts' person has no part in, or that there is not. libpurple says nothing to that, which tells a stranger that somebody is there. */
static gboolean
on_unknown (PurpleConnection *connection, xmlnode *iq, const GuardCallFacts *facts)
{
  if (facts->kind == GUARD_SENDER_STRANGER)
    guard_calls_wire_refuse (connection, iq, "service-unavailable");
  return TRUE;
}

/* libpurple asks neither who sends it nor whether it makes sense. */
static gboolean
on_running (GuardCalls *self, PurpleConnection *connection, const char *from, xmlnode *iq, const GuardJingle *jingle)
{
  GuardCallFacts facts;
  g_autofree char *remote = NULL;
  gboolean is_ours;

  fill_facts (&facts, purple_connection_get_account (connection), from);
  if (jingle->is_google && facts.kind != GUARD_SENDER_STRANGER)
    return FALSE;
  if (!guard_calls_wire_find_session (connection, jingle->session, &remote, &is_ours) || !purple_strequal (remote, from))
    return on_unknown (connection, iq, &facts);

  if (jingle->step == GUARD_JINGLE_ACCEPT && !is_ours)
    {
      guard_calls_wire_refuse (connection, iq, "unexpected-request");
      guard_missed_show (self->missed, &facts, GUARD_NO_CALL_TAKEN_OVER);
      return TRUE;
    }
  if (jingle->step == GUARD_JINGLE_WIDEN)
    on_widen (self, connection, iq, jingle, &facts);
  else if (jingle->step == GUARD_JINGLE_UNKNOWN || jingle->step == GUARD_JINGLE_BEGIN || !jingle->is_sound)
    guard_calls_wire_refuse (connection, iq, "feature-not-implemented");
  else
    return FALSE;
  return TRUE;
}

static gboolean
is_running (PurpleConnection *connection, const GuardJingle *jingle)
{
  g_autofree char *remote = NULL;
  gboolean is_ours;

  return !jingle->is_google && guard_calls_wire_find_session (connection, jingle->session, &remote, &is_ours);
}

static gboolean
on_receiving_iq (PurpleConnection *connection, const char *type, const char *id, const char *from, xmlnode *iq, gpointer data)
{
  GuardCalls *self = data;
  GuardJingle jingle;

  if (guard_held_calls_is_replaying (self->held) || !guard_jingle_read (iq, &jingle))
    return FALSE;
  /* Nobody can be called by a server. */
  if (from == NULL)
    {
      guard_calls_wire_refuse (connection, iq, "service-unavailable");
      return TRUE;
    }
  if (guard_held_calls_keep (self->held, connection, from, iq, &jingle))
    return TRUE;
  if (jingle.step == GUARD_JINGLE_BEGIN && !is_running (connection, &jingle))
    return on_begin (self, connection, from, iq, &jingle);
  return on_running (self, connection, from, iq, &jingle);
}

/* ---- the floor ---- */

static GuardMediaAnswer
may_begin (PurpleAccount *account, const char *who, gboolean is_private, gpointer data)
{
  GuardCalls *self = data;
  GuardCallFacts facts;
  GuardCallAction action;

  if (is_private)
    return guard_activities_may_begin (self->activities, account, who, GUARD_ACTIVITY_SCREEN) ? GUARD_MEDIA_LET : GUARD_MEDIA_REFUSED;
  if (guard_held_calls_is_taken (self->held, account, who))
    return GUARD_MEDIA_TAKEN;
  fill_facts (&facts, account, who);
  action = decide (self, &facts);
  if (action == GUARD_CALL_RING)
    return GUARD_MEDIA_LET;
  guard_watch_announce (self->guard->watch, GUARD_EVENT_CALL, account, who);
  guard_missed_show (self->missed, &facts, get_why (&facts, action, GUARD_NO_CALL_NOT_HELD));
  return GUARD_MEDIA_REFUSED;
}

/* A yes takes up the call for the client, too: its own question would be the second. */
static void
on_replayed (PurpleConnection *connection, const GuardCallFacts *facts, const char *session, gpointer data)
{
  GuardCalls *self = data;
  PurpleMedia *media = guard_media_steal_taken (self->media);

  if (media != NULL && session != NULL)
    guard_taken_calls_add (self->taken, connection, facts, session, media);
  if (media == NULL || !guard_media_accept (media))
    guard_missed_show (self->missed, facts, GUARD_NO_CALL_FAILED);
}

/* ---- life ---- */

static void
on_signing_off (PurpleConnection *connection, gpointer data)
{
  GuardCalls *self = data;

  guard_held_calls_drop (self->held, connection);
  guard_missed_forget_account (self->missed, purple_connection_get_account (connection));
}

gboolean
guard_calls_are_running (GuardCalls *self)
{
  return guard_held_calls_are_any (self->held) || guard_media_is_running (self->media);
}

GuardCalls *
guard_calls_new (Guard *guard)
{
  GuardCalls *self = g_new0 (GuardCalls, 1);

  self->guard = guard;
  self->missed = guard_missed_new (guard);
  self->held = guard_held_calls_new (guard, self->missed, on_replayed, self);
  self->taken = guard_taken_calls_new (self->missed);
  self->activities = guard_activities_new (guard);
  return self;
}

void
guard_calls_attach (GuardCalls *self)
{
  PurplePlugin *jabber = purple_plugins_find_with_id ("prpl-jabber");

  self->media = guard_media_new (may_begin, self);
  if (jabber != NULL)
    purple_signal_connect_priority (jabber, "jabber-receiving-iq", &handle, PURPLE_CALLBACK (on_receiving_iq), self, FIRST);
  purple_signal_connect_priority (purple_connections_get_handle (), "signing-off", &handle, PURPLE_CALLBACK (on_signing_off), self, FIRST);
  guard_activities_attach (self->activities);
}

void
guard_calls_detach (GuardCalls *self)
{
  guard_activities_detach (self->activities);
  guard_held_calls_drop (self->held, NULL);
  guard_missed_forget_account (self->missed, NULL);
  purple_signals_disconnect_by_handle (&handle);
  g_clear_pointer (&self->media, guard_media_free);
}

void
guard_calls_free (GuardCalls *self)
{
  guard_activities_free (self->activities);
  guard_taken_calls_free (self->taken);
  guard_held_calls_free (self->held);
  guard_missed_free (self->missed);
  g_free (self);
}

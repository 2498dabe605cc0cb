/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-calls-taken.h"

#include "guard-calls-wire.h"

typedef struct
{
  GuardTakenCalls *calls;
  PurpleMedia *media; /* weak: a reference would keep it from ending */
  PurpleConnection *connection;
  char *who;
  char *session;
  GuardSenderKind kind;
  gboolean has_video;
  gboolean was_connected;
  guint idle_source;
} Call;

struct _GuardTakenCalls
{
  GuardMissed *missed;
  GList *calls; /* of Call */
};

static void
forget_media (Call *self)
{
  if (self->media == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->media, self);
  g_clear_weak_pointer (&self->media);
}

static void
free_call (Call *self)
{
  self->calls->calls = g_list_remove (self->calls->calls, self);
  g_clear_handle_id (&self->idle_source, g_source_remove);
  forget_media (self);
  g_free (self->who);
  g_free (self->session);
  g_free (self);
}

static void
end_broken (Call *self)
{
  PurpleAccount *account = purple_connection_get_account (self->connection);
  const GuardCallFacts facts = { .account = account, .who = self->who, .kind = self->kind, .has_video = self->has_video };

  guard_calls_wire_end (self->connection, self->who, self->session, self->who, FALSE, "failed-application");
  if (!self->was_connected)
    guard_missed_show (self->calls->missed, &facts, GUARD_NO_CALL_FAILED);
}

/* Whoever hangs up, the protocol forgets the call with it; one that it still knows then has broken. */
static gboolean
on_ended (gpointer data)
{
  Call *self = data;
  g_autofree char *remote = NULL;
  gboolean is_ours;

  self->idle_source = 0;
  if (PURPLE_CONNECTION_IS_VALID (self->connection) && PURPLE_CONNECTION_IS_CONNECTED (self->connection)
      && guard_calls_wire_find_session (self->connection, self->session, &remote, &is_ours) && purple_strequal (remote, self->who))
    end_broken (self);
  free_call (self);
  return G_SOURCE_REMOVE;
}

static void
on_state_changed (PurpleMedia *media, PurpleMediaState state, const char *session, const char *who, gpointer data)
{
  Call *self = data;

  if (state == PURPLE_MEDIA_STATE_CONNECTED)
    self->was_connected = TRUE;
  if (state != PURPLE_MEDIA_STATE_END || session != NULL || who != NULL || self->idle_source != 0)
    return;
  forget_media (self);
  self->idle_source = g_idle_add (on_ended, self);
}

void
guard_taken_calls_add (GuardTakenCalls *self, PurpleConnection *connection, const GuardCallFacts *facts, const char *session, PurpleMedia *media)
{
  Call *call = g_new0 (Call, 1);

  call->calls = self;
  g_set_weak_pointer (&call->media, media);
  call->connection = connection;
  call->who = g_strdup (facts->who);
  call->session = g_strdup (session);
  call->kind = facts->kind;
  call->has_video = facts->has_video;
  self->calls = g_list_prepend (self->calls, call);
  g_signal_connect (media, "state-changed", G_CALLBACK (on_state_changed), call);
}

GuardTakenCalls *
guard_taken_calls_new (GuardMissed *missed)
{
  GuardTakenCalls *self = g_new0 (GuardTakenCalls, 1);

  self->missed = missed;
  return self;
}

void
guard_taken_calls_free (GuardTakenCalls *self)
{
  while (self->calls != NULL)
    free_call (self->calls->data);
  g_free (self);
}

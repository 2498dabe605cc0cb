/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-calls-media.h"

#define IS_TAKEN "purple-guard-is-taken"

struct _GuardMedia
{
  GuardMediaFunc func;
  gpointer user_data;
  PurpleMedia *taken; /* weak */
  GList *ending;      /* of PurpleMedia, referenced: the other side has taken up what nobody here has */
  guint idle_source;
};

static gboolean
is_begun_here (PurpleMedia *media)
{
  gboolean is_initiator = FALSE;

  g_object_get (media, "initiator", &is_initiator, NULL);
  return is_initiator;
}

/* ---- who takes it up ---- */

static gboolean
on_end (gpointer data)
{
  GuardMedia *self = data;

  self->idle_source = 0;
  while (self->ending != NULL)
    {
      PurpleMedia *media = self->ending->data;

      self->ending = g_list_delete_link (self->ending, self->ending);
      purple_media_stream_info (media, PURPLE_MEDIA_INFO_REJECT, NULL, NULL, TRUE);
      g_object_unref (media);
    }
  return G_SOURCE_REMOVE;
}

/* In an incoming call it is the user who says yes. A protocol that says that the other side has would start the microphone with the next thing that
 * gets ready. The call cannot be ended while libpurple still walks through its parts. */
static void
on_stream_info (PurpleMedia *media, PurpleMediaInfoType type, const char *session, const char *participant, gboolean is_local, gpointer data)
{
  GuardMedia *self = data;

  if (type != PURPLE_MEDIA_INFO_ACCEPT)
    return;
  if (is_local)
    g_object_set_data (G_OBJECT (media), IS_TAKEN, media);
  if (g_object_get_data (G_OBJECT (media), IS_TAKEN) != NULL)
    return;
  g_signal_stop_emission_by_name (media, "stream-info");
  if (g_list_find (self->ending, media) != NULL)
    return;
  self->ending = g_list_prepend (self->ending, g_object_ref (media));
  if (self->idle_source == 0)
    self->idle_source = g_idle_add_full (G_PRIORITY_HIGH, on_end, self, NULL);
}

gboolean
guard_media_accept (PurpleMedia *media)
{
  g_autoptr(GList) sessions = purple_media_get_session_ids (media);

  /* Without a part everything counts as taken up, and libpurple would say so to the other side. */
  if (sessions == NULL)
    return FALSE;
  purple_media_stream_info (media, PURPLE_MEDIA_INFO_ACCEPT, NULL, NULL, TRUE);
  return TRUE;
}

/* ---- what begins ---- */

PurpleMedia *
guard_media_steal_taken (GuardMedia *self)
{
  PurpleMedia *taken = self != NULL ? self->taken : NULL;

  if (taken != NULL)
    g_clear_weak_pointer (&self->taken);
  return taken;
}

static gboolean
may_begin (GuardMedia *self, PurpleMedia *media, PurpleAccount *account, const char *who, gboolean is_private)
{
  GuardMediaAnswer answer = is_begun_here (media) ? GUARD_MEDIA_LET : self->func (account, who, is_private, self->user_data);

  if (answer == GUARD_MEDIA_REFUSED)
    return FALSE;
  if (answer == GUARD_MEDIA_TAKEN)
    g_set_weak_pointer (&self->taken, media);
  if (!is_begun_here (media))
    g_signal_connect (media, "stream-info", G_CALLBACK (on_stream_info), self);
  return TRUE;
}

/* The last answer counts, so this is asked after the client. */
static gboolean
on_init_media (PurpleMediaManager *manager, PurpleMedia *media, PurpleAccount *account, char *who, gpointer data)
{
  return may_begin (data, media, account, who, FALSE);
}

/* What is carried like a call and is none: shared screens, mostly. */
static gboolean
on_init_private_media (PurpleMediaManager *manager, PurpleMedia *media, PurpleAccount *account, char *who, gpointer data)
{
  return may_begin (data, media, account, who, TRUE);
}

gboolean
guard_media_is_running (GuardMedia *self)
{
  return self != NULL && purple_media_manager_get_media (purple_media_manager_get ()) != NULL;
}

/* ---- life ---- */

GuardMedia *
guard_media_new (GuardMediaFunc func, gpointer user_data)
{
  PurpleMediaManager *manager = purple_media_manager_get ();
  GuardMedia *self;

  if (manager == NULL)
    return NULL;
  self = g_new0 (GuardMedia, 1);
  self->func = func;
  self->user_data = user_data;
  g_signal_connect_after (manager, "init-media", G_CALLBACK (on_init_media), self);
  g_signal_connect_after (manager, "init-private-media", G_CALLBACK (on_init_private_media), self);
  return self;
}

void
guard_media_free (GuardMedia *self)
{
  PurpleMediaManager *manager = purple_media_manager_get ();

  g_clear_weak_pointer (&self->taken);
  for (GList *l = purple_media_manager_get_media (manager); l != NULL; l = l->next)
    g_signal_handlers_disconnect_by_data (l->data, self);
  for (GList *l = purple_media_manager_get_private_media (manager); l != NULL; l = l->next)
    g_signal_handlers_disconnect_by_data (l->data, self);
  g_signal_handlers_disconnect_by_data (manager, self);
  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_list_free_full (self->ending, g_object_unref);
  g_free (self);
}

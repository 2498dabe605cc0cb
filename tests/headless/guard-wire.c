/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-wire.h"

#include "guard-servers.h"

#include <gio/gio.h>

struct _GuardWire
{
  guint port, server_port;
  GSocketListener *listener;
  GCancellable *stop;
  GThread *thread;

  GMutex lock;
  GCond changed;
  GString *heard;
  guint n_connections;
};

typedef struct
{
  GuardWire *wire; /* NULL: what is passed on is not kept */
  GSocket *from, *to;
  GCancellable *stop;
} Direction;

static void
keep (GuardWire *self, const char *bytes, gssize n_bytes)
{
  g_mutex_lock (&self->lock);
  g_string_append_len (self->heard, bytes, n_bytes);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gboolean
pass (const Direction *self, const char *bytes, gssize n_bytes)
{
  while (n_bytes > 0)
    {
      gssize n_sent = g_socket_send (self->to, bytes, (gsize) n_bytes, self->stop, NULL);
      if (n_sent <= 0)
        return FALSE;
      bytes += n_sent;
      n_bytes -= n_sent;
    }
  return TRUE;
}

/* Kept before it is passed on: what a server could answer was heard. */
static gpointer
run_direction (gpointer data)
{
  const Direction *self = data;
  char bytes[16384];
  for (;;)
    {
      gssize n_bytes = g_socket_receive (self->from, bytes, sizeof bytes, self->stop, NULL);
      if (n_bytes > 0 && self->wire != NULL)
        keep (self->wire, bytes, n_bytes);
      if (n_bytes <= 0 || !pass (self, bytes, n_bytes))
        break;
    }
  g_socket_shutdown (self->from, TRUE, TRUE, NULL);
  g_socket_shutdown (self->to, TRUE, TRUE, NULL);
  return NULL;
}

static void
talk (GuardWire *self, GSocket *client)
{
  g_autoptr (GSocketClient) maker = g_socket_client_new ();
  g_socket_client_set_enable_proxy (maker, FALSE);
  g_autoptr (GSocketConnection) server = g_socket_client_connect_to_host (maker, "127.0.0.1", (guint16) self->server_port, self->stop, NULL);
  if (server == NULL)
    return;
  Direction up = { .wire = self, .from = client, .to = g_socket_connection_get_socket (server), .stop = self->stop };
  Direction down = { .from = up.to, .to = client, .stop = self->stop };
  GThread *thread = g_thread_new ("wire down", run_direction, &down);
  run_direction (&up);
  g_thread_join (thread);
}

static gpointer
run (gpointer data)
{
  GuardWire *self = data;
  while (!g_cancellable_is_cancelled (self->stop))
    {
      g_autoptr (GSocketConnection) connection = g_socket_listener_accept (self->listener, NULL, self->stop, NULL);
      if (connection == NULL)
        continue;
      g_mutex_lock (&self->lock);
      self->n_connections++;
      g_mutex_unlock (&self->lock);
      talk (self, g_socket_connection_get_socket (connection));
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    }
  return NULL;
}

GuardWire *
guard_wire_start (guint port)
{
  GuardWire *self = g_new0 (GuardWire, 1);
  self->server_port = port;
  self->heard = g_string_new (NULL);
  self->stop = g_cancellable_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->listener = guard_listen (&self->port);
  self->thread = g_thread_new ("wire", run, self);
  return self;
}

guint
guard_wire_get_port (GuardWire *self)
{
  return self->port;
}

guint
guard_wire_count_connections (GuardWire *self)
{
  g_mutex_lock (&self->lock);
  guint n = self->n_connections;
  g_mutex_unlock (&self->lock);
  return n;
}

gboolean
guard_wire_has_heard (GuardWire *self, const char *pattern)
{
  g_mutex_lock (&self->lock);
  gboolean has_heard = g_regex_match_simple (pattern, self->heard->str, G_REGEX_DOTALL | G_REGEX_RAW, 0);
  g_mutex_unlock (&self->lock);
  return has_heard;
}

gboolean
guard_wire_wait (GuardWire *self, const char *pattern, double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  gboolean has_heard;
  g_mutex_lock (&self->lock);
  while (!(has_heard = g_regex_match_simple (pattern, self->heard->str, G_REGEX_DOTALL | G_REGEX_RAW, 0))
         && g_cond_wait_until (&self->changed, &self->lock, end))
    ;
  g_mutex_unlock (&self->lock);
  return has_heard;
}

void
guard_wire_stop (GuardWire *self)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_string_free (self->heard, TRUE);
  g_free (self);
}

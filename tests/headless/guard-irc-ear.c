/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-irc-ear.h"

#include "guard-servers.h"

#include <gio/gio.h>
#include <string.h>

struct _GuardIrcEar
{
  guint port;
  GSocketListener *listener;
  GCancellable *stop;
  GThread *thread;

  GMutex lock;
  GCond changed;
  GSocketConnection *connection; /* NULL: nobody is there */
  char *nick;
  GString *heard;
};

/* Called with the lock held. */
static void
say (GuardIrcEar *self, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_autofree char *whole = g_strconcat (line, "\r\n", NULL);
  if (self->connection != NULL)
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)), whole, strlen (whole), NULL, self->stop, NULL);
}

static void
answer (GuardIrcEar *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  if (words[0] == NULL || words[1] == NULL)
    return;
  if (g_str_equal (words[0], "NICK") && self->nick == NULL)
    {
      self->nick = g_strdup (words[1]);
      say (self, ":ear 376 %s :End of MOTD", self->nick);
    }
  else if (g_str_equal (words[0], "PING"))
    say (self, ":ear PONG ear %s", words[1]);
  else if (g_str_equal (words[0], "JOIN"))
    {
      say (self, ":%s!u@h JOIN :%s", self->nick, words[1]);
      say (self, ":ear 353 %s = %s :%s", self->nick, words[1], self->nick);
      say (self, ":ear 366 %s %s :End", self->nick, words[1]);
    }
}

static void
talk (GuardIrcEar *self)
{
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)));
  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_ANY);
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (in, NULL, self->stop, NULL);
      if (line == NULL)
        return;
      g_mutex_lock (&self->lock);
      g_string_append_printf (self->heard, "%s\n", line);
      answer (self, line);
      g_cond_broadcast (&self->changed);
      g_mutex_unlock (&self->lock);
    }
}

static gpointer
run (gpointer data)
{
  GuardIrcEar *self = data;
  while (!g_cancellable_is_cancelled (self->stop))
    {
      g_autoptr (GSocketConnection) connection = g_socket_listener_accept (self->listener, NULL, self->stop, NULL);
      if (connection == NULL)
        continue;
      g_mutex_lock (&self->lock);
      self->connection = connection;
      g_clear_pointer (&self->nick, g_free);
      g_mutex_unlock (&self->lock);
      talk (self);
      g_mutex_lock (&self->lock);
      self->connection = NULL;
      g_mutex_unlock (&self->lock);
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    }
  return NULL;
}

GuardIrcEar *
guard_irc_ear_start (void)
{
  GuardIrcEar *self = g_new0 (GuardIrcEar, 1);
  self->heard = g_string_new (NULL);
  self->stop = g_cancellable_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->listener = guard_listen (&self->port);
  self->thread = g_thread_new ("irc ear", run, self);
  return self;
}

guint
guard_irc_ear_get_port (GuardIrcEar *self)
{
  return self->port;
}

void
guard_irc_ear_say (GuardIrcEar *self, const char *line)
{
  g_mutex_lock (&self->lock);
  say (self, "%s", line);
  g_mutex_unlock (&self->lock);
}

char *
guard_irc_ear_transcript (GuardIrcEar *self)
{
  g_mutex_lock (&self->lock);
  char *text = g_strdup (self->heard->str);
  g_mutex_unlock (&self->lock);
  return text;
}

gboolean
guard_irc_ear_wait (GuardIrcEar *self, const char *pattern, double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  gboolean is_there;
  g_mutex_lock (&self->lock);
  do
    is_there = g_regex_match_simple (pattern, self->heard->str, G_REGEX_MULTILINE | G_REGEX_RAW, 0);
  while (!is_there && g_cond_wait_until (&self->changed, &self->lock, end));
  g_mutex_unlock (&self->lock);
  return is_there;
}

void
guard_irc_ear_stop (GuardIrcEar *self)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_string_free (self->heard, TRUE);
  g_free (self->nick);
  g_free (self);
}

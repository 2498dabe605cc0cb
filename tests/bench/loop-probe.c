/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <purple.h>
#include <stdio.h>
#include <stdlib.h>

/* A test plugin that measures how long each round of the client's main loop takes, from the end of one wait to the beginning of
 * the next: all callbacks of that round, libpurple's own included. Written to $GUARD_PROBE_FILE, a line a round in microseconds,
 * when it is unloaded. */

#define MAX_ROUNDS (4 * 1024 * 1024)

static GArray *rounds_us;
static gint64 woke_us;
static GPollFunc real_poll;

static gint
poll_and_measure (GPollFD *descriptors, guint n_descriptors, gint timeout_ms)
{
  gint64 now_us = g_get_monotonic_time ();
  gint n_ready;

  if (woke_us != 0 && rounds_us->len < MAX_ROUNDS)
    {
      guint32 round_us = (guint32) (now_us - woke_us);

      g_array_append_val (rounds_us, round_us);
    }
  n_ready = real_poll (descriptors, n_descriptors, timeout_ms);
  woke_us = g_get_monotonic_time ();
  return n_ready;
}

static gboolean
on_load (PurplePlugin *plugin)
{
  rounds_us = g_array_new (FALSE, FALSE, sizeof (guint32));
  real_poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, poll_and_measure);
  return TRUE;
}

static gboolean
on_unload (PurplePlugin *plugin)
{
  const char *path = g_getenv ("GUARD_PROBE_FILE");
  FILE *file = path != NULL ? fopen (path, "we") : NULL;

  g_main_context_set_poll_func (NULL, real_poll);
  for (guint i = 0; file != NULL && i < rounds_us->len; i++)
    fprintf (file, "%u\n", g_array_index (rounds_us, guint32, i));
  if (file != NULL)
    fclose (file);
  g_array_unref (rounds_us);
  return TRUE;
}

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = PURPLE_MINOR_VERSION,
  .type = PURPLE_PLUGIN_STANDARD,
  .id = (char *) "core-guard-test-loop-probe",
  .name = (char *) "loop probe",
  .load = on_load,
  .unload = on_unload,
};

static void
on_init (PurplePlugin *plugin)
{
}

PURPLE_INIT_PLUGIN (loop_probe, on_init, info)

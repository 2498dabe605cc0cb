/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-question-finch.h"

#include <gmodule.h>

#include <string.h>

/* Without libgnt's headers, and without linking to it: Pidgin does not have it. The calls are looked up in the process. */

/* Of the 80 of the smallest usual terminal, without the frame of the window and a margin. */
#define MAX_LINE_COLUMNS 76

gboolean
guard_finch_is_client (void)
{
  return purple_strequal (purple_core_get_ui (), "gnt-purple");
}

/* ---- columns ---- */

static guint
count_columns (const char *from, const char *to)
{
  guint n_columns = 0;

  for (const char *at = from; at < to; at = g_utf8_next_char (at))
    {
      const gunichar character = g_utf8_get_char (at);

      if (!g_unichar_iszerowidth (character))
        n_columns += g_unichar_iswide (character) ? 2 : 1;
    }
  return n_columns;
}

guint
guard_finch_count_columns (const char *text)
{
  return count_columns (text, text + strlen (text));
}

/* A blank becomes a line end where the word behind it would not fit any more. What has no blanks (Chinese) may be broken anywhere, which
 * Finch does. */
static void
wrap_line (char *line)
{
  char *start = line;
  char *blank = strchr (line, ' ');

  while (blank != NULL)
    {
      char *next = strchr (blank + 1, ' ');
      const char *end = next != NULL ? next : blank + strlen (blank);

      if (count_columns (start, end) > MAX_LINE_COLUMNS)
        {
          *blank = '\n';
          start = blank + 1;
        }
      blank = next;
    }
}

char *
guard_finch_dup_wrapped (const char *text)
{
  g_auto(GStrv) lines = NULL;

  if (text == NULL || !guard_finch_is_client ())
    return g_strdup (text);
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    wrap_line (lines[i]);
  return g_strjoinv ("\n", lines);
}

/* ---- in front ---- */

typedef struct
{
  void (*update) (gpointer window);
  void (*raise) (gpointer manager, gpointer window);
} Gnt;

static gboolean
find_calls (Gnt *gnt)
{
  GModule *process = g_module_open (NULL, G_MODULE_BIND_LAZY);
  const gboolean found_all = process != NULL && g_module_symbol (process, "gnt_screen_update", (gpointer *) &gnt->update)
                             && g_module_symbol (process, "gnt_wm_raise_window", (gpointer *) &gnt->raise);

  if (process != NULL)
    g_module_close (process);
  return found_all;
}

static gboolean
on_update (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer manager)
{
  *(gpointer *) manager = g_value_get_object (values);
  return TRUE;
}

/* libgnt names its window manager nowhere, but that one emits a signal for each window that is drawn anew. */
static gpointer
find_manager (const Gnt *gnt, gpointer window)
{
  const GType type = g_type_from_name ("GntWM");
  const guint signal = type != 0 ? g_signal_lookup ("window_update", type) : 0;
  gpointer manager = NULL;
  gulong hook;

  if (signal == 0)
    return NULL;
  hook = g_signal_add_emission_hook (signal, 0, on_update, &manager, NULL);
  gnt->update (window);
  g_signal_remove_emission_hook (signal, hook);
  return manager;
}

void
guard_finch_raise (void *window)
{
  Gnt gnt;
  gpointer manager;

  if (window == NULL || !guard_finch_is_client () || !find_calls (&gnt))
    return;
  manager = find_manager (&gnt, window);
  if (manager != NULL)
    gnt.raise (manager, window);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-view.h"

#include "guard-command.h"

#include "core/guard-text.h"

#include <glib/gi18n-lib.h>

char *
guard_view_dup_line (const GuardState *state, const char *key, gsize max_characters)
{
  return guard_text_one_line (guard_state_get_fact (state, key), max_characters);
}

guint64
guard_view_get_number (const GuardState *state, const char *key, guint64 fallback)
{
  const char *text = guard_state_get_fact (state, key);
  guint64 number;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &number, NULL) ? number : fallback;
}

gboolean
guard_view_is (const GuardState *state, const char *key, const char *value)
{
  return g_strcmp0 (guard_state_get_fact (state, key), value) == 0;
}

static void
add_fact (GuardJson *json, const GuardState *state, const GuardViewFact *fact)
{
  const char *value = guard_state_get_fact (state, fact->key);
  g_autofree char *member = g_strdelimit (g_strdup (fact->key), "-", '_');
  const guint64 number = guard_view_get_number (state, fact->key, G_MAXUINT64);

  if (fact->kind == GUARD_FACT_NUMBER && number != G_MAXUINT64)
    guard_json_add_unsigned (json, member, number);
  else if (fact->kind == GUARD_FACT_TIME && number != G_MAXUINT64)
    guard_json_add_time (json, member, (gint64) number);
  else if (fact->kind == GUARD_FACT_TRUTH && (g_strcmp0 (value, "yes") == 0 || g_strcmp0 (value, "no") == 0))
    guard_json_add_bool (json, member, *value == 'y');
  else
    guard_json_add_string (json, member, fact->kind == GUARD_FACT_TEXT && value != NULL && *value != '\0' ? value : NULL);
}

static void
print_json (const GuardView *view, const GuardState *state)
{
  g_autoptr(GuardJson) json = guard_json_new ();

  guard_json_add_string (json, view->name_member, state->name);
  for (const GuardViewFact *fact = view->facts; fact->key != NULL; fact++)
    add_fact (json, state, fact);
  guard_json_add_time (json, "time", state->time_us);
  guard_json_print (json);
}

static void
print_more (guint64 n_more, gboolean as_json)
{
  g_autoptr(GuardJson) json = guard_json_new ();

  if (as_json)
    {
      guard_json_add_unsigned (json, "n_more", n_more);
      guard_json_print (json);
    }
  else
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n_more);

      g_print (_("and %s more that cannot be listed\n"), number);
    }
}

int
guard_view_print (const GuardView *view, const GuardStates *states, gboolean as_json)
{
  guint n_rows = 0;

  if (states->n_clients == 0)
    {
      g_printerr ("purple-guard: %s\n", _("could not be found out: no client with the guard runs in this profile"));
      return GUARD_EXIT_FAILED;
    }
  for (guint i = 0; i < states->rows->len; i++)
    {
      const GuardState *state = g_ptr_array_index (states->rows, i);

      if (!state->is_alive)
        continue;
      n_rows++;
      if (as_json)
        print_json (view, state);
      else
        view->print_row (state);
    }
  if (states->n_more > 0)
    print_more (states->n_more, as_json);
  else if (n_rows == 0 && !as_json)
    g_print ("%s\n", _(view->nothing));
  return GUARD_EXIT_DONE;
}

int
guard_view_run (const GuardView *view, gboolean as_json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardStore) store = guard_command_open_store (&error);
  g_autoptr(GuardStates) states = store != NULL ? guard_state_list (store, view->section, &error) : NULL;

  return states != NULL ? guard_view_print (view, states, as_json) : guard_command_fail (error);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-output.h"

#include "core/guard-error.h"
#include "core/guard-text.h"
#include "store/guard-remembered.h"

#include <glib/gi18n-lib.h>

/* purple-guard remembered: what the user said that holds for a while, and the way to take it back. Nothing can be remembered from
 * here: that is said where the question is, with the facts in sight. */

static gboolean as_json;
static gboolean forget_all;
static char **keys;

static void
print_json (const GuardRemembered *remembered)
{
  g_autoptr(GuardJson) json = guard_json_new ();

  guard_json_add_string (json, "kind", remembered->kind);
  guard_json_add_string (json, "key", remembered->key);
  guard_json_add_time (json, "time", remembered->time_us);
  guard_json_add_time (json, "until", remembered->until_us);
  guard_json_print (json);
}

static void
print_row (const GuardRemembered *remembered)
{
  g_autofree char *time = guard_time_line (remembered->time_us);
  g_autofree char *until = guard_time_line (remembered->until_us);
  g_autofree char *kind = guard_text_one_line (remembered->kind, 24);
  g_autofree char *cell = guard_pad (kind, 12);
  g_autofree char *key = guard_text_one_line (remembered->key, GUARD_REMEMBERED_MAX_BYTES);
  g_autofree char *end = g_strdup_printf (_("until %s"), until);

  g_print ("%s  %s  %s  [%s]\n", time, cell, key, end);
}

static int
run_list (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &keys, NULL, NULL },
    { 0 }
  };
  g_autoptr(GuardStore) store = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GError) error = NULL;

  if (!guard_command_parse ("remembered list", NULL, N_("Lists what is remembered, newest first, and until when."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (keys != NULL)
    return guard_command_misuse (_("too many arguments"));

  store = guard_command_open_store (&error);
  list = store != NULL ? guard_remembered_list (store, NULL, g_get_real_time (), &error) : NULL;
  if (list == NULL)
    return guard_command_fail (error);
  for (guint i = 0; i < list->len; i++)
    if (as_json)
      print_json (list->pdata[i]);
    else
      print_row (list->pdata[i]);
  if (list->len == 0 && !as_json)
    g_print ("%s\n", _("Nothing is remembered."));
  return GUARD_EXIT_DONE;
}

static gboolean
forget (GuardStore *store, const char *key, GError **error)
{
  guint n_forgotten;

  if (!guard_remembered_forget (store, NULL, key, &n_forgotten, error))
    return FALSE;
  if (key != NULL && n_forgotten == 0)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, _("nothing is remembered of “%s”"), key);
      return FALSE;
    }

  if (as_json)
    {
      g_autoptr(GuardJson) json = guard_json_new ();

      guard_json_add_unsigned (json, "n_forgotten", n_forgotten);
      guard_json_print (json);
    }
  else
    g_print (_("Forgotten: %u\n"), n_forgotten);
  return TRUE;
}

static int
run_forget (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &forget_all, N_("forget all that is remembered"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &keys, NULL, N_("KEY") },
    { 0 }
  };
  g_autoptr(GuardStore) store = NULL;
  g_autoptr(GError) error = NULL;

  if (!guard_command_parse ("remembered forget", NULL, N_("Forgets, so that you are asked again."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (forget_all ? keys != NULL : keys == NULL || keys[1] != NULL)
    return guard_command_misuse (_("one thing that “purple-guard remembered list” shows is needed, or --all"));

  store = guard_command_open_store (&error);
  if (store == NULL || !forget (store, forget_all ? NULL : keys[0], &error))
    return guard_command_fail (error);
  return GUARD_EXIT_DONE;
}

static const GuardCommand commands[] = {
  { "list",   NULL,                N_("list what is remembered (the same without a command)"), run_list },
  { "forget", N_("KEY | --all"),   N_("forget one thing, or all"),                             run_forget },
  { NULL, NULL, NULL, NULL }
};

int
guard_command_remembered (int argc, char **argv)
{
  return guard_command_run_below ("remembered", commands, N_("KEY is what “list” shows: of a link the host, of data its kind and to whom it may go, in one argument."),
                                  argc, argv);
}

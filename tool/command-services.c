/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-view.h"

#include "core/guard-text.h"

#include <glib/gi18n-lib.h>

/* purple-guard services: what the running client offers to others, what the guard has closed of it, and where the client's plugins come from. Read only:
 * the switches are settings, and "purple-guard restore" is for a client that does not run any more. */

static gboolean as_json;
static char **rest;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &rest, NULL, NULL },
  { 0 }
};

/* ---- services ---- */

static const GuardViewFact service_facts[] = {
  { "state", GUARD_FACT_TEXT }, { "key", GUARD_FACT_TEXT }, { "allowed", GUARD_FACT_TRUTH }, { "locked", GUARD_FACT_TRUTH },
  { "title", GUARD_FACT_TEXT }, { "reason", GUARD_FACT_TEXT }, { "loss", GUARD_FACT_TEXT }, { 0 }
};

static const struct { const char *state, *words; } service_states[] = {
  { "open", N_("open") }, { "closed", N_("closed") }, { "absent", N_("none there") },
};

static const char *
get_state_words (const GuardState *state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (service_states); i++)
    if (guard_view_is (state, "state", service_states[i].state))
      return _(service_states[i].words);
  return _("not known");
}

static void
print_service (const GuardState *state)
{
  g_autofree char *name_line = guard_text_one_line (state->name, 40);
  g_autofree char *name = guard_pad (name_line, 18);
  g_autofree char *words = guard_pad (get_state_words (state), 10);
  g_autofree char *title = guard_view_dup_line (state, "title", 100);
  g_autofree char *reason = guard_view_dup_line (state, "reason", 200);
  g_autofree char *key = guard_view_dup_line (state, "key", 40);

  g_print ("%s  %s  %s: %s", words, name, title, reason);
  if (*key != '\0')
    g_print ("  [%s=%s%s]", key, guard_view_is (state, "allowed", "yes") ? "true" : "false",
             guard_view_is (state, "locked", "yes") ? _(", locked by your organisation") : "");
  g_print ("\n");
}

static const GuardView services = {
  .section = GUARD_STATE_SERVICES,
  .name_member = "service",
  .facts = service_facts,
  .print_row = print_service,
  .nothing = N_("The client offers nothing."),
};

static int
run_list (int argc, char **argv)
{
  if (!guard_command_parse ("services list", NULL, N_("Lists what the running client could offer to others, whether it is open, and why not."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  return rest != NULL ? guard_command_misuse (_("too many arguments")) : guard_view_run (&services, as_json);
}

/* ---- plugins ---- */

static const GuardViewFact plugin_facts[] = {
  { "name", GUARD_FACT_TEXT }, { "origin", GUARD_FACT_TEXT }, { "package", GUARD_FACT_TEXT }, { "owner", GUARD_FACT_TEXT },
  { "true-path", GUARD_FACT_TEXT }, { "link", GUARD_FACT_TRUTH }, { "weak-path", GUARD_FACT_TEXT }, { 0 }
};

/* Where a file comes from, in words. Returns: (transfer full) */
static char *
dup_origin (const GuardState *state)
{
  g_autofree char *package = guard_view_dup_line (state, "package", 60);
  g_autofree char *owner = guard_view_dup_line (state, "owner", 60);
  g_autofree char *weak = guard_view_dup_line (state, "weak-path", 200);

  if (guard_view_is (state, "origin", "package"))
    return g_strdup_printf (_("of the package %s"), package);
  if (guard_view_is (state, "origin", "administrator"))
    return g_strdup (_("the administrator's, of no package"));
  if (guard_view_is (state, "origin", "own"))
    return g_strdup (_("put there by you or a program of yours, of no package"));
  if (guard_view_is (state, "origin", "others"))
    return g_strdup_printf (_("somebody else can replace it, through %s, which belongs to %s"), *weak != '\0' ? weak : "?", owner);
  return g_strdup (_("not known where it comes from"));
}

static void
print_plugin (const GuardState *state)
{
  g_autofree char *name_line = guard_view_dup_line (state, "name", 60);
  g_autofree char *name = guard_pad (name_line, 28);
  g_autofree char *path = guard_text_one_line (state->name, 200);
  g_autofree char *origin = dup_origin (state);

  g_print ("%s  %s  [%s]\n", name, path, origin);
}

static const GuardView plugins = {
  .section = GUARD_STATE_PLUGINS,
  .name_member = "path",
  .facts = plugin_facts,
  .print_row = print_plugin,
  .nothing = N_("No plugins are loaded."),
};

static int
run_plugins (int argc, char **argv)
{
  if (!guard_command_parse ("services plugins", NULL, N_("Lists the plugins that the running client has loaded, and where their files come from."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  return rest != NULL ? guard_command_misuse (_("too many arguments")) : guard_view_run (&plugins, as_json);
}

static const GuardCommand commands[] = {
  { "list",    NULL, N_("what is offered to others (the same without a command)"), run_list },
  { "plugins", NULL, N_("which plugins are loaded, and whose they are"),           run_plugins },
  { NULL, NULL, NULL, NULL }
};

int
guard_command_services (int argc, char **argv)
{
  return guard_command_run_below ("services", commands, NULL, argc, argv);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-clients.h"
#include "guard-command.h"
#include "guard-output.h"
#include "guard-profile.h"

#include "core/guard-error.h"
#include "core/guard-text.h"
#include "store/guard-originals.h"

#include <glib/gi18n-lib.h>

/* purple-guard restore: opens in a profile what the guard has closed there, for who takes the guard away. Only where no client runs, which would write
 * its own values over it. */

static gboolean as_json;
static char **rest;

#define MAX_CHARACTERS 200

static const struct
{
  const char *word;
  const char *words;
} outcomes[] = {
  [GUARD_RESTORED] = { "restored", N_("as it was before") },
  [GUARD_CHANGED_SINCE] = { "changed-since", N_("left alone: it was changed since") },
  [GUARD_GONE] = { "gone", N_("there is no such thing any more") },
};

static void
print_outcome (const GuardOriginal *original, GuardRestored outcome)
{
  if (as_json)
    {
      g_autoptr(GuardJson) json = guard_json_new ();

      guard_json_add_string (json, "service", original->service);
      guard_json_add_string (json, "account", original->account);
      guard_json_add_string (json, "name", original->name);
      guard_json_add_string (json, "outcome", outcomes[outcome].word);
      guard_json_print (json);
      return;
    }

  g_autofree char *account = guard_text_one_line (original->account, MAX_CHARACTERS);
  g_autofree char *name = guard_text_one_line (original->name, MAX_CHARACTERS);
  g_autofree char *service = guard_text_one_line (original->service, MAX_CHARACTERS);

  g_print ("%s: %s%s%s: %s\n", service, account, *account != '\0' ? " " : "", name, _(outcomes[outcome].words));
}

static gboolean
refuse_beside_client (const GuardClient *client, GError **error)
{
  if (client == NULL)
    return TRUE;
  if (client->is_guarded)
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE,
                 _("%s (process %d) works on this profile with purple-guard. Switch purple-guard off in its list of plugins, which opens everything again; "
                   "or end it and try again"), client->name, client->pid);
  else
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE,
                 _("%s (process %d) works on this profile and would write over the change. End it and try again"), client->name, client->pid);
  return FALSE;
}

/* What somebody has changed since, and what is gone, is done with as well. */
static gboolean
put_all_back (GuardOriginals *originals, GuardProfile *profile, GError **error)
{
  GPtrArray *list = guard_originals_list (originals);
  g_autofree GuardRestored *results = g_new0 (GuardRestored, list->len + 1);

  for (guint i = 0; i < list->len; i++)
    results[i] = guard_profile_put_back (profile, list->pdata[i]);
  if (!guard_profile_save (profile, error))
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    print_outcome (list->pdata[i], results[i]);
  while (list->len > 0)
    guard_originals_drop (originals, list->pdata[0]);
  return guard_originals_save (originals, error);
}

static gboolean
restore (const char *home, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (home);
  g_autoptr(GuardOriginals) originals = NULL;
  g_autoptr(GuardClient) client = NULL;
  g_autoptr(GuardProfile) profile = NULL;

  if (!g_file_test (home, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, _("there is no folder “%s”: the guard has not run in this profile yet"), home);
      return FALSE;
    }
  originals = guard_originals_load (home, error);
  if (originals == NULL)
    return FALSE;
  if (guard_originals_list (originals)->len == 0)
    {
      if (!as_json)
        g_print ("%s\n", _("purple-guard has closed nothing here that would have to be opened again."));
      return TRUE;
    }
  client = guard_clients_find (folder, home);
  if (!refuse_beside_client (client, error))
    return FALSE;
  profile = guard_profile_open (folder, error);
  return profile != NULL && put_all_back (originals, profile, error);
}

int
guard_command_restore (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &rest, NULL, NULL },
    { 0 }
  };
  g_autoptr(GError) error = NULL;

  if (!guard_command_parse ("restore", NULL, N_("Opens again what purple-guard has closed in your client, while the client does not run."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (rest != NULL)
    return guard_command_misuse (_("too many arguments"));
  return restore (guard_command_get_home (), &error) ? GUARD_EXIT_DONE : guard_command_fail (error);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-output.h"

#include "core/guard-error.h"
#include "core/guard-text.h"
#include "store/guard-acquaintance.h"
#include "store/guard-state.h"

#include <glib/gi18n-lib.h>

/* purple-guard people: what the user said of people, and did, that the guard goes by. Trust cannot be given from here: that is said in the client, where the
 * person is in sight. */

static gboolean as_json;
static gboolean list_all;
static gboolean forget_all;
static char *account;
static char **addresses;

static gboolean
was_said (const GuardAcquaintance *person)
{
  return person->trust != GUARD_TRUST_UNSAID || person->deeds_us[GUARD_DEED_LET_IN] != 0;
}

static void
print_json (const GuardAcquaintance *person)
{
  g_autoptr(GuardJson) json = guard_json_new ();

  guard_json_add_string (json, "address", person->address);
  guard_json_add_string (json, "protocol", person->protocol);
  guard_json_add_string (json, "account", person->account);
  guard_json_add_string (json, "trust", guard_trust_to_string (person->trust));
  if (person->trust_us != 0)
    guard_json_add_time (json, "trust_time", person->trust_us);
  for (guint i = 0; i < GUARD_N_DEEDS; i++)
    {
      g_autofree char *member = g_strdelimit (g_strdup (guard_deed_to_string (i)), "-", '_');

      if (person->deeds_us[i] != 0)
        guard_json_add_time (json, member, person->deeds_us[i]);
    }
  guard_json_print (json);
}

static const char *
get_trust_words (const GuardAcquaintance *person)
{
  switch (person->trust)
    {
    case GUARD_TRUST_TRUSTED:
      return _("trusted");
    case GUARD_TRUST_DISTRUSTED:
      return _("distrusted");
    case GUARD_TRUST_IGNORED:
      return _("ignored");
    case GUARD_TRUST_UNSAID:
    default:
      return person->deeds_us[GUARD_DEED_LET_IN] != 0 ? _("let in") : _("known");
    }
}

static const struct { GuardDeed deed; const char *words; } deeds[] = {
  { GUARD_DEED_LISTED, N_("in your list from the beginning") },
  { GUARD_DEED_ADDED, N_("you added them") },
  { GUARD_DEED_AUTHORISED, N_("you let them see your status") },
  { GUARD_DEED_LET_IN, N_("you let them in") },
  { GUARD_DEED_WROTE, N_("you wrote to them") },
  { GUARD_DEED_HEARD, N_("they answered") },
};

static void
print_row (const GuardAcquaintance *person)
{
  g_autofree char *words = guard_pad (get_trust_words (person), 10);
  g_autofree char *address_line = guard_text_one_line (person->address, 200);
  g_autofree char *address = guard_pad (address_line, 28);
  g_autofree char *own = guard_text_one_line (person->account, 100);
  g_autoptr(GString) row = g_string_new (NULL);

  g_string_append_printf (row, "%s  %s  ", words, address);
  /* Translators: the user's own account */
  g_string_append_printf (row, _("for %s"), own);
  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (person->deeds_us[deeds[i].deed] != 0)
      g_string_append_printf (row, "  [%s]", _(deeds[i].words));
  g_print ("%s\n", row->str);
}

static int
run_list (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &list_all, N_("also those of whom nothing was said, but something done"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &addresses, NULL, NULL },
    { 0 }
  };
  g_autoptr(GuardStore) store = NULL;
  g_autoptr(GPtrArray) people = NULL;
  g_autoptr(GError) error = NULL;
  guint n_shown = 0;

  if (!guard_command_parse ("people list", NULL, N_("Lists the people whom you trust, distrust, ignore or have let in."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (addresses != NULL)
    return guard_command_misuse (_("too many arguments"));

  store = guard_command_open_store (&error);
  people = store != NULL ? guard_acquaintance_list (store, &error) : NULL;
  if (people == NULL)
    return guard_command_fail (error);
  for (guint i = 0; i < people->len; i++)
    {
      if (!list_all && !was_said (people->pdata[i]))
        continue;
      n_shown++;
      (as_json ? print_json : print_row) (people->pdata[i]);
    }
  if (n_shown == 0 && !as_json)
    g_print ("%s\n", _("There is nobody whom you trust, distrust, ignore or have let in."));
  return GUARD_EXIT_DONE;
}

static gboolean
forget (GuardStore *store, const char *address, GError **error)
{
  guint n_forgotten;

  if (!guard_acquaintance_forget (store, NULL, account, address, &n_forgotten, error))
    return FALSE;
  if (address != NULL && n_forgotten == 0)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, _("nothing is known of “%s”"), address);
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

/* It has read the table at its start, and writes into it. */
static void
warn_of_client (GuardStore *store)
{
  g_autoptr(GuardStates) states = guard_state_list (store, GUARD_STATE_CONTACTS, NULL);

  if (states != NULL && states->n_clients > 0)
    g_printerr ("purple-guard: %s\n", _("the client that runs still goes by it until it is started again"));
}

static int
run_forget (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &account, N_("only for this account of yours"), N_("ADDRESS") },
    { "all", 0, 0, G_OPTION_ARG_NONE, &forget_all, N_("forget everybody"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &addresses, NULL, N_("ADDRESS") },
    { 0 }
  };
  g_autoptr(GuardStore) store = NULL;
  g_autoptr(GError) error = NULL;

  if (!guard_command_parse ("people forget", NULL, N_("Forgets what you said of somebody and did; what the list says of them is left."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (forget_all ? addresses != NULL : addresses == NULL || addresses[1] != NULL)
    return guard_command_misuse (_("one address that “purple-guard people list” shows is needed, or --all"));

  store = guard_command_open_store (&error);
  if (store == NULL || !forget (store, forget_all ? NULL : addresses[0], &error))
    return guard_command_fail (error);
  warn_of_client (store);
  return GUARD_EXIT_DONE;
}

static const GuardCommand commands[] = {
  { "list",   NULL,                  N_("list them (the same without a command)"), run_list },
  { "forget", N_("ADDRESS | --all"), N_("forget one person, or all"),              run_forget },
  { NULL, NULL, NULL, NULL }
};

int
guard_command_people (int argc, char **argv)
{
  return guard_command_run_below ("people", commands, NULL, argc, argv);
}

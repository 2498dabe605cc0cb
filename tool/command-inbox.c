/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-view.h"

#include "core/guard-text.h"
#include "store/guard-waiting.h"

#include <glib/gi18n-lib.h>

/* purple-guard inbox: who waits to be let in, and with how much, as it lies on the disk whether a client runs or not. The words of strangers are not shown
 * here: they are read where one can decide. */

#define KIND_PERSON "person"

static gboolean as_json;
static char **rest;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &rest, NULL, NULL },
  { 0 }
};

/* In the order in which a person's row has their numbers, behind the number of those that were not kept. */
static const struct
{
  const char *member;
  const char *words;
  gboolean is_of_connection; /* gone with the client that got it: the server asks again */
} kinds[] = {
  { "message", N_("messages"), FALSE },
  { "authorisation", N_("asks to see your status"), TRUE },
  { "invitation", N_("invitations"), FALSE },
  { "file", N_("files offered"), FALSE },
  { "call", N_("calls"), FALSE },
  { "attention", N_("nudges"), FALSE },
  { "window", N_("windows"), FALSE },
};

typedef struct
{
  const GuardWaiting *row;
  guint n_dropped;
  guint n_kinds[G_N_ELEMENTS (kinds)];
  guint n_all;
} Person;

static void
read_person (Person *self, const GuardWaiting *row, gboolean has_client)
{
  g_auto(GStrv) numbers = g_strsplit (row->content != NULL ? row->content : "", " ", G_N_ELEMENTS (kinds) + 1);

  *self = (Person) { .row = row };
  if (numbers[0] != NULL)
    self->n_dropped = (guint) g_ascii_strtoull (numbers[0], NULL, 10);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds) && i + 1 < g_strv_length (numbers); i++)
    if (has_client || !kinds[i].is_of_connection)
      self->n_all += self->n_kinds[i] = (guint) g_ascii_strtoull (numbers[i + 1], NULL, 10);
}

static void
print_json (const Person *person)
{
  g_autoptr(GuardJson) json = guard_json_new ();

  guard_json_add_string (json, "address", person->row->sender);
  guard_json_add_string (json, "protocol", person->row->protocol);
  guard_json_add_string (json, "account", person->row->account);
  guard_json_add_time (json, "since", person->row->time_us);
  guard_json_add_time (json, "last", person->row->said_us);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    guard_json_add_unsigned (json, kinds[i].member, person->n_kinds[i]);
  guard_json_add_unsigned (json, "dropped", person->n_dropped);
  guard_json_print (json);
}

static void
print_row (const Person *person)
{
  g_autofree char *since = guard_time_line (person->row->time_us);
  g_autofree char *address_line = guard_text_one_line (person->row->sender, 200);
  g_autofree char *address = guard_pad (address_line, 28);
  g_autofree char *own = guard_text_one_line (person->row->account, 100);

  g_print ("%s  %s  ", since, address);
  /* Translators: the user's own account */
  g_print (_("to %s"), own);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (person->n_kinds[i] > 0)
      g_print ("  [%s: %u]", _(kinds[i].words), person->n_kinds[i]);
  if (person->n_dropped > 0)
    g_print (_("  [%u of them not kept]"), person->n_dropped);
  g_print ("\n");
}

/* What came from people for whom there was no place. */
static guint64
count_unlisted (const GuardStates *clients)
{
  guint64 n = 0;

  for (guint i = 0; i < clients->rows->len; i++)
    {
      const GuardState *state = clients->rows->pdata[i];

      if (state->is_alive && *state->name == '\0')
        n += guard_view_get_number (state, "unlisted", 0);
    }
  return n;
}

static void
print_unlisted (guint64 n_unlisted)
{
  g_autoptr(GuardJson) json = guard_json_new ();

  if (as_json)
    {
      guard_json_add_unsigned (json, "unlisted", n_unlisted);
      guard_json_print (json);
    }
  else
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n_unlisted);

      g_print (_("and %s from people for whom there was no room\n"), number);
    }
}

static void
print_people (GPtrArray *rows, const GuardStates *clients)
{
  const guint64 n_unlisted = count_unlisted (clients);
  guint n_people = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const GuardWaiting *row = rows->pdata[i];
      Person person;

      if (!g_str_equal (row->kind, KIND_PERSON))
        continue;
      read_person (&person, row, clients->n_clients > 0);
      if (person.n_all == 0)
        continue;
      n_people++;
      (as_json ? print_json : print_row) (&person);
    }
  if (n_unlisted > 0)
    print_unlisted (n_unlisted);
  else if (n_people == 0 && !as_json)
    g_print ("%s\n", _("Nobody waits."));
}

int
guard_command_inbox (int argc, char **argv)
{
  g_autoptr(GuardStore) store = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GuardStates) clients = NULL;
  g_autoptr(GError) error = NULL;

  if (!guard_command_parse ("inbox", NULL, N_("Lists the strangers who wait to be let in: who, and how much. What they say is read in the client."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (rest != NULL)
    return guard_command_misuse (_("too many arguments"));

  store = guard_command_open_store (&error);
  clients = store != NULL ? guard_state_list (store, GUARD_STATE_INBOX, &error) : NULL;
  rows = clients != NULL ? guard_waiting_list (store, &error) : NULL;
  if (rows == NULL)
    return guard_command_fail (error);
  print_people (rows, clients);
  return GUARD_EXIT_DONE;
}

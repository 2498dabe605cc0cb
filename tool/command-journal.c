/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-output.h"

#include "core/guard-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* purple-guard journal: what the guard did, newest first. Read only. Every text in it was chosen by somebody else. A line that is not
 * about a file says nothing about sizes and verdicts: a zero there would be a claim. */

#define DEFAULT_LIMIT 50

static gboolean as_json;
static gboolean as_csv;
static int limit = DEFAULT_LIMIT;
static char *since;
static char *kind;
static char *sender;
static char **rest;

static const GOptionEntry entries[] = {
  { "limit", 'n', 0, G_OPTION_ARG_INT, &limit, N_("how many at most (0: all; otherwise 50)"), N_("N") },
  { "since", 0, 0, G_OPTION_ARG_STRING, &since, N_("only from this time on: 2026-11-25, 2026-11-25T08:00, or 3d, 12h, 30m ago"), N_("TIME") },
  { "kind", 0, 0, G_OPTION_ARG_STRING, &kind, N_("only this kind of event: file-offered, link-opened …"), N_("KIND") },
  { "sender", 0, 0, G_OPTION_ARG_STRING, &sender, N_("only this sender's address"), N_("ADDRESS") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
  { "csv", 0, 0, G_OPTION_ARG_NONE, &as_csv, N_("a table for a spreadsheet"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &rest, NULL, NULL },
  { 0 }
};

static const struct
{
  char unit;
  gint64 seconds;
} units[] = { { 'd', 86400 }, { 'h', 3600 }, { 'm', 60 } };

/* "3d": so long ago. */
static gboolean
parse_ago (const char *text, gint64 *time_us)
{
  char *end = NULL;
  guint64 number = g_ascii_strtoull (text, &end, 10);

  if (end == text || strlen (end) != 1 || !g_ascii_isdigit (*text) || number > 100000)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (*end == units[i].unit)
      {
        *time_us = g_get_real_time () - (gint64) number * units[i].seconds * G_USEC_PER_SEC;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_time (const char *text, gint64 *time_us)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  /* What ISO 8601 lets out and GLib asks for: the time of day, and its seconds. */
  static const char * const endings[] = { "", ":00", "T00:00:00" };

  if (parse_ago (text, time_us))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *whole = g_strconcat (text, endings[i], NULL);
      g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (whole, zone);

      if (time != NULL)
        {
          *time_us = MAX (1, g_date_time_to_unix (time) * G_USEC_PER_SEC);
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
is_about_file (const GuardJournalEntry *entry)
{
  return entry->kind != NULL && g_str_has_prefix (entry->kind, "file-");
}

static gboolean
is_about_leaving (const GuardJournalEntry *entry)
{
  static const char * const beginnings[] = { "sending-", "file-sending-", "encryption-" };

  for (gsize i = 0; entry->kind != NULL && i < G_N_ELEMENTS (beginnings); i++)
    if (g_str_has_prefix (entry->kind, beginnings[i]))
      return TRUE;
  return FALSE;
}

static void
add_file (GuardJson *json, const GuardJournalEntry *entry)
{
  guard_json_add_unsigned (json, "size_bytes", entry->size_bytes);
  guard_json_add_string (json, "sha256", entry->sha256);
  guard_json_add_string (json, "true_type", entry->true_type);
  guard_json_add_verdict (json, entry->verdict, entry->reason, entry->finding);
  guard_json_add_string (json, "engine", entry->engine);
  guard_json_add_string (json, "signatures", entry->signatures);
  guard_json_add_string (json, "place", is_about_leaving (entry) ? NULL : entry->place);
  guard_json_add_string (json, "token", entry->token);
}

static void
print_json (const GuardJournalEntry *entry)
{
  g_autoptr(GuardJson) json = guard_json_new ();

  guard_json_add_int (json, "id", entry->id);
  guard_json_add_time (json, "time", entry->time_us);
  guard_json_add_string (json, "kind", entry->kind);
  guard_json_add_string (json, "protocol", entry->protocol);
  guard_json_add_string (json, "account", entry->account);
  guard_json_add_string (json, "sender", entry->sender);
  guard_json_add_string (json, "sender_kind", guard_sender_kind_to_string (entry->sender_kind));
  guard_json_add_string (json, "name", entry->name);
  guard_json_add_string (json, "detail", entry->verdict != GUARD_VERDICT_INFECTED ? entry->finding : NULL);
  guard_json_add_string (json, "action", entry->action);
  guard_json_add_string (json, "choice", entry->choice);
  guard_json_add_unsigned (json, "n_events", entry->n_events);
  guard_json_add_string (json, "shown", entry->shown);
  if (is_about_leaving (entry))
    guard_json_add_string (json, "protection", entry->place);
  if (is_about_file (entry))
    add_file (json, entry);
  guard_json_print (json);
}

static void
print_csv (const GuardJournalEntry *entry)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, entry->id);
  g_autofree char *time = guard_time_line (entry->time_us);
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, entry->size_bytes);
  g_autofree char *n_events = g_strdup_printf ("%u", entry->n_events);
  const char *fields[] = {
    id, time, entry->kind, entry->protocol, entry->account, entry->sender, guard_sender_kind_to_string (entry->sender_kind), entry->name,
    is_about_file (entry) ? size : "",
    entry->sha256, entry->true_type, entry->verdict != GUARD_VERDICT_NONE ? guard_verdict_to_string (entry->verdict) : "",
    guard_reason_to_string (entry->reason), entry->finding, entry->engine, entry->signatures, entry->action, entry->choice, entry->place, entry->token,
    n_events, entry->shown
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *field = guard_csv_field (fields[i]);

      g_print ("%s%s", i > 0 ? "," : "", field);
    }
  g_print ("\r\n");
}

static void
print_row (const GuardJournalEntry *entry)
{
  g_autofree char *time = guard_time_line (entry->time_us);
  g_autofree char *kind_line = guard_text_one_line (entry->kind, 24);
  g_autofree char *sender_line = guard_text_one_line (entry->sender, 60);
  g_autofree char *sender_cell = guard_pad (sender_line, 28);
  g_autofree char *name_line = guard_text_one_line (entry->name, 60);
  g_autofree char *action_line = guard_text_one_line (entry->action, 40);
  g_autofree char *choice_line = guard_text_one_line (entry->choice, 40);
  g_autofree char *place_line = guard_text_one_line (entry->place, 200);
  g_autofree char *finding_line = guard_text_one_line (entry->verdict == GUARD_VERDICT_NONE ? entry->finding : NULL, 60);
  g_autofree char *verdict = entry->verdict != GUARD_VERDICT_NONE ? guard_verdict_line (entry->verdict, entry->reason, entry->finding) : NULL;
  g_autofree char *count = entry->n_events > 1 ? g_strdup_printf (_("%u times"), entry->n_events) : NULL;
  g_autofree char *shown_line = guard_text_one_line (entry->shown, 80);
  g_autofree char *shown = *shown_line != '\0' ? g_strdup_printf (_("shown: %s"), shown_line) : NULL;
  const char *details[] = { count, verdict, finding_line, action_line, choice_line, place_line, shown };
  GString *row = g_string_new (NULL);

  g_string_printf (row, "%s  %-24s  %s  %s", time, kind_line, sender_cell, name_line);
  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    if (details[i] != NULL && *details[i] != '\0')
      g_string_append_printf (row, "  [%s]", details[i]);
  g_print ("%s\n", row->str);
  g_string_free (row, TRUE);
}

static void
print_entries (GPtrArray *list)
{
  if (as_csv)
    g_print ("id,time,kind,protocol,account,sender,sender_kind,name,size_bytes,sha256,true_type,verdict,reason,finding,engine,signatures,"
             "action,choice,place,token,n_events,shown\r\n");
  for (guint i = 0; i < list->len; i++)
    {
      if (as_json)
        print_json (list->pdata[i]);
      else if (as_csv)
        print_csv (list->pdata[i]);
      else
        print_row (list->pdata[i]);
    }
  if (list->len == 0 && !as_json && !as_csv)
    g_print ("%s\n", _("There is nothing in the journal."));
}

int
guard_command_journal (int argc, char **argv)
{
  g_autoptr(GuardStore) store = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GError) error = NULL;
  gint64 since_us = 0;

  if (!guard_command_parse ("journal", NULL, N_("Shows what the guard did, newest first. It never holds the text of messages."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (rest != NULL)
    return guard_command_misuse (_("too many arguments"));
  if (as_json && as_csv)
    return guard_command_misuse (_("--json or --csv, not both"));
  if (limit < 0)
    return guard_command_misuse (_("--limit must not be negative"));
  if (since != NULL && !parse_time (since, &since_us))
    return guard_command_misuse (_("“%s” is not a time: write 2026-11-25, 2026-11-25T08:00, 3d, 12h or 30m"), since);

  store = guard_command_open_store (&error);
  if (store != NULL)
    list = guard_store_list_entries (store, since_us, kind, sender, limit, &error);
  if (list == NULL)
    return guard_command_fail (error);
  print_entries (list);
  return GUARD_EXIT_DONE;
}

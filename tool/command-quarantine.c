/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-output.h"
#include "guard-session.h"

#include "core/guard-error.h"
#include "core/guard-filename.h"
#include "core/guard-text.h"
#include "store/guard-hold.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* purple-guard quarantine: the files that were held, from the shell. What was found to hold nothing known is released at a word; for
 * anything else the sender's address must be typed, so that nobody opens such a file by habit. Nothing is done to a file that a
 * running client has in its hands. What is done is in the journal, with the choice that was made. */

#define SHORT_TOKEN 8

static gboolean as_json;
static gboolean open_anyway;
static gboolean is_sure;
static char *to;
static char *sender;
static char *database_dir;
static char **ids;

static GuardStore *
open_store (GError **error)
{
  g_autoptr(GuardStore) store = guard_command_open_store (error);
  g_autoptr(GPtrArray) recovered = NULL;

  if (store == NULL)
    return NULL;

  /* What a client that crashed left behind is in order before it is shown. Running clients' files are not touched. */
  recovered = guard_hold_recover (store, error);
  return recovered != NULL ? g_steal_pointer (&store) : NULL;
}

static gboolean
is_in_use (GuardStore *store, const GuardHeld *held)
{
  return held->lease != NULL && !g_str_equal (held->lease, guard_store_get_lease (store)) && guard_store_lease_is_alive (store, held->lease);
}

/* A held file that may be touched. Returns: (transfer full): %NULL with @error set */
static GuardHeld *
get_free (GuardStore *store, const char *id, GError **error)
{
  g_autoptr(GuardHeld) held = guard_store_get_held (store, id, error);

  if (held == NULL)
    return NULL;
  if (held->state == GUARD_HELD_RELEASED || held->state == GUARD_HELD_DELETED)
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_CHANGED, _("%s: this file is not held any more (%s)"), id, guard_held_state_to_string (held->state));
  else if (is_in_use (store, held))
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE,
                 _("%s: a running client is receiving, scanning or releasing this file; try again when it has finished"), id);
  else
    return g_steal_pointer (&held);
  return NULL;
}

static gboolean
note (GuardStore *store, const GuardHeld *held, const char *kind, const char *action, const char *choice, const char *place, GError **error)
{
  g_autoptr(GuardJournalEntry) entry = guard_journal_entry_new_for_held (held, kind, action, choice);

  entry->place = g_strdup (place);
  return guard_store_add_entry (store, entry, error);
}

/* ---- Showing ---- */

static void
print_json (const GuardHeld *held)
{
  g_autoptr(GuardJson) json = guard_json_new ();

  guard_json_add_string (json, "id", held->token);
  guard_json_add_string (json, "state", guard_held_state_to_string (held->state));
  guard_json_add_time (json, "time", held->time_us);
  guard_json_add_string (json, "protocol", held->protocol);
  guard_json_add_string (json, "account", held->account);
  guard_json_add_string (json, "sender", held->sender);
  guard_json_add_string (json, "sender_kind", guard_sender_kind_to_string (held->sender_kind));
  guard_json_add_string (json, "name", held->name);
  guard_json_add_string (json, "destination", held->destination);
  guard_json_add_unsigned (json, "size_bytes", held->size_bytes);
  guard_json_add_string (json, "sha256", held->sha256);
  guard_json_add_string (json, "true_type", held->true_type);
  guard_json_add_verdict (json, held->verdict, held->reason, held->finding);
  guard_json_add_string (json, "engine", held->engine);
  guard_json_add_string (json, "signatures", held->signatures);
  guard_json_add_unsigned (json, "n_tries", held->n_tries);
  guard_json_print (json);
}

static char *
dup_verdict (const GuardHeld *held)
{
  return held->verdict != GUARD_VERDICT_NONE ? guard_verdict_line (held->verdict, held->reason, held->finding)
                                             : g_strdup (guard_held_state_to_string (held->state));
}

static void
print_row (const GuardHeld *held)
{
  g_autofree char *time = guard_time_line (held->time_us);
  g_autofree char *who = guard_text_one_line (held->sender != NULL ? held->sender : _("(sender not known)"), 60);
  g_autofree char *cell = guard_pad (who, 28);
  g_autofree char *name = guard_text_one_line (held->name != NULL ? held->name : _("(name not known)"), 60);
  g_autofree char *size = g_format_size (held->size_bytes);
  g_autofree char *verdict = dup_verdict (held);

  g_print ("%.*s  %s  %s  %s  %s  [%s]\n", SHORT_TOKEN, held->token, time, cell, name, size, verdict);
}

static void
print_line (const char *label, const char *value)
{
  g_autofree char *line = guard_text_one_line (value, 1000);

  g_autofree char *cell = guard_pad (label, 14);

  if (*line != '\0')
    g_print ("%s %s\n", cell, line);
}

static void
print_card (const GuardHeld *held)
{
  g_autofree char *time = guard_time_line (held->time_us);
  g_autofree char *size = g_format_size_full (held->size_bytes, G_FORMAT_SIZE_LONG_FORMAT);
  g_autofree char *verdict = dup_verdict (held);

  print_line (_("Number:"), held->token);
  print_line (_("State:"), guard_held_state_to_string (held->state));
  print_line (_("Accepted:"), time);
  print_line (_("Account:"), held->account);
  print_line (_("Sender:"), held->sender);
  print_line (_("who is:"), guard_sender_kind_to_words (held->sender_kind));
  print_line (_("Name:"), held->name);
  print_line (_("Destination:"), held->destination);
  print_line (_("Size:"), size);
  print_line (_("SHA-256:"), held->sha256);
  print_line (_("True type:"), held->true_type);
  print_line (_("Verdict:"), verdict);
  print_line (_("Engine:"), held->engine);
  print_line (_("Signatures:"), held->signatures);
}

static int
run_list (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &ids, NULL, NULL },
    { 0 }
  };
  g_autoptr(GuardStore) store = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GError) error = NULL;

  if (!guard_command_parse ("quarantine list", NULL, N_("Lists the files that are held, oldest first."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (ids != NULL)
    return guard_command_misuse (_("too many arguments"));

  store = open_store (&error);
  list = store != NULL ? guard_store_list_held (store, &error) : NULL;
  if (list == NULL)
    return guard_command_fail (error);
  for (guint i = 0; i < list->len; i++)
    if (as_json)
      print_json (list->pdata[i]);
    else
      print_row (list->pdata[i]);
  if (list->len == 0 && !as_json)
    g_print ("%s\n", _("No file is held."));
  return GUARD_EXIT_DONE;
}

static gboolean
has_one_id (void)
{
  return ids != NULL && ids[1] == NULL;
}

static int
run_show (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &ids, NULL, N_("ID") },
    { 0 }
  };
  g_autoptr(GuardStore) store = NULL;
  g_autoptr(GuardHeld) held = NULL;
  g_autoptr(GError) error = NULL;

  if (!guard_command_parse ("quarantine show", NULL, N_("Shows all that is known of a held file."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (!has_one_id ())
    return guard_command_misuse (_("the number of one held file is needed (see “purple-guard quarantine list”)"));

  store = open_store (&error);
  held = store != NULL ? guard_store_get_held (store, ids[0], &error) : NULL;
  if (held == NULL)
    return guard_command_fail (error);
  if (as_json)
    print_json (held);
  else
    print_card (held);
  return GUARD_EXIT_DONE;
}

/* ---- Scanning again ---- */

static void
take_result (GuardHeld *held, const GuardScanResult *result)
{
  g_free (held->finding);
  g_free (held->true_type);
  g_free (held->engine);
  g_free (held->signatures);
  held->finding = *result->finding != '\0' ? g_strdup (result->finding) : NULL;
  held->true_type = *result->true_type != '\0' ? g_strdup (result->true_type) : NULL;
  held->engine = *result->engine != '\0' ? g_strdup (result->engine) : NULL;
  held->signatures = *result->signatures != '\0' ? g_strdup (result->signatures) : NULL;
  held->verdict = result->verdict;
  held->reason = result->reason;
  held->n_tries++;
}

static gboolean
scan_held (GuardStore *store, GuardSession *session, const char *id, guint n, guint n_files, int *code, GError **error)
{
  g_autoptr(GuardHeld) held = get_free (store, id, error);
  GuardScanResult result;
  int descriptor;

  if (held == NULL)
    return FALSE;
  descriptor = guard_hold_open (store, held, error);
  if (descriptor < 0)
    return FALSE;
  if (!guard_session_scan (session, descriptor, held->sender_kind, held->name != NULL ? held->name : held->token, n, n_files, &result))
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, _("%s: interrupted, and not checked"), id);
      return FALSE;
    }

  take_result (held, &result);
  if (!guard_hold_note_verdict (store, held, result.verdict == GUARD_VERDICT_INFECTED ? GUARD_HELD_QUARANTINED : GUARD_HELD_HELD, error) ||
      !note (store, held, "file-scanned", guard_held_state_to_string (held->state), "scan-again", NULL, error))
    return FALSE;

  *code = guard_verdict_exit_code (result.verdict);
  if (as_json)
    print_json (held);
  else
    print_row (held);
  if (!as_json && result.verdict == GUARD_VERDICT_NOTHING_FOUND)
    g_print (_("It stays held until you say: purple-guard quarantine release %.*s\n"), SHORT_TOKEN, held->token);
  return TRUE;
}

static int
run_scan (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
    { "database", 0, 0, G_OPTION_ARG_FILENAME, &database_dir, N_("folder of virus signatures"), N_("DIR") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &ids, NULL, N_("ID…") },
    { 0 }
  };
  g_autoptr(GuardStore) store = NULL;
  g_autoptr(GuardSession) session = NULL;
  g_autoptr(GError) error = NULL;
  int worst = guard_verdict_exit_code (GUARD_VERDICT_NOTHING_FOUND);

  if (!guard_command_parse ("quarantine scan", NULL, N_("Scans held files again. A file in which nothing is found any more stays held until it is "
                                                        "released. Exit code as of “scan”."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (ids == NULL)
    return guard_command_misuse (_("the number of a held file is needed (see “purple-guard quarantine list”)"));

  store = open_store (&error);
  if (store == NULL)
    return guard_command_fail (error);
  session = guard_session_new (guard_command_get_home (), database_dir, 0);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr(GError) one_error = NULL;
      int code = guard_verdict_exit_code (GUARD_VERDICT_NOT_CHECKED);

      if (!scan_held (store, session, ids[i], i + 1, g_strv_length (ids), &code, &one_error))
        guard_command_fail (one_error);
      worst = guard_verdict_worse_exit_code (worst, code);
    }
  return worst;
}

/* ---- Releasing ---- */

/* Returns: (transfer full) (nullable): what was typed, without the line's end */
static char *
ask (const char *question)
{
  char line[8192];

  if (!isatty (STDIN_FILENO))
    return NULL;
  g_printerr ("%s ", question);
  if (fgets (line, sizeof line, stdin) == NULL)
    return NULL;
  line[strcspn (line, "\r\n")] = '\0';
  return g_strdup (line);
}

/* What has to be typed: the address, which the sender cannot choose like an alias; of a file without one, its number. */
static const char *
get_key_fact (const GuardHeld *held)
{
  return held->sender != NULL && *held->sender != '\0' ? held->sender : held->token;
}

static gboolean
is_deliberate (const GuardHeld *held, GError **error)
{
  g_autofree char *verdict = dup_verdict (held);
  g_autofree char *who = guard_text_one_line (get_key_fact (held), 200);
  g_autofree char *name = guard_text_one_line (held->name, 100);
  g_autofree char *typed = NULL;

  if (!open_anyway)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE,
                   _("%.*s was not released: %s. Only --open-anyway releases such a file."), SHORT_TOKEN, held->token, verdict);
      return FALSE;
    }
  if (sender == NULL && isatty (STDIN_FILENO))
    {
      g_printerr ("%s: %s\n%s: %s\n", _("File"), name, _("Verdict"), verdict);
      g_printerr (_("It comes from: %s\n"), who);
      typed = ask (_("To release it anyway, type that address:"));
    }
  if (g_strcmp0 (sender != NULL ? sender : typed, get_key_fact (held)) == 0)
    return TRUE;

  g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE,
               _("%.*s was not released: the sender's address was not given exactly (at the terminal, or with --sender)"), SHORT_TOKEN, held->token);
  return FALSE;
}

/* Where it goes. A place named here never replaces anything; the one chosen in the save dialog replaces what the dialog showed. */
static gboolean
set_destination (GuardHeld *held, GError **error)
{
  g_autoptr(GuardFilename) filename = guard_filename_new (held->name);

  if (to == NULL && held->destination != NULL)
    return TRUE;
  if (to == NULL)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("it is not known where this file was to go: say so with --to"));
      return FALSE;
    }

  g_free (held->destination);
  if (g_file_test (to, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *folder = g_canonicalize_filename (to, NULL);

      held->destination = g_build_filename (folder, filename->safe, NULL);
    }
  else
    held->destination = g_canonicalize_filename (to, NULL);
  held->replace_device = held->replace_inode = 0;
  return TRUE;
}

static gboolean
release (GuardStore *store, const char *id, GError **error)
{
  g_autoptr(GuardHeld) held = get_free (store, id, error);
  gboolean is_harmless;
  g_autofree char *place = NULL;

  if (held == NULL)
    return FALSE;
  if (held->state == GUARD_HELD_RECEIVING)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, _("%s: this file has not arrived wholly"), id);
      return FALSE;
    }

  is_harmless = held->verdict == GUARD_VERDICT_NOTHING_FOUND && held->reason == GUARD_REASON_NONE;
  if ((!is_harmless && !is_deliberate (held, error)) || !set_destination (held, error) || !guard_hold_release (store, held, NULL, error))
    return FALSE;

  place = guard_text_one_line (held->destination, 1000);
  g_print (_("Released to: %s\n"), place);
  return note (store, held, is_harmless ? "file-released" : "file-opened-anyway", "released", is_harmless ? "release" : "open-anyway",
               held->destination, error);
}

static int
run_release (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &to, N_("put it there (a new name, or a folder) instead of where it was to go"), N_("PATH") },
    { "open-anyway", 0, 0, G_OPTION_ARG_NONE, &open_anyway, N_("release it although it is infected or was not scanned"), NULL },
    { "sender", 0, 0, G_OPTION_ARG_STRING, &sender, N_("with --open-anyway, for scripts: the sender's address, exactly"), N_("ADDRESS") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &ids, NULL, N_("ID") },
    { 0 }
  };
  g_autoptr(GuardStore) store = NULL;
  g_autoptr(GError) error = NULL;

  if (!guard_command_parse ("quarantine release", NULL, N_("Puts a held file where it was to go."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (!has_one_id ())
    return guard_command_misuse (_("the number of one held file is needed (see “purple-guard quarantine list”)"));

  store = open_store (&error);
  if (store == NULL || !release (store, ids[0], &error))
    return guard_command_fail (error);
  return GUARD_EXIT_DONE;
}

/* ---- Deleting ---- */

static gboolean
is_confirmed (const GuardHeld *held)
{
  g_autofree char *name = guard_text_one_line (held->name != NULL ? held->name : held->token, 100);
  g_autofree char *question = g_strdup_printf (_("Delete “%s” for good? Type y to delete:"), name);
  g_autofree char *typed = ask (question);

  return g_strcmp0 (typed, "y") == 0;
}

static gboolean
delete_held (GuardStore *store, const char *id, GError **error)
{
  g_autoptr(GuardHeld) held = get_free (store, id, error);

  if (held == NULL)
    return FALSE;
  if (!is_sure && !is_confirmed (held))
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, _("%s was not deleted: it was not confirmed (at the terminal, or with --yes)"), id);
      return FALSE;
    }
  if (!guard_hold_discard (store, held, error))
    return FALSE;
  g_print (_("Deleted: %.*s\n"), SHORT_TOKEN, held->token);
  return note (store, held, "file-deleted", "deleted", "delete", NULL, error);
}

static int
run_delete (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &is_sure, N_("do not ask"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &ids, NULL, N_("ID…") },
    { 0 }
  };
  g_autoptr(GuardStore) store = NULL;
  g_autoptr(GError) error = NULL;
  int code = GUARD_EXIT_DONE;

  if (!guard_command_parse ("quarantine delete", NULL, N_("Deletes held files for good."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (ids == NULL)
    return guard_command_misuse (_("the number of a held file is needed (see “purple-guard quarantine list”)"));

  store = open_store (&error);
  if (store == NULL)
    return guard_command_fail (error);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr(GError) one_error = NULL;

      if (!delete_held (store, ids[i], &one_error))
        code = guard_command_fail (one_error);
    }
  return code;
}

/* ---- The commands ---- */

static const GuardCommand commands[] = {
  { "list",    NULL,         N_("list the files that are held"),               run_list },
  { "show",    N_("ID"),     N_("show all that is known of one"),              run_show },
  { "scan",    N_("ID…"),    N_("scan them again"),                            run_scan },
  { "release", N_("ID"),     N_("put one where it was to go"),                 run_release },
  { "delete",  N_("ID…"),    N_("delete them for good"),                       run_delete },
  { NULL, NULL, NULL, NULL }
};

int
guard_command_quarantine (int argc, char **argv)
{
  const GuardCommand *command = argc > 1 ? guard_command_find (commands, argv[1]) : NULL;

  g_set_prgname ("purple-guard quarantine");
  if (command != NULL)
    return command->run (argc - 1, argv + 1);
  if (argc > 1 && !g_str_equal (argv[1], "--help") && !g_str_equal (argv[1], "-h"))
    return guard_command_misuse (_("there is no command “%s”"), argv[1]);

  g_print ("%s\n  purple-guard quarantine %s\n\n%s\n", _("Usage:"), _("COMMAND [OPTION…]"), _("Commands:"));
  guard_command_list (commands);
  g_print ("\n%s\n", _("ID is the number that “list” shows, or its beginning: at least 4 digits, as many as it takes."));
  return argc > 1 ? GUARD_EXIT_DONE : GUARD_EXIT_USAGE;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-files.h"

#include "core/guard-error.h"
#include "guard-notice.h"
#include "guard-watch.h"
#include "store/guard-hold.h"
#include "store/guard-paths.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <string.h>

/* States of a file here:
 *
 *   finishing -> opening -> scanning -> deciding -> released | quarantined
 *                  ^                        |
 *                  +------- held <----------+
 *
 * A held file waits for the engine (not checked), for the user (cannot be scanned), or for a place. Only the deciding step, after
 * guard-policy said so, releases; every failure on the way leaves it held. Work on the disk is a chore, the scan another process. */

#define FIRST_RETRY_SECONDS 60
#define MAX_RETRY_SECONDS 900
#define MIN_RETRY_US (G_USEC_PER_SEC)

typedef enum
{
  FILE_FINISHING,
  FILE_OPENING,
  FILE_SCANNING,
  FILE_DECIDING,
  FILE_HELD,
  FILE_OVER,
} FileState;

typedef struct
{
  Guard *guard;
  GuardHeld *held;       /* read by one side at a time: the main loop, or the chore that was given */
  FileState state;
  GuardQuestion *question;
  GCancellable *cancellable;
  int descriptor;
  GuardFileAction action;
  gboolean is_told;      /* the line "is being scanned" was shown */
  gboolean is_asked;     /* the notice for this verdict was shown */
  GuardReason asked_reason;
  GuardVerdict noted_verdict; /* what the journal has */
  GuardReason noted_reason;
  gboolean is_opened_anyway;
  gint64 last_try_us;
  GError *error;
} File;

struct _GuardFiles
{
  Guard *guard;
  GuardScan *scan;
  GHashTable *by_token;         /* token -> File (one reference) */
  GHashTable *released_folders; /* folders that files were released into while the client runs */
  GPtrArray *recovered;         /* of the chore that looks for what was left */
  guint n_expected;
  guint n_running;
  guint retry_source;
  guint retry_seconds;
};

static void open_file (File *file);
static void ask_held (File *file);
static void release (File *file);

/* ---- files ---- */

static void
clear_file (gpointer data)
{
  File *file = data;

  guard_question_withdraw (g_steal_pointer (&file->question));
  if (file->descriptor >= 0)
    g_close (file->descriptor, NULL);
  g_clear_pointer (&file->held, guard_held_free);
  g_clear_object (&file->cancellable);
  g_clear_error (&file->error);
}

static void
release_file (gpointer data)
{
  g_rc_box_release_full (data, clear_file);
}

static File *
new_file (Guard *guard, GuardHeld *held)
{
  File *file = g_rc_box_new0 (File);

  file->guard = guard;
  file->held = held;
  file->descriptor = -1;
  file->cancellable = g_cancellable_new ();
  g_hash_table_replace (guard->files->by_token, g_strdup (held->token), file);
  return file;
}

static File *
find_file (GuardFiles *self, const char *token)
{
  GHashTableIter iter;
  gpointer key, value;
  File *found = NULL;

  if (token == NULL || strlen (token) < 4)
    return NULL;

  g_hash_table_iter_init (&iter, self->by_token);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, token))
      {
        if (found != NULL)
          return NULL;
        found = value;
      }
  return found;
}

static void
is_over (File *file)
{
  file->state = FILE_OVER;
  g_hash_table_remove (file->guard->files->by_token, file->held->token);
}

/* Each step holds a reference and counts as running, so that the plugin is not unloaded under it. */
static void
begin_step (File *file, FileState state, GuardChoreFunc work, GuardChoreDoneFunc done)
{
  file->state = state;
  file->guard->files->n_running++;
  guard_chores_add (file->guard->chores, work, done, g_rc_box_acquire (file), release_file);
}

/* For chores: a journal that cannot be written does not stop what protects the user, but it is said once in the log. */
static void
write_entry (GuardStore *store, GuardJournalEntry *entry)
{
  g_autoptr(GuardJournalEntry) owned = entry;
  g_autoptr(GError) error = NULL;

  if (store != NULL && !guard_store_add_entry (store, owned, &error))
    g_warning ("The journal could not be written: %s", error->message);
}

/* ---- scanning ---- */

static void
on_status (GuardScan *scan, const GuardEngineStatus *status, gpointer user_data)
{
  GuardFiles *self = user_data;
  g_autoptr(GList) files = NULL;
  gint64 now_us = g_get_monotonic_time ();

  /* The engine, or its signatures, came back: what was not checked is looked at by itself. */
  if (status->state == GUARD_ENGINE_UNAVAILABLE || status->state == GUARD_ENGINE_LOADING)
    return;

  files = g_hash_table_get_values (self->by_token);
  for (GList *item = files; item != NULL; item = item->next)
    {
      File *file = item->data;

      if (file->state == FILE_HELD && file->action == GUARD_FILE_HOLD_AND_RETRY && now_us - file->last_try_us > MIN_RETRY_US)
        open_file (file);
    }
}

static gboolean
on_retry (gpointer data)
{
  GuardFiles *self = data;
  g_autoptr(GList) files = g_hash_table_get_values (self->by_token);
  gboolean is_waiting = FALSE;

  self->retry_source = 0;
  for (GList *item = files; item != NULL; item = item->next)
    {
      File *file = item->data;

      if (file->state != FILE_HELD || file->action != GUARD_FILE_HOLD_AND_RETRY)
        continue;
      is_waiting = TRUE;
      open_file (file);
    }

  self->retry_seconds = is_waiting ? MIN (self->retry_seconds * 2, MAX_RETRY_SECONDS) : FIRST_RETRY_SECONDS;
  return G_SOURCE_REMOVE;
}

static void
retry_later (GuardFiles *self)
{
  if (self->retry_source == 0)
    self->retry_source = g_timeout_add_seconds (self->retry_seconds, on_retry, self);
}

static GuardScan *
get_scan (GuardFiles *self)
{
  g_autofree char *folder = NULL;
  GuardPolicy policy;
  GuardScanOptions options = { 0 };

  if (self->scan != NULL)
    return self->scan;

  guard_get_policy (self->guard, &policy);
  folder = self->guard->settings != NULL ? g_settings_get_string (self->guard->settings, "signature-folder") : g_strdup ("");
  options.program = guard_paths_scanner_program ();
  options.database_dir = *folder != '\0' ? folder : NULL;
  options.max_scan_bytes = policy.max_scan_bytes;
  self->scan = guard_scan_new (&options);
  guard_scan_set_status_func (self->scan, on_status, self);
  return self->scan;
}

static void
on_settings_changed (GSettings *settings, const char *key, gpointer user_data)
{
  GuardFiles *self = user_data;

  /* The next file gets a scanner of the new settings; a running scan is finished by the old one. */
  if (self->n_running == 0 && (g_str_equal (key, "signature-folder") || g_str_equal (key, "max-scan-mebibytes")))
    g_clear_pointer (&self->scan, guard_scan_free);
}

void
guard_files_warm_up (Guard *guard)
{
  guard_scan_warm_up (get_scan (guard->files));
}

static void
do_note_verdict (GuardStore *store, const GError *store_error, gpointer data)
{
  File *file = data;
  GuardHeld *held = file->held;
  const char *action;

  if (store == NULL)
    {
      file->error = g_error_copy (store_error);
      return;
    }

  switch (file->action)
    {
    case GUARD_FILE_QUARANTINE:
      action = "file-quarantined";
      held->state = GUARD_HELD_QUARANTINED;
      break;
    case GUARD_FILE_RELEASE:
      action = "file-scanned";
      held->state = GUARD_HELD_HELD;
      break;
    default:
      action = "file-held";
      held->state = GUARD_HELD_HELD;
      break;
    }

  if (!guard_hold_note_verdict (store, held, held->state, &file->error))
    return;
  /* A retry that ends the same way is no news. */
  if (file->noted_verdict == held->verdict && file->noted_reason == held->reason && file->action != GUARD_FILE_RELEASE)
    return;
  file->noted_verdict = held->verdict;
  file->noted_reason = held->reason;
  write_entry (store, guard_journal_entry_new_for_held (held, action, guard_held_state_to_string (held->state), NULL));
}

static void
on_verdict_noted (gpointer data)
{
  File *file = data;
  Guard *guard = file->guard;

  guard->files->n_running--;
  if (file->error != NULL)
    {
      /* What could not be written down is not acted upon. */
      guard_notice_trouble (guard, file->held, file->error->message);
      g_clear_error (&file->error);
      file->state = FILE_HELD;
      return;
    }

  switch (file->action)
    {
    case GUARD_FILE_RELEASE:
      release (file);
      break;
    case GUARD_FILE_QUARANTINE:
      guard_notice_infected (guard, file->held);
      is_over (file);
      break;
    case GUARD_FILE_HOLD_AND_RETRY:
      file->state = FILE_HELD;
      ask_held (file);
      retry_later (guard->files);
      break;
    case GUARD_FILE_HOLD:
    default:
      file->state = FILE_HELD;
      ask_held (file);
      break;
    }
}

static void
take_result (File *file, const GuardScanResult *result)
{
  GuardHeld *held = file->held;
  GuardPolicy policy;

  guard_get_policy (file->guard, &policy);
  held->verdict = result->verdict;
  held->reason = result->reason;
  held->n_tries++;
  g_free (held->finding);
  held->finding = g_strdup (result->finding);
  g_free (held->true_type);
  held->true_type = g_strdup (result->true_type);
  g_free (held->engine);
  held->engine = g_strdup (result->engine);
  g_free (held->signatures);
  held->signatures = g_strdup (result->signatures);
  file->action = guard_policy_for_file (&policy, held->verdict, held->reason, held->n_tries);
  begin_step (file, FILE_DECIDING, do_note_verdict, on_verdict_noted);
}

static void
on_scanned (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  File *file = user_data;
  GuardScanResult result = { 0 };
  g_autoptr(GError) error = NULL;

  file->guard->files->n_running--;
  if (file->state == FILE_SCANNING)
    {
      if (guard_scan_file_finish (file->guard->files->scan, async_result, &result, &error))
        take_result (file, &result);
      else
        file->state = FILE_HELD; /* cancelled: nothing is known, it stays where it is */
    }
  release_file (file);
}

static void
do_open (GuardStore *store, const GError *store_error, gpointer data)
{
  File *file = data;

  if (store == NULL)
    file->error = g_error_copy (store_error);
  else
    file->descriptor = guard_hold_open (store, file->held, &file->error);
}

static void
on_opened (gpointer data)
{
  File *file = data;
  GuardFiles *self = file->guard->files;
  GuardScan *scan;

  self->n_running--;
  if (file->descriptor < 0)
    {
      GuardScanResult result = { 0 };
      gboolean is_changed = g_error_matches (file->error, GUARD_ERROR, GUARD_ERROR_CHANGED);

      result.verdict = is_changed ? GUARD_VERDICT_CANNOT_BE_SCANNED : GUARD_VERDICT_NOT_CHECKED;
      result.reason = is_changed ? GUARD_REASON_CHANGED : GUARD_REASON_COULD_NOT_READ;
      g_strlcpy (result.finding, file->error->message, sizeof result.finding);
      g_clear_error (&file->error);
      take_result (file, &result);
      return;
    }

  scan = get_scan (self);
  guard_scan_warm_up (scan);
  if (!file->is_told)
    guard_notice_scanning (file->guard, file->held, guard_scan_get_status (scan));
  file->is_told = TRUE;
  file->state = FILE_SCANNING;
  file->last_try_us = g_get_monotonic_time ();
  self->n_running++;
  guard_scan_file_async (scan, g_steal_fd (&file->descriptor), file->held->sender_kind, FALSE, file->cancellable, on_scanned, g_rc_box_acquire (file));
}

static void
open_file (File *file)
{
  file->is_opened_anyway = FALSE; /* what is looked at again is decided again */
  begin_step (file, FILE_OPENING, do_open, on_opened);
}

/* ---- releasing ---- */

static gboolean
is_contradiction (File *file)
{
  g_autoptr(GuardFilename) name = guard_filename_new (file->held->name);

  return file->held->true_type != NULL && *file->held->true_type != '\0'
         && guard_file_types_contradicts (file->guard->file_types, name, file->held->true_type);
}

static void
do_release (GuardStore *store, const GError *store_error, gpointer data)
{
  File *file = data;
  GuardJournalEntry *entry;

  if (store == NULL)
    {
      file->error = g_error_copy (store_error);
      return;
    }
  if (!guard_hold_release (store, file->held, file->cancellable, &file->error))
    return;

  entry = guard_journal_entry_new_for_held (file->held, file->is_opened_anyway ? "file-opened-anyway" : "file-released", "released", file->is_opened_anyway ? "open-anyway" : NULL);
  entry->place = g_filename_display_name (file->held->destination);
  write_entry (store, entry);
}

static void
on_other_place_chosen (guint answer, const char *path, gpointer user_data)
{
  File *file = user_data;

  file->question = NULL;
  if (file->state != FILE_HELD)
    return;
  if (answer != GUARD_ANSWER_OK || path == NULL || *path == '\0')
    {
      file->is_opened_anyway = FALSE;
      guard_notice_trouble (file->guard, file->held, _("no other place was chosen"));
      return;
    }
  g_free (file->held->destination);
  file->held->destination = g_strdup (path);
  file->held->replace_device = file->held->replace_inode = 0;
  release (file);
}

static void
on_other_place_answered (guint answer, const char *text, gpointer user_data)
{
  File *file = user_data;
  g_autofree char *name = NULL;

  file->question = NULL;
  if (file->state != FILE_HELD)
    return;
  if (answer != 1)
    {
      file->is_opened_anyway = FALSE;
      return;
    }
  name = g_path_get_basename (file->held->destination);
  file->question = guard_notice_ask_place (file->guard, NULL, file->held->sender, name, on_other_place_chosen, file);
}

static void
on_released (gpointer data)
{
  File *file = data;
  GuardFiles *self = file->guard->files;

  self->n_running--;
  if (file->error != NULL)
    {
      g_autofree char *reason = g_strdup (file->error->message);
      gboolean is_changed = g_error_matches (file->error, GUARD_ERROR, GUARD_ERROR_CHANGED);

      g_clear_error (&file->error);
      file->state = FILE_HELD;
      if (is_changed)
        {
          file->is_opened_anyway = FALSE;
          guard_notice_trouble (file->guard, file->held, reason);
        }
      else
        file->question = guard_notice_ask_other_place (file->guard, file->held, reason, on_other_place_answered, file);
      return;
    }

  g_hash_table_add (self->released_folders, g_path_get_dirname (file->held->destination));
  guard_notice_released (file->guard, file->held, is_contradiction (file), guard_file_types_describe (file->guard->file_types, file->held->true_type));
  is_over (file);
}

/* Only two ways lead here: the policy said so about "nothing found", or the user typed the sender's address. */
static void
release (File *file)
{
  guard_question_withdraw (g_steal_pointer (&file->question));
  begin_step (file, FILE_DECIDING, do_release, on_released);
}

/* ---- held files and the user ---- */

static gboolean
is_address_of (const GuardHeld *held, const char *typed)
{
  g_autofree char *stripped = g_strstrip (g_strdup (typed != NULL ? typed : ""));
  g_autofree char *one = g_utf8_casefold (g_utf8_validate (stripped, -1, NULL) ? stripped : "", -1);
  g_autofree char *other = g_utf8_casefold (held->sender != NULL ? held->sender : "", -1);

  return *one != '\0' && g_str_equal (one, other);
}

static void
on_address_typed (guint answer, const char *text, gpointer user_data)
{
  File *file = user_data;

  file->question = NULL;
  if (file->state != FILE_HELD)
    return;
  if (answer != GUARD_ANSWER_OK)
    return;
  if (!is_address_of (file->held, text))
    {
      file->question = guard_notice_ask_address (file->guard, file->held, TRUE, on_address_typed, file);
      return;
    }
  file->is_opened_anyway = TRUE;
  release (file);
}

static void
on_held_answered (guint answer, const char *text, gpointer user_data)
{
  File *file = user_data;

  file->question = NULL;
  if (file->state != FILE_HELD)
    return;

  switch (answer)
    {
    case GUARD_HELD_ANSWER_SCAN_AGAIN:
      file->is_asked = FALSE;
      file->held->n_tries = 0;
      open_file (file);
      break;
    case GUARD_HELD_ANSWER_OPEN_ANYWAY:
      file->question = guard_notice_ask_address (file->guard, file->held, FALSE, on_address_typed, file);
      break;
    case GUARD_HELD_ANSWER_KEEP:
    default:
      break;
    }
}

/* One notice per verdict: a retry that ends the same way is not said again. */
static void
ask_held (File *file)
{
  if (file->is_asked && file->asked_reason == file->held->reason)
    return;
  file->is_asked = TRUE;
  file->asked_reason = file->held->reason;
  guard_question_withdraw (g_steal_pointer (&file->question));
  file->question = guard_notice_ask_held (file->guard, file->held, file->action == GUARD_FILE_HOLD_AND_RETRY, on_held_answered, file);
}

gboolean
guard_files_scan_again (GuardFiles *self, const char *token)
{
  File *file = find_file (self, token);

  if (file == NULL || file->state != FILE_HELD)
    return FALSE;
  guard_question_withdraw (g_steal_pointer (&file->question));
  on_held_answered (GUARD_HELD_ANSWER_SCAN_AGAIN, NULL, file);
  return TRUE;
}

gboolean
guard_files_ask_about (GuardFiles *self, const char *token)
{
  File *file = find_file (self, token);

  if (file == NULL || file->state != FILE_HELD)
    return FALSE;

  if (file->held->verdict == GUARD_VERDICT_NOTHING_FOUND)
    {
      guard_question_withdraw (g_steal_pointer (&file->question));
      on_other_place_answered (1, NULL, file);
      return TRUE;
    }
  file->is_asked = FALSE;
  ask_held (file);
  return TRUE;
}

GPtrArray *
guard_files_list (GuardFiles *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_token);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (lines, guard_notice_dup_held_line (((File *) value)->held));
  return lines;
}

static void
on_held_chosen (guint answer, const char *text, gpointer user_data)
{
  g_auto(GStrv) tokens = user_data;

  if (guard_plugin_get () != NULL && answer > 0 && answer <= g_strv_length (tokens))
    guard_files_ask_about (guard_plugin_get ()->files, tokens[answer - 1]);
}

void
guard_files_show_held (GuardFiles *self)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) tokens = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->by_token);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_ptr_array_add (lines, guard_notice_dup_held_line (((File *) value)->held));
      g_ptr_array_add (tokens, g_strdup (key));
    }
  if (lines->len == 0)
    {
      purple_notify_info (self->guard->plugin, _("Held files"), _("No file is held back."), NULL);
      return;
    }
  g_ptr_array_add (lines, NULL);
  g_ptr_array_add (tokens, NULL);
  guard_question_ask_choice (self->guard->plugin, _("Held files"), _("Which file?"), (const char * const *) lines->pdata, _("_Show"),
                             on_held_chosen, g_ptr_array_steal (tokens, NULL));
}

/* ---- taking in ---- */

static void
do_finish (GuardStore *store, const GError *store_error, gpointer data)
{
  File *file = data;

  if (store == NULL)
    file->error = g_error_copy (store_error);
  else if (guard_hold_finish (store, file->held, file->cancellable, &file->error))
    write_entry (store, guard_journal_entry_new_for_held (file->held, "file-received", "held", NULL));
}

static void
on_finished (gpointer data)
{
  File *file = data;

  file->guard->files->n_running--;
  if (file->error == NULL)
    {
      open_file (file);
      return;
    }

  guard_notice_trouble (file->guard, file->held, file->error->message);
  g_clear_error (&file->error);
  file->state = FILE_HELD;
}

void
guard_files_expect (Guard *guard)
{
  guard->files->n_expected++;
}

void
guard_files_take (Guard *guard, GuardHeld *held)
{
  guard->files->n_expected--;
  begin_step (new_file (guard, held), FILE_FINISHING, do_finish, on_finished);
}

typedef struct
{
  GuardHeld *held;
  GuardJournalEntry *entry;
} Disposal;

static void
free_disposal (gpointer data)
{
  Disposal *disposal = data;

  guard_held_free (disposal->held);
  g_clear_pointer (&disposal->entry, guard_journal_entry_free);
  g_free (disposal);
}

static void
do_discard (GuardStore *store, const GError *store_error, gpointer data)
{
  Disposal *disposal = data;
  g_autoptr(GError) error = NULL;

  if (store == NULL)
    return;
  if (!guard_hold_discard (store, disposal->held, &error))
    g_warning ("A broken transfer could not be removed: %s", error->message);
  if (disposal->entry != NULL)
    write_entry (store, g_steal_pointer (&disposal->entry));
}

void
guard_files_discard (Guard *guard, GuardHeld *held, const char *kind)
{
  Disposal *disposal;

  if (held == NULL)
    return;
  disposal = g_new0 (Disposal, 1);
  disposal->held = held;
  disposal->entry = kind != NULL ? guard_journal_entry_new_for_held (held, kind, "discarded", NULL) : NULL;
  guard_chores_add (guard->chores, do_discard, NULL, disposal, free_disposal);
}

void
guard_files_add_journal_entry (Guard *guard, GuardJournalEntry *entry)
{
  guard_watch_add_journal_entry (guard->watch, entry);
}

char *
guard_files_dup_held_path (Guard *guard, const GuardHeld *held)
{
  return g_build_filename (guard->home, "held", held->token, NULL);
}

/* ---- what an earlier run left ---- */

static void
do_recover (GuardStore *store, const GError *store_error, gpointer data)
{
  GuardFiles *self = data;
  g_autoptr(GPtrArray) interrupted = NULL;
  g_autoptr(GError) error = NULL;

  if (store == NULL)
    return;
  interrupted = guard_hold_recover (store, &error);
  if (interrupted != NULL)
    self->recovered = guard_store_list_held (store, &error);
  if (error != NULL)
    g_warning ("Held files of an earlier run could not be looked for: %s", error->message);
}

static void
on_recovered (gpointer data)
{
  GuardFiles *self = data;
  g_autoptr(GPtrArray) held_files = g_steal_pointer (&self->recovered);
  GuardStore *store = guard_chores_peek_store (self->guard->chores);
  GuardPolicy policy;

  if (held_files == NULL)
    return;

  guard_get_policy (self->guard, &policy);
  for (guint i = 0; i < held_files->len; i++)
    {
      GuardHeld *held = g_ptr_array_index (held_files, i);
      File *file;

      /* Taken in since, of another client that lives, or not ours to touch. */
      if (g_hash_table_contains (self->by_token, held->token) || held->state == GUARD_HELD_QUARANTINED
          || held->state == GUARD_HELD_RECEIVING || held->state == GUARD_HELD_RELEASING
          || (held->lease != NULL && g_strcmp0 (held->lease, guard_store_get_lease (store)) != 0 && guard_store_lease_is_alive (store, held->lease)))
        continue;

      file = new_file (self->guard, guard_held_copy (held));
      file->noted_verdict = held->verdict;
      file->noted_reason = held->reason;
      file->state = FILE_HELD;
      file->is_told = TRUE;
      file->action = guard_policy_for_file (&policy, held->verdict, held->reason, held->n_tries);
      if (held->state == GUARD_HELD_RECEIVED || file->action == GUARD_FILE_HOLD_AND_RETRY || file->action == GUARD_FILE_RELEASE)
        open_file (file);
    }
}

void
guard_files_recover (Guard *guard)
{
  guard_chores_add (guard->chores, do_recover, on_recovered, guard->files, NULL);
}

/* ---- opening from the client ---- */

gboolean
guard_files_may_open (GuardFiles *self, const char *path)
{
  GuardStore *store = guard_chores_peek_store (self->guard->chores);
  GStatBuf info;

  /* Not following a link: what was released was a file. */
  if (g_lstat (path, &info) != 0)
    return FALSE;
  if (S_ISDIR (info.st_mode))
    {
      g_autofree char *folder = g_canonicalize_filename (path, NULL);

      return g_hash_table_contains (self->released_folders, folder);
    }
  return S_ISREG (info.st_mode) && store != NULL
         && guard_store_is_released (store, info.st_dev, info.st_ino,
                                     (gint64) info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec, info.st_size);
}

/* ---- life ---- */

gboolean
guard_files_are_running (GuardFiles *self)
{
  return self->n_running > 0 || self->n_expected > 0;
}

GuardFiles *
guard_files_new (Guard *guard)
{
  GuardFiles *self = g_new0 (GuardFiles, 1);

  self->guard = guard;
  self->retry_seconds = FIRST_RETRY_SECONDS;
  self->by_token = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, release_file);
  self->released_folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (guard->settings != NULL)
    g_signal_connect (guard->settings, "changed", G_CALLBACK (on_settings_changed), self);
  return self;
}

void
guard_files_stop (GuardFiles *self)
{
  GHashTableIter iter;
  gpointer value;

  g_clear_handle_id (&self->retry_source, g_source_remove);
  if (self->scan != NULL)
    guard_scan_set_status_func (self->scan, NULL, NULL);
  g_hash_table_iter_init (&iter, self->by_token);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      File *file = value;

      guard_question_withdraw (g_steal_pointer (&file->question));
      if (file->state == FILE_SCANNING)
        file->state = FILE_OVER; /* its answer comes to nobody; it stays held */
    }
}

void
guard_files_free (GuardFiles *self)
{
  if (self == NULL)
    return;

  if (self->guard->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->guard->settings, self);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  guard_scan_free (self->scan);
  g_clear_pointer (&self->recovered, g_ptr_array_unref);
  g_hash_table_unref (self->by_token);
  g_hash_table_unref (self->released_folders);
  g_free (self);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-session.h"

#include "core/guard-text.h"
#include "store/guard-paths.h"
#include "store/guard-settings.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <unistd.h>

#define MAX_MEBIBYTES 2047
#define PROGRESS_CHARACTERS 60

struct _GuardSession
{
  GuardScan *scan;
  GSettings *settings;
  GCancellable *cancellable;
  guint64 max_bytes;
  guint signal_source;
  gboolean shows_progress;
  gboolean line_is_shown;
  /* the file of the moment */
  const char *shown;
  guint n, n_files;
  gboolean is_done;
  gboolean is_known;
  GuardScanResult *result;
};

void
guard_session_clear_line (GuardSession *self)
{
  if (self->line_is_shown)
    g_printerr ("\r\033[K");
  self->line_is_shown = FALSE;
}

static void
show_progress (GuardSession *self)
{
  g_autofree char *line = NULL;

  if (!self->shows_progress || self->shown == NULL)
    return;

  line = guard_text_one_line (self->shown, PROGRESS_CHARACTERS);
  guard_session_clear_line (self);
  if (guard_scan_get_status (self->scan)->state == GUARD_ENGINE_LOADING)
    g_printerr ("%s", _("loading the virus signatures …"));
  else
    g_printerr (_("%u of %u: %s"), self->n, self->n_files, line);
  self->line_is_shown = TRUE;
}

static void
on_status (GuardScan *scan, const GuardEngineStatus *status, gpointer user_data)
{
  show_progress (user_data);
}

static gboolean
on_interrupt (gpointer user_data)
{
  g_cancellable_cancel (((GuardSession *) user_data)->cancellable);
  return G_SOURCE_CONTINUE;
}

GuardSession *
guard_session_new (const char *home, const char *database_dir, guint max_mebibytes)
{
  GuardSession *self = g_new0 (GuardSession, 1);
  g_autofree char *folder = NULL;
  g_autofree char *note = NULL;
  g_autoptr(GError) error = NULL;
  GuardPolicy policy;
  GuardScanOptions options = { .program = guard_paths_scanner_program (), .linger = TRUE };

  /* The key-file backend would make the folder of a profile that is not there. */
  if (g_file_test (home, G_FILE_TEST_IS_DIR))
    self->settings = guard_settings_new (home, &note, &error);
  if (error != NULL)
    g_printerr ("purple-guard: %s\n", error->message);
  if (note != NULL)
    g_printerr ("purple-guard: %s\n", note);
  guard_settings_get_policy (self->settings, &policy);
  if (database_dir == NULL && self->settings != NULL)
    {
      folder = g_settings_get_string (self->settings, "signature-folder");
      database_dir = *folder != '\0' ? folder : NULL;
    }

  self->max_bytes = max_mebibytes > 0 ? (guint64) MIN (max_mebibytes, MAX_MEBIBYTES) << 20 : policy.max_scan_bytes;
  options.database_dir = database_dir;
  options.max_scan_bytes = self->max_bytes;
  self->cancellable = g_cancellable_new ();
  self->shows_progress = isatty (STDERR_FILENO);
  self->scan = guard_scan_new (&options);
  guard_scan_set_status_func (self->scan, on_status, self);
  self->signal_source = g_unix_signal_add (SIGINT, on_interrupt, self);
  return self;
}

void
guard_session_free (GuardSession *self)
{
  if (self == NULL)
    return;

  guard_session_clear_line (self);
  g_source_remove (self->signal_source);
  guard_scan_free (self->scan);
  g_clear_object (&self->settings);
  g_clear_object (&self->cancellable);
  g_free (self);
}

guint64
guard_session_get_max_bytes (GuardSession *self)
{
  return self->max_bytes;
}

gboolean
guard_session_is_cancelled (GuardSession *self)
{
  /* The signal is heard when the context runs. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return g_cancellable_is_cancelled (self->cancellable);
}

static void
on_scanned (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  GuardSession *self = user_data;
  g_autoptr(GError) error = NULL;

  self->is_known = guard_scan_file_finish (self->scan, async_result, self->result, &error);
  self->is_done = TRUE;
}

gboolean
guard_session_scan (GuardSession *self, int descriptor, GuardSenderKind sender, const char *shown, guint n, guint n_files,
                    GuardScanResult *result)
{
  *result = (GuardScanResult) { .verdict = GUARD_VERDICT_NOT_CHECKED, .reason = GUARD_REASON_WAITING };
  self->shown = shown;
  self->n = n;
  self->n_files = n_files;
  self->result = result;
  self->is_done = FALSE;
  show_progress (self);

  guard_scan_file_async (self->scan, descriptor, sender, n_files > 1, self->cancellable, on_scanned, self);
  while (!self->is_done)
    g_main_context_iteration (NULL, TRUE);

  self->shown = NULL;
  guard_session_clear_line (self);
  if (!self->is_known)
    *result = (GuardScanResult) { .verdict = GUARD_VERDICT_NOT_CHECKED, .reason = GUARD_REASON_WAITING };
  return self->is_known;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-judge-outgoing.h"
#include "guard-judge.h"

#include "core/guard-text.h"
#include "scanner/guard-inspect.h"
#include "store/guard-data.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* purple-guard inspect: what would be found in files, and done about them, if they were sent. A file that is sent is not covered by the chat's
 * encryption, so there is no word for that here. */

#define SHOWN_CHARACTERS 60
#define MAX_MEBIBYTES 2047

static gboolean as_json;
static int max_mebibytes = -1;
static char *to;
static char **names;

static const GOptionEntry entries[] = {
  { "to", 0, 0, G_OPTION_ARG_STRING, &to, N_("to whom: stranger, contact (the default), trusted or self"), N_("KIND") },
  { "max-mebibytes", 0, 0, G_OPTION_ARG_INT, &max_mebibytes, N_("larger files are not looked at (default: as the settings say)"), N_("N") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &names, NULL, N_("FILE…") },
  { 0 }
};

typedef struct
{
  GuardSending sending;
  char **rules, **own_rules;
  guint n, n_files;
  const char *name;
  GuardInspect *inspect; /* (nullable): the one that runs */
  int code;
  gboolean shows_progress, line_is_shown, is_interrupted;
} Run;

static void
clear_line (Run *self)
{
  if (self->line_is_shown)
    g_printerr ("\r\033[K");
  self->line_is_shown = FALSE;
}

static void
on_progress (guint64 n_done_bytes, guint64 n_all_bytes, gpointer user_data)
{
  Run *self = user_data;
  g_autofree char *shown = guard_text_one_line (self->name, SHOWN_CHARACTERS);
  g_autofree char *done = g_format_size (n_done_bytes);
  g_autofree char *all = g_format_size (n_all_bytes);

  if (!self->shows_progress)
    return;
  clear_line (self);
  g_printerr (_("%u of %u: %s, %s of %s"), self->n, self->n_files, shown, done, all);
  self->line_is_shown = TRUE;
}

static void
tell (Run *self, const GuardReport *report)
{
  clear_line (self);
  self->code = guard_judge_worse_code (self->code, guard_judge_tell_sending (&self->sending, self->name, report));
}

static void
on_done (GuardReport *report, const char *unread, gpointer user_data)
{
  Run *self = user_data;

  self->inspect = NULL;
  tell (self, report);
  guard_report_free (report);
}

static gboolean
on_interrupt (gpointer user_data)
{
  Run *self = user_data;

  self->is_interrupted = TRUE;
  if (self->inspect != NULL)
    guard_inspect_cancel (self->inspect);
  self->inspect = NULL;
  return G_SOURCE_CONTINUE;
}

/* A file that nobody can look at: the reason is all there is to say. */
static void
tell_unread (Run *self, const char *why)
{
  g_autoptr(GuardReport) report = guard_report_new ();

  guard_report_set_not_checked (report);
  guard_report_add (report, "not-checked", GUARD_LEVEL_NONE, -1, g_strdup (why));
  tell (self, report);
}

static void
inspect (Run *self)
{
  const GuardInspectOptions options = {
    .rules = (const char * const *) self->rules,
    .own_rules = (const char * const *) self->own_rules,
    .max_bytes = self->sending.policy.max_scan_bytes,
  };
  const int file = open (self->name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  g_autofree char *base = g_path_get_basename (self->name);

  if (file < 0)
    return tell_unread (self, g_strerror (errno));
  self->inspect = guard_inspect_start (&options, file, base, on_progress, on_done, self);
  while (self->inspect != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static int
inspect_all (Run *self)
{
  const guint signal_source = g_unix_signal_add (SIGINT, on_interrupt, self);

  for (self->n = 1; self->n <= self->n_files && !self->is_interrupted; self->n++)
    {
      self->name = names[self->n - 1];
      inspect (self);
    }
  g_source_remove (signal_source);
  clear_line (self);
  if (!self->is_interrupted)
    return self->code;
  g_printerr ("%s\n", _("Interrupted: not all files were looked at."));
  return guard_judge_worse_code (self->code, GUARD_EXIT_NOT_CHECKED);
}

int
guard_command_inspect (int argc, char **argv)
{
  Run run = { .sending = { .protection = GUARD_PROTECTION_NONE }, .code = GUARD_EXIT_NOTHING_TO_SAY };
  int code;

  if (!guard_command_parse ("inspect", NULL, N_("Looks for sensitive data in files, as before they are sent. Exit code: 0 would go, 1 you would be asked, "
                                                "2 forbidden, 3 not checked, 4 wrong usage."), entries, argc, argv))
    return GUARD_EXIT_USAGE;
  if (names == NULL)
    return guard_command_misuse (_("which file?"));
  if (max_mebibytes != -1 && (max_mebibytes < 1 || max_mebibytes > MAX_MEBIBYTES))
    return guard_command_misuse (_("--max-mebibytes must be between 1 and 2047"));
  if (!guard_judge_read_kind ("--to", to, &run.sending.recipient))
    return GUARD_EXIT_USAGE;

  guard_judge_load_policy (&run.sending.policy);
  if (max_mebibytes != -1)
    run.sending.policy.max_scan_bytes = (guint64) max_mebibytes << 20;
  run.sending.as_json = as_json;
  run.rules = guard_data_list_shipped_rules ();
  run.own_rules = guard_data_list_own_rules (guard_command_get_home ());
  run.n_files = g_strv_length (names);
  run.shows_progress = isatty (STDERR_FILENO) != 0;
  code = inspect_all (&run);
  g_strfreev (run.rules);
  g_strfreev (run.own_rules);
  return code;
}

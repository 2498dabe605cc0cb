/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "store/guard-store.h"

#include <glib.h>

G_BEGIN_DECLS

/* Exit codes besides those of a verdict (guard_verdict_exit_code()). */
#define GUARD_EXIT_DONE 0
#define GUARD_EXIT_FAILED 3 /* it could not be done, or not be found out */
#define GUARD_EXIT_USAGE 4

/**
 * GuardCommand:
 * @name: what is typed
 * @synopsis: (nullable): the arguments, in words of the manual
 * @summary: one line, marked for translation
 * @run: gets @argv with the command's name first; returns an exit code
 *
 * A command of the program, or of one of its commands that have some of their own.
 */
typedef struct
{
  const char *name;
  const char *synopsis;
  const char *summary;
  int (*run) (int argc, char **argv);
} GuardCommand;

/* THE TABLE, ended by a row without name. */
extern const GuardCommand guard_commands[];

int guard_command_connections (int argc, char **argv);
int guard_command_inbox (int argc, char **argv);
int guard_command_inspect (int argc, char **argv);
int guard_command_scan (int argc, char **argv);
int guard_command_journal (int argc, char **argv);
int guard_command_quarantine (int argc, char **argv);
int guard_command_remembered (int argc, char **argv);
int guard_command_restore (int argc, char **argv);
int guard_command_link (int argc, char **argv);
int guard_command_message (int argc, char **argv);
int guard_command_people (int argc, char **argv);
int guard_command_rules (int argc, char **argv);
int guard_command_services (int argc, char **argv);

/* Returns: (nullable): the row of that name */
const GuardCommand *guard_command_find (const GuardCommand *table, const char *name);
void guard_command_list (const GuardCommand *table);
/* Runs that of @commands which is named first, without one the first of them; or shows their help, with @note (nullable, marked for translation) below.
 * @name: what they belong to: "remembered". Returns: an exit code */
int guard_command_run_below (const char *name, const GuardCommand *commands, const char *note, int argc, char **argv);

/* Parses @entries, and --home, which all commands have. @name: "quarantine release". Returns: %FALSE when the program is to end with
 * GUARD_EXIT_USAGE; what is wrong has been said. */
gboolean guard_command_parse (const char *name, const char *synopsis, const char *summary, const GOptionEntry *entries, int argc, char **argv);
/* The folder named by --home, or the default. */
const char *guard_command_get_home (void);

/* The store of that folder. Returns: (transfer full): %NULL with @error set; %GUARD_ERROR_UNAVAILABLE if there is no such folder */
GuardStore *guard_command_open_store (GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Says on the error stream what went wrong, foreign text in it made harmless. Returns: GUARD_EXIT_FAILED */
int guard_command_fail (const GError *error);
/* The same for a mistake in the command line. Returns: GUARD_EXIT_USAGE */
int guard_command_misuse (const char *format, ...) G_GNUC_PRINTF (1, 2);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-output.h"

#include "core/guard-error.h"
#include "core/guard-text.h"
#include "store/guard-paths.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

/* purple-guard, the program for the shell: finds the command in the table and runs it. */

static int show_help (int argc, char **argv);

const GuardCommand guard_commands[] = {
  { "scan",       N_("FILE…"),           N_("look for known malware in files"),             guard_command_scan },
  { "link",       N_("ADDRESS…"),        N_("judge web addresses, and show where they lead"), guard_command_link },
  { "message",    NULL,                  N_("judge a message, as a client receives it"),    guard_command_message },
  { "inspect",    N_("FILE…"),           N_("look for sensitive data in files, as before they are sent"), guard_command_inspect },
  { "rules",      N_("[COMMAND]"),       N_("see and check the lists by which the guard judges"), guard_command_rules },
  { "journal",    NULL,                  N_("show what the guard did, newest first"),       guard_command_journal },
  { "quarantine", N_("COMMAND [ID…]"),   N_("see, scan, release or delete the files that are held"), guard_command_quarantine },
  { "remembered", N_("[COMMAND]"),       N_("see what you said that holds for a while, and forget it"), guard_command_remembered },
  { "inbox",      NULL,                  N_("see which strangers wait to be let in"),       guard_command_inbox },
  { "people",     N_("[COMMAND]"),       N_("see whom you trust, ignore or have let in, and forget it"), guard_command_people },
  { "connections", NULL,                 N_("see how the running client is connected"),     guard_command_connections },
  { "services",   N_("[COMMAND]"),       N_("see what the running client offers to others, and what is closed"), guard_command_services },
  { "restore",    NULL,                  N_("open again what the guard has closed in your client"), guard_command_restore },
  { "help",       N_("[COMMAND]"),       N_("show this help, or the help of a command"),    show_help },
  { NULL, NULL, NULL, NULL }
};

static char *home;

const GuardCommand *
guard_command_find (const GuardCommand *table, const char *name)
{
  for (; table->name != NULL; table++)
    if (g_strcmp0 (table->name, name) == 0)
      return table;
  return NULL;
}

void
guard_command_list (const GuardCommand *table)
{
  for (; table->name != NULL; table++)
    {
      g_autofree char *synopsis = guard_pad (table->synopsis != NULL ? _(table->synopsis) : "", 16);

      g_print ("  %-12s %s %s\n", table->name, synopsis, _(table->summary));
    }
}

int
guard_command_run_below (const char *name, const GuardCommand *commands, const char *note, int argc, char **argv)
{
  const GuardCommand *command = argc > 1 ? guard_command_find (commands, argv[1]) : NULL;
  g_autofree char *program = g_strdup_printf ("purple-guard %s", name);

  g_set_prgname (program);
  if (command != NULL)
    return command->run (argc - 1, argv + 1);
  if (argc > 1 && argv[1][0] != '-')
    return guard_command_misuse (_("there is no command “%s”"), argv[1]);
  if (argc < 2 || (!g_str_equal (argv[1], "--help") && !g_str_equal (argv[1], "-h")))
    return commands[0].run (argc, argv);

  g_print ("%s\n  %s %s\n\n%s\n", _("Usage:"), program, _("[COMMAND] [OPTION…]"), _("Commands:"));
  guard_command_list (commands);
  if (note != NULL)
    g_print ("\n%s\n", _(note));
  return GUARD_EXIT_DONE;
}

gboolean
guard_command_parse (const char *name, const char *synopsis, const char *summary, const GOptionEntry *entries, int argc, char **argv)
{
  const GOptionEntry common[] = {
    { "home", 0, 0, G_OPTION_ARG_FILENAME, &home, N_("the guard's folder of another profile"), N_("DIR") },
    { 0 }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (synopsis != NULL ? _(synopsis) : NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *program = g_strdup_printf ("purple-guard %s", name);

  g_set_prgname (program);
  g_option_context_set_summary (context, _(summary));
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);

  if (g_option_context_parse (context, &argc, &argv, &error))
    return TRUE;
  guard_command_misuse ("%s", error->message);
  return FALSE;
}

const char *
guard_command_get_home (void)
{
  if (home == NULL)
    home = guard_paths_default_home ();
  else if (!g_path_is_absolute (home))
    {
      char *absolute = g_canonicalize_filename (home, NULL);

      g_free (home);
      home = absolute;
    }
  return home;
}

GuardStore *
guard_command_open_store (GError **error)
{
  const char *folder = guard_command_get_home ();

  /* A mistyped folder is not an empty journal, and looking makes no folders. */
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, _("there is no folder “%s”: the guard has not run in this profile yet"), folder);
      return NULL;
    }
  return guard_paths_prepare_home (folder, error) ? guard_store_open (folder, error) : NULL;
}

int
guard_command_fail (const GError *error)
{
  g_autofree char *line = guard_text_one_line (error->message, 1000);

  g_printerr ("purple-guard: %s\n", line);
  return GUARD_EXIT_FAILED;
}

int
guard_command_misuse (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = guard_text_one_line (text, 1000);
  g_printerr ("purple-guard: %s\n", line);
  g_printerr (_("Try “%s --help”.\n"), g_get_prgname ());
  return GUARD_EXIT_USAGE;
}

static int
show_help (int argc, char **argv)
{
  const GuardCommand *command = argc > 1 ? guard_command_find (guard_commands, argv[1]) : NULL;
  char *asked[] = { argc > 1 ? argv[1] : NULL, (char *) "--help", NULL };

  if (argc > 1 && command == NULL)
    return guard_command_misuse (_("there is no command “%s”"), argv[1]);
  if (command != NULL && command->run != show_help)
    return command->run (2, asked);

  g_print ("%s\n  purple-guard %s\n\n%s\n", _("Usage:"), _("COMMAND [OPTION…]"), _("Commands:"));
  guard_command_list (guard_commands);
  g_print ("\n%s\n", _("“purple-guard help COMMAND” tells more; so does the manual: man purple-guard."));
  return GUARD_EXIT_DONE;
}

static int
run (int argc, char **argv)
{
  const GuardCommand *command;

  if (argc < 2)
    {
      show_help (1, argv);
      return GUARD_EXIT_USAGE;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    return show_help (1, argv);
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("purple-guard %s\n", PACKAGE_VERSION);
      return GUARD_EXIT_DONE;
    }

  command = guard_command_find (guard_commands, argv[1]);
  if (command == NULL)
    return guard_command_misuse (_("there is no command “%s”"), argv[1]);
  return command->run (argc - 1, argv + 1);
}

int
main (int argc, char *argv[])
{
  int code;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_set_prgname ("purple-guard");

  code = run (argc, argv);

  /* A report that was cut off must not pass for a good one. */
  if (fflush (stdout) != 0 || ferror (stdout))
    {
      g_printerr ("purple-guard: %s\n", _("the output could not be written"));
      code = GUARD_EXIT_FAILED;
    }
  g_free (home);
  return code;
}

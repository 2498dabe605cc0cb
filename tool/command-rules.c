/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-judge.h"

#include "core/guard-text.h"
#include "store/guard-data.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* purple-guard rules: the lists by which the guard judges, whether they are well formed, and which ways of deceiving are looked for. */

#define MAX_SHOWN_CHARACTERS 200

static gboolean as_json;
static char **words;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words, NULL, N_("[list | check [FILE…] | detectors]") },
  { 0 }
};

static void
print_list (const GuardList *list)
{
  g_autofree char *name = guard_text_one_line (list->name, MAX_SHOWN_CHARACTERS);
  g_autofree char *title = guard_text_one_line (list->title, MAX_SHOWN_CHARACTERS);
  g_autofree char *source = guard_text_one_line (list->source, MAX_SHOWN_CHARACTERS);
  g_autofree char *date = guard_text_one_line (list->date, MAX_SHOWN_CHARACTERS);

  g_print ("%s\n", name);
  g_print (g_dngettext (GETTEXT_PACKAGE, "  %s: %u entry\n", "  %s: %u entries\n", list->n_entries), *title != '\0' ? title : "-", list->n_entries);
  g_print ("  %s, %s\n", *source != '\0' ? source : "-", *date != '\0' ? date : "-");
}

static void
print_list_json (const GuardList *list)
{
  g_autoptr(GuardJson) json = guard_json_new ();

  guard_json_add_string (json, "file", list->name);
  guard_json_add_string (json, "title", list->title);
  guard_json_add_string (json, "source", list->source);
  guard_json_add_string (json, "date", list->date);
  guard_json_add_unsigned (json, "entries", list->n_entries);
  guard_json_print (json);
}

/* All that there are; what is wrong with one is said, and is the exit code. */
static int
list_rules (gboolean is_check)
{
  g_autofree char *note = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardKnowledge) knowledge = guard_data_load_knowledge (guard_command_get_home (), &note, &error);
  const GPtrArray *lists = guard_knowledge_get_lists (knowledge);
  g_auto(GStrv) lines = g_strsplit (note != NULL ? note : "", "\n", -1);

  for (guint i = 0; i < lists->len && !is_check; i++)
    if (as_json)
      print_list_json (lists->pdata[i]);
    else
      print_list (lists->pdata[i]);

  if (error != NULL)
    guard_command_fail (error);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(GError) problem = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_FAILED, lines[i]);

      guard_command_fail (problem);
    }
  return error != NULL || note != NULL ? GUARD_EXIT_FAILED : GUARD_EXIT_DONE;
}

/* Alone, as a shipped file must be; or beside the shipped ones, as an own file may lean on them. */
static gboolean
check_file (const char *path, GError **error)
{
  g_autoptr(GuardRules) rules = guard_data_read_rules (path, error);
  g_autoptr(GuardKnowledge) alone = guard_knowledge_new ();
  g_autoptr(GuardKnowledge) beside = NULL;

  if (rules == NULL)
    return FALSE;
  if (guard_knowledge_add_rules (alone, rules, NULL))
    return TRUE;
  beside = guard_data_load_knowledge (NULL, NULL, NULL);
  return guard_knowledge_add_rules (beside, rules, error);
}

static int
check_files (char **paths)
{
  int code = GUARD_EXIT_DONE;

  for (gsize i = 0; paths[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;

      if (!check_file (paths[i], &error))
        code = guard_command_fail (error);
    }
  return code;
}

static void
print_detector_json (const GuardDetector *detector)
{
  g_autoptr(GuardJson) json = guard_json_new ();

  guard_json_add_string (json, "id", detector->id);
  guard_json_add_string (json, "summary", _(detector->summary));
  guard_json_add_bool (json, "messages", (detector->ways & GUARD_WAY_INCOMING) != 0);
  guard_json_add_bool (json, "addresses", (detector->ways & GUARD_WAY_ADDRESS) != 0);
  guard_json_add_bool (json, "outgoing", (detector->ways & GUARD_WAY_OUTGOING) != 0);
  guard_json_add_bool (json, "files", (detector->ways & GUARD_WAY_FILE) != 0);
  guard_json_print (json);
}

static int
list_detectors (void)
{
  for (gsize i = 0; guard_detectors[i] != NULL; i++)
    {
      g_autofree char *id = guard_pad (guard_detectors[i]->id, 18);

      if (as_json)
        print_detector_json (guard_detectors[i]);
      else
        g_print ("%s %s\n", id, _(guard_detectors[i]->summary));
    }
  return GUARD_EXIT_DONE;
}

int
guard_command_rules (int argc, char **argv)
{
  if (!guard_command_parse ("rules", NULL, N_("Shows the lists by which the guard judges (list), checks them or the files named (check), or shows "
                                              "which ways of deceiving are looked for (detectors)."), entries, argc, argv))
    return GUARD_EXIT_USAGE;

  if (words == NULL || (g_str_equal (words[0], "list") && words[1] == NULL))
    return list_rules (FALSE);
  if (g_str_equal (words[0], "check"))
    return words[1] != NULL ? check_files (words + 1) : list_rules (TRUE);
  if (g_str_equal (words[0], "detectors") && words[1] == NULL)
    return list_detectors ();
  return guard_command_misuse (_("there is no command “%s”"), words[words[1] != NULL && g_str_equal (words[0], "list") ? 1 : 0]);
}

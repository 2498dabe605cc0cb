/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-judge-outgoing.h"
#include "guard-judge.h"

#include "core/guard-text.h"
#include "store/guard-settings.h"

#include <glib/gi18n-lib.h>

#define MAX_FILE_CHARACTERS 1000

static const struct
{
  const char *word;
  const char *words;
} verdicts[] = {
  [GUARD_EXIT_NOTHING_TO_SAY] = { "would-go", N_("would go") },
  [GUARD_EXIT_WARNING] = { "would-be-asked", N_("you would be asked") },
  [GUARD_EXIT_FORBIDDEN] = { "forbidden", N_("forbidden") },
  [GUARD_EXIT_NOT_CHECKED] = { "not-checked", N_("not checked") },
};

static const char *
confidence_to_string (GuardConfidence confidence)
{
  static const char * const names[] = { [GUARD_CONFIDENCE_LOW] = "low", [GUARD_CONFIDENCE_MEDIUM] = "medium", [GUARD_CONFIDENCE_HIGH] = "high" };

  return names[MIN ((guint) confidence, GUARD_CONFIDENCE_HIGH)];
}

void
guard_judge_load_policy (GuardPolicy *policy)
{
  const char *home = guard_command_get_home ();
  g_autofree char *note = NULL;
  g_autoptr(GError) error = NULL;
  /* The key-file backend would make the folder of a profile that is not there. */
  g_autoptr(GSettings) settings = guard_settings_new (g_file_test (home, G_FILE_TEST_IS_DIR) ? home : NULL, &note, &error);

  if (error != NULL)
    guard_command_fail (error);
  if (note != NULL)
    guard_judge_say (note);
  guard_settings_get_policy (settings, policy);
}

static int
weigh (const GuardSending *self, const GuardReport *report)
{
  switch (guard_policy_for_sending (&self->policy, report, self->protection, self->recipient, FALSE))
    {
    case GUARD_SENDING_GO:
      return GUARD_EXIT_NOTHING_TO_SAY;
    case GUARD_SENDING_FORBID:
      return GUARD_EXIT_FORBIDDEN;
    case GUARD_SENDING_ASK:
    default:
      return guard_policy_has_data (report, self->recipient) ? GUARD_EXIT_WARNING : GUARD_EXIT_NOT_CHECKED;
    }
}

static void
write_json (const char *file, const GuardReport *report, int code)
{
  const GPtrArray *findings = guard_report_get_findings (report);
  g_autoptr(GuardJson) json = guard_json_new ();

  if (file != NULL)
    guard_json_add_string (json, "file", file);
  guard_json_add_string (json, "verdict", verdicts[code].word);
  guard_json_open_list (json, "findings");
  for (guint i = 0; i < findings->len; i++)
    {
      const GuardFinding *finding = findings->pdata[i];

      guard_json_open_object (json);
      guard_json_add_string (json, "id", finding->detector);
      guard_json_add_string (json, "level", guard_level_to_string (finding->level));
      guard_json_add_string (json, "why", finding->why);
      guard_json_add_string (json, "kind", finding->kind);
      if (finding->kind != NULL)
        {
          guard_json_add_string (json, "category", guard_data_category_to_string (finding->category));
          guard_json_add_string (json, "confidence", confidence_to_string (finding->confidence));
          if (file == NULL)
            {
              guard_json_add_unsigned (json, "start", finding->start);
              guard_json_add_unsigned (json, "end", finding->end);
            }
          guard_json_add_unsigned (json, "count", finding->n_items);
          guard_json_add_string (json, "excerpt", finding->excerpt);
        }
      guard_json_close_object (json);
    }
  guard_json_close_list (json);
  guard_json_write (json);
}

/* A place in the text of a file says nothing; a number does. */
static void
print_finding_of_file (const GuardFinding *finding)
{
  g_autofree char *times = finding->n_items > 1 ? g_strdup_printf (" (%u)", finding->n_items) : g_strdup ("");
  g_autofree char *excerpt = *finding->excerpt != '\0' ? g_strconcat (": ", finding->excerpt, NULL) : g_strdup ("");

  g_print ("  - %s%s%s [%s, %s, %s]\n", finding->why, times, excerpt, finding->kind, guard_data_category_to_string (finding->category),
           confidence_to_string (finding->confidence));
}

static void
print_words (const char *file, const GuardReport *report, int code)
{
  const GPtrArray *findings = guard_report_get_findings (report);
  g_autofree char *shown = guard_text_one_line (file, MAX_FILE_CHARACTERS);

  if (file != NULL)
    g_print ("%s: %s\n", shown, _(verdicts[code].words));
  else
    g_print ("%s\n", _(verdicts[code].words));
  for (guint i = 0; i < findings->len; i++)
    {
      const GuardFinding *finding = findings->pdata[i];

      if (finding->kind == NULL)
        g_print ("  - %s [%s]\n", finding->why, finding->detector);
      else if (file != NULL)
        print_finding_of_file (finding);
      else
        g_print ("  - %s: %s [%s, %s, %s, %" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT "]\n", finding->why, finding->excerpt, finding->kind,
                 guard_data_category_to_string (finding->category), confidence_to_string (finding->confidence), finding->start, finding->end);
    }
}

int
guard_judge_tell_sending (const GuardSending *self, const char *file, const GuardReport *report)
{
  const int code = weigh (self, report);

  if (self->as_json)
    write_json (file, report, code);
  else
    print_words (file, report, code);
  return code;
}

static GuardReport *
judge_plain (const GuardKnowledge *knowledge, const char *text, gsize n_bytes, GuardSenderKind recipient)
{
  const GuardMessage message = guard_message_from_outgoing (text, n_bytes, 0, recipient);

  return guard_engine_judge (knowledge, &message);
}

int
guard_judge_outgoing (const GuardKnowledge *knowledge, const char *text, gsize n_bytes, gpointer user_data)
{
  const GuardSending *self = user_data;
  g_autoptr(GuardHtml) html = self->is_plain ? NULL : guard_html_new (text, n_bytes);
  g_autoptr(GuardReport) report = NULL;

  if (html != NULL)
    text = guard_html_get_text (html, &n_bytes);
  report = judge_plain (knowledge, text, n_bytes, self->recipient);
  return guard_judge_tell_sending (self, NULL, report);
}

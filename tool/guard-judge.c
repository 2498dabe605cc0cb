/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-judge.h"

#include "core/guard-policy.h"
#include "core/guard-text.h"
#include "store/guard-data.h"

#include <glib/gi18n-lib.h>

#define MAX_NOTE_CHARACTERS 1000

static const struct
{
  const char *word;
  const char *words;
  int badness;
} verdicts[] = {
  [GUARD_EXIT_NOTHING_TO_SAY] = { "nothing-to-say", N_("nothing to say"), 0 },
  [GUARD_EXIT_WARNING] = { "warning", N_("a warning"), 1 },
  [GUARD_EXIT_FORBIDDEN] = { "forbidden", N_("forbidden"), 3 },
  [GUARD_EXIT_NOT_CHECKED] = { "not-checked", N_("not checked"), 2 },
};

int
guard_judge_worse_code (int one, int other)
{
  return verdicts[one].badness >= verdicts[other].badness ? one : other;
}

int
guard_judge_weigh (const GuardReport *report, GuardSenderKind sender_kind)
{
  const GuardPolicy policy = { 0 }; /* no setting bears on links */
  const GuardLevel level = guard_report_get_level (report, -1);
  const gboolean is_not_checked = guard_report_is_not_checked (report);
  const GuardLinkAction action = guard_policy_for_link (&policy, level, is_not_checked, sender_kind);

  if (action == GUARD_LINK_REFUSE)
    return GUARD_EXIT_FORBIDDEN;
  if (is_not_checked)
    return GUARD_EXIT_NOT_CHECKED;
  /* A message without links, and without anything else to say, has no link to ask about. */
  if (level == GUARD_LEVEL_NONE)
    return GUARD_EXIT_NOTHING_TO_SAY;
  return action == GUARD_LINK_ASK || guard_policy_says_line (&policy, level, is_not_checked, sender_kind) ? GUARD_EXIT_WARNING
                                                                                                           : GUARD_EXIT_NOTHING_TO_SAY;
}

const char *
guard_judge_verdict (int code)
{
  return verdicts[code].word;
}

gboolean
guard_judge_read_kind (const char *option, const char *word, GuardSenderKind *kind)
{
  *kind = word != NULL ? guard_sender_kind_from_string (word) : GUARD_SENDER_CONTACT;
  if (word == NULL || g_str_equal (guard_sender_kind_to_string (*kind), word))
    return TRUE;
  guard_command_misuse (_("%s must be stranger, contact, trusted or self"), option);
  return FALSE;
}

void
guard_judge_say (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = guard_text_one_line (lines[i], MAX_NOTE_CHARACTERS);

      g_printerr ("purple-guard: %s\n", line);
    }
}

GuardKnowledge *
guard_judge_load_knowledge (void)
{
  g_autofree char *note = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardKnowledge) knowledge = guard_data_load_knowledge (guard_command_get_home (), &note, &error);

  if (error != NULL)
    guard_judge_say (error->message);
  if (note != NULL)
    guard_judge_say (note);
  return g_steal_pointer (&knowledge);
}

void
guard_judge_add_json (GuardJson *json, const GuardReport *report, int code, gboolean with_links)
{
  const GPtrArray *findings = guard_report_get_findings (report);

  guard_json_add_string (json, "verdict", guard_judge_verdict (code));
  guard_json_open_list (json, "findings");
  for (guint i = 0; i < findings->len; i++)
    {
      const GuardFinding *finding = findings->pdata[i];

      guard_json_open_object (json);
      guard_json_add_string (json, "id", finding->detector);
      guard_json_add_string (json, "level", guard_level_to_string (finding->level));
      guard_json_add_string (json, "why", finding->why);
      if (with_links && finding->link >= 0)
        guard_json_add_int (json, "link", finding->link);
      else if (with_links)
        guard_json_add_string (json, "link", NULL);
      guard_json_close_object (json);
    }
  guard_json_close_list (json);
}

void
guard_judge_print_findings (const GuardReport *report, int code)
{
  const GPtrArray *findings = guard_report_get_findings (report);

  g_print ("  %s\n", _(verdicts[code].words));
  for (guint i = 0; i < findings->len; i++)
    {
      const GuardFinding *finding = findings->pdata[i];

      g_print ("  - %s [%s, %s]\n", finding->why, finding->detector, guard_level_to_string (finding->level));
    }
}

void
guard_judge_add_link_json (GuardJson *json, const GuardLink *link)
{
  guard_json_add_string (json, "url", link->spoken);
  guard_json_add_string (json, "host", link->url != NULL ? guard_url_get_host (link->url) : NULL);
  guard_json_add_string (json, "domain", link->url != NULL ? link->domain : NULL);
}

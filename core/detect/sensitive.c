/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"
#include "guard-mask.h"

#include <glib/gi18n-lib.h>

/* Data that the rules describe (data/sensitive-*.rules). A place in the text is a finding; where one kind is there very often, the last finding
 * of it stands for all the others, so that a file of a hundred thousand numbers is still a short report, and nothing of it stays unmasked. */

#define MAX_PLACES 32 /* of a kind */

/* What is there of one kind. */
typedef struct
{
  guint n_places;
  guint n_others;        /* beyond MAX_PLACES */
  GuardDataMatch others; /* from the first of them to the end of the last */
  gsize first_end;       /* of the first of them */
} Tally;

static GuardLevel
weigh (GuardConfidence confidence)
{
  switch (confidence)
    {
    case GUARD_CONFIDENCE_LOW:
      return GUARD_LEVEL_NOTE;
    case GUARD_CONFIDENCE_MEDIUM:
      return GUARD_LEVEL_CAUTION;
    case GUARD_CONFIDENCE_HIGH:
    default:
      return GUARD_LEVEL_WARNING;
    }
}

/* @excerpt_end: where the first of @n_items ends */
static void
add (GuardReport *report, const GuardMessage *message, const GuardDataMatch *match, gsize excerpt_end, guint n_items)
{
  guard_report_add_data (report, guard_detect_sensitive.id, weigh (match->confidence), match, n_items,
                         guard_mask_dup_excerpt (message->text, match->start, excerpt_end, match->category),
                         g_strdup (g_dgettext (GETTEXT_PACKAGE, match->description)));
}

static void
add_to_others (Tally *tally, const GuardDataMatch *match)
{
  if (tally->n_others++ == 0)
    {
      tally->others = *match;
      tally->first_end = match->end;
    }
  tally->others.end = MAX (tally->others.end, match->end);
  tally->others.confidence = MAX (tally->others.confidence, match->confidence);
}

static void
add_all (GuardReport *report, const GuardMessage *message, const GArray *matches)
{
  g_autoptr(GHashTable) tallies = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < matches->len; i++)
    {
      const GuardDataMatch *match = &g_array_index (matches, GuardDataMatch, i);
      Tally *tally = g_hash_table_lookup (tallies, match->kind);

      if (match->end <= message->n_earlier_bytes)
        continue;
      if (tally == NULL)
        g_hash_table_insert (tallies, (char *) match->kind, tally = g_new0 (Tally, 1));
      if (tally->n_places++ < MAX_PLACES)
        add (report, message, match, match->end, 1);
      else
        add_to_others (tally, match);
    }

  g_hash_table_iter_init (&iter, tallies);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Tally *tally = value;

      if (tally->n_others > 0)
        add (report, message, &tally->others, tally->first_end, tally->n_others);
    }
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  const GuardTextSource source = message->way == GUARD_WAY_FILE ? GUARD_TEXT_FILE : GUARD_TEXT_MESSAGE;
  gboolean is_whole = TRUE;
  g_autoptr(GArray) matches = guard_patterns_scan (guard_knowledge_get_patterns (knowledge), message->text, message->n_text_bytes, source, &is_whole);

  add_all (report, message, matches);
  if (is_whole)
    return;
  guard_report_set_not_checked (report);
  guard_report_add (report, guard_detect_sensitive.id, GUARD_LEVEL_NONE, -1, g_strdup (_("the text is too intricate to be looked at wholly")));
}

const GuardDetector guard_detect_sensitive = {
  .id = "sensitive",
  .ways = GUARD_WAY_OUTGOING | GUARD_WAY_FILE,
  .summary = N_("data that should not leave unseen: numbers, keys, passwords, words of your own"),
  .look = look,
};

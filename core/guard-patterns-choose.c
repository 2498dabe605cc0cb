/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-patterns-private.h"

/* What several rules found in one text: which of it stands. */

static gint
compare_matches (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const GPtrArray *rules = user_data;
  const GuardPatternMatch *one = a, *other = b;
  const GuardPattern *first = rules->pdata[one->rule], *second = rules->pdata[other->rule];

  if (one->start != other->start)
    return one->start < other->start ? -1 : 1;
  if (one->end != other->end)
    return one->end > other->end ? -1 : 1;
  if (first->confidence != second->confidence)
    return first->confidence > second->confidence ? -1 : 1;
  return (one->rule > other->rule) - (one->rule < other->rule);
}

static gboolean
has_company (const GuardPatterns *self, const GArray *found)
{
  for (guint i = 0; i < found->len; i++)
    if (!((const GuardPattern *) self->rules->pdata[g_array_index (found, GuardPatternMatch, i).rule])->needs_company)
      return TRUE;
  return FALSE;
}

/* Whether one of those before, which all begin before it or with it, is as sure and reaches as far. @ends: of each confidence, how far they reach */
static gboolean
is_inside_another (const gsize ends[GUARD_CONFIDENCE_HIGH + 1], GuardConfidence confidence, gsize end)
{
  for (guint i = confidence; i <= GUARD_CONFIDENCE_HIGH; i++)
    if (ends[i] >= end)
      return TRUE;
  return FALSE;
}

static void
add (GArray *chosen, const GuardPattern *rule, const GuardPatternMatch *found)
{
  const GuardDataMatch match = { rule->id, rule->description, rule->category, rule->confidence, found->start, found->end };

  g_array_append_val (chosen, match);
}

GArray *
guard_patterns_choose (const GuardPatterns *self, GArray *found)
{
  g_autoptr(GArray) chosen = g_array_new (FALSE, FALSE, sizeof (GuardDataMatch));
  const gboolean is_company = found->len > 0 && has_company (self, found);
  gsize ends[GUARD_CONFIDENCE_HIGH + 1] = { 0 };

  g_array_sort_with_data (found, compare_matches, self->rules);
  for (guint i = 0; i < found->len; i++)
    {
      const GuardPatternMatch *match = &g_array_index (found, GuardPatternMatch, i);
      const GuardPattern *rule = self->rules->pdata[match->rule];

      if ((rule->needs_company && !is_company) || is_inside_another (ends, rule->confidence, match->end))
        continue;
      ends[rule->confidence] = match->end;
      add (chosen, rule, match);
    }
  return g_steal_pointer (&chosen);
}

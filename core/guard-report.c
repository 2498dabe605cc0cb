/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-report.h"

#include <string.h>

/* What the detectors found in one message. It is kept sorted while it grows, since a message has few findings. */

#define MAX_FINDINGS 4096 /* a thousand links with four tricks each: more make nobody wiser */
#define MORE_KINDS " ..."

struct _GuardReport
{
  GPtrArray *findings; /* of GuardFinding, worst first */
  gboolean is_not_checked;
};

static const char * const level_names[] = {
  [GUARD_LEVEL_NONE] = "none",
  [GUARD_LEVEL_NOTE] = "note",
  [GUARD_LEVEL_CAUTION] = "caution",
  [GUARD_LEVEL_WARNING] = "warning",
  [GUARD_LEVEL_FORBIDDEN] = "forbidden",
};

const char *
guard_level_to_string (GuardLevel level)
{
  /* A number that is no level must not pass for a light one. */
  return level_names[(gsize) level < G_N_ELEMENTS (level_names) ? level : GUARD_LEVEL_FORBIDDEN];
}

static void
free_finding (gpointer data)
{
  GuardFinding *finding = data;

  g_free (finding->why);
  g_free (finding->kind);
  g_free (finding->excerpt);
  g_free (finding);
}

GuardReport *
guard_report_new (void)
{
  GuardReport *self = g_new0 (GuardReport, 1);

  self->findings = g_ptr_array_new_with_free_func (free_finding);
  return self;
}

void
guard_report_free (GuardReport *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->findings);
  g_free (self);
}

/* Behind all that are as bad. */
static guint
find_place (const GuardReport *self, GuardLevel level)
{
  guint place = self->findings->len;

  while (place > 0 && ((const GuardFinding *) self->findings->pdata[place - 1])->level < level)
    place--;
  return place;
}

static void
insert (GuardReport *self, GuardFinding *finding)
{
  g_ptr_array_insert (self->findings, find_place (self, finding->level), finding);

  if (self->findings->len > MAX_FINDINGS)
    {
      g_ptr_array_set_size (self->findings, MAX_FINDINGS);
      self->is_not_checked = TRUE;
    }
}

void
guard_report_add (GuardReport *self, const char *detector, GuardLevel level, int link, char *why)
{
  GuardFinding *finding = g_new0 (GuardFinding, 1);

  finding->detector = detector;
  finding->level = level;
  finding->why = why;
  finding->link = link;
  insert (self, finding);
}

void
guard_report_add_data (GuardReport *self, const char *detector, GuardLevel level, const GuardDataMatch *match, guint n_items, char *excerpt, char *why)
{
  GuardFinding *finding = g_new0 (GuardFinding, 1);

  finding->detector = detector;
  finding->level = level;
  finding->why = why;
  finding->link = -1;
  finding->kind = g_strdup (match->kind);
  finding->category = match->category;
  finding->confidence = match->confidence;
  finding->start = match->start;
  finding->end = match->end;
  finding->excerpt = excerpt;
  finding->n_items = n_items;
  insert (self, finding);
}

/* Returns: (transfer full): kind -> how many, in @order (of the kinds, lent) */
static GHashTable *
count_kinds (const GuardReport *self, GPtrArray *order)
{
  GHashTable *counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->findings->len; i++)
    {
      const GuardFinding *finding = self->findings->pdata[i];
      const guint n_before = finding->kind != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (counts, finding->kind)) : 0;

      if (finding->kind == NULL)
        continue;
      if (n_before == 0)
        g_ptr_array_add (order, finding->kind);
      g_hash_table_insert (counts, finding->kind, GUINT_TO_POINTER (n_before + MAX (1, finding->n_items)));
    }
  return counts;
}

char *
guard_report_dup_kinds (const GuardReport *self)
{
  g_autoptr(GPtrArray) order = g_ptr_array_new ();
  g_autoptr(GHashTable) counts = count_kinds (self, order);
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < order->len; i++)
    {
      const char *kind = order->pdata[i];
      g_autofree char *word = g_strdup_printf ("%s%s:%u", i > 0 ? " " : "", kind, GPOINTER_TO_UINT (g_hash_table_lookup (counts, kind)));

      if (line->len + strlen (word) + strlen (MORE_KINDS) > GUARD_REPORT_MAX_KINDS_BYTES)
        {
          g_string_append (line, MORE_KINDS);
          break;
        }
      g_string_append (line, word);
    }
  return g_string_free (line, FALSE);
}

void
guard_report_set_not_checked (GuardReport *self)
{
  self->is_not_checked = TRUE;
}

gboolean
guard_report_is_not_checked (const GuardReport *self)
{
  return self->is_not_checked;
}

const GPtrArray *
guard_report_get_findings (const GuardReport *self)
{
  return self->findings;
}

GuardLevel
guard_report_get_level (const GuardReport *self, int link)
{
  const GuardFinding *worst = guard_report_get_worst (self, link);

  return worst != NULL ? worst->level : GUARD_LEVEL_NONE;
}

const GuardFinding *
guard_report_get_worst (const GuardReport *self, int link)
{
  const GuardFinding *worst = NULL;

  for (guint i = 0; i < self->findings->len; i++)
    {
      const GuardFinding *finding = self->findings->pdata[i];

      if (worst != NULL && finding->level < worst->level)
        break;
      /* Of equal ones the link's own says more than one about the sender. */
      if (link < 0 || finding->link == link)
        return finding;
      if (worst == NULL && finding->link < 0)
        worst = finding;
    }
  return worst;
}

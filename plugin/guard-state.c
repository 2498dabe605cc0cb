/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-state.h"

#ifndef GUARD_STATE_INTERVAL_MS
#define GUARD_STATE_INTERVAL_MS 2000
#endif

struct _GuardBoard
{
  GuardChores *chores;
  GHashTable *said;    /* section -> GVariant *, the newest */
  GHashTable *changed; /* sections that are not written yet, as a set */
  guint timer;
  gint64 written_us;   /* g_get_monotonic_time() */
  gboolean is_over;
};

typedef struct
{
  char *section;
  GVariant *rows;
} Page;

static void
free_page (gpointer data)
{
  Page *page = data;

  g_free (page->section);
  g_variant_unref (page->rows);
  g_free (page);
}

static void
do_put (GuardStore *store, const GError *store_error, gpointer data)
{
  Page *page = data;
  g_autoptr(GError) error = NULL;

  if (store != NULL && !guard_state_put (store, page->section, page->rows, &error))
    g_warning ("What the client knows (%s) could not be written: %s", page->section, error->message);
}

static void
do_withdraw (GuardStore *store, const GError *store_error, gpointer data)
{
  g_autoptr(GError) error = NULL;

  if (store != NULL && !guard_state_withdraw (store, &error))
    g_warning ("What the client knew could not be taken back: %s", error->message);
}

static gboolean
on_time (gpointer data)
{
  GuardBoard *self = data;
  GHashTableIter iter;
  gpointer section;

  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &section, NULL))
    {
      Page *page = g_new0 (Page, 1);

      page->section = g_strdup (section);
      page->rows = g_variant_ref (g_hash_table_lookup (self->said, section));
      guard_chores_add (self->chores, do_put, NULL, page, free_page);
    }
  g_hash_table_remove_all (self->changed);
  self->written_us = g_get_monotonic_time ();
  self->timer = 0;
  return G_SOURCE_REMOVE;
}

static guint
count_ms_left (GuardBoard *self)
{
  const gint64 passed_ms = (g_get_monotonic_time () - self->written_us) / G_TIME_SPAN_MILLISECOND;

  return self->written_us == 0 || passed_ms >= GUARD_STATE_INTERVAL_MS ? 0 : (guint) (GUARD_STATE_INTERVAL_MS - passed_ms);
}

static void
say (GuardBoard *self, const char *section, GVariant *rows)
{
  GVariant *before = g_hash_table_lookup (self->said, section);

  if (before != NULL && g_variant_equal (before, rows))
    return;
  g_hash_table_insert (self->said, g_strdup (section), g_variant_ref (rows));
  g_hash_table_add (self->changed, g_strdup (section));
  if (self->timer == 0)
    self->timer = g_timeout_add (count_ms_left (self), on_time, self);
}

void
guard_state_publish (Guard *guard, const char *section, GVariant *rows)
{
  g_autoptr(GVariant) own = g_variant_ref_sink (rows);

  g_return_if_fail (g_variant_is_of_type (own, G_VARIANT_TYPE ("a(sa{ss})")));
  if (guard->board != NULL && !guard->board->is_over)
    say (guard->board, section, own);
}

GuardBoard *
guard_board_new (GuardChores *chores)
{
  GuardBoard *self = g_new0 (GuardBoard, 1);

  self->chores = chores;
  self->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
guard_board_stop (GuardBoard *self)
{
  self->is_over = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  guard_chores_add (self->chores, do_withdraw, NULL, NULL, NULL);
}

void
guard_board_free (GuardBoard *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_hash_table_unref (self->said);
  g_hash_table_unref (self->changed);
  g_free (self);
}

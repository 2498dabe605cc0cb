/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-chores.h"

#include "store/guard-paths.h"

/* A GThreadPool of one exclusive thread keeps the order. Results come back as idle sources of the default main
 * context, which is the one that every libpurple client runs. */

struct _GuardChores
{
  char *home;
  GThreadPool *pool;
  GuardStore *store;    /* written by the chores' thread only, read elsewhere by atomic pointer */
  GError *store_error;  /* the chores' thread only */
  gint n_pending;       /* main thread only */
  GAsyncQueue *finished;/* chores that were done and wait for the main loop */
};

typedef struct
{
  GuardChores *chores;
  GuardChoreFunc work;
  GuardChoreDoneFunc done;
  gpointer data;
  GDestroyNotify free_data;
} Chore;

static void
finish_chore (Chore *chore)
{
  chore->chores->n_pending--;
  if (chore->done != NULL)
    chore->done (chore->data);
  if (chore->free_data != NULL)
    chore->free_data (chore->data);
  g_free (chore);
}

static gboolean
on_finished (gpointer data)
{
  GuardChores *self = data;
  Chore *chore = g_async_queue_try_pop (self->finished);

  if (chore != NULL)
    finish_chore (chore);
  return G_SOURCE_REMOVE;
}

static void
do_chore (gpointer data, gpointer user_data)
{
  Chore *chore = data;
  GuardChores *self = user_data;

  if (chore->work != NULL)
    chore->work (self->store, self->store_error, chore->data);

  g_async_queue_push (self->finished, chore);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_finished, self, NULL);
}

static void
open_store (GuardStore *store, const GError *store_error, gpointer data)
{
  GuardChores *self = data;
  GuardStore *opened = NULL;

  if (guard_paths_prepare_home (self->home, &self->store_error))
    opened = guard_store_open (self->home, &self->store_error);
  g_atomic_pointer_set (&self->store, opened);
}

GuardChores *
guard_chores_new (const char *home)
{
  GuardChores *self = g_new0 (GuardChores, 1);

  self->home = g_strdup (home);
  self->finished = g_async_queue_new ();
  self->pool = g_thread_pool_new (do_chore, self, 1, TRUE, NULL);
  guard_chores_add (self, open_store, NULL, self, NULL);
  return self;
}

void
guard_chores_drain (GuardChores *self)
{
  Chore *chore;

  /* What is done may give new chores; the count is bounded, so that nobody keeps the client from ending. */
  for (guint round = 0; round < 16 && self->n_pending > 0; round++)
    {
      g_thread_pool_free (self->pool, FALSE, TRUE);
      self->pool = g_thread_pool_new (do_chore, self, 1, TRUE, NULL);
      while ((chore = g_async_queue_try_pop (self->finished)) != NULL)
        finish_chore (chore);
    }
}

void
guard_chores_free (GuardChores *self)
{
  if (self == NULL)
    return;

  guard_chores_drain (self);
  g_thread_pool_free (self->pool, FALSE, TRUE);
  while (g_source_remove_by_user_data (self))
    ;

  guard_store_close (self->store);
  g_clear_error (&self->store_error);
  g_async_queue_unref (self->finished);
  g_free (self->home);
  g_free (self);
}

void
guard_chores_add (GuardChores *self, GuardChoreFunc work, GuardChoreDoneFunc done, gpointer data, GDestroyNotify free_data)
{
  Chore *chore = g_new0 (Chore, 1);

  chore->chores = self;
  chore->work = work;
  chore->done = done;
  chore->data = data;
  chore->free_data = free_data;
  self->n_pending++;
  g_thread_pool_push (self->pool, chore, NULL);
}

gboolean
guard_chores_are_pending (GuardChores *self)
{
  return self->n_pending > 0;
}

GuardStore *
guard_chores_peek_store (GuardChores *self)
{
  return g_atomic_pointer_get (&self->store);
}

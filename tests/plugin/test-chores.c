/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/guard-chores.h"

#include <glib/gstdio.h>

typedef struct
{
  GString *order;       /* what was done, in order; written by one side at a time */
  GThread *main_thread;
  guint n_freed;
  gboolean had_store;
} Log;

typedef struct
{
  Log *log;
  char name;
} Task;

static void
do_task (GuardStore *store, const GError *store_error, gpointer data)
{
  Task *task = data;

  g_assert_true (g_thread_self () != task->log->main_thread);
  g_assert_true ((store == NULL) == (store_error != NULL));
  task->log->had_store = store != NULL;
  g_string_append_c (task->log->order, task->name);
  g_usleep (2000);
}

static void
on_task_done (gpointer data)
{
  Task *task = data;

  g_assert_true (g_thread_self () == task->log->main_thread);
}

static void
free_task (gpointer data)
{
  Task *task = data;

  task->log->n_freed++;
  g_free (task);
}

static void
add_task (GuardChores *chores, Log *log, char name)
{
  Task *task = g_new0 (Task, 1);

  task->log = log;
  task->name = name;
  guard_chores_add (chores, do_task, on_task_done, task, free_task);
}

static void
remove_home (const char *home)
{
  g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (folders, g_build_filename (home, "held", NULL));
  g_ptr_array_add (folders, g_build_filename (home, "leases", NULL));
  g_ptr_array_add (folders, g_strdup (home));
  for (guint i = 0; i < folders->len; i++)
    {
      const char *folder = g_ptr_array_index (folders, i);
      g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (folder, name, NULL);

          g_remove (path);
        }
      g_rmdir (folder);
    }
}

static void
test_order (void)
{
  g_autofree char *folder = g_dir_make_tmp ("guard-chores-XXXXXX", NULL);
  g_autofree char *home = g_build_filename (folder, "purple-guard", NULL);
  Log log = { g_string_new (NULL), g_thread_self (), 0, FALSE };
  GuardChores *chores = guard_chores_new (home);

  for (char name = 'a'; name <= 'j'; name++)
    add_task (chores, &log, name);
  g_assert_true (guard_chores_are_pending (chores));
  while (guard_chores_are_pending (chores))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (log.order->str, ==, "abcdefghij");
  g_assert_true (log.had_store);
  g_assert_nonnull (guard_chores_peek_store (chores));
  g_assert_cmpuint (log.n_freed, ==, 10);

  guard_chores_free (chores);
  g_string_free (log.order, TRUE);
  remove_home (home);
  g_rmdir (folder);
}

/* What was given is done, even if nobody runs the main loop any more. */
static void
test_free_waits (void)
{
  g_autofree char *folder = g_dir_make_tmp ("guard-chores-XXXXXX", NULL);
  g_autofree char *home = g_build_filename (folder, "purple-guard", NULL);
  Log log = { g_string_new (NULL), g_thread_self (), 0, FALSE };
  GuardChores *chores = guard_chores_new (home);

  for (char name = 'a'; name <= 'e'; name++)
    add_task (chores, &log, name);
  guard_chores_free (chores);
  g_assert_cmpstr (log.order->str, ==, "abcde");
  g_assert_cmpuint (log.n_freed, ==, 5);
  /* and nothing of it is left in the main loop */
  g_assert_false (g_main_context_iteration (NULL, FALSE));

  g_string_free (log.order, TRUE);
  remove_home (home);
  g_rmdir (folder);
}

/* A store that cannot be opened is told to every chore. */
static void
test_no_store (void)
{
  g_autofree char *folder = g_dir_make_tmp ("guard-chores-XXXXXX", NULL);
  g_autofree char *home = g_build_filename (folder, "purple-guard", NULL);
  Log log = { g_string_new (NULL), g_thread_self (), 0, TRUE };
  GuardChores *chores;

  g_assert_true (g_file_set_contents (home, "a file where the folder should be", -1, NULL));
  chores = guard_chores_new (home);
  add_task (chores, &log, 'a');
  guard_chores_free (chores);
  g_assert_cmpstr (log.order->str, ==, "a");
  g_assert_false (log.had_store);

  g_string_free (log.order, TRUE);
  g_remove (home);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plugin/chores/order", test_order);
  g_test_add_func ("/plugin/chores/free-waits", test_free_waits);
  g_test_add_func ("/plugin/chores/no-store", test_no_store);
  return g_test_run ();
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-hosts.h"

#include "guard-notice.h"
#include "store/guard-remembered.h"

#include <string.h>

/* A copy of what the store remembers, read at the start and again at each click. */

#define MAX_REMEMBERED 1000
#define MICROSECONDS_A_DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define FORGET 0

struct _GuardHosts
{
  Guard *guard;
  GHashTable *until; /* host -> gint64 *, microseconds since 1970 */
  guint n_changes;   /* made here: what was read before the last of them is old */
};

typedef struct
{
  GuardHosts *hosts;
  char *host;
  gint64 now_us, until_us; /* or FORGET */
  guint n_changes;         /* when it was asked for */
  GPtrArray *found;
} Memory;

static void
free_memory (gpointer data)
{
  Memory *memory = data;

  g_clear_pointer (&memory->found, g_ptr_array_unref);
  g_free (memory->host);
  g_free (memory);
}

static void
do_list (GuardStore *store, const GError *store_error, gpointer data)
{
  Memory *memory = data;
  g_autoptr(GError) error = NULL;

  if (store == NULL)
    return;
  memory->found = guard_remembered_list (store, GUARD_REMEMBERED_LINK_HOST, memory->now_us, &error);
  if (memory->found == NULL)
    g_warning ("The remembered hosts could not be read: %s", error->message);
}

static void
keep (GuardHosts *self, const char *host, gint64 until_us)
{
  if (g_hash_table_size (self->until) < MAX_REMEMBERED)
    g_hash_table_insert (self->until, g_strdup (host), g_memdup2 (&until_us, sizeof until_us));
}

static void
on_listed (gpointer data)
{
  Memory *memory = data;

  if (memory->found == NULL || memory->n_changes != memory->hosts->n_changes)
    return;
  g_hash_table_remove_all (memory->hosts->until);
  for (guint i = 0; i < memory->found->len; i++)
    {
      const GuardRemembered *remembered = g_ptr_array_index (memory->found, i);

      keep (memory->hosts, remembered->key, remembered->until_us);
    }
}

void
guard_hosts_read (GuardHosts *self)
{
  Memory *memory = g_new0 (Memory, 1);

  memory->hosts = self;
  memory->now_us = g_get_real_time ();
  memory->n_changes = self->n_changes;
  guard_chores_add (self->guard->chores, do_list, on_listed, memory, free_memory);
}

static void
do_store (GuardStore *store, const GError *store_error, gpointer data)
{
  Memory *memory = data;
  g_autoptr(GError) error = NULL;
  gboolean done = FALSE;

  if (store == NULL)
    return;
  if (memory->until_us != FORGET)
    done = guard_remembered_put (store, GUARD_REMEMBERED_LINK_HOST, memory->host, memory->now_us, memory->until_us, &error);
  else
    done = guard_remembered_forget (store, GUARD_REMEMBERED_LINK_HOST, memory->host, NULL, &error);
  if (!done)
    g_warning ("The remembered hosts could not be written: %s", error->message);
}

static void
store_memory (GuardHosts *self, const char *host, gint64 until_us)
{
  Memory *memory = g_new0 (Memory, 1);

  memory->hosts = self;
  memory->host = g_strdup (host);
  memory->now_us = g_get_real_time ();
  memory->until_us = until_us;
  self->n_changes++;
  guard_chores_add (self->guard->chores, do_store, NULL, memory, free_memory);
}

gboolean
guard_hosts_is_remembered (GuardHosts *self, const char *host)
{
  const gint64 *until_us = g_hash_table_lookup (self->until, host);

  return until_us != NULL && *until_us > g_get_real_time ();
}

void
guard_hosts_remember (GuardHosts *self, const char *host)
{
  GuardPolicy policy;
  gint64 until_us;

  guard_get_policy (self->guard, &policy);
  if (policy.link_remember_days == 0 || *host == '\0')
    return;
  until_us = g_get_real_time () + policy.link_remember_days * MICROSECONDS_A_DAY;
  keep (self, host, until_us);
  store_memory (self, host, until_us);
}

gboolean
guard_hosts_forget (GuardHosts *self, const char *host)
{
  g_autofree char *lower = g_ascii_strdown (host, -1);

  store_memory (self, lower, FORGET);
  return g_hash_table_remove (self->until, lower);
}

static int
compare_lines (gconstpointer one, gconstpointer other)
{
  return strcmp (*(const char * const *) one, *(const char * const *) other);
}

GPtrArray *
guard_hosts_list (GuardHosts *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer host, until_us;

  g_hash_table_iter_init (&iter, self->until);
  while (g_hash_table_iter_next (&iter, &host, &until_us))
    if (guard_hosts_is_remembered (self, host))
      g_ptr_array_add (lines, guard_notice_dup_remembered_line (host, *(gint64 *) until_us));
  g_ptr_array_sort (lines, compare_lines);
  return lines;
}

GuardHosts *
guard_hosts_new (Guard *guard)
{
  GuardHosts *self = g_new0 (GuardHosts, 1);

  self->guard = guard;
  self->until = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  guard_hosts_read (self);
  return self;
}

void
guard_hosts_free (GuardHosts *self)
{
  g_hash_table_unref (self->until);
  g_free (self);
}

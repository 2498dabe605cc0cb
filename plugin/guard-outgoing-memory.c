/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-outgoing-memory.h"

#include "guard-notice.h"
#include "store/guard-remembered.h"

#define MAX_REMEMBERED 1000
#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

struct _GuardDataMemory
{
  Guard *guard;
  GHashTable *until; /* key -> gint64 *, microseconds since 1970 */
  guint n_changes;   /* made here: what was read before the last of them is old */
};

/* What is read or written beside the main loop. */
typedef struct
{
  GuardDataMemory *memory;
  GPtrArray *keys; /* to remember, or to forget */
  gint64 now_us, until_us;
  guint n_changes; /* when it was asked for */
  GPtrArray *found;
} Errand;

static void
free_errand (gpointer data)
{
  Errand *errand = data;

  g_clear_pointer (&errand->found, g_ptr_array_unref);
  g_clear_pointer (&errand->keys, g_ptr_array_unref);
  g_free (errand);
}

static void
do_list (GuardStore *store, const GError *store_error, gpointer data)
{
  Errand *errand = data;
  g_autoptr(GError) error = NULL;

  if (store == NULL)
    return;
  errand->found = guard_remembered_list (store, GUARD_REMEMBERED_DATA, errand->now_us, &error);
  if (errand->found == NULL)
    g_warning ("What may be sent unasked could not be read: %s", error->message);
}

static void
keep (GuardDataMemory *self, const char *key, gint64 until_us)
{
  if (g_hash_table_size (self->until) < MAX_REMEMBERED)
    g_hash_table_insert (self->until, g_strdup (key), g_memdup2 (&until_us, sizeof until_us));
}

static void
on_listed (gpointer data)
{
  Errand *errand = data;
  GuardDataMemory *self = errand->memory;

  if (errand->found == NULL || errand->n_changes != self->n_changes)
    return;
  g_hash_table_remove_all (self->until);
  for (guint i = 0; i < errand->found->len; i++)
    {
      const GuardRemembered *remembered = g_ptr_array_index (errand->found, i);

      keep (self, remembered->key, remembered->until_us);
    }
}

static Errand *
new_errand (GuardDataMemory *self)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->memory = self;
  errand->now_us = g_get_real_time ();
  errand->n_changes = self->n_changes;
  return errand;
}

void
guard_data_memory_read (GuardDataMemory *self)
{
  guard_chores_add (self->guard->chores, do_list, on_listed, new_errand (self), free_errand);
}

static void
do_remember (GuardStore *store, const GError *store_error, gpointer data)
{
  Errand *errand = data;

  for (guint i = 0; store != NULL && i < errand->keys->len; i++)
    {
      g_autoptr(GError) error = NULL;

      if (!guard_remembered_put (store, GUARD_REMEMBERED_DATA, g_ptr_array_index (errand->keys, i), errand->now_us, errand->until_us, &error))
        g_warning ("What may be sent unasked could not be written: %s", error->message);
    }
}

/* Each kind once. Returns: (transfer full) (element-type utf8) */
static GPtrArray *
list_keys (const GuardReport *report, PurpleAccount *account, const char *who)
{
  const GPtrArray *findings = guard_report_get_findings (report);
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  /* purple_normalize() answers in a buffer of its own. */
  g_autofree char *address = g_strdup (purple_normalize (account, who));
  g_autofree char *own_address = g_strdup (purple_normalize (account, purple_account_get_username (account)));

  for (guint i = 0; i < findings->len; i++)
    {
      const GuardFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *key = NULL;

      if (finding->kind == NULL)
        continue;
      key = guard_remembered_dup_data_key (finding->kind, purple_account_get_protocol_id (account), own_address, address);
      if (!g_ptr_array_find_with_equal_func (keys, key, g_str_equal, NULL))
        g_ptr_array_add (keys, g_steal_pointer (&key));
    }
  return keys;
}

gboolean
guard_data_memory_knows (GuardDataMemory *self, const GuardReport *report, PurpleAccount *account, const char *who)
{
  g_autoptr(GPtrArray) keys = NULL;
  const gint64 now_us = g_get_real_time ();

  if (g_hash_table_size (self->until) == 0 || guard_report_get_findings (report)->len == 0)
    return FALSE;
  keys = list_keys (report, account, who);
  for (guint i = 0; i < keys->len; i++)
    {
      const gint64 *until_us = g_hash_table_lookup (self->until, g_ptr_array_index (keys, i));

      if (until_us == NULL || *until_us <= now_us)
        return FALSE;
    }
  return keys->len > 0;
}

void
guard_data_memory_remember (GuardDataMemory *self, const GuardReport *report, PurpleAccount *account, const char *who)
{
  Errand *errand;
  GuardPolicy policy;

  guard_get_policy (self->guard, &policy);
  if (policy.data_remember_days == 0)
    return;
  self->n_changes++;
  errand = new_errand (self);
  errand->until_us = errand->now_us + policy.data_remember_days * DAY_US;
  errand->keys = list_keys (report, account, who);
  for (guint i = 0; i < errand->keys->len; i++)
    keep (self, g_ptr_array_index (errand->keys, i), errand->until_us);
  guard_chores_add (self->guard->chores, do_remember, NULL, errand, free_errand);
}

static void
do_forget (GuardStore *store, const GError *store_error, gpointer data)
{
  Errand *errand = data;
  g_autoptr(GError) error = NULL;

  if (store != NULL && !guard_remembered_forget (store, GUARD_REMEMBERED_DATA, g_ptr_array_index (errand->keys, 0), NULL, &error))
    g_warning ("What may be sent unasked could not be written: %s", error->message);
}

gboolean
guard_data_memory_forget (GuardDataMemory *self, const char *key)
{
  Errand *errand;

  self->n_changes++;
  errand = new_errand (self);
  errand->keys = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (errand->keys, g_strdup (key));
  guard_chores_add (self->guard->chores, do_forget, NULL, errand, free_errand);
  return g_hash_table_remove (self->until, key);
}

GPtrArray *
guard_data_memory_list (GuardDataMemory *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  const gint64 now_us = g_get_real_time ();
  GHashTableIter iter;
  gpointer key, until_us;

  g_hash_table_iter_init (&iter, self->until);
  while (g_hash_table_iter_next (&iter, &key, &until_us))
    if (*(gint64 *) until_us > now_us)
      g_ptr_array_add (lines, guard_notice_dup_remembered_line (key, *(gint64 *) until_us));
  return lines;
}

GuardDataMemory *
guard_data_memory_new (Guard *guard)
{
  GuardDataMemory *self = g_new0 (GuardDataMemory, 1);

  self->guard = guard;
  self->until = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  guard_data_memory_read (self);
  return self;
}

void
guard_data_memory_free (GuardDataMemory *self)
{
  g_hash_table_unref (self->until);
  g_free (self);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-encryption-memory.h"

#include "guard-contacts.h"
#include "store/guard-remembered.h"

#include <string.h>

#define END_TO_END "end-to-end" /* the word of a chat in its kind; of keys it is their own */
#define FORGET 0

struct _GuardEncryptionMemory
{
  GuardChores *chores;
  GHashTable *encrypted; /* as the store has it -> one of the states below */
  GHashTable *keys;      /* as the store has them, as a set */
};

/* States of a chat in this run. */
enum
{
  READ = 1, /* another run saw it */
  SEEN,     /* this run did */
  OVER,     /* the user was told of its end */
};

typedef struct
{
  GuardEncryptionMemory *memory;
  const char *kind;
  char *key;
  gint64 now_us, until_us; /* or FORGET */
  GPtrArray *encrypted, *keys;
} Work;

static void
free_work (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->encrypted, g_ptr_array_unref);
  g_clear_pointer (&work->keys, g_ptr_array_unref);
  g_free (work->key);
  g_free (work);
}

/* ---- reading ---- */

static GPtrArray *
list (GuardStore *store, const char *kind, gint64 now_us)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *found = guard_remembered_list (store, kind, now_us, &error);

  if (found == NULL)
    g_warning ("What is remembered of encrypted chats could not be read: %s", error->message);
  return found;
}

static void
do_list (GuardStore *store, const GError *store_error, gpointer data)
{
  Work *work = data;

  if (store == NULL)
    return;
  work->encrypted = list (store, GUARD_REMEMBERED_ENCRYPTED, work->now_us);
  work->keys = list (store, GUARD_REMEMBERED_KEY, work->now_us);
}

/* What happened in this run meanwhile is newer. */
static void
on_listed (gpointer data)
{
  Work *work = data;
  GuardEncryptionMemory *self = work->memory;

  for (guint i = 0; work->encrypted != NULL && i < work->encrypted->len; i++)
    {
      const GuardRemembered *remembered = g_ptr_array_index (work->encrypted, i);

      if (!g_hash_table_contains (self->encrypted, remembered->key))
        g_hash_table_insert (self->encrypted, g_strdup (remembered->key), GINT_TO_POINTER (READ));
    }
  for (guint i = 0; work->keys != NULL && i < work->keys->len; i++)
    {
      const GuardRemembered *remembered = g_ptr_array_index (work->keys, i);

      if (strchr (remembered->key, ' ') != NULL)
        g_hash_table_add (self->keys, g_strdup (remembered->key));
    }
}

/* ---- writing ---- */

static void
do_store (GuardStore *store, const GError *store_error, gpointer data)
{
  Work *work = data;
  g_autoptr(GError) error = NULL;
  gboolean done;

  if (store == NULL)
    return;
  if (work->until_us != FORGET)
    done = guard_remembered_put (store, work->kind, work->key, work->now_us, work->until_us, &error);
  else
    done = guard_remembered_forget (store, work->kind, work->key, NULL, &error);
  if (!done)
    g_warning ("What is remembered of encrypted chats could not be written: %s", error->message);
}

static void
store_memory (GuardEncryptionMemory *self, const char *kind, const char *key, gboolean is_kept)
{
  Work *work = g_new0 (Work, 1);

  work->kind = kind;
  work->key = g_strdup (key);
  work->now_us = g_get_real_time ();
  work->until_us = is_kept ? work->now_us + GUARD_REMEMBERED_MAX_DAYS * G_TIME_SPAN_DAY : FORGET;
  guard_chores_add (self->chores, do_store, NULL, work, free_work);
}

/* ---- chats ---- */

char *
guard_encryption_memory_dup_chat (PurpleAccount *account, const char *who)
{
  g_autofree char *address = guard_contacts_dup_address (account, who);
  g_autofree char *own = g_strdup (purple_normalize (account, purple_account_get_username (account)));

  return g_strjoin ("\n", purple_account_get_protocol_id (account), own, purple_normalize (account, address), NULL);
}

/* As the store has it. */
static char *
dup_stored (const char *chat, const char *word)
{
  g_auto(GStrv) parts = g_strsplit (chat, "\n", 3);

  return guard_remembered_dup_data_key (word, parts[0], parts[1], parts[2]);
}

gboolean
guard_encryption_memory_was_encrypted (GuardEncryptionMemory *self, const char *chat)
{
  g_autofree char *stored = dup_stored (chat, END_TO_END);
  const int state = GPOINTER_TO_INT (g_hash_table_lookup (self->encrypted, stored));

  return state == READ || state == SEEN;
}

void
guard_encryption_memory_set_encrypted (GuardEncryptionMemory *self, const char *chat, gboolean is_encrypted)
{
  g_autofree char *stored = dup_stored (chat, END_TO_END);
  const int state = is_encrypted ? SEEN : OVER;

  if (GPOINTER_TO_INT (g_hash_table_lookup (self->encrypted, stored)) == state)
    return;
  store_memory (self, GUARD_REMEMBERED_ENCRYPTED, stored, is_encrypted);
  g_hash_table_insert (self->encrypted, g_steal_pointer (&stored), GINT_TO_POINTER (state));
}

/* ---- keys ---- */

gboolean
guard_encryption_memory_knows_key (GuardEncryptionMemory *self, const char *chat, const char *key)
{
  g_autofree char *stored = dup_stored (chat, key);

  return g_hash_table_contains (self->keys, stored);
}

guint
guard_encryption_memory_count_keys (GuardEncryptionMemory *self, const char *chat, const char *beginning)
{
  g_autofree char *stored = dup_stored (chat, beginning);
  const char *of_chat = strchr (stored, ' ');
  GHashTableIter iter;
  gpointer key;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->keys);
  while (of_chat != NULL && g_hash_table_iter_next (&iter, &key, NULL))
    n += g_str_has_prefix (key, beginning) && g_str_equal (strchr ((char *) key, ' '), of_chat);
  return n;
}

void
guard_encryption_memory_add_key (GuardEncryptionMemory *self, const char *chat, const char *key)
{
  g_autofree char *stored = dup_stored (chat, key);

  if (*stored == '\0')
    return;
  store_memory (self, GUARD_REMEMBERED_KEY, stored, TRUE);
  g_hash_table_add (self->keys, g_steal_pointer (&stored));
}

GuardEncryptionMemory *
guard_encryption_memory_new (GuardChores *chores)
{
  GuardEncryptionMemory *self = g_new0 (GuardEncryptionMemory, 1);
  Work *work = g_new0 (Work, 1);

  self->chores = chores;
  self->encrypted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  work->memory = self;
  work->now_us = g_get_real_time ();
  guard_chores_add (chores, do_list, on_listed, work, free_work);
  return self;
}

void
guard_encryption_memory_free (GuardEncryptionMemory *self)
{
  g_hash_table_unref (self->encrypted);
  g_hash_table_unref (self->keys);
  g_free (self);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-connection-memory.h"

#include "store/guard-remembered.h"

#include <string.h>

/* In the store a certificate is one word of a key: "<fingerprint>:<issuer>:<from>:<until>", the issuer as the beginning of its SHA-256, times in
 * seconds; the rest of the key says of which account and server. */

#define N_ISSUER_DIGITS 24
#define NOT_ENCRYPTED "not-encrypted" /* the word of an account whose user was told so */
#define REFRESH_US (7 * G_TIME_SPAN_DAY)

typedef struct
{
  char *key;    /* as the store has it */
  const char *place; /* in @key: account and server, with the blank before it */
  char *fingerprint; /* or NOT_ENCRYPTED */
  char *issuer;
  gint64 from_s, until_s;
  gint64 seen_us;
} Memory;

struct _GuardConnectionMemory
{
  GuardChores *chores;
  GPtrArray *memories; /* of Memory */
  gboolean is_ready;
  GSourceFunc ready;
  gpointer user_data;
};

static void
free_memory (gpointer data)
{
  Memory *memory = data;

  g_free (memory->key);
  g_free (memory->fingerprint);
  g_free (memory->issuer);
  g_free (memory);
}

/* Returns: (nullable): %NULL: no key of ours */
static Memory *
read_memory (const char *key, gint64 seen_us)
{
  const char *place = strchr (key, ' ');
  g_autofree char *word = place != NULL ? g_strndup (key, (gsize) (place - key)) : NULL;
  g_auto(GStrv) parts = word != NULL ? g_strsplit (word, ":", 4) : NULL;
  Memory *memory;

  if (parts == NULL || (g_strv_length (parts) != 4 && !g_str_equal (word, NOT_ENCRYPTED)))
    return NULL;
  memory = g_new0 (Memory, 1);
  memory->key = g_strdup (key);
  memory->place = memory->key + (place - key);
  memory->fingerprint = g_strdup (parts[0]);
  memory->issuer = g_strdup (parts[1] != NULL ? parts[1] : "");
  memory->from_s = parts[1] != NULL ? g_ascii_strtoll (parts[2], NULL, 10) : 0;
  memory->until_s = parts[1] != NULL ? g_ascii_strtoll (parts[3], NULL, 10) : 0;
  memory->seen_us = seen_us;
  return memory;
}

static char *
dup_key (const char *word, PurpleAccount *account, const char *server)
{
  g_autofree char *lower = g_ascii_strdown (server, -1);

  return guard_remembered_dup_data_key (word, purple_account_get_protocol_id (account),
                                        purple_normalize (account, purple_account_get_username (account)), lower);
}

/* ---- the store ---- */

typedef struct
{
  GuardConnectionMemory *memory;
  char *key; /* to be written, or forgotten */
  gboolean is_forgotten;
  gint64 now_us;
  GPtrArray *found;
} Work;

static void
free_work (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->found, g_ptr_array_unref);
  g_free (work->key);
  g_free (work);
}

static void
do_read (GuardStore *store, const GError *store_error, gpointer data)
{
  Work *work = data;
  g_autoptr(GError) error = NULL;

  if (store == NULL)
    return;
  work->found = guard_remembered_list (store, GUARD_REMEMBERED_SERVER_CERTIFICATE, work->now_us, &error);
  if (work->found == NULL)
    g_warning ("What is remembered of servers could not be read: %s", error->message);
}

/* What happened meanwhile is newer, and stands in front. */
static void
on_read (gpointer data)
{
  Work *work = data;
  GuardConnectionMemory *self = work->memory;

  for (guint i = 0; work->found != NULL && i < work->found->len; i++)
    {
      const GuardRemembered *remembered = g_ptr_array_index (work->found, i);
      Memory *memory = read_memory (remembered->key, remembered->time_us);

      if (memory != NULL)
        g_ptr_array_add (self->memories, memory);
    }
  self->is_ready = TRUE;
  self->ready (self->user_data);
}

static void
do_write (GuardStore *store, const GError *store_error, gpointer data)
{
  Work *work = data;
  g_autoptr(GError) error = NULL;
  gboolean is_done;

  if (store == NULL)
    return;
  if (work->is_forgotten)
    is_done = guard_remembered_forget (store, GUARD_REMEMBERED_SERVER_CERTIFICATE, work->key, NULL, &error);
  else
    is_done = guard_remembered_put (store, GUARD_REMEMBERED_SERVER_CERTIFICATE, work->key, work->now_us,
                                    work->now_us + GUARD_REMEMBERED_MAX_DAYS * G_TIME_SPAN_DAY, &error);
  if (!is_done)
    g_warning ("What is remembered of servers could not be written: %s", error->message);
}

static void
store_key (GuardConnectionMemory *self, const char *key, gboolean is_forgotten)
{
  Work *work = g_new0 (Work, 1);

  work->key = g_strdup (key);
  work->is_forgotten = is_forgotten;
  work->now_us = g_get_real_time ();
  guard_chores_add (self->chores, do_write, NULL, work, free_work);
}

/* ---- looking and adding ---- */

/* The newest one stands first. */
static const Memory *
find (GuardConnectionMemory *self, PurpleAccount *account, const char *server, const char *fingerprint)
{
  g_autofree char *key = dup_key ("-", account, server);
  const char *place = strchr (key, ' ');

  for (guint i = 0; place != NULL && i < self->memories->len; i++)
    {
      const Memory *memory = g_ptr_array_index (self->memories, i);

      if (!g_str_equal (memory->place, place))
        continue;
      if (fingerprint != NULL ? g_str_equal (memory->fingerprint, fingerprint) : !g_str_equal (memory->fingerprint, NOT_ENCRYPTED))
        return memory;
    }
  return NULL;
}

char *
guard_connection_memory_dup_issuer (const char *issuer)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, issuer, -1);

  return *issuer != '\0' ? g_strndup (sum, N_ISSUER_DIGITS) : g_strdup ("");
}

gboolean
guard_connection_memory_find (GuardConnectionMemory *self, PurpleAccount *account, const char *server, const char *fingerprint,
                              GuardCertificate *certificate, gint64 *seen_us)
{
  const Memory *memory = find (self, account, server, fingerprint);

  if (memory == NULL)
    memory = find (self, account, server, NULL);
  if (memory == NULL)
    return FALSE;
  *certificate = (GuardCertificate) { .fingerprint = memory->fingerprint, .issuer = memory->issuer, .from_s = memory->from_s, .until_s = memory->until_s };
  *seen_us = memory->seen_us;
  return TRUE;
}

static void
add_word (GuardConnectionMemory *self, PurpleAccount *account, const char *server, const char *word)
{
  g_autofree char *key = dup_key (word, account, server);
  const gint64 now_us = g_get_real_time ();
  Memory *memory = read_memory (key, now_us);
  gboolean is_fresh = FALSE;

  if (memory == NULL)
    return;
  for (guint i = 0; i < self->memories->len; i++)
    {
      const Memory *before = g_ptr_array_index (self->memories, i);

      if (!g_str_equal (before->key, key))
        continue;
      is_fresh = now_us - before->seen_us < REFRESH_US && now_us >= before->seen_us;
      g_ptr_array_remove_index (self->memories, i);
      break;
    }
  g_ptr_array_insert (self->memories, 0, memory);
  if (!is_fresh)
    store_key (self, key, FALSE);
}

void
guard_connection_memory_add (GuardConnectionMemory *self, PurpleAccount *account, const char *server, const GuardCertificate *certificate)
{
  g_autofree char *word = g_strdup_printf ("%s:%s:%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, certificate->fingerprint, certificate->issuer,
                                           certificate->from_s, certificate->until_s);

  add_word (self, account, server, word);
}

void
guard_connection_memory_forget_server (GuardConnectionMemory *self, const char *server)
{
  g_autofree char *lower = g_ascii_strdown (server, -1);

  for (guint i = self->memories->len; i > 0; i--)
    {
      const Memory *memory = g_ptr_array_index (self->memories, i - 1);
      const char *last = strrchr (memory->key, ' ');

      if (last == NULL || !g_str_equal (last + 1, lower))
        continue;
      store_key (self, memory->key, TRUE);
      g_ptr_array_remove_index (self->memories, i - 1);
    }
}

gboolean
guard_connection_memory_was_told (GuardConnectionMemory *self, PurpleAccount *account, const char *server)
{
  return find (self, account, server, NOT_ENCRYPTED) != NULL;
}

void
guard_connection_memory_add_told (GuardConnectionMemory *self, PurpleAccount *account, const char *server)
{
  add_word (self, account, server, NOT_ENCRYPTED);
}

gboolean
guard_connection_memory_is_ready (GuardConnectionMemory *self)
{
  return self->is_ready;
}

GuardConnectionMemory *
guard_connection_memory_new (GuardChores *chores, GSourceFunc ready, gpointer user_data)
{
  GuardConnectionMemory *self = g_new0 (GuardConnectionMemory, 1);
  Work *work = g_new0 (Work, 1);

  self->chores = chores;
  self->ready = ready;
  self->user_data = user_data;
  self->memories = g_ptr_array_new_with_free_func (free_memory);
  work->memory = self;
  work->now_us = g_get_real_time ();
  guard_chores_add (chores, do_read, on_read, work, free_work);
  return self;
}

void
guard_connection_memory_free (GuardConnectionMemory *self)
{
  g_ptr_array_unref (self->memories);
  g_free (self);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-remembered.h"

#include "guard-store-private.h"

#include "core/guard-error.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <string.h>

/* The table of memories. It is small and seldom asked: each call is one write transaction that first takes out what has expired, so
 * that nothing else needs to know of time. The clock is the caller's, and it is not trusted: a memory holds from when it was said to
 * its end, at most a year, and not a moment outside. */

#define MAX_ROWS 1000
/* Callers look at the clock before they wait for the database: what another program said in the meantime is not the future. */
#define WAITING_US (60 * G_TIME_SPAN_SECOND)
#define MAX_LIFE_US (GUARD_REMEMBERED_MAX_DAYS * G_TIME_SPAN_DAY)

void
guard_remembered_free (GuardRemembered *self)
{
  if (self == NULL)
    return;

  g_free (self->kind);
  g_free (self->key);
  g_free (self);
}

/* All but the blank, the percent sign and what is no text. */
static char *
escape (const char *part)
{
  return g_uri_escape_string (part, "!\"#$&'()*+,/:;<=>?@[\\]^`{|}", TRUE);
}

char *
guard_remembered_dup_data_key (const char *kind, const char *protocol, const char *account, const char *address)
{
  g_autofree char *what = escape (kind);
  g_autofree char *own = escape (account);
  g_autofree char *recipient = escape (address);
  g_autofree char *key = g_strdup_printf ("%s %s %s %s", what, protocol, own, recipient);
  g_autofree char *people = NULL;
  g_autofree char *sum = NULL;

  if (strlen (key) <= GUARD_REMEMBERED_MAX_BYTES)
    return g_steal_pointer (&key);

  /* A blank is in no part, so that this is the key of no other two. */
  people = g_strdup_printf ("%s %s", own, recipient);
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, people, -1);
  g_free (key);
  key = g_strdup_printf ("%s %s sha256 %s", what, protocol, sum);
  return strlen (key) <= GUARD_REMEMBERED_MAX_BYTES ? g_steal_pointer (&key) : g_strdup ("");
}

/* %NULL is bound as NULL, which the statements take for "all". */
static GuardStatement *
prepare (GuardWriting *writing, const char *sql, const char *kind, const char *key, GError **error)
{
  g_autoptr(GuardStatement) statement = guard_store_prepare (writing, sql, error);

  if (statement == NULL)
    return NULL;
  sqlite3_bind_text (statement, 1, kind, -1, SQLITE_TRANSIENT);
  if (sqlite3_bind_parameter_count (statement) > 1)
    sqlite3_bind_text (statement, 2, key, -1, SQLITE_TRANSIENT);
  return g_steal_pointer (&statement);
}

static gboolean
finish (GuardWriting *writing, GuardStatement *statement, const char *doing, GError **error)
{
  return sqlite3_step (statement) == SQLITE_DONE || guard_store_fail (writing, doing, error);
}

static gboolean
drop_expired (GuardWriting *writing, gint64 now_us, GError **error)
{
  g_autoptr(GuardStatement) statement = guard_store_prepare (writing, "DELETE FROM remembered WHERE until_us <= ?1 OR time_us > ?1 + ?2", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, now_us);
  sqlite3_bind_int64 (statement, 2, WAITING_US);
  return finish (writing, statement, _("forgetting what has expired"), error);
}

static gboolean
drop_oldest (GuardWriting *writing, const char *kind, GError **error)
{
  g_autoptr(GuardStatement) statement = guard_store_prepare (writing,
                                                             "DELETE FROM remembered WHERE rowid IN (SELECT rowid FROM remembered"
                                                             " WHERE (kind = ?2) = (?3 = ?2)"
                                                             " ORDER BY time_us DESC, rowid DESC LIMIT -1 OFFSET ?1)", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, MAX_ROWS);
  sqlite3_bind_text (statement, 2, GUARD_REMEMBERED_SERVER_CERTIFICATE, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, kind, -1, SQLITE_TRANSIENT);
  return finish (writing, statement, _("remembering"), error);
}

static gboolean
write_row (GuardWriting *writing, const char *kind, const char *key, gint64 now_us, gint64 until_us, GError **error)
{
  g_autoptr(GuardStatement) statement = prepare (writing,
                                                 "INSERT INTO remembered (kind, key, time_us, until_us) VALUES (?1, ?2, ?3, ?4)"
                                                 " ON CONFLICT (kind, key) DO UPDATE SET time_us = excluded.time_us, until_us = excluded.until_us",
                                                 kind, key, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 3, now_us);
  sqlite3_bind_int64 (statement, 4, until_us);
  return finish (writing, statement, _("remembering"), error);
}

static gboolean
check_word (const char *word, GError **error)
{
  gsize n_bytes = strlen (word);

  if (n_bytes > GUARD_REMEMBERED_MAX_BYTES)
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_TOO_BIG, _("what is to be remembered has %zu bytes, at most %d are allowed"), n_bytes,
                 GUARD_REMEMBERED_MAX_BYTES);
  else if (n_bytes == 0 || !g_utf8_validate (word, -1, NULL))
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("what is to be remembered is not readable text"));
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_times (gint64 now_us, gint64 until_us, GError **error)
{
  /* Differences of what is not negative do not overflow. */
  if (now_us >= 0 && until_us > now_us && until_us - now_us <= MAX_LIFE_US)
    return TRUE;
  g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("nothing is remembered for less than a moment or for more than %d days"),
               GUARD_REMEMBERED_MAX_DAYS);
  return FALSE;
}

gboolean
guard_remembered_put (GuardStore *store, const char *kind, const char *key, gint64 now_us, gint64 until_us, GError **error)
{
  g_autoptr(GuardWriting) writing = NULL;

  if (!check_word (kind, error) || !check_word (key, error) || !check_times (now_us, until_us, error))
    return FALSE;

  writing = guard_store_begin_writing (store, error);
  return writing != NULL && drop_expired (writing, now_us, error) && write_row (writing, kind, key, now_us, until_us, error) &&
         drop_oldest (writing, kind, error) && guard_store_commit (writing, error);
}

gboolean
guard_remembered_forget (GuardStore *store, const char *kind, const char *key, guint *n_forgotten, GError **error)
{
  g_autoptr(GuardWriting) writing = guard_store_begin_writing (store, error);
  g_autoptr(GuardStatement) statement = NULL;

  if (writing == NULL)
    return FALSE;
  statement = prepare (writing, "DELETE FROM remembered WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR key = ?2)", kind, key, error);
  if (statement == NULL || !finish (writing, statement, _("forgetting"), error))
    return FALSE;
  if (n_forgotten != NULL)
    *n_forgotten = (guint) sqlite3_changes (sqlite3_db_handle (statement));
  return guard_store_commit (writing, error);
}

static GuardRemembered *
read_row (GuardStatement *row)
{
  GuardRemembered *self = g_new0 (GuardRemembered, 1);

  self->kind = g_strdup ((const char *) sqlite3_column_text (row, 0));
  self->key = g_strdup ((const char *) sqlite3_column_text (row, 1));
  self->time_us = sqlite3_column_int64 (row, 2);
  self->until_us = sqlite3_column_int64 (row, 3);
  return self;
}

static GPtrArray *
read_rows (GuardWriting *writing, const char *kind, GError **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_remembered_free);
  g_autoptr(GuardStatement) statement = prepare (writing,
                                                 "SELECT kind, key, time_us, until_us FROM remembered WHERE ?1 IS NULL OR kind = ?1"
                                                 " ORDER BY time_us DESC, rowid DESC", kind, NULL, error);
  int code;

  if (statement == NULL)
    return NULL;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (list, read_row (statement));
  if (code == SQLITE_DONE)
    return g_steal_pointer (&list);
  guard_store_fail (writing, _("listing what is remembered"), error);
  return NULL;
}

GPtrArray *
guard_remembered_list (GuardStore *store, const char *kind, gint64 now_us, GError **error)
{
  g_autoptr(GuardWriting) writing = guard_store_begin_writing (store, error);
  g_autoptr(GPtrArray) list = NULL;

  if (writing == NULL || !drop_expired (writing, now_us, error))
    return NULL;
  list = read_rows (writing, kind, error);
  return list != NULL && guard_store_commit (writing, error) ? g_steal_pointer (&list) : NULL;
}

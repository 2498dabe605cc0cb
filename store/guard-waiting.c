/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-waiting.h"

#include "guard-store-private.h"

#include "core/guard-text.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>

void
guard_waiting_free (GuardWaiting *self)
{
  if (self == NULL)
    return;
  g_free (self->protocol);
  g_free (self->account);
  g_free (self->sender);
  g_free (self->who);
  g_free (self->kind);
  g_free (self->content);
  g_free (self);
}

static void
bind_text (GuardStatement *statement, int column, const char *text)
{
  char *valid = text != NULL ? guard_text_make_valid (text) : NULL;

  if (valid != NULL)
    sqlite3_bind_text (statement, column, valid, -1, g_free);
}

static gboolean
write_row (GuardWriting *writing, GuardStatement *statement, const GuardWaiting *row, GError **error)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  sqlite3_bind_int64 (statement, 1, (gint64) row->id);
  sqlite3_bind_int64 (statement, 2, row->time_us);
  bind_text (statement, 3, row->protocol);
  bind_text (statement, 4, row->account);
  bind_text (statement, 5, row->sender);
  bind_text (statement, 6, row->who);
  bind_text (statement, 7, row->kind);
  sqlite3_bind_int64 (statement, 8, row->flags);
  sqlite3_bind_int64 (statement, 9, row->said_us);
  bind_text (statement, 10, row->content);
  return sqlite3_step (statement) == SQLITE_DONE || guard_store_fail (writing, _("keeping what strangers sent"), error);
}

static gboolean
write_rows (GuardWriting *writing, GPtrArray *rows, GError **error)
{
  g_autoptr(GuardStatement) statement = guard_store_prepare (writing,
                                                             "INSERT OR REPLACE INTO waiting (id, time_us, protocol, account, sender, who, kind, flags, said_us, content)"
                                                             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", error);

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!write_row (writing, statement, g_ptr_array_index (rows, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
remove_rows (GuardWriting *writing, GArray *gone, GError **error)
{
  g_autoptr(GuardStatement) statement = guard_store_prepare (writing, "DELETE FROM waiting WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < gone->len; i++)
    {
      sqlite3_reset (statement);
      sqlite3_bind_int64 (statement, 1, (gint64) g_array_index (gone, guint64, i));
      if (sqlite3_step (statement) != SQLITE_DONE)
        return guard_store_fail (writing, _("removing what strangers sent"), error);
    }
  return TRUE;
}

gboolean
guard_waiting_write (GuardStore *store, GPtrArray *rows, GArray *gone, GError **error)
{
  g_autoptr(GuardWriting) writing = guard_store_begin_writing (store, error);

  return writing != NULL && write_rows (writing, rows, error) && remove_rows (writing, gone, error) && guard_store_commit (writing, error);
}

static char *
dup_column (GuardStatement *row, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (row, column));
}

static GuardWaiting *
read_row (GuardStatement *row)
{
  GuardWaiting *self = g_new0 (GuardWaiting, 1);

  self->id = (guint64) sqlite3_column_int64 (row, 0);
  self->time_us = sqlite3_column_int64 (row, 1);
  self->protocol = dup_column (row, 2);
  self->account = dup_column (row, 3);
  self->sender = dup_column (row, 4);
  self->who = dup_column (row, 5);
  self->kind = dup_column (row, 6);
  self->flags = (guint) sqlite3_column_int64 (row, 7);
  self->said_us = sqlite3_column_int64 (row, 8);
  self->content = dup_column (row, 9);
  return self;
}

GPtrArray *
guard_waiting_list (GuardStore *store, GError **error)
{
  g_autoptr(GuardWriting) writing = guard_store_begin_writing (store, error);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_waiting_free);
  g_autoptr(GuardStatement) statement = NULL;
  int code;

  if (writing == NULL)
    return NULL;
  statement = guard_store_prepare (writing,
                                   "SELECT id, time_us, protocol, account, sender, who, kind, flags, said_us, content FROM waiting"
                                   " ORDER BY time_us, id LIMIT ?1", error);
  if (statement == NULL)
    return NULL;
  sqlite3_bind_int (statement, 1, GUARD_WAITING_MAX_ROWS);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (list, read_row (statement));
  if (code == SQLITE_DONE)
    return g_steal_pointer (&list);
  guard_store_fail (writing, _("reading what strangers sent"), error);
  return NULL;
}

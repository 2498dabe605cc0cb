/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-acquaintance.h"

#include "guard-store-private.h"

#include "core/guard-error.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <string.h>

/* A row a person; a deed is a column with the time of its first time, 0 where it was never done. */

#define COLUMNS "protocol, account, address, trust, trust_us, listed_us, added_us, authorised_us, let_in_us, wrote_us, heard_us"
#define FIRST_DEED_COLUMN 5
/* Of two times the earlier one that is one. */
#define FIRST_TIME(column) column " = CASE WHEN " column " = 0 THEN excluded." column " WHEN excluded." column " = 0 THEN " column \
                           " ELSE min (" column ", excluded." column ") END"

static const char * const trusts[] = {
  [GUARD_TRUST_UNSAID] = "unsaid",
  [GUARD_TRUST_TRUSTED] = "trusted",
  [GUARD_TRUST_DISTRUSTED] = "distrusted",
  [GUARD_TRUST_IGNORED] = "ignored",
};

static const char * const deeds[] = {
  [GUARD_DEED_LISTED] = "listed",
  [GUARD_DEED_ADDED] = "added",
  [GUARD_DEED_AUTHORISED] = "authorised",
  [GUARD_DEED_LET_IN] = "let-in",
  [GUARD_DEED_WROTE] = "wrote",
  [GUARD_DEED_HEARD] = "heard",
};
G_STATIC_ASSERT (G_N_ELEMENTS (deeds) == GUARD_N_DEEDS);

const char *
guard_trust_to_string (GuardTrust trust)
{
  return trusts[(gsize) trust < G_N_ELEMENTS (trusts) ? trust : GUARD_TRUST_UNSAID];
}

const char *
guard_deed_to_string (GuardDeed deed)
{
  return deeds[(gsize) deed < G_N_ELEMENTS (deeds) ? deed : GUARD_DEED_LISTED];
}

GuardAcquaintance *
guard_acquaintance_new (const char *protocol, const char *account, const char *address)
{
  GuardAcquaintance *self = g_new0 (GuardAcquaintance, 1);

  self->protocol = g_strdup (protocol);
  self->account = g_strdup (account);
  self->address = g_strdup (address);
  return self;
}

GuardAcquaintance *
guard_acquaintance_copy (const GuardAcquaintance *self)
{
  GuardAcquaintance *copy = guard_acquaintance_new (self->protocol, self->account, self->address);

  copy->trust = self->trust;
  copy->trust_us = self->trust_us;
  memcpy (copy->deeds_us, self->deeds_us, sizeof copy->deeds_us);
  return copy;
}

void
guard_acquaintance_free (GuardAcquaintance *self)
{
  if (self == NULL)
    return;

  g_free (self->protocol);
  g_free (self->account);
  g_free (self->address);
  g_free (self);
}

static GuardStatement *
prepare (GuardWriting *writing, const char *sql, const char *protocol, const char *account, const char *address, GError **error)
{
  g_autoptr(GuardStatement) statement = guard_store_prepare (writing, sql, error);

  if (statement == NULL)
    return NULL;
  sqlite3_bind_text (statement, 1, protocol, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 2, account, -1, SQLITE_TRANSIENT);
  if (sqlite3_bind_parameter_count (statement) > 2)
    sqlite3_bind_text (statement, 3, address, -1, SQLITE_TRANSIENT);
  return g_steal_pointer (&statement);
}

static gboolean
finish (GuardWriting *writing, GuardStatement *statement, const char *doing, GError **error)
{
  return sqlite3_step (statement) == SQLITE_DONE || guard_store_fail (writing, doing, error);
}

static gboolean
check_word (const char *word, GError **error)
{
  const gsize n_bytes = strlen (word);

  if (n_bytes > GUARD_ACQUAINTANCE_MAX_BYTES)
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_TOO_BIG, _("an address of %zu bytes, at most %d are kept"), n_bytes, GUARD_ACQUAINTANCE_MAX_BYTES);
  else if (n_bytes == 0 || !g_utf8_validate (word, -1, NULL))
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("an address that is not readable text"));
  else
    return TRUE;
  return FALSE;
}

static gboolean
write_row (GuardWriting *writing, const GuardAcquaintance *self, GError **error)
{
  g_autoptr(GuardStatement) statement =
    prepare (writing,
             "INSERT INTO acquaintances (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
             " ON CONFLICT (protocol, account, address) DO UPDATE SET"
             " trust = CASE WHEN excluded.trust_us > trust_us THEN excluded.trust ELSE trust END, trust_us = max (trust_us, excluded.trust_us), "
             FIRST_TIME ("listed_us") ", " FIRST_TIME ("added_us") ", " FIRST_TIME ("authorised_us") ", " FIRST_TIME ("let_in_us") ", "
             FIRST_TIME ("wrote_us") ", " FIRST_TIME ("heard_us"),
             self->protocol, self->account, self->address, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 4, (int) self->trust);
  sqlite3_bind_int64 (statement, 5, self->trust_us);
  for (int i = 0; i < GUARD_N_DEEDS; i++)
    sqlite3_bind_int64 (statement, FIRST_DEED_COLUMN + 1 + i, self->deeds_us[i]);
  return finish (writing, statement, _("remembering a person"), error);
}

gboolean
guard_acquaintance_put (GuardStore *store, const GuardAcquaintance *self, GError **error)
{
  g_autoptr(GuardWriting) writing = NULL;

  if (!check_word (self->protocol, error) || !check_word (self->account, error) || !check_word (self->address, error))
    return FALSE;

  writing = guard_store_begin_writing (store, error);
  return writing != NULL && write_row (writing, self, error) && guard_store_commit (writing, error);
}

#define WHOM " WHERE (?1 IS NULL OR protocol = ?1) AND (?2 IS NULL OR account = ?2) AND (?3 IS NULL OR address = ?3)"

gboolean
guard_acquaintance_forget (GuardStore *store, const char *protocol, const char *account, const char *address, guint *n_forgotten, GError **error)
{
  g_autoptr(GuardWriting) writing = guard_store_begin_writing (store, error);
  g_autoptr(GuardStatement) statement = NULL;

  if (writing == NULL)
    return FALSE;
  statement = prepare (writing, "DELETE FROM acquaintances" WHOM, protocol, account, address, error);
  if (statement == NULL || !finish (writing, statement, _("forgetting a person"), error))
    return FALSE;
  if (n_forgotten != NULL)
    *n_forgotten = (guint) sqlite3_changes (sqlite3_db_handle (statement));
  return guard_store_commit (writing, error);
}

gboolean
guard_acquaintance_forget_deeds (GuardStore *store, const char *protocol, const char *account, const char *address, GError **error)
{
  g_autoptr(GuardWriting) writing = guard_store_begin_writing (store, error);
  g_autoptr(GuardStatement) statement = NULL;

  if (writing == NULL)
    return FALSE;
  statement = prepare (writing, "UPDATE acquaintances SET listed_us = 0, added_us = 0, authorised_us = 0, let_in_us = 0, wrote_us = 0, heard_us = 0" WHOM,
                       protocol, account, address, error);
  return statement != NULL && finish (writing, statement, _("forgetting a person"), error) && guard_store_commit (writing, error);
}

/* ---- reading ---- */

static GuardAcquaintance *
read_row (GuardStatement *row)
{
  GuardAcquaintance *self = guard_acquaintance_new ((const char *) sqlite3_column_text (row, 0), (const char *) sqlite3_column_text (row, 1),
                                                    (const char *) sqlite3_column_text (row, 2));
  const int trust = sqlite3_column_int (row, 3);

  /* A word of a newer version, or a damaged one, must not make anybody trusted. */
  self->trust = trust >= GUARD_TRUST_UNSAID && trust <= GUARD_TRUST_IGNORED ? (GuardTrust) trust : GUARD_TRUST_DISTRUSTED;
  self->trust_us = sqlite3_column_int64 (row, 4);
  for (int i = 0; i < GUARD_N_DEEDS; i++)
    self->deeds_us[i] = sqlite3_column_int64 (row, FIRST_DEED_COLUMN + i);
  return self;
}

/* Returns: (transfer container): %NULL with @error set */
static GPtrArray *
read_rows (GuardStore *store, const char *sql, gpointer (*read) (GuardStatement *row), GDestroyNotify free_row, GError **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (free_row);
  g_autoptr(GuardWriting) writing = guard_store_begin_writing (store, error);
  g_autoptr(GuardStatement) statement = writing != NULL ? guard_store_prepare (writing, sql, error) : NULL;
  int code;

  if (statement == NULL)
    return NULL;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (list, read (statement));
  if (code == SQLITE_DONE)
    return g_steal_pointer (&list);
  guard_store_fail (writing, _("listing people"), error);
  return NULL;
}

static gpointer
read_acquaintance (GuardStatement *row)
{
  return read_row (row);
}

GPtrArray *
guard_acquaintance_list (GuardStore *store, GError **error)
{
  return read_rows (store, "SELECT " COLUMNS " FROM acquaintances ORDER BY protocol, account, address", read_acquaintance,
                    (GDestroyNotify) guard_acquaintance_free, error);
}

static gpointer
read_account (GuardStatement *row)
{
  return g_strdup ((const char *) sqlite3_column_text (row, 0));
}

GPtrArray *
guard_acquaintance_list_accounts (GuardStore *store, GError **error)
{
  return read_rows (store, "SELECT protocol || ' ' || account FROM seen_accounts", read_account, g_free, error);
}

/* ---- the list of an account that is seen for the first time ---- */

static gboolean
note_account (GuardWriting *writing, const char *protocol, const char *account, gint64 now_us, gboolean *is_new, GError **error)
{
  g_autoptr(GuardStatement) statement = prepare (writing, "INSERT INTO seen_accounts (protocol, account, time_us) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                                                 protocol, account, NULL, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 3, now_us);
  if (!finish (writing, statement, _("remembering a list"), error))
    return FALSE;
  *is_new = sqlite3_changes (sqlite3_db_handle (statement)) == 1;
  return TRUE;
}

static gboolean
write_listed (GuardWriting *writing, const char *protocol, const char *account, const GPtrArray *listed, gint64 now_us, GError **error)
{
  for (guint i = 0; i < listed->len; i++)
    {
      g_autoptr(GuardAcquaintance) person = guard_acquaintance_new (protocol, account, g_ptr_array_index (listed, i));

      person->deeds_us[GUARD_DEED_LISTED] = now_us;
      if (check_word (person->address, NULL) && !write_row (writing, person, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
guard_acquaintance_note_list (GuardStore *store, const char *protocol, const char *account, const GPtrArray *listed, gint64 now_us, GError **error)
{
  g_autoptr(GuardWriting) writing = NULL;
  gboolean is_new = FALSE;

  if (!check_word (protocol, error) || !check_word (account, error))
    return FALSE;
  writing = guard_store_begin_writing (store, error);
  return writing != NULL && note_account (writing, protocol, account, now_us, &is_new, error) &&
         (!is_new || write_listed (writing, protocol, account, listed, now_us, error)) && guard_store_commit (writing, error);
}

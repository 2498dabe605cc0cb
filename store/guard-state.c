/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-state.h"

#include "guard-store-private.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <string.h>

/* The table client_state. A client's lease says whose a row is and whether it still holds. That a client has spoken of a section is a row of its own,
 * of the section without a name: an empty section is known to be empty, and differs from one that nobody has spoken of.
 *
 * What is read back may have been written by anybody who can write to the user's files: the text of the facts is bounded and parsed like any foreign
 * text. */

#define SPOKEN ""
#define KEY_MORE "n_more"
#define KEEP_DEAD_US G_TIME_SPAN_DAY /* for somebody who wants to know what happened */

/* ---- Rows ---- */

static void
free_state (gpointer data)
{
  GuardState *self = data;

  g_free (self->name);
  g_variant_unref (self->facts);
  g_free (self);
}

const char *
guard_state_get_fact (const GuardState *state, const char *key)
{
  const char *value = NULL;

  g_variant_lookup (state->facts, key, "&s", &value);
  return value;
}

void
guard_states_free (GuardStates *states)
{
  if (states == NULL)
    return;
  g_ptr_array_unref (states->rows);
  g_free (states);
}

/* Valid, bounded, cut between characters. */
static char *
dup_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  if (strlen (valid) > GUARD_STATE_MAX_TEXT_BYTES)
    *g_utf8_find_prev_char (valid, valid + GUARD_STATE_MAX_TEXT_BYTES + 1) = '\0';
  return g_steal_pointer (&valid);
}

static void
add_fact (GVariantBuilder *facts, const char *key, const char *value)
{
  g_autofree char *valid_key = dup_text (key);
  g_autofree char *valid_value = dup_text (value);

  g_variant_builder_add (facts, "{ss}", valid_key, valid_value);
}

void
guard_state_add_row (GVariantBuilder *rows, const char *name, ...)
{
  g_autofree char *valid_name = dup_text (name);
  GVariantBuilder facts;
  va_list arguments;
  const char *key;

  g_variant_builder_init (&facts, G_VARIANT_TYPE ("a{ss}"));
  va_start (arguments, name);
  while ((key = va_arg (arguments, const char *)) != NULL)
    {
      const char *value = va_arg (arguments, const char *);

      if (value != NULL)
        add_fact (&facts, key, value);
    }
  va_end (arguments);
  g_variant_builder_add (rows, "(sa{ss})", valid_name, &facts);
}

/* ---- Writing ---- */

static gboolean
finish (GuardWriting *writing, GuardStatement *statement, GError **error)
{
  return sqlite3_step (statement) == SQLITE_DONE || guard_store_fail (writing, _("writing what the client knows"), error);
}

static void
bind_text (GuardStatement *statement, int index, const char *text)
{
  sqlite3_bind_text (statement, index, text, -1, SQLITE_TRANSIENT);
}

/* @section: (nullable): all sections of this lease. */
static gboolean
drop (GuardWriting *writing, const char *lease, const char *section, GError **error)
{
  g_autoptr(GuardStatement) statement = guard_store_prepare (writing,
                                                             "DELETE FROM client_state WHERE lease = ?1"
                                                             " AND (?2 IS NULL OR section = ?2 OR (section = '' AND name = ?2))", error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, lease);
  bind_text (statement, 2, section);
  return finish (writing, statement, error);
}

static gboolean
insert (GuardWriting *writing, const char *section, const char *name, const char *facts, GError **error)
{
  g_autoptr(GuardStatement) statement = guard_store_prepare (writing,
                                                             "INSERT INTO client_state (section, name, facts, lease, time_us)"
                                                             " VALUES (?1, ?2, ?3, ?4, ?5)", error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, section);
  bind_text (statement, 2, name);
  bind_text (statement, 3, facts);
  bind_text (statement, 4, guard_store_get_lease (writing));
  sqlite3_bind_int64 (statement, 5, g_get_real_time ());
  return finish (writing, statement, error);
}

static char *
dup_facts_text (GVariant *facts)
{
  g_autoptr(GVariant) bounded = NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *key, *value;
  guint n = 0;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, facts);
  while (n++ < GUARD_STATE_MAX_FACTS && g_variant_iter_next (&iter, "{&s&s}", &key, &value))
    add_fact (&builder, key, value);
  bounded = g_variant_ref_sink (g_variant_builder_end (&builder));
  return g_variant_print (bounded, FALSE);
}

static gboolean
insert_spoken (GuardWriting *writing, const char *section, gsize n_more, GError **error)
{
  g_autofree char *facts = g_strdup_printf ("{'" KEY_MORE "': '%zu'}", n_more);

  return insert (writing, SPOKEN, section, facts, error);
}

static gboolean
insert_rows (GuardWriting *writing, const char *section, GVariant *rows, GError **error)
{
  const gsize n_rows = g_variant_n_children (rows);
  gsize n_bytes = 0, n_written = 0;

  for (gsize i = 0; i < n_rows && n_written < GUARD_STATE_MAX_ROWS; i++)
    {
      g_autoptr(GVariant) facts = NULL;
      g_autofree char *text = NULL;
      g_autofree char *name = NULL;
      const char *spoken;

      g_variant_get_child (rows, i, "(&s@a{ss})", &spoken, &facts);
      name = dup_text (spoken);
      text = dup_facts_text (facts);
      if (strlen (text) > GUARD_STATE_MAX_ROW_BYTES || n_bytes + strlen (text) > GUARD_STATE_MAX_BYTES)
        continue;
      if (!insert (writing, section, name, text, error))
        return FALSE;
      n_bytes += strlen (text);
      n_written++;
    }
  return insert_spoken (writing, section, n_rows - n_written, error);
}

/* ---- The dead ---- */

static GPtrArray *
list_old_leases (GuardWriting *writing, GError **error)
{
  g_autoptr(GPtrArray) leases = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GuardStatement) statement = guard_store_prepare (writing,
                                                             "SELECT lease FROM client_state GROUP BY lease"
                                                             " HAVING max (time_us) NOT BETWEEN ?1 - ?2 AND ?1", error);
  int code;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, g_get_real_time ());
  sqlite3_bind_int64 (statement, 2, KEEP_DEAD_US);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (leases, g_strdup ((const char *) sqlite3_column_text (statement, 0)));
  if (code == SQLITE_DONE)
    return g_steal_pointer (&leases);
  guard_store_fail (writing, _("reading what the clients know"), error);
  return NULL;
}

/* A time to come is the clock's mistake, and just as old. */
static gboolean
sweep (GuardWriting *writing, GError **error)
{
  g_autoptr(GPtrArray) leases = list_old_leases (writing, error);

  if (leases == NULL)
    return FALSE;
  for (guint i = 0; i < leases->len; i++)
    if (!guard_store_lease_is_alive (writing, leases->pdata[i]) && !drop (writing, leases->pdata[i], NULL, error))
      return FALSE;
  return TRUE;
}

gboolean
guard_state_put (GuardStore *store, const char *section, GVariant *rows, GError **error)
{
  g_autoptr(GuardWriting) writing = guard_store_begin_writing (store, error);

  return writing != NULL && sweep (writing, error) && drop (writing, guard_store_get_lease (store), section, error) &&
         insert_rows (writing, section, rows, error) && guard_store_commit (writing, error);
}

gboolean
guard_state_withdraw (GuardStore *store, GError **error)
{
  g_autoptr(GuardWriting) writing = guard_store_begin_writing (store, error);

  return writing != NULL && drop (writing, guard_store_get_lease (store), NULL, error) && guard_store_commit (writing, error);
}

/* ---- Reading ---- */

static GVariant *
parse_facts (const char *text)
{
  const gboolean is_text = text != NULL && strlen (text) <= GUARD_STATE_MAX_ROW_BYTES && g_utf8_validate (text, -1, NULL);
  GVariant *facts = is_text ? g_variant_parse (G_VARIANT_TYPE ("a{ss}"), text, NULL, NULL, NULL) : NULL;

  if (facts != NULL && g_variant_n_children (facts) > GUARD_STATE_MAX_FACTS)
    g_clear_pointer (&facts, g_variant_unref);
  return facts;
}

/* Each lease is a file to look at; asked once. */
static gboolean
is_alive (GuardWriting *writing, GHashTable *known, const char *lease)
{
  gpointer alive;

  if (!g_hash_table_lookup_extended (known, lease, NULL, &alive))
    {
      alive = GINT_TO_POINTER (guard_store_lease_is_alive (writing, lease));
      g_hash_table_insert (known, g_strdup (lease), alive);
    }
  return GPOINTER_TO_INT (alive);
}

static void
note_spoken (GuardStates *states, GVariant *facts)
{
  const char *n_more;

  states->n_clients++;
  if (facts != NULL && g_variant_lookup (facts, KEY_MORE, "&s", &n_more))
    states->n_more += g_ascii_strtoull (n_more, NULL, 10);
}

static void
read_row (GuardStates *states, GuardStatement *row, gboolean alive)
{
  const char *name = (const char *) sqlite3_column_text (row, 1);
  g_autoptr(GVariant) facts = parse_facts ((const char *) sqlite3_column_text (row, 2));
  GuardState *state;

  if (*(const char *) sqlite3_column_text (row, 0) == '\0')
    {
      if (alive)
        note_spoken (states, facts);
      return;
    }
  if (facts == NULL || !g_utf8_validate (name, -1, NULL))
    {
      states->n_more += alive;
      return;
    }
  state = g_new0 (GuardState, 1);
  state->name = g_strdup (name);
  state->facts = g_steal_pointer (&facts);
  state->time_us = sqlite3_column_int64 (row, 4);
  state->is_alive = alive;
  g_ptr_array_add (states->rows, state);
}

static GuardStatement *
prepare_list (GuardWriting *writing, const char *section, GError **error)
{
  GuardStatement *statement = guard_store_prepare (writing,
                                                   "SELECT section, name, facts, lease, time_us FROM client_state"
                                                   " WHERE section = ?1 OR (section = '' AND name = ?1) ORDER BY name, time_us, rowid", error);

  if (statement != NULL)
    bind_text (statement, 1, section);
  return statement;
}

GuardStates *
guard_state_list (GuardStore *store, const char *section, GError **error)
{
  g_autoptr(GuardStates) states = g_new0 (GuardStates, 1);
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GuardWriting) writing = NULL;
  g_autoptr(GuardStatement) statement = NULL;
  int code;

  states->rows = g_ptr_array_new_with_free_func (free_state);
  writing = guard_store_begin_writing (store, error);
  statement = writing != NULL ? prepare_list (writing, section, error) : NULL;
  if (statement == NULL)
    return NULL;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    read_row (states, statement, is_alive (writing, known, (const char *) sqlite3_column_text (statement, 3)));
  if (code == SQLITE_DONE)
    return g_steal_pointer (&states);
  guard_store_fail (writing, _("reading what the clients know"), error);
  return NULL;
}

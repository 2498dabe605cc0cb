/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"
#include "hostile.h"

#include "core/guard-error.h"
#include "store/guard-state.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECTION GUARD_STATE_SERVICES

static GVariant *
make_rows (guint n, const char *beginning, const char *value)
{
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(sa{ss})"));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%03u", beginning, i);

      guard_state_add_row (&rows, name, "state", value, "left-out", NULL, NULL);
    }
  return g_variant_builder_end (&rows);
}

static void
put (GuardStore *store, const char *section, GVariant *rows)
{
  g_autoptr(GVariant) own = g_variant_ref_sink (rows);
  g_autoptr(GError) error = NULL;

  g_assert_true (guard_state_put (store, section, own, &error));
  g_assert_no_error (error);
}

static GuardStates *
list (Fixture *fixture, const char *section)
{
  g_autoptr(GError) error = NULL;
  GuardStates *states = guard_state_list (fixture->store, section, &error);

  g_assert_no_error (error);
  return states;
}

/* "a000=closed b000=open!": an exclamation mark for each whose client is dead. */
static void
assert_rows (Fixture *fixture, const char *section, guint n_clients, const char *expected)
{
  g_autoptr(GuardStates) states = list (fixture, section);
  g_autoptr(GString) rows = g_string_new (NULL);

  for (guint i = 0; i < states->rows->len; i++)
    {
      const GuardState *state = states->rows->pdata[i];

      g_string_append_printf (rows, "%s%s=%s%s", i > 0 ? " " : "", state->name, guard_state_get_fact (state, "state"), state->is_alive ? "" : "!");
    }
  g_assert_cmpstr (rows->str, ==, expected);
  g_assert_cmpuint (states->n_clients, ==, n_clients);
}

static void
run_sql (Fixture *fixture, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->home, "guard.db", NULL);
  sqlite3 *database = NULL;
  char *words = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  sqlite3_exec (database, sql, NULL, NULL, &words);
  g_assert_cmpstr (words, ==, NULL);
  sqlite3_close (database);
}

static void
test_put (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GuardStates) states = NULL;
  const GuardState *state;

  assert_rows (fixture, SECTION, 0, "");
  put (fixture->store, SECTION, make_rows (2, "a", "open"));
  put (fixture->store, GUARD_STATE_INBOX, make_rows (1, "b", "waits"));
  assert_rows (fixture, SECTION, 1, "a000=open a001=open");
  put (fixture->store, SECTION, make_rows (1, "c", "closed"));
  assert_rows (fixture, SECTION, 1, "c000=closed");
  assert_rows (fixture, GUARD_STATE_INBOX, 1, "b000=waits");

  states = list (fixture, SECTION);
  state = states->rows->pdata[0];
  g_assert_cmpint (ABS (g_get_real_time () - state->time_us), <, G_TIME_SPAN_MINUTE);
  g_assert_null (guard_state_get_fact (state, "left-out"));
  g_assert_null (guard_state_get_fact (state, "nothing"));

  /* Nothing there is something known; of what nobody has spoken nothing is. */
  put (fixture->store, SECTION, make_rows (0, "", ""));
  assert_rows (fixture, SECTION, 1, "");
  assert_rows (fixture, GUARD_STATE_CONNECTIONS, 0, "");
  g_assert_true (guard_state_withdraw (fixture->store, NULL));
  assert_rows (fixture, SECTION, 0, "");
  assert_rows (fixture, GUARD_STATE_INBOX, 0, "");
}

/* The same stranger writes to two accounts. */
static void
test_same_name (Fixture *fixture, gconstpointer data)
{
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(sa{ss})"));
  guard_state_add_row (&rows, "mallory", "state", "one", NULL);
  guard_state_add_row (&rows, "mallory", "state", "other", NULL);
  put (fixture->store, SECTION, g_variant_builder_end (&rows));
  assert_rows (fixture, SECTION, 1, "mallory=one mallory=other");
}

/* ---- Several clients ---- */

/* Another process that has written one row; it lives until its pipe is closed. */
static pid_t
start_client (Fixture *fixture, const char *name, const char *value, int *life)
{
  int ready[2], alive[2];
  char byte = 0;
  pid_t child;

  g_assert_cmpint (pipe (ready), ==, 0);
  g_assert_cmpint (pipe (alive), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      g_autoptr(GuardStore) store = guard_store_open (fixture->home, NULL);

      close (alive[1]);
      put (store, SECTION, make_rows (1, name, value));
      if (write (ready[1], "r", 1) == 1 && read (alive[0], &byte, 1) >= 0)
        _exit (0);
      _exit (1);
    }
  close (ready[1]);
  close (alive[0]);
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  *life = alive[1];
  return child;
}

static void
end_client (pid_t child, int life)
{
  int status;

  close (life);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
}

static void
test_clients (Fixture *fixture, gconstpointer data)
{
  int life, other_life;
  pid_t child, other;

  g_clear_pointer (&fixture->store, guard_store_close);
  child = start_client (fixture, "a", "open", &life);
  other = start_client (fixture, "b", "closed", &other_life);
  open_store (fixture);
  assert_rows (fixture, SECTION, 2, "a000=open b000=closed");

  /* What this one says and takes back leaves theirs alone. */
  put (fixture->store, SECTION, make_rows (1, "a", "closed"));
  assert_rows (fixture, SECTION, 3, "a000=open a000=closed b000=closed");
  g_assert_true (guard_state_withdraw (fixture->store, NULL));
  assert_rows (fixture, SECTION, 2, "a000=open b000=closed");

  /* It dies without a word. The lines of the dead are kept apart, and gone after a day; those of the living stay, however old. */
  end_client (other, other_life);
  assert_rows (fixture, SECTION, 1, "a000=open b000=closed!");
  run_sql (fixture, "UPDATE client_state SET time_us = time_us - 23 * 3600000000");
  put (fixture->store, GUARD_STATE_INBOX, make_rows (0, "", ""));
  assert_rows (fixture, SECTION, 1, "a000=open b000=closed!");
  run_sql (fixture, "UPDATE client_state SET time_us = time_us - 3600000001");
  assert_rows (fixture, SECTION, 1, "a000=open b000=closed!");
  put (fixture->store, GUARD_STATE_INBOX, make_rows (0, "", ""));
  assert_rows (fixture, SECTION, 1, "a000=open");
  end_client (child, life);
  assert_rows (fixture, SECTION, 0, "a000=open!");

  /* The clock was put back: nobody knows how old it is. */
  run_sql (fixture, "UPDATE client_state SET time_us = time_us + 48 * 3600000000");
  put (fixture->store, GUARD_STATE_INBOX, make_rows (0, "", ""));
  assert_rows (fixture, SECTION, 0, "");
}

/* ---- Bounds, and what others put there ---- */

static void
test_bounds (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (GUARD_STATE_MAX_TEXT_BYTES + 1000, 'x');
  g_autofree char *wide = g_strconcat (long_text + 1001, "\u4e2d", NULL);
  g_autoptr(GuardStates) many = NULL;
  g_autoptr(GuardStates) large = NULL;
  g_autoptr(GuardStates) cut = NULL;
  gsize n_bytes = 0;

  put (fixture->store, SECTION, make_rows (GUARD_STATE_MAX_ROWS + 7, "a", "open"));
  many = list (fixture, SECTION);
  g_assert_cmpuint (many->rows->len, ==, GUARD_STATE_MAX_ROWS);
  g_assert_cmpuint (many->n_more, ==, 7);

  put (fixture->store, SECTION, make_rows (500, "a", long_text));
  large = list (fixture, SECTION);
  for (guint i = 0; i < large->rows->len; i++)
    n_bytes += strlen (guard_state_get_fact (large->rows->pdata[i], "state"));
  g_assert_cmpuint (n_bytes, <=, GUARD_STATE_MAX_BYTES);
  g_assert_cmpuint (n_bytes, >, GUARD_STATE_MAX_BYTES / 2);
  g_assert_cmpuint (large->rows->len + large->n_more, ==, 500);

  put (fixture->store, SECTION, make_rows (1, "a", wide));
  cut = list (fixture, SECTION);
  g_assert_cmpuint (strlen (guard_state_get_fact (cut->rows->pdata[0], "state")), ==, GUARD_STATE_MAX_TEXT_BYTES - 1);
}

static void
test_many_facts (Fixture *fixture, gconstpointer data)
{
  GVariantBuilder rows, facts;
  g_autoptr(GuardStates) states = NULL;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(sa{ss})"));
  g_variant_builder_init (&facts, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; i < 10 * GUARD_STATE_MAX_FACTS; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);

      g_variant_builder_add (&facts, "{ss}", key, "x");
    }
  g_variant_builder_add (&rows, "(sa{ss})", "a", &facts);
  put (fixture->store, SECTION, g_variant_builder_end (&rows));
  states = list (fixture, SECTION);
  g_assert_cmpuint (g_variant_n_children (((GuardState *) states->rows->pdata[0])->facts), ==, GUARD_STATE_MAX_FACTS);
}

static void
test_hostile_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) names = read_hostile_names ();

  for (guint i = 0; i < names->len; i++)
    {
      const HostileName *name = names->pdata[i];
      g_autofree char *whole = g_utf8_make_valid (name->bytes, -1);
      g_autofree char *valid = g_strndup (whole, GUARD_STATE_MAX_TEXT_BYTES); /* the long ones are ASCII */
      g_autoptr(GuardStates) states = NULL;
      GVariantBuilder rows;

      g_test_message ("%s", name->title);
      g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(sa{ss})"));
      guard_state_add_row (&rows, name->bytes, name->bytes, name->bytes, NULL);
      put (fixture->store, SECTION, g_variant_builder_end (&rows));
      states = list (fixture, SECTION);
      g_assert_cmpuint (states->rows->len, ==, 1);
      g_assert_cmpstr (((GuardState *) states->rows->pdata[0])->name, ==, valid);
      g_assert_cmpstr (guard_state_get_fact (states->rows->pdata[0], valid), ==, valid);
    }
}

/* Facts that are none: counted, never believed, and never the end of the program. */
static void
test_garbage (Fixture *fixture, gconstpointer data)
{
  static const char * const garbage[] = {
    "''", "'{'", "'}'", "'{''state'': 5}'", "'{''state'': ''open''} x'", "'@a{sv} {''a'': <1>}'", "'@i 5'", "'[1, 2'", "'<<<<'", "'\\u0000'", "x'ff00ff'", "x'7b27ff273a2778277d'",
    "'%s %n'", "5", "1.5", "printf ('%.*c', 500000, '[')", "printf ('%.*c', 500000, '<')", "printf ('{''a'': ''%.*c''', 500000, 'x')",
  };
  g_autoptr(GuardStates) states = NULL;

  put (fixture->store, SECTION, make_rows (1, "good", "open"));
  for (gsize i = 0; i < G_N_ELEMENTS (garbage); i++)
    {
      g_autofree char *sql = g_strdup_printf ("INSERT INTO client_state (section, name, facts, lease, time_us) SELECT '" SECTION "', 'bad%zu', %s, lease, time_us"
                                              " FROM client_state WHERE name = 'good000'", i, garbage[i]);

      run_sql (fixture, sql);
    }
  run_sql (fixture, "INSERT INTO client_state VALUES ('" SECTION "', x'ff', '{}', '../../etc/passwd', -1), ('', '" SECTION "', 'x', '', 'x'),"
           " ('" SECTION "', '', '{''state'': ''y''}', '0-00000000', 0)");
  states = list (fixture, SECTION);
  g_assert_cmpuint (states->n_clients, ==, 1);
  g_assert_cmpuint (states->n_more, ==, G_N_ELEMENTS (garbage));
  assert_rows (fixture, SECTION, 1, "=y! good000=open");
}

/* Another program writes: an error, never an empty list; a failure in the middle changes nothing. */
static void
test_errors (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GVariant) rows = g_variant_ref_sink (make_rows (2, "b", "closed"));
  g_autofree char *path = g_build_filename (fixture->home, "guard.db", NULL);
  g_autoptr(GError) error = NULL;
  sqlite3 *database = NULL;

  put (fixture->store, SECTION, make_rows (1, "a", "open"));
  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_null (guard_state_list (fixture->store, SECTION, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_assert_cmpint (sqlite3_exec (database, "ROLLBACK; CREATE TRIGGER no BEFORE INSERT ON client_state WHEN new.name = 'b001'"
                                 " BEGIN SELECT RAISE (ABORT, 'no'); END", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_false (guard_state_put (fixture->store, SECTION, rows, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE);
  sqlite3_close (database);
  assert_rows (fixture, SECTION, 1, "a000=open");
}

#define ADD(path, function) g_test_add ("/store/state/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("put", test_put);
  ADD ("same-name", test_same_name);
  ADD ("clients", test_clients);
  ADD ("bounds", test_bounds);
  ADD ("many-facts", test_many_facts);
  ADD ("hostile-names", test_hostile_names);
  ADD ("garbage", test_garbage);
  ADD ("errors", test_errors);
  return g_test_run ();
}

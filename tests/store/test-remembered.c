/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"
#include "hostile.h"

#include "core/guard-error.h"
#include "store/guard-remembered.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOST GUARD_REMEMBERED_LINK_HOST
#define DAY G_TIME_SPAN_DAY
#define NOW (20000 * DAY)

static void
put (Fixture *fixture, const char *kind, const char *key, gint64 now_us, gint64 life_us)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (guard_remembered_put (fixture->store, kind, key, now_us, now_us + life_us, &error));
  g_assert_no_error (error);
}

/* The keys, parted by blanks. */
static char *
list (Fixture *fixture, const char *kind, gint64 now_us)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = guard_remembered_list (fixture->store, kind, now_us, &error);
  g_autoptr(GString) keys = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (keys, "%s%s", i > 0 ? " " : "", ((GuardRemembered *) rows->pdata[i])->key);
  return g_string_free (g_steal_pointer (&keys), FALSE);
}

static void
assert_list (Fixture *fixture, const char *kind, gint64 now_us, const char *expected)
{
  g_autofree char *keys = list (fixture, kind, now_us);

  g_assert_cmpstr (keys, ==, expected);
}

static char *
get_database (Fixture *fixture)
{
  return g_build_filename (fixture->home, "guard.db", NULL);
}

static int
read_number (Fixture *fixture, const char *sql)
{
  g_autofree char *path = get_database (fixture);
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;
  int number;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (database);
  return number;
}

static int
count_rows (Fixture *fixture)
{
  return read_number (fixture, "SELECT count(*) FROM remembered");
}

/* ---- Round trips ---- */

static void
test_put (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  GuardRemembered *row;

  assert_list (fixture, NULL, NOW, "");
  put (fixture, HOST, "b.example", NOW, 30 * DAY);
  put (fixture, HOST, "a.example", NOW + 1, 30 * DAY);
  put (fixture, "another", "a.example", NOW + 2, DAY);
  assert_list (fixture, HOST, NOW + 2, "a.example b.example");
  assert_list (fixture, "another", NOW + 2, "a.example");
  assert_list (fixture, "link", NOW + 2, "");
  assert_list (fixture, "link-host' OR '1'='1", NOW + 2, "");
  assert_list (fixture, NULL, NOW + 2, "a.example a.example b.example");

  /* Said again: one memory, of now. Another program reads it. */
  put (fixture, HOST, "b.example", NOW + 3, 60 * DAY);
  guard_store_close (fixture->store);
  open_store (fixture);
  rows = guard_remembered_list (fixture->store, HOST, NOW + 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  row = rows->pdata[0];
  g_assert_cmpstr (row->kind, ==, HOST);
  g_assert_cmpstr (row->key, ==, "b.example");
  g_assert_cmpint (row->time_us, ==, NOW + 3);
  g_assert_cmpint (row->until_us, ==, NOW + 3 + 60 * DAY);
}

static void
test_forget (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *kind, *key; guint n; const char *left; } cases[] = {
    { HOST, "c", 0, "d b a b a" }, { "other", "a", 0, "d b a b a" }, { HOST, "A", 0, "d b a b a" }, { HOST, "%", 0, "d b a b a" },
    { HOST, "a", 1, "d b a b" },   { HOST, "a", 0, "d b a b" },      { NULL, "b", 2, "d a" },       { "another", NULL, 2, "" },
    { NULL, NULL, 0, "" },
  };

  put (fixture, HOST, "a", NOW, DAY);
  put (fixture, HOST, "b", NOW + 1, DAY);
  put (fixture, "another", "a", NOW + 2, DAY);
  put (fixture, "another", "b", NOW + 3, DAY);
  put (fixture, "another", "d", NOW + 4, DAY);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      guint n = G_MAXUINT;

      g_assert_true (guard_remembered_forget (fixture->store, cases[i].kind, cases[i].key, &n, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (n, ==, cases[i].n);
      assert_list (fixture, NULL, NOW + 4, cases[i].left);
    }
  put (fixture, HOST, "a", NOW, DAY);
  g_assert_true (guard_remembered_forget (fixture->store, NULL, NULL, NULL, NULL));
  g_assert_cmpint (count_rows (fixture), ==, 0);
}

/* ---- Time ---- */

/* One memory, said at NOW for a day, and a clock that goes where it likes. */
static void
test_clock (Fixture *fixture, gconstpointer data)
{
  static const struct { gint64 now_us; gboolean holds; } cases[] = {
    { NOW, TRUE }, { NOW + DAY - 1, TRUE }, { NOW + DAY, FALSE }, { NOW + 400 * DAY, FALSE }, { G_MAXINT64, FALSE },
    /* Another program that looked at its clock and then waited. */
    { NOW - 2 * G_TIME_SPAN_SECOND, TRUE },
    { NOW - G_TIME_SPAN_HOUR, FALSE }, { NOW - DAY, FALSE }, { 0, FALSE }, { -1, FALSE }, { G_MININT64, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      put (fixture, HOST, "a", NOW, DAY);
      assert_list (fixture, HOST, cases[i].now_us, cases[i].holds ? "a" : "");
      /* What has expired is gone: a clock that comes back does not bring it back. */
      assert_list (fixture, HOST, NOW, cases[i].holds ? "a" : "");
      g_assert_cmpint (count_rows (fixture), ==, cases[i].holds);
      g_assert_true (guard_remembered_forget (fixture->store, NULL, NULL, NULL, NULL));
    }
}

static void
test_expired_at_put (Fixture *fixture, gconstpointer data)
{
  put (fixture, HOST, "short", NOW, DAY);
  put (fixture, HOST, "future", NOW + 10 * DAY, DAY);
  g_assert_cmpint (count_rows (fixture), ==, 1);
  put (fixture, HOST, "present", NOW, DAY);
  assert_list (fixture, NULL, NOW, "present");
  g_assert_cmpint (count_rows (fixture), ==, 1);
}

/* ---- Bounds ---- */

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (255, 'a');
  g_autofree char *too_long = g_strnfill (256, 'a');
  const struct { const char *kind, *key; gint64 now_us, until_us; int code; } cases[] = {
    { HOST, longest, NOW, NOW + DAY, -1 },
    { HOST, "b\xc3\xbc" "cher.example", NOW, NOW + 366 * DAY, -1 },
    { HOST, "a", NOW, NOW + 1, -1 },
    { HOST, "a", 0, DAY, -1 },
    { HOST, too_long, NOW, NOW + DAY, GUARD_ERROR_TOO_BIG },
    { too_long, "a", NOW, NOW + DAY, GUARD_ERROR_TOO_BIG },
    { HOST, "", NOW, NOW + DAY, GUARD_ERROR_MALFORMED },
    { "", "a", NOW, NOW + DAY, GUARD_ERROR_MALFORMED },
    { HOST, "b\xfc" "cher", NOW, NOW + DAY, GUARD_ERROR_MALFORMED },
    { HOST, "a\xc3", NOW, NOW + DAY, GUARD_ERROR_MALFORMED },
    { HOST, "a", NOW, NOW, GUARD_ERROR_MALFORMED },
    { HOST, "a", NOW, NOW - 1, GUARD_ERROR_MALFORMED },
    { HOST, "a", NOW, NOW + 366 * DAY + 1, GUARD_ERROR_MALFORMED },
    { HOST, "a", NOW, G_MAXINT64, GUARD_ERROR_MALFORMED },
    { HOST, "a", -1, DAY, GUARD_ERROR_MALFORMED },
    { HOST, "a", G_MININT64, G_MAXINT64, GUARD_ERROR_MALFORMED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      gboolean done = guard_remembered_put (fixture->store, cases[i].kind, cases[i].key, cases[i].now_us, cases[i].until_us, &error);

      g_assert_cmpint (done, ==, cases[i].code < 0);
      if (!done)
        g_assert_error (error, GUARD_ERROR, cases[i].code);
      g_assert_cmpint (count_rows (fixture), ==, done);
      g_assert_true (guard_remembered_forget (fixture->store, NULL, NULL, NULL, NULL));
    }
}

static void
test_flood (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GPtrArray) certificates = NULL;

  /* Certificates of servers are not crowded out, and crowd nothing out. */
  put (fixture, GUARD_REMEMBERED_SERVER_CERTIFICATE, "old", NOW - 1, DAY);
  for (guint i = 0; i < 1010; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u.example", i);

      put (fixture, i % 2 == 0 ? HOST : "another", key, NOW + i, DAY);
    }
  put (fixture, GUARD_REMEMBERED_SERVER_CERTIFICATE, "new", NOW + 1009, DAY);
  certificates = guard_remembered_list (fixture->store, GUARD_REMEMBERED_SERVER_CERTIFICATE, NOW + 1009, NULL);
  g_assert_cmpuint (certificates->len, ==, 2);
  g_assert_cmpint (count_rows (fixture), ==, 1002);
  g_assert_true (guard_remembered_forget (fixture->store, GUARD_REMEMBERED_SERVER_CERTIFICATE, NULL, NULL, NULL));
  /* The first to be said was said again, and stays. */
  g_assert_cmpint (count_rows (fixture), ==, 1000);
  put (fixture, HOST, "10.example", NOW + 1010, DAY);
  put (fixture, HOST, "new.example", NOW + 1011, DAY);
  rows = guard_remembered_list (fixture->store, NULL, NOW + 1011, NULL);
  g_assert_cmpuint (rows->len, ==, 1000);
  g_assert_cmpstr (((GuardRemembered *) rows->pdata[0])->key, ==, "new.example");
  g_assert_cmpstr (((GuardRemembered *) rows->pdata[1])->key, ==, "10.example");
  g_assert_cmpstr (((GuardRemembered *) rows->pdata[999])->key, ==, "12.example");
}

static void
test_hostile_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) names = read_hostile_names ();

  for (guint i = 0; i < names->len; i++)
    {
      HostileName *name = names->pdata[i];
      gboolean fits = *name->bytes != '\0' && strlen (name->bytes) <= GUARD_REMEMBERED_MAX_BYTES && g_utf8_validate (name->bytes, -1, NULL);

      g_test_message ("%s", name->title);
      g_assert_cmpint (guard_remembered_put (fixture->store, HOST, name->bytes, NOW, NOW + DAY, NULL), ==, fits);
      assert_list (fixture, HOST, NOW, fits ? name->bytes : "");
      g_assert_true (guard_remembered_forget (fixture->store, HOST, name->bytes, NULL, NULL));
      g_assert_cmpint (count_rows (fixture), ==, 0);
    }
}

/* ---- Keys of data ---- */

static void
test_data_keys (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *kind, *protocol, *account, *address, *key; } cases[] = {
    { "payment-card", "prpl-jabber", "me@example.org", "alice@example.org", "payment-card prpl-jabber me@example.org alice@example.org" },
    { "payment-card", "prpl-irc", "me@irc.example.org", "alice[away]", "payment-card prpl-irc me@irc.example.org alice[away]" },
    { "iban", "prpl-aim", "my name", "her%20 name", "iban prpl-aim my%20name her%2520%20name" },
    { "own words", "p", "", "", "own%20words p  " },
    { "a", "p", "\xff", "\u00e9", "a p %FF \u00e9" },
  };
  g_autofree char *long_address = g_strnfill (3000, 'a');
  g_autofree char *long_key = guard_remembered_dup_data_key ("a", "p", "me", long_address);
  g_autofree char *other_key = guard_remembered_dup_data_key ("a", "p", "mea", long_address + 1);
  g_autofree char *no_key = guard_remembered_dup_data_key (long_address, "p", "me", "x");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *key = guard_remembered_dup_data_key (cases[i].kind, cases[i].protocol, cases[i].account, cases[i].address);

      g_assert_cmpstr (key, ==, cases[i].key);
      put (fixture, GUARD_REMEMBERED_DATA, key, NOW, DAY);
    }
  g_assert_true (g_str_has_prefix (long_key, "a p sha256 "));
  g_assert_cmpstr (long_key, !=, other_key);
  put (fixture, GUARD_REMEMBERED_DATA, long_key, NOW, DAY);
  g_assert_cmpstr (no_key, ==, "");
  g_assert_false (guard_remembered_put (fixture->store, GUARD_REMEMBERED_DATA, no_key, NOW, NOW + DAY, NULL));
}

/* Whatever somebody calls himself, it is a key, and of him alone. */
static void
test_hostile_data_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) names = read_hostile_names ();
  g_autoptr(GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < names->len; i++)
    {
      HostileName *name = names->pdata[i];
      char *key = guard_remembered_dup_data_key ("payment-card", "prpl-jabber", "me@example.org", name->bytes);

      g_test_message ("%s", name->title);
      put (fixture, GUARD_REMEMBERED_DATA, key, NOW, DAY);
      g_assert_true (g_hash_table_add (keys, key));
    }
}

/* ---- Several programs ---- */

#define N_WRITERS 4
#define N_ROWS 25

/* Each with its own hosts, and all with one in common. */
static void
test_many_programs (Fixture *fixture, gconstpointer data)
{
  pid_t children[N_WRITERS];

  g_clear_pointer (&fixture->store, guard_store_close);
  for (guint i = 0; i < N_WRITERS; i++)
    {
      children[i] = fork ();
      g_assert_cmpint (children[i], >=, 0);
      if (children[i] != 0)
        continue;
      fixture->store = guard_store_open (fixture->home, NULL);
      for (guint j = 0; fixture->store != NULL && j < N_ROWS; j++)
        {
          g_autofree char *key = g_strdup_printf ("%u.%u.example", i, j);

          if (!guard_remembered_put (fixture->store, HOST, key, NOW + j, NOW + DAY, NULL) ||
              !guard_remembered_put (fixture->store, HOST, "common.example", NOW + j, NOW + DAY, NULL))
            _exit (1);
        }
      _exit (fixture->store == NULL);
    }
  for (guint i = 0; i < N_WRITERS; i++)
    {
      int status;

      g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
      g_assert_true (WIFEXITED (status));
      g_assert_cmpint (WEXITSTATUS (status), ==, 0);
    }
  open_store (fixture);
  g_assert_cmpint (count_rows (fixture), ==, N_WRITERS * N_ROWS + 1);
}

/* What one program forgets the other does not know any more; while somebody else writes, the answer is an error and never "nothing". */
static void
test_two_programs (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardStore) other = guard_store_open (fixture->home, &error);
  g_autofree char *path = get_database (fixture);
  g_autoptr(GPtrArray) rows = NULL;
  sqlite3 *database = NULL;
  guint n = 0;

  g_assert_no_error (error);
  put (fixture, HOST, "a.example", NOW, DAY);
  g_assert_true (guard_remembered_forget (other, HOST, "a.example", &n, &error));
  g_assert_cmpuint (n, ==, 1);
  assert_list (fixture, HOST, NOW, "");

  put (fixture, HOST, "a.example", NOW, DAY);
  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  rows = guard_remembered_list (other, HOST, NOW, &error);
  g_assert_null (rows);
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_assert_false (guard_remembered_put (other, HOST, "b.example", NOW, NOW + DAY, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_TIMED_OUT);
  sqlite3_close (database);
  assert_list (fixture, HOST, NOW, "a.example");
}

/* A failure in the middle undoes the whole and lets the store go. */
static void
test_undone (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = get_database (fixture);
  sqlite3 *database = NULL;

  put (fixture, HOST, "a.example", NOW, DAY);
  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "CREATE TRIGGER no BEFORE INSERT ON remembered BEGIN SELECT RAISE (ABORT, 'no'); END",
                                 NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_false (guard_remembered_put (fixture->store, HOST, "b.example", NOW + 2 * DAY, NOW + 3 * DAY, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE);
  g_assert_cmpint (sqlite3_exec (database, "DROP TRIGGER no", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
  assert_list (fixture, HOST, NOW, "a.example");
}

/* ---- A database of the first version ---- */

static const char first_version[] =
  "CREATE TABLE journal ("
  " id INTEGER PRIMARY KEY AUTOINCREMENT, time_us INTEGER NOT NULL, kind TEXT NOT NULL, protocol TEXT, account TEXT, sender TEXT,"
  " sender_kind TEXT NOT NULL, name TEXT, size_bytes INTEGER NOT NULL, sha256 TEXT, true_type TEXT, verdict TEXT, reason TEXT,"
  " finding TEXT, engine TEXT, signatures TEXT, action TEXT, choice TEXT, place TEXT, token TEXT);"
  "CREATE INDEX journal_time ON journal (time_us);"
  "CREATE INDEX journal_kind ON journal (kind, id);"
  "CREATE INDEX journal_sender ON journal (sender, id);"
  "CREATE TABLE held ("
  " token TEXT PRIMARY KEY, state INTEGER NOT NULL, time_us INTEGER NOT NULL, protocol TEXT, account TEXT, sender TEXT,"
  " sender_kind TEXT NOT NULL, name TEXT, destination BLOB, replace_device INTEGER NOT NULL, replace_inode INTEGER NOT NULL,"
  " size_bytes INTEGER NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 TEXT,"
  " true_type TEXT, verdict TEXT, reason TEXT, finding TEXT, engine TEXT, signatures TEXT, n_tries INTEGER NOT NULL, lease TEXT,"
  " notice TEXT, held_device INTEGER NOT NULL DEFAULT 0, held_inode INTEGER NOT NULL DEFAULT 0,"
  " staged_device INTEGER NOT NULL DEFAULT 0, staged_inode INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
  "CREATE INDEX held_state ON held (state, time_us);"
  "CREATE INDEX held_released ON held (device, inode) WHERE state = 6;"
  "INSERT INTO journal (time_us, kind, sender_kind, size_bytes, name) VALUES (7, 'file-held', 'stranger', 5, 'letter.txt');"
  "INSERT INTO held (token, state, time_us, sender_kind, name, replace_device, replace_inode, size_bytes, device, inode, modified_ns, n_tries)"
  " VALUES ('0123456789abcdef0123456789abcdef', 3, 7, 'stranger', 'letter.txt', 0, 0, 5, 1, 2, 3, 1);"
  "PRAGMA user_version = 1";

static void
test_migration (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = get_database (fixture);
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GuardHeld) held = NULL;
  sqlite3 *database = NULL;

  g_clear_pointer (&fixture->store, guard_store_close);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, first_version, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);

  open_store (fixture);
  g_assert_cmpint (read_number (fixture, "PRAGMA user_version"), >=, 2);
  entries = guard_store_list_entries (fixture->store, 0, NULL, NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_cmpstr (((GuardJournalEntry *) entries->pdata[0])->name, ==, "letter.txt");
  held = guard_store_get_held (fixture->store, "0123", &error);
  g_assert_no_error (error);
  g_assert_cmpint (held->state, ==, GUARD_HELD_HELD);

  assert_list (fixture, NULL, NOW, "");
  put (fixture, HOST, "a.example", NOW, DAY);
  guard_store_close (fixture->store);
  open_store (fixture);
  assert_list (fixture, NULL, NOW, "a.example");
}

#define ADD(path, function) g_test_add ("/store/remembered/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("put", test_put);
  ADD ("forget", test_forget);
  ADD ("clock", test_clock);
  ADD ("expired-at-put", test_expired_at_put);
  ADD ("refused", test_refused);
  ADD ("flood", test_flood);
  ADD ("hostile-keys", test_hostile_keys);
  ADD ("data-keys", test_data_keys);
  ADD ("hostile-data-keys", test_hostile_data_keys);
  ADD ("many-programs", test_many_programs);
  ADD ("two-programs", test_two_programs);
  ADD ("undone", test_undone);
  ADD ("migration", test_migration);
  return g_test_run ();
}

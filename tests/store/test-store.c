/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"
#include "hostile.h"

#include "core/guard-error.h"
#include "store/guard-store-private.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Round trips ---- */

static void
test_entry (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardJournalEntry) entry = guard_journal_entry_new ("file-scanned");
  g_autoptr(GPtrArray) list = NULL;
  GuardJournalEntry *got;

  entry->protocol = g_strdup ("prpl-jabber");
  entry->account = g_strdup ("me@example.org");
  entry->sender = g_strdup ("alice@example.org");
  entry->sender_kind = GUARD_SENDER_TRUSTED;
  entry->name = g_strdup ("letter.txt");
  entry->size_bytes = G_MAXUINT64;
  entry->sha256 = g_strdup ("ab");
  entry->true_type = g_strdup ("text/plain");
  entry->verdict = GUARD_VERDICT_CANNOT_BE_SCANNED;
  entry->reason = GUARD_REASON_ENCRYPTED;
  entry->finding = g_strdup ("finding");
  entry->engine = g_strdup ("engine");
  entry->signatures = g_strdup ("signatures");
  entry->action = g_strdup ("held");
  entry->choice = g_strdup ("accept");
  entry->place = g_strdup ("/tmp/x");
  entry->token = g_strdup ("0123");
  entry->n_events = 12;
  entry->shown = g_strdup ("inbox");
  g_assert_true (guard_store_add_entry (fixture->store, entry, &error));
  g_assert_no_error (error);
  g_assert_cmpint (entry->id, >, 0);

  /* What one program writes another reads. */
  guard_store_close (fixture->store);
  open_store (fixture);
  list = guard_store_list_entries (fixture->store, 0, NULL, NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  got = list->pdata[0];
  g_assert_cmpint (got->id, ==, entry->id);
  g_assert_cmpint (got->time_us, ==, entry->time_us);
  g_assert_cmpstr (got->kind, ==, "file-scanned");
  g_assert_cmpstr (got->protocol, ==, "prpl-jabber");
  g_assert_cmpstr (got->account, ==, "me@example.org");
  g_assert_cmpstr (got->sender, ==, "alice@example.org");
  g_assert_cmpint (got->sender_kind, ==, GUARD_SENDER_TRUSTED);
  g_assert_cmpstr (got->name, ==, "letter.txt");
  g_assert_cmpuint (got->n_events, ==, 12);
  g_assert_cmpstr (got->shown, ==, "inbox");
  g_assert_cmpuint (got->size_bytes, ==, G_MAXUINT64);
  g_assert_cmpstr (got->sha256, ==, "ab");
  g_assert_cmpstr (got->true_type, ==, "text/plain");
  g_assert_cmpint (got->verdict, ==, GUARD_VERDICT_CANNOT_BE_SCANNED);
  g_assert_cmpint (got->reason, ==, GUARD_REASON_ENCRYPTED);
  g_assert_cmpstr (got->finding, ==, "finding");
  g_assert_cmpstr (got->engine, ==, "engine");
  g_assert_cmpstr (got->signatures, ==, "signatures");
  g_assert_cmpstr (got->action, ==, "held");
  g_assert_cmpstr (got->choice, ==, "accept");
  g_assert_cmpstr (got->place, ==, "/tmp/x");
  g_assert_cmpstr (got->token, ==, "0123");
}

/* What leaves is written down by kind and number, never by content. */
static void
test_sending_entry (Fixture *fixture, gconstpointer data)
{
  const GuardDataMatch match = { .kind = "payment-card", .end = 16 };
  g_autoptr(GuardReport) report = guard_report_new ();
  g_autoptr(GuardReport) unread = guard_report_new ();
  g_autoptr(GPtrArray) list = NULL;

  guard_report_add_data (report, "sensitive", GUARD_LEVEL_WARNING, &match, 1, g_strdup ("excerpt"), g_strdup ("why"));
  guard_report_add_data (report, "sensitive", GUARD_LEVEL_WARNING, &match, 1, g_strdup ("excerpt"), g_strdup ("why"));
  guard_report_set_not_checked (unread);
  g_autoptr(GuardJournalEntry) held = guard_journal_entry_new_for_sending ("sending-held", report, GUARD_PROTECTION_TRANSPORT);
  g_autoptr(GuardJournalEntry) passed = guard_journal_entry_new_for_sending ("sending-sent-anyway", unread, GUARD_PROTECTION_NONE);
  held->sender = g_strdup ("alice@example.org");
  g_assert_true (guard_store_add_entry (fixture->store, held, NULL));
  g_assert_cmpstr (passed->finding, ==, "not-checked");
  g_assert_cmpstr (passed->place, ==, "none");

  list = guard_store_list_entries (fixture->store, 0, "sending-held", "alice@example.org", 0, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (((GuardJournalEntry *) list->pdata[0])->finding, ==, "payment-card:2");
  g_assert_cmpstr (((GuardJournalEntry *) list->pdata[0])->place, ==, "transport");
  g_assert_null (((GuardJournalEntry *) list->pdata[0])->name);
}

static void
add_entry (Fixture *fixture, const char *kind, const char *sender, gint64 time_us)
{
  g_autoptr(GuardJournalEntry) entry = guard_journal_entry_new (kind);

  entry->sender = g_strdup (sender);
  entry->time_us = time_us;
  g_assert_true (guard_store_add_entry (fixture->store, entry, NULL));
}

/* Lines one after the other; those that say the same a short while after the first are one line. @n_rows, @n_events, @shown: what is there afterwards, and
 * what its newest line says. */
static const struct
{
  const char *kind, *sender, *name, *shown;
  int minute;
  guint n_rows, n_events;
  const char *all_shown;
} repeated[] = {
  { "event-message", "bob@localhost",   NULL, "conversation", 0,  1, 1, "conversation" },
  { "event-message", "bob@localhost",   NULL, "notification", 1,  1, 2, "conversation notification" },
  { "event-message", "bob@localhost",   NULL, "conversation", 2,  1, 3, "conversation notification" },
  { "event-message", "carol@localhost", NULL, "flag",         2,  2, 1, "flag" },
  { "event-call",    "bob@localhost",   NULL, NULL,           3,  3, 1, NULL },
  { "event-call",    "bob@localhost",   NULL, "question",     3,  3, 2, "question" },
  { "event-message", NULL,              NULL, "flag",         4,  4, 1, "flag" },
  { "event-message", NULL,              NULL, "flag",         4,  4, 2, "flag" },
  { "event-message", "bob@localhost",   NULL, "conversation", 11, 5, 1, "conversation" },
  { "link-warned",   "bob@localhost",   "evil.example",  NULL, 20, 6, 1, NULL },
  { "link-warned",   "bob@localhost",   "evil.example",  NULL, 20, 6, 2, NULL },
  { "link-warned",   "bob@localhost",   "other.example", NULL, 20, 7, 1, NULL },
  { "file-refused",  "bob@localhost",   "a.exe",         NULL, 20, 8, 1, NULL },
  { "file-refused",  "bob@localhost",   "a.exe",         NULL, 21, 8, 2, NULL },
  { "file-offered",  "bob@localhost",   "a.exe",         NULL, 22, 9, 1, NULL },
  { "file-offered",  "bob@localhost",   "a.exe",         NULL, 22, 10, 1, NULL },
};

static void
test_repeated (Fixture *fixture, gconstpointer data)
{
  const gint64 begin_us = g_get_real_time ();

  for (gsize i = 0; i < G_N_ELEMENTS (repeated); i++)
    {
      g_autoptr(GuardJournalEntry) entry = guard_journal_entry_new (repeated[i].kind);
      g_autoptr(GPtrArray) list = NULL;
      guint n_found = 0;

      g_test_message ("line %" G_GSIZE_FORMAT, i);
      entry->time_us = begin_us + repeated[i].minute * 60 * G_USEC_PER_SEC;
      entry->sender = g_strdup (repeated[i].sender);
      entry->name = g_strdup (repeated[i].name);
      entry->shown = g_strdup (repeated[i].shown);
      g_assert_true (guard_store_add_entry (fixture->store, entry, NULL));
      list = guard_store_list_entries (fixture->store, 0, NULL, NULL, 0, NULL);
      g_assert_cmpuint (list->len, ==, repeated[i].n_rows);
      for (guint j = 0; j < list->len; j++)
        {
          const GuardJournalEntry *got = list->pdata[j];

          if (got->id != entry->id)
            continue;
          n_found++;
          g_assert_cmpuint (got->n_events, ==, repeated[i].n_events);
          g_assert_cmpstr (got->shown, ==, repeated[i].all_shown);
        }
      g_assert_cmpuint (n_found, ==, 1);
    }
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  static const struct { gint64 since_us; const char *kind, *sender; guint limit; const char *expected; } cases[] = {
    { 0, NULL, NULL, 0, "54321" }, { 0, NULL, NULL, 2, "54" },   { 3, NULL, NULL, 0, "543" },   { 0, "a", NULL, 0, "31" },
    { 0, NULL, "x", 0, "21" },     { 0, "b", "y", 0, "4" },      { 0, "c", NULL, 0, "" },      { 2, "b", NULL, 1, "4" },
    { 0, "a' OR '1'='1", NULL, 0, "" }, { 0, "link-opened", NULL, 0, "5" }, { 0, "link", NULL, 0, "" },
  };

  add_entry (fixture, "a", "x", 1);
  add_entry (fixture, "b", "x", 2);
  add_entry (fixture, "a", "y", 3);
  add_entry (fixture, "b", "y", 4);
  add_entry (fixture, "link-opened", "z", 5);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) list = guard_store_list_entries (fixture->store, cases[i].since_us, cases[i].kind, cases[i].sender, cases[i].limit, NULL);
      g_autoptr(GString) got = g_string_new (NULL);

      for (guint j = 0; j < list->len; j++)
        g_string_append_printf (got, "%d", (int) ((GuardJournalEntry *) list->pdata[j])->time_us);
      g_assert_cmpstr (got->str, ==, cases[i].expected);
    }
}

static void
test_held (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardHeld) held = guard_held_new ();
  g_autoptr(GuardHeld) got = NULL;
  g_autoptr(GuardHeld) other = guard_held_new ();

  g_assert_cmpstr (held->token, !=, other->token);
  g_assert_true (guard_held_token_is_valid (held->token));
  held->sender = g_strdup ("alice@example.org");
  held->sender_kind = GUARD_SENDER_CONTACT;
  held->destination = g_strdup ("/home/x/caf\xe9.txt"); /* a file name is bytes */
  held->device = held->inode = held->replace_device = held->replace_inode = G_MAXUINT64;
  held->modified_ns = G_MAXINT64;
  held->verdict = GUARD_VERDICT_INFECTED;
  held->n_tries = 3;
  held->state = GUARD_HELD_QUARANTINED;
  g_assert_true (guard_store_put_held (fixture->store, held, &error));
  g_assert_no_error (error);

  got = guard_store_get_held (fixture->store, held->token, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (got->token, ==, held->token);
  g_assert_cmpstr (got->destination, ==, held->destination);
  g_assert_cmpstr (got->sender, ==, held->sender);
  g_assert_null (got->name);
  g_assert_cmpint (got->sender_kind, ==, GUARD_SENDER_CONTACT);
  g_assert_cmpuint (got->inode, ==, G_MAXUINT64);
  g_assert_cmpuint (got->replace_device, ==, G_MAXUINT64);
  g_assert_cmpint (got->modified_ns, ==, G_MAXINT64);
  g_assert_cmpint (got->verdict, ==, GUARD_VERDICT_INFECTED);
  g_assert_cmpint (got->state, ==, GUARD_HELD_QUARANTINED);
  g_assert_cmpuint (got->n_tries, ==, 3);

  g_free (other->token);
  other->token = g_strdup ("../../etc/passwd");
  g_assert_false (guard_store_put_held (fixture->store, other, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED);
}

static void
test_beginnings (Fixture *fixture, gconstpointer data)
{
  static const char * const tokens[] = { "aaaa1000000000000000000000000000", "aaaa2000000000000000000000000000", "ffffffffffffffffffffffffffffffff" };
  static const struct { const char *typed; int code; int found; } cases[] = {
    { "aaaa1", -1, 0 }, { "AAAA2", -1, 1 }, { "ffff", -1, 2 }, { "ffffffffffffffffffffffffffffffff", -1, 2 },
    { "aaaa", GUARD_ERROR_MALFORMED, -1 }, { "aaa", GUARD_ERROR_MALFORMED, -1 }, { "", GUARD_ERROR_MALFORMED, -1 },
    { "aaaa3", GUARD_ERROR_UNAVAILABLE, -1 }, { "aaa%", GUARD_ERROR_MALFORMED, -1 }, { "_____", GUARD_ERROR_MALFORMED, -1 },
    { "fffffffffffffffffffffffffffffffff", GUARD_ERROR_MALFORMED, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autoptr(GuardHeld) held = guard_held_new ();

      g_free (held->token);
      held->token = g_strdup (tokens[i]);
      g_assert_true (guard_store_put_held (fixture->store, held, NULL));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GuardHeld) held = guard_store_get_held (fixture->store, cases[i].typed, &error);

      if (cases[i].found >= 0)
        g_assert_cmpstr (held->token, ==, tokens[cases[i].found]);
      else
        g_assert_error (error, GUARD_ERROR, cases[i].code);
    }
}

static void
test_hostile_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) names = read_hostile_names ();

  for (guint i = 0; i < names->len; i++)
    {
      HostileName *name = names->pdata[i];
      g_autoptr(GError) error = NULL;
      g_autoptr(GuardJournalEntry) entry = guard_journal_entry_new ("file-offered");
      g_autoptr(GuardHeld) held = guard_held_new ();
      g_autoptr(GuardHeld) got_held = NULL;
      g_autoptr(GPtrArray) list = NULL;
      g_autofree char *valid = g_utf8_make_valid (name->bytes, -1);
      GuardJournalEntry *got;

      g_test_message ("%s", name->title);
      entry->name = g_strdup (name->bytes);
      entry->sender = g_strdup (name->bytes);
      g_assert_true (guard_store_add_entry (fixture->store, entry, &error));
      g_assert_no_error (error);
      list = guard_store_list_entries (fixture->store, 0, NULL, NULL, 1, NULL);
      got = list->pdata[0];
      g_assert_cmpint (got->id, ==, entry->id);
      g_assert_true (g_utf8_validate (got->name, -1, NULL));
      g_assert_cmpuint (strlen (got->name), <=, 1024);
      g_assert_true (g_str_has_prefix (valid, got->name));
      if (strlen (valid) <= 1024)
        g_assert_cmpstr (got->name, ==, valid);
      else
        g_assert_cmpuint (strlen (got->name), >, 1020);

      held->name = g_strdup (name->bytes);
      g_assert_true (guard_store_put_held (fixture->store, held, &error));
      got_held = guard_store_get_held (fixture->store, held->token, &error);
      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (valid, got_held->name));
    }
}

/* ---- The database itself ---- */

static char *
get_database (Fixture *fixture)
{
  return g_build_filename (fixture->home, "guard.db", NULL);
}

static guint
count_set_aside (Fixture *fixture)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->home, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, "guard.db.damaged-");
  return n;
}

static void
test_modes (Fixture *fixture, gconstpointer data)
{
  static const char * const files[] = { "guard.db", "guard.db-wal", "guard.db-shm", "guard.lock" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->home, files[i], NULL);
      struct stat status;

      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 077, ==, 0);
    }
}

/* Each kind of damage: put aside whole, begun anew, held files not lost. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  const char *how = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = get_database (fixture);
  g_autofree char *destination = g_build_filename (fixture->downloads, "letter.txt", NULL);
  g_autoptr(GuardHeld) held = receive (fixture, destination, "hello", FALSE);
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  g_autofree char *content = NULL;
  gsize n_bytes;

  for (guint i = 0; i < 200; i++)
    add_entry (fixture, "file-offered", "somebody@example.org", i + 1);
  g_clear_pointer (&fixture->store, guard_store_close);
  g_assert_true (g_file_get_contents (path, &content, &n_bytes, NULL));
  if (g_str_equal (how, "garbage"))
    memset (content, 'x', n_bytes);
  else if (g_str_equal (how, "page"))
    memset (content + 4096, 0xff, n_bytes - 4096);
  else
    n_bytes = 2 * 4096 + 100;
  g_assert_true (g_file_set_contents (path, content, n_bytes, NULL));

  g_test_expect_message ("guard-store", G_LOG_LEVEL_WARNING, "*damaged and has been put aside*");
  open_store (fixture);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (count_set_aside (fixture), >=, 1);
  rows = guard_store_list_held (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpint (((GuardHeld *) rows->pdata[0])->verdict, ==, GUARD_VERDICT_NOT_CHECKED);

  again = guard_hold_recover (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_cmpstr (((GuardHeld *) again->pdata[0])->token, ==, held->token);
  g_assert_cmpstr (((GuardHeld *) again->pdata[0])->sha256, ==, held->sha256);
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = get_database (fixture);
  sqlite3 *database = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize n_before, n_after;

  g_clear_pointer (&fixture->store, guard_store_close);
  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "PRAGMA user_version = 1000", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
  g_assert_true (g_file_get_contents (path, &before, &n_before, NULL));

  g_assert_null (guard_store_open (fixture->home, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE);
  g_assert_true (g_file_get_contents (path, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
  g_assert_cmpuint (count_set_aside (fixture), ==, 0);
}

static void
test_linked (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = get_database (fixture);
  g_autofree char *other = g_build_filename (fixture->root, "other.db", NULL);

  g_clear_pointer (&fixture->store, guard_store_close);
  g_assert_cmpint (rename (path, other), ==, 0);
  g_assert_cmpint (symlink (other, path), ==, 0);
  g_assert_null (guard_store_open (fixture->home, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_EXISTS);
}

/* A reader on the main loop waits for nobody; a writer waits, then says so. */
static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardJournalEntry) entry = guard_journal_entry_new ("file-offered");
  g_autofree char *path = get_database (fixture);
  sqlite3 *database = NULL;
  gint64 start_us;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  start_us = g_get_monotonic_time ();
  g_assert_false (guard_store_is_released (fixture->store, 1, 2, 3, 4));
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, G_USEC_PER_SEC / 2);

  g_assert_false (guard_store_add_entry (fixture->store, entry, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_assert_cmpint (entry->id, ==, 0);
  sqlite3_close (database);
  g_assert_true (guard_store_add_entry (fixture->store, entry, &error));
  g_assert_no_error (error);
}

#define N_WRITERS 4
#define N_ROWS 100

/* All begin at once, with no database yet. */
static void
test_many_programs (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_database (fixture);
  g_autoptr(GPtrArray) list = NULL;
  pid_t children[N_WRITERS];

  g_clear_pointer (&fixture->store, guard_store_close);
  g_assert_cmpint (g_unlink (path), ==, 0);
  for (guint i = 0; i < N_WRITERS; i++)
    {
      children[i] = fork ();
      g_assert_cmpint (children[i], >=, 0);
      if (children[i] != 0)
        continue;
      fixture->store = guard_store_open (fixture->home, NULL);
      for (guint j = 0; fixture->store != NULL && j < N_ROWS; j++)
        {
          g_autoptr(GuardJournalEntry) entry = guard_journal_entry_new ("file-offered");

          if (!guard_store_add_entry (fixture->store, entry, NULL))
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
  list = guard_store_list_entries (fixture->store, 0, NULL, NULL, 0, NULL);
  g_assert_cmpuint (list->len, ==, N_WRITERS * N_ROWS);
  g_assert_cmpuint (count_set_aside (fixture), ==, 0);
}

/* ---- The folder ---- */

static void
test_home (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *held = g_build_filename (fixture->home, "held", NULL);
  g_autofree char *linked = g_build_filename (fixture->root, "linked", NULL);
  struct stat status;

  /* Opened to others by somebody: closed again. */
  g_assert_cmpint (g_chmod (held, 0755), ==, 0);
  g_assert_true (guard_paths_prepare_home (fixture->home, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (held, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0700);

  g_assert_cmpint (symlink (fixture->home, linked), ==, 0);
  g_assert_false (guard_paths_prepare_home (linked, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (guard_paths_prepare_home ("relative", &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED);
}

/* Root can write everywhere, so somebody else tries. */
static void
test_unwritable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *home = g_build_filename (fixture->root, "closed", "purple-guard", NULL);
  g_autofree char *parent = g_path_get_dirname (home);
  int status;
  pid_t child;

  g_assert_cmpint (g_mkdir (parent, 0755), ==, 0);
  g_chmod (fixture->root, 0755);
  g_clear_pointer (&fixture->store, guard_store_close);
  if (geteuid () != 0)
    g_chmod (parent, 0555);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) foreign_error = NULL;

      if (geteuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
        _exit (77);
      if (guard_paths_prepare_home (home, &error) || !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ACCES))
        _exit (1);
      if (guard_store_open (home, &foreign_error) != NULL || foreign_error == NULL)
        _exit (2);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  if (WEXITSTATUS (status) == 77)
    g_test_skip ("no other user to be");
  else
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_chmod (parent, 0755);
}

#define ADD(path, data, function) g_test_add ("/store/store/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("entry", NULL, test_entry);
  ADD ("sending-entry", NULL, test_sending_entry);
  ADD ("repeated", NULL, test_repeated);
  ADD ("filters", NULL, test_filters);
  ADD ("held", NULL, test_held);
  ADD ("beginnings", NULL, test_beginnings);
  ADD ("hostile-names", NULL, test_hostile_names);
  ADD ("modes", NULL, test_modes);
  ADD ("damaged/garbage", "garbage", test_damaged);
  ADD ("damaged/page", "page", test_damaged);
  ADD ("damaged/cut", "cut", test_damaged);
  ADD ("newer", NULL, test_newer);
  ADD ("linked", NULL, test_linked);
  ADD ("busy", NULL, test_busy);
  ADD ("many-programs", NULL, test_many_programs);
  ADD ("home", NULL, test_home);
  ADD ("unwritable", NULL, test_unwritable);
  return g_test_run ();
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-store-private.h"

#include "guard-lease.h"

#include "core/guard-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Journal and index of the held files in one SQLite file. WAL lets a reader go on while another program writes, and every
 * commit is synced: a row that says "released" must not be forgotten by a power cut after the file has gone out.
 *
 * Two connections: one for everything, behind a mutex, which waits up to two seconds for another program; and one for the
 * quick reads of a main loop, which waits for nobody.
 *
 * A file changes hands only inside a write transaction that looks at the row first (guard_store_claim), so that two
 * programs never release, or scan and delete, the same one.
 *
 * What a peer can fill is bounded: each text, the number of journal rows, the number of finished rows. */

#define BUSY_MS 2000
#define OPEN_TRIES 100             /* of 50 ms: another program is opening, perhaps repairing, at this moment */
#define MAX_ROW_BYTES (1024 * 1024)
#define MAX_JOURNAL_TEXT_BYTES 1024
#define MAX_HELD_TEXT_BYTES 4096   /* a full XMPP address has up to 3071 */
#ifndef GUARD_STORE_MAX_ENTRIES
#define GUARD_STORE_MAX_ENTRIES 100000
#endif
#define TRIM_EVERY 200             /* counting rows costs, so it is done at each so-manieth */
#define TRIM_SPARE (GUARD_STORE_MAX_ENTRIES / 100) /* choosing rows costs more: some room is made at once */
/* What one person can fill with one kind of line before it is theirs that goes first. */
#define QUOTA (GUARD_STORE_MAX_ENTRIES / 50)
#define REPEATED_WITHIN_US (10 * 60 * (gint64) G_USEC_PER_SEC)
#define MAX_FINISHED 10000
#define SMALL_DATABASE_BYTES (4 * 1024 * 1024) /* up to here the whole is checked at each start, a few milliseconds */

static const char * const migrations[] = {
  /* 1 */
  "CREATE TABLE journal ("
  " id INTEGER PRIMARY KEY AUTOINCREMENT, time_us INTEGER NOT NULL, kind TEXT NOT NULL, protocol TEXT, account TEXT, sender TEXT,"
  " sender_kind TEXT NOT NULL, name TEXT, size_bytes INTEGER NOT NULL, sha256 TEXT, true_type TEXT, verdict TEXT, reason TEXT,"
  " finding TEXT, engine TEXT, signatures TEXT, action TEXT, choice TEXT, place TEXT, token TEXT);"
  "CREATE INDEX journal_time ON journal (time_us);"
  "CREATE INDEX journal_kind ON journal (kind, id);"
  "CREATE INDEX journal_sender ON journal (sender, id);"
  /* destination is a BLOB: a file name is bytes, not text. held_* and staged_*: see guard_store_put_inodes(). */
  "CREATE TABLE held ("
  " token TEXT PRIMARY KEY, state INTEGER NOT NULL, time_us INTEGER NOT NULL, protocol TEXT, account TEXT, sender TEXT,"
  " sender_kind TEXT NOT NULL, name TEXT, destination BLOB, replace_device INTEGER NOT NULL, replace_inode INTEGER NOT NULL,"
  " size_bytes INTEGER NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 TEXT,"
  " true_type TEXT, verdict TEXT, reason TEXT, finding TEXT, engine TEXT, signatures TEXT, n_tries INTEGER NOT NULL, lease TEXT,"
  " notice TEXT, held_device INTEGER NOT NULL DEFAULT 0, held_inode INTEGER NOT NULL DEFAULT 0,"
  " staged_device INTEGER NOT NULL DEFAULT 0, staged_inode INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
  "CREATE INDEX held_state ON held (state, time_us);"
  "CREATE INDEX held_released ON held (device, inode) WHERE state = 6;",
  /* 2: guard-remembered. sender_kind: for memories that are narrower than a key. */
  "CREATE TABLE remembered ("
  " kind TEXT NOT NULL, key TEXT NOT NULL, sender_kind TEXT, time_us INTEGER NOT NULL, until_us INTEGER NOT NULL, PRIMARY KEY (kind, key));",
  /* 3: a row of the journal may stand for several events, and says what showed them; guard-state; guard-waiting. */
  "ALTER TABLE journal ADD COLUMN n_events INTEGER NOT NULL DEFAULT 1;"
  "ALTER TABLE journal ADD COLUMN shown TEXT;"
  "CREATE TABLE client_state ("
  " section TEXT NOT NULL, name TEXT NOT NULL, facts TEXT NOT NULL, lease TEXT NOT NULL, time_us INTEGER NOT NULL);"
  "CREATE INDEX client_state_section ON client_state (section, lease);"
  "CREATE TABLE waiting ("
  " id INTEGER PRIMARY KEY, time_us INTEGER NOT NULL, protocol TEXT NOT NULL, account TEXT NOT NULL, sender TEXT NOT NULL, who TEXT,"
  " kind TEXT NOT NULL, flags INTEGER NOT NULL, said_us INTEGER NOT NULL, content TEXT);"
  "CREATE INDEX waiting_time ON waiting (time_us, id);",
  /* 4: guard-acquaintance. */
  "CREATE TABLE acquaintances ("
  " protocol TEXT NOT NULL, account TEXT NOT NULL, address TEXT NOT NULL, trust INTEGER NOT NULL, trust_us INTEGER NOT NULL,"
  " listed_us INTEGER NOT NULL, added_us INTEGER NOT NULL, authorised_us INTEGER NOT NULL, let_in_us INTEGER NOT NULL,"
  " wrote_us INTEGER NOT NULL, heard_us INTEGER NOT NULL, PRIMARY KEY (protocol, account, address)) WITHOUT ROWID;"
  "CREATE TABLE seen_accounts ("
  " protocol TEXT NOT NULL, account TEXT NOT NULL, time_us INTEGER NOT NULL, PRIMARY KEY (protocol, account)) WITHOUT ROWID;",
};

#define HELD_COLUMNS "token, state, time_us, protocol, account, sender, sender_kind, name, destination, replace_device, replace_inode," \
                     " size_bytes, device, inode, modified_ns, sha256, true_type, verdict, reason, finding, engine, signatures, n_tries," \
                     " lease, notice"
#define HELD_MARKS "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25"
#define ENTRY_COLUMNS "id, time_us, kind, protocol, account, sender, sender_kind, name, size_bytes, sha256, true_type, verdict, reason," \
                      " finding, engine, signatures, action, choice, place, token, n_events, shown"

typedef enum
{
  BEGIN,
  COMMIT,
  ROLLBACK,
  ADD_ENTRY,
  REPEAT_ENTRY,
  LIST_ENTRIES,
  COUNT_ENTRIES,
  TRIM_ENTRIES,
  NOTE_TRIMMED,
  TRIM_FINISHED,
  PUT_HELD,
  INSERT_ADOPTED,
  CLAIM,
  FIND_HELD,
  FIND_BEGINNING,
  LIST_HELD,
  FIND_RIVAL,
  PUT_INODES,
  GET_INODES,
  N_STATEMENTS
} StatementId;

static const char * const statements[N_STATEMENTS] = {
  [BEGIN] = "BEGIN IMMEDIATE",
  [COMMIT] = "COMMIT",
  [ROLLBACK] = "ROLLBACK",
  [ADD_ENTRY] = "INSERT INTO journal (time_us, kind, protocol, account, sender, sender_kind, name, size_bytes, sha256, true_type, verdict,"
                " reason, finding, engine, signatures, action, choice, place, token, n_events, shown)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
  /* The same once more within the period: a row keeps the time of its first event, so that rows stay in the order of time. */
  [REPEAT_ENTRY] = "UPDATE journal SET n_events = n_events + ?20, shown = CASE WHEN ?21 IS NULL OR instr (' ' || shown || ' ', ' ' || ?21 || ' ') > 0 THEN shown"
                   " WHEN shown IS NULL THEN ?21 ELSE shown || ' ' || ?21 END"
                   " WHERE id = (SELECT id FROM journal WHERE sender IS ?5 AND kind = ?2 AND time_us BETWEEN ?1 - ?22 AND ?1 AND protocol IS ?3"
                   " AND account IS ?4 AND sender_kind = ?6 AND name IS ?7 AND size_bytes = ?8 AND sha256 IS ?9 AND true_type IS ?10 AND verdict IS ?11"
                   " AND reason IS ?12 AND finding IS ?13 AND engine IS ?14 AND signatures IS ?15 AND action IS ?16 AND choice IS ?17 AND place IS ?18"
                   " AND token IS ?19 ORDER BY id DESC LIMIT 1) RETURNING id",
  [LIST_ENTRIES] = "SELECT " ENTRY_COLUMNS " FROM journal WHERE time_us >= ?1 AND (?2 IS NULL OR kind = ?2)"
                   " AND (?3 IS NULL OR sender = ?3) ORDER BY id DESC LIMIT ?4",
  [COUNT_ENTRIES] = "SELECT count(*) FROM journal WHERE id > 0",
  /* What a flood has written goes first: what is beyond its writer's share, then plain events, strangers' before others', then what strangers caused;
   * only then the oldest. */
  [TRIM_ENTRIES] = "DELETE FROM journal WHERE id IN (SELECT id FROM (SELECT id, kind, sender_kind, row_number() OVER (PARTITION BY protocol, account, sender, kind"
                   " ORDER BY id DESC) AS place FROM journal WHERE id > 0) ORDER BY CASE WHEN sender_kind IN ('stranger', 'contact') AND place > ?2 THEN 0"
                   " WHEN kind GLOB 'event-*' AND sender_kind = 'stranger' THEN 1 WHEN kind GLOB 'event-*' THEN 2 WHEN sender_kind = 'stranger' THEN 3 ELSE 4 END,"
                   " id LIMIT ?1)",
  /* Row 0: listed after all others, where the dropped ones would stand. */
  [NOTE_TRIMMED] = "INSERT INTO journal (id, time_us, kind, sender_kind, size_bytes, action, finding) VALUES (0, ?1, 'journal-trimmed',"
                   " 'self', 0, 'trimmed', ?2) ON CONFLICT (id) DO UPDATE SET time_us = excluded.time_us,"
                   " finding = CAST (CAST (finding AS INTEGER) + CAST (excluded.finding AS INTEGER) AS TEXT)",
  [TRIM_FINISHED] = "DELETE FROM held WHERE state IN (6, 7) AND token IN (SELECT token FROM held WHERE state IN (6, 7)"
                    " ORDER BY time_us DESC LIMIT -1 OFFSET ?1)",
  [PUT_HELD] = "INSERT INTO held (" HELD_COLUMNS ") VALUES (" HELD_MARKS ") ON CONFLICT (token) DO UPDATE SET (" HELD_COLUMNS ")"
               " = (" HELD_MARKS ")",
  [INSERT_ADOPTED] = "INSERT INTO held (" HELD_COLUMNS ") VALUES (" HELD_MARKS ") ON CONFLICT (token) DO NOTHING",
  [CLAIM] = "UPDATE held SET state = ?2, lease = ?3 WHERE token = ?1",
  [FIND_HELD] = "SELECT " HELD_COLUMNS " FROM held WHERE token = ?1",
  [FIND_BEGINNING] = "SELECT " HELD_COLUMNS " FROM held WHERE token >= ?1 AND token < ?1 || 'g' LIMIT 2",
  [LIST_HELD] = "SELECT " HELD_COLUMNS " FROM held WHERE state < 6 ORDER BY time_us, token",
  [FIND_RIVAL] = "SELECT 1 FROM held WHERE state IN (1, 2, 5) AND destination = ?1 AND token <> ?2 LIMIT 1",
  [PUT_INODES] = "UPDATE held SET held_device = ?2, held_inode = ?3, staged_device = ?4, staged_inode = ?5 WHERE token = ?1",
  [GET_INODES] = "SELECT held_device, held_inode, staged_device, staged_inode FROM held WHERE token = ?1",
};

G_STATIC_ASSERT (GUARD_HELD_RECEIVING == 1 && GUARD_HELD_RECEIVED == 2 && GUARD_HELD_RELEASING == 5 && GUARD_HELD_RELEASED == 6 && GUARD_HELD_DELETED == 7);

struct _GuardStore
{
  char *home;
  char *leases;         /* the folder */
  GuardLease *lease;
  GMutex mutex;         /* guards the next two */
  sqlite3 *database;
  sqlite3_stmt *prepared[N_STATEMENTS];
  GMutex quick_mutex;   /* guards the next two; held for one indexed read at most */
  sqlite3 *quick_database;
  sqlite3_stmt *is_released;
};

/* ---- SQLite and errors ---- */

static gboolean
is_damage (int code)
{
  return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

static gboolean
fail (sqlite3 *database, const char *doing, GError **error)
{
  int code = database != NULL ? sqlite3_extended_errcode (database) : SQLITE_NOMEM;
  const char *words = database != NULL ? sqlite3_errmsg (database) : sqlite3_errstr (code);

  if (is_damage (code))
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("%s: the database is damaged: %s"), doing, words);
  else if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_TIMED_OUT, _("%s: another program keeps the database busy"), doing);
  else if ((code & 0xff) == SQLITE_FULL)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, _("%s: the disk is full"), doing);
  else
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, "%s: %s", doing, words);
  return FALSE;
}

/* A prepared statement on loan: given back reset, so that it keeps neither locks nor values. */
typedef sqlite3_stmt Statement;

static void
give_back (Statement *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Statement, give_back)

static Statement *
borrow (GuardStore *self, StatementId id, GError **error)
{
  if (self->prepared[id] == NULL &&
      sqlite3_prepare_v3 (self->database, statements[id], -1, SQLITE_PREPARE_PERSISTENT, &self->prepared[id], NULL) != SQLITE_OK)
    {
      fail (self->database, "preparing", error);
      return NULL;
    }
  return self->prepared[id];
}

static gboolean
finish (GuardStore *self, Statement *statement, const char *doing, GError **error)
{
  return sqlite3_step (statement) == SQLITE_DONE || fail (self->database, doing, error);
}

static gboolean
run (GuardStore *self, StatementId id, GError **error)
{
  g_autoptr(Statement) statement = borrow (self, id, error);

  return statement != NULL && finish (self, statement, _("writing the journal"), error);
}

/* A write transaction for the length of a block; undone unless it was committed. */
typedef GuardStore Transaction;

static void
roll_back (Transaction *transaction)
{
  if (!sqlite3_get_autocommit (transaction->database) && !run (transaction, ROLLBACK, NULL))
    g_warning ("a transaction could not be undone: %s", sqlite3_errmsg (transaction->database));
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Transaction, roll_back)

static Transaction *
begin (GuardStore *self, GError **error)
{
  return run (self, BEGIN, error) ? self : NULL;
}

static void
bind_text (Statement *statement, int index, const char *text, gsize max_bytes)
{
  g_autofree char *valid = NULL;

  if (text == NULL)
    return;

  valid = g_utf8_make_valid (text, -1);
  if (strlen (valid) > max_bytes)
    {
      /* Cut between characters. */
      const char *end = g_utf8_find_prev_char (valid, valid + max_bytes + 1);

      valid[end != NULL ? end - valid : 0] = '\0';
    }
  sqlite3_bind_text (statement, index, valid, -1, SQLITE_TRANSIENT);
}

static char *
dup_text (Statement *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

/* ---- Opening ---- */

static int
get_version (sqlite3 *database)
{
  sqlite3_stmt *statement = NULL;
  int version = -1;

  if (sqlite3_prepare_v2 (database, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    version = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  return version;
}

/* Whether what decisions depend upon reads well: everything in a small database, the held files in a large one. */
static gboolean
is_sound (sqlite3 *database, gboolean is_small)
{
  sqlite3_stmt *statement = NULL;
  gboolean sound = FALSE;
  int code = sqlite3_prepare_v2 (database, is_small ? "PRAGMA quick_check(1)" : "PRAGMA quick_check('held')", -1, &statement, NULL);

  if (code == SQLITE_OK)
    {
      code = sqlite3_step (statement);
      sound = code == SQLITE_ROW && g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0;
    }
  sqlite3_finalize (statement);

  /* Busy, or out of memory: not knowing is no reason to put a database aside. */
  return sound || (code != SQLITE_ROW && !is_damage (code));
}

static gboolean
migrate (sqlite3 *database, GError **error)
{
  if (sqlite3_exec (database, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
    return fail (database, _("opening the database"), error);

  for (guint version = get_version (database); version < G_N_ELEMENTS (migrations); version++)
    {
      g_autofree char *note = g_strdup_printf ("PRAGMA user_version = %u", version + 1);

      if (sqlite3_exec (database, migrations[version], NULL, NULL, NULL) != SQLITE_OK ||
          sqlite3_exec (database, note, NULL, NULL, NULL) != SQLITE_OK)
        {
          fail (database, _("bringing the database up to date"), error);
          sqlite3_exec (database, "ROLLBACK", NULL, NULL, NULL);
          return FALSE;
        }
    }
  return sqlite3_exec (database, "COMMIT", NULL, NULL, NULL) == SQLITE_OK || fail (database, _("opening the database"), error);
}

static sqlite3 *
connect_to (const char *path, int flags, int busy_ms, GError **error)
{
  sqlite3 *database = NULL;

  if (sqlite3_open_v2 (path, &database, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL) != SQLITE_OK)
    {
      fail (database, path, error);
      sqlite3_close (database);
      return NULL;
    }

  sqlite3_busy_timeout (database, busy_ms);
  sqlite3_limit (database, SQLITE_LIMIT_LENGTH, MAX_ROW_BYTES);
  /* The file lies in the user's hands: no functions or virtual tables because a schema says so. */
  sqlite3_db_config (database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  return database;
}

/* Opens, checks, brings up to date. @damaged is set if putting it aside and beginning anew is the way out. */
static sqlite3 *
open_database (const char *path, gboolean *damaged, GError **error)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3 *database = connect_to (path, SQLITE_OPEN_READWRITE, BUSY_MS, error);
  struct stat status = { 0 };
  int version;

  *damaged = FALSE;
  if (database == NULL)
    return NULL;

  /* The version before anything that writes: a newer program's database is left as it is. */
  version = get_version (database);
  if (version > (int) G_N_ELEMENTS (migrations))
    {
      sqlite3_close (database);
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE,
                   _("the database “%s” was made by a newer version of purple-guard (%d, this one knows %d); it was not touched"),
                   path, version, (int) G_N_ELEMENTS (migrations));
      return NULL;
    }

  if (version < 0)
    *damaged = is_damage (sqlite3_errcode (database));
  else if (stat (path, &status) == 0 && !is_sound (database, status.st_size <= SMALL_DATABASE_BYTES))
    *damaged = TRUE;

  if (version < 0 || *damaged)
    {
      if (*damaged)
        g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("the database “%s” is damaged"), path);
      else
        fail (database, _("opening the database"), error);
    }
  else if (sqlite3_exec (database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 1048576;"
                         "PRAGMA secure_delete = FAST", NULL, NULL, NULL) != SQLITE_OK)
    {
      *damaged = is_damage (sqlite3_errcode (database));
      fail (database, _("opening the database"), error);
    }
  else if (migrate (database, &local_error))
    return database;
  else
    {
      *damaged = is_damage (sqlite3_errcode (database));
      g_propagate_error (error, g_steal_pointer (&local_error));
    }

  sqlite3_close (database);
  return NULL;
}

static gboolean
make_database_file (const char *path, GError **error)
{
  struct stat status;
  /* Only a new file is opened here: closing a second descriptor of a database that this process uses would drop SQLite's locks. */
  int descriptor = open (path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (descriptor >= 0)
    {
      close (descriptor);
      return TRUE;
    }
  if (errno != EEXIST)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), _("cannot make “%s”: %s"), path, g_strerror (code));
      return FALSE;
    }
  if (lstat (path, &status) != 0 || !S_ISREG (status.st_mode) || status.st_uid != geteuid ())
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_EXISTS, _("“%s” is not an ordinary file of this user; move it away"), path);
      return FALSE;
    }
  return TRUE;
}

/* The write-ahead log belongs to the database: both go, under one name. */
static gboolean
put_aside (const char *path, GError **error)
{
  static const char * const endings[] = { "-wal", "-shm", "" };
  gint64 now_us = g_get_real_time ();

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *from = g_strconcat (path, endings[i], NULL);
      g_autofree char *to = g_strdup_printf ("%s.damaged-%" G_GINT64_FORMAT "%s", path, now_us, endings[i]);

      if (rename (from, to) != 0 && errno != ENOENT)
        {
          int code = errno;

          g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), _("cannot put the damaged “%s” aside: %s"), from, g_strerror (code));
          return FALSE;
        }
    }
  g_warning ("%s was damaged and has been put aside", path);
  return TRUE;
}

/* A fresh index knows nothing of the files that are there: they are held, unchecked, until somebody has looked at them. Their
 * sizes and sums are taken by guard_hold_recover(). */
static void
adopt_files (GuardStore *self)
{
  g_autofree char *folder = g_build_filename (self->home, "held", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autoptr(GuardHeld) held = guard_held_new ();
      g_autoptr(GError) error = NULL;
      gboolean is_new;

      if (!guard_held_token_is_valid (name))
        continue;
      g_free (held->token);
      held->token = g_strdup (name);
      held->state = GUARD_HELD_RECEIVED;
      held->verdict = GUARD_VERDICT_NOT_CHECKED;
      held->reason = GUARD_REASON_WAITING;
      if (!guard_store_insert_adopted (self, held, &is_new, &error))
        g_warning ("adopting a held file: %s", error->message);
    }
}

static gboolean
open_or_begin_anew (GuardStore *self, const char *path, GError **error)
{
  g_autoptr(GError) local_error = NULL;
  gboolean damaged = FALSE;

  if (!make_database_file (path, error))
    return FALSE;

  self->database = open_database (path, &damaged, &local_error);
  if (self->database != NULL)
    return TRUE;
  if (!damaged)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (!put_aside (path, error) || !make_database_file (path, error))
    return FALSE;
  self->database = open_database (path, &damaged, error);
  if (self->database == NULL)
    return FALSE;
  adopt_files (self);
  return TRUE;
}

/* Opening may put a damaged database aside: only one program, and one thread of it, at a time. */
static GMutex open_mutex;

static int
lock_for_opening (const char *home, GError **error)
{
  g_autofree char *path = g_build_filename (home, "guard.lock", NULL);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int descriptor = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  int code = errno;

  for (guint i = 0; descriptor >= 0 && i < OPEN_TRIES; i++)
    {
      if (fcntl (descriptor, F_SETLK, &lock) == 0)
        return descriptor;
      code = errno;
      if (code != EAGAIN && code != EACCES && code != EINTR)
        break;
      g_usleep (50 * G_TIME_SPAN_MILLISECOND);
    }

  if (descriptor >= 0)
    close (descriptor);
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), _("cannot lock “%s”: %s"), path, g_strerror (code));
  return -1;
}

static gboolean
open_locked (GuardStore *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->home, "guard.db", NULL);
  int descriptor = lock_for_opening (self->home, error);
  gboolean is_open;

  if (descriptor < 0)
    return FALSE;

  is_open = open_or_begin_anew (self, path, error);
  if (is_open)
    {
      self->quick_database = connect_to (path, SQLITE_OPEN_READONLY, 0, error);
      is_open = self->quick_database != NULL;
    }
  close (descriptor);
  return is_open;
}

GuardStore *
guard_store_open (const char *home, GError **error)
{
  g_autoptr(GuardStore) self = g_new0 (GuardStore, 1);
  gboolean is_open;

  self->home = g_strdup (home);
  self->leases = g_build_filename (home, "leases", NULL);
  g_mutex_init (&self->mutex);
  g_mutex_init (&self->quick_mutex);

  guard_lease_sweep (self->leases);
  self->lease = guard_lease_new (self->leases, error);
  if (self->lease == NULL)
    return NULL;

  g_mutex_lock (&open_mutex);
  is_open = open_locked (self, error);
  g_mutex_unlock (&open_mutex);
  return is_open ? g_steal_pointer (&self) : NULL;
}

void
guard_store_close (GuardStore *self)
{
  if (self == NULL)
    return;

  for (gsize i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (self->prepared[i]);
  sqlite3_finalize (self->is_released);
  sqlite3_close (self->quick_database);
  sqlite3_close (self->database);
  guard_lease_free (self->lease);
  g_mutex_clear (&self->quick_mutex);
  g_mutex_clear (&self->mutex);
  g_free (self->leases);
  g_free (self->home);
  g_free (self);
}

const char *
guard_store_get_home (GuardStore *self)
{
  return self->home;
}

const char *
guard_store_get_lease (GuardStore *self)
{
  return guard_lease_get_name (self->lease);
}

gboolean
guard_store_lease_is_alive (GuardStore *self, const char *lease)
{
  return guard_lease_is_alive (self->leases, lease);
}

/* ---- The journal ---- */

static gboolean
drop_rows (GuardStore *self, gint64 n_rows, GError **error)
{
  g_autofree char *dropped = g_strdup_printf ("%" G_GINT64_FORMAT, n_rows);
  g_autoptr(Statement) drop = borrow (self, TRIM_ENTRIES, error);
  g_autoptr(Statement) note = drop != NULL ? borrow (self, NOTE_TRIMMED, error) : NULL;
  g_autoptr(Statement) finished = note != NULL ? borrow (self, TRIM_FINISHED, error) : NULL;

  if (finished == NULL)
    return FALSE;
  sqlite3_bind_int64 (drop, 1, n_rows);
  sqlite3_bind_int64 (drop, 2, QUOTA);
  sqlite3_bind_int64 (note, 1, g_get_real_time ());
  bind_text (note, 2, dropped, MAX_JOURNAL_TEXT_BYTES);
  sqlite3_bind_int (finished, 1, MAX_FINISHED);
  return finish (self, drop, _("trimming the journal"), error) && finish (self, note, _("trimming the journal"), error) &&
         finish (self, finished, _("trimming the journal"), error);
}

static gboolean
trim (GuardStore *self, GError **error)
{
  g_autoptr(Statement) count = borrow (self, COUNT_ENTRIES, error);
  gint64 n_rows;

  if (count == NULL)
    return FALSE;
  if (sqlite3_step (count) != SQLITE_ROW)
    return fail (self->database, _("trimming the journal"), error);
  n_rows = sqlite3_column_int64 (count, 0);
  return n_rows <= GUARD_STORE_MAX_ENTRIES || drop_rows (self, n_rows - GUARD_STORE_MAX_ENTRIES + TRIM_SPARE, error);
}

static void
bind_entry (Statement *statement, const GuardJournalEntry *entry)
{
  const char *texts[] = {
    entry->sha256, entry->true_type, entry->verdict != GUARD_VERDICT_NONE ? guard_verdict_to_string (entry->verdict) : NULL,
    entry->reason != GUARD_REASON_NONE ? guard_reason_to_string (entry->reason) : NULL, entry->finding, entry->engine,
    entry->signatures, entry->action, entry->choice, entry->place, entry->token
  };

  sqlite3_bind_int64 (statement, 1, entry->time_us);
  bind_text (statement, 2, entry->kind, MAX_JOURNAL_TEXT_BYTES);
  bind_text (statement, 3, entry->protocol, MAX_JOURNAL_TEXT_BYTES);
  bind_text (statement, 4, entry->account, MAX_JOURNAL_TEXT_BYTES);
  bind_text (statement, 5, entry->sender, MAX_JOURNAL_TEXT_BYTES);
  bind_text (statement, 6, guard_sender_kind_to_string (entry->sender_kind), MAX_JOURNAL_TEXT_BYTES);
  bind_text (statement, 7, entry->name, MAX_JOURNAL_TEXT_BYTES);
  sqlite3_bind_int64 (statement, 8, (gint64) entry->size_bytes);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    bind_text (statement, 9 + i, texts[i], MAX_JOURNAL_TEXT_BYTES);
  sqlite3_bind_int64 (statement, 20, MAX (entry->n_events, 1));
  bind_text (statement, 21, entry->shown, MAX_JOURNAL_TEXT_BYTES);
}

/* Counts @entry in the row that says the same, if there is one: sets its id then. */
static gboolean
repeat (GuardStore *self, GuardJournalEntry *entry, GError **error)
{
  g_autoptr(Statement) statement = borrow (self, REPEAT_ENTRY, error);
  int code;

  entry->id = 0;
  if (statement == NULL)
    return FALSE;
  bind_entry (statement, entry);
  sqlite3_bind_int64 (statement, 22, REPEATED_WITHIN_US);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    {
      entry->id = sqlite3_column_int64 (statement, 0);
      code = sqlite3_step (statement);
    }
  return code == SQLITE_DONE || fail (self->database, _("writing the journal"), error);
}

static gboolean
insert (GuardStore *self, GuardJournalEntry *entry, GError **error)
{
  g_autoptr(Statement) statement = borrow (self, ADD_ENTRY, error);

  if (statement == NULL)
    return FALSE;
  bind_entry (statement, entry);
  if (!finish (self, statement, _("writing the journal"), error))
    return FALSE;
  entry->id = sqlite3_last_insert_rowid (self->database);
  return entry->id % TRIM_EVERY != 0 || trim (self, error);
}

static gboolean
add (GuardStore *self, GuardJournalEntry *entry, GError **error)
{
  if (guard_journal_entry_may_repeat (entry))
    {
      if (!repeat (self, entry, error))
        return FALSE;
      if (entry->id > 0)
        return TRUE;
    }
  return insert (self, entry, error);
}

gboolean
guard_store_add_entries (GuardStore *self, GPtrArray *entries, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  g_autoptr(Transaction) transaction = begin (self, error);

  if (transaction == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    if (!add (self, g_ptr_array_index (entries, i), error))
      return FALSE;
  return run (self, COMMIT, error);
}

gboolean
guard_store_add_entry (GuardStore *self, GuardJournalEntry *entry, GError **error)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new ();

  g_ptr_array_add (entries, entry);
  return guard_store_add_entries (self, entries, error);
}

static GuardJournalEntry *
read_entry (Statement *row)
{
  GuardJournalEntry *entry = g_new0 (GuardJournalEntry, 1);

  entry->id = sqlite3_column_int64 (row, 0);
  entry->time_us = sqlite3_column_int64 (row, 1);
  entry->kind = dup_text (row, 2);
  entry->protocol = dup_text (row, 3);
  entry->account = dup_text (row, 4);
  entry->sender = dup_text (row, 5);
  entry->sender_kind = guard_sender_kind_from_string ((const char *) sqlite3_column_text (row, 6));
  entry->name = dup_text (row, 7);
  entry->size_bytes = (guint64) sqlite3_column_int64 (row, 8);
  entry->sha256 = dup_text (row, 9);
  entry->true_type = dup_text (row, 10);
  entry->verdict = guard_verdict_from_string ((const char *) sqlite3_column_text (row, 11));
  entry->reason = guard_reason_from_string ((const char *) sqlite3_column_text (row, 12));
  entry->finding = dup_text (row, 13);
  entry->engine = dup_text (row, 14);
  entry->signatures = dup_text (row, 15);
  entry->action = dup_text (row, 16);
  entry->choice = dup_text (row, 17);
  entry->place = dup_text (row, 18);
  entry->token = dup_text (row, 19);
  entry->n_events = (guint) MAX (sqlite3_column_int64 (row, 20), 1);
  entry->shown = dup_text (row, 21);
  return entry;
}

GPtrArray *
guard_store_list_entries (GuardStore *self, gint64 since_us, const char *kind, const char *sender, guint limit, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_journal_entry_free);
  g_autoptr(Statement) statement = borrow (self, LIST_ENTRIES, error);
  int code;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, since_us > 0 ? since_us : G_MININT64);
  bind_text (statement, 2, kind, MAX_JOURNAL_TEXT_BYTES);
  bind_text (statement, 3, sender, MAX_JOURNAL_TEXT_BYTES);
  sqlite3_bind_int64 (statement, 4, limit > 0 ? (gint64) limit : -1);

  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (entries, read_entry (statement));
  if (code != SQLITE_DONE)
    {
      fail (self->database, _("reading the journal"), error);
      return NULL;
    }
  return g_steal_pointer (&entries);
}

/* ---- Held files ---- */

static void
bind_held (Statement *statement, const GuardHeld *held)
{
  const char *texts[] = {
    held->sha256, held->true_type, held->verdict != GUARD_VERDICT_NONE ? guard_verdict_to_string (held->verdict) : NULL,
    held->reason != GUARD_REASON_NONE ? guard_reason_to_string (held->reason) : NULL, held->finding, held->engine, held->signatures
  };

  bind_text (statement, 1, held->token, MAX_HELD_TEXT_BYTES);
  sqlite3_bind_int (statement, 2, held->state);
  sqlite3_bind_int64 (statement, 3, held->time_us);
  bind_text (statement, 4, held->protocol, MAX_HELD_TEXT_BYTES);
  bind_text (statement, 5, held->account, MAX_HELD_TEXT_BYTES);
  bind_text (statement, 6, held->sender, MAX_HELD_TEXT_BYTES);
  bind_text (statement, 7, guard_sender_kind_to_string (held->sender_kind), MAX_HELD_TEXT_BYTES);
  bind_text (statement, 8, held->name, MAX_HELD_TEXT_BYTES);
  if (held->destination != NULL)
    sqlite3_bind_blob (statement, 9, held->destination, (int) strlen (held->destination), SQLITE_TRANSIENT);
  sqlite3_bind_int64 (statement, 10, (gint64) held->replace_device);
  sqlite3_bind_int64 (statement, 11, (gint64) held->replace_inode);
  sqlite3_bind_int64 (statement, 12, (gint64) held->size_bytes);
  sqlite3_bind_int64 (statement, 13, (gint64) held->device);
  sqlite3_bind_int64 (statement, 14, (gint64) held->inode);
  sqlite3_bind_int64 (statement, 15, held->modified_ns);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    bind_text (statement, 16 + i, texts[i], MAX_HELD_TEXT_BYTES);
  sqlite3_bind_int64 (statement, 23, held->n_tries);
  bind_text (statement, 24, held->lease, MAX_HELD_TEXT_BYTES);
  bind_text (statement, 25, held->notice, MAX_HELD_TEXT_BYTES);
}

static GuardHeld *
read_held (Statement *row)
{
  GuardHeld *held = g_new0 (GuardHeld, 1);
  const void *destination = sqlite3_column_blob (row, 8);

  held->token = dup_text (row, 0);
  held->state = sqlite3_column_int (row, 1);
  held->time_us = sqlite3_column_int64 (row, 2);
  held->protocol = dup_text (row, 3);
  held->account = dup_text (row, 4);
  held->sender = dup_text (row, 5);
  held->sender_kind = guard_sender_kind_from_string ((const char *) sqlite3_column_text (row, 6));
  held->name = dup_text (row, 7);
  held->destination = destination != NULL ? g_strndup (destination, sqlite3_column_bytes (row, 8)) : NULL;
  held->replace_device = (guint64) sqlite3_column_int64 (row, 9);
  held->replace_inode = (guint64) sqlite3_column_int64 (row, 10);
  held->size_bytes = (guint64) sqlite3_column_int64 (row, 11);
  held->device = (guint64) sqlite3_column_int64 (row, 12);
  held->inode = (guint64) sqlite3_column_int64 (row, 13);
  held->modified_ns = sqlite3_column_int64 (row, 14);
  held->sha256 = dup_text (row, 15);
  held->true_type = dup_text (row, 16);
  held->verdict = guard_verdict_from_string ((const char *) sqlite3_column_text (row, 17));
  held->reason = guard_reason_from_string ((const char *) sqlite3_column_text (row, 18));
  held->finding = dup_text (row, 19);
  held->engine = dup_text (row, 20);
  held->signatures = dup_text (row, 21);
  held->n_tries = (guint) sqlite3_column_int64 (row, 22);
  held->lease = dup_text (row, 23);
  held->notice = dup_text (row, 24);
  return held;
}

static gboolean
write_held (GuardStore *self, StatementId id, const GuardHeld *held, GError **error)
{
  g_autoptr(Statement) statement = borrow (self, id, error);

  if (statement == NULL)
    return FALSE;
  bind_held (statement, held);
  return finish (self, statement, _("noting a held file"), error);
}

static gboolean
check_token (const char *token, GError **error)
{
  if (guard_held_token_is_valid (token))
    return TRUE;
  g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("not the number of a held file"));
  return FALSE;
}

gboolean
guard_store_put_held (GuardStore *self, const GuardHeld *held, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  return check_token (held->token, error) && write_held (self, PUT_HELD, held, error);
}

/* Returns: (transfer full) (nullable): %NULL without @error if there is none */
static GuardHeld *
find_held (GuardStore *self, const char *token, GError **error)
{
  g_autoptr(Statement) statement = borrow (self, FIND_HELD, error);
  int code;

  if (statement == NULL)
    return NULL;
  bind_text (statement, 1, token, MAX_HELD_TEXT_BYTES);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    return read_held (statement);
  if (code != SQLITE_DONE)
    fail (self->database, _("looking for a held file"), error);
  return NULL;
}

GuardHeld *
guard_store_find_held (GuardStore *self, const char *token, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  return find_held (self, token, error);
}

GuardHeld *
guard_store_get_held (GuardStore *self, const char *token, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  g_autofree char *folded = g_ascii_strdown (token, -1);
  gsize length = strlen (folded);
  g_autoptr(GuardHeld) held = NULL;
  g_autoptr(Statement) statement = NULL;
  int code;

  if (length < 4 || length > 32 || strspn (folded, "0123456789abcdef") != length)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("a held file is named by at least the first 4 of its 32 digits (0-9, a-f)"));
      return NULL;
    }

  statement = borrow (self, FIND_BEGINNING, error);
  if (statement == NULL)
    return NULL;
  bind_text (statement, 1, folded, MAX_HELD_TEXT_BYTES);

  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    {
      held = read_held (statement);
      code = sqlite3_step (statement);
    }
  if (code == SQLITE_ROW)
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("several held files begin with “%s”: give more digits"), folded);
  else if (code != SQLITE_DONE)
    fail (self->database, _("looking for a held file"), error);
  else if (held == NULL)
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, _("there is no held file “%s”"), folded);
  else
    return g_steal_pointer (&held);
  return NULL;
}

GPtrArray *
guard_store_list_held (GuardStore *self, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_held_free);
  g_autoptr(Statement) statement = borrow (self, LIST_HELD, error);
  int code;

  if (statement == NULL)
    return NULL;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (list, read_held (statement));
  if (code != SQLITE_DONE)
    {
      fail (self->database, _("listing the held files"), error);
      return NULL;
    }
  return g_steal_pointer (&list);
}

gboolean
guard_store_is_released (GuardStore *self, guint64 device, guint64 inode, gint64 modified_ns, guint64 size_bytes)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->quick_mutex);
  g_autoptr(Statement) statement = NULL;

  if (self->is_released == NULL &&
      sqlite3_prepare_v3 (self->quick_database,
                          "SELECT 1 FROM held WHERE state = 6 AND device = ?1 AND inode = ?2 AND modified_ns = ?3 AND size_bytes = ?4 LIMIT 1",
                          -1, SQLITE_PREPARE_PERSISTENT, &self->is_released, NULL) != SQLITE_OK)
    return FALSE;

  statement = self->is_released;
  sqlite3_bind_int64 (statement, 1, (gint64) device);
  sqlite3_bind_int64 (statement, 2, (gint64) inode);
  sqlite3_bind_int64 (statement, 3, modified_ns);
  sqlite3_bind_int64 (statement, 4, (gint64) size_bytes);
  return sqlite3_step (statement) == SQLITE_ROW;
}

/* ---- Changing hands ---- */

static gboolean
has_rival (GuardStore *self, const GuardHeld *held, gboolean *has, GError **error)
{
  g_autoptr(Statement) statement = borrow (self, FIND_RIVAL, error);
  int code;

  *has = FALSE;
  if (statement == NULL)
    return FALSE;
  if (held->destination != NULL)
    sqlite3_bind_blob (statement, 1, held->destination, (int) strlen (held->destination), SQLITE_TRANSIENT);
  bind_text (statement, 2, held->token, MAX_HELD_TEXT_BYTES);
  code = sqlite3_step (statement);
  *has = code == SQLITE_ROW;
  return *has || code == SQLITE_DONE || fail (self->database, _("looking for a held file"), error);
}

gboolean
guard_store_insert_reserved (GuardStore *self, const GuardHeld *held, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  g_autoptr(Transaction) transaction = NULL;
  gboolean rival;

  if (!check_token (held->token, error))
    return FALSE;
  transaction = begin (self, error);
  if (transaction == NULL || !has_rival (self, held, &rival, error))
    return FALSE;
  if (rival)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_EXISTS, _("another file on its way already has that place and name"));
      return FALSE;
    }
  return write_held (self, PUT_HELD, held, error) && run (self, COMMIT, error);
}

gboolean
guard_store_insert_adopted (GuardStore *self, const GuardHeld *held, gboolean *is_new, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  if (!check_token (held->token, error) || !write_held (self, INSERT_ADOPTED, held, error))
    return FALSE;
  *is_new = sqlite3_changes (self->database) == 1;
  return TRUE;
}

/* Inside a write transaction: whether the file may be touched by us. */
static gboolean
is_free (GuardStore *self, const char *token, GError **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GuardHeld) row = find_held (self, token, &local_error);

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (row == NULL || row->state == GUARD_HELD_RELEASED || row->state == GUARD_HELD_DELETED)
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_CHANGED, _("the file is not held any more"));
  else if (row->lease != NULL && !g_str_equal (row->lease, guard_store_get_lease (self)) && guard_store_lease_is_alive (self, row->lease))
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, _("another program is receiving, scanning or releasing this file just now"));
  else
    return TRUE;
  return FALSE;
}

gboolean
guard_store_claim (GuardStore *self, GuardHeld *held, GuardHeldState state, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  g_autoptr(Transaction) transaction = begin (self, error);
  g_autoptr(Statement) statement = NULL;

  if (transaction == NULL || !is_free (self, held->token, error))
    return FALSE;

  statement = borrow (self, CLAIM, error);
  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, held->token, MAX_HELD_TEXT_BYTES);
  sqlite3_bind_int (statement, 2, state);
  bind_text (statement, 3, guard_store_get_lease (self), MAX_HELD_TEXT_BYTES);
  if (!finish (self, statement, _("noting a held file"), error) || !run (self, COMMIT, error))
    return FALSE;

  held->state = state;
  g_free (held->lease);
  held->lease = g_strdup (guard_store_get_lease (self));
  return TRUE;
}

gboolean
guard_store_update_held (GuardStore *self, const GuardHeld *held, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  g_autoptr(Transaction) transaction = begin (self, error);

  return transaction != NULL && is_free (self, held->token, error) && write_held (self, PUT_HELD, held, error) && run (self, COMMIT, error);
}

gboolean
guard_store_put_inodes (GuardStore *self, const char *token, GuardInode held, GuardInode staged, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  g_autoptr(Statement) statement = borrow (self, PUT_INODES, error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, token, MAX_HELD_TEXT_BYTES);
  sqlite3_bind_int64 (statement, 2, (gint64) held.device);
  sqlite3_bind_int64 (statement, 3, (gint64) held.inode);
  sqlite3_bind_int64 (statement, 4, (gint64) staged.device);
  sqlite3_bind_int64 (statement, 5, (gint64) staged.inode);
  return finish (self, statement, _("noting a held file"), error);
}

gboolean
guard_store_get_inodes (GuardStore *self, const char *token, GuardInode *held, GuardInode *staged, GError **error)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  g_autoptr(Statement) statement = borrow (self, GET_INODES, error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, token, MAX_HELD_TEXT_BYTES);
  if (sqlite3_step (statement) != SQLITE_ROW)
    return fail (self->database, _("looking for a held file"), error);
  *held = (GuardInode) { (guint64) sqlite3_column_int64 (statement, 0), (guint64) sqlite3_column_int64 (statement, 1) };
  *staged = (GuardInode) { (guint64) sqlite3_column_int64 (statement, 2), (guint64) sqlite3_column_int64 (statement, 3) };
  return TRUE;
}

/* ---- Other tables ---- */

GuardWriting *
guard_store_begin_writing (GuardStore *self, GError **error)
{
  g_mutex_lock (&self->mutex);
  if (begin (self, error) != NULL)
    return self;
  g_mutex_unlock (&self->mutex);
  return NULL;
}

gboolean
guard_store_commit (GuardWriting *self, GError **error)
{
  return run (self, COMMIT, error);
}

void
guard_store_end_writing (GuardWriting *self)
{
  roll_back (self);
  g_mutex_unlock (&self->mutex);
}

GuardStatement *
guard_store_prepare (GuardWriting *self, const char *sql, GError **error)
{
  GuardStatement *statement = NULL;

  if (sqlite3_prepare_v2 (self->database, sql, -1, &statement, NULL) != SQLITE_OK)
    fail (self->database, "preparing", error);
  return statement;
}

void
guard_store_end_statement (GuardStatement *statement)
{
  sqlite3_finalize (statement);
}

gboolean
guard_store_fail (GuardWriting *self, const char *doing, GError **error)
{
  return fail (self->database, doing, error);
}

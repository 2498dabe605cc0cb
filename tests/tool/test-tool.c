/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* The built program, as a person or a script runs it. */
#include "config.h"

#include "store/fixture.h"
#include "store/hostile.h"

#include "store/guard-remembered.h"
#include "store/guard-settings.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  Fixture base;
  char *database;
  char *runtime;
} Bench;

typedef struct
{
  int code;
  char *out;
  char *err;
} Outcome;

static void
clear_outcome (Outcome *outcome)
{
  g_free (outcome->out);
  g_free (outcome->err);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, clear_outcome)

/* Made from pieces, so that no scanner ever finds it in the sources. */
static char *
dup_eicar (void)
{
  return g_strconcat ("X5O!P%@", "AP[4\\PZX54", "(P^)7CC)7}$", "EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE", "!$H+H*", NULL);
}

static char *
get_program (void)
{
  return g_build_filename (g_getenv ("TOP_BUILDDIR"), "tool", "purple-guard", NULL);
}

static void
set_up_bench (Bench *bench, gconstpointer data)
{
  g_autofree char *eicar = dup_eicar ();
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_MD5, eicar, -1);
  g_autofree char *line = g_strdup_printf ("%s:%zu:Test.Piece\n", sum, strlen (eicar));
  g_autofree char *path = NULL;

  set_up (&bench->base, NULL);
  bench->database = g_build_filename (bench->base.root, "signatures", NULL);
  bench->runtime = g_build_filename (bench->base.root, "run", NULL);
  g_assert_cmpint (g_mkdir (bench->database, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (bench->runtime, 0700), ==, 0);
  path = g_build_filename (bench->database, "test.hdb", NULL);
  write_file (path, line);
}

/* A scanner lingers for the next program; this test's own ends with the test. Known by its environment. */
static void
stop_scanners (const char *runtime)
{
  g_autoptr(GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *environment_path = g_build_filename ("/proc", name, "environ", NULL);
      g_autofree char *name_path = g_build_filename ("/proc", name, "comm", NULL);
      g_autofree char *environment = NULL;
      g_autofree char *command = NULL;
      gsize n_bytes = 0;

      if (g_ascii_isdigit (*name) && g_file_get_contents (name_path, &command, NULL, NULL) && g_str_has_prefix (command, "purple-guard-s") &&
          g_file_get_contents (environment_path, &environment, &n_bytes, NULL) && memmem (environment, n_bytes, runtime, strlen (runtime)) != NULL)
        kill (atoi (name), SIGKILL);
    }
}

static void
tear_down_bench (Bench *bench, gconstpointer data)
{
  stop_scanners (bench->runtime);
  tear_down (&bench->base, NULL);
  g_free (bench->database);
  g_free (bench->runtime);
}

static GSubprocessLauncher *
new_launcher (Bench *bench, GSubprocessFlags flags)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);

  g_subprocess_launcher_setenv (launcher, "PURPLE_GUARD_HOME", bench->base.home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", bench->runtime, TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  g_subprocess_launcher_setenv (launcher, "TZ", "UTC", TRUE);
  return launcher;
}

/* @line: the arguments, parted by blanks; %s in it is @path. */
static char **
split (const char *line, const char *path)
{
  GPtrArray *arguments = g_ptr_array_new ();
  g_auto(GStrv) words = g_strsplit (line, " ", -1);

  g_ptr_array_add (arguments, get_program ());
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      {
        GString *word = g_string_new (words[i]);

        g_string_replace (word, "%s", path != NULL ? path : "", 0);
        g_ptr_array_add (arguments, g_string_free (word, FALSE));
      }
  g_ptr_array_add (arguments, NULL);
  return (char **) g_ptr_array_free (arguments, FALSE);
}

static void
run_with_input (Bench *bench, Outcome *outcome, const char *input, const char *line, const char *path)
{
  g_autoptr(GSubprocessLauncher) launcher = new_launcher (bench, G_SUBPROCESS_FLAGS_NONE);
  g_auto(GStrv) arguments = split (line, path);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GBytes) out = NULL;
  g_autoptr(GBytes) err = NULL;
  int in = memfd_create ("input", MFD_CLOEXEC);

  /* All of it is there before the start: a program that ends without reading breaks no pipe of ours. */
  g_assert_cmpint (write (in, input, strlen (input)), ==, strlen (input));
  g_assert_cmpint (lseek (in, 0, SEEK_SET), ==, 0);
  g_subprocess_launcher_take_stdin_fd (launcher, in);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) arguments, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate (process, NULL, NULL, &out, &err, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  clear_outcome (outcome);
  outcome->code = g_subprocess_get_exit_status (process);
  outcome->out = g_strndup (g_bytes_get_data (out, NULL) != NULL ? g_bytes_get_data (out, NULL) : "", g_bytes_get_size (out));
  outcome->err = g_strndup (g_bytes_get_data (err, NULL) != NULL ? g_bytes_get_data (err, NULL) : "", g_bytes_get_size (err));
  g_test_message ("%s -> %d\n%s%s", line, outcome->code, outcome->out, outcome->err);
}

static void
run (Bench *bench, Outcome *outcome, const char *line, const char *path)
{
  run_with_input (bench, outcome, "", line, path);
}

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in “%s”", part, text);
}

/* ---- The command line ---- */

static void
test_usage (Bench *bench, gconstpointer data)
{
  static const struct { const char *line; int code; } cases[] = {
    { "", 4 }, { "--help", 0 }, { "-h", 0 }, { "--version", 0 }, { "help", 0 }, { "help scan", 0 }, { "help quarantine", 0 }, { "help nothing", 4 },
    { "nothing", 4 }, { "scan", 4 }, { "scan --nothing x", 4 }, { "scan --max-mebibytes=0 x", 4 }, { "scan --max-mebibytes=2048 x", 4 },
    { "scan --max-mebibytes=many x", 4 }, { "scan --help", 0 }, { "journal", 0 }, { "journal x", 4 }, { "journal --json --csv", 4 },
    { "journal --since=yesterday", 4 }, { "journal --since=2026-13-45", 4 }, { "journal --since=3d", 0 }, { "journal --since=2026-11-25", 0 },
    { "journal --since=2026-11-25T08:00", 0 }, { "journal --limit=-1", 4 }, { "quarantine", 4 }, { "quarantine --help", 0 },
    { "quarantine nothing", 4 }, { "quarantine list", 0 }, { "quarantine list x", 4 }, { "quarantine show", 4 }, { "quarantine show ffff", 3 },
    { "quarantine show ff", 3 }, { "quarantine release", 4 }, { "quarantine release ffff fffe", 4 }, { "quarantine delete", 4 },
    { "quarantine delete --yes ffff", 3 }, { "quarantine scan", 4 }, { "quarantine scan ffff", 3 }, { "journal --home=/nonexistent/purple-guard", 3 },
    { "quarantine list --home=/nonexistent/purple-guard", 3 }, { "link", 4 }, { "link --help", 0 },
    { "message --help", 0 }, { "message --nothing", 4 }, { "rules --help", 0 }, { "rules x", 4 }, { "help link", 0 }, { "remembered", 0 }, { "remembered --json", 0 }, { "remembered list", 0 },
    { "remembered --help", 0 }, { "help remembered", 0 }, { "remembered list x", 4 }, { "remembered nothing", 4 }, { "remembered --nothing", 4 },
    { "remembered forget", 4 }, { "remembered forget a b", 4 }, { "remembered forget --all a", 4 }, { "remembered forget a", 3 },
    { "remembered forget --all", 0 }, { "remembered --home=/nonexistent/purple-guard", 3 },
    { "remembered forget --all --home=/nonexistent/purple-guard", 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Outcome) outcome = { 0 };

      run (bench, &outcome, cases[i].line, NULL);
      g_assert_cmpint (outcome.code, ==, cases[i].code);
      if (cases[i].code == 3)
        g_assert_cmpstr (outcome.err, !=, "");
    }
  g_assert_false (g_file_test ("/nonexistent", G_FILE_TEST_EXISTS));
}

/* ---- scan ---- */

G_GNUC_UNUSED static void
test_scan (Bench *bench, gconstpointer data)
{
  static const struct { const char *files; int code; } cases[] = {
    { "good", 0 }, { "bad", 1 }, { "missing", 3 }, { "folder", 2 }, { "good missing", 3 }, { "good folder", 2 }, { "folder missing", 3 },
    { "missing bad folder", 1 }, { "good good", 0 }, { "link", 1 }, { "dangling", 3 }, { "pipe", 2 }, { "-r folder", 1 }, { "-r good", 0 },
  };
  g_autofree char *eicar = dup_eicar ();
  g_autofree char *good = g_build_filename (bench->base.downloads, "good", NULL);
  g_autofree char *bad = g_build_filename (bench->base.downloads, "bad", NULL);
  g_autofree char *folder = g_build_filename (bench->base.downloads, "folder", NULL);
  g_autofree char *deep = g_build_filename (folder, "deep", NULL);
  g_autofree char *link_path = g_build_filename (bench->base.downloads, "link", NULL);
  g_autofree char *dangling = g_build_filename (bench->base.downloads, "dangling", NULL);
  g_autofree char *pipe_path = g_build_filename (bench->base.downloads, "pipe", NULL);

  write_file (good, "hello");
  write_file (bad, eicar);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  write_file (deep, eicar);
  g_assert_cmpint (symlink (bad, link_path), ==, 0);
  g_assert_cmpint (symlink ("nowhere", dangling), ==, 0);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) line = g_string_new ("scan --json --database=");
      g_auto(GStrv) words = g_strsplit (cases[i].files, " ", -1);
      g_auto(Outcome) outcome = { 0 };
      g_auto(GStrv) lines = NULL;

      g_string_append (line, bench->database);
      for (guint j = 0; words[j] != NULL; j++)
        g_string_append_printf (line, words[j][0] == '-' ? " %s" : " %%s/%s", words[j]);
      run (bench, &outcome, line->str, bench->base.downloads);
      g_assert_cmpint (outcome.code, ==, cases[i].code);
      lines = g_strsplit (outcome.out, "\n", -1);
      for (guint j = 0; lines[j + 1] != NULL; j++)
        {
          assert_has (lines[j], "\"verdict\":\"");
          assert_has (lines[j], "\"findings\":[");
          g_assert_null (strstr (lines[j], "clean"));
        }
      if (cases[i].code == 1)
        assert_has (outcome.out, "\"findings\":[\"Test.Piece");
    }
}

G_GNUC_UNUSED static void
test_scan_words (Bench *bench, gconstpointer data)
{
  g_autofree char *eicar = dup_eicar ();
  g_autofree char *good = g_build_filename (bench->base.downloads, "good", NULL);
  g_autofree char *with_database = g_strdup_printf ("scan --database=%s ", bench->database);
  g_autofree char *named = g_strconcat (with_database, "%s", NULL);
  g_autofree char *input = g_strconcat (with_database, "-", NULL);
  g_autofree char *small = g_strconcat (with_database, "--max-mebibytes=1 -", NULL);
  g_autofree char *nothing = g_strdup_printf ("scan --database=%s %%s", bench->runtime);
  g_autofree char *big = g_strnfill (1024 * 1024 + 1, 'x');
  g_auto(Outcome) outcome = { 0 };

  write_file (good, "hello");
  run (bench, &outcome, named, good);
  g_assert_cmpint (outcome.code, ==, 0);
  assert_has (outcome.out, ": nothing known found\n");
  g_assert_cmpstr (outcome.err, ==, "");

  run_with_input (bench, &outcome, eicar, input, NULL);
  g_assert_cmpint (outcome.code, ==, 1);
  assert_has (outcome.out, "-: infected: Test.Piece");
  run_with_input (bench, &outcome, "hello", input, NULL);
  g_assert_cmpint (outcome.code, ==, 0);
  run_with_input (bench, &outcome, big, small, NULL);
  g_assert_cmpint (outcome.code, ==, 2);
  assert_has (outcome.out, "too big");

  /* No signatures: never "nothing found". */
  run (bench, &outcome, nothing, good);
  g_assert_cmpint (outcome.code, ==, 3);
  assert_has (outcome.out, ": not checked, because");
}

static void
test_interrupt (Bench *bench, gconstpointer data)
{
  g_autoptr(GSubprocessLauncher) launcher = new_launcher (bench, G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autofree char *good = g_build_filename (bench->base.downloads, "good", NULL);
  g_autofree char *line = g_strdup_printf ("scan --database=%s - %%s", bench->database);
  g_auto(GStrv) arguments = split (line, good);
  g_autoptr(GSubprocess) process = NULL;

  /* It waits for its input, which never comes. */
  write_file (good, "hello");
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) arguments, NULL);
  g_assert_nonnull (process);
  g_usleep (400 * 1000);
  g_subprocess_send_signal (process, SIGINT);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 3);
}

static void
test_full_output (Bench *bench, gconstpointer data)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (0);
  g_auto(GStrv) arguments = split ("journal --csv", NULL);
  g_autoptr(GSubprocess) process = NULL;

  g_subprocess_launcher_setenv (launcher, "PURPLE_GUARD_HOME", bench->base.home, TRUE);
  g_subprocess_launcher_set_stdout_file_path (launcher, "/dev/full");
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) arguments, NULL);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 3);
}

/* ---- Hostile names through every output ---- */

static void
assert_harmless (const char *line)
{
  g_assert_true (g_utf8_validate (line, -1, NULL));
  for (const char *next = line; *next != '\0'; next = g_utf8_next_char (next))
    switch (g_unichar_type (g_utf8_get_char (next)))
      {
      case G_UNICODE_FORMAT:
        /* The isolate that core puts round right-to-left names, and nothing else. */
        g_assert_true (g_utf8_get_char (next) == 0x2068 || g_utf8_get_char (next) == 0x2069);
        break;
      case G_UNICODE_CONTROL:
      case G_UNICODE_LINE_SEPARATOR:
      case G_UNICODE_PARAGRAPH_SEPARATOR:
        g_error ("a character that acts (U+%04X) in “%s”", g_utf8_get_char (next), line);
        break;
      default:
        break;
      }
}

static char *
read_json_string (const char *line, const char *member)
{
  g_autofree char *start = g_strdup_printf ("\"%s\":\"", member);
  const char *next = strstr (line, start);
  GString *value = g_string_new (NULL);
  gunichar high = 0;

  g_assert_nonnull (next);
  for (next += strlen (start); *next != '"'; next++)
    {
      gunichar unit;

      g_assert_cmpint (*next, !=, '\0');
      if (*next != '\\')
        {
          g_string_append_c (value, *next);
          continue;
        }
      g_assert_cmpint (next[1], ==, 'u');
      unit = 0;
      for (guint i = 2; i < 6; i++)
        {
          g_assert_true (g_ascii_isxdigit (next[i]));
          unit = unit << 4 | (gunichar) g_ascii_xdigit_value (next[i]);
        }
      next += 5;
      if (unit >= 0xd800 && unit < 0xdc00)
        high = unit;
      else if (unit >= 0xdc00 && unit < 0xe000)
        g_string_append_unichar (value, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
      else
        g_string_append_unichar (value, unit);
    }
  return g_string_free (value, FALSE);
}

static guint
count_csv_fields (const char *line)
{
  gboolean is_quoted = FALSE;
  guint n = 1;

  for (; *line != '\0'; line++)
    {
      is_quoted ^= *line == '"';
      n += *line == ',' && !is_quoted;
      /* What opens a field must not be the beginning of a formula. */
      if (*line == ',' && !is_quoted)
        g_assert_null (strchr ("=+-@\t|%", line[1] == '"' ? line[2] : line[1] != '\0' ? line[1] : 'x'));
    }
  g_assert_false (is_quoted);
  return n;
}

static void
test_hostile_names (Bench *bench, gconstpointer data)
{
  g_autoptr(GPtrArray) names = read_hostile_names ();
  g_auto(Outcome) json = { 0 };
  g_auto(Outcome) csv = { 0 };
  g_auto(Outcome) table = { 0 };
  g_auto(Outcome) held_table = { 0 };
  g_auto(GStrv) json_lines = NULL;
  g_auto(GStrv) csv_lines = NULL;
  g_auto(GStrv) table_lines = NULL;
  g_auto(GStrv) held_lines = NULL;

  for (guint i = 0; i < names->len; i++)
    {
      HostileName *name = names->pdata[names->len - 1 - i];
      g_autoptr(GuardJournalEntry) entry = guard_journal_entry_new ("file-offered");
      g_autoptr(GuardHeld) held = guard_held_new ();

      entry->name = g_strdup (name->bytes);
      entry->sender = g_strdup (name->bytes);
      entry->account = g_strdup (name->bytes);
      entry->place = g_strdup (name->bytes);
      entry->verdict = GUARD_VERDICT_INFECTED;
      entry->finding = g_strdup (name->bytes);
      g_assert_true (guard_store_add_entry (bench->base.store, entry, NULL));
      held->name = g_strdup (name->bytes);
      held->sender = g_strdup (name->bytes);
      held->state = GUARD_HELD_HELD;
      held->time_us = i;
      g_assert_true (guard_store_put_held (bench->base.store, held, NULL));
    }

  run (bench, &json, "journal --json --limit=0", NULL);
  run (bench, &csv, "journal --csv --limit=0", NULL);
  run (bench, &table, "journal --limit=0", NULL);
  run (bench, &held_table, "quarantine list", NULL);
  json_lines = g_strsplit (json.out, "\n", -1);
  csv_lines = g_strsplit (csv.out, "\r\n", -1);
  table_lines = g_strsplit (table.out, "\n", -1);
  held_lines = g_strsplit (held_table.out, "\n", -1);
  g_assert_cmpuint (g_strv_length (json_lines), ==, names->len + 1);
  g_assert_cmpuint (g_strv_length (csv_lines), ==, names->len + 2);
  g_assert_cmpuint (g_strv_length (table_lines), ==, names->len + 1);
  g_assert_cmpuint (g_strv_length (held_lines), ==, names->len + 1);

  for (guint i = 0; i < names->len; i++)
    {
      HostileName *name = names->pdata[i];
      g_autofree char *valid = g_utf8_make_valid (name->bytes, -1);
      g_autofree char *got = read_json_string (json_lines[i], "name");

      g_test_message ("%s", name->title);
      assert_harmless (json_lines[i]);
      assert_harmless (csv_lines[i + 1]);
      assert_harmless (table_lines[i]);
      assert_harmless (held_lines[i]);
      g_assert_true (g_str_has_prefix (valid, got));
      if (strlen (valid) <= 1024)
        g_assert_cmpstr (got, ==, valid);
      g_assert_cmpuint (count_csv_fields (csv_lines[i + 1]), ==, 22);
    }
}

/* ---- Links in the journal ---- */

static void
add_link (Bench *bench, const char *kind, const char *choice)
{
  g_autoptr(GuardJournalEntry) entry = guard_journal_entry_new (kind);

  entry->sender = g_strdup ("mallory@example.net");
  entry->name = g_strdup ("paypa1.example");
  entry->finding = g_strdup ("lookalike");
  entry->action = g_strdup ("asked");
  entry->choice = g_strdup (choice);
  g_assert_true (guard_store_add_entry (bench->base.store, entry, NULL));
}

/* Neither a size nor a verdict is claimed of what has none. */
static void
test_journal_links (Bench *bench, gconstpointer data)
{
  static const char * const kinds[] = { "link-warned", "link-asked", "link-opened", "link-refused", "notice-withheld" };
  static const char * const never[] = { "size_bytes", "sha256", "true_type", "verdict", "reason", "findings", "engine", "signatures", "place", "token" };

  add_link (bench, "file-offered", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    add_link (bench, kinds[i], "open");
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *words = g_strdup_printf ("journal --kind=%s", kinds[i]);
      g_autofree char *object = g_strdup_printf ("journal --json --kind=%s", kinds[i]);
      g_autofree char *table = g_strdup_printf ("journal --csv --kind=%s", kinds[i]);
      g_autofree char *row = g_strdup_printf ("  %-24s  mallory@example.net           paypa1.example  [lookalike]  [asked]  [open]\n", kinds[i]);
      g_autofree char *fields = g_strdup_printf (",%s,,,mallory@example.net,stranger,paypa1.example,,,,,,lookalike,,,asked,open,,,1,\r\n", kinds[i]);
      g_auto(Outcome) outcome = { 0 };

      run (bench, &outcome, words, NULL);
      g_assert_true (g_str_has_suffix (outcome.out, row));
      g_assert_cmpuint (strlen (outcome.out), ==, strlen ("2026-11-25 08:00:00") + strlen (row));
      run (bench, &outcome, object, NULL);
      assert_has (outcome.out, "\"name\":\"paypa1.example\",\"detail\":\"lookalike\",\"action\":\"asked\",\"choice\":\"open\",\"n_events\":1,\"shown\":null}");
      for (gsize j = 0; j < G_N_ELEMENTS (never); j++)
        g_assert_null (strstr (outcome.out, never[j]));
      run (bench, &outcome, table, NULL);
      assert_has (outcome.out, fields);
    }
}

/* ---- remembered ---- */

static void
test_remembered (Bench *bench, gconstpointer data)
{
  const gint64 now_us = g_get_real_time ();
  g_auto(Outcome) outcome = { 0 };

  run (bench, &outcome, "remembered", NULL);
  g_assert_cmpstr (outcome.out, ==, "Nothing is remembered.\n");
  g_assert_true (guard_remembered_put (bench->base.store, "link-host", "example.org", now_us - 2, now_us + G_TIME_SPAN_DAY, NULL));
  g_assert_true (guard_remembered_put (bench->base.store, "link-host", "example.net", now_us - 1, now_us + G_TIME_SPAN_DAY, NULL));

  run (bench, &outcome, "remembered list", NULL);
  assert_has (outcome.out, "  link-host     example.net  [until ");
  g_assert_true (strstr (outcome.out, "example.net") < strstr (outcome.out, "example.org"));
  run (bench, &outcome, "remembered --json", NULL);
  g_assert_true (g_str_has_prefix (outcome.out, "{\"kind\":\"link-host\",\"key\":\"example.net\",\"time\":\"2"));
  assert_has (outcome.out, ",\"until\":\"2");

  run (bench, &outcome, "remembered forget example.com", NULL);
  g_assert_cmpint (outcome.code, ==, 3);
  assert_has (outcome.err, "example.com");
  run (bench, &outcome, "remembered forget example.net", NULL);
  g_assert_cmpint (outcome.code, ==, 0);
  g_assert_cmpstr (outcome.out, ==, "Forgotten: 1\n");
  run (bench, &outcome, "remembered list", NULL);
  g_assert_null (strstr (outcome.out, "example.net"));
  assert_has (outcome.out, "example.org");
  run (bench, &outcome, "remembered forget --all --json", NULL);
  g_assert_cmpstr (outcome.out, ==, "{\"n_forgotten\":1}\n");
  run (bench, &outcome, "remembered --json", NULL);
  g_assert_cmpstr (outcome.out, ==, "");
}

/* What cannot be stored is refused by the store; the rest must not act upon who reads it. */
static void
test_hostile_keys (Bench *bench, gconstpointer data)
{
  const gint64 now_us = g_get_real_time ();
  g_autoptr(GPtrArray) names = read_hostile_names ();
  g_autoptr(GPtrArray) stored = g_ptr_array_new ();
  g_auto(Outcome) table = { 0 };
  g_auto(Outcome) json = { 0 };
  g_auto(GStrv) table_lines = NULL;
  g_auto(GStrv) json_lines = NULL;

  for (guint i = 0; i < names->len; i++)
    {
      HostileName *name = names->pdata[i];

      if (guard_remembered_put (bench->base.store, "link-host", name->bytes, now_us - i, now_us + G_TIME_SPAN_DAY, NULL))
        g_ptr_array_add (stored, name);
    }
  g_assert_cmpuint (stored->len, >, 20);

  run (bench, &table, "remembered", NULL);
  run (bench, &json, "remembered --json", NULL);
  table_lines = g_strsplit (table.out, "\n", -1);
  json_lines = g_strsplit (json.out, "\n", -1);
  g_assert_cmpuint (g_strv_length (table_lines), ==, stored->len + 1);
  g_assert_cmpuint (g_strv_length (json_lines), ==, stored->len + 1);
  for (guint i = 0; i < stored->len; i++)
    {
      HostileName *name = stored->pdata[i];
      g_autofree char *got = read_json_string (json_lines[i], "key");

      g_test_message ("%s", name->title);
      assert_harmless (table_lines[i]);
      assert_harmless (json_lines[i]);
      g_assert_cmpstr (got, ==, name->bytes);
    }
}

/* ---- quarantine ---- */

static GuardHeld *
hold (Bench *bench, const char *name, const char *content, GuardVerdict verdict)
{
  g_autofree char *destination = g_build_filename (bench->base.downloads, name, NULL);
  GuardHeld *held = receive (&bench->base, destination, content, FALSE);

  held->verdict = verdict;
  held->reason = verdict == GUARD_VERDICT_NOT_CHECKED ? GUARD_REASON_NO_ENGINE : GUARD_REASON_NONE;
  g_assert_true (guard_hold_note_verdict (bench->base.store, held, verdict == GUARD_VERDICT_INFECTED ? GUARD_HELD_QUARANTINED : GUARD_HELD_HELD, NULL));
  return held;
}

static guint
count_entries (Bench *bench, const char *kind)
{
  g_autoptr(GPtrArray) list = guard_store_list_entries (bench->base.store, 0, kind, NULL, 0, NULL);

  return list->len;
}

static void
test_release (Bench *bench, gconstpointer data)
{
  g_autoptr(GuardHeld) held = hold (bench, "letter.txt", "hello", GUARD_VERDICT_NOTHING_FOUND);
  g_autoptr(GuardHeld) second = hold (bench, "second.txt", "hello", GUARD_VERDICT_NOTHING_FOUND);
  g_autofree char *beginning = g_strndup (held->token, 10);
  g_autofree char *taken = g_strdup_printf ("quarantine release --to=%s %s", held->destination, second->token);
  g_autofree char *folder = g_strdup_printf ("quarantine release --to=%s %s", bench->base.root, second->token);
  g_autofree char *there = g_build_filename (bench->base.root, "second.txt", NULL);
  g_auto(Outcome) outcome = { 0 };

  run (bench, &outcome, "quarantine release %s", beginning);
  g_assert_cmpint (outcome.code, ==, 0);
  assert_content (held->destination, "hello");
  g_assert_cmpuint (count_entries (bench, "file-released"), ==, 1);

  run (bench, &outcome, "quarantine release %s", held->token);
  g_assert_cmpint (outcome.code, ==, 3);

  /* Nothing is overwritten. */
  write_file (held->destination, "mine");
  run (bench, &outcome, taken, NULL);
  g_assert_cmpint (outcome.code, ==, 3);
  assert_content (held->destination, "mine");
  run (bench, &outcome, folder, NULL);
  g_assert_cmpint (outcome.code, ==, 0);
  assert_content (there, "hello");
}

static void
test_open_anyway (Bench *bench, gconstpointer data)
{
  static const GuardVerdict verdicts[] = { GUARD_VERDICT_INFECTED, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_VERDICT_NOT_CHECKED, GUARD_VERDICT_NONE };
  static const char * const refused[] = {
    "quarantine release %s", "quarantine release --sender=alice@example.org %s", "quarantine release --open-anyway %s",
    "quarantine release --open-anyway --sender=alice %s", "quarantine release --open-anyway --sender=ALICE@example.org %s",
    "quarantine release --open-anyway --sender= %s",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (verdicts); i++)
    {
      g_autofree char *name = g_strdup_printf ("file-%zu", i);
      g_autoptr(GuardHeld) held = hold (bench, name, "hello", verdicts[i]);
      g_auto(Outcome) outcome = { 0 };

      for (gsize j = 0; j < G_N_ELEMENTS (refused); j++)
        {
          run_with_input (bench, &outcome, "alice@example.org\n", refused[j], held->token);
          g_assert_cmpint (outcome.code, ==, 3);
          assert_missing (held->destination);
        }
      run (bench, &outcome, "quarantine release --open-anyway --sender=alice@example.org %s", held->token);
      g_assert_cmpint (outcome.code, ==, 0);
      assert_content (held->destination, "hello");
      g_assert_cmpuint (count_entries (bench, "file-opened-anyway"), ==, i + 1);
    }
}

/* At a terminal the address is asked for. */
static int
answer_at_terminal (Bench *bench, const char *line, const char *token, const char *answer)
{
  g_autoptr(GSubprocessLauncher) launcher = new_launcher (bench, 0);
  g_auto(GStrv) arguments = split (line, token);
  g_autoptr(GSubprocess) process = NULL;
  int master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  int slave;

  g_assert_cmpint (master, >=, 0);
  g_assert_cmpint (grantpt (master), ==, 0);
  g_assert_cmpint (unlockpt (master), ==, 0);
  slave = open (ptsname (master), O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (slave, >=, 0);
  g_subprocess_launcher_take_stdin_fd (launcher, slave);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) arguments, NULL);
  g_assert_cmpint (write (master, answer, strlen (answer)), ==, (gssize) strlen (answer));
  g_assert_true (g_subprocess_communicate (process, NULL, NULL, NULL, NULL, NULL));
  close (master);
  return g_subprocess_get_exit_status (process);
}

static void
test_terminal (Bench *bench, gconstpointer data)
{
  g_autoptr(GuardHeld) held = hold (bench, "letter.txt", "hello", GUARD_VERDICT_INFECTED);
  g_autoptr(GuardHeld) second = hold (bench, "second.txt", "hello", GUARD_VERDICT_INFECTED);
  g_autofree char *inside = guard_hold_dup_path (bench->base.store, second->token);

  g_assert_cmpint (answer_at_terminal (bench, "quarantine release --open-anyway %s", held->token, "yes\n"), ==, 3);
  assert_missing (held->destination);
  g_assert_cmpint (answer_at_terminal (bench, "quarantine release --open-anyway %s", held->token, "alice@example.org\n"), ==, 0);
  assert_content (held->destination, "hello");

  g_assert_cmpint (answer_at_terminal (bench, "quarantine delete %s", second->token, "n\n"), ==, 3);
  assert_content (inside, "hello");
  g_assert_cmpint (answer_at_terminal (bench, "quarantine delete %s", second->token, "y\n"), ==, 0);
  assert_missing (inside);
}

static void
test_delete (Bench *bench, gconstpointer data)
{
  g_autoptr(GuardHeld) held = hold (bench, "letter.txt", "hello", GUARD_VERDICT_INFECTED);
  g_autofree char *inside = guard_hold_dup_path (bench->base.store, held->token);
  g_auto(Outcome) outcome = { 0 };

  run_with_input (bench, &outcome, "y\n", "quarantine delete %s", held->token);
  g_assert_cmpint (outcome.code, ==, 3);
  assert_content (inside, "hello");
  run (bench, &outcome, "quarantine delete --yes %s", held->token);
  g_assert_cmpint (outcome.code, ==, 0);
  assert_missing (inside);
  g_assert_cmpuint (count_entries (bench, "file-deleted"), ==, 1);
}

/* This very process is the living client. */
static void
test_in_use (Bench *bench, gconstpointer data)
{
  static const char * const lines[] = { "quarantine release %s", "quarantine delete --yes %s", "quarantine scan %s" };
  g_autofree char *destination = g_build_filename (bench->base.downloads, "letter.txt", NULL);
  g_autoptr(GuardHeld) held = receive (&bench->base, destination, "hello", FALSE);
  g_autofree char *inside = guard_hold_dup_path (bench->base.store, held->token);

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto(Outcome) outcome = { 0 };

      run (bench, &outcome, lines[i], held->token);
      g_assert_cmpint (outcome.code, ==, 3);
      assert_has (outcome.err, "a running client");
      assert_content (inside, "hello");
      assert_missing (destination);
    }
}

G_GNUC_UNUSED static void
test_scan_held (Bench *bench, gconstpointer data)
{
  g_autofree char *eicar = dup_eicar ();
  g_autoptr(GuardHeld) good = hold (bench, "good", "hello", GUARD_VERDICT_NOT_CHECKED);
  g_autoptr(GuardHeld) bad = hold (bench, "bad", eicar, GUARD_VERDICT_NOT_CHECKED);
  g_autoptr(GuardHeld) row = NULL;
  g_autofree char *line = g_strdup_printf ("quarantine scan --database=%s %s %s", bench->database, good->token, bad->token);
  g_auto(Outcome) outcome = { 0 };

  run (bench, &outcome, line, NULL);
  g_assert_cmpint (outcome.code, ==, 1);
  assert_has (outcome.out, "purple-guard quarantine release");
  g_assert_cmpuint (count_entries (bench, "file-scanned"), ==, 2);
  assert_missing (good->destination);
  row = guard_store_get_held (bench->base.store, bad->token, NULL);
  g_assert_cmpint (row->state, ==, GUARD_HELD_QUARANTINED);
  g_assert_cmpint (row->verdict, ==, GUARD_VERDICT_INFECTED);

  run (bench, &outcome, "quarantine release %s", good->token);
  g_assert_cmpint (outcome.code, ==, 0);
  run (bench, &outcome, "quarantine release %s", bad->token);
  g_assert_cmpint (outcome.code, ==, 3);
}

/* ---- The manual ---- */

static char *
read_manual (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("TOP_SRCDIR"), "data", "man", "purple-guard.1", NULL);
  g_autofree char *text = NULL;
  GString *manual;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  manual = g_string_new (text);
  g_string_replace (manual, "\\-", "-", 0);
  return g_string_free (manual, FALSE);
}

/* GLib reads summaries from the schema's source only if that lies beside the compiled one. */
static char *
read_summary (const char *key)
{
  g_autofree char *path = g_build_filename (g_getenv ("TOP_SRCDIR"), "data", "org.purpleguard.guard.gschema.xml", NULL);
  g_autofree char *start = g_strdup_printf ("<key name=\"%s\"", key);
  g_autofree char *text = NULL;
  const char *summary;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  summary = strstr (text, start);
  g_assert_nonnull (summary);
  summary = strstr (summary, "<summary>");
  g_assert_nonnull (summary);
  summary += strlen ("<summary>");
  return g_strndup (summary, strcspn (summary, "<"));
}

static void
test_manual_settings (Bench *bench, gconstpointer data)
{
  g_autofree char *manual = read_manual ();
  g_autoptr(GSettings) settings = guard_settings_new (bench->base.home, NULL, NULL);
  g_autoptr(GSettingsSchema) schema = NULL;
  g_auto(GStrv) keys = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr(GSettingsSchemaKey) key = g_settings_schema_get_key (schema, keys[i]);
      g_autoptr(GVariant) range = g_settings_schema_key_get_range (key);
      g_autoptr(GVariant) initial = g_settings_schema_key_get_default_value (key);
      g_autofree char *heading = g_strdup_printf ("\n.B %s\n", keys[i]);
      g_autofree char *summary = read_summary (keys[i]);
      g_autofree char *value = g_variant_print (initial, FALSE);
      g_autofree char *otherwise = g_strdup_printf ("otherwise %s", value);
      const char *start = strstr (manual, heading);
      g_autofree char *line = NULL;

      if (start == NULL)
        g_error ("the setting “%s” is not in the manual", keys[i]);
      start += strlen (heading);
      line = g_strndup (start, strcspn (start, "\n"));
      assert_has (line, summary);
      assert_has (line, otherwise);
      if (g_variant_is_of_type (initial, G_VARIANT_TYPE_UINT32))
        {
          g_autoptr(GVariant) bounds = NULL;
          g_autofree char *words = NULL;
          const char *kind;
          guint32 low, high;

          g_variant_get (range, "(&sv)", &kind, &bounds);
          g_assert_cmpstr (kind, ==, "range");
          g_variant_get (bounds, "(uu)", &low, &high);
          words = g_strdup_printf ("from %u to %u", low, high);
          assert_has (line, words);
        }
    }
}

static void
test_manual_options (Bench *bench, gconstpointer data)
{
  static const char * const commands[] = {
    "scan --help", "journal --help", "quarantine list --help", "quarantine show --help", "quarantine scan --help", "quarantine release --help",
    "quarantine delete --help", "remembered list --help", "remembered forget --help", "link --help", "message --help", "rules --help",
    "inbox --help", "people list --help", "people forget --help", "connections --help", "services list --help", "services plugins --help"
  };
  g_autofree char *manual = read_manual ();

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_auto(Outcome) outcome = { 0 };
      guint n_options = 0;

      run (bench, &outcome, commands[i], NULL);
      for (const char *next = outcome.out; (next = strstr (next, "--")) != NULL;)
        {
          gsize length = strspn (next, "abcdefghijklmnopqrstuvwxyz-");
          g_autofree char *option = g_strndup (next, length);

          assert_has (manual, option);
          next += length;
          n_options++;
        }
      g_assert_cmpuint (n_options, >=, 2);
    }
}

#define ADD(path, function) g_test_add ("/tool/" path, Bench, NULL, set_up_bench, function, tear_down_bench)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN); /* the program may have ended before it was told everything */
  ADD ("usage", test_usage);
#ifndef GUARD_SANITIZERS /* such a scanner has no lock, and says so instead of scanning */
  ADD ("scan", test_scan);
  ADD ("scan/words", test_scan_words);
  ADD ("quarantine/scan", test_scan_held);
#endif
  ADD ("scan/interrupt", test_interrupt);
  ADD ("full-output", test_full_output);
  ADD ("hostile-names", test_hostile_names);
  ADD ("journal/links", test_journal_links);
  ADD ("remembered", test_remembered);
  ADD ("remembered/hostile-keys", test_hostile_keys);
  ADD ("quarantine/release", test_release);
  ADD ("quarantine/open-anyway", test_open_anyway);
  ADD ("quarantine/terminal", test_terminal);
  ADD ("quarantine/delete", test_delete);
  ADD ("quarantine/in-use", test_in_use);
  ADD ("manual/settings", test_manual_settings);
  ADD ("manual/options", test_manual_options);
  return g_test_run ();
}

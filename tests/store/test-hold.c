/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"
#include "hooks.h"

#include "core/guard-error.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONTENT "the whole content of the file"

/* ---- Helpers ---- */

static char *
in_downloads (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->downloads, name, NULL);
}

static void
release_well (Fixture *fixture, GuardHeld *held)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *inside = guard_hold_dup_path (fixture->store, held->token);

  g_assert_true (guard_hold_release (fixture->store, held, NULL, &error));
  g_assert_no_error (error);
  assert_missing (inside);
}

/* Refused: the file is still held, read-only, in nobody's hands, its row says so, and it can be released elsewhere. */
static void
release_badly (Fixture *fixture, GuardHeld *held, int code, gboolean is_intact)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *inside = guard_hold_dup_path (fixture->store, held->token);
  g_autofree char *elsewhere = in_downloads (fixture, "elsewhere.bin");
  g_autoptr(GuardHeld) row = NULL;
  struct stat status;

  g_assert_false (guard_hold_release (fixture->store, held, NULL, &error));
  g_assert_error (error, GUARD_ERROR, code);
  g_clear_error (&error);
  row = guard_store_get_held (fixture->store, held->token, &error);
  g_assert_no_error (error);
  g_assert_cmpint (row->state, ==, GUARD_HELD_HELD);
  g_assert_null (row->lease);
  g_assert_cmpint (row->state, ==, held->state);
  if (!is_intact)
    return;

  g_assert_cmpint (lstat (inside, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0400);
  g_assert_cmpuint (status.st_nlink, ==, 1);
  g_free (held->destination);
  held->destination = g_strdup (elsewhere);
  held->replace_inode = held->replace_device = 0;
  release_well (fixture, held);
  assert_content (elsewhere, CONTENT);
  g_assert_cmpint (g_unlink (elsewhere), ==, 0);
}

static void
assert_no_leftovers (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_prefix (name, ".purple-guard"));
}

static guint
recover (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) again = guard_hold_recover (fixture->store, &error);

  g_assert_no_error (error);
  return again->len;
}

static GuardHeldState
get_state (Fixture *fixture, const char *token)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardHeld) row = guard_store_get_held (fixture->store, token, &error);

  g_assert_no_error (error);
  return row->state;
}

/* ---- Release ---- */

static void
test_release (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *destination = in_downloads (fixture, "letter.txt");
  g_autoptr(GuardHeld) held = receive (fixture, destination, CONTENT, FALSE);
  g_autofree char *inside = guard_hold_dup_path (fixture->store, held->token);
  guint64 inode = held->inode;
  mode_t mask = umask (027);
  struct stat status;

  g_assert_cmpint (g_stat (inside, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0400);
  assert_missing (destination);

  release_well (fixture, held);
  umask (mask);
  g_assert_cmpint (held->state, ==, GUARD_HELD_RELEASED);
  assert_content (destination, CONTENT);
  g_assert_cmpint (g_stat (destination, &status), ==, 0);
  g_assert_cmpuint (status.st_ino, ==, inode);
  g_assert_cmpuint (status.st_nlink, ==, 1);
  g_assert_cmpint (status.st_mode & 0777, ==, 0640);
  g_assert_cmpuint (count_files (fixture->downloads), ==, 1);

  g_assert_true (guard_store_is_released (fixture->store, held->device, held->inode, held->modified_ns, held->size_bytes));
  g_assert_false (guard_store_is_released (fixture->store, held->device, held->inode, held->modified_ns + 1, held->size_bytes));
  g_assert_false (guard_store_is_released (fixture->store, held->device, held->inode, held->modified_ns, held->size_bytes + 1));
  g_assert_false (guard_store_is_released (fixture->store, held->device, held->inode + 1, held->modified_ns, held->size_bytes));

  /* Once. */
  g_assert_false (guard_hold_release (fixture->store, held, NULL, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_CHANGED);
}

/* A copy: no links, and, where the machine has a second file system, really another one. */
static void
test_release_copied (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = g_strdup ("/dev/shm/guard-store-XXXXXX");
  g_autofree char *destination = NULL;
  g_autoptr(GuardHeld) held = NULL;
  g_autoptr(GString) content = g_string_new (NULL);
  struct stat here, there;

  if (g_strcmp0 (data, "other") != 0)
    {
      lacks_links = TRUE;
      g_free (other);
      other = g_build_filename (fixture->root, "other", NULL);
      g_assert_cmpint (g_mkdir (other, 0700), ==, 0);
    }
  else if (g_mkdtemp (other) == NULL)
    {
      g_test_skip ("there is no /dev/shm to write to");
      return;
    }
  g_stat (fixture->home, &here);
  g_stat (other, &there);
  if (g_strcmp0 (data, "other") == 0 && here.st_dev == there.st_dev)
    {
      g_rmdir (other);
      g_test_skip ("there is only one file system");
      return;
    }

  /* More than one block, and not a whole number of them. */
  for (guint i = 0; i < 60000; i++)
    g_string_append_printf (content, "line %u\n", i);
  destination = g_build_filename (other, "long.txt", NULL);
  held = receive (fixture, destination, content->str, FALSE);
  release_well (fixture, held);
  lacks_links = FALSE;

  assert_content (destination, content->str);
  g_assert_cmpint (g_stat (destination, &there), ==, 0);
  g_assert_cmpuint (there.st_ino, ==, held->inode);
  g_assert_cmpuint (there.st_dev, ==, held->device);
  g_assert_true (guard_store_is_released (fixture->store, held->device, held->inode, held->modified_ns, held->size_bytes));
  g_assert_cmpuint (count_files (other), ==, 1);
  remove_tree (other);
}

static void
test_release_without_flags (Fixture *fixture, gconstpointer data)
{
  g_autofree char *destination = in_downloads (fixture, "letter.txt");
  g_autofree char *old = in_downloads (fixture, "old.txt");
  g_autoptr(GuardHeld) held = receive (fixture, destination, CONTENT, FALSE);
  g_autoptr(GuardHeld) replacing = NULL;

  lacks_rename_flags = TRUE;
  release_well (fixture, held);
  assert_content (destination, CONTENT);
  g_assert_cmpuint (count_files (fixture->downloads), ==, 1);

  /* Replacing cannot be done safely there, so it is not done. */
  write_file (old, "old");
  replacing = receive (fixture, old, CONTENT, TRUE);
  release_badly (fixture, replacing, GUARD_ERROR_EXISTS, TRUE);
  assert_content (old, "old");
  lacks_rename_flags = FALSE;
  assert_no_leftovers (fixture->downloads);
}

/* ---- What is at the destination ---- */

static void
test_collision (Fixture *fixture, gconstpointer data)
{
  g_autofree char *destination = in_downloads (fixture, "letter.txt");
  g_autoptr(GuardHeld) held = receive (fixture, destination, CONTENT, FALSE);

  write_file (destination, "mine");
  lacks_rename_flags = GPOINTER_TO_INT (data);
  release_badly (fixture, held, GUARD_ERROR_EXISTS, TRUE);
  lacks_rename_flags = FALSE;
  assert_content (destination, "mine");
  g_assert_cmpuint (count_files (fixture->downloads), ==, 1);
}

static void
test_link_at_destination (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *victim = g_build_filename (fixture->root, "victim", NULL);
  g_autofree char *destination = in_downloads (fixture, "letter.txt");
  g_autoptr(GuardHeld) held = receive (fixture, destination, CONTENT, TRUE);
  g_autoptr(GuardHeld) late = guard_held_new ();

  if (g_strcmp0 (data, "dangling") != 0)
    write_file (victim, "victim");
  g_assert_cmpint (symlink (victim, destination), ==, 0);
  release_badly (fixture, held, GUARD_ERROR_EXISTS, TRUE);

  late->destination = g_strdup (destination);
  g_assert_false (guard_hold_reserve (fixture->store, late, TRUE, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_EXISTS);
  if (g_strcmp0 (data, "dangling") != 0)
    assert_content (victim, "victim");
  else
    assert_missing (victim);
}

static void
test_replace (Fixture *fixture, gconstpointer data)
{
  g_autofree char *destination = in_downloads (fixture, "letter.txt");
  g_autoptr(GuardHeld) held = NULL;

  write_file (destination, "old");
  held = receive (fixture, destination, CONTENT, TRUE);
  g_assert_cmpuint (held->replace_inode, !=, 0);
  lacks_links = GPOINTER_TO_INT (data);
  release_well (fixture, held);
  lacks_links = FALSE;
  assert_content (destination, CONTENT);
  g_assert_cmpuint (count_files (fixture->downloads), ==, 1);
}

/* Without the consent of a save dialog nothing is replaced, already when it is reserved. */
static void
test_no_consent (Fixture *fixture, gconstpointer data)
{
  static const char * const bad[] = { "letter.txt", ".", "..", "missing/letter.txt" };
  g_autofree char *letter = in_downloads (fixture, "letter.txt");

  write_file (letter, "old");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GuardHeld) held = guard_held_new ();

      held->destination = in_downloads (fixture, bad[i]);
      g_assert_false (guard_hold_reserve (fixture->store, held, FALSE, &error));
      g_assert_nonnull (error);
    }
  assert_content (letter, "old");
}

static char *swapped_in;
static char *swapped_out;

static void
swap_destination (void)
{
  if (swapped_in == NULL)
    return;
  g_assert_cmpint (rename (swapped_in, swapped_out), ==, 0);
  g_clear_pointer (&swapped_in, g_free);
}

/* Another file takes the place of the one the user agreed to lose: before the release, or at the last moment. */
static void
test_replace_other (Fixture *fixture, gconstpointer data)
{
  g_autofree char *destination = in_downloads (fixture, "letter.txt");
  g_autofree char *other = in_downloads (fixture, "other.txt");
  g_autoptr(GuardHeld) held = NULL;

  write_file (destination, "old");
  held = receive (fixture, destination, CONTENT, TRUE);
  write_file (other, "somebody's work");
  swapped_in = g_strdup (other);
  swapped_out = g_strdup (destination);
  if (g_strcmp0 (data, "late") == 0)
    before_rename = swap_destination;
  else
    swap_destination ();

  release_badly (fixture, held, GUARD_ERROR_EXISTS, TRUE);
  before_rename = NULL;
  g_clear_pointer (&swapped_out, g_free);
  g_assert_null (swapped_in);
  assert_content (destination, "somebody's work");
  g_assert_cmpuint (count_files (fixture->downloads), ==, 1);
}

static void
test_rivals (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *destination = in_downloads (fixture, "letter.txt");
  G_GNUC_UNUSED g_autoptr(GuardHeld) held = receive (fixture, destination, CONTENT, FALSE);
  g_autoptr(GuardHeld) rival = guard_held_new ();

  rival->destination = g_strdup (destination);
  g_assert_false (guard_hold_reserve (fixture->store, rival, FALSE, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_EXISTS);
}

static void
test_room (Fixture *fixture, gconstpointer data)
{
  static const guint64 sizes[] = { G_MAXUINT64, (guint64) 1 << 63, (guint64) 1 << 60, G_MAXUINT64 - 64 * 1024 * 1024 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GuardHeld) held = guard_held_new ();

      held->destination = in_downloads (fixture, "huge");
      held->size_bytes = sizes[i];
      g_assert_false (guard_hold_reserve (fixture->store, held, FALSE, &error));
      g_assert_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE);
    }
}

/* ---- What is in held/ ---- */

static void
set_times (const char *path, gint64 modified_ns)
{
  struct timespec times[2] = { { 0, UTIME_OMIT }, { modified_ns / 1000000000, modified_ns % 1000000000 } };

  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

static void
test_tampered (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  const char *how = data;
  g_autofree char *destination = in_downloads (fixture, "letter.txt");
  g_autofree char *other = g_build_filename (fixture->root, "other", NULL);
  g_autoptr(GuardHeld) held = receive (fixture, destination, CONTENT, FALSE);
  g_autofree char *inside = guard_hold_dup_path (fixture->store, held->token);
  gboolean is_quiet = FALSE;
  int descriptor;

  write_file (other, "THE WHOLE CONTENT OF THE FILE");
  g_assert_cmpint (g_chmod (inside, 0600), ==, 0);
  if (g_str_equal (how, "swapped"))
    {
      set_times (other, held->modified_ns);
      g_assert_cmpint (rename (other, inside), ==, 0);
    }
  else if (g_str_equal (how, "linked"))
    {
      g_assert_cmpint (g_unlink (inside), ==, 0);
      g_assert_cmpint (symlink (other, inside), ==, 0);
    }
  else if (g_str_equal (how, "gone"))
    g_assert_cmpint (g_unlink (inside), ==, 0);
  else if (g_str_equal (how, "grown"))
    {
      write_file (inside, CONTENT " and more");
      set_times (inside, held->modified_ns);
    }
  else
    {
      write_file (inside, "THE WHOLE CONTENT OF THE FILE");
      is_quiet = g_str_equal (how, "rewritten-quietly");
      if (is_quiet)
        set_times (inside, held->modified_ns);
      else
        set_times (inside, held->modified_ns + 1);
    }

  /* Size and time tell no more than that; the sum is what counts at the release. */
  descriptor = guard_hold_open (fixture->store, held, &error);
  g_assert_cmpint (descriptor >= 0, ==, is_quiet);
  if (!is_quiet)
    g_assert_error (error, GUARD_ERROR, GUARD_ERROR_CHANGED);
  else
    close (descriptor);
  release_badly (fixture, held, GUARD_ERROR_CHANGED, FALSE);
  assert_missing (destination);
  assert_no_leftovers (fixture->downloads);
}

static void
test_finish_refuses (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardHeld) held = guard_held_new ();
  g_autofree char *inside = guard_hold_dup_path (fixture->store, held->token);
  g_autofree char *other = g_build_filename (fixture->root, "other", NULL);

  held->destination = in_downloads (fixture, "letter.txt");
  g_assert_true (guard_hold_reserve (fixture->store, held, FALSE, &error));
  g_assert_no_error (error);
  if (g_strcmp0 (data, "second-name") == 0)
    g_assert_cmpint (link (inside, other), ==, 0);
  else
    {
      write_file (other, CONTENT);
      g_assert_cmpint (rename (other, inside), ==, 0);
    }
  g_assert_false (guard_hold_finish (fixture->store, held, NULL, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_CHANGED);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *destination = in_downloads (fixture, "letter.txt");
  g_autoptr(GuardHeld) held = receive (fixture, destination, CONTENT, FALSE);

  g_cancellable_cancel (cancellable);
  g_assert_false (guard_hold_release (fixture->store, held, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_missing (destination);
  assert_no_leftovers (fixture->downloads);
  release_well (fixture, held);
}

static void
test_discard (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *destination = in_downloads (fixture, "letter.txt");
  g_autoptr(GuardHeld) held = receive (fixture, destination, CONTENT, FALSE);
  g_autofree char *inside = guard_hold_dup_path (fixture->store, held->token);

  g_assert_true (guard_hold_discard (fixture->store, held, &error));
  g_assert_no_error (error);
  assert_missing (inside);
  assert_missing (destination);

  /* What is deleted cannot come back by a late verdict. */
  g_assert_false (guard_hold_note_verdict (fixture->store, held, GUARD_HELD_HELD, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_CHANGED);
}

/* ---- Crashes ---- */

/* In a child with a store of its own; it does not come back. */
static pid_t
start_child (Fixture *fixture, void (*act) (Fixture *fixture, gconstpointer data), gconstpointer data)
{
  pid_t child;

  g_clear_pointer (&fixture->store, guard_store_close);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child != 0)
    return child;

  open_store (fixture);
  act (fixture, data);
  kill (getpid (), SIGKILL);
  _exit (99);
}

static void
wait_for_kill (pid_t child)
{
  int status;

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
}

typedef struct
{
  const char *point;
  gboolean copied;
  gboolean replaces;
  GuardHeldState expected; /* after recovery; 0: there is no row */
  gboolean again;          /* to be scanned again */
} Crash;

static void
act_to_crash (Fixture *fixture, gconstpointer data)
{
  const Crash *crash = data;
  g_autofree char *destination = in_downloads (fixture, "letter.txt");
  g_autoptr(GuardHeld) held = NULL;

  lacks_links = crash->copied;
  crash_at = crash->point;
  held = receive (fixture, destination, CONTENT, crash->replaces);
  if (g_str_has_prefix (crash->point, "discard"))
    {
      if (!guard_hold_discard (fixture->store, held, NULL))
        _exit (98);
    }
  else if (!guard_hold_release (fixture->store, held, NULL, NULL))
    _exit (98);
  _exit (97);
}

static void
assert_recovered (Fixture *fixture, const Crash *crash)
{
  g_autofree char *destination = in_downloads (fixture, "letter.txt");
  g_autofree char *held_folder = g_build_filename (fixture->home, "held", NULL);
  g_autoptr(GPtrArray) rows = guard_store_list_held (fixture->store, NULL);
  gboolean is_out = crash->expected == GUARD_HELD_RELEASED;
  gboolean is_in = crash->expected == GUARD_HELD_HELD || crash->expected == GUARD_HELD_RECEIVED;

  if (is_out)
    assert_content (destination, CONTENT);
  else if (crash->replaces)
    assert_content (destination, "old");
  else
    assert_missing (destination);
  assert_no_leftovers (fixture->downloads);
  g_assert_cmpuint (count_files (fixture->downloads), ==, is_out || crash->replaces);
  g_assert_cmpuint (count_files (held_folder), ==, is_in);
  g_assert_cmpuint (rows->len, ==, is_in);

  if (is_in)
    {
      GuardHeld *held = rows->pdata[0];
      g_autofree char *inside = guard_hold_dup_path (fixture->store, held->token);
      struct stat status;

      g_assert_cmpint (held->state, ==, crash->expected);
      assert_content (inside, CONTENT);
      g_assert_cmpint (g_stat (inside, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0400);
      g_assert_cmpuint (status.st_nlink, ==, 1);
      release_well (fixture, held);
      assert_content (destination, CONTENT);
    }
  else if (is_out)
    {
      struct stat status;

      g_assert_cmpint (g_stat (destination, &status), ==, 0);
      g_assert_true (guard_store_is_released (fixture->store, status.st_dev, status.st_ino,
                                              (gint64) status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec, status.st_size));
    }
}

static void
test_crash (Fixture *fixture, gconstpointer data)
{
  static const Crash crashes[] = {
    { "reserve-row",     FALSE, FALSE, GUARD_HELD_DELETED,  FALSE },
    { "reserve-file",    FALSE, FALSE, GUARD_HELD_DELETED,  FALSE },
    { "finish-measured", FALSE, FALSE, GUARD_HELD_RECEIVED, TRUE },
    { "discard-row",     FALSE, FALSE, GUARD_HELD_DELETED,  FALSE },
    { "release-claimed", FALSE, FALSE, GUARD_HELD_HELD,     TRUE },
    { "release-staged",  FALSE, FALSE, GUARD_HELD_HELD,     TRUE },
    { "release-noted",   FALSE, FALSE, GUARD_HELD_HELD,     TRUE },
    { "release-placed",  FALSE, FALSE, GUARD_HELD_RELEASED, FALSE },
    { "release-row",     FALSE, FALSE, GUARD_HELD_RELEASED, FALSE },
    { "release-done",    FALSE, FALSE, GUARD_HELD_RELEASED, FALSE },
    { "release-staged",  TRUE,  FALSE, GUARD_HELD_HELD,     TRUE },
    { "release-noted",   TRUE,  FALSE, GUARD_HELD_HELD,     TRUE },
    { "release-placed",  TRUE,  FALSE, GUARD_HELD_RELEASED, FALSE },
    { "release-row",     TRUE,  FALSE, GUARD_HELD_RELEASED, FALSE },
    { "release-staged",  FALSE, TRUE,  GUARD_HELD_HELD,     TRUE },
    { "release-noted",   FALSE, TRUE,  GUARD_HELD_HELD,     TRUE },
    { "release-placed",  FALSE, TRUE,  GUARD_HELD_RELEASED, FALSE },
    { "release-row",     FALSE, TRUE,  GUARD_HELD_RELEASED, FALSE },
    { "release-placed",  TRUE,  TRUE,  GUARD_HELD_RELEASED, FALSE },
    { "release-row",     TRUE,  TRUE,  GUARD_HELD_RELEASED, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (crashes); i++)
    {
      Fixture own;
      g_autofree char *destination = NULL;

      g_test_message ("%s%s%s", crashes[i].point, crashes[i].copied ? ", copied" : "", crashes[i].replaces ? ", replacing" : "");
      set_up (&own, NULL);
      destination = in_downloads (&own, "letter.txt");
      if (crashes[i].replaces)
        write_file (destination, "old");
      wait_for_kill (start_child (&own, act_to_crash, &crashes[i]));
      open_store (&own);
      g_assert_cmpuint (recover (&own), ==, crashes[i].again);
      /* Recovering is done when it is done. */
      g_assert_cmpuint (recover (&own), ==, 0);
      assert_recovered (&own, &crashes[i]);
      tear_down (&own, NULL);
    }
}

/* The point of death is left to chance. */
static void
act_for_ever (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d-%u", (int) getpid (), i);
      g_autofree char *destination = in_downloads (fixture, name);
      g_autoptr(GuardHeld) held = receive (fixture, destination, data, FALSE);

      lacks_links = i % 2;
      if (!guard_hold_release (fixture->store, held, NULL, NULL))
        _exit (98);
    }
}

static void
test_random_kill (Fixture *fixture, gconstpointer data)
{
  g_autofree char *content = g_strnfill (300000, 'x');
  g_autofree char *held_folder = g_build_filename (fixture->home, "held", NULL);
  g_autoptr(GDir) dir = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  const char *name;
  guint n_out = 0;

  for (guint i = 0; i < 25; i++)
    {
      pid_t child = start_child (fixture, act_for_ever, content);

      g_usleep (g_test_rand_int_range (5000, 60000));
      kill (child, SIGKILL);
      wait_for_kill (child);
      open_store (fixture);
      recover (fixture);
    }

  dir = g_dir_open (fixture->downloads, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = in_downloads (fixture, name);

      assert_content (path, content);
      n_out++;
    }
  g_test_message ("%u released", n_out);
  g_assert_cmpuint (n_out, >, 0);
  assert_no_leftovers (fixture->downloads);
  rows = guard_store_list_held (fixture->store, NULL);
  g_assert_cmpuint (count_files (held_folder), ==, rows->len);
}

/* ---- Two programs ---- */

static int talk[2];

static void
act_as_client (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GuardHeld) held = guard_held_new ();
  g_autofree char *inside = guard_hold_dup_path (fixture->store, held->token);
  pid_t resolver;

  held->destination = in_downloads (fixture, "letter.txt");
  if (!guard_hold_reserve (fixture->store, held, FALSE, NULL))
    _exit (98);
  write_file (inside, "the first half");

  /* Like libpurple's resolver: forked, never exec'ed, all descriptors open, and it outlives us. */
  resolver = fork ();
  if (resolver == 0)
    {
      sleep (20);
      _exit (0);
    }
  if (write (talk[1], held->token, 32) != 32 || write (talk[1], &resolver, sizeof resolver) != sizeof resolver)
    _exit (98);
  sleep (20);
}

static void
test_two_programs (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardHeld) held = NULL;
  g_autofree char *inside = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  char token[33] = "";
  pid_t client, resolver;

  g_assert_cmpint (pipe (talk), ==, 0);
  client = start_child (fixture, act_as_client, NULL);
  g_assert_cmpint (read (talk[0], token, 32), ==, 32);
  g_assert_cmpint (read (talk[0], &resolver, sizeof resolver), ==, sizeof resolver);
  open_store (fixture);

  /* Its transfer is not our leftover, and not ours to touch. */
  g_assert_cmpuint (recover (fixture), ==, 0);
  held = guard_store_get_held (fixture->store, token, &error);
  g_assert_no_error (error);
  g_assert_true (guard_store_lease_is_alive (fixture->store, held->lease));
  g_assert_cmpint (held->state, ==, GUARD_HELD_RECEIVING);
  inside = guard_hold_dup_path (fixture->store, token);
  assert_content (inside, "the first half");
  g_assert_false (guard_hold_discard (fixture->store, held, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_false (guard_hold_release (fixture->store, held, NULL, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_false (guard_hold_note_verdict (fixture->store, held, GUARD_HELD_HELD, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE);

  /* It dies; its resolver lives on. */
  kill (client, SIGKILL);
  wait_for_kill (client);
  g_assert_cmpint (kill (resolver, 0), ==, 0);
  g_assert_false (guard_store_lease_is_alive (fixture->store, held->lease));
  recover (fixture);
  assert_missing (inside);
  g_assert_cmpint (get_state (fixture, token), ==, GUARD_HELD_DELETED);
  entries = guard_store_list_entries (fixture->store, 0, "file-broken-off", NULL, 0, NULL);
  g_assert_cmpuint (entries->len, ==, 1);
  kill (resolver, SIGKILL);
  close (talk[0]);
  close (talk[1]);
}

static void
test_leases (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardStore) second = guard_store_open (fixture->home, &error);
  g_autofree char *gone = NULL;

  /* Two stores in one process: neither takes the other for dead, nor drops its lock by looking. */
  g_assert_no_error (error);
  g_assert_true (guard_store_lease_is_alive (second, guard_store_get_lease (fixture->store)));
  g_assert_true (guard_store_lease_is_alive (fixture->store, guard_store_get_lease (second)));
  gone = g_strdup (guard_store_get_lease (second));
  g_clear_pointer (&second, guard_store_close);
  g_assert_false (guard_store_lease_is_alive (fixture->store, gone));
  g_assert_false (guard_store_lease_is_alive (fixture->store, "../guard.db"));
  g_assert_false (guard_store_lease_is_alive (fixture->store, ""));
  g_assert_false (guard_store_lease_is_alive (fixture->store, NULL));
  g_assert_true (guard_store_lease_is_alive (fixture->store, guard_store_get_lease (fixture->store)));
}

/* ---- Recovery ---- */

static void
test_adopt (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardHeld) fresh = guard_held_new ();
  g_autoptr(GuardHeld) linked = guard_held_new ();
  g_autofree char *inside = guard_hold_dup_path (fixture->store, fresh->token);
  g_autofree char *link_inside = guard_hold_dup_path (fixture->store, linked->token);
  g_autofree char *stranger = guard_hold_dup_path (fixture->store, "notes.txt");
  g_autoptr(GuardHeld) row = NULL;

  write_file (inside, CONTENT);
  write_file (stranger, "not ours");
  g_assert_cmpint (symlink ("/etc/passwd", link_inside), ==, 0);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*is not any more what was received*");
  g_assert_cmpuint (recover (fixture), ==, 1);
  g_test_assert_expected_messages ();

  row = guard_store_get_held (fixture->store, fresh->token, &error);
  g_assert_no_error (error);
  g_assert_cmpint (row->verdict, ==, GUARD_VERDICT_NOT_CHECKED);
  g_assert_cmpint (row->reason, ==, GUARD_REASON_WAITING);
  g_assert_cmpuint (row->size_bytes, ==, strlen (CONTENT));
  g_assert_null (row->sender);
  assert_content (stranger, "not ours");

  row->destination = in_downloads (fixture, "adopted");
  release_well (fixture, row);
}

static void
act_receive (Fixture *fixture, gconstpointer data)
{
  g_autofree char *destination = in_downloads (fixture, "letter.txt");
  G_GNUC_UNUSED g_autoptr(GuardHeld) held = receive (fixture, destination, CONTENT, FALSE);
}

/* Whole, said to hold nothing, not released yet when the client died: the verdict is not believed any more. */
static void
test_recover_received (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) rows = NULL;
  GuardHeld *held;

  wait_for_kill (start_child (fixture, act_receive, NULL));
  open_store (fixture);
  g_assert_cmpuint (recover (fixture), ==, 1);
  rows = guard_store_list_held (fixture->store, NULL);
  g_assert_cmpuint (rows->len, ==, 1);
  held = rows->pdata[0];
  g_assert_cmpint (held->verdict, ==, GUARD_VERDICT_NOT_CHECKED);
  g_assert_cmpint (held->reason, ==, GUARD_REASON_WAITING);
  g_assert_cmpstr (held->sender, ==, "alice@example.org");
}

#define ADD(path, data, function) g_test_add ("/store/hold/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("release", NULL, test_release);
  ADD ("release/copied", "same", test_release_copied);
  ADD ("release/other-file-system", "other", test_release_copied);
  ADD ("release/without-flags", NULL, test_release_without_flags);
  ADD ("collision", NULL, test_collision);
  ADD ("collision/without-flags", GINT_TO_POINTER (TRUE), test_collision);
  ADD ("link", "whole", test_link_at_destination);
  ADD ("link/dangling", "dangling", test_link_at_destination);
  ADD ("replace", NULL, test_replace);
  ADD ("replace/copied", GINT_TO_POINTER (TRUE), test_replace);
  ADD ("replace/no-consent", NULL, test_no_consent);
  ADD ("replace/other", "early", test_replace_other);
  ADD ("replace/other-late", "late", test_replace_other);
  ADD ("rivals", NULL, test_rivals);
  ADD ("room", NULL, test_room);
  ADD ("tampered/swapped", "swapped", test_tampered);
  ADD ("tampered/linked", "linked", test_tampered);
  ADD ("tampered/gone", "gone", test_tampered);
  ADD ("tampered/grown", "grown", test_tampered);
  ADD ("tampered/rewritten", "rewritten", test_tampered);
  ADD ("tampered/rewritten-quietly", "rewritten-quietly", test_tampered);
  ADD ("finish/second-name", "second-name", test_finish_refuses);
  ADD ("finish/swapped", "swapped", test_finish_refuses);
  ADD ("cancelled", NULL, test_cancelled);
  ADD ("discard", NULL, test_discard);
  ADD ("crash", NULL, test_crash);
  ADD ("crash/random", NULL, test_random_kill);
  ADD ("two-programs", NULL, test_two_programs);
  ADD ("leases", NULL, test_leases);
  ADD ("adopt", NULL, test_adopt);
  ADD ("recover/received", NULL, test_recover_received);
  return g_test_run ();
}

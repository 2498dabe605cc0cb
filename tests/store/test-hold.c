/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"

#include "core/guard-error.h"

static void
test_release (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *destination = g_build_filename (fixture->downloads, "letter.txt", NULL);
  g_autoptr(GuardHeld) held = receive (fixture, destination, "hello", FALSE);
  g_autofree char *path = guard_hold_dup_path (fixture->store, held->token);
  guint64 inode = held->inode;
  struct stat status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0400);
  assert_missing (destination);

  g_assert_true (guard_hold_release (fixture->store, held, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (held->state, ==, GUARD_HELD_RELEASED);
  assert_content (destination, "hello");
  assert_missing (path);
  g_assert_cmpint (g_stat (destination, &status), ==, 0);
  g_assert_cmpuint (status.st_ino, ==, inode);
  g_assert_cmpuint (status.st_nlink, ==, 1);
  g_assert_cmpuint (count_files (fixture->downloads), ==, 1);
  g_assert_true (guard_store_is_released (fixture->store, held->device, held->inode, held->modified_ns, held->size_bytes));
  g_assert_false (guard_store_is_released (fixture->store, held->device, held->inode, held->modified_ns + 1, held->size_bytes));

  /* Once. */
  g_assert_false (guard_hold_release (fixture->store, held, NULL, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_CHANGED);
}

static void
test_discard (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *destination = g_build_filename (fixture->downloads, "letter.txt", NULL);
  g_autoptr(GuardHeld) held = receive (fixture, destination, "hello", FALSE);
  g_autofree char *path = guard_hold_dup_path (fixture->store, held->token);

  g_assert_true (guard_hold_discard (fixture->store, held, &error));
  g_assert_no_error (error);
  assert_missing (path);
  assert_missing (destination);
}

#define ADD(path, function) g_test_add ("/store/hold/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("release", test_release);
  ADD ("discard", test_discard);
  return g_test_run ();
}

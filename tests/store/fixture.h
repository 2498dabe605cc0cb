/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "store/guard-hold.h"
#include "store/guard-paths.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* A profile and a download folder of a test's own, removed at its end. */
typedef struct
{
  char *root;
  char *home;
  char *downloads;
  GuardStore *store;
} Fixture;

static inline void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      remove_tree (inside);
    }
  g_remove (path);
}

static inline void
open_store (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  fixture->store = guard_store_open (fixture->home, &error);
  g_assert_no_error (error);
}

static inline void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->root = g_dir_make_tmp ("guard-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->home = g_build_filename (fixture->root, "profile", "purple-guard", NULL);
  fixture->downloads = g_build_filename (fixture->root, "downloads", NULL);
  g_assert_cmpint (g_mkdir (fixture->downloads, 0700), ==, 0);
  g_assert_true (guard_paths_prepare_home (fixture->home, &error));
  g_assert_no_error (error);
  open_store (fixture);
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->store, guard_store_close);
  remove_tree (fixture->root);
  g_free (fixture->root);
  g_free (fixture->home);
  g_free (fixture->downloads);
}

static inline void
write_file (const char *path, const char *content)
{
  FILE *stream = g_fopen (path, "wb");

  g_assert_nonnull (stream);
  g_assert_cmpuint (fwrite (content, 1, strlen (content), stream), ==, strlen (content));
  g_assert_cmpint (fclose (stream), ==, 0);
}

static inline void
assert_content (const char *path, const char *content)
{
  g_autofree char *data = NULL;

  g_assert_true (g_file_get_contents (path, &data, NULL, NULL));
  g_assert_cmpstr (data, ==, content);
}

static inline void
assert_missing (const char *path)
{
  struct stat status;

  g_assert_cmpint (lstat (path, &status), ==, -1);
}

static inline guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* A file as it is when its last byte has arrived and the scan found nothing. */
static inline GuardHeld *
receive (Fixture *fixture, const char *destination, const char *content, gboolean may_replace)
{
  g_autoptr(GError) error = NULL;
  GuardHeld *held = guard_held_new ();
  g_autofree char *path = NULL;

  held->sender = g_strdup ("alice@example.org");
  held->name = g_path_get_basename (destination);
  held->destination = g_strdup (destination);
  held->size_bytes = strlen (content);
  g_assert_true (guard_hold_reserve (fixture->store, held, may_replace, &error));
  g_assert_no_error (error);

  path = guard_hold_dup_path (fixture->store, held->token);
  write_file (path, content);
  g_assert_true (guard_hold_finish (fixture->store, held, NULL, &error));
  g_assert_no_error (error);

  held->verdict = GUARD_VERDICT_NOTHING_FOUND;
  held->reason = GUARD_REASON_NONE;
  held->n_tries = 1;
  g_assert_true (guard_hold_note_verdict (fixture->store, held, GUARD_HELD_RECEIVED, &error));
  g_assert_no_error (error);
  return held;
}

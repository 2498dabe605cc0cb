/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-temporary.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

/* A worker that was taken over may have filled its folder with anything that files and folders can be (its lock forbids
 * links and special files), so nothing here follows links or trusts a depth. */

#define MAX_DEPTH 64
#define PREFIX "w-"
/* between making a folder and locking it lies a moment in which another scanner must not sweep it */
#define TOO_YOUNG_TO_SWEEP_SECONDS 20

struct _GuardTemporary
{
  char *path;
  int folder; /* holds the lock */
};

typedef gboolean (*EntryFunc) (int folder, const char *name, const struct stat *status, gpointer data);

/* Calls @func for every entry below @folder, contents before their folder. Takes @folder. */
static gboolean
for_each_below (int folder, int depth, EntryFunc func, gpointer data)
{
  DIR *entries = fdopendir (folder);
  struct dirent *entry;
  gboolean goes_on = TRUE;

  if (entries == NULL)
    {
      close (folder);
      return TRUE;
    }
  while (goes_on && (entry = readdir (entries)) != NULL)
    {
      struct stat status;
      int inner;

      if (strcmp (entry->d_name, ".") == 0 || strcmp (entry->d_name, "..") == 0
          || fstatat (dirfd (entries), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        continue;
      if (S_ISDIR (status.st_mode) && depth < MAX_DEPTH)
        {
          inner = openat (dirfd (entries), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
          goes_on = inner < 0 || for_each_below (inner, depth + 1, func, data);
        }
      goes_on = goes_on && func (dirfd (entries), entry->d_name, &status, data);
    }
  closedir (entries);
  return goes_on;
}

static gboolean
remove_entry (int folder, const char *name, const struct stat *status, gpointer data)
{
  unlinkat (folder, name, S_ISDIR (status->st_mode) ? AT_REMOVEDIR : 0);
  return TRUE;
}

static void
remove_tree (const char *path)
{
  int folder = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (folder >= 0)
    for_each_below (folder, 0, remove_entry, NULL);
  rmdir (path);
}

GuardTemporary *
guard_temporary_new (const char *scan_folder, GError **error)
{
  g_autofree char *path = g_build_filename (scan_folder, PREFIX "XXXXXX", NULL);
  GuardTemporary *self;
  int folder;

  if (g_mkdtemp_full (path, 0700) == NULL)
    {
      int number = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s: %s", scan_folder, g_strerror (number));
      return NULL;
    }
  folder = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0 || flock (folder, LOCK_EX | LOCK_NB) != 0)
    {
      int number = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s: %s", path, g_strerror (number));
      if (folder >= 0)
        close (folder);
      rmdir (path);
      return NULL;
    }

  self = g_new0 (GuardTemporary, 1);
  self->path = g_steal_pointer (&path);
  self->folder = folder;
  return self;
}

void
guard_temporary_free (GuardTemporary *self)
{
  if (self == NULL)
    return;
  remove_tree (self->path);
  guard_temporary_forget (self);
}

void
guard_temporary_forget (GuardTemporary *self)
{
  close (self->folder);
  g_free (self->path);
  g_free (self);
}

const char *
guard_temporary_get_path (GuardTemporary *self)
{
  return self->path;
}

typedef struct
{
  guint64 n_bytes, enough_bytes;
} Measure;

static gboolean
measure_entry (int folder, const char *name, const struct stat *status, gpointer data)
{
  Measure *measure = data;

  /* blocks, not length (holes cost nothing), and something for each entry, so that a million empty files count too */
  measure->n_bytes += (guint64) status->st_blocks * 512 + 512;
  return measure->n_bytes <= measure->enough_bytes;
}

guint64
guard_temporary_measure (GuardTemporary *self, guint64 enough_bytes)
{
  Measure measure = { 0, enough_bytes };
  int folder = openat (self->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (folder >= 0)
    for_each_below (folder, 0, measure_entry, &measure);
  return measure.n_bytes;
}

guint64
guard_temporary_free_bytes (const char *folder)
{
  struct statvfs status;

  return statvfs (folder, &status) == 0 ? (guint64) status.f_bavail * status.f_frsize : 0;
}

void
guard_temporary_sweep (const char *scan_folder)
{
  GDir *entries = g_dir_open (scan_folder, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (scan_folder, name, NULL);
      struct stat status;
      int folder;

      if (!g_str_has_prefix (name, PREFIX))
        continue;
      folder = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      if (folder < 0)
        continue;
      if (flock (folder, LOCK_EX | LOCK_NB) == 0 && fstat (folder, &status) == 0 && status.st_uid == geteuid ()
          && status.st_ctime + TOO_YOUNG_TO_SWEEP_SECONDS < time (NULL))
        remove_tree (path);
      close (folder);
    }
  if (entries != NULL)
    g_dir_close (entries);
}

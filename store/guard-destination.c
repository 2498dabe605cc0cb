/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-destination.h"

#include "guard-fd.h"

#include "core/guard-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* How a file gets its final name. The staged name is made through /proc/self/fd, so that it is the inode that was looked at and
 * not whatever bears its name in held/ by then. The last step is a rename that replaces nothing (or exchanges with exactly
 * what the user agreed to lose), so at the final name there is the old file or the whole new one, never less. */

#define BLOCK_BYTES (256 * 1024)

/* Tests play file systems that lack these. */
#ifndef RENAMEAT2
#define RENAMEAT2 renameat2
#endif
#ifndef LINKAT
#define LINKAT linkat
#endif

struct _GuardDestination
{
  int folder;
  char *name;
  char *staged_name;
  GuardInode staged;
  gboolean is_staged;
  gboolean is_put;
  gboolean has_replaced;  /* after put: the staged name bears the file that was replaced */
};

static gboolean
fail (GError **error, int code, const char *doing)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", doing, g_strerror (code));
  return FALSE;
}

static gboolean
fail_exists (GError **error, const char *words)
{
  g_set_error_literal (error, GUARD_ERROR, GUARD_ERROR_EXISTS, words);
  return FALSE;
}

static gboolean
is_inode (const struct stat *status, GuardInode inode)
{
  return inode.inode != 0 && status->st_dev == inode.device && status->st_ino == inode.inode;
}

static gboolean
name_bears (GuardDestination *self, const char *name, GuardInode inode, struct stat *status)
{
  return fstatat (self->folder, name, status, AT_SYMLINK_NOFOLLOW) == 0 && is_inode (status, inode);
}

static void
sync_folder (GuardDestination *self)
{
  /* Not all file systems synchronise folders; one that was opened only as a path cannot be. */
  if (fsync (self->folder) != 0 && errno != EBADF && errno != EINVAL && errno != EROFS)
    g_warning ("synchronising a folder: %s", g_strerror (errno));
}

/* ---- Reading and copying ---- */

static gssize
read_block (int file, guint8 *block, goffset offset)
{
  gssize n_read;

  do
    n_read = pread (file, block, BLOCK_BYTES, offset);
  while (n_read < 0 && errno == EINTR);
  return n_read;
}

static gboolean
write_block (int file, const guint8 *block, gsize n_bytes)
{
  for (gsize done = 0; done < n_bytes;)
    {
      gssize n_written = write (file, block + done, n_bytes - done);

      if (n_written < 0 && errno != EINTR)
        return FALSE;
      done += n_written > 0 ? (gsize) n_written : 0;
    }
  return TRUE;
}

/* Sum of @from, written to @to on the way if that is not -1. */
static char *
read_all (int from, int to, GCancellable *cancellable, GError **error)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *block = g_malloc (BLOCK_BYTES);
  goffset offset = 0;
  gssize n_read;

  while ((n_read = read_block (from, block, offset)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      g_checksum_update (checksum, block, n_read);
      if (to >= 0 && !write_block (to, block, n_read))
        {
          fail (error, errno, _("writing the released file"));
          return NULL;
        }
      offset += n_read;
    }
  if (n_read < 0)
    {
      fail (error, errno, _("reading the held file"));
      return NULL;
    }
  return g_strdup (g_checksum_get_string (checksum));
}

char *
guard_destination_sum (int file, GCancellable *cancellable, GError **error)
{
  return read_all (file, -1, cancellable, error);
}

/* ---- Finding the place ---- */

static int
open_folder (const char *path, GError **error)
{
  int folder = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  /* A folder that one may write to but not list. */
  if (folder < 0 && errno == EACCES)
    folder = open (path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    {
      int code = errno;
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), _("cannot open the folder “%s”: %s"), shown, g_strerror (code));
    }
  return folder;
}

GuardDestination *
guard_destination_open (const char *path, const char *token, GError **error)
{
  g_autofree char *parent = NULL;
  g_autofree char *name = NULL;
  GuardDestination *self;
  int folder;

  if (path == NULL || !g_path_is_absolute (path) || g_str_has_suffix (path, "/") || g_str_has_suffix (path, "/.") || g_str_has_suffix (path, "/.."))
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("the destination is not the full path of a file"));
      return NULL;
    }

  parent = g_path_get_dirname (path);
  name = g_path_get_basename (path);
  folder = open_folder (parent, error);
  if (folder < 0)
    return NULL;

  self = g_new0 (GuardDestination, 1);
  self->folder = folder;
  self->name = g_steal_pointer (&name);
  self->staged_name = g_strdup_printf (".purple-guard-%s.part", token);
  return self;
}

void
guard_destination_free (GuardDestination *self)
{
  if (self == NULL)
    return;

  close (self->folder);
  g_free (self->name);
  g_free (self->staged_name);
  g_free (self);
}

gboolean
guard_destination_look (const char *path, gboolean may_replace, GuardInode *replaced, GError **error)
{
  g_autoptr(GuardDestination) self = guard_destination_open (path, "", error);
  struct stat status;

  *replaced = (GuardInode) { 0, 0 };
  if (self == NULL)
    return FALSE;
  if (fstatat (self->folder, self->name, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return errno == ENOENT || fail (error, errno, _("looking at the destination"));
  if (!S_ISREG (status.st_mode))
    return fail_exists (error, _("at the destination is a link, a folder or something else that is not an ordinary file; choose another name"));
  if (!may_replace)
    return fail_exists (error, _("there is already a file of that name; choose another name"));

  *replaced = (GuardInode) { status.st_dev, status.st_ino };
  return TRUE;
}

/* ---- Staging ---- */

/* The mode of a new file. Not by umask(), which would change it for all threads for a moment. */
static mode_t
get_new_file_mode (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL) || (line = strstr (text, "\nUmask:")) == NULL)
    return 0600;
  return 0666 & ~(mode_t) g_ascii_strtoull (line + strlen ("\nUmask:"), NULL, 8);
}

static gboolean
stage_link (GuardDestination *self, int file)
{
  g_autofree char *source = g_strdup_printf ("/proc/self/fd/%d", file);

  return LINKAT (AT_FDCWD, source, self->folder, self->staged_name, AT_SYMLINK_FOLLOW) == 0;
}

/* Writes, synchronises, reads back past what the cache can forget, compares. */
static gboolean
copy_and_compare (int from, int to, const char *sha256, GCancellable *cancellable, GError **error)
{
  g_autofree char *read_sum = read_all (from, to, cancellable, error);
  g_autofree char *written_sum = NULL;

  if (read_sum == NULL)
    return FALSE;
  if (fsync (to) != 0)
    return fail (error, errno, _("writing the released file"));
  posix_fadvise (to, 0, 0, POSIX_FADV_DONTNEED);
  written_sum = read_all (to, -1, cancellable, error);
  if (written_sum == NULL)
    return FALSE;
  if (g_strcmp0 (read_sum, sha256) != 0 || g_strcmp0 (written_sum, sha256) != 0)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_CHANGED, _("the copy at the destination is not the file that was scanned"));
      return FALSE;
    }
  return TRUE;
}

static int
stage_copy (GuardDestination *self, int file, const char *sha256, GCancellable *cancellable, GError **error)
{
  guard_autofd copy = openat (self->folder, self->staged_name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (copy < 0)
    {
      fail (error, errno, _("writing into the destination's folder"));
      return -1;
    }
  self->is_staged = TRUE;
  return copy_and_compare (file, copy, sha256, cancellable, error) ? g_steal_fd (&copy) : -1;
}

gboolean
guard_destination_stage (GuardDestination *self, int file, const char *sha256, GCancellable *cancellable, GError **error)
{
  guard_autofd copy = -1;
  int staged = file;
  struct stat status;

  self->is_staged = stage_link (self, file);
  if (!self->is_staged && errno == EEXIST)
    return fail_exists (error, _("something of an earlier try is still in the destination's folder"));
  if (!self->is_staged)
    {
      /* Another file system, or one without second names, or one that may not be linked into. */
      copy = stage_copy (self, file, sha256, cancellable, error);
      if (copy < 0)
        {
          guard_destination_withdraw (self);
          return FALSE;
        }
      staged = copy;
    }

  if (fstat (staged, &status) != 0 || fchmod (staged, get_new_file_mode ()) != 0 || fsync (staged) != 0)
    {
      fail (error, errno, _("writing the released file"));
      guard_destination_withdraw (self);
      return FALSE;
    }
  self->staged = (GuardInode) { status.st_dev, status.st_ino };
  sync_folder (self);
  return TRUE;
}

GuardInode
guard_destination_get_staged (GuardDestination *self)
{
  return self->staged;
}

/* ---- Putting ---- */

static int
rename_with (GuardDestination *self, const char *from, const char *to, guint flags)
{
  return RENAMEAT2 (self->folder, from, self->folder, to, flags);
}

static gboolean
put_new (GuardDestination *self, GError **error)
{
  if (rename_with (self, self->staged_name, self->name, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno == EEXIST)
    return fail_exists (error, _("there is something at the destination now; choose another name"));
  if (errno != EINVAL && errno != ENOSYS)
    return fail (error, errno, _("giving the file its name"));

  /* A file system without that flag: a second name replaces nothing either. */
  if (linkat (self->folder, self->staged_name, self->folder, self->name, 0) != 0)
    return errno == EEXIST ? fail_exists (error, _("there is something at the destination now; choose another name"))
                           : fail (error, errno, _("giving the file its name"));
  if (unlinkat (self->folder, self->staged_name, 0) != 0)
    g_warning ("a name that was only for the way could not be removed: %s", g_strerror (errno));
  return TRUE;
}

static gboolean
put_instead (GuardDestination *self, GuardInode replaced, GError **error)
{
  struct stat status;

  if (!name_bears (self, self->name, replaced, &status))
    return fail_exists (error, _("the file at the destination is not the one you agreed to replace; choose another name"));
  if (rename_with (self, self->staged_name, self->name, RENAME_EXCHANGE) != 0)
    return errno == EINVAL || errno == ENOSYS ? fail_exists (error, _("this file system cannot replace a file safely; choose another name"))
                                              : fail (error, errno, _("giving the file its name"));

  /* What came out must be what was agreed upon. It was looked at before, but only now nobody can change it any more. */
  if (name_bears (self, self->staged_name, replaced, &status) && S_ISREG (status.st_mode))
    {
      self->has_replaced = TRUE;
      return TRUE;
    }
  if (rename_with (self, self->staged_name, self->name, RENAME_EXCHANGE) != 0)
    {
      /* Both files are whole and both have a name; recovery will find them. */
      self->is_staged = FALSE;
      return fail (error, errno, _("undoing the exchange with another file"));
    }
  return fail_exists (error, _("the file at the destination is not the one you agreed to replace; choose another name"));
}

gboolean
guard_destination_put (GuardDestination *self, GuardInode replaced, GError **error)
{
  struct stat status;
  gboolean is_there = fstatat (self->folder, self->name, &status, AT_SYMLINK_NOFOLLOW) == 0;

  /* The staged name could have been changed like any other name in the folder. */
  if (!name_bears (self, self->staged_name, self->staged, &status))
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_CHANGED, _("the file was changed on its way to the destination"));
      return FALSE;
    }
  if (!(is_there && replaced.inode != 0 ? put_instead (self, replaced, error) : put_new (self, error)))
    return FALSE;

  self->is_put = TRUE;
  sync_folder (self);
  return TRUE;
}

gboolean
guard_destination_stat (GuardDestination *self, struct stat *status, GError **error)
{
  if (name_bears (self, self->name, self->staged, status))
    return TRUE;
  g_set_error (error, GUARD_ERROR, GUARD_ERROR_CHANGED, _("the file was changed on its way to the destination"));
  return FALSE;
}

void
guard_destination_finish (GuardDestination *self)
{
  if (self->has_replaced && unlinkat (self->folder, self->staged_name, 0) != 0)
    g_warning ("the file that was replaced could not be removed: %s", g_strerror (errno));
  self->has_replaced = FALSE;
  self->is_staged = FALSE;
  sync_folder (self);
}

/* Removes our own inode only: under that name may be somebody's file by now. */
static void
remove_ours (GuardDestination *self, const char *name, GuardInode ours)
{
  struct stat status;

  if (name_bears (self, name, ours, &status) && unlinkat (self->folder, name, 0) != 0)
    g_warning ("a file that was not released could not be removed from its destination: %s", g_strerror (errno));
}

void
guard_destination_withdraw (GuardDestination *self)
{
  struct stat status;

  if (self->has_replaced && rename_with (self, self->staged_name, self->name, RENAME_EXCHANGE) != 0)
    {
      g_warning ("a replaced file could not be put back; it is “%s”: %s", self->staged_name, g_strerror (errno));
      return;
    }
  if (self->is_put && !self->has_replaced)
    remove_ours (self, self->name, self->staged);
  else if (self->is_staged && self->staged.inode != 0)
    remove_ours (self, self->staged_name, self->staged);
  else if (self->is_staged && fstatat (self->folder, self->staged_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (status.st_mode))
    unlinkat (self->folder, self->staged_name, 0);
  self->is_put = self->is_staged = self->has_replaced = FALSE;
  sync_folder (self);
}

/* ---- After a crash ---- */

/* The final name bears ours. If an exchange put us there, the other file is at the staged name: the one that was agreed upon
 * goes, any other gets its name back. FALSE if it got it back. */
static gboolean
settle_exchange (GuardDestination *self, GuardInode staged, GuardInode replaced)
{
  struct stat status;

  if (fstatat (self->folder, self->staged_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return TRUE;
  if (is_inode (&status, staged) || (is_inode (&status, replaced) && S_ISREG (status.st_mode)))
    {
      if (unlinkat (self->folder, self->staged_name, 0) != 0)
        g_warning ("a name that was only for the way could not be removed: %s", g_strerror (errno));
      return TRUE;
    }
  return rename_with (self, self->staged_name, self->name, RENAME_EXCHANGE) != 0;
}

gboolean
guard_destination_recover (GuardDestination *self, GuardInode staged, GuardInode replaced, struct stat *status)
{
  struct stat other;
  gboolean is_ours = name_bears (self, self->name, staged, status) && settle_exchange (self, staged, replaced);

  /* Nothing noted yet: what lies there is the beginning of a copy, or a second name of the held file. */
  if (!is_ours && staged.inode == 0 && fstatat (self->folder, self->staged_name, &other, AT_SYMLINK_NOFOLLOW) == 0 &&
      S_ISREG (other.st_mode) && other.st_uid == geteuid ())
    staged = (GuardInode) { other.st_dev, other.st_ino };
  if (!is_ours)
    remove_ours (self, self->staged_name, staged);
  sync_folder (self);
  return is_ours;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-lease.h"

#include "core/guard-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* POSIX record locks, of all kinds of locks: a child that libpurple forks (its resolver) inherits descriptors and, with
 * flock(), would keep the lock of a dead parent. The price of POSIX locks: a process does not see its own, and closing any
 * descriptor of the file drops it. So our own leases are known by name and never opened a second time. */

#define MAX_TRIES 8

struct _GuardLease
{
  char *folder;
  char *name;
  int descriptor;
};

static GMutex own_mutex;
static GHashTable *own_leases; /* "folder/name" -> pid: a forked child must not take its parent's leases for its own */

static char *
dup_path (const char *folder, const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static gboolean
is_own (const char *path)
{
  gboolean found;

  g_mutex_lock (&own_mutex);
  found = own_leases != NULL && GPOINTER_TO_INT (g_hash_table_lookup (own_leases, path)) == (int) getpid ();
  g_mutex_unlock (&own_mutex);
  return found;
}

static void
remember_own (const char *path, gboolean is_ours)
{
  g_mutex_lock (&own_mutex);
  if (own_leases == NULL)
    own_leases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (is_ours)
    g_hash_table_replace (own_leases, g_strdup (path), GINT_TO_POINTER ((int) getpid ()));
  else
    g_hash_table_remove (own_leases, path);
  g_mutex_unlock (&own_mutex);
}

static gboolean
name_is_valid (const char *name)
{
  return name != NULL && *name != '\0' && name[strspn (name, "0123456789abcdef-")] == '\0';
}

static gboolean
set_lock (int descriptor, int command, struct flock *lock)
{
  *lock = (struct flock) { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  return fcntl (descriptor, command, lock) == 0;
}

/* Locks the new file, and looks whether a sweeper of another process took its name away in between. */
static gboolean
lock_new_file (int descriptor)
{
  struct flock lock;
  struct stat status;

  return set_lock (descriptor, F_SETLK, &lock) && fstat (descriptor, &status) == 0 && status.st_nlink == 1;
}

GuardLease *
guard_lease_new (const char *folder, GError **error)
{
  int last_errno = 0;

  for (guint i = 0; i < MAX_TRIES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d-%08x", (int) getpid (), g_random_int ());
      g_autofree char *path = dup_path (folder, name);
      int descriptor;

      /* First of all: another thread that sweeps must not open it, since its close() would drop our lock. */
      remember_own (path, TRUE);
      descriptor = open (path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
      if (descriptor >= 0 && lock_new_file (descriptor))
        {
          GuardLease *self = g_new0 (GuardLease, 1);

          self->folder = g_strdup (folder);
          self->name = g_steal_pointer (&name);
          self->descriptor = descriptor;
          return self;
        }
      last_errno = errno;
      remember_own (path, FALSE);
      if (descriptor >= 0)
        {
          unlink (path);
          close (descriptor);
        }
    }

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (last_errno), "making a lease in %s: %s", folder, g_strerror (last_errno));
  return NULL;
}

void
guard_lease_free (GuardLease *self)
{
  if (self == NULL)
    return;

  g_autofree char *path = dup_path (self->folder, self->name);

  /* Not in a forked child: the lease lives on with the parent. */
  if (is_own (path))
    {
      unlink (path);
      remember_own (path, FALSE);
    }
  close (self->descriptor);
  g_free (self->folder);
  g_free (self->name);
  g_free (self);
}

const char *
guard_lease_get_name (const GuardLease *self)
{
  return self->name;
}

gboolean
guard_lease_is_alive (const char *folder, const char *name)
{
  g_autofree char *path = NULL;
  struct flock lock;
  gboolean is_known;
  int descriptor;

  if (!name_is_valid (name))
    return FALSE;
  path = dup_path (folder, name);
  if (is_own (path))
    return TRUE;

  descriptor = open (path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0)
    return errno != ENOENT;

  is_known = set_lock (descriptor, F_GETLK, &lock);
  close (descriptor);
  return !is_known || lock.l_type != F_UNLCK;
}

/* Takes the lock before the name: then a new lease that is not locked yet notices, and gets itself another name. */
static void
sweep_one (const char *path)
{
  struct flock lock;
  int descriptor = open (path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (descriptor < 0)
    return;
  if (set_lock (descriptor, F_SETLK, &lock))
    unlink (path);
  close (descriptor);
}

void
guard_lease_sweep (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = dup_path (folder, name);

      if (name_is_valid (name) && !is_own (path))
        sweep_one (path);
    }
}

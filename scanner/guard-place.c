/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-place.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Private folders, checked before they are used: whoever owns the folder of the socket owns the verdicts. */

static gboolean
fail (GError **error, const char *path, const char *what, int number)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s: %s: %s", path, what, g_strerror (number));
  return FALSE;
}

static gboolean
make_private_folder (const char *path, GError **error)
{
  struct stat status;

  if (g_mkdir_with_parents (path, 0700) != 0)
    return fail (error, path, "cannot be made", errno);
  if (lstat (path, &status) != 0)
    return fail (error, path, "cannot be looked at", errno);
  if (!S_ISDIR (status.st_mode) || status.st_uid != geteuid ())
    return fail (error, path, "is not a folder of this user", EACCES);
  if ((status.st_mode & 0777) != 0700 && chmod (path, 0700) != 0)
    return fail (error, path, "cannot be made private", errno);
  return TRUE;
}

char *
guard_place_run_folder (GError **error)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *path = NULL;

  if (runtime != NULL && g_path_is_absolute (runtime))
    path = g_build_filename (runtime, "purple-guard", NULL);
  else
    path = g_build_filename (g_get_user_cache_dir (), "purple-guard", "run", NULL);

  if (!make_private_folder (path, error))
    return NULL;
  return g_steal_pointer (&path);
}

char *
guard_place_scan_folder (GError **error)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "purple-guard", "scan", NULL);

  if (!make_private_folder (path, error))
    return NULL;
  return g_steal_pointer (&path);
}

char *
guard_place_socket_name (const char *database_dir, guint64 max_scan_bytes)
{
  g_autofree char *absolute = database_dir == NULL ? g_strdup ("") : g_canonicalize_filename (database_dir, NULL);
  g_autofree char *text = g_strdup_printf ("%s\n%" G_GUINT64_FORMAT "\n%s", absolute, max_scan_bytes, PACKAGE_VERSION);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strdup_printf ("scanner-%.16s.sock", hash);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-paths.h"

#include "core/guard-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where things are, and that the guard's own folder belongs to this user alone. A folder that somebody else could write to is
 * refused, since he could swap a file between the scan and the release. */

static void
set_error_from_errno (GError **error, int code, const char *what, const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s “%s”: %s", what, shown, g_strerror (code));
}

/* One folder: made if it is not there; looked at through a descriptor, so that what is checked is what is changed. */
static gboolean
prepare_folder (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  struct stat status;
  int descriptor;
  gboolean is_closed;

  if (mkdir (path, 0700) != 0 && errno != EEXIST)
    {
      set_error_from_errno (error, errno, _("cannot make the folder"), path);
      return FALSE;
    }

  descriptor = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0)
    {
      if (errno == ELOOP || errno == ENOTDIR)
        g_set_error (error, GUARD_ERROR, GUARD_ERROR_EXISTS, _("“%s” is a link or not a folder; move it away"), shown);
      else
        set_error_from_errno (error, errno, _("cannot open the folder"), path);
      return FALSE;
    }

  if (fstat (descriptor, &status) != 0 || status.st_uid != geteuid ())
    {
      close (descriptor);
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_EXISTS, _("the folder “%s” belongs to another user; move it away"), shown);
      return FALSE;
    }

  is_closed = (status.st_mode & 07777) == 0700 || fchmod (descriptor, 0700) == 0;
  close (descriptor);
  if (!is_closed)
    set_error_from_errno (error, errno, _("cannot close to others the folder"), path);
  return is_closed;
}

gboolean
guard_paths_prepare_home (const char *home, GError **error)
{
  g_autofree char *profile = g_path_get_dirname (home);
  static const char * const inside[] = { "held", "leases" };

  if (!g_path_is_absolute (home))
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("the folder “%s” is not a full path"), home);
      return FALSE;
    }
  if (g_mkdir_with_parents (profile, 0700) != 0)
    {
      set_error_from_errno (error, errno, _("cannot make the folder"), profile);
      return FALSE;
    }
  if (!prepare_folder (home, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (inside); i++)
    {
      g_autofree char *path = g_build_filename (home, inside[i], NULL);

      if (!prepare_folder (path, error))
        return FALSE;
    }
  return TRUE;
}

static const char *
get_overridable (const char *variable, const char *installed)
{
  const char *value = g_getenv (variable);

  return value != NULL && *value != '\0' ? value : installed;
}

char *
guard_paths_default_home (void)
{
  const char *home = get_overridable ("PURPLE_GUARD_HOME", NULL);

  return home != NULL ? g_canonicalize_filename (home, NULL)
                      : g_build_filename (g_get_home_dir (), ".purple", "purple-guard", NULL);
}

const char *
guard_paths_data_dir (void)
{
  return get_overridable ("PURPLE_GUARD_DATADIR", GUARD_DATADIR);
}

const char *
guard_paths_scanner_program (void)
{
  return get_overridable ("PURPLE_GUARD_SCANNER", GUARD_LIBEXECDIR "/purple-guard-scanner");
}

const char *
guard_paths_admin_dir (void)
{
  return get_overridable ("PURPLE_GUARD_SYSCONFDIR", GUARD_SYSCONFDIR);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-signatures.h"

#include <clamav.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static gboolean
is_container (const char *name)
{
  return g_str_has_suffix (name, ".cvd") || g_str_has_suffix (name, ".cld") || g_str_has_suffix (name, ".cud");
}

/* What libclamav loads from a folder, by the end of the name. */
static gboolean
is_signature_file (const char *name)
{
  static const char *const endings[] = {
    ".db", ".hdb", ".hdu", ".hsb", ".hsu", ".mdb", ".mdu", ".msb", ".msu", ".ndb", ".ndu", ".ldb", ".ldu", ".sdb", ".zmd", ".rmd", ".idb", ".fp",
    ".sfp", ".gdb", ".pdb", ".wdb", ".cbc", ".ftm", ".cfg", ".cdb", ".cat", ".crb", ".ign", ".ign2", ".info", ".yar", ".yara", ".pwdb", ".imp",
  };

  if (is_container (name))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]))
      return TRUE;
  return FALSE;
}

static int
compare_names (gconstpointer one, gconstpointer other)
{
  return strcmp (*(const char *const *) one, *(const char *const *) other);
}

static GPtrArray *
list_files (const char *database_dir)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GDir *entries = g_dir_open (database_dir, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    if (is_signature_file (name))
      g_ptr_array_add (names, g_strdup (name));
  if (entries != NULL)
    g_dir_close (entries);
  g_ptr_array_sort (names, compare_names);
  return names;
}

char *
guard_signatures_fingerprint (const char *database_dir)
{
  g_autoptr(GPtrArray) names = list_files (database_dir);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (database_dir, names->pdata[i], NULL);
      struct stat status;

      if (stat (path, &status) == 0)
        g_string_append_printf (text, "%s %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld\n", (const char *) names->pdata[i],
                                (guint64) status.st_ino, (gint64) status.st_size, (gint64) status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    }
  return g_string_free (text, FALSE);
}

char *
guard_signatures_folder_identity (const char *database_dir)
{
  struct stat status;

  if (stat (database_dir, &status) != 0 || !S_ISDIR (status.st_mode))
    return g_strdup ("");
  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64) status.st_dev, (guint64) status.st_ino);
}

gint64
guard_signatures_time (const char *database_dir)
{
  g_autoptr(GPtrArray) names = list_files (database_dir);
  gint64 built = 0, changed = 0;

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (database_dir, names->pdata[i], NULL);
      struct cl_cvd *head = is_container (names->pdata[i]) ? cl_cvdhead (path) : NULL;
      struct stat status;

      if (head != NULL)
        {
          built = MAX (built, (gint64) head->stime);
          cl_cvdfree (head);
        }
      if (stat (path, &status) == 0)
        changed = MAX (changed, (gint64) status.st_mtim.tv_sec);
    }
  return built != 0 ? built : changed;
}

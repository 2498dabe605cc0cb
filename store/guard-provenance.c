/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-provenance.h"

#include <glib/gstdio.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Who may write into a folder may replace every file in it: each folder up to the root counts as the file itself does. */

#define MAX_LIST_BYTES (32 * 1024 * 1024)
#define LIST_SUFFIX ".list"

const char *
guard_origin_to_string (GuardOrigin origin)
{
  static const char * const words[] = { "unknown", "package", "administrator", "own", "others" };

  return origin < G_N_ELEMENTS (words) ? words[origin] : words[GUARD_ORIGIN_UNKNOWN];
}

static void
free_provenance (gpointer data)
{
  GuardProvenance *self = data;

  g_free (self->path);
  g_free (self->true_path);
  g_free (self->owner);
  g_free (self->package);
  g_free (self->weak_path);
  g_free (self);
}

static char *
dup_owner (uid_t uid)
{
  struct passwd entry, *found = NULL;
  char buffer[4096];

  if (getpwuid_r (uid, &entry, buffer, sizeof buffer, &found) == 0 && found != NULL)
    return g_strdup (found->pw_name);
  return g_strdup_printf ("%u", (guint) uid);
}

/* Most systems give each user a group of the same name with nobody else in it. */
static gboolean
is_private_group (gid_t gid)
{
  struct passwd user, *is_user = NULL;
  struct group group, *is_group = NULL;
  char user_buffer[4096];
  char group_buffer[8192];

  if (gid == 0)
    return TRUE;
  if (getpwuid_r (geteuid (), &user, user_buffer, sizeof user_buffer, &is_user) != 0 || is_user == NULL)
    return FALSE;
  if (getgrgid_r (gid, &group, group_buffer, sizeof group_buffer, &is_group) != 0 || is_group == NULL)
    return FALSE;
  return g_strcmp0 (group.gr_name, user.pw_name) == 0 && (group.gr_mem[0] == NULL || (g_strcmp0 (group.gr_mem[0], user.pw_name) == 0 && group.gr_mem[1] == NULL));
}

static gboolean
is_weak (const GStatBuf *status)
{
  /* In a sticky folder (/tmp) only a file's owner can replace it. */
  const gboolean is_sticky = S_ISDIR (status->st_mode) && (status->st_mode & S_ISVTX) != 0;

  if (status->st_uid != 0 && status->st_uid != geteuid ())
    return TRUE;
  if (is_sticky)
    return FALSE;
  return (status->st_mode & S_IWOTH) != 0 || ((status->st_mode & S_IWGRP) != 0 && !is_private_group (status->st_gid));
}

/* Returns: (transfer full) (nullable): the first on the way up that others can write to */
static char *
find_weak (const char *true_path)
{
  g_autofree char *path = g_strdup (true_path);

  for (;;)
    {
      GStatBuf status;
      char *parent;

      if (g_lstat (path, &status) != 0 || is_weak (&status))
        return g_steal_pointer (&path);
      if (g_str_equal (path, "/"))
        return NULL;
      parent = g_path_get_dirname (path);
      g_free (path);
      path = parent;
    }
}

static GuardProvenance *
look_at (const char *path)
{
  GuardProvenance *self = g_new0 (GuardProvenance, 1);
  char *resolved = realpath (path, NULL);
  GStatBuf status;

  self->path = g_strdup (path);
  if (resolved == NULL || g_stat (resolved, &status) != 0)
    {
      free (resolved);
      return self;
    }
  self->true_path = g_strdup (resolved);
  free (resolved);
  self->is_link = !g_str_equal (self->path, self->true_path);
  self->owner = dup_owner (status.st_uid);
  self->weak_path = find_weak (self->true_path);
  if (self->weak_path != NULL)
    self->origin = GUARD_ORIGIN_OTHERS;
  else
    self->origin = status.st_uid == 0 ? GUARD_ORIGIN_ADMINISTRATOR : GUARD_ORIGIN_OWN;
  return self;
}

/* ---- packages ---- */

/* No package puts anything elsewhere; and a home or build folder need not be looked for in every list. */
static gboolean
may_be_packaged (const char *path)
{
  return (g_str_has_prefix (path, "/usr/") && !g_str_has_prefix (path, "/usr/local/")) || g_str_has_prefix (path, "/lib") || g_str_has_prefix (path, "/opt/");
}

/* dpkg lists the path that the package had, which may be older than the move of /lib into /usr. */
static gboolean
names_path (const char *list, gsize n_bytes, const char *path)
{
  const char *at = list;
  const gsize length = strlen (path);

  while ((at = memmem (at, n_bytes - (gsize) (at - list), path, length)) != NULL)
    {
      const char *end = at + length;

      if ((at == list || at[-1] == '\n') && (end == list + n_bytes || *end == '\n'))
        return TRUE;
      at = end;
    }
  return FALSE;
}

static gboolean
is_named_by (const GuardProvenance *self, const char *list, gsize n_bytes)
{
  if (names_path (list, n_bytes, self->path) || names_path (list, n_bytes, self->true_path))
    return TRUE;
  return g_str_has_prefix (self->true_path, "/usr/lib") && names_path (list, n_bytes, self->true_path + strlen ("/usr"));
}

/* Returns: how many of @looked were found to be of this package */
static guint
read_list (const char *folder, const char *name, GPtrArray *looked)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *list = NULL;
  gsize n_bytes = 0;
  guint n_found = 0;
  GStatBuf status;

  if (g_stat (path, &status) != 0 || status.st_size > MAX_LIST_BYTES || !g_file_get_contents (path, &list, &n_bytes, NULL))
    return 0;
  for (guint i = 0; i < looked->len; i++)
    {
      GuardProvenance *self = g_ptr_array_index (looked, i);

      if (self->true_path == NULL || self->package != NULL || !may_be_packaged (self->true_path) || !is_named_by (self, list, n_bytes))
        continue;
      self->package = g_strndup (name, strcspn (name, ":"));
      if (g_str_has_suffix (self->package, LIST_SUFFIX))
        self->package[strlen (self->package) - strlen (LIST_SUFFIX)] = '\0';
      if (self->origin == GUARD_ORIGIN_ADMINISTRATOR)
        self->origin = GUARD_ORIGIN_PACKAGE;
      n_found++;
    }
  return n_found;
}

static guint
count_open (GPtrArray *looked)
{
  guint n = 0;

  for (guint i = 0; i < looked->len; i++)
    {
      const GuardProvenance *self = g_ptr_array_index (looked, i);

      if (self->true_path != NULL && may_be_packaged (self->true_path))
        n++;
    }
  return n;
}

/* The packages that bring plugins are asked first: with luck the thousand others need not be read. */
static gboolean
is_likely (const char *name)
{
  return strstr (name, "purple") != NULL || strstr (name, "pidgin") != NULL || strstr (name, "finch") != NULL;
}

static void
find_packages (GPtrArray *looked, const char *folder)
{
  guint n_open = count_open (looked);

  for (guint round = 0; round < 2 && n_open > 0; round++)
    {
      g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
      const char *name;

      while (dir != NULL && n_open > 0 && (name = g_dir_read_name (dir)) != NULL)
        if (g_str_has_suffix (name, LIST_SUFFIX) && is_likely (name) == (round == 0))
          n_open -= read_list (folder, name, looked);
    }
}

GPtrArray *
guard_provenance_look (const char * const *paths, const char *packages)
{
  GPtrArray *looked = g_ptr_array_new_with_free_func (free_provenance);

  for (gsize i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (looked, look_at (paths[i]));
  find_packages (looked, packages);
  /* Without dpkg nobody here can tell root's own from a package's. */
  if (!g_file_test (packages, G_FILE_TEST_IS_DIR))
    for (guint i = 0; i < looked->len; i++)
      {
        GuardProvenance *self = g_ptr_array_index (looked, i);

        if (self->origin == GUARD_ORIGIN_ADMINISTRATOR)
          self->origin = GUARD_ORIGIN_UNKNOWN;
      }
  return looked;
}

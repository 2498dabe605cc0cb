/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-admin.h"

#include "guard-fd.h"

#include "core/guard-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* GLib reads these files too, but goes on with a warning where one is unreadable, and lets a misspelt line pass. So they are
 * checked here first; GLib's reading is used only when nothing is wrong with them. */

#define MAX_BYTES (1024 * 1024)

static gboolean
refuse (GError **error, const char *path, const char *why)
{
  g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, "%s: %s", path, why);
  return FALSE;
}

/* Root's, or, in a folder that this user named himself (a test, a trial), this user's. */
static gboolean
is_trusted (const struct stat *status)
{
  gboolean is_override = g_getenv ("PURPLE_GUARD_SYSCONFDIR") != NULL;

  return (status->st_uid == 0 || (is_override && status->st_uid == geteuid ())) && (status->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* @text is %NULL, and the result TRUE, if there is no such file. */
static gboolean
read_file (const char *path, char **text, GError **error)
{
  guard_autofd file = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  g_autofree char *buffer = NULL;
  struct stat status;
  gssize n_read;

  *text = NULL;
  if (file < 0)
    return errno == ENOENT || refuse (error, path, g_strerror (errno));
  if (fstat (file, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > MAX_BYTES)
    return refuse (error, path, _("not an ordinary file of at most 1 MiB"));
  if (!is_trusted (&status))
    return refuse (error, path, _("it must belong to root and be writable by nobody else"));

  buffer = g_malloc0 (MAX_BYTES + 1);
  n_read = read (file, buffer, MAX_BYTES);
  if (n_read < 0)
    return refuse (error, path, g_strerror (errno));
  if (strlen (buffer) != (gsize) n_read || !g_utf8_validate (buffer, n_read, NULL))
    return refuse (error, path, _("it is not a text"));
  *text = g_strdup (buffer);
  return TRUE;
}

char *
guard_admin_read_text (const char *path, GError **error)
{
  char *text = NULL;

  if (read_file (path, &text, error) && text == NULL)
    refuse (error, path, g_strerror (ENOENT));
  return text;
}

/* The name of the setting with this full path. Returns: (transfer none) (nullable) */
static const char *
find_key (GSettingsSchema *schema, const char *path)
{
  const char *base = g_settings_schema_get_path (schema);
  const char *name = g_str_has_prefix (path, base) ? path + strlen (base) : NULL;

  return name != NULL && g_settings_schema_has_key (schema, name) ? name : NULL;
}

static gboolean
check_locks (const char *path, const char *text, GSettingsSchema *schema, GError **error)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0' && lines[i][0] != '#' && find_key (schema, lines[i]) == NULL)
      {
        g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("%s:%u: there is no setting “%s”"), path, i + 1, lines[i]);
        return FALSE;
      }
  return TRUE;
}

static GVariant *
parse_value (GSettingsSchema *schema, const char *name, const char *text)
{
  g_autoptr(GSettingsSchemaKey) key = g_settings_schema_get_key (schema, name);
  g_autoptr(GVariant) value = g_variant_parse (g_settings_schema_key_get_value_type (key), text, NULL, NULL, NULL);

  return value != NULL && g_settings_schema_key_range_check (key, value) ? g_steal_pointer (&value) : NULL;
}

static gboolean
read_default (const char *file, GKeyFile *key_file, const char *group, const char *name, GSettingsSchema *schema, const char *root,
              GHashTable *values, GError **error)
{
  g_autofree char *path = g_strconcat (root, group, "/", name, NULL);
  g_autofree char *text = g_key_file_get_value (key_file, group, name, NULL);
  const char *known = find_key (schema, path);
  g_autoptr(GVariant) value = known != NULL && text != NULL ? parse_value (schema, known, text) : NULL;

  if (known == NULL)
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("%s: there is no setting “%s” in [%s]"), file, name, group);
  else if (value == NULL)
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, _("%s: “%s” cannot have the value “%s”"), file, name, text);
  else
    return g_hash_table_replace (values, g_steal_pointer (&path), g_steal_pointer (&value));
  return FALSE;
}

static gboolean
read_defaults (const char *file, const char *text, GSettingsSchema *schema, const char *root, GHashTable *values, GError **error)
{
  g_autoptr(GKeyFile) key_file = g_key_file_new ();
  g_auto(GStrv) groups = NULL;

  if (*text != '\0' && !g_key_file_load_from_data (key_file, text, -1, G_KEY_FILE_NONE, error))
    {
      g_prefix_error (error, "%s: ", file);
      return FALSE;
    }

  groups = g_key_file_get_groups (key_file, NULL);
  for (gsize i = 0; groups[i] != NULL; i++)
    {
      g_auto(GStrv) names = g_key_file_get_keys (key_file, groups[i], NULL, NULL);

      for (gsize j = 0; names != NULL && names[j] != NULL; j++)
        if (!read_default (file, key_file, groups[i], names[j], schema, root, values, error))
          return FALSE;
    }
  return TRUE;
}

GHashTable *
guard_admin_read (const char *folder, GSettingsSchema *schema, const char *root, GError **error)
{
  g_autoptr(GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  g_autofree char *locks_path = g_build_filename (folder, "locks", NULL);
  g_autofree char *defaults_path = g_build_filename (folder, "defaults", NULL);
  g_autofree char *locks = NULL;
  g_autofree char *defaults = NULL;

  if (!read_file (locks_path, &locks, error) || !read_file (defaults_path, &defaults, error))
    return NULL;
  if (locks != NULL && !check_locks (locks_path, locks, schema, error))
    return NULL;
  if (defaults != NULL && !read_defaults (defaults_path, defaults, schema, root, values, error))
    return NULL;
  return g_steal_pointer (&values);
}

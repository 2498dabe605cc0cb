/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-originals.h"

#include "guard-paths.h"

#include "core/guard-error.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>

/* A group for each value, numbered: names of accounts may hold what the name of a group may not. */

#define FILE_NAME "services.ini"
#define TOLD_GROUP "told"
#define VALUE_GROUP "value-"
#define MAX_BYTES (1024 * 1024)
#define MAX_TOLD 256

struct _GuardOriginals
{
  char *home;
  GPtrArray *values; /* of GuardOriginal */
  GPtrArray *told;   /* of char * */
};

static const char * const places[] = {
  [GUARD_PLACE_PREFERENCE] = "preference",
  [GUARD_PLACE_ACCOUNT] = "account",
  [GUARD_PLACE_ACCOUNT_CLIENT] = "account-client",
};

void
guard_original_free (GuardOriginal *self)
{
  if (self == NULL)
    return;
  g_free (self->service);
  g_free (self->protocol);
  g_free (self->account);
  g_free (self->client);
  g_free (self->name);
  g_free (self->was);
  g_free (self->put);
  g_free (self);
}

static GuardOriginals *
new_empty (const char *home)
{
  GuardOriginals *self = g_new0 (GuardOriginals, 1);

  self->home = g_strdup (home);
  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_original_free);
  self->told = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static GuardPlace
read_place (GKeyFile *file, const char *group)
{
  g_autofree char *word = g_key_file_get_string (file, group, "place", NULL);

  for (guint i = GUARD_PLACE_PREFERENCE; i < G_N_ELEMENTS (places); i++)
    if (g_strcmp0 (places[i], word) == 0)
      return i;
  return 0;
}

static GuardOriginal *
read_value (GKeyFile *file, const char *group)
{
  g_autoptr(GuardOriginal) value = g_new0 (GuardOriginal, 1);

  value->service = g_key_file_get_string (file, group, "service", NULL);
  value->place = read_place (file, group);
  value->protocol = g_key_file_get_string (file, group, "protocol", NULL);
  value->account = g_key_file_get_string (file, group, "account", NULL);
  value->client = g_key_file_get_string (file, group, "client", NULL);
  value->name = g_key_file_get_string (file, group, "name", NULL);
  value->is_boolean = g_key_file_get_boolean (file, group, "boolean", NULL);
  value->was = g_key_file_get_string (file, group, "was", NULL);
  value->put = g_key_file_get_string (file, group, "put", NULL);

  if (value->service == NULL || value->place == 0 || value->name == NULL || value->put == NULL)
    return NULL;
  if (value->place != GUARD_PLACE_PREFERENCE && (value->protocol == NULL || value->account == NULL))
    return NULL;
  if (value->place == GUARD_PLACE_ACCOUNT_CLIENT && value->client == NULL)
    return NULL;
  return g_steal_pointer (&value);
}

static gboolean
read_all (GuardOriginals *self, GKeyFile *file, GError **error)
{
  g_auto(GStrv) groups = g_key_file_get_groups (file, NULL);
  g_auto(GStrv) told = g_key_file_get_string_list (file, TOLD_GROUP, "what", NULL, NULL);

  for (gsize i = 0; told != NULL && told[i] != NULL; i++)
    g_ptr_array_add (self->told, g_strdup (told[i]));
  for (gsize i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], VALUE_GROUP))
      {
        GuardOriginal *value = read_value (file, groups[i]);

        if (value == NULL)
          {
            g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, "group “%s” is not complete", groups[i]);
            return FALSE;
          }
        g_ptr_array_add (self->values, value);
      }
  return TRUE;
}

GuardOriginals *
guard_originals_load (const char *home, GError **error)
{
  g_autoptr(GuardOriginals) self = new_empty (home);
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GError) local_error = NULL;
  g_autofree char *path = g_build_filename (home, FILE_NAME, NULL);
  GStatBuf status;

  if (g_lstat (path, &status) != 0 && errno == ENOENT)
    return g_steal_pointer (&self);
  if (g_stat (path, &status) == 0 && (!S_ISREG (status.st_mode) || status.st_size > MAX_BYTES))
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, "%s: not an ordinary file of at most 1 MiB", path);
      return NULL;
    }
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &local_error) && local_error->domain != G_KEY_FILE_ERROR)
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&local_error), "%s: ", path);
      return NULL;
    }
  if (local_error != NULL || !read_all (self, file, &local_error))
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, "%s: %s", path, local_error->message);
      return NULL;
    }
  return g_steal_pointer (&self);
}

GuardOriginals *
guard_originals_load_or_renew (const char *home)
{
  g_autoptr(GError) error = NULL;
  GuardOriginals *self = guard_originals_load (home, &error);
  g_autofree char *path = NULL;
  g_autofree char *aside = NULL;

  if (self != NULL)
    return self;
  g_warning ("%s; it is put aside", error->message);
  path = g_build_filename (home, FILE_NAME, NULL);
  aside = g_strdup_printf ("%s.damaged-%" G_GINT64_FORMAT, path, g_get_real_time () / G_USEC_PER_SEC);
  if (g_rename (path, aside) != 0)
    g_warning ("%s: %s", path, g_strerror (errno));
  return new_empty (home);
}

static void
write_value (GKeyFile *file, guint n, const GuardOriginal *value)
{
  g_autofree char *group = g_strdup_printf (VALUE_GROUP "%u", n);
  const struct { const char *key, *text; } texts[] = {
    { "service", value->service }, { "place", places[value->place] }, { "protocol", value->protocol }, { "account", value->account },
    { "client", value->client }, { "name", value->name }, { "was", value->was }, { "put", value->put },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i].text != NULL)
      g_key_file_set_string (file, group, texts[i].key, texts[i].text);
  g_key_file_set_boolean (file, group, "boolean", value->is_boolean);
}

gboolean
guard_originals_save (GuardOriginals *self, GError **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_build_filename (self->home, FILE_NAME, NULL);
  g_autofree char *data = NULL;
  gsize n_bytes = 0;

  for (guint i = 0; i < self->values->len; i++)
    write_value (file, i + 1, g_ptr_array_index (self->values, i));
  if (self->told->len > 0)
    g_key_file_set_string_list (file, TOLD_GROUP, "what", (const char * const *) self->told->pdata, self->told->len);
  data = g_key_file_to_data (file, &n_bytes, NULL);
  return guard_paths_prepare_home (self->home, error)
         && g_file_set_contents_full (path, data, (gssize) n_bytes, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

void
guard_originals_free (GuardOriginals *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->values);
  g_ptr_array_unref (self->told);
  g_free (self->home);
  g_free (self);
}

GPtrArray *
guard_originals_list (GuardOriginals *self)
{
  return self->values;
}

static gboolean
is_same_place (const GuardOriginal *one, const GuardOriginal *other)
{
  return one->place == other->place && g_strcmp0 (one->name, other->name) == 0 && g_strcmp0 (one->protocol, other->protocol) == 0
         && g_strcmp0 (one->account, other->account) == 0 && g_strcmp0 (one->client, other->client) == 0;
}

void
guard_originals_keep (GuardOriginals *self, GuardOriginal *original)
{
  for (guint i = 0; i < self->values->len; i++)
    if (is_same_place (g_ptr_array_index (self->values, i), original))
      {
        g_ptr_array_remove_index (self->values, i);
        break;
      }
  g_ptr_array_add (self->values, original);
}

void
guard_originals_drop (GuardOriginals *self, GuardOriginal *original)
{
  g_ptr_array_remove (self->values, original);
}

gboolean
guard_originals_was_told (GuardOriginals *self, const char *what)
{
  return g_ptr_array_find_with_equal_func (self->told, what, g_str_equal, NULL);
}

void
guard_originals_set_told (GuardOriginals *self, const char *what)
{
  if (guard_originals_was_told (self, what))
    return;
  if (self->told->len >= MAX_TOLD)
    g_ptr_array_remove_index (self->told, 0);
  g_ptr_array_add (self->told, g_strdup (what));
}

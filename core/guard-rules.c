/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-error.h"
#include "guard-rules.h"

#include <string.h>

/* The form of a rule file. GKeyFile reads the values; this walks over the lines first, because GKeyFile knows no line
 * numbers and silently joins groups and overwrites keys that come twice. A rule that is written and not in force is worse
 * than none, so anything odd refuses the whole file. */

#define MAX_BYTES (4 * 1024 * 1024)

struct _GuardRules
{
  guint n_users;
  char *name;
  GKeyFile *values;
  GPtrArray *groups; /* of char *, in file order, ends in NULL */
  GHashTable *lines; /* "group" or "group\nkey" -> line number */
};

static char *
make_place (const char *group, const char *key)
{
  return key != NULL ? g_strconcat (group, "\n", key, NULL) : g_strdup (group);
}

G_GNUC_PRINTF (4, 5)
static gboolean
refuse (const GuardRules *self, guint line, GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *reason = NULL;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, "%s:%u: %s", self->name, line, reason);
  return FALSE;
}

static gboolean
is_word (const char *text, const char *also)
{
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr (also, *text) == NULL)
      return FALSE;
  return TRUE;
}

/* Takes note of where something stands; the same thing twice is an error. */
static gboolean
note_line (GuardRules *self, const char *group, const char *key, guint line, GError **error)
{
  g_autofree char *place = make_place (group, key);
  const guint earlier = GPOINTER_TO_UINT (g_hash_table_lookup (self->lines, place));

  if (earlier != 0)
    return refuse (self, line, error, "\"%s\" stands already in line %u", key != NULL ? key : group, earlier);

  g_hash_table_insert (self->lines, g_steal_pointer (&place), GUINT_TO_POINTER (line));
  return TRUE;
}

static gboolean
read_group (GuardRules *self, const char *text, guint line, GError **error)
{
  const gsize n_bytes = strlen (text);

  if (text[n_bytes - 1] != ']')
    return refuse (self, line, error, "a group has no \"]\" at its end");

  g_autofree char *group = g_strndup (text + 1, n_bytes - 2);
  if (!is_word (group, " -_."))
    return refuse (self, line, error, "a group needs a name of letters, digits, spaces, \"-\", \"_\" and \".\"");
  if (!note_line (self, group, NULL, line, error))
    return FALSE;

  g_ptr_array_insert (self->groups, self->groups->len - 1, g_steal_pointer (&group));
  return TRUE;
}

/* GKeyFile sees a wrong escape only when the value is asked for, and then sets an error over an error if there are two. */
static gboolean
has_wrong_escape (const char *value)
{
  for (; *value != '\0'; value++)
    if (*value == '\\' && (*++value == '\0' || strchr ("sntr\\;", *value) == NULL))
      return TRUE;
  return FALSE;
}

static gboolean
read_key (GuardRules *self, const char *text, guint line, GError **error)
{
  const char *equals = strchr (text, '=');

  if (self->groups->len == 1)
    return refuse (self, line, error, "a group must come first");
  if (equals == NULL)
    return refuse (self, line, error, "neither a group, nor \"key=value\", nor a comment");

  g_autofree char *key = g_strchomp (g_strndup (text, equals - text));
  if (!is_word (key, "-"))
    return refuse (self, line, error, "a key needs a name of letters, digits and \"-\"");

  if (has_wrong_escape (equals + 1))
    return refuse (self, line, error, "a \"\\\" before what needs none in \"%s\"", key);

  return note_line (self, g_ptr_array_index (self->groups, self->groups->len - 2), key, line, error);
}

static gboolean
read_line (GuardRules *self, char *text, guint line, GError **error)
{
  if (!g_utf8_validate (text, -1, NULL))
    return refuse (self, line, error, "not UTF-8");

  g_strchomp (text);
  if (*text == '\0' || *text == '#')
    return TRUE;
  if (g_ascii_isspace (*text))
    return refuse (self, line, error, "begins with a blank");
  return *text == '[' ? read_group (self, text, line, error) : read_key (self, text, line, error);
}

static gboolean
read_lines (GuardRules *self, const char *data, gsize n_bytes, GError **error)
{
  const char *end = data + n_bytes;

  for (guint line = 1; data < end; line++)
    {
      const char *newline = memchr (data, '\n', end - data);
      const char *line_end = newline != NULL ? newline : end;
      g_autofree char *text = g_strndup (data, line_end - data);

      if (strlen (text) != (gsize) (line_end - data))
        return refuse (self, line, error, "a NUL byte");
      if (!read_line (self, text, line, error))
        return FALSE;
      data = newline != NULL ? newline + 1 : end;
    }
  return TRUE;
}

static gboolean
read_values (GuardRules *self, const char *data, gsize n_bytes, GError **error)
{
  g_autoptr(GError) problem = NULL;

  if (n_bytes > 0 && !g_key_file_load_from_data (self->values, data, n_bytes, G_KEY_FILE_NONE, &problem))
    return refuse (self, 1, error, "%s", problem->message);
  return TRUE;
}

GuardRules *
guard_rules_new (const char *name, const char *data, gsize n_bytes, GError **error)
{
  g_autoptr(GuardRules) self = NULL;

  if (n_bytes > MAX_BYTES)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_TOO_BIG, "%s: %" G_GSIZE_FORMAT " bytes, at most %d allowed", name, n_bytes, MAX_BYTES);
      return NULL;
    }

  self = g_new0 (GuardRules, 1);
  self->n_users = 1;
  self->name = g_strdup (name);
  self->values = g_key_file_new ();
  self->groups = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->groups, NULL);
  self->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!read_lines (self, data, n_bytes, error) || !read_values (self, data, n_bytes, error))
    return NULL;
  return g_steal_pointer (&self);
}

GuardRules *
guard_rules_ref (GuardRules *self)
{
  self->n_users++;
  return self;
}

void
guard_rules_free (GuardRules *self)
{
  if (self == NULL || --self->n_users > 0)
    return;

  g_free (self->name);
  g_key_file_unref (self->values);
  g_ptr_array_unref (self->groups);
  g_hash_table_unref (self->lines);
  g_free (self);
}

const char *
guard_rules_get_name (GuardRules *self)
{
  return self->name;
}

const char *const *
guard_rules_get_groups (GuardRules *self)
{
  return (const char *const *) self->groups->pdata;
}

guint
guard_rules_get_line (GuardRules *self, const char *group, const char *key)
{
  g_autofree char *place = make_place (group, key);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->lines, place));
}

char *
guard_rules_dup_string (GuardRules *self, const char *group, const char *key)
{
  return g_key_file_get_string (self->values, group, key, NULL);
}

char **
guard_rules_dup_list (GuardRules *self, const char *group, const char *key)
{
  char **list = g_key_file_get_string_list (self->values, group, key, NULL, NULL);
  gsize n = 0;

  /* In place: lists are thousands of words. */
  for (gsize i = 0; list != NULL && list[i] != NULL; i++)
    if (*g_strstrip (list[i]) != '\0')
      list[n++] = list[i];
    else
      g_free (list[i]);
  if (list != NULL)
    list[n] = NULL;
  return list;
}

gboolean
guard_rules_check_keys (GuardRules *self, const char *group, const char *const *known_keys, GError **error)
{
  g_auto(GStrv) keys = g_key_file_get_keys (self->values, group, NULL, NULL);

  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    if (!g_strv_contains (known_keys, keys[i]))
      return refuse (self, guard_rules_get_line (self, group, keys[i]), error, "unknown key \"%s\" in [%s]", keys[i], group);
  return TRUE;
}

gboolean
guard_rules_refuse (GuardRules *self, const char *group, const char *key, GError **error, const char *reason, const char *what)
{
  return refuse (self, guard_rules_get_line (self, group, key), error, "%s \"%s\"", reason, what);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-data.h"

#include "guard-admin.h"
#include "guard-paths.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Rule files from disk. What they mean is core's business; here they are only found and read. */

#define FILE_TYPES "file-types.rules"
#define OWN_FOLDER "rules"

static GuardRules *
read_shipped (const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (guard_paths_data_dir (), name, NULL);

  return guard_data_read_rules (path, error);
}

GuardRules *
guard_data_read_rules (const char *path, GError **error)
{
  g_autofree char *data = NULL;
  gsize n_bytes = 0;

  if (!g_file_get_contents (path, &data, &n_bytes, error))
    return NULL;
  return guard_rules_new (path, data, n_bytes, error);
}

GuardFileTypes *
guard_data_load_file_types (GError **error)
{
  g_autoptr(GuardRules) rules = read_shipped (FILE_TYPES, error);

  return rules != NULL ? guard_file_types_new (rules, error) : NULL;
}

static void
add_shipped (GuardKnowledge *knowledge, const char *name, GError **error)
{
  g_autoptr(GError) problem = NULL;
  g_autoptr(GuardRules) rules = read_shipped (name, &problem);

  if (rules != NULL && guard_knowledge_add_rules (knowledge, rules, &problem))
    return;

  guard_knowledge_set_incomplete (knowledge, _("a list that messages and links are judged by could not be read"));
  if (error != NULL && *error == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
}

static GuardRules *
read_admin (const char *path, GError **error)
{
  g_autofree char *text = guard_admin_read_text (path, error);

  return text != NULL ? guard_rules_new (path, text, strlen (text), error) : NULL;
}

static gboolean
add_own (GuardKnowledge *knowledge, const char *path, gboolean is_admin, GError **error)
{
  g_autoptr(GuardRules) rules = is_admin ? read_admin (path, error) : guard_data_read_rules (path, error);

  return rules != NULL && guard_knowledge_add_rules (knowledge, rules, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* Returns: (transfer full): the names in @folder that are those of rule files, in a fixed order */
static GPtrArray *
list_rules (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".rules") && *name != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
add_folder (GuardKnowledge *knowledge, const char *parent, gboolean is_admin, GString *notes)
{
  g_autofree char *folder = g_build_filename (parent, OWN_FOLDER, NULL);
  g_autoptr(GPtrArray) names = list_rules (folder);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
      g_autoptr(GError) problem = NULL;

      if (!add_own (knowledge, path, is_admin, &problem))
        g_string_append_printf (notes, "%s%s", notes->len > 0 ? "\n" : "", problem->message);
    }
}

GuardKnowledge *
guard_data_load_knowledge (const char *home, char **note, GError **error)
{
  g_autoptr(GuardKnowledge) knowledge = guard_knowledge_new ();
  g_autoptr(GString) notes = g_string_new (NULL);

  for (gsize i = 0; guard_knowledge_files[i] != NULL; i++)
    add_shipped (knowledge, guard_knowledge_files[i], error);
  add_folder (knowledge, guard_paths_admin_dir (), TRUE, notes);
  if (home != NULL)
    add_folder (knowledge, home, FALSE, notes);

  guard_knowledge_compile (knowledge);

  if (note != NULL)
    *note = notes->len > 0 ? g_strdup (notes->str) : NULL;
  return g_steal_pointer (&knowledge);
}

char **
guard_data_list_shipped_rules (void)
{
  GPtrArray *paths = g_ptr_array_new ();

  for (gsize i = 0; guard_knowledge_files[i] != NULL; i++)
    g_ptr_array_add (paths, g_build_filename (guard_paths_data_dir (), guard_knowledge_files[i], NULL));
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}

static void
list_folder (const char *parent, gboolean is_admin, GPtrArray *paths)
{
  g_autofree char *folder = g_build_filename (parent, OWN_FOLDER, NULL);
  g_autoptr(GPtrArray) names = list_rules (folder);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
      g_autofree char *text = is_admin ? guard_admin_read_text (path, NULL) : NULL;

      if (!is_admin || text != NULL)
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
}

char **
guard_data_list_own_rules (const char *home)
{
  GPtrArray *paths = g_ptr_array_new ();

  list_folder (guard_paths_admin_dir (), TRUE, paths);
  if (home != NULL)
    list_folder (home, FALSE, paths);
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-data.h"

#include "guard-paths.h"

/* Rule files from disk. What they mean is core's business; here they are only found and read. */

#define FILE_TYPES "file-types.rules"

GuardFileTypes *
guard_data_load_file_types (GError **error)
{
  g_autofree char *path = g_build_filename (guard_paths_data_dir (), FILE_TYPES, NULL);
  g_autofree char *data = NULL;
  g_autoptr(GuardRules) rules = NULL;
  gsize n_bytes = 0;

  if (!g_file_get_contents (path, &data, &n_bytes, error))
    return NULL;

  rules = guard_rules_new (FILE_TYPES, data, n_bytes, error);
  if (rules == NULL)
    {
      g_prefix_error (error, "%s: ", guard_paths_data_dir ());
      return NULL;
    }
  return guard_file_types_new (rules, error);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

/* tests/cases/hostile-names.tsv: names that a peer may choose, for every output that shows one. Bytes are in hex, so that
 * the table itself is harmless. */
typedef struct
{
  char *title;
  char *bytes;
} HostileName;

static inline void
hostile_name_free (HostileName *name)
{
  g_free (name->title);
  g_free (name->bytes);
  g_free (name);
}

static inline GPtrArray *
read_hostile_names (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "cases", "hostile-names.tsv", NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func ((GDestroyNotify) hostile_name_free);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) cells = g_strsplit (lines[i], "\t", 2);
      HostileName *name;

      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      name = g_new0 (HostileName, 1);
      name->title = g_strdup (cells[0]);
      name->bytes = g_malloc0 (strlen (cells[1]) / 2 + 1);
      for (gsize j = 0; cells[1][2 * j] != '\0'; j++)
        name->bytes[j] = (char) (g_ascii_xdigit_value (cells[1][2 * j]) << 4 | g_ascii_xdigit_value (cells[1][2 * j + 1]));
      g_ptr_array_add (names, name);
    }
  g_assert_cmpuint (names->len, >, 30);
  return names;
}

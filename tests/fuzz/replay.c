/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/fuzz.h"

/* Plain driver for a fuzz target: every file of fuzz/corpus/<target>, and every beginning of it, since a parser that trusts
 * a length is found by cutting. Speaks TAP; an empty corpus fails. */

#define MAX_CUTS 4096

static void
replay (gconstpointer data)
{
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize n_bytes = 0;

  g_file_get_contents (data, &bytes, &n_bytes, &error);
  g_assert_no_error (error);

  for (gsize n_cut = 0; n_cut <= MIN (n_bytes, MAX_CUTS); n_cut++)
    {
      /* Memory of exactly this size, so that a sanitizer sees one byte too many being read. */
      g_autofree guint8 *exact = g_malloc (MAX (n_bytes - n_cut, 1));

      memcpy (exact, bytes, n_bytes - n_cut);
      LLVMFuzzerTestOneInput (exact, n_bytes - n_cut);
    }
}

static char *
target_name (const char *program)
{
  g_autofree char *base = g_path_get_basename (program);
  const char *name = strstr (base, "fuzz-");

  g_assert_nonnull (name);
  return g_strdup (name + strlen ("fuzz-"));
}

int
main (int argc, char *argv[])
{
  g_autofree char *target = target_name (argv[0]);
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fuzz", "corpus", target, NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *test = g_strdup_printf ("/fuzz/%s/%s", target, name);

      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
      g_test_add_data_func (test, paths->pdata[paths->len - 1], replay);
    }
  g_assert_cmpuint (paths->len, >, 0);
  return g_test_run ();
}

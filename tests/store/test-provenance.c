/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Where a plugin's file comes from, and who could replace it: a file of each kind. */
#include "config.h"

#include "fixture.h"

#include "store/guard-provenance.h"

#include <unistd.h>

static GuardProvenance *
look (GPtrArray **looked, const char *path, const char *packages)
{
  const char *paths[] = { path, NULL };

  *looked = guard_provenance_look (paths, packages);
  g_assert_cmpuint ((*looked)->len, ==, 1);
  return g_ptr_array_index (*looked, 0);
}

static void
check (const char *path, const char *packages, const char *origin, const char *weak_path)
{
  g_autoptr(GPtrArray) looked = NULL;
  const GuardProvenance *found = look (&looked, path, packages);

  g_test_message ("%s: %s, weak %s, package %s", path, guard_origin_to_string (found->origin), found->weak_path, found->package);
  g_assert_cmpstr (guard_origin_to_string (found->origin), ==, origin);
  g_assert_cmpstr (found->weak_path, ==, weak_path);
}

static void
test_own (Fixture *fixture, gconstpointer data)
{
  const char *own = geteuid () == 0 ? "administrator" : "own";
  g_autofree char *folder = g_build_filename (fixture->root, "plugins", NULL);
  g_autofree char *file = g_build_filename (folder, "mine.so", NULL);
  g_autofree char *link = g_build_filename (fixture->root, "link.so", NULL);
  g_autofree char *list = g_build_filename (fixture->downloads, "x.list", NULL);
  g_autoptr(GPtrArray) looked = NULL;
  const GuardProvenance *found;

  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  write_file (file, "x");
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  g_assert_cmpint (g_chmod (file, 0644), ==, 0);
  check (file, fixture->downloads, own, NULL);
  /* A list that names it does not count outside the folders of packages. */
  write_file (list, file);
  check (file, fixture->downloads, own, NULL);
  g_assert_cmpint (g_chmod (file, 0666), ==, 0);
  check (file, fixture->downloads, "others", file);
  g_assert_cmpint (g_chmod (file, 0644), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0777), ==, 0);
  check (file, fixture->downloads, "others", folder);
  g_assert_cmpint (g_chmod (folder, 01777), ==, 0);
  check (file, fixture->downloads, own, NULL);
  /* By the link, the folders of the file that is meant. */
  g_assert_cmpint (symlink (file, link), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0777), ==, 0);
  check (link, fixture->downloads, "others", folder);
  found = look (&looked, link, fixture->downloads);
  g_assert_true (found->is_link);
  g_assert_cmpstr (found->true_path, ==, file);
  g_assert_nonnull (found->owner);
  check ("/nowhere/at/all.so", fixture->downloads, "unknown", NULL);
}

/* Owned by somebody else, or by a group that others are in: only root can make such files. */
static void
test_of_others (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->root, "theirs.so", NULL);

  if (geteuid () != 0)
    {
      g_test_skip ("only root can give files away");
      return;
    }
  write_file (file, "x");
  g_assert_cmpint (g_chmod (file, 0644), ==, 0);
  g_assert_cmpint (chown (file, 12345, 0), ==, 0);
  check (file, fixture->downloads, "others", file);
  g_assert_cmpint (chown (file, 0, 12345), ==, 0);
  check (file, fixture->downloads, "administrator", NULL);
  g_assert_cmpint (g_chmod (file, 0664), ==, 0);
  check (file, fixture->downloads, "others", file);
}

/* A file of the system that is there on every one, and lists of the test's own. */
static void
test_package (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *list, *content, *package; } lists[] = {
    { "coreutils.list", "/.\n/usr\n/usr/bin\n/usr/bin/env\n", "coreutils" },
    { "coreutils:amd64.list", "/usr/bin/env\n", "coreutils" },
    { "pidgin-env.list", "/usr/bin/env", "pidgin-env" },
    { "other.list", "/usr/bin/envelope\n/usr/bin/en\n/opt/usr/bin/env\n", NULL },
    { "other.md5sums", "/usr/bin/env\n", NULL },
  };
  const char *unpackaged = "administrator";

  if (!g_file_test ("/usr/bin/env", G_FILE_TEST_IS_REGULAR))
    {
      g_test_skip ("there is no /usr/bin/env");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *path = g_build_filename (fixture->downloads, lists[i].list, NULL);
      g_autoptr(GPtrArray) looked = NULL;
      const GuardProvenance *found;

      write_file (path, lists[i].content);
      found = look (&looked, "/usr/bin/env", fixture->downloads);
      g_assert_cmpstr (found->package, ==, lists[i].package);
      g_assert_cmpstr (guard_origin_to_string (found->origin), ==, lists[i].package != NULL ? "package" : unpackaged);
      g_assert_cmpint (g_remove (path), ==, 0);
    }
  check ("/usr/bin/env", "/nowhere/at/all", "unknown", NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/provenance/own", Fixture, NULL, set_up, test_own, tear_down);
  g_test_add ("/store/provenance/of-others", Fixture, NULL, set_up, test_of_others, tear_down);
  g_test_add ("/store/provenance/package", Fixture, NULL, set_up, test_package, tear_down);
  return g_test_run ();
}

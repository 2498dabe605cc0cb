/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "figures.h"

#include <stdio.h>
#include <string.h>

int
figures_compare (gconstpointer one, gconstpointer other)
{
  double first = *(const double *) one, second = *(const double *) other;

  return (first > second) - (first < second);
}

double
figures_percentile (GArray *sorted, double share)
{
  if (sorted->len == 0)
    return 0;
  return g_array_index (sorted, double, MIN ((guint) (share * sorted->len), sorted->len - 1));
}

void
figures_load (const char *path, GArray *numbers)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      {
        double number = g_ascii_strtod (lines[i], NULL) / 1000.0;

        g_array_append_val (numbers, number);
      }
}

double
figures_memory_kib (GPid pid, const char *field)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/smaps_rollup", pid);
  g_autofree char *text = NULL;
  const char *at;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  at = strstr (text, field);
  g_assert_nonnull (at);
  return g_ascii_strtod (at + strlen (field), NULL);
}

void
figures_load_timed_guard (GuardPerson *person)
{
  g_autofree char *path = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tests", "bench", ".libs", "purple-guard-timed.so", NULL);

  guard_person_do (person, "load-plugin %s", path);
  guard_person_await (person, "^DONE load-plugin yes", 10);
}

void
figures_print (const char *name, GArray *numbers)
{
  g_array_sort (numbers, figures_compare);
  printf ("%-28s %8u %8.3f %8.3f %8.3f %8.3f %8.3f\n", name, numbers->len, figures_percentile (numbers, 0.5), figures_percentile (numbers, 0.99),
          figures_percentile (numbers, 0.999), figures_percentile (numbers, 0.9999), figures_percentile (numbers, 1.0));
}

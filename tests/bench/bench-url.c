/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "core/guard-url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How far addresses are read as browsers read them, and what that costs beside GUri on the same addresses, in turns. The folder
 * in CORPORA holds wpt_url_nobase.tsv: the address in hexadecimal, the host that a browser opens (FAIL where it refuses the
 * address), 1 for a special scheme. */

#define N_ROUNDS  30
#define N_PARSED  20000 /* addresses in a round */
#define FAILS     "FAIL"

typedef struct
{
  char *spoken;
  gsize n_bytes;
  char *host;
  gboolean is_special;
} Row;

static void
free_row (gpointer data)
{
  Row *row = data;

  g_free (row->spoken);
  g_free (row->host);
  g_free (row);
}

static Row *
read_row (const char *line)
{
  g_auto(GStrv) columns = g_strsplit (line, "\t", -1);
  Row *row = g_new0 (Row, 1);

  g_assert_cmpuint (g_strv_length (columns), ==, 3);
  row->n_bytes = strlen (columns[0]) / 2;
  row->spoken = g_malloc0 (row->n_bytes + 1);
  for (gsize i = 0; i < row->n_bytes; i++)
    row->spoken[i] = (char) (g_ascii_xdigit_value (columns[0][2 * i]) << 4 | g_ascii_xdigit_value (columns[0][2 * i + 1]));
  row->host = g_strdup (columns[1]);
  row->is_special = g_str_equal (columns[2], "1");
  return row;
}

static GPtrArray *
read_rows (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *rows = g_ptr_array_new_with_free_func (free_row);

  if (!g_file_get_contents (path, &text, NULL, &error))
    {
      printf ("url: %s\n", error->message);
      return rows;
    }

  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0')
      g_ptr_array_add (rows, read_row (lines[i]));
  return rows;
}

static void
print_agreement (GPtrArray *rows)
{
  guint n_special = 0, n_agreed_special = 0, n_agreed = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = rows->pdata[i];
      g_autoptr(GuardUrl) url = guard_url_new (row->spoken, row->n_bytes, NULL);
      const char *host = url != NULL ? guard_url_get_host (url) : FAILS;
      const gboolean agrees = g_str_equal (host, row->host);

      n_special += row->is_special;
      n_agreed_special += row->is_special && agrees;
      n_agreed += agrees;
      if (!agrees)
        {
          g_autofree char *shown = g_strescape (row->spoken, NULL);

          printf ("url: \"%s\": we read \"%s\", browsers \"%s\"\n", shown, host, row->host);
        }
    }
  printf ("url: host as browsers: %u of %u with special schemes, %u of %u in all\n", n_agreed_special, n_special, n_agreed, rows->len);
}

/* --- time --- */

typedef void (*Parse) (const Row *row);

static void
parse_ours (const Row *row)
{
  guard_url_free (guard_url_new (row->spoken, row->n_bytes, NULL));
}

static void
parse_guri (const Row *row)
{
  GUri *uri = g_uri_parse (row->spoken, G_URI_FLAGS_PARSE_RELAXED, NULL);

  g_clear_pointer (&uri, g_uri_unref);
}

/* Returns: ns for one address */
static double
measure (GPtrArray *rows, Parse parse)
{
  const gint64 start_us = g_get_monotonic_time ();

  for (guint i = 0; i < N_PARSED; i++)
    parse (rows->pdata[i % rows->len]);
  return (double) (g_get_monotonic_time () - start_us) * 1000 / N_PARSED;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double difference = *(const double *) a - *(const double *) b;

  return (difference > 0) - (difference < 0);
}

static void
print_times (const char *name, GPtrArray *rows)
{
  double ours[N_ROUNDS], guri[N_ROUNDS];

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      ours[i] = measure (rows, parse_ours);
      guri[i] = measure (rows, parse_guri);
    }
  qsort (ours, N_ROUNDS, sizeof *ours, compare);
  qsort (guri, N_ROUNDS, sizeof *guri, compare);
  printf ("url: %s: %.2f us an address, GUri %.2f us: ratio %.2f\n", name, ours[N_ROUNDS / 2] / 1000, guri[N_ROUNDS / 2] / 1000,
          ours[N_ROUNDS / 2] / guri[N_ROUNDS / 2]);
}

static GPtrArray *
make_ordinary (void)
{
  static const char *const addresses[] = {
    "https://www.example.com/",
    "https://en.example.org/wiki/Instant_messaging",
    "http://example.net/forum/viewtopic.php?f=12&t=48213#p99120",
    "https://video.example.com/watch?v=dQw4w9WgXcQ&feature=share",
    "https://shop.example.co.uk/items/4711-blue-chair?utm_source=chat&utm_medium=link",
  };
  GPtrArray *rows = g_ptr_array_new_with_free_func (free_row);

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      Row *row = g_new0 (Row, 1);

      row->spoken = g_strdup (addresses[i]);
      row->n_bytes = strlen (addresses[i]);
      g_ptr_array_add (rows, row);
    }
  return rows;
}

int
main (void)
{
  const char *folder = g_getenv ("CORPORA");
  g_autoptr(GPtrArray) ordinary = make_ordinary ();

  print_times ("ordinary addresses", ordinary);
  if (folder == NULL || *folder == '\0')
    {
      printf ("url: CORPORA is not set: not compared with browsers (make bench CORPORA=folder)\n");
      return 0;
    }

  g_autofree char *path = g_build_filename (folder, "wpt_url_nobase.tsv", NULL);
  g_autoptr(GPtrArray) rows = read_rows (path);
  if (rows->len == 0)
    return 0;
  print_agreement (rows);
  print_times ("the corpus", rows);
  return 0;
}

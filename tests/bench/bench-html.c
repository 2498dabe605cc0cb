/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-html.h"

#include <purple.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reading and writing a message of 1 KB beside libpurple's own purple_markup_linkify() on the same bytes, in turns within one run.
 * The figure of a round is an average over many calls, that of a message the median of its rounds. Prints, judges nothing. */

#define N_ROUNDS 41
#define N_CALLS 500
#define MESSAGE_BYTES 1024

typedef void (*Work) (const char *html, gsize n_bytes);

static void
linkify (const char *html, gsize n_bytes)
{
  g_free (purple_markup_linkify (html));
}

static void
read_message (const char *html, gsize n_bytes)
{
  guard_html_free (guard_html_new (html, n_bytes));
}

static void
read_and_write (const char *html, gsize n_bytes)
{
  g_autoptr(GuardHtml) read = guard_html_new (html, n_bytes);

  g_free (guard_html_serialise (read, GUARD_HTML_PEOPLE));
}

static const Work works[] = { linkify, read_message, read_and_write };

static const struct
{
  const char *name, *part, *last;
} messages[] = {
  { "English, no link", "The quick brown fox jumps over the lazy dog, and that is that. ", "" },
  { "English, one link", "The quick brown fox jumps over the lazy dog, and that is that. ", " https://www.example.org/path?query=1" },
  { "English, five links", "The quick brown fox jumps over the lazy dog, and that is that. ",
    " http://a.example.org/1 http://b.example.com/2 www.example.net https://d.example.org/x?y=z mail@example.org" },
  { "Chinese, no link", "\u654f\u6377\u7684\u68d5\u8272\u72d0\u72f8\u8df3\u8fc7\u4e86\u61d2\u72d7\uff0c\u5c31\u662f\u8fd9\u6837\u3002", "" },
  { "formatted", "The <b>quick</b> <span style='color: red'>brown</span> fox jumps over the &quot;lazy&quot; dog. ", "" },
};

static int
compare_numbers (gconstpointer one, gconstpointer other)
{
  const double first = *(const double *) one, second = *(const double *) other;

  return (first > second) - (first < second);
}

static double
measure_us (Work work, const char *html, gsize n_bytes)
{
  const gint64 start_us = g_get_monotonic_time ();

  for (guint i = 0; i < N_CALLS; i++)
    work (html, n_bytes);
  return (double) (g_get_monotonic_time () - start_us) / N_CALLS;
}

static void
bench (const char *name, const char *html, gsize n_bytes)
{
  double us[G_N_ELEMENTS (works)][N_ROUNDS], median_us[G_N_ELEMENTS (works)];

  for (guint round = 0; round < N_ROUNDS; round++)
    for (gsize i = 0; i < G_N_ELEMENTS (works); i++)
      us[i][round] = measure_us (works[i], html, n_bytes);
  for (gsize i = 0; i < G_N_ELEMENTS (works); i++)
    {
      qsort (us[i], N_ROUNDS, sizeof (double), compare_numbers);
      median_us[i] = us[i][N_ROUNDS / 2];
    }
  printf ("%-20s  linkify %6.2f us   read %6.2f us = %.2f   read and write %6.2f us = %.2f\n", name, median_us[0], median_us[1],
          median_us[1] / median_us[0], median_us[2], median_us[2] / median_us[0]);
}

int
main (void)
{
  printf ("Messages of %d bytes: purple_markup_linkify() and ours, in microseconds and as a ratio\n", MESSAGE_BYTES);
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr(GString) html = g_string_new (NULL);

      while (html->len + strlen (messages[i].part) + strlen (messages[i].last) <= MESSAGE_BYTES)
        g_string_append (html, messages[i].part);
      g_string_append (html, messages[i].last);
      bench (messages[i].name, html->str, html->len);
    }
  return 0;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-engine.h"
#include "core/guard-policy.h"
#include "tests/core/shipped.h"

#include <gio/gio.h>
#include <purple.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole judge, reading included: its time beside libpurple's own purple_markup_linkify() on the same text, whether memory grows, and what
 * it says of ordinary chat. CORPORA names a folder with chat of others and LINK_LISTS one with top-sites (get-link-lists.sh); what is not there is
 * not measured. What is said of ordinary lines is written to bench-judge-alarms.txt, line by line. Prints, judges nothing. */

#define MESSAGE_BYTES 1024
#define N_ROUNDS 41
#define N_CALLS 200
#define N_GROWTH 100000
#define ALARMS "bench-judge-alarms.txt"

static GuardKnowledge *knowledge;
static const GuardPolicy policy;

static GuardReport *
judge (const char *html, gsize n_bytes, GuardSenderKind kind, guint *n_links)
{
  g_autoptr(GuardHtml) read = guard_html_new (html, n_bytes);
  GuardMessage message = guard_message_from_html (read, kind);

  message.sender_address = "mallory@example.net";
  message.sender_name = "Mallory";
  message.is_first = TRUE;
  if (n_links != NULL)
    *n_links += message.links->len;
  return guard_engine_judge (knowledge, &message);
}

/* ---- time ---- */

typedef void (*Work) (const char *html);

static void
linkify (const char *html)
{
  g_free (purple_markup_linkify (html));
}

static void
judge_contact (const char *html)
{
  guard_report_free (judge (html, strlen (html), GUARD_SENDER_CONTACT, NULL));
}

static void
judge_stranger (const char *html)
{
  guard_report_free (judge (html, strlen (html), GUARD_SENDER_STRANGER, NULL));
}

static void
find_pressure (const char *html)
{
  guard_knowledge_find_pressure (knowledge, html, strlen (html));
}

static const struct
{
  const char *name;
  Work work;
} works[] = { { "purple_markup_linkify", linkify }, { "contact", judge_contact }, { "stranger", judge_stranger }, { "words that press", find_pressure } };

static double
measure_us (Work work, const char *html)
{
  const gint64 start_us = g_get_monotonic_time ();

  for (guint i = 0; i < N_CALLS; i++)
    work (html);
  return (double) (g_get_monotonic_time () - start_us) / N_CALLS;
}

static int
compare_numbers (const void *one, const void *other)
{
  const double first = *(const double *) one, second = *(const double *) other;

  return (first > second) - (first < second);
}

/* In turns within one run, so that what else the machine does hits all alike; the median. */
static void
compare_times (const char *name, const char *html)
{
  double us[G_N_ELEMENTS (works)][N_ROUNDS];

  for (guint round = 0; round < N_ROUNDS; round++)
    for (gsize i = 0; i < G_N_ELEMENTS (works); i++)
      us[i][round] = measure_us (works[i].work, html);
  for (gsize i = 0; i < G_N_ELEMENTS (works); i++)
    {
      qsort (us[i], N_ROUNDS, sizeof us[i][0], compare_numbers);
      g_print ("%s, %s: %.1f us, %.2f of libpurple's linkifier\n", name, works[i].name, us[i][N_ROUNDS / 2], us[i][N_ROUNDS / 2] / us[0][N_ROUNDS / 2]);
    }
}

static char *
fill (const char *part, const char *last)
{
  g_autoptr(GString) text = g_string_new (NULL);

  while (text->len + strlen (part) + strlen (last) <= MESSAGE_BYTES)
    g_string_append (text, part);
  g_string_append (text, last);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
measure_times (void)
{
  static const char words[] = "I went to the market this morning and they had your favourite pears, so I bought some for us all. ";
  static const char five[] = "http://a.example.org/1 http://b.example.com/2 www.example.net https://d.example.org/x?y=z mail@example.org";
  g_autofree char *without = fill (words, "");
  g_autofree char *with = fill (words, five);
  g_autofree char *chinese = fill ("今天早上我去了市場，買了你最喜歡的梨，大家一起吃吧。", "");

  compare_times ("1 KB without links", without);
  compare_times ("1 KB with five links", with);
  compare_times ("1 KB of Chinese", chinese);
}

/* ---- memory ---- */

static glong
get_resident_kib (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*d %ld", &pages);
  return pages * 4;
}

static void
measure_growth (void)
{
  g_autofree char *html = fill ("Have a look: ", "<a href=\"http://evil.example.net/x.exe\">paypal.com</a> http://1572395042/ send me the gift card codes");
  glong before_kib = 0;

  for (guint i = 0; i < N_GROWTH; i++)
    {
      judge_stranger (html);
      if (i == N_GROWTH / 10)
        before_kib = get_resident_kib ();
    }
  g_print ("memory: %ld KiB more after %u messages, of %ld KiB\n", get_resident_kib () - before_kib, N_GROWTH, get_resident_kib ());
}

/* ---- ordinary chat ---- */

typedef struct
{
  guint n_messages, n_links, n_lines, n_questions, n_pressed;
} Counts;

static char *
read_corpus (const char *name)
{
  const char *folder = g_getenv ("CORPORA");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;
  g_autoptr(GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr(GFileInputStream) packed = file != NULL ? g_file_read (file, NULL, NULL) : NULL;
  g_autoptr(GZlibDecompressor) unzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr(GInputStream) plain = packed != NULL ? g_converter_input_stream_new (G_INPUT_STREAM (packed), G_CONVERTER (unzip)) : NULL;
  g_autoptr(GOutputStream) text = g_memory_output_stream_new_resizable ();

  if (plain == NULL || g_output_stream_splice (text, plain, 0, NULL, NULL) < 0 || !g_output_stream_write_all (text, "", 1, NULL, NULL, NULL) ||
      !g_output_stream_close (text, NULL, NULL))
    return NULL;
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (text));
}

static void
note_alarm (FILE *alarms, const char *kind, const GuardReport *report, const char *text)
{
  const GuardFinding *worst = guard_report_get_worst (report, -1);

  fprintf (alarms, "%s\t%s\t%s\t%s\n", kind, worst->detector, worst->why, text);
}

static void
count_contact (Counts *counts, const char *html, const char *text, FILE *alarms)
{
  g_autoptr(GuardReport) report = judge (html, strlen (html), GUARD_SENDER_CONTACT, &counts->n_links);
  const GuardLevel level = guard_report_get_level (report, -1);
  const gboolean is_not_checked = guard_report_is_not_checked (report);

  if (guard_policy_says_line (&policy, level, is_not_checked, GUARD_SENDER_CONTACT))
    {
      counts->n_lines++;
      note_alarm (alarms, "line", report, text);
    }
  else if (guard_policy_for_link (&policy, level, is_not_checked, GUARD_SENDER_CONTACT) == GUARD_LINK_ASK)
    {
      counts->n_questions++;
      note_alarm (alarms, "question", report, text);
    }
}

static void
count_pressure (Counts *counts, const char *text, FILE *alarms)
{
  const char *pressure = guard_knowledge_find_pressure (knowledge, text, strlen (text));

  if (pressure == NULL)
    return;
  counts->n_pressed++;
  fprintf (alarms, "pressure\t-\t%s\t%s\n", pressure, text);
}

static void
measure_corpus (const char *name, Counts *sum, FILE *alarms)
{
  g_autofree char *corpus = read_corpus (name);
  g_auto(GStrv) lines = corpus != NULL ? g_strsplit (corpus, "\n", -1) : NULL;
  Counts counts = { 0 };

  if (lines == NULL)
    {
      g_print ("# not measured: no %s\n", name);
      return;
    }
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *text = g_utf8_make_valid (lines[i], -1);
      g_autofree char *html = g_markup_escape_text (text, -1);

      counts.n_messages++;
      count_contact (&counts, html, text, alarms);
      count_pressure (&counts, text, alarms);
    }
  g_print ("%s: %u messages, %u links; from contacts %u lines and %u questions; from strangers words that press in %u (%.2f of 10,000)\n", name,
           counts.n_messages, counts.n_links, counts.n_lines, counts.n_questions, counts.n_pressed, counts.n_pressed * 1e4 / counts.n_messages);
  sum->n_links += counts.n_links;
  sum->n_lines += counts.n_lines;
}

/* The sites that people link to most: "rootDomain": "example.org". */
static void
measure_top_sites (Counts *sum, FILE *alarms)
{
  const char *folder = g_getenv ("LINK_LISTS");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "top-sites", "top-sites.json", NULL) : NULL;
  g_autofree char *json = NULL;
  g_autoptr(GRegex) regex = g_regex_new ("\"rootDomain\":\\s*\"([^\"]+)\"", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  Counts counts = { 0 };

  if (path == NULL || !g_file_get_contents (path, &json, NULL, NULL))
    {
      g_print ("# not measured: no top-sites\n");
      return;
    }
  for (g_regex_match (regex, json, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *domain = g_match_info_fetch (match, 1);
      g_autofree char *html = g_strdup_printf ("http://%s/ https://www.%s/", domain, domain);

      count_contact (&counts, html, html, alarms);
    }
  g_print ("top-sites: %u links; from contacts %u lines and %u questions\n", counts.n_links, counts.n_lines, counts.n_questions);
  sum->n_links += counts.n_links;
  sum->n_lines += counts.n_lines;
}

static void
measure_alarms (void)
{
  static const char * const names[] = { "chat_irc_en.txt.gz", "chat_sms_en.txt.gz", "chat_sms_zh.txt.gz" };
  FILE *alarms = fopen (ALARMS, "w");
  Counts sum = { 0 };

  g_assert_nonnull (alarms);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    measure_corpus (names[i], &sum, alarms);
  measure_top_sites (&sum, alarms);
  fclose (alarms);
  if (sum.n_links > 0)
    g_print ("together: %u lines below %u ordinary links of contacts: %.2f of 1,000 (each in " ALARMS ")\n", sum.n_lines, sum.n_links,
             sum.n_lines * 1e3 / sum.n_links);
}

int
main (void)
{
  knowledge = load_shipped_knowledge (g_getenv ("PURPLE_GUARD_DATADIR"));
  measure_times ();
  measure_growth ();
  measure_alarms ();
  guard_knowledge_free (knowledge);
  return 0;
}

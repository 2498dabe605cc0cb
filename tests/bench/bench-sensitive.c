/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-patterns.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <purple.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* What looking for sensitive data costs: a message of 1 KB beside libpurple's own purple_markup_linkify() on the same text; a long text beside
 * ripgrep, which looks for the same patterns; and reading the rules. Messages and text are chat of others: CORPORA names its folder. Prints, judges
 * nothing. */

#define MESSAGE_BYTES 1024
#define N_MESSAGES 3000
#define N_CALLS 5
#define TEXT_BYTES (100 * 1000 * 1000)
#define RIPGREP_BYTES (300 * 1000) /* it takes half a minute for a megabyte */
#define PIECE_BYTES (1000 * 1000)
#define N_ROUNDS 3
#define N_READINGS 41

static const char * const names[] = { "sensitive-numbers.rules", "sensitive-secrets.rules", "sensitive-words.rules" };

static int
compare_numbers (gconstpointer one, gconstpointer other)
{
  const double first = *(const double *) one, second = *(const double *) other;

  return (first > second) - (first < second);
}

static double
get_median (GArray *numbers)
{
  g_array_sort (numbers, compare_numbers);
  return g_array_index (numbers, double, numbers->len / 2);
}

static double
get_mean (const GArray *numbers)
{
  double sum = 0;

  for (guint i = 0; i < numbers->len; i++)
    sum += g_array_index (numbers, double, i);
  return sum / numbers->len;
}

/* Of this process, or of those that it has started and waited for: what else the machine does is not counted. */
static gint64
get_cpu_us (int who)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (who, &usage), ==, 0);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

/* ---- Reading the rules ---- */

static char *texts[G_N_ELEMENTS (names)];

static void
read_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("PURPLE_GUARD_DATADIR"), names[i], NULL);
      g_autoptr(GError) error = NULL;

      g_file_get_contents (path, &texts[i], NULL, &error);
      g_assert_no_error (error);
    }
}

static GuardPatterns *
load (void)
{
  GuardPatterns *patterns = guard_patterns_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GuardRules) rules = guard_rules_new (names[i], texts[i], strlen (texts[i]), &error);
      const gboolean is_added = rules != NULL && guard_patterns_add_rules (patterns, rules, &error);

      g_assert_no_error (error);
      g_assert_true (is_added);
    }
  guard_patterns_compile (patterns);
  return patterns;
}

static void
measure_reading (void)
{
  g_autoptr(GArray) ms = g_array_new (FALSE, FALSE, sizeof (double));
  guint n_rules = 0;

  for (guint i = 0; i < N_READINGS; i++)
    {
      const gint64 start_us = get_cpu_us (RUSAGE_SELF);
      g_autoptr(GuardPatterns) patterns = load ();
      const double spent_ms = (get_cpu_us (RUSAGE_SELF) - start_us) / 1000.0;

      g_array_append_val (ms, spent_ms);
      n_rules = guard_patterns_count (patterns);
    }
  g_print ("reading and compiling %u rules: %.1f ms\n", n_rules, get_median (ms));
}

/* ---- Messages ---- */

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
scan (const GuardPatterns *patterns, const char *text)
{
  g_autoptr(GArray) found = guard_patterns_scan (patterns, text, strlen (text), GUARD_TEXT_MESSAGE, NULL);
}

static void
linkify (const GuardPatterns *patterns, const char *text)
{
  g_free (purple_markup_linkify (text));
}

/* The least of some calls, so that what else the machine does is left out. */
static void
measure_call (void (*work) (const GuardPatterns *patterns, const char *text), const GuardPatterns *patterns, const char *text, GArray *us)
{
  double least_us = G_MAXDOUBLE;

  for (guint i = 0; i < N_CALLS; i++)
    {
      const gint64 start_us = g_get_monotonic_time ();

      /* The clock knows whole microseconds only. */
      for (guint j = 0; j < N_CALLS; j++)
        work (patterns, text);
      least_us = MIN (least_us, (double) (g_get_monotonic_time () - start_us) / N_CALLS);
    }
  g_array_append_val (us, least_us);
}

static void
measure_messages (const GuardPatterns *patterns, const char *corpus)
{
  g_autoptr(GArray) scan_us = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) linkify_us = g_array_new (FALSE, FALSE, sizeof (double));
  const gsize n_bytes = strlen (corpus);

  for (gsize i = 0; i < N_MESSAGES; i++)
    {
      /* From all over the corpus. */
      g_autofree char *bytes = g_strndup (corpus + (n_bytes - MESSAGE_BYTES) / N_MESSAGES * i, MESSAGE_BYTES);
      g_autofree char *text = g_utf8_make_valid (bytes, -1);

      measure_call (linkify, patterns, text, linkify_us);
      measure_call (scan, patterns, text, scan_us);
    }
  g_print ("1 KB of chat: median %.1f us, %.2f of libpurple's linkifier; ", get_median (scan_us), get_median (scan_us) / get_median (linkify_us));
  g_print ("mean %.1f us, %.2f of it\n", get_mean (scan_us), get_mean (scan_us) / get_mean (linkify_us));
}

/* ---- A long text ---- */

static char *
repeat (const char *corpus)
{
  const gsize n_bytes = strlen (corpus);
  char *text = g_malloc (TEXT_BYTES);

  for (gsize at = 0; at < TEXT_BYTES; at += n_bytes)
    memcpy (text + at, corpus, MIN (n_bytes, TEXT_BYTES - at));
  return text;
}

static double
measure_scan (const GuardPatterns *patterns, const char *text)
{
  const gint64 start_us = get_cpu_us (RUSAGE_SELF);

  for (gsize at = 0; at < TEXT_BYTES; at += PIECE_BYTES)
    {
      g_autoptr(GArray) found = guard_patterns_scan (patterns, text + at, PIECE_BYTES, GUARD_TEXT_FILE, NULL);
    }
  return (double) TEXT_BYTES / (get_cpu_us (RUSAGE_SELF) - start_us);
}

/* Returns: behind the group that begins at @at */
static const char *
skip_group (const char *at)
{
  gboolean is_in_class = FALSE;
  guint depth = 0;

  for (; *at != '\0'; at++)
    {
      if (*at == '\\' && at[1] != '\0')
        at++;
      else if (*at == '[' || *at == ']')
        is_in_class = *at == '[';
      else if (!is_in_class && *at == '(')
        depth++;
      else if (!is_in_class && *at == ')' && --depth == 0)
        return at + 1;
    }
  return at;
}

/* What looks around is left out: Rust's regular expressions do not know it, and without it they are quicker. Returns: (transfer full) (nullable) */
static char *
make_portable (const char *pattern)
{
  static const char * const odd[] = { "(?>", "(?|", "(?(", "\\K", "\\G", "\\R", "\\h", "++", "*+", "?+", "}+", "\\1", "\\2", "\\n", "\\A\\s*\\z" };
  g_autoptr(GString) simple = g_string_new (NULL);

  while (*pattern != '\0')
    if (g_str_has_prefix (pattern, "(?=") || g_str_has_prefix (pattern, "(?!") || g_str_has_prefix (pattern, "(?<=") || g_str_has_prefix (pattern, "(?<!"))
      pattern = skip_group (pattern);
    else
      {
        if (*pattern == '\\' && pattern[1] != '\0')
          g_string_append_c (simple, *pattern++);
        g_string_append_c (simple, *pattern++);
      }
  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    if (strstr (simple->str, odd[i]) != NULL)
      return NULL;
  return g_string_free (g_steal_pointer (&simple), FALSE);
}

static void
add_pattern (GString *to, GuardRules *rules, const char *group, guint *n, guint *n_left_out)
{
  g_autofree char *pattern = guard_rules_dup_string (rules, group, "pattern");
  g_autofree char *digits = guard_rules_dup_string (rules, group, "digits");
  g_auto(GStrv) ends = g_strsplit (digits != NULL ? digits : "", "-", 2);

  if (pattern == NULL && digits != NULL)
    pattern = g_strdup_printf ("[0-9](?:[ ./-]?[0-9]){%d,%d}", atoi (ends[0]) - 1, atoi (ends[1] != NULL ? ends[1] : ends[0]) - 1);
  if (pattern == NULL)
    return;

  g_autofree char *portable = make_portable (pattern);
  if (portable == NULL)
    (*n_left_out)++;
  else
    {
      (*n)++;
      g_string_append_printf (to, "%s\n", portable);
    }
}

static char *
write_patterns (const char *folder, guint *n, guint *n_left_out)
{
  char *path = g_build_filename (folder, "patterns", NULL);
  g_autoptr(GString) all = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GuardRules) rules = guard_rules_new (names[i], texts[i], strlen (texts[i]), NULL);
      const char * const *groups = guard_rules_get_groups (rules);

      for (gsize j = 0; groups[j] != NULL; j++)
        add_pattern (all, rules, groups[j], n, n_left_out);
    }
  g_assert_true (g_file_set_contents (path, all->str, all->len, NULL));
  return path;
}

/* Returns: megabytes a second, or 0 */
static double
measure_ripgrep (const char *patterns, const char *text)
{
  const char * const command[] = { "rg", "--no-config", "--text", "--threads=1", "--dfa-size-limit=1G", "--regex-size-limit=1G", "--count-matches", "--file", patterns, text, NULL };
  const gint64 start_us = get_cpu_us (RUSAGE_CHILDREN);
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  int status = 0;

  if (!g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &errors, &status, NULL) ||
      !g_spawn_check_wait_status (status, NULL))
    {
      g_print ("# ripgrep: %s\n", errors != NULL ? errors + MAX (strlen (errors), 300) - 300 : "is not here");
      return 0;
    }
  return (double) RIPGREP_BYTES / (get_cpu_us (RUSAGE_CHILDREN) - start_us);
}

static void
measure_text (const GuardPatterns *patterns, const char *corpus)
{
  g_autofree char *text = repeat (corpus);
  g_autofree char *folder = g_dir_make_tmp ("bench-sensitive-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "text", NULL);
  guint n = 0, n_left_out = 0;
  g_autofree char *expressions = write_patterns (folder, &n, &n_left_out);
  g_autoptr(GArray) ours = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) theirs = g_array_new (FALSE, FALSE, sizeof (double));

  g_assert_true (g_file_set_contents (path, text, RIPGREP_BYTES, NULL));
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      const double our_speed = measure_scan (patterns, text), their_speed = measure_ripgrep (expressions, path);

      g_array_append_val (ours, our_speed);
      g_array_append_val (theirs, their_speed);
    }
  g_print ("100 MB of chat: %.1f MB/s; ripgrep with %u of the patterns, without what looks around (%u it cannot read): %.2f MB/s\n", get_median (ours), n, n_left_out, get_median (theirs));
  g_unlink (path);
  g_unlink (expressions);
  g_rmdir (folder);
}

int
main (void)
{
  g_autofree char *corpus = read_corpus ("chat_irc_en.txt.gz");
  g_autoptr(GuardPatterns) patterns = NULL;

  read_texts ();
  measure_reading ();
  patterns = load ();
  if (corpus == NULL)
    {
      g_print ("# not measured: no chat_irc_en.txt.gz\n");
      return 0;
    }
  measure_messages (patterns, corpus);
  measure_text (patterns, corpus);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_free (texts[i]);
  return 0;
}

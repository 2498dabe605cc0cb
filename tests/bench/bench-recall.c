/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-patterns.h"
#include "tests/core/shipped.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

/* What the shipped rules for sensitive data find in cases that the makers of other scanners wrote for theirs, and how many lines of ordinary chat would
 * be asked about. CORPORA names the folder; what is not there is not measured. Every case that counts and is missed, or found and should not be, is
 * written to bench-recall-missed.txt, every line of chat asked about is printed, too. Prints, judges nothing.
 *
 * A case is a success if any rule finds something, but for the one for all settings of programs (configured-secret), which goes by how random a value
 * looks: what it adds is a figure of its own. Cases are read as messages, and those in which nothing is found as files. */

#define MISSED "bench-recall-missed.txt"

/* Cases that say nothing about these rules. */
static const struct
{
  const char *rule, *why;
} not_counted[] = {
  { "*-client-id", "names an account, opens nothing" },
  { "*-access-id", "names an account, opens nothing" },
  { "generic-api-key", "of no issuer" },
  { "hashicorp-tf-password", "of no issuer" },
  { "nuget-config-password", "of no issuer" },
  { "sidekiq-secret", "not looked for" },
  { "freemius-secret-key", "not looked for" },
  { "gcp-service-account", "cases hold no key" },
  { "pkcs12-file", "cases hold no text" },
};

/* Numbers with a form or check digits of their own, as the corpora's README names them. Their cases are mostly nothing but the number. */
static const char * const numbers[] = { "aba_routing", "au_medicare", "au_tfn", "ca_sin", "credit_card", "crypto", "de_tax_id", "es_nie", "es_nif",
                                        "fi_personal_identity_code", "in_aadhaar", "in_pan", "it_fiscal_code", "kr_rrn", "pl_pesel", "se_personnummer",
                                        "sg_fin", "th_tnin", "tr_national_id", "uk_nhs", "uk_nino", "us_itin", "us_mbi", "us_ssn", "za_id_number", NULL };

static GuardPatterns *patterns;

/* ---- what is found ---- */

typedef struct
{
  guint n_sure; /* asked about */
  guint n_weak; /* only beside others */
  guint n_generic;
} Found;

static Found
look (const char *text, GuardTextSource source, const char **kind)
{
  g_autoptr(GArray) matches = guard_patterns_scan (patterns, text, strlen (text), source, NULL);
  Found found = { 0 };

  for (guint i = 0; i < matches->len; i++)
    {
      const GuardDataMatch *match = &g_array_index (matches, GuardDataMatch, i);

      if (g_str_equal (match->kind, "configured-secret"))
        found.n_generic++;
      else if (match->confidence == GUARD_CONFIDENCE_LOW)
        found.n_weak++;
      else if (found.n_sure++ == 0 && kind != NULL)
        *kind = match->kind;
    }
  return found;
}

/* ---- cases of others ---- */

typedef struct
{
  guint n_true, n_found, n_weak, n_generic;
  guint n_false, n_alarms;
} Score;

static void
add_case (Score *score, gboolean is_data, Found found)
{
  if (is_data)
    {
      score->n_true++;
      score->n_found += found.n_sure > 0;
      score->n_weak += found.n_sure == 0 && found.n_weak > 0;
      score->n_generic += found.n_sure == 0 && found.n_weak == 0 && found.n_generic > 0;
    }
  else
    {
      score->n_false++;
      score->n_alarms += found.n_sure > 0;
    }
}

static double
get_percent (guint part, guint whole)
{
  return whole > 0 ? part * 100.0 / whole : 100;
}

static void
print_score (const char *name, const Score *score)
{
  g_print ("%-44s %5u of %5u found (%.1f %%), %u more only beside others, %u by entropy; %u of %u alarms\n", name, score->n_found, score->n_true,
           get_percent (score->n_found, score->n_true), score->n_weak, score->n_generic, score->n_alarms, score->n_false);
}

static const char *
why_not_counted (const char *corpus, const char *rule)
{
  if (g_str_equal (corpus, "numbers"))
    return g_strv_contains (numbers, rule) ? NULL : "not looked for by its form";
  for (gsize i = 0; i < G_N_ELEMENTS (not_counted); i++)
    if (g_pattern_match_simple (not_counted[i].rule, rule))
      return not_counted[i].why;
  return NULL;
}

static Score *
get_score (GHashTable *scores, const char *corpus, const char *rule)
{
  g_autofree char *name = g_strdup_printf ("%s/%s", corpus, rule);
  Score *score = g_hash_table_lookup (scores, name);

  if (score == NULL)
    {
      score = g_new0 (Score, 1);
      g_hash_table_insert (scores, g_steal_pointer (&name), score);
    }
  return score;
}

/* @columns: corpus, rule, yes or no, text */
static void
try_case (char **columns, GHashTable *scores, FILE *missed)
{
  const gboolean is_data = g_str_equal (columns[2], "yes");
  gsize n_bytes = 0;
  g_autofree guchar *decoded = g_base64_decode (columns[3], &n_bytes);
  g_autofree char *text = g_strndup ((const char *) decoded, n_bytes);
  const char *kind = "-";
  Found found = look (text, GUARD_TEXT_MESSAGE, &kind);
  g_autofree char *escaped = g_strescape (text, NULL);

  if (found.n_sure == 0)
    found = look (text, GUARD_TEXT_FILE, &kind);
  add_case (get_score (scores, columns[0], columns[1]), is_data, found);
  if (why_not_counted (columns[0], columns[1]) == NULL && is_data != (found.n_sure > 0))
    fprintf (missed, "%s\t%s\t%s\t%s\t%.200s\n", is_data ? "missed" : "alarm", columns[0], columns[1], kind, escaped);
}

static void
add_score (Score *sum, const Score *score)
{
  sum->n_true += score->n_true;
  sum->n_found += score->n_found;
  sum->n_weak += score->n_weak;
  sum->n_generic += score->n_generic;
  sum->n_false += score->n_false;
  sum->n_alarms += score->n_alarms;
}

static void
print_corpus (GHashTable *scores, const char *corpus)
{
  g_autoptr(GList) names = g_list_sort (g_hash_table_get_keys (scores), (GCompareFunc) strcmp);
  Score sum = { 0 };
  guint n_rules = 0;

  for (const GList *item = names; item != NULL; item = item->next)
    {
      g_auto(GStrv) parts = g_strsplit (item->data, "/", 2);
      const Score *score = g_hash_table_lookup (scores, item->data);
      const char *why = why_not_counted (corpus, parts[1]);

      if (!g_str_equal (parts[0], corpus))
        continue;
      if (why == NULL)
        {
          add_score (&sum, score);
          n_rules++;
        }
      if (why == NULL ? score->n_found < score->n_true || score->n_alarms > 0 : g_str_equal (corpus, "tokens"))
        print_score (item->data, score);
      if (why != NULL && g_str_equal (corpus, "tokens"))
        g_print ("    not counted: %s\n", why);
    }
  g_print ("%s, %u rules that count: recall %.2f %%, precision %.2f %%\n", corpus, n_rules, get_percent (sum.n_found, sum.n_true),
           get_percent (sum.n_found, sum.n_found + sum.n_alarms));
  print_score (corpus, &sum);
}

/* GLib reads no JSON: Python does. */
static char *
read_cases (const char *folder)
{
  g_autofree char *script = g_build_filename (g_getenv ("TOP_SRCDIR"), "tests", "bench", "corpus-lines.py", NULL);
  const char *command[] = { "python3", script, folder, NULL };
  g_autoptr(GError) error = NULL;
  char *lines = NULL;

  if (!g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &lines, NULL, NULL, &error))
    g_print ("# not measured: %s\n", error->message);
  return lines;
}

static void
measure_cases (const char *folder, FILE *missed)
{
  g_autofree char *text = read_cases (folder);
  g_auto(GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  g_autoptr(GHashTable) scores = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) columns = g_strsplit (lines[i], "\t", -1);

      if (g_strv_length (columns) == 4)
        try_case (columns, scores, missed);
    }
  print_corpus (scores, "tokens");
  print_corpus (scores, "numbers");
}

/* ---- ordinary chat ---- */

static char *
read_chat (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInputStream) packed = g_file_read (file, NULL, NULL);
  g_autoptr(GZlibDecompressor) unzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr(GInputStream) plain = packed != NULL ? g_converter_input_stream_new (G_INPUT_STREAM (packed), G_CONVERTER (unzip)) : NULL;
  g_autoptr(GOutputStream) text = g_memory_output_stream_new_resizable ();

  if (plain == NULL || g_output_stream_splice (text, plain, 0, NULL, NULL) < 0 || !g_output_stream_write_all (text, "", 1, NULL, NULL, NULL) ||
      !g_output_stream_close (text, NULL, NULL))
    return NULL;
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (text));
}

static void
measure_chat (const char *folder, const char *name)
{
  g_autofree char *chat = read_chat (folder, name);
  g_auto(GStrv) lines = chat != NULL ? g_strsplit (chat, "\n", -1) : NULL;
  guint n_lines = 0, n_asked = 0;

  if (lines == NULL)
    {
      g_print ("# not measured: no %s\n", name);
      return;
    }
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      const char *kind = NULL;

      n_lines++;
      if (look (lines[i], GUARD_TEXT_MESSAGE, &kind).n_sure == 0)
        continue;
      n_asked++;
      g_print ("  asked about (%s): %.300s\n", kind, lines[i]);
    }
  g_print ("%s: %u of %u lines asked about: %.2f of 20,000\n", name, n_asked, n_lines, n_asked * 2e4 / n_lines);
}

/* ---- all ---- */

static void
load_patterns (const char *folder)
{
  static const char * const names[] = { "sensitive-numbers.rules", "sensitive-secrets.rules", "sensitive-words.rules" };

  patterns = guard_patterns_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GuardRules) rules = read_shipped_rules (folder, names[i]);
      g_autoptr(GError) error = NULL;
      const gboolean is_added = guard_patterns_add_rules (patterns, rules, &error);

      g_assert_no_error (error);
      g_assert_true (is_added);
    }
  guard_patterns_compile (patterns);
}

int
main (void)
{
  static const char * const chats[] = { "chat_irc_en.txt.gz", "chat_sms_en.txt.gz", "chat_sms_zh.txt.gz" };
  const char *folder = g_getenv ("CORPORA");
  FILE *missed;

  if (folder == NULL)
    {
      g_print ("# not measured: CORPORA names no folder\n");
      return 0;
    }
  missed = fopen (MISSED, "w");
  g_assert_nonnull (missed);
  load_patterns (g_getenv ("PURPLE_GUARD_DATADIR"));
  measure_cases (folder, missed);
  for (gsize i = 0; i < G_N_ELEMENTS (chats); i++)
    measure_chat (folder, chats[i]);
  fclose (missed);
  guard_patterns_free (patterns);
  return 0;
}

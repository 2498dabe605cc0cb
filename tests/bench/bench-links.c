/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "core/guard-domain.h"
#include "core/guard-sites.h"
#include "core/guard-spoof.h"
#include "core/guard-url.h"

#include <gio/gio.h>
#include <string.h>

/* How well hosts are judged by their names alone: agreement with a browser's own cases, false alarms on ordinary links, the share
 * of a list of deceiving hosts that is caught, and the time that each question takes. CORPORA and LINK_LISTS name folders with
 * data of others (get-link-lists.sh fetches the second); what is not there is not measured. Prints, judges nothing. */

static GuardSites *sites;

static GuardSitesHost *
read_host (const char *text)
{
  g_autofree char *domain = guard_domain_dup_registrable (text);

  return guard_sites_host_new (text, domain);
}

static const char *
find_deceptive (const char *text)
{
  const GuardSpoof spoof = guard_sites_is_known (sites, text) ? GUARD_SPOOF_NOTHING : guard_spoof_check (text);

  return spoof != GUARD_SPOOF_NOTHING ? guard_spoof_to_words (spoof) : NULL;
}

static const struct
{
  const char *name;
  const char *(*find) (const GuardSites *self, const GuardSitesHost *host); /* or it is asked about the letters alone */
} questions[] = {
  { "lookalike",      guard_sites_find_confusable },
  { "deceptive-name", NULL                        },
  { "embedded",       guard_sites_find_embedded   },
  { "typo",           guard_sites_find_typo       },
  { "combined",       guard_sites_find_combined   },
};

static const char *
ask (gsize question, const char *text, const GuardSitesHost *host)
{
  return questions[question].find != NULL ? questions[question].find (sites, host) : find_deceptive (text);
}

static char *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;
  char *text = NULL;

  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    g_print ("# not measured: no %s\n", name);
  return text;
}

static GuardSites *
load_sites (void)
{
  g_autofree char *text = read_file (g_getenv ("PURPLE_GUARD_DATADIR"), "imitated-sites.rules");
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardRules) rules = text != NULL ? guard_rules_new ("imitated-sites.rules", text, strlen (text), &error) : NULL;
  GuardSites *self = guard_sites_new ();

  if (rules == NULL || !guard_sites_add_rules (self, rules, &error))
    g_error ("%s", error != NULL ? error->message : "no imitated-sites.rules");
  return self;
}

/* ---- a browser's own cases ---- */

/* What some of those cases imitate: made-up names that stand in that browser's test for its list of top domains. */
static const char *const imitated[] = {
  "d4000.com",   "digklmo68.com",  "digklmo68.co.uk", "islkpx123.com", "os345.com", "woder.com", "wmhtb.com", "phktb.com", "pkawx.com",
  "wmnr.com",    "rf.com",         "cyxe.com",        "ldg.com",       "ig.com",    "ld.com",    "cegjo.com", "wsws.com",  "wsu.com",
  "wsou.com",    "1234567890.com", "aece.com",        "aen.com",       "n11.com",   "o2.com",    "28.com",    "39.com",    "89.com",
  "43.com",      "oo.com",         "qq.com",          "nn.com",        "test.net",  "foo.com",   NULL,
};

/* Where we decide otherwise, and why. */
static const struct
{
  const char *host;
  const char *reason;
} differences[] = {
  { "xn--fu-hia.de", "sharp s within a word is honest German; browsers of today resolve it as itself" },
  { "xn--mxac2c.gr", "final sigma at the end of a word is honest Greek; browsers of today resolve it as itself" },
  { "xn--ae-fsa.com", "oe is read as o and e, not as c and e" },
  { "xn--6ca2t.com", "oe is read as o and e, not as c and e" },
  { "xn--fgb.com", "a letter of Kashmiri, which only one system's fonts leave blank" },
  { "xn----8sbn9akccw8m.xn--3e0b707e", "that browser shows only the suffix in Unicode: it deceives" },
  { "xn--googl-3we.xn--3e0b707e", "that browser shows only the suffix in Unicode: it deceives" },
};

static const char *
find_reason (const char *host)
{
  for (gsize i = 0; i < G_N_ELEMENTS (differences); i++)
    if (g_str_equal (host, differences[i].host))
      return differences[i].reason;
  return "no reason is known";
}

static gboolean
is_caught (const GuardSites *self, const char *text)
{
  g_autoptr(GuardSitesHost) host = read_host (text);

  return guard_spoof_check (text) != GUARD_SPOOF_NOTHING || guard_sites_find_confusable (self, host) != NULL;
}

static void
measure_agreement (void)
{
  g_autofree char *text = read_file (g_getenv ("CORPORA"), "chromium_idn_cases.tsv");
  g_auto(GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;
  g_autoptr(GuardSites) with_imitated = load_sites ();
  guint n_unsafe = 0, n_caught = 0, n_caught_with_list = 0, n_safe = 0, n_flagged = 0;

  for (gsize i = 0; imitated[i] != NULL; i++)
    guard_sites_add_domain (with_imitated, imitated[i]);
  for (gsize i = 0; lines != NULL && lines[i] != NULL; i++)
    {
      g_auto(GStrv) columns = g_strsplit (lines[i], "\t", -1);
      const gboolean is_unsafe = g_strv_length (columns) == 3 && g_str_equal (columns[2], "kUnsafe");
      const gboolean is_safe = g_strv_length (columns) == 3 && g_str_equal (columns[2], "kSafe");
      const gboolean is_found = (is_safe || is_unsafe) && is_caught (with_imitated, columns[0]);

      n_unsafe += is_unsafe;
      n_safe += is_safe;
      n_caught += is_unsafe && is_caught (sites, columns[0]);
      n_caught_with_list += is_unsafe && is_found;
      n_flagged += is_safe && is_found;
      if ((is_unsafe && !is_found) || (is_safe && is_found))
        g_print ("#   %s %s %s: %s\n", is_safe ? "safe, flagged:" : "unsafe, not caught:", columns[0], columns[1],
                 find_reason (columns[0]));
    }
  if (n_unsafe > 0 && n_safe > 0)
    g_print ("browser's cases: %u of %u unsafe ones caught (%.1f %%), %u without the names that they imitate; %u of %u safe ones flagged\n",
             n_caught_with_list, n_unsafe, 100.0 * n_caught_with_list / n_unsafe, n_caught, n_flagged, n_safe);
}

/* ---- shares ---- */

typedef struct
{
  guint n_hosts;
  guint n_any;
  guint n_found[G_N_ELEMENTS (questions)];
  gboolean is_loud; /* prints what was found */
} Shares;

static void
count_host (Shares *shares, const char *text)
{
  g_autoptr(GuardSitesHost) host = read_host (text);
  gboolean is_any = FALSE;

  shares->n_hosts++;
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      const char *found = ask (i, text, host);

      if (found == NULL)
        continue;
      shares->n_found[i]++;
      is_any = TRUE;
      if (shares->is_loud)
        g_print ("#   %s: %s: %s\n", text, questions[i].name, found);
    }
  shares->n_any += is_any;
}

static void
print_shares (const char *what, const Shares *shares)
{
  if (shares->n_hosts == 0)
    return;

  g_print ("%s: %u of %u found (%.2f %%):", what, shares->n_any, shares->n_hosts, 100.0 * shares->n_any / shares->n_hosts);
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    g_print (" %s %u", questions[i].name, shares->n_found[i]);
  g_print ("\n");
}

static char *
read_zipped (const char *name)
{
  g_autofree char *data = NULL;
  gsize n_bytes = 0;
  g_autofree char *path = g_getenv ("CORPORA") != NULL ? g_build_filename (g_getenv ("CORPORA"), name, NULL) : NULL;

  if (path == NULL || !g_file_get_contents (path, &data, &n_bytes, NULL))
    return NULL;

  g_autoptr(GInputStream) zipped = g_memory_input_stream_new_from_data (data, n_bytes, NULL);
  g_autoptr(GZlibDecompressor) unzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr(GInputStream) plain = g_converter_input_stream_new (zipped, G_CONVERTER (unzip));
  g_autoptr(GOutputStream) all = g_memory_output_stream_new_resizable ();

  if (g_output_stream_splice (all, plain, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL) < 0)
    return NULL;
  return g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (all)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (all)));
}

static void
count_link (Shares *shares, const char *text)
{
  g_autofree char *address = g_str_has_prefix (text, "www.") ? g_strconcat ("http://", text, NULL) : g_strdup (text);
  g_autoptr(GuardUrl) url = NULL;

  address[strcspn (address, "\"'<>()[]|,\r\\")] = '\0';
  url = guard_url_new (address, strlen (address), NULL);
  if (url != NULL && *guard_url_get_host (url) != '\0')
    count_host (shares, guard_url_get_host (url));
}

static void
measure_chat (const char *name)
{
  g_autofree char *text = read_zipped (name);
  g_auto(GStrv) words = text != NULL ? g_strsplit_set (text, " \t\n", -1) : NULL;
  Shares shares = { .is_loud = TRUE };

  for (gsize i = 0; words != NULL && words[i] != NULL; i++)
    {
      const char *start = strstr (words[i], "http://");

      start = start != NULL ? start : strstr (words[i], "https://");
      start = start == NULL && g_str_has_prefix (words[i], "www.") ? words[i] : start;
      if (start != NULL)
        count_link (&shares, start);
    }
  print_shares (name, &shares);
}

/* The strings of a list of JSON behind the word @key; of all of @text for %NULL. Lists of domains need no more of that language. */
static char **
read_strings (const char *text, const char *key)
{
  const char *start = key != NULL ? strstr (text, key) : text;
  const char *end = start != NULL && key != NULL ? strchr (start, ']') : NULL;
  g_autofree char *part = g_strndup (start != NULL ? start + (key != NULL ? strlen (key) : 0) : "",
                                     end != NULL ? (gsize) (end - start) - strlen (key) : strlen (text));

  return g_strsplit (part, "\"", -1);
}

static void
measure_strings (const char *what, const char *text, const char *key, gboolean is_loud)
{
  g_auto(GStrv) strings = text != NULL ? read_strings (text, key) : NULL;
  Shares shares = { .is_loud = is_loud };

  for (gsize i = 1; strings != NULL && strings[i] != NULL; i++)
    if (strchr (strings[i], '.') != NULL && strpbrk (strings[i], " ,/") == NULL)
      count_host (&shares, strings[i]);
  print_shares (what, &shares);
}

/* Files of hosts, one a line, that somebody else put into the folder. */
static void
measure_host_files (const char *folder)
{
  g_autoptr(GDir) names = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name = NULL;

  while (names != NULL && (name = g_dir_read_name (names)) != NULL)
    {
      Shares shares = { .is_loud = TRUE };

      if (!g_str_has_suffix (name, ".hosts"))
        continue;

      g_autofree char *text = read_file (folder, name);
      g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
      for (gsize i = 0; lines[i] != NULL; i++)
        if (*g_strstrip (lines[i]) != '\0')
          count_host (&shares, lines[i]);
      print_shares (name, &shares);
    }
}

static void
measure_lists (void)
{
  const char *folder = g_getenv ("LINK_LISTS");
  g_autofree char *top = read_file (folder, "top-sites/top-sites.json");
  g_autofree char *phishing = read_file (folder, "eth-phishing-detect/src/config.json");

  measure_strings ("top-sites", top, NULL, TRUE);
  measure_host_files (folder);
  measure_strings ("eth-phishing-detect, allowed", phishing, "\"whitelist\"", TRUE);
  measure_strings ("eth-phishing-detect, deceiving", phishing, "\"blacklist\"", FALSE);
}

/* ---- time ---- */

#define N_ROUNDS 20000

static double
time_reading (const char *text)
{
  const gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < N_ROUNDS; i++)
    guard_sites_host_free (read_host (text));
  return (double) (g_get_monotonic_time () - start) / N_ROUNDS;
}

static double
time_question (gsize question, const char *text)
{
  g_autoptr(GuardSitesHost) host = read_host (text);
  const gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < N_ROUNDS; i++)
    ask (question, text, host);
  return (double) (g_get_monotonic_time () - start) / N_ROUNDS;
}

static void
measure_time (void)
{
  g_autoptr(GString) longest = g_string_new ("paypal-login");

  while (longest->len < 253 - 12)
    g_string_prepend (longest, longest->len % 7 == 0 ? "paypal." : "a-b.com.");
  g_string_append (longest, ".example");

  const char *const hosts[] = { "www.wikipedia.org", "some-ordinary-name.example.co.uk", "xn--pypal-4ve.com", longest->str };
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_print ("%.60s (%u bytes): reading %.2f us;", hosts[i], (guint) strlen (hosts[i]), time_reading (hosts[i]));
      for (gsize j = 0; j < G_N_ELEMENTS (questions); j++)
        g_print (" %s %.2f us", questions[j].name, time_question (j, hosts[i]));
      g_print ("\n");
    }
}

int
main (void)
{
  sites = load_sites ();
  g_print ("links: %u sites in the list\n", guard_sites_count (sites));
  measure_agreement ();
  measure_chat ("chat_irc_en.txt.gz");
  measure_chat ("chat_sms_en.txt.gz");
  measure_chat ("chat_sms_zh.txt.gz");
  measure_lists ();
  measure_time ();
  guard_sites_free (sites);
  return 0;
}

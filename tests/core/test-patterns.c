/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-error.h"
#include "core/guard-patterns.h"
#include "tests/core/cases.h"
#include "tests/core/shipped.h"

#include <gio/gio.h>

/* The mechanics on a few rules; what the shipped rules find is told elsewhere. */
static const char rules_text[] =
  "[list]\ntitle=A few rules\n"
  "[data token]\ndescription=a token\ncategory=secret\nkeywords=tok*\npattern=\\\\btok_([a-z0-9]{8,40})\\\\b\nentropy=2.5\nnot=example|^abcdefgh\n"
  "[data password]\ndescription=a password\ncategory=secret\nconfidence=medium\nkeywords=password;密码\n"
  "pattern=(?i)(?:password|密码)\\\\s*(?:is|:)\\\\s*(\\\\S{4,64})\n"
  "[data card]\ndescription=a card\ncategory=money\ndigits=13-19\nvalidator=payment-card\n"
  "[data account]\ndescription=an account\ncategory=money\nconfidence=medium\ndigits=8-12\ncontext=account;konto;账号\nwithin=20\n"
  "[data badge]\ndescription=a badge\ncategory=identity\ndigits=6\npattern=\\\\b[A-Z]\\\\d{6}\\\\([0-9A]\\\\)\n"
  "[data plate]\ndescription=a plate\ncategory=identity\nword=6-8\npattern=\\\\b[A-Z]{2}-[0-9A-Z]{6,8}\\\\b\nbefore=3\nafter=0\n"
  "[data serial]\ndescription=a serial number\ncategory=identity\nconfidence=medium\nword=10-11\nnot=^0\n"
  "[data phone]\ndescription=a phone\ncategory=personal\nconfidence=low\ndigits=7\ncompany=yes\n"
  "[data moon]\ndescription=a project\ncategory=own\nwords=project moon;лун*;月计划\n"
  "[data draft]\ndescription=a draft\ncategory=own\nin=files\nwords=draft\n"
  "[data block]\ndescription=a block\ncategory=secret\nkeywords=begin block\npattern=BEGIN BLOCK([a-z\\\\s]{1,6000})END BLOCK\n"
  "[data host]\ndescription=a host\ncategory=own\nkeywords=corp\nbefore=7\nafter=0\npattern=[a-z.]+\\\\.corp\\\\b(?=$|[ ,])\n"
  "[data pair]\ndescription=a pair\ncategory=own\nkeywords=pair\npattern=pair (?:a=(\\\\w+)|\\\\w+)\n";

static GuardPatterns *
load (const char *text, GError **error)
{
  g_autoptr(GuardPatterns) self = guard_patterns_new ();
  g_autoptr(GuardRules) rules = guard_rules_new ("own.rules", text, strlen (text), error);

  if (rules == NULL || !guard_patterns_add_rules (self, rules, error))
    return NULL;
  guard_patterns_compile (self);
  return g_steal_pointer (&self);
}

static GuardPatterns *
load_own (void)
{
  g_autoptr(GError) error = NULL;
  GuardPatterns *self = load (rules_text, &error);

  g_assert_no_error (error);
  return self;
}

static char *
describe (const GArray *matches, const char *text)
{
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < matches->len; i++)
    {
      const GuardDataMatch *match = &g_array_index (matches, GuardDataMatch, i);

      g_string_append_printf (all, "%s%s=", i > 0 ? "|" : "", match->kind);
      g_string_append_len (all, text + match->start, match->end - match->start);
    }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

/* Quickly and slowly the same. Returns: (transfer full): what was found */
static char *
look (const GuardPatterns *self, const char *text, gsize n_bytes, GuardTextSource source)
{
  gboolean is_whole = FALSE;
  /* Exactly as long as it is, for what watches reads beyond an end. */
  g_autofree char *copy = g_memdup2 (text, n_bytes);
  g_autoptr(GArray) quick = guard_patterns_scan (self, copy, n_bytes, source, &is_whole);
  g_autoptr(GArray) slow = guard_patterns_scan_slowly (self, copy, n_bytes, source);
  g_autofree char *quickly = describe (quick, copy);
  g_autofree char *slowly = describe (slow, copy);

  if (g_strcmp0 (quickly, slowly) != 0)
    g_test_message ("in: %.*s", (int) n_bytes, text);
  g_assert_cmpstr (quickly, ==, slowly);
  g_assert_true (is_whole);
  return g_steal_pointer (&quickly);
}

static GuardPatterns *own;

static void
check_text (char **columns)
{
  g_autofree char *found = look (own, columns[0], strlen (columns[0]), GUARD_TEXT_MESSAGE);

  g_assert_cmpstr (found, ==, columns[1]);
}

static void
test_texts (void)
{
  own = load_own ();
  case_for_each ("patterns.tsv", 2, check_text);
  guard_patterns_free (own);
}

static void
check_malformed (char **columns)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardPatterns) self = load (columns[0], &error);

  g_assert_null (self);
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED);
  g_assert_cmpstr (error->message, ==, columns[1]);
}

static void
test_malformed (void)
{
  case_for_each ("patterns-malformed.tsv", 2, check_malformed);
}

static void
test_sources (void)
{
  g_autoptr(GuardPatterns) self = load_own ();
  static const char text[] = "a draft of project moon";
  g_autofree char *message = look (self, text, strlen (text), GUARD_TEXT_MESSAGE);
  g_autofree char *file = look (self, text, strlen (text), GUARD_TEXT_FILE);

  g_assert_cmpstr (message, ==, "moon=project moon");
  g_assert_cmpstr (file, ==, "draft=draft|moon=project moon");
}

/* What was added later replaces what has the same name; what is refused leaves everything as it was; nothing is found before compiling. */
static void
test_adding (void)
{
  static const char later_text[] = "[data moon]\ndescription=another\ncategory=own\nwords=sun\n";
  static const char wrong_text[] = "[data sea]\ndescription=a sea\ncategory=own\nwords=sea\n[data odd]\ncategory=own\nwords=a\n";
  g_autoptr(GuardPatterns) self = load_own ();
  const guint n_rules = guard_patterns_count (self);
  g_autoptr(GuardRules) later = guard_rules_new ("later.rules", later_text, strlen (later_text), NULL);
  g_autoptr(GuardRules) wrong = guard_rules_new ("wrong.rules", wrong_text, strlen (wrong_text), NULL);
  g_autoptr(GArray) nothing = NULL;

  g_assert_false (guard_patterns_add_rules (self, wrong, NULL));
  g_assert_cmpuint (guard_patterns_count (self), ==, n_rules);
  g_assert_true (guard_patterns_add_rules (self, later, NULL));
  g_assert_cmpuint (guard_patterns_count (self), ==, n_rules);
  nothing = guard_patterns_scan (self, "sun", 3, GUARD_TEXT_MESSAGE, NULL);
  g_assert_cmpuint (nothing->len, ==, 0);

  guard_patterns_compile (self);
  g_autofree char *found = look (self, "project moon, sun, sea", 22, GUARD_TEXT_MESSAGE);
  g_assert_cmpstr (found, ==, "moon=sun");
}

static void
test_too_many (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 4001; i++)
    g_string_append_printf (text, "[data d%u]\ndescription=a\ncategory=own\ndigits=9\n", i);
  g_assert_null (load (text->str, &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_TOO_BIG);
  g_assert_true (g_str_has_prefix (error->message, "own.rules:"));
}

/* ---- Bounds ---- */

static gboolean
is_whole_with (const char *pattern, const char *text, gsize n_bytes)
{
  g_autofree char *rules = g_strdup_printf ("[data odd]\ndescription=odd\ncategory=own\nkeywords=a*\npattern=%s\n", pattern);
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardPatterns) self = load (rules, &error);
  gboolean is_whole = FALSE;

  g_assert_no_error (error);
  g_autoptr(GArray) found = guard_patterns_scan (self, text, n_bytes, GUARD_TEXT_MESSAGE, &is_whole);
  return is_whole;
}

/* Patterns that try every way through the text, or read on without end: they are given up, and that is told. */
static void
test_hostile (void)
{
  g_autofree char *same = g_strnfill (200000, 'a');
  g_autofree char *words = g_strnfill (200000, 'a');

  for (gsize i = 1; i < 200000; i += 2)
    words[i] = ' ';
  g_assert_false (is_whole_with ("(a+)+b", same, 200000));
  g_assert_false (is_whole_with ("(a|aa)+$", same, 200000));
  g_assert_false (is_whole_with ("a.*b", words, 200000));
  g_assert_false (is_whole_with ("((a ?)+)+b", words, 200000));
  g_assert_false (is_whole_with ("(?:a(?R)?b?)+c", same, 200000));
  g_assert_true (is_whole_with ("a{1,200}b", same, 200000));
  g_assert_true (is_whole_with ("a a", words, 200000));
}

/* More than can be reported is not silently left out. */
static void
test_flood (void)
{
  g_autoptr(GuardPatterns) self = load ("[data a]\ndescription=a\ncategory=own\nwords=a\n", NULL);
  g_autofree char *words = g_strnfill (200000, 'a');
  gboolean is_whole = TRUE;

  for (gsize i = 1; i < 200000; i += 2)
    words[i] = ' ';
  g_autoptr(GArray) found = guard_patterns_scan (self, words, 200000, GUARD_TEXT_FILE, &is_whole);
  g_assert_cmpuint (found->len, ==, 65536);
  g_assert_false (is_whole);
}

/* ---- Quickly against slowly ---- */

static const char * const snippets[] = {
  "tok_", "tok_k3jd92mslq0x", "tok_example12", "tok_abcdefgh1", "token ", "password", "Password: ", "password is hunter22", "密码", "密码: 秘密1234", ":", " is ",
  "4111 1111 1111 1111", "4111", "4111-1111-1111-1111", "5500005555555559", "1111", "12", "7", "12345678", "1234567", "account ", "Konto-Nr. ", "账号", "A123456(3)",
  "B654321", "(7)", "AB-12CD34", "XY-", "99ZZ99", "a1b2c3d4e5", "0a1b2c3d4e5", "project moon", "Project", "-moon ", "лунный", "лун", "月计划", "月", "BEGIN BLOCK",
  " abc ", "END BLOCK", "mail.example.corp", "a.b.c.d.e.f.g.corp", ".corp", "corp ", "pair a=x", "pair ", "pair b", " ", " ", " ", "\n", "\r\n", "-", ".", "/", ",", "_",
  "x", "é", "４１１１", "１２", "\u200b", "\u00a0", "–", "\xff", "٣", "the quick brown fox ", "ordinary words of a chat, nothing more ",
};

static char *
make_random_text (void)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (int i = g_test_rand_int_range (0, 40); i > 0; i--)
    g_string_append (text, snippets[g_test_rand_int_range (0, G_N_ELEMENTS (snippets))]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_against_slow (void)
{
  g_autoptr(GuardPatterns) self = load_own ();
  guint n_found = 0;

  for (guint round = 0; round < 20000; round++)
    {
      g_autofree char *text = make_random_text ();
      g_autofree char *found = look (self, text, strlen (text), g_test_rand_bit () ? GUARD_TEXT_MESSAGE : GUARD_TEXT_FILE);

      n_found += *found != '\0';
    }
  g_assert_cmpuint (n_found, >, 5000);
}

static char *
read_corpus (const char *folder, const char *name)
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

static GuardPatterns *
load_shipped (void)
{
  static const char * const names[] = { "sensitive-numbers.rules", "sensitive-secrets.rules", "sensitive-words.rules" };
  g_autofree char *folder = g_build_filename (g_getenv ("TOP_SRCDIR"), "data", NULL);
  GuardPatterns *self = guard_patterns_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GuardRules) rules = read_shipped_rules (folder, names[i]);
      g_autoptr(GError) error = NULL;
      const gboolean is_added = guard_patterns_add_rules (self, rules, &error);

      g_assert_no_error (error);
      g_assert_true (is_added);
    }
  guard_patterns_compile (self);
  return self;
}

/* Where somebody else's texts are at hand (CORPORA, see README.md): the shipped rules on each of them. */
static void
test_corpora (void)
{
  static const struct
  {
    const char *name, *parted_by;
  } corpora[] = { { "gitleaks_cases.json.gz", "\"text\"" }, { "presidio_cases.json.gz", "\"text\"" }, { "chat_sms_en.txt.gz", "\n" },
                  { "chat_sms_zh.txt.gz", "\n" }, { "chat_irc_en.txt.gz", "\n" } };
  const char *folder = g_getenv ("CORPORA");
  g_autoptr(GuardPatterns) self = load_shipped ();

  for (gsize i = 0; i < G_N_ELEMENTS (corpora); i++)
    {
      g_autofree char *corpus = read_corpus (folder, corpora[i].name);
      g_auto(GStrv) parts = corpus != NULL ? g_strsplit (corpus, corpora[i].parted_by, -1) : NULL;

      g_assert_nonnull (parts);
      for (gsize j = 0; parts[j] != NULL; j++)
        g_free (look (self, parts[j], strlen (parts[j]), GUARD_TEXT_MESSAGE));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/patterns/texts", test_texts);
  g_test_add_func ("/core/patterns/malformed", test_malformed);
  g_test_add_func ("/core/patterns/sources", test_sources);
  g_test_add_func ("/core/patterns/adding", test_adding);
  g_test_add_func ("/core/patterns/too-many", test_too_many);
  g_test_add_func ("/core/patterns/hostile", test_hostile);
  g_test_add_func ("/core/patterns/flood", test_flood);
  g_test_add_func ("/core/patterns/against-slow", test_against_slow);
  if (g_getenv ("CORPORA") != NULL)
    g_test_add_func ("/core/patterns/corpora", test_corpora);
  return g_test_run ();
}

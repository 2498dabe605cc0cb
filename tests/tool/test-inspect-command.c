/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* purple-guard inspect, as a person or a script runs it. The rules are the test's own. */
#include "tests/tool/judge.h"

#include <signal.h>

static const char rules[] =
  "[list]\ntitle=Words of a test\n"
  "[data codename]\ndescription=a word that stays here\ncategory=own\nwords=bluebird\n"
  "[data hint]\ndescription=a word that is only a hint\ncategory=personal\nconfidence=low\nwords=perhaps\n";

static void
set_up_rules (Fixture *fixture, gconstpointer data)
{
  set_up (fixture, data);
  write_own (fixture->home, "sensitive-words.rules", rules);
}

static char *
write_bytes (Fixture *fixture, const char *name, const char *bytes, gsize n_bytes)
{
  char *path = g_build_filename (fixture->downloads, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize) n_bytes, &error);
  g_assert_no_error (error);
  return path;
}

static char *
write_words (Fixture *fixture, const char *name, const char *text)
{
  return write_bytes (fixture, name, text, strlen (text));
}

/* Text, name, recipient, settings: exit code and verdict. */
static void
test_codes (Fixture *fixture, gconstpointer data)
{
  static const char anyway[] = "[guard]\nallow-send-anyway=false\n", off[] = "[guard]\ncheck-sending=false\n", odd[] = "\x07\x01\0\xff\x90odd";
  static const struct
  {
    const char *name, *text, *to, *settings;
    int code;
    const char *verdict;
  } cases[] = {
    { "a.txt", "hello", "contact", "", 0, "would-go" },
    { "a.txt", "bluebird", "contact", "", 1, "would-be-asked" },
    { "a.txt", "bluebird", "self", "", 1, "would-be-asked" },
    { "a.txt", "perhaps", "contact", "", 0, "would-go" },
    { "a.txt", "bluebird", "contact", anyway, 2, "forbidden" },
    { "a.txt", "bluebird", "contact", off, 0, "would-go" },
    { "id_rsa", "hello", "contact", "", 1, "would-be-asked" },
    { "odd", NULL, "contact", "", 3, "not-checked" },
    { "odd", NULL, "contact", anyway, 3, "not-checked" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *settings = g_build_filename (fixture->home, "settings.ini", NULL);
      g_autofree char *path = cases[i].text != NULL ? write_words (fixture, cases[i].name, cases[i].text)
                                                    : write_bytes (fixture, cases[i].name, odd, sizeof odd);
      g_autofree char *start = g_strdup_printf ("{\"file\":\"%s\",\"verdict\":\"%s\",\"findings\":[", path, cases[i].verdict);
      g_auto(Outcome) outcome = { 0 };

      write_file (settings, cases[i].settings);
      RUN ("", "inspect", "--json", "--to", cases[i].to, path);
      g_assert_cmpint (outcome.code, ==, cases[i].code);
      g_assert_true (g_str_has_prefix (outcome.out, start));
      g_assert_cmpuint (count_lines (outcome.out), ==, 1);
      g_assert_cmpstr (outcome.err, ==, "");
    }
}

/* Of several the worst; a file that is not there is not checked; data is masked. */
static void
test_words (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = write_words (fixture, "first.txt", "hello");
  g_autofree char *second = write_words (fixture, "second\033[2J.txt", "the bluebird sings, bluebird");
  g_auto(Outcome) outcome = { 0 };

  RUN ("", "inspect", first, second, "/nowhere/third");
  g_assert_cmpint (outcome.code, ==, 3);
  assert_has (outcome.out, "first.txt: would go\n");
  assert_has (outcome.out, "a word that stays here");
  assert_has (outcome.out, "[codename, own, high]");
  assert_has (outcome.out, "/nowhere/third: not checked\n  - No such file or directory [not-checked]\n");
  g_assert_null (strstr (outcome.out, "bluebird"));
  assert_harmless (outcome.out);

  RUN ("", "inspect", first, second);
  g_assert_cmpint (outcome.code, ==, 1);
  RUN ("", "inspect", "--json", second);
  assert_has (outcome.out, "\"kind\":\"codename\",\"category\":\"own\",\"confidence\":\"high\",\"count\":1,\"excerpt\":");
}

static void
test_usage (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_words (fixture, "a.txt", "hello");
  g_autofree char *large = write_words (fixture, "large", "");
  g_auto(Outcome) outcome = { 0 };

  RUN ("", "inspect");
  g_assert_cmpint (outcome.code, ==, 4);
  RUN ("", "inspect", "--to", "nobody", path);
  g_assert_cmpint (outcome.code, ==, 4);
  RUN ("", "inspect", "--max-mebibytes", "0", path);
  g_assert_cmpint (outcome.code, ==, 4);
  RUN ("", "inspect", fixture->downloads);
  g_assert_cmpint (outcome.code, ==, 3);
  g_assert_cmpint (truncate (large, 2 << 20), ==, 0);
  RUN ("", "inspect", "--max-mebibytes", "1", large);
  g_assert_cmpint (outcome.code, ==, 3);
  assert_has (outcome.out, "it is too big");
}

/* Without an inspector nothing would go unasked. */
static void
test_no_inspector (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_words (fixture, "a.txt", "hello");
  g_autofree char *inspector = g_strdup (g_getenv ("PURPLE_GUARD_INSPECTOR"));
  g_auto(Outcome) outcome = { 0 };

  g_setenv ("PURPLE_GUARD_INSPECTOR", "/nowhere/inspector", TRUE);
  RUN ("", "inspect", path);
  g_setenv ("PURPLE_GUARD_INSPECTOR", inspector, TRUE);
  g_assert_cmpint (outcome.code, ==, 3);
  assert_has (outcome.out, "the inspector could not be started");
}

static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_words (fixture, "slow", "");
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr(GBytes) err = NULL;

  g_assert_cmpint (truncate (path, 1500L << 20), ==, 0); /* zeros, looked at for seconds */
  process = start (fixture, (const char *const[]) { "inspect", "--max-mebibytes", "2000", path, path, NULL }, G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_usleep (G_USEC_PER_SEC);
  g_subprocess_send_signal (process, SIGINT);
  g_subprocess_communicate (process, nothing, NULL, NULL, &err, NULL);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/inspect-command/codes", Fixture, NULL, set_up_rules, test_codes, tear_down);
  g_test_add ("/inspect-command/words", Fixture, NULL, set_up_rules, test_words, tear_down);
  g_test_add ("/inspect-command/usage", Fixture, NULL, set_up_rules, test_usage, tear_down);
  g_test_add ("/inspect-command/no-inspector", Fixture, NULL, set_up_rules, test_no_inspector, tear_down);
  g_test_add ("/inspect-command/interrupted", Fixture, NULL, set_up_rules, test_interrupted, tear_down);
  return g_test_run ();
}

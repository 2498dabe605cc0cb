/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* The commands that judge, as a person or a script runs them: link, message, rules. */
#include "tests/tool/judge.h"

#include <signal.h>

/* ---- link ---- */

/* The exit code, also of several: 2 before 3 before 1 before 0. */
static void
test_link_codes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (70000, 'a');
  g_autofree char *long_address = g_strconcat ("http://example.org/", huge, NULL);
  const char *plain = "https://example.org/", *caution = "http://93.184.216.34/", *forbidden = "javascript:x";
  const struct { const char *from, *one, *other; int code; } cases[] = {
    { "contact", plain, plain, 0 }, { "trusted", plain, plain, 0 }, { "self", plain, plain, 0 }, { "stranger", plain, plain, 1 },
    { "contact", caution, plain, 1 }, { "contact", plain, forbidden, 2 }, { "contact", forbidden, caution, 2 }, { "contact", long_address, plain, 3 },
    { "contact", long_address, caution, 3 }, { "contact", long_address, forbidden, 2 }, { "contact", "http://", plain, 2 }, { "nobody", plain, plain, 4 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Outcome) outcome = { 0 };

      RUN ("", "link", "--json", "--from", cases[i].from, cases[i].one, cases[i].other);
      g_assert_cmpint (outcome.code, ==, cases[i].code);
      g_assert_cmpuint (count_lines (outcome.out), ==, cases[i].code == 4 ? 0 : 2);
    }
}

static void
test_link_words (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };

  RUN ("", "link", "--json", "--shown", "paypal.com", "http://b\u00fccher.example/");
  g_assert_cmpint (outcome.code, ==, 1);
  assert_has (outcome.out, "{\"url\":\"http://b\u00fccher.example/\",\"host\":\"xn--bcher-kva.example\",\"domain\":\"xn--bcher-kva.example\","
                           "\"verdict\":\"warning\",\"findings\":[{\"id\":\"mismatch\",\"level\":\"warning\",\"why\":\"");
  RUN ("", "link", "--json", "https://www.example.org/");
  g_assert_cmpstr (outcome.out, ==, "{\"url\":\"https://www.example.org/\",\"host\":\"www.example.org\",\"domain\":\"example.org\","
                                    "\"verdict\":\"nothing-to-say\",\"findings\":[]}\n");
  RUN ("", "link", "--json", "http://");
  assert_has (outcome.out, "\"host\":null,\"domain\":null,\"verdict\":\"forbidden\"");
  RUN ("", "link", "www.example.org");
  assert_has (outcome.out, "http://www.example.org\n  host: www.example.org\n  domain: example.org\n  nothing to say\n");
  RUN ("https://example.org/\n\njavascript:x\r\nwww.example.net", "link", "--json", "-");
  g_assert_cmpint (outcome.code, ==, 2);
  g_assert_cmpuint (count_lines (outcome.out), ==, 3);
  RUN ("", "link");
  g_assert_cmpint (outcome.code, ==, 4);
}

/* ---- message ---- */

static void
test_message (Fixture *fixture, gconstpointer data)
{
  static const char html[] = "see <a href=\"http://evil.example.net/\">paypal.com</a> &amp; www.example.org";
  g_auto(Outcome) outcome = { 0 };

  RUN (html, "message", "--json");
  g_assert_cmpint (outcome.code, ==, 1);
  g_assert_cmpuint (count_lines (outcome.out), ==, 1);
  assert_has (outcome.out, "{\"verdict\":\"warning\",\"findings\":[{\"id\":\"mismatch\",\"level\":\"warning\",\"why\":\"");
  assert_has (outcome.out, ",\"link\":0}],\"links\":[{\"url\":\"http://evil.example.net/\",\"host\":\"evil.example.net\",\"domain\":\"example.net\"},"
                           "{\"url\":\"http://www.example.org\",\"host\":\"www.example.org\",\"domain\":\"example.org\"}]}\n");
  RUN (html, "message", "--show");
  assert_has (outcome.out, "<a href=\"http://evil.example.net/\">paypal.com</a>");
  RUN ("hello", "message", "--json", "--from", "stranger");
  g_assert_cmpstr (outcome.out, ==, "{\"verdict\":\"nothing-to-say\",\"findings\":[],\"links\":[]}\n");
  RUN ("www.example.org", "message", "--json", "--from", "stranger", "--sender", "mallory@example.net", "--name", "Mallory");
  g_assert_cmpint (outcome.code, ==, 1);
  assert_has (outcome.out, "\"id\":\"unknown-sender\",\"level\":\"note\"");
  assert_has (outcome.out, "\"link\":null}");
  RUN ("", "message", "--json");
  g_assert_cmpint (outcome.code, ==, 0);
  RUN ("", "message", "--from", "friend");
  g_assert_cmpint (outcome.code, ==, 4);
}

static void
test_message_lines (Fixture *fixture, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (3 * 1024 * 1024, 'a');
  g_autofree char *input = g_strconcat ("hello\n\nwww.example.org\n", huge, "\n<a href=\"file:///x\">x</a>\n", "last, without an end", NULL);
  g_auto(Outcome) outcome = { 0 };
  g_auto(GStrv) lines = NULL;

  RUN (input, "message", "--lines");
  g_assert_cmpint (outcome.code, ==, 2);
  lines = g_strsplit (outcome.out, "\n", -1);
  g_assert_cmpuint (count_lines (outcome.out), ==, 6);
  assert_has (lines[0], "\"nothing-to-say\"");
  assert_has (lines[1], "\"nothing-to-say\"");
  assert_has (lines[2], "www.example.org");
  assert_has (lines[3], "\"not-checked\"");
  assert_has (lines[4], "\"forbidden\"");
  assert_has (lines[5], "\"nothing-to-say\"");
}

/* Who asks and waits gets his answer, line by line. */
static void
test_message_talk (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GSubprocess) process = start (fixture, (const char * const[]) { "message", "--lines", NULL }, 0);
  g_autoptr(GDataInputStream) answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  GOutputStream *questions = g_subprocess_get_stdin_pipe (process);

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *answer = NULL;

      g_assert_true (g_output_stream_write_all (questions, "hello\n", 6, NULL, NULL, NULL));
      answer = g_data_input_stream_read_line_utf8 (answers, NULL, NULL, NULL);
      g_assert_nonnull (answer);
      assert_has (answer, "\"verdict\":\"nothing-to-say\"");
    }
  g_assert_true (g_output_stream_close (questions, NULL, NULL));
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
}

/* ---- hostile text through every output ---- */

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) names = read_hostile_names ();

  for (guint i = 0; i < names->len; i++)
    {
      const HostileName *name = names->pdata[i];
      g_autofree char *address = g_strconcat ("http://example.org/", name->bytes, NULL);
      g_autofree char *scheme = g_strconcat (name->bytes, ":x", NULL);
      g_autofree char *html = g_strconcat ("<a href=\"http://", name->bytes, "@example.org/\">paypal.com", name->bytes, "</a>", name->bytes, NULL);
      g_auto(Outcome) outcome = { 0 };

      g_test_message ("%s", name->title);
      RUN ("", "link", "--shown", name->bytes, "--", address, scheme);
      assert_harmless (outcome.out);
      assert_harmless (outcome.err);
      RUN ("", "link", "--json", "--shown", name->bytes, "--", address, scheme);
      assert_harmless (outcome.out);
      g_assert_cmpuint (count_lines (outcome.out), ==, 2);
      RUN (html, "message", "--show", "--from", "stranger", "--sender", name->bytes, "--name", name->bytes);
      assert_harmless (outcome.out);
      RUN (html, "message", "--show", "--json", "--from", "stranger");
      assert_harmless (outcome.out);
      g_assert_cmpuint (count_lines (outcome.out), ==, 1);
      RUN ("", "rules", "check", name->bytes);
      assert_harmless (outcome.err);
    }
}

/* ---- rules ---- */

static void
test_rules (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };

  RUN ("", "rules", "--json");
  g_assert_cmpint (outcome.code, ==, 0);
  g_assert_cmpuint (count_lines (outcome.out), ==, 8);
  assert_has (outcome.out, "link-lists.rules\",\"title\":\"");
  assert_has (outcome.out, "\"date\":\"2026-11\",\"entries\":");
  RUN ("", "rules", "list");
  g_assert_cmpint (outcome.code, ==, 0);
  RUN ("", "rules", "check");
  g_assert_cmpint (outcome.code, ==, 0);
  g_assert_cmpstr (outcome.out, ==, "");
  RUN ("", "rules", "detectors");
  g_assert_cmpint (outcome.code, ==, 0);
  assert_has (outcome.out, "mismatch ");
  RUN ("", "rules", "detectors", "--json");
  assert_has (outcome.out, "{\"id\":\"impersonation\",\"summary\":\"a stranger who looks like one of your contacts\",\"messages\":true,\"addresses\":false,\"outgoing\":false,\"files\":false}\n");
  assert_has (outcome.out, "{\"id\":\"contact-list\",");
  assert_has (outcome.out, "\"messages\":false,\"addresses\":false,\"outgoing\":true,\"files\":true}\n");
  RUN ("", "rules", "nothing");
  g_assert_cmpint (outcome.code, ==, 4);
}

/* An own list adds, a bad one is told by file and line, and the others hold. */
static void
test_rules_own (Fixture *fixture, gconstpointer data)
{
  g_autofree char *admin = g_build_filename (fixture->root, "admin", NULL);
  g_autofree char *bad = g_build_filename (fixture->home, "rules", "pressure.rules", NULL);
  g_autofree char *theirs = g_build_filename (admin, "rules", "link-lists.rules", NULL);
  g_auto(Outcome) outcome = { 0 };

  write_own (admin, "link-lists.rules", "[schemes]\nforbidden=magnet\n");
  write_own (fixture->home, "link-lists.rules", "[schemes]\nforbidden=xmpp\n");
  RUN ("", "link", "--json", "magnet:x", "xmpp:alice@example.org");
  g_assert_cmpint (outcome.code, ==, 2);
  assert_has (outcome.out, "\"url\":\"magnet:x\",\"host\":\"\",\"domain\":\"\",\"verdict\":\"forbidden\"");
  assert_has (outcome.out, "\"url\":\"xmpp:alice@example.org\",\"host\":\"\",\"domain\":\"\",\"verdict\":\"forbidden\"");
  g_assert_cmpstr (outcome.err, ==, "");

  write_own (fixture->home, "pressure.rules", "[words a]\nenglish=x\nfrench=y\n");
  write_own (fixture->home, "nothing.rules", "[a]\n");
  RUN ("", "link", "https://example.org/");
  g_assert_cmpint (outcome.code, ==, 0);
  assert_has (outcome.err, "pressure.rules:3: unknown key \"french\" in [words a]");
  assert_has (outcome.err, "nothing.rules: there is no list of this name");
  RUN ("", "rules", "check");
  g_assert_cmpint (outcome.code, ==, 3);
  assert_has (outcome.err, "pressure.rules:3:");
  RUN ("", "rules", "check", bad);
  g_assert_cmpint (outcome.code, ==, 3);
  RUN ("", "rules", "check", theirs);
  g_assert_cmpint (outcome.code, ==, 0);
  write_own (fixture->home, "sensitive-words.rules", "[data own]\ndescription=x\ncategory=nothing\nwords=x\n");
  RUN ("", "rules", "check");
  g_assert_cmpint (outcome.code, ==, 3);
  assert_has (outcome.err, "sensitive-words.rules:3:");

  /* The administrator's, if others may write to it, is nobody's. */
  g_assert_cmpint (g_chmod (theirs, 0666), ==, 0);
  RUN ("", "link", "--json", "magnet:x");
  g_assert_cmpint (outcome.code, ==, 0);
  assert_has (outcome.err, "must belong to root");
}

/* Without the shipped lists nothing passes for judged. */
static void
test_rules_missing (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };

  other_datadir = fixture->root;
  RUN ("", "link", "--json", "https://example.org/");
  other_datadir = NULL;
  g_assert_cmpint (outcome.code, ==, 3);
  assert_has (outcome.out, "\"verdict\":\"not-checked\"");
  assert_has (outcome.out, "\"id\":\"not-checked\",\"level\":\"none\"");
  assert_has (outcome.err, "credential-files.rules");
}

#define ADD(path, function) g_test_add ("/judge/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  ADD ("link/codes", test_link_codes);
  ADD ("link/words", test_link_words);
  ADD ("message", test_message);
  ADD ("message/lines", test_message_lines);
  ADD ("message/talk", test_message_talk);
  ADD ("hostile", test_hostile);
  ADD ("rules", test_rules);
  ADD ("rules/own", test_rules_own);
  ADD ("rules/missing", test_rules_missing);
  return g_test_run ();
}

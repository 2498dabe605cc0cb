/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* The commands that judge, as a person or a script runs them: link, message, rules. */
#include "config.h"

#include "store/fixture.h"
#include "store/hostile.h"

#include <gio/gio.h>
#include <signal.h>
#include <string.h>

typedef struct
{
  int code;
  char *out;
  char *err;
} Outcome;

static void
clear_outcome (Outcome *outcome)
{
  g_clear_pointer (&outcome->out, g_free);
  g_clear_pointer (&outcome->err, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, clear_outcome)

static const char *other_datadir; /* instead of the build's */

static GSubprocess *
start (Fixture *fixture, const char * const *arguments, GSubprocessFlags flags)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags | G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GPtrArray) all = g_ptr_array_new ();
  g_autofree char *program = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tool", "purple-guard", NULL);
  g_autofree char *admin = g_build_filename (fixture->root, "admin", NULL);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (all, program);
  for (gsize i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (all, (char *) arguments[i]);
  g_ptr_array_add (all, NULL);
  g_subprocess_launcher_setenv (launcher, "PURPLE_GUARD_HOME", fixture->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "PURPLE_GUARD_SYSCONFDIR", admin, TRUE);
  if (other_datadir != NULL)
    g_subprocess_launcher_setenv (launcher, "PURPLE_GUARD_DATADIR", other_datadir, TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) all->pdata, &error);
  g_assert_no_error (error);
  return process;
}

/* @arguments: ended by %NULL */
static void
run (Fixture *fixture, Outcome *outcome, const char *input, const char * const *arguments)
{
  g_autoptr(GSubprocess) process = start (fixture, arguments, G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr(GBytes) in = g_bytes_new (input, strlen (input));
  g_autoptr(GBytes) out = NULL;
  g_autoptr(GBytes) err = NULL;

  g_subprocess_communicate (process, in, NULL, &out, &err, NULL);
  g_assert_true (g_subprocess_get_if_exited (process));
  clear_outcome (outcome);
  outcome->code = g_subprocess_get_exit_status (process);
  outcome->out = g_strndup (g_bytes_get_data (out, NULL) != NULL ? g_bytes_get_data (out, NULL) : "", g_bytes_get_size (out));
  outcome->err = g_strndup (g_bytes_get_data (err, NULL) != NULL ? g_bytes_get_data (err, NULL) : "", g_bytes_get_size (err));
  g_test_message ("%s -> %d\n%s%s", arguments[0], outcome->code, outcome->out, outcome->err);
}

#define RUN(input, ...) run (fixture, &outcome, input, (const char * const[]) { __VA_ARGS__, NULL })

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in “%s”", part, text);
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

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
assert_harmless (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *next = text; *next != '\0'; next = g_utf8_next_char (next))
    {
      const gunichar character = g_utf8_get_char (next);
      const GUnicodeType type = g_unichar_type (character);
      const gboolean acts = type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;

      /* Of those only our own line ends and the isolates that core puts round right-to-left text. */
      if (acts && character != '\n' && character != 0x2068 && character != 0x2069)
        g_error ("a character that acts (U+%04X) in “%s”", character, text);
    }
}

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
write_own (const char *parent, const char *name, const char *text)
{
  g_autofree char *folder = g_build_filename (parent, "rules", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  write_file (path, text);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
}

static void
test_rules (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };

  RUN ("", "rules", "--json");
  g_assert_cmpint (outcome.code, ==, 0);
  g_assert_cmpuint (count_lines (outcome.out), ==, 4);
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
  assert_has (outcome.out, "{\"id\":\"impersonation\",\"summary\":\"a stranger who looks like one of your contacts\",\"messages\":true,\"addresses\":false}\n");
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
  assert_has (outcome.err, "file-types.rules");
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

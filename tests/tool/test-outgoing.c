/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* purple-guard message --outgoing, as a person or a script runs it. The rules are the test's own. */
#include "tests/tool/judge.h"

#include "store/guard-remembered.h"

static const char rules[] =
  "[list]\ntitle=Words of a test\n"
  "[data codename]\ndescription=a word that stays here\ncategory=own\nwords=bluebird\n"
  "[data badge]\ndescription=the number of a badge\ncategory=identity\nconfidence=medium\ndigits=12\n"
  "[data hint]\ndescription=a word that is only a hint\ncategory=personal\nconfidence=low\nwords=perhaps\n";

#define BADGE "1234 5678 9012"

static void
set_up_rules (Fixture *fixture, gconstpointer data)
{
  set_up (fixture, data);
  write_own (fixture->home, "sensitive-words.rules", rules);
}

static void
write_settings (Fixture *fixture, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->home, "settings.ini", NULL);

  write_file (path, text);
}

/* Text, encryption, recipient, settings: exit code and verdict. */
static void
test_codes (Fixture *fixture, gconstpointer data)
{
  static const char anyway[] = "[guard]\nallow-send-anyway=false\n", wary[] = "[guard]\nalways-ask-unverified-keys=true\n", off[] = "[guard]\ncheck-sending=false\n";
  static const struct
  {
    const char *text, *encryption, *to, *settings;
    int code;
    const char *verdict;
  } cases[] = {
    { "hello", "none", "contact", "", 0, "would-go" },
    { "hello", "none", "stranger", "", 0, "would-go" },
    { "bluebird", "none", "contact", "", 1, "would-be-asked" },
    { "bluebird", "transport", "trusted", "", 1, "would-be-asked" },
    { "bluebird", "transport", "self", "", 1, "would-be-asked" },
    { "bluebird", "unverified", "contact", "", 0, "would-go" },
    { "bluebird", "end-to-end", "contact", "", 0, "would-go" },
    { "bluebird", "end-to-end", "stranger", "", 1, "would-be-asked" },
    { BADGE, "none", "contact", "", 1, "would-be-asked" },
    { "perhaps", "none", "contact", "", 0, "would-go" },
    { "perhaps", "none", "stranger", "", 1, "would-be-asked" },
    { "bluebird", "none", "contact", anyway, 2, "forbidden" },
    { "bluebird", "end-to-end", "contact", anyway, 0, "would-go" },
    { "hello", "none", "contact", anyway, 0, "would-go" },
    { "bluebird", "unverified", "contact", wary, 1, "would-be-asked" },
    { "bluebird", "none", "stranger", off, 0, "would-go" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *verdict = g_strdup_printf ("{\"verdict\":\"%s\",\"findings\":[", cases[i].verdict);
      g_auto(Outcome) outcome = { 0 };

      write_settings (fixture, cases[i].settings);
      RUN (cases[i].text, "message", "--outgoing", "--json", "--encryption", cases[i].encryption, "--to", cases[i].to);
      g_assert_cmpint (outcome.code, ==, cases[i].code);
      g_assert_true (g_str_has_prefix (outcome.out, verdict));
      g_assert_cmpuint (count_lines (outcome.out), ==, 1);
      g_assert_cmpstr (outcome.err, ==, "");
    }
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };

  RUN ("my badge is <b>1234</b>&nbsp;5678 90\u200b12", "message", "--outgoing", "--json");
  g_assert_cmpint (outcome.code, ==, 1);
  assert_has (outcome.out, "{\"id\":\"sensitive\",\"level\":\"caution\",\"why\":\"the number of a badge\",\"kind\":\"badge\",\"category\":\"identity\","
                           "\"confidence\":\"medium\",\"start\":12,\"end\":");
  assert_has (outcome.out, "\"count\":1,\"excerpt\":\"•••• •••• 9012\"}");
  g_assert_null (strstr (outcome.out, "5678"));
  RUN ("my badge is " BADGE, "message", "--outgoing");
  g_assert_cmpint (outcome.code, ==, 1);
  g_assert_cmpstr (outcome.out, ==, "you would be asked\n  - the number of a badge: •••• •••• 9012 [badge, identity, medium, 12-26]\n");
  RUN ("hello", "message", "--outgoing");
  g_assert_cmpstr (outcome.out, ==, "would go\n");
  RUN ("", "message", "--outgoing", "--json");
  g_assert_cmpstr (outcome.out, ==, "{\"verdict\":\"would-go\",\"findings\":[]}\n");

  /* What is markup in HTML is text in a text. */
  RUN ("<bluebird>", "message", "--outgoing");
  g_assert_cmpint (outcome.code, ==, 0);
  RUN ("<bluebird>", "message", "--outgoing", "--text");
  g_assert_cmpint (outcome.code, ==, 1);
  RUN ("1234\n5678\n9012", "message", "--outgoing", "--text");
  g_assert_cmpint (outcome.code, ==, 1);
  RUN ("a@x.example b@x.example c@x.example d@x.example e@x.example", "message", "--outgoing", "--text");
  assert_has (outcome.out, "the addresses of 5 people");
}

static void
test_lines (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };
  g_auto(GStrv) lines = NULL;

  RUN ("hello\nbluebird\n\n" BADGE, "message", "--outgoing", "--lines");
  g_assert_cmpint (outcome.code, ==, 1);
  lines = g_strsplit (outcome.out, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  assert_has (lines[0], "\"would-go\"");
  assert_has (lines[1], "\"would-be-asked\"");
  assert_has (lines[2], "\"would-go\"");
  assert_has (lines[3], "\"badge\"");
}

/* What is too long is not checked, one byte earlier it is. (GUARD_MESSAGE_MAX_OUTGOING_BYTES) */
static void
test_bounds (Fixture *fixture, gconstpointer data)
{
  const gsize bound = 64 * 1024;
  static const struct { int beyond; const char *word; int code; } cases[] = {
    { -1, "", 0 }, { 0, "", 0 }, { 1, "", 3 }, { 960 * 1024, "", 3 }, { 0, "bluebird ", 1 }, { 1, "bluebird ", 1 }, { 64 * 1024, "bluebird ", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strnfill (bound + cases[i].beyond, ' ');
      g_auto(Outcome) outcome = { 0 };

      memcpy (text + 60000, cases[i].word, strlen (cases[i].word));
      RUN (text, "message", "--outgoing", "--text", "--json");
      g_assert_cmpint (outcome.code, ==, cases[i].code);
      if (cases[i].beyond > 0)
        assert_has (outcome.out, "\"id\":\"not-checked\",\"level\":\"none\"");
      RUN (text, "message", "--outgoing", "--text", "--json", "--encryption", "end-to-end");
      g_assert_cmpint (outcome.code, ==, 0);
    }
}

static void
test_usage (Fixture *fixture, gconstpointer data)
{
  static const char * const cases[][4] = {
    { "--outgoing", "--from", "contact", NULL }, { "--outgoing", "--sender", "x", NULL }, { "--outgoing", "--name", "x", NULL },
    { "--outgoing", "--show", NULL },            { "--outgoing", "--to", "friend", NULL },  { "--outgoing", "--to", "", NULL },
    { "--outgoing", "--encryption", "otr", NULL }, { "--to", "contact", NULL },             { "--encryption", "none", NULL },
    { "--text", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Outcome) outcome = { 0 };

      RUN ("bluebird", "message", cases[i][0], cases[i][1], cases[i][1] != NULL ? cases[i][2] : NULL);
      g_assert_cmpint (outcome.code, ==, 4);
      g_assert_cmpstr (outcome.out, ==, "");
      g_assert_cmpstr (outcome.err, !=, "");
    }
}

/* A profile that is not there is looked at by the defaults, and not made. */
static void
test_no_profile (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->root, "nowhere", NULL);
  g_autofree char *admin = g_build_filename (fixture->root, "admin", NULL);
  g_auto(Outcome) outcome = { 0 };

  write_own (admin, "sensitive-words.rules", rules);
  RUN ("bluebird", "message", "--outgoing", "--home", nowhere);
  g_assert_cmpint (outcome.code, ==, 1);
  g_assert_cmpstr (outcome.err, ==, "");
  g_assert_false (g_file_test (nowhere, G_FILE_TEST_EXISTS));
}

/* Without the shipped lists nothing passes for looked at. */
static void
test_no_lists (Fixture *fixture, gconstpointer data)
{
  g_auto(Outcome) outcome = { 0 };

  other_datadir = fixture->root;
  RUN ("hello", "message", "--outgoing", "--json");
  other_datadir = NULL;
  g_assert_cmpint (outcome.code, ==, 3);
  assert_has (outcome.out, "{\"verdict\":\"not-checked\",\"findings\":[{\"id\":\"not-checked\"");
}

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) names = read_hostile_names ();

  for (guint i = 0; i < names->len; i++)
    {
      const HostileName *name = names->pdata[i];
      g_autofree char *text = g_strconcat (name->bytes, " bluebird 1234 ", name->bytes, " 5678 9012 ", name->bytes, BADGE, name->bytes, NULL);
      g_autofree char *table = g_strconcat ("name,phone\n", name->bytes, ",1\n", name->bytes, ",2\n", name->bytes, ",3\n", NULL);
      g_auto(Outcome) outcome = { 0 };

      g_test_message ("%s", name->title);
      RUN (text, "message", "--outgoing", "--text");
      assert_harmless (outcome.out);
      assert_harmless (outcome.err);
      RUN (text, "message", "--outgoing", "--json", "--text");
      assert_harmless (outcome.out);
      g_assert_cmpuint (count_lines (outcome.out), ==, 1);
      RUN (table, "message", "--outgoing", "--text");
      assert_harmless (outcome.out);
    }
}

/* What the plugin writes down about what leaves, as the other commands show it. */
static void
test_journal (Fixture *fixture, gconstpointer data)
{
  const GuardDataMatch match = { .kind = "badge", .end = 12 };
  g_autoptr(GuardReport) report = guard_report_new ();
  g_auto(Outcome) outcome = { 0 };

  guard_report_add_data (report, "sensitive", GUARD_LEVEL_WARNING, &match, 1, g_strdup ("excerpt"), g_strdup ("why"));
  g_autoptr(GuardJournalEntry) words = guard_journal_entry_new_for_sending ("sending-held", report, GUARD_PROTECTION_TRANSPORT);
  g_autoptr(GuardJournalEntry) file = guard_journal_entry_new_for_sending ("file-sending-held", report, GUARD_PROTECTION_NONE);
  words->sender = g_strdup ("alice@example.org");
  g_assert_true (guard_store_add_entry (fixture->store, words, NULL));
  g_assert_true (guard_store_add_entry (fixture->store, file, NULL));

  RUN ("", "journal", "--json", "--kind", "sending-held");
  assert_has (outcome.out, "\"kind\":\"sending-held\"");
  assert_has (outcome.out, "\"sender\":\"alice@example.org\"");
  assert_has (outcome.out, "\"detail\":\"badge:1\"");
  assert_has (outcome.out, "\"protection\":\"transport\"}");
  RUN ("", "journal", "--json", "--kind", "file-sending-held");
  assert_has (outcome.out, "\"protection\":\"none\"");
  assert_has (outcome.out, "\"place\":null");
  RUN ("", "journal");
  assert_has (outcome.out, "  [badge:1]  [transport]\n");
}

static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  const gint64 now_us = g_get_real_time ();
  g_autofree char *key = guard_remembered_dup_data_key ("badge", "prpl-jabber", "me@example.org", "alice@example.org");
  g_auto(Outcome) outcome = { 0 };

  g_assert_true (guard_remembered_put (fixture->store, GUARD_REMEMBERED_DATA, key, now_us - 1, now_us + G_TIME_SPAN_DAY, NULL));
  RUN ("", "remembered", "--json");
  assert_has (outcome.out, "{\"kind\":\"data\",\"key\":\"badge prpl-jabber me@example.org alice@example.org\",");
  RUN ("", "remembered", "list");
  assert_has (outcome.out, "  data          badge prpl-jabber me@example.org alice@example.org  [until ");
  RUN ("", "remembered", "forget", key);
  g_assert_cmpstr (outcome.out, ==, "Forgotten: 1\n");
}

#define ADD(path, function) g_test_add ("/outgoing/" path, Fixture, NULL, set_up_rules, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("codes", test_codes);
  ADD ("words", test_words);
  ADD ("lines", test_lines);
  ADD ("bounds", test_bounds);
  ADD ("usage", test_usage);
  ADD ("no-profile", test_no_profile);
  ADD ("no-lists", test_no_lists);
  ADD ("hostile", test_hostile);
  ADD ("journal", test_journal);
  ADD ("remembered", test_remembered);
  return g_test_run ();
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-error.h"
#include "tests/core/cases.h"
#include "tests/core/shipped.h"

static GuardKnowledge *
load (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", NULL);

  return load_shipped_knowledge (folder);
}

static gboolean
add (GuardKnowledge *knowledge, const char *name, const char *text, GError **error)
{
  g_autoptr(GuardRules) rules = guard_rules_new (name, text, strlen (text), error);

  return rules != NULL && guard_knowledge_add_rules (knowledge, rules, error);
}

/* Nothing of a refused file is left: a good one of the same words is taken afterwards. */
static void
check_malformed (char **columns)
{
  g_autoptr(GuardKnowledge) knowledge = load ();
  const guint n_lists = guard_knowledge_get_lists (knowledge)->len;
  g_autoptr(GError) error = NULL;

  g_assert_false (add (knowledge, columns[0], columns[1], &error));
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED);
  g_assert_cmpstr (error->message, ==, columns[2]);
  g_assert_cmpuint (guard_knowledge_get_lists (knowledge)->len, ==, n_lists);
  g_assert_true (add (knowledge, "pressure.rules", "[words a]\nenglish=x\n", NULL));
  g_assert_true (add (knowledge, "link-lists.rules", "[shorteners]\nhosts=a.example\n", NULL));
}

static void
test_malformed (void)
{
  case_for_each ("knowledge-malformed.tsv", 3, check_malformed);
}

/* A shipped list says what it is, and is not empty. */
static void
test_shipped (void)
{
  g_autoptr(GuardKnowledge) knowledge = load ();
  const GPtrArray *lists = guard_knowledge_get_lists (knowledge);

  g_assert_cmpuint (lists->len, ==, 8);
  for (guint i = 0; i < lists->len; i++)
    {
      const GuardList *list = lists->pdata[i];

      g_assert_cmpstr (list->name, ==, guard_knowledge_files[i]);
      g_assert_cmpstr (list->title, !=, "");
      g_assert_cmpstr (list->source, !=, "");
      g_assert_cmpstr (list->date, !=, "");
      g_assert_cmpuint (list->n_entries, >, 0);
    }
  g_assert_null (guard_knowledge_get_incomplete (knowledge));
}

static void
test_own (void)
{
  g_autoptr(GuardKnowledge) knowledge = load ();
  g_autoptr(GuardFilename) filename = guard_filename_new ("x.ownext");

  g_assert_false (guard_knowledge_is_shortener (knowledge, "own.example"));
  g_assert_true (add (knowledge, "/home/alice/rules/link-lists.rules", "[shorteners]\nhosts=own.example\n[schemes]\nforbidden=own-*\n", NULL));
  g_assert_true (guard_knowledge_is_shortener (knowledge, "own.example"));
  g_assert_true (guard_knowledge_is_shortener (knowledge, "bit.ly"));
  g_assert_true (guard_knowledge_is_forbidden_scheme (knowledge, "own-thing"));
  g_assert_true (guard_knowledge_is_forbidden_scheme (knowledge, "javascript"));

  g_assert_cmpint (guard_file_types_judge_name (guard_knowledge_get_file_types (knowledge), filename), ==, GUARD_RISK_UNKNOWN);
  g_assert_true (add (knowledge, "file-types.rules", "[type own]\ndescription=an own file\nrisk=program\nextensions=ownext\n", NULL));
  g_assert_cmpint (guard_file_types_judge_name (guard_knowledge_get_file_types (knowledge), filename), ==, GUARD_RISK_PROGRAM);

  g_assert_null (guard_knowledge_find_credential_file (knowledge, "folder/badge.own"));
  g_assert_true (add (knowledge, "credential-files.rules", "[credential own]\ndescription=a badge\nnames=*.own;*/keys/*\n", NULL));
  g_assert_cmpstr (guard_knowledge_find_credential_file (knowledge, "folder/BADGE.own"), ==, "a badge");
  g_assert_cmpstr (guard_knowledge_find_credential_file (knowledge, "C:\\keys\\x"), ==, "a badge");
  g_assert_nonnull (guard_knowledge_find_credential_file (knowledge, "id_rsa"));
  g_assert_null (guard_knowledge_find_credential_file (knowledge, "id_rsa.pub"));

  /* Own rules may lean on shipped words, and add phrases to them. */
  g_assert_null (guard_knowledge_find_pressure (knowledge, "xyzzy gift card", 15));
  g_assert_true (add (knowledge, "pressure.rules",
                      "[words own]\nenglish=xyzzy\n[rule own]\ndescription=it says a magic word\nwithin=50\nall=own;gift-card\n", NULL));
  g_assert_cmpstr (guard_knowledge_find_pressure (knowledge, "xyzzy gift card", 15), ==, "it says a magic word");
  g_assert_true (add (knowledge, "pressure.rules", "[words gift-card]\nother=magic card\n", NULL));
  g_assert_cmpstr (guard_knowledge_find_pressure (knowledge, "xyzzy magic card", 16), ==, "it says a magic word");
}

/* Reach, and what speaks against a rule before and behind it. */
static void
test_reach (void)
{
  static const char rules[] = "[words a]\nenglish=aa\n[words b]\nenglish=bb\n[words c]\nenglish=cc\n"
                              "[rule r]\ndescription=found\nwithin=10\nall=a;b\nnone=c\n";
  static const struct { const char *text; gboolean is_found; } cases[] = {
    { "aa bb", TRUE }, { "bb aa", TRUE }, { "aa", FALSE }, { "aa ------ bb", TRUE }, { "aa -------- bb", FALSE }, { "aa bb cc", FALSE },
    { "cc aa bb", FALSE }, { "cc ---------- aa bb", TRUE }, { "aa bb ---------- cc", TRUE }, { "aa bb cc ---------- aa bb", TRUE },
    { "aa ---------- aa bb", TRUE }, { "", FALSE },
  };
  g_autoptr(GuardKnowledge) knowledge = guard_knowledge_new ();

  g_assert_true (add (knowledge, "pressure.rules", rules, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (guard_knowledge_find_pressure (knowledge, cases[i].text, strlen (cases[i].text)) != NULL, ==, cases[i].is_found);
    }
}

/* A contact's own domain is a site while he is a contact; a host of many never is. */
static void
test_contacts (void)
{
  static const char * const addresses[] = { "alice@chat.smallfirm.example.com", "bob@gmail.com", "carol", "dave\xe4\xbd", NULL };
  static const char * const names[] = { "Alice Wonder", "Robert", "", "\xff", NULL };
  static const char * const nobody[] = { NULL };
  g_autoptr(GuardKnowledge) knowledge = guard_knowledge_new ();

  g_assert_true (add (knowledge, "link-lists.rules", "[public-hosts]\nhosts=gmail.com\n", NULL));
  g_assert_null (guard_knowledge_find_resembled (knowledge, "x", "Alice Wonder"));
  guard_knowledge_set_contacts (knowledge, addresses, names);
  g_assert_true (guard_sites_is_known (guard_knowledge_get_sites (knowledge), "example.com"));
  g_assert_false (guard_sites_is_known (guard_knowledge_get_sites (knowledge), "gmail.com"));
  g_assert_cmpstr (guard_knowledge_find_resembled (knowledge, "x", "Alice Wonder"), ==, addresses[0]);
  g_assert_cmpstr (guard_knowledge_find_resembled (knowledge, NULL, "Robert"), ==, addresses[1]);
  g_assert_cmpstr (guard_knowledge_find_resembled (knowledge, "carol@example.org", NULL), ==, addresses[2]);
  g_assert_null (guard_knowledge_find_resembled (knowledge, NULL, NULL));

  g_assert_true (guard_knowledge_is_contact (knowledge, "BOB@gmail.com"));
  g_assert_false (guard_knowledge_is_contact (knowledge, "bob@gmail.co"));
  g_assert_true (guard_knowledge_is_contact (knowledge, "dave\xe4\xbd"));
  g_assert_cmpstr (guard_knowledge_find_near_contact (knowledge, "bob.n@gmail.com", "Robbert"), ==, "bob@gmail.com");
  g_assert_null (guard_knowledge_find_near_contact (knowledge, "carol", ""));

  guard_knowledge_set_contacts (knowledge, nobody, nobody);
  g_assert_false (guard_knowledge_is_contact (knowledge, "bob@gmail.com"));
  g_assert_null (guard_knowledge_find_near_contact (knowledge, "bob.n@gmail.com", "Robbert"));
  g_assert_false (guard_sites_is_known (guard_knowledge_get_sites (knowledge), "example.com"));
  g_assert_null (guard_knowledge_find_resembled (knowledge, "x", "Alice Wonder"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/knowledge/malformed", test_malformed);
  g_test_add_func ("/core/knowledge/shipped", test_shipped);
  g_test_add_func ("/core/knowledge/own", test_own);
  g_test_add_func ("/core/knowledge/reach", test_reach);
  g_test_add_func ("/core/knowledge/contacts", test_contacts);
  return g_test_run ();
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-domain.h"
#include "core/guard-error.h"
#include "core/guard-idna.h"
#include "core/guard-sites.h"
#include "tests/core/cases.h"

/* The mechanics on a small list; what the shipped list finds is in detect-*.tsv. */
static const char rules_text[] = "[list]\n"
                                 "title=A small list\n"
                                 "[brand big-bank]\n"
                                 "domains=bigbank.example;big-bank.com;bank-of-big.com\n"
                                 "words=bigbank;bank-of-big\n"
                                 "[brand wallet]\n"
                                 "domains=snurrwallet.example\n"
                                 "words=snurrwallet\n"
                                 "unique=true\n"
                                 "[brand short]\n"
                                 "domains=abc.com;kurz.example\n"
                                 "words=abc\n"
                                 "[brand everyday]\n"
                                 "domains=clock.com;boxes.com\n"
                                 "words=clock\n"
                                 "[sites others]\n"
                                 "domains=ordinary.com;tést.example;ordinary.net\n"
                                 "[bystanders]\n"
                                 "domains=bigbonk.example;cdn.github.io\n"
                                 "[lures]\n"
                                 "words=login;secure;sign-in\n"
                                 "[common-words]\n"
                                 "words=clock;boxes;ordinal\n";

static GuardSites *
load (const char *text, GError **error)
{
  g_autoptr(GuardSites) self = guard_sites_new ();
  g_autoptr(GuardRules) rules = guard_rules_new ("sites.rules", text, strlen (text), error);

  if (rules == NULL || !guard_sites_add_rules (self, rules, error))
    return NULL;
  return g_steal_pointer (&self);
}

static GuardSites *sites;

static GuardSitesHost *
read_host (const char *text)
{
  g_autofree char *domain = guard_domain_dup_registrable (text);

  return guard_sites_host_new (text, domain);
}

static const char *
or_none (const char *found)
{
  return found != NULL ? found : "none";
}

static void
check_host (char **columns)
{
  g_autofree char *text = g_str_is_ascii (columns[0]) ? g_strdup (columns[0]) : guard_idna_to_ascii (columns[0], NULL);
  g_autoptr(GuardSitesHost) host = read_host (text);

  g_assert_cmpstr (or_none (guard_sites_find_confusable (sites, host)), ==, columns[1]);
  g_assert_cmpstr (or_none (guard_sites_find_typo (sites, host)), ==, columns[2]);
  g_assert_cmpstr (or_none (guard_sites_find_embedded (sites, host)), ==, columns[3]);
  g_assert_cmpstr (or_none (guard_sites_find_combined (sites, host)), ==, columns[4]);
}

static void
test_hosts (void)
{
  g_autoptr(GError) error = NULL;

  sites = load (rules_text, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (guard_sites_count (sites), ==, 13);
  case_for_each ("sites.tsv", 5, check_host);
  guard_sites_free (sites);
}

static void
test_own (void)
{
  g_autoptr(GuardSites) self = guard_sites_new ();
  g_autoptr(GuardSitesHost) confusable = read_host ("exarnple.org");
  g_autoptr(GuardSitesHost) typo = read_host ("exampel.org");
  g_autoptr(GuardSitesHost) embedded = read_host ("example.org.evil.test");
  g_autoptr(GuardSitesHost) combined = read_host ("example-login.test");

  guard_sites_add_domain (self, "chat.Example.org");
  guard_sites_add_domain (self, "münchen.example");
  guard_sites_add_domain (self, "example.org");
  guard_sites_add_domain (self, "localhost");
  guard_sites_add_domain (self, "192.0.2.1");
  guard_sites_add_domain (self, "co.uk");
  guard_sites_add_domain (self, "not a domain");
  guard_sites_add_domain (self, "");
  g_assert_cmpuint (guard_sites_count (self), ==, 2);

  g_assert_true (guard_sites_is_known (self, "www.example.org"));
  g_assert_true (guard_sites_is_known (self, "xn--mnchen-3ya.example"));
  g_assert_false (guard_sites_is_known (self, "example.net"));
  g_assert_cmpstr (guard_sites_find_confusable (self, confusable), ==, "example.org");
  g_assert_cmpstr (guard_sites_find_typo (self, typo), ==, "example.org");
  g_assert_cmpstr (guard_sites_find_embedded (self, embedded), ==, "example.org");
  g_assert_null (guard_sites_find_combined (self, combined));
}

static void
check_malformed (char **columns)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardSites) self = load (columns[0], &error);

  g_assert_null (self);
  g_assert_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED);
  g_assert_cmpstr (error->message, ==, columns[1]);
}

static void
test_malformed (void)
{
  case_for_each ("sites-malformed.tsv", 2, check_malformed);
}

/* Nothing of a refused file stays. */
static void
test_refused (void)
{
  static const char text[] = "[sites a]\ndomains=ordinary.com\n[sites b]\ndomains=ordinary.com\n";
  g_autoptr(GuardSites) self = guard_sites_new ();
  g_autoptr(GuardRules) rules = guard_rules_new ("sites.rules", text, strlen (text), NULL);

  g_assert_false (guard_sites_add_rules (self, rules, NULL));
  g_assert_cmpuint (guard_sites_count (self), ==, 0);
}

/* A host as long as hosts may be, made of what is looked for, and far longer ones: with more than linear work this would not end. */
static void
test_long (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardSites) self = load (rules_text, &error);

  for (gsize n = 1; n <= 100000; n *= 10)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GuardSitesHost) host = NULL;

      while (text->len < n)
        g_string_append (text, "a-bigbank.login-");
      g_string_append (text, "com");
      host = read_host (text->str);
      guard_sites_find_confusable (self, host);
      guard_sites_find_typo (self, host);
      guard_sites_find_embedded (self, host);
      guard_sites_find_combined (self, host);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/sites/hosts", test_hosts);
  g_test_add_func ("/core/sites/own", test_own);
  g_test_add_func ("/core/sites/malformed", test_malformed);
  g_test_add_func ("/core/sites/refused", test_refused);
  g_test_add_func ("/core/sites/long", test_long);
  return g_test_run ();
}

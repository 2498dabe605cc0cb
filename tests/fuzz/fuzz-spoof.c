/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-domain.h"
#include "core/guard-sites.h"
#include "core/guard-spoof.h"
#include "tests/fuzz/fuzz.h"

static GuardSites *
make_sites (void)
{
  static const char text[] = "[brand paypal]\ndomains=paypal.com;bücher.example\nwords=paypal\nunique=true\n"
                             "[brand abc]\ndomains=abc.co.uk;bank-of-abc.com\nwords=abc;bank-of-abc\n"
                             "[bystanders]\ndomains=cdn.github.io\n[lures]\nwords=login;in\n[common-words]\nwords=clock\n";
  g_autoptr(GuardRules) rules = guard_rules_new ("fuzz.rules", text, sizeof text - 1, NULL);
  GuardSites *self = guard_sites_new ();

  g_assert_true (guard_sites_add_rules (self, rules, NULL));
  return self;
}

static void
ask_about (const GuardSites *sites, const char *text)
{
  const gboolean is_known = guard_sites_is_known (sites, text);
  g_autofree char *domain = guard_domain_dup_registrable (text);
  g_autoptr(GuardSitesHost) host = guard_sites_host_new (text, domain);

  g_assert_false (is_known && guard_sites_find_confusable (sites, host) != NULL);
  g_assert_false (is_known && guard_sites_find_typo (sites, host) != NULL);
  g_assert_false (is_known && guard_sites_find_embedded (sites, host) != NULL);
  g_assert_false (is_known && guard_sites_find_combined (sites, host) != NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  static GuardSites *sites = NULL;
  g_autofree char *text = g_strndup ((const char *) data, n_bytes);
  g_autofree char *skeleton = guard_spoof_dup_skeleton (text);
  g_autofree char *shown = guard_domain_dup_shown (text);
  const GuardSpoof spoof = guard_spoof_check (text);

  sites = sites != NULL ? sites : make_sites ();
  ask_about (sites, text);
  g_assert_true (g_utf8_validate (skeleton, -1, NULL));
  assert_is_one_line (shown, 300);
  if (g_str_is_ascii (text) && strstr (text, "xn--") == NULL)
    g_assert_cmpint (spoof, ==, GUARD_SPOOF_NOTHING);
  return 0;
}

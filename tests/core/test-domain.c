/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-domain.h"
#include "tests/core/cases.h"

static void
check_domain (char **columns)
{
  g_autofree char *registrable = guard_domain_dup_registrable (columns[0]);

  g_assert_cmpstr (registrable, ==, columns[1]);
  g_assert_cmpstr (guard_domain_has_known_suffix (columns[0]) ? "known" : "unknown", ==, columns[2]);
}

static void
test_domains (void)
{
  case_for_each ("domain.tsv", 3, check_domain);
}

static void
test_same_site (void)
{
  g_assert_true (guard_domain_is_same_site ("login.example.co.uk", "example.co.uk."));
  g_assert_false (guard_domain_is_same_site ("a.co.uk", "b.co.uk"));
  g_assert_false (guard_domain_is_same_site ("a.github.io", "b.github.io"));
  g_assert_true (guard_domain_is_same_site ("192.0.2.1", "192.0.2.1"));
  g_assert_false (guard_domain_is_same_site ("192.0.2.1", "198.51.2.1"));
  g_assert_false (guard_domain_is_same_site ("", ""));
}

static void
test_shown (void)
{
  static const struct
  {
    const char *host, *shown;
  } cases[] = {
    { "www.example.org", "www.example.org" },
    { "xn--mnchen-3ya.de", "münchen.de" },
    { "xn--j6w193g.hk", "香港.hk" },
    { "xn--4dbib.il", "\u2068ואה.il\u2069" },
    { "xn--n1aahb.com", "xn--n1aahb.com" },
    { "xn--0000000000000.com", "xn--0000000000000.com" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = guard_domain_dup_shown (cases[i].host);

      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/domain/domains", test_domains);
  g_test_add_func ("/core/domain/same-site", test_same_site);
  g_test_add_func ("/core/domain/shown", test_shown);
  return g_test_run ();
}

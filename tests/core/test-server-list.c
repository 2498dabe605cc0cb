/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-policy.h"
#include "core/guard-server-list.h"
#include "tests/core/cases.h"

static void
check_server (char **columns)
{
  g_auto(GStrv) list = g_strsplit (columns[0], " ", -1);

  g_assert_cmpstr (guard_server_list_contains ((const char * const *) list, columns[1]) ? "yes" : "no", ==, columns[2]);
}

static void
test_lists (void)
{
  case_for_each ("approved-servers.tsv", 3, check_server);
}

/* Another spelling may be this computer, too; nobody writes one by chance. */
static void
test_this_computer (void)
{
  static const char *const here[] = { "localhost", "127.0.0.1", "::1" };
  static const char *const elsewhere[] = { "", "127.1", "127.0.0.2", "LOCALHOST", "localhost.", "localhost.evil.example", "0.0.0.0" };

  for (gsize i = 0; i < G_N_ELEMENTS (here); i++)
    g_assert_true (guard_server_is_this_computer (here[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (elsewhere); i++)
    g_assert_false (guard_server_is_this_computer (elsewhere[i]));
}

#define DAY 86400

/* The certificate before: of issuer "A", good from day 100 to day 190. */
static void
test_changes (void)
{
  static const struct
  {
    const char *fingerprint, *issuer;
    int today;
    GuardCertificateChange change;
  } cases[] = {
    { "one", "A", 101, GUARD_CERTIFICATE_SAME },
    { "one", "A", 500, GUARD_CERTIFICATE_SAME },
    { "two", "A", 101, GUARD_CERTIFICATE_CHANGED },
    { "two", "A", 159, GUARD_CERTIFICATE_CHANGED },
    { "two", "A", 160, GUARD_CERTIFICATE_RENEWED },
    { "two", "A", 189, GUARD_CERTIFICATE_RENEWED },
    { "two", "A", 400, GUARD_CERTIFICATE_RENEWED },
    { "two", "B", 189, GUARD_CERTIFICATE_CHANGED },
    { "two", "", 189, GUARD_CERTIFICATE_CHANGED },
  };
  const GuardCertificate before = { .fingerprint = "one", .issuer = "A", .from_s = 100 * DAY, .until_s = 190 * DAY };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const GuardCertificate now = { .fingerprint = cases[i].fingerprint, .issuer = cases[i].issuer };

      g_assert_cmpint (guard_certificate_compare (&before, &now, (gint64) cases[i].today * DAY), ==, cases[i].change);
      g_assert_cmpint (guard_certificate_compare (NULL, &now, 0), ==, GUARD_CERTIFICATE_FIRST);
    }
}

/* Whoever makes a certificate writes its times: none of them makes a change a renewal. */
static void
test_odd_times (void)
{
  static const struct
  {
    gint64 from_s, until_s;
  } times[] = { { 0, 0 }, { 100, 50 }, { 100, 100 }, { G_MININT64, G_MAXINT64 }, { -5, 100 }, { 0, G_MININT64 }, { 0, G_MAXINT64 } };
  const GuardCertificate now = { .fingerprint = "two", .issuer = "A" };

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      const GuardCertificate before = { .fingerprint = "one", .issuer = "A", .from_s = times[i].from_s, .until_s = times[i].until_s };

      g_assert_cmpint (guard_certificate_compare (&before, &now, 1000), ==, GUARD_CERTIFICATE_CHANGED);
    }
  g_assert_cmpint (guard_certificate_count_days_left (10 * DAY - 1, 0), ==, 9);
  g_assert_cmpint (guard_certificate_count_days_left (0, 1), ==, -1);
}

static void
test_policy (void)
{
  const GuardPolicy policy = { .unencrypted_logins = GUARD_LOGIN_GO };

  for (int change = -1; change < 6; change++)
    {
      const gboolean is_explained = change >= GUARD_CERTIFICATE_RENEWED && change <= GUARD_CERTIFICATE_SAME;

      g_assert_cmpint (guard_policy_for_certificate (&policy, change, FALSE), ==, is_explained ? GUARD_LOGIN_GO : GUARD_LOGIN_ASK);
      g_assert_cmpint (guard_policy_for_certificate (&policy, change, TRUE), ==, GUARD_LOGIN_GO);
    }
}

/* Every login there can be, under each setting. */
static void
test_logins (void)
{
  static const GuardLoginAction settings[] = { GUARD_LOGIN_FORBID, GUARD_LOGIN_ASK, GUARD_LOGIN_GO };

  for (guint bits = 0; bits < 32; bits++)
    for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
      {
        const GuardPolicy policy = { .unencrypted_logins = settings[i] };
        const GuardLogin login = { .is_encrypted = (bits & 1) != 0, .may_be_plain = (bits & 2) != 0, .has_password = (bits & 4) != 0,
                                   .is_local = (bits & 8) != 0, .is_approved = (bits & 16) != 0 };
        const gboolean is_harmless = login.is_encrypted || login.is_local || !(login.has_password || login.may_be_plain);
        const GuardLoginAction expected = !login.is_approved ? GUARD_LOGIN_FORBID : is_harmless ? GUARD_LOGIN_GO : settings[i];

        g_assert_cmpint (guard_policy_for_login (&policy, &login), ==, expected);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/servers/lists", test_lists);
  g_test_add_func ("/core/servers/this-computer", test_this_computer);
  g_test_add_func ("/core/certificates/changes", test_changes);
  g_test_add_func ("/core/certificates/odd-times", test_odd_times);
  g_test_add_func ("/core/certificates/policy", test_policy);
  g_test_add_func ("/core/logins/policy", test_logins);
  return g_test_run ();
}

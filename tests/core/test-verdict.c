/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-policy.h"
#include "core/guard-verdict.h"

static void
test_words_round_trip (void)
{
  for (int verdict = GUARD_VERDICT_NOTHING_FOUND; verdict <= GUARD_VERDICT_NOT_CHECKED; verdict++)
    g_assert_cmpint (guard_verdict_from_string (guard_verdict_to_string (verdict)), ==, verdict);

  for (int reason = 1; reason < 40; reason++)
    if (!g_str_equal (guard_reason_to_string (reason), "invalid"))
      {
        g_assert_cmpint (guard_reason_from_string (guard_reason_to_string (reason)), ==, reason);
        g_assert_cmpint (guard_verdict_allows_reason (GUARD_VERDICT_CANNOT_BE_SCANNED, reason) + guard_verdict_allows_reason (GUARD_VERDICT_NOT_CHECKED, reason), ==, 1);
        g_assert_false (guard_verdict_allows_reason (GUARD_VERDICT_NOTHING_FOUND, reason));
      }

  g_assert_cmpint (guard_verdict_from_string ("clean"), ==, GUARD_VERDICT_NONE);
}

static void
test_exit_codes (void)
{
  static const struct { int one, other, worse; } cases[] = {
    { 0, 0, 0 }, { 0, 2, 2 }, { 2, 3, 3 }, { 3, 1, 1 }, { 1, 0, 1 }, { 2, 1, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (guard_verdict_worse_exit_code (cases[i].one, cases[i].other), ==, cases[i].worse);

  g_assert_cmpint (guard_verdict_exit_code (GUARD_VERDICT_NONE), ==, 3);
  g_assert_cmpint (guard_verdict_exit_code (GUARD_VERDICT_NOTHING_FOUND), ==, 0);
}

/* Only one pair of all opens the door. */
static void
test_only_nothing_found_releases (void)
{
  const GuardPolicy policy = { .max_scan_bytes = 100, .max_unknown_bytes = 100, .max_stall_seconds = 600, .refuse_programs_from_strangers = TRUE };
  guint n_released = 0;

  for (int verdict = -1; verdict < 8; verdict++)
    for (int reason = -1; reason < 40; reason++)
      for (guint n_tries = 0; n_tries < 5; n_tries++)
        if (guard_policy_for_file (&policy, verdict, reason, n_tries) == GUARD_FILE_RELEASE)
          {
            g_assert_cmpint (verdict, ==, GUARD_VERDICT_NOTHING_FOUND);
            g_assert_cmpint (reason, ==, GUARD_REASON_NONE);
            n_released++;
          }
  g_assert_cmpuint (n_released, ==, 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/verdict/words", test_words_round_trip);
  g_test_add_func ("/core/verdict/exit-codes", test_exit_codes);
  g_test_add_func ("/core/policy/only-nothing-found-releases", test_only_nothing_found_releases);
  return g_test_run ();
}

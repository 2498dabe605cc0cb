/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-policy.h"

/* What is done about what leaves: kind of data x protection x recipient x settings x memory. */

static const GuardPolicy usual = { .check_sending = TRUE, .may_send_anyway = TRUE, .data_remember_days = 7 };
static const GuardPolicy strict = { .check_sending = TRUE, .may_send_anyway = FALSE, .always_ask_unverified = TRUE, .data_remember_days = 7 };
static const GuardPolicy wary = { .check_sending = TRUE, .may_send_anyway = TRUE, .always_ask_unverified = TRUE };
static const GuardPolicy off = { .check_sending = FALSE, .may_send_anyway = FALSE };

#define NONE GUARD_PROTECTION_NONE
#define TLS GUARD_PROTECTION_TRANSPORT
#define UNVERIFIED GUARD_PROTECTION_UNVERIFIED
#define VERIFIED GUARD_PROTECTION_END_TO_END
#define STRANGER GUARD_SENDER_STRANGER
#define CONTACT GUARD_SENDER_CONTACT
#define TRUSTED GUARD_SENDER_TRUSTED
#define SELF GUARD_SENDER_SELF
#define ASK GUARD_SENDING_ASK
#define FORBID GUARD_SENDING_FORBID
#define GO GUARD_SENDING_GO
#define CARD GUARD_LEVEL_WARNING, GUARD_DATA_MONEY
#define PHONE GUARD_LEVEL_CAUTION, GUARD_DATA_PERSONAL
#define PLACE GUARD_LEVEL_WARNING, GUARD_DATA_PLACE
#define LIST GUARD_LEVEL_CAUTION, GUARD_DATA_CONTACTS
#define KEY GUARD_LEVEL_WARNING, GUARD_DATA_SECRET
#define CODE GUARD_LEVEL_WARNING, GUARD_DATA_CODE
#define HINT GUARD_LEVEL_NOTE, GUARD_DATA_IDENTITY
#define NOTHING GUARD_LEVEL_NONE, -1

static const struct
{
  const GuardPolicy *policy;
  GuardLevel level;
  int category;
  gboolean is_not_checked;
  int protection;
  int recipient;
  gboolean is_remembered;
  GuardSendingAction action;
} cases[] = {
  /* nothing found */
  { &usual, NOTHING, FALSE, NONE, STRANGER, FALSE, GO },
  { &usual, NOTHING, FALSE, NONE, CONTACT, FALSE, GO },
  { &strict, NOTHING, FALSE, NONE, STRANGER, FALSE, GO },
  /* data in a chat that others can read */
  { &usual, CARD, FALSE, NONE, CONTACT, FALSE, ASK },
  { &usual, CARD, FALSE, TLS, CONTACT, FALSE, ASK },
  { &usual, CARD, FALSE, TLS, TRUSTED, FALSE, ASK },
  { &usual, CARD, FALSE, TLS, SELF, FALSE, ASK },
  { &usual, CARD, FALSE, TLS, STRANGER, FALSE, ASK },
  { &usual, PHONE, FALSE, TLS, CONTACT, FALSE, ASK },
  { &usual, LIST, FALSE, NONE, CONTACT, FALSE, ASK },
  { &usual, PLACE, FALSE, NONE, CONTACT, FALSE, ASK },
  { &usual, KEY, FALSE, NONE, SELF, FALSE, ASK },
  { &usual, HINT, FALSE, NONE, CONTACT, FALSE, GO },
  { &usual, HINT, FALSE, NONE, STRANGER, FALSE, ASK },
  { &strict, CARD, FALSE, NONE, CONTACT, FALSE, FORBID },
  { &strict, CARD, FALSE, TLS, SELF, FALSE, FORBID },
  { &strict, HINT, FALSE, TLS, STRANGER, FALSE, FORBID },
  { &strict, HINT, FALSE, TLS, TRUSTED, FALSE, GO },
  /* data in a chat that is encrypted up to the other person */
  { &usual, CARD, FALSE, VERIFIED, CONTACT, FALSE, GO },
  { &usual, KEY, FALSE, VERIFIED, TRUSTED, FALSE, GO },
  { &usual, CARD, FALSE, UNVERIFIED, CONTACT, FALSE, GO },
  { &usual, CARD, FALSE, UNVERIFIED, SELF, FALSE, GO },
  { &wary, CARD, FALSE, UNVERIFIED, CONTACT, FALSE, ASK },
  { &wary, CARD, FALSE, VERIFIED, CONTACT, FALSE, GO },
  { &wary, NOTHING, FALSE, UNVERIFIED, CONTACT, FALSE, GO },
  { &strict, CARD, FALSE, VERIFIED, CONTACT, FALSE, GO },
  { &strict, CARD, FALSE, UNVERIFIED, CONTACT, FALSE, ASK },
  /* to a stranger however encrypted */
  { &usual, CARD, FALSE, VERIFIED, STRANGER, FALSE, ASK },
  { &usual, PHONE, FALSE, VERIFIED, STRANGER, FALSE, ASK },
  { &usual, LIST, FALSE, VERIFIED, STRANGER, FALSE, ASK },
  { &usual, PLACE, FALSE, UNVERIFIED, STRANGER, FALSE, ASK },
  { &usual, HINT, FALSE, VERIFIED, STRANGER, FALSE, ASK },
  { &usual, NOTHING, FALSE, VERIFIED, STRANGER, FALSE, GO },
  { &strict, CARD, FALSE, VERIFIED, STRANGER, FALSE, ASK },
  { &strict, CARD, FALSE, UNVERIFIED, STRANGER, FALSE, ASK },
  /* not looked at */
  { &usual, NOTHING, TRUE, NONE, CONTACT, FALSE, ASK },
  { &usual, NOTHING, TRUE, TLS, SELF, FALSE, ASK },
  { &usual, NOTHING, TRUE, VERIFIED, STRANGER, FALSE, ASK },
  { &usual, NOTHING, TRUE, VERIFIED, CONTACT, FALSE, GO },
  { &usual, NOTHING, TRUE, UNVERIFIED, TRUSTED, FALSE, GO },
  { &strict, NOTHING, TRUE, NONE, STRANGER, FALSE, ASK },
  { &strict, NOTHING, TRUE, UNVERIFIED, CONTACT, FALSE, ASK },
  { &strict, CARD, TRUE, NONE, CONTACT, FALSE, FORBID },
  { &usual, NOTHING, TRUE, NONE, CONTACT, TRUE, ASK },
  { &usual, CARD, TRUE, NONE, CONTACT, TRUE, ASK },
  /* remembered */
  { &usual, CARD, FALSE, NONE, CONTACT, TRUE, GO },
  { &usual, LIST, FALSE, TLS, SELF, TRUE, GO },
  { &usual, CARD, FALSE, NONE, STRANGER, TRUE, ASK },
  { &usual, KEY, FALSE, NONE, CONTACT, TRUE, ASK },
  { &usual, CODE, FALSE, NONE, TRUSTED, TRUE, ASK },
  { &wary, CARD, FALSE, NONE, CONTACT, TRUE, ASK }, /* the setting was changed since */
  { &strict, CARD, FALSE, NONE, CONTACT, TRUE, FORBID },
  /* switched off */
  { &off, CARD, TRUE, NONE, STRANGER, FALSE, GO },
  /* numbers that are none */
  { &usual, CARD, FALSE, -1, CONTACT, FALSE, ASK },
  { &usual, CARD, FALSE, 77, CONTACT, FALSE, ASK },
  { &strict, CARD, FALSE, 77, CONTACT, FALSE, FORBID },
  { &usual, CARD, FALSE, VERIFIED, 77, FALSE, ASK },
  { &usual, CARD, FALSE, VERIFIED, -1, TRUE, ASK },
};

static GuardReport *
make_report (GuardLevel level, int category, gboolean is_not_checked)
{
  GuardReport *report = guard_report_new ();
  const GuardDataMatch match = { .kind = "kind", .category = category, .end = 1 };

  if (level != GUARD_LEVEL_NONE)
    guard_report_add_data (report, "sensitive", level, &match, 1, g_strdup (""), g_strdup (""));
  if (is_not_checked)
    {
      guard_report_set_not_checked (report);
      guard_report_add (report, "not-checked", GUARD_LEVEL_NONE, -1, g_strdup (""));
    }
  return report;
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GuardReport) report = make_report (cases[i].level, cases[i].category, cases[i].is_not_checked);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (guard_policy_for_sending (cases[i].policy, report, cases[i].protection, cases[i].recipient, cases[i].is_remembered), ==,
                       cases[i].action);
    }
}

/* What holds in every row there could be. */
static void
test_laws (void)
{
  static const GuardPolicy * const policies[] = { &usual, &strict, &wary };

  for (gsize p = 0; p < G_N_ELEMENTS (policies); p++)
    for (GuardLevel level = GUARD_LEVEL_NONE; level <= GUARD_LEVEL_FORBIDDEN; level++)
      for (int category = 0; category <= GUARD_DATA_OWN; category++)
        for (int n = 0; n < 2 * 4 * 4; n++)
          {
            const gboolean is_not_checked = n & 1;
            const int protection = (n >> 1) & 3, recipient = n >> 3;
            g_autoptr(GuardReport) report = make_report (level, category, is_not_checked);
            const GuardSendingAction action = guard_policy_for_sending (policies[p], report, protection, recipient, FALSE);
            const GuardSendingAction remembered = guard_policy_for_sending (policies[p], report, protection, recipient, TRUE);

            /* Nothing that was found leaves readable, and nothing at all goes to a stranger, without a word. */
            if (level >= GUARD_LEVEL_CAUTION && (protection <= TLS || recipient == STRANGER))
              g_assert_cmpint (action, !=, GO);
            if (is_not_checked && (protection <= TLS || recipient == STRANGER))
              g_assert_cmpint (remembered, !=, GO);
            /* What is encrypted is never forbidden, nor what was only not looked at. */
            if (protection >= UNVERIFIED || level == GUARD_LEVEL_NONE)
              g_assert_cmpint (action, !=, FORBID);
            /* More protection never makes it worse. */
            if (protection < VERIFIED && action == GO)
              g_assert_cmpint (guard_policy_for_sending (policies[p], report, protection + 1, recipient, FALSE), ==, GO);
            /* A memory only ever saves a question. */
            if (action != ASK)
              g_assert_cmpint (remembered, ==, action);
            if (remembered == GO && action != GO)
              g_assert_true (guard_policy_may_remember_data (policies[p], report, recipient));
          }
}

static void
test_offers (void)
{
  g_autoptr(GuardReport) card = make_report (CARD, FALSE);
  g_autoptr(GuardReport) key = make_report (KEY, FALSE);
  g_autoptr(GuardReport) code = make_report (CODE, FALSE);
  g_autoptr(GuardReport) unread = make_report (CARD, TRUE);
  g_autoptr(GuardReport) hint = make_report (HINT, FALSE);

  g_assert_true (guard_policy_encryption_helps (&usual, card, CONTACT));
  g_assert_true (guard_policy_encryption_helps (&strict, card, CONTACT));
  g_assert_true (guard_policy_encryption_helps (&usual, unread, CONTACT));
  g_assert_false (guard_policy_encryption_helps (&usual, card, STRANGER));

  g_assert_true (guard_policy_may_send_masked (&usual, card));
  g_assert_false (guard_policy_may_send_masked (&usual, unread));

  g_assert_true (guard_policy_may_remember_data (&usual, card, CONTACT));
  g_assert_true (guard_policy_may_remember_data (&usual, card, SELF));
  g_assert_false (guard_policy_may_remember_data (&usual, card, STRANGER));
  g_assert_false (guard_policy_may_remember_data (&usual, key, CONTACT));
  g_assert_false (guard_policy_may_remember_data (&usual, code, CONTACT));
  g_assert_false (guard_policy_may_remember_data (&usual, unread, CONTACT));
  g_assert_false (guard_policy_may_remember_data (&wary, card, CONTACT));
  g_assert_false (guard_policy_may_remember_data (&strict, card, CONTACT));

  g_assert_true (guard_policy_has_data (card, CONTACT));
  g_assert_false (guard_policy_has_data (hint, CONTACT));
  g_assert_true (guard_policy_has_data (hint, STRANGER));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/policy-sending/table", test_table);
  g_test_add_func ("/core/policy-sending/laws", test_laws);
  g_test_add_func ("/core/policy-sending/offers", test_offers);
  return g_test_run ();
}

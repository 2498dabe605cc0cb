/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-policy.h"

#define MIB (1024 * 1024)

static const GuardPolicy strict = { .max_scan_bytes = 100 * MIB, .max_unknown_bytes = 10 * MIB, .refuse_programs_from_strangers = TRUE };
static const GuardPolicy lenient = { .max_scan_bytes = 100 * MIB, .max_unknown_bytes = 10 * MIB };

/* Nobody's file is accepted unasked, and only programs of strangers are refused unasked. */
static void
test_offers (void)
{
  for (int sender = -1; sender < 6; sender++)
    for (int risk = -1; risk < 8; risk++)
      {
        const gboolean is_refused = sender == GUARD_SENDER_STRANGER && risk == GUARD_RISK_PROGRAM;

        g_assert_cmpint (guard_policy_for_offer (&strict, sender, risk), ==, is_refused ? GUARD_OFFER_REFUSE : GUARD_OFFER_ASK);
        g_assert_cmpint (guard_policy_for_offer (&lenient, sender, risk), ==, GUARD_OFFER_ASK);
      }
}

static void
test_sizes (void)
{
  g_assert_true (guard_policy_can_scan_size (&strict, 0));
  g_assert_true (guard_policy_can_scan_size (&strict, 100 * MIB));
  g_assert_false (guard_policy_can_scan_size (&strict, 100 * MIB + 1));
  g_assert_false (guard_policy_can_scan_size (&strict, G_MAXUINT64));
}

static void
test_files (void)
{
  static const struct
  {
    GuardVerdict verdict;
    GuardReason reason;
    guint n_tries;
    GuardFileAction action;
  } cases[] = {
    { GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_NONE, 1, GUARD_FILE_RELEASE },
    { GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_LIMIT, 1, GUARD_FILE_HOLD }, /* a contradiction is no verdict */
    { GUARD_VERDICT_INFECTED, GUARD_REASON_NONE, 1, GUARD_FILE_QUARANTINE },
    { GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_ENCRYPTED, 1, GUARD_FILE_HOLD },
    { GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_WORKER_DIED, 1, GUARD_FILE_HOLD },
    { GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_NO_ENGINE, 1000, GUARD_FILE_HOLD_AND_RETRY },
    { GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_NO_RESOURCES, 2, GUARD_FILE_HOLD_AND_RETRY },
    { GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_NO_RESOURCES, 3, GUARD_FILE_HOLD },
    { GUARD_VERDICT_NONE, GUARD_REASON_NONE, 1, GUARD_FILE_HOLD },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (guard_policy_for_file (&strict, cases[i].verdict, cases[i].reason, cases[i].n_tries), ==, cases[i].action);
}

/* level, not checked, sender: what a click does, whether a line is said. */
static void
test_links (void)
{
  static const struct
  {
    GuardLevel level;
    gboolean is_not_checked;
    GuardLinkAction known, stranger;
    gboolean known_line, stranger_line;
  } cases[] = {
    { GUARD_LEVEL_NONE, FALSE, GUARD_LINK_OPEN, GUARD_LINK_ASK, FALSE, FALSE },
    { GUARD_LEVEL_NOTE, FALSE, GUARD_LINK_OPEN, GUARD_LINK_ASK, FALSE, TRUE },
    { GUARD_LEVEL_CAUTION, FALSE, GUARD_LINK_ASK, GUARD_LINK_ASK, FALSE, TRUE },
    { GUARD_LEVEL_WARNING, FALSE, GUARD_LINK_ASK, GUARD_LINK_ASK, TRUE, TRUE },
    { GUARD_LEVEL_FORBIDDEN, FALSE, GUARD_LINK_REFUSE, GUARD_LINK_REFUSE, TRUE, TRUE },
    { GUARD_LEVEL_NONE, TRUE, GUARD_LINK_ASK, GUARD_LINK_ASK, TRUE, TRUE },
    { GUARD_LEVEL_FORBIDDEN, TRUE, GUARD_LINK_REFUSE, GUARD_LINK_REFUSE, TRUE, TRUE },
    { 77, FALSE, GUARD_LINK_REFUSE, GUARD_LINK_REFUSE, TRUE, TRUE }, /* no level at all */
    { -1, FALSE, GUARD_LINK_REFUSE, GUARD_LINK_REFUSE, TRUE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int sender = -1; sender < 6; sender++)
      {
        const gboolean is_known = sender == GUARD_SENDER_CONTACT || sender == GUARD_SENDER_TRUSTED || sender == GUARD_SENDER_SELF;

        g_assert_cmpint (guard_policy_for_link (&strict, cases[i].level, cases[i].is_not_checked, sender), ==,
                         is_known ? cases[i].known : cases[i].stranger);
        g_assert_cmpint (guard_policy_says_line (&strict, cases[i].level, cases[i].is_not_checked, sender), ==,
                         is_known ? cases[i].known_line : cases[i].stranger_line);
      }
}

/* What somebody has vouched for. */
static void
test_clicks (void)
{
  static const struct
  {
    GuardLevel level;
    gboolean is_not_checked;
    guint remember_days;
    GuardLinkAction by_nobody, by_user, by_client;
  } cases[] = {
    { GUARD_LEVEL_NONE, FALSE, 30, GUARD_LINK_ASK, GUARD_LINK_OPEN, GUARD_LINK_OPEN },
    { GUARD_LEVEL_NOTE, FALSE, 30, GUARD_LINK_ASK, GUARD_LINK_OPEN, GUARD_LINK_OPEN },
    { GUARD_LEVEL_CAUTION, FALSE, 30, GUARD_LINK_ASK, GUARD_LINK_OPEN, GUARD_LINK_OPEN },
    { GUARD_LEVEL_WARNING, FALSE, 30, GUARD_LINK_ASK, GUARD_LINK_ASK, GUARD_LINK_OPEN },
    { GUARD_LEVEL_FORBIDDEN, FALSE, 30, GUARD_LINK_REFUSE, GUARD_LINK_REFUSE, GUARD_LINK_REFUSE },
    { GUARD_LEVEL_NOTE, TRUE, 30, GUARD_LINK_ASK, GUARD_LINK_ASK, GUARD_LINK_OPEN },
    { GUARD_LEVEL_NOTE, FALSE, 0, GUARD_LINK_ASK, GUARD_LINK_ASK, GUARD_LINK_OPEN }, /* the setting was changed since */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const GuardPolicy policy = { .link_remember_days = cases[i].remember_days };

#define DECIDE(vouching) guard_policy_for_click (&policy, cases[i].level, cases[i].is_not_checked, GUARD_SENDER_STRANGER, vouching)
      g_assert_cmpint (DECIDE (GUARD_VOUCHED_BY_NOBODY), ==, cases[i].by_nobody);
      g_assert_cmpint (DECIDE (GUARD_VOUCHED_BY_USER), ==, cases[i].by_user);
      g_assert_cmpint (DECIDE (GUARD_VOUCHED_BY_CLIENT), ==, cases[i].by_client);
      g_assert_cmpint (DECIDE (77), ==, cases[i].by_nobody);
      g_assert_cmpint (guard_policy_for_click (&policy, GUARD_LEVEL_NONE, FALSE, GUARD_SENDER_CONTACT, GUARD_VOUCHED_BY_NOBODY), ==, GUARD_LINK_OPEN);
    }
#undef DECIDE
}

/* What a stranger's things do, by the two settings, by who it is, and by what the user said of him. */
static void
test_strangers (void)
{
  static const struct
  {
    int public_servers, own_servers;
    int sender;
    gboolean is_let_in, is_own_server;
    GuardStrangerAction action;
  } cases[] = {
    { GUARD_INBOX_ON, GUARD_INBOX_OFF, GUARD_SENDER_STRANGER, FALSE, FALSE, GUARD_STRANGER_WAIT },
    { GUARD_INBOX_ON, GUARD_INBOX_OFF, GUARD_SENDER_STRANGER, FALSE, TRUE, GUARD_STRANGER_SHOW },
    { GUARD_INBOX_OFF, GUARD_INBOX_ON, GUARD_SENDER_STRANGER, FALSE, FALSE, GUARD_STRANGER_SHOW },
    { GUARD_INBOX_OFF, GUARD_INBOX_ON, GUARD_SENDER_STRANGER, FALSE, TRUE, GUARD_STRANGER_WAIT },
    { GUARD_INBOX_ASK, GUARD_INBOX_OFF, GUARD_SENDER_STRANGER, FALSE, FALSE, GUARD_STRANGER_ASK },
    { GUARD_INBOX_ON, GUARD_INBOX_ON, GUARD_SENDER_STRANGER, TRUE, FALSE, GUARD_STRANGER_SHOW },
    { GUARD_INBOX_ON, GUARD_INBOX_ON, GUARD_SENDER_CONTACT, FALSE, FALSE, GUARD_STRANGER_SHOW },
    { GUARD_INBOX_ON, GUARD_INBOX_ON, GUARD_SENDER_TRUSTED, FALSE, FALSE, GUARD_STRANGER_SHOW },
    { GUARD_INBOX_ON, GUARD_INBOX_ON, GUARD_SENDER_SELF, FALSE, TRUE, GUARD_STRANGER_SHOW },
    { GUARD_INBOX_ON, GUARD_INBOX_ON, 77, FALSE, FALSE, GUARD_STRANGER_WAIT }, /* a kind that is none */
    { 77, 77, GUARD_SENDER_STRANGER, FALSE, FALSE, GUARD_STRANGER_WAIT },      /* a setting that is none */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const GuardPolicy policy = { .inbox_on_public_servers = cases[i].public_servers, .inbox_on_own_servers = cases[i].own_servers };

      g_assert_cmpint (guard_policy_for_stranger (&policy, cases[i].sender, cases[i].is_let_in, cases[i].is_own_server), ==, cases[i].action);
    }
}

/* A stranger's call never rings, whatever the settings; a setting that is none refuses. */
static void
test_calls (void)
{
  for (int contacts = -1; contacts < 5; contacts++)
    for (int trusted = -1; trusted < 5; trusted++)
      {
        const GuardPolicy policy = { .calls_from_contacts = contacts, .calls_from_trusted = trusted, .allow_shared_activities = TRUE };
        const gboolean is_one = contacts == GUARD_CALL_ASK || contacts == GUARD_CALL_RING;
        const gboolean is_other = trusted == GUARD_CALL_ASK || trusted == GUARD_CALL_RING;

        g_assert_cmpint (guard_policy_for_call (&policy, GUARD_SENDER_STRANGER), ==, GUARD_CALL_REFUSE);
        g_assert_cmpint (guard_policy_for_call (&policy, 77), ==, GUARD_CALL_REFUSE);
        g_assert_cmpint (guard_policy_for_call (&policy, GUARD_SENDER_CONTACT), ==, is_one ? contacts : GUARD_CALL_REFUSE);
        g_assert_cmpint (guard_policy_for_call (&policy, GUARD_SENDER_TRUSTED), ==, is_other ? trusted : GUARD_CALL_REFUSE);
        g_assert_cmpint (guard_policy_for_call (&policy, GUARD_SENDER_SELF), ==, is_other ? trusted : GUARD_CALL_REFUSE);
      }
}

static void
test_activities (void)
{
  const GuardPolicy closed = { .allow_shared_activities = FALSE };
  const GuardPolicy open = { .allow_shared_activities = TRUE };

  for (int who = -1; who < 6; who++)
    {
      g_assert_false (guard_policy_allows_activity (&closed, who));
      g_assert_cmpint (guard_policy_allows_activity (&open, who), ==, who >= GUARD_SENDER_CONTACT && who <= GUARD_SENDER_SELF);
    }
}

static void
test_logins (void)
{
  static const struct
  {
    int setting;
    GuardLogin login;
    GuardLoginAction action;
  } cases[] = {
    { GUARD_LOGIN_ASK, { .is_encrypted = TRUE, .has_password = TRUE, .is_approved = TRUE }, GUARD_LOGIN_GO },
    { GUARD_LOGIN_ASK, { .is_encrypted = TRUE, .may_be_plain = TRUE, .has_password = TRUE, .is_approved = TRUE }, GUARD_LOGIN_GO },
    { GUARD_LOGIN_ASK, { .has_password = TRUE, .is_approved = TRUE }, GUARD_LOGIN_ASK },
    { GUARD_LOGIN_ASK, { .may_be_plain = TRUE, .is_approved = TRUE }, GUARD_LOGIN_ASK },
    { GUARD_LOGIN_ASK, { .has_password = TRUE, .is_local = TRUE, .is_approved = TRUE }, GUARD_LOGIN_GO },
    { GUARD_LOGIN_ASK, { .is_approved = TRUE }, GUARD_LOGIN_GO }, /* nothing secret */
    { GUARD_LOGIN_FORBID, { .has_password = TRUE, .is_approved = TRUE }, GUARD_LOGIN_FORBID },
    { GUARD_LOGIN_GO, { .has_password = TRUE, .may_be_plain = TRUE, .is_approved = TRUE }, GUARD_LOGIN_GO },
    { 77, { .has_password = TRUE, .is_approved = TRUE }, GUARD_LOGIN_FORBID },
    /* A server that is not approved: whatever else speaks for it. */
    { GUARD_LOGIN_GO, { .is_encrypted = TRUE, .is_local = TRUE }, GUARD_LOGIN_FORBID },
    { GUARD_LOGIN_GO, { 0 }, GUARD_LOGIN_FORBID },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const GuardPolicy policy = { .unencrypted_logins = cases[i].setting };

      g_assert_cmpint (guard_policy_for_login (&policy, &cases[i].login), ==, cases[i].action);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/policy/offers", test_offers);
  g_test_add_func ("/core/policy/sizes", test_sizes);
  g_test_add_func ("/core/policy/files", test_files);
  g_test_add_func ("/core/policy/links", test_links);
  g_test_add_func ("/core/policy/clicks", test_clicks);
  g_test_add_func ("/core/policy/strangers", test_strangers);
  g_test_add_func ("/core/policy/calls", test_calls);
  g_test_add_func ("/core/policy/activities", test_activities);
  g_test_add_func ("/core/policy/logins", test_logins);
  return g_test_run ();
}

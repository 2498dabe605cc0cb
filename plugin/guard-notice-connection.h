/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-connection-private.h"
#include "guard-connection-settings.h"

G_BEGIN_DECLS

/* What is said and asked about connections to servers. */

typedef enum
{
  GUARD_LOGIN_ANSWER_STAY = 0,
  GUARD_LOGIN_ANSWER_REQUIRE = 1,
  GUARD_LOGIN_ANSWER_ONCE = 2,
} GuardLoginAnswer;

/* @may_connect: the third button is offered. @is_fixed: the organisation has decided it */
GuardQuestion *guard_notice_ask_login (Guard *guard, PurpleAccount *account, const GuardLoginFacts *facts, gboolean may_connect, gboolean is_fixed,
                                       GuardAnswerFunc func, gpointer user_data);
void guard_notice_server_not_approved (Guard *guard, PurpleAccount *account, const char *server, gboolean is_fixed);

typedef enum
{
  GUARD_CERTIFICATE_ANSWER_REFUSE = 0,
  GUARD_CERTIFICATE_ANSWER_ACCEPT = 1,
} GuardCertificateAnswer;

/* @before: the one that was there last, @seen_us; @is_same_issuer: of both */
GuardQuestion *guard_notice_ask_certificate (Guard *guard, PurpleAccount *account, const char *server, const GuardCertificate *before, gint64 seen_us,
                                             const GuardSeenCertificate *certificate, gboolean is_same_issuer, GuardAnswerFunc func, gpointer user_data);

/* Lines for a conversation. Returns: (transfer full) */
char *guard_notice_dup_unencrypted_line (PurpleAccount *account, const char *server) G_GNUC_WARN_UNUSED_RESULT;
char *guard_notice_dup_exception_line (PurpleAccount *account, const char *server, const GuardSeenCertificate *certificate) G_GNUC_WARN_UNUSED_RESULT;
char *guard_notice_dup_renewed_line (PurpleAccount *account, const char *server, const GuardSeenCertificate *certificate) G_GNUC_WARN_UNUSED_RESULT;
char *guard_notice_dup_expiring_line (PurpleAccount *account, const char *server, gint64 n_days) G_GNUC_WARN_UNUSED_RESULT;
/* A line of the list. @transport: (nullable): %NULL: not encrypted, or not known */
char *guard_notice_dup_connection_line (PurpleAccount *account, const GuardAccountState *state, gboolean is_connected, gboolean is_judged,
                                        const char *transport) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

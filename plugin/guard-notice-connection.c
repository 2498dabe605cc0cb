/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-notice-connection.h"

#include "core/guard-text.h"
#include "guard-notice.h"

#include <glib/gi18n-lib.h>

#define MAX_NAME_CHARACTERS 80

static char *
dup_account (PurpleAccount *account)
{
  return guard_text_one_line (purple_account_get_username (account), MAX_NAME_CHARACTERS);
}

/* ---- logins ---- */

/* What happens if it goes on. */
static const char *
get_danger (const GuardLoginFacts *facts)
{
  return facts->login.may_be_plain ? _("Everybody on the way could read your password, and everything you write.")
                                   : _("Everybody on the way could read everything you write, and try to find out your password.");
}

static char *
dup_setting (const GuardLoginFacts *facts)
{
  return facts->is_later ? g_strdup_printf (_("The server offers no encryption, or somebody on the way suppresses it; the account's setting “%s” allows that."),
                                            facts->setting)
                         : g_strdup_printf (_("The account's setting “%s” does not require encryption."), facts->setting);
}

GuardQuestion *
guard_notice_ask_login (Guard *guard, PurpleAccount *account, const GuardLoginFacts *facts, gboolean may_connect, gboolean is_fixed,
                        GuardAnswerFunc func, gpointer user_data)
{
  const char *const labels[] = { _("_Stay offline"), _("_Require encryption"), may_connect ? _("_Connect this once") : NULL, NULL };
  g_autofree char *name = dup_account (account);
  g_autofree char *host = guard_text_one_line (facts->server, MAX_NAME_CHARACTERS);
  g_autofree char *setting = dup_setting (facts);
  g_autofree char *primary = g_strdup_printf (_("Account %s would log in to %s without encryption."), name, host);
  const char *rule = may_connect ? "" : is_fixed ? _("\nYour organisation forbids it (unencrypted-logins).") : _("\nYour setting “unencrypted-logins” forbids it.");
  g_autofree char *secondary = g_strdup_printf ("%s\n%s%s", setting, get_danger (facts), rule);

  return guard_question_ask_careful (guard->plugin, _("Login without encryption"), primary, secondary, labels, func, user_data);
}

void
guard_notice_server_not_approved (Guard *guard, PurpleAccount *account, const char *server, gboolean is_fixed)
{
  g_autofree char *name = dup_account (account);
  g_autofree char *host = *server != '\0' ? guard_text_one_line (server, MAX_NAME_CHARACTERS) : g_strdup (_("(not known)"));
  g_autofree char *primary = g_strdup_printf (_("Account %s stays offline."), name);
  g_autofree char *secondary = g_strdup_printf (is_fixed ? _("Its server %s is not one that your organisation approves (approved-servers).")
                                                         : _("Its server %s is not in your setting “approved-servers”."), host);

  guard_notice_show (guard, PURPLE_NOTIFY_MSG_WARNING, _("Server not approved"), primary, secondary);
}

/* ---- certificates ---- */

static char *
dup_date (gint64 seconds)
{
  g_autoptr(GDateTime) time = seconds != 0 ? g_date_time_new_from_unix_local (seconds) : NULL;

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup (_("(not known)"));
}

static const char *
get_flaw (const GuardSeenCertificate *certificate)
{
  if (certificate->exception != GUARD_EXCEPTION_YES)
    return NULL;
  if (certificate->is_for_other_name)
    return _("it is for another server");
  if (certificate->is_expired)
    return _("it has expired");
  return certificate->is_self_signed ? _("the server has signed it itself") : _("no certificate authority known here has signed it");
}

static char *
dup_issuer (const GuardSeenCertificate *certificate)
{
  return *certificate->issuer != '\0' ? guard_text_one_line (certificate->issuer, MAX_NAME_CHARACTERS) : g_strdup (_("(not known)"));
}

GuardQuestion *
guard_notice_ask_certificate (Guard *guard, PurpleAccount *account, const char *server, const GuardCertificate *before, gint64 seen_us,
                              const GuardSeenCertificate *certificate, gboolean is_same_issuer, GuardAnswerFunc func, gpointer user_data)
{
  const char *const labels[] = { _("_Don't connect"), _("_Accept the new one"), NULL };
  g_autofree char *name = dup_account (account);
  g_autofree char *host = guard_text_one_line (server, MAX_NAME_CHARACTERS);
  g_autofree char *seen = dup_date (seen_us / G_USEC_PER_SEC);
  g_autofree char *before_until = dup_date (before->until_s);
  g_autofree char *from = dup_date (certificate->from_s);
  g_autofree char *until = dup_date (certificate->until_s);
  g_autofree char *issuer = dup_issuer (certificate);
  const char *flaw = get_flaw (certificate);
  g_autofree char *flaw_line = flaw != NULL ? g_strdup_printf (_("\nThe new one is not valid: %s."), flaw) : g_strdup ("");
  g_autofree char *primary = g_strdup_printf (_("The server %s of account %s shows another certificate than before."), host, name);
  g_autofree char *secondary = g_strdup_printf (is_same_issuer
                                                  ? _("The old one, seen on %s, is good until %s.\nThe new one is of the same issuer (%s), from %s until %s.%s\n"
                                                      "If it is not the server's, somebody on the way gets your password and everything you write.")
                                                  : _("The old one, seen on %s, is good until %s.\nThe new one is of another issuer (%s), from %s until %s.%s\n"
                                                      "If it is not the server's, somebody on the way gets your password and everything you write."),
                                                seen, before_until, issuer, from, until, flaw_line);

  return guard_question_ask_careful (guard->plugin, _("Another certificate"), primary, secondary, labels, func, user_data);
}

/* ---- lines ---- */

char *
guard_notice_dup_unencrypted_line (PurpleAccount *account, const char *server)
{
  g_autofree char *host = guard_text_one_line (server, MAX_NAME_CHARACTERS);

  return g_strdup_printf (_("The connection to %s is not encrypted: everybody on the way can read what is written."), host);
}

char *
guard_notice_dup_exception_line (PurpleAccount *account, const char *server, const GuardSeenCertificate *certificate)
{
  g_autofree char *host = guard_text_one_line (server, MAX_NAME_CHARACTERS);

  return g_strdup_printf (_("The certificate of %s was accepted although %s. /guard connections remove %s takes that back."), host, get_flaw (certificate), host);
}

char *
guard_notice_dup_renewed_line (PurpleAccount *account, const char *server, const GuardSeenCertificate *certificate)
{
  g_autofree char *host = guard_text_one_line (server, MAX_NAME_CHARACTERS);
  g_autofree char *until = dup_date (certificate->until_s);

  return g_strdup_printf (_("The certificate of %s was renewed by the same issuer; the new one is good until %s."), host, until);
}

char *
guard_notice_dup_expiring_line (PurpleAccount *account, const char *server, gint64 n_days)
{
  g_autofree char *host = guard_text_one_line (server, MAX_NAME_CHARACTERS);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The certificate of %s expires in less than %u day; a new one is to be expected.",
                                       "The certificate of %s expires in less than %u days; a new one is to be expected.", (gulong) n_days + 1),
                          host, (guint) n_days + 1);
}

static char *
dup_protection (const GuardAccountState *state, const char *transport)
{
  if (transport == NULL)
    return g_strdup (_("not encrypted"));
  if (state->tls_version == NULL)
    return g_strdup_printf (_("encrypted (%s; version not known)"), transport);
  return g_strdup_printf (_("encrypted (%s, %s)"), state->tls_version, state->cipher);
}

static char *
dup_certificate (const GuardSeenCertificate *certificate)
{
  g_autofree char *issuer = NULL;
  g_autofree char *until = NULL;
  const char *flaw;

  if (certificate == NULL)
    return g_strdup (_("certificate not known"));
  issuer = dup_issuer (certificate);
  until = dup_date (certificate->until_s);
  flaw = get_flaw (certificate);
  if (flaw != NULL)
    return g_strdup_printf (_("certificate of %s until %s, accepted although %s"), issuer, until, flaw);
  return g_strdup_printf (_("certificate of %s until %s"), issuer, until);
}

char *
guard_notice_dup_connection_line (PurpleAccount *account, const GuardAccountState *state, gboolean is_connected, gboolean is_judged, const char *transport)
{
  g_autofree char *name = dup_account (account);
  g_autofree char *host = state->server != NULL && *state->server != '\0' ? guard_text_one_line (state->server, MAX_NAME_CHARACTERS) : g_strdup (_("(not known)"));
  g_autofree char *protection = NULL;
  g_autofree char *certificate = NULL;

  if (!is_connected)
    return g_strdup_printf (state->stop != GUARD_STOP_NONE ? _("%s: stays offline until you connect it yourself (server %s)") : _("%s: offline (server %s)"),
                            name, host);
  if (!is_judged)
    return g_strdup_printf (_("%s: connected to %s; how this protocol logs in is not checked"), name, host);
  protection = dup_protection (state, transport);
  if (transport == NULL)
    return g_strdup_printf (_("%s: %s, %s"), name, host, protection);
  certificate = dup_certificate (state->certificate);
  return g_strdup_printf (_("%s: %s, %s, %s"), name, host, protection, certificate);
}

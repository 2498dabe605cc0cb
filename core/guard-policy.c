/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-policy.h"

#define MAX_TRIES_WITHOUT_RESOURCES 3

GuardOfferAction
guard_policy_for_offer (const GuardPolicy *self, GuardSenderKind sender, GuardRisk risk)
{
  if (sender == GUARD_SENDER_STRANGER && risk == GUARD_RISK_PROGRAM && self->refuse_programs_from_strangers)
    return GUARD_OFFER_REFUSE;

  return GUARD_OFFER_ASK;
}

gboolean
guard_policy_can_scan_size (const GuardPolicy *self, guint64 size_bytes)
{
  return size_bytes <= self->max_scan_bytes;
}

GuardFileAction
guard_policy_for_file (const GuardPolicy *self, GuardVerdict verdict, GuardReason reason, guint n_tries)
{
  /* A reason beside a verdict that has none is a contradiction: somebody does not know what he says. */
  if (!guard_verdict_allows_reason (verdict, reason))
    return GUARD_FILE_HOLD;

  switch (verdict)
    {
    case GUARD_VERDICT_NOTHING_FOUND:
      return GUARD_FILE_RELEASE;
    case GUARD_VERDICT_INFECTED:
      return GUARD_FILE_QUARANTINE;
    case GUARD_VERDICT_NOT_CHECKED:
      if (reason == GUARD_REASON_NO_RESOURCES && n_tries >= MAX_TRIES_WITHOUT_RESOURCES)
        return GUARD_FILE_HOLD;
      return GUARD_FILE_HOLD_AND_RETRY;
    case GUARD_VERDICT_CANNOT_BE_SCANNED:
    case GUARD_VERDICT_NONE:
    default:
      return GUARD_FILE_HOLD;
    }
}

/* A kind that is none counts as a stranger. */
static gboolean
is_known_person (GuardSenderKind sender)
{
  return sender == GUARD_SENDER_CONTACT || sender == GUARD_SENDER_TRUSTED || sender == GUARD_SENDER_SELF;
}

GuardLinkAction
guard_policy_for_link (const GuardPolicy *self, GuardLevel level, gboolean is_not_checked, GuardSenderKind sender)
{
  if ((guint) level >= GUARD_LEVEL_FORBIDDEN)
    return GUARD_LINK_REFUSE;

  /* For a stranger's link nothing opens by itself, whatever was found, or was not looked for. */
  return !is_known_person (sender) || is_not_checked || level >= GUARD_LEVEL_CAUTION ? GUARD_LINK_ASK : GUARD_LINK_OPEN;
}

gboolean
guard_policy_may_remember_link (const GuardPolicy *self, GuardLevel level, gboolean is_not_checked)
{
  return self->link_remember_days > 0 && level < GUARD_LEVEL_WARNING && !is_not_checked;
}

GuardLinkAction
guard_policy_for_click (const GuardPolicy *self, GuardLevel level, gboolean is_not_checked, GuardSenderKind sender, GuardVouching vouching)
{
  const GuardLinkAction action = guard_policy_for_link (self, level, is_not_checked, sender);

  if (action != GUARD_LINK_ASK)
    return action;
  switch (vouching)
    {
    case GUARD_VOUCHED_BY_CLIENT:
      return GUARD_LINK_OPEN;
    case GUARD_VOUCHED_BY_USER:
      return guard_policy_may_remember_link (self, level, is_not_checked) ? GUARD_LINK_OPEN : GUARD_LINK_ASK;
    case GUARD_VOUCHED_BY_NOBODY:
    default:
      return GUARD_LINK_ASK;
    }
}

gboolean
guard_policy_says_line (const GuardPolicy *self, GuardLevel level, gboolean is_not_checked, GuardSenderKind sender)
{
  return is_not_checked || (guint) level >= (is_known_person (sender) ? GUARD_LEVEL_WARNING : GUARD_LEVEL_NOTE);
}

/* A number that is no protection protects nothing. */
static gboolean
is_encrypted (GuardProtection protection)
{
  return protection == GUARD_PROTECTION_UNVERIFIED || protection == GUARD_PROTECTION_END_TO_END;
}

static gboolean
is_encrypted_well (const GuardPolicy *self, GuardProtection protection)
{
  return protection == GUARD_PROTECTION_END_TO_END || (protection == GUARD_PROTECTION_UNVERIFIED && !self->always_ask_unverified);
}

/* What weighs little counts only with strangers. */
gboolean
guard_policy_has_data (const GuardReport *report, GuardSenderKind recipient)
{
  return guard_report_get_level (report, -1) >= (is_known_person (recipient) ? GUARD_LEVEL_CAUTION : GUARD_LEVEL_NOTE);
}

GuardSendingAction
guard_policy_for_sending (const GuardPolicy *self, const GuardReport *report, GuardProtection protection, GuardSenderKind recipient,
                          gboolean is_remembered)
{
  if (!self->check_sending)
    return GUARD_SENDING_GO;
  if (is_known_person (recipient) && is_encrypted_well (self, protection))
    return GUARD_SENDING_GO;
  if (!guard_policy_has_data (report, recipient))
    return guard_report_is_not_checked (report) ? GUARD_SENDING_ASK : GUARD_SENDING_GO;
  if (is_remembered && guard_policy_may_remember_data (self, report, recipient))
    return GUARD_SENDING_GO;
  return self->may_send_anyway || is_encrypted (protection) ? GUARD_SENDING_ASK : GUARD_SENDING_FORBID;
}

gboolean
guard_policy_encryption_helps (const GuardPolicy *self, const GuardReport *report, GuardSenderKind recipient)
{
  return guard_policy_for_sending (self, report, GUARD_PROTECTION_END_TO_END, recipient, FALSE) == GUARD_SENDING_GO;
}

gboolean
guard_policy_may_send_masked (const GuardPolicy *self, const GuardReport *report)
{
  return !guard_report_is_not_checked (report);
}

static gboolean
opens_something (const GuardReport *report)
{
  const GPtrArray *findings = guard_report_get_findings (report);

  for (guint i = 0; i < findings->len; i++)
    {
      const GuardFinding *finding = findings->pdata[i];

      if (finding->kind != NULL && (finding->category == GUARD_DATA_SECRET || finding->category == GUARD_DATA_CODE))
        return TRUE;
    }
  return FALSE;
}

gboolean
guard_policy_may_remember_data (const GuardPolicy *self, const GuardReport *report, GuardSenderKind recipient)
{
  return self->data_remember_days > 0 && self->may_send_anyway && is_known_person (recipient) && !guard_report_is_not_checked (report) &&
         !opens_something (report);
}

GuardStrangerAction
guard_policy_for_stranger (const GuardPolicy *self, GuardSenderKind sender, gboolean is_let_in, gboolean is_own_server)
{
  if (is_known_person (sender) || is_let_in)
    return GUARD_STRANGER_SHOW;
  switch (is_own_server ? self->inbox_on_own_servers : self->inbox_on_public_servers)
    {
    case GUARD_INBOX_OFF:
      return GUARD_STRANGER_SHOW;
    case GUARD_INBOX_ASK:
      return GUARD_STRANGER_ASK;
    case GUARD_INBOX_ON:
    default:
      return GUARD_STRANGER_WAIT;
    }
}

GuardCallAction
guard_policy_for_call (const GuardPolicy *self, GuardSenderKind caller)
{
  const GuardCallAction action = caller == GUARD_SENDER_CONTACT ? self->calls_from_contacts : self->calls_from_trusted;

  if (!is_known_person (caller))
    return GUARD_CALL_REFUSE;
  return action == GUARD_CALL_ASK || action == GUARD_CALL_RING ? action : GUARD_CALL_REFUSE;
}

gboolean
guard_policy_allows_activity (const GuardPolicy *self, GuardSenderKind who)
{
  return self->allow_shared_activities && is_known_person (who);
}

GuardLoginAction
guard_policy_for_login (const GuardPolicy *self, const GuardLogin *login)
{
  if (!login->is_approved)
    return GUARD_LOGIN_FORBID;
  if (login->is_encrypted || login->is_local || !(login->has_password || login->may_be_plain))
    return GUARD_LOGIN_GO;
  return self->unencrypted_logins == GUARD_LOGIN_GO || self->unencrypted_logins == GUARD_LOGIN_ASK ? self->unencrypted_logins : GUARD_LOGIN_FORBID;
}

GuardLoginAction
guard_policy_for_certificate (const GuardPolicy *self, GuardCertificateChange change, gboolean is_local)
{
  if (is_local || change == GUARD_CERTIFICATE_SAME || change == GUARD_CERTIFICATE_RENEWED || change == GUARD_CERTIFICATE_FIRST)
    return GUARD_LOGIN_GO;
  return GUARD_LOGIN_ASK;
}

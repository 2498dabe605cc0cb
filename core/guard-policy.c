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

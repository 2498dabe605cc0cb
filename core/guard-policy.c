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

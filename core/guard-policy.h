/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-file-types.h"
#include "guard-protection.h"
#include "guard-report.h"
#include "guard-sender.h"
#include "guard-verdict.h"

#include <glib.h>

G_BEGIN_DECLS

/* The only place that turns what is known, and what is not known, into what is done. */

/**
 * GuardPolicy:
 * @max_scan_bytes: files above this cannot be scanned
 * @max_unknown_bytes: how much of a file whose size was not told may arrive
 * @max_stall_seconds: a transfer that brings no byte for so long is broken off
 * @refuse_programs_from_strangers: refuse a dangerous kind of file from a stranger without asking
 * @link_remember_days: how long a host whose links the user agreed to open is remembered; 0: never, and what is remembered does not count
 * @check_sending: what leaves is looked at
 * @may_send_anyway: sensitive data may leave unencrypted when the user says so
 * @always_ask_unverified: a key that nobody has compared is asked about each time data is found, not once
 * @data_remember_days: how long the answer "this kind of data to this person" is remembered; 0: never
 *
 * The settings that decisions depend upon. Plain record.
 */
typedef struct
{
  guint64 max_scan_bytes;
  guint64 max_unknown_bytes;
  guint max_stall_seconds;
  gboolean refuse_programs_from_strangers;
  guint link_remember_days;
  gboolean check_sending;
  gboolean may_send_anyway;
  gboolean always_ask_unverified;
  guint data_remember_days;
} GuardPolicy;

typedef enum
{
  GUARD_OFFER_REFUSE = 0, /* refuse, and show that it was */
  GUARD_OFFER_ASK,        /* ask the user */
} GuardOfferAction;

/* What to do with an offered file. There is no "accept": nothing is ever accepted unasked. */
GuardOfferAction guard_policy_for_offer (const GuardPolicy *self, GuardSenderKind sender, GuardRisk risk);

/* Whether a file of @size_bytes (0: not told) can be scanned at all. */
gboolean guard_policy_can_scan_size (const GuardPolicy *self, guint64 size_bytes);

typedef enum
{
  GUARD_FILE_HOLD = 0,       /* keep it, say why, offer [Scan again] and [Open anyway...] */
  GUARD_FILE_HOLD_AND_RETRY, /* the same, and scan again by itself when that may help */
  GUARD_FILE_QUARANTINE,     /* keep it for good; not openable by a click */
  GUARD_FILE_RELEASE,        /* put it where the user wanted it */
} GuardFileAction;

/* What to do with a received file. @n_tries counts the scans so far, this one included: GUARD_REASON_NO_RESOURCES is
 * retried three times by itself, everything else that is "not checked" without end (the caller spaces the tries). Anything
 * that is not exactly "nothing found" is held. */
GuardFileAction guard_policy_for_file (const GuardPolicy *self, GuardVerdict verdict, GuardReason reason, guint n_tries);

typedef enum
{
  GUARD_LINK_REFUSE = 0, /* do not open it, and say why */
  GUARD_LINK_ASK,        /* ask first, showing where it leads */
  GUARD_LINK_OPEN,       /* open it without a word */
} GuardLinkAction;

/* What to do when a link is about to be opened. @level: the worst finding about it and its message (guard_report_get_level);
 * @is_not_checked: something could not be looked at. Unasked opens only the link of somebody known, about which nothing was found that
 * weighs, and of which everything was looked at. */
GuardLinkAction guard_policy_for_link (const GuardPolicy *self, GuardLevel level, gboolean is_not_checked, GuardSenderKind sender);
/* Whether somebody has said that a link is to open without a question. */
typedef enum
{
  GUARD_VOUCHED_BY_NOBODY = 0,
  GUARD_VOUCHED_BY_USER,   /* agreed to open this host's links for a while */
  GUARD_VOUCHED_BY_CLIENT, /* a page of the client's own: no message made it */
} GuardVouching;

/* The same for a click, which somebody may have vouched for: then what would be asked about opens. The client's own pages always do; for the
 * user's memory of a host nothing but the sender may speak against the link. What is refused stays refused. */
GuardLinkAction guard_policy_for_click (const GuardPolicy *self, GuardLevel level, gboolean is_not_checked, GuardSenderKind sender, GuardVouching vouching);
/* Whether the question about a link may offer to remember its host. */
gboolean guard_policy_may_remember_link (const GuardPolicy *self, GuardLevel level, gboolean is_not_checked);
/* Whether a line below the message says what was found. @level: of the whole message */
gboolean guard_policy_says_line (const GuardPolicy *self, GuardLevel level, gboolean is_not_checked, GuardSenderKind sender);

typedef enum
{
  GUARD_SENDING_ASK = 0, /* hold it, and ask */
  GUARD_SENDING_FORBID,  /* hold it; it may leave masked, changed or encrypted, but not as it is */
  GUARD_SENDING_GO,      /* let it go without a word */
} GuardSendingAction;

/* What to do with words or a file that are about to leave. @report: what was found in it, and whether something could not be looked at;
 * @protection: of the chat, as it is at this moment (of a file: of the file, which OTR and OMEMO do not cover); @recipient: the least known of
 * those who will read it; @is_remembered: the user has said of every kind that was found that it may go to this person for a while.
 *
 *   encrypted up to somebody known                                   goes, whatever it is
 *   nothing found, all looked at                                     goes
 *   only something not looked at                                     asked about. Never forbidden: that would stop every picture, every
 *                                                                    locked archive, and with one broken list every word
 *   data, and it would leave readable for others                     asked about, or forbidden (may_send_anyway)
 *   data to a stranger, however well encrypted                       asked about: what weighs least counts here, too
 *   the same kind to the same person, remembered                     goes; see guard_policy_may_remember_data()
 *
 * Encrypted to a key that nobody has compared counts as encrypted, unless always_ask_unverified: then it is asked about, not forbidden. */
GuardSendingAction guard_policy_for_sending (const GuardPolicy *self, const GuardReport *report, GuardProtection protection, GuardSenderKind recipient,
                                             gboolean is_remembered);
/* Whether something was found that counts with this recipient, so that a question is about that, not only about what could not be looked at. */
gboolean guard_policy_has_data (const GuardReport *report, GuardSenderKind recipient);
/* Whether encrypting would make it go without a question. */
gboolean guard_policy_encryption_helps (const GuardPolicy *self, const GuardReport *report, GuardSenderKind recipient);
/* Whether what was found can leave masked: %FALSE if something could not be looked at, which nobody can mask. */
gboolean guard_policy_may_send_masked (const GuardPolicy *self, const GuardReport *report);
/* Whether the question may offer to remember the kinds that were found for this person, and whether such a memory counts. Never for strangers;
 * never what opens something or was not looked at: each key, each password and each code is another, and the question is worth it every time. */
gboolean guard_policy_may_remember_data (const GuardPolicy *self, const GuardReport *report, GuardSenderKind recipient);

G_END_DECLS

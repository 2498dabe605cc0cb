/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-certificate.h"
#include "guard-file-types.h"
#include "guard-protection.h"
#include "guard-report.h"
#include "guard-sender.h"
#include "guard-verdict.h"

#include <glib.h>

G_BEGIN_DECLS

/* The only place that turns what is known, and what is not known, into what is done. */

/* What strangers can do. */
typedef enum
{
  GUARD_INBOX_ON = 0, /* they wait, quietly */
  GUARD_INBOX_ASK,    /* the user is asked about each of them once */
  GUARD_INBOX_OFF,    /* they reach the user as before */
} GuardInboxMode;

typedef enum
{
  GUARD_CALL_REFUSE = 0, /* refuse, and show that it was */
  GUARD_CALL_ASK,        /* nothing starts before the user said yes */
  GUARD_CALL_RING,       /* the client asks in its own way */
} GuardCallAction;

typedef enum
{
  GUARD_LOGIN_FORBID = 0,
  GUARD_LOGIN_ASK,
  GUARD_LOGIN_GO,
} GuardLoginAction;

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
 * @inbox_on_public_servers, @inbox_on_own_servers: whether strangers wait, on servers of others and of trusted domains
 * @calls_from_contacts, @calls_from_trusted: what an incoming call may do
 * @allow_shared_activities: whiteboards, remote desktops, file listings may be opened by others
 * @unencrypted_logins: what happens before a password leaves in clear
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
  GuardInboxMode inbox_on_public_servers;
  GuardInboxMode inbox_on_own_servers;
  GuardCallAction calls_from_contacts;
  GuardCallAction calls_from_trusted;
  gboolean allow_shared_activities;
  GuardLoginAction unencrypted_logins;
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

typedef enum
{
  GUARD_STRANGER_WAIT = 0, /* what they send goes into the inbox */
  GUARD_STRANGER_ASK,      /* the same, and the user is asked about the person once */
  GUARD_STRANGER_SHOW,     /* it is shown */
} GuardStrangerAction;

/* What to do with something that @sender sends unasked. @is_let_in: the user has let this person in, by saying so or by writing first;
 * @is_own_server: the account's server belongs to a trusted domain. Somebody who is no stranger is shown; a kind that is none is a stranger. */
GuardStrangerAction guard_policy_for_stranger (const GuardPolicy *self, GuardSenderKind sender, gboolean is_let_in, gboolean is_own_server);

/* What to do with an incoming call, or with media that are added to a running one. Strangers are always refused, also those who were let in. */
GuardCallAction guard_policy_for_call (const GuardPolicy *self, GuardSenderKind caller);

/* Whether somebody may open a whiteboard, a remote desktop or a list of files here. Never strangers. */
gboolean guard_policy_allows_activity (const GuardPolicy *self, GuardSenderKind who);

/* What is known of a login before it happens. Plain record. */
typedef struct
{
  gboolean is_encrypted;    /* certainly: by TLS from the start, or TLS is required */
  gboolean may_be_plain;    /* the password itself may leave readable on an unencrypted connection */
  gboolean has_password;    /* something secret is sent at all */
  gboolean is_local;        /* the server is this very computer */
  gboolean is_approved;     /* on the list of approved servers, or there is no list */
} GuardLogin;

/* What to do before an account logs in. A server that is not approved is forbidden, whatever else. */
GuardLoginAction guard_policy_for_login (const GuardPolicy *self, const GuardLogin *login);

/* What to do about a server's certificate before a password goes there. @is_local: the server is this very computer. */
GuardLoginAction guard_policy_for_certificate (const GuardPolicy *self, GuardCertificateChange change, gboolean is_local);

G_END_DECLS

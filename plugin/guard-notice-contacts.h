/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-contacts.h"

G_BEGIN_DECLS

/* The words about who is who: prompts go elsewhere, these are lines that the user asked for. All (transfer full). */

/* "alice@example.org: a contact, because you added them on 3 May 2026." */
char *guard_notice_dup_who (PurpleAccount *account, const char *who, const GuardContactFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
/* After the user said it. */
char *guard_notice_dup_trust_said (PurpleAccount *account, const char *who, GuardTrust trust) G_GNUC_WARN_UNUSED_RESULT;
/* Why they cannot be trusted. */
char *guard_notice_dup_trust_refused (PurpleAccount *account, const char *who, const GuardContactFacts *facts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

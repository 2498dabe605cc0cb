/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-policy.h"
#include "core/guard-knowledge.h"

G_BEGIN_DECLS

/* What would be done about a message that is about to leave. */
typedef struct
{
  GuardPolicy policy;
  GuardProtection protection;
  GuardSenderKind recipient;
  gboolean is_plain; /* text, not HTML */
  gboolean as_json;
} GuardSending;

/* The settings of this profile, the administrator's included; what is odd with them is said on the error stream. */
void guard_judge_load_policy (GuardPolicy *policy);

/* Says what would be done about what @report is of. @file: (nullable): its name, of a file. Returns: an exit code, as below */
int guard_judge_tell_sending (const GuardSending *self, const char *file, const GuardReport *report);

/* Judges one message and prints what would be done: a GuardJudgeFunc. @user_data: a GuardSending. Exit code: 0 it would go, 1 the user would be
 * asked, 2 forbidden, 3 asked for no other reason than that something was not checked */
int guard_judge_outgoing (const GuardKnowledge *knowledge, const char *text, gsize n_bytes, gpointer user_data);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-message.h"
#include "core/guard-policy.h"
#include "core/guard-report.h"

G_BEGIN_DECLS

/* What is to be said of a judged message, in one line, whether it stands below a message or at the end of a window. */

/**
 * guard_remark_dup:
 * @level: (out): the worst level of what is said about its links; GUARD_LEVEL_NONE if nothing is
 * @is_about_links_only: (out): nothing is said about the message itself or its sender
 *
 * Returns: (transfer full) (nullable): plain text; %NULL if nothing deserves a line
 */
char *guard_remark_dup (const GuardPolicy *policy, const GuardMessage *message, const GuardReport *report, GuardLevel *level,
                        gboolean *is_about_links_only) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

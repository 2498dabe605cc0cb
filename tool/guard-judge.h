/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-output.h"

#include "core/guard-engine.h"

#include <glib.h>

G_BEGIN_DECLS

/* What all commands that judge addresses and messages share. */

/* Exit codes: the verdict. Of several the worst counts: 2 before 3 before 1 before 0. */
#define GUARD_EXIT_NOTHING_TO_SAY 0
#define GUARD_EXIT_WARNING 1 /* a line below the message, or a question at the click */
#define GUARD_EXIT_FORBIDDEN 2
#define GUARD_EXIT_NOT_CHECKED 3

int guard_judge_worse_code (int one, int other);
/* What the policy makes of @report. Returns: an exit code */
int guard_judge_weigh (const GuardReport *report, GuardSenderKind sender_kind);
/* "nothing-to-say", "warning", "forbidden", "not-checked" */
const char *guard_judge_verdict (int code);

/* Reads a kind of person. @option: whose argument @word (nullable) is: "--from". Returns: %FALSE if there is no such kind; that has been said */
gboolean guard_judge_read_kind (const char *option, const char *word, GuardSenderKind *kind);
/* Says @text, line by line, on the error stream. */
void guard_judge_say (const char *text);
/* All rules there are; what is wrong with some is said on the error stream. */
GuardKnowledge *guard_judge_load_knowledge (void) G_GNUC_WARN_UNUSED_RESULT;

/* "verdict" and "findings"; each with the "link" that it is about where there is one, if @with_links. */
void guard_judge_add_json (GuardJson *json, const GuardReport *report, int code, gboolean with_links);
/* The same as lines for a person. */
void guard_judge_print_findings (const GuardReport *report, int code);

/* "url", "host" and "domain" of a link. */
void guard_judge_add_link_json (GuardJson *json, const GuardLink *link);

G_END_DECLS

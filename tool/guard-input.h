/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-knowledge.h"

G_BEGIN_DECLS

/* Judges one text, and prints what it says. Returns: an exit code (guard-judge.h) */
typedef int (*GuardJudgeFunc) (const GuardKnowledge *knowledge, const char *text, gsize n_bytes, gpointer user_data);

/* Reads the input and calls @judge for the whole of it, or for each line. Whoever waits for answers gets them before more is read.
 * Returns: the worst exit code */
int guard_input_judge (const GuardKnowledge *knowledge, gboolean by_lines, GuardJudgeFunc judge, gpointer user_data);

G_END_DECLS

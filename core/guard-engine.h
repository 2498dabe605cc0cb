/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-knowledge.h"
#include "guard-message.h"
#include "guard-report.h"

G_BEGIN_DECLS

/**
 * GuardDetector:
 * @id: stable word: "mismatch"; tests/cases/detect-ID.tsv has its examples
 * @ways: for which ways it looks
 * @summary: one line for `purple-guard rules`, marked for translation
 * @look: adds to @report what it finds
 *
 * One way in which a message can deceive. One file core/detect/ID.c, one row.
 */
typedef struct
{
  const char *id;
  GuardWay ways;
  const char *summary;
  void (*look) (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report);
} GuardDetector;

/* THE TABLE, ended by %NULL. */
extern const GuardDetector * const guard_detectors[];

/* Runs the table over @message. No I/O, no waiting. Returns: (transfer full) */
GuardReport *guard_engine_judge (const GuardKnowledge *knowledge, const GuardMessage *message) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much a finding weighs. What is done about it is guard-policy's alone. */
typedef enum
{
  GUARD_LEVEL_NONE = 0,
  GUARD_LEVEL_NOTE,      /* worth a word beside other things; alone it counts only with strangers */
  GUARD_LEVEL_CAUTION,   /* asked about at the click; no line below a contact's message */
  GUARD_LEVEL_WARNING,   /* a line below the message, asked about at the click, whoever sent it */
  GUARD_LEVEL_FORBIDDEN, /* a line, and never opened */
} GuardLevel;

const char *guard_level_to_string (GuardLevel level); /* stable words: "none", "note", "caution", "warning", "forbidden" */

/**
 * GuardFinding:
 * @detector: the id of the detector, static
 * @level: how much it weighs
 * @why: a translated sentence for a person, without a full stop; foreign words in it went through guard_text_one_line()
 * @link: index of the link of the message it is about; -1: the message or its sender
 */
typedef struct
{
  const char *detector;
  GuardLevel level;
  char *why;
  int link;
} GuardFinding;

/* Findings of a message, worst first (equal ones in the order in which they were added); and what could not be looked at. */
typedef struct _GuardReport GuardReport;

GuardReport *guard_report_new (void) G_GNUC_WARN_UNUSED_RESULT;
void guard_report_free (GuardReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardReport, guard_report_free)

/* @why: (transfer full) */
void guard_report_add (GuardReport *self, const char *detector, GuardLevel level, int link, char *why);
/* Something could not be looked at: that is no finding, and not nothing either. (Its reason is a finding of GUARD_LEVEL_NONE.) */
void guard_report_set_not_checked (GuardReport *self);
gboolean guard_report_is_not_checked (const GuardReport *self);
/* (element-type GuardFinding) (transfer none): sorted */
const GPtrArray *guard_report_get_findings (const GuardReport *self);
/* The worst level about the link @link and the message as a whole; @link -1: about anything. */
GuardLevel guard_report_get_level (const GuardReport *self, int link);
/* The worst finding of those; of equal ones the link's own first. Returns: (nullable) (transfer none) */
const GuardFinding *guard_report_get_worst (const GuardReport *self, int link);

G_END_DECLS

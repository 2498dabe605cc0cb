/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-patterns.h"

G_BEGIN_DECLS

#define GUARD_REPORT_MAX_KINDS_BYTES 500

/* How much a finding weighs, of links and of what leaves. What is done about it is guard-policy's alone. */
typedef enum
{
  GUARD_LEVEL_NONE = 0,
  GUARD_LEVEL_NOTE,      /* worth a word beside other things; alone it counts only with strangers */
  GUARD_LEVEL_CAUTION,   /* asked about at the click, or before it leaves; no line below a contact's message */
  GUARD_LEVEL_WARNING,   /* a line below the message, asked about at the click, or before it leaves, whoever sent it */
  GUARD_LEVEL_FORBIDDEN, /* a line, and never opened */
} GuardLevel;

const char *guard_level_to_string (GuardLevel level); /* stable words: "none", "note", "caution", "warning", "forbidden" */

/**
 * GuardFinding:
 * @detector: the id of the detector, static
 * @level: how much it weighs
 * @why: a translated sentence for a person, without a full stop; foreign words in it went through guard_text_one_line()
 * @link: index of the link of the message it is about; -1: the message or its sender
 * @kind: (nullable): of sensitive data: which ("payment-card"); the others below are of such data only
 * @category, @confidence: what it is, how sure
 * @start, @end: where, in bytes of the message's text
 * @excerpt: masked, one line
 * @n_items: how many of them: addresses in a list; 1 of a number. Of a kind that is there very often the last finding stands for all the
 *   others, and its place is from the first of these to the end of the last
 */
typedef struct
{
  const char *detector;
  GuardLevel level;
  char *why;
  int link;
  char *kind;
  GuardDataCategory category;
  GuardConfidence confidence;
  gsize start, end;
  char *excerpt;
  guint n_items;
} GuardFinding;

/* Findings of a message, worst first (equal ones in the order in which they were added); and what could not be looked at. */
typedef struct _GuardReport GuardReport;

GuardReport *guard_report_new (void) G_GNUC_WARN_UNUSED_RESULT;
void guard_report_free (GuardReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardReport, guard_report_free)

/* @why: (transfer full) */
void guard_report_add (GuardReport *self, const char *detector, GuardLevel level, int link, char *why);
/* Sensitive data. @match: copied; @excerpt, @why: (transfer full) */
void guard_report_add_data (GuardReport *self, const char *detector, GuardLevel level, const GuardDataMatch *match, guint n_items, char *excerpt, char *why);
/* What kinds of data were found and how many of each, for the journal: "payment-card:2 password:1", in the order of the findings; at most
 * %GUARD_REPORT_MAX_KINDS_BYTES, then ended by " ...". "" for none. Returns: (transfer full) */
char *guard_report_dup_kinds (const GuardReport *self) G_GNUC_WARN_UNUSED_RESULT;
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

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-report.h"

G_BEGIN_DECLS

/* Data shown without being shown: enough for its owner to know which it is, too little to use. */

#define GUARD_MASK_MAX_CHARACTERS 40 /* of an excerpt */

/* Of what stands from @start to @end in @text (any bytes): one line, at most %GUARD_MASK_MAX_CHARACTERS, at least two thirds of its letters and digits
 * (all but the last four of a number, all but the first four of a token; all of a code, of a place, of a password or anything that may be one)
 * replaced by "•". What is replaced wholly does not tell its length either.
 * Returns: (transfer full) */
char *guard_mask_dup_excerpt (const char *text, gsize start, gsize end, GuardDataCategory category) G_GNUC_WARN_UNUSED_RESULT;

/* @text with everything that @report found in it replaced by "•" (separators stay, of secrets only blanks and line ends; more than eight in a row
 * become eight), from byte @skip on; what lies before is left out. What @report could not look at cannot be masked: see
 * guard_policy_may_send_masked().
 * Returns: (transfer full): plain text, valid UTF-8 */
char *guard_mask_dup_text (const char *text, gsize n_bytes, gsize skip, const GuardReport *report) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names that deceive by the letters they are written in. Learnt from what browsers do before they show a name in Unicode
 * (the policy of Chromium's IDN display, UTS #39), told here in our own rules. */

typedef enum
{
  GUARD_SPOOF_NOTHING = 0,
  GUARD_SPOOF_MIXED_SCRIPTS,       /* letters of scripts that no language mixes */
  GUARD_SPOOF_WHOLE_SCRIPT,        /* letters of one script that all look like Latin, below a suffix that is not of that script */
  GUARD_SPOOF_INVISIBLE,           /* invisible or stray combining characters */
  GUARD_SPOOF_LOOKS_LIKE_PUNCTUATION, /* letters that look like a slash, a dot, a dash ... */
  GUARD_SPOOF_DIGITS,              /* letters that look like digits, or digits of several scripts */
  GUARD_SPOOF_UNUSUAL,             /* letters that names of this suffix are not written with, deviation characters, malformed A-labels */
} GuardSpoof;

/* Of a whole host, in A-labels. An honest non-Latin name, and every plain ASCII name, is GUARD_SPOOF_NOTHING. */
GuardSpoof guard_spoof_check (const char *host);
/* As the rest of a sentence after "because": "it mixes letters of several scripts"; translated, static. */
const char *guard_spoof_to_words (GuardSpoof spoof);

/* What @text (UTF-8: a host, a name of a person) looks like: confusable characters replaced by one of them, marks removed, digits
 * that stand for letters and "rn"/"m" and the like unified, lower-case. Two texts with the same skeleton look alike.
 * Returns: (transfer full) */
char *guard_spoof_dup_skeleton (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

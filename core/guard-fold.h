/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words as a reader sees them, without what a writer can vary: case, width, punctuation, invisible characters. */
typedef enum
{
  GUARD_FOLD_NOTHING = 0, /* apostrophes, marks, controls, invisible characters: as if they were not there */
  GUARD_FOLD_BLANK,
  GUARD_FOLD_SEPARATOR,   /* everything else that is no letter */
  GUARD_FOLD_LETTER,      /* of a script that parts words by blanks, and digits */
  GUARD_FOLD_IDEOGRAPH,   /* of a script that does not */
} GuardFoldKind;

/* What a character is. @folded: (out): lower-case and half-width; only of letters and ideographs */
GuardFoldKind guard_fold_character (gunichar character, gunichar *folded);

/* A phrase in its folded form: words between single blanks, also before the first and behind the last; no blank between ideographs, nor before
 * or behind one at the ends. A "*" at the end leaves the last word open. Returns: (transfer full): "" if no letter is in it */
char *guard_fold_dup_phrase (const char *phrase) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What single characters of foreign text can do to a reader. The tables are ICU's. */
typedef enum
{
  GUARD_CHARACTER_PLAIN = 0, /* has a shape of its own, or is an honest part of the one before it */
  GUARD_CHARACTER_MARK,      /* sits on the character before it */
  GUARD_CHARACTER_BLANK,     /* white space within a line */
  GUARD_CHARACTER_DIRECTION, /* turns the reading direction */
  GUARD_CHARACTER_HIDDEN,    /* control, line end, invisible, never a character */
} GuardCharacterKind;

/* A row of this many marks on one character is more than any language uses. */
#define GUARD_MAX_MARKS_IN_A_ROW 4

/**
 * guard_unicode_classify:
 * @previous: the character before, if it was kept as it is; 0 otherwise
 * @character: the character
 * @next: the character after; 0 at the end or before an invalid byte
 *
 * Invisible characters are hidden, except where they are part of honest writing (decided here, in one place):
 * ZERO WIDTH NON-JOINER between two joining letters (Persian) or after a virama (Indic); ZERO WIDTH JOINER after a virama or
 * between two pictographs (emoji families); a variation selector after a pictograph or in a keycap; an ideographic
 * variation selector after an ideograph. None of these can hide or move a letter or a dot.
 */
GuardCharacterKind guard_unicode_classify (gunichar previous, gunichar character, gunichar next);

/* A quick look before guard_unicode_classify(): %FALSE for what is surely neither direction nor hidden, whatever stands beside it. */
gboolean guard_unicode_may_deceive (gunichar character);

/* Of a character that was found plain: an invisible part of honest writing. It belongs to what stands before it. */
gboolean guard_unicode_is_joiner (gunichar character);

/* Letters and digits that are written from right to left, so that they turn what stands beside them. */
gboolean guard_unicode_is_right_to_left (gunichar character);

/* Reads the character at *@text, moves *@text behind it. An invalid byte is moved over alone.
 * Returns: %FALSE if it was an invalid byte, which @character then holds */
gboolean guard_unicode_next (const char **text, const char *end, gunichar *character);

/* The character at @text without moving; 0 at @end or at an invalid byte. */
gunichar guard_unicode_peek (const char *text, const char *end);

G_END_DECLS

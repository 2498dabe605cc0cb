/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-unicode.h"

#include <unicode/uchar.h>

/* What a single character can do to a reader. Text is looked at here one character at a time with its two neighbours,
 * and never changed; guard-text and guard-filename decide what becomes of each kind. */

#define ZERO_WIDTH_NON_JOINER    0x200c
#define ZERO_WIDTH_JOINER        0x200d
#define VARIATION_SELECTOR_TEXT  0xfe0e
#define VARIATION_SELECTOR_EMOJI 0xfe0f
#define COMBINING_KEYCAP         0x20e3
#define BRAILLE_BLANK            0x2800 /* a symbol by its category, yet nothing is drawn */
#define OBJECT_REPLACEMENT       0xfffc /* text widgets use it as the place of a picture */
#define COMBINING_CLASS_VIRAMA   9

static gboolean
is_pictograph (gunichar character)
{
  return u_hasBinaryProperty (character, UCHAR_EXTENDED_PICTOGRAPHIC) || u_hasBinaryProperty (character, UCHAR_EMOJI_MODIFIER);
}

static gboolean
is_virama (gunichar character)
{
  return u_getCombiningClass (character) == COMBINING_CLASS_VIRAMA;
}

/* Joining types of the Unicode cursive scripts: does a letter reach out to the next one, or to the one before it? */
static gboolean
joins_next (gunichar character)
{
  const int type = u_getIntPropertyValue (character, UCHAR_JOINING_TYPE);

  return type == U_JT_DUAL_JOINING || type == U_JT_LEFT_JOINING;
}

static gboolean
joins_previous (gunichar character)
{
  const int type = u_getIntPropertyValue (character, UCHAR_JOINING_TYPE);

  return type == U_JT_DUAL_JOINING || type == U_JT_RIGHT_JOINING;
}

static gboolean
is_honest_invisible (gunichar previous, gunichar character, gunichar next)
{
  switch (character)
    {
    case ZERO_WIDTH_NON_JOINER:
      return is_virama (previous) || (joins_next (previous) && joins_previous (next));
    case ZERO_WIDTH_JOINER:
      return is_virama (previous) || ((is_pictograph (previous) || previous == VARIATION_SELECTOR_EMOJI) && is_pictograph (next));
    case VARIATION_SELECTOR_TEXT:
    case VARIATION_SELECTOR_EMOJI:
      return is_pictograph (previous) || ((previous == '#' || (previous >= '0' && previous <= '9')) && next == COMBINING_KEYCAP);
    default:
      return u_hasBinaryProperty (character, UCHAR_VARIATION_SELECTOR) && u_hasBinaryProperty (previous, UCHAR_IDEOGRAPHIC);
    }
}

static gboolean
is_hidden (gunichar character)
{
  switch (u_charType (character))
    {
    case U_CONTROL_CHAR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_SURROGATE:
      return TRUE;
    case U_FORMAT_CHAR:
      /* Of the format characters only those that enclose numbers have a shape (the Arabic number sign). */
      return !u_hasBinaryProperty (character, UCHAR_PREPENDED_CONCATENATION_MARK);
    default:
      return u_hasBinaryProperty (character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)
             || u_hasBinaryProperty (character, UCHAR_NONCHARACTER_CODE_POINT) || character == BRAILLE_BLANK
             || character == OBJECT_REPLACEMENT;
    }
}

gboolean
guard_unicode_may_deceive (gunichar character)
{
  switch (character >> 8)
    {
    case 0x00:
      return character < 0xa0 ? character < ' ' || character >= 0x7f : character == 0xad;
    case 0x20:
      return (character >= 0x200b && character <= 0x200f) || (character >= 0x2028 && character <= 0x202e) || character >= 0x2060;
    case 0x31:
      return character == 0x3164;
    case 0xff:
      return character >= 0xffa0;
    case 0x03:
    case 0x06:
    case 0x11:
    case 0x17:
    case 0x18:
    case 0x28:
    case 0xfd:
    case 0xfe:
      return TRUE;
    default:
      /* Beyond the first plane most is rare; not so pictographs and ideographs. */
      if (character >= 0x1f000 && character < 0x1fc00)
        return FALSE;
      return character > 0xffff && (character < 0x20000 || character >= 0x40000 || (character & 0xffff) >= 0xfffe);
    }
}

GuardCharacterKind
guard_unicode_classify (gunichar previous, gunichar character, gunichar next)
{
  /* Most of what comes by is ASCII. */
  if (character > ' ' && character < 0x7f)
    return GUARD_CHARACTER_PLAIN;

  if (u_hasBinaryProperty (character, UCHAR_BIDI_CONTROL))
    return GUARD_CHARACTER_DIRECTION;
  if (is_hidden (character))
    return is_honest_invisible (previous, character, next) ? GUARD_CHARACTER_PLAIN : GUARD_CHARACTER_HIDDEN;
  if (u_isUWhiteSpace (character))
    return GUARD_CHARACTER_BLANK;
  if (U_GET_GC_MASK (character) & U_GC_M_MASK)
    return GUARD_CHARACTER_MARK;
  return GUARD_CHARACTER_PLAIN;
}

gboolean
guard_unicode_is_joiner (gunichar character)
{
  return guard_unicode_classify (0, character, 0) == GUARD_CHARACTER_HIDDEN;
}

gboolean
guard_unicode_is_right_to_left (gunichar character)
{
  const UCharDirection direction = u_charDirection (character);

  return direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC || direction == U_ARABIC_NUMBER;
}

gboolean
guard_unicode_next (const char **text, const char *end, gunichar *character)
{
  const gunichar found = g_utf8_get_char_validated (*text, end - *text);

  /* Both of its errors, and the NUL for which it has no error, leave one byte to speak of. */
  if (found == (gunichar) -1 || found == (gunichar) -2 || found == 0)
    {
      *character = (guchar) **text;
      (*text)++;
      return FALSE;
    }

  *character = found;
  *text = g_utf8_next_char (*text);
  return TRUE;
}

gunichar
guard_unicode_peek (const char *text, const char *end)
{
  gunichar character = 0;

  if (text < end && guard_unicode_next (&text, end, &character))
    return character;
  return 0;
}

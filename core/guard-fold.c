/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-fold.h"
#include "guard-unicode.h"

#include <string.h>

#define FULL_WIDTH_FIRST  0xff01
#define FULL_WIDTH_LAST   0xff5e
#define FULL_WIDTH_OFFSET 0xfee0
#define IDEOGRAPHIC_BLANK 0x3000 /* and Chinese punctuation after it */

/* Controls are nothing. */
static const guint8 ascii_kinds[128] = {
  ['!' ... '&'] = GUARD_FOLD_SEPARATOR, ['(' ... '/'] = GUARD_FOLD_SEPARATOR, [':' ... '@'] = GUARD_FOLD_SEPARATOR,
  ['[' ... '`'] = GUARD_FOLD_SEPARATOR, ['{' ... '~'] = GUARD_FOLD_SEPARATOR,
  ['0' ... '9'] = GUARD_FOLD_LETTER, ['A' ... 'Z'] = GUARD_FOLD_LETTER, ['a' ... 'z'] = GUARD_FOLD_LETTER,
  ['\t' ... '\r'] = GUARD_FOLD_BLANK, [' '] = GUARD_FOLD_BLANK,
};

static gboolean
is_ideograph (gunichar character)
{
  return (character >= 0x3040 && character <= 0x9fff) || (character >= 0xac00 && character <= 0xd7af) ||
         (character >= 0xf900 && character <= 0xfaff) || (character >= 0xff66 && character <= 0xff9f) ||
         (character >= 0x20000 && character <= 0x3ffff);
}

static gboolean
is_apostrophe (gunichar character)
{
  return character == 0x2018 || character == 0x2019 || character == 0x02bc;
}

GuardFoldKind
guard_fold_character (gunichar character, gunichar *folded)
{
  if (character >= FULL_WIDTH_FIRST && character <= FULL_WIDTH_LAST)
    character -= FULL_WIDTH_OFFSET;
  *folded = character;
  if (is_ideograph (character))
    return GUARD_FOLD_IDEOGRAPH;
  if (character > IDEOGRAPHIC_BLANK && character < 0x3040)
    return GUARD_FOLD_SEPARATOR;
  if (character < G_N_ELEMENTS (ascii_kinds))
    {
      *folded = g_ascii_tolower (character);
      return ascii_kinds[character];
    }
  *folded = g_unichar_tolower (character);
  if (is_apostrophe (character))
    return GUARD_FOLD_NOTHING;
  if (g_unichar_isalnum (character))
    return GUARD_FOLD_LETTER;
  if (g_unichar_isspace (character))
    return GUARD_FOLD_BLANK;
  return guard_unicode_classify (0, character, 0) == GUARD_CHARACTER_PLAIN ? GUARD_FOLD_SEPARATOR : GUARD_FOLD_NOTHING;
}

/* Whether a blank stands between two that are written, with what was between them in the text. */
static gboolean
needs_blank (GuardFoldKind previous, GuardFoldKind between, GuardFoldKind kind)
{
  if (previous != kind)
    return previous == GUARD_FOLD_LETTER || kind == GUARD_FOLD_LETTER;
  return between == GUARD_FOLD_SEPARATOR || (between == GUARD_FOLD_BLANK && kind == GUARD_FOLD_LETTER);
}

char *
guard_fold_dup_phrase (const char *phrase)
{
  const gboolean is_open = g_str_has_suffix (phrase, "*");
  const char *end = phrase + strlen (phrase);
  g_autoptr(GString) text = g_string_new (NULL);
  GuardFoldKind previous = GUARD_FOLD_NOTHING, between = GUARD_FOLD_NOTHING;
  gunichar character, folded;

  while (phrase < end)
    {
      const GuardFoldKind kind = guard_unicode_next (&phrase, end, &character) ? guard_fold_character (character, &folded) : GUARD_FOLD_SEPARATOR;

      if (kind < GUARD_FOLD_LETTER)
        {
          between = MAX (between, kind);
          continue;
        }
      if (needs_blank (previous, between, kind))
        g_string_append_c (text, ' ');
      g_string_append_unichar (text, folded);
      previous = kind;
      between = GUARD_FOLD_NOTHING;
    }
  if (previous == GUARD_FOLD_LETTER && !is_open)
    g_string_append_c (text, ' ');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-spoof-label.h"

#include <string.h>
#include <unicode/uscript.h>

/* Letters that are honest below one suffix and deceive below another: those of few languages, and whole names of letters that
 * look like Latin ones. The suffix is the witness: a name of Cyrillic letters below ".ru" is Russian, one of only such letters
 * as Latin has too, below ".com", is there to be taken for a Latin one. */

typedef struct
{
  const char *pattern;
  const char *suffixes; /* last labels, between blanks */
  const USet *set;
} SuffixRow;

/* Letters at home in few languages, which all other readers take for another letter. */
static SuffixRow suffix_rows[] = {
  { "[\u00fe]", " is ",    NULL }, /* thorn: b or p; Icelandic */
  { "[\u00f0]", " is fo ", NULL }, /* eth: o; Icelandic, Faroese */
  { "[\u0259]", " az ",    NULL }, /* schwa: e; Azerbaijani */
};

typedef struct
{
  const char *script_pattern;
  const char *lookalike_pattern; /* of its letters, those that pass for a Latin letter or a digit */
  const char *suffixes;
  const USet *script;
  const USet *lookalikes;
} ScriptRow;

/* The suffixes are those below which most names are of the script; a suffix written in the script itself always is. Shapes as in the
 * usual fonts of Linux desktops. */
static ScriptRow script_rows[] = {
  { "[:Cyrl:]", "[аысԁеԍһіюјӏорԗԛѕԝхуъьҽпгѵѡ]", " bg by kg kz me mk mn rs ru su tj ua uz ", NULL, NULL },
  { "[:Grek:]", "[αικνρυωηοτ]",                  " gr cy ",                               NULL, NULL },
  { "[:Armn:]", "[ագզէլհյոսւօՙ]",                " am ",                                  NULL, NULL },
  { "[:Geor:]", "[იოყძხჽჿ]",                     " ge ",                                  NULL, NULL },
  { "[:Ethi:]", "[ሀሠሰስበነተከዐዕዘጠፐꬅ]",              " er et ",                               NULL, NULL },
  { "[:Hebr:]", "[דוחיןסװײ׳]",                   " il ",                                  NULL, NULL },
  { "[:Beng:]", "[\u09e6\u09ed]",                             " bd in ",               NULL, NULL },
  { "[:Deva:]", "[\u093d\u0966\u0971]",                       " in np ",               NULL, NULL },
  { "[:Gujr:]", "[\u0aa1\u0a9f\u0ae6\u0ae7]",                 " in ",                  NULL, NULL },
  { "[:Guru:]", "[\u0a66\u0a67]",                             " in ",                  NULL, NULL },
  { "[:Knda:]", "[\u0cbd\u0ce6\u0ce7]",                       " in ",                  NULL, NULL },
  { "[:Mlym:]", "[\u0d1f\u0d20\u0d27\u0d28\u0d31\u0d66]",     " in ",                  NULL, NULL },
  { "[:Orya:]", "[\u0b20\u0b66\u0b6e]",                       " in ",                  NULL, NULL },
  { "[:Taml:]", "[\u0b9f\u0baa\u0be6]",                       " in lk sg my ",         NULL, NULL },
  { "[:Telu:]", "[\u0c66\u0c67]",                             " in ",                  NULL, NULL },
  { "[:Mymr:]", "[\u1001\u1002\u1004\u1011\u1015\u101d\u1040\u1042\u1054\u105c\u1090\u1091\u1095-\u1097]", " mm ", NULL, NULL },
  { "[:Thai:]", "[ทนบพรหเแ\u0e50ดลปฟม]",         " th ",                                  NULL, NULL },
  { "[:Laoo:]", "[ຍນບປພຟມຣຮວ\u0ed0]",            " la ",                                  NULL, NULL },
};

/* A name of only these and digits is read as a number. */
static const char digit_pattern[] =
  "[\u03b8\u0437\u0499\u04e1\u0431\u0573\u0577\u0909\u0968\u0993\u09e8\u09ea\u0a24\u0a68\u0a69\u0a6a\u0a6b\u0a5c\u0ae8\u0ae9\u0aed"
  "\u0b68\u0b6b\u0c68\u0c69\u0ce8\u0ce9\u0ced\u0ed0\u1012\u10d5\u10de\u3110\u4e29]";

static const char foreign_latin_pattern[] = "[[:Latin:]-[a-zA-Z]]";
static const char european_pattern[] = "[[:Latin:][:Greek:][:Cyrillic:][0-9_\\-][\u0300-\u0339]]";

static const USet *digits, *foreign_latin, *european;

static void
open_sets (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (suffix_rows); i++)
    suffix_rows[i].set = guard_spoof_open_set (suffix_rows[i].pattern);
  for (gsize i = 0; i < G_N_ELEMENTS (script_rows); i++)
    {
      g_autofree char *script = g_strconcat ("[", script_rows[i].script_pattern, "]", NULL);

      script_rows[i].script = guard_spoof_open_set (script);
      script_rows[i].lookalikes = guard_spoof_open_set (script_rows[i].lookalike_pattern);
    }
  digits = guard_spoof_open_set (digit_pattern);
  foreign_latin = guard_spoof_open_set (foreign_latin_pattern);
  european = guard_spoof_open_set (european_pattern);
}

static gboolean
has_some (const gunichar *letters, gsize n_letters, const USet *set)
{
  for (gsize i = 0; i < n_letters; i++)
    if (uset_contains (set, letters[i]))
      return TRUE;
  return FALSE;
}

static gboolean
has_suffix_of (const GuardSpoofLabel *label, const char *suffixes)
{
  g_autofree char *word = g_strconcat (" ", label->suffix, " ", NULL);

  return strstr (suffixes, word) != NULL;
}

static gboolean
has_letters_of_elsewhere (const GuardSpoofLabel *label)
{
  for (gsize i = 0; i < G_N_ELEMENTS (suffix_rows); i++)
    if (has_some (label->letters, label->n_letters, suffix_rows[i].set) && !has_suffix_of (label, suffix_rows[i].suffixes))
      return TRUE;
  return FALSE;
}

/* A sharp s, which begins no word, would be a B there; a final sigma ends a Greek word, and elsewhere is a letter that nobody knows. */
static gboolean
has_misplaced_letter (const GuardSpoofLabel *label)
{
  for (gsize i = 0; i < label->n_letters; i++)
    {
      const gunichar before = i > 0 ? label->letters[i - 1] : 0;
      const gunichar after = i + 1 < label->n_letters ? label->letters[i + 1] : 0;

      if (label->letters[i] == 0x00df && !g_unichar_isalpha (before))
        return TRUE;
      if (label->letters[i] == 0x03c2 && (g_unichar_get_script (before) != G_UNICODE_SCRIPT_GREEK || g_unichar_isalpha (after)))
        return TRUE;
    }
  return FALSE;
}

/* Catalan writes "l·l"; anywhere else the dot in the middle is one that does not separate. */
static gboolean
has_stray_middle_dot (const GuardSpoofLabel *label)
{
  for (gsize i = 0; i < label->n_letters; i++)
    {
      if (label->letters[i] != 0x00b7)
        continue;
      if (!has_suffix_of (label, " ad cat es ") || i == 0 || i + 1 == label->n_letters)
        return TRUE;
      if (label->letters[i - 1] != 'l' || label->letters[i + 1] != 'l')
        return TRUE;
    }
  return FALSE;
}

/* All letters that are of the script at all look like Latin ones; digits and hyphens between them prove nothing. */
static gboolean
looks_latin (const GuardSpoofLabel *label, const ScriptRow *row)
{
  gsize n_found = 0;

  for (gsize i = 0; i < label->n_letters; i++)
    if (uset_contains (row->script, label->letters[i]))
      {
        if (!uset_contains (row->lookalikes, label->letters[i]))
          return FALSE;
        n_found++;
      }
  return n_found > 0;
}

static gboolean
is_wholly_lookalike (const GuardSpoofLabel *label)
{
  for (gsize i = 0; i < G_N_ELEMENTS (script_rows); i++)
    if (looks_latin (label, &script_rows[i]))
      return !has_suffix_of (label, script_rows[i].suffixes)
             && !has_some (label->suffix_letters, label->n_suffix_letters, script_rows[i].script);
  return FALSE;
}

static gboolean
is_number_of_letters (const GuardSpoofLabel *label)
{
  gsize n_letters = 0;

  for (gsize i = 0; i < label->n_letters; i++)
    {
      if (g_unichar_isdigit (label->letters[i]) && label->letters[i] < 0x80)
        continue;
      if (!uset_contains (digits, label->letters[i]))
        return FALSE;
      n_letters++;
    }
  return n_letters > 0;
}

/* Accents are for words of Latin letters; beside Chinese, Japanese, Korean only plain ones are written. */
static gboolean
mixes_accents (const GuardSpoofLabel *label)
{
  if (!label->is_of_several_scripts || !has_some (label->letters, label->n_letters, foreign_latin))
    return FALSE;

  for (gsize i = 0; i < label->n_letters; i++)
    if (!uset_contains (european, label->letters[i]))
      return TRUE;
  return FALSE;
}

GuardSpoof
guard_spoof_check_letters (const GuardSpoofLabel *label)
{
  static gsize is_open = 0;

  if (g_once_init_enter (&is_open))
    {
      open_sets ();
      g_once_init_leave (&is_open, 1);
    }

  if (has_letters_of_elsewhere (label) || has_misplaced_letter (label))
    return GUARD_SPOOF_UNUSUAL;
  if (has_stray_middle_dot (label))
    return GUARD_SPOOF_LOOKS_LIKE_PUNCTUATION;
  if (is_wholly_lookalike (label))
    return GUARD_SPOOF_WHOLE_SCRIPT;
  if (is_number_of_letters (label))
    return GUARD_SPOOF_DIGITS;
  if (mixes_accents (label))
    return GUARD_SPOOF_MIXED_SCRIPTS;
  return GUARD_SPOOF_NOTHING;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-idna.h"
#include "guard-spoof-label.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

/* Names that deceive by their letters. Each label is judged alone, with the suffix as its witness: ICU first (which characters
 * names are made of, which scripts are mixed), then the rules of our own, for what ICU lets pass. Plain ASCII never gets here. */

#define ACE_PREFIX "xn--"

static const char *const words[] = {
  [GUARD_SPOOF_NOTHING] = N_("nothing in it deceives"),
  [GUARD_SPOOF_MIXED_SCRIPTS] = N_("it mixes letters of several scripts"),
  [GUARD_SPOOF_WHOLE_SCRIPT] = N_("all its letters are foreign ones that look like Latin"),
  [GUARD_SPOOF_INVISIBLE] = N_("it has marks that nobody sees"),
  [GUARD_SPOOF_LOOKS_LIKE_PUNCTUATION] = N_("it has letters that look like a slash, a dot or a dash"),
  [GUARD_SPOOF_DIGITS] = N_("it has letters that look like digits, or digits of several scripts"),
  [GUARD_SPOOF_UNUSUAL] = N_("it has letters that such names are not written with"),
};

const char *
guard_spoof_to_words (GuardSpoof spoof)
{
  return _(words[spoof < G_N_ELEMENTS (words) ? spoof : GUARD_SPOOF_UNUSUAL]);
}

const USet *
guard_spoof_open_set (const char *pattern)
{
  UErrorCode status = U_ZERO_ERROR;
  UChar wide[1024];
  int32_t n_wide = 0;
  USet *set = NULL;

  u_strFromUTF8 (wide, G_N_ELEMENTS (wide), &n_wide, pattern, -1, &status);
  set = uset_openPattern (wide, n_wide, &status);
  /* The patterns are our own: one that ICU cannot read is a mistake in this program. */
  if (U_FAILURE (status))
    g_error ("set of letters %s: %s", pattern, u_errorName (status));

  uset_freeze (set);
  return set;
}

/* What names may be made of: what UTS #39 recommends, without what hides in it. */
static const struct
{
  UChar32 first, last;
} excluded[] = {
  { 0x0138, 0x0138 }, /* kra: a small k */
  { 0x01cd, 0x01dc }, /* vowels with caron: tones of Pinyin, next to those with breve */
  { 0x02bb, 0x02bc }, /* commas: quotation marks */
  { 0x02ec, 0x02ec }, /* voicing: a small v or nothing */
  { 0x0338, 0x0338 }, /* overlay: a slash */
  { 0x058a, 0x058a }, /* Armenian hyphen */
  { 0x1c80, 0x1c8f }, /* Cyrillic of church books */
  { 0x1e00, 0x1e7f }, /* Latin with dots and lines that are overlooked; 1E80 to 1E85 are Welsh */
  { 0x1e86, 0x1e9b },
  { 0x1f00, 0x1fff }, /* ancient Greek accents */
  { 0x2010, 0x2010 }, /* hyphen */
  { 0x2019, 0x2019 }, /* apostrophe */
  { 0x2027, 0x2027 }, /* hyphenation point: a middle dot */
  { 0x30a0, 0x30a0 }, /* double hyphen of kana: an equals sign */
  { 0xa640, 0xa69f }, /* Cyrillic of old books */
  { 0xa720, 0xa7ff }, /* Latin of phoneticians and old books */
};

static void
set_allowed (USpoofChecker *checker, UErrorCode *status)
{
  USet *allowed = uset_cloneAsThawed (uspoof_getRecommendedSet (status));

  uset_addAll (allowed, uspoof_getInclusionSet (status));
  uset_add (allowed, '-');
  uset_addRange (allowed, 0x200c, 0x200d); /* joiners have a rule of their own */
  for (gsize i = 0; i < G_N_ELEMENTS (excluded); i++)
    uset_removeRange (allowed, excluded[i].first, excluded[i].last);
  uspoof_setAllowedChars (checker, allowed, status);
  uset_close (allowed);
}

static USpoofChecker *
open_checker (void)
{
  UErrorCode status = U_ZERO_ERROR;
  USpoofChecker *checker = uspoof_open (&status);

  /* Latin beside one of Chinese, Japanese, Korean is how names are written there; no other mixture is. */
  uspoof_setRestrictionLevel (checker, USPOOF_HIGHLY_RESTRICTIVE);
  set_allowed (checker, &status);
  uspoof_setChecks (checker, uspoof_getChecks (checker, &status) | USPOOF_AUX_INFO, &status);
  if (U_FAILURE (status))
    g_error ("ICU's spoof checker: %s", u_errorName (status));
  return checker;
}

static const USpoofChecker *
get_checker (void)
{
  static gsize checker = 0;

  if (g_once_init_enter (&checker))
    g_once_init_leave (&checker, GPOINTER_TO_SIZE (open_checker ()));
  return GSIZE_TO_POINTER (checker);
}

/* What ICU finds, the clearest first. A character that is not allowed comes before mixed scripts, which ICU then says too. */
static const struct
{
  int32_t check;
  GuardSpoof spoof;
} icu_checks[] = {
  { USPOOF_CHAR_LIMIT,        GUARD_SPOOF_UNUSUAL       },
  { USPOOF_RESTRICTION_LEVEL, GUARD_SPOOF_MIXED_SCRIPTS },
  { USPOOF_INVISIBLE,         GUARD_SPOOF_INVISIBLE     },
  { USPOOF_HIDDEN_OVERLAY,    GUARD_SPOOF_INVISIBLE     },
  { USPOOF_MIXED_NUMBERS,     GUARD_SPOOF_DIGITS        },
};

static GuardSpoof
check_by_icu (const char *text, GuardSpoofLabel *label)
{
  UErrorCode status = U_ZERO_ERROR;
  const int32_t found = uspoof_checkUTF8 (get_checker (), text, -1, NULL, &status);

  if (U_FAILURE (status))
    return GUARD_SPOOF_UNUSUAL;

  label->is_of_several_scripts = (found & USPOOF_RESTRICTION_LEVEL_MASK) > USPOOF_SINGLE_SCRIPT_RESTRICTIVE;
  for (gsize i = 0; i < G_N_ELEMENTS (icu_checks); i++)
    if (found & icu_checks[i].check)
      return icu_checks[i].spoof;
  return GUARD_SPOOF_NOTHING;
}

static gboolean
has_latin (const GuardSpoofLabel *label)
{
  for (gsize i = 0; i < label->n_letters; i++)
    if (uscript_hasScript (label->letters[i], USCRIPT_LATIN))
      return TRUE;
  return FALSE;
}

/* @text: the label @written, decoded; the same if that was not possible. */
static GuardSpoof
check_label (const char *text, const char *written, const GuardSpoofLabel *suffix)
{
  g_autofree gunichar *letters = NULL;
  GuardSpoofLabel label = *suffix;
  glong n_letters = 0;

  if (g_str_equal (text, written))
    return GUARD_SPOOF_UNUSUAL;

  letters = g_utf8_to_ucs4_fast (text, -1, &n_letters);
  label.letters = letters;
  label.n_letters = n_letters;
  label.has_latin = has_latin (&label);

  GuardSpoof spoof = check_by_icu (text, &label);
  if (spoof == GUARD_SPOOF_NOTHING)
    spoof = guard_spoof_check_letters (&label);
  if (spoof == GUARD_SPOOF_NOTHING)
    spoof = guard_spoof_check_company (&label);
  return spoof;
}

static GuardSpoof
check_labels (char **texts, char **written, const GuardSpoofLabel *suffix)
{
  for (gsize i = 0; written[i] != NULL; i++)
    if (g_str_has_prefix (written[i], ACE_PREFIX))
      {
        const GuardSpoof spoof = check_label (texts[i], written[i], suffix);

        if (spoof != GUARD_SPOOF_NOTHING)
          return spoof;
      }
  return GUARD_SPOOF_NOTHING;
}

GuardSpoof
guard_spoof_check (const char *host)
{
  GuardSpoofLabel suffix = { 0 };
  glong n_letters = 0;

  if (strstr (host, ACE_PREFIX) == NULL)
    return GUARD_SPOOF_NOTHING;

  g_autofree char *name = g_str_has_suffix (host, ".") ? g_strndup (host, strlen (host) - 1) : g_strdup (host);
  g_autofree char *meant = guard_idna_to_unicode (name);
  g_auto(GStrv) written = g_strsplit (name, ".", -1);
  g_auto(GStrv) texts = g_strsplit (meant, ".", -1);
  const guint n_labels = g_strv_length (written);

  /* A decoded label with a dot in it: no browser makes such a name. */
  if (g_strv_length (texts) != n_labels || !g_utf8_validate (meant, -1, NULL))
    return GUARD_SPOOF_UNUSUAL;

  g_autofree gunichar *letters = g_utf8_to_ucs4_fast (texts[n_labels - 1], -1, &n_letters);
  suffix.suffix = written[n_labels - 1];
  suffix.suffix_letters = letters;
  suffix.n_suffix_letters = n_letters;
  return check_labels (texts, written, &suffix);
}

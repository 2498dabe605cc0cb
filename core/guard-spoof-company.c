/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-spoof-label.h"
#include "guard-unicode.h"

/* Letters and marks that are what they seem only among their own: a stroke of kana between Latin letters is a slash, an accent
 * on a dotted letter is not seen, a joiner without anything to join is nothing at all. */

typedef enum
{
  BEFORE,   /* honest only behind its company */
  ONE_SIDE, /* honest with at least one neighbour of its company */
  ALL,      /* honest where each neighbour that there is belongs to its company */
} Side;

typedef struct
{
  const char *pattern;
  const char *company_pattern;
  Side side;
  gboolean only_with_latin; /* deceives nobody in a name that has no Latin letter */
  GuardSpoof spoof;
  const USet *set;
  const USet *company;
} CompanyRow;

#define CJK "[[:scx=Hani:][:scx=Hira:][:scx=Kana:][:scx=Bopo:]]"

static CompanyRow rows[] = {
  /* Kana no, n, so, zo and ideographs of one slanting stroke: a slash. Loanwords have them at the end, so one side is enough. */
  { "[\u30ce\u30f3\u30bd\u30be\u4e36\u4e3f\u4e40\u4e41]", CJK, ONE_SIDE, TRUE, GUARD_SPOOF_LOOKS_LIKE_PUNCTUATION, NULL, NULL },
  /* Ideographs and Bopomofo that are a dash, an l, a t, an o, a y, an x, a Z, a 4 ... to who expects Latin. */
  { "[\u4e00\u3127\u4e28\u4e5b\u4e03\u4e01\u4e05\u4e06\u4e29\u4e2b\u4e42\u5341\u5de5\u3007\u8ba0\u3108\u3110\u3112\u311a\u311f\u3128"
    "\u3129\u31b2\u31b3\u31ba]",
    CJK, ALL, TRUE, GUARD_SPOOF_LOOKS_LIKE_PUNCTUATION, NULL, NULL },
  /* The prolonged sound is a dash, and follows a sound. */
  { "[\u30fc]", "[[:Hira:][:Kana:]\u30fc]", BEFORE, FALSE, GUARD_SPOOF_LOOKS_LIKE_PUNCTUATION, NULL, NULL },
  /* Iteration marks repeat what stands before them; elsewhere they are a slash or a comma. */
  { "[\u30fd\u30fe]", "[[:Kana:]]", BEFORE, FALSE, GUARD_SPOOF_LOOKS_LIKE_PUNCTUATION, NULL, NULL },
  { "[\u309d\u309e]", "[[:Hira:]]", BEFORE, FALSE, GUARD_SPOOF_LOOKS_LIKE_PUNCTUATION, NULL, NULL },
  /* The middle dot separates Japanese words. */
  { "[\u30fb]", "[^[:Latin:]]", ALL, FALSE, GUARD_SPOOF_LOOKS_LIKE_PUNCTUATION, NULL, NULL },
  /* Marks of the voice sit on kana: Ainu is written so. */
  { "[\u3099\u309a]", "[[:Hira:][:Kana:]]", BEFORE, FALSE, GUARD_SPOOF_INVISIBLE, NULL, NULL },
  /* Accents sit on European letters, and are lost on those that have a dot already, or ought to have one. */
  { "[\u0300-\u0339]", "[[:scx=Latn:][:scx=Grek:][:scx=Cyrl:][:Mn:]-[\u0131\u0237]]", BEFORE, FALSE, GUARD_SPOOF_INVISIBLE, NULL, NULL },
  { "[\u0307]", "[^ijl\u0131\u0237]", BEFORE, FALSE, GUARD_SPOOF_INVISIBLE, NULL, NULL },
};

/* The syllable "he" is the same in both kana; in a word of the one, that of the other makes a second name. */
static const struct
{
  const char *stranger_pattern;
  const char *host_pattern;
} twins[] = {
  { "[\u3078-\u307a]", "[[:Kana:]\u30fb\u30fc]" },
  { "[\u30d8-\u30da]", "[[:Hira:]\u30fc]"       },
};

static struct
{
  const USet *stranger, *host;
} twin_sets[G_N_ELEMENTS (twins)];

static void
open_sets (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      rows[i].set = guard_spoof_open_set (rows[i].pattern);
      rows[i].company = guard_spoof_open_set (rows[i].company_pattern);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (twins); i++)
    {
      twin_sets[i].stranger = guard_spoof_open_set (twins[i].stranger_pattern);
      twin_sets[i].host = guard_spoof_open_set (twins[i].host_pattern);
    }
}

static gboolean
is_in_company (const GuardSpoofLabel *label, gsize i, const CompanyRow *row)
{
  const gboolean has_before = i > 0, has_after = i + 1 < label->n_letters;
  const gboolean before = has_before && uset_contains (row->company, label->letters[i - 1]);
  const gboolean after = has_after && uset_contains (row->company, label->letters[i + 1]);

  switch (row->side)
    {
    case BEFORE:
      return before;
    case ONE_SIDE:
      return before || after;
    case ALL:
    default:
      return (before || !has_before) && (after || !has_after);
    }
}

static gboolean
breaks_row (const GuardSpoofLabel *label, const CompanyRow *row)
{
  if (row->only_with_latin && !label->has_latin)
    return FALSE;

  for (gsize i = 0; i < label->n_letters; i++)
    if (uset_contains (row->set, label->letters[i]) && !is_in_company (label, i, row))
      return TRUE;
  return FALSE;
}

static gboolean
has_twin (const GuardSpoofLabel *label, const USet *stranger, const USet *host)
{
  gsize n_strangers = 0;

  for (gsize i = 0; i < label->n_letters; i++)
    if (uset_contains (stranger, label->letters[i]))
      n_strangers++;
    else if (!uset_contains (host, label->letters[i]))
      return FALSE;
  return n_strangers > 0 && n_strangers < label->n_letters;
}

/* A joiner changes the shape of Arabic letters, which is seen; in other scripts the name looks the same without it. */
static gboolean
has_idle_joiner (const GuardSpoofLabel *label)
{
  for (gsize i = 0; i < label->n_letters; i++)
    {
      const gunichar before = i > 0 ? label->letters[i - 1] : 0;
      const gunichar after = i + 1 < label->n_letters ? label->letters[i + 1] : 0;

      if (label->letters[i] != 0x200c && label->letters[i] != 0x200d)
        continue;
      if (!guard_unicode_is_right_to_left (before) || guard_unicode_classify (before, label->letters[i], after) != GUARD_CHARACTER_PLAIN)
        return TRUE;
    }
  return FALSE;
}

GuardSpoof
guard_spoof_check_company (const GuardSpoofLabel *label)
{
  static gsize is_open = 0;

  if (g_once_init_enter (&is_open))
    {
      open_sets ();
      g_once_init_leave (&is_open, 1);
    }

  if (has_idle_joiner (label))
    return GUARD_SPOOF_INVISIBLE;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (breaks_row (label, &rows[i]))
      return rows[i].spoof;
  for (gsize i = 0; i < G_N_ELEMENTS (twins); i++)
    if (has_twin (label, twin_sets[i].stranger, twin_sets[i].host))
      return GUARD_SPOOF_MIXED_SCRIPTS;
  return GUARD_SPOOF_NOTHING;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-keywords.h"
#include "guard-patterns.h"
#include "guard-validators.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

G_BEGIN_DECLS

/* Between the files of guard-patterns: -read makes rules, -scan meets them quickly and -slow slowly, -try runs their patterns, -weigh
 * decides whether what matches is data, and -choose which of several findings of one place stands. */

typedef enum
{
  GUARD_PATTERN_KEYWORDS,
  GUARD_PATTERN_DIGITS,
  GUARD_PATTERN_WORD,
  GUARD_PATTERN_WORDS,
} GuardPatternWay;

#define GUARD_PATTERN_MAX_DIGITS 60  /* so that the numbers of digits of a run's parts are bits of one number */
#define GUARD_PATTERN_MAX_WORD   128
#define GUARD_PATTERN_MAX_AROUND 1000 /* bytes */

typedef struct
{
  char *id, *description;
  GuardDataCategory category;
  GuardConfidence confidence;
  guint sources; /* of GuardTextSource */

  GuardPatternWay way;
  char **phrases; /* of keywords and words */
  guint min, max; /* of digits and word */
  gsize before, after; /* bytes */

  pcre2_code *pattern;
  gboolean has_group;
  guint machine_code; /* for which ways of matching there is some: PCRE2_JIT_COMPLETE, PCRE2_JIT_PARTIAL_HARD */
  pcre2_code *not;
  const GuardValidator *validator;
  double entropy; /* bits a character; 0: any */
  char **context;
  gsize within; /* bytes */
  gboolean needs_company;
} GuardPattern;

/* A phrase of a rule, by the number that the automaton knows it by. */
typedef struct
{
  guint rule;
  guint n_letters; /* folded, without blanks */
} GuardPatternPhrase;

struct _GuardPatterns
{
  GPtrArray *rules; /* of GuardPattern */

  /* Made by compiling; %NULL before. */
  GuardKeywords *keywords; /* ids are indexes of @phrases */
  GArray *phrases;         /* of GuardPatternPhrase */
  GuardKeywords *contexts; /* ids are indexes of @rules */
  GArray *digits;          /* of guint: the rules that are met so */
  guint64 digits_mask;     /* bit n: some rule wants n digits */
  GArray *word;
  guint64 word_mask[GUARD_PATTERN_MAX_WORD / 64 + 1];

  /* For running patterns, with their limits. */
  pcre2_match_context *limits;
  pcre2_jit_stack *stack;
  pcre2_match_data *data;
};

/* ---- guard-patterns-read.c ---- */

/* The rules of all groups. Returns: (transfer full) (element-type GuardPattern): %NULL with @error set if one is refused */
GPtrArray *guard_patterns_read (GuardRules *rules, GError **error);
void guard_pattern_free (gpointer pattern);

/* ---- guard-patterns.c ---- */

typedef struct
{
  gsize searched; /* where to go on: matches that begin before are known */
  gboolean is_given_up;
} GuardPatternState;

/* One text being looked at. */
typedef struct
{
  const GuardPatterns *patterns;
  GuardTextSource source;
  const char *text; /* plain: valid UTF-8 */
  gsize n_bytes;
  GuardPatternState *states; /* of each rule */
  GArray *found; /* of GuardPatternMatch */
  gboolean is_whole;
} GuardPatternLook;

/* In the plain text. */
typedef struct
{
  guint rule;
  gsize start, end;
} GuardPatternMatch;

/* ---- guard-patterns-scan.c, guard-patterns-slow.c ---- */

void guard_patterns_look_quickly (GuardPatternLook *look);
void guard_patterns_look_slowly (GuardPatternLook *look);

/* ---- guard-patterns-try.c ---- */

typedef struct
{
  gsize begin; /* where the pattern began to match */
  gsize start, end; /* the data */
  gsize behind; /* where the match ends */
} GuardPatternHit;

typedef enum
{
  GUARD_PATTERN_DATA,      /* and taken note of */
  GUARD_PATTERN_OTHER,
  GUARD_PATTERN_NOT_VALID, /* a part of it could be */
} GuardPatternWeight;

/* The first match that begins between @from and @last. Returns: %FALSE if there is none, or if it cannot be told: then the look is not whole */
gboolean guard_pattern_try (GuardPatternLook *look, guint rule, gsize from, gsize last, GuardPatternHit *hit);
/* The same over the whole text, from @from on. */
gboolean guard_pattern_try_whole (GuardPatternLook *look, guint rule, gsize from, GuardPatternHit *hit);
/* All data of the rule, the matches of which begin between @first and @last. */
void guard_pattern_search (GuardPatternLook *look, guint rule, gsize first, gsize last);
/* Where to go on behind a match, or in it. */
gsize guard_pattern_get_next (const GuardPatternLook *look, const GuardPatternHit *hit, GuardPatternWeight weight);
/* Its second character. */
gsize guard_pattern_get_second (const GuardPatternLook *look, const GuardPatternHit *hit);
/* Whether the rule's expression against examples is found in the data. */
gboolean guard_pattern_is_example (const GuardPatternLook *look, guint rule, gsize start, gsize end);

/* The character that @place is in, or begins. */
gsize guard_pattern_round_down (const char *text, gsize place);

/* ---- guard-patterns-weigh.c ---- */

GuardPatternWeight guard_pattern_weigh (GuardPatternLook *look, guint rule, gsize start, gsize end);

/* The place of a phrase of @n_letters which ends at or right before @position; an open one is drawn out to the word's end. */
void guard_pattern_locate_phrase (const char *text, gsize n_bytes, gsize position, guint n_letters, gsize *start, gsize *end);
guint guard_pattern_count_letters (const char *phrase);

/* ---- guard-patterns-choose.c ---- */

/* Returns: (transfer full) (element-type GuardDataMatch): what stands, by places of the plain text */
GArray *guard_patterns_choose (const GuardPatterns *self, GArray *found);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-fold.h"
#include "guard-keywords-private.h"
#include "guard-unicode.h"

/* One walk over a text. ASCII, which is most of it, goes through the tree as it is; other characters are folded first, and bring the blanks
 * that part words of different scripts. */

typedef struct
{
  const GuardKeywords *keywords;
  const char *text, *end;
  GuardKeywordFunc found;
  gpointer user_data;
  guint state;
  GuardFoldKind previous; /* of a character that is not ASCII and stands right before the place */
} Scan;

/* Most states have one child or two. Returns: 0 if @symbol leads to none */
static guint
find_child (const GuardKeywords *self, guint state, guint symbol)
{
  guint first = self->states[state].first_child;
  guint n = self->states[state].n_children;

  if (state == 0)
    return self->starts[symbol];
  while (n > 1)
    {
      const guint half = n / 2;

      first += self->states[first + half].symbol <= symbol ? half : 0;
      n -= half;
    }
  return n == 1 && self->states[first].symbol == symbol ? first : 0;
}

guint
guard_keywords_find_next (const GuardKeywords *self, guint state, guint symbol)
{
  if (symbol == GUARD_SYMBOL_NOTHING || (symbol == GUARD_SYMBOL_BLANK && self->states[state].symbol == GUARD_SYMBOL_BLANK))
    return state;

  for (;; state = self->states[state].failure)
    {
      const guint child = find_child (self, state, symbol);

      if (child != 0 || state == 0)
        return child;
    }
}

static void
report (const Scan *self, const char *place)
{
  const GuardKeywordState *states = self->keywords->states;
  const guint16 *finals = self->keywords->finals;

  for (guint state = finals[self->state]; state != 0; state = finals[states[state].failure])
    for (guint id = states[state].first_id; id < states[state + 1].first_id; id++)
      self->found (self->keywords->ids[id], place - self->text, self->user_data);
}

/* What is only stayed at was reported already; "haha" in "hahaha" was not. */
static gboolean
has_moved (guint before, guint symbol, guint state)
{
  return state != before || symbol > GUARD_SYMBOL_BLANK;
}

static void
step (Scan *self, guint symbol, const char *place)
{
  const guint before = self->state;

  self->state = guard_keywords_find_next (self->keywords, before, symbol);
  if (G_UNLIKELY (self->keywords->finals[self->state] != 0 && has_moved (before, symbol, self->state)))
    report (self, place);
}

static gboolean
is_ascii_letter (const char *place)
{
  return g_ascii_isalnum (*place);
}

/* U+4000 ... U+9FFF, which Chinese text is made of: all of them ideographs. */
static gboolean
is_plain_ideograph (const Scan *self, const char *place)
{
  const guchar *bytes = (const guchar *) place;

  return self->end - place >= 3 && bytes[0] >= 0xe4 && bytes[0] <= 0xe9 && (bytes[1] & 0xc0) == 0x80 && (bytes[2] & 0xc0) == 0x80;
}

static gunichar
read_plain_ideograph (const char *place)
{
  const guchar *bytes = (const guchar *) place;

  return (gunichar) (bytes[0] & 0xf) << 12 | (gunichar) (bytes[1] & 0x3f) << 6 | (bytes[2] & 0x3f);
}

/* Reads the character at @place. Returns: what stands behind it */
static const char *
read_wide (const Scan *self, const char *place, GuardFoldKind *kind, gunichar *folded)
{
  gunichar character;

  if (is_plain_ideograph (self, place))
    {
      *folded = read_plain_ideograph (place);
      *kind = GUARD_FOLD_IDEOGRAPH;
      return place + 3;
    }
  *kind = guard_unicode_next (&place, self->end, &character) ? guard_fold_character (character, folded) : GUARD_FOLD_SEPARATOR;
  return place;
}

/* What the reader sees before @place: passed over is what is nothing. */
static GuardFoldKind
look_back (const Scan *self, const char *place)
{
  while (place > self->text && (guchar) place[-1] < 128 && self->keywords->ascii[(guchar) place[-1]] == GUARD_SYMBOL_NOTHING)
    place--;
  if (place == self->text)
    return GUARD_FOLD_NOTHING;
  if ((guchar) place[-1] >= 128)
    return self->previous;
  return is_ascii_letter (place - 1) ? GUARD_FOLD_LETTER : GUARD_FOLD_SEPARATOR;
}

/* Between ideographs blanks are nothing: people and programs break lines there. A letter behind an ideograph begins a word.
 * Returns: where to go on */
static const char *
look_on_from_ideograph (Scan *self, const char *place)
{
  const char *at = place, *next = place;
  GuardFoldKind kind = GUARD_FOLD_NOTHING;
  gunichar folded;

  while (next < self->end && kind < GUARD_FOLD_SEPARATOR)
    {
      at = next;
      next = read_wide (self, next, &kind, &folded);
    }
  if (kind == GUARD_FOLD_IDEOGRAPH)
    return at;
  if (kind == GUARD_FOLD_LETTER)
    step (self, GUARD_SYMBOL_BLANK, place);
  return place;
}

static void
step_letter (Scan *self, guint letter, const char *next)
{
  const guint symbol = guard_keywords_find_symbol (self->keywords, letter);

  /* No phrase goes on over what is in none. */
  if (symbol == GUARD_SYMBOL_OTHER)
    self->state = 0;
  else
    step (self, symbol, next);
}

static void
step_character (Scan *self, gunichar folded, const char *next)
{
  if (folded < 0x10000)
    step_letter (self, folded, next);
  else
    {
      /* As UTF-16 has it. */
      step_letter (self, 0xd800 + ((folded - 0x10000) >> 10), next);
      step_letter (self, 0xdc00 + ((folded - 0x10000) & 0x3ff), next);
    }
}

static const char *
step_ideographs (Scan *self, const char *place)
{
  for (; is_plain_ideograph (self, place); place += 3)
    step_letter (self, read_plain_ideograph (place), place + 3);
  return place;
}

/* A character beyond ASCII, and the blanks that its neighbours want. Returns: where to go on */
static const char *
step_wide (Scan *self, const char *place)
{
  GuardFoldKind kind;
  gunichar folded = 0;
  const char *next = read_wide (self, place, &kind, &folded);
  const GuardFoldKind previous = look_back (self, place);

  self->previous = kind != GUARD_FOLD_NOTHING ? kind : previous;
  if (kind == GUARD_FOLD_NOTHING)
    return next;
  if (kind < GUARD_FOLD_LETTER || (previous >= GUARD_FOLD_LETTER && previous != kind))
    step (self, GUARD_SYMBOL_BLANK, place);
  if (kind < GUARD_FOLD_LETTER)
    return next;

  step_character (self, folded, next);
  return kind == GUARD_FOLD_IDEOGRAPH ? look_on_from_ideograph (self, step_ideographs (self, next)) : next;
}

/* Between phrases, over what begins none. @hunt: (inout): from where on this is worth a try. Returns: the last place passed over; @place if none was */
static const char *
skip (const GuardKeywords *keywords, const char *place, const char *end, const char **hunt, guint *state)
{
  gboolean is_behind_blank = *state != 0;
  const char *next = guard_keywords_skip (keywords, place + 1, end, &is_behind_blank);

  if (next == place + 1)
    *hunt = place + 16;
  *state = is_behind_blank ? keywords->blank : 0;
  return next - 1;
}

static const char *
step_ascii (Scan *self, const char *place)
{
  const GuardKeywords *keywords = self->keywords;
  const guint8 *ascii = keywords->ascii;
  const guint16 *rows = keywords->rows, *finals = keywords->finals;
  const guint n_rows = keywords->n_rows;
  const char *end = self->end, *hunt = place;
  guint state = self->state;

  for (; place < end && (guchar) *place < 128; place++)
    {
      const guint before = state;
      const guint symbol = ascii[(guchar) *place];

      state = before < n_rows ? rows[before << GUARD_KEYWORDS_ROW_SHIFT | symbol] : guard_keywords_find_next (keywords, before, symbol);
      if (G_UNLIKELY (finals[state] != 0 && has_moved (before, symbol, state)))
        {
          self->state = state;
          report (self, place + 1);
        }
      if ((state == 0 || state == keywords->blank) && place >= hunt)
        place = skip (keywords, place, end, &hunt, &state);
    }
  self->state = state;
  return place;
}

void
guard_keywords_scan (const GuardKeywords *self, const char *text, gsize n_bytes, GuardKeywordFunc found, gpointer user_data)
{
  Scan scan = { self, text, text + n_bytes, found, user_data, 0, GUARD_FOLD_NOTHING };

  step (&scan, GUARD_SYMBOL_BLANK, text);
  for (const char *place = text; place < scan.end;)
    place = (guchar) *place < 128 ? step_ascii (&scan, place) : step_wide (&scan, place);
  step (&scan, GUARD_SYMBOL_BLANK, scan.end);
}

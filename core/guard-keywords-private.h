/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-keywords.h"

G_BEGIN_DECLS

/* The automaton of guard-keywords: made by guard-keywords.c, walked by guard-keywords-scan.c.
 *
 * It is a tree of all phrases; its edges are the phrases' letters (of UTF-16, so that a letter of any script but the rarest is one edge), by their
 * numbers, called symbols. The tree of each first letter stands apart, breadth first, so that a state's children have numbers in a row. Where
 * none of them fits, the state of the longest end of the same text goes on, its failure: over a whole text that is hardly a step more than
 * a letter.
 *
 * The words of other scripts than Chinese all begin with a blank, which is the least of symbols. So the states that most text visits are the
 * first ones, and have rows: for each symbol of ASCII the state where it leads in the end.
 *
 * ASCII is not folded but looked at through its symbols: "A" has that of "a", every separator that of the blank, in which a state that a blank
 * led to stays; in the symbol of controls and apostrophes every state stays. So the text is read once. */

enum
{
  GUARD_SYMBOL_OTHER = 0, /* what is in no phrase */
  GUARD_SYMBOL_NOTHING,   /* what is passed over */
  GUARD_SYMBOL_BLANK,
  GUARD_SYMBOL_DIGITS,
  GUARD_SYMBOL_LETTERS = GUARD_SYMBOL_DIGITS + 10,
  GUARD_SYMBOL_WIDE = GUARD_SYMBOL_LETTERS + 26, /* the first one beyond ASCII; they are in the order of the letters */
};

#define GUARD_KEYWORDS_ROW_SHIFT 6 /* a row has room for 64 symbols */
G_STATIC_ASSERT (GUARD_SYMBOL_WIDE <= 1 << GUARD_KEYWORDS_ROW_SHIFT);

#define GUARD_KEYWORDS_BLOCK 16 /* letters of UTF-16, side by side */

typedef struct
{
  guint16 symbol;      /* that led here */
  guint16 first_child; /* but for the root, whose children are in @starts */
  guint16 n_children;  /* by their symbols */
  guint16 failure;
  guint16 first_id;    /* in @ids, of phrases that end here, up to those of the next state */
} GuardKeywordState;

struct _GuardKeywords
{
  GArray *phrases; /* of what guard-keywords.c makes of them; %NULL once compiled */
  gsize n_letters;

  guint8 ascii[128]; /* -> symbol */
  guint16 blocks[0x10000 / GUARD_KEYWORDS_BLOCK]; /* where in @wide, in blocks, the symbols of those letters are; 0: none of them is in a phrase */
  guint16 *wide;
  GuardKeywordState *states; /* and one behind the last */
  guint n_states;
  guint16 *finals; /* of each state: itself, or the first on the way of failures, at which a phrase ends; 0: none */
  guint16 *starts; /* symbol -> child of the root, or 0 */
  guint16 *rows;   /* state << GUARD_KEYWORDS_ROW_SHIFT | symbol -> state */
  guint n_rows;
  guint *ids;
  guint blank; /* the state in which words begin */
  guint64 beginnings[0x10000 / 64]; /* bits, by their hashes */
};

/* How phrases begin, so that most words of a text are passed over by a look at their first letters (guard-keywords-skip.c). */
#define GUARD_KEYWORDS_BEGINNING  4  /* letters of ASCII, in lower case, a byte each */
#define GUARD_KEYWORDS_HASH_SHIFT 16 /* leaves so many bits of 32 */

static inline guint
guard_keywords_hash (guint32 letters)
{
  return (letters * 0x9e3779b1u) >> GUARD_KEYWORDS_HASH_SHIFT;
}

/* Takes note of how a phrase begins, the first letter of which is a blank. */
void guard_keywords_note_beginning (GuardKeywords *self, const gunichar2 *phrase);
/* Where no phrase is going on. @is_behind_blank: (inout): whether a blank stands before the place. Returns: the next place from which on letters
 * must be looked at one by one, perhaps @place itself */
const char *guard_keywords_skip (const GuardKeywords *self, const char *place, const char *end, gboolean *is_behind_blank);

/* The symbol of a letter of UTF-16, folded. Returns: GUARD_SYMBOL_OTHER if it is in no phrase */
static inline guint
guard_keywords_find_symbol (const GuardKeywords *self, guint letter)
{
  if (letter < 128)
    return self->ascii[letter];
  return self->wide[self->blocks[letter / GUARD_KEYWORDS_BLOCK] * GUARD_KEYWORDS_BLOCK + letter % GUARD_KEYWORDS_BLOCK];
}

/* Where @symbol leads from @state, without rows. */
guint guard_keywords_find_next (const GuardKeywords *self, guint state, guint symbol);

G_END_DECLS

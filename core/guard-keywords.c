/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-error.h"
#include "guard-fold.h"
#include "guard-keywords-private.h"

#include <string.h>

/* Making the tree. The phrases are sorted, so that those that begin alike stand together: then each state is a run of them, and its children
 * are parts of that run. Then, breadth first, the states where each goes on when nothing fits. */

#define MAX_STATES 65000 /* and ids: they are numbered in 16 bits */
#define MAX_ROWS   256   /* the blank, the letters behind it, and most of those behind these */

typedef struct
{
  gunichar2 *letters; /* folded; 0 at the end */
  guint id;
} Phrase;

static void
clear_phrase (gpointer data)
{
  g_free (((Phrase *) data)->letters);
}

GuardKeywords *
guard_keywords_new (void)
{
  GuardKeywords *self = g_new0 (GuardKeywords, 1);

  self->phrases = g_array_new (FALSE, FALSE, sizeof (Phrase));
  g_array_set_clear_func (self->phrases, clear_phrase);
  return self;
}

void
guard_keywords_free (GuardKeywords *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->phrases, g_array_unref);
  g_free (self->wide);
  g_free (self->states);
  g_free (self->finals);
  g_free (self->starts);
  g_free (self->rows);
  g_free (self->ids);
  g_free (self);
}

gboolean
guard_keywords_add (GuardKeywords *self, const char *phrase, guint id, GError **error)
{
  g_autofree char *folded = guard_fold_dup_phrase (phrase);
  const gsize n_letters = strlen (folded);
  Phrase row = { NULL, id };

  if (n_letters == 0)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, "no letter in \"%s\"", phrase);
      return FALSE;
    }
  if (self->n_letters + n_letters >= MAX_STATES)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_TOO_BIG, "more than %d letters in all phrases", MAX_STATES);
      return FALSE;
    }

  self->n_letters += n_letters;
  row.letters = g_utf8_to_utf16 (folded, n_letters, NULL, NULL, NULL);
  g_array_append_val (self->phrases, row);
  return TRUE;
}

/* ---- Compiling ---- */

/* What a state was made of: phrases that are alike in their first letters. */
typedef struct
{
  guint16 begin, end; /* of the sorted phrases */
  guint16 depth;      /* so many letters are alike */
} Run;

typedef struct
{
  GuardKeywords *keywords;
  Run *runs;     /* of each state */
  guint n_grown; /* states that have got their children */
  guint n_ids;
} Builder;

static int
compare_phrases (gconstpointer a, gconstpointer b)
{
  const gunichar2 *one = ((const Phrase *) a)->letters, *other = ((const Phrase *) b)->letters;

  for (; *one != 0 && *one == *other; one++, other++)
    ;
  return (int) *one - (int) *other;
}

static void
assign_ascii (GuardKeywords *self)
{
  for (guint byte = 1; byte < 128; byte++)
    {
      gunichar folded;
      const GuardFoldKind kind = guard_fold_character (byte, &folded);

      if (kind != GUARD_FOLD_LETTER)
        self->ascii[byte] = kind == GUARD_FOLD_NOTHING ? GUARD_SYMBOL_NOTHING : GUARD_SYMBOL_BLANK;
      else if (g_ascii_isdigit (folded))
        self->ascii[byte] = GUARD_SYMBOL_DIGITS + folded - '0';
      else
        self->ascii[byte] = GUARD_SYMBOL_LETTERS + folded - 'a';
    }
  self->ascii[0] = GUARD_SYMBOL_BLANK;
}

/* Calls for every letter beyond ASCII of every phrase. */
static void
for_each_wide (GuardKeywords *self, void (*note) (GuardKeywords *self, guint letter))
{
  for (guint i = 0; i < self->phrases->len; i++)
    for (const gunichar2 *letter = g_array_index (self->phrases, Phrase, i).letters; *letter != 0; letter++)
      if (*letter >= 128)
        note (self, *letter);
}

static void
note_block (GuardKeywords *self, guint letter)
{
  self->blocks[letter / GUARD_KEYWORDS_BLOCK] = 1;
}

static void
note_letter (GuardKeywords *self, guint letter)
{
  self->wide[self->blocks[letter / GUARD_KEYWORDS_BLOCK] * GUARD_KEYWORDS_BLOCK + letter % GUARD_KEYWORDS_BLOCK] = 1;
}

/* Returns: how many symbols there are */
static guint
assign_wide (GuardKeywords *self)
{
  guint n_blocks = 1, n_symbols = GUARD_SYMBOL_WIDE;

  for_each_wide (self, note_block);
  for (gsize i = 0; i < G_N_ELEMENTS (self->blocks); i++)
    if (self->blocks[i] != 0)
      self->blocks[i] = n_blocks++;
  self->wide = g_new0 (guint16, n_blocks * GUARD_KEYWORDS_BLOCK);
  for_each_wide (self, note_letter);
  for (gsize i = 0; i < n_blocks * GUARD_KEYWORDS_BLOCK; i++)
    if (self->wide[i] != 0)
      self->wide[i] = n_symbols++;
  return n_symbols;
}

/* ---- The tree ---- */

static guint
add_state (Builder *builder, guint symbol, Run run)
{
  const guint state = builder->keywords->n_states++;

  builder->keywords->states[state].symbol = symbol;
  builder->runs[state] = run;
  return state;
}

static const Phrase *
get_phrase (const Builder *builder, guint index)
{
  return &g_array_index (builder->keywords->phrases, Phrase, index);
}

/* Those of @run that have the same next letter as the one at @begin. */
static Run
find_run_on (const Builder *builder, Run run, guint begin)
{
  const gunichar2 letter = get_phrase (builder, begin)->letters[run.depth];
  guint end = begin + 1;

  while (end < run.end && get_phrase (builder, end)->letters[run.depth] == letter)
    end++;
  return (Run){ begin, end, run.depth + 1 };
}

static void
grow_children (Builder *builder, guint state)
{
  GuardKeywords *self = builder->keywords;
  const Run run = builder->runs[state];
  guint at = run.begin;

  self->states[state].first_id = builder->n_ids;
  /* What ends here stands first. */
  for (; at < run.end && get_phrase (builder, at)->letters[run.depth] == 0; at++)
    self->ids[builder->n_ids++] = get_phrase (builder, at)->id;

  self->states[state].first_child = self->n_states;
  while (at < run.end)
    {
      const Run child = find_run_on (builder, run, at);

      add_state (builder, guard_keywords_find_symbol (self, get_phrase (builder, at)->letters[run.depth]), child);
      self->states[state].n_children++;
      at = child.end;
    }
}

/* All that begins with one letter. */
static void
grow_start (Builder *builder, Run run)
{
  GuardKeywords *self = builder->keywords;
  const guint symbol = guard_keywords_find_symbol (self, get_phrase (builder, run.begin)->letters[0]);

  self->starts[symbol] = add_state (builder, symbol, run);
  for (guint state = self->starts[symbol]; state < self->n_states; state++)
    grow_children (builder, state);
}

static void
grow (Builder *builder)
{
  const Run all = { 0, builder->keywords->phrases->len, 0 };

  add_state (builder, GUARD_SYMBOL_OTHER, all);
  for (guint at = 0; at < all.end;)
    {
      const Run start = find_run_on (builder, all, at);

      grow_start (builder, start);
      at = start.end;
    }
  builder->keywords->states[builder->keywords->n_states].first_id = builder->n_ids;
}

/* ---- Failures ---- */

static gboolean
has_ids (const GuardKeywordState *state)
{
  return state[0].first_id < state[1].first_id;
}

/* @parent is complete, and so are all states of shorter texts. */
static void
link_state (GuardKeywords *self, guint parent, guint state)
{
  GuardKeywordState *linked = &self->states[state];

  linked->failure = parent != 0 ? guard_keywords_find_next (self, self->states[parent].failure, linked->symbol) : 0;
  self->finals[state] = has_ids (linked) ? state : self->finals[linked->failure];
}

static void
link_states (GuardKeywords *self, guint n_symbols)
{
  g_autofree guint16 *order = g_new (guint16, self->n_states);
  guint n_ordered = 0;

  for (guint symbol = 0; symbol < n_symbols; symbol++)
    if (self->starts[symbol] != 0)
      {
        order[n_ordered++] = self->starts[symbol];
        link_state (self, 0, self->starts[symbol]);
      }
  for (guint i = 0; i < n_ordered; i++)
    {
      const GuardKeywordState *parent = &self->states[order[i]];

      for (guint child = parent->first_child; child < (guint) parent->first_child + parent->n_children; child++)
        {
          order[n_ordered++] = child;
          link_state (self, order[i], child);
        }
    }
}

static void
fill_rows (GuardKeywords *self)
{
  self->n_rows = MIN (self->n_states, MAX_ROWS);
  self->rows = g_new0 (guint16, self->n_rows << GUARD_KEYWORDS_ROW_SHIFT);
  for (guint state = 0; state < self->n_rows; state++)
    for (guint symbol = 0; symbol < GUARD_SYMBOL_WIDE; symbol++)
      self->rows[state << GUARD_KEYWORDS_ROW_SHIFT | symbol] = guard_keywords_find_next (self, state, symbol);
}

static void
note_beginnings (GuardKeywords *self)
{
  self->blank = self->starts[GUARD_SYMBOL_BLANK];
  for (guint i = 0; i < self->phrases->len; i++)
    {
      const gunichar2 *letters = g_array_index (self->phrases, Phrase, i).letters;

      if (*letters == ' ')
        guard_keywords_note_beginning (self, letters);
    }
}

void
guard_keywords_compile (GuardKeywords *self)
{
  const gsize max_states = self->n_letters + 1;
  g_autofree Run *runs = g_new (Run, max_states);
  Builder builder = { .keywords = self, .runs = runs };
  guint n_symbols;

  g_array_sort (self->phrases, compare_phrases);
  assign_ascii (self);
  n_symbols = assign_wide (self);

  self->starts = g_new0 (guint16, n_symbols);
  self->ids = g_new (guint, self->phrases->len);
  self->states = g_new0 (GuardKeywordState, max_states + 1);
  grow (&builder);
  self->states = g_renew (GuardKeywordState, self->states, self->n_states + 1);
  self->finals = g_new0 (guint16, self->n_states);
  link_states (self, n_symbols);
  fill_rows (self);
  note_beginnings (self);
  g_clear_pointer (&self->phrases, g_array_unref);
}

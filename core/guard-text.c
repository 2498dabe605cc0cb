/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-text.h"
#include "guard-unicode.h"

#include <string.h>

/* Foreign text on its way to a person's eyes. One walk over the text makes "pieces", each the smallest part that may stand
 * alone (a character with its marks, or one escape such as ‹U+202E›); only whole pieces are left out when the line is too
 * long. Nothing is refused: whatever came becomes one honest line. */

#define MIN_CHARACTERS 8

/* No line for a person needs more to be made from; the middle of longer text is not even looked at, so that a megabyte of
 * alias costs no more than this. */
#define MAX_BYTES_LOOKED_AT (64 * 1024)

#define ELLIPSIS             "\u2026"
#define FIRST_STRONG_ISOLATE "\u2068"
#define POP_ISOLATE          "\u2069"
#define N_ISOLATES           2
#define DOTTED_CIRCLE        0x25cc /* made to carry a mark that has no letter */

typedef struct
{
  gsize offset; /* bytes, in line */
  guint n_characters;
} Piece;

typedef struct
{
  GString *line;
  GArray *pieces; /* of Piece */
  gsize n_characters;
  gunichar previous; /* as guard_unicode_classify wants it */
  guint n_marks;     /* on the last piece */
  gboolean is_after_blank;
  gboolean has_right_to_left;
} Writer;

static void
start_piece (Writer *self, guint n_characters)
{
  const Piece piece = { self->line->len, n_characters };

  g_array_append_val (self->pieces, piece);
  self->n_characters += n_characters;
  self->previous = 0;
  self->n_marks = 0;
  self->is_after_blank = FALSE;
}

static void
write_escape (Writer *self, const char *prefix, int n_digits, guint number)
{
  char escape[32];

  g_snprintf (escape, sizeof escape, "\u2039%s%0*X\u203a", prefix, n_digits, number);
  start_piece (self, g_utf8_strlen (escape, -1));
  g_string_append (self->line, escape);
}

static void
write_plain (Writer *self, gunichar character)
{
  start_piece (self, 1);
  g_string_append_unichar (self->line, character);
  self->previous = character;
  self->has_right_to_left |= guard_unicode_is_right_to_left (character);
}

static void
append_to_piece (Writer *self, gunichar character)
{
  g_string_append_unichar (self->line, character);
  g_array_index (self->pieces, Piece, self->pieces->len - 1).n_characters++;
  self->n_characters++;
  self->previous = character;
  self->is_after_blank = FALSE;
}

static void
write_mark (Writer *self, gunichar character)
{
  /* A mark with nothing to sit on would sit on what stands before the line. */
  if (self->pieces->len == 0)
    write_plain (self, DOTTED_CIRCLE);
  if (self->n_marks++ < GUARD_MAX_MARKS_IN_A_ROW)
    append_to_piece (self, character);
}

static void
write_blank (Writer *self)
{
  if (self->is_after_blank)
    return;

  start_piece (self, 1);
  g_string_append_c (self->line, ' ');
  self->is_after_blank = TRUE;
}

static void
write_text (Writer *self, const char *text, const char *end)
{
  while (text < end)
    {
      gunichar character;

      if (!guard_unicode_next (&text, end, &character))
        {
          write_escape (self, "", 2, character);
          continue;
        }

      switch (guard_unicode_classify (self->previous, character, guard_unicode_peek (text, end)))
        {
        case GUARD_CHARACTER_PLAIN:
          if (guard_unicode_is_joiner (character))
            append_to_piece (self, character);
          else
            write_plain (self, character);
          break;
        case GUARD_CHARACTER_MARK:
          write_mark (self, character);
          break;
        case GUARD_CHARACTER_BLANK:
          write_blank (self);
          break;
        case GUARD_CHARACTER_DIRECTION:
        case GUARD_CHARACTER_HIDDEN:
        default:
          write_escape (self, "U+", 4, character);
          break;
        }
    }
}

/* Long text: only its first and last part are looked at, with the ellipsis between. */
static void
write_ends (Writer *self, const char *text, gsize n_bytes)
{
  const char *head_end = g_utf8_find_prev_char (text, text + MAX_BYTES_LOOKED_AT / 2);
  const char *tail = text + n_bytes - MAX_BYTES_LOOKED_AT / 2;

  write_text (self, text, head_end != NULL ? head_end : text + MAX_BYTES_LOOKED_AT / 2);
  write_plain (self, g_utf8_get_char (ELLIPSIS));
  while (((guchar) *tail & 0xc0) == 0x80)
    tail++;
  write_text (self, tail, text + n_bytes);
}

/* A joiner at the cut has lost what it joined. Returns: the offset of the cut, which has moved */
static gsize
drop_joiners (GString *line, gsize cut)
{
  while (cut > 0)
    {
      const char *last = g_utf8_prev_char (line->str + cut);
      const gsize offset = last - line->str;

      if (!guard_unicode_is_joiner (g_utf8_get_char (last)))
        break;
      g_string_erase (line, offset, cut - offset);
      cut = offset;
    }
  return cut;
}

/* Leaves out whole pieces in the middle. */
static void
shorten (Writer *self, gsize max_characters)
{
  const gsize head_max = (max_characters - 1) / 2;
  gsize n_head = 0, n_tail = 0;
  guint first_out = 0, first_kept = self->pieces->len;

  if (self->n_characters <= max_characters)
    return;

  while (first_out < self->pieces->len && n_head + g_array_index (self->pieces, Piece, first_out).n_characters <= head_max)
    n_head += g_array_index (self->pieces, Piece, first_out++).n_characters;
  while (first_kept > first_out
         && n_tail + g_array_index (self->pieces, Piece, first_kept - 1).n_characters <= max_characters - 1 - n_head)
    n_tail += g_array_index (self->pieces, Piece, --first_kept).n_characters;

  gsize start = g_array_index (self->pieces, Piece, first_out).offset;
  const gsize end = first_kept < self->pieces->len ? g_array_index (self->pieces, Piece, first_kept).offset : self->line->len;

  g_string_erase (self->line, start, end - start);
  start = drop_joiners (self->line, start);
  g_string_insert (self->line, start, ELLIPSIS);
}

char *
guard_text_one_line (const char *text, gsize max_characters)
{
  const gsize n_bytes = text != NULL ? strlen (text) : 0;
  Writer writer = { 0 };

  /* No arithmetic on a null pointer, not even by zero. */
  text = text != NULL ? text : "";
  writer.line = g_string_sized_new (MIN (n_bytes, MAX_BYTES_LOOKED_AT) + 16);
  writer.pieces = g_array_new (FALSE, FALSE, sizeof (Piece));

  if (n_bytes <= MAX_BYTES_LOOKED_AT)
    write_text (&writer, text, text + n_bytes);
  else
    write_ends (&writer, text, n_bytes);

  max_characters = MAX (max_characters, MIN_CHARACTERS);
  shorten (&writer, max_characters - (writer.has_right_to_left ? N_ISOLATES : 0));
  if (writer.has_right_to_left)
    {
      g_string_prepend (writer.line, FIRST_STRONG_ISOLATE);
      g_string_append (writer.line, POP_ISOLATE);
    }

  g_array_unref (writer.pieces);
  return g_string_free (writer.line, FALSE);
}

char *
guard_text_one_line_html (const char *text, gsize max_characters)
{
  g_autofree char *line = guard_text_one_line (text, max_characters);

  return g_markup_escape_text (line, -1);
}

char *
guard_text_make_valid (const char *text)
{
  return g_utf8_make_valid (text != NULL ? text : "", -1);
}

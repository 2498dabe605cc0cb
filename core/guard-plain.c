/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-plain.h"
#include "guard-unicode.h"

#include <string.h>
#include <unicode/uchar.h>

/* What is the same as in the original for a while is one span; every character that became another is a span of its own. */

#define FULL_WIDTH_FIRST  0xff01
#define FULL_WIDTH_LAST   0xff5e
#define FULL_WIDTH_OFFSET 0xfee0

#define BLOCK 64 /* bytes that are looked at together: a loop of a fixed number of steps is made of vector instructions */

typedef struct
{
  gsize start, original; /* where it begins in the plain text, and in the original */
  guint n_original;      /* bytes of the one character that this was; 0: it is as it was */
} Span;

struct _GuardPlain
{
  const char *text;
  gsize n_bytes;
  GString *made; /* %NULL: the text itself */
  GArray *spans; /* of Span */
};

/* ---- ASCII ---- */

static gboolean
is_plain_ascii (guchar byte)
{
  return (byte >= ' ' && byte < 0x7f) || byte == '\n' || byte == '\t' || byte == '\r';
}

static gboolean
is_plain_block (const char *text)
{
  guchar odd = 0;

  for (guint i = 0; i < BLOCK; i++)
    {
      const guchar byte = text[i];

      odd |= (byte >= 0x7f) | ((byte < ' ') & (byte != '\n') & (byte != '\t') & (byte != '\r'));
    }
  return odd == 0;
}

/* Returns: how many bytes from @from on stay as they are */
static gsize
count_plain (const char *text, gsize n_bytes)
{
  gsize at = 0;

  while (at + BLOCK <= n_bytes && is_plain_block (text + at))
    at += BLOCK;
  while (at < n_bytes && is_plain_ascii (text[at]))
    at++;
  return at;
}

/* ---- Characters ---- */

/* Letters of scripts that are written most, as they are: neither digits nor signs. */
static gboolean
is_plain_letter (gunichar character)
{
  return (character >= 0x4e00 && character <= 0x9fff) || (character >= 0xc0 && character <= 0x24f) || (character >= 0x400 && character <= 0x482) ||
         (character >= 0x3041 && character <= 0x3094) || (character >= 0xac00 && character <= 0xd7a3);
}

static gboolean
is_line_end (gunichar character)
{
  return character == 0x85 || character == 0x2028 || character == 0x2029;
}

static gboolean
is_invisible (gunichar character)
{
  const GuardCharacterKind kind = guard_unicode_classify (0, character, 0);

  return kind == GUARD_CHARACTER_HIDDEN || kind == GUARD_CHARACTER_DIRECTION;
}

/* Returns: the ASCII character that stands for @character; 0: none does, it is invisible; @character: it stays */
static gunichar
simplify (gunichar character)
{
  if (is_plain_letter (character))
    return character;
  if (character >= FULL_WIDTH_FIRST && character <= FULL_WIDTH_LAST)
    return character - FULL_WIDTH_OFFSET;
  if (u_isdigit (character))
    return '0' + u_charDigitValue (character);
  if (is_line_end (character))
    return '\n';
  if (u_isUWhiteSpace (character))
    return ' ';
  if (u_hasBinaryProperty (character, UCHAR_DASH))
    return '-';
  return is_invisible (character) ? 0 : character;
}

static void
add_span (GuardPlain *self, gsize original, guint n_original)
{
  const Span span = { self->made->len, original, n_original };

  g_array_append_val (self->spans, span);
}

/* From here on it is as it was, until something else is said. */
static void
resume (GuardPlain *self, gsize original)
{
  const Span *last = &g_array_index (self->spans, Span, self->spans->len - 1);

  if (last->n_original != 0 || original - last->original != self->made->len - last->start)
    add_span (self, original, 0);
}

/* Takes the character at @at over, as it is searched. Returns: what stands behind it */
static gsize
take_character (GuardPlain *self, gsize at)
{
  const char *next = self->text + at;
  gunichar character, simple;

  /* Byte for byte, so that places stay. */
  if (!guard_unicode_next (&next, self->text + self->n_bytes, &character))
    {
      resume (self, at);
      g_string_append_c (self->made, ' ');
      return at + 1;
    }
  simple = simplify (character);
  const gsize n_original = next - (self->text + at);
  if (simple == character)
    {
      resume (self, at);
      g_string_append_len (self->made, self->text + at, n_original);
    }
  else if (simple != 0)
    {
      add_span (self, at, n_original);
      g_string_append_c (self->made, (char) simple);
    }
  return at + n_original;
}

static void
simplify_text (GuardPlain *self)
{
  self->made = g_string_sized_new (self->n_bytes);
  self->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  add_span (self, 0, 0);

  for (gsize at = 0; at < self->n_bytes;)
    {
      const gsize n_plain = count_plain (self->text + at, self->n_bytes - at);

      if (n_plain > 0)
        resume (self, at);
      g_string_append_len (self->made, self->text + at, n_plain);
      at += n_plain;
      while (at < self->n_bytes && !is_plain_ascii (self->text[at]))
        at = take_character (self, at);
    }
}

GuardPlain *
guard_plain_new (const char *text, gsize n_bytes)
{
  GuardPlain *self = g_new0 (GuardPlain, 1);

  self->text = text != NULL ? text : "";
  self->n_bytes = n_bytes;
  if (count_plain (text, n_bytes) < n_bytes)
    simplify_text (self);
  return self;
}

void
guard_plain_free (GuardPlain *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->spans, g_array_unref);
  if (self->made != NULL)
    g_string_free (self->made, TRUE);
  g_free (self);
}

const char *
guard_plain_get_text (const GuardPlain *self, gsize *n_bytes)
{
  *n_bytes = self->made != NULL ? self->made->len : self->n_bytes;
  return self->made != NULL ? self->made->str : self->text;
}

/* ---- Places ---- */

/* The last span that begins at or before @place. */
static const Span *
find_span (const GuardPlain *self, gsize place)
{
  guint first = 0;

  for (guint n = self->spans->len; n > 1;)
    {
      const guint half = n / 2;

      first += g_array_index (self->spans, Span, first + half).start <= place ? half : 0;
      n -= half;
    }
  return &g_array_index (self->spans, Span, first);
}

static gboolean
is_inside_character (const GuardPlain *self, gsize place)
{
  return place < self->made->len && ((guchar) self->made->str[place] & 0xc0) == 0x80;
}

static gsize
locate_start (const GuardPlain *self, gsize place)
{
  while (place > 0 && is_inside_character (self, place))
    place--;

  const Span *span = find_span (self, place);
  return span->n_original != 0 ? span->original : span->original + (place - span->start);
}

/* Behind the character of which the byte at @place is a part. */
static gsize
locate_behind (const GuardPlain *self, gsize place)
{
  while (is_inside_character (self, place + 1))
    place++;

  const Span *span = find_span (self, place);
  return span->n_original != 0 ? span->original + span->n_original : span->original + (place - span->start) + 1;
}

void
guard_plain_locate (const GuardPlain *self, gsize start, gsize end, gsize *original_start, gsize *original_end)
{
  if (self->made == NULL)
    {
      *original_start = start;
      *original_end = end;
      return;
    }
  *original_start = locate_start (self, start);
  *original_end = end > start ? locate_behind (self, end - 1) : *original_start;
}

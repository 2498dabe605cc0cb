/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-mask.h"
#include "guard-unicode.h"

#include <string.h>

/* Only letters and digits that are known to be kept, and a few separators, ever come out; everything else is a bullet. */

#define BULLET "\u2022"
#define ELLIPSIS "\u2026"
#define REPLACEMENT "\ufffd"
#define MAX_BULLETS_IN_A_ROW 8
#define MAX_KEPT 4
#define SHORTEST_TOKEN 16 /* letters and digits: anything shorter that opens something may be a password */

/* ---- Characters ---- */

typedef enum
{
  PART_NOTHING, /* no shape of its own: left out */
  PART_LETTER,  /* of those that count: letters and digits */
  PART_OTHER,   /* may belong to the data: masked */
  PART_SEPARATOR,
  PART_BLANK,
} Part;

/* An invalid byte is data as well as any. */
static Part
next_part (const char **at, const char *end, gunichar *character)
{
  if (!guard_unicode_next (at, end, character))
    return PART_OTHER;
  if (g_unichar_isspace (*character))
    return PART_BLANK;
  if (g_unichar_isalnum (*character))
    return PART_LETTER;
  if (*character < 0x80 && strchr ("-./,;:()@", (int) *character) != NULL && *character != 0)
    return PART_SEPARATOR;
  if (g_unichar_ismark (*character) || g_unichar_iszerowidth (*character) || g_unichar_iscntrl (*character))
    return PART_NOTHING;
  return PART_OTHER;
}

/* ---- Excerpts ---- */

typedef struct
{
  guint n_letters; /* and digits */
  guint n_digits;
  gboolean has_blank;
} Shape;

static Shape
measure (const char *at, const char *end)
{
  Shape shape = { 0 };
  gunichar character;

  while (at < end)
    {
      const Part part = next_part (&at, end, &character);

      shape.n_letters += part == PART_LETTER;
      shape.n_digits += part == PART_LETTER && g_unichar_isdigit (character);
      shape.has_blank |= part == PART_BLANK;
    }
  return shape;
}

/* How many letters may be seen. @from_end: (out): whether they are the last ones */
static guint
count_kept (const Shape *shape, GuardDataCategory category, gboolean *from_end)
{
  *from_end = shape->n_digits * 2 >= shape->n_letters;

  switch (category)
    {
    case GUARD_DATA_SECRET:
      *from_end = FALSE;
      /* Words between blanks are a passphrase, or the words that a wallet grows from. */
      return shape->has_blank || shape->n_letters < SHORTEST_TOKEN ? 0 : MAX_KEPT;
    case GUARD_DATA_MONEY:
    case GUARD_DATA_IDENTITY:
    case GUARD_DATA_PERSONAL:
    case GUARD_DATA_CONTACTS:
    case GUARD_DATA_OWN:
      return MIN (MAX_KEPT, shape->n_letters / 3);
    case GUARD_DATA_CODE:
    case GUARD_DATA_PLACE:
    default:
      return 0;
    }
}

typedef struct
{
  GString *line;
  guint n_characters;
  gboolean is_after_blank;
} Excerpt;

static void
append (Excerpt *self, gunichar character)
{
  const gboolean is_blank = character == ' ';

  if (is_blank && self->is_after_blank)
    return;
  g_string_append_unichar (self->line, character);
  self->n_characters++;
  self->is_after_blank = is_blank;
}

/* @first, @end: the letters that are kept, counted from 0 */
static void
write_excerpt (Excerpt *self, const char *at, const char *stop, guint first, guint end, gboolean is_secret)
{
  guint n_letters = 0;
  gunichar character;

  while (at < stop)
    switch (next_part (&at, stop, &character))
      {
      case PART_NOTHING:
        break;
      case PART_LETTER:
        append (self, n_letters >= first && n_letters < end ? character : g_utf8_get_char (BULLET));
        n_letters++;
        break;
      case PART_BLANK:
        append (self, ' ');
        break;
      case PART_SEPARATOR:
        append (self, is_secret ? g_utf8_get_char (BULLET) : character);
        break;
      case PART_OTHER:
      default:
        append (self, g_utf8_get_char (BULLET));
        break;
      }
}

/* What is kept stands at one end; the other is cut. */
static void
shorten (Excerpt *self, gboolean from_end)
{
  const gsize n_kept = GUARD_MASK_MAX_CHARACTERS - 1;

  if (self->n_characters <= GUARD_MASK_MAX_CHARACTERS)
    return;
  if (from_end)
    {
      g_string_erase (self->line, 0, g_utf8_offset_to_pointer (self->line->str, self->n_characters - n_kept) - self->line->str);
      g_string_prepend (self->line, ELLIPSIS);
      return;
    }
  g_string_truncate (self->line, g_utf8_offset_to_pointer (self->line->str, n_kept) - self->line->str);
  g_string_append (self->line, ELLIPSIS);
}

static void
append_bullets (GString *text, guint n)
{
  while (n-- > 0)
    g_string_append (text, BULLET);
}

char *
guard_mask_dup_excerpt (const char *text, gsize start, gsize end, GuardDataCategory category)
{
  const Shape shape = measure (text + start, text + end);
  Excerpt excerpt = { .line = g_string_new (NULL) };
  gboolean from_end;
  const guint n_kept = count_kept (&shape, category, &from_end);
  const guint first = from_end ? shape.n_letters - n_kept : 0;

  if (n_kept == 0)
    append_bullets (excerpt.line, MAX_BULLETS_IN_A_ROW);
  else
    write_excerpt (&excerpt, text + start, text + end, first, first + n_kept, category == GUARD_DATA_SECRET);
  shorten (&excerpt, from_end);
  return g_string_free (excerpt.line, FALSE);
}

/* ---- Whole texts ---- */

typedef struct
{
  gsize start, end;
  gboolean is_secret;
} Place;

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const Place *one = a, *other = b;

  return one->start < other->start ? -1 : one->start > other->start;
}

/* Returns: (transfer full) (element-type Place): in the order of their starts, none touching another */
static GArray *
collect_places (const GuardReport *report, gsize n_bytes)
{
  const GPtrArray *findings = guard_report_get_findings (report);
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));
  guint n = 0;

  for (guint i = 0; i < findings->len; i++)
    {
      const GuardFinding *finding = findings->pdata[i];
      const Place place = { finding->start, MIN (finding->end, n_bytes), finding->category == GUARD_DATA_SECRET };

      if (finding->kind != NULL && place.start < place.end)
        g_array_append_val (places, place);
    }
  g_array_sort (places, compare_starts);

  for (guint i = 0; i < places->len; i++)
    {
      const Place place = g_array_index (places, Place, i);
      Place *last = n > 0 ? &g_array_index (places, Place, n - 1) : NULL;

      if (last == NULL || place.start > last->end)
        g_array_index (places, Place, n++) = place;
      else
        {
          last->end = MAX (last->end, place.end);
          last->is_secret |= place.is_secret;
        }
    }
  g_array_set_size (places, n);
  return places;
}

static void
append_open (GString *masked, const char *at, const char *end)
{
  gunichar character;

  while (at < end)
    {
      const char *from = at;

      if (guard_unicode_next (&at, end, &character) && character != 0)
        g_string_append_len (masked, from, at - from);
      else
        g_string_append (masked, REPLACEMENT);
    }
}

static void
append_masked (GString *masked, const char *at, const char *end, gboolean is_secret)
{
  guint n_bullets = 0;
  gunichar character;

  while (at < end)
    {
      const Part part = next_part (&at, end, &character);
      const gboolean stays = part == PART_BLANK || (part == PART_SEPARATOR && !is_secret);

      if (part == PART_NOTHING)
        continue;
      if (stays)
        g_string_append_unichar (masked, character);
      else if (n_bullets < MAX_BULLETS_IN_A_ROW)
        g_string_append (masked, BULLET);
      n_bullets = stays ? 0 : n_bullets + 1;
    }
}

char *
guard_mask_dup_text (const char *text, gsize n_bytes, gsize skip, const GuardReport *report)
{
  g_autoptr(GArray) places = collect_places (report, n_bytes);
  GString *masked = g_string_sized_new (n_bytes - MIN (skip, n_bytes));
  gsize at = MIN (skip, n_bytes);

  for (guint i = 0; i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);

      if (place->end <= at)
        continue;
      append_open (masked, text + at, text + MAX (at, place->start));
      append_masked (masked, text + MAX (at, place->start), text + place->end, place->is_secret);
      at = place->end;
    }
  append_open (masked, text + at, text + n_bytes);
  return g_string_free (masked, FALSE);
}

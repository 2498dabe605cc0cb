/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-keywords-private.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Most words of a text begin no phrase. Nothing that is looked for begins within a word of ASCII, so between phrases only the first letters of each
 * word count: sixteen bytes are looked at together, and of those only the beginnings of words, by a hash of their first letters. */

#define BLOCK 16

/* Of sixteen bytes, a bit each. */
typedef struct
{
  guint words; /* letters and digits */
  guint odd;   /* what is passed over even within words (apostrophes, controls), and what is not ASCII */
  guint wide;  /* what is not ASCII */
} Kinds;

#ifdef __SSE2__

static inline __m128i
is_between (__m128i bytes, char first, char last)
{
  const __m128i from_first = _mm_sub_epi8 (bytes, _mm_set1_epi8 (first));

  return _mm_cmpeq_epi8 (_mm_min_epu8 (from_first, _mm_set1_epi8 ((char) (last - first))), from_first);
}

static inline Kinds
classify (const char *text)
{
  const __m128i bytes = _mm_loadu_si128 ((const __m128i *) (const void *) text);
  const __m128i letters = is_between (_mm_or_si128 (bytes, _mm_set1_epi8 (0x20)), 'a', 'z');
  const __m128i digits = is_between (bytes, '0', '9');
  const __m128i controls = _mm_andnot_si128 (is_between (bytes, '\t', '\r'), is_between (bytes, 1, 0x1f));
  const __m128i signs = _mm_or_si128 (_mm_cmpeq_epi8 (bytes, _mm_set1_epi8 ('\'')), _mm_cmpeq_epi8 (bytes, _mm_set1_epi8 (0x7f)));
  const guint wide = _mm_movemask_epi8 (bytes);

  return (Kinds){ _mm_movemask_epi8 (_mm_or_si128 (letters, digits)) & ~wide, _mm_movemask_epi8 (_mm_or_si128 (controls, signs)) | wide, wide };
}

#else

static inline Kinds
classify (const char *text)
{
  Kinds kinds = { 0, 0, 0 };

  for (guint i = 0; i < BLOCK; i++)
    {
      const guchar byte = text[i];
      const gboolean is_odd = byte >= 0x7f || byte == '\'' || (byte < ' ' && byte != 0 && (byte < '\t' || byte > '\r'));

      kinds.words |= (guint) g_ascii_isalnum (text[i]) << i;
      kinds.odd |= (guint) is_odd << i;
      kinds.wide |= (guint) (byte >= 0x80) << i;
    }
  return kinds;
}

#endif

/* Four letters, or as many as the word has, in lower case. */
static guint32
read_beginning (const char *word, guint n_letters)
{
  static const guint32 masks[] = { 0, 0xff, 0xffff, 0xffffff, 0xffffffff };
  guint32 letters;

  memcpy (&letters, word, sizeof letters);
  return (GUINT32_FROM_LE (letters) | 0x20202020) & masks[n_letters];
}

static gboolean
begins_phrase (const GuardKeywords *self, const char *word, guint n_letters)
{
  const guint hash = guard_keywords_hash (read_beginning (word, n_letters));

  return (self->beginnings[hash / 64] >> hash % 64 & 1) != 0;
}

/* Returns: the first of the words that begin at @starts with which a phrase may begin, or one that must be looked at letter by letter; BLOCK if there is none */
static guint
find_beginning (const GuardKeywords *self, const char *block, guint starts, guint blanks, guint odd)
{
  for (; starts != 0; starts &= starts - 1)
    {
      const guint at = __builtin_ctz (starts);
      const guint n_letters = __builtin_ctz (blanks >> at | 1 << GUARD_KEYWORDS_BEGINNING);

      if ((odd >> at & 0xf) != 0 || begins_phrase (self, block + at, n_letters))
        return at;
    }
  return BLOCK;
}

const char *
guard_keywords_skip (const GuardKeywords *self, const char *place, const char *end, gboolean *is_behind_blank)
{
  Kinds kinds, next;

  if (end - place < 2 * BLOCK)
    return place;
  for (kinds = classify (place); end - place >= 2 * BLOCK && kinds.wide == 0; kinds = next)
    {
      next = classify (place + BLOCK);
      const guint odd = kinds.odd | next.odd << BLOCK;
      const guint blanks = ~(kinds.words | next.words << BLOCK | odd);
      const guint starts = ~blanks & (blanks << 1 | (*is_behind_blank ? 1 : 0)) & 0xffff;
      const guint at = find_beginning (self, place, starts, blanks, odd);

      if (at < BLOCK)
        {
          *is_behind_blank = TRUE;
          return place + at;
        }
      *is_behind_blank = (blanks >> (BLOCK - 1) & 1) != 0;
      place += BLOCK;
    }
  return place;
}

/* ---- Beginnings of phrases ---- */

static void
add (GuardKeywords *self, guint32 letters)
{
  const guint hash = guard_keywords_hash (letters);

  self->beginnings[hash / 64] |= G_GUINT64_CONSTANT (1) << hash % 64;
}

/* All words that begin with @n_letters, which may be fewer than are looked at. */
static void
add_open (GuardKeywords *self, guint32 letters, guint n_letters)
{
  static const char others[] = "abcdefghijklmnopqrstuvwxyz0123456789";

  add (self, letters);
  for (gsize i = 0; n_letters < GUARD_KEYWORDS_BEGINNING && others[i] != '\0'; i++)
    add_open (self, letters | (guint32) others[i] << 8 * n_letters, n_letters + 1);
}

void
guard_keywords_note_beginning (GuardKeywords *self, const gunichar2 *phrase)
{
  guint32 letters = 0;
  guint n_letters = 0;

  /* Behind the blank; a letter beyond ASCII is looked at in any case. */
  for (phrase++; n_letters < GUARD_KEYWORDS_BEGINNING && *phrase > ' ' && *phrase < 128; phrase++)
    letters |= (guint32) *phrase << 8 * n_letters++;
  if (*phrase == 0)
    add_open (self, letters, n_letters);
  else
    add (self, letters);
}

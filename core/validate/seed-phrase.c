/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/encodings.h"
#include "validate/seed-words.h"
#include "validate/validate.h"

#include <stdlib.h>
#include <string.h>

/* Words that are the money: 12, 15, 18, 21 or 24 of a list of 2048, eleven bits each, the last bits a checksum of the others (BIP-39).
 * People write other words around them, and numbers between; so a phrase is looked for anywhere in the text. */

#define BITS_PER_WORD 11
#define MIN_WORDS 12
#define MAX_WORDS 24
#define MAX_READ_WORDS 128

static int
compare (gconstpointer key, gconstpointer element)
{
  return strcmp (key, ((const GuardSeedWord *) element)->word);
}

/* Returns: -1 if it is not in the list */
static int
find_word (const GuardSeedWord *list, const char *text, gsize n_bytes)
{
  char word[GUARD_SEED_WORD_MAX_BYTES + 1] = "";

  if (n_bytes > GUARD_SEED_WORD_MAX_BYTES)
    return -1;
  for (gsize i = 0; i < n_bytes; i++)
    word[i] = g_ascii_tolower (text[i]);

  const GuardSeedWord *found = bsearch (word, list, GUARD_SEED_WORDS, sizeof *list, compare);

  return found != NULL ? found->value : -1;
}

static gsize
count_letters (const char *text, gsize n_bytes)
{
  gsize n = 0;

  while (n < n_bytes && g_ascii_isalpha (text[n]))
    n++;
  return n;
}

/* An ideograph is a word; anything that is no letter only parts words. */
static gsize
count_word_bytes (const char *text, gsize n_bytes)
{
  gsize n = 1;

  if ((guint8) *text < 0x80)
    return count_letters (text, n_bytes);
  while (n < n_bytes && ((guint8) text[n] & 0xc0) == 0x80)
    n++;
  return n;
}

static guint
read_words (const GuardSeedWord *list, const char *text, gsize n_bytes, gint16 values[MAX_READ_WORDS])
{
  guint n = 0;

  for (gsize i = 0; i < n_bytes && n < MAX_READ_WORDS;)
    {
      const gsize n_word = count_word_bytes (text + i, n_bytes - i);

      if (n_word > 0)
        values[n++] = (gint16) find_word (list, text + i, n_word);
      i += MAX (n_word, 1);
    }
  return n;
}

static gboolean
get_bit (const guint8 *bytes, guint at)
{
  return bytes[at / 8] >> (7 - at % 8) & 1;
}

/* The checksum is a bit for every three words. */
static gboolean
is_checked (const gint16 *values, guint n_words)
{
  const guint n_checks = n_words / 3;
  const guint n_bits = n_words * BITS_PER_WORD - n_checks;
  guint8 bytes[MAX_WORDS * BITS_PER_WORD / 8] = { 0 };
  guint8 digest[GUARD_SHA256_BYTES];

  for (guint i = 0; i < n_words * BITS_PER_WORD; i++)
    bytes[i / 8] |= (guint8) ((values[i / BITS_PER_WORD] >> (BITS_PER_WORD - 1 - i % BITS_PER_WORD) & 1) << (7 - i % 8));
  guard_sha256 (bytes, n_bits / 8, digest);
  for (guint i = 0; i < n_checks; i++)
    if (get_bit (bytes, n_bits + i) != get_bit (digest, i))
      return FALSE;
  return TRUE;
}

static gboolean
begins_with_phrase (const gint16 *values, guint n)
{
  guint n_known = 0;

  while (n_known < MIN (n, MAX_WORDS) && values[n_known] >= 0)
    n_known++;
  for (guint n_words = MIN_WORDS; n_words <= n_known; n_words += 3)
    if (is_checked (values, n_words))
      return TRUE;
  return FALSE;
}

gboolean
guard_validate_seed_phrase (const char *text, gsize n_bytes)
{
  gint16 values[MAX_READ_WORDS];

  for (gsize i = 0; guard_seed_lists[i] != NULL; i++)
    {
      const guint n = read_words (guard_seed_lists[i], text, n_bytes, values);

      for (guint start = 0; start + MIN_WORDS <= n; start++)
        if (begins_with_phrase (values + start, n - start))
          return TRUE;
    }
  return FALSE;
}

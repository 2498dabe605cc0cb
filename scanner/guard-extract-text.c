/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-extract-private.h"

#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/udata.h>

/* Text of any encoding. A byte order mark decides; valid UTF-8 is UTF-8; for the rest ICU's detector makes guesses, and a short text leaves several that
 * are equally good: then each reading is looked at, since a word that one of them shows may be what matters. */

#define LOOK_AT_BYTES (64 * 1024)
#define LEAST_CONFIDENCE 10 /* of 100: the detector's "no contradiction, too little text" */
#define SHORT_BYTES 4096
#define MAX_CONTROL_SHARE 100 /* one control character in so many bytes is no text any more */
#define SHORTEST_STRING 6
#define PIECE_BYTES (1024 * 1024)

static const struct
{
  const char *bytes;
  gsize n_bytes;
  const char *encoding;
} marks[] = {
  { "\xff\xfe\0\0", 4, "UTF-32LE" }, /* before UTF-16LE, which begins the same */
  { "\0\0\xfe\xff", 4, "UTF-32BE" },
  { "\xef\xbb\xbf", 3, "UTF-8" },
  { "\xff\xfe", 2, "UTF-16LE" },
  { "\xfe\xff", 2, "UTF-16BE" },
  { "\x84\x31\x95\x33", 4, "GB18030" },
};

static const char *
find_mark (const guint8 *bytes, gsize n_bytes, gsize *n_mark_bytes)
{
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (n_bytes >= marks[i].n_bytes && memcmp (bytes, marks[i].bytes, marks[i].n_bytes) == 0)
      {
        *n_mark_bytes = marks[i].n_bytes;
        return marks[i].encoding;
      }
  *n_mark_bytes = 0;
  return NULL;
}

/* Wide characters without a mark: in a text of a European language, or of any with digits and line ends, zeros stand at fixed places. */
static const char *
find_wide (const guint8 *bytes, gsize n_bytes)
{
  const gsize n_looked = MIN (n_bytes, LOOK_AT_BYTES) / 4 * 4;
  gsize n_zeros[4] = { 0 };
  const gsize many = n_looked / 4 / 10 + 1;

  for (gsize i = 0; i < n_looked; i++)
    n_zeros[i % 4] += bytes[i] == 0;
  if (n_looked < 8)
    return NULL;
  if (n_zeros[2] + n_zeros[3] > n_looked / 2 * 9 / 10 && n_zeros[0] == 0)
    return "UTF-32LE";
  if (n_zeros[0] + n_zeros[1] > n_looked / 2 * 9 / 10 && n_zeros[3] == 0)
    return "UTF-32BE";
  if (n_zeros[1] >= many && n_zeros[3] >= many && n_zeros[0] + n_zeros[2] == 0)
    return "UTF-16LE";
  if (n_zeros[0] >= many && n_zeros[2] >= many && n_zeros[1] + n_zeros[3] == 0)
    return "UTF-16BE";
  return NULL;
}

static gboolean
is_control (guint8 byte)
{
  return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f' && byte != 0x1b) || byte == 0x7f;
}

gboolean
guard_extract_is_text (const guint8 *bytes, gsize n_bytes)
{
  const gsize n_looked = MIN (n_bytes, LOOK_AT_BYTES);
  gsize n_controls = 0, n_mark_bytes;

  if (find_mark (bytes, n_bytes, &n_mark_bytes) != NULL || find_wide (bytes, n_bytes) != NULL)
    return TRUE;
  for (gsize i = 0; i < n_looked; i++)
    n_controls += is_control (bytes[i]);
  if (n_controls * MAX_CONTROL_SHARE > n_looked || memchr (bytes, 0, n_looked) != NULL)
    return FALSE;
  /* what is compressed has few controls by chance, but never all of UTF-8 or a language */
  return TRUE;
}

static gboolean
is_single_byte (const char *encoding)
{
  return g_str_has_prefix (encoding, "ISO-8859") || g_str_has_prefix (encoding, "windows-") || g_str_has_prefix (encoding, "IBM")
         || g_str_has_prefix (encoding, "KOI8");
}

static gboolean
is_worth_reading (const char *name, const char *encodings[], guint n_encodings)
{
  for (guint i = 0; i < n_encodings; i++)
    if (g_str_equal (encodings[i], name) || (is_single_byte (encodings[i]) && is_single_byte (name)))
      return FALSE; /* letters differ between the single-byte ones, digits and words of ASCII do not */
  return TRUE;
}

static guint
detect (const guint8 *bytes, gsize n_bytes, const char *encodings[GUARD_EXTRACT_MAX_READINGS])
{
  UErrorCode error = U_ZERO_ERROR;
  UCharsetDetector *detector = ucsdet_open (&error);
  const UCharsetMatch **matches;
  int32_t n_matches = 0;
  guint n = 0;

  ucsdet_setText (detector, (const char *) bytes, (int32_t) MIN (n_bytes, LOOK_AT_BYTES), &error);
  matches = ucsdet_detectAll (detector, &n_matches, &error);
  for (int32_t i = 0; U_SUCCESS (error) && i < n_matches && n < GUARD_EXTRACT_MAX_READINGS; i++)
    {
      const char *name = ucsdet_getName (matches[i], &error);

      if (ucsdet_getConfidence (matches[i], &error) >= LEAST_CONFIDENCE && is_worth_reading (name, encodings, n))
        encodings[n++] = g_intern_string (name);
    }
  ucsdet_close (detector);
  return n;
}

/* Of a short text the detector cannot tell the ones of East Asia apart. */
static guint
add_short_ones (gsize n_bytes, const char *encodings[GUARD_EXTRACT_MAX_READINGS], guint n)
{
  static const char * const asian[] = { "GB18030", "Big5", "Shift_JIS", "EUC-KR" };

  for (gsize i = 0; i < G_N_ELEMENTS (asian) && n_bytes <= SHORT_BYTES && n < GUARD_EXTRACT_MAX_READINGS; i++)
    if (is_worth_reading (asian[i], encodings, n))
      encodings[n++] = asian[i];
  return n;
}

guint
guard_extract_guess (const guint8 *bytes, gsize n_bytes, const char *encodings[GUARD_EXTRACT_MAX_READINGS])
{
  gsize n_mark_bytes;
  guint n;

  encodings[0] = find_mark (bytes, n_bytes, &n_mark_bytes);
  if (encodings[0] == NULL && memchr (bytes, 0, n_bytes) != NULL)
    encodings[0] = find_wide (bytes, n_bytes);
  if (encodings[0] == NULL && g_utf8_validate_len ((const char *) bytes, n_bytes, NULL))
    encodings[0] = "UTF-8";
  if (encodings[0] != NULL)
    return 1;

  n = detect (bytes, n_bytes, encodings);
  if (n == 0)
    encodings[n++] = "windows-1252";
  return add_short_ones (n_bytes, encodings, n);
}

GString *
guard_extract_decode (const guint8 *bytes, gsize n_bytes, const char *encoding)
{
  UErrorCode error = U_ZERO_ERROR;
  UConverter *from = ucnv_open (encoding, &error), *to = ucnv_open ("UTF-8", &error);
  GString *text = g_string_sized_new (n_bytes + n_bytes / 2);
  UChar pivot[1024], *pivot_source = pivot, *pivot_target = pivot;
  gsize n_mark_bytes;
  const char *at;

  find_mark (bytes, n_bytes, &n_mark_bytes);
  at = (const char *) bytes + n_mark_bytes;
  error = from != NULL && to != NULL ? U_BUFFER_OVERFLOW_ERROR : U_INTERNAL_PROGRAM_ERROR;
  for (gboolean is_first = TRUE; error == U_BUFFER_OVERFLOW_ERROR; is_first = FALSE)
    {
      char room[16 * 1024], *end = room;

      error = U_ZERO_ERROR;
      ucnv_convertEx (to, from, &end, room + sizeof room, &at, (const char *) bytes + n_bytes, pivot, &pivot_source, &pivot_target,
                      pivot + G_N_ELEMENTS (pivot), is_first, TRUE, &error);
      g_string_append_len (text, room, end - room);
    }
  if (from != NULL)
    ucnv_close (from);
  if (to != NULL)
    ucnv_close (to);
  return text;
}

/* The reading @n of @n_readings of a file of @n_file_bytes. */
static void
tell_reading (GuardExtract *self, const char *text, gsize n_bytes, guint n, guint n_readings, gsize n_file_bytes)
{
  for (gsize at = 0; at < n_bytes; at += PIECE_BYTES)
    {
      const double share = (n + (double) at / (double) n_bytes) / n_readings;

      guard_extract_progress (self, (guint64) (share * (double) n_file_bytes));
      guard_extract_text (self, text + at, MIN (n_bytes - at, PIECE_BYTES));
    }
  guard_extract_end (self);
}

void
guard_extract_read_text (GuardExtract *self, const guint8 *bytes, gsize n_bytes)
{
  const char *encodings[GUARD_EXTRACT_MAX_READINGS];
  const guint n_readings = guard_extract_guess (bytes, n_bytes, encodings);

  for (guint i = 0; i < n_readings; i++)
    if (g_str_equal (encodings[i], "UTF-8"))
      tell_reading (self, (const char *) bytes, n_bytes, i, n_readings, n_bytes);
    else
      {
        g_autoptr(GString) text = guard_extract_decode (bytes, n_bytes, encodings[i]);

        tell_reading (self, text->str, text->len, i, n_readings, n_bytes);
      }
}

/* --- text that lies open in something else --- */

static void
flush_string (GuardExtract *self, GString *string)
{
  if (string->len >= SHORTEST_STRING)
    {
      g_string_append_c (string, '\n');
      guard_extract_text (self, string->str, string->len);
    }
  g_string_truncate (string, 0);
}

/* Runs of printable ASCII, @step bytes to a character. */
static void
tell_strings (GuardExtract *self, const guint8 *bytes, gsize n_bytes, gsize start, gsize step)
{
  g_autoptr(GString) string = g_string_new (NULL);

  for (gsize i = start; i + step <= n_bytes; i += step)
    if ((bytes[i] == '\t' || (bytes[i] >= 0x20 && bytes[i] < 0x7f)) && (step == 1 || bytes[i + 1] == 0))
      g_string_append_c (string, (char) bytes[i]);
    else
      flush_string (self, string);
  flush_string (self, string);
  guard_extract_end (self);
}

void
guard_extract_read_strings (GuardExtract *self, const guint8 *bytes, gsize n_bytes)
{
  tell_strings (self, bytes, n_bytes, 0, 1);
  guard_extract_progress (self, n_bytes / 2);
  tell_strings (self, bytes, n_bytes, 0, 2);
  tell_strings (self, bytes, n_bytes, 1, 2);
}

/* The converters' tables are in ICU's library; nothing else is to be looked for on the disk. */
void
guard_extract_prepare_text (void)
{
  static const char * const encodings[] = { "UTF-8", "UTF-16LE", "UTF-32LE", "GB18030", "Big5", "Shift_JIS", "EUC-JP", "EUC-KR", "ISO-2022-JP", "windows-1252" };
  UErrorCode error = U_ZERO_ERROR;

  udata_setFileAccess (UDATA_NO_FILES, &error);
  for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      g_autoptr(GString) text = guard_extract_decode ((const guint8 *) "a", 1, encodings[i]);

      g_assert (text != NULL);
    }
}

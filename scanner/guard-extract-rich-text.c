/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-extract-private.h"

#include <string.h>

/* Rich Text Format: the letters between its control words ("Rich Text Format Specification, version 1.9.1", section "Conventions of an RTF Reader").
 * What it holds beside the text (fonts, styles) is told as well: it is little, and nothing may be passed over. Bytes of data (pictures, objects) come as
 * digits and letters and are left out, with a word if they may hold text. */

typedef struct
{
  const char *at, *end;
  GString *text;    /* bytes of the document's code page; \u as UTF-8 in @unicode */
  GString *unicode;
  guint n_fallback; /* characters that stand for the one before, for readers without Unicode */
  gboolean has_object;
} Reading;

static void
add_byte (Reading *reading, char byte)
{
  if (reading->n_fallback > 0)
    reading->n_fallback--;
  else
    g_string_append_c (reading->text, byte);
}

/* In the order of the text, so that digits written as \u join those around them. */
static void
add_character (Reading *reading, gint64 number)
{
  const gunichar character = (gunichar) (number < 0 ? number + 65536 : number);

  if (character < 0x80)
    g_string_append_c (reading->text, character >= 0x20 ? (char) character : ' ');
  else if (g_unichar_validate (character))
    {
      g_string_append_unichar (reading->unicode, character);
      g_string_append_c (reading->text, ' ');
    }
  reading->n_fallback = 1;
}

static void
skip_data (Reading *reading, gint64 n_bytes)
{
  if (n_bytes > 0)
    reading->at += MIN (n_bytes, reading->end - reading->at);
}

static gboolean
is_word (const char *word, gsize n_bytes, const char *other)
{
  return strlen (other) == n_bytes && memcmp (word, other, n_bytes) == 0;
}

static void
read_word (Reading *reading)
{
  const char *word = reading->at;
  gsize n_bytes;
  gint64 number = 0;

  while (reading->at < reading->end && g_ascii_isalpha (*reading->at))
    reading->at++;
  n_bytes = (gsize) (reading->at - word);
  if (reading->at < reading->end && (*reading->at == '-' || g_ascii_isdigit (*reading->at)))
    {
      g_autofree char *digits = g_strndup (reading->at, MIN ((gsize) (reading->end - reading->at), 11));
      char *rest;

      number = g_ascii_strtoll (digits, &rest, 10);
      reading->at += MAX (rest - digits, 1);
    }
  if (reading->at < reading->end && *reading->at == ' ')
    reading->at++;

  if (is_word (word, n_bytes, "u"))
    add_character (reading, number);
  else if (is_word (word, n_bytes, "bin"))
    skip_data (reading, number);
  else if (is_word (word, n_bytes, "objdata"))
    reading->has_object = TRUE;
  else if (is_word (word, n_bytes, "par") || is_word (word, n_bytes, "line") || is_word (word, n_bytes, "cell") || is_word (word, n_bytes, "row")
           || is_word (word, n_bytes, "tab"))
    g_string_append_c (reading->text, '\n');
}

static void
read_control (Reading *reading)
{
  if (++reading->at >= reading->end)
    return;
  if (g_ascii_isalpha (*reading->at))
    return read_word (reading);
  if (*reading->at == '\'' && reading->end - reading->at >= 3 && g_ascii_isxdigit (reading->at[1]) && g_ascii_isxdigit (reading->at[2]))
    {
      add_byte (reading, (char) (g_ascii_xdigit_value (reading->at[1]) << 4 | g_ascii_xdigit_value (reading->at[2])));
      reading->at += 3;
      return;
    }
  if (strchr ("\\{}", *reading->at) != NULL)
    add_byte (reading, *reading->at);
  else if (*reading->at == '~' || *reading->at == '_')
    add_byte (reading, *reading->at == '~' ? ' ' : '-');
  reading->at++;
}

void
guard_extract_read_rich_text (GuardExtract *self, const guint8 *bytes, gsize n_bytes)
{
  g_autoptr(GString) text = g_string_sized_new (n_bytes);
  g_autoptr(GString) unicode = g_string_new (NULL);
  Reading reading = { (const char *) bytes, (const char *) bytes + n_bytes, text, unicode, 0, FALSE };

  while (reading.at < reading.end)
    if (*reading.at == '\\')
      read_control (&reading);
    else if (strchr ("{}\r\n", *reading.at) != NULL)
      reading.at++;
    else
      add_byte (&reading, *reading.at++);

  guard_extract_read_text (self, (const guint8 *) text->str, text->len);
  guard_extract_text (self, unicode->str, unicode->len);
  guard_extract_end (self);
  if (reading.has_object)
    guard_extract_unread (self, GUARD_UNREAD_OLD_DOCUMENT);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-otr.h"

#include <string.h>

/* "Off-the-Record Messaging Protocol version 3", sections "The protocol", "Data types" and "Fragmentation". */

#define BASE64 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
#define BEGINNING "?OTR:"
#define MIN_INSTANCE 0x100
#define MAX_PUBLIC_KEY_BYTES 192 /* a number modulo a 1536-bit prime */
#define MAC_BYTES 20
#define COUNTER_BYTES 8
#define HASH_BYTES 32
#define MAX_FRAGMENTS 65535

enum
{
  TYPE_COMMIT = 0x02,
  TYPE_DATA = 0x03,
  TYPE_KEY = 0x0a,
  TYPE_REVEAL_SIGNATURE = 0x11,
  TYPE_SIGNATURE = 0x12,
};

/* ---- what is behind the base64 ---- */

typedef struct
{
  const guchar *bytes;
  gsize n_left;
} Reader;

static gboolean
skip (Reader *reader, gsize n_bytes)
{
  if (n_bytes > reader->n_left)
    return FALSE;
  reader->bytes += n_bytes;
  reader->n_left -= n_bytes;
  return TRUE;
}

/* Big-endian. */
static gboolean
read_number (Reader *reader, gsize n_bytes, guint32 *number)
{
  *number = 0;
  if (n_bytes > reader->n_left)
    return FALSE;
  for (gsize i = 0; i < n_bytes; i++)
    *number = *number << 8 | reader->bytes[i];
  return skip (reader, n_bytes);
}

/* DATA and MPI are the same on the line: a length in four bytes, and so many bytes. */
static gboolean
skip_data (Reader *reader, guint32 min_bytes, guint32 max_bytes)
{
  guint32 n_bytes;

  return read_number (reader, 4, &n_bytes) && n_bytes >= min_bytes && n_bytes <= max_bytes && skip (reader, n_bytes);
}

static gboolean
skip_instance (Reader *reader, gboolean may_be_unknown)
{
  guint32 instance;

  return read_number (reader, 4, &instance) && (instance >= MIN_INSTANCE || (instance == 0 && may_be_unknown));
}

static gboolean
skip_key_id (Reader *reader)
{
  guint32 id;

  return read_number (reader, 4, &id) && id > 0;
}

static gboolean
skip_content (Reader *reader, guint32 type)
{
  guint32 flags;

  switch (type)
    {
    case TYPE_COMMIT:
      return skip_data (reader, 1, MAX_PUBLIC_KEY_BYTES + 4) && skip_data (reader, HASH_BYTES, HASH_BYTES);
    case TYPE_KEY:
      return skip_data (reader, 1, MAX_PUBLIC_KEY_BYTES);
    case TYPE_REVEAL_SIGNATURE:
      return skip_data (reader, 1, HASH_BYTES) && skip_data (reader, 1, G_MAXUINT32) && skip (reader, MAC_BYTES);
    case TYPE_SIGNATURE:
      return skip_data (reader, 1, G_MAXUINT32) && skip (reader, MAC_BYTES);
    case TYPE_DATA:
      return read_number (reader, 1, &flags) && skip_key_id (reader) && skip_key_id (reader) && skip_data (reader, 1, MAX_PUBLIC_KEY_BYTES)
             && skip (reader, COUNTER_BYTES) && skip_data (reader, 1, G_MAXUINT32) && skip (reader, MAC_BYTES) && skip_data (reader, 0, G_MAXUINT32);
    default:
      return FALSE;
    }
}

static GuardOtrKind
read_message (Reader *reader)
{
  guint32 version, type;

  if (!read_number (reader, 2, &version) || version < 2 || version > 3 || !read_number (reader, 1, &type))
    return GUARD_OTR_KIND_NONE;
  /* Whoever begins does not know yet with whom. */
  if (version == 3 && (!skip_instance (reader, FALSE) || !skip_instance (reader, type == TYPE_COMMIT)))
    return GUARD_OTR_KIND_NONE;
  if (!skip_content (reader, type) || reader->n_left > 0)
    return GUARD_OTR_KIND_NONE;
  return type == TYPE_DATA ? GUARD_OTR_KIND_DATA : GUARD_OTR_KIND_EXCHANGE;
}

/* "?OTR:", base64 and a dot. */
static GuardOtrKind
read_whole (const char *text, gsize n_bytes)
{
  const char *encoded = text + strlen (BEGINNING);
  gsize n_letters;
  g_autofree char *copy = NULL;
  g_autofree guchar *decoded = NULL;
  Reader reader;

  if (n_bytes <= strlen (BEGINNING) || !g_str_has_prefix (text, BEGINNING) || text[n_bytes - 1] != '.')
    return GUARD_OTR_KIND_NONE;
  n_letters = strspn (encoded, BASE64);
  n_letters += MIN (strspn (encoded + n_letters, "="), 2);
  if (encoded + n_letters + 1 != text + n_bytes || n_letters % 4 != 0)
    return GUARD_OTR_KIND_NONE;

  copy = g_strndup (encoded, n_letters);
  decoded = g_base64_decode (copy, &reader.n_left);
  reader.bytes = decoded;
  return read_message (&reader);
}

/* ---- fragments ---- */

/* Up to @max_letters of @alphabet. Returns: (nullable): behind the letter @end that follows them */
static const char *
pass (const char *text, const char *alphabet, gsize max_letters, char end)
{
  const gsize n = strspn (text, alphabet);

  return n > 0 && n <= max_letters && text[n] == end ? text + n + 1 : NULL;
}

/* Behind the header, with the number of this piece and of all. Returns: (nullable) */
static const char *
pass_header (const char *text, guint64 *k, guint64 *n)
{
  const char *numbers = text;

  if (g_str_has_prefix (text, "?OTR|"))
    {
      numbers = pass (text + strlen ("?OTR|"), "0123456789abcdefABCDEF", 8, '|');
      numbers = numbers != NULL ? pass (numbers, "0123456789abcdefABCDEF", 8, ',') : NULL;
    }
  else
    numbers = g_str_has_prefix (text, "?OTR,") ? text + strlen ("?OTR,") : NULL;
  if (numbers == NULL)
    return NULL;

  text = pass (numbers, "0123456789", 5, ',');
  *k = g_ascii_strtoull (numbers, NULL, 10);
  numbers = text;
  text = numbers != NULL ? pass (numbers, "0123456789", 5, ',') : NULL;
  *n = numbers != NULL ? g_ascii_strtoull (numbers, NULL, 10) : 0;
  return text;
}

/* A piece of "?OTR:" base64 ".": the beginning only in the first, the dot only in the last. */
static gboolean
is_piece (const char *piece, gsize n_bytes, gboolean is_first, gboolean is_last)
{
  const gsize n_beginning = is_first ? MIN (n_bytes, strlen (BEGINNING)) : 0;
  gsize n = n_beginning;

  if (n_bytes == 0 || strncmp (piece, BEGINNING, n_beginning) != 0)
    return FALSE;
  n += strspn (piece + n, BASE64);
  n += MIN (strspn (piece + n, "="), 2);
  return is_last ? n + 1 == n_bytes && piece[n] == '.' : n == n_bytes;
}

static GuardOtrKind
read_fragment (const char *text, gsize n_bytes)
{
  guint64 k = 0, n = 0;
  const char *piece = pass_header (text, &k, &n);
  gsize n_piece_bytes;

  if (piece == NULL || k < 1 || k > n || n > MAX_FRAGMENTS || piece >= text + n_bytes || text[n_bytes - 1] != ',')
    return GUARD_OTR_KIND_NONE;
  n_piece_bytes = (gsize) (text + n_bytes - 1 - piece);
  if (n == 1)
    return read_whole (piece, n_piece_bytes);
  return is_piece (piece, n_piece_bytes, k == 1, k == n) ? GUARD_OTR_KIND_FRAGMENT : GUARD_OTR_KIND_NONE;
}

GuardOtrKind
guard_otr_get_kind (const char *text)
{
  const gsize n_bytes = strlen (text);

  return g_str_has_prefix (text, BEGINNING) ? read_whole (text, n_bytes) : read_fragment (text, n_bytes);
}

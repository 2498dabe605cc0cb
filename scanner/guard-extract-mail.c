/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-extract-private.h"

#include <string.h>

/* A saved mail (RFC 5322, 2045, 2046): all of it as it stands, and each part that is written in base64 or quoted-printable once more, decoded, as a file
 * of its own. No boundaries are followed: whatever looks like the heading of an encoded part is one, at any depth, which no malformed mail escapes. */

static const char *
find_line_end (const char *at, const char *end)
{
  const char *newline = memchr (at, '\n', (gsize) (end - at));

  return newline != NULL ? newline + 1 : end;
}

static gboolean
is_blank_line (const char *line, const char *next)
{
  return next - line <= 2 && (*line == '\n' || *line == '\r');
}

/* Returns: (transfer full): in lower case, of the heading that begins at @line and goes on in folded lines */
static char *
dup_heading (const char *line, const char *end)
{
  const char *next = find_line_end (line, end);

  while (next < end && (*next == ' ' || *next == '\t'))
    next = find_line_end (next, end);
  return g_strndup (line, (gsize) (next - line));
}

static char *
dup_parameter (const char *heading, const char *name)
{
  const char *at = strcasestr (heading, name);
  const char *value = at != NULL ? at + strlen (name) : NULL;
  gsize n_bytes;

  if (value == NULL)
    return g_strdup ("");
  if (*value == '"')
    value++;
  n_bytes = strcspn (value, "\";\r\n");
  return g_strndup (value, n_bytes);
}

/* Up to the next line that only a boundary can be, in an encoded part. */
static const char *
find_part_end (const char *at, const char *end)
{
  while (at < end && !(end - at >= 2 && at[0] == '-' && at[1] == '-'))
    at = find_line_end (at, end);
  return at;
}

static GByteArray *
decode_quoted (const char *at, const char *end)
{
  GByteArray *bytes = g_byte_array_new ();

  while (at < end)
    {
      if (*at == '=' && end - at >= 3 && g_ascii_isxdigit (at[1]) && g_ascii_isxdigit (at[2]))
        {
          const guint8 byte = (guint8) (g_ascii_xdigit_value (at[1]) << 4 | g_ascii_xdigit_value (at[2]));

          g_byte_array_append (bytes, &byte, 1);
          at += 3;
        }
      else if (*at == '=' && end - at >= 2 && (at[1] == '\n' || at[1] == '\r'))
        at = find_line_end (at, end);
      else
        g_byte_array_append (bytes, (const guint8 *) at++, 1);
    }
  return bytes;
}

static GByteArray *
decode_base64 (const char *at, const char *end)
{
  GByteArray *bytes = g_byte_array_sized_new ((guint) (end - at) / 4 * 3 + 3);
  int state = 0;
  guint save = 0;

  g_byte_array_set_size (bytes, (guint) (end - at) / 4 * 3 + 3);
  g_byte_array_set_size (bytes, (guint) g_base64_decode_step (at, (gsize) (end - at), bytes->data, &state, &save));
  return bytes;
}

/* Returns: where to go on */
static const char *
read_encoded (GuardExtract *self, const char *body, const char *end, const char *encoding, const char *name)
{
  const char *part_end = find_part_end (body, end);
  const gsize room = guard_extract_get_room (self);
  g_autoptr(GByteArray) bytes = NULL;

  if (room < (gsize) (part_end - body))
    return end;
  bytes = g_str_equal (encoding, "base64") ? decode_base64 (body, part_end) : decode_quoted (body, part_end);
  guard_extract_part (self, name, bytes->data, bytes->len);
  return part_end;
}

static gboolean
has_prefix (const char *line, const char *end, const char *prefix)
{
  return (gsize) (end - line) >= strlen (prefix) && g_ascii_strncasecmp (line, prefix, strlen (prefix)) == 0;
}

void
guard_extract_read_mail (GuardExtract *self, const guint8 *bytes, gsize n_bytes)
{
  const char *at = (const char *) bytes, *end = at + n_bytes;
  g_autofree char *encoding = g_strdup ("");
  g_autofree char *name = g_strdup ("");

  guard_extract_read_text (self, bytes, n_bytes);
  while (at < end)
    {
      const char *next = find_line_end (at, end);

      if (has_prefix (at, end, "content-transfer-encoding:") || has_prefix (at, end, "content-disposition:") || has_prefix (at, end, "content-type:"))
        {
          g_autofree char *heading = dup_heading (at, end);

          if (has_prefix (at, end, "content-transfer-encoding:"))
            {
              g_free (encoding);
              encoding = g_ascii_strdown (g_strstrip (strchr (heading, ':') + 1), -1);
            }
          else if (*name == '\0')
            {
              g_free (name);
              name = dup_parameter (heading, "name=");
            }
        }
      else if (is_blank_line (at, next))
        {
          if (g_str_equal (encoding, "base64") || g_str_equal (encoding, "quoted-printable"))
            next = read_encoded (self, next, end, encoding, name);
          *encoding = '\0';
          *name = '\0';
        }
      at = next;
    }
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-bytes.h"
#include "guard-error.h"
#include "guard-host.h"
#include "guard-idna.h"

#include <string.h>

/* Names and numbers. A number can be written in many ways that a reader does not see as one ("0x7f.1", "2130706433"); what
 * comes out is the one way in which it can be compared. */

#define MAX_IPV4_PARTS 4
#define N_IPV6_PIECES  8

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, why);
  return FALSE;
}

/* --- four numbers --- */

static gboolean
has_only_digits (const char *text, gsize n_bytes, guint base)
{
  for (gsize i = 0; i < n_bytes; i++)
    {
      const int digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0 || digit >= (int) base)
        return FALSE;
    }
  return TRUE;
}

/* A number that does not fit into 32 bits becomes one that is too large everywhere. */
static gboolean
read_ipv4_number (const char *text, gsize n_bytes, guint64 *number)
{
  guint base = 10;

  if (n_bytes == 0)
    return FALSE;
  if (n_bytes >= 2 && text[0] == '0')
    {
      const gsize n_prefix = (text[1] | 0x20) == 'x' ? 2 : 1;

      base = n_prefix == 2 ? 16 : 8;
      text += n_prefix;
      n_bytes -= n_prefix;
    }
  if (!has_only_digits (text, n_bytes, base))
    return FALSE;

  *number = 0;
  for (gsize i = 0; i < n_bytes && *number <= G_MAXUINT32; i++)
    *number = *number * base + g_ascii_xdigit_value (text[i]);
  return TRUE;
}

static gboolean
ends_in_number (const char *host, gsize n_bytes)
{
  guint64 number;

  if (host[n_bytes - 1] == '.')
    n_bytes--;

  const char *dot = memrchr (host, '.', n_bytes);
  const char *last = dot != NULL ? dot + 1 : host;
  const gsize n_last = host + n_bytes - last;

  return n_last > 0 && (has_only_digits (last, n_last, 10) || read_ipv4_number (last, n_last, &number));
}

static gboolean
read_ipv4 (const char *host, gsize n_bytes, guint32 *address)
{
  guint64 numbers[MAX_IPV4_PARTS];
  guint n = 0;

  if (host[n_bytes - 1] == '.')
    n_bytes--;

  for (const char *at = host, *end = host + n_bytes; at <= end; n++)
    {
      const char *dot = memchr (at, '.', end - at);
      const gsize n_part = (dot != NULL ? dot : end) - at;

      if (n == MAX_IPV4_PARTS || !read_ipv4_number (at, n_part, &numbers[n]))
        return FALSE;
      at += n_part + 1;
    }

  /* The last number fills all the bytes that the others leave. */
  if (numbers[n - 1] >= G_GUINT64_CONSTANT (1) << (8 * (MAX_IPV4_PARTS + 1 - n)))
    return FALSE;
  *address = (guint32) numbers[n - 1];
  for (guint i = 0; i < n - 1; i++)
    {
      if (numbers[i] > 255)
        return FALSE;
      *address += (guint32) numbers[i] << (8 * (MAX_IPV4_PARTS - 1 - i));
    }
  return TRUE;
}

static gboolean
replace_by_ipv4 (GString *to, gsize start, GError **error)
{
  guint32 address;

  if (!read_ipv4 (to->str + start, to->len - start, &address))
    return refuse (error, "a name of a host that ends in a number and is no address");

  g_string_truncate (to, start);
  g_string_append_printf (to, "%u.%u.%u.%u", address >> 24, address >> 16 & 0xff, address >> 8 & 0xff, address & 0xff);
  return TRUE;
}

/* --- eight numbers --- */

typedef struct
{
  guint16 pieces[N_IPV6_PIECES];
  guint n; /* of pieces read */
  int gap; /* the piece before which "::" stands, or -1 */
  const char *at, *end;
} Ipv6;

/* A "::" stands for at least one piece. */
static guint
count_places (const Ipv6 *self)
{
  return self->n + (self->gap >= 0);
}

static gboolean
read_ipv4_ending (Ipv6 *self)
{
  if (count_places (self) > N_IPV6_PIECES - 2)
    return FALSE;

  for (guint i = 0; i < MAX_IPV4_PARTS; i++)
    {
      guint number = 0, n_digits = 0;

      if (i > 0 && (self->at == self->end || *self->at++ != '.'))
        return FALSE;
      for (; self->at < self->end && g_ascii_isdigit (*self->at); self->at++)
        {
          if (n_digits++ > 0 && number == 0)
            return FALSE;
          number = number * 10 + g_ascii_digit_value (*self->at);
          if (number > 255)
            return FALSE;
        }
      if (n_digits == 0)
        return FALSE;
      self->pieces[self->n + i / 2] = (guint16) (self->pieces[self->n + i / 2] << 8 | number);
    }
  self->n += 2;
  return self->at == self->end;
}

static gboolean
read_piece (Ipv6 *self)
{
  const char *start = self->at;
  guint number = 0;

  for (; self->at < self->end && self->at - start < 4 && g_ascii_isxdigit (*self->at); self->at++)
    number = number << 4 | g_ascii_xdigit_value (*self->at);

  if (self->at < self->end && *self->at == '.' && self->at > start)
    {
      self->at = start;
      return read_ipv4_ending (self);
    }
  if (self->at < self->end && (*self->at++ != ':' || self->at == self->end))
    return FALSE;

  self->pieces[self->n++] = (guint16) number;
  return TRUE;
}

static gboolean
read_pieces (Ipv6 *self)
{
  if (self->at < self->end && *self->at == ':')
    {
      if (self->end - self->at < 2 || self->at[1] != ':')
        return FALSE;
      self->at += 2;
      self->gap = 0;
    }

  while (self->at < self->end)
    {
      const gboolean is_gap = *self->at == ':';

      if (count_places (self) == N_IPV6_PIECES || (is_gap && self->gap >= 0))
        return FALSE;
      if (is_gap)
        {
          self->gap = self->n;
          self->at++;
        }
      else if (!read_piece (self))
        return FALSE;
    }
  return self->gap >= 0 || self->n == N_IPV6_PIECES;
}

static void
fill_gap (Ipv6 *self)
{
  const guint n_behind = self->n - self->gap;

  memmove (self->pieces + N_IPV6_PIECES - n_behind, self->pieces + self->gap, n_behind * sizeof *self->pieces);
  memset (self->pieces + self->gap, 0, (N_IPV6_PIECES - self->n) * sizeof *self->pieces);
}

/* The first of the longest runs of zeros is left out; a single zero is not. */
static guint
find_zeros (const guint16 *pieces, guint *n_zeros)
{
  guint first = N_IPV6_PIECES;

  *n_zeros = 1;
  for (guint i = 0; i < N_IPV6_PIECES; i++)
    {
      guint n = 0;

      while (i + n < N_IPV6_PIECES && pieces[i + n] == 0)
        n++;
      if (n > *n_zeros)
        {
          first = i;
          *n_zeros = n;
        }
      i += n;
    }
  return first;
}

static void
append_pieces (GString *to, const guint16 *pieces)
{
  guint n_zeros;
  const guint zeros = find_zeros (pieces, &n_zeros);

  g_string_append_c (to, '[');
  for (guint i = 0; i < N_IPV6_PIECES; i++)
    {
      if (i == zeros)
        {
          g_string_append (to, i == 0 ? "::" : ":");
          i += n_zeros - 1;
          continue;
        }
      g_string_append_printf (to, "%x%s", pieces[i], i < N_IPV6_PIECES - 1 ? ":" : "");
    }
  g_string_append_c (to, ']');
}

static gboolean
append_ipv6 (GString *to, const char *text, gsize n_bytes, GError **error)
{
  Ipv6 address = { .gap = -1, .at = text + 1, .end = text + n_bytes - 1 };

  if (n_bytes < 2 || text[n_bytes - 1] != ']' || !read_pieces (&address))
    return refuse (error, "brackets without an address in them");

  if (address.gap >= 0)
    fill_gap (&address);
  append_pieces (to, address.pieces);
  return TRUE;
}

/* --- names --- */

static gboolean
append_opaque (GString *to, const char *text, gsize n_bytes, GError **error)
{
  if (guard_bytes_has_any (text, n_bytes, GUARD_BYTES_FORBIDDEN_HOST))
    return refuse (error, "a character that no host has");

  guard_bytes_append_encoded (to, text, n_bytes, GUARD_BYTES_CONTROL);
  return TRUE;
}

static gboolean
append_domain (GString *to, const char *text, gsize n_bytes, GError **error)
{
  if (memchr (text, '%', n_bytes) == NULL)
    return guard_idna_append_ascii (to, text, n_bytes, error);

  g_autoptr(GString) decoded = g_string_sized_new (n_bytes);

  guard_bytes_append_decoded (decoded, text, n_bytes);
  return guard_idna_append_ascii (to, decoded->str, decoded->len, error);
}

gboolean
guard_host_append (GString *to, const char *text, gsize n_bytes, gboolean is_opaque, GuardHostKind *kind, GError **error)
{
  const gsize start = to->len;

  if (text[0] == '[')
    {
      *kind = GUARD_HOST_IPV6;
      return append_ipv6 (to, text, n_bytes, error);
    }
  if (is_opaque)
    {
      *kind = GUARD_HOST_OPAQUE;
      return append_opaque (to, text, n_bytes, error);
    }

  *kind = GUARD_HOST_DOMAIN;
  if (!append_domain (to, text, n_bytes, error))
    return FALSE;
  if (!ends_in_number (to->str + start, to->len - start))
    return TRUE;

  *kind = GUARD_HOST_IPV4;
  return replace_by_ipv4 (to, start, error);
}

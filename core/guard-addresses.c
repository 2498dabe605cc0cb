/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-addresses.h"
#include "guard-plain.h"

#include <string.h>

/* Ordinary text has few of the signs by which an address is found ("@", "+", "(", "-"), so they are looked for, and then what stands around them.
 * Every look around is bounded. */

#define MAX_LOCAL_BYTES 64  /* RFC 5321 */
#define MAX_HOST_BYTES 253
#define MIN_PHONE_DIGITS 8
#define MAX_PHONE_DIGITS 15 /* E.164 */
#define MAX_FIELD_LINES 64  /* of one field of a mail's head */

struct _GuardAddresses
{
  GuardPlain *plain;
  const char *text; /* of @plain */
  gsize n_bytes;
  GHashTable *seen; /* set of the texts of @all */
  GPtrArray *all;   /* of GuardAddress */
};

static void
free_address (gpointer data)
{
  GuardAddress *self = data;

  g_free (self->text);
  g_free (self);
}

/* @address: (transfer full): lower-case. @start, @end: in the plain text */
static void
add (GuardAddresses *self, char *address, gsize start, gsize end)
{
  GuardAddress *added;

  if (self->all->len >= GUARD_ADDRESSES_MAX || g_hash_table_contains (self->seen, address))
    {
      g_free (address);
      return;
    }
  added = g_new0 (GuardAddress, 1);
  added->text = address;
  guard_plain_locate (self->plain, start, end, &added->start, &added->end);
  g_hash_table_add (self->seen, address);
  g_ptr_array_add (self->all, added);
}

/* ---- E-mail and XMPP ---- */

static gboolean
is_local (guchar byte)
{
  return g_ascii_isalnum (byte) || (byte != 0 && strchr (".!#$%&'*+-_~", byte) != NULL);
}

static gboolean
is_host (guchar byte)
{
  return g_ascii_isalnum (byte) || byte == '.' || byte == '-';
}

/* Where what stands before the "@" begins. Words of other scripts are written without a blank before an address, so they belong to it only
 * where nothing else does. */
static gsize
find_start (const GuardAddresses *self, gsize at, gsize from)
{
  const gsize first = at - MIN (at - from, MAX_LOCAL_BYTES);
  gsize start = at;

  while (start > first && is_local (self->text[start - 1]))
    start--;
  while (start < at && strchr (".!#$%&'*+-_~", self->text[start]) != NULL)
    start++;
  if (start < at)
    return start;
  while (start > first && (guchar) self->text[start - 1] >= 0x80)
    start--;
  while (start < at && ((guchar) self->text[start] & 0xc0) == 0x80)
    start++;
  return start;
}

static gboolean
is_top_label (const char *label, gsize n_bytes)
{
  if (n_bytes > 4 && g_ascii_strncasecmp (label, "xn--", 4) == 0)
    return TRUE;
  for (gsize i = 0; i < n_bytes; i++)
    if (!g_ascii_isalpha (label[i]))
      return FALSE;
  return n_bytes >= 2;
}

/* The end of a host of at least two labels, the last one that exists for names; @start if there is none. */
static gsize
find_end (const GuardAddresses *self, gsize start)
{
  const gsize last = MIN (self->n_bytes, start + MAX_HOST_BYTES);
  gsize end = start, label;

  while (end < last && is_host (self->text[end]))
    end++;
  while (end > start && !g_ascii_isalnum (self->text[end - 1]))
    end--;
  for (label = end; label > start && self->text[label - 1] != '.';)
    label--;
  return label > start + 1 && is_top_label (self->text + label, end - label) ? end : start;
}

static void
find_mail (GuardAddresses *self, gsize from, gsize to)
{
  gsize done = from;
  const char *found;

  for (gsize at = from; at < to && (found = memchr (self->text + at, '@', to - at)) != NULL; at++)
    {
      gsize start, end;

      at = found - self->text;
      start = find_start (self, at, done);
      end = find_end (self, at + 1);
      if (start == at || end == at + 1)
        continue;
      add (self, g_ascii_strdown (self->text + start, end - start), start, end);
      done = end;
    }
}

/* ---- Phones ---- */

static gboolean
is_separator (guchar byte)
{
  return byte != 0 && strchr (" -./()", byte) != NULL;
}

/* Behind the last digit of a number that begins at @start, with at most two separators between two digits; @start if it is none. */
static gsize
find_phone_end (const GuardAddresses *self, gsize start)
{
  guint n_digits = 0, n_separators = 0;
  gsize end = start;

  for (gsize at = start; at < self->n_bytes && n_separators <= 2 && n_digits <= MAX_PHONE_DIGITS; at++)
    if (g_ascii_isdigit (self->text[at]))
      {
        n_digits++;
        n_separators = 0;
        end = at + 1;
      }
    else if (is_separator (self->text[at]))
      n_separators++;
    else
      break;
  return n_digits >= MIN_PHONE_DIGITS && n_digits <= MAX_PHONE_DIGITS ? end : start;
}

static void
add_phone (GuardAddresses *self, gsize start, gsize end)
{
  g_autoptr(GString) digits = g_string_new (self->text[start] == '+' ? "+" : "");

  for (gsize at = start; at < end; at++)
    if (g_ascii_isdigit (self->text[at]))
      g_string_append_c (digits, self->text[at]);
  add (self, g_string_free (g_steal_pointer (&digits), FALSE), start, end);
}

static gboolean
follows_word (const GuardAddresses *self, gsize at)
{
  return at > 0 && (g_ascii_isalnum (self->text[at - 1]) || strchr ("+-_.#=/", self->text[at - 1]) != NULL);
}

/* "+852 9123 4567" */
static void
find_international (GuardAddresses *self)
{
  const char *found;

  for (gsize at = 0; at < self->n_bytes && (found = memchr (self->text + at, '+', self->n_bytes - at)) != NULL; at++)
    {
      gsize end;

      at = found - self->text;
      if (at + 1 == self->n_bytes || self->text[at + 1] < '1' || self->text[at + 1] > '9' || follows_word (self, at))
        continue;
      end = find_phone_end (self, at + 1);
      if (end > at + 1)
        add_phone (self, at, end);
    }
}

static gboolean
has_form (const GuardAddresses *self, gsize at, const char *form)
{
  const gsize n = strlen (form);

  if (self->n_bytes - at < n)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (form[i] == '0' ? !g_ascii_isdigit (self->text[at + i]) : self->text[at + i] != form[i])
      return FALSE;
  return at + n == self->n_bytes || (!g_ascii_isalnum (self->text[at + n]) && self->text[at + n] != '-');
}

/* As people write them in North America. @sign: by which @forms are found; it stands @n_before bytes behind their beginning */
static void
find_formed (GuardAddresses *self, char sign, gsize n_before, const char * const *forms)
{
  const char *found;

  for (gsize at = 0; at < self->n_bytes && (found = memchr (self->text + at, sign, self->n_bytes - at)) != NULL; at++)
    {
      at = found - self->text;
      if (at < n_before || follows_word (self, at - n_before))
        continue;
      for (gsize i = 0; forms[i] != NULL; i++)
        if (has_form (self, at - n_before, forms[i]))
          {
            add_phone (self, at - n_before, at - n_before + strlen (forms[i]));
            break;
          }
    }
}

/* ---- All ---- */

static gboolean
has_name (const char *line, gsize n_bytes, const char *name)
{
  return n_bytes > strlen (name) && g_ascii_strncasecmp (line, name, strlen (name)) == 0;
}

/* Fields of a mail's head that hold numbers of messages and ways of machines, in the form of addresses. */
static gboolean
is_machines_field (const char *line, gsize n_bytes)
{
  static const char * const names[] = { "message-id:", "references:", "in-reply-to:", "received:", "x-message-id:", "content-id:" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (has_name (line, n_bytes, names[i]))
      return TRUE;
  return FALSE;
}

static gboolean
goes_on (const char *line, gsize n_bytes)
{
  return n_bytes > 0 && (*line == ' ' || *line == '\t');
}

static void
find_mails (GuardAddresses *self)
{
  gboolean is_machines = FALSE;
  guint n_lines = 0;
  gsize end;

  if (memchr (self->text, '@', self->n_bytes) == NULL)
    return;
  for (gsize start = 0; start < self->n_bytes; start = end + 1)
    {
      const char *newline = memchr (self->text + start, '\n', self->n_bytes - start);

      end = newline != NULL ? (gsize) (newline - self->text) : self->n_bytes;
      n_lines++;
      if (!is_machines || !goes_on (self->text + start, end - start) || n_lines > MAX_FIELD_LINES)
        {
          is_machines = is_machines_field (self->text + start, end - start);
          n_lines = 0;
        }
      if (!is_machines)
        find_mail (self, start, end);
    }
}

GuardAddresses *
guard_addresses_new (const char *text, gsize n_bytes)
{
  static const char * const in_brackets[] = { "(000) 000-0000", "(000)000-0000", "(000) 000 0000", NULL };
  static const char * const with_dashes[] = { "000-000-0000", NULL };
  GuardAddresses *self = g_new0 (GuardAddresses, 1);

  self->plain = guard_plain_new (text, n_bytes);
  self->text = guard_plain_get_text (self->plain, &self->n_bytes);
  self->seen = g_hash_table_new (g_str_hash, g_str_equal);
  self->all = g_ptr_array_new_with_free_func (free_address);
  if (self->n_bytes > 0)
    {
      find_mails (self);
      find_international (self);
      find_formed (self, '(', 0, in_brackets);
      find_formed (self, '-', 3, with_dashes);
    }
  return self;
}

void
guard_addresses_free (GuardAddresses *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->seen);
  g_ptr_array_unref (self->all);
  guard_plain_free (self->plain);
  g_free (self);
}

guint
guard_addresses_count (const GuardAddresses *self)
{
  return self->all->len;
}

const GuardAddress *
guard_addresses_get (const GuardAddresses *self, guint i)
{
  return self->all->pdata[i];
}

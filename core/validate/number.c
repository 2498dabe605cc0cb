/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/number.h"

#include <string.h>

static gboolean
is_separator (char byte)
{
  switch (byte)
    {
    case ' ': case '\t': case '\r': case '\n':
    case '-': case '.': case '/': case ':':
    case '(': case ')': case '[': case ']':
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
guard_number_read (GuardNumber *self, const char *text, gsize n_bytes)
{
  self->n = 0;
  for (gsize i = 0; i < n_bytes; i++)
    {
      if (is_separator (text[i]))
        continue;
      if (!g_ascii_isalnum (text[i]) || self->n == GUARD_NUMBER_MAX_CHARACTERS)
        return FALSE;
      self->text[self->n++] = g_ascii_toupper (text[i]);
    }
  self->text[self->n] = '\0';
  return self->n > 0;
}

static gboolean
is_of_kind (char character, char kind)
{
  if (kind == '*')
    return g_ascii_isalnum (character);
  return kind == '9' ? g_ascii_isdigit (character) : g_ascii_isupper (character);
}

gboolean
guard_number_has_form (const GuardNumber *self, const char *form)
{
  if (strlen (form) != self->n)
    return FALSE;
  for (guint i = 0; i < self->n; i++)
    if (!is_of_kind (self->text[i], form[i]))
      return FALSE;
  return TRUE;
}

gboolean
guard_number_read_form (GuardNumber *self, const char *text, gsize n_bytes, const char *form)
{
  return guard_number_read (self, text, n_bytes) && guard_number_has_form (self, form);
}

gboolean
guard_number_is_one_digit (const GuardNumber *self)
{
  return strspn (self->text, (const char[]){ self->text[0], '\0' }) == self->n;
}

guint64
guard_number_get_value (const GuardNumber *self, guint start, guint n)
{
  guint64 value = 0;

  for (guint i = start; i < start + n; i++)
    value = value * 10 + (guint64) (self->text[i] - '0');
  return value;
}

gboolean
guard_date_exists (guint century, guint year, guint month, guint day)
{
  if (century == 0)
    return guard_date_exists (1900, year, month, day) || guard_date_exists (2000, year, month, day);
  return month <= 12 && day <= 31 && g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) (century + year));
}

gboolean
guard_number_has_date (const GuardNumber *self, guint year_at, guint month_at, guint day_at, guint century)
{
  return guard_date_exists (century, (guint) guard_number_get_value (self, year_at, 2), (guint) guard_number_get_value (self, month_at, 2),
                            (guint) guard_number_get_value (self, day_at, 2));
}

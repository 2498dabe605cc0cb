/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/number.h"
#include "validate/validate.h"

#include <string.h>

/* What stands in papers and on forms: lines that machines read, dates, phone numbers. */

#define MIN_PHONE_DIGITS 7
#define MAX_PHONE_DIGITS 15 /* ITU-T E.164 */
#define MIN_BIRTH_YEAR 1900
#define MAX_BIRTH_YEAR 2099

/* Letters count 10 to 35, the filler nothing, times 7, 3, 1, 7 ... */
static gboolean
is_checked (const char *line, guint start, guint n)
{
  static const guint8 weights[] = { 7, 3, 1 };
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    {
      const char character = line[start + i];
      const guint value = g_ascii_isdigit (character) ? (guint) (character - '0') : character == '<' ? 0 : (guint) (character - 'A') + 10;

      sum += value * weights[i % 3];
    }
  return line[start + n] == (char) ('0' + sum % 10);
}

/* Birth and expiry, with the sex between them, are side by side in all formats. */
static gboolean
has_checked_dates (const char *line, guint start)
{
  return is_checked (line, start, 6) && strchr ("MFX<", line[start + 7]) != NULL && is_checked (line, start + 8, 6);
}

/* The second line, which holds the number of the person or the paper: 44 letters in passports, 36 or 30 in cards. Empty fields are right,
 * too; a line of nothing else is nothing. */
gboolean
guard_validate_machine_readable (const char *text, gsize n_bytes)
{
  if (n_bytes != 44 && n_bytes != 36 && n_bytes != 30)
    return FALSE;
  for (gsize i = 0; i < n_bytes; i++)
    if (!g_ascii_isupper (text[i]) && !g_ascii_isdigit (text[i]) && text[i] != '<')
      return FALSE;
  if (n_bytes == 30)
    return g_ascii_isdigit (text[0]) && has_checked_dates (text, 0) && (g_ascii_isupper (text[15]) || text[15] == '<');
  return text[0] != '<' && is_checked (text, 0, 9) && has_checked_dates (text, 13);
}

/* The numbers in @text. Returns: how many there are, at most @n_max + 1 */
static guint
read_numbers (const char *text, gsize n_bytes, guint *numbers, guint n_max)
{
  guint n = 0;

  for (gsize i = 0; i < n_bytes; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        continue;
      if (n == n_max)
        return n + 1;
      for (numbers[n] = 0; i < n_bytes && g_ascii_isdigit (text[i]); i++)
        numbers[n] = MIN (numbers[n] * 10 + (guint) (text[i] - '0'), G_MAXUINT16);
      n++;
    }
  return n;
}

static gboolean
is_birth (guint year, guint month, guint day)
{
  return year >= MIN_BIRTH_YEAR && year <= MAX_BIRTH_YEAR && guard_date_exists (year / 100 * 100, year % 100, month, day);
}

/* In any order that people write; two numbers if the month is a word. */
gboolean
guard_validate_birth_date (const char *text, gsize n_bytes)
{
  guint numbers[3];
  const guint n = read_numbers (text, n_bytes, numbers, G_N_ELEMENTS (numbers));

  if (n == 2)
    return is_birth (MAX (numbers[0], numbers[1]), 1, MIN (numbers[0], numbers[1]));
  if (n != 3)
    return FALSE;
  return is_birth (numbers[0], numbers[1], numbers[2]) || is_birth (numbers[2], numbers[1], numbers[0])
         || is_birth (numbers[2], numbers[0], numbers[1]);
}

gboolean
guard_validate_phone (const char *text, gsize n_bytes)
{
  gboolean has_different = FALSE;
  char first = '\0';
  gsize n_digits = 0;

  for (gsize i = 0; i < n_bytes; i++)
    if (g_ascii_isdigit (text[i]))
      {
        first = n_digits++ == 0 ? text[i] : first;
        has_different |= text[i] != first;
      }
    else if (text[i] == '\0' || strchr ("+ -./()\r\n", text[i]) == NULL)
      return FALSE;
  return has_different && n_digits >= MIN_PHONE_DIGITS && n_digits <= MAX_PHONE_DIGITS && !guard_validate_birth_date (text, n_bytes);
}

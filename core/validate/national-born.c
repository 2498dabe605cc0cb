/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/checksums.h"
#include "validate/number.h"
#include "validate/validate.h"

#include <string.h>

/* Numbers of persons that tell when they were born (Europe, South Africa) or how they are called (Italy). */

#define MAX_SWEDISH_BYTES 32 /* with whatever parts it */

/* In the place of a digit stands a letter if two persons would have the same code. */
static gboolean
read_replaced_digits (GuardNumber *number)
{
  static const guint8 places[] = { 6, 7, 9, 10, 12, 13, 14 };
  static const char replacements[] = "LMNPQRSTUV";

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      const char *replacement = strchr (replacements, number->text[places[i]]);

      if (replacement != NULL)
        number->text[places[i]] = (char) ('0' + (replacement - replacements));
    }
  return guard_number_has_form (number, "AAAAAA99A99A999A");
}

static char
make_italian_check (const char *text)
{
  static const guint8 odd[] = { 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23 };
  guint sum = 0;

  for (guint i = 0; i < 15; i++)
    {
      const guint value = g_ascii_isdigit (text[i]) ? (guint) (text[i] - '0') : (guint) (text[i] - 'A');

      sum += i % 2 == 0 ? odd[value] : value;
    }
  return (char) ('A' + sum % 26);
}

/* Forty is added to the day of women. */
gboolean
guard_validate_italy_fiscal_code (const char *text, gsize n_bytes)
{
  static const char months[] = "ABCDEHLMPRST";
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "AAAAAA**A**A***A") || make_italian_check (number.text) != number.text[15])
    return FALSE;
  if (!read_replaced_digits (&number) || strchr (months, number.text[8]) == NULL)
    return FALSE;
  return guard_date_exists (0, (guint) guard_number_get_value (&number, 6, 2), (guint) (strchr (months, number.text[8]) - months) + 1,
                            (guint) guard_number_get_value (&number, 9, 2) % 40);
}

/* Months above 12 stand for an unknown one. Corsica's departments 2A and 2B count as 19 and 18. */
gboolean
guard_validate_france_nir (const char *text, gsize n_bytes)
{
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "999999*99999999") || strchr ("123478", number.text[0]) == NULL)
    return FALSE;
  if (g_ascii_isalpha (number.text[6]) && (number.text[5] != '2' || number.text[6] > 'B'))
    return FALSE;
  if (g_ascii_isalpha (number.text[6]))
    memcpy (number.text + 5, number.text[6] == 'A' ? "19" : "18", 2);

  const guint64 month = guard_number_get_value (&number, 3, 2);

  return ((month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50)
         && guard_number_get_value (&number, 13, 2) == 97 - guard_number_get_value (&number, 0, 13) % 97;
}

/* A 2 is thought in front of those who were born since 2000. Months are 20 or 40 more for who is not in the register of the population, and
 * 0, as the day, if unknown. */
gboolean
guard_validate_belgium_number (const char *text, gsize n_bytes)
{
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "99999999999"))
    return FALSE;

  const guint64 counted = guard_number_get_value (&number, 0, 9);
  const guint64 check = guard_number_get_value (&number, 9, 2);
  const guint64 month = guard_number_get_value (&number, 2, 2);

  return month < 60 && month % 20 <= 12 && guard_number_get_value (&number, 4, 2) <= 31 && guard_number_get_value (&number, 6, 3) != 0
         && (check == 97 - counted % 97 || check == 97 - (counted + 2000000000) % 97);
}

/* The century is added to the month. */
gboolean
guard_validate_poland_pesel (const char *text, gsize n_bytes)
{
  static const guint8 weights[] = { 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1 };
  static const guint16 centuries[] = { 1900, 2000, 2100, 2200, 1800 };
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "99999999999") || guard_checksum_weigh (number.text, number.n, weights) % 10 != 0)
    return FALSE;

  const guint month = (guint) guard_number_get_value (&number, 2, 2);

  return guard_date_exists (centuries[month / 20], (guint) guard_number_get_value (&number, 0, 2), month % 20,
                            (guint) guard_number_get_value (&number, 4, 2));
}

/* @century: 0 if it is not written */
static gboolean
is_swedish (const GuardNumber *number, guint start, guint century)
{
  const guint day = (guint) guard_number_get_value (number, start + 4, 2);

  if (century != 0 && century != 1800 && century != 1900 && century != 2000)
    return FALSE;
  return guard_checksum_luhn (number->text + start, 10)
         && guard_date_exists (century, (guint) guard_number_get_value (number, start, 2),
                               (guint) guard_number_get_value (number, start + 2, 2), day > 60 ? day - 60 : day);
}

/* Ten digits, or twelve with the century; a plus instead of the dash for who is over a hundred. Sixty is added to the day of who is not
 * registered. */
gboolean
guard_validate_sweden_number (const char *text, gsize n_bytes)
{
  char joined[MAX_SWEDISH_BYTES];
  gsize n_joined = 0;
  GuardNumber number;

  if (n_bytes > sizeof joined)
    return FALSE;
  for (gsize i = 0; i < n_bytes; i++)
    if (text[i] != '+')
      joined[n_joined++] = text[i];
  if (n_bytes - n_joined > 1 || !guard_number_read (&number, joined, n_joined))
    return FALSE;
  return (guard_number_has_form (&number, "9999999999") && is_swedish (&number, 0, 0))
         || (guard_number_has_form (&number, "999999999999")
             && is_swedish (&number, 2, (guint) guard_number_get_value (&number, 0, 2) * 100));
}

/* Day, month, year, a sign for the century, three digits, a check. The sign is "-" for most, so it must not be left out. */
gboolean
guard_validate_finland_hetu (const char *text, gsize n_bytes)
{
  static const char signs[] = "+-YXWVUABCDEF";
  static const char checks[] = "0123456789ABCDEFHJKLMNPRSTUVWXY";
  GuardNumber number;

  if (n_bytes != 11 || text[6] == '\0' || strchr (signs, g_ascii_toupper (text[6])) == NULL)
    return FALSE;

  const char joined[] = { text[0], text[1], text[2], text[3], text[4], text[5], text[7], text[8], text[9], text[10] };
  const char *sign = strchr (signs, g_ascii_toupper (text[6]));

  if (!guard_number_read_form (&number, joined, sizeof joined, "999999999*"))
    return FALSE;
  return number.text[9] == checks[guard_number_get_value (&number, 0, 9) % 31] && guard_number_get_value (&number, 6, 3) >= 2
         && guard_number_has_date (&number, 4, 2, 0,
                                   *sign == '+'                 ? 1800
                                   : sign < strchr (signs, 'A') ? 1900
                                                                : 2000);
}

/* Year, month, day, four digits, citizen (0), resident (1) or refugee (2), an 8 or 9 that means nothing any more, a check. */
gboolean
guard_validate_south_africa_id (const char *text, gsize n_bytes)
{
  GuardNumber number;

  return guard_number_read_form (&number, text, n_bytes, "9999999999999") && number.text[10] <= '2' && number.text[11] >= '8'
         && guard_number_has_date (&number, 0, 2, 4, 0) && guard_checksum_luhn (number.text, number.n);
}

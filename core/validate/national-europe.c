/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/checksums.h"
#include "validate/number.h"
#include "validate/validate.h"

#include <string.h>

/* Numbers of persons in Europe that know no day of birth. Those that do are in national-born.c. */

gboolean
guard_validate_uk_nino (const char *text, gsize n_bytes)
{
  static const char *const never_given[] = { "BG", "GB", "KN", "NK", "NT", "TN", "ZZ" };
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "AA999999A"))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (never_given); i++)
    if (memcmp (number.text, never_given[i], 2) == 0)
      return FALSE;
  return strchr ("DFIQUV", number.text[0]) == NULL && strchr ("DFIQUVO", number.text[1]) == NULL && strchr ("ABCD", number.text[8]) != NULL;
}

gboolean
guard_validate_uk_nhs (const char *text, gsize n_bytes)
{
  static const guint8 weights[] = { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 };
  GuardNumber number;

  return guard_number_read_form (&number, text, n_bytes, "9999999999") && !guard_number_is_one_digit (&number)
         && guard_checksum_weigh (number.text, number.n, weights) % 11 == 0;
}

static gboolean
is_spanish_letter (const GuardNumber *number, guint64 value)
{
  return number->text[number->n - 1] == "TRWAGMYFPDXBNJZSQVHLCKE"[value % 23];
}

/* Old ones are written without the zero in front. */
gboolean
guard_validate_spain_dni (const char *text, gsize n_bytes)
{
  GuardNumber number;

  if (!guard_number_read (&number, text, n_bytes)
      || (!guard_number_has_form (&number, "99999999A") && !guard_number_has_form (&number, "9999999A")))
    return FALSE;

  const guint64 value = guard_number_get_value (&number, 0, number.n - 1);

  return value != 0 && is_spanish_letter (&number, value);
}

gboolean
guard_validate_spain_nie (const char *text, gsize n_bytes)
{
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "A9999999A") || number.text[0] < 'X')
    return FALSE;
  return is_spanish_letter (&number, (guint64) (number.text[0] - 'X') * 10000000 + guard_number_get_value (&number, 1, 7));
}

/* Among the first ten digits one stands twice or three times, the others once at most. Examples with ten different ones are about, too. */
static gboolean
has_digits_of_a_german_tax_id (const char *digits)
{
  guint n_repeated = 0;
  guint counts[10] = { 0 };

  for (guint i = 0; i < 10; i++)
    counts[digits[i] - '0']++;
  for (guint digit = 0; digit < 10; digit++)
    {
      n_repeated += counts[digit] > 1;
      if (counts[digit] > 3)
        return FALSE;
    }
  return n_repeated <= 1;
}

gboolean
guard_validate_germany_tax_id (const char *text, gsize n_bytes)
{
  GuardNumber number;

  return guard_number_read_form (&number, text, n_bytes, "99999999999") && number.text[0] != '0'
         && has_digits_of_a_german_tax_id (number.text) && guard_checksum_mod_11_10 (number.text, number.n);
}

/* The eleven test: the last digit counts negatively. */
gboolean
guard_validate_netherlands_bsn (const char *text, gsize n_bytes)
{
  static const guint8 weights[] = { 9, 8, 7, 6, 5, 4, 3, 2, 10 }; /* 10 is -1 */
  GuardNumber number;

  return guard_number_read_form (&number, text, n_bytes, "999999999") && !guard_number_is_one_digit (&number)
         && guard_checksum_weigh (number.text, number.n, weights) % 11 == 0;
}

/* The first digit is the kind of taxpayer: no 0, and 4 only in 45, for persons who do not live there. */
gboolean
guard_validate_portugal_nif (const char *text, gsize n_bytes)
{
  static const guint8 weights[] = { 9, 8, 7, 6, 5, 4, 3, 2 };
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "999999999") || number.text[0] == '0'
      || (number.text[0] == '4' && number.text[1] != '5'))
    return FALSE;

  const guint remainder = guard_checksum_weigh (number.text, 8, weights) % 11;

  return !guard_number_is_one_digit (&number) && (guint) (number.text[8] - '0') == (remainder < 2 ? 0 : 11 - remainder);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/checksums.h"
#include "validate/number.h"
#include "validate/validate.h"

#include <string.h>

/* Numbers of persons and enterprises in America. */

/* Printed in advertisements until nobody could own them, or typed by those who make one up. */
static gboolean
is_known_fake_ssn (const char *digits)
{
  static const char *const fakes[] = { "078051120", "123456789", "219099999", "457555462" };

  for (gsize i = 0; i < G_N_ELEMENTS (fakes); i++)
    if (g_str_equal (digits, fakes[i]))
      return TRUE;
  return FALSE;
}

gboolean
guard_validate_us_ssn (const char *text, gsize n_bytes)
{
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "999999999") || guard_number_is_one_digit (&number)
      || is_known_fake_ssn (number.text))
    return FALSE;

  const guint64 area = guard_number_get_value (&number, 0, 3);

  return area != 0 && area != 666 && area < 900 && guard_number_get_value (&number, 3, 2) != 0
         && guard_number_get_value (&number, 5, 4) != 0;
}

gboolean
guard_validate_us_itin (const char *text, gsize n_bytes)
{
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "999999999") || number.text[0] != '9')
    return FALSE;

  const guint64 group = guard_number_get_value (&number, 3, 2);

  return (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group != 93);
}

/* The first two digits are the campus that gave it. */
gboolean
guard_validate_us_ein (const char *text, gsize n_bytes)
{
  static const guint8 not_given[] = { 0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97 };
  GuardNumber number;

  return guard_number_read_form (&number, text, n_bytes, "999999999")
         && memchr (not_given, (int) guard_number_get_value (&number, 0, 2), sizeof not_given) == NULL;
}

/* No S, L, O, I, B, Z: they look like digits. */
gboolean
guard_validate_us_mbi (const char *text, gsize n_bytes)
{
  GuardNumber number;

  return guard_number_read_form (&number, text, n_bytes, "9A*9A*9AA99") && number.text[0] != '0' && strpbrk (number.text, "SLOIBZ") == NULL;
}

/* 0 was never given, 8 is for enterprises. */
gboolean
guard_validate_canada_sin (const char *text, gsize n_bytes)
{
  GuardNumber number;

  return guard_number_read_form (&number, text, n_bytes, "999999999") && number.text[0] != '0' && number.text[0] != '8'
         && !guard_number_is_one_digit (&number) && guard_checksum_luhn (number.text, number.n);
}

/* The remainder to 11, where 10 and 11 are 0. Letters count as far as they are behind "0" in ASCII: so numbers of enterprises since 2026.
 */
static gboolean
is_brazilian_check (const char *text, guint n, const guint8 *weights)
{
  const guint remainder = guard_checksum_weigh (text, n, weights) % 11;

  return (guint) (text[n] - '0') == (remainder < 2 ? 0 : 11 - remainder);
}

gboolean
guard_validate_brazil_cpf (const char *text, gsize n_bytes)
{
  static const guint8 weights[] = { 11, 10, 9, 8, 7, 6, 5, 4, 3, 2 };
  GuardNumber number;

  return guard_number_read_form (&number, text, n_bytes, "99999999999") && !guard_number_is_one_digit (&number)
         && is_brazilian_check (number.text, 9, weights + 1) && is_brazilian_check (number.text, 10, weights);
}

gboolean
guard_validate_brazil_cnpj (const char *text, gsize n_bytes)
{
  static const guint8 weights[] = { 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2 };
  GuardNumber number;

  return guard_number_read_form (&number, text, n_bytes, "************99") && !guard_number_is_one_digit (&number)
         && is_brazilian_check (number.text, 12, weights + 1) && is_brazilian_check (number.text, 13, weights);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/checksums.h"
#include "validate/number.h"
#include "validate/validate.h"

gboolean
guard_validate_australia_tfn (const char *text, gsize n_bytes)
{
  static const guint8 weights[] = { 1, 4, 3, 7, 5, 8, 6, 9, 10 };
  GuardNumber number;

  return guard_number_read_form (&number, text, n_bytes, "999999999") && !guard_number_is_one_digit (&number)
         && guard_checksum_weigh (number.text, number.n, weights) % 11 == 0;
}

/* Eight digits, a check, how many cards there were; perhaps the place of the person on the card. */
gboolean
guard_validate_australia_medicare (const char *text, gsize n_bytes)
{
  static const guint8 weights[] = { 1, 3, 7, 9, 1, 3, 7, 9 };
  GuardNumber number;

  if (!guard_number_read (&number, text, n_bytes)
      || (!guard_number_has_form (&number, "9999999999") && !guard_number_has_form (&number, "99999999999")))
    return FALSE;
  return number.text[0] >= '2' && number.text[0] <= '6' && number.text[9] != '0'
         && guard_checksum_weigh (number.text, 8, weights) % 10 == (guint) (number.text[8] - '0');
}

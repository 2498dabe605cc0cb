/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/checksums.h"

guint
guard_checksum_weigh (const char *digits, guint n, const guint8 *weights)
{
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    sum += (guint) (digits[i] - '0') * weights[i];
  return sum;
}

gboolean
guard_checksum_luhn (const char *digits, guint n)
{
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    {
      const guint digit = (guint) (digits[n - 1 - i] - '0');
      const guint counted = digit << (i & 1);

      sum += counted > 9 ? counted - 9 : counted;
    }
  return sum % 10 == 0;
}

/* The dihedral group of order 10: sums are taken in it, and a digit is changed as often as it is places away from the right. */
static const guint8 dihedral[10][10] = {
  { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 1, 2, 3, 4, 0, 6, 7, 8, 9, 5 }, { 2, 3, 4, 0, 1, 7, 8, 9, 5, 6 }, { 3, 4, 0, 1, 2, 8, 9, 5, 6, 7 },
  { 4, 0, 1, 2, 3, 9, 5, 6, 7, 8 }, { 5, 9, 8, 7, 6, 0, 4, 3, 2, 1 }, { 6, 5, 9, 8, 7, 1, 0, 4, 3, 2 }, { 7, 6, 5, 9, 8, 2, 1, 0, 4, 3 },
  { 8, 7, 6, 5, 9, 3, 2, 1, 0, 4 }, { 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 },
};
static const guint8 permuted[8][10] = {
  { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 1, 5, 7, 6, 2, 8, 3, 0, 9, 4 }, { 5, 8, 0, 3, 7, 9, 6, 1, 4, 2 }, { 8, 9, 1, 6, 0, 4, 3, 5, 2, 7 },
  { 9, 4, 5, 3, 1, 2, 6, 8, 7, 0 }, { 4, 2, 8, 6, 5, 7, 3, 9, 0, 1 }, { 2, 7, 9, 3, 8, 0, 6, 4, 1, 5 }, { 7, 0, 4, 6, 9, 1, 3, 2, 5, 8 },
};

gboolean
guard_checksum_verhoeff (const char *digits, guint n)
{
  guint8 sum = 0;

  for (guint i = 0; i < n; i++)
    sum = dihedral[sum][permuted[i % 8][digits[n - 1 - i] - '0']];
  return sum == 0;
}

guint
guard_checksum_mod_97_10 (const char *text, guint n)
{
  guint remainder = 0;

  for (guint i = 0; i < n; i++)
    if (g_ascii_isdigit (text[i]))
      remainder = (remainder * 10 + (guint) (text[i] - '0')) % 97;
    else
      remainder = (remainder * 100 + (guint) (text[i] - 'A') + 10) % 97;
  return remainder;
}

gboolean
guard_checksum_mod_11_2 (const char *digits, guint n)
{
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    sum = (sum * 2 + (digits[i] == 'X' ? 10 : (guint) (digits[i] - '0'))) % 11;
  return sum == 1;
}

gboolean
guard_checksum_mod_11_10 (const char *digits, guint n)
{
  guint product = 10;

  for (guint i = 0; i + 1 < n; i++)
    {
      const guint sum = (product + (guint) (digits[i] - '0')) % 10;

      product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
  return (product + (guint) (digits[n - 1] - '0')) % 10 == 1;
}

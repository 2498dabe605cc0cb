/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/checksums.h"
#include "validate/number.h"
#include "validate/validate.h"

#include <string.h>

/* Numbers of persons in Asia and Turkey. */

/* One letter or two, six digits, a check digit or "A" for ten. A lone letter counts as if a blank, worth 36, stood before it. */
gboolean
guard_validate_hong_kong_id (const char *text, gsize n_bytes)
{
  GuardNumber number;

  if (!guard_number_read (&number, text, n_bytes)
      || (!guard_number_has_form (&number, "A999999*") && !guard_number_has_form (&number, "AA999999*")))
    return FALSE;

  const char check = number.text[number.n - 1];
  const guint n_letters = number.n - 7;
  guint sum = n_letters == 1 ? 36 * 9 : (guint) (number.text[0] - 'A' + 10) * 9;

  if (!g_ascii_isdigit (check) && check != 'A')
    return FALSE;
  sum += (guint) (number.text[n_letters - 1] - 'A' + 10) * 8;
  sum += guard_checksum_weigh (number.text + n_letters, 6, (const guint8[]){ 7, 6, 5, 4, 3, 2 });
  sum += check == 'A' ? 10 : (guint) (check - '0');
  return sum % 11 == 0;
}

/* The first two digits are a province, GB/T 2260. */
static gboolean
is_chinese_province (guint64 code)
{
  static const guint8 n_provinces[] = { 0, 5, 3, 7, 6, 4, 5, 1, 3 }; /* of the region that the first digit is */

  if (code == 50 || code == 71 || code == 83) /* Chongqing, Taiwan, Taiwan's residents on the mainland */
    return TRUE;
  return code / 10 < G_N_ELEMENTS (n_provinces) && code % 10 >= 1 && code % 10 <= n_provinces[code / 10];
}

gboolean
guard_validate_china_id (const char *text, gsize n_bytes)
{
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "99999999999999999*")
      || (g_ascii_isalpha (number.text[17]) && number.text[17] != 'X'))
    return FALSE;

  const guint century = (guint) guard_number_get_value (&number, 6, 2) * 100;

  return (century == 1900 || century == 2000) && is_chinese_province (guard_number_get_value (&number, 0, 2))
         && guard_number_has_date (&number, 8, 10, 12, century) && guard_checksum_mod_11_2 (number.text, number.n);
}

/* Citizens: a letter and 1 or 2; residents since 2021: 8 or 9; before: a second letter of which only the last digit of its code counts. */
gboolean
guard_validate_taiwan_id (const char *text, gsize n_bytes)
{
  static const guint8 codes[] = { 10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33 };
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "A*99999999") || strchr ("1289ABCD", number.text[1]) == NULL)
    return FALSE;

  const guint code = codes[number.text[0] - 'A'];

  if (g_ascii_isalpha (number.text[1]))
    number.text[1] = (char) ('0' + codes[number.text[1] - 'A'] % 10);

  const guint sum = code / 10 + code % 10 * 9 + guard_checksum_weigh (number.text + 1, 9, (const guint8[]){ 8, 7, 6, 5, 4, 3, 2, 1, 1 });

  return sum % 10 == 0;
}

/* S, T: citizens and residents; F, G, M: foreigners. T, G began in 2000, M in 2022; each has a sum that begins elsewhere. */
gboolean
guard_validate_singapore_id (const char *text, gsize n_bytes)
{
  static const struct
  {
    char first;
    guint8 start;
    const char *checks;
  } series[] = {
    { 'S', 0, "JZIHGFEDCBA" }, { 'T', 4, "JZIHGFEDCBA" }, { 'F', 0, "XWUTRQPNMLK" }, { 'G', 4, "XWUTRQPNMLK" }, { 'M', 3, "XWUTRQPNJLK" },
  };
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "A9999999A"))
    return FALSE;

  const guint sum = guard_checksum_weigh (number.text + 1, 7, (const guint8[]){ 2, 7, 6, 5, 4, 3, 2 });

  for (gsize i = 0; i < G_N_ELEMENTS (series); i++)
    if (number.text[0] == series[i].first)
      return series[i].checks[(sum + series[i].start) % 11] == number.text[8];
  return FALSE;
}

gboolean
guard_validate_india_aadhaar (const char *text, gsize n_bytes)
{
  GuardNumber number;

  return guard_number_read_form (&number, text, n_bytes, "999999999999") && number.text[0] >= '2'
         && guard_checksum_verhoeff (number.text, number.n);
}

/* The fourth letter is the kind of taxpayer. */
gboolean
guard_validate_india_pan (const char *text, gsize n_bytes)
{
  GuardNumber number;

  return guard_number_read_form (&number, text, n_bytes, "AAAAA9999A") && strchr ("ABCFGHJKLPT", number.text[3]) != NULL;
}

/* The day of birth, then century and sex: 5 to 8 for foreigners, 9 and 0 for those born before 1900. */
static gboolean
read_korean (GuardNumber *number, const char *text, gsize n_bytes)
{
  if (!guard_number_read_form (number, text, n_bytes, "9999999999999"))
    return FALSE;

  const char sex = number->text[6];

  return sex != '9' && sex != '0' && guard_number_has_date (number, 0, 2, 4, strchr ("1256", sex) != NULL ? 1900 : 2000);
}

gboolean
guard_validate_korea_rrn (const char *text, gsize n_bytes)
{
  GuardNumber number;

  return read_korean (&number, text, n_bytes);
}

/* Numbers given since October 2020 have no check digit. */
gboolean
guard_validate_korea_rrn_checked (const char *text, gsize n_bytes)
{
  static const guint8 weights[] = { 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5 };
  GuardNumber number;

  return read_korean (&number, text, n_bytes)
         && (guint) (number.text[12] - '0') == (11 - guard_checksum_weigh (number.text, 12, weights) % 11) % 10;
}

/* The second and third digit are a province. */
static gboolean
is_thai_province (guint64 code)
{
  static const guint8 last[] = { 0, 19, 27, 39, 49, 58, 67, 77, 86, 96 }; /* of those that begin with the digit */

  return code >= 10 && code <= last[code / 10];
}

gboolean
guard_validate_thailand_id (const char *text, gsize n_bytes)
{
  static const guint8 weights[] = { 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2 };
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "9999999999999") || number.text[0] == '0' || number.text[0] == '9')
    return FALSE;

  const guint check = (11 - guard_checksum_weigh (number.text, 12, weights) % 11) % 10;

  return is_thai_province (guard_number_get_value (&number, 1, 2)) && (guint) (number.text[12] - '0') == check;
}

gboolean
guard_validate_turkey_id (const char *text, gsize n_bytes)
{
  static const guint8 tenth[] = { 7, 9, 7, 9, 7, 9, 7, 9, 7 }; /* 9 is -1 */
  static const guint8 eleventh[] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "99999999999") || number.text[0] == '0')
    return FALSE;
  return guard_checksum_weigh (number.text, 9, tenth) % 10 == (guint) (number.text[9] - '0')
         && guard_checksum_weigh (number.text, 10, eleventh) % 10 == (guint) (number.text[10] - '0');
}

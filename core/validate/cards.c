/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/checksums.h"
#include "validate/number.h"
#include "validate/validate.h"

#include <string.h>

/* Payment cards. One number in ten passes the check digit, and ordinary text is full of long numbers; so the issuer must exist, too, and
 * have cards of that length. Numbers of hardly any different digits (4000000000003220 is a size in bytes) are refused, but for those that
 * are known to all as examples of cards. */

#define MIN_DIFFERENT_DIGITS 5

typedef struct
{
  guint first, last; /* six digits that a card begins with */
  guint8 min_digits, max_digits;
} Issuer;

/* ISO/IEC 7812-1: the ranges as the networks publish them, and the lengths that are issued. Diners Club, Discover and JCB could have up to
 * 19 digits and have none so long; identifiers of chat services are. UATP has the code of an airline behind the 1, and none is 000: many a
 * profile's number is. */
static const Issuer issuers[] = {
  { 100100, 199999, 15, 15 }, /* UATP */
  { 220000, 220499, 16, 19 }, /* Mir */
  { 222100, 272099, 16, 16 }, /* Mastercard */
  { 300000, 305999, 14, 16 }, /* Diners Club */
  { 309500, 309599, 14, 16 }, /* Diners Club */
  { 340000, 349999, 15, 15 }, /* American Express */
  { 352800, 358999, 16, 16 }, /* JCB */
  { 360000, 369999, 14, 16 }, /* Diners Club */
  { 370000, 379999, 15, 15 }, /* American Express */
  { 380000, 399999, 14, 16 }, /* Diners Club */
  { 400000, 499999, 13, 13 }, /* Visa */
  { 400000, 499999, 16, 16 }, /* Visa */
  { 400000, 499999, 19, 19 }, /* Visa */
  { 501800, 501999, 12, 19 }, /* Maestro, Dankort */
  { 502000, 502099, 12, 19 }, /* Maestro */
  { 503800, 503899, 12, 19 }, /* Maestro */
  { 504175, 504175, 16, 16 }, /* Elo */
  { 506099, 506198, 16, 19 }, /* Verve */
  { 506699, 506778, 16, 16 }, /* Elo */
  { 507865, 507964, 16, 19 }, /* Verve */
  { 508500, 508999, 16, 16 }, /* RuPay */
  { 509000, 509999, 16, 16 }, /* Elo */
  { 510000, 559999, 16, 16 }, /* Mastercard */
  { 561200, 561299, 12, 19 }, /* Maestro */
  { 589300, 589399, 12, 19 }, /* Maestro */
  { 601100, 601199, 16, 16 }, /* Discover */
  { 606282, 606282, 16, 16 }, /* Hipercard */
  { 606985, 607984, 16, 16 }, /* RuPay */
  { 608001, 608500, 16, 16 }, /* RuPay */
  { 620000, 629999, 16, 19 }, /* UnionPay */
  { 630400, 630499, 12, 19 }, /* Maestro */
  { 636297, 636297, 16, 16 }, /* Elo */
  { 636368, 636368, 16, 16 }, /* Elo */
  { 639000, 639099, 12, 19 }, /* Maestro */
  { 644000, 659999, 16, 16 }, /* Discover, RuPay, Elo, Troy */
  { 675900, 675999, 12, 19 }, /* Maestro */
  { 676100, 676399, 12, 19 }, /* Maestro */
  { 676700, 676799, 12, 19 }, /* Maestro */
  { 810000, 817199, 16, 19 }, /* UnionPay */
  { 817200, 819999, 16, 16 }, /* RuPay */
  { 860000, 860099, 16, 16 }, /* Uzcard */
  { 970400, 970499, 16, 19 }, /* NAPAS */
  { 979200, 979289, 16, 16 }, /* Troy */
  { 986000, 986099, 16, 16 }, /* Humo */
};

/* What the networks and payment services publish for trying out (Visa, Mastercard, American Express, Stripe, Worldpay), as far as it has few
 * digits. A person who tries the guard takes one of them. */
static const char * const examples[] = {
  "2221000000000009", "2222400070000005", "343434343434343",  "3530111333300000", "36006666333344",   "378282246310005",  "4000000000000002",
  "4111111111111111", "4222222222222",    "4242424242424242", "4444333322221111", "4484070000000000", "5105105105105100", "5163613613613613",
  "5454545454545454", "5555555555554444", "6011000400000000", "6011111111111117", "122000000000003",
};

static gboolean
is_issued (const GuardNumber *number)
{
  const guint first_digits = (guint) guard_number_get_value (number, 0, 6);

  for (gsize i = 0; i < G_N_ELEMENTS (issuers); i++)
    if (first_digits >= issuers[i].first && first_digits <= issuers[i].last && number->n >= issuers[i].min_digits
        && number->n <= issuers[i].max_digits)
      return TRUE;
  return FALSE;
}

static guint
count_different_digits (const char *digits)
{
  guint n = 0;

  for (char digit = '0'; digit <= '9'; digit++)
    n += strchr (digits, digit) != NULL;
  return n;
}

static gboolean
is_example (const char *digits)
{
  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++)
    if (g_str_equal (digits, examples[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_group (guint n_digits, gboolean is_last, guint first)
{
  return n_digits == first || n_digits % 4 == 0 || (is_last && n_digits < 4);
}

/* Neighbours in a list of numbers can look like a card together: two addresses of computers do in one case of ten. Cards are written in
 * groups of four, of 4, 6 and 4 or 5, or dictated in ones or twos. */
static gboolean
is_grouped (const char *text, gsize n_bytes)
{
  guint groups[GUARD_NUMBER_MAX_CHARACTERS] = { 0 };
  guint n = 0;

  for (gsize i = 0; i < n_bytes; i++)
    if (g_ascii_isdigit (text[i]))
      {
        n += i == 0 || !g_ascii_isdigit (text[i - 1]);
        groups[n - 1]++;
      }
  if (n == 1 || (n == 3 && groups[0] == 4 && groups[1] == 6 && (groups[2] == 4 || groups[2] == 5)))
    return TRUE;
  for (guint i = 0; i < n; i++)
    if (!is_group (groups[i], i == n - 1, groups[0]))
      return FALSE;
  return groups[0] % 4 == 0 || groups[0] <= 2;
}

gboolean
guard_validate_payment_card (const char *text, gsize n_bytes)
{
  GuardNumber number;

  if (!guard_number_read (&number, text, n_bytes) || number.n < 12 || number.n > 19 || strspn (number.text, "0123456789") != number.n)
    return FALSE;
  if (!guard_checksum_luhn (number.text, number.n) || !is_issued (&number))
    return FALSE;
  if (!is_grouped (text, n_bytes))
    return FALSE;
  return count_different_digits (number.text) >= MIN_DIFFERENT_DIGITS || is_example (number.text);
}

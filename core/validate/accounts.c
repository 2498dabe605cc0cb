/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/checksums.h"
#include "validate/number.h"
#include "validate/validate.h"

#include <string.h>
#include <unicode/uloc.h>

/* Bank accounts and banks. */

#define MAX_IBAN_BYTES 128 /* with whatever parts its groups */

static const struct
{
  char country[3];
  guint8 n_characters;
} iban_lengths[] = {
  /* SWIFT IBAN Registry */
  { "AD", 24 }, { "AE", 23 }, { "AL", 28 }, { "AT", 20 }, { "AZ", 28 }, { "BA", 20 }, { "BE", 16 }, { "BG", 22 }, { "BH", 22 },
  { "BI", 27 }, { "BR", 29 }, { "BY", 28 }, { "CH", 21 }, { "CR", 22 }, { "CY", 28 }, { "CZ", 24 }, { "DE", 22 }, { "DJ", 27 },
  { "DK", 18 }, { "DO", 28 }, { "EE", 20 }, { "EG", 29 }, { "ES", 24 }, { "FI", 18 }, { "FK", 18 }, { "FO", 18 }, { "FR", 27 },
  { "GB", 22 }, { "GE", 22 }, { "GI", 23 }, { "GL", 18 }, { "GR", 27 }, { "GT", 28 }, { "HN", 28 }, { "HR", 21 }, { "HU", 28 },
  { "IE", 22 }, { "IL", 23 }, { "IQ", 23 }, { "IS", 26 }, { "IT", 27 }, { "JO", 30 }, { "KW", 30 }, { "KZ", 20 }, { "LB", 28 },
  { "LC", 32 }, { "LI", 21 }, { "LT", 20 }, { "LU", 20 }, { "LV", 21 }, { "LY", 25 }, { "MC", 27 }, { "MD", 24 }, { "ME", 22 },
  { "MK", 19 }, { "MN", 20 }, { "MR", 27 }, { "MT", 31 }, { "MU", 30 }, { "NI", 28 }, { "NL", 18 }, { "NO", 15 }, { "OM", 23 },
  { "PK", 24 }, { "PL", 28 }, { "PS", 29 }, { "PT", 25 }, { "QA", 29 }, { "RO", 24 }, { "RS", 22 }, { "RU", 33 }, { "SA", 24 },
  { "SC", 31 }, { "SD", 18 }, { "SE", 24 }, { "SI", 19 }, { "SK", 24 }, { "SM", 27 }, { "SO", 23 }, { "ST", 25 }, { "SV", 28 },
  { "TL", 23 }, { "TN", 24 }, { "TR", 26 }, { "UA", 29 }, { "VA", 22 }, { "VG", 24 }, { "XK", 20 }, { "YE", 30 },
};

/* Returns: 0 if the country has no such numbers */
static guint
get_iban_length (const char *iban)
{
  for (gsize i = 0; i < G_N_ELEMENTS (iban_lengths); i++)
    if (memcmp (iban, iban_lengths[i].country, 2) == 0)
      return iban_lengths[i].n_characters;
  return 0;
}

static gboolean
is_iban (const GuardNumber *number)
{
  char turned[GUARD_NUMBER_MAX_CHARACTERS];

  if (number->n < 5 || number->n != get_iban_length (number->text) || !g_ascii_isdigit (number->text[2])
      || !g_ascii_isdigit (number->text[3]))
    return FALSE;
  memcpy (turned, number->text + 4, number->n - 4);
  memcpy (turned + number->n - 4, number->text, 4);
  return guard_checksum_mod_97_10 (turned, number->n) == 1;
}

/* Returns: what is left of @n_bytes without the last group behind a blank */
static gsize
leave_off_group (const char *text, gsize n_bytes)
{
  while (n_bytes > 0 && !g_ascii_isspace (text[n_bytes - 1]))
    n_bytes--;
  while (n_bytes > 0 && g_ascii_isspace (text[n_bytes - 1]))
    n_bytes--;
  return n_bytes;
}

/* In a sentence, short words that follow look like further groups; the country says where the number ends. */
gboolean
guard_validate_iban (const char *text, gsize n_bytes)
{
  GuardNumber number;

  if (n_bytes > MAX_IBAN_BYTES)
    return FALSE;
  for (gsize n = n_bytes; n > 0; n = leave_off_group (text, n))
    if (guard_number_read (&number, text, n) && is_iban (&number))
      return TRUE;
  return FALSE;
}

/* The first two digits are a district of the Federal Reserve: 01-12, +20 for savings banks, +60 for electronic payments; 80 for cheques of
 * travellers. */
gboolean
guard_validate_aba_routing (const char *text, gsize n_bytes)
{
  static const guint8 weights[] = { 3, 7, 1, 3, 7, 1, 3, 7, 1 };
  GuardNumber number;

  if (!guard_number_read_form (&number, text, n_bytes, "999999999"))
    return FALSE;

  const guint64 district = guard_number_get_value (&number, 0, 2);
  const gboolean is_district
      = (district >= 1 && district <= 12) || (district >= 21 && district <= 32) || (district >= 61 && district <= 72) || district == 80;

  return is_district && guard_checksum_weigh (number.text, number.n, weights) % 10 == 0;
}

static gboolean
is_country (const char *two_letters)
{
  const char country[] = { two_letters[0], two_letters[1], '\0' };

  if (g_str_equal (country, "XK")) /* Kosovo: not in ISO 3166, but with banks */
    return TRUE;
  for (const char *const *known = uloc_getISOCountries (); *known != NULL; known++)
    if (g_str_equal (country, *known))
      return TRUE;
  return FALSE;
}

gboolean
guard_validate_bic (const char *text, gsize n_bytes)
{
  GuardNumber number;

  if (!guard_number_read (&number, text, n_bytes))
    return FALSE;
  if (!guard_number_has_form (&number, "****AA**") && !guard_number_has_form (&number, "****AA*****"))
    return FALSE;
  return is_country (number.text + 4);
}

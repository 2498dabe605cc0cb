/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/encodings.h"
#include "validate/validate.h"

#include <string.h>

/* Addresses of coins, and the keys that spend them. */

#define VERSION_KEY_HASH 0x00
#define VERSION_SCRIPT_HASH 0x05
#define VERSION_PRIVATE_KEY 0x80

/* BIP-141: a version, then a program of 2 to 40 bytes; the first version has 20 or 32, and is the only one in the first Bech32. */
static gboolean
is_witness (const char *text, gsize n_bytes)
{
  guint8 values[90];
  gsize n_values = 0;
  const GuardBech32 encoding = guard_bech32_decode (text, n_bytes, "bc", values, &n_values);

  if (encoding == GUARD_BECH32_NONE || n_values < 2 || values[0] > 16)
    return FALSE;

  const gsize n_program = (n_values - 1) * 5 / 8;

  if (!guard_bech32_is_bytes (values + 1, n_values - 1, n_program))
    return FALSE;
  if (values[0] == 0)
    return encoding == GUARD_BECH32_FIRST && (n_program == 20 || n_program == 32);
  return encoding == GUARD_BECH32_M && n_program >= 2 && n_program <= 40;
}

gboolean
guard_validate_bitcoin_address (const char *text, gsize n_bytes)
{
  guint8 bytes[GUARD_BASE58_MAX_BYTES];

  if (guard_base58check_decode (text, n_bytes, bytes) == 21)
    return bytes[0] == VERSION_KEY_HASH || bytes[0] == VERSION_SCRIPT_HASH;
  return is_witness (text, n_bytes);
}

/* With one byte more if the public key is to be compressed. */
gboolean
guard_validate_bitcoin_private_key (const char *text, gsize n_bytes)
{
  guint8 bytes[GUARD_BASE58_MAX_BYTES];
  const gsize n = guard_base58check_decode (text, n_bytes, bytes);

  return (n == 33 || (n == 34 && bytes[33] == 1)) && bytes[0] == VERSION_PRIVATE_KEY;
}

/* xprv, yprv, zprv and what else the versions of SLIP-132 spell, public keys not: the key itself begins with a zero byte, a public one with
 * 2 or 3. */
gboolean
guard_validate_extended_private_key (const char *text, gsize n_bytes)
{
  guint8 bytes[GUARD_BASE58_MAX_BYTES];

  return guard_base58check_decode (text, n_bytes, bytes) == 78 && bytes[0] == 0x04 && bytes[45] == 0;
}

/* Letters of the hexadecimal address are upper-case where the digest of the lower-case one has a half byte of 8 or more. */
gboolean
guard_validate_ethereum_address (const char *text, gsize n_bytes)
{
  guint8 lower[40];
  guint8 digest[32];

  if (n_bytes != 42 || text[0] != '0' || text[1] != 'x')
    return FALSE;
  for (guint i = 0; i < sizeof lower; i++)
    lower[i] = (guint8) g_ascii_tolower (text[2 + i]);
  guard_keccak256 (lower, sizeof lower, digest);
  for (guint i = 0; i < sizeof lower; i++)
    {
      const gboolean is_upper = (digest[i / 2] >> (i % 2 == 0 ? 4 : 0) & 8) != 0;

      if (!g_ascii_isxdigit (text[2 + i]) || (g_ascii_isalpha (text[2 + i]) && is_upper != g_ascii_isupper (text[2 + i])))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_key_of_32_bytes (const char *text, gsize n_bytes, const char *prefix)
{
  guint8 values[90];
  gsize n_values = 0;

  return guard_bech32_decode (text, n_bytes, prefix, values, &n_values) == GUARD_BECH32_FIRST
         && guard_bech32_is_bytes (values, n_values, 32);
}

gboolean
guard_validate_age_secret_key (const char *text, gsize n_bytes)
{
  return is_key_of_32_bytes (text, n_bytes, "age-secret-key-");
}

gboolean
guard_validate_nostr_secret_key (const char *text, gsize n_bytes)
{
  return is_key_of_32_bytes (text, n_bytes, "nsec");
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/encodings.h"

#include <string.h>

/* Encodings that carry their own checksum. */

#define CHECKSUM_BYTES 4  /* of base58check */
#define CHECKSUM_VALUES 6 /* of Bech32 */
#define MAX_BECH32_BYTES 90

void
guard_sha256 (const guint8 *data, gsize n_bytes, guint8 digest[GUARD_SHA256_BYTES])
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize n_digest = GUARD_SHA256_BYTES;

  g_checksum_update (checksum, data, (gssize) n_bytes);
  g_checksum_get_digest (checksum, digest, &n_digest);
}

/* Adds one digit of base 58 to the number of bytes that ends where @bytes ends. Returns: %FALSE if it grows too big */
static gboolean
shift_in (guint8 bytes[GUARD_BASE58_MAX_BYTES], guint digit)
{
  guint carry = digit;

  for (gsize i = GUARD_BASE58_MAX_BYTES; i-- > 0;)
    {
      carry += bytes[i] * 58u;
      bytes[i] = (guint8) carry;
      carry >>= 8;
    }
  return carry == 0;
}

static gboolean
is_checked (const guint8 *bytes, gsize n_bytes)
{
  guint8 once[GUARD_SHA256_BYTES];
  guint8 twice[GUARD_SHA256_BYTES];

  guard_sha256 (bytes, n_bytes, once);
  guard_sha256 (once, sizeof once, twice);
  return memcmp (twice, bytes + n_bytes, CHECKSUM_BYTES) == 0;
}

gsize
guard_base58check_decode (const char *text, gsize n_bytes, guint8 bytes[GUARD_BASE58_MAX_BYTES])
{
  static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  guint8 number[GUARD_BASE58_MAX_BYTES] = { 0 };
  gsize n_zeros = 0;
  gsize start = 0;

  for (gsize i = 0; i < n_bytes; i++)
    {
      const char *digit = memchr (alphabet, text[i], sizeof alphabet - 1);

      if (digit == NULL || !shift_in (number, (guint) (digit - alphabet)))
        return 0;
    }
  while (n_zeros < n_bytes && text[n_zeros] == '1')
    n_zeros++;
  while (start < sizeof number && number[start] == 0)
    start++;

  const gsize n = n_zeros + sizeof number - start;

  if (n <= CHECKSUM_BYTES || n > GUARD_BASE58_MAX_BYTES)
    return 0;
  memset (bytes, 0, n_zeros);
  memcpy (bytes + n_zeros, number + start, sizeof number - start);
  return is_checked (bytes, n - CHECKSUM_BYTES) ? n - CHECKSUM_BYTES : 0;
}

static guint32
step (guint32 sum, guint value)
{
  static const guint32 generator[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
  const guint32 top = sum >> 25;

  sum = (sum & 0x1ffffff) << 5 ^ value;
  for (guint i = 0; i < G_N_ELEMENTS (generator); i++)
    sum ^= (top >> i & 1) != 0 ? generator[i] : 0;
  return sum;
}

static guint32
begin_sum (const char *prefix)
{
  guint32 sum = 1;

  for (const char *at = prefix; *at != '\0'; at++)
    sum = step (sum, (guint) *at >> 5);
  sum = step (sum, 0);
  for (const char *at = prefix; *at != '\0'; at++)
    sum = step (sum, (guint) *at & 31);
  return sum;
}

static gboolean
has_both_cases (const char *text, gsize n_bytes)
{
  gboolean has_upper = FALSE;
  gboolean has_lower = FALSE;

  for (gsize i = 0; i < n_bytes; i++)
    {
      has_upper |= g_ascii_isupper (text[i]);
      has_lower |= g_ascii_islower (text[i]);
    }
  return has_upper && has_lower;
}

GuardBech32
guard_bech32_decode (const char *text, gsize n_bytes, const char *prefix, guint8 values[90], gsize *n_values)
{
  static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  const gsize n_prefix = strlen (prefix);
  guint32 sum = begin_sum (prefix);
  gsize n = 0;

  if (n_bytes > MAX_BECH32_BYTES || n_bytes < n_prefix + 1 + CHECKSUM_VALUES || g_ascii_strncasecmp (text, prefix, n_prefix) != 0
      || text[n_prefix] != '1' || has_both_cases (text, n_bytes))
    return GUARD_BECH32_NONE;
  for (gsize i = n_prefix + 1; i < n_bytes; i++)
    {
      const char *digit = memchr (alphabet, g_ascii_tolower (text[i]), sizeof alphabet - 1);

      if (digit == NULL)
        return GUARD_BECH32_NONE;
      values[n++] = (guint8) (digit - alphabet);
      sum = step (sum, (guint) (digit - alphabet));
    }
  *n_values = n - CHECKSUM_VALUES;
  return sum == 1 ? GUARD_BECH32_FIRST : sum == 0x2bc830a3 ? GUARD_BECH32_M : GUARD_BECH32_NONE;
}

gboolean
guard_bech32_is_bytes (const guint8 *values, gsize n_values, gsize n_bytes)
{
  const gsize n_left_over = n_values * 5 % 8;

  return n_values * 5 / 8 == n_bytes && n_left_over < 5 && n_values > 0 && (values[n_values - 1] & ((1u << n_left_over) - 1)) == 0;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "validate/encodings.h"

#include <string.h>

/* Keccak-256 as it was before it became SHA-3: only the padding differs. GLib and ICU have neither, OpenSSL has it since 3.2 only,
 * libgcrypt has SHA-3 only. Section 1 and 4 of "Keccak implementation overview" by its authors. */

#define LANES 25
#define BLOCK_BYTES 136 /* 200 bytes less twice the digest */
#define ROUNDS 24

static const guint64 round_constants[ROUNDS] = {
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
  0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
  0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
  0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

static guint64
rotate (guint64 lane, guint n_bits)
{
  return lane << n_bits | lane >> (64 - n_bits);
}

/* Theta. */
static void
mix_columns (guint64 lanes[LANES])
{
  guint64 parity[5];

  for (guint x = 0; x < 5; x++)
    parity[x] = lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20];
  for (guint i = 0; i < LANES; i++)
    lanes[i] ^= parity[(i + 4) % 5] ^ rotate (parity[(i + 1) % 5], 1);
}

/* Rho and pi: each lane is turned and goes where another was, all but the first in one circle. */
static void
move_lanes (guint64 lanes[LANES])
{
  static const guint8 to[] = { 10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1 };
  static const guint8 n_bits[] = { 1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44 };
  guint64 moved = lanes[1];

  for (guint i = 0; i < G_N_ELEMENTS (to); i++)
    {
      const guint64 next = lanes[to[i]];

      lanes[to[i]] = rotate (moved, n_bits[i]);
      moved = next;
    }
}

/* Chi. */
static void
mix_rows (guint64 lanes[LANES])
{
  for (guint64 *row = lanes; row < lanes + LANES; row += 5)
    {
      const guint64 before[] = { row[0], row[1], row[2], row[3], row[4] };

      for (guint x = 0; x < 5; x++)
        row[x] = before[x] ^ (~before[(x + 1) % 5] & before[(x + 2) % 5]);
    }
}

void
guard_keccak256 (const guint8 *data, gsize n_bytes, guint8 digest[32])
{
  guint8 block[LANES * sizeof (guint64)] = { 0 };
  guint64 lanes[LANES];

  g_return_if_fail (n_bytes < BLOCK_BYTES);
  memcpy (block, data, n_bytes);
  block[n_bytes] = 0x01;
  block[BLOCK_BYTES - 1] |= 0x80;
  memcpy (lanes, block, sizeof lanes);
  for (guint i = 0; i < LANES; i++)
    lanes[i] = GUINT64_FROM_LE (lanes[i]);
  for (guint round = 0; round < ROUNDS; round++)
    {
      mix_columns (lanes);
      move_lanes (lanes);
      mix_rows (lanes);
      lanes[0] ^= round_constants[round];
    }
  for (guint i = 0; i < 4; i++)
    lanes[i] = GUINT64_TO_LE (lanes[i]);
  memcpy (digest, lanes, 32);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GUARD_SHA256_BYTES 32
#define GUARD_BASE58_MAX_BYTES 96

void guard_sha256 (const guint8 *data, gsize n_bytes, guint8 digest[GUARD_SHA256_BYTES]);

/* @bytes: (out): what the text stands for, without the checksum. Returns: how many bytes, 0 if the checksum is wrong or it is no base58 */
gsize guard_base58check_decode (const char *text, gsize n_bytes, guint8 bytes[GUARD_BASE58_MAX_BYTES]);

typedef enum
{
  GUARD_BECH32_NONE = 0, /* the checksum is wrong, or it is no Bech32 */
  GUARD_BECH32_FIRST,    /* BIP-173 */
  GUARD_BECH32_M,        /* BIP-350 */
} GuardBech32;

/* @prefix: what must stand before the "1", lower-case
 * @values: (out) (array length=n_values): what stands behind it, five bits each, without the checksum */
GuardBech32 guard_bech32_decode (const char *text, gsize n_bytes, const char *prefix, guint8 values[90], gsize *n_values);
/* Whether so many values of five bits are @n_bytes bytes, and nothing is in the bits left over. */
gboolean guard_bech32_is_bytes (const guint8 *values, gsize n_values, gsize n_bytes);

/* The digest of at most 135 bytes, which is one block. */
void guard_keccak256 (const guint8 *data, gsize n_bytes, guint8 digest[32]);

G_END_DECLS

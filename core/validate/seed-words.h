/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GUARD_SEED_WORDS          2048
#define GUARD_SEED_WORD_MAX_BYTES 8

/* Without pointers, so that nothing has to be relocated when the program starts. */
typedef struct
{
  char word[GUARD_SEED_WORD_MAX_BYTES + 2];
  guint16 value; /* its place in the list of the standard */
} GuardSeedWord;

/* Made from data/bip39-*.txt when the program is built, in the order of their bytes. */
extern const GuardSeedWord *const guard_seed_lists[]; /* ended by %NULL */

G_END_DECLS

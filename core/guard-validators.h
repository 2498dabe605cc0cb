/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a pattern cannot say: check digits, dates that exist, issuers that exist, encodings that decode. */
typedef struct
{
  const char *name;   /* as in rules: "payment-card" */
  const char *source; /* who says so: "ISO/IEC 7812-1" */
  /* @text: (array length=n_bytes): what the pattern matched (its first group if it has one), as in the searched text: separators (blanks,
   * line ends, dashes, dots, slashes, colons, brackets) may stand between; letters of either case */
  gboolean (*is_valid) (const char *text, gsize n_bytes);
} GuardValidator;

/* THE TABLE, ended by a name of %NULL. */
extern const GuardValidator guard_validators[];

/* Returns: (nullable): static */
const GuardValidator *guard_validators_find (const char *name);

G_END_DECLS

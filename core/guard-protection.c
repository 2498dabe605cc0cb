/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-protection.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *word;
  const char *sentence;
} table[] = {
  [GUARD_PROTECTION_NONE] = { "none", N_("is not encrypted") },
  [GUARD_PROTECTION_TRANSPORT] = { "transport", N_("is encrypted only up to your server, which can read it") },
  [GUARD_PROTECTION_UNVERIFIED] = { "unverified", N_("is encrypted, but nobody has checked to whom") },
  [GUARD_PROTECTION_END_TO_END] = { "end-to-end", N_("is encrypted up to the other person") },
};

static GuardProtection
clamp (GuardProtection protection)
{
  return (guint) protection < G_N_ELEMENTS (table) ? protection : GUARD_PROTECTION_NONE;
}

const char *
guard_protection_to_string (GuardProtection protection)
{
  return table[clamp (protection)].word;
}

gboolean
guard_protection_from_string (const char *word, GuardProtection *protection)
{
  *protection = GUARD_PROTECTION_NONE;
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (table[i].word, word) == 0)
      {
        *protection = (GuardProtection) i;
        return TRUE;
      }
  return FALSE;
}

const char *
guard_protection_to_words (GuardProtection protection)
{
  return _(table[clamp (protection)].sentence);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-sender.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *name;
  const char *words;
} kinds[] = {
  [GUARD_SENDER_STRANGER] = { "stranger", N_("a stranger") },
  [GUARD_SENDER_CONTACT]  = { "contact",  N_("a contact of yours") },
  [GUARD_SENDER_TRUSTED]  = { "trusted",  N_("somebody you trust") },
  [GUARD_SENDER_SELF]     = { "self",     N_("your own account") },
};

const char *
guard_sender_kind_to_string (GuardSenderKind kind)
{
  return kinds[(gsize) kind < G_N_ELEMENTS (kinds) ? kind : GUARD_SENDER_STRANGER].name;
}

GuardSenderKind
guard_sender_kind_from_string (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].name, word) == 0)
      return (GuardSenderKind) i;
  return GUARD_SENDER_STRANGER;
}

const char *
guard_sender_kind_to_words (GuardSenderKind kind)
{
  return _(kinds[(gsize) kind < G_N_ELEMENTS (kinds) ? kind : GUARD_SENDER_STRANGER].words);
}

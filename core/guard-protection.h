/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What protects a chat on its way. In the order of how much; zero is the least, and what is unknown is zero. */
typedef enum
{
  GUARD_PROTECTION_NONE = 0,   /* anybody on the way can read it, or nobody knows */
  GUARD_PROTECTION_TRANSPORT,  /* encrypted to the user's own server; servers read it, and what lies behind them is unknown */
  GUARD_PROTECTION_UNVERIFIED, /* encrypted to the other person's program, with a key that nobody has compared */
  GUARD_PROTECTION_END_TO_END, /* the same, with a key that the user has vouched for */
} GuardProtection;

/* Stable word ("none", "transport", "unverified", "end-to-end"); unknown numbers are "none". */
const char *guard_protection_to_string (GuardProtection protection);
/* Returns: %FALSE if there is no such word; @protection is "none" then */
gboolean guard_protection_from_string (const char *word, GuardProtection *protection);
/* A sentence's end for a person, translated, static: "is not encrypted", "is encrypted only up to your server" ... */
const char *guard_protection_to_words (GuardProtection protection);

G_END_DECLS

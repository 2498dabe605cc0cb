/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Messages of OTR, versions 2 and 3, as libotr writes them. Whoever can type can write one, too: the grammar alone proves nothing. */
typedef enum
{
  GUARD_OTR_KIND_NONE = 0,
  GUARD_OTR_KIND_EXCHANGE, /* the four messages that agree upon a key; hold no words of the user */
  GUARD_OTR_KIND_DATA,     /* words, encrypted */
  GUARD_OTR_KIND_FRAGMENT, /* a piece of either; which, only its first piece could say */
} GuardOtrKind;

/* @text: the whole of what leaves. What comes before or behind the message makes it none. */
GuardOtrKind guard_otr_get_kind (const char *text);

G_END_DECLS

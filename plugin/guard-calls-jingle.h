/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

G_BEGIN_DECLS

/* What a stanza says of a call: XMPP's Jingle, and Google's of old, which libpurple still understands. Reads, and does nothing. */

typedef enum
{
  GUARD_JINGLE_UNKNOWN = 0, /* nothing that a libpurple client can make use of */
  GUARD_JINGLE_BEGIN,
  GUARD_JINGLE_ACCEPT,      /* it is taken up */
  GUARD_JINGLE_DETAILS,     /* addresses, codecs */
  GUARD_JINGLE_WIDEN,       /* more than was agreed is wanted: another medium, another direction */
  GUARD_JINGLE_NOTE,        /* nothing begins of it: it rings, it is on hold */
  GUARD_JINGLE_END,
} GuardJingleStep;

/* Plain record; the strings are the stanza's. */
typedef struct
{
  GuardJingleStep step;
  const char *session;
  const char *initiator; /* (nullable): who is said to have begun it: only a claim */
  gboolean is_google;
  gboolean has_voice;    /* of what is begun or wanted; both %FALSE: it is no call */
  gboolean has_video;
  gboolean is_sound;     /* %FALSE: libpurple would stumble over it */
} GuardJingle;

/* Returns: %FALSE if @iq is not about a call at all */
gboolean guard_jingle_read (xmlnode *iq, GuardJingle *jingle);

/* The first element in @iq, which is the one that libpurple looks at. Returns: (transfer none) (nullable) */
xmlnode *guard_jingle_find_payload (const xmlnode *iq);

G_END_DECLS

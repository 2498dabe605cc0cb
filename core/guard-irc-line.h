/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A line that an IRC server sends (RFC 2812, 2.3.1), as far as it says who does what to whom. Bytes in any encoding. */
typedef struct
{
  char *nick;    /* who, or which server; %NULL: not said */
  char *mask;    /* their "user@host"; %NULL: not said */
  char *command; /* "PRIVMSG", in capitals; never %NULL */
  char *target;  /* the first parameter; %NULL: none */
} GuardIrcLine;

/* Returns: (transfer full) (nullable): %NULL: this is no such line */
GuardIrcLine *guard_irc_line_new (const char *text) G_GNUC_WARN_UNUSED_RESULT;
void guard_irc_line_free (GuardIrcLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardIrcLine, guard_irc_line_free)

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Questions that clients on IRC answer by themselves (CTCP), in a line as the server sends it. */
typedef enum
{
  GUARD_CTCP_NONE = 0,
  GUARD_CTCP_DETAILS, /* which client, which features, who the user is, how far away */
  GUARD_CTCP_TIME,    /* the local time */
} GuardCtcp;

/**
 * guard_ctcp_find:
 * @line: ":nick!user@host PRIVMSG someone :\001VERSION\001", without its end; bytes in any encoding
 * @word: (out): where the question's word begins: a place in @line
 * @n_bytes: (out): its length
 *
 * Exactly as libpurple takes such a line apart: what it would not take for a question is none.
 */
GuardCtcp guard_ctcp_find (const char *line, const char **word, gsize *n_bytes);

G_END_DECLS

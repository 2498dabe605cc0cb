/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What libpurple's purple_markup_linkify() (and so Pidgin) would make a link of in plain text, re-stated over text instead of
 * markup. One pass, linear. Also finds "aesgcm://" addresses, which other clients write and people open by hand.
 * Two differences: where libpurple finds a second "@" behind "a@b.org)" it garbles the text around the first address, which is
 * found here; and a word may begin behind a quotation mark or a ">", however those were escaped. */

typedef struct
{
  gsize offset, n_bytes; /* of the link's text */
  const char *prefix;    /* what the linkifier puts before it: "http://" for "www.", "mailto:" for an address of mail; "" (static) */
} GuardSpokenLink;

/* A walk over one text, on the stack of its owner; nothing to free. The fields are its own, but for @n_open_parentheses, which may
 * be carried over from the text before: a ")" at the end of a link belongs to a "(" that is still open. */
typedef struct
{
  const char *text;
  gsize n_bytes;
  int n_open_parentheses;
  gsize at;          /* where to look on */
  gsize first_start; /* no link begins before this */
  gsize first_local; /* no address of mail begins before this */
  gsize next_stop;   /* the first stop behind at that is known; 0: not looked for */
} GuardLinkify;

/* @text: valid UTF-8, which must outlive the walk */
void guard_linkify_init (GuardLinkify *self, const char *text, gsize n_bytes, int n_open_parentheses);
/* Returns: %FALSE if there is no more */
gboolean guard_linkify_next (GuardLinkify *self, GuardSpokenLink *link);

G_END_DECLS

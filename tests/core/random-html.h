/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* HTML put together by chance from what readers stumble over. The seed is the caller's: a failure is the same everywhere. */

static const char *const random_pieces[] = {
  "http://", "HTTPS://", "ftp://", "sftp://", "file://", "www.", "ftp.", "xmpp:", "mailto:", "aesgcm://", "irc:", "tel:", "magnet:?x",
  "a@b.org", "abc.de", "a.b", "x", "http:", "ww", "w.", "://", "//", "%20", "#y", "é", "中", "\u05d0", "😀", "\xff", "\x7f",
  "@", ".", ",", ", ", "(", ")", "<", ">", "\"", "'", "-", "?", "/", "\\", "[", "!", ";", ":", "&", " ", "\t", "\n", "\r",
  "&lt;", "&gt;", "&quot;", "&amp;", "&#58;", "&#x40;", "&#10;", "&#8203;", "&#x202e;",
  "\u202e", "\u2067", "\u2069", "\u202c", "\u200b", "\u200d", "\u200f", "\u2028",
  "<b>", "</b>", "<i>", "</i>", "<u", "<br>", "<p>", "</p>", "<td>", "<font color=red size=7>", "<font size=1>", "</font>",
  "<span style='color:#00f;font-weight:bold'>", "</span>", "<!--", "-->", "<unknown x='>",
  "<a href=\"http://x.org/\">", "<a href='", "<a href=javascript:x>", "<a title='x HREF=http://e/ y' href=http://g/>", "</a>", "</A>", "<A", "/A>",
  "<img id=7>", "<img src=a alt=b>", "<img src='http://q/'>", ":)", "purple-guard:", "(12:30:45)",
};

static inline guint32
random_next (guint32 *state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

static inline const char *
random_piece (guint32 *state)
{
  return random_pieces[random_next (state) % G_N_ELEMENTS (random_pieces)];
}

static inline char *
dup_random_html (guint32 *state, guint max_pieces)
{
  GString *html = g_string_new (NULL);

  for (guint n = random_next (state) % max_pieces; n > 0; n--)
    g_string_append (html, random_piece (state));
  return g_string_free (html, FALSE);
}

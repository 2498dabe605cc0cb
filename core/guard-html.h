/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-link.h"

#include <glib.h>

G_BEGIN_DECLS

/* A message in chat HTML, read once: plain text, links, formatting that people use, and the tricks that were tried. What is
 * shown is written anew from this (guard_html_serialise), so that what was judged is what is seen. Linear in time for any input. */
typedef struct _GuardHtml GuardHtml;

#define GUARD_HTML_MAX_BYTES (64 * 1024) /* what lies behind is shown as text without links, and is "not checked" */
#define GUARD_HTML_MAX_LINKS 100         /* more are shown as text and are "not checked": judging a link may cost 20 us and the main loop waits */
#define GUARD_HTML_MAX_SHOWN_LINKS 40    /* so many of them are written as links, see GUARD_HTML_MAX_TAGS; the others as text */

#define GUARD_HTML_MAX_PICTURES 20       /* so many of them are told (guard_html_get_pictures) */

/* Pidgin takes a message with more than 100 "<" for too much formatting: it strips the tags, decodes what is left, and reads
 * that as HTML again, where any text would become a tag. So never more than this are written. */
#define GUARD_HTML_MAX_TAGS 100

/* What a message tried. */
typedef enum
{
  GUARD_TRICK_DIRECTION = 1 << 0,         /* characters that turn the reading direction of what follows (not the mere marks LRM, RLM, ALM) */
  GUARD_TRICK_HIDDEN_CHARACTERS = 1 << 1, /* invisible characters, but those of honest writing (guard_unicode_classify) */
  GUARD_TRICK_HUGE = 1 << 2,              /* text larger than the largest size that is kept */
  GUARD_TRICK_TINY = 1 << 3,              /* text too small to read */
  GUARD_TRICK_INVISIBLE_COLOUR = 1 << 4,  /* colour on (nearly) the same colour */
  GUARD_TRICK_TOOLTIP = 1 << 5,           /* a title that names another site than the link */
  GUARD_TRICK_SCHEME = 1 << 6,            /* an anchor of a scheme that is never a link in a message: javascript, data, file, audio, open ... */
  GUARD_TRICK_PICTURE_LINK = 1 << 7,      /* an image with an address */
  GUARD_TRICK_MALFORMED = 1 << 8,         /* tags that two readers read differently (quotes in attributes, unclosed) */
  GUARD_TRICK_FAKE_LINE = 1 << 9,         /* a line that pretends to be the client's or the guard's own: "(12:30:45) Alice:", "purple-guard: ..." */
  GUARD_TRICK_BACKGROUND = 1 << 10,       /* colours the whole conversation */
} GuardTricks;

/**
 * guard_html_new:
 * @html: (array length=n_bytes): as libpurple gives it: HTML of a peer, already decrypted; any bytes
 *
 * Returns: (transfer full): never %NULL
 */
GuardHtml *guard_html_new (const char *html, gsize n_bytes) G_GNUC_WARN_UNUSED_RESULT;
void guard_html_free (GuardHtml *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardHtml, guard_html_free)

const char *guard_html_get_text (const GuardHtml *self, gsize *n_bytes); /* plain, UTF-8, lines by "\n"; n_bytes may be %NULL */
/* (element-type GuardLink): in order, those that are not shown as links included (pictures' addresses, other schemes) */
const GPtrArray *guard_html_get_links (const GuardHtml *self);
/* (element-type guint): numbers of the pictures of the client's own store, in order, at most GUARD_HTML_MAX_PICTURES */
const GArray *guard_html_get_pictures (const GuardHtml *self);
GuardTricks guard_html_get_tricks (const GuardHtml *self);
gboolean guard_html_is_wholly_read (const GuardHtml *self); /* no bound was reached */

typedef enum
{
  GUARD_HTML_PEOPLE = 0,        /* formatting that people use: bold, italic, underline, strike, links, colours and sizes within reason, line breaks */
  GUARD_HTML_PLAIN = 1 << 0,    /* text and links only, without characters that turn or hide: for strangers' tricks, popups */
  GUARD_HTML_NO_LINKS = 1 << 1, /* links become text that no linkifier makes a link of again */
  GUARD_HTML_PICTURES = 1 << 2, /* <img id="7"> stays (pictures of the client's own store); otherwise "[picture, not shown]" */
  GUARD_HTML_OWN = 1 << 3,     /* words of the guard's own: no line of it is marked as pretending */
} GuardHtmlLook;

/* What is to be shown: allowed tags only, well nested, one double-quoted href a link, its address as a browser reads it (GuardUrl's href); text
 * that is no link here is written so that neither purple_markup_linkify() nor Pidgin's tag reader finds one in it.
 * At most GUARD_HTML_MAX_TAGS tags: formatting is left out if it needs more, then lines are parted by "\n" instead of <br>.
 * A line that pretends to be somebody else's (GUARD_TRICK_FAKE_LINE) gets a mark before it, as a quotation has.
 * Reading the result again gives the same text and the links that are shown, except: those marks, characters that turn or hide are left out of links
 * (and with GUARD_HTML_PLAIN everywhere), those that turn are undone at the end of a line and before a link, and what was a link and is
 * written as text has its address behind it in parentheses. Returns: (transfer full) */
char *guard_html_serialise (const GuardHtml *self, GuardHtmlLook look) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

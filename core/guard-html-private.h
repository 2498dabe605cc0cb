/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-html.h"

#include <glib.h>

G_BEGIN_DECLS

/* What reader and writer of a message's HTML share; nobody else includes it. */

typedef enum
{
  GUARD_HTML_BOLD = 1 << 0,
  GUARD_HTML_ITALIC = 1 << 1,
  GUARD_HTML_UNDERLINE = 1 << 2,
  GUARD_HTML_STRIKE = 1 << 3,
} GuardHtmlEmphasis;

#define GUARD_HTML_NO_COLOUR G_MAXUINT32
#define GUARD_HTML_NORMAL_SIZE 3

/* How text is to look. @colour is 0xRRGGBB. */
typedef struct
{
  guint emphasis; /* GuardHtmlEmphasis */
  guint size;     /* Pidgin's 1 to 7 */
  guint32 colour, background;
} GuardHtmlStyle;

/* What one tag changes of it. */
typedef struct
{
  guint on, off; /* GuardHtmlEmphasis */
  guint size;    /* 0: unchanged */
  guint32 colour, background;
} GuardHtmlChange;

/* From @offset of the text to the next run. @style is as it is written: readable, no background. */
typedef struct
{
  gsize offset;
  GuardHtmlStyle style;
  GuardTricks tricks;
} GuardHtmlRun;

/* In place of @n_bytes of the text. */
typedef struct
{
  gsize offset, n_bytes;
  guint id; /* in the client's store of pictures */
} GuardHtmlPicture;

struct _GuardHtml
{
  GString *text;
  GArray *runs;           /* of GuardHtmlRun, in order, the first at 0 */
  GPtrArray *links;       /* of GuardLink, in order */
  GPtrArray *shown_links; /* those of them that are written as links; in order, none within another */
  GArray *pictures;       /* of GuardHtmlPicture, in order, none within a link */
  GArray *picture_ids;    /* of guint: those within links, too */
  GuardTricks tricks;
  gboolean has_invisible; /* some character of it turns or hides, the mere marks included */
  gboolean is_wholly_read;
};

/* One attribute of a tag, as it is written. */
typedef struct
{
  const char *name, *value;
  gsize n_name, n_value;
} GuardHtmlAttribute;

/* Reads the attribute at *@at, moves *@at behind it; sets *@is_malformed where readers would not agree (and else leaves it alone).
 * Returns: %FALSE if there is no more */
gboolean guard_html_next_attribute (const char **at, const char *end, GuardHtmlAttribute *attribute, gboolean *is_malformed);
gboolean guard_html_is_attribute (const GuardHtmlAttribute *attribute, const char *name);
/* Its value with entities decoded. Returns: (transfer full) */
char *guard_html_dup_value (const GuardHtmlAttribute *attribute);
/* The entity at @at, which is an "&"; those that Pidgin knows. Returns: its length in bytes, or 0 if it is none */
gsize guard_html_read_entity (const char *at, const char *end, gunichar *character);
/* A character as it may stand in plain text: line ends become "\n", controls and what is none U+FFFD. */
gunichar guard_html_make_harmless (gunichar character);

void guard_html_change_init (GuardHtmlChange *change);
void guard_html_change_by_font (GuardHtmlChange *change, const GuardHtmlAttribute *attribute);
void guard_html_change_by_css (GuardHtmlChange *change, const char *css);
/* A colour as tags or CSS name it; GUARD_HTML_NO_COLOUR if it is none */
guint32 guard_html_parse_colour (const char *text);
gboolean guard_html_is_white (guint32 colour);
void guard_html_style_init (GuardHtmlStyle *style);
void guard_html_style_add (GuardHtmlStyle *style, const GuardHtmlChange *change);
/* Takes out of @style what would deceive. Returns: what it was */
GuardTricks guard_html_style_tame (GuardHtmlStyle *style);

/* Whether the line of plain text at @line pretends to be the guard's or the client's. @is_first: of the message */
gboolean guard_html_pretends (const char *line, const char *end, gboolean is_first);

/* ---- reading ---- */

#define GUARD_HTML_MAX_NESTED 64 /* formatting of deeper tags is not kept; their text is */

typedef struct _GuardHtmlTag GuardHtmlTag;

/* A tag that is open, and what it changed. */
typedef struct
{
  const GuardHtmlTag *tag;
  GuardHtmlChange change;
} GuardHtmlOpen;

typedef struct
{
  GuardHtml *html;
  const char *start, *at, *end;
  const char *last_close;        /* behind the last ">" of all */
  gboolean has_no_more_comments; /* no "-->" comes any more */
  gboolean is_past_bound;
  char pending; /* "\n" or " " before the next text, of a block or a cell; NUL for none */
  GuardHtmlOpen open[GUARD_HTML_MAX_NESTED];
  guint n_open;
  gsize segment;          /* where the text begins that was not looked through for links */
  int n_open_parentheses; /* of it, as guard-linkify counts them */
  char *href, *title;     /* of the anchor that is open */
  gsize anchor;           /* where its text begins */
} GuardHtmlReader;

void guard_html_read (GuardHtml *self, const char *html, gsize n_bytes);

/* guard-html-text: what is appended to the text. */
void guard_html_reader_append (GuardHtmlReader *self, const char *text, gsize n_bytes);
/* What may stay as it is, up to @end at most. */
void guard_html_reader_append_plain (GuardHtmlReader *self, const char *end);
void guard_html_reader_append_character (GuardHtmlReader *self, gunichar character);
void guard_html_reader_part_text (GuardHtmlReader *self);
gboolean guard_html_reader_may_have_link (GuardHtmlReader *self);

/* guard-html-anchor: links and pictures. */
void guard_html_reader_open_anchor (GuardHtmlReader *self, const char *attributes, const char *end);
void guard_html_reader_close_anchor (GuardHtmlReader *self);
void guard_html_reader_show_picture (GuardHtmlReader *self, const char *attributes, const char *end);

/* ---- writing ---- */

typedef struct
{
  const GuardHtml *html;
  GuardHtmlLook look;
  gboolean has_raw_line_ends; /* "\n" instead of <br> */
  GString *out;
  guint n_tags;
  gsize at;                 /* in the text */
  guint run, picture, link; /* the next ones */
  const GuardLink *open_link;
  GuardHtmlStyle style; /* as it is open in out */
  GString *turned;      /* what turned the direction and is not undone: "e" embedding or override, "i" isolate */
  guint n_isolates;     /* in turned */
  gunichar previous;
} GuardHtmlWriter;

/* guard-html-characters: what is appended to out. */
void guard_html_write_tag (GuardHtmlWriter *self, const char *tag);
/* An ASCII character of text, escaped if need be; @next: the one behind it, NUL for none. */
void guard_html_write_character (GuardHtmlWriter *self, char character, char next);
/* The text up to @end. */
void guard_html_write_text (GuardHtmlWriter *self, gsize end);
/* Ends what turned the reading direction and was not ended. */
void guard_html_undo_turns (GuardHtmlWriter *self);
/* Before a line that pretends: a mark. */
void guard_html_mark_line (GuardHtmlWriter *self, gboolean is_first);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-html-private.h"

#include <string.h>

/* HTML to text, once from left to right. Whatever Pidgin would show is text here: the inside of <script>, <style> and <title>, a "<"
 * that begins no tag, an unknown entity. A tag ends at its first ">", even within quotes, since one of the readers would show what
 * follows. Comments and unknown tags are dropped, as they are there. */

typedef enum
{
  TAG_BREAK,
  TAG_BLOCK, /* a line of its own */
  TAG_CELL,
  TAG_EMPHASIS,
  TAG_STYLED,
  TAG_ANCHOR,
  TAG_IMAGE,
} TagKind;

struct _GuardHtmlTag
{
  const char *name;
  TagKind kind;
  guint emphasis; /* GuardHtmlEmphasis */
};

static const GuardHtmlTag tags[] = {
  { "a", TAG_ANCHOR, 0 },
  { "article", TAG_BLOCK, 0 },
  { "b", TAG_EMPHASIS, GUARD_HTML_BOLD },
  { "blockquote", TAG_BLOCK, 0 },
  { "body", TAG_STYLED, 0 },
  { "bold", TAG_EMPHASIS, GUARD_HTML_BOLD },
  { "br", TAG_BREAK, 0 },
  { "cite", TAG_EMPHASIS, GUARD_HTML_ITALIC },
  { "dd", TAG_BLOCK, 0 },
  { "del", TAG_EMPHASIS, GUARD_HTML_STRIKE },
  { "div", TAG_BLOCK, 0 },
  { "dl", TAG_BLOCK, 0 },
  { "dt", TAG_BLOCK, 0 },
  { "em", TAG_EMPHASIS, GUARD_HTML_ITALIC },
  { "font", TAG_STYLED, 0 },
  { "h1", TAG_BLOCK, 0 },
  { "h2", TAG_BLOCK, 0 },
  { "h3", TAG_BLOCK, 0 },
  { "h4", TAG_BLOCK, 0 },
  { "h5", TAG_BLOCK, 0 },
  { "h6", TAG_BLOCK, 0 },
  { "hr", TAG_BLOCK, 0 },
  { "html", TAG_STYLED, 0 },
  { "i", TAG_EMPHASIS, GUARD_HTML_ITALIC },
  { "img", TAG_IMAGE, 0 },
  { "ins", TAG_EMPHASIS, GUARD_HTML_UNDERLINE },
  { "italic", TAG_EMPHASIS, GUARD_HTML_ITALIC },
  { "li", TAG_BLOCK, 0 },
  { "ol", TAG_BLOCK, 0 },
  { "p", TAG_BLOCK, 0 },
  { "pre", TAG_BLOCK, 0 },
  { "s", TAG_EMPHASIS, GUARD_HTML_STRIKE },
  { "span", TAG_STYLED, 0 },
  { "strike", TAG_EMPHASIS, GUARD_HTML_STRIKE },
  { "strong", TAG_EMPHASIS, GUARD_HTML_BOLD },
  { "table", TAG_BLOCK, 0 },
  { "td", TAG_CELL, 0 },
  { "th", TAG_CELL, 0 },
  { "tr", TAG_BLOCK, 0 },
  { "u", TAG_EMPHASIS, GUARD_HTML_UNDERLINE },
  { "ul", TAG_BLOCK, 0 },
  { "underline", TAG_EMPHASIS, GUARD_HTML_UNDERLINE },
};

static void
read_entity (GuardHtmlReader *self)
{
  gunichar character;
  const gsize n_bytes = guard_html_read_entity (self->at, self->end, &character);

  if (n_bytes == 0)
    {
      guard_html_reader_append (self, self->at++, 1);
      return;
    }

  const gboolean is_number = self->at[1] == '#';
  self->at += n_bytes;
  if (is_number)
    guard_html_reader_part_text (self);
  guard_html_reader_append_character (self, character);
  if (is_number)
    guard_html_reader_part_text (self);
}

static void
read_odd_character (GuardHtmlReader *self)
{
  const gunichar character = g_utf8_get_char (self->at);

  /* "\r\n" is one line end. */
  if (character != '\r' || self->at + 1 == self->end || self->at[1] != '\n')
    guard_html_reader_append_character (self, character);
  self->at = g_utf8_next_char (self->at);
}

static void
update_style (GuardHtmlReader *self)
{
  GArray *runs = self->html->runs;
  GuardHtmlRun run = { .offset = self->html->text->len };

  guard_html_style_init (&run.style);
  for (guint i = 0; i < self->n_open; i++)
    guard_html_style_add (&run.style, &self->open[i].change);
  run.tricks = guard_html_style_tame (&run.style);

  if (runs->len > 0 && g_array_index (runs, GuardHtmlRun, runs->len - 1).offset == run.offset)
    g_array_set_size (runs, runs->len - 1);
  g_array_append_val (runs, run);
}

static void
open_tag (GuardHtmlReader *self, const GuardHtmlTag *tag, const GuardHtmlChange *change)
{
  if (self->n_open == GUARD_HTML_MAX_NESTED)
    return;

  self->open[self->n_open].tag = tag;
  self->open[self->n_open++].change = *change;
  update_style (self);
}

/* Tags are closed in any order, as Pidgin has it: only what this one changed is undone. */
static void
close_tag (GuardHtmlReader *self, const GuardHtmlTag *tag)
{
  for (guint i = self->n_open; i-- > 0;)
    if (self->open[i].tag == tag)
      {
        memmove (self->open + i, self->open + i + 1, (--self->n_open - i) * sizeof (GuardHtmlOpen));
        update_style (self);
        return;
      }
}

/* What changes nothing need not be remembered: paragraphs are seldom closed. */
static gboolean
is_change (const GuardHtmlChange *change)
{
  return change->on != 0 || change->off != 0 || change->size != 0 || change->colour != GUARD_HTML_NO_COLOUR
         || change->background != GUARD_HTML_NO_COLOUR;
}

static void
read_styled (GuardHtmlReader *self, const GuardHtmlTag *tag, const char *attributes, const char *end)
{
  GuardHtmlAttribute attribute;
  GuardHtmlChange change;
  gboolean is_malformed = FALSE;

  guard_html_change_init (&change);
  change.on = tag->emphasis;
  while (guard_html_next_attribute (&attributes, end, &attribute, &is_malformed))
    {
      if (guard_html_is_attribute (&attribute, "bgcolor"))
        {
          g_autofree char *value = guard_html_dup_value (&attribute);

          self->html->tricks |= guard_html_is_white (guard_html_parse_colour (value)) ? 0 : GUARD_TRICK_BACKGROUND;
        }
      else
        guard_html_change_by_font (&change, &attribute);
    }
  self->html->tricks |= is_malformed ? GUARD_TRICK_MALFORMED : 0;
  if (is_change (&change))
    open_tag (self, tag, &change);
}

static const GuardHtmlTag *
find_tag (const char *name, gsize n_name)
{
  const char first = g_ascii_tolower (*name);

  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    if (tags[i].name[0] == first && strlen (tags[i].name) == n_name && g_ascii_strncasecmp (tags[i].name, name, n_name) == 0)
      return &tags[i];
  return NULL;
}

static void
wait_with (GuardHtmlReader *self, char pending)
{
  if (self->pending != '\n')
    self->pending = pending;
}

static void
read_opening (GuardHtmlReader *self, const GuardHtmlTag *tag, const char *attributes, const char *end)
{
  switch (tag->kind)
    {
    case TAG_ANCHOR:
      guard_html_reader_open_anchor (self, attributes, end);
      break;
    case TAG_IMAGE:
      guard_html_reader_show_picture (self, attributes, end);
      break;
    case TAG_BREAK:
      guard_html_reader_append (self, "\n", 1);
      break;
    case TAG_CELL:
      wait_with (self, ' ');
      break;
    case TAG_BLOCK:
      wait_with (self, '\n');
      read_styled (self, tag, attributes, end);
      break;
    case TAG_EMPHASIS:
    case TAG_STYLED:
    default:
      read_styled (self, tag, attributes, end);
      break;
    }
}

static void
read_closing (GuardHtmlReader *self, const GuardHtmlTag *tag)
{
  if (tag->kind == TAG_ANCHOR)
    guard_html_reader_close_anchor (self);
  if (tag->kind == TAG_BLOCK)
    wait_with (self, '\n');
  close_tag (self, tag);
}

static gboolean
is_in_name (char character)
{
  return g_ascii_isalnum (character) || character == ':' || character == '-' || character == '_';
}

static gboolean
is_behind_name (char character)
{
  return character == '>' || character == '/' || character == ' ' || (character >= '\t' && character <= '\r');
}

/* Returns: whether it is a tag; what is none ("<3", "a < b", "<mail@example.org>") is text */
static gboolean
read_tag (GuardHtmlReader *self)
{
  const gboolean is_closing = self->at[1] == '/';
  const char *name = self->at + (is_closing ? 2 : 1), *behind = name;

  /* A ">" comes for sure, and stops this. */
  while (is_in_name (*behind))
    behind++;
  if (!g_ascii_isalpha (*name) || !is_behind_name (*behind))
    return FALSE;

  const char *close = memchr (behind, '>', self->end - behind);
  const GuardHtmlTag *tag = find_tag (name, behind - name);

  guard_html_reader_part_text (self);
  self->at = close + 1;
  if (tag != NULL && is_closing)
    read_closing (self, tag);
  else if (tag != NULL)
    read_opening (self, tag, behind, close);
  return TRUE;
}

/* A comment, a document type, an instruction. Without its "-->" a comment ends like any other tag. */
static void
skip_declaration (GuardHtmlReader *self)
{
  const gboolean is_comment = self->end - self->at >= 4 && memcmp (self->at, "<!--", 4) == 0 && !self->has_no_more_comments;
  const char *close = is_comment ? memmem (self->at + 4, self->end - self->at - 4, "-->", 3) : NULL;

  guard_html_reader_part_text (self);
  self->has_no_more_comments |= is_comment && close == NULL;
  self->at = close != NULL ? close + 3 : (const char *) memchr (self->at, '>', self->end - self->at) + 1;
}

static void
read_markup (GuardHtmlReader *self)
{
  if (self->at + 1 < self->last_close && (self->at[1] == '!' || self->at[1] == '?'))
    skip_declaration (self);
  else if (self->at + 1 >= self->last_close || !read_tag (self))
    guard_html_reader_append (self, self->at++, 1);
}

static void
read_until (GuardHtmlReader *self, const char *bound)
{
  while (self->at < bound)
    {
      guard_html_reader_append_plain (self, bound);
      if (self->at >= bound)
        break;
      if (*self->at == '<')
        read_markup (self);
      else if (*self->at == '&')
        read_entity (self);
      else
        read_odd_character (self);
    }
}

void
guard_html_read (GuardHtml *html, const char *text, gsize n_bytes)
{
  GuardHtmlReader self = { .html = html, .start = text, .at = text, .end = text + n_bytes };
  const char *last_close = n_bytes > 0 ? memrchr (text, '>', n_bytes) : NULL;

  self.last_close = last_close != NULL ? last_close + 1 : text;
  update_style (&self);
  read_until (&self, text + MIN (n_bytes, GUARD_HTML_MAX_BYTES));
  guard_html_reader_part_text (&self);

  if (n_bytes > GUARD_HTML_MAX_BYTES)
    {
      self.is_past_bound = TRUE;
      html->is_wholly_read = FALSE;
      read_until (&self, self.end);
    }
  guard_html_reader_close_anchor (&self);
}

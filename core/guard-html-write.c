/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-html-private.h"

#include <string.h>

/* Text to HTML that everybody reads alike. The text is cut where its look changes, where links begin and end, and at pictures; between
 * two cuts characters are written (guard-html-characters). A link is outermost, its formatting within. */

static const struct
{
  GuardHtmlEmphasis emphasis;
  const char *opening, *closing;
} emphases[] = {
  { GUARD_HTML_BOLD, "<b>", "</b>" },
  { GUARD_HTML_ITALIC, "<i>", "</i>" },
  { GUARD_HTML_UNDERLINE, "<u>", "</u>" },
  { GUARD_HTML_STRIKE, "<s>", "</s>" },
};

static gboolean
has_font (const GuardHtmlStyle *style)
{
  return style->colour != GUARD_HTML_NO_COLOUR || style->size != GUARD_HTML_NORMAL_SIZE;
}

static void
close_style (GuardHtmlWriter *self)
{
  if (has_font (&self->style))
    guard_html_write_tag (self, "</font>");
  for (gsize i = G_N_ELEMENTS (emphases); i-- > 0;)
    if (self->style.emphasis & emphases[i].emphasis)
      guard_html_write_tag (self, emphases[i].closing);
  guard_html_style_init (&self->style);
}

static void
open_style (GuardHtmlWriter *self, const GuardHtmlStyle *style)
{
  for (gsize i = 0; i < G_N_ELEMENTS (emphases); i++)
    if (style->emphasis & emphases[i].emphasis)
      guard_html_write_tag (self, emphases[i].opening);
  if (has_font (style))
    {
      guard_html_write_tag (self, "<font");
      if (style->colour != GUARD_HTML_NO_COLOUR)
        g_string_append_printf (self->out, " color=\"#%06x\"", style->colour);
      if (style->size != GUARD_HTML_NORMAL_SIZE)
        g_string_append_printf (self->out, " size=\"%u\"", style->size);
      g_string_append_c (self->out, '>');
    }
  self->style = *style;
}

static const GuardLink *
next_link (const GuardHtmlWriter *self)
{
  if (self->link >= self->html->shown_links->len)
    return NULL;
  return g_ptr_array_index (self->html->shown_links, self->link);
}

static gboolean
is_written_as_link (const GuardHtmlWriter *self)
{
  return !(self->look & GUARD_HTML_NO_LINKS) && self->link < GUARD_HTML_MAX_SHOWN_LINKS;
}

static void
begin_link (GuardHtmlWriter *self, const GuardLink *link)
{
  g_autofree char *href = g_markup_escape_text (guard_url_get_href (link->url), -1);

  close_style (self);
  guard_html_undo_turns (self);
  guard_html_write_tag (self, "<a href=\"");
  g_string_append_printf (self->out, "%s\">", href);
  self->open_link = link;
}

/* Text instead of a link says where it would have led, unless it is the address itself. */
static void
write_address (GuardHtmlWriter *self, const GuardLink *link)
{
  const char *href = guard_url_get_href (link->url);

  if (link->origin == GUARD_LINK_TEXT || g_str_equal (link->shown, link->spoken) || g_str_equal (link->shown, href))
    return;

  g_autofree char *address = g_strdup_printf (" (%s)", href);
  for (const char *at = address; *at != '\0'; at++)
    guard_html_write_character (self, at[0], at[1]);
}

static void
end_link (GuardHtmlWriter *self, const GuardLink *link)
{
  if (self->open_link != NULL)
    {
      close_style (self);
      guard_html_write_tag (self, "</a>");
    }
  else
    write_address (self, link);
  self->open_link = NULL;
  self->link++;
}

static void
pass_links (GuardHtmlWriter *self)
{
  const GuardLink *link = next_link (self);

  if (link != NULL && self->at >= link->offset + link->n_bytes)
    {
      end_link (self, link);
      link = next_link (self);
    }
  if (link != NULL && self->at == link->offset && is_written_as_link (self))
    begin_link (self, link);
}

static void
pass_runs (GuardHtmlWriter *self)
{
  const GArray *runs = self->html->runs;
  const GuardHtmlStyle *style;

  while (self->run + 1 < runs->len && g_array_index (runs, GuardHtmlRun, self->run + 1).offset <= self->at)
    self->run++;
  style = &g_array_index (runs, GuardHtmlRun, self->run).style;
  if (self->look & GUARD_HTML_PLAIN || memcmp (style, &self->style, sizeof *style) == 0)
    return;

  close_style (self);
  open_style (self, style);
}

/* Returns: whether there was one, and everything else is to be looked at behind it */
static gboolean
pass_picture (GuardHtmlWriter *self)
{
  const GArray *pictures = self->html->pictures;
  const GuardHtmlPicture *picture;

  if (self->picture == pictures->len || !(self->look & GUARD_HTML_PICTURES))
    return FALSE;
  picture = &g_array_index (pictures, GuardHtmlPicture, self->picture);
  if (picture->offset > self->at)
    return FALSE;

  guard_html_write_tag (self, "<img id=\"");
  g_string_append_printf (self->out, "%u\">", picture->id);
  self->at += picture->n_bytes;
  self->picture++;
  return TRUE;
}

/* Where the text is to be cut next, at the latest. */
static gsize
find_cut (const GuardHtmlWriter *self)
{
  const GuardHtml *html = self->html;
  const GuardLink *link = next_link (self);
  gsize cut = html->text->len;

  if (self->run + 1 < html->runs->len)
    cut = MIN (cut, g_array_index (html->runs, GuardHtmlRun, self->run + 1).offset);
  if (self->picture < html->pictures->len && self->look & GUARD_HTML_PICTURES)
    cut = MIN (cut, g_array_index (html->pictures, GuardHtmlPicture, self->picture).offset);
  if (link != NULL)
    cut = MIN (cut, self->at < link->offset ? link->offset : link->offset + link->n_bytes);
  return cut;
}

/* Returns: (transfer full) (nullable): %NULL if it takes too many tags */
static char *
serialise (const GuardHtml *html, GuardHtmlLook look, gboolean has_raw_line_ends)
{
  GuardHtmlWriter self = { .html = html, .look = look, .has_raw_line_ends = has_raw_line_ends };

  self.out = g_string_sized_new (html->text->len + html->text->len / 4 + 64);
  self.turned = g_string_new (NULL);
  guard_html_style_init (&self.style);

  guard_html_mark_line (&self, TRUE);
  while (self.at < html->text->len)
    {
      pass_links (&self);
      pass_runs (&self);
      if (!pass_picture (&self))
        guard_html_write_text (&self, find_cut (&self));
    }
  pass_links (&self);
  close_style (&self);
  guard_html_undo_turns (&self);

  g_string_free (self.turned, TRUE);
  return g_string_free (self.out, self.n_tags > GUARD_HTML_MAX_TAGS);
}

char *
guard_html_serialise (const GuardHtml *self, GuardHtmlLook look)
{
  char *html = serialise (self, look, FALSE);

  if (html == NULL)
    html = serialise (self, (look | GUARD_HTML_PLAIN) & ~GUARD_HTML_PICTURES, FALSE);
  if (html == NULL)
    html = serialise (self, (look | GUARD_HTML_PLAIN) & ~GUARD_HTML_PICTURES, TRUE);
  return html;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-html-private.h"
#include "guard-unicode.h"

#include <string.h>

/* A message that was read. guard-html-read fills it, with the help of guard-html-tag (attributes, entities) and guard-html-style;
 * guard-html-write writes it anew. Here it is made, freed, asked, and its lines are looked at. */

#define OWN_NAME "purple-guard:"

/* What is not seen at the beginning of a line. */
static const char *
skip_unseen (const char *line, const char *end)
{
  for (const char *behind = line; line < end && *line != '\n'; line = behind)
    {
      gunichar character = 0;

      if (!guard_unicode_next (&behind, end, &character))
        break;
      const GuardCharacterKind kind = guard_unicode_classify (0, character, 0);
      if (kind == GUARD_CHARACTER_PLAIN || kind == GUARD_CHARACTER_MARK)
        break;
    }
  return line;
}

static const char *
skip_digits (const char *text, guint max)
{
  for (guint n = 0; n < max && g_ascii_isdigit (*text); n++)
    text++;
  return text;
}

/* "(12:30", "[09:05:10": what clients put before a line. */
static gboolean
is_stamped (const char *line)
{
  if (*line != '(' && *line != '[')
    return FALSE;

  const char *minutes = skip_digits (++line, 2);

  return minutes > line && *minutes == ':' && skip_digits (minutes + 1, 2) == minutes + 3;
}

gboolean
guard_html_pretends (const char *line, const char *end, gboolean is_first)
{
  line = skip_unseen (line, end);
  if (g_ascii_strncasecmp (line, OWN_NAME, strlen (OWN_NAME)) == 0)
    return TRUE;
  /* Before the first line stands the client's own stamp already. */
  return !is_first && is_stamped (line);
}

static gboolean
has_fake_line (const GString *text)
{
  const char *end = text->str + text->len;

  if (guard_html_pretends (text->str, end, TRUE))
    return TRUE;
  for (const char *line_end = strchr (text->str, '\n'); line_end != NULL; line_end = strchr (line_end + 1, '\n'))
    if (guard_html_pretends (line_end + 1, end, FALSE))
      return TRUE;
  return FALSE;
}

static void
note_run_tricks (GuardHtml *self)
{
  for (guint i = 0; i < self->runs->len; i++)
    {
      const GuardHtmlRun *run = &g_array_index (self->runs, GuardHtmlRun, i);
      const gsize end = i + 1 < self->runs->len ? g_array_index (self->runs, GuardHtmlRun, i + 1).offset : self->text->len;

      if (run->offset < end)
        self->tricks |= run->tricks;
    }
}

GuardHtml *
guard_html_new (const char *html, gsize n_bytes)
{
  GuardHtml *self = g_new0 (GuardHtml, 1);

  self->text = g_string_sized_new (n_bytes + 16);
  self->runs = g_array_new (FALSE, FALSE, sizeof (GuardHtmlRun));
  self->links = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_link_free);
  self->shown_links = g_ptr_array_new ();
  self->pictures = g_array_new (FALSE, FALSE, sizeof (GuardHtmlPicture));
  self->picture_ids = g_array_new (FALSE, FALSE, sizeof (guint));
  self->is_wholly_read = TRUE;

  if (g_utf8_validate (html, n_bytes, NULL))
    guard_html_read (self, html, n_bytes);
  else
    {
      g_autofree char *valid = g_utf8_make_valid (html, n_bytes);

      guard_html_read (self, valid, strlen (valid));
    }

  note_run_tricks (self);
  if (has_fake_line (self->text))
    self->tricks |= GUARD_TRICK_FAKE_LINE;
  return self;
}

void
guard_html_free (GuardHtml *self)
{
  if (self == NULL)
    return;

  g_string_free (self->text, TRUE);
  g_array_unref (self->runs);
  g_ptr_array_unref (self->shown_links);
  g_ptr_array_unref (self->links);
  g_array_unref (self->pictures);
  g_array_unref (self->picture_ids);
  g_free (self);
}

const char *
guard_html_get_text (const GuardHtml *self, gsize *n_bytes)
{
  if (n_bytes != NULL)
    *n_bytes = self->text->len;
  return self->text->str;
}

const GPtrArray *
guard_html_get_links (const GuardHtml *self)
{
  return self->links;
}

const GArray *
guard_html_get_pictures (const GuardHtml *self)
{
  return self->picture_ids;
}

GuardTricks
guard_html_get_tricks (const GuardHtml *self)
{
  return self->tricks;
}

gboolean
guard_html_is_wholly_read (const GuardHtml *self)
{
  return self->is_wholly_read;
}

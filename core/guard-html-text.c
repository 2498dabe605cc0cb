/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-html-private.h"
#include "guard-linkify.h"
#include "guard-unicode.h"

/* The text of a message while it is read: what comes is appended, looked at for characters that deceive, and looked through for
 * links. Plain text between two tags is looked through when the second tag comes; a character that was written as a number (&#58;)
 * parts it as well: such text is what we, or a careful sender, wrote in order that nobody makes a link of it. */

/* Text up to here needs no look at: all but the beginnings of tags and entities, controls, and what is not ASCII. */
static const guchar is_special[256] = {
  [0x00 ... 0x08] = 1, [0x0b ... 0x1f] = 1, ['<'] = 1, ['&'] = 1, [0x7f ... 0xff] = 1,
};

gboolean
guard_html_reader_may_have_link (GuardHtmlReader *self)
{
  if (!self->is_past_bound && self->html->links->len < GUARD_HTML_MAX_LINKS)
    return TRUE;

  self->html->is_wholly_read = FALSE;
  return FALSE;
}

static void
look_for_links (GuardHtmlReader *self)
{
  GuardHtml *html = self->html;
  GuardLinkify walk;
  GuardSpokenLink found;

  guard_linkify_init (&walk, html->text->str + self->segment, html->text->len - self->segment, self->n_open_parentheses);
  while (guard_linkify_next (&walk, &found))
    {
      g_autofree char *shown = g_strndup (walk.text + found.offset, found.n_bytes);
      g_autofree char *spoken = g_strconcat (found.prefix, shown, NULL);

      if (!guard_html_reader_may_have_link (self))
        break;
      GuardLink *link = guard_link_new (GUARD_LINK_TEXT, spoken, shown, self->segment + found.offset);
      g_ptr_array_add (html->links, link);
      if (guard_link_may_be_shown (link))
        g_ptr_array_add (html->shown_links, link);
    }
  self->n_open_parentheses = walk.n_open_parentheses;
}

/* Here a tag, or a number instead of a character, parts the text. */
void
guard_html_reader_part_text (GuardHtmlReader *self)
{
  if (self->href == NULL && !self->is_past_bound && self->html->text->len > self->segment)
    look_for_links (self);
  self->segment = self->html->text->len;
}

static void
write_pending (GuardHtmlReader *self)
{
  GString *text = self->html->text;

  if (self->pending == '\0')
    return;

  if (text->len > 0 && text->str[text->len - 1] != '\n')
    {
      g_string_append_c (text, self->pending);
      /* What begins with a new line begins behind it. */
      if (self->href != NULL && self->anchor == text->len - 1)
        self->anchor = text->len;
    }
  self->pending = '\0';
}

void
guard_html_reader_append (GuardHtmlReader *self, const char *text, gsize n_bytes)
{
  if (n_bytes == 0)
    return;

  write_pending (self);
  g_string_append_len (self->html->text, text, n_bytes);
}

static void
note_character (GuardHtmlReader *self, gunichar previous, gunichar character, gunichar next)
{
  const GuardCharacterKind kind = guard_unicode_classify (previous, character, next);

  if (kind == GUARD_CHARACTER_DIRECTION)
    {
      self->html->has_invisible = TRUE;
      if (character >= 0x202a)
        self->html->tricks |= GUARD_TRICK_DIRECTION;
    }
  else if (kind == GUARD_CHARACTER_HIDDEN)
    {
      self->html->has_invisible = TRUE;
      self->html->tricks |= GUARD_TRICK_HIDDEN_CHARACTERS;
    }
}

void
guard_html_reader_append_character (GuardHtmlReader *self, gunichar character)
{
  char bytes[6];

  character = guard_html_make_harmless (character);
  if (character >= 0x80 && guard_unicode_may_deceive (character))
    note_character (self, 0, character, 0);
  guard_html_reader_append (self, bytes, g_unichar_to_utf8 (character, bytes));
}

/* Returns: whether it may stay where it is */
static gboolean
look_at_wide (GuardHtmlReader *self, const char *at)
{
  gunichar character;

  /* U+4000 ... U+9FFF, which Chinese text is made of. */
  if ((guchar) *at >= 0xe4 && (guchar) *at <= 0xe9)
    return TRUE;
  character = g_utf8_get_char (at);
  if (!guard_unicode_may_deceive (character))
    return TRUE;
  if (guard_html_make_harmless (character) != character)
    return FALSE;

  const char *before = at > self->start ? g_utf8_prev_char (at) : NULL;
  note_character (self, before != NULL ? g_utf8_get_char (before) : 0, character, guard_unicode_peek (g_utf8_next_char (at), self->end));
  return TRUE;
}

void
guard_html_reader_append_plain (GuardHtmlReader *self, const char *end)
{
  const char *at = self->at;

  for (;;)
    {
      while (at < end && !is_special[(guchar) *at])
        at++;
      if (at >= end || (guchar) *at < 0x80 || !look_at_wide (self, at))
        break;
      at = g_utf8_next_char (at);
    }
  guard_html_reader_append (self, self->at, at - self->at);
  self->at = at;
}

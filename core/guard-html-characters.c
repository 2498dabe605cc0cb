/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-html-private.h"
#include "guard-unicode.h"

#include <string.h>

/* The characters of what is written. Nothing in text may look like a link to libpurple's linkifier, which needs "://", "www.", "@" and
 * the like, nor to Pidgin's tag reader, which makes a link of any scheme it has a program for. One character of each is written as its
 * number: every reader of libpurple decodes it after it has looked for links. The linkifier also overlooks a tag that begins directly
 * behind a ")", and then reads its inside as text; such a ")" is written as its number, too. Smileys are recognised all the same. */

#define MAX_NUMBER_BYTES 8
#define MAX_SCHEME_BYTES 64
#define MARK "\u203a " /* as before a line that somebody quotes */

enum
{
  LEAVES_EMBEDDING = 0x202c,
  LEAVES_ISOLATE = 0x2069,
};

static void
write_number (GuardHtmlWriter *self, char character)
{
  char number[MAX_NUMBER_BYTES];

  g_snprintf (number, sizeof number, "&#%d;", character);
  g_string_append (self->out, number);
}

void
guard_html_write_tag (GuardHtmlWriter *self, const char *tag)
{
  GString *out = self->out;

  if (out->len > 0 && out->str[out->len - 1] == ')')
    {
      g_string_truncate (out, out->len - 1);
      write_number (self, ')');
    }
  g_string_append (out, tag);
  self->n_tags++;
}

void
guard_html_undo_turns (GuardHtmlWriter *self)
{
  for (gsize i = self->turned->len; i-- > 0;)
    g_string_append_unichar (self->out, self->turned->str[i] == 'e' ? LEAVES_EMBEDDING : LEAVES_ISOLATE);
  g_string_truncate (self->turned, 0);
  self->n_isolates = 0;
}

/* An isolate takes with it what was turned within. */
static void
leave_isolate (GuardHtmlWriter *self)
{
  gsize n_left = self->turned->len;

  if (self->n_isolates == 0)
    return;
  while (self->turned->str[--n_left] != 'i')
    continue;
  g_string_truncate (self->turned, n_left);
  self->n_isolates--;
}

static void
note_turn (GuardHtmlWriter *self, gunichar character)
{
  GString *turned = self->turned;

  if (character == LEAVES_EMBEDDING && turned->len > 0 && turned->str[turned->len - 1] == 'e')
    g_string_truncate (turned, turned->len - 1);
  else if (character == LEAVES_ISOLATE)
    leave_isolate (self);
  else if (character >= 0x202a && character <= 0x202e && character != LEAVES_EMBEDDING)
    g_string_append_c (turned, 'e');
  else if (character >= 0x2066 && character <= 0x2068)
    {
      g_string_append_c (turned, 'i');
      self->n_isolates++;
    }
}

static gboolean
is_kept (GuardHtmlWriter *self, gunichar character, gunichar next)
{
  const GuardCharacterKind kind = guard_unicode_classify (self->previous, character, next);
  const gboolean is_strict = self->open_link != NULL || self->look & GUARD_HTML_PLAIN;

  if (is_strict && (kind == GUARD_CHARACTER_DIRECTION || kind == GUARD_CHARACTER_HIDDEN))
    return FALSE;
  if (kind == GUARD_CHARACTER_DIRECTION)
    note_turn (self, character);
  return TRUE;
}

static void
write_wide (GuardHtmlWriter *self, gsize end)
{
  const char *here = self->html->text->str + self->at;
  const char *behind = g_utf8_next_char (here);
  const gunichar character = g_utf8_get_char (here);

  self->at += behind - here;
  if (!is_kept (self, character, self->at < end ? g_utf8_get_char (behind) : 0))
    return;
  g_string_append_len (self->out, here, behind - here);
  self->previous = character;
}

/* Whether what is written ends in something like a scheme: at least one letter in it, which "12" of "12:30" has not. */
static gboolean
is_behind_scheme (const GString *out)
{
  for (gsize at = out->len; at > 0 && out->len - at < MAX_SCHEME_BYTES; at--)
    {
      const char character = out->str[at - 1];

      if (g_ascii_isalpha (character))
        return TRUE;
      if (!g_ascii_isdigit (character) && character != '+' && character != '-' && character != '.')
        return FALSE;
    }
  return FALSE;
}

static gboolean
is_behind_word (const GString *out, const char *word)
{
  const gsize n_bytes = strlen (word);

  return out->len >= n_bytes && g_ascii_strncasecmp (out->str + out->len - n_bytes, word, n_bytes) == 0;
}

/* Whether a reader could make a link of this character and what is already written before it. */
static gboolean
makes_link (const GuardHtmlWriter *self, char character, char next)
{
  const GString *out = self->out;

  switch (character)
    {
    case '@':
      return TRUE;
    case ':':
      /* Before a blank it begins nothing; a tab is none for the linkifier, and before a line end turns may be undone. */
      return ((next != '\0' && next != ' ' && next != '\n') || self->turned->len > 0) && is_behind_scheme (out);
    case '.':
      return is_behind_word (out, "www") || is_behind_word (out, "ftp");
    default:
      return FALSE;
    }
}

void
guard_html_mark_line (GuardHtmlWriter *self, gboolean is_first)
{
  const GString *text = self->html->text;

  if (self->html->tricks & GUARD_TRICK_FAKE_LINE && !(self->look & GUARD_HTML_OWN)
      && guard_html_pretends (text->str + self->at, text->str + text->len, is_first))
    g_string_append (self->out, MARK);
}

static void
write_line_end (GuardHtmlWriter *self)
{
  guard_html_undo_turns (self);
  if (self->has_raw_line_ends)
    g_string_append_c (self->out, '\n');
  else
    guard_html_write_tag (self, "<br>");
  guard_html_mark_line (self, FALSE);
}

/* A character that may not simply be copied. */
void
guard_html_write_character (GuardHtmlWriter *self, char character, char next)
{
  switch (character)
    {
    case '&':
      g_string_append (self->out, "&amp;");
      break;
    case '<':
      g_string_append (self->out, "&lt;");
      break;
    case '>':
      g_string_append (self->out, "&gt;");
      break;
    case '"':
      g_string_append (self->out, "&quot;");
      break;
    case '\n':
      write_line_end (self);
      break;
    default:
      if (makes_link (self, character, next))
        write_number (self, character);
      else
        g_string_append_c (self->out, character);
      break;
    }
  self->previous = (guchar) character;
}

static const guchar is_special[256] = {
  ['\n'] = 1, ['"'] = 1, ['&'] = 1, ['.'] = 1, [':'] = 1, ['<'] = 1, ['>'] = 1, ['@'] = 1,
};

static gboolean
is_plain (const GuardHtmlWriter *self, char character)
{
  return !is_special[(guchar) character] && ((guchar) character < 0x80 || !self->html->has_invisible);
}

void
guard_html_write_text (GuardHtmlWriter *self, gsize end)
{
  const char *text = self->html->text->str;

  while (self->at < end)
    {
      const gsize start = self->at;

      while (self->at < end && is_plain (self, text[self->at]))
        self->at++;
      if (self->at > start)
        {
          g_string_append_len (self->out, text + start, self->at - start);
          self->previous = (guchar) text[self->at - 1];
        }
      if (self->at == end)
        break;
      if ((guchar) text[self->at] >= 0x80)
        write_wide (self, end);
      else
        {
          self->at++;
          guard_html_write_character (self, text[self->at - 1], text[self->at]);
        }
    }
}

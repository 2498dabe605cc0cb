/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-html-private.h"
#include "guard-linkify.h"
#include "guard-text.h"
#include "guard-unicode.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

/* Anchors and pictures of a message while it is read. A link that may not be shown as one is text with its address behind it, so that
 * a person sees what was tried; it is among the links that are judged all the same. */

#define MAX_CHARACTERS 200
#define MAX_PICTURE_DIGITS 9
#define FIRST_STRONG_ISOLATE "\u2068"

static gboolean
has_visible (const char *text, const char *end)
{
  gunichar character, previous = 0;

  while (text < end && guard_unicode_next (&text, end, &character))
    {
      const GuardCharacterKind kind = guard_unicode_classify (previous, character, guard_unicode_peek (text, end));

      if (kind == GUARD_CHARACTER_PLAIN || kind == GUARD_CHARACTER_MARK)
        return TRUE;
      previous = character;
    }
  return FALSE;
}

/* @line: of guard_text_one_line() */
static void
append_line (GuardHtmlReader *self, const char *before, const char *line, const char *behind)
{
  g_autofree char *text = g_strconcat (before, line, behind, NULL);

  guard_html_reader_append (self, text, strlen (text));
  /* It is isolated by characters of its own if it runs from right to left. */
  self->html->has_invisible |= g_str_has_prefix (line, FIRST_STRONG_ISOLATE);
}

static void
append_foreign (GuardHtmlReader *self, const char *before, const char *foreign, const char *behind)
{
  g_autofree char *line = guard_text_one_line (foreign, MAX_CHARACTERS);

  append_line (self, before, line, behind);
}

static gboolean
names_other_site (const char *title, const GuardLink *link)
{
  GuardLinkify walk;
  GuardSpokenLink found;

  guard_linkify_init (&walk, title, strlen (title), 0);
  if (link->domain[0] == '\0' || !guard_linkify_next (&walk, &found))
    return FALSE;

  g_autofree char *shown = g_strndup (title + found.offset, found.n_bytes);
  g_autofree char *spoken = g_strconcat (found.prefix, shown, NULL);
  g_autoptr(GuardLink) other = guard_link_new (GUARD_LINK_TEXT, spoken, NULL, 0);

  return other->domain[0] != '\0' && !g_str_equal (other->domain, link->domain);
}

static void
show_refused (GuardHtmlReader *self, const GuardLink *link)
{
  if (link->url != NULL)
    self->html->tricks |= GUARD_TRICK_SCHEME;
  if (!g_str_equal (link->shown, link->spoken))
    append_foreign (self, " (", link->spoken, ")");
}

void
guard_html_reader_close_anchor (GuardHtmlReader *self)
{
  const GString *text = self->html->text;

  if (self->href == NULL)
    return;

  /* A link that nobody sees. */
  if (!has_visible (text->str + self->anchor, text->str + text->len))
    append_foreign (self, "", self->href, "");

  g_autofree char *href = g_steal_pointer (&self->href);
  g_autofree char *title = g_steal_pointer (&self->title);
  GuardLink *link = guard_link_new (GUARD_LINK_ANCHOR, href, text->str + self->anchor, self->anchor);
  g_ptr_array_add (self->html->links, link);
  if (title != NULL && names_other_site (title, link))
    self->html->tricks |= GUARD_TRICK_TOOLTIP;
  if (guard_link_may_be_shown (link))
    g_ptr_array_add (self->html->shown_links, link);
  else
    show_refused (self, link);
  self->segment = text->len;
}

/* The value of the only one of its name. */
static void
take_value (char **value, const GuardHtmlAttribute *attribute, gboolean *is_malformed)
{
  if (*value != NULL)
    *is_malformed = TRUE;
  else
    *value = guard_html_dup_value (attribute);
}

void
guard_html_reader_open_anchor (GuardHtmlReader *self, const char *attributes, const char *end)
{
  GuardHtmlAttribute attribute;
  g_autofree char *href = NULL, *title = NULL;
  gboolean is_malformed = FALSE;

  while (guard_html_next_attribute (&attributes, end, &attribute, &is_malformed))
    if (guard_html_is_attribute (&attribute, "href"))
      take_value (&href, &attribute, &is_malformed);
    else if (guard_html_is_attribute (&attribute, "title"))
      take_value (&title, &attribute, &is_malformed);
  self->html->tricks |= is_malformed ? GUARD_TRICK_MALFORMED : 0;

  /* An anchor without an address does not even end the one before. */
  if (href == NULL)
    return;
  guard_html_reader_close_anchor (self);
  if (*href == '\0' || !guard_html_reader_may_have_link (self))
    return;
  self->href = g_steal_pointer (&href);
  self->title = g_steal_pointer (&title);
  self->anchor = self->html->text->len;
}

static guint
parse_picture_id (const char *text)
{
  const gsize n_digits = strspn (text, "0123456789");

  return text[n_digits] == '\0' && n_digits <= MAX_PICTURE_DIGITS ? (guint) strtoul (text, NULL, 10) : 0;
}

static void
append_picture (GuardHtmlReader *self, const char *id)
{
  const char *words = _("[picture, not shown]");
  const gsize n_bytes = strlen (words);

  guard_html_reader_append (self, words, n_bytes);

  const GuardHtmlPicture picture = { self->html->text->len - n_bytes, n_bytes, id != NULL ? parse_picture_id (id) : 0 };
  if (picture.id != 0 && self->href == NULL)
    g_array_append_val (self->html->pictures, picture);
  if (picture.id != 0 && self->html->picture_ids->len < GUARD_HTML_MAX_PICTURES)
    g_array_append_val (self->html->picture_ids, picture.id);
}

/* Pidgin would make a link to the address of it. Here nothing of a picture is a link, but the address is judged. */
static void
show_source (GuardHtmlReader *self, const char *source, const char *alternative)
{
  g_autofree char *shown = guard_text_one_line (alternative != NULL && *alternative != '\0' ? alternative : source, MAX_CHARACTERS);
  const gsize offset = self->html->text->len + strlen (" ");

  append_line (self, " ", shown, "");
  if (!g_str_equal (shown, source) && alternative != NULL)
    append_foreign (self, " (", source, ")");
  self->html->tricks |= GUARD_TRICK_PICTURE_LINK;
  if (guard_html_reader_may_have_link (self))
    g_ptr_array_add (self->html->links, guard_link_new (GUARD_LINK_ANCHOR, source, shown, offset));
}

void
guard_html_reader_show_picture (GuardHtmlReader *self, const char *attributes, const char *end)
{
  GuardHtmlAttribute attribute;
  g_autofree char *id = NULL, *source = NULL, *alternative = NULL;
  gboolean is_malformed = FALSE;

  while (guard_html_next_attribute (&attributes, end, &attribute, &is_malformed))
    if (guard_html_is_attribute (&attribute, "id"))
      take_value (&id, &attribute, &is_malformed);
    else if (guard_html_is_attribute (&attribute, "src"))
      take_value (&source, &attribute, &is_malformed);
    else if (guard_html_is_attribute (&attribute, "alt"))
      take_value (&alternative, &attribute, &is_malformed);
  self->html->tricks |= is_malformed ? GUARD_TRICK_MALFORMED : 0;

  append_picture (self, id);
  if (id == NULL && source != NULL && *source != '\0')
    show_source (self, source, alternative);
  else if (id == NULL && alternative != NULL && *alternative != '\0')
    append_foreign (self, " ", alternative, "");
  self->segment = self->html->text->len;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-html-private.h"
#include "core/guard-unicode.h"
#include "tests/core/pidgin-reader.h"

#include <string.h>

/* What must be true of every message, whatever it is: what Pidgin finds in what we write is what we judged. For the tests and for the
 * fuzz target. */

/* Without what turns and hides, which is left out in some places and undone in others. */
static inline char *
dup_visible (const char *text)
{
  GString *visible = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      const gunichar character = g_utf8_get_char (text);
      const GuardCharacterKind kind = guard_unicode_classify (0, character, 0);

      if (character == '\n' || character == '\t' || (kind != GUARD_CHARACTER_DIRECTION && kind != GUARD_CHARACTER_HIDDEN))
        g_string_append_unichar (visible, character);
    }
  return g_string_free (visible, FALSE);
}

static inline void
assert_same_visible (const char *text, const char *other)
{
  g_autofree char *visible = dup_visible (text);
  g_autofree char *other_visible = dup_visible (other);

  g_assert_cmpstr (visible, ==, other_visible);
}

static inline void
assert_links_lie_in_text (const GuardHtml *html)
{
  gsize n_text, end = 0;
  const char *text = guard_html_get_text (html, &n_text);
  const GPtrArray *links = guard_html_get_links (html);

  g_assert_true (g_utf8_validate (text, n_text, NULL));
  g_assert_cmpuint (links->len, <=, GUARD_HTML_MAX_LINKS);
  for (guint i = 0; i < links->len; i++)
    {
      const GuardLink *link = g_ptr_array_index (links, i);

      g_assert_cmpuint (link->offset + link->n_bytes, <=, n_text);
      g_assert_cmpmem (link->shown, strlen (link->shown), text + link->offset, link->n_bytes);
      g_assert_cmpuint (strlen (link->spoken), >, 0);
    }
  for (guint i = 0; i < html->shown_links->len; i++)
    {
      const GuardLink *link = g_ptr_array_index (html->shown_links, i);

      g_assert_true (guard_link_may_be_shown (link));
      g_assert_cmpuint (link->offset, >=, end);
      end = link->offset + link->n_bytes;
    }
}

static inline guint
count_written_links (const GuardHtml *html, GuardHtmlLook look)
{
  return look & GUARD_HTML_NO_LINKS ? 0 : MIN (html->shown_links->len, GUARD_HTML_MAX_SHOWN_LINKS);
}

static inline void
assert_pidgin_agrees (const GuardHtml *html, GuardHtmlLook look, const char *written)
{
  g_autofree char *linked = pidgin_linkify (written);
  g_autoptr(PidginReading) reading = pidgin_read (linked);
  const guint n_links = count_written_links (html, look);

  /* The linkifier has nothing left to find. */
  g_assert_cmpstr (linked, ==, written);
  g_assert_cmpuint (pidgin_count_tags (written), <=, GUARD_HTML_MAX_TAGS);
  g_assert_true (g_utf8_validate (written, -1, NULL));
  g_assert_cmpuint (reading->addresses->len, ==, n_links);
  for (guint i = 0; i < n_links; i++)
    {
      const GuardLink *link = g_ptr_array_index (html->shown_links, i);

      g_assert_cmpstr (g_ptr_array_index (reading->addresses, i), ==, guard_url_get_href (link->url));
      if (!(html->tricks & GUARD_TRICK_FAKE_LINE))
        assert_same_visible (g_ptr_array_index (reading->shown, i), link->shown);
    }
  /* The others have their addresses behind them, and lines that pretend a mark before them. */
  if (n_links == html->shown_links->len && !(html->tricks & GUARD_TRICK_FAKE_LINE))
    assert_same_visible (reading->text->str, guard_html_get_text (html, NULL));
}

/* But for colons: whether one at the end of a word is written as a number depends on what stands behind it. */
static inline void
assert_same_written (const char *written, const char *other)
{
  g_autoptr(GString) plain = g_string_new (written), other_plain = g_string_new (other);

  g_string_replace (plain, "&#58;", ":", 0);
  g_string_replace (other_plain, "&#58;", ":", 0);
  g_assert_cmpstr (plain->str, ==, other_plain->str);
}

static inline void
assert_reads_again (const GuardHtml *html, GuardHtmlLook look, const char *written)
{
  g_autoptr(GuardHtml) again = guard_html_new (written, strlen (written));
  g_autofree char *written_again = guard_html_serialise (again, look);
  const guint n_links = count_written_links (html, look);

  /* Formatting of nothing but characters that are left out is gone the second time, so the third tells. */
  if (!html->has_invisible)
    assert_same_written (written_again, written);
  else
    {
      g_autoptr(GuardHtml) third = guard_html_new (written_again, strlen (written_again));
      g_autofree char *written_third = guard_html_serialise (third, look);

      assert_same_written (written_third, written_again);
    }
  if (strlen (written) > GUARD_HTML_MAX_BYTES)
    return;
  g_assert_cmpuint (guard_html_get_links (again)->len, ==, n_links);
  for (guint i = 0; i < n_links; i++)
    {
      const GuardLink *link = g_ptr_array_index (html->shown_links, i), *link_again = g_ptr_array_index (again->shown_links, i);

      g_assert_cmpstr (guard_url_get_href (link_again->url), ==, guard_url_get_href (link->url));
    }
}

static inline void
assert_html_holds (const char *bytes, gsize n_bytes)
{
  static const GuardHtmlLook looks[] = {
    GUARD_HTML_PEOPLE, GUARD_HTML_PLAIN, GUARD_HTML_NO_LINKS, GUARD_HTML_PICTURES, GUARD_HTML_PLAIN | GUARD_HTML_NO_LINKS,
  };
  g_autoptr(GuardHtml) html = guard_html_new (bytes, n_bytes);

  assert_links_lie_in_text (html);
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      g_autofree char *written = guard_html_serialise (html, looks[i]);

      assert_pidgin_agrees (html, looks[i], written);
      assert_reads_again (html, looks[i], written);
    }
}

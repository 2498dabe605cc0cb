/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-linkify.h"
#include "tests/core/pidgin-entity.h"

#include <string.h>

/* guard-linkify over plain text against a linkifier (the real one or its re-statement) over the same text as markup. */

typedef char *(*Linkifier) (const char *html);

/* As little is escaped as can be: how a quotation mark was escaped makes a difference to libpurple, and none to us. */
static inline char *
escape_barely (const char *text)
{
  GString *html = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (*text == '&')
      g_string_append (html, "&amp;");
    else if (*text == '<')
      g_string_append (html, "&lt;");
    else
      g_string_append_c (html, *text);
  return g_string_free (html, FALSE);
}

/* A second "@" behind "a@b.org)" makes libpurple garble what it has written already. */
static inline gboolean
is_garbled (const char *text)
{
  const char *mail = strchr (text, '@');
  const char *close = mail != NULL ? strchr (mail, ')') : NULL;

  return close != NULL && strchr (close, '@') != NULL;
}

static inline void
append_address (GString *found, const char *address, gsize n_bytes)
{
  g_string_append_len (found, address, n_bytes);
  g_string_append_c (found, '\n');
}

/* Returns: (transfer full): addresses, a line each, as they stand in the written links */
static inline char *
dup_found_by (Linkifier linkifier, const char *text)
{
  g_autofree char *html = escape_barely (text);
  g_autofree char *linked = linkifier (html);
  GString *found = g_string_new (NULL);
  const char *end;

  for (const char *at = strstr (linked, "<A HREF=\""); at != NULL; at = strstr (end, "<A HREF=\""))
    {
      at += strlen ("<A HREF=\"");
      end = strstr (at, "\">");
      g_assert_nonnull (end);
      append_address (found, at, end - at);
    }
  return g_string_free (found, FALSE);
}

static inline char *
dup_found_by_us (const char *text)
{
  GString *found = g_string_new (NULL);
  GuardLinkify walk;
  GuardSpokenLink link;
  gsize end = 0;

  guard_linkify_init (&walk, text, strlen (text), 0);
  while (guard_linkify_next (&walk, &link))
    {
      g_assert_cmpuint (link.offset, >=, end);
      g_assert_cmpuint (link.n_bytes, >, 0);
      end = link.offset + link.n_bytes;
      g_assert_cmpuint (end, <=, strlen (text));
      g_string_append (found, link.prefix);
      append_address (found, text + link.offset, link.n_bytes);
    }
  return g_string_free (found, FALSE);
}

static inline void
assert_finds_as (Linkifier linkifier, const char *text)
{
  g_autofree char *ours = dup_found_by_us (text);
  g_autofree char *theirs = dup_found_by (linkifier, text);

  g_autofree char *folded = g_ascii_strdown (text, -1);

  if (is_garbled (text) || strstr (folded, "aesgcm:") != NULL || g_str_equal (ours, theirs))
    return;
  g_test_message ("of \"%s\"", text);
  g_assert_cmpstr (ours, ==, theirs);
}

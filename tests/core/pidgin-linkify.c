/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/pidgin-reader.h"
#include "tests/core/pidgin-entity.h"

#include <string.h>

/* One step of the loop looks at one character and copies it. A link is written at once, and then the character behind it is copied
 * without being looked at; "(" and ")" are copied at the beginning and at the end of a step, so that two characters go in one. */

typedef struct
{
  const char *start, *at;
  GString *out;
  gboolean is_in_tag;
  char quote; /* within a tag; a quote that is still open at its ">" is open in the next tag as well */
  int n_open;
} Linkifier;

static gboolean
has (const char *at, const char *word)
{
  return g_ascii_strncasecmp (at, word, strlen (word)) == 0;
}

static gboolean
is_stop (const char *at)
{
  return *at == '\0' || strchr (" ,\n\r<>\"", *at) != NULL || has (at, "&lt;") || has (at, "&gt;") || has (at, "&quot;");
}

static gboolean
begins_word (const Linkifier *self)
{
  return self->at == self->start || strchr (" ,\n\r<>\"", self->at[-1]) != NULL;
}

static void
write_link (Linkifier *self, const char *prefix, const char *from, const char *to)
{
  g_autofree char *shown = g_strndup (from, to - from);
  g_autofree char *address = pidgin_decode (shown);

  g_string_append_printf (self->out, "<A HREF=\"%s%s\">%s</A>", prefix, address, shown);
}

static void
link_address (Linkifier *self, gsize n_start, const char *prefix)
{
  const char *end = self->at;

  while (!is_stop (end))
    end++;
  if (end == self->at + n_start)
    return;
  while (*end == ',' && end[1] != ' ')
    for (end++; !is_stop (end); end++)
      continue;

  if (end[-1] == '.')
    end--;
  if (end[-1] == ')' && self->n_open > 0)
    end--;
  write_link (self, prefix, self->at, end);
  self->at = end;
}

/* Of an address without comments and quotations; nothing else gets here. */
static gboolean
is_mail (const char *address)
{
  const char *at = strchr (address, '@');
  const gsize n_local = at != NULL ? (gsize) (at - address) : 0;

  if (n_local == 0 || *address == '.')
    return FALSE;
  for (gsize i = 0; i < n_local; i++)
    if (address[i] <= ' ' || (guchar) address[i] >= 127 || strchr ("()<>,;:\\\"[]", address[i]) != NULL)
      return FALSE;

  const char *domain = at + 1;
  if (strspn (domain, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") != strlen (domain) || strlen (domain) <= 3)
    return FALSE;
  return *domain != '.' && *domain != '-' && strstr (domain, "..") == NULL && strstr (domain, ".-") == NULL && strstr (domain, "-.") == NULL
         && !g_str_has_suffix (domain, "-");
}

static void
link_mailto (Linkifier *self)
{
  const char *end = self->at;

  while (!is_stop (end))
    end++;
  if (end == self->at + strlen ("mailto:"))
    return;
  if (end[-1] == '.')
    end--;

  g_autofree char *address = g_strndup (self->at + 7, end - self->at - 7);
  address[strcspn (address, "?")] = '\0';
  if (!is_mail (address))
    return;
  write_link (self, "", self->at, end);
  self->at = end;
}

static gboolean
ends_local (const Linkifier *self, const char *at)
{
  if (*at == '\0' || strchr (" ,\n\r<>\"(", *at) != NULL || g_utf8_get_char (at) >= 127)
    return TRUE;
  if (*at != ';')
    return FALSE;
  return (at - self->start > 2 && (has (at - 3, "&lt;") || has (at - 3, "&gt;"))) || (at - self->start > 4 && has (at - 5, "&quot;"));
}

/* What was already copied of the local part is taken back; by its length in the text, whatever was written for it. */
static const char *
take_back_local (Linkifier *self)
{
  const char *local = self->at;

  while (!ends_local (self, local))
    {
      const char *before = g_utf8_find_prev_char (self->start, local);

      if (before == NULL)
        {
          g_string_truncate (self->out, 0);
          return self->start;
        }
      local = before;
    }

  const gsize n_back = self->at - local;
  if (n_back <= self->out->len)
    g_string_truncate (self->out, self->out->len - n_back);
  g_string_append_unichar (self->out, g_utf8_get_char (local));
  return g_utf8_next_char (local);
}

static void
link_mail (Linkifier *self)
{
  static const char lonely[] = "!@#$%^&*()[]{}/|\\<>\":;\r\n ";
  const char *end = self->at + 1;

  if (strchr (lonely, self->at[-1]) != NULL || *end == '\0' || strchr (lonely, *end) != NULL)
    return;

  const char *local = take_back_local (self);
  while (!is_stop (end) && g_utf8_get_char (end) < 127 && *end != ')')
    end++;
  while (end[-1] == '.')
    end--;

  g_autofree char *shown = g_strndup (local, end - local);
  g_autofree char *address = pidgin_decode (shown);
  if (is_mail (address))
    write_link (self, "mailto:", local, end);
  else
    g_string_append (self->out, shown);
  self->at = end;
}

/* An anchor, and what else begins with "<A", is copied as it is. */
static void
begin_tag (Linkifier *self)
{
  self->is_in_tag = TRUE;
  if (!has (self->at, "<A"))
    return;

  for (; *self->at != '\0' && !has (self->at, "/A>"); self->at++)
    g_string_append_c (self->out, *self->at);
  if (*self->at != '\0')
    self->is_in_tag = FALSE;
}

static void
look_in_tag (Linkifier *self)
{
  const char character = *self->at;

  if (character == '>')
    self->is_in_tag = FALSE;
  else if (self->quote == '\0' && (character == '"' || character == '\''))
    self->quote = character;
  else if (character == self->quote)
    self->quote = '\0';
}

static void
look_at_text (Linkifier *self)
{
  static const char *const anywhere[] = { "http://", "https://", "ftp://", "sftp://", "file://" };

  for (gsize i = 0; i < G_N_ELEMENTS (anywhere); i++)
    if (has (self->at, anywhere[i]))
      {
        link_address (self, strlen (anywhere[i]), "");
        return;
      }
  if (has (self->at, "www.") && self->at[4] != '.' && begins_word (self))
    link_address (self, 4, "http://");
  else if (has (self->at, "ftp.") && self->at[4] != '.' && begins_word (self))
    link_address (self, 4, "ftp://");
  else if (has (self->at, "xmpp:") && begins_word (self))
    link_address (self, 5, "");
  else if (has (self->at, "mailto:"))
    link_mailto (self);
  else if (*self->at == '@' && self->at > self->start)
    link_mail (self);
}

static void
copy (Linkifier *self)
{
  g_string_append_c (self->out, *self->at++);
}

static void
step (Linkifier *self)
{
  if (*self->at == '(' && !self->is_in_tag)
    {
      self->n_open++;
      copy (self);
    }

  if (self->is_in_tag)
    look_in_tag (self);
  else if (*self->at == '<')
    begin_tag (self);
  else
    look_at_text (self);

  if (*self->at == ')' && !self->is_in_tag)
    {
      self->n_open--;
      copy (self);
    }
  if (*self->at != '\0')
    copy (self);
}

char *
pidgin_linkify (const char *html)
{
  Linkifier self = { .start = html, .at = html, .out = g_string_new (NULL) };

  while (*self.at != '\0')
    step (&self);
  return g_string_free (self.out, FALSE);
}

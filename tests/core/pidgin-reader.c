/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/core/pidgin-reader.h"
#include "tests/core/pidgin-entity.h"

#include <ctype.h>
#include <string.h>

/* A tag is known by its name and ">", or by its name, a blank, attributes and a ">" outside quotes. Everything else up to a ">" is an
 * unknown tag, which is not shown. Text is collected ("waiting") and inserted at most tags; inserted while a link is open, it is part
 * of the link. */

static const char *const bare_tags[] = {
  "B",      "BOLD",    "/B",      "/BOLD", "I",    "ITALIC", "/I",     "/ITALIC", "U",     "UNDERLINE", "/U",     "/UNDERLINE", "S",
  "STRIKE", "/S",      "/STRIKE", "SUB",   "/SUB", "SUP",    "/SUP",   "PRE",     "/PRE",  "TITLE",     "/TITLE", "BR",         "HR",
  "/FONT",  "/A",      "P",       "/P",    "H3",   "/H3",    "HTML",   "/HTML",   "BODY",  "/BODY",     "FONT",   "HEAD",       "/HEAD",
  "BINARY", "/BINARY", "CITE",    "/CITE", "EM",   "/EM",    "STRONG", "/STRONG", "/SPAN", "BR/",       "IMG",    "SPAN",
};
static const char *const tags_with_attributes[] = { "HR", "FONT", "BODY", "A", "IMG", "P", "H3", "HTML", "SPAN", "BR" };

/* Pidgin's own, and some of those that a desktop brings. */
static const char *const protocols[] = {
  "http://", "https://", "ftp://", "gopher://", "mailto:", "file://", "audio://", "open://", "aim:", "callto:", "ed2k:", "geo:",
  "h323:",   "info:",    "irc:",   "ircs:",     "magnet:", "man:",    "sip:",     "smb:",    "tel:", "trash:",  "xmpp:", "ymsgr:",
};

typedef struct
{
  char *name;       /* upper-case; "" for one that is not known */
  const char *text; /* behind the "<" */
  gsize n_bytes;    /* without the ">" */
} Tag;

typedef struct
{
  PidginReading *reading;
  const char *at;
  gsize n_waiting;
  GString *linked; /* the text of the link that is open; NULL for none */
} Reader;

static const char *
find_end (const char *text)
{
  char quote = '\0';

  for (; *text != '\0'; text++)
    if (quote != '\0')
      quote = *text == quote ? '\0' : quote;
    else if (*text == '"' || *text == '\'')
      quote = *text;
    else if (*text == '>')
      return text;
  return NULL;
}

static gboolean
is_known (const char *text, const char *name, char behind)
{
  return g_ascii_strncasecmp (text, name, strlen (name)) == 0 && text[strlen (name)] == behind;
}

/* Of what stands behind a "<". Returns: its length without the ">", -1 if it is none */
static gssize
find_tag (const char *text, char **name)
{
  const char *close = strchr (text, '>'), *end;

  *name = NULL;
  if (close == NULL)
    return -1;
  for (gsize i = 0; i < G_N_ELEMENTS (bare_tags); i++)
    if (is_known (text, bare_tags[i], '>'))
      {
        *name = g_strdup (bare_tags[i]);
        return strlen (bare_tags[i]);
      }
  for (gsize i = 0; i < G_N_ELEMENTS (tags_with_attributes); i++)
    if (is_known (text, tags_with_attributes[i], ' ') && (end = find_end (text + strlen (tags_with_attributes[i]))) != NULL)
      {
        *name = g_strdup (tags_with_attributes[i]);
        return end - text;
      }

  *name = g_strdup ("");
  if (g_str_has_prefix (text, "!--") && (end = strstr (text + 3, "-->")) != NULL)
    return end + 2 - text;
  return close - text;
}

static gboolean
is_tag (const char *text)
{
  g_autofree char *name = NULL;

  return find_tag (text, &name) >= 0;
}

/* Only double quotes count when blanks are looked for, either kind encloses a value. */
static char *
find_attribute (const Tag *tag, const char *name)
{
  g_autofree char *text = g_strndup (tag->text, tag->n_bytes);
  const char *at = text;

  while (*at != '\0' && g_ascii_strncasecmp (at, name, strlen (name)) != 0)
    {
      gboolean is_quoted = FALSE;

      for (; *at != '\0' && (*at != ' ' || is_quoted); at++)
        is_quoted ^= *at == '"';
      at += strspn (at, " ");
    }
  if (*at == '\0')
    return NULL;

  at += strlen (name);
  const char quote = *at == '"' || *at == '\'' ? *at++ : '\0';
  const char *end = at;
  while (*end != '\0' && (quote != '\0' ? *end != quote : !isspace ((guchar) *end)))
    end++;
  if (quote != '\0' && *end == '\0')
    return NULL;

  g_autofree char *value = g_strndup (at, end - at);
  GString *decoded = g_string_new (NULL);
  char bytes[8];
  for (const char *here = value; *here != '\0';)
    {
      const gsize n_bytes = pidgin_read_entity (here, bytes);

      g_string_append_len (decoded, n_bytes > 0 ? bytes : here, n_bytes > 0 ? (gssize) strlen (bytes) : 1);
      here += MAX (n_bytes, 1);
    }
  return g_string_free (decoded, FALSE);
}

static void
insert (Reader *self, const char *bytes, gsize n_bytes)
{
  g_string_append_len (self->reading->text, bytes, n_bytes);
  if (self->linked != NULL)
    g_string_append_len (self->linked, bytes, n_bytes);
}

static void
collect (Reader *self, const char *bytes, gsize n_bytes)
{
  insert (self, bytes, n_bytes);
  self->n_waiting += n_bytes;
}

/* A link without text cannot be clicked. */
static void
end_link (Reader *self)
{
  PidginReading *reading = self->reading;

  self->n_waiting = 0;
  if (self->linked == NULL)
    return;

  if (self->linked->len == 0)
    g_ptr_array_set_size (reading->addresses, reading->addresses->len - 1);
  else
    g_ptr_array_add (reading->shown, g_strdup (self->linked->str));
  g_string_free (self->linked, TRUE);
  self->linked = NULL;
}

static void
begin_link (Reader *self, const char *address)
{
  end_link (self);
  g_ptr_array_add (self->reading->addresses, g_strdup (address));
  self->linked = g_string_new (NULL);
}

static void
read_picture (Reader *self, const Tag *tag)
{
  g_autofree char *id = find_attribute (tag, "ID=");
  g_autofree char *source = find_attribute (tag, "SRC=");
  g_autofree char *alternative = find_attribute (tag, "ALT=");

  self->n_waiting = 0;
  if (id != NULL)
    insert (self, "[picture, not shown]", strlen ("[picture, not shown]"));
  else if (source != NULL)
    {
      const char *shown = alternative != NULL ? alternative : source;

      begin_link (self, source);
      insert (self, shown, strlen (shown));
      end_link (self);
    }
}

static void
read_tag (Reader *self, const Tag *tag)
{
  g_autofree char *address = g_str_equal (tag->name, "A") ? find_attribute (tag, "HREF=") : NULL;

  if (address != NULL)
    begin_link (self, address);
  else if (g_str_equal (tag->name, "/A"))
    end_link (self);
  else if (g_str_equal (tag->name, "IMG"))
    read_picture (self, tag);
  else if (g_str_has_prefix (tag->name, "BR") || g_str_equal (tag->name, "HR") || (g_str_equal (tag->name, "P") && self->n_waiting > 0))
    collect (self, "\n", 1);
  else if (!g_str_equal (tag->name, ""))
    self->n_waiting = 0;
}

static gsize
find_protocol (const char *at)
{
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      const gsize n_bytes = strlen (protocols[i]);
      const char behind = g_ascii_strncasecmp (at, protocols[i], n_bytes) == 0 ? at[n_bytes] : '\0';

      if (behind != '\0' && !isspace ((guchar) behind) && (behind != '<' || !is_tag (at + n_bytes + 1)))
        return n_bytes;
    }
  return 0;
}

static void
read_bare_address (Reader *self, gsize n_protocol)
{
  g_autoptr(GString) address = g_string_new_len (self->at, n_protocol);
  char bytes[8];

  self->at += n_protocol;
  while (*self->at != '\0' && !isspace ((guchar) *self->at) && (*self->at != '<' || !is_tag (self->at + 1)))
    {
      const gsize n_bytes = pidgin_read_entity (self->at, bytes);

      g_string_append_len (address, n_bytes > 0 ? bytes : self->at, n_bytes > 0 ? (gssize) strlen (bytes) : 1);
      self->at += MAX (n_bytes, 1);
    }
  begin_link (self, address->str);
  insert (self, address->str, address->len);
  end_link (self);
}

static void
read_next (Reader *self)
{
  Tag tag = { NULL, self->at + 1, 0 };
  char bytes[8];
  const gssize n_tag = *self->at == '<' ? find_tag (tag.text, &tag.name) : -1;
  const gsize n_entity = pidgin_read_entity (self->at, bytes);
  const gsize n_protocol = self->linked != NULL ? 0 : find_protocol (self->at);

  if (n_tag >= 0)
    {
      tag.n_bytes = n_tag;
      read_tag (self, &tag);
      self->at = tag.text + n_tag + 1;
    }
  else if (n_entity > 0)
    {
      collect (self, bytes, strlen (bytes));
      self->at += n_entity;
    }
  else if (n_protocol > 0)
    read_bare_address (self, n_protocol);
  else
    collect (self, self->at++, 1);
  g_free (tag.name);
}

PidginReading *
pidgin_read (const char *html)
{
  PidginReading *reading = g_new0 (PidginReading, 1);
  Reader self = { .reading = reading, .at = html };

  reading->text = g_string_new (NULL);
  reading->addresses = g_ptr_array_new_with_free_func (g_free);
  reading->shown = g_ptr_array_new_with_free_func (g_free);
  while (*self.at != '\0')
    read_next (&self);
  end_link (&self);
  return reading;
}

void
pidgin_reading_free (PidginReading *self)
{
  g_string_free (self->text, TRUE);
  g_ptr_array_unref (self->addresses);
  g_ptr_array_unref (self->shown);
  g_free (self);
}

guint
pidgin_count_tags (const char *html)
{
  guint n = 0;

  for (; *html != '\0'; html++)
    n += *html == '<';
  return n;
}

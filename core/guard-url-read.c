/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-bytes.h"
#include "guard-error.h"
#include "guard-url-private.h"

#include <string.h>

/* The states of the "basic URL parser", as functions. They follow one another from left to right, and each writes its parts
 * behind those that are there. The one liberty taken: a blank in an opaque path ("mailto:a b") is encoded, since what is
 * given to a browser's command line must be one word. */

typedef struct
{
  GuardUrl *url;
  GString *text;
  GuardUrlPart part; /* which is being written */
  const char *at, *end;
} Reader;

static const struct
{
  const char *scheme;
  int port;
} special_schemes[] = { { "https", 443 }, { "http", 80 }, { "ftp", 21 }, { "ws", 80 }, { "wss", 443 }, { "file", -1 } };

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, why);
  return FALSE;
}

/* What was not started until now stays empty. */
static void
start_part (Reader *self, GuardUrlPart part)
{
  while (self->part < part)
    {
      g_string_append_c (self->text, '\0');
      self->url->offsets[++self->part] = (guint32) self->text->len;
    }
}

static gsize
part_length (const Reader *self)
{
  return self->text->len - self->url->offsets[self->part];
}

static gboolean
is_slash (const Reader *self, const char *at)
{
  return at < self->end && (*at == '/' || (*at == '\\' && self->url->is_special));
}

/* Where an authority, or a segment of a path, is over. */
static const char *
find_stop (const Reader *self)
{
  return self->at
         + guard_bytes_count_others (self->at, self->end - self->at, self->url->is_special ? GUARD_BYTES_SPECIAL_STOP : GUARD_BYTES_STOP);
}

/* --- the path --- */

static gboolean
is_drive (const char *text, gsize n_bytes)
{
  return n_bytes == 2 && g_ascii_isalpha (text[0]) && (text[1] == ':' || text[1] == '|');
}

/* Returns: the dots that a segment consists of, written plainly or as "%2e"; 0 if there is anything else */
static guint
count_dots (const char *text, gsize n_bytes)
{
  guint n = 0;

  for (gsize i = 0; i < n_bytes; n++)
    {
      if (text[i] == '.')
        i++;
      else if (n_bytes - i >= 3 && g_ascii_strncasecmp (text + i, "%2e", 3) == 0)
        i += 3;
      else
        return 0;
    }
  return n;
}

static void
shorten_path (Reader *self)
{
  const char *path = self->text->str + self->url->offsets[GUARD_URL_PATH];
  const char *slash = memrchr (path, '/', part_length (self));

  if (slash == NULL || (self->url->is_file && part_length (self) == 3 && is_drive (path + 1, 2)))
    return;
  g_string_truncate (self->text, slash - self->text->str);
}

static void
append_segment (Reader *self, const char *segment, gsize n_bytes)
{
  const gboolean is_first = part_length (self) == 0;

  g_string_append_c (self->text, '/');
  if (self->url->is_file && is_first && is_drive (segment, n_bytes))
    {
      g_string_append_c (self->text, segment[0]);
      g_string_append_c (self->text, ':');
    }
  else
    guard_bytes_append_encoded (self->text, segment, n_bytes, GUARD_BYTES_PATH);
}

static void
read_path (Reader *self)
{
  gboolean has_slash = TRUE;

  start_part (self, GUARD_URL_PATH);
  while (has_slash)
    {
      const char *segment = self->at;

      self->at = find_stop (self);
      const guint n_dots = count_dots (segment, self->at - segment);
      has_slash = is_slash (self, self->at);
      if (n_dots == 2)
        shorten_path (self);
      if (n_dots != 1 && n_dots != 2)
        append_segment (self, segment, self->at - segment);
      else if (!has_slash)
        append_segment (self, "", 0);
      self->at += has_slash;
    }
}

/* Behind a host. */
static void
read_path_start (Reader *self)
{
  if (is_slash (self, self->at))
    self->at++;
  else if (!self->url->is_special && (self->at == self->end || *self->at == '?' || *self->at == '#'))
    return;
  read_path (self);
}

static void
read_opaque_path (Reader *self)
{
  const char *start = self->at;

  while (self->at < self->end && *self->at != '?' && *self->at != '#')
    self->at++;
  self->url->has_opaque_path = TRUE;
  start_part (self, GUARD_URL_PATH);
  guard_bytes_append_encoded (self->text, start, self->at - start, GUARD_BYTES_OPAQUE_PATH);
}

static void
read_rest (Reader *self)
{
  if (self->at < self->end && *self->at == '?')
    {
      const char *start = ++self->at;
      const char *hash = memchr (start, '#', self->end - start);

      self->at = hash != NULL ? hash : self->end;
      self->url->has_query = TRUE;
      start_part (self, GUARD_URL_QUERY);
      guard_bytes_append_encoded (self->text, start, self->at - start,
                                  self->url->is_special ? GUARD_BYTES_SPECIAL_QUERY : GUARD_BYTES_QUERY);
    }
  if (self->at < self->end)
    {
      self->url->has_fragment = TRUE;
      start_part (self, GUARD_URL_FRAGMENT);
      guard_bytes_append_encoded (self->text, self->at + 1, self->end - self->at - 1, GUARD_BYTES_FRAGMENT);
    }
}

/* --- who, where --- */

static void
read_credentials (Reader *self, const char *end)
{
  const char *colon = memchr (self->at, ':', end - self->at);

  start_part (self, GUARD_URL_USERNAME);
  guard_bytes_append_encoded (self->text, self->at, (colon != NULL ? colon : end) - self->at, GUARD_BYTES_USERINFO);
  start_part (self, GUARD_URL_PASSWORD);
  if (colon != NULL)
    guard_bytes_append_encoded (self->text, colon + 1, end - colon - 1, GUARD_BYTES_USERINFO);
}

static gboolean
read_port (Reader *self, const char *end, int default_port, GError **error)
{
  int port = 0;

  if (self->at == end)
    return TRUE;
  for (; self->at < end; self->at++)
    {
      if (!g_ascii_isdigit (*self->at))
        return refuse (error, "a port that is no number");
      port = port * 10 + g_ascii_digit_value (*self->at);
      if (port > G_MAXUINT16)
        return refuse (error, "a port beyond 65535");
    }
  self->url->port = port == default_port ? -1 : port;
  return TRUE;
}

static const char *
find_port_colon (const char *at, const char *end)
{
  gboolean is_inside_brackets = FALSE;

  for (; at < end && (*at != ':' || is_inside_brackets); at++)
    is_inside_brackets = *at == '[' || (is_inside_brackets && *at != ']');
  return at;
}

static gboolean
read_authority (Reader *self, int default_port, GError **error)
{
  const char *end = find_stop (self);
  const char *last_at = memrchr (self->at, '@', end - self->at);

  if (last_at != NULL)
    {
      read_credentials (self, last_at);
      self->at = last_at + 1;
    }

  const char *colon = find_port_colon (self->at, end);
  const gsize n_host = colon - self->at;

  self->url->has_host = TRUE;
  start_part (self, GUARD_URL_HOST);
  if (n_host == 0 && (self->url->is_special || last_at != NULL || colon < end))
    return refuse (error, "no host");
  if (n_host > 0 && !guard_host_append (self->text, self->at, n_host, !self->url->is_special, &self->url->host_kind, error))
    return FALSE;

  self->at = colon < end ? colon + 1 : end;
  if (!read_port (self, end, default_port, error))
    return FALSE;
  read_path_start (self);
  return TRUE;
}

static gboolean
read_file_host (Reader *self, GError **error)
{
  const gsize n_host = find_stop (self) - self->at;

  /* Where a drive of Windows stands as the host, it is meant as the path. */
  if (is_drive (self->at, n_host))
    {
      read_path (self);
      return TRUE;
    }

  start_part (self, GUARD_URL_HOST);
  if (n_host > 0 && !guard_host_append (self->text, self->at, n_host, FALSE, &self->url->host_kind, error))
    return FALSE;
  if (g_str_equal (self->text->str + self->url->offsets[GUARD_URL_HOST], "localhost"))
    {
      g_string_truncate (self->text, self->url->offsets[GUARD_URL_HOST]);
      self->url->host_kind = GUARD_HOST_NONE;
    }
  self->at += n_host;
  read_path_start (self);
  return TRUE;
}

static gboolean
read_file (Reader *self, GError **error)
{
  self->url->has_host = TRUE;
  if (!is_slash (self, self->at))
    {
      read_path (self);
      return TRUE;
    }
  self->at++;
  if (!is_slash (self, self->at))
    {
      read_path (self);
      return TRUE;
    }
  self->at++;
  return read_file_host (self, error);
}

/* --- the whole --- */

static gboolean
read_scheme (Reader *self, GError **error)
{
  if (self->at == self->end || !g_ascii_isalpha (*self->at))
    return refuse (error, "no scheme");

  for (; self->at < self->end && *self->at != ':'; self->at++)
    {
      if (!g_ascii_isalnum (*self->at) && *self->at != '+' && *self->at != '-' && *self->at != '.')
        return refuse (error, "no scheme");
      g_string_append_c (self->text, g_ascii_tolower (*self->at));
    }
  if (self->at++ == self->end)
    return refuse (error, "no scheme");
  return TRUE;
}

static int
find_special (Reader *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (special_schemes); i++)
    if (g_str_equal (self->text->str, special_schemes[i].scheme))
      {
        self->url->is_special = TRUE;
        return special_schemes[i].port;
      }
  return -1;
}

static gboolean
read_after_scheme (Reader *self, GError **error)
{
  const int default_port = find_special (self);

  self->url->is_file = self->url->is_special && default_port < 0;
  if (self->url->is_file)
    return read_file (self, error);

  if (self->url->is_special)
    {
      while (is_slash (self, self->at))
        self->at++;
      return read_authority (self, default_port, error);
    }
  if (!is_slash (self, self->at))
    {
      read_opaque_path (self);
      return TRUE;
    }
  self->at++;
  if (is_slash (self, self->at))
    {
      self->at++;
      return read_authority (self, -1, error);
    }
  read_path (self);
  return TRUE;
}

gboolean
guard_url_read (GuardUrl *self, GString *text, const char *spoken, gsize n_bytes, GError **error)
{
  Reader reader = { .url = self, .text = text, .at = spoken, .end = spoken + n_bytes };

  self->port = -1;
  if (!read_scheme (&reader, error) || !read_after_scheme (&reader, error))
    return FALSE;
  read_rest (&reader);
  start_part (&reader, GUARD_URL_HREF);
  return TRUE;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-bytes.h"
#include "guard-error.h"
#include "guard-url-private.h"

#include <string.h>

#include <unicode/utf8.h>

/* A web address as a browser reads it (WHATWG URL Standard). What was typed is cleaned first, guard-url-read.c takes it apart,
 * and what is put together again is the only form that may be compared, shown or opened. */

static gboolean
is_trimmed (char character)
{
  return (guchar) character <= ' ';
}

/* Characters first, then what is removed: a tab must not join two halves of a character. */
static GString *
clean (const char *text, gsize n_bytes)
{
  GString *cleaned = g_string_sized_new (n_bytes);
  gsize at = 0;

  while (at < n_bytes)
    {
      const gsize n_clean = guard_bytes_count_others (text + at, n_bytes - at, GUARD_BYTES_UNCLEAN);
      gint32 character = 0;

      g_string_append_len (cleaned, text + at, n_clean);
      at += n_clean;
      if (at < n_bytes)
        U8_NEXT_OR_FFFD (text, at, n_bytes, character);
      if (character >= 0x80)
        g_string_append_unichar (cleaned, character);
    }
  return cleaned;
}

static gboolean
read_spoken (GuardUrl *self, GString *text, const char *spoken, gsize n_bytes, GError **error)
{
  while (n_bytes > 0 && is_trimmed (*spoken))
    {
      spoken++;
      n_bytes--;
    }
  while (n_bytes > 0 && is_trimmed (spoken[n_bytes - 1]))
    n_bytes--;
  if (!guard_bytes_has_any (spoken, n_bytes, GUARD_BYTES_UNCLEAN))
    return guard_url_read (self, text, spoken, n_bytes, error);

  g_autoptr(GString) cleaned = clean (spoken, n_bytes);
  return guard_url_read (self, text, cleaned->str, cleaned->len, error);
}

/* --- putting together --- */

static gboolean
is_empty (const GuardUrl *self, GuardUrlPart part)
{
  return self->offsets[part + 1] - self->offsets[part] == 1;
}

/* GString can append a part of itself, also when it has to move. */
static void
append_part (const GuardUrl *self, GString *text, GuardUrlPart part)
{
  g_string_append_len (text, text->str + self->offsets[part], self->offsets[part + 1] - self->offsets[part] - 1);
}

static void
append_credentials (const GuardUrl *self, GString *text)
{
  if (is_empty (self, GUARD_URL_USERNAME) && is_empty (self, GUARD_URL_PASSWORD))
    return;

  append_part (self, text, GUARD_URL_USERNAME);
  if (!is_empty (self, GUARD_URL_PASSWORD))
    {
      g_string_append_c (text, ':');
      append_part (self, text, GUARD_URL_PASSWORD);
    }
  g_string_append_c (text, '@');
}

static void
append_authority (const GuardUrl *self, GString *text)
{
  g_string_append (text, "//");
  append_credentials (self, text);
  append_part (self, text, GUARD_URL_HOST);
  if (self->port >= 0)
    g_string_append_printf (text, ":%d", self->port);
}

static void
append_href (const GuardUrl *self, GString *text)
{
  append_part (self, text, GUARD_URL_SCHEME);
  g_string_append_c (text, ':');
  if (self->has_host)
    append_authority (self, text);
  else if (!self->has_opaque_path && g_str_has_prefix (text->str + self->offsets[GUARD_URL_PATH], "//"))
    g_string_append (text, "/."); /* or the path would be taken for a host when it is read again */
  append_part (self, text, GUARD_URL_PATH);
  if (self->has_query)
    {
      g_string_append_c (text, '?');
      append_part (self, text, GUARD_URL_QUERY);
    }
  if (self->has_fragment)
    {
      g_string_append_c (text, '#');
      append_part (self, text, GUARD_URL_FRAGMENT);
    }
}

GuardUrl *
guard_url_new (const char *text, gsize n_bytes, GError **error)
{
  if (n_bytes > GUARD_URL_MAX_BYTES)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_TOO_BIG, "address of %" G_GSIZE_FORMAT " bytes, at most %d allowed", n_bytes,
                   GUARD_URL_MAX_BYTES);
      return NULL;
    }

  g_autoptr(GuardUrl) self = g_new0 (GuardUrl, 1);
  g_autoptr(GString) parts = g_string_sized_new (2 * n_bytes + 32);

  if (!read_spoken (self, parts, text, n_bytes, error))
    return NULL;
  append_href (self, parts);
  self->text = g_string_free (g_steal_pointer (&parts), FALSE);
  return g_steal_pointer (&self);
}

void
guard_url_free (GuardUrl *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self);
}

/* --- what it says --- */

static const char *
get_part (const GuardUrl *self, GuardUrlPart part)
{
  return self->text + self->offsets[part];
}

const char *
guard_url_get_href (const GuardUrl *self)
{
  return get_part (self, GUARD_URL_HREF);
}

const char *
guard_url_get_scheme (const GuardUrl *self)
{
  return get_part (self, GUARD_URL_SCHEME);
}

gboolean
guard_url_is_special (const GuardUrl *self)
{
  return self->is_special;
}

GuardHostKind
guard_url_get_host_kind (const GuardUrl *self)
{
  return self->host_kind;
}

const char *
guard_url_get_host (const GuardUrl *self)
{
  return get_part (self, GUARD_URL_HOST);
}

const char *
guard_url_get_username (const GuardUrl *self)
{
  return get_part (self, GUARD_URL_USERNAME);
}

const char *
guard_url_get_password (const GuardUrl *self)
{
  return get_part (self, GUARD_URL_PASSWORD);
}

int
guard_url_get_port (const GuardUrl *self)
{
  return self->port;
}

const char *
guard_url_get_path (const GuardUrl *self)
{
  return get_part (self, GUARD_URL_PATH);
}

const char *
guard_url_get_query (const GuardUrl *self)
{
  return self->has_query ? get_part (self, GUARD_URL_QUERY) : NULL;
}

const char *
guard_url_get_fragment (const GuardUrl *self)
{
  return self->has_fragment ? get_part (self, GUARD_URL_FRAGMENT) : NULL;
}

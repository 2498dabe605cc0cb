/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-output.h"

#include "core/guard-text.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#define MAX_FIELD_CHARACTERS 4096

struct _GuardJson
{
  GString *text;
};

GuardJson *
guard_json_new (void)
{
  GuardJson *self = g_new0 (GuardJson, 1);

  self->text = g_string_new ("{");
  return self;
}

void
guard_json_free (GuardJson *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_free (self);
}

/* JSON itself asks only for the C0 controls; a terminal obeys C1 as well, and a reader is misled by what has no shape. */
static gboolean
must_escape (gunichar character)
{
  switch (g_unichar_type (character))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_SURROGATE:
      return TRUE;
    default:
      return character == '"' || character == '\\';
    }
}

static void
append_escaped (GString *text, gunichar character)
{
  if (character > 0xffff)
    g_string_append_printf (text, "\\u%04x\\u%04x", 0xd800 + ((character - 0x10000) >> 10), 0xdc00 + ((character - 0x10000) & 0x3ff));
  else
    g_string_append_printf (text, "\\u%04x", character);
}

static void
append_string (GString *text, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  g_string_append_c (text, '"');
  for (const char *next = valid; *next != '\0'; next = g_utf8_next_char (next))
    {
      gunichar character = g_utf8_get_char (next);

      if (must_escape (character))
        append_escaped (text, character);
      else
        g_string_append_unichar (text, character);
    }
  g_string_append_c (text, '"');
}

static void
append_comma (GuardJson *self)
{
  const char last = self->text->str[self->text->len - 1];

  if (last != '{' && last != '[')
    g_string_append_c (self->text, ',');
}

static void
append_name (GuardJson *self, const char *name)
{
  append_comma (self);
  g_string_append_printf (self->text, "\"%s\":", name);
}

void
guard_json_add_string (GuardJson *self, const char *name, const char *value)
{
  append_name (self, name);
  if (value != NULL)
    append_string (self->text, value);
  else
    g_string_append (self->text, "null");
}

void
guard_json_add_int (GuardJson *self, const char *name, gint64 value)
{
  append_name (self, name);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

void
guard_json_add_unsigned (GuardJson *self, const char *name, guint64 value)
{
  append_name (self, name);
  g_string_append_printf (self->text, "%" G_GUINT64_FORMAT, value);
}

void
guard_json_add_bool (GuardJson *self, const char *name, gboolean value)
{
  append_name (self, name);
  g_string_append (self->text, value ? "true" : "false");
}

void
guard_json_add_time (GuardJson *self, const char *name, gint64 time_us)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree char *words = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;

  guard_json_add_string (self, name, words);
}

void
guard_json_add_verdict (GuardJson *self, GuardVerdict verdict, GuardReason reason, const char *finding)
{
  guard_json_add_string (self, "verdict", verdict != GUARD_VERDICT_NONE ? guard_verdict_to_string (verdict) : NULL);
  guard_json_add_string (self, "reason", reason != GUARD_REASON_NONE ? guard_reason_to_string (reason) : NULL);
  append_name (self, "findings");
  g_string_append_c (self->text, '[');
  if (verdict == GUARD_VERDICT_INFECTED && finding != NULL && *finding != '\0')
    append_string (self->text, finding);
  g_string_append_c (self->text, ']');
}

void
guard_json_open_list (GuardJson *self, const char *name)
{
  append_name (self, name);
  g_string_append_c (self->text, '[');
}

void
guard_json_close_list (GuardJson *self)
{
  g_string_append_c (self->text, ']');
}

void
guard_json_open_object (GuardJson *self)
{
  append_comma (self);
  g_string_append_c (self->text, '{');
}

void
guard_json_close_object (GuardJson *self)
{
  g_string_append_c (self->text, '}');
}

void
guard_json_print (GuardJson *self)
{
  guard_json_write (self);
  fflush (stdout);
}

void
guard_json_write (GuardJson *self)
{
  fputs (self->text->str, stdout);
  fputs ("}\n", stdout);
}

char *
guard_csv_field (const char *value)
{
  g_autofree char *line = guard_text_one_line (value, MAX_FIELD_CHARACTERS);
  GString *field;

  if (*line != '\0' && strchr ("=+-@|%", *line) != NULL)
    {
      char *text = g_strconcat ("'", line, NULL);

      g_free (line);
      line = text;
    }
  if (strpbrk (line, ",\"'\n\r ;") == NULL)
    return g_steal_pointer (&line);

  field = g_string_new (line);
  g_string_replace (field, "\"", "\"\"", 0);
  g_string_prepend_c (field, '"');
  g_string_append_c (field, '"');
  return g_string_free (field, FALSE);
}

char *
guard_verdict_line (GuardVerdict verdict, GuardReason reason, const char *finding)
{
  const char *words = guard_verdict_to_words (verdict);
  g_autofree char *shown = guard_text_one_line (finding, 100);

  if (verdict == GUARD_VERDICT_INFECTED && *shown != '\0')
    return g_strdup_printf ("%s: %s", words, shown);
  if (reason != GUARD_REASON_NONE)
    /* Translators: a verdict ("cannot be scanned"), then the reason ("it is encrypted") */
    return g_strdup_printf (_("%s, because %s"), words, guard_reason_to_words (reason));
  return g_strdup (words);
}

char *
guard_time_line (gint64 time_us)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("?");
}

/* Cells of a terminal: an ideograph fills two, a mark none. */
static gsize
count_cells (const char *text)
{
  gsize n_cells = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      const gunichar character = g_utf8_get_char (text);

      if (!g_unichar_iszerowidth (character))
        n_cells += g_unichar_iswide (character) ? 2 : 1;
    }
  return n_cells;
}

char *
guard_pad (const char *text, gsize width)
{
  const gsize n_cells = count_cells (text);
  g_autofree char *blanks = g_strnfill (n_cells < width ? width - n_cells : 0, ' ');

  return g_strconcat (text, blanks, NULL);
}

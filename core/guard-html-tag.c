/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-html-private.h"

#include <string.h>

/* The small parts of HTML: attributes of a tag by the HTML standard's rules, and the entities that Pidgin knows (others it shows as
 * they are written, and so do we). */

#define REPLACEMENT 0xfffd

static const struct
{
  const char *name;
  gunichar character;
} entities[] = {
  { "&amp;", '&' },   { "&lt;", '<' },   { "&gt;", '>' },   { "&nbsp;", ' ' },
  { "&copy;", 0xa9 }, { "&quot;", '"' }, { "&reg;", 0xae }, { "&apos;", '\'' },
};

static gsize
read_number (const char *at, const char *end, gunichar *character)
{
  const char *digit = at + strlen ("&#");
  const guint base = digit < end && *digit == 'x' ? 16 : 10;
  guint64 number = 0;

  if (base == 16)
    digit++;
  for (; digit < end && (base == 16 ? g_ascii_isxdigit (*digit) : g_ascii_isdigit (*digit)); digit++)
    number = MIN (number * base + g_ascii_xdigit_value (*digit), G_MAXINT32 + G_GUINT64_CONSTANT (1));
  if (digit == end || *digit != ';' || number == 0 || number > G_MAXINT32)
    return 0;

  *character = g_unichar_validate (number) ? number : REPLACEMENT;
  return digit + 1 - at;
}

gsize
guard_html_read_entity (const char *at, const char *end, gunichar *character)
{
  if (end - at < (gssize) strlen ("&#1;"))
    return 0;
  if (at[1] == '#')
    return read_number (at, end, character);

  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    {
      const gsize n_bytes = strlen (entities[i].name);

      if ((gsize) (end - at) >= n_bytes && g_ascii_strncasecmp (at, entities[i].name, n_bytes) == 0)
        {
          *character = entities[i].character;
          return n_bytes;
        }
    }
  return 0;
}

gunichar
guard_html_make_harmless (gunichar character)
{
  if (character == '\n' || character == '\t')
    return character;
  if (character == '\r' || character == 0x85 || character == 0x2028 || character == 0x2029)
    return '\n';
  return character < ' ' || (character >= 0x7f && character < 0xa0) ? REPLACEMENT : character;
}

static gboolean
is_blank (char character)
{
  return character == ' ' || (character >= '\t' && character <= '\r');
}

static const char *
skip_blanks (const char *at, const char *end)
{
  while (at < end && is_blank (*at))
    at++;
  return at;
}

static const char *
read_value (const char *at, const char *end, GuardHtmlAttribute *attribute, gboolean *is_malformed)
{
  const char quote = at < end && (*at == '"' || *at == '\'') ? *at++ : '\0';

  attribute->value = at;
  while (at < end && (quote != '\0' ? *at != quote : !is_blank (*at)))
    {
      /* Pidgin takes a quote within as one that opens or closes. */
      *is_malformed |= *at == '"' || (*at == '\'' && quote != '"');
      at++;
    }
  attribute->n_value = at - attribute->value;
  if (quote == '\0')
    return at;

  /* The other quote hides a blank from one reader and not from the other. */
  *is_malformed |= at == end
                   || (quote == '\'' && memchr (attribute->value, ' ', attribute->n_value) != NULL
                       && memchr (attribute->value, '=', attribute->n_value) != NULL);
  return at < end ? at + 1 : end;
}

gboolean
guard_html_next_attribute (const char **at, const char *end, GuardHtmlAttribute *attribute, gboolean *is_malformed)
{
  const char *here = *at;

  while (here < end && (is_blank (*here) || *here == '/'))
    here++;
  attribute->name = here;
  while (here < end && !is_blank (*here) && *here != '/' && (*here != '=' || here == attribute->name))
    {
      *is_malformed |= *here == '"' || *here == '\'';
      here++;
    }
  attribute->n_name = here - attribute->name;
  attribute->value = here;
  attribute->n_value = 0;

  const char *equals = skip_blanks (here, end);
  if (equals < end && *equals == '=' && attribute->n_name > 0)
    here = read_value (skip_blanks (equals + 1, end), end, attribute, is_malformed);
  *at = here;
  return attribute->n_name > 0;
}

gboolean
guard_html_is_attribute (const GuardHtmlAttribute *attribute, const char *name)
{
  return attribute->n_name == strlen (name) && g_ascii_strncasecmp (attribute->name, name, attribute->n_name) == 0;
}

char *
guard_html_dup_value (const GuardHtmlAttribute *attribute)
{
  GString *value = g_string_sized_new (attribute->n_value);
  const char *at = attribute->value, *end = at + attribute->n_value;

  while (at < end)
    {
      gunichar character;
      const char *special = memchr (at, '&', end - at);
      const char *stop = special != NULL ? special : end;

      g_string_append_len (value, at, stop - at);
      if (special == NULL)
        break;

      const gsize n_bytes = guard_html_read_entity (special, end, &character);
      if (n_bytes > 0)
        g_string_append_unichar (value, character);
      else
        g_string_append_c (value, '&');
      at = special + MAX (n_bytes, 1);
    }
  return g_string_free (value, FALSE);
}

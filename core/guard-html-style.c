/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-html-private.h"

#include <stdlib.h>
#include <string.h>

/* How text looks: what tags ask for, and what of it is kept. Backgrounds are never kept, so a colour is kept only where it can be
 * read on white and on black, whatever the reader's theme. */

#define MIN_SIZE 2
#define MAX_SIZE 5
#define MAX_LEVELS 7

#define WHITE 0xffffff
#define BLACK 0x000000

/* Of 1000, white being 1000. Navy is 15, yellow 928, orange 537. */
#define MIN_LUMINANCE 10
#define MAX_LUMINANCE 600

/* Two colours whose parts differ by less than this (of 255) look the same. */
#define MIN_DIFFERENCE 40

/* Those of CSS level 2, and what people choose besides. */
static const struct
{
  const char *name;
  guint32 colour;
} named_colours[] = {
  { "aqua", 0x00ffff },   { "black", 0x000000 },    { "blue", 0x0000ff },      { "brown", 0xa52a2a },   { "crimson", 0xdc143c },
  { "cyan", 0x00ffff },   { "darkblue", 0x00008b }, { "darkgreen", 0x006400 }, { "darkred", 0x8b0000 }, { "fuchsia", 0xff00ff },
  { "gold", 0xffd700 },   { "gray", 0x808080 },     { "green", 0x008000 },     { "grey", 0x808080 },    { "indigo", 0x4b0082 },
  { "ivory", 0xfffff0 },  { "lime", 0x00ff00 },     { "magenta", 0xff00ff },   { "maroon", 0x800000 },  { "navy", 0x000080 },
  { "olive", 0x808000 },  { "orange", 0xffa500 },   { "pink", 0xffc0cb },      { "purple", 0x800080 },  { "red", 0xff0000 },
  { "silver", 0xc0c0c0 }, { "snow", 0xfffafa },     { "teal", 0x008080 },      { "violet", 0xee82ee },  { "white", 0xffffff },
  { "yellow", 0xffff00 },
};

static const struct
{
  const char *name;
  guint size;
} named_sizes[] = {
  { "xx-small", 1 }, { "x-small", 2 }, { "smaller", 2 }, { "small", 2 },    { "medium", 3 },
  { "large", 4 },    { "larger", 4 },  { "x-large", 5 }, { "xx-large", 6 }, { "xxx-large", 7 },
};

/* "#rgb", "#rrggbb", and X11's "#rrrrggggbbbb". */
static guint32
parse_hexadecimal (const char *digits)
{
  const gsize n_digits = strspn (digits, "0123456789abcdefABCDEF");
  const gsize n_each = n_digits / 3;
  guint32 colour = 0;

  if (digits[n_digits] != '\0' || n_digits % 3 != 0 || n_each < 1 || n_each > 4)
    return GUARD_HTML_NO_COLOUR;

  for (gsize part = 0; part < 3; part++)
    {
      const int high = g_ascii_xdigit_value (digits[part * n_each]);
      const int low = g_ascii_xdigit_value (digits[part * n_each + (n_each > 1 ? 1 : 0)]);

      colour = colour << 8 | (guint32) (high * 16 + low);
    }
  return colour;
}

/* "(12, 34, 56)", in numbers or percent. */
static guint32
parse_parts (const char *text)
{
  guint32 colour = 0;

  for (guint part = 0; part < 3; part++)
    {
      char *end;
      const long number = strtol (text + 1, &end, 10);

      if ((*text != '(' && *text != ',') || end == text + 1)
        return GUARD_HTML_NO_COLOUR;
      colour = colour << 8 | (guint32) (*end == '%' ? CLAMP (number, 0, 100) * 255 / 100 : CLAMP (number, 0, 255));
      text = end + strspn (end, "% ");
    }
  return *text == ')' ? colour : GUARD_HTML_NO_COLOUR;
}

guint32
guard_html_parse_colour (const char *text)
{
  text += strspn (text, " \t\n");
  if (*text == '#')
    return parse_hexadecimal (text + 1);
  if (g_ascii_strncasecmp (text, "rgb(", 4) == 0)
    return parse_parts (text + 3);

  for (gsize i = 0; i < G_N_ELEMENTS (named_colours); i++)
    if (g_ascii_strcasecmp (text, named_colours[i].name) == 0)
      return named_colours[i].colour;
  return GUARD_HTML_NO_COLOUR;
}

static gboolean
is_near (guint32 colour, guint32 other)
{
  for (guint shift = 0; shift <= 16; shift += 8)
    if (abs ((int) (colour >> shift & 0xff) - (int) (other >> shift & 0xff)) >= MIN_DIFFERENCE)
      return FALSE;
  return TRUE;
}

gboolean
guard_html_is_white (guint32 colour)
{
  return is_near (colour, WHITE);
}

/* By the weights of ITU-R BT.709, with a gamma of 2. */
static guint
find_luminance (guint32 colour)
{
  const guint64 red = colour >> 16 & 0xff, green = colour >> 8 & 0xff, blue = colour & 0xff;

  return (guint) ((213 * red * red + 715 * green * green + 72 * blue * blue) / (255 * 255));
}

void
guard_html_change_init (GuardHtmlChange *change)
{
  memset (change, 0, sizeof *change);
  change->colour = GUARD_HTML_NO_COLOUR;
  change->background = GUARD_HTML_NO_COLOUR;
}

/* "5", "+2", "-1": 0 if it is none. */
static guint
parse_font_size (const char *text)
{
  const long number = strtol (text, NULL, 10);

  if (*text == '+' || *text == '-')
    return (guint) CLAMP (GUARD_HTML_NORMAL_SIZE + CLAMP (number, -MAX_LEVELS, MAX_LEVELS), 1, MAX_LEVELS);
  return g_ascii_isdigit (*text) ? (guint) CLAMP (number, 1, MAX_LEVELS) : 0;
}

void
guard_html_change_by_font (GuardHtmlChange *change, const GuardHtmlAttribute *attribute)
{
  g_autofree char *value = guard_html_dup_value (attribute);

  if (guard_html_is_attribute (attribute, "color"))
    change->colour = guard_html_parse_colour (value);
  else if (guard_html_is_attribute (attribute, "back"))
    change->background = guard_html_parse_colour (value);
  else if (guard_html_is_attribute (attribute, "size"))
    change->size = parse_font_size (value);
  else if (guard_html_is_attribute (attribute, "style"))
    guard_html_change_by_css (change, value);
}

static guint
find_size (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (named_sizes); i++)
    if (g_ascii_strcasecmp (name, named_sizes[i].name) == 0)
      return named_sizes[i].size;
  /* Lengths are for other clients: Pidgin leaves the size as it is. */
  return 0;
}

static void
set_emphasis (GuardHtmlChange *change, GuardHtmlEmphasis emphasis, gboolean is_on)
{
  if (is_on)
    change->on |= emphasis;
  else
    change->off |= emphasis;
}

static void
change_by_property (GuardHtmlChange *change, const char *name, const char *value)
{
  if (g_ascii_strcasecmp (name, "color") == 0)
    change->colour = guard_html_parse_colour (value);
  else if (g_ascii_strcasecmp (name, "background") == 0 || g_ascii_strcasecmp (name, "background-color") == 0)
    change->background = guard_html_parse_colour (value);
  else if (g_ascii_strcasecmp (name, "font-size") == 0)
    change->size = find_size (value);
  else if (g_ascii_strcasecmp (name, "font-weight") == 0)
    set_emphasis (change, GUARD_HTML_BOLD, g_ascii_strncasecmp (value, "bold", 4) == 0 || strtol (value, NULL, 10) >= 700);
  else if (g_ascii_strcasecmp (name, "font-style") == 0)
    set_emphasis (change, GUARD_HTML_ITALIC, g_ascii_strcasecmp (value, "italic") == 0 || g_ascii_strcasecmp (value, "oblique") == 0);
  else if (g_ascii_strcasecmp (name, "text-decoration") == 0)
    {
      change->on |= strstr (value, "underline") != NULL ? GUARD_HTML_UNDERLINE : 0;
      change->on |= strstr (value, "line-through") != NULL ? GUARD_HTML_STRIKE : 0;
    }
}

void
guard_html_change_by_css (GuardHtmlChange *change, const char *css)
{
  while (*css != '\0')
    {
      const char *end = strchrnul (css, ';');
      g_autofree char *property = g_strndup (css, end - css);
      char *colon = strchr (property, ':');

      if (colon != NULL)
        {
          *colon = '\0';
          change_by_property (change, g_strstrip (property), g_strstrip (colon + 1));
        }
      css = *end != '\0' ? end + 1 : end;
    }
}

void
guard_html_style_init (GuardHtmlStyle *style)
{
  style->emphasis = 0;
  style->size = GUARD_HTML_NORMAL_SIZE;
  style->colour = GUARD_HTML_NO_COLOUR;
  style->background = GUARD_HTML_NO_COLOUR;
}

void
guard_html_style_add (GuardHtmlStyle *style, const GuardHtmlChange *change)
{
  style->emphasis = (style->emphasis & ~change->off) | change->on;
  if (change->size != 0)
    style->size = change->size;
  if (change->colour != GUARD_HTML_NO_COLOUR)
    style->colour = change->colour;
  if (change->background != GUARD_HTML_NO_COLOUR)
    style->background = change->background;
}

static gboolean
is_invisible (const GuardHtmlStyle *style)
{
  if (style->colour == GUARD_HTML_NO_COLOUR && style->background == GUARD_HTML_NO_COLOUR)
    return FALSE;
  return is_near (style->colour != GUARD_HTML_NO_COLOUR ? style->colour : BLACK,
                  style->background != GUARD_HTML_NO_COLOUR ? style->background : WHITE);
}

GuardTricks
guard_html_style_tame (GuardHtmlStyle *style)
{
  GuardTricks tricks = 0;

  if (is_invisible (style))
    tricks |= GUARD_TRICK_INVISIBLE_COLOUR;
  if (style->size > MAX_SIZE)
    tricks |= GUARD_TRICK_HUGE;
  if (style->size < MIN_SIZE)
    tricks |= GUARD_TRICK_TINY;

  if (style->colour != GUARD_HTML_NO_COLOUR
      && (is_invisible (style) || find_luminance (style->colour) < MIN_LUMINANCE || find_luminance (style->colour) > MAX_LUMINANCE))
    style->colour = GUARD_HTML_NO_COLOUR;
  style->background = GUARD_HTML_NO_COLOUR;
  style->size = CLAMP (style->size, MIN_SIZE, MAX_SIZE);
  return tricks;
}

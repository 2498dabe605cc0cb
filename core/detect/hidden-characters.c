/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"
#include "guard-bytes.h"
#include "guard-unicode.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Characters that turn the reading direction, or that nobody sees, where a person looks to learn where a link leads. Encoded in the address
 * they come to the eye in a browser's address bar; encoded controls are data, and stay encoded there. */

static gboolean
is_line_end (gunichar character)
{
  return character == '\n' || character == '\r' || character == '\t';
}

/* The worst kind of character in @text. */
static GuardCharacterKind
find_worst (const char *text, gboolean is_address)
{
  const char *end = text + strlen (text);
  GuardCharacterKind worst = GUARD_CHARACTER_PLAIN;
  gunichar previous = 0, character = 0;

  while (text < end && worst != GUARD_CHARACTER_DIRECTION)
    {
      GuardCharacterKind kind;

      if (!guard_unicode_next (&text, end, &character))
        character = 0xfffd;
      kind = guard_unicode_classify (previous, character, guard_unicode_peek (text, end));
      if (kind == GUARD_CHARACTER_DIRECTION || (kind == GUARD_CHARACTER_HIDDEN && (is_address || !is_line_end (character))))
        worst = kind;
      previous = character;
    }
  return worst;
}

static GuardCharacterKind
get_worse (GuardCharacterKind one, GuardCharacterKind other)
{
  return one == GUARD_CHARACTER_PLAIN || other == GUARD_CHARACTER_DIRECTION ? other : one;
}

/* @encoded with its encoded characters, but not its encoded controls, as they are. */
static char *
dup_decoded (const char *encoded)
{
  g_autoptr(GString) decoded = g_string_new (NULL);

  guard_bytes_append_decoded (decoded, encoded, strlen (encoded));
  for (gsize i = 0; i < decoded->len; i++)
    if (g_ascii_iscntrl (decoded->str[i]))
      decoded->str[i] = ' ';
  return g_utf8_make_valid (decoded->str, decoded->len);
}

/* Nothing but what is seen, and nothing encoded: most addresses. */
static gboolean
is_plain (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isgraph (*text) || *text == '%')
      return FALSE;
  return TRUE;
}

static GuardCharacterKind
look_at_address (const GuardLink *link)
{
  if (is_plain (link->spoken))
    return GUARD_CHARACTER_PLAIN;

  g_autofree char *spoken = g_utf8_make_valid (link->spoken, -1);
  g_autofree char *decoded = dup_decoded (spoken);

  g_strstrip (spoken);
  return get_worse (find_worst (spoken, TRUE), find_worst (decoded, TRUE));
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  for (guint i = 0; i < message->links->len; i++)
    {
      const GuardLink *link = message->links->pdata[i];
      const GuardCharacterKind shown = is_plain (link->shown) ? GUARD_CHARACTER_PLAIN : find_worst (link->shown, FALSE);
      const GuardCharacterKind worst = get_worse (shown, look_at_address (link));

      if (worst == GUARD_CHARACTER_DIRECTION)
        guard_report_add (report, guard_detect_hidden_characters.id, GUARD_LEVEL_WARNING, i,
                          g_strdup (_("it holds characters that turn the reading direction")));
      else if (worst == GUARD_CHARACTER_HIDDEN)
        guard_report_add (report, guard_detect_hidden_characters.id, GUARD_LEVEL_WARNING, i, g_strdup (_("it holds invisible characters")));
    }
}

const GuardDetector guard_detect_hidden_characters = {
  .id = "hidden-characters",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("characters that turn the reading direction or that nobody sees"),
  .look = look,
};

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-spoof.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uspoof.h>

/* What a text looks like. Plain ASCII needs only the last step; for anything else marks are taken off, ICU's table of confusable
 * characters (UTS #39) is applied, and before it one of our own, for letters that are different enough for that table but not
 * for a reader who expects a certain name. */

/* Each letter of the right is, at a glance, what stands on the left. */
static const struct
{
  const char *seen;
  const char *letters;
} shapes[] = {
  { "ae", "æӕ" },
  { "a", "ɑ" },
  { "b", "ƅьҍвɓ" },
  { "c", "ҫင" },
  { "d", "đԃძɖɗ" },
  { "e", "єҽҿၔɘə" },
  { "f", "ғӻƒ" },
  { "g", "ԍဌɡ" },
  { "h", "ħнћңҥӈӊԋԧԩһɦ" },
  { "i", "ı" },
  { "j", "၂ȷ" },
  { "k", "ĸκкқҝҟҡӄԟ" },
  { "l", "łӏ" },
  { "m", "мӎ" },
  { "n", "ŋпԥกחղո" },
  { "o", "øð०০੦૦ଠ୦೦" },
  { "oe", "œ" },
  { "p", "ϼҏþ" },
  { "q", "৭੧૧" },
  { "r", "ґгɾ" },
  { "s", "ടรຣຮ" },
  { "t", "ŧтҭԏ七丅丆丁τ" },
  { "u", "บບʉ" },
  { "w", "ωшщพฟພຟ" },
  { "x", "χҳӽӿ乂" },
  { "y", "ұ丫" },
  { "0", "θ" },
  { "2", "२২੨૨೩೭շ" },
  { "3", "зҙӡउওਤ੩૩౩ဒვპ" },
  { "4", "੫丩ㄐ" },
  { "6", "ճ" },
  { "8", "৪੪୫" },
  { "9", "૭୨౨" },
  { "-", "\u2014\u2015\u2e3a\u2e3b一" },
};

static GHashTable *
make_shapes (void)
{
  GHashTable *table = g_hash_table_new (NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    for (const char *letter = shapes[i].letters; *letter != '\0'; letter = g_utf8_next_char (letter))
      g_hash_table_insert (table, GUINT_TO_POINTER (g_utf8_get_char (letter)), (gpointer) shapes[i].seen);
  return table;
}

static const char *
find_shape (gunichar character)
{
  static gsize table = 0;

  if (g_once_init_enter (&table))
    g_once_init_leave (&table, GPOINTER_TO_SIZE (make_shapes ()));
  return g_hash_table_lookup (GSIZE_TO_POINTER (table), GUINT_TO_POINTER (character));
}

static const USpoofChecker *
get_checker (void)
{
  static gsize checker = 0;

  if (g_once_init_enter (&checker))
    {
      UErrorCode status = U_ZERO_ERROR;

      g_once_init_leave (&checker, GPOINTER_TO_SIZE (uspoof_open (&status)));
    }
  return GSIZE_TO_POINTER (checker);
}

/* Marks of European letters only: those of India are vowels, those of kana other syllables. */
static gboolean
is_mark (gunichar character)
{
  return (character >= 0x0300 && character <= 0x036f) || (character >= 0x1ab0 && character <= 0x1aff)
         || (character >= 0x1dc0 && character <= 0x1dff) || (character >= 0x20d0 && character <= 0x20ff);
}

/* Our own shapes; without marks, invisible characters, and quotation marks (ICU's prime for them). */
static char *
apply_shapes (const char *text)
{
  GString *result = g_string_sized_new (strlen (text));

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      const gunichar character = g_utf8_get_char (text);
      const char *seen = character < 0x80 ? NULL : find_shape (character);

      if (character < 0x80)
        g_string_append_c (result, *text);
      else if (seen != NULL)
        g_string_append (result, seen);
      else if (!is_mark (character) && character != 0x02b9 && !u_hasBinaryProperty (character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
        g_string_append_unichar (result, character);
    }
  return g_string_free (result, FALSE);
}

#define USUAL_SKELETON_BYTES 256

/* ICU's table. What it cannot do (it has bounds of its own) stays as it is. */
static char *
apply_confusables (const char *text)
{
  UErrorCode status = U_ZERO_ERROR;
  char usual[USUAL_SKELETON_BYTES];
  const int32_t n_needed = uspoof_getSkeletonUTF8 (get_checker (), 0, text, -1, usual, sizeof usual, &status);

  if (status != U_BUFFER_OVERFLOW_ERROR)
    return U_SUCCESS (status) ? g_strndup (usual, n_needed) : g_strdup (text);

  char *skeleton = g_malloc0 (n_needed + 1);
  status = U_ZERO_ERROR;
  uspoof_getSkeletonUTF8 (get_checker (), 0, text, -1, skeleton, n_needed + 1, &status);
  return skeleton;
}

static char *
dup_beyond_ascii (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *folded = g_utf8_casefold (valid, -1);
  g_autofree char *parts = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);
  g_autofree char *shapes_applied = apply_shapes (parts);
  g_autofree char *confusables_applied = apply_confusables (shapes_applied);

  /* ICU puts letters of ours for others of its table. */
  return apply_shapes (confusables_applied);
}

/* What stands for @letter in a skeleton; 0 for a quotation mark, which has no weight. */
static char
see_letter (char letter)
{
  switch (letter)
    {
    case '0':
      return 'o';
    case '1':
    case 'i':
    case '|':
      return 'l';
    case '\'':
    case '`':
    case '"':
      return '\0';
    default:
      return letter;
    }
}

/* In ASCII itself: 0 and o, 1 and l and i, rn and m, vv and w are one. Works in place: nothing grows. */
static void
unify (char *text)
{
  char *to = text;

  for (const char *from = text; *from != '\0'; from++)
    {
      const char letter = g_ascii_tolower (*from);
      const gboolean is_pair = (letter == 'r' && g_ascii_tolower (from[1]) == 'n') || (letter == 'v' && g_ascii_tolower (from[1]) == 'v');
      const char seen = is_pair ? (letter == 'r' ? 'm' : 'w') : see_letter (letter);

      if (seen != '\0')
        *to++ = seen;
      from += is_pair ? 1 : 0;
    }
  *to = '\0';
}

char *
guard_spoof_dup_skeleton (const char *text)
{
  char *skeleton = g_str_is_ascii (text) ? g_strdup (text) : dup_beyond_ascii (text);

  unify (skeleton);
  return skeleton;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "core/guard-html.h"
#include "tests/core/cases.h"
#include "tests/core/html-invariants.h"
#include "tests/core/random-html.h"

static const struct
{
  const char *name;
  GuardTricks trick;
} trick_names[] = {
  { "direction", GUARD_TRICK_DIRECTION }, { "hidden", GUARD_TRICK_HIDDEN_CHARACTERS },   { "huge", GUARD_TRICK_HUGE },
  { "tiny", GUARD_TRICK_TINY },           { "invisible", GUARD_TRICK_INVISIBLE_COLOUR }, { "tooltip", GUARD_TRICK_TOOLTIP },
  { "scheme", GUARD_TRICK_SCHEME },       { "picture", GUARD_TRICK_PICTURE_LINK },       { "malformed", GUARD_TRICK_MALFORMED },
  { "line", GUARD_TRICK_FAKE_LINE },      { "background", GUARD_TRICK_BACKGROUND },
};

static char *
dup_tricks (GuardTricks tricks)
{
  GString *words = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (trick_names); i++)
    if (tricks & trick_names[i].trick)
      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", trick_names[i].name);
  return g_string_free (words, FALSE);
}

/* "shown=spoken", parted by a blank and a bar. */
static char *
dup_links (const GuardHtml *html)
{
  const GPtrArray *links = guard_html_get_links (html);
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < links->len; i++)
    {
      const GuardLink *link = g_ptr_array_index (links, i);

      g_string_append_printf (words, "%s%s=%s", words->len > 0 ? " | " : "", link->shown, link->spoken);
    }
  return g_string_free (words, FALSE);
}

static void
check_message (char **columns)
{
  g_autoptr(GuardHtml) html = guard_html_new (columns[0], strlen (columns[0]));
  g_autofree char *links = dup_links (html);
  g_autofree char *tricks = dup_tricks (guard_html_get_tricks (html));
  g_autofree char *written = guard_html_serialise (html, GUARD_HTML_PEOPLE);

  g_assert_cmpstr (guard_html_get_text (html, NULL), ==, columns[1]);
  g_assert_cmpstr (links, ==, columns[2]);
  g_assert_cmpstr (tricks, ==, columns[3]);
  g_assert_cmpstr (written, ==, columns[4]);
  assert_html_holds (columns[0], strlen (columns[0]));
}

static void
test_messages (void)
{
  case_for_each ("html.tsv", 5, check_message);
}

static void
test_looks (void)
{
  const char *bytes = "<b>x</b> \u202ey\u200b <a href='http://a.org/'>z</a> http://b.org <img id='7'>";
  g_autoptr(GuardHtml) html = guard_html_new (bytes, strlen (bytes));
  g_autofree char *people = guard_html_serialise (html, GUARD_HTML_PEOPLE);
  g_autofree char *plain = guard_html_serialise (html, GUARD_HTML_PLAIN | GUARD_HTML_PICTURES);
  g_autofree char *no_links = guard_html_serialise (html, GUARD_HTML_PLAIN | GUARD_HTML_NO_LINKS);

  g_assert_cmpstr (people, ==,
                   "<b>x</b> \u202ey\u200b \u202c<a href=\"http://a.org/\">z</a> <a href=\"http://b.org/\">http&#58;//b.org</a> [picture, not shown]");
  g_assert_cmpstr (plain, ==, "x y <a href=\"http://a.org/\">z</a> <a href=\"http://b.org/\">http&#58;//b.org</a> <img id=\"7\">");
  g_assert_cmpstr (no_links, ==, "x y z (http&#58;//a.org/) http&#58;//b.org [picture, not shown]");
}

static GuardHtml *
read_repeated (const char *before, const char *part, gsize n_bytes)
{
  g_autoptr(GString) text = g_string_new (before);

  while (text->len < n_bytes)
    g_string_append (text, part);
  return guard_html_new (text->str, text->len);
}

/* Strict checks of strings by a sanitizer look at the rest of the text again and again. */
#ifdef GUARD_SANITIZERS
#define LONG_BYTES (128 * 1024)
#else
#define LONG_BYTES (1024 * 1024)
#endif

/* Linear in time, whatever comes: with quadratic work this would not end. */
static void
test_long (void)
{
  static const char *const parts[] = {
    "<",
    "<a ",
    "&",
    "<!--",
    "<b>",
    "<a href='",
    "<a href=x>",
    "&#1",
    "<b><i></b></i>",
    "http://a.b ",
    "mailto:",
    "a@b)",
    "a@",
    "www.",
    "\"",
    "<br>",
    ")",
    "(",
    "\u202a\u2069",
    "\u200b",
    "<font size=9>x",
    "</a>",
    "\xff",
    "<a href='javascript:x'>y</a>",
    "\u2067\u202d",
    "<p>",
    "<img src=a alt=b>",
    "<a\t",
    "&amp;",
    "x:y",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr(GuardHtml) html = read_repeated ("", parts[i], LONG_BYTES);
      g_autofree char *written = guard_html_serialise (html, GUARD_HTML_PEOPLE);

      g_assert_false (guard_html_is_wholly_read (html));
      g_assert_cmpuint (pidgin_count_tags (written), <=, GUARD_HTML_MAX_TAGS);
    }
}

/* A link that ends at the bound is one, the one behind it is text. */
static void
test_bound (void)
{
  for (int n_more = -1; n_more <= 1; n_more++)
    {
      g_autoptr(GString) text = g_string_new (NULL);

      while (text->len < (gsize) (GUARD_HTML_MAX_BYTES + n_more) - strlen (" http://a.org/"))
        g_string_append_c (text, 'x');
      g_string_append (text, " http://a.org/");

      g_autoptr(GuardHtml) html = guard_html_new (text->str, text->len);
      g_assert_cmpint (guard_html_is_wholly_read (html), ==, n_more <= 0);
      g_assert_cmpuint (guard_html_get_links (html)->len, ==, 1);
      g_assert_cmpstr (guard_html_get_text (html, NULL), ==, text->str);

      g_string_append (text, " <a href='http://b.org/'>b</a> http://c.org/");
      g_autoptr(GuardHtml) longer = guard_html_new (text->str, text->len);
      g_assert_false (guard_html_is_wholly_read (longer));
      g_assert_cmpuint (guard_html_get_links (longer)->len, ==, 1);
      g_assert_true (g_str_has_suffix (guard_html_get_text (longer, NULL), " b http://c.org/"));
      assert_html_holds (text->str, text->len);
    }
}

static void
test_many_links (void)
{
  g_autoptr(GuardHtml) html = read_repeated ("", "<a href='http://a.org/'>x</a> ", 1500 * 30);
  g_autoptr(GuardHtml) bare = read_repeated ("", "http://a.org/ ", 1500 * 14);
  g_autofree char *written = guard_html_serialise (html, GUARD_HTML_PEOPLE);

  g_assert_cmpuint (guard_html_get_links (html)->len, ==, GUARD_HTML_MAX_LINKS);
  g_assert_false (guard_html_is_wholly_read (html));
  g_assert_cmpuint (guard_html_get_links (bare)->len, ==, GUARD_HTML_MAX_LINKS);
  g_assert_false (guard_html_is_wholly_read (bare));
  g_assert_cmpuint (pidgin_count_tags (written), ==, 2 * GUARD_HTML_MAX_SHOWN_LINKS);
}

/* Formatting goes first, then <br>: a message of 60 lines keeps its lines, one of 200 as well. */
static void
test_many_tags (void)
{
  g_autoptr(GuardHtml) formatted = read_repeated ("", "<b>x</b>\n", 60 * 9);
  g_autoptr(GuardHtml) lines = read_repeated ("", "<b>x</b>\n", 200 * 9);
  g_autofree char *written_formatted = guard_html_serialise (formatted, GUARD_HTML_PEOPLE);
  g_autofree char *written_lines = guard_html_serialise (lines, GUARD_HTML_PEOPLE);

  g_assert_true (g_str_has_prefix (written_formatted, "x<br>x<br>"));
  g_assert_true (g_str_has_prefix (written_lines, "x\nx\n"));
}

static void
test_random (void)
{
  guint32 state = 3;

  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *html = dup_random_html (&state, i % 10 == 0 ? 400 : 30);

      assert_html_holds (html, strlen (html));
    }
}

/* The quick look lets nothing through that the slow one would have found. */
static void
test_every_character (void)
{
  for (gunichar character = 0x80; character <= 0x10ffff; character++)
    {
      if (!g_unichar_validate (character) || guard_unicode_may_deceive (character))
        continue;

      const GuardCharacterKind kind = guard_unicode_classify (0, character, 0);

      g_assert_true (kind != GUARD_CHARACTER_DIRECTION && kind != GUARD_CHARACTER_HIDDEN);
      g_assert_cmpuint (guard_html_make_harmless (character), ==, character);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/html/messages", test_messages);
  g_test_add_func ("/core/html/looks", test_looks);
  g_test_add_func ("/core/html/long", test_long);
  g_test_add_func ("/core/html/bound", test_bound);
  g_test_add_func ("/core/html/many-links", test_many_links);
  g_test_add_func ("/core/html/many-tags", test_many_tags);
  g_test_add_func ("/core/html/random", test_random);
  g_test_add_func ("/core/html/every-character", test_every_character);
  return g_test_run ();
}

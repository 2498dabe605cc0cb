/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "links-story.h"

#include <string.h>

/* What is shown is what was judged (L2, L3): the client is given our own writing of our own reading, whatever the flags of the message,
 * and keeps the same. What people use survives; tricks do not. */

static GuardStage *stage;

/* One double-quoted attribute of a link, and no other quotes in tags. */
#define LINK(address, text) "<a href=\"" address "\">" text "</a>"

static const struct
{
  const char *name;
  const char *inner;   /* XML, of a contact */
  const char *shown;   /* (nullable): regular expressions: it is there */
  const char *missing; /* (nullable): it is not */
} cases[] = {
  /* what people use */
  { "bold", LINKS_XHTML ("<span style='font-weight: bold'>now</span>"), "<b>now</b>", NULL },
  { "strong", LINKS_XHTML ("a <strong>strong</strong> word"), "a <(b|strong)>strong</(b|strong)> word", NULL },
  { "italic", LINKS_XHTML ("<em>now</em>"), "<(i|em)>now</(i|em)>", NULL },
  { "underline", LINKS_XHTML ("<span style='text-decoration: underline'>now</span>"), "<u>now</u>", NULL },
  { "colour", LINKS_XHTML ("<span style='color: #b00020'>red</span>"), "#b00020[\";].*>red<", NULL },
  { "lines", LINKS_XHTML ("one<br/>two"), "one<br ?/?>two|one\\\\ntwo", NULL },
  { "plain-characters", LINKS_BODY ("1 &lt; 2 &amp;&amp; 3 &gt; 2 \"quoted\" it's"), "1 &lt; 2 &amp;&amp; 3 &gt; 2", NULL },
  { "link", LINKS_XHTML ("<a href='https://www.debian.org/News/'>the news</a>"), LINK ("https://www\\.debian\\.org/News/", "the news"), NULL },
  { "chinese", LINKS_BODY ("\xe4\xbd\xa0\xe5\xa5\xbd"), "\xe4\xbd\xa0\xe5\xa5\xbd", NULL },

  /* the address is the one that a browser opens */
  { "number-for-a-host", LINKS_XHTML ("<a href='http://0x7f.1/'>here</a>"), "href=\"http://127\\.0\\.0\\.1/\"", "0x7f" },
  { "backslashes", LINKS_XHTML ("<a href='https:\\\\evil.example\\x'>here</a>"), "href=\"https://evil\\.example/x\"", NULL },
  { "space-inside", LINKS_XHTML ("<a href='https://ev il.example/'>here</a>"), "here", "<a" },

  /* two readers of one tag (L2) */
  { "href-in-a-title", LINKS_XHTML ("<a title='x HREF=http://evil.example/ y' href='http://good.example/'>here</a>"),
    LINK ("http://good\\.example/", "here"), "evil\\.example" },
  { "quote-in-an-address", LINKS_XHTML ("<a href='http://good.example/&quot; HREF=&quot;http://evil.example/'>here</a>"), NULL,
    "<[^>]*href=\"http://evil" },
  { "picture-with-an-address", LINKS_XHTML ("<img src='https://evil.example/x.png' alt='http://www.paypal.com/'/>"), NULL, "<img|<a[^>]*evil" },
  { "link-in-a-picture", LINKS_XHTML ("<a href='https://evil.example/'><img src='https://www.paypal.com/logo.png' alt='x'/></a>"), NULL, "<img" },
  { "out-of-band", "<body>photo</body><x xmlns='jabber:x:oob'><url>http://good.example/' HREF='http://evil.example/</url></x>", NULL,
    "<[^>]*evil|<[^>]*'" },
  { "out-of-band-markup", "<body>photo</body><x xmlns='jabber:x:oob'><url>x'&gt;&lt;a href='http://evil.example/'&gt;&lt;b</url></x>", NULL,
    "<a[^>]*href='" },
  { "out-of-band-honest", "<body>photo</body><x xmlns='jabber:x:oob'><url>https://www.debian.org/logo.png</url></x>",
    "photo.*" LINK ("https://www\\.debian\\.org/logo\\.png", "[^<]*"), NULL },
  { "comment", LINKS_BODY ("&lt;!-- &lt;a href='http://evil.example/'&gt; --&gt;x"), NULL, "<!--|<a[^>]*href='" },

  /* other ways to act than to open a page (L4) */
  { "audio", LINKS_XHTML ("<a href='audio:///etc/passwd'>listen</a>"), "listen", "<a" },
  { "open", LINKS_XHTML ("<a href='open://prefs'>look</a>"), "look", "<a" },
  { "script", LINKS_XHTML ("<a href='javascript:alert(1)'>look</a>"), "look", "<a" },
  { "script-hidden", LINKS_XHTML ("<a href=' java&#10;script:alert(1)'>look</a>"), "look", "<a" },
  { "data", LINKS_XHTML ("<a href='data:text/html,x'>look</a>"), "look", "<a" },
  { "file", LINKS_XHTML ("<a href='file:///etc/passwd'>look</a>"), "look", "<a" },
  { "path", LINKS_XHTML ("<a href='/etc/passwd'>look</a>"), "look", "<a" },
  { "share", LINKS_XHTML ("<a href='smb://evil.example/x'>look</a>"), "look", "<a" },

  /* looks that deceive */
  { "huge", LINKS_XHTML ("<span style='font-size: 400px'>LOOK</span>"), "LOOK", "400|<font size=\"?[67]" },
  { "same-colour", LINKS_XHTML ("pay <span style='color: #ffffff; background-color: #ffffff'>not </span>here"), "not ", "#ffffff.*#ffffff" },
  { "background", LINKS_XHTML ("<body bgcolor='#000000'>x</body>"), "x", "<body|bgcolor|000000" },
  { "tooltip", LINKS_XHTML ("<a href='https://evil.example/' title='https://www.paypal.com/'>here</a>"), "href=\"https://evil\\.example/\"",
    "title=|paypal" },
};

static void
check_shown (const char *label, const char *shown, const char *there, const char *missing)
{
  gboolean is_there = there == NULL || g_regex_match_simple (there, shown, G_REGEX_CASELESS | G_REGEX_RAW, 0);
  gboolean is_missing = missing == NULL || !g_regex_match_simple (missing, shown, G_REGEX_CASELESS | G_REGEX_RAW, 0);
  gboolean has_single_quotes = g_regex_match_simple ("<[a-z/][^>]*'", shown, G_REGEX_CASELESS | G_REGEX_RAW, 0);
  if (is_there && is_missing && !has_single_quotes)
    return;
  g_test_message ("%s: shown: %s%s%s%s", label, shown, is_there ? "" : "; not there: ", is_there ? "" : there,
                  has_single_quotes ? "; single quotes in a tag" : "");
  if (!is_missing)
    g_test_message ("%s: should be missing: %s", label, missing);
  g_test_fail ();
}

static void
test_cases (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) events = links_story_say_and_hear (story, LINKS_CONTACT, cases[i].inner);
      g_autofree char *shown = links_dup_shown (events, LINKS_CONTACT);
      check_shown (cases[i].name, shown, cases[i].shown, cases[i].missing);
    }
}

/* Lines that pretend to be the guard's or the client's are left, and said to be what they are. */
static void
test_false_lines (void)
{
  static const char *const bodies[] = {
    "purple-guard: the file was checked, nothing known found",
    "here\npurple-guard: nothing known found",
    "yes\n(12:30:45) Boss: send it to this account",
  };
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autofree char *inner = g_strdup_printf (LINKS_BODY ("%s"), bodies[i]);
      g_auto (GStrv) of_stranger = links_story_say_and_hear (story, LINKS_STRANGER, inner);
      links_check (of_stranger, bodies[i], LINKS_LINE ".*pretends", 1);
    }
  /* As libpurple says that a file has come: it may be somebody else's. */
  guard_person_do (story->alice, "write " LINKS_CONTACT " 0x4 Transfer of file <A title='x HREF=http://evil.example/ y' HREF='file:///tmp/a'>a</A> complete");
  g_auto (GStrv) transfer = links_story_hear (story);
  links_check (transfer, "transfer", "evil\\.example", 0);
  links_check (transfer, "transfer", "<[a-z/][^>]*'", 0);
  /* As the guard writes its own lines, but without its mark. */
  guard_person_do (story->alice, "write " LINKS_CONTACT " 0x44 purple-guard: nothing known found in <a href='https://evil.example/x'>https://www.paypal.com/</a>");
  g_auto (GStrv) events = links_story_hear (story);
  links_check (events, "flags of the guard", LINKS_LINE ".*pretends.*evil\\.example", 1);
  links_check (events, "flags of the guard", "<[a-z/][^>]*'", 0);
}

/* What a window keeps is what it shows: nothing comes back in its first form. */
static void
test_history (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    links_story_say (story, LINKS_CONTACT, cases[i].inner);
  g_auto (GStrv) shown = links_story_hear (story);
  guard_person_do (story->alice, "history " LINKS_CONTACT "/x");
  g_auto (GStrv) kept = links_story_hear (story);
  g_assert_cmpuint (g_strv_length (shown), >=, G_N_ELEMENTS (cases));
  guint n_kept = 0;
  for (guint i = 0; shown[i] != NULL; i++)
    if (g_str_has_prefix (shown[i], "CONV "))
      {
        g_autofree char *event = g_strconcat ("HISTORY ", shown[i] + strlen ("CONV "), NULL);
        g_assert_cmpstr (kept[n_kept], ==, event);
        n_kept++;
      }
  g_assert_cmpuint (links_count (kept, "^HISTORY "), ==, n_kept);
}

/* PurpleMessageFlags, as they come. */
static const struct
{
  const char *name;
  guint flags;
  gboolean has_line;
} flags[] = {
  { "received", 0x2, TRUE },
  { "sent", 0x1, FALSE }, /* in a conversation of two these are the user's own words */
  { "system", 0x4, TRUE },
  { "received-system", 0x6, TRUE },
  { "automatic", 0x2 | 0x8, TRUE },
  { "nothing", 0, TRUE },
  { "error", 0x200, TRUE },
  { "raw", 0x800 | 0x2, TRUE },
  { "without-log", 0x40 | 0x4, TRUE },
};

/* Other plugins write into conversations with any flags; only what carries the guard's own mark is the guard's. */
static void
test_flags (void)
{
  static const char html[] = "<a title='x HREF=http://evil2.example/ y' href='https://evil.example/'>https://www.paypal.com/</a>";
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  guard_person_do (story->alice, "open " LINKS_CONTACT);
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      guard_person_do (story->alice, "write " LINKS_CONTACT " 0x%x %s", flags[i].flags, html);
      g_auto (GStrv) events = links_story_hear (story);
      g_autofree char *shown = links_dup_shown (events, LINKS_CONTACT);
      check_shown (flags[i].name, shown, LINK ("https://evil\\.example/", "https://www\\.paypal\\.com/"), "evil2");
      links_check (events, flags[i].name, "purple-guard: .*evil\\.example", flags[i].has_line ? 1 : 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/links/shown/cases", test_cases);
  g_test_add_func ("/links/shown/false-lines", test_false_lines);
  g_test_add_func ("/links/shown/history", test_history);
  g_test_add_func ("/links/shown/flags", test_flags);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "links-story.h"

#include <string.h>

/* One quiet line below a message that deserves it: what, why, the real host; and nothing below the others. */

#define SOON 15.0

static GuardStage *stage;

#define DECEPTIVE "<a href='https://evil.example/login'>https://www.paypal.com/</a>"
#define XMLNS_OOB "jabber:x:oob"

static const struct
{
  const char *name;
  const char *from;
  const char *inner; /* XML */
  const char *line;  /* (nullable): what the line says, a regular expression; NULL: there is none */
} cases[] = {
  /* people in the list */
  { "contact-plain-text", LINKS_CONTACT, LINKS_BODY ("lunch at one?"), NULL },
  { "contact-plain-link", LINKS_CONTACT, LINKS_BODY ("see https://www.debian.org/News/"), NULL },
  { "contact-honest-anchor", LINKS_CONTACT, LINKS_XHTML ("read <a href='https://www.debian.org/News/'>the news</a>"), NULL },
  { "contact-same-site", LINKS_CONTACT, LINKS_XHTML ("<a href='https://lists.debian.org/x'>debian.org</a>"), NULL },
  { "contact-names-another-site", LINKS_CONTACT, LINKS_XHTML (DECEPTIVE), "evil\\.example" },
  { "first-message-of-all", "first@corp.example", LINKS_XHTML (DECEPTIVE), "evil\\.example" },
  { "first-message-harmless", "second@corp.example", LINKS_BODY ("https://www.debian.org/"), NULL },
  { "contact-look-alike", LINKS_CONTACT, LINKS_BODY ("https://p\xd0\xb0ypal.com/login"), "xn--pypal-4ve\\.com" },
  { "contact-user-name", LINKS_CONTACT, LINKS_BODY ("https://www.paypal.com@evil.example/"), "evil\\.example" },
  { "contact-embedded-name", LINKS_CONTACT, LINKS_BODY ("https://www.paypal.com.login.evil.example/"), "evil\\.example" },
  { "contact-script", LINKS_CONTACT, LINKS_XHTML ("<a href='javascript:alert(1)'>the photos</a>"), "not opened|never opened" },
  { "contact-file", LINKS_CONTACT, LINKS_XHTML ("<a href='file:///etc/passwd'>the photos</a>"), "not opened|never opened" },
  { "contact-out-of-band", LINKS_CONTACT, "<body>photo</body><x xmlns='" XMLNS_OOB "'><url>https://www.paypal.com@evil.example/</url></x>",
    "evil\\.example" },
  { "contact-honest-chinese-name", LINKS_CONTACT, LINKS_BODY ("https://\xe4\xbe\x8b\xe5\xad\x90.\xe6\xb5\x8b\xe8\xaf\x95/"), NULL },
  { "contact-gift-cards", LINKS_CONTACT, LINKS_BODY ("Buy three gift cards and send me the codes on the back."), NULL },

  /* everybody else */
  { "stranger-plain-text", LINKS_STRANGER, LINKS_BODY ("hello, how are you?"), NULL },
  { "stranger-plain-link", LINKS_STRANGER, LINKS_BODY ("see https://www.debian.org/News/"), "www\\.debian\\.org" },
  { "stranger-first-message", "newcomer@evil.example", LINKS_BODY ("see www.debian.org"), "www\\.debian\\.org" },
  { "stranger-names-another-site", LINKS_STRANGER, LINKS_XHTML (DECEPTIVE), "evil\\.example" },
  { "stranger-number-for-a-host", LINKS_STRANGER, LINKS_BODY ("http://0x7f.1/x"), "127\\.0\\.0\\.1" },
  { "stranger-full-width-dots", LINKS_STRANGER, LINKS_BODY ("http://evil\xef\xbc\x8e" "example/"), "evil\\.example" },
  { "stranger-gift-cards", "seller@evil.example", LINKS_BODY ("Buy three gift cards and send me the codes on the back."), "gift card" },
  { "stranger-verification-code", "support@evil.example", LINKS_BODY ("Please send me the verification code that you just got."), "code" },
  { "stranger-chinese-pressure", "kf@evil.example", LINKS_BODY ("\xe8\xaf\xb7\xe6\x8a\x8a\xe9\xaa\x8c\xe8\xaf\x81\xe7\xa0\x81\xe5\x8f\x91\xe7\xbb\x99\xe6\x88\x91"),
    "." },
};

/* The line comes directly below the message, alone. */
static void
check_line (char **events, const char *label, const char *pattern)
{
  guint message = links_find (events, LINKS_MESSAGE);
  links_check (events, label, "^(REQUEST|NOTIFY|URI|MISUSE)", 0);
  if (!links_check (events, label, LINKS_LINE, pattern != NULL ? 1 : 0) || pattern == NULL)
    return;
  g_autofree char *whole = g_strdup_printf ("purple-guard: .*(%s)", pattern);
  links_check (events, label, whole, 1);
  g_assert_cmpuint (links_find (events, "purple-guard: "), ==, message + 1);
}

static void
test_cases (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) events = links_story_say_and_hear (story, cases[i].from, cases[i].inner);
      check_line (events, cases[i].name, cases[i].line);
    }
}

/* A stranger who is called like a contact is said so, once. */
static void
test_resembling (void)
{
  static const char *const names[] = { "b\xd0\xbess@corp.example", "b0ss@corp.example", "boss@c0rp.example" };
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  g_usleep (1000 * 1000); /* the list is read a moment after it came */
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (GStrv) first = links_story_say_and_hear (story, names[i], LINKS_BODY ("it is me"));
      check_line (first, names[i], "boss@corp\\.example");
      g_auto (GStrv) second = links_story_say_and_hear (story, names[i], LINKS_BODY ("it is me"));
      check_line (second, names[i], NULL);
    }
  g_auto (GStrv) other = links_story_say_and_hear (story, "bess@elsewhere.example", LINKS_BODY ("it is me"));
  check_line (other, "another name", NULL);
}

/* A hundred links are one notice, whoever sent them. */
static void
test_hundred (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  g_autoptr (GString) honest = g_string_new ("<body>");
  g_autoptr (GString) deceptive = g_string_new ("");
  for (guint i = 0; i < 100; i++)
    {
      g_string_append_printf (honest, "https://www.debian.org/%u ", i);
      g_string_append_printf (deceptive, "<a href='https://evil%u.example/'>https://www.paypal.com/%u</a> ", i, i);
    }
  g_string_append (honest, "</body>");
  g_autofree char *deceptive_inner = g_strdup_printf (LINKS_XHTML ("%s"), deceptive->str);
  g_auto (GStrv) of_stranger = links_story_say_and_hear (story, LINKS_STRANGER, honest->str);
  check_line (of_stranger, "honest ones of a stranger", "www\\.debian\\.org");
  g_auto (GStrv) of_contact = links_story_say_and_hear (story, LINKS_CONTACT, honest->str);
  check_line (of_contact, "honest ones of a contact", NULL);
  g_auto (GStrv) bad = links_story_say_and_hear (story, LINKS_CONTACT, deceptive_inner);
  check_line (bad, "deceptive ones of a contact", "evil[0-9]+\\.example");
}

/* What the user writes is nobody's trick, and an echo of it on another device of the user's neither. */
static void
test_own (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  guard_person_do (story->alice, "im-html boss@corp.example <a href=\"https://evil.example/\">https://www.paypal.com/</a>");
  guard_person_do (story->alice, "im-html mallory@evil.example https://www.debian.org/");
  g_auto (GStrv) events = links_story_hear (story);
  links_check (events, "", "^CONV boss@.*evil\\.example", 1);
  links_check (events, "", "purple-guard: ", 0);
}

/* What comes before the lists are read is written anew at once, and judged when they are. */
static void
test_early (void)
{
  LinksStory *story = links_story_new_unstarted (stage);
  guard_person_start (story->alice);
  guard_person_login (story->alice);
  guard_person_do (story->alice, "open " LINKS_CONTACT);
  guard_person_load_guard (story->alice);
  for (guint i = 0; i < 3; i++)
    guard_person_do (story->alice, "write " LINKS_CONTACT " 0x2 <a href='https://evil%u.example/'>https://www.paypal.com/</a>", i);
  guard_person_do (story->alice, "write " LINKS_CONTACT " 0x2 https://www.debian.org/");
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *message = g_strdup_printf ("^CONV boss@.* <a href=\"https://evil%u\\.example/\">", i);
      g_autofree char *line = g_strdup_printf (LINKS_LINE ".*evil%u\\.example", i);
      guard_person_await (story->alice, message, SOON);
      guard_person_await (story->alice, line, SOON);
    }
  g_auto (GStrv) events = links_story_hear (story);
  links_check (events, "early", LINKS_LINE, 3);
  g_auto (GStrv) click = links_story_click (story, "https://www.debian.org/");
  links_check (click, "early", "^URI https://www\\.debian\\.org/$", 1);
  links_story_free (story);
}

/* The order of a test's plugin (see meddler.c) in a message of a contact. */
static char *
dup_order (const char *words, const char *html)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) html, strlen (html));
  return g_strdup_printf (LINKS_BODY ("[%s %s]"), words, encoded);
}

/* What other plugins make of a message is what is judged, whenever they do it. */
static void
test_other_plugins (void)
{
  static const char *const orders[] = { "decrypt", "rewrite -20000", "rewrite -9999", "rewrite 0", "rewrite 9999", "rewrite 20000", "later" };
  g_autoptr (LinksStory) story = links_story_new (stage, "meddler");
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autofree char *bad = dup_order (orders[i], "<a href='https://evil.example/login'>https://www.paypal.com/</a>");
      g_autofree char *good = dup_order (orders[i], "<b>tea</b> at https://www.debian.org/");
      links_story_say (story, LINKS_CONTACT, good);
      g_usleep (g_str_equal (orders[i], "later") ? 300 * 1000 : 0);
      g_auto (GStrv) harmless = links_story_hear (story);
      check_line (harmless, orders[i], NULL);
      links_story_say (story, LINKS_CONTACT, bad);
      g_usleep (g_str_equal (orders[i], "later") ? 300 * 1000 : 0);
      g_auto (GStrv) events = links_story_hear (story);
      check_line (events, orders[i], "evil\\.example");
      g_autofree char *shown = links_dup_shown (events, LINKS_CONTACT);
      g_assert_true (g_regex_match_simple ("<a href=\"https://evil\\.example/login\">", shown, G_REGEX_CASELESS, 0));
    }
  /* A plugin that writes one message while another is being written: each has its own line below it. */
  g_autofree char *nested = dup_order ("before", "<a href='https://evil.example/login'>https://www.paypal.com/</a>");
  g_auto (GStrv) events = links_story_say_and_hear (story, LINKS_CONTACT, nested);
  links_check (events, "", "purple-guard: .*evil\\.example", 1);
  g_assert_cmpuint (links_find (events, "purple-guard: "), ==, links_find (events, "^CONV .*www\\.paypal\\.com") + 1);
  /* A plugin that writes while the guard itself writes: only the guard's own words pass unread. */
  static const char foreign[] = "<img src='http://evil.example/raw' alt='unread'>";
  g_autofree char *encoded = g_base64_encode ((const guchar *) foreign, strlen (foreign));
  g_autofree char *into = g_strdup_printf (LINKS_BODY ("[into %s] https://www.paypal.com.evil.example/login"), encoded);
  g_auto (GStrv) reaction = links_story_say_and_hear (story, LINKS_CONTACT, into);
  links_check (reaction, "", "^CONV .*unread", 1);
  links_check (reaction, "", "^CONV .*<img src", 0);
}

/* A message of @n_bytes that ends in @link. Returns: (transfer full): XML */
static char *
dup_long_message (gsize n_bytes, const char *link)
{
  gsize n_fill = n_bytes - strlen (link);
  g_autofree char *fill = g_strnfill (n_fill, 'x');
  for (gsize i = 7; i < n_fill; i += 8)
    fill[i] = ' ';
  fill[n_fill - 1] = ' ';
  return g_strdup_printf (LINKS_BODY ("%s%s"), fill, link);
}

/* Beyond the bound nothing is known, and that is said; a click on what stood there asks (L6). */
static void
test_bound (void)
{
  static const gsize sizes[] = { 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 1024 * 1024 };
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gboolean is_beyond = sizes[i] > 64 * 1024;
      g_autofree char *link = g_strdup_printf ("https://late.example/%" G_GSIZE_FORMAT, sizes[i]);
      g_autofree char *inner = dup_long_message (sizes[i], link);
      g_auto (GStrv) events = links_story_say_and_hear (story, LINKS_CONTACT, inner);
      links_check (events, link, LINKS_LINE ".*[Nn]ot.* checked", is_beyond ? 1 : 0);
      links_check (events, link, LINKS_LINE, is_beyond ? 1 : 0);
      g_auto (GStrv) click = links_story_click (story, link);
      links_check (click, link, "^URI ", is_beyond ? 0 : 1);
      links_check (click, link, "^REQUEST [0-9]+ action .*primary=\"late\\.example", is_beyond ? 1 : 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/links/lines/cases", test_cases);
  g_test_add_func ("/links/lines/early", test_early);
  g_test_add_func ("/links/lines/resembling", test_resembling);
  g_test_add_func ("/links/lines/hundred", test_hundred);
  g_test_add_func ("/links/lines/own", test_own);
  g_test_add_func ("/links/lines/other-plugins", test_other_plugins);
  g_test_add_func ("/links/lines/bound", test_bound);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "links-story.h"

#include <string.h>

/* The click is the gate: what opens unasked, what is asked about, what is refused. */

#define QUIET_MS 700 /* a double click must not land on "Open" */
#define QUESTION "^REQUEST ([0-9]+) action .*"

static GuardStage *stage;

typedef enum
{
  OPENS,   /* unasked */
  ASKS,    /* and then opens at a press */
  TYPES,   /* asks, and wants the domain typed */
  REFUSES, /* with the reason */
} Outcome;

static const struct
{
  const char *name;
  const char *from;    /* (nullable): nobody has said the address */
  const char *inner;   /* (nullable): XML */
  const char *click;   /* what the client is told to open */
  Outcome outcome;
  const char *word;    /* of the question, or the reason: a regular expression */
  const char *opened;  /* (nullable): what the browser gets at the end */
} cases[] = {
  { "contact-plain", LINKS_CONTACT, LINKS_BODY ("https://www.debian.org/News/"), "https://www.debian.org/News/", OPENS, NULL,
    "https://www.debian.org/News/" },
  { "contact-anchor", LINKS_CONTACT, LINKS_XHTML ("<a href='https://www.debian.org/intro/'>look</a>"), "https://www.debian.org/intro/", OPENS, NULL,
    "https://www.debian.org/intro/" },
  { "contact-other-spelling", LINKS_CONTACT, LINKS_BODY ("HTTPS://www.DEBIAN.org:443/a/../b"), "HTTPS://www.DEBIAN.org:443/a/../b", OPENS, NULL,
    "https://www.debian.org/b" },
  { "contact-without-scheme", LINKS_CONTACT, LINKS_BODY ("www.debian.org/CD"), "http://www.debian.org/CD", OPENS, NULL, "http://www.debian.org/CD" },
  { "contact-query", LINKS_CONTACT, LINKS_BODY ("https://www.debian.org/?a=1&amp;b='2'"), "https://www.debian.org/?a=1&b='2'", OPENS, NULL,
    "https://www.debian.org/?a=1&b=%272%27" },
  { "contact-apostrophe", LINKS_CONTACT, LINKS_BODY ("https://www.debian.org/it's"), "https://www.debian.org/it's", OPENS, NULL,
    "https://www.debian.org/it's" },
  { "contact-chinese-name", LINKS_CONTACT, LINKS_BODY ("https://\xe4\xbe\x8b\xe5\xad\x90.\xe6\xb5\x8b\xe8\xaf\x95/"),
    "https://\xe4\xbe\x8b\xe5\xad\x90.\xe6\xb5\x8b\xe8\xaf\x95/", OPENS, NULL, "https://xn--fsqu00a.xn--0zwm56d/" },
  { "contact-mail", LINKS_CONTACT, LINKS_BODY ("mailto:people@debian.org"), "mailto:people@debian.org", OPENS, NULL, "mailto:people@debian.org" },
  { "stranger-mail", LINKS_STRANGER, LINKS_BODY ("mailto:pay@evil.example"), "mailto:pay@evil.example", ASKS, "primary=\"[^\"]*pay@evil\\.example",
    "mailto:pay@evil.example" },
  { "stranger-honest-umlaut", LINKS_STRANGER, LINKS_BODY ("https://www.b\xc3\xbc" "cher.example/"), "https://www.b\xc3\xbc" "cher.example/", ASKS,
    "primary=\"b\xc3\xbc" "cher\\.example\"", "https://www.xn--bcher-kva.example/" },
  { "stranger-plain", LINKS_STRANGER, LINKS_BODY ("https://www.gnome.org/x"), "https://www.gnome.org/x", ASKS, "primary=\"gnome\\.org\"",
    "https://www.gnome.org/x" },
  { "stranger-longer-suffix", LINKS_STRANGER, LINKS_BODY ("https://a.b.shop.com.hk/x"), "https://a.b.shop.com.hk/x", ASKS, "primary=\"shop\\.com\\.hk\"",
    "https://a.b.shop.com.hk/x" },
  { "stranger-number-for-a-host", LINKS_STRANGER, LINKS_BODY ("http://0x7f.1:8080/"), "http://0x7f.1:8080/", ASKS, "primary=\"127\\.0\\.0\\.1",
    NULL },
  { "nobody-said-it", NULL, NULL, "https://never.example/said", ASKS, "primary=\"never\\.example\"", "https://never.example/said" },
  { "contact-names-another-site", LINKS_CONTACT, LINKS_XHTML ("<a href='https://evil.example/login'>https://www.paypal.com/</a>"),
    "https://evil.example/login", TYPES, "primary=\"evil\\.example\"", "https://evil.example/login" },
  { "contact-look-alike", LINKS_CONTACT, LINKS_BODY ("https://p\xd0\xb0ypal.com/login"), "https://p\xd0\xb0ypal.com/login", TYPES,
    "primary=\"xn--pypal-4ve\\.com\"", "https://xn--pypal-4ve.com/login" },
  { "contact-script", LINKS_CONTACT, LINKS_XHTML ("<a href='javascript:alert(1)'>look</a>"), "javascript:alert(1)", REFUSES, ".", NULL },
  { "nobody-said-the-script", NULL, NULL, "JavaScript:alert(1)", REFUSES, ".", NULL },
  { "data", NULL, NULL, "data:text/html,x", REFUSES, ".", NULL },
  { "share", LINKS_CONTACT, LINKS_BODY ("smb://evil.example/share"), "smb://evil.example/share", REFUSES, ".", NULL },
  { "not-an-address", NULL, NULL, "https://exa mple.com:x/", REFUSES, ".", NULL },
  { "bad-number", NULL, NULL, "http://256.256.256.256/", REFUSES, ".", NULL },
  { "shortcut", NULL, NULL, "https://evil.example/Invoice.pdf.desktop", REFUSES, "Invoice\\.pdf\\.desktop", NULL },
  { "settings-of-the-system", NULL, NULL, "ms-settings:privacy", REFUSES, ".", NULL },
  { "audio", NULL, NULL, "audio:///etc/hostname", REFUSES, ".", NULL },
  { "prefs", NULL, NULL, "open://prefs", REFUSES, ".", NULL },
  { "nothing", NULL, NULL, "://", REFUSES, ".", NULL },
  { "relative", NULL, NULL, "etc/hostname", REFUSES, ".", NULL },
  { "foreign-file", NULL, NULL, "file:///etc/hostname", REFUSES, "hostname", NULL },
  { "foreign-path", NULL, NULL, "/etc/hostname", REFUSES, "hostname", NULL },
  { "foreign-file-on-a-host", NULL, NULL, "file://evil.example/share/x", REFUSES, ".", NULL },
  { "foreign-file-encoded", NULL, NULL, "file:///etc/%68ostname", REFUSES, ".", NULL },
  { "client-site", NULL, NULL, "https://pidgin.im/help/", OPENS, NULL, "https://pidgin.im/help/" },
  { "plugin-site", NULL, NULL, "https://meddler.example/home", OPENS, NULL, "https://meddler.example/home" },
  { "other-page-of-a-plugin-site", NULL, NULL, "https://meddler.example.evil.example/home", ASKS, "primary=\"evil\\.example\"", NULL },
};

/* Presses after the moment in which a press counts for nothing. */
static void
press_later (GuardPerson *alice, int question, const char *label)
{
  g_usleep ((QUIET_MS + 100) * 1000);
  guard_person_do (alice, "press %d %s", question, label);
}

/* The question is closed by its safe button. */
static void
check_question (char **events, const char *label, const char *word)
{
  links_check (events, label, "^(URI|NOTIFY)", 0);
  if (!links_check (events, label, "^REQUEST [0-9]+ action .*buttons=\\[Don't open\\]\\[Open", 1))
    return;
  g_autofree char *whole = g_strconcat ("^REQUEST [0-9]+ action title=\"[^\"]*[Ll]ink.*", word, NULL);
  links_check (events, label, whole, 1);
  links_check (events, label, " default=0 ", 1);
}

/* The browser gets exactly @address. */
static void
check_opened (char **events, const char *label, const char *address)
{
  g_autofree char *escaped = g_regex_escape_string (address, -1);
  g_autofree char *pattern = g_strdup_printf ("^URI %s$", escaped);
  links_check (events, label, pattern, 1);
  links_check (events, label, "^URI ", 1);
}

static void
go_on_typing (LinksStory *story, int question, const char *label, const char *opened)
{
  g_autofree char *host = g_strndup (opened + strlen ("https://"), strcspn (opened + strlen ("https://"), "/"));
  press_later (story->alice, question, "Open anyway…");
  g_auto (GStrv) asked = links_story_hear (story);
  links_check (asked, label, "^URI ", 0);
  int input = links_find_id (asked, "^REQUEST ([0-9]+) input ");
  guard_person_do (story->alice, "type %d %s", input, "yes");
  g_auto (GStrv) again = links_story_hear (story);
  links_check (again, label, "^URI ", 0);
  input = links_find_id (again, "^REQUEST ([0-9]+) input ");
  guard_person_do (story->alice, "type %d %s", input, host);
  g_auto (GStrv) events = links_story_hear (story);
  check_opened (events, label, opened);
}

static void
check_refused (char **events, const char *label, const char *word)
{
  g_autofree char *reason = g_strconcat ("^NOTIFY .*", word, NULL);
  links_check (events, label, "^(REQUEST|URI)", 0);
  links_check (events, label, reason, 1);
}

/* Answers the question of the case so that it opens, or closes it. */
static void
answer (LinksStory *story, int question, gsize i)
{
  if (cases[i].opened == NULL)
    guard_person_do (story->alice, "close %d", question);
  else if (cases[i].outcome == TYPES)
    go_on_typing (story, question, cases[i].name, cases[i].opened);
  else
    {
      press_later (story->alice, question, "Open");
      g_auto (GStrv) opened = links_story_hear (story);
      check_opened (opened, cases[i].name, cases[i].opened);
    }
}

static void
run_case (LinksStory *story, gsize i)
{
  const char *label = cases[i].name;
  if (cases[i].inner != NULL)
    g_strfreev (links_story_say_and_hear (story, cases[i].from, cases[i].inner));
  g_auto (GStrv) events = links_story_click (story, cases[i].click);
  links_check (events, label, "^MISUSE", 0);
  switch (cases[i].outcome)
    {
    case OPENS:
      links_check (events, label, "^(REQUEST|NOTIFY)", 0);
      check_opened (events, label, cases[i].opened);
      break;
    case REFUSES:
      check_refused (events, label, cases[i].word);
      break;
    case ASKS:
    case TYPES:
    default:
      check_question (events, label, cases[i].word);
      links_check (events, label, "\\[Open anyway…\\]", cases[i].outcome == TYPES ? 1 : 0);
      if (links_count (events, QUESTION) == 1)
        answer (story, links_find_id (events, QUESTION), i);
    }
}

static void
test_cases (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, "meddler");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (story, i);
}

/* The safe answer, closing and haste open nothing. */
static void
test_answers (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  g_strfreev (links_story_say_and_hear (story, LINKS_STRANGER, LINKS_BODY ("https://www.gnome.org/x")));
  g_auto (GStrv) first = links_story_click (story, "https://www.gnome.org/x");
  press_later (story->alice, links_find_id (first, QUESTION), "Don't open");
  g_auto (GStrv) refused = links_story_hear (story);
  links_check (refused, "safe button", "^(URI|REQUEST)", 0);
  g_auto (GStrv) second = links_story_click (story, "https://www.gnome.org/x");
  guard_person_do (story->alice, "close %d", links_find_id (second, QUESTION));
  g_auto (GStrv) closed = links_story_hear (story);
  links_check (closed, "closed", "^(URI|REQUEST)", 0);
  /* The second press of a double click: it counts for nothing, and one is asked again. */
  g_auto (GStrv) third = links_story_click (story, "https://www.gnome.org/x");
  guard_person_do (story->alice, "press %d Open", links_find_id (third, QUESTION));
  g_auto (GStrv) hasty = links_story_hear (story);
  links_check (hasty, "hasty", "^URI", 0);
  press_later (story->alice, links_find_id (hasty, QUESTION), "Open");
  g_auto (GStrv) opened = links_story_hear (story);
  check_opened (opened, "after a while", "https://www.gnome.org/x");
  /* Many clicks on one link are one question. */
  for (guint i = 0; i < 10; i++)
    guard_person_do (story->alice, "uri https://www.gnome.org/x");
  g_auto (GStrv) many = links_story_hear (story);
  links_check (many, "ten clicks", "^REQUEST [0-9]+ action", 1);
  links_check (many, "ten clicks", "^URI", 0);
}

/* What a plugin writes into a conversation, as an encrypting one links to its help, was not sent by the other. */
static void
test_sender (void)
{
  static const struct { const char *name, *flags; gboolean is_senders; } lines[] = {
    { "received", "0x2", TRUE }, { "received-system", "0x6", TRUE }, { "system", "0x4", FALSE }, { "nothing", "0", FALSE },
  };
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  guard_person_do (story->alice, "open " LINKS_STRANGER);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *address = g_strdup_printf ("https://%s.example/", lines[i].name);
      guard_person_do (story->alice, "write " LINKS_STRANGER " %s <a href='%s'>Unverified</a> conversation", lines[i].flags, address);
      g_strfreev (links_story_hear (story));
      g_auto (GStrv) events = links_story_click (story, address);
      links_check (events, lines[i].name, QUESTION, 1);
      links_check (events, lines[i].name, "Sent by mallory@evil\\.example", lines[i].is_senders ? 1 : 0);
      links_check (events, lines[i].name, "Sent by", lines[i].is_senders ? 1 : 0);
    }
}

/* What somebody else says of an address later, and harmlessly, does not clear it (L5); nor does the end of the conversation. */
static void
test_worst (void)
{
  static const char bad[] = LINKS_XHTML ("<a href='https://evil.example/both'>https://www.paypal.com/</a>");
  static const char good[] = LINKS_BODY ("https://evil.example/both");
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  g_strfreev (links_story_say_and_hear (story, LINKS_STRANGER, bad));
  g_strfreev (links_story_say_and_hear (story, LINKS_CONTACT, good));
  g_auto (GStrv) elsewhere = links_story_click (story, "https://evil.example/both");
  links_check (elsewhere, "harmless mention", QUESTION "\\[Open anyway…\\]", 1);
  guard_person_do (story->alice, "close %d", links_find_id (elsewhere, QUESTION));
  guard_person_do (story->alice, "close-conversation " LINKS_STRANGER "/x");
  guard_person_do (story->alice, "close-conversation " LINKS_STRANGER);
  g_strfreev (links_story_say_and_hear (story, LINKS_CONTACT, good));
  g_auto (GStrv) closed = links_story_click (story, "https://evil.example/both");
  links_check (closed, "closed conversation", QUESTION "\\[Open anyway…\\]", 1);
  /* The conversation that has the keyboard answers for itself. */
  g_strfreev (links_story_say_and_hear (story, LINKS_STRANGER, LINKS_XHTML ("<a href='https://evil.example/two'>https://www.paypal.com/</a>")));
  g_strfreev (links_story_say_and_hear (story, LINKS_CONTACT, LINKS_BODY ("https://evil.example/two")));
  guard_person_do (story->alice, "focus " LINKS_STRANGER "/x");
  guard_person_do (story->alice, "close %d", links_find_id (closed, QUESTION));
  g_auto (GStrv) theirs = links_story_click (story, "https://evil.example/two");
  links_check (theirs, "in its own conversation", QUESTION "\\[Open anyway…\\]", 1);
  guard_person_do (story->alice, "close %d", links_find_id (theirs, QUESTION));
  guard_person_do (story->alice, "focus " LINKS_CONTACT "/x");
  g_auto (GStrv) ours = links_story_click (story, "https://evil.example/two");
  check_opened (ours, "in the contact's conversation", "https://evil.example/two");
  guard_person_do (story->alice, "focus nobody");
  /* Another page of the same host is another address. */
  g_strfreev (links_story_say_and_hear (story, LINKS_CONTACT, LINKS_BODY ("https://evil.example/other")));
  g_auto (GStrv) other = links_story_click (story, "https://evil.example/other");
  check_opened (other, "another page", "https://evil.example/other");
}

static void
test_remember (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  g_strfreev (links_story_say_and_hear (story, LINKS_STRANGER, LINKS_BODY ("https://www.gnome.org/x https://www.gnome.org/y https://wiki.gnome.org/")));
  g_auto (GStrv) asked = links_story_click (story, "https://www.gnome.org/x");
  press_later (story->alice, links_find_id (asked, QUESTION), "Open and remember");
  g_auto (GStrv) first = links_story_hear (story);
  check_opened (first, "remembered now", "https://www.gnome.org/x");
  g_auto (GStrv) second = links_story_click (story, "https://www.gnome.org/y");
  check_opened (second, "same host", "https://www.gnome.org/y");
  g_auto (GStrv) narrow = links_story_click (story, "https://wiki.gnome.org/");
  links_check (narrow, "another host", QUESTION, 1);
  guard_person_do (story->alice, "close %d", links_find_id (narrow, QUESTION));
  links_story_restart (story);
  g_auto (GStrv) later = links_story_click (story, "https://www.gnome.org/y");
  check_opened (later, "after a restart", "https://www.gnome.org/y");
  /* Nothing dangerous is covered by it. */
  g_strfreev (links_story_say_and_hear (story, LINKS_STRANGER, LINKS_XHTML ("<a href='https://www.gnome.org/z'>https://www.paypal.com/</a>")));
  g_auto (GStrv) worse = links_story_click (story, "https://www.gnome.org/z");
  links_check (worse, "a mismatch on it", "^URI", 0);
  guard_person_do (story->alice, "close %d", links_find_id (worse, QUESTION));
  guard_person_do (story->alice, "open " LINKS_CONTACT);
  guard_person_do (story->alice, "command " LINKS_CONTACT " guard forget www.gnome.org");
  g_strfreev (links_story_hear (story));
  g_auto (GStrv) forgotten = links_story_click (story, "https://www.gnome.org/y");
  links_check (forgotten, "forgotten", QUESTION, 1);
  links_check (forgotten, "forgotten", "^URI", 0);
}

/* Addresses that the desktop hands over (L4) act only after a question. */
static void
test_handed_over (void)
{
  static const char *const addresses[] = { "xmpp:room@conference.evil.example?join", "xmpp:boss@corp.example?message;body=pay", "xmpp:mallory@evil.example",
                                           "xmpp:mallory@evil.example?roster;name=Boss" };
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      guard_person_do (story->alice, "handle-uri %s", addresses[i]);
      g_auto (GStrv) asked = links_story_hear (story);
      links_check (asked, addresses[i], "^REQUEST [0-9]+ ", 1);
      links_check (asked, addresses[i], "^REQUEST [0-9]+ action ", 1);
      links_check (asked, addresses[i], "^(CONV|NOTIFY|URI)", 0);
      guard_person_do (story->alice, "close %d", links_find_id (asked, QUESTION));
      g_auto (GStrv) closed = links_story_hear (story);
      links_check (closed, addresses[i], "^(REQUEST|CONV|NOTIFY|URI)", 0);
    }
  g_autofree char *joined = guard_peer_wait (story->peer, "<presence[^>]*conference\\.evil", 0.3);
  g_assert_null (joined);
  guard_person_do (story->alice, "handle-uri %s", addresses[0]);
  g_auto (GStrv) asked = links_story_hear (story);
  g_assert_cmpuint (links_count (asked, "\\[Go on\\]"), ==, 1);
  press_later (story->alice, links_find_id (asked, QUESTION), "Go on");
  joined = guard_peer_wait (story->peer, "<presence[^>]*conference\\.evil", 5);
  g_assert_nonnull (joined);
}

/* Without the guard the client is as it was. */
static void
test_unload (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  guard_person_do (story->alice, "calls");
  g_auto (GStrv) loaded = links_story_hear (story);
  links_check (loaded, "loaded", "^CALLS own", 0);
  g_strfreev (links_story_say_and_hear (story, LINKS_STRANGER, LINKS_BODY ("https://www.gnome.org/x")));
  g_auto (GStrv) asked = links_story_click (story, "https://www.gnome.org/x");
  int question = links_find_id (asked, QUESTION);
  guard_person_do (story->alice, "unload-plugin core-purple-guard");
  guard_person_do (story->alice, "calls");
  g_auto (GStrv) unloaded = links_story_hear (story);
  g_autofree char *closed = g_strdup_printf ("^CLOSED %d$", question);
  links_check (unloaded, "unloaded", "^DONE unload-plugin yes", 1);
  links_check (unloaded, "its question is gone", closed, 1);
  links_check (unloaded, "unloaded", "^CALLS own$", 1);
  g_auto (GStrv) click = links_story_click (story, "https://www.gnome.org/x");
  check_opened (click, "unloaded", "https://www.gnome.org/x");
  g_auto (GStrv) said = links_story_say_and_hear (story, LINKS_STRANGER, LINKS_XHTML ("<a href='https://evil.example/'>https://www.paypal.com/</a>"));
  links_check (said, "unloaded", "purple-guard", 0);
  links_check (said, "unloaded", "<a href='https://evil.example/'>", 1);
  /* And it can come back. */
  guard_person_load_guard (story->alice);
  g_auto (GStrv) again = links_story_click (story, "https://www.gnome.org/x");
  links_check (again, "loaded again", QUESTION, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/links/click/cases", test_cases);
  g_test_add_func ("/links/click/answers", test_answers);
  g_test_add_func ("/links/click/sender", test_sender);
  g_test_add_func ("/links/click/worst", test_worst);
  g_test_add_func ("/links/click/remember", test_remember);
  g_test_add_func ("/links/click/handed-over", test_handed_over);
  g_test_add_func ("/links/click/unload", test_unload);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

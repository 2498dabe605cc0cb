/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desktop.h"
#include "guard-story.h"

#include <string.h>

/* Nothing happens unseen: what comes is seen in a window, or marked, or asked about; everything else is shown by the desktop, once, without its words.
 * The journal says of each what showed it. */

#define SOON 15.0
#define SECRET "Xyzzy"
#define DEN "den@conference.corp.example"
#define CONTACT(name) "<item jid='" name "@corp.example' subscription='both'/>"
#define ROSTER \
  "<item jid='boss@corp.example' name='&lt;b&gt;Boss&lt;/b&gt; &amp;amp; &lt;img src=x&gt;' subscription='both'/>" CONTACT ("first") CONTACT ("second") \
  CONTACT ("third") CONTACT ("fourth") CONTACT ("fifth")
#define BODY "<body>" SECRET "</body>"

static GuardStage *stage;
static GuardDesktop *desktop;

typedef struct
{
  GuardPeer *peer;
  GuardPerson *alice;
} Story;

static Story *
story_new (void)
{
  Story *self = g_new0 (Story, 1);
  self->peer = guard_peer_start ("alice@localhost/desk", ROSTER);
  self->alice = guard_person_new_on_peer (stage, "alice", self->peer);
  guard_person_set_setting (self->alice, "notify-hidden-events", "true");
  guard_person_set_env (self->alice, "DBUS_SESSION_BUS_ADDRESS", guard_desktop_get_address (desktop));
  return self;
}

static void
arrive (Story *self)
{
  guard_person_start (self->alice);
  guard_person_load_test_plugin (self->alice, "meddler");
  guard_person_load_guard (self->alice);
  guard_person_login (self->alice);
}

static void
story_free (Story *self)
{
  g_assert_cmpint (guard_person_quit (self->alice), ==, 0);
  guard_person_refute (self->alice, "^MISUSE", 0);
  guard_person_free (self->alice);
  guard_peer_stop (self->peer);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Story, story_free)

static void
say (Story *self, const char *from, const char *inner)
{
  guard_peer_send (self->peer, "<message type='chat' from='%s/x' to='alice@localhost/desk'>%s</message>", from, inner);
}

/* ---- The journal ---- */

static GPtrArray *
read_journal (Story *self, const char *kind)
{
  g_autoptr (GuardStore) store = guard_store_open (guard_person_get_guard_home (self->alice), NULL);
  return guard_store_list_entries (store, 0, kind, NULL, 0, NULL);
}

/* How many events of this kind, of @sender (%NULL: of nobody who is named), were shown so. */
static guint
count_events (Story *self, const char *kind, const char *sender, const char *shown)
{
  g_autoptr (GPtrArray) list = read_journal (self, kind);
  guint n = 0;
  for (guint i = 0; i < list->len; i++)
    {
      const GuardJournalEntry *entry = list->pdata[i];
      if (g_strcmp0 (entry->sender, sender) == 0 && g_strcmp0 (entry->shown, shown) == 0)
        n += entry->n_events;
    }
  return n;
}

static void
await_events (Story *self, const char *kind, const char *sender, const char *shown, guint n)
{
  const gint64 end_us = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  while (count_events (self, kind, sender, shown) < n && g_get_monotonic_time () < end_us)
    g_usleep (100 * 1000);
  g_test_message ("%s of %s shown by %s", kind, sender != NULL ? sender : "nobody", shown);
  g_assert_cmpuint (count_events (self, kind, sender, shown), ==, n);
}

/* ---- Each kind of event ---- */

static void
join_den (Story *self)
{
  guard_person_do (self->alice, "join " DEN "/alice");
  g_autofree char *asked = guard_peer_wait (self->peer, "<presence[^>]*" DEN "/alice", SOON);
  g_assert_nonnull (asked);
  guard_peer_send (self->peer, "<presence from='" DEN "/alice' to='alice@localhost/desk'><x xmlns='http://jabber.org/protocol/muc#user'>"
                               "<item affiliation='owner' role='moderator'/><status code='110'/></x></presence>");
  guard_peer_send (self->peer, "<message from='" DEN "/carol' to='alice@localhost/desk' type='groupchat'><body>welcome</body></message>");
  guard_person_await (self->alice, "^CONV " DEN ".*welcome", SOON);
}

/* What comes, each of another person so that they can come together. */
static void
send_all_kinds (Story *self)
{
  say (self, "boss@corp.example", BODY);
  say (self, "first@corp.example", BODY);
  say (self, "second@corp.example", BODY);
  say (self, "third@corp.example", "<body>[swallow] " SECRET "</body>");
  say (self, "fourth@corp.example", "<body>?OTR:AAMD" SECRET ". [swallow]</body>");
  guard_peer_send (self->peer, "<message from='" DEN "/carol' to='alice@localhost/desk' type='groupchat'><body>alice: " SECRET "</body></message>");
  guard_peer_send (self->peer, "<message from='" DEN "/carol' to='alice@localhost/desk' type='groupchat'><body>all of you: " SECRET "</body></message>");
  guard_peer_send (self->peer, "<message from='pit@conference.corp.example' to='alice@localhost/desk'><x xmlns='http://jabber.org/protocol/muc#user'>"
                               "<invite from='fifth@corp.example/x'><reason>" SECRET "</reason></invite></x></message>");
  guard_peer_send (self->peer, "<message from='fifth@corp.example/x' to='alice@localhost/desk' type='headline'><attention xmlns='urn:xmpp:attention:0'/></message>");
  guard_peer_offer_file (self->peer, "fourth@corp.example/x", "offer-1", SECRET ".txt", 1000);
  guard_person_await (self->alice, "^CONV second@corp\\.example", SOON);
  guard_person_do (self->alice, "unseen second@corp.example 1");
}

static const struct
{
  const char *kind, *sender, *shown;
  guint n;
} rows[] = {
  { "event-message",    "boss@corp.example",   "notification", 1 },
  { "event-message",    "first@corp.example",  "conversation", 1 },
  { "event-message",    "second@corp.example", "flag",         1 },
  { "event-hidden",     "third@corp.example",  "notification", 1 },
  { "event-message",    "fourth@corp.example", "notification", 0 },
  { "event-hidden",     "fourth@corp.example", "notification", 0 },
  { "event-file",       "fourth@corp.example", "question",     1 },
  { "event-message",    DEN,                   "notification", 1 },
  { "event-invitation", "fifth@corp.example",  "question",     1 },
  { "event-attention",  "fifth@corp.example",  "notification", 1 },
};

/* Escaped, since desktops read markup; one line a person; not a word of what was said. */
static void
check_bubbles (void)
{
  guard_desktop_await (desktop, "(^|\n)1 message from .*&lt;b&gt;Boss&lt;/b&gt; &amp;amp; .*\\(boss@corp\\.example\\)", SOON);
  guard_desktop_refute (desktop, SECRET);
  guard_desktop_refute (desktop, "<|first@|second@|fourth@");
  guard_desktop_refute (desktop, "[2-9][0-9]* (messages|calls) from");
}

static void
test_kinds (void)
{
  g_autoptr (Story) story = story_new ();
  arrive (story);
  join_den (story);
  guard_person_do (story->alice, "focus first@corp.example/x");
  guard_person_sync (story->alice);
  send_all_kinds (story);
  const GuardBubble *last = guard_desktop_await (desktop, "third@corp\\.example, hidden by another plugin", SOON);
  check_bubbles ();
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    await_events (story, rows[i].kind, rows[i].sender, rows[i].shown, rows[i].n);
  guard_person_do (story->alice, "command first@corp.example guard events");
  guard_person_await (story->alice, "^CONV first@.*1 message from boss@|^CONV first@.*1 message from .*boss@corp\\.example\\): shown by a notification", SOON);
  guard_person_await (story->alice, "^CONV first@.*1 message from third@corp\\.example, hidden by another plugin or a setting: shown by a notification", SOON);

  /* A click brings a conversation forward; what the user looks at needs no notification. */
  guard_desktop_click (desktop, last->id);
  guard_person_await (story->alice, "^PRESENT ", SOON);
  static const char *const told[] = { "boss@corp.example/x", "third@corp.example", "fifth@corp.example/x", DEN };
  for (gsize i = 0; i < G_N_ELEMENTS (told); i++)
    {
      guard_person_do (story->alice, "focus %s", told[i]);
      guard_person_do (story->alice, "unseen %s 0", told[i]);
    }
  guard_desktop_await_closed (desktop, last->id, SOON);

  guard_person_do (story->alice, "unload-plugin core-purple-guard");
  guard_person_await (story->alice, "^DONE unload-plugin yes", SOON);
  guard_person_do (story->alice, "calls");
  guard_person_await (story->alice, "^CALLS own", SOON);
}

/* ---- Settings of a stock Pidgin ---- */

/* With none of them changed, then each that hides; @is_told: the desktop has to tell. The last ones mark what comes. */
static const struct
{
  const char *label;
  const char *commands[4];
  gboolean is_told;
} settings[] = {
  { "stock",          { NULL }, TRUE },
  { "hidden windows", { "pref-string /pidgin/conversations/im/hide_new always" }, TRUE },
  { "no icon",        { "pref-string /pidgin/docklet/show never", "pref-bool /pidgin/docklet/blink 1", "pref-bool /pidgin/docklet/gtk/embedded 1" }, TRUE },
  { "no flashing",    { "pref-string /pidgin/docklet/show always", "pref-bool /pidgin/docklet/blink 0", "pref-bool /pidgin/docklet/gtk/embedded 1" }, TRUE },
  { "muted, away",    { "pref-bool /pidgin/sound/mute 1", "pref-string /pidgin/sound/method none", "status dnd -" }, TRUE },
  { "flashing",       { "pref-string /pidgin/docklet/show always", "pref-bool /pidgin/docklet/blink 1", "pref-bool /pidgin/docklet/gtk/embedded 1" }, FALSE },
};

static void
test_settings (void)
{
  Story *stories[G_N_ELEMENTS (settings)];
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *who = g_strdup_printf ("row%" G_GSIZE_FORMAT "@corp.example", i);
      g_autofree char *pattern = g_strdup_printf ("^CONV %s", who);
      stories[i] = story_new ();
      guard_person_set_env (stories[i]->alice, "GUARD_CLIENT_UI", "gtk-gaim");
      arrive (stories[i]);
      for (gsize j = 0; j < G_N_ELEMENTS (settings[i].commands) && settings[i].commands[j] != NULL; j++)
        guard_person_do (stories[i]->alice, "%s", settings[i].commands[j]);
      guard_person_sync (stories[i]->alice);
      say (stories[i], who, BODY);
      guard_person_await (stories[i]->alice, pattern, SOON);
      guard_person_do (stories[i]->alice, "unseen %s 1", who);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *who = g_strdup_printf ("row%" G_GSIZE_FORMAT "@corp.example", i);
      g_test_message ("%s", settings[i].label);
      await_events (stories[i], "event-message", who, settings[i].is_told ? "notification" : "flag", 1);
      g_assert_cmpuint (guard_desktop_count (desktop, who), ==, settings[i].is_told ? 1 : 0);
    }
  /* And it can be read which they are. */
  guard_person_do (stories[1]->alice, "command row1@corp.example guard events");
  guard_person_await (stories[1]->alice, "^CONV row1@.*Hide new IM conversations", SOON);
  guard_person_do (stories[4]->alice, "command row4@corp.example guard events");
  guard_person_await (stories[4]->alice, "^CONV row4@.*Sounds are off", SOON);
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    story_free (stories[i]);
}

/* ---- Floods ---- */

#define FLOOD 5000
#define PEOPLE 200

static guint
sum_events (Story *self, const char *kind, guint *n_rows)
{
  g_autoptr (GPtrArray) list = read_journal (self, kind);
  guint n = 0;
  for (guint i = 0; i < list->len; i++)
    n += ((GuardJournalEntry *) list->pdata[i])->n_events;
  *n_rows = list->len;
  return n;
}

/* Counted by the desktop and by the journal, with nothing lost. */
static void
test_flood (void)
{
  g_autoptr (Story) story = story_new ();
  arrive (story);
  const gint64 begin_us = g_get_monotonic_time ();
  for (guint i = 0; i < FLOOD; i++)
    {
      g_autofree char *from = g_strdup_printf ("flood%u@corp.example", i % PEOPLE);
      say (story, from, BODY);
    }
  say (story, "first@corp.example", "<body>the last word</body>");
  guard_person_await (story->alice, "^CONV first@.*the last word", 60);
  const gint64 end_us = g_get_monotonic_time ();
  const gint64 last_us = end_us + 20 * G_USEC_PER_SEC;
  guint n_rows = 0;
  while (sum_events (story, "event-message", &n_rows) < FLOOD + 1 && g_get_monotonic_time () < last_us)
    g_usleep (200 * 1000);
  g_test_message ("%u messages in %.1f s: %u lines of the journal, %u notifications", FLOOD + 1, (double) (end_us - begin_us) / G_USEC_PER_SEC, n_rows,
                  guard_desktop_count (desktop, "flood[0-9]*@"));
  g_assert_cmpuint (sum_events (story, "event-message", &n_rows), ==, FLOOD + 1);
  g_assert_cmpuint (n_rows, <=, PEOPLE + 100);
  g_assert_cmpuint (guard_desktop_count (desktop, "flood[0-9]*@"), <=, 8);
  guard_desktop_await (desktop, "messages from flood[0-9]*@corp\\.example.*and [0-9]+ more$", SOON);
}

/* ---- Where the desktop shows nothing ---- */

static void
test_no_desktop (void)
{
  g_autoptr (Story) alone = story_new ();
  g_autoptr (Story) hanging = story_new ();
  guard_person_set_env (alone->alice, "DBUS_SESSION_BUS_ADDRESS", NULL);
  arrive (alone);
  arrive (hanging);
  guard_desktop_hang (desktop, TRUE);
  say (alone, "boss@corp.example", BODY);
  say (hanging, "fourth@corp.example", BODY);
  guard_person_await (alone->alice, "^NOTIFY info .*secondary=\"1 message from <b>Boss</b> .*boss@corp\\.example", SOON);
  guard_desktop_await (desktop, "fourth@corp\\.example", SOON);
  const gint64 begin_us = g_get_monotonic_time ();
  for (guint i = 0; i < 20; i++)
    guard_person_sync (hanging->alice);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, 2 * G_USEC_PER_SEC);
  guard_person_await (hanging->alice, "^NOTIFY info .*fourth@corp\\.example", SOON);
  g_assert_cmpuint (guard_desktop_count (desktop, "fourth@corp\\.example"), ==, 1);
  guard_desktop_hang (desktop, FALSE);
  await_events (alone, "event-message", "boss@corp.example", "window", 1);
  await_events (hanging, "event-message", "fourth@corp.example", "window", 1);
  guard_person_refute (alone->alice, "^NOTIFY .*message", 0);
}

/* ---- What the user has switched off ---- */

/* Of a link in a conversation without a log no host is kept, not even when it is clicked. */
static void
check_link (Story *private)
{
  say (private, "second@corp.example", "<body>look</body><html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>"
                                       "<a href='https://evil.example/x'>https://www.paypal.com/</a></body></html>");
  guard_person_await (private->alice, "^CONV second@.*evil\\.example/x", SOON);
  guard_person_do (private->alice, "uri https://evil.example/x");
  guard_person_do (private->alice, "close %d", guard_person_await_id (private->alice, "^REQUEST (\\d+) action .*evil\\.example", SOON));
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (private->alice, "link-asked", NULL, SOON);
  g_assert_cmpstr (entry->sender, ==, "second@corp.example");
}

static void
test_off (void)
{
  g_autoptr (Story) quiet = story_new ();
  g_autoptr (Story) unwritten = story_new ();
  g_autoptr (Story) private = story_new ();
  g_autoptr (Story) inbox = story_new ();
  guard_person_set_setting (inbox->alice, "strangers-inbox", "'on'");
  guard_person_set_setting (quiet->alice, "notify-hidden-events", "false");
  guard_person_set_setting (unwritten->alice, "journal-events", "false");
  arrive (quiet);
  arrive (unwritten);
  arrive (private);
  arrive (inbox);
  guard_person_do (private->alice, "logging second@corp.example 0");
  /* Only people in the list may write: who stands outside is counted, and said once. */
  guard_person_do (private->alice, "privacy 5");
  guard_person_sync (private->alice);
  say (quiet, "first@corp.example", BODY);
  say (unwritten, "third@corp.example", BODY);
  say (private, "second@corp.example", BODY);
  for (guint i = 0; i < 3; i++)
    say (private, "mallory@evil.example", BODY);
  /* Where strangers wait, those whom the privacy settings keep away are listed, too. */
  say (inbox, "waits@evil.example", BODY);
  await_events (inbox, "event-message", "waits@evil.example", "inbox", 1);
  guard_person_do (inbox->alice, "privacy 5");
  guard_person_sync (inbox->alice);
  say (inbox, "outside@evil.example", BODY);
  guard_desktop_await (desktop, "1 message from third@", SOON);
  guard_desktop_await (desktop, "1 message or invitation from mallory@evil\\.example, kept away by your privacy settings", SOON);
  await_events (quiet, "event-message", "first@corp.example", "not", 1);
  guard_desktop_refute (desktop, "first@");
  await_events (private, "event-message", NULL, "notification", 1);
  await_events (private, "event-message", "second@corp.example", "notification", 0);
  await_events (private, "event-blocked", "mallory@evil.example", "not notification", 3);
  await_events (inbox, "event-blocked", "outside@evil.example", "inbox", 1);
  await_events (inbox, "event-message", "outside@evil.example", "inbox", 0);
  guard_desktop_refute (desktop, "waits@|outside@");
  guint n_rows = 0;
  sum_events (unwritten, "event-message", &n_rows);
  g_assert_cmpuint (n_rows, ==, 0);
  check_link (private);
  guard_person_do (private->alice, "command second@corp.example guard events");
  guard_person_await (private->alice, "^CONV second@.*2 messages or invitations from mallory@evil\\.example, kept away", SOON);
  guard_person_await (private->alice, "^CONV second@.*alice@localhost.*Only people in your list can write to you", SOON);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  desktop = guard_desktop_start ();
  stage = guard_stage_new ();
  g_test_add_func ("/watch/kinds", test_kinds);
  g_test_add_func ("/watch/settings", test_settings);
  g_test_add_func ("/watch/flood", test_flood);
  g_test_add_func ("/watch/no-desktop", test_no_desktop);
  g_test_add_func ("/watch/off", test_off);
  int result = g_test_run ();
  guard_stage_free (stage);
  guard_desktop_stop (desktop);
  return result;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"

#include <string.h>

/* Strangers wait: alice has a plugin that answers everybody, and a server that writes down every byte she sends. Until she lets somebody in, not a byte
 * goes to them; then all that they sent comes as if it came now. */

#define SOON 15.0
#define MALLORY "mallory@evil.example"
#define LINE "people whom you do not know wait|A person whom you do not know waits"
#define CHAT(body) "<message type='chat' from='" MALLORY "/x' to='alice@localhost/desk'>" body "</message>"
#define BODY(text) "<body>" text "</body>"

static GuardStage *stage;

typedef struct
{
  GuardPeer *peer;
  GuardPerson *alice;
  guint n_fences;
} Story;

static void
arrive (Story *self, const char *plugin)
{
  guard_person_start (self->alice);
  if (plugin != NULL)
    guard_person_load_test_plugin (self->alice, plugin);
  guard_person_load_guard (self->alice);
  guard_person_login (self->alice);
}

static Story *
story_new (const char *mode, const char *plugin)
{
  Story *self = g_new0 (Story, 1);
  self->peer = guard_peer_start ("alice@localhost/desk", "<item jid='boss@corp.example' subscription='both'/>");
  self->alice = guard_person_new_on_peer (stage, "alice", self->peer);
  guard_person_set_setting (self->alice, "strangers-inbox", mode);
  arrive (self, plugin);
  return self;
}

/* All that came so far has been done. */
static void
fence (Story *self)
{
  g_autofree char *pattern = g_strdup_printf ("^CONV boss@.*fence %u$", ++self->n_fences);
  guard_peer_send (self->peer, "<message type='chat' from='boss@corp.example/x' to='alice@localhost/desk'><body>fence %u</body></message>", self->n_fences);
  guard_person_await (self->alice, pattern, SOON);
  guard_person_sync (self->alice);
}

static void
story_free (Story *self)
{
  guard_person_sync (self->alice);
  guard_person_refute (self->alice, "^MISUSE", 0);
  g_assert_cmpint (guard_person_quit (self->alice), ==, 0);
  guard_person_free (self->alice);
  guard_peer_stop (self->peer);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Story, story_free)

static guint
count_heard (Story *self, const char *word)
{
  g_autofree char *heard = guard_peer_dup_heard (self->peer);
  guint n = 0;
  for (const char *at = heard; (at = strstr (at, word)) != NULL; at += strlen (word))
    n++;
  return n;
}

/* Nothing has gone to the strangers, and nothing of theirs is to be seen. */
static void
check_silence (Story *self)
{
  g_autofree char *heard = NULL;
  fence (self);
  heard = guard_peer_dup_heard (self->peer);
  if (strstr (heard, "evil.example") != NULL)
    g_error ("something has left: %s", strstr (heard, "evil.example") - MIN ((gsize) (strstr (heard, "evil.example") - heard), 200));
  guard_person_refute (self->alice, "^CONV mallory|^CONV den@|^REQUEST|^AUTHORIZE|^SOUND|^XFER requested.*evil", 0);
}

static void
command (Story *self, const char *words)
{
  guard_person_do (self->alice, "command boss@corp.example guard inbox %s", words);
  guard_person_sync (self->alice);
}

/* ---- what is kept, and that nobody answers ---- */

static void
send_everything (Story *self)
{
  guard_peer_send (self->peer, CHAT (BODY ("?OTRv23? Mallory would like to talk")));
  guard_peer_send (self->peer, CHAT (BODY ("first https://evil.example/look words") "<request xmlns='urn:xmpp:receipts'/><active xmlns='http://jabber.org/protocol/chatstates'/>"));
  guard_peer_send (self->peer, CHAT (BODY ("second") "<html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'><b>second</b></body></html>"
                                     "<delay xmlns='urn:xmpp:delay' stamp='2020-03-04T05:06:07Z'/>"));
  guard_peer_send (self->peer, CHAT ("<composing xmlns='http://jabber.org/protocol/chatstates'/>"));
  guard_peer_send (self->peer, "<presence type='subscribe' from='" MALLORY "' to='alice@localhost'><status>see https://evil.example/profile please</status></presence>");
  guard_peer_send (self->peer, CHAT ("<x xmlns='jabber:x:conference' jid='den@conference.evil.example' reason='come'/>"));
  guard_peer_offer_file (self->peer, MALLORY "/x", "offer1", "holiday.txt", 1000);
}

static void
test_waits (void)
{
  g_autoptr (Story) story = story_new ("'on'", "welcomer");
  fence (story);
  send_everything (story);
  check_silence (story);
  /* One line, and no more for a while. */
  guard_person_await (story->alice, "^NOTIFY info .*(" LINE ")", SOON);
  guard_peer_send (story->peer, CHAT (BODY ("third")));
  check_silence (story);
  guard_person_refute (story->alice, LINE, 2.5);
  command (story, "");
  guard_person_await (story->alice, "^CONV boss@.*mallory@evil\\.example, since .*4 messages, 1 request to add you, 1 invitation, 1 file\\. “\\?OTRv23", SOON);
  guard_person_refute (story->alice, "https?://evil", 0);

  /* Let in: as if all of it came now, in its order, and with its time. */
  command (story, "let-in " MALLORY);
  guard_person_await (story->alice, "^CONV " MALLORY "/x 0x[0-9a-f]*.*first .*https://evil", SOON);
  guard_person_await (story->alice, "^CONV " MALLORY "/x 0x[0-9a-f]*.*<b>second</b>", SOON);
  guard_person_await (story->alice, "^CONV " MALLORY "/x 0x[0-9a-f]*.*third", SOON);
  guard_person_do (story->alice, "times " MALLORY "/x");
  guard_person_await (story->alice, "^TIME 1583298367 .*second", SOON);
  guard_person_await (story->alice, "^REQUEST .*holiday.txt", SOON);
  guard_person_await (story->alice, "^ADD-BUDDY asked " MALLORY, SOON);
  int invitation = guard_person_await_id (story->alice, "^REQUEST ([0-9]+) action title=\"Invitation\" primary=\"You are invited to the room den@conference.evil.example", SOON);
  g_autofree char *granted = guard_peer_wait (story->peer, "<presence[^>]*type='subscribed'", SOON);
  g_assert_nonnull (granted);
  g_assert_cmpuint (count_heard (story, "?OTR:AAMC."), ==, 1);
  g_assert_cmpuint (count_heard (story, "den@conference"), ==, 0);
  guard_person_do (story->alice, "press %d Join", invitation);
  g_autofree char *joined = guard_peer_wait (story->peer, "<presence[^>]*to='den@conference.evil.example/", SOON);
  g_assert_nonnull (joined);
  command (story, "");
  guard_person_await (story->alice, "^CONV boss@.*Nobody waits", SOON);
  g_autoptr (GuardJournalEntry) waited = guard_person_await_entry (story->alice, "stranger-waiting", NULL, SOON);
  g_assert_cmpstr (waited->sender, ==, MALLORY);
  g_autoptr (GuardJournalEntry) let_in = guard_person_await_entry (story->alice, "stranger-let-in", NULL, SOON);
  g_assert_cmpstr (let_in->sender, ==, MALLORY);
}

/* ---- the other answers ---- */

static void
say (Story *self, const char *from, const char *words)
{
  guard_peer_send (self->peer, "<message type='chat' from='%s/x' to='alice@localhost/desk'><body>%s</body></message>", from, words);
}

static void
ask_to_add (Story *self, const char *from)
{
  guard_peer_send (self->peer, "<presence type='subscribe' from='%s' to='alice@localhost'/>", from);
}

/* Ignored: they learn nothing, what they send is counted, and it can be undone. */
static void
test_ignored (void)
{
  g_autoptr (Story) story = story_new ("'on'", NULL);
  fence (story);
  say (story, MALLORY, "one");
  ask_to_add (story, MALLORY);
  guard_peer_offer_file (story->peer, MALLORY "/x", "offer1", "holiday.txt", 1000);
  fence (story);
  command (story, "ignore " MALLORY);
  g_autofree char *refused = guard_peer_wait (story->peer, "<iq[^>]*type='error'[^>]*", SOON);
  g_assert_nonnull (refused);
  guard_person_await_xfers (story->alice, 0);
  say (story, MALLORY, "two");
  say (story, MALLORY, "three");
  ask_to_add (story, MALLORY);
  fence (story);
  command (story, "");
  guard_person_await (story->alice, "^CONV boss@.*Nobody waits", SOON);
  guard_person_await (story->alice, "^CONV boss@.*Ignored: mallory@evil\\.example, since then 2 messages, 1 request to add you", SOON);
  command (story, "unignore " MALLORY);
  say (story, MALLORY, "four");
  fence (story);
  command (story, "");
  guard_person_await (story->alice, "^CONV boss@.*mallory@evil\\.example, since .*1 message\\. “four", SOON);
  g_assert_cmpuint (count_heard (story, "subscribed"), ==, 0);
  guard_person_refute (story->alice, "^CONV mallory|^REQUEST|^AUTHORIZE", 0);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (story->alice, "stranger-ignored", NULL, SOON);
  g_assert_cmpstr (entry->choice, ==, "ignore");
}

/* Blocked: denied, and the user's own list of the blocked has them; who is on that list never waits. */
static void
test_blocked (void)
{
  g_autoptr (Story) story = story_new ("'on'", NULL);
  fence (story);
  guard_person_do (story->alice, "block eve@evil.example");
  say (story, MALLORY, "one");
  say (story, "eve@evil.example", "blocked before");
  ask_to_add (story, MALLORY);
  ask_to_add (story, "eve@evil.example");
  fence (story);
  command (story, "");
  guard_person_await (story->alice, "^CONV boss@.*mallory@evil\\.example, since .*1 message, 1 request to add you", SOON);
  command (story, "block " MALLORY);
  g_autofree char *denied = guard_peer_wait (story->peer, "<presence[^>]*type='unsubscribed'", SOON);
  g_assert_nonnull (denied);
  say (story, MALLORY, "two");
  ask_to_add (story, MALLORY);
  fence (story);
  command (story, "");
  guard_person_await (story->alice, "^CONV boss@.*Nobody waits", SOON);
  guard_person_refute (story->alice, "^CONV mallory|^CONV boss@.*eve@|^REQUEST|^AUTHORIZE", 0);
  g_assert_cmpuint (count_heard (story, "to='" MALLORY "'"), ==, 1);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (story->alice, "stranger-blocked", NULL, SOON);
  g_assert_cmpstr (entry->choice, ==, "block");
}

/* ---- over restarts ---- */

static void
test_restart (void)
{
  g_autoptr (Story) story = story_new ("'on'", NULL);
  fence (story);
  say (story, MALLORY, "one");
  guard_peer_send (story->peer, CHAT ("<x xmlns='jabber:x:conference' jid='den@conference.evil.example'/>"));
  say (story, MALLORY, "two");
  ask_to_add (story, "eve@evil.example");
  fence (story);
  /* The line is cut, and comes back: who only asked to be added asks again, and the others wait. */
  guard_person_do (story->alice, "logout");
  guard_person_await (story->alice, "^SIGNED-OFF", SOON);
  g_assert_cmpint (guard_person_quit (story->alice), ==, 0);
  arrive (story, NULL);
  guard_person_await (story->alice, "^NOTIFY info .*(" LINE ")", SOON);
  say (story, MALLORY, "three");
  fence (story);
  command (story, "");
  guard_person_await (story->alice, "^CONV boss@.*mallory@evil\\.example, since .*3 messages, 1 invitation\\. “one", SOON);
  guard_person_refute (story->alice, "^CONV mallory|^CONV boss@.*eve@|^REQUEST", 0);
  command (story, "let-in " MALLORY);
  guard_person_await (story->alice, "^CONV " MALLORY "/x 0x[0-9a-f]* one", SOON);
  guard_person_await (story->alice, "^CONV " MALLORY "/x 0x[0-9a-f]* two", SOON);
  guard_person_await (story->alice, "^CONV " MALLORY "/x 0x[0-9a-f]* three", SOON);
  guard_person_do (story->alice, "close %d", guard_person_await_id (story->alice, "^REQUEST ([0-9]+) action title=\"Invitation\"", SOON));
  g_assert_cmpint (guard_person_quit (story->alice), ==, 0);
  /* What was delivered does not come again, and who was let in speaks. */
  arrive (story, NULL);
  fence (story);
  say (story, MALLORY, "four");
  guard_person_await (story->alice, "^CONV " MALLORY "/x 0x[0-9a-f]* four", SOON);
  guard_person_refute (story->alice, "^CONV mallory.*(one|two|three)$", 0);
}

/* Switched off, the guard gives the client what waits for its answer, and takes its hands off. */
static void
test_unload (void)
{
  g_autoptr (Story) story = story_new ("'on'", NULL);
  fence (story);
  say (story, MALLORY, "one");
  ask_to_add (story, MALLORY);
  fence (story);
  guard_person_refute (story->alice, "^AUTHORIZE", 0);
  guard_person_do (story->alice, "unload-plugin core-purple-guard");
  guard_person_await (story->alice, "^AUTHORIZE " MALLORY, SOON);
  guard_person_do (story->alice, "calls");
  guard_person_await (story->alice, "^CALLS own", SOON);
  say (story, MALLORY, "two");
  guard_person_await (story->alice, "^CONV mallory.*two", SOON);
  guard_person_do (story->alice, "authorize " MALLORY " yes");
  g_autofree char *granted = guard_peer_wait (story->peer, "<presence[^>]*type='subscribed'", SOON);
  g_assert_nonnull (granted);
  /* Back again: nothing was lost. */
  guard_person_load_guard (story->alice);
  fence (story);
  guard_person_do (story->alice, "im " MALLORY "/x hello");
  guard_person_await (story->alice, "^CONV " MALLORY "/x 0x[0-9a-f]* one", SOON);
}

/* ---- who becomes known, and who only seems to be ---- */

static void
test_known (void)
{
  g_autoptr (Story) story = story_new ("'on'", NULL);
  fence (story);
  /* The user writes first. */
  say (story, MALLORY, "one");
  fence (story);
  guard_person_refute (story->alice, "^CONV mallory", 0);
  guard_person_do (story->alice, "im " MALLORY " hello");
  guard_person_await (story->alice, "^CONV mallory.* one$", SOON);
  say (story, MALLORY, "two");
  guard_person_await (story->alice, "^CONV mallory.* two$", SOON);
  /* The server says that somebody is in the list, mutually. */
  guard_peer_send (story->peer, "<iq type='set' id='push1'><query xmlns='jabber:iq:roster'><item jid='eve@evil.example' name='Boss' subscription='both'/></query></iq>");
  say (story, "eve@evil.example", "three");
  ask_to_add (story, "eve@evil.example");
  /* Who is named in an invitation has not sent it. */
  guard_peer_send (story->peer, "<message from='den@conference.evil.example' to='alice@localhost/desk'><x xmlns='http://jabber.org/protocol/muc#user'>"
                                "<invite from='boss@corp.example'><reason>come</reason></invite></x></message>");
  /* The own server's words are for everybody; another's wait. */
  guard_peer_send (story->peer, "<message type='chat' from='localhost' to='alice@localhost'><body>the server goes down</body></message>");
  guard_peer_send (story->peer, "<message type='chat' from='evil.example' to='alice@localhost'><body>another server</body></message>");
  guard_person_await (story->alice, "^CONV localhost .*the server goes down", SOON);
  fence (story);
  command (story, "");
  guard_person_await (story->alice, "^CONV boss@.* eve@evil\\.example\\)?, since .*1 message, 1 request to add you|^CONV boss@.*\\(eve@evil\\.example\\), since .*1 message, 1 request to add you", SOON);
  guard_person_refute (story->alice, "^CONV (eve|evil)|^REQUEST|^AUTHORIZE", 0);
  command (story, "");
  guard_person_await (story->alice, "^CONV boss@.*den@conference\\.evil\\.example, since .*1 invitation", SOON);
  command (story, "");
  guard_person_await (story->alice, "^CONV boss@.* evil\\.example, since .*1 message", SOON);
}

/* ---- mode "ask", and the list ---- */

static void
test_ask (void)
{
  g_autoptr (Story) story = story_new ("'ask'", NULL);
  fence (story);
  say (story, MALLORY, "one https://evil.example/look");
  say (story, "eve@evil.example", "other");
  int first = guard_person_await_id (story->alice, "^REQUEST ([0-9]+) action title=\"Strangers\" primary=\"mallory@evil.example, whom you do not know, waits.*“one \\[link\\]”", SOON);
  fence (story);
  guard_person_refute (story->alice, "^REQUEST|^CONV (mallory|eve)", 0.3);
  guard_person_do (story->alice, "press %d Look", first);
  first = guard_person_await_id (story->alice, "^REQUEST ([0-9]+) action title=\"Strangers\" primary=\"mallory@.* one https://evil.example/look", SOON);
  guard_person_do (story->alice, "press %d Let in", first);
  guard_person_await (story->alice, "^CONV mallory.* one .*https", SOON);
  int second = guard_person_await_id (story->alice, "^REQUEST ([0-9]+) action title=\"Strangers\" primary=\"eve@evil.example", SOON);
  guard_person_do (story->alice, "close %d", second);
  say (story, "eve@evil.example", "more");
  fence (story);
  guard_person_refute (story->alice, "^REQUEST|^CONV eve", 0.3);
  /* The list. */
  command (story, "show");
  int list = guard_person_await_id (story->alice, "^REQUEST ([0-9]+) fields title=\"Strangers\" .*choices=\\[eve@evil.example, since .*: 2 messages", SOON);
  guard_person_do (story->alice, "press %d eve@", list);
  guard_person_do (story->alice, "press %d Let in", guard_person_await_id (story->alice, "^REQUEST ([0-9]+) action title=\"Strangers\" primary=\"eve@", SOON));
  guard_person_await (story->alice, "^CONV eve.* other", SOON);
  guard_person_await (story->alice, "^CONV eve.* more", SOON);
}

/* ---- requests over protocols without stanzas ---- */

static void
test_requests (void)
{
  g_autoptr (Story) story = story_new ("'on'", NULL);
  fence (story);
  guard_person_do (story->alice, "asked boss@corp.example hello");
  guard_person_await (story->alice, "^AUTHORIZE boss@", SOON);
  guard_person_do (story->alice, "authorize boss@corp.example yes");
  guard_person_await (story->alice, "^ANSWERED granted boss@", SOON);
  guard_person_do (story->alice, "asked " MALLORY " see https://evil.example/profile");
  guard_person_do (story->alice, "asked eve@evil.example hello");
  guard_person_do (story->alice, "asked dave@evil.example hello");
  guard_person_do (story->alice, "asked carol@evil.example hello");
  guard_person_sync (story->alice);
  command (story, "");
  guard_person_await (story->alice, "^CONV boss@.*" MALLORY ", since .*1 request to add you\\. “see \\[link\\]”", SOON);
  guard_person_refute (story->alice, "^AUTHORIZE|^ANSWERED", 0);
  command (story, "let-in " MALLORY);
  guard_person_await (story->alice, "^ANSWERED granted " MALLORY, SOON);
  command (story, "block eve@evil.example");
  guard_person_await (story->alice, "^ANSWERED denied eve@evil.example", SOON);
  command (story, "ignore dave@evil.example");
  /* Nobody has answered carol when the line ends. */
  guard_person_do (story->alice, "logout");
  guard_person_await (story->alice, "^SIGNED-OFF", SOON);
  guard_person_do (story->alice, "unload-plugin core-purple-guard");
  guard_person_sync (story->alice);
  guard_person_refute (story->alice, "^AUTHORIZE|^ANSWERED", 0);
}

/* ---- floods ---- */

#define N_FLOOD 1000

/* A thousand of each, of a thousand people and of one: one line, no window, no scanner, and a journal that can be read. */
static void
test_flood (void)
{
  g_autofree char *marker = g_build_filename (stage->folder, "scanner-was-started", NULL);
  g_autofree char *scanner = guard_stage_make_scanner (stage, marker, 0);
  Story *self = g_new0 (Story, 1);
  self->peer = guard_peer_start ("alice@localhost/desk", "<item jid='boss@corp.example' subscription='both'/>");
  self->alice = guard_person_new_on_peer (stage, "alice", self->peer);
  guard_person_set_setting (self->alice, "strangers-inbox", "'on'");
  guard_person_set_env (self->alice, "PURPLE_GUARD_SCANNER", scanner);
  arrive (self, NULL);
  g_autoptr (Story) story = self;
  fence (story);
  say (story, "early@other.example", "I was here first");
  for (guint i = 0; i < N_FLOOD; i++)
    {
      guard_peer_send (story->peer, "<message type='headline' from='h%u@evil.example/x' to='alice@localhost'><subject>s</subject><body>look</body></message>"
                                    "<message type='chat' from='m%u@evil.example/x' to='alice@localhost/desk'><body>buy %u</body></message>"
                                    "<message type='chat' from='" MALLORY "/x' to='alice@localhost/desk'><body>number %u</body></message>", i, i, i, i);
      if (i % 10 == 0)
        {
          g_autofree char *sid = g_strdup_printf ("offer%u", i);
          guard_peer_offer_file (story->peer, MALLORY "/x", sid, i % 20 == 0 ? "a.txt" : "a.exe", 1000);
          ask_to_add (story, MALLORY);
        }
    }
  fence (story);
  guard_person_await (story->alice, "^NOTIFY info .*(" LINE ")", SOON);
  guard_person_refute (story->alice, "^CONV (m|h|early)|^REQUEST|^AUTHORIZE|^NOTIFY (?!.*title=\"Network services)|^SOUND", 0.5);
  guard_assert_absent (marker);
  command (story, "");
  guard_person_await (story->alice, "^CONV boss@.*mallory@evil\\.example, since .*1000 messages, 100 requests to add you, 100 files, [0-9]+ of them not kept\\. “number 0", SOON);
  command (story, "");
  guard_person_await (story->alice, "^CONV boss@.*1902 more people wait", SOON);
  command (story, "let-in early@other.example");
  guard_person_await (story->alice, "^CONV early.*I was here first", SOON);
  command (story, "let-in " MALLORY);
  guard_person_await (story->alice, "^CONV " MALLORY ".*number 0$", SOON);
  guard_person_await (story->alice, "^CONV " MALLORY ".*number 999$", SOON);
  command (story, "empty");
  guard_person_await (story->alice, "^CONV boss@.*The inbox is empty", SOON);
  g_assert_cmpuint (guard_person_count_entries (story->alice, "stranger-waiting"), <=, 210);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/inbox/waits", test_waits);
  g_test_add_func ("/inbox/ignored", test_ignored);
  g_test_add_func ("/inbox/blocked", test_blocked);
  g_test_add_func ("/inbox/restart", test_restart);
  g_test_add_func ("/inbox/unload", test_unload);
  g_test_add_func ("/inbox/known", test_known);
  g_test_add_func ("/inbox/ask", test_ask);
  g_test_add_func ("/inbox/requests", test_requests);
  g_test_add_func ("/inbox/flood", test_flood);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "links-story.h"

#include <string.h>

/* Content that comes without an offer: pictures, smileys, icons, nudges. What the client says with SMILEY, ICON or <img it would decode. */

#define CID "sha1+0123456789abcdef0123456789abcdef01234567@bob.xmpp.org"
#define IMAGE(cid, alt) "<img src='cid:" cid "' alt='" alt "'/>"
#define DATA(cid, bytes) "<data xmlns='urn:xmpp:bob' cid='" cid "' type='image/png'>" bytes "</data>"
#define DECODED "^(SMILEY|ICON)|<img"
#define PICTURE_BASE64 "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

static GuardStage *stage;

/* What the client has sent to people that has @word in it. */
static gboolean
has_sent (LinksStory *story, const char *word)
{
  g_autofree char *heard = guard_peer_dup_heard (story->peer);
  return strstr (heard, word) != NULL;
}

static char **
run_command (LinksStory *story, const char *who, const char *command)
{
  guard_person_do (story->alice, "command %s/x %s", who, command);
  guard_person_sync (story->alice);
  return links_story_hear (story);
}

static void
save_as (LinksStory *story, const char *name)
{
  g_autofree char *path = guard_person_download (story->alice, name);
  int id = guard_person_await_id (story->alice, "^REQUEST ([0-9]+) file ", 20);
  guard_person_do (story->alice, "choose %d %s", id, path);
}

/* ---- XMPP ---- */

static void
test_not_even_asked_for (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  g_auto (GStrv) stranger = links_story_say_and_hear (story, LINKS_STRANGER, LINKS_XHTML ("<p>look " IMAGE (CID, ":wave:") "</p>"));
  links_check (stranger, "stranger", "^CONV mallory@[^ ]* 0x2 .*look \\[picture, not shown\\] :wave:", 1);
  links_check (stranger, "stranger", LINKS_LINE ".*/guard picture 1 has it scanned and saved\\.$", 1);
  links_check (stranger, "stranger", DECODED, 0);
  g_assert_false (has_sent (story, "urn:xmpp:bob' cid"));
  g_assert_false (has_sent (story, CID));

  /* The same bytes with the message: they are not libjabber's to keep. */
  g_auto (GStrv) with_bytes = links_story_say_and_hear (story, LINKS_STRANGER, LINKS_XHTML (IMAGE ("two", "")) DATA ("two", PICTURE_BASE64));
  links_check (with_bytes, "with its bytes", "^CONV mallory@[^ ]* 0x2 .*\\[picture, not shown\\]", 1);
  links_check (with_bytes, "with its bytes", DECODED, 0);

  /* As before. */
  g_auto (GStrv) contact = links_story_say_and_hear (story, LINKS_CONTACT, LINKS_XHTML (IMAGE (CID, ":wave:")));
  links_check (contact, "contact", "^SMILEY wanted boss@corp", 1);
  links_check (contact, "contact", LINKS_LINE, 0);
  g_autofree char *asked = guard_peer_wait (story->peer, "to='boss@corp[^>]*><data[^>]*cid='sha1", 20);
  g_assert_nonnull (asked);
}

/* On demand, after a scan. */
static void
test_shown_on_demand (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  g_autofree char *picture = guard_stage_make_file (stage, "p.png", "", 0);
  gsize n_bytes;
  g_autofree guchar *bytes = g_base64_decode (PICTURE_BASE64, &n_bytes);
  g_assert_true (g_file_set_contents (picture, (char *) bytes, (gssize) n_bytes, NULL));
  g_auto (GStrv) said = links_story_say_and_hear (story, LINKS_STRANGER, LINKS_XHTML (IMAGE (CID, ":wave:")));
  links_check (said, "said", LINKS_LINE, 1);

  g_auto (GStrv) listed = run_command (story, LINKS_STRANGER, "guard pictures");
  links_check (listed, "listed", "1: from mallory@evil\\.example, to be fetched", 1);
  g_auto (GStrv) none = run_command (story, LINKS_STRANGER, "guard picture 77");
  links_check (none, "unknown", "No picture has this number", 1);

  guard_peer_set_answer (story->peer, "urn:xmpp:bob", DATA (CID, PICTURE_BASE64));
  guard_person_do (story->alice, "command " LINKS_STRANGER "/x guard picture 1");
  save_as (story, "p.png");
  g_autofree char *place = guard_person_download (story->alice, "p.png");
  guard_await_file (place, TRUE, 60);
  guard_assert_same_content (place, picture);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (story->alice, "file-released", "picture-2.png", 20);
  g_assert_cmpstr (entry->sender, ==, LINKS_STRANGER);
  g_auto (GStrv) after = links_story_hear (story);
  links_check (after, "fetched", DECODED, 0);
  g_auto (GStrv) empty = run_command (story, LINKS_STRANGER, "guard pictures");
  links_check (empty, "nothing left", "No picture is kept back", 1);
}

static void
test_infected (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  g_autofree char *infection = guard_story_infection ();
  g_autofree char *encoded = g_base64_encode ((guchar *) infection, strlen (infection));
  g_autofree char *inner = g_strdup_printf (LINKS_XHTML (IMAGE ("bad", "x")) DATA ("bad", "%s"), encoded);
  g_auto (GStrv) said = links_story_say_and_hear (story, LINKS_STRANGER, inner);
  links_check (said, "infected", LINKS_LINE, 1);
  guard_person_do (story->alice, "command " LINKS_STRANGER "/x guard picture 1");
  save_as (story, "bad.png");
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (story->alice, "file-quarantined", "picture-1.bin", 60);
  g_assert_cmpstr (entry->sender, ==, LINKS_STRANGER);
  g_autofree char *place = guard_person_download (story->alice, "bad.png");
  guard_assert_absent (place);
}

/* Its sender has nothing to give. */
static void
test_not_to_be_had (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  g_auto (GStrv) said = links_story_say_and_hear (story, LINKS_STRANGER, LINKS_XHTML (IMAGE (CID, "")));
  links_check (said, "said", LINKS_LINE, 1);
  guard_person_do (story->alice, "command " LINKS_STRANGER "/x guard picture 1");
  guard_person_await (story->alice, "^CONV mallory.*its sender did not send it", 20);
}

/* ---- any protocol ---- */

static void
test_store (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  g_autofree char *file = guard_stage_make_text (stage, "any.png", 5000);
  guard_person_do (story->alice, "receive-picture " LINKS_STRANGER "/x %s", file);
  g_auto (GStrv) stranger = links_story_hear (story);
  links_check (stranger, "stranger", "^CONV mallory@[^ ]* 0x1002 look \\[picture, not shown\\]", 1);
  links_check (stranger, "stranger", LINKS_LINE ".*/guard picture 1 has it scanned and saved\\.$", 1);
  links_check (stranger, "stranger", DECODED, 0);
  guard_person_do (story->alice, "receive-picture " LINKS_CONTACT "/x %s", file);
  g_auto (GStrv) contact = links_story_hear (story);
  links_check (contact, "contact", "^CONV boss@[^ ]* .*look <img id=", 1);
  links_check (contact, "contact", LINKS_LINE, 0);

  /* The store has lost it; the guard has not. */
  guard_person_do (story->alice, "command " LINKS_STRANGER "/x guard picture 1");
  save_as (story, "any.png");
  g_autofree char *place = guard_person_download (story->alice, "any.png");
  guard_await_file (place, TRUE, 60);
  guard_assert_same_content (place, file);
}

static void
test_icons (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  g_autofree char *file = guard_stage_make_text (stage, "icon.png", 3000);
  guard_person_do (story->alice, "open " LINKS_STRANGER);
  guard_person_do (story->alice, "receive-icon " LINKS_STRANGER " %s", file);
  guard_peer_set_answer (story->peer, "vcard-temp", "<vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE><BINVAL>" PICTURE_BASE64 "</BINVAL></PHOTO></vCard>");
  guard_person_do (story->alice, "info " LINKS_STRANGER);
  guard_person_await (story->alice, "^NOTIFY userinfo who=\"mallory@evil", 20);
  g_auto (GStrv) stranger = links_story_hear (story);
  links_check (stranger, "stranger", DECODED, 0);
  guard_person_do (story->alice, "command " LINKS_STRANGER " guard pictures");
  guard_person_sync (story->alice);
  g_auto (GStrv) listed = links_story_hear (story);
  links_check (listed, "listed", "buddy icon of mallory@evil\\.example, [0-9]", 2);
  guard_person_do (story->alice, "receive-icon " LINKS_CONTACT " %s", file);
  g_auto (GStrv) contact = links_story_hear (story);
  links_check (contact, "contact", "^ICON boss@corp\\.example 3000", 1);
}

/* Somebody who stands in the list only because a server put them there, and says that there is a new icon: libjabber would ask for it. */
static void
test_announced_icons (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  guard_peer_send (story->peer, "<iq type='set' id='push'><query xmlns='jabber:iq:roster'><item jid='half@evil.example' subscription='none'/></query></iq>");
  for (guint i = 0; i < 2; i++)
    {
      const char *who = i == 0 ? "half@evil.example" : LINKS_CONTACT;
      guard_peer_send (story->peer, "<presence from='%s/x' to='alice@localhost/desk'><x xmlns='vcard-temp:x:update'><photo>0123456789</photo></x></presence>", who);
      guard_peer_send (story->peer, "<message type='headline' from='%s' to='alice@localhost/desk'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
                                    "<items node='urn:xmpp:avatar:metadata'><item id='i'><metadata xmlns='urn:xmpp:avatar:metadata'>"
                                    "<info id='abcdef' type='image/png' bytes='9'/></metadata></item></items></event></message>", who);
    }
  g_autofree char *contact = guard_peer_wait (story->peer, "to='boss@corp[^>]*>.{0,200}urn:xmpp:avatar:data", 20);
  g_assert_nonnull (contact);
  g_auto (GStrv) events = run_command (story, "first@corp.example", "guard pictures");
  links_check (events, "announced", "buddy icon of half@evil\\.example, to be fetched", 2);
  g_autofree char *heard = guard_peer_dup_heard (story->peer);
  g_assert_false (g_regex_match_simple ("to=['\"]half@evil[^>]*>\\s*<(vCard|pubsub)", heard, 0, 0));
}

/* Members of a room are strangers. */
static void
test_room (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  guard_person_do (story->alice, "join den@conference.localhost/alice");
  g_autofree char *joins = guard_peer_wait (story->peer, "<presence[^>]*to='den@conference.localhost/alice'", 20);
  g_assert_nonnull (joins);
  guard_peer_send (story->peer, "<presence from='den@conference.localhost/alice' to='alice@localhost/desk'><x xmlns='http://jabber.org/protocol/muc#user'>"
                                "<item affiliation='member' role='participant'/><status code='110'/></x></presence>");
  guard_peer_send (story->peer, "<message type='groupchat' from='den@conference.localhost/mallory' to='alice@localhost/desk'>" LINKS_XHTML (IMAGE (CID, ":wave:")) "</message>");
  g_auto (GStrv) events = links_story_hear (story);
  links_check (events, "room", "^CONV den@[^ ]* 0x2 .*\\[picture, not shown\\]", 1);
  links_check (events, "room", "^CONV den@[^ ]* 0x44 purple-guard: .*/guard picture 1 has it scanned and saved\\.$", 1);
  links_check (events, "room", DECODED, 0);
  g_assert_false (has_sent (story, CID));
}

/* ---- nudges ---- */

static void
test_attention (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  guard_person_do (story->alice, "open " LINKS_CONTACT "/x");
  links_story_say (story, LINKS_CONTACT, "<attention xmlns='urn:xmpp:attention:0'/>");
  g_auto (GStrv) contact = links_story_hear (story);
  links_check (contact, "contact", "^SOUND", 1);
  links_check (contact, "contact", "^CONV boss@[^ ]* 0x2006 .*buzzed", 1);

  guard_person_do (story->alice, "open " LINKS_STRANGER "/x");
  for (guint i = 0; i < 20; i++)
    {
      links_story_say (story, LINKS_STRANGER, "<attention xmlns='urn:xmpp:attention:0'/>");
      guard_person_do (story->alice, "receive-attention " LINKS_STRANGER "/x");
    }
  g_auto (GStrv) stranger = links_story_hear (story);
  links_check (stranger, "stranger", LINKS_LINE "mallory@evil\\.example, a stranger, asked for your attention", 1);
  links_check (stranger, "stranger", "^SOUND|^CONV [^ ]* 0x2", 0);
}

/* ---- bounds ---- */

static void
test_flood (void)
{
  g_autoptr (LinksStory) story = links_story_new (stage, NULL);
  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *from = g_strdup_printf ("m%u@evil.example", i / 100);
      g_autofree char *cid = g_strdup_printf ("cid%u", i);
      g_autofree char *inner = g_strdup_printf (LINKS_XHTML ("<img src='cid:%s' alt=''/>"), cid);
      links_story_say (story, from, inner);
    }
  g_auto (GStrv) events = links_story_hear (story);
  links_check (events, "messages", "^CONV m[0-9]@[^ ]* 0x2 .*\\[picture, not shown\\]", 400);
  g_assert_cmpuint (links_count (events, LINKS_LINE), <=, 12);
  g_auto (GStrv) listed = run_command (story, "m1@evil.example", "guard pictures");
  links_check (listed, "kept", "[0-9]+: from m[0-9]@evil", 80);
  links_check (listed, "dropped", "320 pictures were not kept", 1);
  g_assert_cmpuint (guard_person_count_entries (story->alice, "picture-withheld"), <=, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/pictures/not-even-asked-for", test_not_even_asked_for);
  g_test_add_func ("/pictures/shown-on-demand", test_shown_on_demand);
  g_test_add_func ("/pictures/infected", test_infected);
  g_test_add_func ("/pictures/not-to-be-had", test_not_to_be_had);
  g_test_add_func ("/pictures/store", test_store);
  g_test_add_func ("/pictures/icons", test_icons);
  g_test_add_func ("/pictures/announced-icons", test_announced_icons);
  g_test_add_func ("/pictures/room", test_room);
  g_test_add_func ("/pictures/attention", test_attention);
  g_test_add_func ("/pictures/flood", test_flood);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

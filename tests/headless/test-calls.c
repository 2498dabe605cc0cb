/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "calls-story.h"
#include "links-story.h"

#include <string.h>

/* Calls (T5): what a caller can make happen here before the user has said anything, and after. The caller is the hostile server, which says what no honest
 * client would; the real calls between two clients are in test-calls-real.c. */

#define SOON 15.0
#define BOSS LINKS_CONTACT "/x"
#define STRANGER LINKS_STRANGER "/x"

#define JINGLE(action, sid, inner) "<jingle xmlns='urn:xmpp:jingle:1' action='" action "' initiator='%s' sid='" sid "'>" inner "</jingle>"
#define TRANSPORT(inner) "<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='guard' pwd='guardguardguardguardgu'>" inner "</transport>"
#define CANDIDATE(number) "<candidate id='" number "' foundation='1' component='1' generation='0' ip='192.0.2.7' network='0' port='5000" number "' priority='1' protocol='udp' type='host'/>"
#define VOICE "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'><payload-type id='0' name='PCMU' clockrate='8000'/></description>"
#define PICTURE "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'><payload-type id='98' name='VP8' clockrate='90000'/></description>"
#define CONTENT(name, inner) "<content creator='initiator' name='" name "' senders='both'>" inner "</content>"
#define GOOGLE(type, session) "<session xmlns='http://www.google.com/session' type='" type "' id='" session "' initiator='%s'>" \
  "<description xmlns='http://www.google.com/session/phone'><payload-type id='0' name='PCMU' clockrate='8000'/></description></session>"
#define VOICE_CALL CONTENT ("voice", VOICE TRANSPORT (""))
#define VIDEO_CALL VOICE_CALL CONTENT ("picture", PICTURE TRANSPORT (""))

static GuardStage *stage;

/* @plugin: (nullable): a test's plugin; @setting, @value: (nullable) */
static LinksStory *
new_story (const char *plugin, const char *setting, const char *value)
{
  LinksStory *story = links_story_new_unstarted (stage);
  if (setting != NULL)
    guard_person_set_setting (story->alice, setting, value);
  calls_story_choose_plugins (stage, story->alice);
  guard_person_start (story->alice);
  guard_person_do (story->alice, "media");
  if (plugin != NULL)
    guard_person_load_test_plugin (story->alice, plugin);
  guard_person_load_guard (story->alice);
  guard_person_login (story->alice);
  /* Who is in the list only because the server says so is nobody's contact; this one has been written to. */
  guard_person_do (story->alice, "im " LINKS_CONTACT " hello");
  g_strfreev (links_story_hear (story));
  return story;
}

/* @from sends a stanza of a call; @inner names @from once. */
static void
tell (LinksStory *story, const char *id, const char *from, const char *inner)
{
  g_autofree char *content = g_strdup (inner);
  char *place = strstr (content, "%s");
  g_autofree char *before = place != NULL ? g_strndup (content, place - content) : g_strdup (content);
  guard_peer_send (story->peer, "<iq type='set' id='%s' from='%s' to='alice@localhost/desk'>%s%s%s</iq>", id, from, before, place != NULL ? from : "",
                   place != NULL ? place + 2 : "");
}

static void
await_answer (LinksStory *story, const char *pattern)
{
  g_autofree char *found = guard_peer_wait (story->peer, pattern, SOON);
  if (found == NULL)
    {
      g_autofree char *heard = guard_peer_dup_heard (story->peer);
      g_error ("the client did not send %s, but: %s", pattern, heard);
    }
}

static guint
count_heard (LinksStory *story, const char *pattern)
{
  g_autofree char *heard = guard_peer_dup_heard (story->peer);
  g_auto (GStrv) pieces = g_regex_split_simple (pattern, heard, G_REGEX_DOTALL, 0);
  return g_strv_length (pieces) - 1;
}

static int
await_question (LinksStory *story, const char *words)
{
  g_autofree char *pattern = g_strdup_printf ("^REQUEST ([0-9]+) action title=\"Incoming call\" primary=\"[^\"]*%s", words);
  return guard_person_await_id (story->alice, pattern, SOON);
}

/* The second press, after the question was there long enough. */
static void
take (LinksStory *story, int question)
{
  g_usleep (750 * 1000);
  guard_person_do (story->alice, "press %d Take the call", question);
}

/* Nothing of a call is there, and nothing has left that a caller learns an address from. */
static void
assert_nothing_began (LinksStory *story)
{
  g_auto (GStrv) events = links_story_hear (story);
  links_check (events, "", "^MEDIA ", 0);
  guard_person_do (story->alice, "medias");
  guard_person_await (story->alice, "^MEDIAS alive=0 udp=0", SOON);
  g_assert_cmpuint (count_heard (story, "candidate|session-accept|urn:xmpp:jingle:transports"), ==, 0);
}

/* The journal is written beside the main loop. */
static void
await_entries (LinksStory *story, const char *kind, guint n)
{
  for (guint i = 0; i < 100 && guard_person_count_entries (story->alice, kind) < n; i++)
    g_usleep (50 * 1000);
  g_assert_cmpuint (guard_person_count_entries (story->alice, kind), ==, n);
}

static void
test_held (void)
{
  g_autoptr (LinksStory) story = new_story (NULL, NULL, NULL);
  tell (story, "c1", BOSS, JINGLE ("session-initiate", "s1", VOICE_CALL));
  await_answer (story, "<iq type='result' to='boss@corp\\.example/x' id='c1'/>");
  await_answer (story, "action='session-info' sid='s1'[^>]*><ringing ");
  int question = await_question (story, "calls you\\.");
  tell (story, "c2", BOSS, JINGLE ("transport-info", "s1", CONTENT ("voice", TRANSPORT (CANDIDATE ("1")))));
  tell (story, "c3", BOSS, JINGLE ("transport-info", "s1", CONTENT ("voice", TRANSPORT (CANDIDATE ("2")))));
  await_answer (story, "<iq type='result' [^>]*id='c3'/>");
  assert_nothing_began (story);
  guard_person_do (story->alice, "unload-plugin core-purple-guard");
  guard_person_await (story->alice, "^DONE unload-plugin no", SOON);

  /* Somebody else knows the name of the call, and nothing comes of it. */
  tell (story, "m1", STRANGER, JINGLE ("session-terminate", "s1", ""));
  g_auto (GStrv) meddled = links_story_hear (story);
  links_check (meddled, "somebody else's end", "^CLOSED", 0);

  take (story, question);
  guard_person_await (story->alice, "^MEDIA begun boss@corp\\.example/x in", SOON);
  guard_person_await (story->alice, "^MEDIA accept voice boss@corp\\.example/x here", SOON);
  await_answer (story, "id='c1'.*id='c2'.*id='c3'.*action='session-accept'.*<candidate ");
  guard_person_refute (story->alice, "^MEDIA asks", 0.6);

  /* The camera on top of it; and once more, which is only counted. */
  tell (story, "c4", BOSS, JINGLE ("content-add", "s1", CONTENT ("picture", PICTURE TRANSPORT (""))));
  await_answer (story, "<iq type='result' [^>]*id='c4'.*action='content-reject' sid='s1'.*<content creator='initiator' name='picture'/>");
  int more = guard_person_await_id (story->alice, "^REQUEST ([0-9]+) action title=\"Running call\" primary=\"boss@corp\\.example wants your call to have video", SOON);
  tell (story, "c5", BOSS, JINGLE ("content-modify", "s1", "<content creator='initiator' name='voice' senders='both'/>"));
  await_answer (story, "<iq type='error' [^>]*id='c5'.*not-acceptable");
  guard_person_do (story->alice, "press %d Leave it", more);
  /* Another's word in it, and what libpurple would stumble over. */
  tell (story, "m2", STRANGER, JINGLE ("session-terminate", "s1", ""));
  await_answer (story, "<iq type='error' [^>]*id='m2'.*service-unavailable");
  tell (story, "c5", BOSS, JINGLE ("session-initiate", "s1", VOICE_CALL));
  await_answer (story, "<iq type='error' [^>]*id='c5'.*feature-not-implemented");
  tell (story, "c6", BOSS, JINGLE ("transport-accept", "s1", "<content creator='initiator' name='nothing'/>"));
  await_answer (story, "<iq type='error' [^>]*id='c6'.*feature-not-implemented");
  g_auto (GStrv) running = links_story_hear (story);
  links_check (running, "a running call", "^MEDIA end", 0);
  tell (story, "c7", BOSS, JINGLE ("session-terminate", "s1", ""));
  guard_person_await (story->alice, "^MEDIA end - -", SOON);
  await_entries (story, "call-asked", 1);
  await_entries (story, "call-answered", 1);
}

static void
take_one (LinksStory *story, const char *id, const char *call)
{
  tell (story, id, BOSS, call);
  take (story, await_question (story, "calls you\\."));
  guard_person_await (story->alice, "^MEDIA accept voice boss@corp\\.example/x here", SOON);
  await_answer (story, "action='session-accept'");
}

/* Whoever ends a call, the other side is told, and told once. */
static void
test_ends (void)
{
  g_autoptr (LinksStory) story = new_story (NULL, NULL, NULL);
  take_one (story, "c1", JINGLE ("session-initiate", "s1", VOICE_CALL));
  guard_person_do (story->alice, "hang-up");
  await_answer (story, "action='session-terminate'[^>]* sid='s1'.*<success");
  guard_person_await (story->alice, "^MEDIA end - -", SOON);
  take_one (story, "c2", JINGLE ("session-initiate", "s2", VOICE_CALL));
  /* Something breaks here; libpurple tells nobody. */
  guard_person_do (story->alice, "break-calls");
  await_answer (story, "action='session-terminate' sid='s2'.*<failed-application/>");
  guard_person_await (story->alice, "^CONV boss@corp\\.example 0x44 purple-guard: The call could not be taken", SOON);
  tell (story, "c3", BOSS, JINGLE ("session-terminate", "s2", ""));
  g_strfreev (links_story_hear (story));
  g_assert_cmpuint (count_heard (story, "action='session-terminate'"), ==, 2);
  /* Somebody rings while the user goes. */
  tell (story, "c4", BOSS, JINGLE ("session-initiate", "s4", VOICE_CALL));
  await_question (story, "calls you\\.");
  guard_person_do (story->alice, "logout");
  await_answer (story, "action='session-terminate' sid='s4'.*<gone/>");
  guard_person_await (story->alice, "^CONV boss@corp\\.example 0x44 purple-guard: A call was missed: the connection ended", SOON);
}

/* The client is closed while somebody rings. */
static void
test_quit (void)
{
  g_autoptr (LinksStory) story = new_story (NULL, NULL, NULL);
  tell (story, "c1", BOSS, JINGLE ("session-initiate", "s1", VOICE_CALL));
  await_question (story, "calls you\\.");
}

/* Refused, given up, answered too quickly, and cut off. */
static void
test_not_taken (void)
{
  g_autoptr (LinksStory) story = new_story (NULL, NULL, NULL);
  tell (story, "c1", BOSS, JINGLE ("session-initiate", "s1", VIDEO_CALL));
  int question = await_question (story, "calls you, with video\\.");
  /* A double click that was meant for something else. */
  guard_person_do (story->alice, "press %d Take the call", question);
  question = await_question (story, "calls you, with video\\.");
  guard_person_do (story->alice, "press %d Refuse", question);
  await_answer (story, "action='session-terminate' sid='s1'.*<reason><decline/>");
  assert_nothing_began (story);

  tell (story, "c2", BOSS, JINGLE ("session-initiate", "s2", VOICE_CALL));
  question = await_question (story, "calls you\\.");
  tell (story, "c3", BOSS, JINGLE ("session-terminate", "s2", ""));
  int missed = guard_person_await_id (story->alice, "^REQUEST ([0-9]+) action title=\"Missed call\" .*the caller hung up.*\\[Close\\]\\[Call back\\]", SOON);
  await_answer (story, "<iq type='result' [^>]*id='c3'/>");
  guard_person_await (story->alice, "^CLOSED", SOON);
  g_usleep (750 * 1000);
  guard_person_do (story->alice, "press %d Call back", missed);
  guard_person_await (story->alice, "^CONV boss@corp\\.example 0x44 purple-guard: The call could not be made", SOON);

  /* What nobody sends by mistake: a part without a number, a call that somebody else is said to have begun. */
  tell (story, "c4", BOSS, JINGLE ("session-initiate", "s4", CONTENT ("voice", "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'><payload-type/></description>" TRANSPORT (""))));
  await_answer (story, "<iq type='error' [^>]*id='c4'.*service-unavailable");
  tell (story, "c5", BOSS, "<session xmlns='http://www.google.com/session' type='initiate' id='g1' initiator='third@corp.example/x'>"
                           "<description xmlns='http://www.google.com/session/phone'/></session>");
  await_answer (story, "<iq type='error' [^>]*id='c5'.*service-unavailable");
  tell (story, "c6", BOSS, GOOGLE ("initiate", "g2"));
  question = await_question (story, "calls you\\.");
  guard_person_do (story->alice, "close %d", question);
  await_answer (story, "<session xmlns='http://www.google.com/session' type='reject' id='g2' initiator='boss@corp\\.example/x'/>");

  tell (story, "c7", BOSS, JINGLE ("session-initiate", "s7", VOICE_CALL));
  question = await_question (story, "calls you\\.");
  guard_peer_drop (story->peer);
  g_autofree char *closed = g_strdup_printf ("^CLOSED %d", question);
  guard_person_await (story->alice, closed, SOON);
  guard_person_await (story->alice, "^CONV boss@corp\\.example 0x44 purple-guard: A call was missed: the connection ended", SOON);
  await_entries (story, "call-missed", 2);
}

#define FLOOD 1000

/* A thousand calls of one person, as fast as they come. */
static char **
flood (LinksStory *story, const char *from, const char *answer)
{
  for (guint i = 0; i < FLOOD; i++)
    {
      g_autofree char *id = g_strdup_printf ("f%u", i);
      g_autofree char *call = g_strdup_printf (JINGLE ("session-initiate", "%s", VOICE_CALL), from, id);
      tell (story, id, from, call);
    }
  char **events = links_story_hear (story);
  await_answer (story, answer);
  return events;
}

static void
test_strangers (void)
{
  g_autoptr (LinksStory) story = new_story (NULL, NULL, NULL);
  g_auto (GStrv) events = flood (story, STRANGER, "<iq type='error' to='mallory@evil\\.example/x' id='f999'><error type='cancel'><service-unavailable ");
  links_check (events, "strangers", "^(REQUEST|MEDIA|MISUSE)", 0);
  links_check (events, "strangers", LINKS_LINE "A call was refused: strangers' calls are never taken", 1);
  links_check (events, "strangers", LINKS_LINE, 1);
  g_assert_cmpuint (count_heard (story, "id='f[0-9]+'"), ==, FLOOD);
  g_assert_cmpuint (count_heard (story, "ringing|session-terminate|<iq type='result'[^>]*id='f"), ==, 0);
  /* A file that comes this way: the same answer, and no word. */
  tell (story, "c1", STRANGER, JINGLE ("session-initiate", "s1", CONTENT ("file", "<description xmlns='urn:xmpp:jingle:apps:file-transfer:5'/>" TRANSPORT (""))));
  await_answer (story, "<iq type='error' [^>]*id='c1'.*service-unavailable");
  assert_nothing_began (story);
  await_entries (story, "call-refused", 1);
}

static void
test_flood (void)
{
  g_autoptr (LinksStory) story = new_story (NULL, NULL, NULL);
  g_auto (GStrv) events = flood (story, BOSS, "<iq type='result' to='boss@corp\\.example/x' id='f999'");
  links_check (events, "one person", "^REQUEST ", 1);
  links_check (events, "one person", LINKS_LINE "A call was refused: another one is waiting for your answer", 1);
  links_check (events, "one person", LINKS_LINE, 1);
  await_answer (story, "action='session-terminate' sid='f999'.*<reason><busy/>");
  /* More of it than anybody needs. */
  for (guint i = 0; i < FLOOD; i++)
    tell (story, "t1", BOSS, JINGLE ("transport-info", "f0", CONTENT ("voice", TRANSPORT (CANDIDATE ("1")))));
  assert_nothing_began (story);
  guard_person_do (story->alice, "press %d Refuse", links_find_id (events, "^REQUEST ([0-9]+) "));
  await_answer (story, "action='session-terminate' sid='f0'.*<reason><decline/>");
  /* Ringing and hanging up, again and again: a few more questions, one window that says it. */
  g_strfreev (links_story_hear (story));
  for (guint i = 0; i < FLOOD; i++)
    {
      tell (story, "r1", BOSS, JINGLE ("session-initiate", "r1", VOICE_CALL));
      tell (story, "r2", BOSS, JINGLE ("session-terminate", "r1", ""));
    }
  g_auto (GStrv) rings = links_story_hear (story);
  links_check (rings, "again and again", "^REQUEST [0-9]+ action title=\"Incoming call", 4);
  links_check (rings, "again and again", "^REQUEST [0-9]+ action title=\"Missed call", 1);
  links_check (rings, "again and again", LINKS_LINE, 0);
}

/* Where strangers wait, their calls do, too: no line, no window. */
static void
test_strangers_inbox (void)
{
  g_autoptr (LinksStory) story = new_story (NULL, "strangers-inbox", "'on'");
  tell (story, "c1", STRANGER, JINGLE ("session-initiate", "s1", VOICE_CALL));
  await_answer (story, "<iq type='error' [^>]*id='c1'.*service-unavailable");
  g_auto (GStrv) events = links_story_hear (story);
  links_check (events, "inbox", LINKS_LINE "A call was refused", 0);
  links_check (events, "inbox", "^CONV mallory", 0);
  await_entries (story, "call-refused", 1);
  guard_person_do (story->alice, "command " LINKS_CONTACT " guard inbox");
  guard_person_await (story->alice, "mallory@evil\\.example", SOON);
}

/* The user has said once that they want none. */
static void
test_never (void)
{
  g_autoptr (LinksStory) story = new_story (NULL, "calls-from-contacts", "'refuse'");
  tell (story, "c1", BOSS, JINGLE ("session-initiate", "s1", VOICE_CALL));
  await_answer (story, "<iq type='result' [^>]*id='c1'/>.*action='session-terminate' sid='s1'.*<reason><decline/>");
  guard_person_await (story->alice, "^CONV boss@corp\\.example 0x44 purple-guard: A call was refused without asking", SOON);
  assert_nothing_began (story);
}

/* The client asks in its own way; and who calls cannot say yes in its place. */
static void
test_rings (void)
{
  g_autoptr (LinksStory) story = new_story (NULL, "calls-from-contacts", "'allow'");
  tell (story, "c1", BOSS, JINGLE ("session-initiate", "s1", VOICE_CALL));
  guard_person_await (story->alice, "^MEDIA begun boss@corp\\.example/x in", SOON);
  tell (story, "c2", BOSS, JINGLE ("session-accept", "s1", VOICE_CALL));
  await_answer (story, "<iq type='error' [^>]*id='c2'.*unexpected-request");
  guard_person_await (story->alice, "^CONV boss@corp\\.example 0x44 purple-guard: The other side tried to answer its own call", SOON);
  guard_person_await (story->alice, "^MEDIA asks", SOON);
  guard_person_refute (story->alice, "^(REQUEST|MEDIA accept)", 0);
  g_assert_cmpuint (count_heard (story, "session-accept"), ==, 0);
  tell (story, "c3", BOSS, JINGLE ("session-terminate", "s1", ""));
  guard_person_await (story->alice, "^MEDIA end - -", SOON);

  /* The same in a tongue that the guard does not read so closely: what libpurple makes of it is stopped, and the call ended. */
  tell (story, "c4", BOSS, GOOGLE ("initiate", "g1"));
  guard_person_await (story->alice, "^MEDIA begun boss@corp\\.example/x in", SOON);
  tell (story, "c5", BOSS, GOOGLE ("accept", "g1"));
  await_answer (story, "<session [^>]*type='reject' id='g1'|<session [^>]*id='g1'[^>]*type='reject'");
  guard_person_await (story->alice, "^MEDIA end - -", SOON);
  g_assert_cmpuint (count_heard (story, "type='accept'"), ==, 0);
}

/* What does not come over XMPP's calls: other protocols' calls, shared screens, whiteboards. */
static void
test_others (void)
{
  g_autoptr (LinksStory) story = new_story ("intruder", NULL, NULL);
  g_auto (GStrv) ring = links_story_say_and_hear (story, LINKS_CONTACT, LINKS_BODY ("ring"));
  links_check (ring, "ring", "^NOTIFY info .*media refused", 1);
  links_check (ring, "ring", "^REQUEST [0-9]+ action title=\"Missed call\" .*could not be made to wait.*\\[Close\\]\\[Call back\\]", 1);
  g_auto (GStrv) stranger = links_story_say_and_hear (story, LINKS_STRANGER, LINKS_BODY ("ring"));
  links_check (stranger, "a stranger rings", "^NOTIFY info .*media refused", 1);
  links_check (stranger, "a stranger rings", "^REQUEST", 0);
  g_auto (GStrv) share = links_story_say_and_hear (story, LINKS_CONTACT, LINKS_BODY ("share"));
  links_check (share, "share", "^NOTIFY info .*media refused", 1);
  links_check (share, "share", LINKS_LINE "Refused: a shared screen or program", 1);
  g_auto (GStrv) draw = links_story_say_and_hear (story, LINKS_CONTACT, LINKS_BODY ("draw"));
  links_check (draw, "draw", "^NOTIFY info .*whiteboard started", 1);
  links_check (draw, "draw", "^NOTIFY info .*whiteboard ended", 1);
  links_check (draw, "draw", LINKS_LINE "Refused: a whiteboard", 1);
  await_entries (story, "activity-refused", 2);

  /* A form that looks as if the server wanted the password; and one that was asked for. */
  guard_peer_send (story->peer, "<iq type='result' id='r0' from='" STRANGER "' to='alice@localhost/desk'><query xmlns='jabber:iq:register'>"
                                "<instructions>Your session has ended.</instructions><username/><password/></query></iq>");
  g_auto (GStrv) form = links_story_hear (story);
  links_check (form, "form", "^REQUEST", 0);
  links_check (form, "form", LINKS_LINE "Refused: a form", 1);
  guard_person_do (story->alice, "stanza <iq type='get' id='r1' to='gateway.example'><query xmlns='jabber:iq:register'/></iq>");
  await_answer (story, "id='r1' to='gateway\\.example'");
  guard_peer_send (story->peer, "<iq type='result' id='r1' from='gateway.example' to='alice@localhost/desk'><query xmlns='jabber:iq:register'>"
                                "<instructions>Register here.</instructions><username/><password/></query></iq>");
  guard_person_await (story->alice, "^REQUEST ", SOON);
}

/* The same, by people who may. */
static void
test_others_allowed (void)
{
  g_autoptr (LinksStory) story = new_story ("intruder", "allow-shared-activities", "true");
  g_auto (GStrv) share = links_story_say_and_hear (story, LINKS_CONTACT, LINKS_BODY ("share"));
  links_check (share, "share", "^NOTIFY info .*media began", 1);
  g_auto (GStrv) draw = links_story_say_and_hear (story, LINKS_CONTACT, LINKS_BODY ("draw"));
  links_check (draw, "draw", "^NOTIFY info .*whiteboard started", 1);
  links_check (draw, "draw", "^NOTIFY info .*whiteboard ended", 0);
  g_auto (GStrv) stranger = links_story_say_and_hear (story, LINKS_STRANGER, LINKS_BODY ("draw"));
  links_check (stranger, "a stranger draws", "^NOTIFY info .*whiteboard ended", 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/calls/held", test_held);
  g_test_add_func ("/calls/ends", test_ends);
  g_test_add_func ("/calls/quit", test_quit);
  g_test_add_func ("/calls/not-taken", test_not_taken);
  g_test_add_func ("/calls/strangers", test_strangers);
  g_test_add_func ("/calls/strangers-inbox", test_strangers_inbox);
  g_test_add_func ("/calls/flood", test_flood);
  g_test_add_func ("/calls/never", test_never);
  g_test_add_func ("/calls/rings", test_rings);
  g_test_add_func ("/calls/others", test_others);
  g_test_add_func ("/calls/others-allowed", test_others_allowed);
  int status = g_test_run ();
  guard_stage_free (stage);
  return status;
}

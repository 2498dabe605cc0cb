/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "clients/guard-desk.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

/* What ./run shows: you (alice), a contact (bob) and a stranger (mallory) on a private server of this machine's loopback. Bob
 * and Mallory really send files and links, with a real client each. You sit in Pidgin, in Finch, or are played by a script that prints what
 * happens. Everything lies in a temporary folder that is gone afterwards. */

typedef enum
{
  ANSWER_ACCEPT,
  ANSWER_ASK_FIRST,
} Answer;

typedef struct
{
  const char *name;       /* as bob sends it */
  const char *what;       /* said in the transcript */
  char *(*make) (GuardStage *stage, const char *name);
  Answer answer;
  const char *outcome;    /* event that ends the scene */
} Scene;

static char *
make_clean (GuardStage *stage, const char *name)
{
  return guard_stage_make_text (stage, name, 20000);
}

/* Where Debian's freshclam puts what it fetched. */
#define MACHINE_SIGNATURES "/var/lib/clamav"

static gboolean
has_machine_signatures (void)
{
  g_autoptr(GDir) folder = g_dir_open (MACHINE_SIGNATURES, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, ".cvd") || g_str_has_suffix (name, ".cld") || g_str_has_suffix (name, ".cud"))
      return TRUE;
  return FALSE;
}

/* The harmless file that all virus signatures know (EICAR), put together here and nowhere else; or what our own know. */
static char *
make_infected (GuardStage *stage, const char *name)
{
  g_autofree char *eicar = NULL;

  if (!has_machine_signatures ())
    return guard_stage_make_infected (stage, name);

  eicar = g_strconcat ("X5O!P%@", "AP[4\\PZX54", "(P^)7CC)7}$", "EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE", "!$H+H*", NULL);
  return guard_stage_make_file (stage, name, eicar, strlen (eicar));
}

static void
choose_signatures (GuardPerson *alice)
{
  if (has_machine_signatures ())
    guard_person_set_setting (alice, "signature-folder", "'" MACHINE_SIGNATURES "'");
}

/* A real program of this machine under the name of a picture. */
static char *
make_disguised (GuardStage *stage, const char *name)
{
  g_autofree char *bytes = NULL;
  gsize n_bytes = 0;

  g_assert_true (g_file_get_contents ("/bin/true", &bytes, &n_bytes, NULL));
  return guard_stage_make_file (stage, name, bytes, n_bytes);
}

static char *
make_zip (GuardStage *stage, const char *name, const char *password)
{
  g_autofree char *text = guard_stage_make_text (stage, "letters.txt", 4000);
  g_autofree char *zip = g_strconcat (text, ".zip", NULL);
  const char *command[] = { "zip", "-q", "-j", zip, text, password != NULL ? "-P" : NULL, password, NULL };
  g_autofree char *bytes = NULL;
  gsize n_bytes = 0;
  int status = 1;

  g_remove (zip);
  g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_assert_true (g_file_get_contents (zip, &bytes, &n_bytes, NULL));
  return guard_stage_make_file (stage, name, bytes, password != NULL ? n_bytes : n_bytes / 2);
}

static char *
make_encrypted (GuardStage *stage, const char *name)
{
  return make_zip (stage, name, "secret");
}

static char *
make_cut (GuardStage *stage, const char *name)
{
  return make_zip (stage, name, NULL);
}

static const Scene scenes[] = {
  { "holiday-plan.txt",  "an ordinary text",                                 make_clean,     ANSWER_ASK_FIRST, "nothing known found" },
  { "invoice.txt",       "a file that the signatures know",                  make_infected,  ANSWER_ACCEPT,    "is infected" },
  { "beach.jpg",         "a program under the name of a picture",            make_disguised, ANSWER_ACCEPT,    "is really" },
  { "letters.zip",       "an encrypted archive",                             make_encrypted, ANSWER_ACCEPT,    "is held back" },
  { "backup.zip",        "an archive that broke off in the middle",          make_cut,       ANSWER_ACCEPT,    "is held back" },
};

/* A message with a link, and a click on it. */
typedef struct
{
  const char *sender;
  const char *html;
  const char *what;
  const char *address; /* that the click is told to open */
} LinkScene;

static const LinkScene link_scenes[] = {
  { "bob",     "The pictures are at https://www.debian.org/News/", "an ordinary link of a contact", "https://www.debian.org/News/" },
  { "mallory", "Look: https://www.debian.org/intro/", "the same kind of link, from somebody whom you have let in", "https://www.debian.org/intro/" },
  { "bob",     "Log in at <a href=\"https://login.evil.example/\">https://www.paypal.com/</a>", "a text that names another site",
    "https://login.evil.example/" },
  { "bob",     "Or here: https://p\320\260ypal.com/", "a letter of another alphabet in a known name", "https://p\320\260ypal.com/" },
  { "mallory", "<a href=\"javascript:alert(1)\">a picture of you</a>", "a link that is no link", "javascript:alert(1)" },
};

/* What alice types, and what she answers. */
typedef struct
{
  const char *to;
  const char *text;
  const char *what;
  const char *answer; /* %NULL: no question comes */
} WordsScene;

static const WordsScene words_scenes[] = {
  { "bob",     "See you at 10:30, room 4711",                              "ordinary words",                           NULL },
  { "bob",     "The card is 4111 1111 1111 1111, exp 12/29",               "the number of a card, in a chat that is not encrypted", "Don't send" },
  { "bob",     "The wifi password is Xk9#mT2!qw",                          "a password",                               "Send masked" },
  { "mallory", "My Hong Kong identity card is A123456(3)",                 "personal data for somebody whom you have just let in", "Send anyway" },
};

static void
say (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
  fputc ('\n', stdout);
  fflush (stdout);
}

/* The value of name="..." in an event, with \n turned back. Returns: (transfer full) */
static char *
get_field (const char *event, const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("\\b%s=\"((?:[^\"\\\\]|\\\\.)*)\"", name);
  g_autoptr(GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *raw = NULL;

  if (!g_regex_match (regex, event, 0, &match))
    return g_strdup ("");
  raw = g_match_info_fetch (match, 1);
  return g_strcompress (raw);
}

static void
say_indented (const char *label, const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    say ("  %-12s %s", i == 0 ? label : "", lines[i]);
}

/* Bob's and Mallory's part, played in the background while a person sits in the client. */
typedef struct
{
  GuardStage *stage;
  GuardPerson *bob, *mallory;
  guint n_played;
} Show;

static void
send_scene (Show *show, const Scene *scene)
{
  g_autofree char *path = scene->make (show->stage, scene->name);

  guard_person_do (show->bob, "send-file alice@localhost/desk %s", path);
}

/* ---- the scripted user ---- */

static void
play_answer (GuardPerson *alice, GuardPerson *bob, const Scene *scene)
{
  g_autofree char *question = guard_person_expect (alice, "^REQUEST [0-9]+ action .*File offer", 20);
  g_autofree char *primary = get_field (question, "primary");
  g_autofree char *secondary = get_field (question, "secondary");
  g_autofree char *place = guard_person_download (alice, scene->name);
  int id = (int) g_ascii_strtoll (question + strlen ("REQUEST "), NULL, 10);

  say_indented ("asked:", primary);
  say_indented ("", secondary);
  if (scene->answer == ANSWER_ASK_FIRST)
    {
      g_autofree char *answered = NULL;
      g_autofree char *again = NULL;

      say ("  %-12s Ask the sender first", "you:");
      guard_person_do (alice, "press %d Ask the sender first", id);
      answered = guard_person_expect (bob, "^CONV .*Did you mean to send me", 20);
      say ("  %-12s Yes, that is from me. See you!", "bob:");
      guard_person_do (bob, "im alice@localhost Yes, that is from me. See you!");
      again = guard_person_expect (alice, "^REQUEST [0-9]+ action .*File offer", 20);
      id = (int) g_ascii_strtoll (again + strlen ("REQUEST "), NULL, 10);
      say ("  %-12s the question comes back, with the answer in it", "asked:");
    }
  say ("  %-12s Accept…, to %s", "you:", place);
  guard_person_do (alice, "press %d Accept…", id);
  id = guard_person_await_id (alice, "^REQUEST ([0-9]+) file ", 20);
  guard_person_do (alice, "choose %d %s", id, place);
}

static void
play_scene (Show *show, GuardPerson *alice, const Scene *scene, guint number)
{
  g_autofree char *place = guard_person_download (alice, scene->name);
  g_autofree char *shown = g_strescape (scene->name, NULL);
  g_autofree char *event = NULL;
  g_autofree char *pattern = g_strdup_printf ("^CONV .*purple-guard.*%s", scene->outcome);
  g_autofree char *line = NULL;
  g_autoptr(GRegex) tidy = g_regex_new ("^CONV .*?purple-guard: ", 0, 0, NULL);
  g_autofree char *plain = NULL;

  say ("\n%u. Bob sends “%s”: %s.", number, shown, scene->what);
  guard_person_forget (alice);
  send_scene (show, scene);
  play_answer (alice, show->bob, scene);
  event = guard_person_expect (alice, pattern, 180);
  plain = g_regex_replace_literal (tidy, event, -1, 0, "", 0, NULL);
  line = g_strcompress (plain);
  say_indented ("the guard:", line);
  say ("  %-12s %s", "on disk:", g_file_test (place, G_FILE_TEST_EXISTS) ? place : "not where you wanted it");
}

static void
say_link (Show *show, const LinkScene *scene)
{
  guard_person_do (g_str_equal (scene->sender, "bob") ? show->bob : show->mallory, "im-html alice@localhost %s", scene->html);
}

/* Markup of an event as it is read. Returns: (transfer full) */
static char *
read_markup (const char *event, const char *prefix)
{
  g_autoptr(GRegex) tags = g_regex_new ("<[^>]*>", 0, 0, NULL);
  g_autofree char *stripped = g_regex_replace_literal (tags, event + strlen (prefix), -1, 0, "", 0, NULL);
  static const char * const entities[][2] = { { "&#46;", "." }, { "&#58;", ":" }, { "&#64;", "@" }, { "&quot;", "\"" }, { "&amp;", "&" } };
  GString *text = g_string_new (stripped);

  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    g_string_replace (text, entities[i][0], entities[i][1], 0);
  return g_string_free (text, FALSE);
}

static void
play_click (GuardPerson *alice, const char *address)
{
  g_autofree char *event = NULL;
  g_autofree char *primary = NULL;
  g_autofree char *secondary = NULL;

  say ("  %-12s click on it", "you:");
  guard_person_sync (alice);
  guard_person_forget (alice);
  guard_person_do (alice, "uri %s", address);
  event = guard_person_expect (alice, "^(URI|REQUEST [0-9]+ action|NOTIFY) ", 20);
  primary = get_field (event, "primary");
  secondary = get_field (event, "secondary");
  if (g_str_has_prefix (event, "URI "))
    say ("  %-12s %s", "opens:", event + strlen ("URI "));
  else
    {
      say_indented (g_str_has_prefix (event, "NOTIFY") ? "refused:" : "asked:", primary);
      say_indented ("", secondary);
    }
  if (g_str_has_prefix (event, "REQUEST"))
    {
      say ("  %-12s Don't open", "you:");
      guard_person_do (alice, "press %d Don't open", (int) g_ascii_strtoll (event + strlen ("REQUEST "), NULL, 10));
    }
}

static void
play_link (Show *show, GuardPerson *alice, const LinkScene *scene, guint number)
{
  g_autofree char *pattern = g_strdup_printf ("^CONV %s", scene->sender);
  g_autofree char *message = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *transcript = NULL;
  const char *line;

  guard_person_forget (alice);
  say_link (show, scene);
  message = guard_person_expect (alice, pattern, 20);
  guard_person_sync (alice);
  transcript = guard_person_transcript (alice);
  shown = read_markup (strstr (message, " 0x"), " 0x2 ");
  say ("\n%u. %s says “%s”: %s.", number, scene->sender, shown, scene->what);

  /* The guard's line, if there is one, is the last thing that was written. */
  line = g_strrstr (transcript, "\nCONV ");
  if (line != NULL && strstr (line, "purple-guard: ") != NULL)
    {
      g_autofree char *first = g_strndup (line + 1, strcspn (line + 1, "\n"));
      g_autofree char *words = read_markup (strstr (first, "purple-guard: "), "purple-guard: ");

      say_indented ("the guard:", words);
    }
  else
    say ("  %-12s nothing to say", "the guard:");
  if (scene->address != NULL)
    play_click (alice, scene->address);
}

static void
play_words (Show *show, GuardPerson *alice, const WordsScene *scene, guint number)
{
  GuardPerson *reader = g_str_equal (scene->to, "bob") ? show->bob : show->mallory;
  g_autofree char *event = NULL;
  g_autofree char *primary = NULL;
  g_autofree char *secondary = NULL;

  say ("\n%u. You write to %s “%s”: %s.", number, scene->to, scene->text, scene->what);
  guard_person_forget (alice);
  guard_person_forget (reader);
  guard_person_do (alice, "im %s@localhost %s", scene->to, scene->text);
  if (scene->answer != NULL)
    {
      event = guard_person_expect (alice, "^REQUEST [0-9]+ action title=\"Not sent yet\"", 20);
      primary = get_field (event, "primary");
      secondary = get_field (event, "secondary");
      say_indented ("asked:", primary);
      say_indented ("", secondary);
      say ("  %-12s %s", "you:", scene->answer);
      g_usleep (G_USEC_PER_SEC); /* a button that is pressed at once counts as a double click */
      guard_person_do (alice, "press %d %s", (int) g_ascii_strtoll (event + strlen ("REQUEST "), NULL, 10), scene->answer);
    }
  if (scene->answer != NULL && g_str_equal (scene->answer, "Don't send"))
    {
      guard_person_await (alice, "^CONV .*purple-guard: Not sent: ", 20);
      say ("  %-12s nothing", "arrives:");
      return;
    }
  g_clear_pointer (&event, g_free);
  event = guard_person_expect (reader, "^CONV alice@localhost[^ ]* 0x2 ", 20);
  g_clear_pointer (&primary, g_free);
  primary = read_markup (strstr (event, " 0x2 "), " 0x2 ");
  say_indented ("arrives:", primary);
}

/* Output of the tool for her profile. Returns: (transfer full) */
static char *
run_tool (GuardPerson *alice, const char *command)
{
  g_autofree char *line = g_strdup_printf ("'%s' %s --home '%s'", g_getenv ("PURPLE_GUARD_TOOL"), command, guard_person_get_guard_home (alice));
  char *output = NULL;

  return g_spawn_command_line_sync (line, &output, NULL, NULL, NULL) ? output : g_strdup ("");
}

static void
show_output (GuardPerson *alice, const char *command)
{
  g_autofree char *output = run_tool (alice, command);

  say ("\n$ purple-guard %s", command);
  fputs (output, stdout);
}

/* ---- strangers, calls, logins: what the guard does before anything reaches you ---- */

#define CALL                                                                                                                                         \
  "<iq type='set' id='call' to='alice@localhost/desk'><jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='call' "                        \
  "initiator='%s@localhost/desk'><content creator='initiator' name='voice' senders='both'><description xmlns='urn:xmpp:jingle:apps:rtp:1' "           \
  "media='audio'><payload-type id='0' name='PCMU' clockrate='8000'/></description><transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' "           \
  "ufrag='guard' pwd='guardguardguardguardgu'/></content></jingle></iq>"
#define INVITATION                                                                                                                                   \
  "<message to='alice@localhost'><x xmlns='jabber:x:conference' jid='den@conference.localhost' reason='Easy money in here'/></message>"

static void
send_as_stranger (Show *show)
{
  g_autofree char *file = guard_stage_make_text (show->stage, "hello.txt", 20000);

  /* libpurple offers nothing to somebody whom it has written to and whose client it does not see */
  guard_person_do (show->mallory, "send-file alice@localhost/desk %s", file);
  guard_person_sync (show->mallory);
  guard_person_do (show->mallory, "im alice@localhost I am from support: buy three gift cards and send me the codes");
  guard_person_do (show->mallory, "im alice@localhost Are you there?");
  guard_person_do (show->mallory, "add-buddy alice@localhost Alice");
  guard_person_do (show->mallory, "stanza " INVITATION);
  guard_person_do (show->mallory, "stanza " CALL, "mallory");
}

static void
await_all_waiting (GuardPerson *alice)
{
  g_autofree char *output = NULL;

  for (guint i = 0; i < 100; i++)
    {
      g_free (output);
      output = run_tool (alice, "inbox --json");
      if (strstr (output, "\"message\":2,\"authorisation\":1,\"invitation\":1,\"file\":1,\"call\":1") != NULL)
        return;
      g_usleep (G_USEC_PER_SEC / 5);
    }
  g_error ("the inbox holds: %s", output);
}

static void
press_after_a_moment (GuardPerson *alice, const char *event, const char *button)
{
  say ("  %-12s %s", "you:", button);
  g_usleep (G_USEC_PER_SEC); /* a button that is pressed at once counts as a double click */
  guard_person_do (alice, "press %d %s", (int) g_ascii_strtoll (event + strlen ("REQUEST "), NULL, 10), button);
}

static void
say_question (const char *event)
{
  g_autofree char *primary = get_field (event, "primary");
  g_autofree char *secondary = get_field (event, "secondary");

  say_indented ("asked:", primary);
  say_indented ("", secondary);
}

static void
play_stranger (Show *show, GuardPerson *alice)
{
  const Scene offer = { "hello.txt", "", NULL, ANSWER_ACCEPT, "" };
  g_autofree char *event = NULL;
  g_autofree char *invitation = NULL;

  say ("\n1. Mallory, whom you do not know, writes, asks to add you, invites you to a room, offers a file and calls.");
  guard_person_forget (alice);
  send_as_stranger (show);
  event = guard_person_expect (alice, "whom you do not know wait", 20);
  await_all_waiting (alice);
  say ("  %-12s one quiet line: %s", "you see:", strstr (event, "know waits") != NULL ? "A person whom you do not know waits." : "People whom you do not know wait.");
  guard_person_refute (alice, "^CONV mallory|^REQUEST|^AUTHORIZE|^MEDIA", 0);
  show_output (alice, "inbox");

  say ("\n2. You let her in: what waited reaches you as it would have, but for the call, which was refused.");
  say ("  %-12s /guard inbox let-in mallory@localhost", "you:");
  guard_person_do (alice, "command bob@localhost guard inbox let-in mallory@localhost");
  g_clear_pointer (&event, g_free);
  event = guard_person_expect (alice, "^CONV mallory@localhost.*gift cards", 20);
  say ("  %-12s I am from support: buy three gift cards and send me the codes", "mallory:");
  invitation = guard_person_expect (alice, "^REQUEST [0-9]+ action title=\"Invitation\"", 20);
  say_question (invitation);
  press_after_a_moment (alice, invitation, "Don't join");
  play_answer (alice, show->bob, &offer);
  guard_person_await (alice, "^CONV .*purple-guard.*nothing known found", 180);
  say ("  %-12s nothing known found in hello.txt; it is where you wanted it", "the guard:");
}

static void
play_call (Show *show, GuardPerson *alice)
{
  g_autofree char *question = NULL;

  say ("\n3. Bob calls. Nothing of this machine has answered him yet.");
  guard_person_forget (alice);
  guard_person_do (show->bob, "stanza " CALL, "bob");
  question = guard_person_expect (alice, "^REQUEST [0-9]+ action title=\"Incoming call\"", 20);
  guard_person_refute (alice, "^MEDIA begun", 0);
  say_question (question);
  press_after_a_moment (alice, question, "Refuse");
}

/* Another account of yours, on a server without encryption. A server of this very machine would be no matter: it is called by another spelling. */
static void
play_login (Show *show)
{
  g_autoptr(GuardIrcEar) ear = guard_irc_ear_start ();
  g_autoptr(GuardPerson) you = guard_person_new (show->stage, "alice-on-irc", GUARD_ON_IRC);
  g_autofree char *question = NULL;
  g_autofree char *heard = NULL;

  say ("\n4. Another account of yours is to log in to an IRC server, with a password and without encryption.");
  guard_person_set_server (you, "127.1", guard_irc_ear_get_port (ear));
  guard_person_set_password (you, "irc-secret");
  guard_person_start (you);
  guard_person_load_guard (you);
  guard_person_do (you, "login");
  question = guard_person_expect (you, "^REQUEST [0-9]+ action title=\"Login without encryption\"", 20);
  say_question (question);
  press_after_a_moment (you, question, "Stay offline");
  guard_person_sync (you);
  heard = guard_irc_ear_transcript (ear);
  say ("  %-12s %s", "the server:", *heard == '\0' ? "heard nothing" : heard);
  guard_person_quit (you);
}

static int
play_headless (Show *show)
{
  g_autoptr(GuardPerson) alice = guard_person_new (show->stage, "alice", GUARD_ON_PROSODY);
  guint number = 4;

  choose_signatures (alice);
  guard_person_set_setting (alice, "strangers-inbox", "'on'");
  guard_person_start (alice);
  guard_person_do (alice, "media");
  guard_person_load_guard (alice);
  guard_person_login (alice);
  guard_person_await (show->bob, "^BUDDY alice@localhost signed-on", 20);
  guard_person_do (alice, "open bob@localhost");
  guard_person_do (alice, "focus bob@localhost");
  guard_person_sync (alice);
  play_stranger (show, alice);
  play_call (show, alice);
  play_login (show);
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
    play_scene (show, alice, &scenes[i], ++number);
  for (guint i = 0; i < G_N_ELEMENTS (link_scenes); i++)
    play_link (show, alice, &link_scenes[i], ++number);
  for (guint i = 0; i < G_N_ELEMENTS (words_scenes); i++)
    play_words (show, alice, &words_scenes[i], ++number);

  say ("\n%u. What the client could offer to others, and what the guard has closed; how it is connected; whom you have let in.", ++number);
  show_output (alice, "services");
  show_output (alice, "connections");
  show_output (alice, "people");
  show_output (alice, "journal");
  show_output (alice, "quarantine list");
  say ("\nEverything above happened on a private server of this machine; the temporary folder is removed now.");
  guard_person_quit (alice);
  return 0;
}

/* ---- a person in a real client ---- */

static gboolean
on_next_scene (gpointer data)
{
  Show *show = data;

  /* Links first: they want less of a person's time. */
  if (show->n_played < G_N_ELEMENTS (link_scenes))
    say_link (show, &link_scenes[show->n_played]);
  else if (show->n_played - G_N_ELEMENTS (link_scenes) < G_N_ELEMENTS (scenes))
    send_scene (show, &scenes[show->n_played - G_N_ELEMENTS (link_scenes)]);
  else
    return G_SOURCE_REMOVE;
  show->n_played++;
  return G_SOURCE_CONTINUE;
}

static gboolean
on_first_scene (gpointer data)
{
  Show *show = data;

  guard_person_do (show->bob, "im alice@localhost Hello! I am about to send you some links and files. This is a play: click, say yes, say no, ask me; and write me what you should not: 4111 1111 1111 1111 is the number of a card.");
  send_as_stranger (show);
  on_next_scene (show);
  g_timeout_add_seconds (12, on_next_scene, show);
  return G_SOURCE_REMOVE;
}

static void
on_client_ended (GPid pid, int status, gpointer data)
{
  g_main_loop_quit (data);
}

static int
play_in (Show *show, const char *client)
{
  g_autoptr(GuardPerson) alice = guard_person_new (show->stage, "alice", GUARD_ON_PROSODY);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;
  g_autofree char *home = g_path_get_dirname (guard_person_get_profile (alice));
  char *command[] = { (char *) client, NULL };
  g_auto(GStrv) environment = g_environ_setenv (g_get_environ (), "HOME", home, TRUE);
  GPid pid;

  choose_signatures (alice);
  guard_person_set_setting (alice, "strangers-inbox", "'on'");
  guard_desk_write_profile (show->stage, alice, client);
  say ("You are alice, in %s. Bob is in your list; Mallory is a stranger, and waits in the inbox until you let her in. They begin in a moment.", client);
  say ("What you save goes to %s; close the client to end the play.", guard_person_get_downloads (alice));
  g_usleep (2 * G_USEC_PER_SEC);
  if (!g_spawn_async (NULL, command, environment, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CHILD_INHERITS_STDIN,
                      NULL, NULL, &pid, &error))
    {
      g_printerr ("%s could not be started: %s\n", client, error->message);
      return 1;
    }
  g_child_watch_add (pid, on_client_ended, loop);
  g_timeout_add_seconds (8, on_first_scene, show);
  g_main_loop_run (loop);

  show_output (alice, "journal");
  show_output (alice, "quarantine list");
  return 0;
}

static void
say_nothing (const char *text)
{
}

int
main (int argc, char *argv[])
{
  const char *client = argc > 1 ? argv[1] + (g_str_has_prefix (argv[1], "--") ? 2 : 0) : "headless";
  int n_arguments = 1;
  Show show = { 0 };
  int result;

  g_set_print_handler (say_nothing); /* a play has no random seed to speak of */
  g_test_init (&n_arguments, &argv, NULL);
  g_set_print_handler (NULL);
  setvbuf (stdout, NULL, _IOLBF, 0);
  say ("A private XMPP server is started on loopback, with you (alice), a contact (bob) and a stranger (mallory).");
  if (has_machine_signatures ())
    say ("Signatures: those of this machine, in %s. Loading them takes a while at the first file.", MACHINE_SIGNATURES);
  else
    say ("Signatures: this machine has none, so some are made on the spot, for this play only; they know one harmless test text.");
  show.stage = guard_stage_new ();
  show.bob = guard_person_arrive (show.stage, "bob", GUARD_ON_PROSODY, FALSE);
  show.mallory = guard_person_arrive (show.stage, "mallory", GUARD_ON_PROSODY, FALSE);

  result = g_str_equal (client, "headless") ? play_headless (&show) : play_in (&show, client);

  guard_person_quit (show.bob);
  guard_person_quit (show.mallory);
  guard_person_free (show.bob);
  guard_person_free (show.mallory);
  guard_stage_free (show.stage);
  return result;
}

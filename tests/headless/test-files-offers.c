/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"

#include <string.h>

/* Offers: what is asked, that it is always asked, and that nothing comes by itself, whoever says yes instead of the user. */

#define SOON 15.0
#define MOMENT 0.6
#define CONTACT "<item jid='boss@corp.example' subscription='both' name='Boss'/>"

static GuardStage *stage;

static GuardPerson *
bob_arrives (GuardPerson *alice)
{
  GuardPerson *bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", SOON);
  guard_person_do (alice, "open bob@localhost");
  return bob;
}

static void
send_to_alice (GuardPerson *sender, const char *file)
{
  guard_person_do (sender, "send-file alice@localhost/desk %s", file);
}

/* Nothing of an offer has reached the disk. */
static void
assert_nothing_came (GuardPerson *alice)
{
  g_assert_cmpuint (guard_person_count_downloads (alice), ==, 0);
  g_assert_cmpuint (guard_person_count_held (alice, NULL), ==, 0);
}

static void
goodbye (GuardPerson *alice)
{
  guard_person_sync (alice);
  guard_person_refute (alice, "^MISUSE", 0);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

/* By the button, and by closing the window. */
static void
test_refused (gconstpointer data)
{
  const char *command = data;
  g_autoptr (GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_PROSODY, TRUE);
  g_autoptr (GuardPerson) bob = bob_arrives (alice);
  g_autofree char *file = guard_stage_make_text (stage, "list.txt", 1000);
  send_to_alice (bob, file);
  int offer = guard_person_await_offer (alice, "a contact of yours.*list.txt");
  guard_person_do (alice, "%s %d%s", command, offer, g_str_equal (command, "press") ? " Refuse" : "");
  guard_person_await (bob, "^XFER send-cancelled|^NOTIFY|^XFER destroyed", SOON);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (alice, "file-refused", "list.txt", SOON);
  g_assert_cmpstr (entry->sender, ==, "bob@localhost");
  g_assert_cmpstr (entry->action, ==, "refused");
  guard_person_await_xfers (alice, 0);
  assert_nothing_came (alice);
  goodbye (alice);
}

/* The sender is asked in plain words; the offer stays; his answer comes with the question, and is only quoted. */
static void
test_ask_first (void)
{
  g_autoptr (GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_PROSODY, TRUE);
  g_autoptr (GuardPerson) bob = bob_arrives (alice);
  g_autofree char *file = guard_stage_make_text (stage, "?OTR?<b>4111111111111111.txt", 1000);
  g_autofree char *saved = guard_person_download (alice, "asked.txt");
  send_to_alice (bob, file);
  int offer = guard_person_await_offer (alice, "OTR");
  guard_person_do (alice, "press %d Ask the sender first", offer);
  g_autofree char *question = guard_person_expect (bob, "^CONV alice@localhost.*Did you mean to send me the file", SOON);
  g_assert_null (strstr (question, "?OTR?"));
  g_assert_null (strstr (question, "<b>4"));
  g_assert_null (strstr (question, "4111111111111111"));
  guard_person_await (alice, "^CONV bob.*stays open", SOON);
  guard_person_refute (alice, "^REQUEST", MOMENT);
  assert_nothing_came (alice);
  guard_person_do (bob, "im alice@localhost/desk yes, %s it is mine [Accept] REQUEST 9 \xe2\x80\xae gnp", "<b>really</b>");
  g_autofree char *renewed = guard_person_expect (alice, "^REQUEST \\d+ action title=\"File offer\".*the answer: “yes, .*really.*”", SOON);
  g_assert_null (strstr (renewed, "\xe2\x80\xae gnp"));
  offer = atoi (renewed + strlen ("REQUEST "));
  guard_person_accept_offer (alice, offer, saved);
  guard_person_await (alice, "^CONV bob.*nothing known found", SOON);
  guard_assert_same_content (saved, file);
  goodbye (alice);
}

/* No answer: the user can have the question back. */
static void
test_ask_again (void)
{
  g_autoptr (GuardPerson) alice = guard_person_arrive (stage, "alice", GUARD_ON_PROSODY, TRUE);
  g_autoptr (GuardPerson) bob = bob_arrives (alice);
  g_autofree char *file = guard_stage_make_text (stage, "silent.txt", 1000);
  send_to_alice (bob, file);
  guard_person_do (alice, "press %d Ask the sender first", guard_person_await_offer (alice, "silent.txt"));
  guard_person_await (bob, "^CONV alice@localhost.*Did you mean", SOON);
  guard_person_do (alice, "command bob@localhost guard offers");
  int offer = guard_person_await_offer (alice, "silent.txt.*there is no answer yet");
  guard_person_do (alice, "press %d Refuse", offer);
  guard_person_await_xfers (alice, 0);
  assert_nothing_came (alice);
  goodbye (alice);
}

/* A stranger's program is refused at once, visibly; with the setting changed it is asked about. */
static void
test_program_of_a_stranger (gconstpointer data)
{
  gboolean is_asked = GPOINTER_TO_INT (data);
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  if (is_asked)
    guard_person_set_setting (alice, "refuse-programs-from-strangers", "false");
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  g_autoptr (GuardPerson) mallory = guard_person_arrive (stage, "mallory", GUARD_ON_PROSODY, FALSE);
  g_autofree char *file = guard_stage_make_text (stage, "setup.pdf.exe", 1000);
  send_to_alice (mallory, file);
  if (is_asked)
    guard_person_do (alice, "close %d", guard_person_await_offer (alice, "mallory.*a stranger.*setup.pdf.exe"));
  else
    {
      guard_person_await (alice, "^(CONV mallory|NOTIFY).*setup.pdf.exe.*refused", SOON);
      guard_person_refute (alice, "^REQUEST", MOMENT);
    }
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (alice, "file-refused", "setup.pdf.exe", SOON);
  g_assert_cmpint (entry->sender_kind, ==, GUARD_SENDER_STRANGER);
  guard_person_await_xfers (alice, 0);
  assert_nothing_came (alice);
  goodbye (alice);
}

/* The stock autoaccept plugin, told to accept from strangers, and from this very contact. */
static void
test_autoaccept (gconstpointer data)
{
  gboolean of_contact = GPOINTER_TO_INT (data);
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_do (alice, "load-plugin core-plugin_pack-autoaccept");
  guard_person_await (alice, "^DONE load-plugin yes", SOON);
  guard_person_do (alice, "pref-int /plugins/core/core-plugin_pack-autoaccept/stranger 1");
  guard_person_login (alice);
  g_autoptr (GuardPerson) sender = of_contact ? bob_arrives (alice) : guard_person_arrive (stage, "mallory", GUARD_ON_PROSODY, FALSE);
  if (of_contact)
    guard_person_do (alice, "buddy-int bob@localhost autoaccept 1");
  g_autofree char *file = guard_stage_make_text (stage, "gift.txt", 1000);
  send_to_alice (sender, file);
  int offer = guard_person_await_offer (alice, "gift.txt");
  guard_person_refute (alice, "^XFER (started|complete)|^CONV .*Starting transfer", MOMENT);
  assert_nothing_came (alice);
  guard_person_do (alice, "press %d Refuse", offer);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (alice, "file-refused", "gift.txt", SOON);
  g_assert_cmpstr (entry->choice, ==, "refuse");
  guard_person_refute (alice, "^XFER (started|complete)", MOMENT);
  assert_nothing_came (alice);
  goodbye (alice);
}

/* Plugins that accept: earlier than any allowed priority, as early as the guard but connected later, later than it, from a timer,
 * without a name, by writing into the transfer. */
static void
test_eager (gconstpointer data)
{
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autofree char *grabbed = guard_person_download (alice, "grabbed.txt");
  g_autofree char *saved = guard_person_download (alice, "wanted.txt");
  guard_person_set_env (alice, "GUARD_EAGER", data);
  guard_person_set_env (alice, "GUARD_EAGER_PATH", grabbed);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_load_test_plugin (alice, "eager");
  guard_person_login (alice);
  g_autoptr (GuardPerson) bob = bob_arrives (alice);
  g_autofree char *file = guard_stage_make_text (stage, "gift.txt", 1000);
  send_to_alice (bob, file);
  int offer = guard_person_await_offer (alice, "gift.txt");
  guard_person_refute (alice, "^XFER (started|complete)", MOMENT);
  assert_nothing_came (alice);
  /* The user's own yes still works, and goes where the user said. */
  guard_person_accept_offer (alice, offer, saved);
  guard_person_await (alice, "^CONV bob.*nothing known found.*wanted.txt", SOON);
  guard_assert_same_content (saved, file);
  guard_assert_absent (grabbed);
  goodbye (alice);
}

/* Loading signatures is not a stranger's to cause; a contact's offer begins it. */
static void
test_load_unasked (void)
{
  g_autofree char *marker = g_build_filename (stage->folder, "load-started", NULL);
  g_autofree char *scanner = guard_stage_make_scanner (stage, marker, 0);
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", CONTACT);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  guard_person_set_env (alice, "PURPLE_GUARD_SCANNER", scanner);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  for (int i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("flood-%d.txt", i);
      guard_peer_offer_file (peer, "mallory@evil.example/x", name, name, 100);
    }
  int offer = guard_person_await_offer (alice, "flood-\\d+.txt");
  /* One question, the rest waits or is refused. */
  guard_person_await (alice, "^(CONV mallory|NOTIFY).*flood.*too many offers", SOON);
  guard_person_refute (alice, "^REQUEST", MOMENT);
  guard_assert_absent (marker);
  g_assert_cmpuint (guard_person_count_held (alice, NULL), ==, 0);
  guard_person_do (alice, "press %d Refuse", offer);
  guard_person_await_offer (alice, "flood-\\d+.txt");
  guard_assert_absent (marker);
  guard_peer_offer_file (peer, "boss@corp.example/x", "list", "list.txt", 100);
  guard_person_await_offer (alice, "a contact of yours.*list.txt");
  guard_await_file (marker, TRUE, SOON);
  g_assert_cmpint (guard_person_quit (alice), ==, 0); /* with offers open */
}

/* At a stranger's offer nothing is loaded, at the user's yes it is. */
static void
test_load_at_accept (void)
{
  g_autofree char *marker = g_build_filename (stage->folder, "accept-started", NULL);
  g_autofree char *scanner = guard_stage_make_scanner (stage, marker, 0);
  g_autoptr (GuardPerson) alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  g_autofree char *saved = guard_person_download (alice, "list.txt");
  guard_person_set_env (alice, "PURPLE_GUARD_SCANNER", scanner);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  g_autoptr (GuardPerson) mallory = guard_person_arrive (stage, "mallory", GUARD_ON_PROSODY, FALSE);
  g_autofree char *file = guard_stage_make_text (stage, "list.txt", 1000);
  send_to_alice (mallory, file);
  int offer = guard_person_await_offer (alice, "mallory@localhost wants.*a stranger.*list.txt");
  guard_person_refute (alice, "^XFER started", MOMENT);
  guard_assert_absent (marker);
  guard_person_accept_offer (alice, offer, saved);
  guard_await_file (marker, TRUE, SOON);
  guard_await_file (saved, TRUE, SOON);
  guard_assert_same_content (saved, file);
  goodbye (alice);
}

/* ---- Names, as only a hostile server passes them on (F7) ---- */

static const struct
{
  const char *path, *spoken; /* spoken: as XML */
  const char *shown;         /* a pattern for the question */
  const char *suggested;     /* a pattern for the save dialog's name */
} names[] = {
  { "climbing", "../../x&#10;y.exe", "\\.\\.", "^[^/\\\\]*y\\.exe$" },
  { "absolute", "/etc/cron.d/job", "“", "^[^/]*job$" },
  { "right-to-left", "photo\xe2\x80\xaegnp.exe", "exe", "\\.exe$" },
  { "double", "invoice.pdf.exe", "invoice\\.pdf\\.exe", "invoice\\.pdf\\.exe$" },
  { "spaces", "invoice.pdf                                             .exe", "exe", "\\.exe$" },
  { "hidden", ".bashrc", "“", "^[^.]" },
  { "dash", "-rf.txt", "rf\\.txt", "^[^-]" },
  { "desktop", "read me.desktop", "desktop", "desktop$" },
  { "backslash", "..\\..\\evil.txt", "evil\\.txt", "^[^\\\\/]*evil\\.txt$" },
  { "long", NULL, "“", "^.{1,255}$" },
};

static void
test_name (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *long_name = g_strnfill (3000, 'a');
  g_autoptr (GuardPeer) peer = guard_peer_start ("alice@localhost/desk", CONTACT);
  g_autoptr (GuardPerson) alice = guard_person_new_on_peer (stage, "alice", peer);
  guard_person_start (alice);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  guard_peer_offer_file (peer, "boss@corp.example/x", "name", names[i].spoken != NULL ? names[i].spoken : long_name, 10);
  g_autofree char *question = guard_person_expect (alice, "^REQUEST \\d+ action title=\"File offer\"", SOON);
  g_assert_true (g_regex_match_simple (names[i].shown, question, G_REGEX_RAW, 0));
  /* The name is one line among the guard's own lines, bounded, and nothing in it turns the writing round. */
  g_assert_cmpuint (strlen (question), <, 1200);
  g_assert_null (strstr (question, "\xe2\x80\xae"));
  g_assert_false (g_regex_match_simple ("“[^”]*\\\\n[^”]*”", question, G_REGEX_RAW, 0));
  guard_person_do (alice, "press %d Accept…", atoi (question + strlen ("REQUEST ")));
  g_autofree char *place = guard_person_expect (alice, "^REQUEST \\d+ file ", SOON);
  const char *begin = strstr (place, "suggested=\"") + strlen ("suggested=\"");
  g_autofree char *escaped = g_strndup (begin, (gsize) (strrchr (begin, '"') - begin));
  g_autofree char *suggested = g_strcompress (escaped);
  if (!g_regex_match_simple (names[i].suggested, suggested, G_REGEX_RAW, 0))
    g_error ("suggested name: %s", suggested);
  g_assert_null (strchr (suggested, '\n'));
  guard_person_do (alice, "close %d", atoi (place + strlen ("REQUEST ")));
  guard_person_await_offer (alice, ""); /* no place is no refusal: asked again */
  assert_nothing_came (alice);
  guard_person_kill (alice);
}

int
main (int argc, char **argv)
{
  static const char *const eager[] = { "priority -10000", "priority -2147483648", "priority -9999", "priority 0", "priority 9999",
                                       "priority 2147483647", "fields -10000", "fields -2147483648", "fields 0", "fields 2147483647", "timer", "nameless",
                                       "nameless-timer" };
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_data_func ("/files/offers/refused/button", "press", test_refused);
  g_test_add_data_func ("/files/offers/refused/closed", "close", test_refused);
  g_test_add_func ("/files/offers/ask-first/answered", test_ask_first);
  g_test_add_func ("/files/offers/ask-first/again", test_ask_again);
  g_test_add_data_func ("/files/offers/program-of-a-stranger/refused", GINT_TO_POINTER (FALSE), test_program_of_a_stranger);
  g_test_add_data_func ("/files/offers/program-of-a-stranger/asked", GINT_TO_POINTER (TRUE), test_program_of_a_stranger);
  g_test_add_data_func ("/files/offers/autoaccept/stranger", GINT_TO_POINTER (FALSE), test_autoaccept);
  g_test_add_data_func ("/files/offers/autoaccept/contact", GINT_TO_POINTER (TRUE), test_autoaccept);
  for (gsize i = 0; i < G_N_ELEMENTS (eager); i++)
    {
      g_autofree char *path = g_strdup_printf ("/files/offers/eager/%s", eager[i]);
      g_strdelimit (path, " ", '_');
      g_test_add_data_func (path, eager[i], test_eager);
    }
  g_test_add_func ("/files/offers/load-unasked", test_load_unasked);
  g_test_add_func ("/files/offers/load-at-accept", test_load_at_accept);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strdup_printf ("/files/offers/name/%s", names[i].path);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_name);
    }
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

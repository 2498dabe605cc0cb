/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* The story of a received file from the offer to its end, by each way that files come: asked about, held, scanned, then released
 * or kept back, and written down. */

#define SOON 20.0  /* seconds; what takes longer has not happened */
#define MOMENT 0.4 /* seconds in which what must not happen would have */

static GuardStage *stage;

/* By which way the sender sends. */
typedef enum
{
  BY_SOCKS5,
  BY_IN_BAND,
  BY_DCC,
} Way;

typedef struct
{
  GuardPerson *alice, *bob;
} Pair;

/* A sender on XMPP must know that alice is there, or his client looks for her in vain. */
static void
bob_arrives (Pair *pair)
{
  pair->bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  guard_person_await (pair->bob, "^BUDDY alice@localhost signed-on", SOON);
  guard_person_do (pair->alice, "open bob@localhost");
}

static void
meet (Pair *pair, Way way)
{
  GuardAccountKind kind = way == BY_DCC ? GUARD_ON_IRC : GUARD_ON_PROSODY;
  if (kind == GUARD_ON_IRC)
    guard_stage_need_ircd (stage);
  pair->alice = guard_person_arrive (stage, "alice", kind, TRUE);
  pair->bob = guard_person_new (stage, "bob", kind);
  guard_person_start (pair->bob);
  if (way == BY_IN_BAND)
    guard_person_load_test_plugin (pair->bob, "in-band-only");
  guard_person_login (pair->bob);
  if (way != BY_DCC)
    guard_person_await (pair->bob, "^BUDDY alice@localhost signed-on", SOON);
  guard_person_do (pair->alice, "open %s", guard_person_get_address (pair->bob));
}

static void
part (Pair *pair)
{
  guard_person_sync (pair->alice);
  guard_person_refute (pair->alice, "^MISUSE", 0);
  g_assert_cmpint (guard_person_quit (pair->alice), ==, 0);
  guard_person_free (pair->alice);
  guard_person_free (pair->bob);
}

static void
send_to_alice (Pair *pair, const char *file)
{
  guard_person_do (pair->bob, "send-file %s%s %s", guard_person_get_address (pair->alice),
                   strchr (guard_person_get_address (pair->alice), '@') != NULL ? "/desk" : "", file);
}

static void
assert_private (const char *path, guint mode)
{
  GStatBuf status;
  g_assert_cmpint (g_lstat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 07777, ==, mode);
  g_assert_cmpuint (status.st_uid, ==, getuid ());
}

/* The journal as the user reads it: what happened, never what was in it. */
static void
assert_told_by_tool (GuardPerson *alice, const char *name, const char *sha256)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *tool = g_build_filename (g_getenv ("TOP_BUILDDIR"), "tool", "purple-guard", NULL);
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "PURPLE_GUARD_HOME", guard_person_get_guard_home (alice), TRUE);
  const char *const command[] = { tool, "journal", "--json", NULL };
  g_autofree char *output = NULL;
  int status = 0;
  g_spawn_sync (NULL, (char **) command, environment, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  g_assert_nonnull (strstr (output, name));
  g_assert_nonnull (strstr (output, sha256));
  g_assert_nonnull (strstr (output, "file-released"));
  g_assert_null (strstr (output, "ordinary text"));
}

static void
test_nothing_found (gconstpointer data)
{
  Pair pair;
  meet (&pair, GPOINTER_TO_INT (data));
  g_autofree char *file = guard_stage_make_text (stage, "holiday-plans.txt", 300003);
  g_autofree char *saved = guard_person_download (pair.alice, "plans.txt");
  send_to_alice (&pair, file);
  int offer = guard_person_await_offer (pair.alice, "bob.*wants to send you a file.*holiday-plans.txt");
  guard_assert_absent (saved);
  guard_person_accept_offer (pair.alice, offer, saved);
  guard_person_await (pair.alice, "^CONV bob.*holiday-plans.txt.*(is being scanned|will be scanned)", SOON);
  guard_person_await (pair.alice, "^CONV bob.*holiday-plans.txt.*nothing known found.*plans.txt", SOON);
  guard_assert_same_content (saved, file);
  g_assert_cmpuint (guard_person_count_held (pair.alice, NULL), ==, 0);
  guard_person_await_xfers (pair.alice, 0);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (pair.alice, "file-released", "holiday-plans.txt", SOON);
  g_assert_cmpint (entry->verdict, ==, GUARD_VERDICT_NOTHING_FOUND);
  g_assert_cmpuint (entry->size_bytes, ==, 300003);
  g_assert_cmpuint (strlen (entry->sha256), ==, 64);
  g_assert_nonnull (strstr (entry->engine, "ClamAV"));
  g_assert_cmpstr (entry->sender, ==, guard_person_get_address (pair.bob));
  g_assert_cmpstr (entry->place, ==, saved);
  assert_told_by_tool (pair.alice, "holiday-plans.txt", entry->sha256);
  part (&pair);
}

static void
test_infected (gconstpointer data)
{
  Pair pair;
  meet (&pair, GPOINTER_TO_INT (data));
  g_autofree char *file = guard_stage_make_infected (stage, "bad.txt");
  g_autofree char *saved = guard_person_download (pair.alice, "bad.txt");
  send_to_alice (&pair, file);
  guard_person_accept_offer (pair.alice, guard_person_await_offer (pair.alice, "bad.txt"), saved);
  guard_person_await (pair.alice, "^NOTIFY warning .*bad.txt.*infected.*Guard.Test.Story", SOON);
  guard_person_await (pair.alice, "^CONV bob.*bad.txt.*quarantine", SOON);
  g_assert_cmpuint (guard_person_count_downloads (pair.alice), ==, 0);
  g_assert_cmpuint (guard_person_count_held (pair.alice, NULL), ==, 1);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (pair.alice, "file-quarantined", "bad.txt", SOON);
  g_assert_cmpint (entry->verdict, ==, GUARD_VERDICT_INFECTED);
  guard_person_refute (pair.alice, "^NOTIFY", MOMENT); /* said once */
  /* Not openable by the link that libpurple shows, nor by the path of the held file. */
  g_autofree char *held = g_build_filename (guard_person_get_guard_home (pair.alice), "held", entry->token, NULL);
  guard_person_do (pair.alice, "uri %s", saved);
  guard_person_do (pair.alice, "uri %s", held);
  guard_person_sync (pair.alice);
  guard_person_refute (pair.alice, "^URI ", 0);
  part (&pair);
}

/* Where bytes are while they arrive, and that links to them lead nowhere until the release (F8, F10). */
static void
test_holding (void)
{
  Pair pair;
  g_autofree char *marker = g_build_filename (stage->folder, "holding-started", NULL);
  g_autofree char *slow = guard_stage_make_scanner (stage, marker, 2);
  pair.alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  guard_person_set_env (pair.alice, "PURPLE_GUARD_SCANNER", slow);
  guard_person_start (pair.alice);
  guard_person_load_guard (pair.alice);
  guard_person_login (pair.alice);
  bob_arrives (&pair);
  g_autofree char *file = guard_stage_make_text (stage, "minutes.txt", 100000);
  g_autofree char *saved = guard_person_download (pair.alice, "minutes.txt");
  send_to_alice (&pair, file);
  guard_person_accept_offer (pair.alice, guard_person_await_offer (pair.alice, "minutes.txt"), saved);
  guard_person_await (pair.alice, "^CONV bob.*will be scanned|^CONV bob.*is being scanned", SOON);
  guard_assert_absent (saved);
  g_autofree char *held_folder = g_build_filename (guard_person_get_guard_home (pair.alice), "held", NULL);
  assert_private (guard_person_get_guard_home (pair.alice), 0700);
  assert_private (held_folder, 0700);
  g_assert_cmpuint (guard_person_count_held (pair.alice, NULL), ==, 1);
  g_autoptr (GDir) dir = g_dir_open (held_folder, 0, NULL);
  g_autofree char *token = g_strdup (g_dir_read_name (dir));
  g_autofree char *held = g_build_filename (held_folder, token, NULL);
  assert_private (held, 0400);
  g_assert_true (g_regex_match_simple ("^[0-9a-f]{32}$", token, 0, 0));
  /* Nothing is there to be opened yet; and it says so, or nothing happens. */
  guard_person_do (pair.alice, "uri %s", saved);
  guard_person_do (pair.alice, "uri file://%s", saved);
  guard_person_do (pair.alice, "uri %s", held);
  guard_person_do (pair.alice, "uri file://%s", held);
  guard_person_sync (pair.alice);
  guard_person_refute (pair.alice, "^URI .*(minutes|held)", 0);
  /* While a file is on its way, the guard stays. */
  guard_person_do (pair.alice, "unload-plugin core-purple-guard");
  guard_person_await (pair.alice, "^DONE unload-plugin no", SOON);
  guard_person_await (pair.alice, "^CONV bob.*minutes.txt.*nothing known found", SOON);
  /* Now it opens, until somebody changes it. */
  guard_person_do (pair.alice, "uri %s", saved);
  guard_person_await (pair.alice, "^URI .*minutes.txt", SOON);
  g_assert_true (g_file_set_contents (saved, "something else", -1, NULL));
  guard_person_do (pair.alice, "uri %s", saved);
  guard_person_do (pair.alice, "uri file://%s", saved);
  guard_person_do (pair.alice, "uri file:///etc/passwd");
  guard_person_do (pair.alice, "uri /etc/passwd");
  guard_person_sync (pair.alice);
  guard_person_refute (pair.alice, "^URI ", 0);
  part (&pair);
}

/* Too big is said at the offer; it is held, and only the address opens it. */
static void
test_open_anyway (void)
{
  Pair pair;
  pair.alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  guard_person_set_setting (pair.alice, "max-scan-mebibytes", "1");
  guard_person_start (pair.alice);
  guard_person_load_guard (pair.alice);
  guard_person_login (pair.alice);
  bob_arrives (&pair);
  g_autofree char *file = guard_stage_make_text (stage, "film.txt", 2 * 1024 * 1024);
  g_autofree char *saved = guard_person_download (pair.alice, "film.txt");
  send_to_alice (&pair, file);
  guard_person_accept_offer (pair.alice, guard_person_await_offer (pair.alice, "film.txt.*too big to be scanned"), saved);
  int held = guard_person_await_id (pair.alice, "^REQUEST (\\d+) action title=\"File held back\".*film.txt.*cannot be scanned: it is too big.*\\[Keep it\\]\\[Scan again\\]\\[Open anyway…\\]", SOON);
  guard_assert_absent (saved);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (pair.alice, "file-held", "film.txt", SOON);
  g_assert_cmpint (entry->reason, ==, GUARD_REASON_TOO_BIG);
  /* Scan again: the same answer, asked again. */
  guard_person_do (pair.alice, "press %d Scan again", held);
  held = guard_person_await_id (pair.alice, "^REQUEST (\\d+) action title=\"File held back\".*film.txt", SOON);
  /* The wrong word opens nothing. */
  guard_person_do (pair.alice, "press %d Open anyway…", held);
  int typed = guard_person_await_id (pair.alice, "^REQUEST (\\d+) input title=\"Open anyway\".*bob@localhost", SOON);
  guard_person_do (pair.alice, "type %d yes", typed);
  typed = guard_person_await_id (pair.alice, "^REQUEST (\\d+) input title=\"Open anyway\".*not the sender", SOON);
  guard_person_do (pair.alice, "close %d", typed);
  guard_person_sync (pair.alice);
  g_assert_cmpuint (guard_person_count_downloads (pair.alice), ==, 0);
  /* By the command that is shown, and the address. */
  guard_person_do (pair.alice, "command bob@localhost guard held");
  guard_person_await (pair.alice, "^CONV bob.* [0-9a-f]{8}  “film.txt”, bob@localhost: cannot be scanned", SOON);
  guard_person_do (pair.alice, "command bob@localhost guard release %.8s", entry->token);
  held = guard_person_await_id (pair.alice, "^REQUEST (\\d+) action title=\"File held back\".*film.txt", SOON);
  guard_person_do (pair.alice, "press %d Open anyway…", held);
  typed = guard_person_await_id (pair.alice, "^REQUEST (\\d+) input title=\"Open anyway\"", SOON);
  /* Something took its place meanwhile: nobody claims that nothing was found, and the consent goes with it to another place. */
  g_assert_true (g_file_set_contents (saved, "in the way", -1, NULL));
  guard_person_do (pair.alice, "type %d bob@localhost", typed);
  g_autofree char *question = guard_person_expect (pair.alice, "^REQUEST \\d+ action title=\"File held back\".*film.txt.*could not be put", SOON);
  g_assert_null (strstr (question, "Nothing known"));
  g_autofree char *elsewhere = guard_person_download (pair.alice, "elsewhere.txt");
  guard_person_do (pair.alice, "press %d Choose another place…", atoi (question + strlen ("REQUEST ")));
  guard_person_do (pair.alice, "choose %d %s", guard_person_await_id (pair.alice, "^REQUEST (\\d+) file .*save=1", SOON), elsewhere);
  guard_person_await (pair.alice, "^CONV bob.*film.txt.*because you said so", SOON);
  guard_assert_same_content (elsewhere, file);
  g_autoptr (GuardJournalEntry) opened = guard_person_await_entry (pair.alice, "file-opened-anyway", "film.txt", SOON);
  g_assert_cmpstr (opened->choice, ==, "open-anyway");
  g_assert_cmpint (opened->verdict, ==, GUARD_VERDICT_CANNOT_BE_SCANNED);
  part (&pair);
}

static void
test_encrypted (void)
{
  Pair pair;
  meet (&pair, BY_SOCKS5);
  g_autofree char *file = guard_stage_make_encrypted (stage, "secret.zip");
  g_autofree char *saved = guard_person_download (pair.alice, "secret.zip");
  send_to_alice (&pair, file);
  guard_person_accept_offer (pair.alice, guard_person_await_offer (pair.alice, "secret.zip"), saved);
  int held = guard_person_await_id (pair.alice, "^REQUEST (\\d+) action title=\"File held back\".*secret.zip.*it is encrypted", SOON);
  guard_person_do (pair.alice, "close %d", held); /* the window is closed: it is kept */
  guard_person_sync (pair.alice);
  g_usleep ((gulong) (MOMENT * G_USEC_PER_SEC));
  g_assert_cmpuint (guard_person_count_downloads (pair.alice), ==, 0);
  g_assert_cmpuint (guard_person_count_held (pair.alice, NULL), ==, 1);
  part (&pair);
}

/* No scanner: not checked, held; when it is there again, released by itself. */
static void
test_engine_comes_back (void)
{
  Pair pair;
  g_autofree char *program = g_build_filename (stage->folder, "scanner-to-come", NULL);
  pair.alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  guard_person_set_env (pair.alice, "PURPLE_GUARD_SCANNER", program);
  guard_person_start (pair.alice);
  guard_person_load_guard (pair.alice);
  guard_person_login (pair.alice);
  bob_arrives (&pair);
  g_autofree char *file = guard_stage_make_text (stage, "early.txt", 5000);
  g_autofree char *saved = guard_person_download (pair.alice, "early.txt");
  send_to_alice (&pair, file);
  guard_person_accept_offer (pair.alice, guard_person_await_offer (pair.alice, "early.txt"), saved);
  int held = guard_person_await_id (pair.alice, "^REQUEST (\\d+) action title=\"File held back\".*early.txt.*not checked: the scanner could not be started.*by itself", SOON);
  guard_assert_absent (saved);
  g_assert_cmpint (symlink (g_getenv ("PURPLE_GUARD_SCANNER"), program), ==, 0);
  guard_person_do (pair.alice, "press %d Scan again", held);
  guard_person_await (pair.alice, "^CONV bob.*early.txt.*nothing known found", SOON);
  guard_assert_same_content (saved, file);
  part (&pair);
}

/* Signatures that come later are noticed without anybody's doing. */
static void
test_signatures_come (void)
{
  Pair pair;
  g_autofree char *folder = g_build_filename (stage->folder, "signatures-to-come", NULL);
  g_autofree char *setting = g_strdup_printf ("'%s'", folder);
  g_autofree char *from = g_build_filename (stage->signatures, "own.ndb", NULL);
  g_autofree char *to = g_build_filename (folder, "own.ndb", NULL);
  g_autofree char *signatures = NULL;
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  pair.alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  guard_person_set_setting (pair.alice, "signature-folder", setting);
  guard_person_start (pair.alice);
  guard_person_load_guard (pair.alice);
  guard_person_login (pair.alice);
  bob_arrives (&pair);
  g_autofree char *file = guard_stage_make_text (stage, "patient.txt", 5000);
  g_autofree char *saved = guard_person_download (pair.alice, "patient.txt");
  send_to_alice (&pair, file);
  guard_person_accept_offer (pair.alice, guard_person_await_offer (pair.alice, "patient.txt"), saved);
  guard_person_await (pair.alice, "^REQUEST (\\d+) action title=\"File held back\".*patient.txt.*not checked: there are no virus signatures", SOON);
  guard_assert_absent (saved);
  g_assert_true (g_file_get_contents (from, &signatures, NULL, NULL));
  g_assert_true (g_file_set_contents (to, signatures, -1, NULL));
  guard_person_await (pair.alice, "^CONV bob.*patient.txt.*nothing known found", 40);
  guard_assert_same_content (saved, file);
  part (&pair);
}

/* What lies at the chosen place is overwritten only when the user said so of that very file; a link is never followed. */
static void
test_collisions (void)
{
  Pair pair;
  meet (&pair, BY_SOCKS5);
  g_autofree char *file = guard_stage_make_text (stage, "report.txt", 5000);
  g_autofree char *saved = guard_person_download (pair.alice, "report.txt");
  g_autofree char *other = guard_person_download (pair.alice, "other.txt");
  g_autofree char *victim = guard_person_download (pair.alice, "victim.txt");
  g_assert_true (g_file_set_contents (saved, "mine", -1, NULL));
  g_assert_true (g_file_set_contents (victim, "untouched", -1, NULL));

  send_to_alice (&pair, file);
  guard_person_accept_offer (pair.alice, guard_person_await_offer (pair.alice, "report.txt"), saved);
  int replace = guard_person_await_id (pair.alice, "^REQUEST (\\d+) action .*There is a file of that name.*\\[Choose another name\\]\\[Replace it\\]", SOON);
  guard_person_do (pair.alice, "press %d Choose another name", replace);
  int offer = guard_person_await_offer (pair.alice, "report.txt");
  guard_person_accept_offer (pair.alice, offer, saved);
  replace = guard_person_await_id (pair.alice, "^REQUEST (\\d+) action .*There is a file of that name", SOON);
  guard_person_do (pair.alice, "press %d Replace it", replace);
  guard_person_await (pair.alice, "^CONV bob.*report.txt.*nothing known found", SOON);
  guard_assert_same_content (saved, file);

  /* Another file has taken the place meanwhile: it stays. */
  g_assert_cmpint (g_remove (saved), ==, 0);
  guard_person_forget (pair.alice);
  send_to_alice (&pair, file);
  offer = guard_person_await_offer (pair.alice, "report.txt");
  guard_person_do (pair.alice, "press %d Accept…", offer);
  int place = guard_person_await_id (pair.alice, "^REQUEST (\\d+) file .*save=1", SOON);
  guard_person_do (pair.alice, "choose %d %s", place, saved);
  guard_person_await (pair.alice, "^XFER started", SOON);
  (void) g_file_set_contents (saved, "in the way", -1, NULL);
  int held = guard_person_await_id (pair.alice, "^REQUEST (\\d+) action title=\"File held back\".*report.txt.*could not be put.*\\[Keep it held\\]\\[Choose another place…\\]", SOON);
  g_autofree char *content = NULL;
  g_assert_true (g_file_get_contents (saved, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "in the way");
  g_autofree char *elsewhere = guard_person_download (pair.alice, "elsewhere.txt");
  guard_person_do (pair.alice, "press %d Choose another place…", held);
  place = guard_person_await_id (pair.alice, "^REQUEST (\\d+) file .*save=1", SOON);
  guard_person_do (pair.alice, "choose %d %s", place, elsewhere);
  guard_await_file (elsewhere, TRUE, SOON);
  guard_assert_same_content (elsewhere, file);

  /* A link at the chosen place. */
  guard_person_forget (pair.alice);
  g_assert_cmpint (symlink (victim, other), ==, 0);
  send_to_alice (&pair, file);
  guard_person_accept_offer (pair.alice, guard_person_await_offer (pair.alice, "report.txt"), other);
  guard_person_await (pair.alice, "^CONV bob.*report.txt.*could not be accepted", SOON);
  guard_person_do (pair.alice, "press %d Refuse", guard_person_await_offer (pair.alice, "report.txt"));
  g_autofree char *untouched = NULL;
  g_assert_true (g_file_get_contents (victim, &untouched, NULL, NULL));
  g_assert_cmpstr (untouched, ==, "untouched");
  g_assert_true (g_file_test (other, G_FILE_TEST_IS_SYMLINK));
  part (&pair);
}

/* Broken off by either side: nothing stays. */
static void
test_broken_off (gconstpointer data)
{
  gboolean by_sender = GPOINTER_TO_INT (data);
  Pair pair;
  meet (&pair, BY_IN_BAND); /* slow enough to be caught */
  g_autofree char *file = guard_stage_make_text (stage, "long.txt", 20 * 1000 * 1000);
  g_autofree char *saved = guard_person_download (pair.alice, "long.txt");
  send_to_alice (&pair, file);
  guard_person_accept_offer (pair.alice, guard_person_await_offer (pair.alice, "long.txt"), saved);
  guard_person_await (pair.alice, "^XFER flowing", SOON);
  g_assert_cmpuint (guard_person_count_held (pair.alice, NULL), ==, 1);
  g_assert_cmpuint (guard_person_count_downloads (pair.alice), ==, 0);
  guard_person_do (by_sender ? pair.bob : pair.alice, "cancel-xfers");
  guard_person_await (pair.alice, "^XFER cancelled", SOON);
  guard_person_await_held (pair.alice, 0, SOON);
  g_assert_cmpuint (guard_person_count_downloads (pair.alice), ==, 0);
  g_autoptr (GuardJournalEntry) entry = guard_person_await_entry (pair.alice, "file-broken-off", "long.txt", SOON);
  g_assert_cmpstr (entry->sender, ==, "bob@localhost");
  guard_person_await_xfers (pair.alice, 0);
  part (&pair);
}

/* The name says text, the bytes say program. */
static void
test_contradiction (void)
{
  static const guchar program[] = "MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8\0\0\0\0\0\0\0\x40\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x40\0\0\0"
                                  "PE\0\0\x4c\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xe0\0\x02\x01\x0b\x01\x06\0";
  Pair pair;
  meet (&pair, BY_SOCKS5);
  g_autofree char *file = guard_stage_make_file (stage, "photo.jpg", program, sizeof program);
  g_autofree char *saved = guard_person_download (pair.alice, "photo.jpg");
  send_to_alice (&pair, file);
  guard_person_accept_offer (pair.alice, guard_person_await_offer (pair.alice, "photo.jpg"), saved);
  guard_person_await (pair.alice, "^CONV bob.*Careful: “photo.jpg” is really|^REQUEST (\\d+) action title=\"File held back\"", SOON);
  part (&pair);
}

/* Neither what people say to each other nor passwords may be in libpurple's debug output because of us. */
static void
test_debug_output (void)
{
  Pair pair;
  pair.alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  guard_person_set_env (pair.alice, "G_MESSAGES_DEBUG", "all");
  guard_person_start (pair.alice);
  guard_person_load_guard (pair.alice);
  guard_person_login (pair.alice);
  bob_arrives (&pair);
  guard_person_do (pair.bob, "im alice@localhost/desk the-secret-word");
  guard_person_await (pair.alice, "^CONV bob.*the-secret-word", SOON);
  g_autofree char *file = guard_stage_make_infected (stage, "note.txt");
  g_autofree char *saved = guard_person_download (pair.alice, "note.txt");
  send_to_alice (&pair, file);
  guard_person_accept_offer (pair.alice, guard_person_await_offer (pair.alice, "note.txt"), saved);
  guard_person_await (pair.alice, "^NOTIFY warning .*note.txt", SOON);
  g_autofree char *log_path = g_build_filename (guard_person_get_downloads (pair.alice), "..", "client.log", NULL);
  g_autofree char *log = NULL;
  g_autofree char *infection = guard_story_infection ();
  g_assert_true (g_file_get_contents (log_path, &log, NULL, NULL));
  g_assert_null (strstr (log, "the-secret-word"));
  g_assert_null (strstr (log, "pw-alice"));
  g_assert_null (strstr (log, infection));
  part (&pair);
}

/* The client ends with a question about a held file open, and with a scan under way. */
static void
test_quit (gconstpointer data)
{
  gboolean while_scanning = GPOINTER_TO_INT (data);
  Pair pair;
  g_autofree char *marker = g_build_filename (stage->folder, "quit-started", NULL);
  g_autofree char *slow = guard_stage_make_scanner (stage, marker, 5);
  pair.alice = guard_person_new (stage, "alice", GUARD_ON_PROSODY);
  if (while_scanning)
    guard_person_set_env (pair.alice, "PURPLE_GUARD_SCANNER", slow);
  guard_person_start (pair.alice);
  guard_person_load_guard (pair.alice);
  guard_person_login (pair.alice);
  bob_arrives (&pair);
  g_autofree char *file = while_scanning ? guard_stage_make_text (stage, "last.zip", 1000) : guard_stage_make_encrypted (stage, "last.zip");
  g_autofree char *saved = guard_person_download (pair.alice, "last.zip");
  send_to_alice (&pair, file);
  guard_person_accept_offer (pair.alice, guard_person_await_offer (pair.alice, "last.zip"), saved);
  if (while_scanning)
    guard_person_await (pair.alice, "^CONV bob.*last.zip.*(will be|is being) scanned", SOON);
  else
    guard_person_await (pair.alice, "^REQUEST (\\d+) action title=\"File held back\"", SOON);
  int status = guard_person_quit (pair.alice);
  guard_assert_absent (saved);
  g_assert_cmpuint (guard_person_count_held (pair.alice, NULL), ==, 1);
  g_assert_cmpint (status, ==, 0);
  guard_person_free (pair.alice);
  guard_person_free (pair.bob);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_data_func ("/files/flow/nothing-found/socks5", GINT_TO_POINTER (BY_SOCKS5), test_nothing_found);
  g_test_add_data_func ("/files/flow/nothing-found/in-band", GINT_TO_POINTER (BY_IN_BAND), test_nothing_found);
  g_test_add_data_func ("/files/flow/nothing-found/dcc", GINT_TO_POINTER (BY_DCC), test_nothing_found);
  g_test_add_data_func ("/files/flow/infected/socks5", GINT_TO_POINTER (BY_SOCKS5), test_infected);
  g_test_add_data_func ("/files/flow/infected/in-band", GINT_TO_POINTER (BY_IN_BAND), test_infected);
  g_test_add_data_func ("/files/flow/infected/dcc", GINT_TO_POINTER (BY_DCC), test_infected);
  g_test_add_func ("/files/flow/holding", test_holding);
  g_test_add_func ("/files/flow/open-anyway", test_open_anyway);
  g_test_add_func ("/files/flow/encrypted", test_encrypted);
  g_test_add_func ("/files/flow/engine-comes-back", test_engine_comes_back);
  g_test_add_func ("/files/flow/signatures-come", test_signatures_come);
  g_test_add_func ("/files/flow/collisions", test_collisions);
  g_test_add_data_func ("/files/flow/broken-off/by-sender", GINT_TO_POINTER (TRUE), test_broken_off);
  g_test_add_data_func ("/files/flow/broken-off/by-user", GINT_TO_POINTER (FALSE), test_broken_off);
  g_test_add_func ("/files/flow/contradiction", test_contradiction);
  g_test_add_data_func ("/files/flow/quit/while-asked", GINT_TO_POINTER (FALSE), test_quit);
  g_test_add_data_func ("/files/flow/quit/while-scanning", GINT_TO_POINTER (TRUE), test_quit);
  g_test_add_func ("/files/flow/debug-output", test_debug_output);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "sending-story.h"

#include <glib/gstdio.h>
#include <string.h>

/* Files that leave: alice, guarded, sends; bob is anybody. What he sees is what the other side learns. */

#define SOON 20.0  /* seconds; what takes longer has not happened */
#define MOMENT 0.5 /* seconds in which what must not happen would have */

#define QUESTION "^REQUEST ([0-9]+) action title=\"Send this file\\?\""
#define OFFERED "^REQUEST ([0-9]+) action .*\\[Accept\\]"

static GuardStage *stage;

typedef struct
{
  GuardPerson *alice, *bob;
} Pair;

/* ---- Persons ---- */

typedef struct
{
  GuardAccountKind kind;
  const char *inspector; /* NULL: the real one */
  const char *key, *value;
  const char *plugin;
} Setting;

static void
meet (Pair *pair, const Setting *setting)
{
  const GuardAccountKind kind = setting != NULL ? setting->kind : GUARD_ON_PROSODY;
  if (kind == GUARD_ON_IRC)
    guard_stage_need_ircd (stage);
  pair->bob = guard_person_arrive (stage, "bob", kind, FALSE);
  pair->alice = guard_person_new (stage, "alice", kind);
  sending_story_write_rules (pair->alice);
  if (setting != NULL && setting->inspector != NULL)
    guard_person_set_env (pair->alice, "PURPLE_GUARD_INSPECTOR", setting->inspector);
  if (setting != NULL && setting->key != NULL)
    guard_person_set_setting (pair->alice, setting->key, setting->value);
  guard_person_start (pair->alice);
  if (setting != NULL && setting->plugin != NULL)
    guard_person_load_test_plugin (pair->alice, setting->plugin);
  guard_person_load_guard (pair->alice);
  guard_person_login (pair->alice);
  if (kind == GUARD_ON_PROSODY)
    guard_person_await (pair->alice, "^BUDDY bob@localhost signed-on", SOON);
}

static void
part (Pair *pair)
{
  guard_person_await_xfers (pair->alice, 0);
  guard_person_refute (pair->alice, "^MISUSE", 0);
  g_assert_cmpint (guard_person_quit (pair->alice), ==, 0);
  guard_person_free (pair->alice);
  guard_person_free (pair->bob);
}

/* ---- Files ---- */

static char *
make_file (const char *name, const char *text)
{
  return guard_stage_make_file (stage, name, text, strlen (text));
}

/* Stands where the inspector does. */
static char *
make_inspector (const char *name, const char *script)
{
  g_autofree char *whole = g_strconcat ("#!/bin/sh\n", script, "\n", NULL);
  char *path = make_file (name, whole);
  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
  return path;
}

static void
send_file (Pair *pair, const char *path)
{
  const char *address = guard_person_get_address (pair->bob);
  guard_person_do (pair->alice, "send-file %s%s %s", address, strchr (address, '@') != NULL ? "/desk" : "", path);
}

static void
answer (Pair *pair, int question, const char *label)
{
  sending_press (pair->alice, question, label);
  guard_person_sync (pair->alice);
}

/* Bob takes it; it is the file that was sent. */
static void
arrives (Pair *pair, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *place = guard_person_download (pair->bob, name);
  int offer = guard_person_await_id (pair->bob, OFFERED, SOON);
  guard_person_do (pair->bob, "press %d Accept", offer);
  int dialog = guard_person_await_id (pair->bob, "^REQUEST ([0-9]+) file", SOON);
  guard_person_do (pair->bob, "choose %d %s", dialog, place);
  guard_person_await (pair->bob, "^XFER complete", SOON);
  guard_person_await (pair->alice, "^XFER sent", SOON);
  guard_person_await_xfers (pair->bob, 0);
  guard_assert_same_content (place, path);
  guard_person_forget (pair->bob);
}

static void
learns_nothing (Pair *pair)
{
  guard_person_sync (pair->alice);
  guard_person_refute (pair->bob, "^(REQUEST|XFER)", MOMENT);
}

/* ---- Stories ---- */

static void
test_nothing_found (void)
{
  Pair pair = { 0 };
  g_autofree char *path = make_file ("letter.txt", "Dear Bob,\nnothing in here.\n");
  meet (&pair, NULL);
  send_file (&pair, path);
  arrives (&pair, path);
  guard_person_refute (pair.alice, "^REQUEST", 0);
  part (&pair);
}

static void
test_held (void)
{
  Pair pair = { 0 };
  g_autofree char *path = make_file ("cards.txt", "for the hotel:\n" SENDING_CARD "\n");
  meet (&pair, NULL);
  send_file (&pair, path);
  g_autofree char *event = guard_person_expect (pair.alice, QUESTION, SOON);
  g_assert_nonnull (strstr (event, "cards.txt"));
  g_assert_nonnull (strstr (event, "bob@localhost"));
  g_assert_nonnull (strstr (event, "the number of a payment card"));
  g_assert_nonnull (strstr (event, "buttons=[Don't send][Send anyway]"));
  g_assert_null (strstr (event, SENDING_CARD));
  learns_nothing (&pair);
  answer (&pair, atoi (event + strlen ("REQUEST ")), "Don't send");
  guard_person_await (pair.alice, "^CONV bob@localhost .*cards\\.txt.* was not sent", SOON);
  learns_nothing (&pair);
  guard_person_await_xfers (pair.alice, 0);
  /* Again, and this time it goes. */
  send_file (&pair, path);
  int question = guard_person_await_id (pair.alice, QUESTION, SOON);
  answer (&pair, question, "Send anyway");
  arrives (&pair, path);
  g_assert_cmpuint (guard_person_count_entries (pair.alice, "file-sending-held"), ==, 2);
  g_assert_cmpuint (guard_person_count_entries (pair.alice, "file-sending-refused"), ==, 1);
  g_assert_cmpuint (guard_person_count_entries (pair.alice, "file-sending-sent-anyway"), ==, 1);
  part (&pair);
}

/* What makes one doubt stands in the same question. */
static void
test_right_person (void)
{
  Pair pair = { 0 };
  g_autofree char *path = make_file ("person.txt", SENDING_CARD "\n");
  meet (&pair, NULL);
  guard_person_do (pair.alice, "buddy-int bob@localhost purple-guard-spoken-day 20000");
  send_file (&pair, path);
  int question = guard_person_await_id (pair.alice, QUESTION ".*last exchanged messages [0-9]+ days ago", SOON);
  answer (&pair, question, "Don't send");
  part (&pair);
}

/* A list of people, by how many. */
static void
test_contact_list (void)
{
  Pair pair = { 0 };
  g_autoptr (GString) text = g_string_new ("name,address\n");
  for (int i = 0; i < 40; i++)
    g_string_append_printf (text, "Person %d,person%d@corp%d.example\n", i, i, i % 7);
  g_autofree char *path = make_file ("people.csv", text->str);
  meet (&pair, NULL);
  send_file (&pair, path);
  int question = guard_person_await_id (pair.alice, QUESTION ".*40 ", SOON);
  learns_nothing (&pair);
  answer (&pair, question, "Don't send");
  part (&pair);
}

static void
test_changed (void)
{
  Pair pair = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_file ("changing.txt", "number " SENDING_CARD "\n");
  meet (&pair, NULL);
  send_file (&pair, path);
  int question = guard_person_await_id (pair.alice, QUESTION, SOON);
  g_file_set_contents (path, "pass gk-abcdefghijkl\n", -1, &error);
  g_assert_no_error (error);
  answer (&pair, question, "Send anyway");
  /* What was agreed to is gone: the new one is asked about. */
  question = guard_person_await_id (pair.alice, QUESTION ".*pass word", SOON);
  learns_nothing (&pair);
  answer (&pair, question, "Send anyway");
  arrives (&pair, path);
  /* It changes between the offer and the accept. */
  g_file_set_contents (path, "nothing\n", -1, &error);
  g_assert_no_error (error);
  send_file (&pair, path);
  int offer = guard_person_await_id (pair.bob, OFFERED, SOON);
  g_file_set_contents (path, "number " SENDING_CARD "\n", -1, &error);
  g_assert_no_error (error);
  g_autofree char *place = guard_person_download (pair.bob, "late.txt");
  guard_person_do (pair.bob, "press %d Accept", offer);
  int dialog = guard_person_await_id (pair.bob, "^REQUEST ([0-9]+) file", SOON);
  guard_person_do (pair.bob, "choose %d %s", dialog, place);
  guard_person_await (pair.alice, "^CONV bob@localhost .*has changed since it was looked at", SOON);
  guard_person_refute (pair.bob, "^XFER complete", MOMENT);
  part (&pair);
}

static void
test_cancelled (void)
{
  Pair pair = { 0 };
  g_autofree char *path = make_file ("cancelled.txt", SENDING_CARD "\n");
  g_autofree char *slow = make_inspector ("slow-inspector", "sleep 600");
  const Setting slowly = { .inspector = slow };
  /* While it is asked about. */
  meet (&pair, NULL);
  send_file (&pair, path);
  int question = guard_person_await_id (pair.alice, QUESTION, SOON);
  guard_person_do (pair.alice, "cancel-xfers");
  g_autofree char *closed = g_strdup_printf ("^CLOSED %d$", question);
  guard_person_await (pair.alice, closed, SOON);
  learns_nothing (&pair);
  part (&pair);
  /* While it is looked at, which takes long enough to be said. */
  meet (&pair, &slowly);
  send_file (&pair, path);
  guard_person_await (pair.alice, "^CONV bob@localhost .*is being looked at before it is offered", SOON);
  guard_person_do (pair.alice, "unload-plugin core-purple-guard");
  guard_person_await (pair.alice, "^DONE unload-plugin no", SOON);
  guard_person_do (pair.alice, "cancel-xfers");
  guard_person_await_xfers (pair.alice, 0);
  learns_nothing (&pair);
  guard_person_do (pair.alice, "unload-plugin core-purple-guard");
  guard_person_await (pair.alice, "^DONE unload-plugin yes", SOON);
  part (&pair);
}

/* No inspector, and one that dies: nobody has looked, and that is not "nothing found". */
static void
test_not_checked (void)
{
  g_autofree char *path = make_file ("unread.txt", "harmless\n");
  g_autofree char *dying = make_inspector ("dying-inspector", "kill -9 $$");
  const char *const inspectors[] = { "/nonexistent/inspector", dying };
  for (gsize i = 0; i < G_N_ELEMENTS (inspectors); i++)
    {
      Pair pair = { 0 };
      const Setting setting = { .inspector = inspectors[i] };
      meet (&pair, &setting);
      send_file (&pair, path);
      int question = guard_person_await_id (pair.alice, QUESTION ".*(Not checked|could not be checked)", SOON);
      learns_nothing (&pair);
      answer (&pair, question, "Send anyway");
      arrives (&pair, path);
      part (&pair);
    }
}

static void
test_signed_off (void)
{
  Pair pair = { 0 };
  g_autofree char *path = make_file ("offline.txt", SENDING_CARD "\n");
  meet (&pair, NULL);
  send_file (&pair, path);
  int question = guard_person_await_id (pair.alice, QUESTION, SOON);
  guard_person_do (pair.alice, "logout");
  g_autofree char *closed = g_strdup_printf ("^CLOSED %d$", question);
  guard_person_await (pair.alice, closed, SOON);
  guard_person_await (pair.alice, "^CONV bob@localhost .*was not sent", SOON);
  learns_nothing (&pair);
  part (&pair);
}

/* One question at a time for one person; each file has its own answer. */
static void
test_several (void)
{
  Pair pair = { 0 };
  g_autofree char *one = make_file ("one.txt", SENDING_CARD "\n");
  g_autofree char *other = make_file ("other.txt", SENDING_CARD "\n");
  meet (&pair, NULL);
  send_file (&pair, one);
  send_file (&pair, other);
  g_autofree char *event = guard_person_expect (pair.alice, QUESTION, SOON);
  const gboolean is_one = strstr (event, "one.txt") != NULL;
  guard_person_refute (pair.alice, QUESTION, MOMENT);
  answer (&pair, atoi (event + strlen ("REQUEST ")), "Don't send");
  g_autofree char *pattern = g_strdup_printf (QUESTION ".*%s", is_one ? "other\\.txt" : "one\\.txt");
  int question = guard_person_await_id (pair.alice, pattern, SOON);
  answer (&pair, question, "Send anyway");
  arrives (&pair, is_one ? other : one);
  part (&pair);
}

static void
test_settings (void)
{
  Pair pair = { 0 };
  g_autofree char *path = make_file ("policy.txt", SENDING_CARD "\n");
  const Setting off = { .key = "check-sending", .value = "false" };
  const Setting forbidden = { .key = "allow-send-anyway", .value = "false" };
  meet (&pair, &off);
  send_file (&pair, path);
  arrives (&pair, path);
  guard_person_refute (pair.alice, "^REQUEST", 0);
  part (&pair);
  meet (&pair, &forbidden);
  send_file (&pair, path);
  int question = guard_person_await_id (pair.alice, QUESTION ".*buttons=\\[Don't send\\]$", SOON);
  answer (&pair, question, "Don't send");
  learns_nothing (&pair);
  part (&pair);
}

/* What encrypts the chat does not encrypt files: said once where nothing else is asked, and in every question. */
static void
test_not_covered (void)
{
  Pair pair = { 0 };
  const Setting encrypted = { .plugin = "fake-lurch" };
  g_autofree char *harmless = make_file ("plain.txt", "nothing\n");
  g_autofree char *path = make_file ("covered.txt", SENDING_CARD "\n");
  meet (&pair, &encrypted);
  send_file (&pair, harmless);
  guard_person_await (pair.alice, "^CONV bob@localhost .*Files are not covered by the chat's encryption", SOON);
  arrives (&pair, harmless);
  send_file (&pair, harmless);
  arrives (&pair, harmless);
  guard_person_refute (pair.alice, "Files are not covered", 0);
  send_file (&pair, path);
  int question = guard_person_await_id (pair.alice, QUESTION ".*This file is not covered by the chat's encryption", SOON);
  answer (&pair, question, "Don't send");
  learns_nothing (&pair);
  part (&pair);
}

static void
test_dcc (void)
{
  Pair pair = { 0 };
  const Setting irc = { .kind = GUARD_ON_IRC };
  g_autofree char *harmless = make_file ("harmless.txt", "nothing\n");
  g_autofree char *path = make_file ("dcc.txt", SENDING_CARD "\n");
  meet (&pair, &irc);
  send_file (&pair, harmless);
  arrives (&pair, harmless);
  send_file (&pair, path);
  int question = guard_person_await_id (pair.alice, QUESTION, SOON);
  learns_nothing (&pair);
  answer (&pair, question, "Don't send");
  learns_nothing (&pair);
  send_file (&pair, path);
  question = guard_person_await_id (pair.alice, QUESTION, SOON);
  answer (&pair, question, "Send anyway");
  arrives (&pair, path);
  part (&pair);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  g_test_add_func ("/sending/files/nothing-found", test_nothing_found);
  g_test_add_func ("/sending/files/held", test_held);
  g_test_add_func ("/sending/files/right-person", test_right_person);
  g_test_add_func ("/sending/files/contact-list", test_contact_list);
  g_test_add_func ("/sending/files/changed", test_changed);
  g_test_add_func ("/sending/files/cancelled", test_cancelled);
  g_test_add_func ("/sending/files/not-checked", test_not_checked);
  g_test_add_func ("/sending/files/signed-off", test_signed_off);
  g_test_add_func ("/sending/files/several", test_several);
  g_test_add_func ("/sending/files/settings", test_settings);
  g_test_add_func ("/sending/files/not-covered", test_not_covered);
  g_test_add_func ("/sending/files/dcc", test_dcc);
  int result = g_test_run ();
  guard_stage_free (stage);
  return result;
}

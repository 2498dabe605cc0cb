/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-irc-ear.h"
#include "guard-servers.h"
#include "store/guard-store.h"

G_BEGIN_DECLS

/* How a story is told: a stage (folder, server, signatures) stands for a whole test program; persons come and go.
 * Everything that is waited for is waited for with a bound, and what does not come fails the test, with all that the person saw. */

/* ---- The stage ---- */

typedef struct
{
  char *folder;          /* temporary; removed at the end unless a test failed */
  GuardProsody *prosody; /* alice, bob, mallory; alice and bob have each other in their lists */
  GuardIrcd *ircd;       /* %NULL until guard_stage_need_ircd() */
  char *signatures;      /* folder of a private signature database: finds GUARD_STORY_INFECTION */
} GuardStage;

GuardStage *guard_stage_new (void);
void guard_stage_need_ircd (GuardStage *self);
void guard_stage_free (GuardStage *self);

/* ---- Persons: a profile, and a client that runs on it ---- */

typedef struct _GuardPerson GuardPerson;

/* Which account the person has. */
typedef enum
{
  GUARD_ON_PROSODY,
  GUARD_ON_IRC,
  GUARD_ON_PEER, /* the hostile server: see guard_person_new_on_peer() */
} GuardAccountKind;

/* A person with an empty profile and no client yet. The guard's settings of the profile name the stage's signatures. */
GuardPerson *guard_person_new (GuardStage *stage, const char *name, GuardAccountKind kind);
GuardPerson *guard_person_new_on_peer (GuardStage *stage, const char *name, GuardPeer *peer);
GuardPerson *guard_person_new_on_ear (GuardStage *stage, const char *name, GuardIrcEar *ear);
/* Ends the client if one runs. The profile stays on the stage, for whoever looks later. */
void guard_person_free (GuardPerson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardPerson, guard_person_free)

/* An environment variable of the client's, before it is started; @value %NULL takes it away. */
void guard_person_set_env (GuardPerson *self, const char *name, const char *value);
/* The account's password, its server's name and port, and another of its options ("b:ssl=1"), before the client is started. */
void guard_person_set_password (GuardPerson *self, const char *password);
void guard_person_set_server (GuardPerson *self, const char *host, guint port);
void guard_person_add_option (GuardPerson *self, const char *option);
/* The client is run by this program (valgrind ...); its report goes to <profile>/wrapper.log. */
void guard_person_set_wrapper (GuardPerson *self, const char *const *wrapper);
/* Starts the client, not logged in. Several starts one after the other are the same person coming back. */
void guard_person_start (GuardPerson *self);
/* Loads the plugin under test. */
void guard_person_load_guard (GuardPerson *self);
/* Loads a test's own plugin from tests/headless by its name ("eager"). */
void guard_person_load_test_plugin (GuardPerson *self, const char *name);
void guard_person_login (GuardPerson *self);
/* start, guard, login: what most stories begin with. @is_guarded: with the plugin under test */
GuardPerson *guard_person_arrive (GuardStage *stage, const char *name, GuardAccountKind kind, gboolean is_guarded);
/* Asks the client to quit, and waits for it. Returns: its exit code, or minus the signal that ended it */
int guard_person_quit (GuardPerson *self);
/* SIGKILL, at once. */
void guard_person_kill (GuardPerson *self);
GPid guard_person_get_pid (GuardPerson *self);

/* ---- Hands and eyes ---- */

/* One command of guard-client. */
void guard_person_do (GuardPerson *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/**
 * guard_person_expect:
 * @pattern: regular expression for one event line; an event answers one expectation only
 *
 * Returns: (transfer full): the event; its absence within @seconds fails the test
 */
char *guard_person_expect (GuardPerson *self, const char *pattern, double seconds) G_GNUC_WARN_UNUSED_RESULT;
/* The same, for an event whose text does not matter. */
void guard_person_await (GuardPerson *self, const char *pattern, double seconds);
/* Like await, and returns the first group of @pattern as a number: the id of a question. */
int guard_person_await_id (GuardPerson *self, const char *pattern, double seconds);
/* Fails the test if such an event has come that no expectation took, or comes within @seconds. */
void guard_person_refute (GuardPerson *self, const char *pattern, double seconds);
/* What came so far answers no later expectation. */
void guard_person_forget (GuardPerson *self);
/* Waits until the client has done all commands so far. */
void guard_person_sync (GuardPerson *self);
/* All events since the last start. Returns: (transfer full) */
char *guard_person_transcript (GuardPerson *self);

/* Waits for the guard's question about an offer whose text matches @pattern. Returns: its id */
int guard_person_await_offer (GuardPerson *self, const char *pattern);
/* Says yes to it and chooses @path in the save dialog. */
void guard_person_accept_offer (GuardPerson *self, int offer, const char *path);
/* Waits until the journal has a line of this kind about the file @name. Returns: (transfer full) */
GuardJournalEntry *guard_person_await_entry (GuardPerson *self, const char *kind, const char *name, double seconds) G_GNUC_WARN_UNUSED_RESULT;
/* How many lines of this kind the journal has now. */
guint guard_person_count_entries (GuardPerson *self, const char *kind);
/* The client says these many transfers are alive. */
void guard_person_await_xfers (GuardPerson *self, guint n_alive);

/* ---- Places of a person ---- */

const char *guard_person_get_name (GuardPerson *self);       /* "alice" */
const char *guard_person_get_address (GuardPerson *self);    /* "alice@localhost", on IRC "alice" */
const char *guard_person_get_profile (GuardPerson *self);    /* libpurple's user dir */
const char *guard_person_get_guard_home (GuardPerson *self); /* <profile>/purple-guard */
const char *guard_person_get_downloads (GuardPerson *self);  /* an existing folder to save into */
/* Returns: (transfer full): a path in the downloads */
char *guard_person_download (GuardPerson *self, const char *name);
/* How many files lie in the holding folder, and how many bytes they have together. */
guint guard_person_count_held (GuardPerson *self, guint64 *n_bytes);
/* Waits until that number is @n_files. */
void guard_person_await_held (GuardPerson *self, guint n_files, double seconds);
/* How many files and folders lie in the downloads. */
guint guard_person_count_downloads (GuardPerson *self);
/* Writes a line into the guard's settings file of the profile, before the start: ("max-scan-mebibytes", "1"). */
void guard_person_set_setting (GuardPerson *self, const char *key, const char *value);

/* ---- Files ---- */

/* Bytes that the stage's signatures know. Never whole in a file of the tree. Returns: (transfer full) */
char *guard_story_infection (void);
/* Makes a file of @n_bytes of ordinary text on the stage. Returns: (transfer full): its path */
char *guard_stage_make_text (GuardStage *self, const char *name, gsize n_bytes);
/* The same with the infection in it. */
char *guard_stage_make_infected (GuardStage *self, const char *name);
/* An archive that says that it is encrypted. */
char *guard_stage_make_encrypted (GuardStage *self, const char *name);
/* A program that stands before the real scanner: it writes a line to @marker each time it is started, then waits @seconds.
 * Returns: (transfer full): for PURPLE_GUARD_SCANNER */
char *guard_stage_make_scanner (GuardStage *self, const char *marker, guint seconds);
/* Makes a file with these bytes. */
char *guard_stage_make_file (GuardStage *self, const char *name, const void *bytes, gsize n_bytes);
void guard_assert_same_content (const char *path, const char *other);
/* Waits until a file is there, or is gone. */
void guard_await_file (const char *path, gboolean is_there, double seconds);
#define guard_assert_absent(path) g_assert_false (g_file_test ((path), G_FILE_TEST_EXISTS))

G_END_DECLS

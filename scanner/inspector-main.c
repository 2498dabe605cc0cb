/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "core/guard-knowledge.h"
#include "guard-inspector-process.h"
#include "guard-inspector.h"
#include "guard-packet.h"
#include "guard-sandbox.h"
#ifdef GUARD_MALICE
#include "malice.h"
#endif

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* purple-guard-inspector: one file that is about to be sent, then the end. Everything that opens something happens first (rules, words, tables of
 * libraries); then the lock, for good; then a canary must be found, under that lock; only then the file is asked for. A process that is no longer
 * wanted is killed. */

/* A rule of our own, and a text in wide characters that it must find. */
#define CANARY_KIND "inspector-canary"
#define CANARY_WORDS "little bird of the inspector 7c1f"
#define CANARY_TEXT "does it see the " CANARY_WORDS "?"
#define CANARY_RULES "[data " CANARY_KIND "]\ndescription=the inspector's canary\ncategory=own\nwords=" CANARY_WORDS "\n"

#define MEMORY_BESIDE_BYTES (G_GUINT64_CONSTANT (512) << 20)
#define CANARY_BYTES (sizeof CANARY_TEXT * 2)
#define N_DESCRIPTORS 16

static gint64 max_bytes;
static int max_seconds;
static char **rules, **own_rules;

static const GOptionEntry entries[] = {
  { "max-bytes", 0, 0, G_OPTION_ARG_INT64, &max_bytes, "larger files are not read", "BYTES" },
  { "max-seconds", 0, 0, G_OPTION_ARG_INT, &max_seconds, "of the processor's time", "SECONDS" },
  { "rules", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rules, "a rule file that must be there", "FILE" },
  { "own-rules", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &own_rules, "a rule file that is left out if it is wrong", "FILE" },
  { 0 }
};

static void
tell (const GuardInspectRecord *record, gpointer user_data)
{
  guint8 bytes[GUARD_INSPECT_RECORD_BYTES];

  guard_inspect_record_write (record, bytes);
  if (write (GUARD_INSPECTOR_CHANNEL, bytes, sizeof bytes) != (ssize_t) sizeof bytes)
    _exit (1); /* nobody listens any more */
}

static void G_GNUC_NORETURN
refuse (GuardUnread reason, const char *detail)
{
  GuardInspectRecord record = { .type = GUARD_INSPECT_UNREAD };

  if (g_getenv ("PURPLE_GUARD_INSPECTOR_DEBUG") != NULL)
    g_printerr ("purple-guard-inspector: %s\n", detail);
  record.unread.reason = reason;
  tell (&record, NULL);
  _exit (1);
}

/* --- before the lock --- */

static gboolean
add_rules (GuardKnowledge *knowledge, const char *path, GError **error)
{
  g_autofree char *data = NULL;
  g_autoptr(GuardRules) file = NULL;
  gsize n_bytes = 0;

  if (!g_file_get_contents (path, &data, &n_bytes, error))
    return FALSE;
  file = guard_rules_new (path, data, n_bytes, error);
  return file != NULL && guard_knowledge_add_rules (knowledge, file, error);
}

static gboolean
add_canary (GuardKnowledge *knowledge, GError **error)
{
  g_autoptr(GuardRules) file = guard_rules_new ("canary/sensitive-words.rules", CANARY_RULES, strlen (CANARY_RULES), error);

  return file != NULL && guard_knowledge_add_rules (knowledge, file, error);
}

/* Without the shipped files nobody knows what would have been found. An own one that is wrong is told where people see it, when rules are read for
 * messages. */
static void
load_rules (GuardKnowledge *knowledge)
{
  g_autoptr(GError) error = NULL;

  if (rules == NULL)
    refuse (GUARD_UNREAD_NO_RULES, "there are no rules");
  for (gsize i = 0; rules[i] != NULL; i++)
    if (!add_rules (knowledge, rules[i], &error))
      refuse (GUARD_UNREAD_NO_RULES, error->message);
  for (gsize i = 0; own_rules != NULL && own_rules[i] != NULL; i++)
    (void) !add_rules (knowledge, own_rules[i], NULL);
  if (!add_canary (knowledge, &error))
    refuse (GUARD_UNREAD_NO_CANARY, error->message);
  guard_knowledge_compile (knowledge);
}

static void
load_contacts (GuardKnowledge *knowledge)
{
  struct stat status;
  g_autofree char *text = NULL;
  g_auto(GStrv) addresses = NULL;
  g_autofree const char **names = NULL;
  gsize n_contacts;

  if (fstat (GUARD_INSPECTOR_CONTACTS, &status) != 0 || status.st_size < 0 || status.st_size > GUARD_INSPECTOR_MAX_CONTACTS_BYTES)
    return;
  text = g_malloc0 ((gsize) status.st_size + 1);
  if (status.st_size == 0 || pread (GUARD_INSPECTOR_CONTACTS, text, (gsize) status.st_size, 0) != status.st_size)
    return;
  addresses = g_strsplit (text, "\n", -1);
  n_contacts = g_strv_length (addresses);
  names = g_new0 (const char *, n_contacts + 1);
  for (gsize i = 0; i < n_contacts; i++)
    names[i] = "";
  guard_knowledge_set_contacts (knowledge, (const char * const *) addresses, names);
}

static void
lock_in (void)
{
  const GuardSandboxLimits limits = {
    .extra_memory_bytes = (guint64) max_bytes * 3 + MEMORY_BESIDE_BYTES, /* the file, a text of it, a file in it */
    .file_size_bytes = 0,
    .cpu_seconds = (guint) max_seconds,
    .n_descriptors = N_DESCRIPTORS,
  };
  const char *why = "";

  if (!guard_sandbox_lock_alone (&limits, &why))
    refuse (GUARD_UNREAD_NO_LOCK, why);
}

/* --- behind the lock --- */

static GuardExtractLimits
make_limits (void)
{
  return (GuardExtractLimits) { .depth = 16, .n_parts = 10000, .part_bytes = (guint64) max_bytes, .all_bytes = (guint64) max_bytes * 4 };
}

static void
note_canary (const GuardInspectRecord *record, gpointer user_data)
{
  gboolean *is_found = user_data;

  if (record->type == GUARD_INSPECT_FINDING && g_str_equal (record->finding.kind, CANARY_KIND))
    *is_found = TRUE;
}

static gboolean
finds_canary (const GuardKnowledge *knowledge)
{
  const GuardExtractLimits limits = make_limits ();
  guint8 wide[CANARY_BYTES] = { 0 };
  gboolean is_found = FALSE;

  for (gsize i = 0; i < strlen (CANARY_TEXT); i++)
    wide[i * 2] = (guint8) CANARY_TEXT[i];
  guard_inspector_look (knowledge, &limits, "canary", wide, strlen (CANARY_TEXT) * 2, note_canary, &is_found);
  return is_found;
}

static int
receive_file (GuardInspectRecord *job)
{
  const GuardInspectRecord ready = { .type = GUARD_INSPECT_READY };
  guint8 bytes[GUARD_INSPECT_RECORD_BYTES];
  int file;

  tell (&ready, NULL);
  if (guard_packet_receive_bytes (GUARD_INSPECTOR_CHANNEL, TRUE, bytes, sizeof bytes, &file) != GUARD_PACKET_OK
      || !guard_inspect_record_read (bytes, sizeof bytes, job, NULL) || job->type != GUARD_INSPECT_JOB || file < 0)
    _exit (0);
  return file;
}

static gboolean
is_as_before (int file, const struct stat *before)
{
  struct stat after;

  return fstat (file, &after) == 0 && after.st_size == before->st_size && after.st_mtim.tv_sec == before->st_mtim.tv_sec
         && after.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

typedef struct
{
  int file;
  struct stat before;
} Job;

/* The last word is not said about a file that is another one by now. */
static void
tell_if_same (const GuardInspectRecord *record, gpointer user_data)
{
  const Job *job = user_data;

  if (record->type == GUARD_INSPECT_DONE && !is_as_before (job->file, &job->before))
    {
      GuardInspectRecord changed = { .type = GUARD_INSPECT_UNREAD, .unread = { .reason = GUARD_UNREAD_CHANGED } };
      GuardInspectRecord done = *record;

      tell (&changed, NULL);
      done.done.n_unread++;
      tell (&done, NULL);
      return;
    }
  tell (record, NULL);
}

static void
look_at (const GuardKnowledge *knowledge, int file, const char *name)
{
  const GuardExtractLimits limits = make_limits ();
  Job job = { .file = file };
  void *bytes = NULL;

  if (fstat (file, &job.before) != 0 || !S_ISREG (job.before.st_mode) || job.before.st_size > max_bytes)
    refuse (GUARD_UNREAD_NOT_A_FILE, "not an ordinary file");
  if (job.before.st_size > 0)
    bytes = mmap (NULL, (gsize) job.before.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  if (bytes == MAP_FAILED)
    refuse (GUARD_UNREAD_COULD_NOT_READ, "it cannot be mapped");
  guard_inspector_look (knowledge, &limits, name, bytes, (gsize) job.before.st_size, tell_if_same, &job);
}

int
main (int argc, char *argv[])
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GuardKnowledge) knowledge = NULL;
  GuardInspectRecord job;
  int file;

  /* also of descriptors that a careless client let slip through */
  if (syscall (SYS_close_range, GUARD_INSPECTOR_CONTACTS + 1, ~0u, 0) != 0 || prctl (PR_SET_PDEATHSIG, SIGKILL) != 0)
    return 1;
  signal (SIGPIPE, SIG_IGN);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL) || max_bytes <= 0 || max_seconds <= 0)
    return 4;

  knowledge = guard_knowledge_new ();
  load_rules (knowledge);
  load_contacts (knowledge);
  close (GUARD_INSPECTOR_CONTACTS);
  if (!guard_extract_prepare ())
    refuse (GUARD_UNREAD_NO_RULES, "libmagic has no table");
  (void) !finds_canary (knowledge); /* the first use of many a thing opens or allocates */

  lock_in ();
  if (!finds_canary (knowledge))
    refuse (GUARD_UNREAD_NO_CANARY, "the canary was not found");
  file = receive_file (&job);
#ifdef GUARD_MALICE
  malice_commit_in_inspector (file);
#endif
  look_at (knowledge, file, job.job.name);
  return 0;
}

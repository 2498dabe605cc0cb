/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-inspect.h"

#include "core/guard-detectors.h"
#include "core/guard-text.h"
#include "guard-inspect-record.h"
#include "guard-inspector-process.h"
#include "guard-packet.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

/* One inspection, as its client sees it.
 *
 *   started --(next turn of the loop)--> waiting for READY --JOB--> looking --DONE, numbers agree--> over
 *      \___________________________________\_________________________\__ anything else --> over, "not checked", and why
 *
 * The other end has the hostile file, so nothing that it says is believed but the form; the numbers in DONE are there so that a part of the talk
 * cannot be missing. A finding can only make the answer worse, never better. */

#define READY_WITHIN_SECONDS 15
#define MAX_WHERE_CHARACTERS 160
#define MAX_WHY_CHARACTERS 200
#define MAX_EXCERPT_CHARACTERS 48
#define MAX_UNREAD_SHOWN 3 /* in the one line; the report has all */

struct _GuardInspect
{
  GuardInspectorSetup setup;
  int file;
  char *name;
  guint64 n_file_bytes;
  GuardInspectProgressFunc progress;
  GuardInspectDoneFunc done;
  gpointer user_data;

  GuardInspectorProcess *process; /* (nullable): not started yet */
  gboolean is_looking;            /* the file was handed over */
  GuardReport *report;
  GPtrArray *unread;              /* of char: sentences */
  guint n_findings, n_unread;
  guint turn, readable, timer;    /* sources; 0: none */
};

static const struct
{
  GuardUnread reason;
  const char *words; /* the rest of a sentence after the name of what was not read */
} unread_words[] = {
  { GUARD_UNREAD_ENCRYPTED, N_("it is encrypted") },
  { GUARD_UNREAD_UNKNOWN_FORMAT, N_("a kind of file that cannot be read here") },
  { GUARD_UNREAD_OLD_DOCUMENT, N_("a document of an old kind, which can only be read in part") },
  { GUARD_UNREAD_DAMAGED, N_("it is damaged or cut off") },
  { GUARD_UNREAD_TOO_BIG, N_("it is too big") },
  { GUARD_UNREAD_TOO_DEEP, N_("files inside of files, too deep") },
  { GUARD_UNREAD_TOO_MANY, N_("too many files inside") },
  { GUARD_UNREAD_TOO_MUCH, N_("it unpacks to too much") },
  { GUARD_UNREAD_LETTERS, N_("a document that does not say which letters it shows") },
  { GUARD_UNREAD_CHANGED, N_("it was changed meanwhile") },
  { GUARD_UNREAD_NOT_A_FILE, N_("it is not an ordinary file") },
  { GUARD_UNREAD_COULD_NOT_READ, N_("it could not be read") },
  { GUARD_UNREAD_BOUND, N_("too much in it to compare all") },
  { GUARD_UNREAD_TIMED_OUT, N_("it took too long") },
  { GUARD_UNREAD_DIED, N_("the inspector ended early") },
  { GUARD_UNREAD_MORE, N_("other parts, too many to name") },
  { GUARD_UNREAD_NO_INSPECTOR, N_("the inspector could not be started") },
  { GUARD_UNREAD_NO_RULES, N_("the rules could not be read") },
  { GUARD_UNREAD_NO_LOCK, N_("the inspector cannot be locked in on this computer") },
  { GUARD_UNREAD_NO_CANARY, N_("the inspector failed its own test") },
};

static const char *
find_words (GuardUnread reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (unread_words); i++)
    if (unread_words[i].reason == reason)
      return _(unread_words[i].words);
  return _("it could not be read");
}

static void
remove_source (guint *id)
{
  if (*id != 0)
    g_source_remove (*id);
  *id = 0;
}

static void
free_inspect (GuardInspect *self)
{
  remove_source (&self->turn);
  remove_source (&self->readable);
  remove_source (&self->timer);
  g_clear_pointer (&self->process, guard_inspector_process_free);
  guard_inspector_setup_clear (&self->setup);
  if (self->file >= 0)
    close (self->file);
  guard_report_free (self->report);
  g_ptr_array_unref (self->unread);
  g_free (self->name);
  g_free (self);
}

static char *
join_unread (const GPtrArray *sentences)
{
  g_autoptr(GString) line = g_string_new (NULL);

  for (guint i = 0; i < sentences->len && i < MAX_UNREAD_SHOWN; i++)
    g_string_append_printf (line, "%s%s", i > 0 ? "; " : "", (const char *) sentences->pdata[i]);
  if (sentences->len > MAX_UNREAD_SHOWN)
    g_string_append (line, " …");
  return sentences->len > 0 ? g_string_free (g_steal_pointer (&line), FALSE) : NULL;
}

static void
add_unread (GuardInspect *self, GuardUnread reason, const char *where)
{
  g_autofree char *shown = guard_text_one_line (where, MAX_WHERE_CHARACTERS);
  char *sentence = *shown != '\0' ? g_strdup_printf ("%s: %s", shown, find_words (reason)) : g_strdup (find_words (reason));

  guard_report_set_not_checked (self->report);
  guard_report_add (self->report, guard_detect_not_checked.id, GUARD_LEVEL_NONE, -1, g_strdup (sentence));
  g_ptr_array_add (self->unread, sentence);
}

/* The last thing that happens. */
static void
finish (GuardInspect *self)
{
  GuardInspectDoneFunc done = self->done;
  gpointer user_data = self->user_data;
  GuardReport *report = g_steal_pointer (&self->report);
  g_autofree char *unread = join_unread (self->unread);

  free_inspect (self);
  done (report, unread, user_data);
}

static void
give_up (GuardInspect *self, GuardUnread reason)
{
  add_unread (self, reason, "");
  finish (self);
}

static gboolean
on_time_out (gpointer data)
{
  GuardInspect *self = data;

  self->timer = 0;
  give_up (self, self->is_looking ? GUARD_UNREAD_TIMED_OUT : GUARD_UNREAD_NO_INSPECTOR);
  return G_SOURCE_REMOVE;
}

static void
expect_within (GuardInspect *self, guint seconds)
{
  remove_source (&self->timer);
  self->timer = g_timeout_add_seconds (seconds, on_time_out, self);
}

/* --- what the other end says; each returns whether the talk goes on --- */

static gboolean
on_ready (GuardInspect *self)
{
  GuardInspectRecord job = { .type = GUARD_INSPECT_JOB };
  guint8 bytes[GUARD_INSPECT_RECORD_BYTES];

  if (self->is_looking)
    return FALSE;
  self->is_looking = TRUE;
  job.job.max_bytes = self->setup.max_bytes;
  g_strlcpy (job.job.name, self->name, sizeof job.job.name);
  guard_inspect_record_write (&job, bytes);
  expect_within (self, self->setup.max_seconds);
  if (!guard_packet_send_bytes (guard_inspector_process_get_channel (self->process), bytes, sizeof bytes, self->file))
    return FALSE;
  close (self->file);
  self->file = -1;
  return TRUE;
}

static const char *
find_detector (const char *id)
{
  for (gsize i = 0; guard_detectors[i] != NULL; i++)
    if (g_str_equal (guard_detectors[i]->id, id) && (guard_detectors[i]->ways & GUARD_WAY_FILE) != 0)
      return guard_detectors[i]->id;
  return NULL;
}

static gboolean
on_finding (GuardInspect *self, const GuardInspectRecord *record)
{
  const char *detector = find_detector (record->finding.detector);
  GuardDataMatch match = { .kind = record->finding.kind, .category = record->finding.category, .confidence = record->finding.confidence };
  g_autofree char *words = guard_text_one_line (record->finding.why, MAX_WHY_CHARACTERS);
  g_autofree char *where = guard_text_one_line (record->finding.where, MAX_WHERE_CHARACTERS);
  char *why = NULL;

  if (detector == NULL || ++self->n_findings > GUARD_INSPECT_MAX_FINDINGS)
    return FALSE;
  /* Translators: what was found, then in which part of a file: "the number of a payment card, in page.docx inside letters.zip" */
  why = *where != '\0' ? g_strdup_printf (_("%s, in %s"), words, where) : g_strdup (words);
  guard_report_add_data (self->report, detector, record->finding.level, &match, record->finding.n_items,
                         guard_text_one_line (record->finding.excerpt, MAX_EXCERPT_CHARACTERS), why);
  return TRUE;
}

static gboolean
on_unread (GuardInspect *self, const GuardInspectRecord *record)
{
  if (++self->n_unread > GUARD_INSPECT_MAX_UNREAD)
    return FALSE;
  add_unread (self, record->unread.reason, record->unread.where);
  return TRUE;
}

/* Whoever says "these were all" without having got the file, or with other numbers, has not looked. */
static gboolean
is_whole (const GuardInspect *self, const GuardInspectRecord *record)
{
  return self->is_looking && record->done.n_findings == self->n_findings && record->done.n_unread == self->n_unread;
}

/* Before the file was handed over there is nothing to say but why it cannot be. */
static gboolean
take (GuardInspect *self, const GuardInspectRecord *record)
{
  switch (record->type)
    {
    case GUARD_INSPECT_READY:
      return on_ready (self);
    case GUARD_INSPECT_PROGRESS:
      if (!self->is_looking)
        return FALSE;
      if (self->progress != NULL)
        self->progress (record->progress.n_done_bytes, record->progress.n_all_bytes, self->user_data); /* may cancel */
      return TRUE;
    case GUARD_INSPECT_FINDING:
      return self->is_looking && on_finding (self, record);
    case GUARD_INSPECT_UNREAD:
      return on_unread (self, record);
    default:
      return FALSE;
    }
}

static gboolean
on_readable (int channel, GIOCondition condition, gpointer data)
{
  GuardInspect *self = data;
  guint8 bytes[GUARD_INSPECT_RECORD_BYTES];
  GuardInspectRecord record;
  int descriptor = -1;
  const GuardPacketStatus status = guard_packet_receive_bytes (channel, FALSE, bytes, sizeof bytes, &descriptor);
  gboolean is_good = status == GUARD_PACKET_OK && descriptor < 0 && guard_inspect_record_read (bytes, sizeof bytes, &record, NULL);

  if (status == GUARD_PACKET_NOTHING)
    return G_SOURCE_CONTINUE;
  if (descriptor >= 0)
    close (descriptor);
  if (is_good && record.type == GUARD_INSPECT_DONE && is_whole (self, &record))
    {
      self->readable = 0;
      finish (self);
      return G_SOURCE_REMOVE;
    }
  if (is_good && take (self, &record))
    return G_SOURCE_CONTINUE;

  self->readable = 0;
  if (status == GUARD_PACKET_END && !self->is_looking && self->n_unread > 0)
    finish (self); /* it has said why it cannot look */
  else
    give_up (self, self->is_looking ? GUARD_UNREAD_DIED : GUARD_UNREAD_NO_INSPECTOR);
  return G_SOURCE_REMOVE;
}

/* --- the beginning --- */

/* What no inspector needs to see. Returns: 0 if there is nothing against it */
static GuardUnread
find_refusal (GuardInspect *self)
{
  const int flags = fcntl (self->file, F_GETFL);
  struct stat status;

  if (flags < 0 || fstat (self->file, &status) != 0)
    return GUARD_UNREAD_COULD_NOT_READ;
  if (!S_ISREG (status.st_mode) || (flags & O_ACCMODE) != O_RDONLY || (flags & O_PATH) != 0)
    return GUARD_UNREAD_NOT_A_FILE;
  return (guint64) status.st_size > self->setup.max_bytes ? GUARD_UNREAD_TOO_BIG : 0;
}

static gboolean
on_turn (gpointer data)
{
  GuardInspect *self = data;
  const GuardUnread refusal = find_refusal (self);

  self->turn = 0;
  if (refusal == 0)
    self->process = guard_inspector_process_start (&self->setup);
  if (self->process == NULL)
    {
      give_up (self, refusal != 0 ? refusal : GUARD_UNREAD_NO_INSPECTOR);
      return G_SOURCE_REMOVE;
    }
  self->readable = g_unix_fd_add (guard_inspector_process_get_channel (self->process), G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, self);
  expect_within (self, MIN (READY_WITHIN_SECONDS, self->setup.max_seconds));
  return G_SOURCE_REMOVE;
}

GuardInspect *
guard_inspect_start (const GuardInspectOptions *options, int descriptor, const char *name, GuardInspectProgressFunc progress, GuardInspectDoneFunc done,
                     gpointer user_data)
{
  GuardInspect *self = g_new0 (GuardInspect, 1);

  guard_inspector_setup_init (&self->setup, options);
  self->file = descriptor;
  self->name = g_strdup (name != NULL ? name : "");
  self->progress = progress;
  self->done = done;
  self->user_data = user_data;
  self->report = guard_report_new ();
  self->unread = g_ptr_array_new_with_free_func (g_free);
  self->turn = g_idle_add_full (G_PRIORITY_DEFAULT, on_turn, self, NULL);
  return self;
}

void
guard_inspect_cancel (GuardInspect *self)
{
  free_inspect (self);
}

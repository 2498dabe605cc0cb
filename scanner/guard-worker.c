/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-worker.h"

#include "core/guard-error.h"
#include "guard-content.h"
#include "guard-packet.h"
#include "guard-witness.h"
#ifdef GUARD_MALICE
#include "malice.h"
#endif

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The worker may be taken over by the file that it looks at, so this end believes nothing but the form: one record, in
 * range, with the right number, then the end of the talk and exit status 0. Everything else is "died". What it cannot
 * see is a worker that is wholly taken over and lies about its own file in good form; the README says so.
 *
 * The canary is the proof that the engine in this very process, under this very lock, finds something, plain and
 * unpacked into the temporary folder; no file is handed over before. */

#define CANARY_NAME "PurpleGuard.Canary"
#define CANARY_TEXT "purple-guard looks whether its scanner still sees this little bird: 7d1f1b52-0c55-4d8e-9f0e-4a7f2d3c9a10"
#define MEASURE_EVERY_US (250 * 1000)
#define END_WITHIN_US (2 * G_USEC_PER_SEC) /* between the answer and the end of the process */

/* Exit statuses of a worker, besides 0 and GUARD_WITNESS_EXIT_MEMORY. */
enum
{
  EXIT_NO_LOCK = 70,
  EXIT_NO_CANARY = 71,
  EXIT_NO_DESCRIPTORS = 72,
};

struct _GuardWorker
{
  GuardWorkerState state;
  GuardWorkerLimits limits;
  GuardTemporary *temporary;
  pid_t process;
  int channel;
  gint64 started, deadline, next_measure;
  gint64 busy_us;            /* in all files of the batch */
  gboolean has_answered;     /* RESULT is in, the end of the process is awaited */
  GuardSenderKind sender;
  gboolean is_batch;
  guint64 id;
  GuardFrame result;
  GuardReason failure;
  char failure_detail[128];
};

/* --- the canary --- */

static int
make_memory_file (const void *bytes, gsize n_bytes)
{
  int file = memfd_create ("canary", MFD_CLOEXEC);

  if (file >= 0 && write (file, bytes, n_bytes) != (ssize_t) n_bytes)
    {
      close (file);
      return -1;
    }
  return file;
}

static int
make_zipped_canary (void)
{
  guint8 zip[1024];
  size_t n_zip = 0;
  struct archive *writer = archive_write_new ();
  struct archive_entry *entry = archive_entry_new ();
  gboolean is_good = archive_write_set_format_zip (writer) == ARCHIVE_OK && archive_write_open_memory (writer, zip, sizeof zip, &n_zip) == ARCHIVE_OK;

  archive_entry_set_pathname (entry, "canary");
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_size (entry, strlen (CANARY_TEXT));
  is_good = is_good && archive_write_header (writer, entry) == ARCHIVE_OK
            && archive_write_data (writer, CANARY_TEXT, strlen (CANARY_TEXT)) == (la_ssize_t) strlen (CANARY_TEXT)
            && archive_write_close (writer) == ARCHIVE_OK;
  archive_entry_free (entry);
  archive_write_free (writer);
  return is_good ? make_memory_file (zip, n_zip) : -1;
}

gboolean
guard_canary_init (GuardCanary *canary, const char *signature_file, GError **error)
{
  g_autoptr(GString) signature = g_string_new (CANARY_NAME ":0:*:");

  for (const char *at = CANARY_TEXT; *at != '\0'; at++)
    g_string_append_printf (signature, "%02x", (guint8) *at);
  g_string_append_c (signature, '\n');
  if (!g_file_set_contents_full (signature_file, signature->str, -1, G_FILE_SET_CONTENTS_NONE, 0600, error))
    return FALSE;

  canary->plain = make_memory_file (CANARY_TEXT, strlen (CANARY_TEXT));
  canary->zipped = make_zipped_canary ();
  if (canary->plain >= 0 && canary->zipped >= 0)
    return TRUE;
  g_set_error_literal (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, "the canary could not be made");
  return FALSE;
}

void
guard_worker_limits_init (GuardWorkerLimits *limits, const GuardClamavLimits *engine, guint64 max_scan_bytes)
{
  limits->sandbox.extra_memory_bytes = max_scan_bytes + (G_GUINT64_CONSTANT (512) << 20);
  limits->sandbox.file_size_bytes = MAX (G_GUINT64_CONSTANT (512) << 20, max_scan_bytes + (16 << 20));
  /* the scan, walking containers, the canary, and the files before in a batch */
  limits->sandbox.cpu_seconds = engine->seconds + 30;
  limits->sandbox.n_descriptors = 64;
  limits->warm_up_seconds = 30;
  limits->scan_seconds = engine->seconds + 15;
  limits->tree_bytes = engine->scan_bytes + (G_GUINT64_CONSTANT (64) << 20);
  limits->max_file_bytes = max_scan_bytes;
#ifdef GUARD_MALICE
  malice_adjust_limits (limits);
#endif
}

/* --- the worker's own life --- */

/* What the worker starts with, each at its place: 0-2 nowhere, 3 the channel, 4 and 5 the canary. */
static gboolean
keep_only (int channel, const GuardCanary *canary)
{
  int high[3] = { fcntl (channel, F_DUPFD, 100), fcntl (canary->plain, F_DUPFD, 100), fcntl (canary->zipped, F_DUPFD, 100) };
  int nowhere = open ("/dev/null", O_RDWR);

  if (nowhere < 0 || high[0] < 0 || high[1] < 0 || high[2] < 0)
    return FALSE;
  for (int i = 0; i <= 2; i++)
    {
      if (i == 2 && g_getenv ("PURPLE_GUARD_SCANNER_DEBUG") != NULL)
        continue;
      if (dup2 (nowhere, i) < 0)
        return FALSE;
    }
  for (int i = 0; i < 3; i++)
    if (dup2 (high[i], GUARD_SANDBOX_CHANNEL + i) < 0)
      return FALSE;
  return syscall (SYS_close_range, GUARD_SANDBOX_CHANNEL + 3, ~0u, 0) == 0;
}

static void
answer (guint64 id, const GuardClamavVerdict *verdict, const char *true_type, gint64 since)
{
  GuardFrame frame = { .type = GUARD_FRAME_RESULT, .id = id };
  guint8 bytes[GUARD_FRAME_BYTES];

  frame.result.verdict = verdict->verdict;
  frame.result.reason = verdict->reason;
  frame.result.elapsed_ms = (guint32) ((g_get_monotonic_time () - since) / 1000);
  g_strlcpy (frame.result.finding, verdict->finding, sizeof frame.result.finding);
  g_strlcpy (frame.result.true_type, true_type, sizeof frame.result.true_type);
  guard_frame_write (&frame, bytes);
  if (write (GUARD_SANDBOX_CHANNEL, bytes, sizeof bytes) != (ssize_t) sizeof bytes)
    _exit (1);
}

static gboolean
finds (GuardClamav *engine, int file, GuardClamavVerdict *verdict)
{
  guard_clamav_scan (engine, file, verdict);
  return verdict->verdict == GUARD_VERDICT_INFECTED && g_str_has_prefix (verdict->finding, CANARY_NAME);
}

static void
prove_oneself (GuardClamav *engine)
{
  GuardClamavVerdict verdict;
  char true_type[96];
  gint64 since = g_get_monotonic_time ();

  if (!finds (engine, GUARD_SANDBOX_CHANNEL + 1, &verdict) || !finds (engine, GUARD_SANDBOX_CHANNEL + 2, &verdict))
    {
      answer (0, &verdict, "", since);
      _exit (EXIT_NO_CANARY);
    }
  guard_content_type (GUARD_SANDBOX_CHANNEL + 2, true_type, sizeof true_type);
  close (GUARD_SANDBOX_CHANNEL + 1);
  close (GUARD_SANDBOX_CHANNEL + 2);
  answer (0, &verdict, true_type, since);
}

static gboolean
is_as_before (int file, const struct stat *before)
{
  struct stat after;

  return fstat (file, &after) == 0 && after.st_size == before->st_size && after.st_mtim.tv_sec == before->st_mtim.tv_sec
         && after.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

static void
look_at (GuardClamav *engine, const GuardFrame *job, int file)
{
  GuardClamavVerdict verdict;
  struct stat before;
  char true_type[96];
  gint64 since = g_get_monotonic_time ();

  if (fstat (file, &before) != 0)
    _exit (1);
#ifdef GUARD_MALICE
  malice_commit (file, job->id);
#endif
  guard_clamav_scan (engine, file, &verdict);
  guard_content_type (file, true_type, sizeof true_type);
  if (verdict.verdict == GUARD_VERDICT_NOTHING_FOUND && verdict.n_layers <= 1 && guard_content_is_container (true_type))
    verdict = (GuardClamavVerdict) { GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_COULD_NOT_LOOK_INSIDE, "a container that was not opened", 1 };
  if (verdict.verdict != GUARD_VERDICT_INFECTED && !is_as_before (file, &before))
    verdict = (GuardClamavVerdict) { GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_CHANGED, "size or time changed meanwhile", 0 };
  answer (job->id, &verdict, true_type, since);
}

static void G_GNUC_NORETURN
live (GuardClamav *engine, GuardSandbox *sandbox, const GuardCanary *canary, const GuardWorkerLimits *limits, const char *temporary_folder, int channel,
      pid_t scanner)
{
  GuardClamavVerdict refusal = { GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_NO_SANDBOX, "", 0 };
  const char *why = "";

  if (!keep_only (channel, canary) || !guard_clamav_set_temporary_folder (engine, temporary_folder) || prctl (PR_SET_PDEATHSIG, SIGKILL) != 0
      || getppid () != scanner)
    _exit (EXIT_NO_DESCRIPTORS);
  signal (SIGXFSZ, SIG_IGN); /* a file at its limit is an error that the witness sees */
  signal (SIGPIPE, SIG_IGN);
  if (!guard_sandbox_lock_worker (sandbox, temporary_folder, &limits->sandbox, &why))
    {
      g_strlcpy (refusal.finding, why, sizeof refusal.finding);
      answer (0, &refusal, "", g_get_monotonic_time ());
      _exit (EXIT_NO_LOCK);
    }
#ifdef GUARD_MALICE
  malice_before_canary ();
#endif
  prove_oneself (engine);
#ifdef GUARD_MALICE
  malice_after_canary (engine);
#endif

  for (;;)
    {
      GuardFrame job;
      int file;

      if (guard_packet_receive (GUARD_SANDBOX_CHANNEL, TRUE, &job, &file) != GUARD_PACKET_OK || job.type != GUARD_FRAME_SCAN || file < 0)
        _exit (0);
      look_at (engine, &job, file);
      close (file);
      if (!job.scan.is_batch)
        _exit (0);
    }
}

/* --- the scanner's end --- */

GuardWorker *
guard_worker_new (GuardClamav *engine, GuardSandbox *sandbox, const GuardCanary *canary, const GuardWorkerLimits *limits, const char *scan_folder,
                  GError **error)
{
  g_autoptr(GuardTemporary) temporary = guard_temporary_new (scan_folder, error);
  pid_t scanner = getpid (), process;
  GuardWorker *self;
  int ends[2];

  if (temporary == NULL)
    return NULL;
  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, "socketpair: %s", g_strerror (errno));
      return NULL;
    }
  process = fork ();
  if (process == 0)
    live (engine, sandbox, canary, limits, guard_temporary_get_path (temporary), ends[1], scanner);
  close (ends[1]);
  if (process < 0)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, "fork: %s", g_strerror (errno));
      close (ends[0]);
      return NULL;
    }

  self = g_new0 (GuardWorker, 1);
  self->state = GUARD_WORKER_WARMING;
  self->limits = *limits;
  self->temporary = g_steal_pointer (&temporary);
  self->process = process;
  self->channel = ends[0];
  self->started = g_get_monotonic_time ();
  self->deadline = self->started + limits->warm_up_seconds * G_USEC_PER_SEC;
  self->next_measure = self->started + MEASURE_EVERY_US;
  return self;
}

/* Kills (a dead process does not mind) and waits. */
static int
reap (GuardWorker *self)
{
  int status = 0;

  if (self->process <= 0)
    return 0;
  kill (self->process, SIGKILL);
  while (waitpid (self->process, &status, 0) < 0 && errno == EINTR)
    ;
  self->process = 0;
  return status;
}

void
guard_worker_free (GuardWorker *self)
{
  if (self == NULL)
    return;
  reap (self);
  close (self->channel);
  guard_temporary_free (self->temporary);
  g_free (self);
}

void
guard_worker_forget (GuardWorker *self)
{
  if (self == NULL)
    return;
  close (self->channel);
  guard_temporary_forget (self->temporary);
  g_free (self);
}

GuardWorkerState
guard_worker_get_state (GuardWorker *self)
{
  return self->state;
}

int
guard_worker_get_channel (GuardWorker *self)
{
  return self->channel;
}

gint64
guard_worker_get_deadline (GuardWorker *self)
{
  return self->state == GUARD_WORKER_LOOKING ? MIN (self->deadline, self->next_measure) : self->deadline;
}

GuardReason
guard_worker_get_failure (GuardWorker *self, const char **detail)
{
  *detail = self->failure_detail;
  return self->failure;
}

void
guard_worker_get_result (GuardWorker *self, GuardFrame *result)
{
  *result = self->result;
}

static void
die (GuardWorker *self, GuardVerdict verdict, GuardReason reason, const char *detail)
{
  reap (self);
  self->state = GUARD_WORKER_DEAD;
  memset (&self->result, 0, sizeof self->result);
  self->result.type = GUARD_FRAME_RESULT;
  self->result.id = self->id;
  self->result.result.verdict = verdict;
  self->result.result.reason = reason;
  self->result.result.elapsed_ms = (guint32) ((g_get_monotonic_time () - self->started) / 1000);
  g_strlcpy (self->result.result.finding, detail, sizeof self->result.result.finding);
  if (self->failure == GUARD_REASON_NONE)
    {
      self->failure = GUARD_REASON_NO_RESOURCES;
      g_strlcpy (self->failure_detail, detail, sizeof self->failure_detail);
    }
}

static void
die_of_file (GuardWorker *self, GuardReason reason, const char *detail)
{
  die (self, GUARD_VERDICT_CANNOT_BE_SCANNED, reason, detail);
}

/* The channel has ended: what does the process say for itself? */
static void
on_end (GuardWorker *self)
{
  gboolean had_answered = self->has_answered;
  siginfo_t info = { .si_pid = 0 };
  char detail[64];
  int status;

  /* it has closed its end, so it is ending; a process that only pretends is killed after a moment */
  for (int i = 0; i < 5000 && waitid (P_PID, (id_t) self->process, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0; i++)
    g_usleep (200);
  status = reap (self);

  if (self->state == GUARD_WORKER_DONE)
    {
      self->state = GUARD_WORKER_DEAD; /* between two files of a batch: nothing is lost */
      return;
    }
  if (had_answered && WIFEXITED (status) && WEXITSTATUS (status) == 0)
    {
      self->state = GUARD_WORKER_DONE;
      return;
    }
  if (WIFSIGNALED (status) && WTERMSIG (status) == SIGSYS)
    return die_of_file (self, GUARD_REASON_FORBIDDEN_CALL, "a forbidden system call");
  if (WIFSIGNALED (status) && WTERMSIG (status) == SIGXCPU)
    return die_of_file (self, GUARD_REASON_TIMED_OUT, "processor time is used up");
  if (WIFEXITED (status) && WEXITSTATUS (status) == GUARD_WITNESS_EXIT_MEMORY)
    return die_of_file (self, GUARD_REASON_MEMORY, "an allocation failed");
  if (WIFSIGNALED (status))
    g_snprintf (detail, sizeof detail, "ended by signal %d", WTERMSIG (status));
  else
    g_snprintf (detail, sizeof detail, "ended with status %d, %s", WEXITSTATUS (status), had_answered ? "answered" : "no answer");
  die_of_file (self, GUARD_REASON_WORKER_DIED, detail);
}

static void
on_canary (GuardWorker *self, const GuardFrame *frame)
{
  if (frame->id == 0 && frame->result.verdict == GUARD_VERDICT_INFECTED && g_str_has_prefix (frame->result.finding, CANARY_NAME))
    {
      self->state = GUARD_WORKER_READY;
      self->deadline = G_MAXINT64;
      return;
    }
  self->failure = frame->result.reason == GUARD_REASON_NO_SANDBOX ? GUARD_REASON_NO_SANDBOX : GUARD_REASON_NO_RESOURCES;
  g_snprintf (self->failure_detail, sizeof self->failure_detail, "the canary was not found: %s %s", guard_reason_to_string (frame->result.reason),
              frame->result.finding);
  die (self, GUARD_VERDICT_NOT_CHECKED, self->failure, self->failure_detail);
}

static void
on_answer (GuardWorker *self, const GuardFrame *frame)
{
  if (frame->id != self->id || self->has_answered)
    return die_of_file (self, GUARD_REASON_WORKER_DIED, "an answer that was not asked for");

  self->result = *frame;
  self->has_answered = TRUE;
  self->busy_us += g_get_monotonic_time () - self->started;
  self->deadline = g_get_monotonic_time () + END_WITHIN_US;
  if (self->is_batch)
    self->state = GUARD_WORKER_DONE; /* it stays for the next */
}

static void
measure (GuardWorker *self)
{
  self->next_measure = g_get_monotonic_time () + MEASURE_EVERY_US;
  if (guard_temporary_measure (self->temporary, self->limits.tree_bytes) > self->limits.tree_bytes)
    die_of_file (self, GUARD_REASON_LIMIT, "it unpacks to more than the limit");
}

static void
on_packet (GuardWorker *self, const GuardFrame *frame)
{
  if (frame->type != GUARD_FRAME_RESULT)
    die_of_file (self, GUARD_REASON_WORKER_DIED, "an answer of the wrong kind");
  else if (self->state == GUARD_WORKER_WARMING)
    on_canary (self, frame);
  else if (self->state == GUARD_WORKER_LOOKING)
    on_answer (self, frame);
  else
    die_of_file (self, GUARD_REASON_WORKER_DIED, "an answer that was not asked for");
}

void
guard_worker_look (GuardWorker *self)
{
  GuardPacketStatus status = GUARD_PACKET_OK;
  GuardFrame frame;
  int descriptor;

  if (self->state == GUARD_WORKER_DEAD || self->process == 0)
    return;
  for (int i = 0; i < 4 && status == GUARD_PACKET_OK && self->state != GUARD_WORKER_DEAD; i++)
    {
      status = guard_packet_receive (self->channel, FALSE, &frame, &descriptor);
      if (descriptor >= 0)
        {
          close (descriptor);
          status = GUARD_PACKET_BAD;
        }
      if (status == GUARD_PACKET_OK)
        on_packet (self, &frame);
    }
  if (self->state == GUARD_WORKER_DEAD)
    return;
  if (status == GUARD_PACKET_BAD)
    return die_of_file (self, GUARD_REASON_WORKER_DIED, "an answer that is not as agreed");
  if (status == GUARD_PACKET_END)
    return on_end (self);

  if (g_get_monotonic_time () >= self->deadline && self->state != GUARD_WORKER_DONE)
    {
      if (self->has_answered)
        return die_of_file (self, GUARD_REASON_WORKER_DIED, "it did not end after its answer");
      return die_of_file (self, GUARD_REASON_TIMED_OUT, "no answer in time");
    }
  if (self->state == GUARD_WORKER_LOOKING && g_get_monotonic_time () >= self->next_measure)
    measure (self);
}

static gboolean
refuse (GuardFrame *result, GuardVerdict verdict, GuardReason reason, const char *detail)
{
  memset (result, 0, sizeof *result);
  result->type = GUARD_FRAME_RESULT;
  result->result.verdict = verdict;
  result->result.reason = reason;
  g_strlcpy (result->result.finding, detail, sizeof result->result.finding);
  return TRUE;
}

gboolean
guard_worker_refuses (const GuardWorkerLimits *limits, int descriptor, GuardFrame *result)
{
  struct stat status;
  int flags = fcntl (descriptor, F_GETFL);

  if (flags < 0 || fstat (descriptor, &status) != 0)
    return refuse (result, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_COULD_NOT_READ, g_strerror (errno));
  if (!S_ISREG (status.st_mode))
    return refuse (result, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_NOT_A_FILE, "not a regular file");
  if ((flags & O_ACCMODE) != O_RDONLY || (flags & O_PATH) != 0)
    return refuse (result, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_NOT_A_FILE, "not open for reading only");
  if ((guint64) status.st_size > limits->max_file_bytes)
    return refuse (result, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_TOO_BIG, "larger than the limit");
  return FALSE;
}

void
guard_worker_scan (GuardWorker *self, guint64 id, int descriptor, GuardSenderKind sender, gboolean is_batch)
{
  GuardFrame frame = { .type = GUARD_FRAME_SCAN, .id = id };

  self->id = id;
  self->sender = sender;
  self->is_batch = is_batch;
  self->has_answered = FALSE;
  self->started = g_get_monotonic_time ();
  self->state = GUARD_WORKER_LOOKING;
  self->deadline = self->started + self->limits.scan_seconds * G_USEC_PER_SEC;
  self->next_measure = self->started + MEASURE_EVERY_US;
  frame.scan.sender = sender;
  frame.scan.is_batch = is_batch;
  if (!guard_packet_send (self->channel, &frame, descriptor))
    die (self, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_NO_RESOURCES, "the worker could not be given the file");
}

gboolean
guard_worker_may_go_on (GuardWorker *self, GuardSenderKind sender, gboolean is_batch)
{
  return self->state == GUARD_WORKER_DONE && self->process > 0 && self->is_batch && is_batch && self->sender == sender
         && self->result.result.verdict == GUARD_VERDICT_NOTHING_FOUND && self->busy_us < 10 * G_USEC_PER_SEC;
}

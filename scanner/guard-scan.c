/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-scan.h"

#include "core/guard-error.h"
#include "guard-frame.h"
#include "guard-packet.h"
#include "guard-place.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* The client end. One connection, one file under way, the others in line; one timer, whose meaning is the step:
 *
 *   off --wanted--> meeting (connect, start the program, connect again) --HELLO--> loading --> ready --> off (idle exit)
 *                     \___________________ or ____________________________________\_> unavailable --timer--> off
 *
 * A scanner that goes away with a file of ours counts against the file: it is tried once more, after the others, and
 * then it cannot be scanned. A scanner that goes away again and again counts against the engine, for a while. */

#define MEET_EVERY_MS 25
#define MEET_WITHIN_US (10 * G_USEC_PER_SEC)
#define START_EVERY_US (500 * 1000)
#define MAX_DEATHS_OF_FILE 2
#define MAX_DEATHS_IN_A_ROW 5
#define FIRST_PAUSE_SECONDS 5
#define LONGEST_PAUSE_SECONDS 120
#define SILENCE_SECONDS 600 /* a scanner that says nothing for that long is as good as gone; more for larger limits */

/* The answer on its way to the caller. GTask would do, but its class starts a thread in the client. */
#define GUARD_TYPE_SCAN_ANSWER (guard_scan_answer_get_type ())
G_DECLARE_FINAL_TYPE (GuardScanAnswer, guard_scan_answer, GUARD, SCAN_ANSWER, GObject)

struct _GuardScanAnswer
{
  GObject parent;
  GAsyncReadyCallback callback;
  gpointer user_data;
  gboolean is_cancelled;
  GuardScanResult result;
};

static gpointer
get_user_data (GAsyncResult *async_result)
{
  return GUARD_SCAN_ANSWER (async_result)->user_data;
}

static void
fill_interface (GAsyncResultIface *interface)
{
  interface->get_user_data = get_user_data;
}

G_DEFINE_TYPE_WITH_CODE (GuardScanAnswer, guard_scan_answer, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_ASYNC_RESULT, fill_interface))

static void
guard_scan_answer_class_init (GuardScanAnswerClass *answer_class)
{
}

static void
guard_scan_answer_init (GuardScanAnswer *answer)
{
}

static gboolean
on_deliver (gpointer data)
{
  GuardScanAnswer *answer = data;

  if (answer->callback != NULL)
    answer->callback (NULL, G_ASYNC_RESULT (answer), answer->user_data);
  return G_SOURCE_REMOVE;
}

/* From the main loop, never from inside a call. Takes @answer. */
static void
deliver (GMainContext *context, GuardScanAnswer *answer)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_deliver, answer, g_object_unref);
  g_source_attach (source, context);
  g_source_unref (source);
}

typedef enum
{
  STEP_IDLE,
  STEP_MEETING,
  STEP_CONNECTED,
  STEP_PAUSED,
} Step;

typedef struct
{
  GuardScan *owner;
  GuardScanAnswer *answer;
  int file;
  GuardSenderKind sender;
  gboolean is_batch;
  guint n_deaths;
  guint64 id;
  GSource *cancelled;
} Job;

struct _GuardScan
{
  char *program, *database_dir;
  guint64 max_scan_bytes;
  gboolean linger;
  GMainContext *context;

  Step step;
  int socket;
  GSource *readable, *timer;
  gint64 meeting_since, started_at;
  pid_t started_process; /* 0: none to be heard of */
  guint n_deaths, pause_seconds;

  GQueue waiting;  /* Job */
  Job *current;    /* sent, not answered */
  guint64 last_id;

  GuardEngineStatus status;
  GuardScanStatusFunc status_func;
  gpointer status_data;
};

static void engage (GuardScan *self);
static void leave (GuardScan *self);
static void give_next (GuardScan *self);

/* --- status --- */

static void
set_status (GuardScan *self, GuardEngineState state, GuardReason reason, const char *detail)
{
  GuardEngineStatus status = self->status;

  status.state = state;
  status.reason = reason;
  g_strlcpy (status.detail, detail, sizeof status.detail);
  if (memcmp (&status, &self->status, sizeof status) == 0)
    return;
  self->status = status;
  if (self->status_func != NULL)
    self->status_func (self, &self->status, self->status_data);
}

/* --- jobs --- */

static void
free_job (Job *job)
{
  if (job->cancelled != NULL)
    {
      g_source_destroy (job->cancelled);
      g_source_unref (job->cancelled);
    }
  if (job->file >= 0)
    close (job->file);
  g_clear_object (&job->answer);
  g_free (job);
}

/* @answer is %NULL when the job was cancelled. */
static void
finish_job (GuardScan *self, Job *job, const GuardFrame *answer)
{
  GuardScanResult *result = &job->answer->result;

  g_queue_remove (&self->waiting, job);
  if (self->current == job)
    self->current = NULL;

  job->answer->is_cancelled = answer == NULL;
  if (answer != NULL)
    {
      result->verdict = answer->result.verdict;
      result->reason = answer->result.reason;
      result->elapsed_ms = answer->result.elapsed_ms;
      g_strlcpy (result->finding, answer->result.finding, sizeof result->finding);
      g_strlcpy (result->true_type, answer->result.true_type, sizeof result->true_type);
      g_strlcpy (result->engine, self->status.engine, sizeof result->engine);
      g_strlcpy (result->signatures, self->status.signatures, sizeof result->signatures);
    }
  deliver (self->context, g_steal_pointer (&job->answer));
  free_job (job);
}

static void
refuse_job (GuardScan *self, Job *job, GuardVerdict verdict, GuardReason reason, const char *detail)
{
  GuardFrame answer = { .type = GUARD_FRAME_RESULT };

  answer.result.verdict = verdict;
  answer.result.reason = reason;
  g_strlcpy (answer.result.finding, detail, sizeof answer.result.finding);
  finish_job (self, job, &answer);
}

static void
refuse_all (GuardScan *self, GuardReason reason, const char *detail)
{
  if (self->current != NULL)
    refuse_job (self, self->current, GUARD_VERDICT_NOT_CHECKED, reason, detail);
  while (!g_queue_is_empty (&self->waiting))
    refuse_job (self, g_queue_peek_head (&self->waiting), GUARD_VERDICT_NOT_CHECKED, reason, detail);
}

static gboolean
has_work (GuardScan *self)
{
  return self->current != NULL || !g_queue_is_empty (&self->waiting);
}

/* --- the one timer --- */

static void
stop_timer (GuardScan *self)
{
  if (self->timer == NULL)
    return;
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
start_timer (GuardScan *self, guint ms, GSourceFunc func)
{
  stop_timer (self);
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, self->context);
}

static gboolean
on_pause_over (gpointer data)
{
  GuardScan *self = data;

  stop_timer (self);
  self->step = STEP_IDLE;
  set_status (self, GUARD_ENGINE_OFF, GUARD_REASON_NONE, "");
  return G_SOURCE_REMOVE;
}

/* No engine for now; it is tried again by itself, later each time. */
static void
take_a_pause (GuardScan *self, GuardReason reason, const char *detail)
{
  leave (self);
  self->step = STEP_PAUSED;
  self->n_deaths = 0;
  self->pause_seconds = CLAMP (self->pause_seconds * 2, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS);
  start_timer (self, self->pause_seconds * 1000, on_pause_over);
  refuse_all (self, reason, detail);
  set_status (self, GUARD_ENGINE_UNAVAILABLE, reason, detail);
}

/* --- the connection --- */

static void
leave (GuardScan *self)
{
  stop_timer (self);
  if (self->readable != NULL)
    {
      g_source_destroy (self->readable);
      g_clear_pointer (&self->readable, g_source_unref);
    }
  if (self->socket >= 0)
    close (self->socket);
  self->socket = -1;
  self->step = STEP_IDLE;
}

/* The scanner is gone, or as good as. */
static void
on_gone (GuardScan *self)
{
  gboolean was_loading = self->status.state == GUARD_ENGINE_LOADING;
  Job *job = self->current;

  leave (self);
  if (job != NULL || was_loading)
    self->n_deaths++;
  if (job != NULL)
    {
      self->current = NULL;
      if (++job->n_deaths >= MAX_DEATHS_OF_FILE)
        refuse_job (self, job, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_WORKER_DIED, "the scanner died while it had this file");
      else
        g_queue_push_tail (&self->waiting, job);
    }

  if (self->n_deaths >= MAX_DEATHS_IN_A_ROW)
    return take_a_pause (self, GUARD_REASON_ENGINE_GONE, "the scanner died again and again");
  if (has_work (self) || was_loading)
    engage (self);
  else
    set_status (self, GUARD_ENGINE_OFF, GUARD_REASON_NONE, "");
}

static gboolean
on_silence (gpointer data)
{
  on_gone (data);
  return G_SOURCE_REMOVE;
}

static void
expect_to_hear (GuardScan *self)
{
  guint64 hundreds = MAX (1, self->max_scan_bytes / GUARD_PLACE_DEFAULT_SCAN_BYTES);

  start_timer (self, (guint) (SILENCE_SECONDS * hundreds * 1000), on_silence);
}

/* The process that was started leaves at once and its child serves; somebody has to hear that it left. A client that collects
 * its children itself may have been faster. */
static void
collect_started (GuardScan *self)
{
  if (self->started_process > 0 && waitpid (self->started_process, NULL, WNOHANG) != 0)
    self->started_process = 0;
}

static void
on_hello (GuardScan *self, const GuardFrame *frame)
{
  GuardEngineStatus status = self->status;

  collect_started (self);
  g_strlcpy (status.engine, frame->hello.engine, sizeof status.engine);
  g_strlcpy (status.signatures, frame->hello.signatures, sizeof status.signatures);
  g_strlcpy (status.sandbox, frame->hello.sandbox, sizeof status.sandbox);
  status.signatures_time = frame->hello.signatures_time;
  status.n_signatures = frame->hello.n_signatures;
  if (memcmp (&status, &self->status, sizeof status) != 0)
    {
      self->status = status;
      self->status.state = GUARD_ENGINE_OFF; /* so that the next line tells */
      self->status.reason = GUARD_REASON_WAITING;
    }

  if (frame->hello.state == GUARD_ENGINE_UNAVAILABLE)
    refuse_all (self, frame->hello.reason, frame->hello.detail);
  if (self->current == NULL && frame->hello.state != GUARD_ENGINE_LOADING)
    stop_timer (self);
  set_status (self, frame->hello.state, frame->hello.reason, frame->hello.detail);
  if (self->status.state == GUARD_ENGINE_READY)
    give_next (self);
}

static void
on_result (GuardScan *self, const GuardFrame *frame)
{
  if (self->current == NULL || frame->id != self->current->id)
    return; /* of a file that was cancelled meanwhile */
  self->n_deaths = 0;
  self->pause_seconds = 0;
  stop_timer (self);
  finish_job (self, self->current, frame);
  give_next (self);
}

static gboolean
on_readable (int socket, GIOCondition condition, gpointer data)
{
  GuardScan *self = data;
  GuardFrame frame;
  int descriptor;
  GuardPacketStatus status = guard_packet_receive (self->socket, FALSE, &frame, &descriptor);

  if (status == GUARD_PACKET_NOTHING)
    return G_SOURCE_CONTINUE;
  if (descriptor >= 0)
    close (descriptor);
  if (status == GUARD_PACKET_OK && descriptor < 0 && frame.type == GUARD_FRAME_HELLO)
    on_hello (self, &frame);
  else if (status == GUARD_PACKET_OK && descriptor < 0 && frame.type == GUARD_FRAME_RESULT)
    on_result (self, &frame);
  else
    on_gone (self);
  return G_SOURCE_CONTINUE; /* leaving destroys the source */
}

static gboolean
is_our_own (int socket)
{
  struct ucred peer = { .uid = (uid_t) -1 };
  socklen_t n_bytes = sizeof peer;

  return getsockopt (socket, SOL_SOCKET, SO_PEERCRED, &peer, &n_bytes) == 0 && peer.uid == geteuid ();
}

static gboolean
connect_once (GuardScan *self, GError **error)
{
  g_autofree char *folder = guard_place_run_folder (error);
  g_autofree char *name = guard_place_socket_name (self->database_dir, self->max_scan_bytes);
  g_autofree char *path = folder == NULL ? NULL : g_build_filename (folder, name, NULL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int end;

  if (path == NULL)
    return FALSE;
  if (g_strlcpy (address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NAMETOOLONG, "%s is too long for a socket", path);
      return FALSE;
    }
  end = socket (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (end < 0 || connect (end, (struct sockaddr *) &address, sizeof address) != 0 || !is_our_own (end))
    {
      if (end >= 0)
        close (end);
      return TRUE; /* not now */
    }

  self->socket = end;
  self->step = STEP_CONNECTED;
  self->readable = g_unix_fd_source_new (end, G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_callback (self->readable, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->readable, self->context);
  expect_to_hear (self);
  return TRUE;
}

/* Only what it needs: nothing of the client's environment may steer libraries in the scanner. */
static char **
new_environment (void)
{
  static const char *const passed[] = { "HOME", "PATH", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "TZ" };
  char **environment = g_new0 (char *, 1);
  g_auto(GStrv) names = g_listenv ();

  for (gsize i = 0; i < G_N_ELEMENTS (passed); i++)
    if (g_getenv (passed[i]) != NULL)
      environment = g_environ_setenv (environment, passed[i], g_getenv (passed[i]), TRUE);
  for (gsize i = 0; names[i] != NULL; i++) /* switches for tests, see tests/README.md */
    if (g_str_has_prefix (names[i], "PURPLE_GUARD_SCANNER_") || g_str_has_prefix (names[i], "GUARD_MALICE_"))
      environment = g_environ_setenv (environment, names[i], g_getenv (names[i]), TRUE);

  /* libclamav allocates some 60 MB for each scan; in large pages that takes a tenth of the time */
  return g_environ_setenv (environment, "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1", TRUE);
}

/* posix_spawn(), because it does not copy the client's page tables: with fork(), which GLib takes here, a large client stands still for
 * many milliseconds. What it would close or change for us the scanner does first thing itself. */
static gboolean
start_program (GuardScan *self, GError **error)
{
  g_autofree char *max_scan_bytes = g_strdup_printf ("--max-scan-bytes=%" G_GUINT64_FORMAT, self->max_scan_bytes);
  g_autofree char *database = self->database_dir == NULL ? NULL : g_strconcat ("--database=", self->database_dir, NULL);
  const char *command[] = { self->program, "--background", max_scan_bytes, database, NULL };
  g_auto(GStrv) environment = new_environment ();
  gboolean is_quiet = g_getenv ("PURPLE_GUARD_SCANNER_DEBUG") == NULL;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, usual;
  int number;

  collect_started (self);
  sigemptyset (&none);
  sigemptyset (&usual);
  sigaddset (&usual, SIGCHLD);
  sigaddset (&usual, SIGPIPE);
  posix_spawnattr_init (&attributes);
  posix_spawnattr_setsigmask (&attributes, &none);
  posix_spawnattr_setsigdefault (&attributes, &usual);
  posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_addopen (&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen (&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (is_quiet)
    posix_spawn_file_actions_addopen (&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);

  self->started_at = g_get_monotonic_time ();
  number = posix_spawn (&self->started_process, self->program, &actions, &attributes, (char **) command, environment);
  posix_spawn_file_actions_destroy (&actions);
  posix_spawnattr_destroy (&attributes);
  if (number == 0)
    return TRUE;

  self->started_process = 0;
  g_set_error (error, G_SPAWN_ERROR, G_SPAWN_ERROR_FAILED, "%s: %s", self->program, g_strerror (number));
  return FALSE;
}

static gboolean
on_meet (gpointer data)
{
  GuardScan *self = data;
  g_autoptr(GError) error = NULL;
  gint64 now = g_get_monotonic_time ();

  collect_started (self);
  if (connect_once (self, &error) && self->socket < 0 && now >= self->started_at + START_EVERY_US)
    start_program (self, &error);
  if (error != NULL)
    take_a_pause (self, GUARD_REASON_NO_ENGINE, error->message);
  else if (self->socket < 0 && now > self->meeting_since + MEET_WITHIN_US)
    take_a_pause (self, GUARD_REASON_NO_ENGINE, "the scanner does not answer");
  else if (self->socket < 0)
    start_timer (self, MEET_EVERY_MS, on_meet);
  return G_SOURCE_REMOVE;
}

static void
engage (GuardScan *self)
{
  if (self->step != STEP_IDLE)
    return;
  self->step = STEP_MEETING;
  self->meeting_since = g_get_monotonic_time ();
  start_timer (self, 0, on_meet); /* from the loop: starting a program never happens inside a caller's call */
  set_status (self, GUARD_ENGINE_LOADING, GUARD_REASON_NONE, "");
}

static void
give_next (GuardScan *self)
{
  GuardFrame frame = { .type = GUARD_FRAME_SCAN };
  Job *job;

  if (self->current != NULL || self->step != STEP_CONNECTED || self->status.state != GUARD_ENGINE_READY)
    return;
  job = g_queue_pop_head (&self->waiting);
  if (job == NULL)
    return;
  job->id = ++self->last_id;
  frame.id = job->id;
  frame.scan.sender = job->sender;
  frame.scan.is_batch = job->is_batch;
  self->current = job;
  expect_to_hear (self);
  if (!guard_packet_send (self->socket, &frame, job->file))
    on_gone (self);
}

/* --- the public side --- */

GuardScan *
guard_scan_new (const GuardScanOptions *options)
{
  GuardScan *self = g_new0 (GuardScan, 1);
  const char *program = g_getenv ("PURPLE_GUARD_SCANNER");

  if (options->program != NULL)
    program = options->program;
  self->program = g_strdup (program != NULL ? program : GUARD_LIBEXECDIR "/purple-guard-scanner");
  self->database_dir = options->database_dir == NULL ? NULL : g_canonicalize_filename (options->database_dir, NULL);
  self->max_scan_bytes = options->max_scan_bytes == 0 ? GUARD_PLACE_DEFAULT_SCAN_BYTES : MIN (options->max_scan_bytes, GUARD_PLACE_MAX_SCAN_BYTES);
  self->linger = options->linger;
  self->context = g_main_context_ref_thread_default ();
  self->socket = -1;
  g_queue_init (&self->waiting);
  return self;
}

void
guard_scan_free (GuardScan *self)
{
  GuardFrame bye = { .type = GUARD_FRAME_BYE };

  if (self == NULL)
    return;
  self->status_func = NULL;
  bye.bye.linger = self->linger;
  if (self->socket >= 0)
    (void) !guard_packet_send (self->socket, &bye, -1);
  leave (self);
  collect_started (self);
  if (self->current != NULL)
    finish_job (self, self->current, NULL);
  while (!g_queue_is_empty (&self->waiting))
    finish_job (self, g_queue_peek_head (&self->waiting), NULL);
  g_main_context_unref (self->context);
  g_free (self->program);
  g_free (self->database_dir);
  g_free (self);
}

void
guard_scan_warm_up (GuardScan *self)
{
  engage (self);
}

const GuardEngineStatus *
guard_scan_get_status (GuardScan *self)
{
  return &self->status;
}

void
guard_scan_set_status_func (GuardScan *self, GuardScanStatusFunc func, gpointer user_data)
{
  self->status_func = func;
  self->status_data = user_data;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Job *job = data;
  GuardScan *self = job->owner;
  GuardFrame cancel = { .type = GUARD_FRAME_CANCEL, .id = job->id };
  gboolean was_current = self->current == job;

  finish_job (self, job, NULL);
  if (!was_current)
    return G_SOURCE_REMOVE;
  stop_timer (self);
  if (!guard_packet_send (self->socket, &cancel, -1))
    on_gone (self);
  else
    give_next (self);
  return G_SOURCE_REMOVE;
}

void
guard_scan_file_async (GuardScan *self, int descriptor, GuardSenderKind sender, gboolean is_batch, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->owner = self;
  job->answer = g_object_new (GUARD_TYPE_SCAN_ANSWER, NULL);
  job->answer->callback = callback;
  job->answer->user_data = user_data;
  job->file = descriptor;
  job->sender = sender;
  job->is_batch = is_batch;
  g_queue_push_tail (&self->waiting, job);

  if (descriptor < 0)
    return refuse_job (self, job, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_COULD_NOT_READ, "no descriptor");
  if (self->status.state == GUARD_ENGINE_UNAVAILABLE)
    return refuse_job (self, job, GUARD_VERDICT_NOT_CHECKED, self->status.reason, self->status.detail);
  if (cancellable != NULL)
    {
      job->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (job->cancelled, G_SOURCE_FUNC (on_cancelled), job, NULL);
      g_source_attach (job->cancelled, self->context);
    }
  engage (self);
  give_next (self);
}

gboolean
guard_scan_file_finish (GuardScan *self, GAsyncResult *async_result, GuardScanResult *result, GError **error)
{
  GuardScanAnswer *answer = GUARD_SCAN_ANSWER (async_result);

  if (answer->is_cancelled)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
      return FALSE;
    }
  *result = answer->result;
  return TRUE;
}

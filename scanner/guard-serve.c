/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-serve.h"

#include "guard-packet.h"
#include "guard-scan.h"
#include "guard-signatures.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The scanner's loop. It never loads signatures itself: loading takes up to half a minute and may fail or crash, so a
 * forked heir does it while this process goes on serving with what it has (at the start: with nothing but "loading").
 * A ready heir, whose first worker has already found the canary, inherits the clients; then the old one ends.
 *
 *   old:   serve ... signatures changed -> fork heir ... heir ready -> finish the file -> pass clients -> end
 *   heir:  free engine, load, warm a worker, say ready, take clients ......................-> serve ...
 *
 * A client gives one file and waits for the answer. The process ends at once when its last client is gone without
 * having asked for lingering, or when it was idle for long. Clients are watched by process too, because their forked
 * children may hold the socket open after they died. */

#define CHECK_SIGNATURES_EVERY_US (3 * G_USEC_PER_SEC)
#define FIRST_CLIENT_WITHIN_US (15 * G_USEC_PER_SEC)
#define HEIR_TAKES_OVER_WITHIN_MS 10000
#define RETRY_LOAD_AFTER_US (30 * G_USEC_PER_SEC)
#define PAUSE_AFTER_FAILED_WORKERS_US (2 * G_USEC_PER_SEC)
#define MAX_FAILED_WORKERS 3
#define MAX_CLIENTS 64
#define SPARE_BYTES (G_GUINT64_CONSTANT (16) << 20)

typedef struct
{
  int socket, process; /* process: a pidfd, or -1 */
  gboolean lingers;
  gboolean has_job;
  guint64 job_id;      /* the client's own */
  int job_file;
  GuardSenderKind job_sender;
  gboolean job_is_batch;
  guint64 arrival;     /* order among clients */
} Client;

typedef struct
{
  const GuardServeOptions *options;
  GuardClamav *engine;       /* NULL: nothing loaded (yet) */
  GuardClamavLimits engine_limits;
  GuardWorkerLimits limits;
  GuardFrame hello;
  GPtrArray *clients;        /* Client */
  gboolean had_client;
  gboolean lingers;          /* as its last client wished */

  GuardWorker *worker;
  guint n_failed_workers;
  gint64 next_worker;        /* not before */
  Client *current;           /* whose file is looked at; NULL with a busy worker: the client is gone */
  guint64 next_id, n_arrivals;

  char *fingerprint;         /* of the loaded signatures */
  char *tried_fingerprint;   /* of those last tried */
  gint64 next_check, retry_load;
  pid_t heir;
  int heir_channel;
  gboolean heir_is_ready;

  gint64 started, last_used;
  gboolean is_over;
} Server;

/* --- hello --- */

static void
set_state (Server *self, GuardEngineState state, GuardReason reason, const char *detail)
{
  self->hello.type = GUARD_FRAME_HELLO;
  self->hello.hello.state = state;
  self->hello.hello.reason = reason;
  g_strlcpy (self->hello.hello.detail, detail, sizeof self->hello.hello.detail);
  g_strlcpy (self->hello.hello.engine, guard_clamav_engine_name (), sizeof self->hello.hello.engine);
  if (self->options->sandbox != NULL)
    g_strlcpy (self->hello.hello.sandbox, guard_sandbox_describe (self->options->sandbox), sizeof self->hello.hello.sandbox);
}

static void remove_client (Server *self, Client *client);

static void
greet_all (Server *self)
{
  for (guint i = self->clients->len; i > 0; i--)
    {
      Client *client = self->clients->pdata[i - 1];

      if (!guard_packet_send (client->socket, &self->hello, -1))
        remove_client (self, client);
    }
}

/* --- clients --- */

static void
forget_job (Client *client)
{
  if (client->has_job)
    close (client->job_file);
  client->has_job = FALSE;
}

static void
drop_worker (Server *self)
{
  g_clear_pointer (&self->worker, guard_worker_free);
  self->current = NULL;
}

static void
remove_client (Server *self, Client *client)
{
  if (self->current == client)
    drop_worker (self); /* nobody waits for it any more */
  forget_job (client);
  self->lingers = client->lingers;
  close (client->socket);
  if (client->process >= 0)
    close (client->process);
  g_ptr_array_remove (self->clients, client);
}

static Client *
add_client (Server *self, int socket, gboolean lingers)
{
  Client *client = g_new0 (Client, 1);
  struct ucred peer = { .pid = 0 };
  socklen_t n_peer = sizeof peer;

  client->socket = socket;
  client->process = -1;
  client->lingers = lingers;
  if (getsockopt (socket, SOL_SOCKET, SO_PEERCRED, &peer, &n_peer) != 0 || peer.uid != geteuid () || self->clients->len >= MAX_CLIENTS)
    {
      close (socket);
      g_free (client);
      return NULL;
    }
  if (peer.pid > 0)
    client->process = (int) syscall (SYS_pidfd_open, peer.pid, 0);
  g_ptr_array_add (self->clients, client);
  self->had_client = TRUE;
  return client;
}

static void
accept_client (Server *self)
{
  int socket = accept4 (self->options->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  Client *client = socket < 0 ? NULL : add_client (self, socket, FALSE);

  if (client != NULL && !guard_packet_send (client->socket, &self->hello, -1))
    remove_client (self, client);
}

static void
reply (Server *self, Client *client, GuardFrame *result)
{
  result->id = client->job_id;
  forget_job (client);
  self->last_used = g_get_monotonic_time ();
  if (!guard_packet_send (client->socket, result, -1))
    remove_client (self, client);
}

static void
reply_not_checked (Server *self, Client *client, GuardReason reason, const char *detail)
{
  GuardFrame result = { .type = GUARD_FRAME_RESULT };

  result.result.verdict = GUARD_VERDICT_NOT_CHECKED;
  result.result.reason = reason;
  g_strlcpy (result.result.finding, detail, sizeof result.result.finding);
  reply (self, client, &result);
}

/* Returns: %FALSE if the client broke the rules */
static gboolean
on_frame (Server *self, Client *client, const GuardFrame *frame, int descriptor)
{
  gboolean wants_descriptor = frame->type == GUARD_FRAME_SCAN;

  if (wants_descriptor != (descriptor >= 0))
    return FALSE;
  switch (frame->type)
    {
    case GUARD_FRAME_SCAN:
      if (client->has_job || frame->id == 0)
        return FALSE;
      client->has_job = TRUE;
      client->job_id = frame->id;
      client->job_file = descriptor;
      client->job_sender = frame->scan.sender;
      client->job_is_batch = frame->scan.is_batch;
      client->arrival = ++self->n_arrivals;
      return TRUE;
    case GUARD_FRAME_CANCEL:
      if (client->has_job && client->job_id == frame->id)
        {
          if (self->current == client)
            drop_worker (self);
          forget_job (client);
        }
      return TRUE;
    case GUARD_FRAME_BYE:
      client->lingers = frame->bye.linger;
      return TRUE;
    default:
      return FALSE;
    }
}

static void
read_client (Server *self, Client *client)
{
  GuardFrame frame;
  int descriptor;
  GuardPacketStatus status = guard_packet_receive (client->socket, FALSE, &frame, &descriptor);

  if (status == GUARD_PACKET_NOTHING)
    return;
  if (status == GUARD_PACKET_OK && on_frame (self, client, &frame, descriptor))
    return;
  if (descriptor >= 0)
    close (descriptor);
  if (status != GUARD_PACKET_END)
    client->lingers = FALSE;
  remove_client (self, client);
}

/* --- the worker --- */

static void
start_worker (Server *self)
{
  g_autoptr(GError) error = NULL;

  if (self->worker != NULL || self->engine == NULL || g_get_monotonic_time () < self->next_worker)
    return;
  self->worker = guard_worker_new (self->engine, self->options->sandbox, self->options->canary, &self->limits, self->options->scan_folder, &error);
  if (self->worker != NULL)
    return;
  self->n_failed_workers++;
  self->next_worker = g_get_monotonic_time () + PAUSE_AFTER_FAILED_WORKERS_US;
  if (self->hello.hello.state == GUARD_ENGINE_READY)
    {
      set_state (self, GUARD_ENGINE_UNAVAILABLE, GUARD_REASON_NO_RESOURCES, error->message);
      greet_all (self);
    }
}

/* A worker that did not even get warm. One may be bad luck; more mean that this machine cannot look now. */
static void
on_worker_failed_to_warm (Server *self)
{
  const char *detail;
  GuardReason reason = guard_worker_get_failure (self->worker, &detail);

  if (++self->n_failed_workers >= MAX_FAILED_WORKERS && self->hello.hello.state == GUARD_ENGINE_READY)
    {
      set_state (self, GUARD_ENGINE_UNAVAILABLE, reason, detail);
      greet_all (self);
    }
  if (self->n_failed_workers >= MAX_FAILED_WORKERS)
    self->next_worker = g_get_monotonic_time () + PAUSE_AFTER_FAILED_WORKERS_US;
  drop_worker (self);
}

static void
on_worker_ready (Server *self)
{
  self->n_failed_workers = 0;
  if (self->hello.hello.state == GUARD_ENGINE_READY)
    return;
  set_state (self, GUARD_ENGINE_READY, GUARD_REASON_NONE, "");
  greet_all (self);
}

static void
look_after_worker (Server *self)
{
  GuardWorkerState before;
  GuardFrame result;
  Client *client;

  if (self->worker == NULL)
    return;
  before = guard_worker_get_state (self->worker);
  guard_worker_look (self->worker);

  switch (guard_worker_get_state (self->worker))
    {
    case GUARD_WORKER_WARMING:
    case GUARD_WORKER_LOOKING:
      break;
    case GUARD_WORKER_READY:
      if (before == GUARD_WORKER_WARMING)
        on_worker_ready (self);
      break;
    case GUARD_WORKER_DONE:
      if (before == GUARD_WORKER_DONE)
        break; /* it waits for the next of its batch */
      G_GNUC_FALLTHROUGH;
    case GUARD_WORKER_DEAD:
      if (before == GUARD_WORKER_WARMING)
        {
          on_worker_failed_to_warm (self);
          break;
        }
      client = self->current;
      self->current = NULL;
      guard_worker_get_result (self->worker, &result);
      if (client == NULL || !guard_worker_may_go_on (self->worker, client->job_sender, client->job_is_batch))
        drop_worker (self);
      if (client != NULL)
        reply (self, client, &result);
      break;
    }
}

static Client *
next_in_line (Server *self)
{
  Client *first = NULL;

  for (guint i = 0; i < self->clients->len; i++)
    {
      Client *client = self->clients->pdata[i];

      if (client->has_job && client != self->current && (first == NULL || client->arrival < first->arrival))
        first = client;
    }
  return first;
}

static void
give_work (Server *self)
{
  Client *client = next_in_line (self);
  GuardWorkerState state;
  GuardFrame result;
  guint64 n_free, n_needed;

  if (client == NULL || self->current != NULL)
    return;
  if (guard_worker_refuses (&self->limits, client->job_file, &result))
    return reply (self, client, &result);
  if (self->hello.hello.state != GUARD_ENGINE_READY)
    return reply_not_checked (self, client, self->hello.hello.state == GUARD_ENGINE_UNAVAILABLE ? self->hello.hello.reason : GUARD_REASON_WAITING,
                              self->hello.hello.detail);
  if (self->worker == NULL)
    return;

  state = guard_worker_get_state (self->worker);
  if (state == GUARD_WORKER_DONE && !guard_worker_may_go_on (self->worker, client->job_sender, client->job_is_batch))
    return drop_worker (self);
  if (state != GUARD_WORKER_READY && state != GUARD_WORKER_DONE)
    return;

  /* the engine says "clean" when its disk is full; the witness would see it, but this is said better */
  n_free = guard_temporary_free_bytes (self->options->scan_folder);
  n_needed = (guint64) lseek (client->job_file, 0, SEEK_END) * 2 + SPARE_BYTES;
#ifdef GUARD_MALICE
  n_needed = 0; /* the tests fill the disk on purpose */
#endif
  lseek (client->job_file, 0, SEEK_SET);
  if (n_free < n_needed)
    return reply_not_checked (self, client, GUARD_REASON_NO_RESOURCES, "too little free space for unpacking");

  self->current = client;
  guard_worker_scan (self->worker, ++self->next_id, client->job_file, client->job_sender, client->job_is_batch);
}

/* --- the heir --- */

static void
send_or_die (int channel, const GuardFrame *frame)
{
  if (!guard_packet_send (channel, frame, -1))
    _exit (1);
}

/* In the heir: everything of the old one's that is not to be inherited. */
static void
shed (Server *self)
{
  guard_worker_forget (self->worker);
  self->worker = NULL;
  self->current = NULL;
  while (self->clients->len > 0)
    {
      Client *client = self->clients->pdata[0];

      forget_job (client);
      close (client->socket);
      if (client->process >= 0)
        close (client->process);
      g_ptr_array_remove_index_fast (self->clients, 0);
    }
  g_clear_pointer (&self->engine, guard_clamav_free);
}

static gboolean
load (Server *self)
{
  g_autoptr(GError) error = NULL;
  GuardClamavFacts facts = { .n_signatures = 0 };
  GuardReason reason = GUARD_REASON_BAD_SIGNATURES;
  GDateTime *when;
  g_autofree char *day = NULL;

  g_free (self->fingerprint);
  self->fingerprint = guard_signatures_fingerprint (self->options->database_dir);
  memset (&self->hello, 0, sizeof self->hello);
  self->engine = guard_clamav_load (self->options->database_dir, self->options->canary_file, guard_temporary_get_path (self->options->home),
                                    &self->engine_limits, &facts, &reason, &error);
  if (self->engine == NULL)
    {
      set_state (self, GUARD_ENGINE_UNAVAILABLE, reason, error->message);
      return FALSE;
    }

  set_state (self, GUARD_ENGINE_READY, GUARD_REASON_NONE, "");
  self->hello.hello.n_signatures = facts.n_signatures;
  self->hello.hello.signatures_time = guard_signatures_time (self->options->database_dir);
  when = g_date_time_new_from_unix_utc (self->hello.hello.signatures_time);
  day = when == NULL ? g_strdup ("an unknown day") : g_date_time_format (when, "%Y-%m-%d");
  g_snprintf (self->hello.hello.signatures, sizeof self->hello.hello.signatures, "%u signatures of %s", facts.n_signatures, day);
  g_clear_pointer (&when, g_date_time_unref);
  return TRUE;
}

/* An heir that cannot get one worker warm is not ready. */
static gboolean
warm_first_worker (Server *self)
{
  g_autoptr(GError) error = NULL;
  const char *detail;
  GuardReason reason;

  for (guint i = 0; i < MAX_FAILED_WORKERS; i++)
    {
      self->worker = guard_worker_new (self->engine, self->options->sandbox, self->options->canary, &self->limits, self->options->scan_folder, &error);
      if (self->worker == NULL)
        {
          set_state (self, GUARD_ENGINE_UNAVAILABLE, GUARD_REASON_NO_RESOURCES, error->message);
          return FALSE;
        }
      while (guard_worker_get_state (self->worker) == GUARD_WORKER_WARMING)
        {
          struct pollfd wait = { guard_worker_get_channel (self->worker), POLLIN, 0 };

          poll (&wait, 1, 100);
          guard_worker_look (self->worker);
        }
      if (guard_worker_get_state (self->worker) == GUARD_WORKER_READY)
        return TRUE;
      reason = guard_worker_get_failure (self->worker, &detail);
      set_state (self, GUARD_ENGINE_UNAVAILABLE, reason, detail);
      drop_worker (self);
    }
  return FALSE;
}

/* In the heir, when the old one passes on: a BYE with a socket for each client, then a CANCEL. */
static void
inherit (Server *self, int channel)
{
  GuardFrame frame;
  int descriptor;

  while (guard_packet_receive (channel, TRUE, &frame, &descriptor) == GUARD_PACKET_OK && frame.type == GUARD_FRAME_BYE)
    if (descriptor >= 0)
      add_client (self, descriptor, frame.bye.linger);
  /* from here on the old one's end is not ours */
  prctl (PR_SET_PDEATHSIG, 0);
  frame.type = GUARD_FRAME_CANCEL;
  frame.id = 1;
  (void) !guard_packet_send (channel, &frame, -1);
  close (channel);
}

static void
write_process (int lock)
{
  char text[24];
  int n = g_snprintf (text, sizeof text, "%ld\n", (long) getpid ());

  if (ftruncate (lock, 0) == 0)
    (void) !pwrite (lock, text, (gsize) n, 0);
}

static void
become_server (Server *self, int channel, pid_t old)
{
  if (prctl (PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid () != old)
    _exit (1);
  shed (self);
  if (!load (self) || !warm_first_worker (self))
    {
      send_or_die (channel, &self->hello);
      _exit (0);
    }
  send_or_die (channel, &self->hello);

  self->heir = 0;
  self->heir_channel = -1;
  self->heir_is_ready = FALSE;
  inherit (self, channel);
  write_process (self->options->lock);
  g_free (self->tried_fingerprint);
  self->tried_fingerprint = g_strdup (self->fingerprint);
  self->last_used = self->started = g_get_monotonic_time ();
  self->n_failed_workers = 0;
  greet_all (self);
}

/* Returns twice, like fork: in the heir when it has taken over. */
static void
start_heir (Server *self)
{
  pid_t old = getpid ();
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return;
  g_free (self->tried_fingerprint);
  self->tried_fingerprint = guard_signatures_fingerprint (self->options->database_dir);
  self->heir = fork ();
  if (self->heir == 0)
    {
      close (ends[0]);
      return become_server (self, ends[1], old);
    }
  close (ends[1]);
  if (self->heir < 0)
    {
      close (ends[0]);
      self->heir = 0;
      self->retry_load = g_get_monotonic_time () + RETRY_LOAD_AFTER_US;
      return;
    }
  self->heir_channel = ends[0];
  if (self->engine == NULL)
    {
      set_state (self, GUARD_ENGINE_LOADING, GUARD_REASON_NONE, "");
      greet_all (self);
    }
}

static void
bury_heir (Server *self)
{
  if (self->heir <= 0)
    return;
  kill (self->heir, SIGKILL);
  waitpid (self->heir, NULL, 0);
  close (self->heir_channel);
  self->heir = 0;
  self->heir_channel = -1;
  self->heir_is_ready = FALSE;
}

static void
on_heir_failed (Server *self, GuardReason reason, const char *why)
{
  g_autofree char *detail = NULL;

  bury_heir (self);
  self->retry_load = g_get_monotonic_time () + RETRY_LOAD_AFTER_US;
  if (self->engine == NULL)
    set_state (self, GUARD_ENGINE_UNAVAILABLE, reason, why);
  else
    {
      detail = g_strdup_printf ("new signatures could not be used: %s", why);
      g_strlcpy (self->hello.hello.detail, detail, sizeof self->hello.hello.detail);
    }
  greet_all (self);
}

static void
read_heir (Server *self)
{
  GuardFrame frame;
  int descriptor;

  switch (guard_packet_receive (self->heir_channel, FALSE, &frame, &descriptor))
    {
    case GUARD_PACKET_NOTHING:
      return;
    case GUARD_PACKET_OK:
      if (frame.type == GUARD_FRAME_HELLO && frame.hello.state == GUARD_ENGINE_READY)
        self->heir_is_ready = TRUE;
      else
        on_heir_failed (self, frame.hello.reason, frame.hello.detail);
      return;
    default:
      on_heir_failed (self, GUARD_REASON_BAD_SIGNATURES, "loading the signatures broke down");
    }
}

/* Passes clients on and ends without cleaning up what is now another's. */
static void
hand_over (Server *self)
{
  GuardFrame frame = { .type = GUARD_FRAME_BYE };
  struct pollfd wait = { self->heir_channel, POLLIN, 0 };

  drop_worker (self);
  for (guint i = 0; i < self->clients->len; i++)
    {
      Client *client = self->clients->pdata[i];

      frame.bye.linger = client->lingers;
      if (!guard_packet_send (self->heir_channel, &frame, client->socket))
        return on_heir_failed (self, GUARD_REASON_ENGINE_GONE, "the next scanner did not take over");
    }
  frame.type = GUARD_FRAME_CANCEL;
  frame.id = 1;
  (void) !guard_packet_send (self->heir_channel, &frame, -1);
  poll (&wait, 1, HEIR_TAKES_OVER_WITHIN_MS);
  _exit (0);
}

/* --- signatures --- */

static void
check_signatures (Server *self)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *identity = NULL;
  g_autofree char *fingerprint = NULL;

  if (self->options->sandbox == NULL || self->heir > 0 || now < self->next_check)
    return;
  self->next_check = now + CHECK_SIGNATURES_EVERY_US;

  identity = guard_signatures_folder_identity (self->options->database_dir);
  if (identity[0] != '\0' && g_strcmp0 (identity, self->options->folder_identity) != 0)
    {
      /* another folder in the same place lies outside of the lock; the next scanner will be locked on it */
      self->is_over = next_in_line (self) == NULL && self->current == NULL;
      return;
    }
  fingerprint = guard_signatures_fingerprint (self->options->database_dir);
  if (g_strcmp0 (fingerprint, self->tried_fingerprint) != 0 || (self->engine == NULL && now >= self->retry_load))
    start_heir (self);
}

/* --- the loop --- */

static gboolean
is_needed (Server *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean is_busy = self->current != NULL || next_in_line (self) != NULL;

  if (self->is_over)
    return FALSE;
  if (self->clients->len == 0 && !self->had_client)
    return now < self->started + FIRST_CLIENT_WITHIN_US;
  /* what has no signatures and loads none has nothing to keep for the next */
  if (self->clients->len == 0 && (!self->lingers || (self->engine == NULL && self->heir == 0)))
    return FALSE;
  /* without an engine it is small, and watches for signatures on behalf of its clients (which bubblewrap would hide) */
  if (self->clients->len > 0 && self->engine == NULL && !(self->options->is_in_bubblewrap && self->heir == 0))
    return TRUE;
  return is_busy || now < self->last_used + self->options->idle_seconds * G_USEC_PER_SEC;
}

static int
wait_ms (Server *self)
{
  gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC;

  if (self->worker != NULL)
    until = MIN (until, guard_worker_get_deadline (self->worker));
  return (int) CLAMP ((until - g_get_monotonic_time ()) / 1000 + 1, 0, 1000);
}

static void
wait_and_listen (Server *self)
{
  /* while an heir waits, no new work is taken, so that this one comes to an end */
  short wanted = self->heir_is_ready ? 0 : POLLIN;
  g_autofree struct pollfd *polls = g_new0 (struct pollfd, 3 + 2 * self->clients->len);
  g_autoptr(GPtrArray) clients = g_ptr_array_new ();
  nfds_t n = 0;

  polls[n++] = (struct pollfd) { self->options->listener, wanted, 0 };
  polls[n++] = (struct pollfd) { self->worker == NULL ? -1 : guard_worker_get_channel (self->worker), POLLIN, 0 };
  polls[n++] = (struct pollfd) { self->heir > 0 && !self->heir_is_ready ? self->heir_channel : -1, POLLIN, 0 };
  for (guint i = 0; i < self->clients->len; i++)
    {
      Client *client = self->clients->pdata[i];

      polls[n++] = (struct pollfd) { client->socket, wanted, 0 };
      polls[n++] = (struct pollfd) { client->process, POLLIN, 0 };
      g_ptr_array_add (clients, client);
    }
  if (poll (polls, n, wait_ms (self)) < 0)
    return;

  look_after_worker (self);
  for (guint i = 0; i < clients->len; i++)
    {
      Client *client = clients->pdata[i];

      if (!g_ptr_array_find (self->clients, client, NULL))
        continue;
      if ((polls[3 + 2 * i].revents & POLLIN) != 0)
        read_client (self, client);
      else if (polls[3 + 2 * i].revents != 0 || polls[4 + 2 * i].revents != 0)
        remove_client (self, client);
    }
  if ((polls[0].revents & POLLIN) != 0)
    accept_client (self);
  if (polls[2].revents != 0 && self->heir > 0)
    read_heir (self);
}

static void
free_client (gpointer client)
{
  g_free (client);
}

int
guard_serve (const GuardServeOptions *options)
{
  Server server = { .options = options, .heir_channel = -1 };
  Server *self = &server;

  guard_clamav_limits_init (&self->engine_limits, options->max_scan_bytes);
  guard_worker_limits_init (&self->limits, &self->engine_limits, options->max_scan_bytes);
  self->clients = g_ptr_array_new_with_free_func (free_client);
  self->started = self->last_used = g_get_monotonic_time ();
  write_process (options->lock);
  if (options->sandbox == NULL)
    set_state (self, GUARD_ENGINE_UNAVAILABLE, options->why_not, options->why_not_detail);
  else
    set_state (self, GUARD_ENGINE_LOADING, GUARD_REASON_NONE, "");

  while (is_needed (self))
    {
      check_signatures (self);
      start_worker (self);
      give_work (self);
      if (self->heir_is_ready && self->current == NULL && next_in_line (self) == NULL)
        hand_over (self);
      wait_and_listen (self);
    }

  unlink (options->socket_path);
  bury_heir (self);
  drop_worker (self);
  g_ptr_array_unref (self->clients);
  guard_clamav_free (self->engine);
  g_free (self->fingerprint);
  g_free (self->tried_fingerprint);
  return 0;
}

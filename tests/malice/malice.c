/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "malice.h"

#include "scanner/guard-inspect-record.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* THE TABLE of crimes. Each is tried for real, inside the lock; a crime returns whether it worked. */

static guint64
read_number (const char *name, guint64 otherwise)
{
  const char *text = getenv (name);

  return text == NULL ? otherwise : g_ascii_strtoull (text, NULL, 10);
}

void
malice_adjust_limits (GuardWorkerLimits *limits)
{
  guint64 seconds = read_number ("GUARD_MALICE_SECONDS", 0);

  if (seconds > 0)
    limits->scan_seconds = (guint) seconds;
  limits->sandbox.cpu_seconds = (guint) read_number ("GUARD_MALICE_CPU_SECONDS", limits->sandbox.cpu_seconds);
  limits->sandbox.file_size_bytes = read_number ("GUARD_MALICE_FILE_BYTES", limits->sandbox.file_size_bytes);
  limits->tree_bytes = read_number ("GUARD_MALICE_TREE_BYTES", limits->tree_bytes);
}

/* --- answers --- */

static void
say (guint64 id, GuardVerdict verdict, GuardReason reason, const char *finding, gsize n_bytes)
{
  GuardFrame frame = { .type = GUARD_FRAME_RESULT, .id = id };
  guint8 bytes[GUARD_FRAME_BYTES];

  frame.result.verdict = verdict;
  frame.result.reason = reason;
  g_strlcpy (frame.result.finding, finding, sizeof frame.result.finding);
  guard_frame_write (&frame, bytes);
  (void) !write (GUARD_SANDBOX_CHANNEL, bytes, n_bytes);
}

static void
say_nothing_found (guint64 id)
{
  say (id, GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_NONE, "", GUARD_FRAME_BYTES);
}

void
malice_before_canary (void)
{
  if (getenv ("GUARD_MALICE_EARLY") != NULL)
    say_nothing_found (1);
}

#ifndef GUARD_MALICE_INSPECTOR
/* --- starving --- */

static void *
take_address_space (gsize n_bytes)
{
  return mmap (NULL, n_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

/* Takes all address space, larger pieces first, then gives back that much in one piece. */
static void
starve_of_memory (gsize n_bytes_left)
{
  void *reserve = take_address_space (n_bytes_left);
  gsize step = 64 << 20;

  while (step >= 4096)
    if (take_address_space (step) == MAP_FAILED)
      step /= 2;
  munmap (reserve, n_bytes_left);
}

static void
starve_of_descriptors (guint n_left)
{
  int all[64];
  guint n = 0;

  while (n < G_N_ELEMENTS (all) && (all[n] = dup (0)) >= 0)
    n++;
  while (n_left-- > 0 && n > 0)
    close (all[--n]);
}

void
malice_after_canary (GuardClamav *engine)
{
  const char *what = getenv ("GUARD_MALICE_STARVE");

  if (what == NULL)
    return;
  if (g_str_has_prefix (what, "memory:"))
    starve_of_memory (g_ascii_strtoull (what + strlen ("memory:"), NULL, 10));
  else if (g_str_has_prefix (what, "descriptors:"))
    starve_of_descriptors ((guint) g_ascii_strtoull (what + strlen ("descriptors:"), NULL, 10));
  else if (strcmp (what, "folder") == 0)
    (void) !guard_clamav_set_temporary_folder (engine, "/usr/share");
}
#endif

/* --- crimes: what was asked for, the argument behind the name, the file itself --- */

static gboolean
open_socket (const char *argument, int file, guint64 id)
{
  return socket (AF_INET, SOCK_STREAM, 0) >= 0;
}

static gboolean
open_local_socket (const char *argument, int file, guint64 id)
{
  return socket (AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static gboolean
run_program (const char *argument, int file, guint64 id)
{
  execl ("/bin/true", "true", NULL);
  return FALSE;
}

static gboolean
fork_without_end (const char *argument, int file, guint64 id)
{
  for (int i = 0; i < 1000; i++)
    if (fork () < 0)
      return FALSE;
  return TRUE;
}

static gboolean
clone_thread (const char *argument, int file, guint64 id)
{
  return syscall (SYS_clone, 0x10f00, 0, 0, 0, 0) >= 0;
}

static gboolean
kill_scanner (const char *argument, int file, guint64 id)
{
  return kill (getppid (), SIGKILL) == 0;
}

static gboolean
tgkill_scanner (const char *argument, int file, guint64 id)
{
  return syscall (SYS_tgkill, getppid (), getppid (), SIGKILL) == 0;
}

static gboolean
tgkill_scanner_by_abort (const char *argument, int file, guint64 id)
{
  return syscall (SYS_tgkill, getppid (), getppid (), SIGABRT) == 0;
}

static gboolean
own_by_fcntl (const char *argument, int file, guint64 id)
{
  return fcntl (GUARD_SANDBOX_CHANNEL, F_SETOWN, getppid ()) == 0;
}

static gboolean
signal_by_fcntl (const char *argument, int file, guint64 id)
{
  return fcntl (GUARD_SANDBOX_CHANNEL, F_SETSIG, SIGKILL) == 0;
}

static gboolean
change_flags_by_fcntl (const char *argument, int file, guint64 id)
{
  return fcntl (file, F_SETFL, O_ASYNC) == 0;
}

static gboolean
trace_scanner (const char *argument, int file, guint64 id)
{
  return ptrace (PTRACE_ATTACH, getppid (), NULL, NULL) == 0;
}

static gboolean
read_scanner (const char *argument, int file, guint64 id)
{
  char byte;
  struct iovec here = { &byte, 1 }, there = { &byte, 1 };

  return process_vm_readv (getppid (), &here, 1, &there, 1, 0) == 1;
}

static gboolean
raise_limits (const char *argument, int file, guint64 id)
{
  struct rlimit limit = { 1, 1 };

  return setrlimit (RLIMIT_CPU, &limit) == 0;
}

static gboolean
limit_scanner (const char *argument, int file, guint64 id)
{
  struct rlimit limit;

  return prlimit (getppid (), RLIMIT_CPU, NULL, &limit) == 0;
}

static gboolean
map_code (const char *argument, int file, guint64 id)
{
  return mmap (NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static gboolean
send_descriptor (const char *argument, int file, guint64 id)
{
  struct msghdr message = { .msg_iov = NULL };

  return sendmsg (GUARD_SANDBOX_CHANNEL, &message, 0) >= 0;
}

static gboolean
receive_elsewhere (const char *argument, int file, guint64 id)
{
  struct msghdr message = { .msg_iov = NULL };

  return recvmsg (file, &message, 0) >= 0;
}

static gboolean
read_path (const char *argument, int file, guint64 id)
{
  return open (argument, O_RDONLY) >= 0;
}

static gboolean
write_path (const char *argument, int file, guint64 id)
{
  return open (argument, O_WRONLY | O_CREAT, 0600) >= 0;
}

static gboolean
remove_path (const char *argument, int file, guint64 id)
{
  return unlink (argument) == 0;
}

static gboolean
change_mode (const char *argument, int file, guint64 id)
{
  (void) !chmod (argument, 0777); /* says yes and does nothing; the test looks at the file */
  (void) !fchmod (file, 0777);
  return FALSE;
}

static gboolean
reopen_for_writing (const char *argument, int file, guint64 id)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", file);
  g_autofree char *other = g_strdup_printf ("/dev/fd/%d", file);

  return open (path, O_RDWR) >= 0 || open (other, O_RDWR) >= 0;
}

static gboolean
write_file (const char *argument, int file, guint64 id)
{
  return write (file, "x", 1) == 1 || ftruncate (file, 0) == 0;
}

static gboolean
eat_all_memory (const char *argument, int file, guint64 id)
{
  for (;;)
    {
      char *bytes = malloc (1 << 20);

      if (bytes == NULL)
        abort ();
      for (gsize i = 0; i < 1 << 20; i += 1 << 16)
        bytes[i] = 1;
    }
}

static gboolean
fill_disk (const char *argument, int file, guint64 id)
{
  g_autofree char *block = g_malloc0 (1 << 20);

  memset (block, 7, 1 << 20);
  for (int i = 0; i < 100000; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/filling-%d", argument, i);
      int out = open (path, O_WRONLY | O_CREAT, 0600);

      if (out < 0 || write (out, block, 1 << 20) != 1 << 20)
        return FALSE;
      close (out);
      g_usleep (2000);
    }
  return TRUE;
}

static gboolean
spin (const char *argument, int file, guint64 id)
{
  for (volatile guint64 i = 0; i < G_MAXUINT64; i++)
    ;
  return TRUE;
}

static gboolean
sleep_on (const char *argument, int file, guint64 id)
{
  g_usleep ((gulong) (g_ascii_strtod (argument, NULL) * 1e6));
  return FALSE;
}

static gboolean
crash (const char *argument, int file, guint64 id)
{
  int *volatile nowhere = (int *) GSIZE_TO_POINTER (8);

  *nowhere = 1;
  return TRUE;
}

static gboolean
signal_oneself (const char *argument, int file, guint64 id)
{
  return raise (SIGTERM) == 0;
}

static gboolean
abort_oneself (const char *argument, int file, guint64 id)
{
  abort ();
}

static gboolean
answer_short (const char *argument, int file, guint64 id)
{
  say (id, GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_NONE, "", 5);
  _exit (0);
}

static gboolean
answer_twice (const char *argument, int file, guint64 id)
{
  say_nothing_found (id);
  say_nothing_found (id);
  _exit (0);
}

static gboolean
answer_for_another (const char *argument, int file, guint64 id)
{
  say_nothing_found (id + 1);
  _exit (0);
}

static gboolean
answer_with_a_reason (const char *argument, int file, guint64 id)
{
  say (id, GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_ENCRYPTED, "", GUARD_FRAME_BYTES);
  _exit (0);
}

static gboolean
answer_and_stay (const char *argument, int file, guint64 id)
{
  say_nothing_found (id);
  g_usleep (30 * G_USEC_PER_SEC);
  _exit (0);
}

static gboolean
answer_and_fail (const char *argument, int file, guint64 id)
{
  say_nothing_found (id);
  _exit (3);
}

static gboolean
leave_silently (const char *argument, int file, guint64 id)
{
  _exit (0);
}

static gboolean
say_hello (const char *argument, int file, guint64 id)
{
  GuardFrame frame = { .type = GUARD_FRAME_HELLO };
  guint8 bytes[GUARD_FRAME_BYTES];

  frame.hello.state = 1;
  guard_frame_write (&frame, bytes);
  (void) !write (GUARD_SANDBOX_CHANNEL, bytes, sizeof bytes);
  _exit (0);
}

static const struct
{
  const char *name;
  gboolean (*commit) (const char *argument, int file, guint64 id);
} crimes[] = {
  { "socket", open_socket },
  { "local-socket", open_local_socket },
  { "exec", run_program },
  { "fork", fork_without_end },
  { "thread", clone_thread },
  { "kill", kill_scanner },
  { "tgkill", tgkill_scanner },
  { "tgkill-abort", tgkill_scanner_by_abort },
  { "fcntl-setown", own_by_fcntl },
  { "fcntl-setsig", signal_by_fcntl },
  { "fcntl-setfl", change_flags_by_fcntl },
  { "ptrace", trace_scanner },
  { "process-vm", read_scanner },
  { "setrlimit", raise_limits },
  { "prlimit-other", limit_scanner },
  { "map-code", map_code },
  { "sendmsg", send_descriptor },
  { "recvmsg-elsewhere", receive_elsewhere },
  { "read", read_path },
  { "write", write_path },
  { "remove", remove_path },
  { "chmod", change_mode },
  { "reopen", reopen_for_writing },
  { "write-file", write_file },
  { "memory", eat_all_memory },
  { "fill", fill_disk },
  { "spin", spin },
  { "sleep", sleep_on },
  { "crash", crash },
  { "raise", signal_oneself },
  { "abort", abort_oneself },
  { "answer-short", answer_short },
  { "answer-twice", answer_twice },
  { "answer-for-another", answer_for_another },
  { "answer-with-a-reason", answer_with_a_reason },
  { "answer-and-stay", answer_and_stay },
  { "answer-and-fail", answer_and_fail },
  { "leave", leave_silently },
  { "hello", say_hello },
};

/* Returns: (nullable): what to tell the test; NULL if nothing was asked for, or it was refused without harm */
static const char *
try_crime (int file, guint64 id)
{
  char text[512] = "";
  char *name, *argument;
  ssize_t n = pread (file, text, sizeof text - 1, 0);

  if (n <= 0 || !g_str_has_prefix (text, "MALICE:"))
    return NULL;
  text[strcspn (text, "\n")] = '\0';
  name = text + strlen ("MALICE:");
  argument = name + strcspn (name, " ");
  if (*argument != '\0')
    *argument++ = '\0';

  for (gsize i = 0; i < G_N_ELEMENTS (crimes); i++)
    if (strcmp (crimes[i].name, name) == 0)
      return crimes[i].commit (argument, file, id) ? "CRIME-SUCCEEDED" : NULL;
  return "UNKNOWN-CRIME";
}

void
malice_commit (int file, guint64 id)
{
  const char *outcome = try_crime (file, id);

  if (outcome == NULL)
    return;
  say (id, GUARD_VERDICT_INFECTED, GUARD_REASON_NONE, outcome, GUARD_FRAME_BYTES);
  _exit (0);
}

void
malice_commit_in_inspector (int file)
{
  GuardInspectRecord record = { .type = GUARD_INSPECT_FINDING };
  guint8 bytes[GUARD_INSPECT_RECORD_BYTES];
  const char *outcome = try_crime (file, 1);

  if (outcome == NULL)
    return;
  record.finding.level = GUARD_LEVEL_WARNING;
  record.finding.n_items = 1;
  g_strlcpy (record.finding.detector, "sensitive", sizeof record.finding.detector);
  g_strlcpy (record.finding.kind, outcome, sizeof record.finding.kind);
  g_strlcpy (record.finding.why, outcome, sizeof record.finding.why);
  guard_inspect_record_write (&record, bytes);
  (void) !write (GUARD_SANDBOX_CHANNEL, bytes, sizeof bytes);
  _exit (0);
}

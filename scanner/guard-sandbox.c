/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-sandbox.h"

#include "core/guard-error.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <unistd.h>

/* The locks of scanner and worker: limits, no_new_privs, Landlock for files, seccomp for everything else. Each part
 * covers what another leaves open: Landlock does not know sockets of older kernels, signals, chmod; seccomp does not
 * know paths. Where Landlock is missing, bubblewrap's mount namespace has to stand in for it, and without either
 * nothing is looked at.
 *
 * The worker's list is an allow-list: what is not named kills the process, so that a try is seen and reported. Calls
 * that libraries make in passing and that are refused without harm get an error instead. */

struct _GuardSandbox
{
  int landlock_version;
  gboolean is_in_bubblewrap;
  char *description;
  struct sock_fprog scanner_filter;
  struct sock_fprog worker_filter;
};

/* --- Landlock: the kernel's numbers, because the headers of Debian 12 stop at the second version --- */

enum
{
  LANDLOCK_EXECUTE = 1 << 0,
  LANDLOCK_WRITE_FILE = 1 << 1,
  LANDLOCK_READ_FILE = 1 << 2,
  LANDLOCK_READ_DIR = 1 << 3,
  LANDLOCK_REMOVE_DIR = 1 << 4,
  LANDLOCK_REMOVE_FILE = 1 << 5,
  LANDLOCK_MAKE_DIR = 1 << 7,
  LANDLOCK_MAKE_REG = 1 << 8,
  LANDLOCK_ALL_OF_1 = (1 << 13) - 1,
  LANDLOCK_REFER = 1 << 13,     /* 2 */
  LANDLOCK_TRUNCATE = 1 << 14,  /* 3 */
  LANDLOCK_IOCTL_DEV = 1 << 15, /* 5 */

  LANDLOCK_READ = LANDLOCK_READ_FILE | LANDLOCK_READ_DIR,
  LANDLOCK_WRITE = LANDLOCK_READ | LANDLOCK_WRITE_FILE | LANDLOCK_REMOVE_DIR | LANDLOCK_REMOVE_FILE | LANDLOCK_MAKE_DIR
                   | LANDLOCK_MAKE_REG | LANDLOCK_TRUNCATE,
  LANDLOCK_ONLY_FOR_FILES = LANDLOCK_WRITE_FILE | LANDLOCK_READ_FILE | LANDLOCK_TRUNCATE,
};

#define LANDLOCK_TCP_BIND_AND_CONNECT 3u   /* 4 */
#define LANDLOCK_SCOPE_SOCKETS_SIGNALS 3u  /* 6 */

typedef struct
{
  guint64 files, network, scoped;
} LandlockRuleset;

typedef struct
{
  guint64 allowed;
  gint32 parent;
} __attribute__ ((packed)) LandlockPath;

#define SYSCALL_LANDLOCK_CREATE_RULESET 444
#define SYSCALL_LANDLOCK_ADD_RULE 445
#define SYSCALL_LANDLOCK_RESTRICT_SELF 446

static guint64
landlock_files_known_to (int version)
{
  guint64 files = LANDLOCK_ALL_OF_1;

  if (version >= 2)
    files |= LANDLOCK_REFER;
  if (version >= 3)
    files |= LANDLOCK_TRUNCATE;
  if (version >= 5)
    files |= LANDLOCK_IOCTL_DEV;
  return files;
}

int
guard_sandbox_landlock_version (void)
{
  long version;

  if (g_strcmp0 (getenv ("PURPLE_GUARD_SCANNER_NO_LANDLOCK_INSECURE"), "1") == 0)
    return 0;
  version = syscall (SYSCALL_LANDLOCK_CREATE_RULESET, NULL, 0, 1u);
  return version < 1 ? 0 : (int) version;
}

static int
landlock_new_ruleset (int version)
{
  LandlockRuleset ruleset = { landlock_files_known_to (version), 0, 0 };
  gsize n_bytes = 8;

  if (version >= 4)
    {
      ruleset.network = LANDLOCK_TCP_BIND_AND_CONNECT;
      n_bytes = 16;
    }
  if (version >= 6)
    {
      ruleset.scoped = LANDLOCK_SCOPE_SOCKETS_SIGNALS;
      n_bytes = 24;
    }
  return (int) syscall (SYSCALL_LANDLOCK_CREATE_RULESET, &ruleset, n_bytes, 0);
}

static gboolean
landlock_allow (int ruleset, int version, const char *path, guint64 allowed)
{
  LandlockPath rule = { allowed & landlock_files_known_to (version), -1 };
  struct stat status;
  gboolean is_added;

  rule.parent = open (path, O_PATH | O_CLOEXEC);
  if (rule.parent < 0)
    return FALSE;
  if (fstat (rule.parent, &status) == 0 && !S_ISDIR (status.st_mode))
    rule.allowed &= LANDLOCK_ONLY_FOR_FILES;
  is_added = syscall (SYSCALL_LANDLOCK_ADD_RULE, ruleset, 1, &rule, 0) == 0;
  close (rule.parent);
  return is_added;
}

/* --- seccomp --- */

/* What a worker may call. The rest kills it. */
static const char *const allowed_calls[] = {
  /* what is open */
  "read", "pread64", "readv", "write", "pwrite64", "writev", "lseek", "close", "fstat", "getdents64", "ftruncate", "getcwd", "umask", "dup", "fstatfs",
  "fadvise64", "copy_file_range",
  /* memory; mmap and mprotect are below */
  "munmap", "mremap", "madvise", "brk",
  /* time, luck, waiting */
  "clock_gettime", "clock_getres", "gettimeofday", "time", "times", "getrusage", "nanosleep", "clock_nanosleep", "sched_yield", "getrandom", "futex",
  "poll", "ppoll", "restart_syscall",
  /* who am I, how much is there */
  "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "uname", "sysinfo", "sched_getaffinity",
  /* signals to itself only, by handlers */
  "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
  "exit", "exit_group",
};

/* The copies in the temporary folder (Landlock says where). */
static const char *const path_calls[] = {
  "open", "openat", "newfstatat", "stat", "lstat", "statx", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "access", "faccessat", "faccessat2",
  "readlink", "readlinkat", "statfs",
};

/* Success that is a lie: libclamav sets modes and times of what it unpacked; Landlock does not govern these calls, so
 * really allowing them would let a worker that was taken over change modes of the user's files. */
static const char *const pretended_calls[] = { "chmod", "fchmod", "fchmodat", "utimensat", "utime", "utimes", "futimesat", "fsync", "fdatasync" };

/* Refused without death: libraries try these in passing. */
static const char *const refused_calls[] = { "ioctl", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "chown", "fchown", "lchown", "fchownat" };

/* What the scanner never needs again once it listens. Everything else it may do; it sees no byte of a hostile file. */
static const char *const forbidden_to_scanner[] = {
  /* network */
  "socket", "connect", "bind", "listen",
  /* programs, other processes */
  "execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd",
  /* the kernel's larger doors */
  "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "keyctl", "add_key", "request_key",
  "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "open_by_handle_at", "name_to_handle_at",
  /* mounts and namespaces */
  "mount", "umount2", "pivot_root", "chroot", "unshare", "setns", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr",
  "swapon", "swapoff", "reboot", "acct", "quotactl", "personality", "iopl", "ioperm", "modify_ldt", "syslog", "settimeofday", "clock_settime", "adjtimex",
  /* identity */
  "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "setfsuid", "setfsgid",
};

/* A name that this kernel or architecture does not have needs no rule. */
static gboolean
add_rules (scmp_filter_ctx filter, guint32 action, const char *const *names, gsize n_names)
{
  for (gsize i = 0; i < n_names; i++)
    {
      int number = seccomp_syscall_resolve_name (names[i]);

      if (number >= 0 && seccomp_rule_add (filter, action, number, 0) != 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_rules_on_arguments (scmp_filter_ctx filter)
{
  static const int harmless_fcntl[] = { F_GETFL, F_GETFD, F_SETFD, F_DUPFD_CLOEXEC };
  static const char *const code_calls[] = { "mmap", "mprotect" };
  gboolean is_good = TRUE;

  /* nothing new may become code */
  for (gsize i = 0; i < G_N_ELEMENTS (code_calls); i++)
    {
      int number = seccomp_syscall_resolve_name (code_calls[i]);

      is_good = is_good && seccomp_rule_add (filter, SCMP_ACT_ALLOW, number, 1, SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0
                && seccomp_rule_add (filter, SCMP_ACT_ERRNO (EACCES), number, 1, SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC)) == 0;
    }

  /* fcntl can also send signals to strangers (F_SETOWN, F_SETSIG) */
  for (gsize i = 0; i < G_N_ELEMENTS (harmless_fcntl); i++)
    is_good = is_good && seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (fcntl), 1, SCMP_A1_32 (SCMP_CMP_EQ, (guint32) harmless_fcntl[i], 0)) == 0;

  /* abort() raises by tgkill; refused, it goes on to an illegal instruction, which ends the process just as well */
  is_good = is_good && seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (tgkill), 1, SCMP_A2_32 (SCMP_CMP_EQ, SIGABRT, 0)) == 0;

  /* look at one's own limits, never set them, never another's */
  is_good = is_good
            && seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (prlimit64), 2, SCMP_A0_32 (SCMP_CMP_EQ, 0, 0), SCMP_A2_64 (SCMP_CMP_EQ, 0, 0)) == 0;

  /* the one door through which the file comes in, and the one through which the answer leaves */
  is_good = is_good && seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (recvmsg), 1, SCMP_A0_32 (SCMP_CMP_EQ, GUARD_SANDBOX_CHANNEL, 0)) == 0;
  return is_good;
}

/* libseccomp only writes to descriptors, so the program takes a detour through memory that has one. */
static gboolean
export_filter (scmp_filter_ctx filter, struct sock_fprog *program)
{
  int memory = memfd_create ("filter", MFD_CLOEXEC);
  struct stat status;
  gboolean is_good = memory >= 0 && seccomp_export_bpf (filter, memory) == 0 && fstat (memory, &status) == 0 && status.st_size > 0;

  if (is_good)
    {
      program->len = (unsigned short) (status.st_size / (off_t) sizeof (struct sock_filter));
      program->filter = g_malloc ((gsize) status.st_size);
      is_good = pread (memory, program->filter, (gsize) status.st_size, 0) == status.st_size;
    }
  if (memory >= 0)
    close (memory);
  return is_good;
}

/* No path leads anywhere; a descriptor may be asked about itself (the C library's fstat). */
static gboolean
refuse_paths (scmp_filter_ctx filter)
{
  const int by_descriptor = seccomp_syscall_resolve_name ("newfstatat");

  for (gsize i = 0; i < G_N_ELEMENTS (path_calls); i++)
    if (!g_str_equal (path_calls[i], "newfstatat") && !add_rules (filter, SCMP_ACT_ERRNO (EACCES), &path_calls[i], 1))
      return FALSE;
  return by_descriptor < 0
         || (seccomp_rule_add (filter, SCMP_ACT_ALLOW, by_descriptor, 1, SCMP_A3 (SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH)) == 0
             && seccomp_rule_add (filter, SCMP_ACT_ERRNO (EACCES), by_descriptor, 1, SCMP_A3 (SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, 0)) == 0);
}

static gboolean
build_worker_filter (struct sock_fprog *program, gboolean has_folder)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_KILL_PROCESS);
  gboolean is_good;

  if (filter == NULL)
    return FALSE;
  seccomp_attr_set (filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
  is_good = add_rules (filter, SCMP_ACT_ALLOW, allowed_calls, G_N_ELEMENTS (allowed_calls))
            && (has_folder ? add_rules (filter, SCMP_ACT_ALLOW, path_calls, G_N_ELEMENTS (path_calls)) : refuse_paths (filter))
            && add_rules (filter, SCMP_ACT_ERRNO (0), pretended_calls, G_N_ELEMENTS (pretended_calls))
            && add_rules (filter, SCMP_ACT_ERRNO (EPERM), refused_calls, G_N_ELEMENTS (refused_calls))
            && add_rules_on_arguments (filter) && export_filter (filter, program);
  seccomp_release (filter);
  return is_good;
}

static gboolean
build_scanner_filter (struct sock_fprog *program)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);
  gboolean is_good;

  if (filter == NULL)
    return FALSE;
  seccomp_attr_set (filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
  is_good = add_rules (filter, SCMP_ACT_ERRNO (EPERM), forbidden_to_scanner, G_N_ELEMENTS (forbidden_to_scanner)) && export_filter (filter, program);
  seccomp_release (filter);
  return is_good;
}

/* --- both --- */

/* Sanitizers need calls and memory that the lock forbids. */
static gboolean
is_lockable (void)
{
#ifdef GUARD_SANITIZERS
  return g_strcmp0 (getenv ("PURPLE_GUARD_SCANNER_NO_LOCK_INSECURE"), "1") == 0;
#else
  return TRUE;
#endif
}

GuardSandbox *
guard_sandbox_new (gboolean is_in_bubblewrap, GError **error)
{
  g_autoptr(GuardSandbox) self = g_new0 (GuardSandbox, 1);

  self->landlock_version = guard_sandbox_landlock_version ();
  self->is_in_bubblewrap = is_in_bubblewrap;
  if (self->landlock_version == 0 && !is_in_bubblewrap)
    {
      g_set_error_literal (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, "neither Landlock nor bubblewrap is available");
      return NULL;
    }
  if (!is_lockable ())
    {
      g_set_error_literal (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, "built with sanitizers, so the worker cannot be locked in");
      return NULL;
    }
  if (!build_worker_filter (&self->worker_filter, TRUE) || !build_scanner_filter (&self->scanner_filter))
    {
      g_set_error_literal (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, "the filter of system calls could not be built");
      return NULL;
    }
  if (self->landlock_version > 0)
    self->description = g_strdup_printf ("%slandlock %d, seccomp", is_in_bubblewrap ? "bubblewrap, " : "", self->landlock_version);
  else
    self->description = g_strdup ("bubblewrap, seccomp");
  return g_steal_pointer (&self);
}

void
guard_sandbox_free (GuardSandbox *self)
{
  if (self == NULL)
    return;
  g_free (self->scanner_filter.filter);
  g_free (self->worker_filter.filter);
  g_free (self->description);
  g_free (self);
}

const char *
guard_sandbox_describe (GuardSandbox *self)
{
  return self->description;
}

static gboolean
put_on_filter (struct sock_fprog *program)
{
#ifdef GUARD_SANITIZERS
  return TRUE;
#else
  return prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program) == 0;
#endif
}

gboolean
guard_sandbox_lock_scanner (GuardSandbox *self, const char *const *readable, const char *const *writable, GError **error)
{
  if (prctl (PR_SET_DUMPABLE, 0) != 0 || prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, "no_new_privs: %s", g_strerror (errno));
      return FALSE;
    }

  if (self->landlock_version > 0)
    {
      int ruleset = landlock_new_ruleset (self->landlock_version);

      for (gsize i = 0; ruleset >= 0 && readable[i] != NULL; i++)
        landlock_allow (ruleset, self->landlock_version, readable[i], LANDLOCK_READ);
      for (gsize i = 0; ruleset >= 0 && writable[i] != NULL; i++)
        landlock_allow (ruleset, self->landlock_version, writable[i], LANDLOCK_WRITE);
      if (ruleset < 0 || syscall (SYSCALL_LANDLOCK_RESTRICT_SELF, ruleset, 0) != 0)
        {
          g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, "Landlock: %s", g_strerror (errno));
          return FALSE;
        }
      close (ruleset);
    }

  if (!put_on_filter (&self->scanner_filter))
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, "seccomp: %s", g_strerror (errno));
      return FALSE;
    }
  return TRUE;
}

#ifndef GUARD_SANITIZERS
/* How much address space this process has, without /proc (which no lock lets through): the smallest limit under which
 * one more page can still be had. */
static guint64
measure_address_space (void)
{
  guint64 page = (guint64) sysconf (_SC_PAGESIZE);
  guint64 low = 0, high = G_GUINT64_CONSTANT (1) << 47;
  struct rlimit old, limit;

  if (getrlimit (RLIMIT_AS, &old) != 0)
    return high;
  limit = old;
  while (low + page < high)
    {
      guint64 middle = (low + (high - low) / 2) / page * page;
      void *probe = MAP_FAILED;

      if (middle <= low)
        break;
      limit.rlim_cur = middle;
      if (setrlimit (RLIMIT_AS, &limit) == 0)
        probe = mmap (NULL, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (probe == MAP_FAILED)
        low = middle;
      else
        {
          munmap (probe, page);
          high = middle;
        }
    }
  setrlimit (RLIMIT_AS, &old);
  return high;
}
#endif

static gboolean
set_limit (int resource, guint64 soft, guint64 hard)
{
  struct rlimit limit = { soft, hard };

  return setrlimit ((__rlimit_resource_t) resource, &limit) == 0;
}

/* Limits, and the door behind privileges. */
static gboolean
limit_oneself (const GuardSandboxLimits *limits, const char **why)
{
#ifndef GUARD_SANITIZERS
  guint64 memory = measure_address_space () + limits->extra_memory_bytes;

  *why = "memory limit";
  if (!set_limit (RLIMIT_AS, memory, memory))
    return FALSE;
#endif
  *why = "limits";
  if (!set_limit (RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds + 1) || !set_limit (RLIMIT_FSIZE, limits->file_size_bytes, limits->file_size_bytes)
      || !set_limit (RLIMIT_NOFILE, limits->n_descriptors, limits->n_descriptors) || !set_limit (RLIMIT_CORE, 0, 0) || !set_limit (RLIMIT_NPROC, 0, 0)
      || !set_limit (RLIMIT_MEMLOCK, 0, 0) || !set_limit (RLIMIT_MSGQUEUE, 0, 0))
    return FALSE;

  *why = "no_new_privs";
  return prctl (PR_SET_DUMPABLE, 0) == 0 && prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/* @folder: (nullable): the only one that stays */
static gboolean
restrict_files (int landlock_version, const char *folder)
{
  const int ruleset = landlock_new_ruleset (landlock_version);

  if (ruleset < 0 || (folder != NULL && !landlock_allow (ruleset, landlock_version, folder, LANDLOCK_WRITE))
      || syscall (SYSCALL_LANDLOCK_RESTRICT_SELF, ruleset, 0) != 0)
    return FALSE;
  close (ruleset);
  return TRUE;
}

gboolean
guard_sandbox_lock_worker (GuardSandbox *self, const char *temporary_folder, const GuardSandboxLimits *limits, const char **why)
{
  if (!limit_oneself (limits, why))
    return FALSE;

  *why = "Landlock";
  if (self->landlock_version > 0 ? !restrict_files (self->landlock_version, temporary_folder) : !self->is_in_bubblewrap)
    return FALSE;

  *why = "seccomp";
  return put_on_filter (&self->worker_filter);
}

gboolean
guard_sandbox_lock_alone (const GuardSandboxLimits *limits, const char **why)
{
  const int landlock_version = guard_sandbox_landlock_version ();
  struct sock_fprog filter = { 0 };

  *why = "sanitizers";
  if (!is_lockable ())
    return FALSE;
  *why = "seccomp";
  if (!build_worker_filter (&filter, FALSE))
    return FALSE;
  if (!limit_oneself (limits, why))
    return FALSE;

  *why = "Landlock";
  if (landlock_version > 0 && !restrict_files (landlock_version, NULL))
    return FALSE;

  *why = "seccomp";
  return put_on_filter (&filter); /* the kernel has its own copy; the rest goes with the process */
}

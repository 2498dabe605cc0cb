/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
/* fortified headers turn these very calls into inline functions */
#undef _FORTIFY_SOURCE
#include "config.h"

#include "guard-witness.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* The witness: this program defines the C library's calls that may fail for want of something, so that every library in
 * the process calls these, and each failure is noted before it is passed on unchanged. Symbols of the program itself
 * come before those of libraries, so no dlopen tricks are needed; only calls that need the C library's own state
 * (streams, temporary names) are looked up behind us.
 *
 * It never changes a result. It is off while nothing is looked at: opening files that are not there is everyday life. */

static GuardWitnessReport report;
static gboolean is_on;
static gboolean is_memory_fatal;

void
guard_witness_start (void)
{
  memset (&report, 0, sizeof report);
  is_on = TRUE;
}

GuardWitnessReport
guard_witness_stop (void)
{
  is_on = FALSE;
  return report;
}

void
guard_witness_make_memory_fatal (gboolean is_fatal)
{
  is_memory_fatal = is_fatal;
}

#ifndef GUARD_SANITIZERS /* sanitizers define the same calls */

static void
note_failure (const char *where)
{
  static const int machine[] = { ENOSPC, EDQUOT, EMFILE, ENFILE, EACCES, EPERM, EROFS, EIO };

  if (!is_on)
    return;
  if (errno == ENOMEM)
    report.n_memory++;
  else if (errno == EFBIG)
    report.n_too_large++;
  else
    {
      gboolean is_machine = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (machine); i++)
        is_machine = is_machine || errno == machine[i];
      if (!is_machine)
        return;
      report.n_machine++;
    }
  report.last_error = errno;
  report.where = where;
}

static void
note_no_memory (const char *where)
{
  if (is_memory_fatal)
    _exit (GUARD_WITNESS_EXIT_MEMORY);
  if (!is_on)
    return;
  report.n_memory++;
  report.last_error = ENOMEM;
  report.where = where;
}

#define WITNESS __attribute__ ((visibility ("default")))

/* A call that only the C library can make, found behind ours. */
#define BEHIND(name)                                                                                                           \
  static __typeof__ (&name) behind_##name;                                                                                     \
  if (behind_##name == NULL)                                                                                                   \
    *(void **) &behind_##name = dlsym (RTLD_NEXT, #name)

/* Notes and passes on: @failed is the condition on `result`. */
#define NOTE(result, failed, name)                                                                                             \
  do                                                                                                                           \
    {                                                                                                                          \
      if (failed)                                                                                                              \
        note_failure (name);                                                                                                   \
      return result;                                                                                                           \
    }                                                                                                                          \
  while (0)

/* --- memory --- */

extern void *__libc_malloc (size_t n_bytes);
extern void *__libc_calloc (size_t n, size_t n_bytes);
extern void *__libc_realloc (void *old, size_t n_bytes);
extern void *__libc_memalign (size_t alignment, size_t n_bytes);

WITNESS void *
malloc (size_t n_bytes)
{
  void *result = __libc_malloc (n_bytes);

  if (result == NULL)
    note_no_memory ("malloc");
  return result;
}

WITNESS void *
calloc (size_t n, size_t n_bytes)
{
  void *result = __libc_calloc (n, n_bytes);

  if (result == NULL && n > 0 && n_bytes > 0)
    note_no_memory ("calloc");
  return result;
}

WITNESS void *
realloc (void *old, size_t n_bytes)
{
  void *result = __libc_realloc (old, n_bytes);

  if (result == NULL && n_bytes > 0)
    note_no_memory ("realloc");
  return result;
}

WITNESS int
posix_memalign (void **out, size_t alignment, size_t n_bytes)
{
  *out = __libc_memalign (alignment, n_bytes);
  if (*out != NULL)
    return 0;
  note_no_memory ("posix_memalign");
  return ENOMEM;
}

WITNESS void *
aligned_alloc (size_t alignment, size_t n_bytes)
{
  void *result = __libc_memalign (alignment, n_bytes);

  if (result == NULL)
    note_no_memory ("aligned_alloc");
  return result;
}

WITNESS void *
mmap (void *address, size_t n_bytes, int protection, int flags, int descriptor, off_t offset)
{
  void *result = (void *) syscall (SYS_mmap, address, n_bytes, protection, flags, descriptor, offset);

  NOTE (result, result == MAP_FAILED, "mmap");
}

#undef mmap64
WITNESS void *mmap64 (void *address, size_t n_bytes, int protection, int flags, int descriptor, __off64_t offset);
void *
mmap64 (void *address, size_t n_bytes, int protection, int flags, int descriptor, __off64_t offset)
{
  void *result = (void *) syscall (SYS_mmap, address, n_bytes, protection, flags, descriptor, offset);

  NOTE (result, result == MAP_FAILED, "mmap");
}

/* --- files by descriptor --- */

static int
open_witnessed (int folder, const char *path, int flags, mode_t mode)
{
  int result = (int) syscall (SYS_openat, folder, path, flags, mode);

  NOTE (result, result < 0, "open");
}

#define MODE_OF(flags, mode)                                                                                                   \
  mode_t mode = 0;                                                                                                             \
  if (((flags) & O_CREAT) != 0 || ((flags) & O_TMPFILE) == O_TMPFILE)                                                          \
    {                                                                                                                          \
      va_list arguments;                                                                                                       \
      va_start (arguments, flags);                                                                                             \
      mode = va_arg (arguments, mode_t);                                                                                       \
      va_end (arguments);                                                                                                      \
    }

#undef open
#undef open64
#undef openat
#undef openat64
#undef creat
#undef creat64
int open64 (const char *path, int flags, ...);
int openat64 (int folder, const char *path, int flags, ...);
int creat64 (const char *path, mode_t mode);

WITNESS int
open (const char *path, int flags, ...)
{
  MODE_OF (flags, mode)
  return open_witnessed (AT_FDCWD, path, flags, mode);
}

WITNESS int
open64 (const char *path, int flags, ...)
{
  MODE_OF (flags, mode)
  return open_witnessed (AT_FDCWD, path, flags, mode);
}

WITNESS int
openat (int folder, const char *path, int flags, ...)
{
  MODE_OF (flags, mode)
  return open_witnessed (folder, path, flags, mode);
}

WITNESS int
openat64 (int folder, const char *path, int flags, ...)
{
  MODE_OF (flags, mode)
  return open_witnessed (folder, path, flags, mode);
}

WITNESS int
creat (const char *path, mode_t mode)
{
  return open_witnessed (AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

WITNESS int
creat64 (const char *path, mode_t mode)
{
  return open_witnessed (AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

/* what fortified libraries call instead of open and read when the compiler cannot see the arguments */
WITNESS int __open_2 (const char *path, int flags);
WITNESS int __open64_2 (const char *path, int flags);
WITNESS int __openat_2 (int folder, const char *path, int flags);
WITNESS int __openat64_2 (int folder, const char *path, int flags);
WITNESS ssize_t __read_chk (int descriptor, void *bytes, size_t n_bytes, size_t n_room);

int
__open_2 (const char *path, int flags)
{
  return open_witnessed (AT_FDCWD, path, flags, 0);
}

int
__open64_2 (const char *path, int flags)
{
  return open_witnessed (AT_FDCWD, path, flags, 0);
}

int
__openat_2 (int folder, const char *path, int flags)
{
  return open_witnessed (folder, path, flags, 0);
}

int
__openat64_2 (int folder, const char *path, int flags)
{
  return open_witnessed (folder, path, flags, 0);
}

ssize_t
__read_chk (int descriptor, void *bytes, size_t n_bytes, size_t n_room)
{
  if (n_bytes > n_room)
    abort ();
  return read (descriptor, bytes, n_bytes);
}

WITNESS ssize_t
read (int descriptor, void *bytes, size_t n_bytes)
{
  ssize_t result = syscall (SYS_read, descriptor, bytes, n_bytes);

  NOTE (result, result < 0, "read");
}

WITNESS ssize_t
pread (int descriptor, void *bytes, size_t n_bytes, off_t offset)
{
  ssize_t result = syscall (SYS_pread64, descriptor, bytes, n_bytes, offset);

  NOTE (result, result < 0, "read");
}

#undef pread64
WITNESS ssize_t pread64 (int descriptor, void *bytes, size_t n_bytes, __off64_t offset);
ssize_t
pread64 (int descriptor, void *bytes, size_t n_bytes, __off64_t offset)
{
  ssize_t result = syscall (SYS_pread64, descriptor, bytes, n_bytes, offset);

  NOTE (result, result < 0, "read");
}

WITNESS ssize_t
write (int descriptor, const void *bytes, size_t n_bytes)
{
  ssize_t result = syscall (SYS_write, descriptor, bytes, n_bytes);

  NOTE (result, result < 0, "write");
}

WITNESS ssize_t
writev (int descriptor, const struct iovec *parts, int n_parts)
{
  ssize_t result = syscall (SYS_writev, descriptor, parts, n_parts);

  NOTE (result, result < 0, "write");
}

WITNESS ssize_t
pwrite (int descriptor, const void *bytes, size_t n_bytes, off_t offset)
{
  ssize_t result = syscall (SYS_pwrite64, descriptor, bytes, n_bytes, offset);

  NOTE (result, result < 0, "write");
}

#undef pwrite64
WITNESS ssize_t pwrite64 (int descriptor, const void *bytes, size_t n_bytes, __off64_t offset);
ssize_t
pwrite64 (int descriptor, const void *bytes, size_t n_bytes, __off64_t offset)
{
  ssize_t result = syscall (SYS_pwrite64, descriptor, bytes, n_bytes, offset);

  NOTE (result, result < 0, "write");
}

WITNESS int
ftruncate (int descriptor, off_t n_bytes)
{
  int result = (int) syscall (SYS_ftruncate, descriptor, n_bytes);

  NOTE (result, result < 0, "ftruncate");
}

WITNESS int
mkdir (const char *path, mode_t mode)
{
  int result = (int) syscall (SYS_mkdirat, AT_FDCWD, path, mode);

  NOTE (result, result < 0, "mkdir");
}

WITNESS int
mkdirat (int folder, const char *path, mode_t mode)
{
  int result = (int) syscall (SYS_mkdirat, folder, path, mode);

  NOTE (result, result < 0, "mkdir");
}

WITNESS int
dup (int descriptor)
{
  int result = (int) syscall (SYS_dup, descriptor);

  NOTE (result, result < 0, "dup");
}

WITNESS int
mkstemp (char *pattern)
{
  BEHIND (mkstemp);
  int result = behind_mkstemp (pattern);

  NOTE (result, result < 0, "mkstemp");
}

#undef mkstemp64
WITNESS int mkstemp64 (char *pattern);
int
mkstemp64 (char *pattern)
{
  BEHIND (mkstemp64);
  int result = behind_mkstemp64 (pattern);

  NOTE (result, result < 0, "mkstemp");
}

WITNESS char *
mkdtemp (char *pattern)
{
  BEHIND (mkdtemp);
  char *result = behind_mkdtemp (pattern);

  NOTE (result, result == NULL, "mkdtemp");
}

/* --- streams --- */

WITNESS FILE *
fopen (const char *path, const char *mode)
{
  BEHIND (fopen);
  FILE *result = behind_fopen (path, mode);

  NOTE (result, result == NULL, "fopen");
}

#undef fopen64
WITNESS FILE *fopen64 (const char *path, const char *mode);
FILE *
fopen64 (const char *path, const char *mode)
{
  BEHIND (fopen64);
  FILE *result = behind_fopen64 (path, mode);

  NOTE (result, result == NULL, "fopen");
}

WITNESS FILE *
fdopen (int descriptor, const char *mode)
{
  BEHIND (fdopen);
  FILE *result = behind_fdopen (descriptor, mode);

  NOTE (result, result == NULL, "fdopen");
}

WITNESS FILE *
tmpfile (void)
{
  BEHIND (tmpfile);
  FILE *result = behind_tmpfile ();

  NOTE (result, result == NULL, "tmpfile");
}

WITNESS size_t
fwrite (const void *bytes, size_t n_bytes, size_t n, FILE *stream)
{
  BEHIND (fwrite);
  size_t result = behind_fwrite (bytes, n_bytes, n, stream);

  NOTE (result, result < n && n_bytes > 0, "fwrite");
}

WITNESS int
fputs (const char *text, FILE *stream)
{
  BEHIND (fputs);
  int result = behind_fputs (text, stream);

  NOTE (result, result == EOF, "fputs");
}

WITNESS int
fflush (FILE *stream)
{
  BEHIND (fflush);
  int result = behind_fflush (stream);

  NOTE (result, result != 0, "fflush");
}

WITNESS int
fclose (FILE *stream)
{
  BEHIND (fclose);
  int result = behind_fclose (stream);

  NOTE (result, result != 0, "fclose");
}

#endif

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* For a copy of the plugin that is compiled with -finstrument-functions: how long each call from outside (libpurple, GLib) into the plugin
 * took on the main thread, until it came back. Written to $GUARD_TIMES_FILE, a line a call in microseconds, when the client ends. With
 * GUARD_TIMES_CPU it is the processor's time: without what the client waits for, and what other programs take from it. */

#define MAX_CALLS (8 * 1024 * 1024)

void __cyg_profile_func_enter (void *function, void *caller);
void __cyg_profile_func_exit (void *function, void *caller);

static unsigned depth;
static clockid_t used_clock = CLOCK_MONOTONIC;
static struct timespec entered;
static unsigned *calls_us;
static unsigned n_calls;

/* Asked of the kernel once a thread: at every call it would cost more than most calls. */
__attribute__ ((no_instrument_function)) static int
is_main_thread (void)
{
  static __thread int answer = -1;

  if (answer < 0)
    answer = syscall (SYS_gettid) == getpid ();
  return answer;
}

__attribute__ ((no_instrument_function)) void
__cyg_profile_func_enter (void *function, void *caller)
{
  if (is_main_thread () && depth++ == 0)
    clock_gettime (used_clock, &entered);
}

__attribute__ ((no_instrument_function)) void
__cyg_profile_func_exit (void *function, void *caller)
{
  struct timespec now;

  if (!is_main_thread () || depth == 0 || --depth != 0)
    return;
  clock_gettime (used_clock, &now);
  if (calls_us == NULL)
    calls_us = calloc (MAX_CALLS, sizeof *calls_us);
  if (calls_us != NULL && n_calls < MAX_CALLS)
    calls_us[n_calls++] = (unsigned) ((now.tv_sec - entered.tv_sec) * 1000000 + (now.tv_nsec - entered.tv_nsec) / 1000);
}

__attribute__ ((constructor, no_instrument_function)) static void
choose_clock (void)
{
  if (getenv ("GUARD_TIMES_CPU") != NULL)
    used_clock = CLOCK_THREAD_CPUTIME_ID;
}

__attribute__ ((destructor, no_instrument_function)) static void
write_calls (void)
{
  const char *path = getenv ("GUARD_TIMES_FILE");
  FILE *file = path != NULL && n_calls > 0 ? fopen (path, "we") : NULL;

  for (unsigned i = 0; file != NULL && i < n_calls; i++)
    fprintf (file, "%u\n", calls_us[i]);
  if (file != NULL)
    fclose (file);
}

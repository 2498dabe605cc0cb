/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <errno.h>
#include <glib.h>
#include <unistd.h>

G_BEGIN_DECLS

/* A descriptor that closes itself at the end of its block; -1 is none. Keeps errno. (GLib has one only since 2.76.) */
static inline void
guard_close_fd (int *descriptor)
{
  int kept_errno = errno;

  if (*descriptor >= 0)
    close (*descriptor);
  errno = kept_errno;
}
#define guard_autofd __attribute__ ((cleanup (guard_close_fd))) int

G_END_DECLS

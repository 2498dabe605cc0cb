/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "hooks.h"

#include <signal.h>
#include <unistd.h>

/* store/guard-hold.c that dies where a test wants it to. */

const char *crash_at;

void
crash_point (const char *name)
{
  if (g_strcmp0 (name, crash_at) == 0)
    kill (getpid (), SIGKILL);
}

#define CRASH_POINT(name) crash_point (name)
#include "../../store/guard-hold.c"

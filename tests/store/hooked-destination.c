/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "hooks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* store/guard-destination.c over file systems that lack something. */

gboolean lacks_rename_flags;
gboolean lacks_links;
void (*before_rename) (void);

static int
rename_here (int from_folder, const char *from, int to_folder, const char *to, guint flags)
{
  if (before_rename != NULL)
    before_rename ();
  if (lacks_rename_flags && flags != 0)
    {
      errno = EINVAL;
      return -1;
    }
  return renameat2 (from_folder, from, to_folder, to, flags);
}

static int
link_here (int from_folder, const char *from, int to_folder, const char *to, int flags)
{
  if (lacks_links)
    {
      errno = EPERM;
      return -1;
    }
  return linkat (from_folder, from, to_folder, to, flags);
}

#define RENAMEAT2 rename_here
#define LINKAT link_here
#include "../../store/guard-destination.c"

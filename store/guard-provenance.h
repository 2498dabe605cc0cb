/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a program file comes from, and who could replace it. */

typedef enum
{
  GUARD_ORIGIN_UNKNOWN,       /* could not be found out */
  GUARD_ORIGIN_PACKAGE,       /* a package of the system brought it */
  GUARD_ORIGIN_ADMINISTRATOR, /* root's, of no package that is known */
  GUARD_ORIGIN_OWN,           /* the user's own: put there by the user, or by a program of the user's */
  GUARD_ORIGIN_OTHERS,        /* another user owns it, or can replace it: whatever else it is */
} GuardOrigin;

typedef struct
{
  char *path;        /* as it was asked for */
  char *true_path;   /* (nullable): where it lies when every link is followed */
  gboolean is_link;  /* the two differ */
  char *owner;       /* (nullable): name, or number */
  char *package;     /* (nullable) */
  char *weak_path;   /* (nullable): the file or folder that others can write to, or own */
  GuardOrigin origin;
} GuardProvenance;

const char *guard_origin_to_string (GuardOrigin origin); /* "unknown", "package", "administrator", "own", "others" */

/* Looks at each of @paths, which may take a moment: off the main loop. @packages: (type filename): dpkg's folder of lists, "/var/lib/dpkg/info"; where
 * it is not there no package is known.
 * Returns: (transfer full) (element-type GuardProvenance): in the order of @paths, with a free function set */
GPtrArray *guard_provenance_look (const char * const *paths, const char *packages) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

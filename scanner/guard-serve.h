/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-sandbox.h"
#include "guard-worker.h"

#include <glib.h>

G_BEGIN_DECLS

/* The scanner as its clients see it: one listening socket, any number of the same user's programs, one file at a time. */

/**
 * GuardServeOptions: all borrowed
 * @listener: listening socket
 * @socket_path, @lock: removed, and kept, until the end
 * @sandbox: (nullable): %NULL = nothing can be looked at, and that is all that clients are told
 * @why_not, @why_not_detail: then the reason, and English
 */
typedef struct
{
  int listener;
  int lock;
  const char *socket_path;
  const char *scan_folder;
  const char *database_dir;
  guint64 max_scan_bytes;
  guint idle_seconds;
  gboolean is_in_bubblewrap;
  GuardSandbox *sandbox;
  GuardReason why_not;
  const char *why_not_detail;
  const GuardCanary *canary;
  const char *canary_file;
  GuardTemporary *home;        /* of the canary's signature and of loading */
  const char *folder_identity; /* of the database, at the time of the lock */
} GuardServeOptions;

/* Serves until nobody needs it any more. Returns: exit status */
int guard_serve (const GuardServeOptions *options);

G_END_DECLS

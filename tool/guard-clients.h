/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who works on a libpurple profile now. */

typedef struct
{
  int pid;             /* 0: nobody is known to */
  char *name;          /* "pidgin" */
  gboolean is_guarded; /* it has the guard's folder open: a client with the plugin, or this very program */
} GuardClient;

/* @profile: (type filename): libpurple's folder; @home: the guard's in it. Returns: (transfer full) (nullable): one of them, or %NULL if there is none */
GuardClient *guard_clients_find (const char *profile, const char *home) G_GNUC_WARN_UNUSED_RESULT;
void guard_client_free (GuardClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardClient, guard_client_free)

G_END_DECLS

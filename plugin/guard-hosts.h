/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard.h"

G_BEGIN_DECLS

/* The hosts whose links the user has agreed to open for a while. Kept in the store, and here for the answer at a click, which may not wait
 * for the disk. */
GuardHosts *guard_hosts_new (Guard *guard) G_GNUC_WARN_UNUSED_RESULT;
void guard_hosts_free (GuardHosts *self);

/* @host: as A-labels. Until it has been read from the store, nothing is remembered. */
gboolean guard_hosts_is_remembered (GuardHosts *self, const char *host);
/* For as many days as the setting says. */
void guard_hosts_remember (GuardHosts *self, const char *host);
/* Returns: %FALSE if it was not remembered */
gboolean guard_hosts_forget (GuardHosts *self, const char *host);
/* Reads the store again: another program may have forgotten, or remembered. Known a moment later. */
void guard_hosts_read (GuardHosts *self);
/* A line a host. Returns: (transfer full) (element-type utf8) */
GPtrArray *guard_hosts_list (GuardHosts *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

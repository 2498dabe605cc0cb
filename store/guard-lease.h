/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sign of life of this process: a locked file in <home>/leases. The kernel takes the lock away when the process dies,
 * however it dies. */
typedef struct _GuardLease GuardLease;

/* Returns: (transfer full): a lease of this process, or %NULL with @error set */
GuardLease *guard_lease_new (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void guard_lease_free (GuardLease *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardLease, guard_lease_free)

const char *guard_lease_get_name (const GuardLease *self);

/* Whether the process that made the lease @name in @folder still lives. Where that cannot be found out it counts as alive:
 * taking somebody's running transfer for a leftover destroys it. */
gboolean guard_lease_is_alive (const char *folder, const char *name);

/* Removes the files of dead leases. */
void guard_lease_sweep (const char *folder);

G_END_DECLS

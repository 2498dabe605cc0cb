/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where things are. "Home" is the guard's own folder in a libpurple profile: <purple user dir>/purple-guard. */

/* Makes @home (0700) with held/ (0700) and leases/ (0700) in it, or checks what is there: folders, not links, owned by this user,
 * closed to others (group and other bits are taken away). Returns: %FALSE with @error (what to do about it) set */
gboolean guard_paths_prepare_home (const char *home, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The guard's folder of the user's default profile: $PURPLE_GUARD_HOME if set (tests, and tools for another profile), else
 * ~/.purple/purple-guard. Returns: (transfer full) (type filename) */
char *guard_paths_default_home (void) G_GNUC_WARN_UNUSED_RESULT;

/* The installed folder of rule files and of the compiled settings schema; $PURPLE_GUARD_DATADIR overrides it (an
 * uninstalled build). Returns: (transfer none) (type filename) */
const char *guard_paths_data_dir (void);
/* The program purple-guard-scanner; $PURPLE_GUARD_SCANNER overrides it. Returns: (transfer none) (type filename) */
const char *guard_paths_scanner_program (void);
/* The administrator's folder: /etc/purple-guard (sysconfdir); $PURPLE_GUARD_SYSCONFDIR overrides it. */
const char *guard_paths_admin_dir (void);

G_END_DECLS

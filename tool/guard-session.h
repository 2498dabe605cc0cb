/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "scanner/guard-scan.h"

G_BEGIN_DECLS

/* Scanning for a person at a shell: one file after the other, progress on a terminal, Ctrl-C ends it. */
typedef struct _GuardSession GuardSession;

/* @home: settings are read there if it exists. @database_dir, @max_mebibytes: (nullable), 0: as the settings say. */
GuardSession *guard_session_new (const char *home, const char *database_dir, guint max_mebibytes) G_GNUC_WARN_UNUSED_RESULT;
void guard_session_free (GuardSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardSession, guard_session_free)

guint64 guard_session_get_max_bytes (GuardSession *self);
gboolean guard_session_is_cancelled (GuardSession *self);

/* Scans @descriptor (transfer full) and waits. @shown: what to call it on the terminal; @n of @n_files. Returns: %FALSE if Ctrl-C ended it; then
 * @result says not checked. */
gboolean guard_session_scan (GuardSession *self, int descriptor, GuardSenderKind sender, const char *shown, guint n, guint n_files,
                             GuardScanResult *result);
/* Takes the progress line off the terminal, before a line of output. */
void guard_session_clear_line (GuardSession *self);

G_END_DECLS

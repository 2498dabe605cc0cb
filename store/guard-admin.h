/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * guard_admin_read:
 * @folder: (type filename): the administrator's folder, with the files "defaults" and "locks", both optional
 * @schema: the settings there are
 * @root: the path that key-file groups are below
 *
 * Checks both files as strictly as what they are for: they must be readable, belong to root, be closed to writing by others, parse,
 * and speak only of settings that exist and values that are allowed. A misspelt lock locks nothing, and must not be silent.
 *
 * Returns: (transfer full) (element-type utf8 GVariant): the defaults by full path (an empty table where there are no files);
 * %NULL with @error: there are files, but they cannot be relied upon
 */
GHashTable *guard_admin_read (const char *folder, GSettingsSchema *schema, const char *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A file of the administrator's: an ordinary text of at most 1 MiB that belongs to root and is closed to writing by others.
 * Returns: (transfer full): or %NULL with @error set, also if there is none */
char *guard_admin_read_text (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

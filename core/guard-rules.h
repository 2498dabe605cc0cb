/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A rule file: a key file of groups (data/<name>.rules). This reads the form; what the groups mean is the reader's
 * business (guard-file-types). Errors carry file and line: "file-types.rules:17: ...". */
typedef struct _GuardRules GuardRules;

/**
 * guard_rules_new:
 * @name: what to call it in errors, usually the base name of the file
 * @data: (array length=n_bytes): the whole file
 * @n_bytes: at most 4 MiB
 * @error: %GUARD_ERROR_MALFORMED (with line) or %GUARD_ERROR_TOO_BIG
 *
 * Returns: (transfer full): the rules, or %NULL with @error set
 */
GuardRules *guard_rules_new (const char *name, const char *data, gsize n_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* One more user, who calls guard_rules_free(), too. */
GuardRules *guard_rules_ref (GuardRules *self);
void guard_rules_free (GuardRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardRules, guard_rules_free)

const char *guard_rules_get_name (GuardRules *self);
/* Group names in file order. Returns: (transfer none) (array zero-terminated=1) */
const char * const *guard_rules_get_groups (GuardRules *self);
/* Line number (from 1) of a group or of a key in it (@key may be %NULL); 0 if there is none. */
guint guard_rules_get_line (GuardRules *self, const char *group, const char *key);
/* Returns: (transfer full) (nullable): %NULL if the key is not there */
char *guard_rules_dup_string (GuardRules *self, const char *group, const char *key) G_GNUC_WARN_UNUSED_RESULT;
/* A list separated by ";". Returns: (transfer full) (nullable) (array zero-terminated=1) */
char **guard_rules_dup_list (GuardRules *self, const char *group, const char *key) G_GNUC_WARN_UNUSED_RESULT;
/* Refuses keys that the reader does not know: a misspelt rule must not be a silent one.
 * Returns: %FALSE with @error naming file, line and key */
gboolean guard_rules_check_keys (GuardRules *self, const char *group, const char * const *known_keys, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For who reads the groups: an error that names file, line, reason and the word it is about. @key: (nullable). Returns: %FALSE */
gboolean guard_rules_refuse (GuardRules *self, const char *group, const char *key, GError **error, const char *reason, const char *what);

G_END_DECLS

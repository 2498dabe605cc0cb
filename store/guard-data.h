/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-file-types.h"
#include "core/guard-knowledge.h"

G_BEGIN_DECLS

/* Rule files from disk: the shipped <datadir>/NAME.rules. Errors carry file and line.
 * Returns: (transfer full): or %NULL with @error set */
GuardFileTypes *guard_data_load_file_types (GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One file. Errors carry its whole path, and the line. Returns: (transfer full): or %NULL with @error set */
GuardRules *guard_data_read_rules (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * guard_data_load_knowledge:
 * @home: (nullable) (type filename): the guard's folder
 * @note: (out) (transfer full) (nullable) (optional): what is wrong with own rules, a line for each file, file and line named
 * @error: (nullable): what is wrong with shipped rules
 *
 * All rules there are: the shipped ones, then those of the administrator (<admin>/rules/NAME.rules, which must belong to root and be writable
 * by nobody else), then the user's (<home>/rules/NAME.rules). An own file that cannot be read or understood is told and left out. A
 * shipped one leaves its part of the knowledge empty, @error set, and the knowledge incomplete: links and what leaves are then "not checked".
 *
 * Returns: (transfer full): never %NULL, also with @error set
 */
GuardKnowledge *guard_data_load_knowledge (const char *home, char **note, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The files of those rules, for a process that reads them itself: whole paths. Returns: (transfer full) (array zero-terminated=1) */
char **guard_data_list_shipped_rules (void) G_GNUC_WARN_UNUSED_RESULT;
/* The administrator's that can be relied upon, then the user's. @home: (nullable) */
char **guard_data_list_own_rules (const char *home) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

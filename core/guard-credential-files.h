/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-rules.h"

G_BEGIN_DECLS

/* Files that programs keep keys, passwords and sessions in, told by their names (data/credential-files.rules). */
typedef struct _GuardCredentialFiles GuardCredentialFiles;

GuardCredentialFiles *guard_credential_files_new (void) G_GNUC_WARN_UNUSED_RESULT;
void guard_credential_files_free (GuardCredentialFiles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardCredentialFiles, guard_credential_files_free)

/* Several files add up. Returns: %FALSE with @error (file and line) set, and nothing of @rules added */
gboolean guard_credential_files_add_rules (GuardCredentialFiles *self, GuardRules *rules, GError **error) G_GNUC_WARN_UNUSED_RESULT;

guint guard_credential_files_count (const GuardCredentialFiles *self);
/* @name: any bytes, with or without folders. Returns: (nullable) (transfer none): what such a file is, not translated yet */
const char *guard_credential_files_find (const GuardCredentialFiles *self, const char *name);

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-file-types.h"

G_BEGIN_DECLS

/* Rule files from disk: the shipped <datadir>/NAME.rules. Errors carry file and line.
 * Returns: (transfer full): or %NULL with @error set */
GuardFileTypes *guard_data_load_file_types (GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

G_BEGIN_DECLS

/* Settings that stand still: values that can be read and never written. @values: (nullable) (element-type utf8 GVariant): by
 * full path. Returns: (transfer full) */
GSettingsBackend *guard_fixed_backend_new (GHashTable *values) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-policy.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define GUARD_SETTINGS_SCHEMA "org.purpleguard.guard"

/* The settings: GSettings with the key-file backend at <home>/settings.ini and the administrator's defaults and locks. A missing
 * schema is an error, never an abort. A settings.ini that does not parse is left alone: the defaults are used, nothing is
 * written, and @note says so. */

/**
 * guard_settings_new:
 * @home: (type filename) (nullable): the guard's folder; %NULL: of a profile that is not there yet: what the administrator says, otherwise the
 *   defaults, and nothing can be changed
 * @note: (out) (optional) (nullable) (transfer full): a sentence for the user when something is odd, or %NULL
 * @error: %GUARD_ERROR_UNAVAILABLE when the schema is not installed
 *
 * Returns: (transfer full): the settings, or %NULL with @error set
 */
GSettings *guard_settings_new (const char *home, char **note, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The settings that decisions depend upon, as they are now. @settings may be %NULL: then the strictest. */
void guard_settings_get_policy (GSettings *settings, GuardPolicy *policy);

G_END_DECLS

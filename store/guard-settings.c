/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-settings.h"

#include "guard-admin.h"
#include "guard-fixed-backend.h"
#include "guard-paths.h"

#include "core/guard-error.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* Settings and the three ways they can be odd:
 *
 *   the administrator's files cannot be trusted   the strictest, nothing can be changed: GLib alone would go on without the locks
 *   settings.ini cannot be read                   the defaults (the administrator's included), nothing can be changed: the first
 *                                                 change would write the file anew, without what could not be read
 *   otherwise                                     key-file backend, locks and defaults by GLib
 *
 * Strictest: what the schema ships, refusing what may be refused, and remembering nothing. The sizes are no matter of more or less
 * safe: what is larger is held. */

#define ROOT "/org/purpleguard/"
#define ROOT_GROUP "general"
#define STRICT "guard-strict"
#define MAX_SETTINGS_BYTES (1024 * 1024)
#define BYTES_PER_MEBIBYTE ((guint64) 1024 * 1024)

static const struct
{
  const char *key;
  const char *type;
} needed[] = {
  { "max-scan-mebibytes", "u" },
  { "max-unknown-mebibytes", "u" },
  { "stall-timeout-seconds", "u" },
  { "refuse-programs-from-strangers", "b" },
  { "link-remember-days", "u" },
  { "check-sending", "b" },
  { "allow-send-anyway", "b" },
  { "always-ask-unverified-keys", "b" },
  { "data-remember-days", "u" },
  { "strangers-inbox", "s" },
  { "strangers-inbox-own-servers", "s" },
  { "trusted-domains", "as" },
  { "calls-from-contacts", "s" },
  { "calls-from-trusted", "s" },
  { "allow-shared-activities", "b" },
  { "open-port-mapping", "b" },
  { "open-address-discovery", "b" },
  { "open-listening-ports", "b" },
  { "open-local-network", "b" },
  { "open-session-bus", "b" },
  { "open-client-details", "b" },
  { "open-idle-time", "b" },
  { "open-local-time", "b" },
  { "open-transfer-proxies", "b" },
  { "unencrypted-logins", "s" },
  { "approved-servers", "as" },
  { "certificate-warning-days", "u" },
  { "notify-hidden-events", "b" },
  { "journal-events", "b" },
  { "signature-folder", "s" },
};

static GSettingsSchema *
look_up_in (const char *folder)
{
  g_autofree char *compiled = g_build_filename (folder, "gschemas.compiled", NULL);
  g_autoptr(GSettingsSchemaSource) source = NULL;
  g_autoptr(GError) error = NULL;

  if (!g_file_test (compiled, G_FILE_TEST_IS_REGULAR))
    return NULL;
  source = g_settings_schema_source_new_from_directory (folder, NULL, FALSE, &error);
  if (source == NULL)
    {
      g_message ("%s: %s", compiled, error->message);
      return NULL;
    }
  return g_settings_schema_source_lookup (source, GUARD_SETTINGS_SCHEMA, FALSE);
}

/* GLib aborts the program when a key is missing that somebody asks for. */
static gboolean
has_all_keys (GSettingsSchema *schema)
{
  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    {
      g_autoptr(GSettingsSchemaKey) key = NULL;

      if (!g_settings_schema_has_key (schema, needed[i].key))
        return FALSE;
      key = g_settings_schema_get_key (schema, needed[i].key);
      if (!g_variant_type_equal (g_settings_schema_key_get_value_type (key), needed[i].type))
        return FALSE;
    }
  return TRUE;
}

static GSettingsSchema *
find_schema (GError **error)
{
  GSettingsSchemaSource *usual = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = look_up_in (guard_paths_data_dir ());

  if (schema == NULL)
    schema = look_up_in (GUARD_SCHEMADIR);
  if (schema == NULL && usual != NULL)
    schema = g_settings_schema_source_lookup (usual, GUARD_SETTINGS_SCHEMA, TRUE);

  if (schema == NULL)
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE,
                 _("the description of the settings (%s) is not installed: install purple-guard again"), GUARD_SETTINGS_SCHEMA);
  else if (!has_all_keys (schema))
    g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE,
                 _("the description of the settings (%s) belongs to another version: install purple-guard again"), GUARD_SETTINGS_SCHEMA);
  else
    return g_steal_pointer (&schema);
  return NULL;
}

static gboolean
file_is_sound (const char *path, GError **error)
{
  g_autoptr(GKeyFile) key_file = g_key_file_new ();
  g_autofree char *data = NULL;
  gsize n_bytes = 0;
  struct stat status;

  if (lstat (path, &status) != 0 && errno == ENOENT)
    return TRUE;
  if (stat (path, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > MAX_SETTINGS_BYTES)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED, "not an ordinary file of at most 1 MiB");
      return FALSE;
    }
  if (!g_file_get_contents (path, &data, &n_bytes, error))
    return FALSE;
  return n_bytes == 0 || g_key_file_load_from_data (key_file, data, n_bytes, G_KEY_FILE_NONE, error);
}

static GSettings *
new_fixed (GSettingsSchema *schema, GHashTable *values)
{
  g_autoptr(GSettingsBackend) backend = guard_fixed_backend_new (values);

  return g_settings_new_full (schema, backend, NULL);
}

static GSettings *
new_writable (GSettingsSchema *schema, const char *path)
{
  /* The type has no public name; an object of it knows it. */
  g_autoptr(GSettingsBackend) sample = g_keyfile_settings_backend_new (path, ROOT, ROOT_GROUP);
  g_autoptr(GSettingsBackend) backend = g_object_new (G_OBJECT_TYPE (sample), "filename", path, "root-path", ROOT, "root-group", ROOT_GROUP,
                                                      "defaults-dir", guard_paths_admin_dir (), NULL);

  return g_settings_new_full (schema, backend, NULL);
}

static void
tell (char **note, char *sentence)
{
  g_message ("%s", sentence);
  if (note != NULL)
    *note = sentence;
  else
    g_free (sentence);
}

GSettings *
guard_settings_new (const char *home, char **note, GError **error)
{
  g_autofree char *path = home != NULL ? g_build_filename (home, "settings.ini", NULL) : NULL;
  g_autoptr(GSettingsSchema) schema = find_schema (error);
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(GError) local_error = NULL;
  GSettings *settings;

  if (note != NULL)
    *note = NULL;
  if (schema == NULL)
    return NULL;

  values = guard_admin_read (guard_paths_admin_dir (), schema, ROOT, &local_error);
  if (values == NULL)
    {
      tell (note, g_strdup_printf (_("Your organisation's settings cannot be used (%s). The strictest settings are in force, and none can be "
                                     "changed, until this is repaired."), local_error->message));
      settings = new_fixed (schema, NULL);
      g_object_set_data (G_OBJECT (settings), STRICT, GINT_TO_POINTER (TRUE));
      return settings;
    }

  if (path == NULL)
    return new_fixed (schema, values);

  if (!file_is_sound (path, &local_error))
    {
      tell (note, g_strdup_printf (_("Your settings in “%s” cannot be read (%s). The defaults are in force, and nothing can be changed, until "
                                     "the file is repaired or moved away."), path, local_error->message));
      return new_fixed (schema, values);
    }
  return new_writable (schema, path);
}

/* The index of the key's value in @words, which go from the strictest to the most open one; what is none of them is the strictest. */
static guint
get_word (GSettings *settings, const char *key, const char * const *words)
{
  g_autofree char *value = g_settings_get_string (settings, key);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], value))
      return i;
  return 0;
}

static void
get_strangers_policy (GSettings *settings, GuardPolicy *policy)
{
  static const char * const inbox[] = { "on", "ask", "off", NULL };
  static const char * const calls[] = { "refuse", "ask", "allow", NULL };
  static const char * const logins[] = { "forbid", "ask", "allow", NULL };

  policy->inbox_on_public_servers = get_word (settings, "strangers-inbox", inbox);
  policy->inbox_on_own_servers = get_word (settings, "strangers-inbox-own-servers", inbox);
  policy->calls_from_contacts = get_word (settings, "calls-from-contacts", calls);
  policy->calls_from_trusted = get_word (settings, "calls-from-trusted", calls);
  policy->allow_shared_activities = g_settings_get_boolean (settings, "allow-shared-activities");
  policy->unencrypted_logins = get_word (settings, "unencrypted-logins", logins);
}

void
guard_settings_get_policy (GSettings *settings, GuardPolicy *policy)
{
  *policy = (GuardPolicy) {
    .max_scan_bytes = 100 * BYTES_PER_MEBIBYTE,
    .max_unknown_bytes = 100 * BYTES_PER_MEBIBYTE,
    .max_stall_seconds = 600,
    .refuse_programs_from_strangers = TRUE,
    .link_remember_days = 0,
    .check_sending = TRUE,
    .may_send_anyway = FALSE,
    .always_ask_unverified = TRUE,
    .data_remember_days = 0,
    .inbox_on_public_servers = GUARD_INBOX_ON,
    .inbox_on_own_servers = GUARD_INBOX_ON,
    .calls_from_contacts = GUARD_CALL_REFUSE,
    .calls_from_trusted = GUARD_CALL_REFUSE,
    .allow_shared_activities = FALSE,
    .unencrypted_logins = GUARD_LOGIN_FORBID,
  };
  if (settings == NULL || g_object_get_data (G_OBJECT (settings), STRICT) != NULL)
    return;

  policy->max_scan_bytes = g_settings_get_uint (settings, "max-scan-mebibytes") * BYTES_PER_MEBIBYTE;
  policy->max_unknown_bytes = g_settings_get_uint (settings, "max-unknown-mebibytes") * BYTES_PER_MEBIBYTE;
  policy->max_stall_seconds = g_settings_get_uint (settings, "stall-timeout-seconds");
  policy->refuse_programs_from_strangers = g_settings_get_boolean (settings, "refuse-programs-from-strangers");
  policy->link_remember_days = g_settings_get_uint (settings, "link-remember-days");
  policy->check_sending = g_settings_get_boolean (settings, "check-sending");
  policy->may_send_anyway = g_settings_get_boolean (settings, "allow-send-anyway");
  policy->always_ask_unverified = g_settings_get_boolean (settings, "always-ask-unverified-keys");
  policy->data_remember_days = g_settings_get_uint (settings, "data-remember-days");
  get_strangers_policy (settings, policy);
}

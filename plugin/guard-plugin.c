/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard.h"

#include "guard-calls.h"
#include "guard-commands.h"
#include "guard-connection.h"
#include "guard-contacts.h"
#include "guard-encryption.h"
#include "guard-files.h"
#include "guard-hand-over.h"
#include "guard-hooks.h"
#include "guard-hosts.h"
#include "guard-inbox.h"
#include "guard-incoming.h"
#include "guard-links.h"
#include "guard-offers.h"
#include "guard-outgoing.h"
#include "guard-paths.h"
#include "guard-pictures.h"
#include "guard-popups.h"
#include "guard-question.h"
#include "guard-roster.h"
#include "guard-sending.h"
#include "guard-services.h"
#include "guard-state.h"
#include "guard-watch.h"
#include "store/guard-data.h"
#include "store/guard-settings.h"

#include <gmodule.h>
#include <glib/gi18n-lib.h>
#include <version.h>

/* Load, unload, and what libpurple is told about the plugin; nothing else. */

static Guard *loaded;
static GuardPolicy known_policy; /* of the settings as they are; read anew when one changes */
static gboolean is_policy_known;

Guard *
guard_plugin_get (void)
{
  return loaded;
}

void
guard_get_policy (Guard *guard, GuardPolicy *policy)
{
  /* Asked for several times a message: a flood would spend most of its time in reading settings. */
  if (!is_policy_known)
    guard_settings_get_policy (guard->settings, &known_policy);
  is_policy_known = TRUE;
  *policy = known_policy;
}

static void
on_settings_changed (GSettings *settings, const char *key, gpointer data)
{
  is_policy_known = FALSE;
}

static void
on_quitting (gpointer data)
{
  Guard *guard = data;

  guard->is_quitting = TRUE;
}

static void
free_guard (Guard *guard)
{
  g_clear_pointer (&guard->file_types, guard_file_types_free);
  g_clear_pointer (&guard->knowledge, guard_knowledge_free);
  g_clear_object (&guard->settings);
  g_free (guard->home);
  g_free (guard);
}

static gboolean
on_load (PurplePlugin *plugin)
{
  Guard *guard = g_new0 (Guard, 1);
  g_autofree char *note = NULL;
  g_autoptr(GError) settings_error = NULL;
  g_autoptr(GError) rules_error = NULL;

  /* Threads and timers may outlive an unload by a moment; the code must still be there. */
  g_module_make_resident (plugin->handle);

  guard->plugin = plugin;
  guard->home = g_build_filename (purple_user_dir (), "purple-guard", NULL);
  guard->settings = guard_settings_new (guard->home, &note, &settings_error);
  is_policy_known = FALSE;
  /* Before everybody else who listens. */
  if (guard->settings != NULL)
    g_signal_connect (guard->settings, "changed", G_CALLBACK (on_settings_changed), NULL);
  guard->file_types = guard_data_load_file_types (&rules_error);
  guard->chores = guard_chores_new (guard->home);
  guard->board = guard_board_new (guard->chores);
  guard->contacts = guard_contacts_new (guard);
  guard->watch = guard_watch_new (guard);
  guard->inbox = guard_inbox_new (guard);
  guard->pictures = guard_pictures_new (guard);
  guard->calls = guard_calls_new (guard);
  guard->services = guard_services_new (guard);
  guard->connection = guard_connection_new (guard);
  guard->offers = guard_offers_new (guard);
  guard->files = guard_files_new (guard);
  guard->incoming = guard_incoming_new (guard);
  guard->links = guard_links_new (guard);
  guard->hosts = guard_hosts_new (guard);
  guard->hand_over = guard_hand_over_new (guard);
  guard->popups = guard_popups_new (guard);
  guard->encryption = guard_encryption_new (guard);
  guard->outgoing = guard_outgoing_new (guard);
  guard->sending = guard_sending_new (guard);
  guard_roster_attach (guard);
  loaded = guard;

  guard_hooks_attach (guard);
  guard_encryption_attach (guard->encryption);
  guard_paths_attach (guard);
  guard_contacts_attach (guard->contacts);
  guard_inbox_attach (guard->inbox);
  guard_pictures_attach (guard->pictures);
  guard_calls_attach (guard->calls);
  guard_services_attach (guard->services);
  guard_connection_attach (guard->connection);
  /* Who is connected last hears first. */
  guard_watch_attach (guard->watch);
  guard_commands_register (guard);
  purple_signal_connect (purple_get_core (), "quitting", plugin, PURPLE_CALLBACK (on_quitting), guard);
  guard_files_recover (guard);

  /* What is missing makes the guard stricter, never weaker; but it is said. */
  if (settings_error != NULL)
    purple_notify_warning (plugin, _("purple-guard"), _("The settings cannot be used; the strictest ones apply."), settings_error->message);
  else if (note != NULL)
    purple_notify_warning (plugin, _("purple-guard"), _("The settings need your attention."), note);
  if (rules_error != NULL)
    purple_notify_warning (plugin, _("purple-guard"), _("The table of file types cannot be used; every file counts as a possible program."), rules_error->message);
  return TRUE;
}

static gboolean
on_unload (PurplePlugin *plugin)
{
  Guard *guard = loaded;

  if (!guard->is_quitting && guard_calls_are_running (guard->calls))
    {
      purple_notify_info (plugin, _("purple-guard"), _("purple-guard cannot be switched off during a call."), _("End the call, or answer it, and try again."));
      return FALSE;
    }
  /* Bytes that are on their way need somebody who holds and scans them. */
  if (!guard->is_quitting && (guard_offers_are_running (guard->offers) || guard_files_are_running (guard->files) || guard_sending_is_running (guard->sending)))
    {
      purple_notify_info (plugin, _("purple-guard"), _("purple-guard cannot be switched off while a file is received or scanned."),
                          _("Wait for the file, or cancel its transfer, and try again."));
      return FALSE;
    }

  purple_signal_disconnect (purple_get_core (), "quitting", plugin, PURPLE_CALLBACK (on_quitting));
  guard_commands_unregister ();
  /* First everything comes to rest while all of it is still there, then it is taken apart. */
  guard_watch_detach (guard->watch);
  guard_connection_detach (guard->connection);
  guard_services_detach (guard->services);
  guard_calls_detach (guard->calls);
  guard_pictures_detach (guard->pictures);
  guard_inbox_detach (guard->inbox);
  guard_contacts_detach (guard->contacts);
  guard_sending_stop (guard->sending);
  guard_outgoing_stop (guard->outgoing);
  guard_offers_stop (guard->offers);
  guard_board_stop (guard->board);
  guard_chores_drain (guard->chores);
  guard_files_stop (guard->files);
  guard_paths_detach (guard);
  guard_encryption_detach (guard->encryption);
  guard_hooks_detach (guard);
  guard_roster_detach (guard);
  loaded = NULL;
  guard_chores_free (guard->chores);
  guard_offers_free (guard->offers);
  guard_sending_free (guard->sending);
  guard_outgoing_free (guard->outgoing);
  guard_encryption_free (guard->encryption);
  guard_links_free (guard->links);
  guard_hosts_free (guard->hosts);
  guard_hand_over_free (guard->hand_over);
  guard_popups_free (guard->popups);
  guard_incoming_free (guard->incoming);
  guard_connection_free (guard->connection);
  guard_services_free (guard->services);
  guard_calls_free (guard->calls);
  guard_pictures_free (guard->pictures);
  guard_inbox_free (guard->inbox);
  guard_watch_free (guard->watch);
  guard_contacts_free (guard->contacts);
  g_clear_pointer (&guard->board, guard_board_free);

  /* Only when the client ends in the middle of a scan: its answer may still come, and finds the memory it knows. */
  if (guard_files_are_running (guard->files))
    return TRUE;
  guard_files_free (guard->files);
  guard_question_withdraw_all ();
  free_guard (guard);
  return TRUE;
}

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = PURPLE_MINOR_VERSION,
  .type = PURPLE_PLUGIN_STANDARD,
  .priority = PURPLE_PRIORITY_DEFAULT,
  .id = (char *) "core-purple-guard",
  .name = (char *) "purple-guard",
  .version = (char *) PACKAGE_VERSION,
  .author = (char *) "the purple-guard authors",
  .load = on_load,
  .unload = on_unload,
  .actions = guard_commands_get_actions,
};

static void
on_init (PurplePlugin *plugin)
{
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  info.summary = _("Makes instant messaging safe by default.");
  info.description = _("Received files are held, scanned and only then put where you want them; nothing is ever accepted by itself. Links are judged, and "
                       "asked about before they open where something speaks against them. Sensitive data is held before it leaves in a chat that is not encrypted.");
}

PURPLE_INIT_PLUGIN (purple_guard, on_init, info)

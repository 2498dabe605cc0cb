/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-paths.h"

#include "guard-paths-calls.h"
#include "guard-paths-commands.h"
#include "guard-paths-statuses.h"
#include "guard-paths-xmpp.h"

static char handle;

/* A protocol may be loaded long after the client's start. */
static void
on_plugin_loaded (PurplePlugin *plugin, gpointer user_data)
{
  guard_paths_wrap_calls ();
}

static void
on_signing_on (PurpleConnection *connection, gpointer user_data)
{
  guard_paths_wrap_calls ();
  guard_paths_on_signing_on (connection, user_data);
}

/* Before the protocol hears of it; and while an account connects it hears of nothing, and says at the end what the status is then. */
static void
on_status_changing (PurpleAccount *account, PurpleStatus *old_status, PurpleStatus *new_status, gpointer user_data)
{
  guard_paths_check_status (account, new_status);
}

void
guard_paths_attach (Guard *guard)
{
  guard_paths_wrap_calls ();
  guard_paths_register_commands (guard);
  guard_paths_listen_to_xmpp (guard);
  purple_signal_connect (purple_plugins_get_handle (), "plugin-load", &handle, PURPLE_CALLBACK (on_plugin_loaded), guard);
  purple_signal_connect (purple_connections_get_handle (), "signing-on", &handle, PURPLE_CALLBACK (on_signing_on), guard);
  purple_signal_connect_priority (purple_accounts_get_handle (), "account-status-changing", &handle, PURPLE_CALLBACK (on_status_changing), guard,
                                  G_MAXINT);
}

void
guard_paths_detach (Guard *guard)
{
  purple_signals_disconnect_by_handle (&handle);
  guard_paths_leave_xmpp (guard);
  guard_paths_unregister_commands ();
  guard_paths_give_calls_back ();
  guard_paths_forget_statuses ();
}

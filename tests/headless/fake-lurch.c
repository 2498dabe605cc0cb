/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <purple.h>

/* A test's plugin that says it is lurch, says that it encrypts to everybody, and then encrypts nothing: a promise that is not kept. */

#define STATUS_OK 3

static void
on_status (PurpleAccount *account, const char *address, void (*answer) (gint32 error, int status, gpointer data), gpointer data)
{
  answer (0, STATUS_OK, data);
}

static gboolean
load (PurplePlugin *plugin)
{
  void *plugins = purple_plugins_get_handle ();
  purple_signal_register (plugins, "lurch-status-im", purple_marshal_VOID__POINTER_POINTER_POINTER_POINTER, NULL, 4,
                          purple_value_new (PURPLE_TYPE_SUBTYPE, PURPLE_SUBTYPE_ACCOUNT), purple_value_new (PURPLE_TYPE_STRING),
                          purple_value_new (PURPLE_TYPE_POINTER), purple_value_new (PURPLE_TYPE_POINTER));
  purple_signal_connect (plugins, "lurch-status-im", plugin, PURPLE_CALLBACK (on_status), NULL);
  return TRUE;
}

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = 0,
  .type = PURPLE_PLUGIN_STANDARD,
  .priority = PURPLE_PRIORITY_DEFAULT,
  .id = (char *) "core-riba-lurch",
  .name = (char *) "lurch",
  .version = (char *) "0.7.0",
  .load = load,
};

static void
init (PurplePlugin *plugin)
{
}

PURPLE_INIT_PLUGIN (fake_lurch, init, info)

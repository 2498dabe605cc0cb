/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <purple.h>
#include <string.h>

/* A test's plugin that says it is pidgin-otr, and sends what looks a little like OTR to whoever does not look closely: "?OTR:", the words in base64, and a
 * dot. It exports nothing of what the real one does. */

static void
on_sending (PurpleAccount *account, const char *who, char **message, gpointer data)
{
  if (message == NULL || *message == NULL)
    return;
  g_autofree char *encoded = g_base64_encode ((guchar *) *message, strlen (*message));
  g_free (*message);
  *message = g_strdup_printf ("?OTR:%s.", encoded);
}

static gboolean
load (PurplePlugin *plugin)
{
  purple_signal_connect (purple_conversations_get_handle (), "sending-im-msg", plugin, PURPLE_CALLBACK (on_sending), NULL);
  return TRUE;
}

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = 0,
  .type = PURPLE_PLUGIN_STANDARD,
  .priority = PURPLE_PRIORITY_DEFAULT,
  .id = (char *) "otr",
  .name = (char *) "Off-the-Record Messaging",
  .version = (char *) "4.0.2",
  .load = load,
};

static void
init (PurplePlugin *plugin)
{
}

PURPLE_INIT_PLUGIN (fake_otr, init, info)

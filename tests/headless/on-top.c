/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <purple.h>

/* A test's plugin that wraps a call of XMPP's as the guard does, on top of whatever is there, and never takes it off again. */

static int (*below) (PurpleConnection *connection, const char *who, const char *message, PurpleMessageFlags flags);

static int
on_send_im (PurpleConnection *connection, const char *who, const char *message, PurpleMessageFlags flags)
{
  return below (connection, who, message, flags);
}

static gboolean
load (PurplePlugin *plugin)
{
  PurplePluginProtocolInfo *protocol = PURPLE_PLUGIN_PROTOCOL_INFO (purple_find_prpl ("prpl-jabber"));
  below = protocol->send_im;
  protocol->send_im = on_send_im;
  return TRUE;
}

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = 0,
  .type = PURPLE_PLUGIN_STANDARD,
  .priority = PURPLE_PRIORITY_DEFAULT,
  .id = (char *) "test-on-top",
  .name = (char *) "On top",
  .version = (char *) "1",
  .load = load,
};

static void
init (PurplePlugin *plugin)
{
}

PURPLE_INIT_PLUGIN (on_top, init, info)

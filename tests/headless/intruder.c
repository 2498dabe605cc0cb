/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <purple.h>

/* A test's plugin: what protocols do that libpurple does not bring, or that have no server here. A message that says "ring" begins a call of its sender's
 * past everything, "share" a shared screen, "draw" a whiteboard, as SILC does. */

static PurplePlugin *self;

static void
start (PurpleWhiteboard *board)
{
  purple_notify_info (self, "intruder", "whiteboard started", board->who);
}

static void
end (PurpleWhiteboard *board)
{
  purple_notify_info (self, "intruder", "whiteboard ended", board->who);
}

static PurpleWhiteboardPrplOps board_ops = { .start = start, .end = end };

static void
begin_media (PurpleAccount *account, const char *who, gboolean is_private)
{
  PurpleMediaManager *manager = purple_media_manager_get ();
  PurpleMedia *media = is_private ? purple_media_manager_create_private_media (manager, account, "fsrtpconference", who, FALSE)
                                  : purple_media_manager_create_media (manager, account, "fsrtpconference", who, FALSE);
  purple_notify_info (self, "intruder", media != NULL ? "media began" : "media refused", who);
  if (media != NULL)
    purple_media_end (media, NULL, NULL);
}

static void
on_received (PurpleAccount *account, char *who, char *text, PurpleConversation *conversation, PurpleMessageFlags flags, gpointer data)
{
  if (purple_strequal (text, "ring") || purple_strequal (text, "share"))
    begin_media (account, who, purple_strequal (text, "share"));
  if (purple_strequal (text, "draw"))
    purple_whiteboard_start (purple_whiteboard_create (account, who, 0));
}

static gboolean
load (PurplePlugin *plugin)
{
  PurplePlugin *jabber = purple_find_prpl ("prpl-jabber");
  self = plugin;
  PURPLE_PLUGIN_PROTOCOL_INFO (jabber)->whiteboard_prpl_ops = &board_ops;
  purple_signal_connect (purple_conversations_get_handle (), "received-im-msg", plugin, PURPLE_CALLBACK (on_received), NULL);
  return TRUE;
}

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = 0,
  .type = PURPLE_PLUGIN_STANDARD,
  .priority = PURPLE_PRIORITY_DEFAULT,
  .id = (char *) "core-guard-test-intruder",
  .name = (char *) "Intruder",
  .version = (char *) "1",
  .load = load,
};

static void
init (PurplePlugin *plugin)
{
}

PURPLE_INIT_PLUGIN (intruder, init, info)

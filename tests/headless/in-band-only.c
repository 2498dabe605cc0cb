/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <purple.h>
#include <string.h>

/* A test's plugin for the sender: takes the SOCKS5 choice out of its file offers, so that only in-band bytestreams (XEP-0047) are left. */

static void
strip_socks5 (xmlnode *node)
{
  xmlnode *next;
  for (xmlnode *child = node->child; child != NULL; child = next)
    {
      next = child->next;
      if (child->type != XMLNODE_TYPE_TAG)
        continue;
      xmlnode *value = strcmp (child->name, "option") == 0 ? xmlnode_get_child (child, "value") : NULL;
      g_autofree char *method = value != NULL ? xmlnode_get_data (value) : NULL;
      if (method != NULL && strstr (method, "bytestreams") != NULL)
        xmlnode_free (child);
      else
        strip_socks5 (child);
    }
}

static void
on_sending (PurpleConnection *connection, xmlnode **packet, gpointer data)
{
  if (packet != NULL && *packet != NULL && strcmp ((*packet)->name, "iq") == 0)
    strip_socks5 (*packet);
}

static gboolean
load (PurplePlugin *plugin)
{
  PurplePlugin *jabber = purple_find_prpl ("prpl-jabber");
  if (jabber == NULL)
    return FALSE;
  purple_signal_connect_priority (jabber, "jabber-sending-xmlnode", plugin, PURPLE_CALLBACK (on_sending), NULL, PURPLE_SIGNAL_PRIORITY_LOWEST);
  return TRUE;
}

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = 0,
  .type = PURPLE_PLUGIN_STANDARD,
  .priority = PURPLE_PRIORITY_DEFAULT,
  .id = (char *) "core-guard-test-in-band-only",
  .name = (char *) "In-band only",
  .version = (char *) "1",
  .load = load,
};

static void
init (PurplePlugin *plugin)
{
}

PURPLE_INIT_PLUGIN (in_band_only, init, info)

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <purple.h>
#include <string.h>

/* A test's plugin that answers everybody for its user, as several plugins do together: it lets everybody add the user, joins every room, answers
 * OTR's query and every other message. */

static int
on_authorization (PurpleAccount *account, const char *who, gpointer data)
{
  return PURPLE_ACCOUNT_RESPONSE_ACCEPT;
}

static int
on_invited (PurpleAccount *account, const char *inviter, const char *room, const char *words, GHashTable *components, gpointer data)
{
  return 1;
}

static gboolean
on_receiving (PurpleAccount *account, char **who, char **message, PurpleConversation *conversation, PurpleMessageFlags *flags, gpointer data)
{
  const gboolean is_query = strstr (*message, "?OTR") != NULL;
  serv_send_im (purple_account_get_connection (account), *who, is_query ? "?OTR:AAMC." : "I am away.", PURPLE_MESSAGE_AUTO_RESP);
  return is_query;
}

static gboolean
load (PurplePlugin *plugin)
{
  purple_signal_connect_priority (purple_accounts_get_handle (), "account-authorization-requested", plugin, PURPLE_CALLBACK (on_authorization), NULL, -10000);
  purple_signal_connect_priority (purple_conversations_get_handle (), "chat-invited", plugin, PURPLE_CALLBACK (on_invited), NULL, -10000);
  purple_signal_connect_priority (purple_conversations_get_handle (), "receiving-im-msg", plugin, PURPLE_CALLBACK (on_receiving), NULL, -10000);
  return TRUE;
}

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = 0,
  .type = PURPLE_PLUGIN_STANDARD,
  .priority = PURPLE_PRIORITY_DEFAULT,
  .id = (char *) "core-guard-test-welcomer",
  .name = (char *) "Welcomer",
  .version = (char *) "1",
  .load = load,
};

static void
init (PurplePlugin *plugin)
{
}

PURPLE_INIT_PLUGIN (welcomer, init, info)

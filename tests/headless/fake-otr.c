/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "test-plugin.h"

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

GUARD_TEST_PLUGIN (fake_otr, "otr", "Off-the-Record Messaging", "4.0.2", load)

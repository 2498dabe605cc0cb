/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "test-plugin.h"

#include <string.h>

/* A test's plugin that wraps up what is sent, as encrypting plugins do, and leaves "/me ..." in clear, as libpurple 2.10.10 made them do. It also does to
 * messages what other careless plugins do; the message itself says what, in its plain text:
 *   [insert TEXT]   TEXT, read backwards, stands there when it leaves
 *   [say TEXT]      TEXT is sent, as a message of its own, before it */

static gboolean is_speaking;

/* The text of an order "[WORD TEXT]" in @message. Returns: (transfer full) (nullable) */
static char *
dup_order (const char *message, const char *word)
{
  g_autofree char *beginning = g_strconcat ("[", word, " ", NULL);
  const char *start = strstr (message, beginning);
  const char *end = start != NULL ? strchr (start, ']') : NULL;
  return end != NULL ? g_strndup (start + strlen (beginning), (gsize) (end - start) - strlen (beginning)) : NULL;
}

static void
on_sending (PurpleAccount *account, const char *who, char **message, gpointer data)
{
  if (message == NULL || *message == NULL)
    return;
  g_autofree char *inserted = dup_order (*message, "insert");
  g_autofree char *said = is_speaking ? NULL : dup_order (*message, "say");
  if (said != NULL)
    {
      PurpleConversation *conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, who, account);
      is_speaking = TRUE;
      purple_conv_im_send (PURPLE_CONV_IM (conversation), said);
      is_speaking = FALSE;
    }
  char *changed = NULL;
  if (inserted != NULL)
    {
      g_autofree char *before = g_strndup (*message, (gsize) (strstr (*message, "[insert ") - *message));
      changed = g_strconcat (before, g_strreverse (inserted), NULL);
    }
  else if (strstr (*message, "[seal]") != NULL && !g_str_has_prefix (*message, "/me "))
    {
      g_autofree char *sealed = g_base64_encode ((const guchar *) *message, strlen (*message));
      changed = g_strconcat ("?OTR:", sealed, ".", NULL);
    }
  if (changed != NULL)
    {
      g_free (*message);
      *message = changed;
    }
}

static gboolean
load (PurplePlugin *plugin)
{
  purple_signal_connect (purple_conversations_get_handle (), "sending-im-msg", plugin, PURPLE_CALLBACK (on_sending), NULL);
  return TRUE;
}

GUARD_TEST_PLUGIN (sealer, "core-guard-test-sealer", "Sealer", "1", load)

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <purple.h>
#include <string.h>

/* A test's plugin that does with messages what other plugins do; the message itself says what, in its plain text:
 *   [decrypt BASE64]            the text is what BASE64 says, from receiving-im-msg on, as encrypting plugins do it
 *   [rewrite PRIORITY BASE64]   it is replaced at that priority of writing-im-msg and writing-chat-msg: one of priorities[]
 *   [later BASE64]              it is swallowed in writing-im-msg, and BASE64 is written a moment later, as translating plugins do it
 *   [before BASE64]             BASE64 is written into the conversation before it
 *   [into BASE64]               BASE64 is written while the guard writes its next line of its own
 *   [swallow]                   it is taken away */

static const int priorities[] = { -20000, PURPLE_SIGNAL_PRIORITY_LOWEST, PURPLE_SIGNAL_PRIORITY_DEFAULT, PURPLE_SIGNAL_PRIORITY_HIGHEST, 20000 };

/* The text of an order "[WORDS BASE64]" in @message. Returns: (transfer full) (nullable) */
static char *
dup_order (const char *message, const char *words)
{
  g_autofree char *beginning = g_strconcat ("[", words, " ", NULL);
  const char *start = message != NULL ? strstr (message, beginning) : NULL;
  const char *end = start != NULL ? strchr (start, ']') : NULL;
  if (end == NULL)
    return NULL;
  start += strlen (beginning);
  g_autofree char *encoded = g_strndup (start, (gsize) (end - start));
  gsize n_bytes = 0;
  g_autofree guchar *decoded = g_base64_decode (encoded, &n_bytes);
  return g_strndup ((char *) decoded, n_bytes);
}

static gboolean
on_receiving (PurpleAccount *account, char **sender, char **message, PurpleConversation *conversation, PurpleMessageFlags *flags, gpointer data)
{
  char *text = dup_order (*message, "decrypt");
  if (text != NULL)
    {
      g_free (*message);
      *message = text;
    }
  return *message != NULL && strstr (*message, "[swallow]") != NULL;
}

typedef struct
{
  PurpleAccount *account;
  char *who, *text;
} Postponed;

static gboolean
write_postponed (gpointer data)
{
  Postponed *postponed = data;
  PurpleConversation *conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, postponed->who, postponed->account);
  if (conversation != NULL)
    purple_conversation_write (conversation, postponed->who, postponed->text, PURPLE_MESSAGE_RECV, time (NULL));
  g_free (postponed->who);
  g_free (postponed->text);
  g_free (postponed);
  return G_SOURCE_REMOVE;
}

static char *into; /* for the guard's next line */

static gboolean
on_writing (PurpleAccount *account, const char *who, char **message, PurpleConversation *conversation, PurpleMessageFlags flags, gpointer data)
{
  g_autofree char *before = dup_order (*message, "before");
  if (before != NULL)
    purple_conversation_write (conversation, who, before, PURPLE_MESSAGE_RECV, time (NULL));
  g_autofree char *now = g_str_has_prefix (*message, "purple-guard: ") ? g_steal_pointer (&into) : NULL;
  if (now != NULL)
    purple_conversation_write (conversation, who, now, PURPLE_MESSAGE_RECV, time (NULL));
  if (into == NULL)
    into = dup_order (*message, "into");
  char *text = dup_order (*message, "later");
  if (text == NULL)
    return FALSE;
  Postponed *postponed = g_new0 (Postponed, 1);
  postponed->account = account;
  postponed->who = g_strdup (purple_conversation_get_name (conversation));
  postponed->text = text;
  g_timeout_add (50, write_postponed, postponed);
  return TRUE;
}

static gboolean
on_writing_at (PurpleAccount *account, const char *who, char **message, PurpleConversation *conversation, PurpleMessageFlags flags, gpointer data)
{
  g_autofree char *words = g_strdup_printf ("rewrite %d", *(const int *) data);
  char *text = dup_order (*message, words);
  if (text != NULL)
    {
      g_free (*message);
      *message = text;
    }
  return FALSE;
}

static gboolean
load (PurplePlugin *plugin)
{
  void *conversations = purple_conversations_get_handle ();
  purple_signal_connect (conversations, "receiving-im-msg", plugin, PURPLE_CALLBACK (on_receiving), NULL);
  purple_signal_connect (conversations, "writing-im-msg", plugin, PURPLE_CALLBACK (on_writing), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      purple_signal_connect_priority (conversations, "writing-im-msg", plugin, PURPLE_CALLBACK (on_writing_at), (gpointer) &priorities[i], priorities[i]);
      purple_signal_connect_priority (conversations, "writing-chat-msg", plugin, PURPLE_CALLBACK (on_writing_at), (gpointer) &priorities[i],
                                      priorities[i]);
    }
  return TRUE;
}

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = 0,
  .type = PURPLE_PLUGIN_STANDARD,
  .priority = PURPLE_PRIORITY_DEFAULT,
  .id = (char *) "core-guard-test-meddler",
  .name = (char *) "Meddler",
  .version = (char *) "1",
  .homepage = (char *) "https://meddler.example/home",
  .load = load,
};

static void
init (PurplePlugin *plugin)
{
}

PURPLE_INIT_PLUGIN (meddler, init, info)

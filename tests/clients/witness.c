/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <dlfcn.h>
#include <purple.h>
#include <stdio.h>

/* A test's plugin for Pidgin that writes into witness.txt of the profile what passes, a line each:
 *   RECEIVED TEXT    a message as it came, before any plugin decrypts it
 *   ONLINE ADDRESS   a contact who is there from now on
 *   DISPLAYED TEXT   what Pidgin has just put at the end of a conversation's window, in that order */

static void
note (const char *what, const char *text)
{
  g_autofree char *path = g_build_filename (purple_user_dir (), "witness.txt", NULL);
  g_autofree char *line = g_strdelimit (g_strdup (text != NULL ? text : ""), "\r\n", ' ');
  FILE *file = fopen (path, "ae");

  if (file == NULL)
    return;
  fprintf (file, "%s %s\n", what, line);
  fclose (file);
}

static gboolean
on_receiving (PurpleAccount *account, char **sender, char **message, PurpleConversation *conversation, PurpleMessageFlags *flags, gpointer data)
{
  note ("RECEIVED", *message);
  return FALSE;
}

static void
on_displayed (PurpleAccount *account, const char *who, char *message, PurpleConversation *conversation, PurpleMessageFlags flags, gpointer data)
{
  note ("DISPLAYED", message);
}

static void
on_online (PurpleBuddy *buddy, gpointer data)
{
  note ("ONLINE", purple_buddy_get_name (buddy));
}

static gboolean
load (PurplePlugin *plugin)
{
  /* Pidgin's own function; without its headers no toolkit is needed here. */
  void *(*get_handle) (void) = (void *(*) (void)) dlsym (NULL, "pidgin_conversations_get_handle");

  if (get_handle == NULL)
    return FALSE;
  purple_signal_connect_priority (purple_conversations_get_handle (), "receiving-im-msg", plugin, PURPLE_CALLBACK (on_receiving), NULL, G_MININT);
  purple_signal_connect (purple_blist_get_handle (), "buddy-signed-on", plugin, PURPLE_CALLBACK (on_online), NULL);
  purple_signal_connect (get_handle (), "displayed-im-msg", plugin, PURPLE_CALLBACK (on_displayed), NULL);
  return TRUE;
}

static PurplePluginInfo info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = 0,
  .type = PURPLE_PLUGIN_STANDARD,
  .priority = PURPLE_PRIORITY_DEFAULT,
  .id = (char *) "gtk-guard-test-witness",
  .name = (char *) "Witness",
  .version = (char *) "1",
  .load = load,
};

static void
init (PurplePlugin *plugin)
{
}

PURPLE_INIT_PLUGIN (witness, init, info)

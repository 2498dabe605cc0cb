/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-commands.h"

#include "guard-files.h"
#include "guard-offers.h"

#include <glib/gi18n-lib.h>

#include <string.h>
#include <time.h>

static PurpleCmdId command_id;

static void
say (PurpleConversation *conversation, const char *text)
{
  g_autofree char *html = g_markup_escape_text (text, -1);

  purple_conversation_write (conversation, NULL, html, PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_NO_LOG, time (NULL));
}

static void
list_held (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  g_autoptr(GPtrArray) lines = guard_files_list (guard->files);

  if (lines->len == 0)
    say (conversation, _("No file is held back."));
  for (guint i = 0; i < lines->len; i++)
    say (conversation, g_ptr_array_index (lines, i));
}

static void
scan_again (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  say (conversation, guard_files_scan_again (guard->files, argument) ? _("It is scanned again.")
                                                                      : _("No held file has this id; /guard held lists them."));
}

static void
ask_to_release (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  if (!guard_files_ask_about (guard->files, argument))
    say (conversation, _("No held file has this id; /guard held lists them."));
}

static void
ask_about_offers (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  if (guard_offers_ask_again (guard->offers) == 0)
    say (conversation, _("No offer waits for an answer."));
}

static const struct
{
  const char *name;
  const char *help;
  void (*run) (Guard *guard, PurpleConversation *conversation, const char *argument);
} commands[] = {
  { "held",    N_("/guard held: which files are held back"),                          list_held },
  { "scan",    N_("/guard scan ID: scan a held file again"),                          scan_again },
  { "release", N_("/guard release ID: decide about a held file"),                     ask_to_release },
  { "offers",  N_("/guard offers: ask again about offers whose sender was asked"),    ask_about_offers },
};

static PurpleCmdRet
on_command (PurpleConversation *conversation, const char *name, char **arguments, char **error, void *data)
{
  g_auto(GStrv) words = g_strsplit_set (arguments[0] != NULL ? g_strstrip (arguments[0]) : "", " \t", 2);
  const char *verb = words[0] != NULL ? words[0] : "";

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, verb))
      {
        commands[i].run (data, conversation, words[1] != NULL ? g_strstrip (words[1]) : "");
        return PURPLE_CMD_RET_OK;
      }

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    say (conversation, _(commands[i].help));
  return PURPLE_CMD_RET_OK;
}

void
guard_commands_register (Guard *guard)
{
  command_id = purple_cmd_register ("guard", "s", PURPLE_CMD_P_PLUGIN,
                                    PURPLE_CMD_FLAG_IM | PURPLE_CMD_FLAG_CHAT | PURPLE_CMD_FLAG_ALLOW_WRONG_ARGS, NULL,
                                    on_command, _("guard [held | scan ID | release ID | offers]: what purple-guard holds back"), guard);
}

void
guard_commands_unregister (void)
{
  purple_cmd_unregister (command_id);
}

static void
on_show_held (PurplePluginAction *action)
{
  Guard *guard = guard_plugin_get ();

  if (guard != NULL)
    guard_files_show_held (guard->files);
}

GList *
guard_commands_get_actions (PurplePlugin *plugin, gpointer context)
{
  return g_list_append (NULL, purple_plugin_action_new (_("Held files…"), on_show_held));
}

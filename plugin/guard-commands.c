/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-commands.h"

#include "guard-encryption.h"
#include "guard-files.h"
#include "guard-hosts.h"
#include "guard-notice.h"
#include "guard-offers.h"
#include "guard-outgoing.h"

#include <glib/gi18n-lib.h>

#include <string.h>

static PurpleCmdId command_id;

static void
list_held (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  g_autoptr(GPtrArray) lines = guard_files_list (guard->files);

  if (lines->len == 0)
    guard_notice_write (conversation, _("No file is held back."));
  for (guint i = 0; i < lines->len; i++)
    guard_notice_write (conversation, g_ptr_array_index (lines, i));
}

static void
scan_again (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  guard_notice_write (conversation, guard_files_scan_again (guard->files, argument) ? _("It is scanned again.")
                                                                      : _("No held file has this id; /guard held lists them."));
}

static void
ask_to_release (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  if (!guard_files_ask_about (guard->files, argument))
    guard_notice_write (conversation, _("No held file has this id; /guard held lists them."));
}

static void
ask_about_offers (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  if (guard_offers_ask_again (guard->offers) == 0)
    guard_notice_write (conversation, _("No offer waits for an answer."));
}

static void
list_remembered (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  g_autoptr(GPtrArray) hosts = guard_hosts_list (guard->hosts);
  g_autoptr(GPtrArray) data = guard_outgoing_list_remembered (guard->outgoing);

  if (hosts->len + data->len == 0)
    guard_notice_write (conversation, _("Nothing is remembered."));
  for (guint i = 0; i < hosts->len; i++)
    guard_notice_write (conversation, g_ptr_array_index (hosts, i));
  for (guint i = 0; i < data->len; i++)
    guard_notice_write (conversation, g_ptr_array_index (data, i));
}

static void
forget (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  const gboolean is_forgotten = guard_hosts_forget (guard->hosts, argument) || guard_outgoing_forget_remembered (guard->outgoing, argument);

  guard_notice_write (conversation, is_forgotten ? _("It is forgotten; you are asked again.") : _("No such thing is remembered; /guard remembered lists them."));
}

static void
list_lists (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  const GPtrArray *lists = guard->knowledge != NULL ? guard_knowledge_get_lists (guard->knowledge) : NULL;

  if (lists == NULL)
    guard_notice_write (conversation, _("The lists are still being read; until then links are asked about before they open."));
  for (guint i = 0; lists != NULL && i < lists->len; i++)
    {
      const GuardList *list = g_ptr_array_index (lists, i);
      /* Translators: title of a list, number of its entries, its date */
      g_autofree char *line = g_strdup_printf (_("%s: %u entries, %s"), list->title, list->n_entries, list->date);

      guard_notice_write (conversation, line);
    }
}

static void
show_unsent (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  guard_outgoing_show_unsent (guard->outgoing, conversation);
}

static void
tell_encryption (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  g_autofree char *line = guard_encryption_dup_line (guard->encryption, conversation);

  guard_notice_write (conversation, line);
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
  { "remembered", N_("/guard remembered: which hosts open, and which data goes to whom, without a question"), list_remembered },
  { "lists",   N_("/guard lists: which lists links are judged by"),                  list_lists },
  { "encryption", N_("/guard encryption: what protects this chat"),                   tell_encryption },
  { "forget",  N_("/guard forget WHAT: ask again about what /guard remembered lists"),  forget },
  { "unsent",  N_("/guard unsent: what you wrote here and was not sent"),             show_unsent },
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
    guard_notice_write (conversation, _(commands[i].help));
  return PURPLE_CMD_RET_OK;
}

void
guard_commands_register (Guard *guard)
{
  command_id = purple_cmd_register ("guard", "s", PURPLE_CMD_P_PLUGIN,
                                    PURPLE_CMD_FLAG_IM | PURPLE_CMD_FLAG_CHAT | PURPLE_CMD_FLAG_ALLOW_WRONG_ARGS, NULL,
                                    on_command, _("guard [held | scan ID | release ID | offers | remembered | forget WHAT | lists | encryption | unsent]: what purple-guard holds back and remembers"), guard);
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

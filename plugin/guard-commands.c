/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-commands.h"

#include "guard-contacts-menu.h"
#include "guard-connection.h"
#include "guard-encryption.h"
#include "guard-files.h"
#include "guard-hosts.h"
#include "guard-inbox.h"
#include "guard-notice.h"
#include "guard-notice-inbox.h"
#include "guard-offers.h"
#include "guard-outgoing.h"
#include "guard-pictures.h"
#include "guard-services.h"
#include "guard-watch.h"

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
show_inbox (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  guard_inbox_on_command (guard->inbox, conversation, argument);
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
  const gboolean is_forgotten = guard_hosts_forget (guard->hosts, argument) || guard_outgoing_forget_remembered (guard->outgoing, argument)
                                || guard_contacts_forget_everywhere (guard, conversation, argument);

  guard_notice_write (conversation, is_forgotten ? _("It is forgotten; you are asked again.") : _("No such thing is remembered; /guard remembered and /guard people list them."));
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

static void
list_pictures (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  g_autoptr(GPtrArray) lines = guard_pictures_list (guard->pictures);

  if (lines->len == 0)
    guard_notice_write (conversation, _("No picture is kept back."));
  for (guint i = 0; i < lines->len; i++)
    guard_notice_write (conversation, g_ptr_array_index (lines, i));
}

static void
show_picture (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  switch (guard_pictures_show (guard->pictures, argument))
    {
    case GUARD_PICTURE_FETCHED:
      guard_notice_write (conversation, _("Its sender is asked for it, and so learns that you are here."));
      break;
    case GUARD_PICTURE_OFFLINE:
      guard_notice_write (conversation, _("Its sender cannot be asked for it now."));
      break;
    case GUARD_PICTURE_UNKNOWN:
      guard_notice_write (conversation, _("No picture has this number; /guard pictures lists them."));
      break;
    case GUARD_PICTURE_ASKED:
    default:
      break;
    }
}

static void
list_services (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  g_autoptr(GPtrArray) lines = guard_services_list (guard->services);

  for (guint i = 0; i < lines->len; i++)
    guard_notice_write (conversation, g_ptr_array_index (lines, i));
}

static void
open_service (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  g_autofree char *line = guard_services_set (guard->services, argument, TRUE);

  guard_notice_write (conversation, line);
}

static void
close_service (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  g_autofree char *line = guard_services_set (guard->services, argument, FALSE);

  guard_notice_write (conversation, line);
}

/* "remove SERVER" takes an accepted certificate back. */
static void
list_connections (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  g_autoptr(GPtrArray) lines = NULL;

  if (g_str_has_prefix (argument, "remove "))
    {
      guard_notice_write (conversation, guard_connection_remove_exception (guard->connection, argument + strlen ("remove "))
                                          ? _("It is taken back: the next login asks about the certificate again.")
                                          : _("No certificate of this server is kept."));
      return;
    }
  lines = guard_connection_list (guard->connection);
  for (guint i = 0; i < lines->len; i++)
    guard_notice_write (conversation, g_ptr_array_index (lines, i));
}

static void
list_events (Guard *guard, PurpleConversation *conversation, const char *argument)
{
  g_autoptr(GPtrArray) lines = guard_watch_list_events (guard->watch);

  for (guint i = 0; i < lines->len; i++)
    guard_notice_write (conversation, g_ptr_array_index (lines, i));
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
  { "inbox",   N_("/guard inbox: which strangers wait; let-in, ignore, block or unignore ADDRESS"), show_inbox },
  { "offers",  N_("/guard offers: ask again about offers whose sender was asked"),    ask_about_offers },
  { "picture", N_("/guard picture ID: scan and save a picture that was not shown"),    show_picture },
  { "pictures", N_("/guard pictures: which pictures of strangers were not shown"),    list_pictures },
  { "remembered", N_("/guard remembered: which hosts open, and which data goes to whom, without a question"), list_remembered },
  { "lists",   N_("/guard lists: which lists links are judged by"),                  list_lists },
  { "distrust", N_("/guard distrust [WHO]: treat somebody as a stranger"),           guard_contacts_on_distrust },
  { "connections", N_("/guard connections [remove SERVER]: how your accounts are connected; take an accepted certificate back"), list_connections },
  { "encryption", N_("/guard encryption: what protects this chat"),                   tell_encryption },
  { "services", N_("/guard services: what your client offers to the network and to other programs"), list_services },
  { "open",    N_("/guard open SERVICE: let the client offer this"),                  open_service },
  { "close",   N_("/guard close SERVICE: do not let it"),                                    close_service },
  { "events",  N_("/guard events: what came last and what showed it, and which settings hide what comes"), list_events },
  { "forget",  N_("/guard forget WHAT: ask again about what /guard remembered lists; forget whom /guard people lists"),  forget },
  { "people",  N_("/guard people: who is known here, and why"),                       guard_contacts_on_people },
  { "trust",   N_("/guard trust [WHO]: trust somebody"),                              guard_contacts_on_trust },
  { "unsent",  N_("/guard unsent: what you wrote here and was not sent"),             show_unsent },
  { "who",     N_("/guard who [WHO]: whether somebody is a stranger, and why"),       guard_contacts_on_who },
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
                                    on_command, _("guard [held | scan ID | release ID | inbox | offers | picture ID | pictures | remembered | forget WHAT | lists | people | who | trust | distrust | connections | encryption | events | services | open SERVICE | close SERVICE | unsent]: what purple-guard holds back and remembers"), guard);
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

static void
on_show_inbox (PurplePluginAction *action)
{
  Guard *guard = guard_plugin_get ();

  if (guard != NULL)
    guard_inbox_show (guard->inbox);
}

static void
on_choose_picture (PurplePluginAction *action)
{
  Guard *guard = guard_plugin_get ();

  if (guard != NULL)
    guard_pictures_choose (guard->pictures);
}

static void
on_show_services (PurplePluginAction *action)
{
  Guard *guard = guard_plugin_get ();

  if (guard != NULL)
    guard_services_show (guard->services);
}

static void
on_show_connections (PurplePluginAction *action)
{
  Guard *guard = guard_plugin_get ();

  if (guard != NULL)
    guard_connection_show_list (guard->connection);
}

GList *
guard_commands_get_actions (PurplePlugin *plugin, gpointer context)
{
  Guard *guard = guard_plugin_get ();
  g_autofree char *inbox = guard_notice_dup_inbox_label (guard != NULL ? guard_inbox_count_persons (guard->inbox) : 0);
  GList *actions = g_list_append (NULL, purple_plugin_action_new (_("Held files…"), on_show_held));

  actions = g_list_append (actions, purple_plugin_action_new (inbox, on_show_inbox));
  actions = g_list_append (actions, purple_plugin_action_new (_("Pictures not shown…"), on_choose_picture));
  actions = g_list_append (actions, purple_plugin_action_new (_("Network services…"), on_show_services));
  return g_list_append (actions, purple_plugin_action_new (_("Connections…"), on_show_connections));
}

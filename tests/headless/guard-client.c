/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-client-media.h"
#include "guard-client-screen.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A real libpurple client without a screen: a person is a script. It has one account, reads one command a line from
 * its input, and says what its user would see, one event a line, on its output; the user's eyes and hands are in the test.
 *
 *   guard-client PROFILE PROTOCOL NAME PASSWORD [i:KEY=NUMBER | b:KEY=0/1 | s:KEY=TEXT]...
 *
 * Where it could choose, it does what Pidgin does: a closed question calls no callback (a closed save dialog or input
 * calls "cancel"), the number given to a button's callback counts from the right, a callback runs before its question is closed,
 * children's exit codes are thrown away. A question that a plugin closes inside that question's own callback would be a
 * double free in Pidgin: here it is the event MISUSE.
 *
 * Events (control characters and backslashes inside texts are written as \n, \t, \r, \\ or \xNN; "&#64;" is written as "@"):
 *   READY · SIGNED-ON NAME · SIGNED-OFF NAME · CONNECTION-ERROR NUMBER TEXT
 *   REQUEST ID action|file|input|choice|fields title="" primary="" secondary="" ... buttons=[][] · CLOSED ID
 *   CONV WHO FLAGS TEXT · HISTORY WHO FLAGS TEXT · TIME SECONDS TEXT · URI TEXT (what the client itself would open)
 *   NOTIFY error|warning|info|formatted title="" primary="" secondary="" · NOTIFY userinfo|email|searchresults ...
 *   XFER requested|started|complete|cancelled|shown|destroyed name="" size= local="" · XFERS alive=N
 *   SMILEY wanted|decoded WHO SMILEY · ICON WHO BYTES (a client would decode them now) · SOUND NUMBER
 *   ACCOUNT NAME enabled=0|1 SETTING="" · PREF PATH VALUE
 *   MEDIA ... (guard-client-media.h)
 *   BUDDY WHO signed-on|signed-off · CALLS own|STRUCT · DONE COMMAND RESULT · MISUSE TEXT · PRESENT WHO (its window comes forward)
 *   AUTHORIZE [closed] WHO · ANSWERED granted|denied WHO · ADD-BUDDY asked WHO
 * Commands: the table at the end. */

/* GUARD_CLIENT_UI: it says that it is another client, whose settings a plugin looks at. */
#define CLIENT_UI (g_getenv ("GUARD_CLIENT_UI") != NULL ? g_getenv ("GUARD_CLIENT_UI") : "guard-client")

static GMainLoop *loop;
static PurpleAccount *account; /* NULL once it is deleted */

/* ---- The event loop, as every GLib client has it ---- */

typedef struct
{
  PurpleInputFunction function;
  gpointer data;
} Input;

static gboolean
on_input (GIOChannel *channel, GIOCondition condition, gpointer data)
{
  Input *input = data;
  int purple_condition = 0;
  if ((condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)) != 0)
    purple_condition |= PURPLE_INPUT_READ;
  if ((condition & (G_IO_OUT | G_IO_HUP | G_IO_ERR | G_IO_NVAL)) != 0)
    purple_condition |= PURPLE_INPUT_WRITE;
  input->function (input->data, g_io_channel_unix_get_fd (channel), purple_condition);
  return G_SOURCE_CONTINUE;
}

static guint
add_input (int descriptor, PurpleInputCondition condition, PurpleInputFunction function, gpointer data)
{
  GIOCondition wanted = 0;
  Input *input = g_new0 (Input, 1);
  input->function = function;
  input->data = data;
  if ((condition & PURPLE_INPUT_READ) != 0)
    wanted |= G_IO_IN | G_IO_HUP | G_IO_ERR;
  if ((condition & PURPLE_INPUT_WRITE) != 0)
    wanted |= G_IO_OUT | G_IO_HUP | G_IO_ERR | G_IO_NVAL;
  GIOChannel *channel = g_io_channel_unix_new (descriptor);
  guint id = g_io_add_watch_full (channel, G_PRIORITY_DEFAULT, wanted, on_input, input, g_free);
  g_io_channel_unref (channel);
  return id;
}

static PurpleEventLoopUiOps event_loop_ops = {
  .timeout_add = g_timeout_add,
  .timeout_remove = g_source_remove,
  .input_add = add_input,
  .input_remove = g_source_remove,
  .timeout_add_seconds = g_timeout_add_seconds,
};

static PurpleCoreUiOps core_ops = { .ui_init = guard_client_init_screen };

/* ---- Commands ---- */

static PurpleConnection *
connection (void)
{
  return account != NULL ? purple_account_get_connection (account) : NULL;
}

static PurpleConversation *
conversation_with (const char *who)
{
  PurpleConversation *found = purple_find_conversation_with_account (PURPLE_CONV_TYPE_ANY, who, account);
  return found != NULL ? found : purple_conversation_new (PURPLE_CONV_TYPE_IM, account, who);
}

static void
do_login (char **words)
{
  purple_account_set_enabled (account, CLIENT_UI, TRUE);
  purple_savedstatus_activate (purple_savedstatus_new (NULL, PURPLE_STATUS_AVAILABLE));
}

/* With words beside "available". */
static void
do_login_saying (char **words)
{
  PurpleSavedStatus *status = purple_savedstatus_new (NULL, PURPLE_STATUS_AVAILABLE);
  purple_savedstatus_set_message (status, words[1]);
  purple_account_set_enabled (account, CLIENT_UI, TRUE);
  purple_savedstatus_activate (status);
}

static void
do_logout (char **words)
{
  purple_account_disconnect (account);
}

static void
do_disable_account (char **words)
{
  purple_account_set_enabled (account, CLIENT_UI, FALSE);
}

/* As a client does by itself when the network is back. */
static void
do_connect (char **words)
{
  purple_account_connect (account);
}

static void
do_delete_account (char **words)
{
  purple_accounts_delete (account);
  account = NULL;
}

static void
do_open (char **words)
{
  conversation_with (words[1]);
}

static void
do_close_conversation (char **words)
{
  PurpleConversation *found = purple_find_conversation_with_account (PURPLE_CONV_TYPE_ANY, words[1], account);
  if (found != NULL)
    purple_conversation_destroy (found);
}

static void
do_im (char **words)
{
  g_autofree char *html = g_markup_escape_text (words[2], -1);
  purple_conv_im_send (PURPLE_CONV_IM (conversation_with (words[1])), html);
}

/* The same with formatting, as a client with a rich entry sends it. */
static void
do_im_html (char **words)
{
  purple_conv_im_send (PURPLE_CONV_IM (conversation_with (words[1])), words[2]);
}

/* The account's own picture. */
static void
do_avatar (char **words)
{
  char *bytes = NULL;
  gsize n_bytes = 0;
  if (g_file_get_contents (words[1], &bytes, &n_bytes, NULL))
    purple_buddy_icons_set_account_icon (account, (guchar *) bytes, n_bytes);
  else
    guard_client_say ("MISUSE no file %s", words[1]);
}

static char *
read_file (const char *path, gsize *n_bytes)
{
  char *bytes = NULL;
  if (!g_file_get_contents (path, &bytes, n_bytes, NULL))
    guard_client_say ("MISUSE no file %s", path);
  return bytes;
}

/* As protocols other than XMPP do it: a picture of the store, that is there only for the moment. */
static void
do_receive_picture (char **words)
{
  gsize n_bytes = 0;
  char *bytes = read_file (words[2], &n_bytes);
  if (bytes == NULL)
    return;
  int id = purple_imgstore_add_with_id (bytes, n_bytes, NULL);
  g_autofree char *html = g_strdup_printf ("look <IMG ID=\"%d\">", id);
  serv_got_im (connection (), words[1], html, PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_IMAGES, 0);
  purple_imgstore_unref_by_id (id);
}

static void
do_receive_icon (char **words)
{
  gsize n_bytes = 0;
  char *bytes = read_file (words[2], &n_bytes);
  if (bytes != NULL)
    purple_buddy_icons_set_for_user (account, words[1], bytes, n_bytes, "sum");
}

static void
do_receive_attention (char **words)
{
  purple_prpl_got_attention (connection (), words[1], 0);
}

/* A slash command, as typed into the conversation without its slash. */
static void
do_command (char **words)
{
  g_autofree char *error = NULL;
  g_autofree char *html = g_markup_escape_text (words[2], -1);
  PurpleCmdStatus status = purple_cmd_do_command (conversation_with (words[1]), words[2], html, &error);
  g_autofree char *text = guard_client_escape (error);
  guard_client_say ("DONE command %d %s", status, text);
}

/* "#room" on IRC, "room@server/nick" on XMPP. */
static void
do_join (char **words)
{
  PurplePluginProtocolInfo *info = PURPLE_PLUGIN_PROTOCOL_INFO (connection ()->prpl);
  GHashTable *components = info->chat_info_defaults (connection (), words[1]);
  serv_join_chat (connection (), components);
  g_hash_table_unref (components);
}

static void
do_say (char **words)
{
  PurpleConversation *room = purple_find_conversation_with_account (PURPLE_CONV_TYPE_CHAT, words[1], account);
  g_autofree char *html = g_markup_escape_text (words[2], -1);
  if (room != NULL)
    purple_conv_chat_send (PURPLE_CONV_CHAT (room), html);
  else
    guard_client_say ("MISUSE no room %s", words[1]);
}

/* Text as another plugin would write it: @who said it. */
static void
do_write (char **words)
{
  guint flags = (guint) g_ascii_strtoull (words[2], NULL, 0);
  purple_conversation_write (conversation_with (words[1]), words[1], words[3], flags, time (NULL));
}

/* STATUS TEXT, as from the client's status box; "-" for no text. */
static void
do_status (char **words)
{
  purple_account_set_status (account, words[1], TRUE, "message", g_str_equal (words[2], "-") ? NULL : words[2], NULL);
}

static void
do_topic (char **words)
{
  PurplePluginProtocolInfo *info = PURPLE_PLUGIN_PROTOCOL_INFO (connection ()->prpl);
  PurpleConversation *room = purple_find_conversation_with_account (PURPLE_CONV_TYPE_CHAT, words[1], account);
  if (room != NULL)
    info->set_chat_topic (connection (), purple_conv_chat_get_id (PURPLE_CONV_CHAT (room)), words[2]);
  else
    guard_client_say ("MISUSE no room %s", words[1]);
}

/* ROOM WHO WORDS */
static void
do_invite (char **words)
{
  PurpleConversation *room = purple_find_conversation_with_account (PURPLE_CONV_TYPE_CHAT, words[1], account);
  if (room != NULL)
    serv_chat_invite (connection (), purple_conv_chat_get_id (PURPLE_CONV_CHAT (room)), words[3], words[2]);
  else
    guard_client_say ("MISUSE no room %s", words[1]);
}

/* The profile, as the client's own dialog sets it. */
static void
do_set_info (char **words)
{
  purple_account_set_user_info (account, words[1]);
  serv_set_info (connection (), words[1]);
}

/* What a pounce, an automatic answer or another plugin does. */
static void
do_serv_send_im (char **words)
{
  guard_client_say ("DONE serv-send-im %d", serv_send_im (connection (), words[1], words[2], 0));
}

/* A stanza of another plugin's own. */
static void
do_stanza (char **words)
{
  xmlnode *stanza = xmlnode_from_str (words[1], -1);
  if (stanza == NULL)
    {
      guard_client_say ("MISUSE no XML: %s", words[1]);
      return;
    }
  purple_signal_emit (connection ()->prpl, "jabber-sending-xmlnode", connection (), &stanza);
  if (stanza != NULL)
    xmlnode_free (stanza);
}

static void
on_granted (void *who)
{
  guard_client_say ("ANSWERED granted %s", (char *) who);
}

static void
on_denied (void *who)
{
  guard_client_say ("ANSWERED denied %s", (char *) who);
}

/* WHO WORDS: somebody asks to see when the user is there, as over a protocol that has no stanzas */
static void
do_asked (char **words)
{
  purple_account_request_authorization (account, words[1], NULL, NULL, words[2], FALSE, on_granted, on_denied, (void *) g_intern_string (words[1]));
}

/* WHO yes|no: the answer to who asks to be authorized */
static void
do_authorize (char **words)
{
  guard_client_authorize (words[1], g_str_equal (words[2], "yes"));
}

/* What somebody blocks, everywhere. */
static void
do_block (char **words)
{
  purple_privacy_deny (account, words[1], FALSE, FALSE);
}

/* With words to the person who is to be added. */
static void
do_add_buddy_saying (char **words)
{
  PurpleBuddy *buddy = purple_buddy_new (account, words[1], NULL);
  purple_blist_add_buddy (buddy, NULL, NULL, NULL);
  purple_account_add_buddy_with_invite (account, buddy, words[2]);
}

/* When each was said, in seconds since 1970. */
static void
do_times (char **words)
{
  for (GList *l = purple_conversation_get_message_history (conversation_with (words[1])); l != NULL; l = l->next)
    {
      g_autofree char *text = guard_client_escape (purple_conversation_message_get_message (l->data));
      guard_client_say ("TIME %ld %s", (long) purple_conversation_message_get_timestamp (l->data), text);
    }
}

/* What is kept of a conversation while its window is open, oldest first. */
static void
do_history (char **words)
{
  GList *history = g_list_copy (purple_conversation_get_message_history (conversation_with (words[1])));
  history = g_list_reverse (history);
  for (GList *l = history; l != NULL; l = l->next)
    {
      g_autofree char *text = guard_client_escape (purple_conversation_message_get_message (l->data));
      guard_client_say ("HISTORY %s 0x%x %s", words[1], purple_conversation_message_get_flags (l->data), text);
    }
  g_list_free (history);
}

static void
do_focus (char **words)
{
  guard_client_set_focus (words[1]);
}

static void
do_info (char **words)
{
  serv_get_info (connection (), words[1]);
}

static void
do_send_file (char **words)
{
  serv_send_file (connection (), words[1], words[2]);
}

static void
do_add_buddy (char **words)
{
  PurpleBuddy *buddy = purple_buddy_new (account, words[1], words[2]);
  purple_blist_add_buddy (buddy, NULL, NULL, NULL);
  purple_account_add_buddy (account, buddy);
}

/* As a client does it: the protocol is told, and the list is changed. */
static void
do_remove_buddy (char **words)
{
  PurpleBuddy *buddy = purple_find_buddy (account, words[1]);
  if (buddy == NULL)
    return;
  purple_account_remove_buddy (account, buddy, purple_buddy_get_group (buddy));
  purple_blist_remove_buddy (buddy);
}

/* The entry LABEL in WHO's menu. */
static void
do_menu (char **words)
{
  PurpleBuddy *buddy = purple_find_buddy (account, words[1]);
  GList *entries = buddy != NULL ? purple_blist_node_get_extended_menu (PURPLE_BLIST_NODE (buddy)) : NULL;
  const char *result = "no";
  for (GList *l = entries; l != NULL; l = l->next)
    {
      PurpleMenuAction *entry = l->data;
      if (g_str_equal (entry->label, words[2]))
        {
          ((void (*) (PurpleBlistNode *, gpointer)) entry->callback) (PURPLE_BLIST_NODE (buddy), entry->data);
          result = "yes";
        }
    }
  g_list_free_full (entries, (GDestroyNotify) purple_menu_action_free);
  guard_client_say ("DONE menu %s", result);
}

/* Plugins keep a person's settings on the contact, not on the buddy. */
static void
do_buddy_int (char **words)
{
  PurpleBuddy *buddy = purple_find_buddy (account, words[1]);
  g_auto (GStrv) pair = g_strsplit (words[2], " ", 2);
  if (buddy == NULL || pair[0] == NULL || pair[1] == NULL)
    guard_client_say ("MISUSE buddy-int WHO KEY NUMBER");
  else
    purple_blist_node_set_int (purple_blist_node_get_parent (PURPLE_BLIST_NODE (buddy)), pair[0], atoi (pair[1]));
}

/* As the client's own preferences do it. */
static void
do_pref (char **words)
{
  switch (purple_prefs_get_type (words[1]))
    {
    case PURPLE_PREF_BOOLEAN: guard_client_say ("PREF %s %d", words[1], purple_prefs_get_bool (words[1])); break;
    case PURPLE_PREF_STRING: guard_client_say ("PREF %s \"%s\"", words[1], purple_prefs_get_string (words[1])); break;
    default: guard_client_say ("MISUSE pref %s", words[1]);
    }
}

static void
do_pref_int (char **words)
{
  purple_prefs_set_int (words[1], atoi (words[2]));
}

/* ---- accounts beside the person's own ---- */

static void
do_add_account (char **words)
{
  PurpleAccount *added = purple_account_new (words[2], words[1]);
  purple_accounts_add (added);
  purple_account_set_enabled (added, CLIENT_UI, TRUE);
}

/* PROTOCOL NAME: whether it is used, and what one of its settings is */
static void
do_account (char **words)
{
  PurpleAccount *asked = purple_accounts_find (words[2], words[1]);
  if (asked == NULL)
    guard_client_say ("ACCOUNT %s none", words[2]);
  else
    guard_client_say ("ACCOUNT %s enabled=%d %s=\"%s\"", words[2], purple_account_get_enabled (asked, CLIENT_UI), words[3],
                      purple_account_get_string (asked, words[3], "-"));
}

/* PROTOCOL NAME 0/1 */
static void
do_enable_account (char **words)
{
  PurpleAccount *asked = purple_accounts_find (words[2], words[1]);
  if (asked != NULL)
    purple_account_set_enabled (asked, CLIENT_UI, atoi (words[3]) != 0);
}

/* SETTING TEXT, of the person's own account */
static void
do_account_string (char **words)
{
  purple_account_set_string (account, words[1], words[2]);
}

/* libpurple keeps a preference only below one that is there: those of other clients are not. */
static void
make_way (const char *pref)
{
  for (const char *slash = strchr (pref + 1, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    {
      g_autofree char *above = g_strndup (pref, (gsize) (slash - pref));
      if (!purple_prefs_exists (above))
        purple_prefs_add_none (above);
    }
}

static void
do_pref_bool (char **words)
{
  make_way (words[1]);
  purple_prefs_set_bool (words[1], atoi (words[2]) != 0);
}

static void
do_pref_string (char **words)
{
  make_way (words[1]);
  purple_prefs_set_string (words[1], g_str_equal (words[2], "-") ? "" : words[2]);
}

/* A number of PurplePrivacyType. */
static void
do_privacy (char **words)
{
  account->perm_deny = (PurplePrivacyType) atoi (words[1]);
}

/* WHO NUMBER: so many are marked as unseen, as Pidgin and Finch note it. */
static void
do_unseen (char **words)
{
  PurpleConversation *conversation = conversation_with (words[1]);
  purple_conversation_set_data (conversation, "unseen-count", GINT_TO_POINTER (atoi (words[2])));
  purple_conversation_update (conversation, PURPLE_CONV_UPDATE_UNSEEN);
}

/* WHO 0/1: whether the client keeps a log of the conversation. */
static void
do_logging (char **words)
{
  purple_conversation_set_logging (conversation_with (words[1]), atoi (words[2]) != 0);
}

/* libpurple has looked into the system's folder, and answers for an absolute path with a plugin of the same name from there. */
static PurplePlugin *
probe_plugin (const char *path)
{
  PurplePlugin *plugin = purple_plugin_probe (path);
  if (plugin == NULL || g_strcmp0 (plugin->path, path) == 0)
    return plugin;
  purple_plugin_destroy (plugin);
  return purple_plugin_probe (path);
}

/* A test's plugin may say that it is one of the system's, which then must not be there. */
static PurplePlugin *
find_plugin (const char *path_or_id)
{
  if (!g_path_is_absolute (path_or_id))
    return purple_plugins_find_with_id (path_or_id);
  PurplePlugin *plugin = probe_plugin (path_or_id);
  PurplePlugin *other = plugin != NULL ? purple_plugins_find_with_id (purple_plugin_get_id (plugin)) : NULL;
  if (other != NULL && other != plugin && !purple_plugin_is_loaded (other))
    purple_plugin_destroy (other);
  return plugin;
}

static void
do_load_plugin (char **words)
{
  PurplePlugin *plugin = find_plugin (words[1]);
  gboolean is_loaded = plugin != NULL && purple_plugin_load (plugin);
  g_autofree char *error = guard_client_escape (plugin != NULL && plugin->error != NULL ? plugin->error : "");
  guard_client_say ("DONE load-plugin %s %s", is_loaded ? "yes" : "no", error);
}

static void
do_unload_plugin (char **words)
{
  PurplePlugin *plugin = purple_plugins_find_with_id (words[1]);
  guard_client_say ("DONE unload-plugin %s", plugin != NULL && purple_plugin_unload (plugin) ? "yes" : "no");
}

/* An entry of a plugin's menu; a protocol's menu belongs to a connection. */
static void
do_action (char **words)
{
  for (GList *l = purple_plugins_get_loaded (); l != NULL; l = l->next)
    {
      PurplePlugin *plugin = l->data;
      const gboolean has_menu = PURPLE_PLUGIN_HAS_ACTIONS (plugin) && plugin->info->type != PURPLE_PLUGIN_PROTOCOL;
      GList *actions = has_menu ? PURPLE_PLUGIN_ACTIONS (plugin, NULL) : NULL;
      for (GList *m = actions; m != NULL; m = m->next)
        {
          PurplePluginAction *action = m->data;
          if (action == NULL)
            continue;
          action->plugin = plugin;
          if (g_str_equal (action->label, words[1]))
            action->callback (action);
          purple_plugin_action_free (action);
        }
      g_list_free (actions);
    }
}

static void
do_press (char **words)
{
  guard_client_press (words[1], words[2]);
}

static void
do_choose (char **words)
{
  guard_client_answer (words[1], words[2]);
}

static void
do_close (char **words)
{
  guard_client_close_question (words[1]);
}

static void
do_cancel_xfers (char **words)
{
  for (GList *l = purple_xfers_get_all (); l != NULL; l = purple_xfers_get_all ())
    {
      guint before = g_list_length (l);
      purple_xfer_cancel_local (l->data);
      if (g_list_length (purple_xfers_get_all ()) >= before)
        break; /* somebody still holds it: cancelling once is enough */
    }
}

static void
do_xfers (char **words)
{
  guard_client_say ("XFERS alive=%u", g_list_length (purple_xfers_get_all ()));
}

/* A click on a link. */
static void
do_uri (char **words)
{
  void *handle = purple_notify_uri (NULL, words[1]);
  guard_client_say ("DONE uri %s", handle != NULL ? "window" : "-");
}

/* What a web page can make the desktop do: "xmpp:...", "aim:...". */
static void
do_handle_uri (char **words)
{
  purple_got_protocol_handler_uri (words[1]);
}

/* Whether all calls are the client's own, as before any plugin. */
static void
do_calls (char **words)
{
  const char *changed = guard_client_find_changed_calls ();
  guard_client_say ("CALLS %s", changed != NULL ? changed : "own");
}

static void
do_raw (char **words)
{
  PurplePluginProtocolInfo *info = PURPLE_PLUGIN_PROTOCOL_INFO (connection ()->prpl);
  g_autofree char *line = g_strjoinv (" ", words + 1);
  info->send_raw (connection (), line, (int) strlen (line));
}

/* IRC ends a line with CR LF. */
static void
do_raw_line (char **words)
{
  PurplePluginProtocolInfo *info = PURPLE_PLUGIN_PROTOCOL_INFO (connection ()->prpl);
  g_autofree char *line = g_strjoinv (" ", words + 1);
  g_autofree char *compressed = g_strcompress (line);
  g_autofree char *whole = g_strconcat (compressed, "\r\n", NULL);
  info->send_raw (connection (), whole, (int) strlen (whole));
}

static gboolean
on_synced (gpointer data)
{
  guard_client_say ("DONE sync %s", (const char *) data);
  return G_SOURCE_REMOVE;
}

/* Said when the main loop has nothing else to do: what a plugin does "when there is time" is done, too. */
static void
do_sync (char **words)
{
  g_idle_add_full (G_PRIORITY_LOW, on_synced, g_strdup (words[1]), g_free);
}

/* ---- Calls ---- */

static void
do_media (char **words)
{
  guard_client_init_media ();
}

/* WHO voice|video|both */
static void
do_call (char **words)
{
  guard_client_say ("DONE call %s", guard_client_call (account, words[1], words[2]) ? "yes" : "no");
}

static void
do_break_calls (char **words)
{
  guard_client_break_calls ();
}

static void
do_hang_up (char **words)
{
  guard_client_hang_up ();
}

static void
do_accept_call (char **words)
{
  guard_client_accept_call ();
}

static void
do_medias (char **words)
{
  guard_client_count_media ();
}

static void
do_quit (char **words)
{
  g_main_loop_quit (loop);
}

/* THE TABLE of commands: @n_words counts the name; the last word is the rest of the line. */
static const struct
{
  const char *name;
  int n_words;
  gboolean needs_account;
  void (*function) (char **words);
} commands[] = {
  { "account", 4, FALSE, do_account }, /* PROTOCOL NAME SETTING */
  { "account-string", 3, TRUE, do_account_string },
  { "action", 2, FALSE, do_action },  /* LABEL */
  { "add-account", 3, FALSE, do_add_account }, /* PROTOCOL NAME */
  { "enable-account", 4, FALSE, do_enable_account },
  { "login", 1, TRUE, do_login },
  { "login-saying", 2, TRUE, do_login_saying },
  { "logout", 1, TRUE, do_logout },
  { "disable-account", 1, TRUE, do_disable_account },
  { "connect", 1, TRUE, do_connect },
  { "delete-account", 1, TRUE, do_delete_account },
  { "media", 1, FALSE, do_media },    /* before the login: the client can make calls */
  { "medias", 1, FALSE, do_medias },
  { "open", 2, TRUE, do_open },
  { "close-conversation", 2, TRUE, do_close_conversation },
  { "im", 3, TRUE, do_im },
  { "im-html", 3, TRUE, do_im_html },
  { "avatar", 2, TRUE, do_avatar },
  { "receive-picture", 3, TRUE, do_receive_picture }, /* WHO PATH */
  { "receive-icon", 3, TRUE, do_receive_icon },       /* WHO PATH */
  { "receive-attention", 2, TRUE, do_receive_attention },
  { "command", 3, TRUE, do_command },
  { "join", 2, TRUE, do_join },       /* "#room", or ROOM@SERVER/NICK */
  { "remove-buddy", 2, TRUE, do_remove_buddy },
  { "say", 3, TRUE, do_say },         /* ROOM TEXT */
  { "write", 4, TRUE, do_write },     /* WHO FLAGS HTML */
  { "status", 3, TRUE, do_status },
  { "topic", 3, TRUE, do_topic },     /* ROOM TEXT */
  { "invite", 4, TRUE, do_invite },   /* ROOM WHO TEXT */
  { "set-info", 2, TRUE, do_set_info },
  { "serv-send-im", 3, TRUE, do_serv_send_im },
  { "stanza", 2, TRUE, do_stanza },   /* XML */
  { "asked", 3, TRUE, do_asked },
  { "authorize", 3, TRUE, do_authorize },
  { "block", 2, TRUE, do_block },
  { "add-buddy-saying", 3, TRUE, do_add_buddy_saying },
  { "hang-up", 1, FALSE, do_hang_up },
  { "history", 2, TRUE, do_history },
  { "times", 2, TRUE, do_times },
  { "focus", 2, FALSE, do_focus },
  { "info", 2, TRUE, do_info },
  { "send-file", 3, TRUE, do_send_file },
  { "accept-call", 1, FALSE, do_accept_call },
  { "add-buddy", 3, TRUE, do_add_buddy },
  { "buddy-int", 3, TRUE, do_buddy_int },
  { "menu", 3, TRUE, do_menu },       /* WHO LABEL */
  { "pref", 2, FALSE, do_pref },
  { "pref-bool", 3, FALSE, do_pref_bool },
  { "pref-int", 3, FALSE, do_pref_int },
  { "pref-string", 3, FALSE, do_pref_string }, /* "-": none */
  { "privacy", 2, TRUE, do_privacy },
  { "unseen", 3, TRUE, do_unseen },
  { "logging", 3, TRUE, do_logging },
  { "load-plugin", 2, FALSE, do_load_plugin },
  { "unload-plugin", 2, FALSE, do_unload_plugin },
  { "press", 3, FALSE, do_press },    /* ID LABEL */
  { "choose", 3, FALSE, do_choose },  /* ID PATH: the save dialog's answer */
  { "type", 3, FALSE, do_choose },    /* ID TEXT: an input's answer */
  { "close", 2, FALSE, do_close },    /* ID: as a window is closed */
  { "cancel-xfers", 1, FALSE, do_cancel_xfers },
  { "xfers", 1, FALSE, do_xfers },
  { "uri", 2, FALSE, do_uri },
  { "handle-uri", 2, FALSE, do_handle_uri },
  { "break-calls", 1, FALSE, do_break_calls },
  { "call", 3, TRUE, do_call },       /* WHO voice|video|both */
  { "calls", 1, FALSE, do_calls },
  { "raw", 2, TRUE, do_raw },
  { "raw-line", 2, TRUE, do_raw_line },
  { "sync", 2, FALSE, do_sync },
  { "quit", 1, FALSE, do_quit },
};

static void
run_command (const char *line)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_auto (GStrv) words = g_strsplit (line, " ", commands[i].n_words);
      if (words[0] == NULL || !g_str_equal (words[0], commands[i].name))
        continue;
      if ((int) g_strv_length (words) != commands[i].n_words)
        guard_client_say ("MISUSE %s wants %d words", words[0], commands[i].n_words - 1);
      else if (commands[i].needs_account && account == NULL)
        guard_client_say ("MISUSE the account was deleted");
      else
        commands[i].function (words);
      return;
    }
  guard_client_say ("MISUSE no such command: %s", line);
}

/* The channel reads ahead, and what it has read wakes nobody: all lines that are there are taken at once. */
static gboolean
on_command (GIOChannel *channel, GIOCondition condition, gpointer data)
{
  for (;;)
    {
      g_autofree char *line = NULL;
      gsize terminator = 0;
      GIOStatus status = g_io_channel_read_line (channel, &line, NULL, &terminator, NULL);
      if (status == G_IO_STATUS_AGAIN)
        return G_SOURCE_CONTINUE;
      if (status != G_IO_STATUS_NORMAL)
        {
          g_main_loop_quit (loop); /* the test is gone */
          return G_SOURCE_REMOVE;
        }
      line[terminator] = '\0';
      run_command (line);
    }
}

/* ---- What happens to the account ---- */

static void
on_signed (PurpleConnection *of, gpointer what)
{
  guard_client_say ("%s %s", (const char *) what, purple_account_get_username (purple_connection_get_account (of)));
}

static void
on_connection_error (PurpleConnection *of, PurpleConnectionError error, const char *text, gpointer data)
{
  g_autofree char *escaped = guard_client_escape (text);
  guard_client_say ("CONNECTION-ERROR %d %s", error, escaped);
}

static void
on_buddy (PurpleBuddy *buddy, gpointer what)
{
  guard_client_say ("BUDDY %s %s", purple_buddy_get_name (buddy), (const char *) what);
}

static void
say_icon (const char *who, PurpleBuddyIcon *icon)
{
  gsize n_bytes = 0;
  if (icon != NULL && purple_buddy_icon_get_data (icon, &n_bytes) != NULL)
    guard_client_say ("ICON %s %" G_GSIZE_FORMAT, who, n_bytes);
}

static void
on_buddy_icon (PurpleBuddy *buddy, gpointer user_data)
{
  say_icon (purple_buddy_get_name (buddy), purple_buddy_get_icon (buddy));
}

static void
on_conversation_updated (PurpleConversation *conversation, PurpleConvUpdateType type, gpointer user_data)
{
  if (type == PURPLE_CONV_UPDATE_ICON)
    say_icon (purple_conversation_get_name (conversation), purple_conv_im_get_icon (PURPLE_CONV_IM (conversation)));
}

/* As Pidgin and Finch do. */
static void
on_attention (PurpleAccount *of, const char *who, PurpleConversation *conversation, guint type, gpointer user_data)
{
  purple_sound_play_event (PURPLE_SOUND_GOT_ATTENTION, of);
}

static void
listen (void)
{
  static int handle;
  void *connections = purple_connections_get_handle ();
  void *xfers = purple_xfers_get_handle ();
  void *buddies = purple_blist_get_handle ();
  purple_signal_connect (connections, "signed-on", &handle, PURPLE_CALLBACK (on_signed), (gpointer) "SIGNED-ON");
  purple_signal_connect (connections, "signed-off", &handle, PURPLE_CALLBACK (on_signed), (gpointer) "SIGNED-OFF");
  purple_signal_connect (connections, "connection-error", &handle, PURPLE_CALLBACK (on_connection_error), NULL);
  purple_signal_connect (buddies, "buddy-signed-on", &handle, PURPLE_CALLBACK (on_buddy), (gpointer) "signed-on");
  purple_signal_connect (buddies, "buddy-signed-off", &handle, PURPLE_CALLBACK (on_buddy), (gpointer) "signed-off");
  purple_signal_connect (buddies, "buddy-icon-changed", &handle, PURPLE_CALLBACK (on_buddy_icon), NULL);
  purple_signal_connect (purple_conversations_get_handle (), "conversation-updated", &handle, PURPLE_CALLBACK (on_conversation_updated), NULL);
  purple_signal_connect (purple_conversations_get_handle (), "got-attention", &handle, PURPLE_CALLBACK (on_attention), NULL);
  purple_signal_connect (xfers, "file-recv-request", &handle, PURPLE_CALLBACK (guard_client_on_xfer), (gpointer) "requested");
  purple_signal_connect (xfers, "file-recv-start", &handle, PURPLE_CALLBACK (guard_client_on_xfer), (gpointer) "started");
  purple_signal_connect (xfers, "file-recv-complete", &handle, PURPLE_CALLBACK (guard_client_on_xfer), (gpointer) "complete");
  purple_signal_connect (xfers, "file-recv-cancel", &handle, PURPLE_CALLBACK (guard_client_on_xfer), (gpointer) "cancelled");
  purple_signal_connect (xfers, "file-send-complete", &handle, PURPLE_CALLBACK (guard_client_on_xfer), (gpointer) "sent");
  purple_signal_connect (xfers, "file-send-cancel", &handle, PURPLE_CALLBACK (guard_client_on_xfer), (gpointer) "send-cancelled");
}

static gboolean
set_option (const char *option)
{
  g_auto (GStrv) pair = g_strsplit (option + (option[0] != '\0' && option[1] == ':' ? 2 : 0), "=", 2);
  if (pair[0] == NULL || pair[1] == NULL)
    return FALSE;
  switch (option[0])
    {
    case 'i': purple_account_set_int (account, pair[0], atoi (pair[1])); return TRUE;
    case 'b': purple_account_set_bool (account, pair[0], atoi (pair[1]) != 0); return TRUE;
    case 's': purple_account_set_string (account, pair[0], pair[1]); return TRUE;
    default: return FALSE;
    }
}

int
main (int argc, char **argv)
{
  if (argc < 5)
    {
      fprintf (stderr, "usage: guard-client PROFILE PROTOCOL NAME PASSWORD [i:KEY=N|b:KEY=0/1|s:KEY=TEXT]...\n");
      return 4;
    }
  setlocale (LC_ALL, "");
  signal (SIGCHLD, SIG_IGN);
  signal (SIGPIPE, SIG_IGN);
  loop = g_main_loop_new (NULL, FALSE);

  purple_util_set_user_dir (argv[1]);
  purple_debug_set_enabled (g_getenv ("GUARD_CLIENT_DEBUG") != NULL);
  purple_core_set_ui_ops (&core_ops);
  purple_eventloop_set_ui_ops (&event_loop_ops);
  if (!purple_core_init (CLIENT_UI))
    return 1;
  purple_set_blist (purple_blist_new ());
  purple_blist_load ();
  purple_prefs_load ();
  listen ();

  account = purple_accounts_find (argv[3], argv[2]); /* a profile that was used before has it */
  if (account == NULL)
    {
      account = purple_account_new (argv[3], argv[2]);
      purple_accounts_add (account);
    }
  purple_account_set_enabled (account, CLIENT_UI, FALSE); /* the test says when to log in */
  if (argv[4][0] != '\0')
    purple_account_set_password (account, argv[4]);
  for (int i = 5; i < argc; i++)
    if (!set_option (argv[i]))
      guard_client_say ("MISUSE option %s", argv[i]);

  GIOChannel *commands_in = g_io_channel_unix_new (STDIN_FILENO);
  g_io_channel_set_flags (commands_in, G_IO_FLAG_NONBLOCK, NULL);
  g_io_add_watch (commands_in, G_IO_IN | G_IO_HUP, on_command, NULL);
  guard_client_say ("READY");
  g_main_loop_run (loop);
  purple_core_quit ();
  guard_client_say ("DONE quit");
  return 0;
}

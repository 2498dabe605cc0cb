/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <glib.h>
#include <purple.h>

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
 * Events (control characters and backslashes inside texts are written as \n, \t, \r, \\ or \xNN):
 *   READY · SIGNED-ON NAME · SIGNED-OFF NAME · CONNECTION-ERROR NUMBER TEXT
 *   REQUEST ID action|file|input|choice title="" primary="" secondary="" ... buttons=[][] · CLOSED ID
 *   CONV WHO FLAGS TEXT · NOTIFY KIND title="" primary="" secondary="" · URI TEXT (what the client itself would open)
 *   XFER requested|started|complete|cancelled|shown|destroyed name="" size= local="" · XFERS alive=N
 *   BUDDY WHO signed-on|signed-off · DONE COMMAND RESULT · MISUSE TEXT
 * Commands: the table at the end. */

#define CLIENT_UI "guard-client"

static GMainLoop *loop;
static PurpleAccount *account; /* NULL once it is deleted */

/* ---- What the user sees ---- */

static char *
escape (const char *text)
{
  GString *out = g_string_new (NULL);
  for (const guchar *c = (const guchar *) (text != NULL ? text : ""); *c != '\0'; c++)
    switch (*c)
      {
      case '\n': g_string_append (out, "\\n"); break;
      case '\r': g_string_append (out, "\\r"); break;
      case '\t': g_string_append (out, "\\t"); break;
      case '\\': g_string_append (out, "\\\\"); break;
      default:
        if (*c < 0x20 || *c == 0x7f)
          g_string_append_printf (out, "\\x%02x", *c);
        else
          g_string_append_c (out, (char) *c);
      }
  return g_string_free (out, FALSE);
}

static void say (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
say (const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fputs (line, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

static void
append_field (GString *line, const char *name, const char *text)
{
  g_autofree char *escaped = escape (text);
  g_string_append_printf (line, " %s=\"%s\"", name, escaped);
}

/* The label as it is read: "_Refuse" underlines a letter, "__" is an underscore. */
static char *
dup_label (const char *text)
{
  GString *out = g_string_new (NULL);
  for (const char *c = text != NULL ? text : ""; *c != '\0'; c++)
    {
      if (*c == '_' && *++c == '\0')
        break;
      g_string_append_c (out, *c);
    }
  return g_string_free (out, FALSE);
}

static void
write_conversation (PurpleConversation *conversation, const char *name, const char *alias, const char *message,
                    PurpleMessageFlags flags, time_t time)
{
  g_autofree char *text = escape (message);
  say ("CONV %s 0x%x %s", purple_conversation_get_name (conversation), flags, text);
}

static PurpleConversationUiOps conversation_ops = { .write_conv = write_conversation };

/* ---- Questions ---- */

typedef struct
{
  int id;
  PurpleRequestType type;
  gpointer user_data;
  GPtrArray *labels;    /* action, choice */
  GArray *callbacks;    /* of GCallback: one a button; of the others: ok, cancel */
  GArray *values;       /* choice: of int */
} Question;

static GList *questions;
static int last_question;

static Question *
question_new (PurpleRequestType type, gpointer user_data)
{
  Question *question = g_new0 (Question, 1);
  question->id = ++last_question;
  question->type = type;
  question->user_data = user_data;
  question->labels = g_ptr_array_new_with_free_func (g_free);
  question->callbacks = g_array_new (FALSE, TRUE, sizeof (GCallback));
  question->values = g_array_new (FALSE, TRUE, sizeof (int));
  questions = g_list_append (questions, question);
  return question;
}

static void
question_free (Question *question)
{
  g_ptr_array_unref (question->labels);
  g_array_unref (question->callbacks);
  g_array_unref (question->values);
  g_free (question);
}

static Question *
question_find (const char *id)
{
  for (GList *l = questions; l != NULL; l = l->next)
    if (((Question *) l->data)->id == atoi (id))
      return l->data;
  say ("MISUSE no question %s is open", id);
  return NULL;
}

static void
add_callback (Question *question, GCallback callback)
{
  g_array_append_val (question->callbacks, callback);
}

static GString *
question_line (Question *question, const char *kind, const char *title, const char *primary, const char *secondary, const char *who)
{
  GString *line = g_string_new (NULL);
  g_string_append_printf (line, "REQUEST %d %s", question->id, kind);
  append_field (line, "title", title);
  append_field (line, "primary", primary);
  append_field (line, "secondary", secondary);
  append_field (line, "who", who);
  return line;
}

static void
question_show (GString *line)
{
  say ("%s", line->str);
  g_string_free (line, TRUE);
}

static void *
ask_action (const char *title, const char *primary, const char *secondary, int default_action, PurpleAccount *of, const char *who,
            PurpleConversation *conversation, void *user_data, size_t n_actions, va_list actions)
{
  Question *question = question_new (PURPLE_REQUEST_ACTION, user_data);
  GString *line = question_line (question, "action", title, primary, secondary, who);
  g_string_append_printf (line, " default=%d buttons=", default_action);
  for (size_t i = 0; i < n_actions; i++)
    {
      char *label = dup_label (va_arg (actions, const char *));
      add_callback (question, va_arg (actions, GCallback));
      g_ptr_array_add (question->labels, label);
      g_string_append_printf (line, "[%s]", label);
    }
  question_show (line);
  return question;
}

static void *
ask_file (const char *title, const char *filename, gboolean is_save, GCallback ok, GCallback cancel, PurpleAccount *of, const char *who,
          PurpleConversation *conversation, void *user_data)
{
  Question *question = question_new (PURPLE_REQUEST_FILE, user_data);
  GString *line = question_line (question, "file", title, NULL, NULL, who);
  append_field (line, "suggested", filename);
  g_string_append_printf (line, " save=%d", is_save);
  add_callback (question, ok);
  add_callback (question, cancel);
  question_show (line);
  return question;
}

static void *
ask_input (const char *title, const char *primary, const char *secondary, const char *suggestion, gboolean is_multiline, gboolean is_masked,
           gchar *hint, const char *ok_text, GCallback ok, const char *cancel_text, GCallback cancel, PurpleAccount *of, const char *who,
           PurpleConversation *conversation, void *user_data)
{
  Question *question = question_new (PURPLE_REQUEST_INPUT, user_data);
  GString *line = question_line (question, "input", title, primary, secondary, who);
  g_autofree char *ok_label = dup_label (ok_text);
  g_autofree char *cancel_label = dup_label (cancel_text);
  append_field (line, "suggested", suggestion);
  g_string_append_printf (line, " buttons=[%s][%s]", ok_label, cancel_label);
  add_callback (question, ok);
  add_callback (question, cancel);
  question_show (line);
  return question;
}

static void *
ask_choice (const char *title, const char *primary, const char *secondary, int default_value, const char *ok_text, GCallback ok,
            const char *cancel_text, GCallback cancel, PurpleAccount *of, const char *who, PurpleConversation *conversation,
            void *user_data, va_list choices)
{
  Question *question = question_new (PURPLE_REQUEST_CHOICE, user_data);
  GString *line = question_line (question, "choice", title, primary, secondary, who);
  g_string_append (line, " choices=");
  for (const char *text = va_arg (choices, const char *); text != NULL; text = va_arg (choices, const char *))
    {
      char *label = dup_label (text);
      int value = va_arg (choices, int);
      g_ptr_array_add (question->labels, label);
      g_array_append_val (question->values, value);
      g_string_append_printf (line, "[%s]", label);
    }
  add_callback (question, ok);
  add_callback (question, cancel);
  question_show (line);
  return question;
}

static void
close_question (PurpleRequestType type, void *handle)
{
  Question *question = handle;
  if (g_list_find (questions, question) == NULL)
    {
      say ("MISUSE a question was closed twice");
      return;
    }
  say ("CLOSED %d", question->id);
  questions = g_list_remove (questions, question);
  question_free (question);
}

static PurpleRequestUiOps request_ops = {
  .request_input = ask_input,
  .request_choice = ask_choice,
  .request_action = ask_action,
  .request_file = ask_file,
  .close_request = close_question,
};

/* What every answer ends with: the window goes away after its callback ran. */
static void
answered (Question *question, int id)
{
  if (g_list_find (questions, question) == NULL)
    say ("MISUSE question %d was closed inside its own callback", id);
  else
    purple_request_close (question->type, question);
}

static void
press_button (Question *question, const char *label)
{
  int id = question->id;
  for (guint i = 0; i < question->labels->len; i++)
    if (g_str_equal (question->labels->pdata[i], label))
      {
        PurpleRequestActionCb callback = (PurpleRequestActionCb) g_array_index (question->callbacks, GCallback, i);
        if (callback != NULL)
          callback (question->user_data, (int) (question->labels->len - 1 - i));
        answered (question, id);
        return;
      }
  say ("MISUSE question %d has no button %s", id, label);
}

/* Answers a save dialog or an input; @text NULL is its cancel button. */
static void
answer_text (Question *question, const char *text)
{
  int id = question->id;
  GCallback callback = g_array_index (question->callbacks, GCallback, text != NULL ? 0 : 1);
  if (callback != NULL)
    ((PurpleRequestInputCb) callback) (question->user_data, text);
  answered (question, id);
}

static void
answer_choice (Question *question, const char *label)
{
  int id = question->id;
  for (guint i = 0; i < question->labels->len; i++)
    if (g_str_equal (question->labels->pdata[i], label))
      {
        PurpleRequestChoiceCb callback = (PurpleRequestChoiceCb) g_array_index (question->callbacks, GCallback, 0);
        if (callback != NULL)
          callback (question->user_data, g_array_index (question->values, int, i));
        answered (question, id);
        return;
      }
  say ("MISUSE question %d has no choice %s", id, label);
}

/* ---- Notices ---- */

static void *
show_notice (const char *kind, const char *title, const char *primary, const char *secondary)
{
  static int last_notice;
  g_autoptr (GString) line = g_string_new (NULL);
  g_string_append_printf (line, "NOTIFY %s", kind);
  append_field (line, "title", title);
  append_field (line, "primary", primary);
  append_field (line, "secondary", secondary);
  say ("%s", line->str);
  return GINT_TO_POINTER (++last_notice);
}

static void *
notify_message (PurpleNotifyMsgType type, const char *title, const char *primary, const char *secondary)
{
  static const char *const kinds[] = { "error", "warning", "info" };
  return show_notice ((guint) type < G_N_ELEMENTS (kinds) ? kinds[type] : "other", title, primary, secondary);
}

static void *
notify_formatted (const char *title, const char *primary, const char *secondary, const char *text)
{
  g_autofree char *all = g_strdup_printf ("%s %s", secondary != NULL ? secondary : "", text);
  return show_notice ("formatted", title, primary, all);
}

static void *
notify_uri (const char *uri)
{
  g_autofree char *text = escape (uri);
  say ("URI %s", text);
  return NULL;
}

static void
close_notice (PurpleNotifyType type, void *handle)
{
}

static PurpleNotifyUiOps notify_ops = {
  .notify_message = notify_message,
  .notify_formatted = notify_formatted,
  .notify_uri = notify_uri,
  .close_notify = close_notice,
};

/* ---- Transfers: what the transfer window would show, and libpurple's own signals ---- */

static void
say_xfer (const char *what, PurpleXfer *xfer)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_string_append_printf (line, "XFER %s", what);
  append_field (line, "name", purple_xfer_get_filename (xfer));
  g_string_append_printf (line, " size=%" G_GSIZE_FORMAT " sent=%" G_GSIZE_FORMAT, purple_xfer_get_size (xfer), purple_xfer_get_bytes_sent (xfer));
  append_field (line, "local", purple_xfer_get_local_filename (xfer));
  say ("%s", line->str);
}

static void
on_xfer (PurpleXfer *xfer, gpointer what)
{
  say_xfer (what, xfer);
}

static void
xfer_shown (PurpleXfer *xfer)
{
  say_xfer ("shown", xfer);
}

static void
xfer_destroyed (PurpleXfer *xfer)
{
  say_xfer ("destroyed", xfer);
}

static void
xfer_progress (PurpleXfer *xfer, double percent)
{
  /* Only the first bytes are an event: tests wait for "it flows". */
  if (purple_xfer_get_bytes_sent (xfer) > 0 && xfer->ui_data == NULL)
    {
      xfer->ui_data = GINT_TO_POINTER (1);
      say_xfer ("flowing", xfer);
    }
}

static PurpleXferUiOps xfer_ops = {
  .destroy = xfer_destroyed,
  .add_xfer = xfer_shown,
  .update_progress = xfer_progress,
};

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

static void
init_ui (void)
{
  purple_conversations_set_ui_ops (&conversation_ops);
  purple_request_set_ui_ops (&request_ops);
  purple_notify_set_ui_ops (&notify_ops);
  purple_xfers_set_ui_ops (&xfer_ops);
}

static PurpleCoreUiOps core_ops = { .ui_init = init_ui };

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

/* A slash command, as typed into the conversation without its slash. */
static void
do_command (char **words)
{
  g_autofree char *error = NULL;
  g_autofree char *html = g_markup_escape_text (words[2], -1);
  PurpleCmdStatus status = purple_cmd_do_command (conversation_with (words[1]), words[2], html, &error);
  g_autofree char *text = escape (error);
  say ("DONE command %d %s", status, text);
}

static void
do_join (char **words)
{
  GHashTable *components = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (components, g_strdup ("channel"), g_strdup (words[1]));
  serv_join_chat (connection (), components);
  g_hash_table_unref (components);
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

/* Plugins keep a person's settings on the contact, not on the buddy. */
static void
do_buddy_int (char **words)
{
  PurpleBuddy *buddy = purple_find_buddy (account, words[1]);
  g_auto (GStrv) pair = g_strsplit (words[2], " ", 2);
  if (buddy == NULL || pair[0] == NULL || pair[1] == NULL)
    say ("MISUSE buddy-int WHO KEY NUMBER");
  else
    purple_blist_node_set_int (purple_blist_node_get_parent (PURPLE_BLIST_NODE (buddy)), pair[0], atoi (pair[1]));
}

static void
do_pref_int (char **words)
{
  purple_prefs_set_int (words[1], atoi (words[2]));
}

static PurplePlugin *
find_plugin (const char *path_or_id)
{
  return g_path_is_absolute (path_or_id) ? purple_plugin_probe (path_or_id) : purple_plugins_find_with_id (path_or_id);
}

static void
do_load_plugin (char **words)
{
  PurplePlugin *plugin = find_plugin (words[1]);
  gboolean is_loaded = plugin != NULL && purple_plugin_load (plugin);
  g_autofree char *error = escape (plugin != NULL && plugin->error != NULL ? plugin->error : "");
  say ("DONE load-plugin %s %s", is_loaded ? "yes" : "no", error);
}

static void
do_unload_plugin (char **words)
{
  PurplePlugin *plugin = purple_plugins_find_with_id (words[1]);
  say ("DONE unload-plugin %s", plugin != NULL && purple_plugin_unload (plugin) ? "yes" : "no");
}

static void
do_press (char **words)
{
  Question *question = question_find (words[1]);
  if (question != NULL && question->type == PURPLE_REQUEST_ACTION)
    press_button (question, words[2]);
  else if (question != NULL)
    answer_choice (question, words[2]);
}

static void
do_choose (char **words)
{
  Question *question = question_find (words[1]);
  if (question != NULL)
    answer_text (question, words[2]);
}

static void
do_close (char **words)
{
  Question *question = question_find (words[1]);
  if (question == NULL)
    return;
  if (question->type == PURPLE_REQUEST_ACTION)
    purple_request_close (PURPLE_REQUEST_ACTION, question);
  else
    answer_text (question, NULL);
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
  say ("XFERS alive=%u", g_list_length (purple_xfers_get_all ()));
}

/* A click on a link. */
static void
do_uri (char **words)
{
  void *handle = purple_notify_uri (NULL, words[1]);
  say ("DONE uri %s", handle != NULL ? "window" : "-");
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

static void
do_sync (char **words)
{
  say ("DONE sync %s", words[1]);
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
  { "login", 1, TRUE, do_login },
  { "logout", 1, TRUE, do_logout },
  { "disable-account", 1, TRUE, do_disable_account },
  { "delete-account", 1, TRUE, do_delete_account },
  { "open", 2, TRUE, do_open },
  { "close-conversation", 2, TRUE, do_close_conversation },
  { "im", 3, TRUE, do_im },
  { "command", 3, TRUE, do_command },
  { "join", 2, TRUE, do_join },
  { "send-file", 3, TRUE, do_send_file },
  { "add-buddy", 3, TRUE, do_add_buddy },
  { "buddy-int", 3, TRUE, do_buddy_int },
  { "pref-int", 3, FALSE, do_pref_int },
  { "load-plugin", 2, FALSE, do_load_plugin },
  { "unload-plugin", 2, FALSE, do_unload_plugin },
  { "press", 3, FALSE, do_press },    /* ID LABEL */
  { "choose", 3, FALSE, do_choose },  /* ID PATH: the save dialog's answer */
  { "type", 3, FALSE, do_choose },    /* ID TEXT: an input's answer */
  { "close", 2, FALSE, do_close },    /* ID: as a window is closed */
  { "cancel-xfers", 1, FALSE, do_cancel_xfers },
  { "xfers", 1, FALSE, do_xfers },
  { "uri", 2, FALSE, do_uri },
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
        say ("MISUSE %s wants %d words", words[0], commands[i].n_words - 1);
      else if (commands[i].needs_account && account == NULL)
        say ("MISUSE the account was deleted");
      else
        commands[i].function (words);
      return;
    }
  say ("MISUSE no such command: %s", line);
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
  say ("%s %s", (const char *) what, purple_account_get_username (purple_connection_get_account (of)));
}

static void
on_connection_error (PurpleConnection *of, PurpleConnectionError error, const char *text, gpointer data)
{
  g_autofree char *escaped = escape (text);
  say ("CONNECTION-ERROR %d %s", error, escaped);
}

static void
on_buddy (PurpleBuddy *buddy, gpointer what)
{
  say ("BUDDY %s %s", purple_buddy_get_name (buddy), (const char *) what);
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
  purple_signal_connect (xfers, "file-recv-request", &handle, PURPLE_CALLBACK (on_xfer), (gpointer) "requested");
  purple_signal_connect (xfers, "file-recv-start", &handle, PURPLE_CALLBACK (on_xfer), (gpointer) "started");
  purple_signal_connect (xfers, "file-recv-complete", &handle, PURPLE_CALLBACK (on_xfer), (gpointer) "complete");
  purple_signal_connect (xfers, "file-recv-cancel", &handle, PURPLE_CALLBACK (on_xfer), (gpointer) "cancelled");
  purple_signal_connect (xfers, "file-send-complete", &handle, PURPLE_CALLBACK (on_xfer), (gpointer) "sent");
  purple_signal_connect (xfers, "file-send-cancel", &handle, PURPLE_CALLBACK (on_xfer), (gpointer) "send-cancelled");
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
      say ("MISUSE option %s", argv[i]);

  GIOChannel *commands_in = g_io_channel_unix_new (STDIN_FILENO);
  g_io_channel_set_flags (commands_in, G_IO_FLAG_NONBLOCK, NULL);
  g_io_add_watch (commands_in, G_IO_IN | G_IO_HUP, on_command, NULL);
  say ("READY");
  g_main_loop_run (loop);
  purple_core_quit ();
  say ("DONE quit");
  return 0;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-client-screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The screen of guard-client: everything that libpurple wants shown or asked becomes an event, one a line; questions stay open
 * until the script answers them. */

/* ---- What the user sees ---- */

/* The guard writes some characters as entities ("&#64;"), where no linkifier is to find an address: a person reads the character.
 * Returns: how many bytes the entity has, 0 if there is none */
static gsize
read_entity (const char *text, char *character)
{
  char *end = NULL;
  gulong code = g_str_has_prefix (text, "&#") && g_ascii_isdigit (text[2]) ? strtoul (text + 2, &end, 10) : 0;
  *character = (char) code;
  return code > 0x20 && code < 0x7f && *end == ';' && strchr ("&<>\"'", (int) code) == NULL ? (gsize) (end + 1 - text) : 0;
}

static void
append_escaped (GString *out, char character)
{
  switch (character)
    {
    case '\n': g_string_append (out, "\\n"); break;
    case '\r': g_string_append (out, "\\r"); break;
    case '\t': g_string_append (out, "\\t"); break;
    case '\\': g_string_append (out, "\\\\"); break;
    default:
      if ((guchar) character < 0x20 || character == 0x7f)
        g_string_append_printf (out, "\\x%02x", (guchar) character);
      else
        g_string_append_c (out, character);
    }
}

char *
guard_client_escape (const char *text)
{
  GString *out = g_string_new (NULL);
  const char *c = text != NULL ? text : "";
  while (*c != '\0')
    {
      char character;
      gsize n_entity = read_entity (c, &character);
      append_escaped (out, n_entity > 0 ? character : *c);
      c += n_entity > 0 ? n_entity : 1;
    }
  return g_string_free (out, FALSE);
}

void
guard_client_say (const char *format, ...)
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
  g_autofree char *escaped = guard_client_escape (text);
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
  g_autofree char *text = guard_client_escape (message);
  guard_client_say ("CONV %s 0x%x %s", purple_conversation_get_name (conversation), flags, text);
}

static char *focused; /* name of the conversation that has the keyboard */

void
guard_client_set_focus (const char *name)
{
  g_free (focused);
  focused = g_strdup (name);
}

static gboolean
has_focus (PurpleConversation *conversation)
{
  return g_strcmp0 (purple_conversation_get_name (conversation), focused) == 0;
}

/* Pidgin decodes what comes here. */
static gboolean
add_smiley (PurpleConversation *conversation, const char *smiley, gboolean is_remote)
{
  guard_client_say ("SMILEY wanted %s %s", purple_conversation_get_name (conversation), smiley);
  return TRUE;
}

static void
write_smiley (PurpleConversation *conversation, const char *smiley, const guchar *data, gsize n_bytes)
{
  guard_client_say ("SMILEY decoded %s %s %" G_GSIZE_FORMAT, purple_conversation_get_name (conversation), smiley, n_bytes);
}

static void
close_smiley (PurpleConversation *conversation, const char *smiley)
{
}

static void
present (PurpleConversation *conversation)
{
  guard_client_say ("PRESENT %s", purple_conversation_get_name (conversation));
}

static PurpleConversationUiOps conversation_ops = {
  .present = present,
  .write_conv = write_conversation,
  .custom_smiley_add = add_smiley,
  .custom_smiley_write = write_smiley,
  .custom_smiley_close = close_smiley,
  .has_focus = has_focus,
};


/* ---- Questions ---- */

typedef struct
{
  int id;
  PurpleRequestType type;
  gpointer user_data;
  GPtrArray *labels;    /* action, choice */
  GArray *callbacks;    /* of GCallback: one a button; of the others: ok, cancel */
  GArray *values;       /* choice: of int */
  PurpleRequestFields *fields; /* whose first field is a list */
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
  g_clear_pointer (&question->fields, purple_request_fields_destroy);
  g_free (question);
}

static Question *
find_question (const char *id)
{
  for (GList *l = questions; l != NULL; l = l->next)
    if (((Question *) l->data)->id == atoi (id))
      return l->data;
  guard_client_say ("MISUSE no question %s is open", id);
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
  guard_client_say ("%s", line->str);
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

static PurpleRequestField *
get_list (PurpleRequestFields *fields)
{
  PurpleRequestFieldGroup *group = purple_request_fields_get_groups (fields)->data;
  return purple_request_field_group_get_fields (group)->data;
}

static void *
ask_fields (const char *title, const char *primary, const char *secondary, PurpleRequestFields *fields, const char *ok_text, GCallback ok,
            const char *cancel_text, GCallback cancel, PurpleAccount *of, const char *who, PurpleConversation *conversation, void *user_data)
{
  Question *question = question_new (PURPLE_REQUEST_FIELDS, user_data);
  GString *line = question_line (question, "fields", title, primary, secondary, who);
  PurpleRequestField *list = get_list (fields);
  question->fields = fields;
  g_string_append (line, " choices=");
  if (purple_request_field_get_type (list) == PURPLE_REQUEST_FIELD_LIST)
    for (GList *item = purple_request_field_list_get_items (list); item != NULL; item = item->next)
      {
        g_autofree char *text = guard_client_escape (item->data);
        g_string_append_printf (line, "[%s]", text);
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
      guard_client_say ("MISUSE a question was closed twice");
      return;
    }
  guard_client_say ("CLOSED %d", question->id);
  questions = g_list_remove (questions, question);
  question_free (question);
}

static PurpleRequestUiOps request_ops = {
  .request_input = ask_input,
  .request_choice = ask_choice,
  .request_action = ask_action,
  .request_fields = ask_fields,
  .request_file = ask_file,
  .close_request = close_question,
};

/* What every answer ends with: the window goes away after its callback ran. */
static void
answered (Question *question, int id)
{
  if (g_list_find (questions, question) == NULL)
    guard_client_say ("MISUSE question %d was closed inside its own callback", id);
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
  guard_client_say ("MISUSE question %d has no button %s", id, label);
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
  guard_client_say ("MISUSE question %d has no choice %s", id, label);
}

/* Chooses the first of the list that begins so. */
static void
answer_fields (Question *question, const char *label)
{
  int id = question->id;
  PurpleRequestField *list = get_list (question->fields);
  for (GList *item = purple_request_field_list_get_items (list); label != NULL && item != NULL; item = item->next)
    if (g_str_has_prefix (item->data, label))
      {
        purple_request_field_list_clear_selected (list); /* another may be chosen from the start */
        purple_request_field_list_add_selected (list, item->data);
        break;
      }
  PurpleRequestFieldsCb callback = (PurpleRequestFieldsCb) g_array_index (question->callbacks, GCallback, label != NULL ? 0 : 1);
  if (callback != NULL)
    callback (question->user_data, question->fields);
  answered (question, id);
}

void
guard_client_press (const char *id, const char *label)
{
  Question *question = find_question (id);
  if (question != NULL && question->type == PURPLE_REQUEST_ACTION)
    press_button (question, label);
  else if (question != NULL && question->type == PURPLE_REQUEST_FIELDS)
    answer_fields (question, label);
  else if (question != NULL)
    answer_choice (question, label);
}

void
guard_client_answer (const char *id, const char *text)
{
  Question *question = find_question (id);
  if (question != NULL)
    answer_text (question, text);
}

void
guard_client_close_question (const char *id)
{
  Question *question = find_question (id);
  if (question != NULL && question->type == PURPLE_REQUEST_ACTION)
    purple_request_close (PURPLE_REQUEST_ACTION, question);
  else if (question != NULL && question->type == PURPLE_REQUEST_FIELDS)
    answer_fields (question, NULL);
  else if (question != NULL)
    answer_text (question, NULL);
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
  guard_client_say ("%s", line->str);
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
  g_autofree char *text = guard_client_escape (uri);
  guard_client_say ("URI %s", text);
  return NULL;
}

static void *
notify_email (PurpleConnection *of, const char *subject, const char *from, const char *to, const char *url)
{
  g_autoptr (GString) line = g_string_new ("NOTIFY email");
  append_field (line, "subject", subject);
  append_field (line, "from", from);
  append_field (line, "to", to);
  append_field (line, "url", url);
  guard_client_say ("%s", line->str);
  return line;
}

static void *
notify_emails (PurpleConnection *of, size_t n_emails, gboolean is_detailed, const char **subjects, const char **froms, const char **tos,
               const char **urls)
{
  for (size_t i = 0; i < n_emails; i++)
    notify_email (of, subjects != NULL ? subjects[i] : NULL, froms != NULL ? froms[i] : NULL, tos != NULL ? tos[i] : NULL,
                  urls != NULL ? urls[i] : NULL);
  return NULL;
}

static void *
notify_userinfo (PurpleConnection *of, const char *who, PurpleNotifyUserInfo *info)
{
  g_autoptr (GString) line = g_string_new ("NOTIFY userinfo");
  append_field (line, "who", who);
  for (GList *l = purple_notify_user_info_get_entries (info); l != NULL; l = l->next)
    {
      const char *label = purple_notify_user_info_entry_get_label (l->data);
      g_string_append_printf (line, " [%s]", label != NULL ? label : "");
      append_field (line, "value", purple_notify_user_info_entry_get_value (l->data));
    }
  guard_client_say ("%s", line->str);
  return info;
}

static void *
notify_searchresults (PurpleConnection *of, const char *title, const char *primary, const char *secondary, PurpleNotifySearchResults *results,
                      gpointer data)
{
  g_autoptr (GString) line = g_string_new ("NOTIFY searchresults");
  append_field (line, "title", title);
  append_field (line, "primary", primary);
  append_field (line, "secondary", secondary);
  for (GList *row = results->rows; row != NULL; row = row->next)
    for (GList *cell = row->data; cell != NULL; cell = cell->next)
      append_field (line, "cell", cell->data);
  guard_client_say ("%s", line->str);
  return results;
}

static void
close_notice (PurpleNotifyType type, void *handle)
{
}

static PurpleNotifyUiOps notify_ops = {
  .notify_message = notify_message,
  .notify_email = notify_email,
  .notify_emails = notify_emails,
  .notify_formatted = notify_formatted,
  .notify_searchresults = notify_searchresults,
  .notify_userinfo = notify_userinfo,
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
  guard_client_say ("%s", line->str);
}

void
guard_client_on_xfer (PurpleXfer *xfer, gpointer what)
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

static void
play_event (PurpleSoundEventID event)
{
  guard_client_say ("SOUND %d", event);
}

static PurpleSoundUiOps sound_ops = { .play_event = play_event };

/* ---- Requests to be added ---- */

typedef struct
{
  PurpleAccountRequestAuthorizationCb grant, deny;
  void *data;
  char *who;
} Authorisation;

static GList *authorisations;

static void *
request_authorize (PurpleAccount *of, const char *who, const char *id, const char *alias, const char *message, gboolean is_on_list,
                   PurpleAccountRequestAuthorizationCb grant, PurpleAccountRequestAuthorizationCb deny, void *data)
{
  Authorisation *authorisation = g_new0 (Authorisation, 1);
  *authorisation = (Authorisation) { .grant = grant, .deny = deny, .data = data, .who = g_strdup (who) };
  authorisations = g_list_append (authorisations, authorisation);
  guard_client_say ("AUTHORIZE %s", who);
  return authorisation;
}

static void
close_authorisation (void *handle)
{
  Authorisation *authorisation = handle;
  authorisations = g_list_remove (authorisations, authorisation);
  guard_client_say ("AUTHORIZE closed %s", authorisation->who);
  g_free (authorisation->who);
  g_free (authorisation);
}

static void
request_add_buddy (PurpleAccount *of, const char *who, const char *group, const char *alias)
{
  guard_client_say ("ADD-BUDDY asked %s", who);
}

void
guard_client_authorize (const char *who, gboolean is_granted)
{
  for (GList *l = authorisations; l != NULL; l = l->next)
    {
      Authorisation *authorisation = l->data;
      if (!g_str_equal (authorisation->who, who))
        continue;
      (is_granted ? authorisation->grant : authorisation->deny) (authorisation->data);
      authorisations = g_list_remove (authorisations, authorisation);
      g_free (authorisation->who);
      g_free (authorisation);
      return;
    }
  guard_client_say ("MISUSE %s has not asked", who);
}

static PurpleAccountUiOps account_ops = { .request_authorize = request_authorize, .close_account_request = close_authorisation };
static PurpleBlistUiOps list_ops = { .request_add_buddy = request_add_buddy };

/* ---- All calls together ---- */

/* What the calls were before any plugin was loaded. */
static struct
{
  PurpleConversationUiOps conversations;
  PurpleRequestUiOps request;
  PurpleNotifyUiOps notify;
  PurpleXferUiOps xfers;
  GCallback logins[6];
  GCallback channels[4];
  PurpleAccountUiOps accounts;
} own;

/* The protocols' calls that log in and out. */
static void
read_logins (GCallback *logins)
{
  static const char *const protocols[] = { "prpl-jabber", "prpl-irc" };
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      PurplePluginProtocolInfo *info = PURPLE_PLUGIN_PROTOCOL_INFO (purple_find_prpl (protocols[i]));
      logins[3 * i] = G_CALLBACK (info->login);
      logins[3 * i + 1] = G_CALLBACK (info->close);
      logins[3 * i + 2] = G_CALLBACK (info->register_user);
    }
}

static void
read_channels (GCallback *channels)
{
  channels[0] = G_CALLBACK (purple_ssl_get_ops ()->connectfunc);
  channels[1] = G_CALLBACK (purple_ssl_get_ops ()->close);
  channels[2] = G_CALLBACK (purple_certificate_find_verifier ("x509", "tls_cached")->start_verification);
  channels[3] = purple_debug_get_ui_ops () != NULL ? G_CALLBACK (purple_debug_get_ui_ops ()->print) : NULL;
}

void
guard_client_init_screen (void)
{
  purple_conversations_set_ui_ops (&conversation_ops);
  purple_request_set_ui_ops (&request_ops);
  purple_notify_set_ui_ops (&notify_ops);
  purple_xfers_set_ui_ops (&xfer_ops);
  purple_sound_set_ui_ops (&sound_ops);
  purple_accounts_set_ui_ops (&account_ops);
  purple_blist_set_ui_ops (&list_ops);
  own.conversations = conversation_ops;
  own.request = request_ops;
  own.notify = notify_ops;
  own.xfers = xfer_ops;
  read_logins (own.logins);
  read_channels (own.channels);
  own.accounts = account_ops;
}

const char *
guard_client_find_changed_calls (void)
{
  if (memcmp (&own.conversations, &conversation_ops, sizeof conversation_ops) != 0)
    return "conversations";
  if (memcmp (&own.request, &request_ops, sizeof request_ops) != 0 || purple_request_get_ui_ops () != &request_ops)
    return "request";
  if (memcmp (&own.notify, &notify_ops, sizeof notify_ops) != 0 || purple_notify_get_ui_ops () != &notify_ops)
    return "notify";
  if (memcmp (&own.xfers, &xfer_ops, sizeof xfer_ops) != 0 || purple_xfers_get_ui_ops () != &xfer_ops)
    return "xfers";
  GCallback logins[G_N_ELEMENTS (own.logins)], channels[G_N_ELEMENTS (own.channels)];
  read_logins (logins);
  read_channels (channels);
  if (memcmp (own.logins, logins, sizeof logins) != 0)
    return "logins";
  if (memcmp (own.channels, channels, sizeof channels) != 0)
    return "channels";
  if (memcmp (&own.accounts, &account_ops, sizeof account_ops) != 0)
    return "accounts";
  return NULL;
}

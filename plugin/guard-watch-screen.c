/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-watch-screen.h"

#include "guard-notice-watch.h"

#include <gmodule.h>

/* What is seen without looking for it: the conversation that has the keyboard, and in Pidgin an icon that blinks, a window that asks for attention
 * or comes forward. A coloured name on a tab of a window behind others is not seen, nor is a sound. Finch marks each conversation in its list
 * of windows, which is always there. Of other clients only the mark that both of them set is known. */

#define PIDGIN "gtk-gaim"
#define FINCH "gnt-purple"
#define PIDGIN_NOTIFY "gtk-x11-notify"
#define NOTIFY_PREFS "/plugins/gtk/X11/notify/"

static gboolean
is_client (const char *ui)
{
  return purple_strequal (purple_core_get_ui (), ui);
}

static gboolean
has_unseen (PurpleConversation *conversation)
{
  return GPOINTER_TO_INT (purple_conversation_get_data (conversation, "unseen-count")) > 0;
}

/* ---- Pidgin ---- */

/* Pidgin keeps hidden conversations without a window, or in one that is never shown. */
static gboolean
is_hidden (PurpleConversation *conversation)
{
  GModule *process = g_module_open (NULL, G_MODULE_BIND_LAZY);
  gboolean (*is_window_hidden) (gpointer) = NULL;

  if (process != NULL)
    {
      g_module_symbol (process, "pidgin_conv_is_hidden", (gpointer *) &is_window_hidden);
      g_module_close (process);
    }
  return conversation->ui_data == NULL || (is_window_hidden != NULL && is_window_hidden (conversation->ui_data));
}

static gboolean
is_notify_on (PurpleConversationType type)
{
  static const char * const methods[] = { NOTIFY_PREFS "method_urgent", NOTIFY_PREFS "method_raise", NOTIFY_PREFS "method_present" };
  PurplePlugin *plugin = purple_plugins_find_with_id (PIDGIN_NOTIFY);

  if (plugin == NULL || !purple_plugin_is_loaded (plugin))
    return FALSE;
  if (!purple_prefs_get_bool (type == PURPLE_CONV_TYPE_CHAT ? NOTIFY_PREFS "type_chat" : NOTIFY_PREFS "type_im"))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (purple_prefs_get_bool (methods[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_icon_blinking (void)
{
  return purple_prefs_get_bool ("/pidgin/docklet/gtk/embedded") && !purple_strequal (purple_prefs_get_string ("/pidgin/docklet/show"), "never")
         && purple_prefs_get_bool ("/pidgin/docklet/blink");
}

static gboolean
does_pidgin_mark (PurpleConversation *conversation)
{
  if (!has_unseen (conversation))
    return FALSE;
  return is_icon_blinking () || (is_notify_on (purple_conversation_get_type (conversation)) && !is_hidden (conversation));
}

/* ---- all clients ---- */

GuardShown
guard_watch_screen_look (PurpleConversation *conversation)
{
  if (purple_conversation_has_focus (conversation))
    return GUARD_SHOWN_CONVERSATION;
  if (is_client (PIDGIN) ? does_pidgin_mark (conversation) : has_unseen (conversation))
    return GUARD_SHOWN_FLAG;
  return GUARD_SHOWN_NOT;
}

/* ---- which settings hide ---- */

/* In the client's own words. @text: the value of a text that hides; %NULL: a switch that hides when it has @is_on. */
static const struct
{
  const char *ui;
  const char *pref;
  const char *text;
  gboolean is_on;
  GuardHiding hiding;
} hiding_prefs[] = {
  { PIDGIN, "/pidgin/conversations/im/hide_new", "always", FALSE, GUARD_HIDING_CONVERSATIONS },
  { PIDGIN, "/pidgin/conversations/im/hide_new", "away",   FALSE, GUARD_HIDING_CONVERSATIONS_AWAY },
  { PIDGIN, "/pidgin/docklet/show",              "never",  FALSE, GUARD_HIDING_ICON },
  { PIDGIN, "/pidgin/docklet/blink",             NULL,     FALSE, GUARD_HIDING_BLINKING },
  { PIDGIN, "/pidgin/sound/mute",                NULL,     TRUE,  GUARD_HIDING_SOUND },
  { PIDGIN, "/pidgin/sound/method",              "none",   FALSE, GUARD_HIDING_SOUND },
  { PIDGIN, "/pidgin/sound/enabled/im_recv",     NULL,     FALSE, GUARD_HIDING_MESSAGE_SOUND },
};

static gboolean
does_hide (const char *pref, const char *text, gboolean is_on)
{
  if (!purple_prefs_exists (pref))
    return FALSE;
  return text != NULL ? purple_strequal (purple_prefs_get_string (pref), text) : !purple_prefs_get_bool (pref) == !is_on;
}

static void
list_prefs (GPtrArray *lines)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hiding_prefs); i++)
    if (is_client (hiding_prefs[i].ui) && does_hide (hiding_prefs[i].pref, hiding_prefs[i].text, hiding_prefs[i].is_on))
      g_ptr_array_add (lines, guard_notice_watch_dup_hiding_line (hiding_prefs[i].hiding, NULL));
}

/* Sounds only while available, or only while not. */
static void
list_sound_of_status (GPtrArray *lines)
{
  const gboolean is_available = purple_savedstatus_get_type (purple_savedstatus_get_current ()) == PURPLE_STATUS_AVAILABLE;
  const int when = purple_prefs_get_int ("/purple/sound/while_status");

  if (is_client (PIDGIN) && ((when == 1 && !is_available) || (when == 2 && is_available)))
    g_ptr_array_add (lines, guard_notice_watch_dup_hiding_line (GUARD_HIDING_SOUND_WHILE_AWAY, NULL));
}

/* Each profile of sounds has a switch of its own. */
static void
list_finch_sound (GPtrArray *lines)
{
  const char *profile = purple_prefs_exists ("/finch/sound/actprofile") ? purple_prefs_get_string ("/finch/sound/actprofile") : NULL;
  g_autofree char *mute = g_strdup_printf ("/finch/sound/profiles/%s/mute", profile);

  if (is_client (FINCH) && does_hide (mute, NULL, TRUE))
    g_ptr_array_add (lines, guard_notice_watch_dup_hiding_line (GUARD_HIDING_FINCH_SOUND, NULL));
}

static void
list_privacy (GPtrArray *lines)
{
  static const GuardHiding modes[] = {
    [PURPLE_PRIVACY_DENY_ALL] = GUARD_HIDING_ALL_PEOPLE,
    [PURPLE_PRIVACY_ALLOW_USERS] = GUARD_HIDING_OTHER_PEOPLE,
    [PURPLE_PRIVACY_DENY_USERS] = GUARD_HIDING_BLOCKED_PEOPLE,
    [PURPLE_PRIVACY_ALLOW_BUDDYLIST] = GUARD_HIDING_STRANGERS,
  };

  for (GList *item = purple_accounts_get_all (); item != NULL; item = item->next)
    {
      PurpleAccount *account = item->data;
      const guint mode = account->perm_deny;

      if (mode < G_N_ELEMENTS (modes) && modes[mode] != GUARD_HIDING_NOTHING && (mode != PURPLE_PRIVACY_DENY_USERS || account->deny != NULL))
        g_ptr_array_add (lines, guard_notice_watch_dup_hiding_line (modes[mode], purple_account_get_username (account)));
    }
}

GPtrArray *
guard_watch_screen_list_hiding (void)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  list_prefs (lines);
  list_sound_of_status (lines);
  if (is_client (PIDGIN) && !is_notify_on (PURPLE_CONV_TYPE_IM))
    g_ptr_array_add (lines, guard_notice_watch_dup_hiding_line (GUARD_HIDING_NOTIFY_PLUGIN, NULL));
  list_finch_sound (lines);
  list_privacy (lines);
  return lines;
}

/* ---- questions ---- */

static PurpleRequestUiOps client_request; /* what was there before */
static PurpleAccountUiOps client_accounts;

static void
note_question (const void *shown, PurpleAccount *account, const char *who)
{
  static const GuardEvent asked[] = { GUARD_EVENT_FILE, GUARD_EVENT_CALL, GUARD_EVENT_INVITATION, GUARD_EVENT_AUTHORISATION };
  Guard *guard = guard_plugin_get ();

  if (guard == NULL || shown == NULL || account == NULL || who == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
    guard_watch_shown (guard->watch, asked[i], account, who, GUARD_SHOWN_QUESTION);
}

static void *
on_action (const char *title, const char *primary, const char *secondary, int default_action, PurpleAccount *account, const char *who,
           PurpleConversation *conversation, void *user_data, size_t n_actions, va_list actions)
{
  void *shown = client_request.request_action (title, primary, secondary, default_action, account, who, conversation, user_data, n_actions, actions);

  note_question (shown, account, who);
  return shown;
}

static void *
on_action_with_icon (const char *title, const char *primary, const char *secondary, int default_action, PurpleAccount *account, const char *who,
                     PurpleConversation *conversation, gconstpointer icon, gsize n_icon_bytes, void *user_data, size_t n_actions, va_list actions)
{
  void *shown = client_request.request_action_with_icon (title, primary, secondary, default_action, account, who, conversation, icon, n_icon_bytes, user_data,
                                                         n_actions, actions);

  note_question (shown, account, who);
  return shown;
}

static void *
on_file (const char *title, const char *name, gboolean is_save, GCallback ok, GCallback cancel, PurpleAccount *account, const char *who,
         PurpleConversation *conversation, void *user_data)
{
  void *shown = client_request.request_file (title, name, is_save, ok, cancel, account, who, conversation, user_data);

  note_question (shown, account, who);
  return shown;
}

static void *
on_authorise (PurpleAccount *account, const char *who, const char *id, const char *alias, const char *message, gboolean is_in_list,
              PurpleAccountRequestAuthorizationCb authorise, PurpleAccountRequestAuthorizationCb deny, void *user_data)
{
  void *shown = client_accounts.request_authorize (account, who, id, alias, message, is_in_list, authorise, deny, user_data);

  note_question (shown, account, who);
  return shown;
}

/* The client's call, remembered, unless it is replaced already or there is none. */
#define INTERPOSE(place, ours, theirs) \
  G_STMT_START { if ((place) != NULL && (place) != (ours)) { (theirs) = (place); (place) = (ours); } } G_STMT_END
#define GIVE_BACK(place, ours, theirs) \
  G_STMT_START { if ((place) == (ours)) (place) = (theirs); } G_STMT_END

void
guard_watch_screen_attach (void)
{
  PurpleRequestUiOps *request = purple_request_get_ui_ops ();
  PurpleAccountUiOps *accounts = purple_accounts_get_ui_ops ();

  if (request != NULL)
    {
      INTERPOSE (request->request_action, on_action, client_request.request_action);
      INTERPOSE (request->request_action_with_icon, on_action_with_icon, client_request.request_action_with_icon);
      INTERPOSE (request->request_file, on_file, client_request.request_file);
    }
  if (accounts != NULL)
    INTERPOSE (accounts->request_authorize, on_authorise, client_accounts.request_authorize);
}

void
guard_watch_screen_detach (void)
{
  PurpleRequestUiOps *request = purple_request_get_ui_ops ();
  PurpleAccountUiOps *accounts = purple_accounts_get_ui_ops ();

  if (request != NULL)
    {
      GIVE_BACK (request->request_action, on_action, client_request.request_action);
      GIVE_BACK (request->request_action_with_icon, on_action_with_icon, client_request.request_action_with_icon);
      GIVE_BACK (request->request_file, on_file, client_request.request_file);
    }
  if (accounts != NULL)
    GIVE_BACK (accounts->request_authorize, on_authorise, client_accounts.request_authorize);
}

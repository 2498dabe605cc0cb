/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-notice-watch.h"

#include "core/guard-text.h"
#include "guard-contacts.h"
#include "guard-notice.h"

#include <glib/gi18n-lib.h>

#define MAX_LINES 5
#define MAX_ACCOUNT_CHARACTERS 64

static char *
dup_came_line (GuardEvent event, const char *person, guint n_events)
{
  switch (event)
    {
    case GUARD_EVENT_FILE:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u file offered by %s", "%u files offered by %s", n_events), n_events, person);
    case GUARD_EVENT_CALL:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u call from %s", "%u calls from %s", n_events), n_events, person);
    case GUARD_EVENT_INVITATION:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u invitation to a room from %s", "%u invitations to rooms from %s", n_events), n_events, person);
    case GUARD_EVENT_AUTHORISATION:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u request to see when you are online from %s",
                                           "%u requests to see when you are online from %s", n_events), n_events, person);
    case GUARD_EVENT_ATTENTION:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u call for your attention from %s", "%u calls for your attention from %s", n_events), n_events, person);
    case GUARD_EVENT_MESSAGE:
    case GUARD_N_EVENTS:
    default:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u message from %s", "%u messages from %s", n_events), n_events, person);
    }
}

static char *
dup_line (GuardEvent event, GuardFate fate, const char *known_person, guint n_events)
{
  const char *person = known_person != NULL ? known_person : _("several people");

  if (fate == GUARD_FATE_HIDDEN)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u message from %s, hidden by another plugin or a setting",
                                         "%u messages from %s, hidden by another plugin or a setting", n_events), n_events, person);
  if (fate == GUARD_FATE_BLOCKED)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u message or invitation from %s, kept away by your privacy settings",
                                         "%u messages or invitations from %s, kept away by your privacy settings", n_events), n_events, person);
  return dup_came_line (event, person, n_events);
}

/* ---- what nothing has shown ---- */

static void
count (const GPtrArray *items, guint *n_events, guint *n_people, gboolean *is_about_messages)
{
  g_autoptr(GHashTable) people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  *n_events = 0;
  *is_about_messages = TRUE;
  for (guint i = 0; i < items->len; i++)
    {
      const GuardWatchItem *item = items->pdata[i];

      *n_events += item->n_events;
      *is_about_messages = *is_about_messages && item->event == GUARD_EVENT_MESSAGE;
      g_hash_table_add (people, g_strdup_printf ("%p %s", (void *) item->account, item->who != NULL ? item->who : ""));
    }
  *n_people = g_hash_table_size (people);
}

char *
guard_notice_watch_dup_summary (const GPtrArray *items)
{
  guint n_events, n_people;
  gboolean is_about_messages;
  g_autofree char *events = NULL;
  g_autofree char *people = NULL;

  count (items, &n_events, &n_people, &is_about_messages);
  events = is_about_messages ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u message", "%u messages", n_events), n_events)
                             : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u event", "%u events", n_events), n_events);
  people = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u person", "%u people", n_people), n_people);
  /* Translators: %s are "12 messages" and "3 people" */
  return g_strdup_printf (_("%s from %s"), events, people);
}

char *
guard_notice_watch_dup_body (const GPtrArray *items, gboolean is_markup)
{
  GString *body = g_string_new (NULL);

  for (guint i = 0; i < items->len && i < MAX_LINES; i++)
    {
      const GuardWatchItem *item = items->pdata[i];
      g_autofree char *person = item->account != NULL && item->who != NULL ? guard_contacts_dup_shown (item->account, item->who) : NULL;
      g_autofree char *line = dup_line (item->event, item->fate, person, item->n_events);
      g_autofree char *escaped = is_markup ? g_markup_escape_text (line, -1) : NULL;

      g_string_append_printf (body, "%s%s", i > 0 ? "\n" : "", escaped != NULL ? escaped : line);
    }
  if (items->len > MAX_LINES)
    {
      g_string_append_c (body, '\n');
      g_string_append_printf (body, g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", items->len - MAX_LINES), items->len - MAX_LINES);
    }
  return g_string_free (body, FALSE);
}

void
guard_notice_watch_show (Guard *guard, const GPtrArray *items)
{
  g_autofree char *summary = guard_notice_watch_dup_summary (items);
  g_autofree char *body = guard_notice_watch_dup_body (items, FALSE);

  guard_notice_show (guard, PURPLE_NOTIFY_MSG_INFO, _("purple-guard"), summary, body);
}

/* ---- lists ---- */

static const char * const ways[GUARD_N_SHOWN] = {
  [GUARD_SHOWN_NOT] = N_("nothing showed it"),
  [GUARD_SHOWN_CONVERSATION] = N_("shown in the window you looked at"),
  [GUARD_SHOWN_FLAG] = N_("marked by the client"),
  [GUARD_SHOWN_LINE] = N_("shown by a line of purple-guard's"),
  [GUARD_SHOWN_QUESTION] = N_("shown by a question"),
  [GUARD_SHOWN_INBOX] = N_("shown in the inbox for strangers"),
  [GUARD_SHOWN_NOTIFICATION] = N_("shown by a notification of the desktop"),
  [GUARD_SHOWN_WINDOW] = N_("shown by a window of purple-guard's"),
};

char *
guard_notice_watch_dup_record_line (gint64 time_us, GuardEvent event, GuardFate fate, const char *person, guint n_events, GuardShown how)
{
  g_autofree char *line = dup_line (event, fate, person, n_events);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autofree char *spoken = time != NULL ? g_date_time_format (time, "%H:%M:%S") : g_strdup ("");

  return g_strdup_printf ("%s  %s: %s", spoken, line, _(ways[how]));
}

char *
guard_notice_watch_dup_nothing_line (void)
{
  return g_strdup (_("Nothing has come since the client was started."));
}

static const char * const hidings[GUARD_N_HIDINGS] = {
  [GUARD_HIDING_CONVERSATIONS] = N_("New conversations stay hidden until you look for them. Change it: Preferences, Interface, “Hide new IM conversations”."),
  [GUARD_HIDING_CONVERSATIONS_AWAY] = N_("New conversations stay hidden while you are away. Change it: Preferences, Interface, “Hide new IM conversations”."),
  [GUARD_HIDING_ICON] = N_("There is no icon that could show that something came. Change it: Preferences, Interface, “Show system tray icon”."),
  [GUARD_HIDING_BLINKING] = N_("The icon does not blink when something comes. Change it: in the menu of the icon, “Blink on New Message”."),
  [GUARD_HIDING_SOUND] = N_("Sounds are off. Change it: Preferences, Sounds."),
  [GUARD_HIDING_MESSAGE_SOUND] = N_("Messages make no sound. Change it: Preferences, Sounds, “Message received”."),
  [GUARD_HIDING_SOUND_WHILE_AWAY] = N_("Sounds are off in your present status. Change it: Preferences, Sounds, “Enable sounds”."),
  [GUARD_HIDING_NOTIFY_PLUGIN] = N_("A window behind others does not flash when something comes. Change it: Plugins, “Message Notification”, “Set window manager \"URGENT\" hint”."),
  [GUARD_HIDING_FINCH_SOUND] = N_("Sounds and beeps are off. Change it: Actions, Sounds."),
  [GUARD_HIDING_ALL_PEOPLE] = N_("Nobody can write to you. Change it: Tools, Privacy."),
  [GUARD_HIDING_OTHER_PEOPLE] = N_("Only people whom you have allowed can write to you. Change it: Tools, Privacy."),
  [GUARD_HIDING_BLOCKED_PEOPLE] = N_("People whom you have blocked cannot write to you. Change it: Tools, Privacy."),
  [GUARD_HIDING_STRANGERS] = N_("Only people in your list can write to you. Change it: Tools, Privacy."),
};

char *
guard_notice_watch_dup_hiding_line (GuardHiding hiding, const char *account)
{
  g_autofree char *shown = guard_text_one_line (account, MAX_ACCOUNT_CHARACTERS);

  if (account == NULL)
    return g_strdup (_(hidings[hiding]));
  return g_strdup_printf ("%s: %s", shown, _(hidings[hiding]));
}

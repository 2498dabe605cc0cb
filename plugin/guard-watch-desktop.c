/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-watch-desktop.h"

#include "guard-contacts.h"
#include "guard-notice-watch.h"

#include <glib/gi18n-lib.h>

/* The Desktop Notifications Specification, spoken over GDBus: its calls never wait, and belong to nobody else. libnotify can only wait, with locks for
 * nothing, and shares its state with other plugins of the same client.
 *
 * waiting: to be told. told: the notification speaks of them, or will when the call that is under way has succeeded. One call at a time: a desktop that
 * hangs is asked once, and after CALL_MS it counts as not there.
 *
 * Updates come at most each PAUSE_MS, and while they go on twice as seldom each time, so that a flood does not flicker. */

#define SERVICE "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"
#define CALL_MS 5000
#define FIRST_PAUSE_MS 1000
#define LAST_PAUSE_MS 60000
#define MAX_ITEMS 400         /* beyond them people are counted, not named */
#define WINDOW_PAUSE_MS 60000 /* windows open in front of what one does */

struct _GuardWatchDesktop
{
  Guard *guard;
  GuardWatchDesktopFunc func;
  gpointer user_data;
  gboolean is_over;      /* what is still under way ends silently */
  GDBusConnection *bus;  /* %NULL until it is known */
  guint subscription;
  guint32 id;            /* of the notification; 0: none is shown */
  GPtrArray *waiting;    /* of GuardWatchItem */
  GPtrArray *under_way;  /* the same; %NULL: no call is under way */
  GPtrArray *told;       /* the same */
  guint timer;
  guint pause_ms;
};

static void show_waiting (GuardWatchDesktop *self);

static GPtrArray *
new_items (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) guard_watch_item_free);
}

/* Counts @item among @items, without its person where there are too many. */
static void
count (GPtrArray *items, const GuardWatchItem *item)
{
  const GuardWatchItem rest = { .event = item->event, .fate = item->fate };
  const GuardWatchItem *wanted = item;

  for (guint i = 0; i < items->len; i++)
    if (guard_watch_item_is_same (items->pdata[i], wanted))
      {
        ((GuardWatchItem *) items->pdata[i])->n_events += item->n_events;
        return;
      }
  if (items->len >= MAX_ITEMS && item->account != NULL)
    {
      GuardWatchItem nameless = rest;

      nameless.n_events = item->n_events;
      count (items, &nameless);
      return;
    }
  g_ptr_array_add (items, guard_watch_item_new (item->event, item->fate, item->account, item->who, item->n_events));
}

/* What was under way is known to be shown, or not. */
static void
report (GuardWatchDesktop *self, GPtrArray *items, GuardShown how)
{
  for (guint i = 0; i < items->len; i++)
    self->func (items->pdata[i], how, self->user_data);
}

/* ---- pauses ---- */

static gboolean
on_pause_over (gpointer data)
{
  GuardWatchDesktop *self = data;

  self->timer = 0;
  if (self->waiting->len == 0)
    self->pause_ms = 0;
  else
    show_waiting (self);
  return G_SOURCE_REMOVE;
}

static void
pause_for (GuardWatchDesktop *self, guint at_least_ms)
{
  self->pause_ms = CLAMP (self->pause_ms * 2, MAX (FIRST_PAUSE_MS, at_least_ms), LAST_PAUSE_MS);
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (self->pause_ms, on_pause_over, self);
}

/* ---- the notification ---- */

static void
close_notification (GuardWatchDesktop *self)
{
  if (self->id != 0 && self->bus != NULL)
    g_dbus_connection_call (self->bus, SERVICE, PATH, SERVICE, "CloseNotification", g_variant_new ("(u)", self->id), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                            CALL_MS, NULL, NULL, NULL);
  self->id = 0;
}

/* Shows where the last of them stands, if there is a conversation. */
static void
present (GuardWatchDesktop *self)
{
  for (guint i = self->told->len; i > 0; i--)
    {
      const GuardWatchItem *item = self->told->pdata[i - 1];
      PurpleConversation *conversation = item->account != NULL && item->who != NULL
                                           ? purple_find_conversation_with_account (PURPLE_CONV_TYPE_ANY, item->who, item->account) : NULL;

      if (conversation != NULL)
        {
          purple_conversation_present (conversation);
          return;
        }
    }
}

static void
on_signal (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *name, GVariant *parameters, gpointer user_data)
{
  GuardWatchDesktop *self = user_data;
  guint32 id = 0;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uu)")) || g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(us)")))
    g_variant_get_child (parameters, 0, "u", &id);
  if (self->is_over || id == 0 || id != self->id)
    return;
  if (g_str_equal (name, "ActionInvoked"))
    present (self);
  else if (g_str_equal (name, "NotificationClosed"))
    {
      self->id = 0;
      g_ptr_array_set_size (self->told, 0);
    }
}

static void
free_self (gpointer data)
{
  GuardWatchDesktop *self = data;

  g_ptr_array_unref (self->told);
  g_ptr_array_unref (self->waiting);
  g_clear_pointer (&self->under_way, g_ptr_array_unref);
  g_clear_object (&self->bus);
}

static void
release (GuardWatchDesktop *self)
{
  g_rc_box_release_full (self, free_self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardWatchDesktop, release)

static void
settle (GuardWatchDesktop *self, GuardShown how)
{
  g_autoptr(GPtrArray) items = g_steal_pointer (&self->under_way);

  report (self, items, how);
  if (how == GUARD_SHOWN_NOTIFICATION)
    for (guint i = 0; i < items->len; i++)
      count (self->told, items->pdata[i]);
}

/* No such desktop: the client's own window. */
static void
show_window (GuardWatchDesktop *self)
{
  self->id = 0;
  g_ptr_array_set_size (self->told, 0);
  guard_notice_watch_show (self->guard, self->under_way);
  settle (self, GUARD_SHOWN_WINDOW);
  pause_for (self, WINDOW_PAUSE_MS);
}

static void
on_shown (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GuardWatchDesktop) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &error);

  if (self->is_over)
    return;
  if (answer == NULL)
    {
      purple_debug_warning ("purple-guard", "the desktop showed no notification: %s\n", error->message);
      show_window (self);
      return;
    }
  g_variant_get (answer, "(u)", &self->id);
  settle (self, GUARD_SHOWN_NOTIFICATION);
  pause_for (self, 0);
}

static void
notify (GuardWatchDesktop *self)
{
  g_autoptr(GPtrArray) all = new_items ();
  g_autofree char *summary = NULL;
  g_autofree char *body = NULL;
  GVariantBuilder actions, hints;

  for (guint i = 0; i < self->told->len; i++)
    count (all, self->told->pdata[i]);
  for (guint i = 0; i < self->under_way->len; i++)
    count (all, self->under_way->pdata[i]);
  summary = guard_notice_watch_dup_summary (all);
  body = guard_notice_watch_dup_body (all, TRUE);

  g_variant_builder_init (&actions, G_VARIANT_TYPE ("as"));
  g_variant_builder_add (&actions, "s", "default");
  g_variant_builder_add (&actions, "s", _("Show"));
  g_variant_builder_init (&hints, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&hints, "{sv}", "category", g_variant_new_string ("im.received"));
  g_variant_builder_add (&hints, "{sv}", "urgency", g_variant_new_byte (1));
  /* 0: it stays until it is closed. */
  g_dbus_connection_call (self->bus, SERVICE, PATH, SERVICE, "Notify",
                          g_variant_new ("(susssasa{sv}i)", "purple-guard", self->id, "dialog-information", summary, body, &actions, &hints, 0),
                          G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, CALL_MS, NULL, on_shown, g_rc_box_acquire (self));
}

/* ---- the bus ---- */

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GuardWatchDesktop) self = user_data;
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (self->is_over)
    return;
  if (bus == NULL)
    {
      show_window (self);
      return;
    }
  /* GLib ends the process with its bus otherwise. */
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  self->bus = g_steal_pointer (&bus);
  self->subscription = g_dbus_connection_signal_subscribe (self->bus, SERVICE, SERVICE, NULL, PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_signal,
                                                           g_rc_box_acquire (self), (GDestroyNotify) release);
  notify (self);
}

/* GLib would start a bus of its own where there is none. */
static gboolean
is_bus_there (void)
{
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  return g_getenv ("DBUS_SESSION_BUS_ADDRESS") != NULL || g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
leave_bus (GuardWatchDesktop *self)
{
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->bus);
}

static void
show_waiting (GuardWatchDesktop *self)
{
  if (self->under_way != NULL || self->timer != 0 || self->waiting->len == 0)
    return;
  self->under_way = g_steal_pointer (&self->waiting);
  self->waiting = new_items ();

  if (self->bus != NULL && g_dbus_connection_is_closed (self->bus))
    leave_bus (self);
  if (self->bus != NULL)
    notify (self);
  else if (is_bus_there ())
    g_bus_get (G_BUS_TYPE_SESSION, NULL, on_bus, g_rc_box_acquire (self));
  else
    show_window (self);
}

/* ---- from outside ---- */

void
guard_watch_desktop_add (GuardWatchDesktop *self, GuardWatchItem *item)
{
  g_autoptr(GuardWatchItem) owned = item;

  count (self->waiting, owned);
  show_waiting (self);
}

static void
forget (GPtrArray *items, PurpleAccount *account, const char *who)
{
  for (guint i = items->len; i > 0; i--)
    {
      const GuardWatchItem *item = items->pdata[i - 1];

      if (item->account == account && (who == NULL || (item->who != NULL && guard_contacts_are_same (account, item->who, who))))
        g_ptr_array_remove_index (items, i - 1);
    }
}

void
guard_watch_desktop_forget (GuardWatchDesktop *self, PurpleAccount *account, const char *who)
{
  forget (self->told, account, who);
  if (who == NULL)
    {
      forget (self->waiting, account, NULL);
      if (self->under_way != NULL)
        forget (self->under_way, account, NULL);
    }
  if (self->told->len == 0 && self->under_way == NULL)
    close_notification (self);
}

GuardWatchDesktop *
guard_watch_desktop_new (Guard *guard, GuardWatchDesktopFunc func, gpointer user_data)
{
  GuardWatchDesktop *self = g_rc_box_new0 (GuardWatchDesktop);

  self->guard = guard;
  self->func = func;
  self->user_data = user_data;
  self->waiting = new_items ();
  self->told = new_items ();
  return self;
}

void
guard_watch_desktop_free (GuardWatchDesktop *self)
{
  self->is_over = TRUE;
  report (self, self->waiting, GUARD_SHOWN_NOT);
  if (self->under_way != NULL)
    report (self, self->under_way, GUARD_SHOWN_NOT);
  g_clear_handle_id (&self->timer, g_source_remove);
  close_notification (self);
  if (self->bus != NULL)
    leave_bus (self);
  release (self);
}

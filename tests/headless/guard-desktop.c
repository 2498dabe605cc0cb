/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-desktop.h"

/* The service lives on a thread with a main context of its own, so that tests may block. */

#define SERVICE "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"

typedef struct
{
  GuardBubble public;
  gboolean is_taken, is_closed;
} Bubble;

struct _GuardDesktop
{
  GTestDBus *bus;
  GDBusConnection *connection;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GMutex mutex; /* guards the rest */
  GPtrArray *bubbles;
  GPtrArray *unanswered;
  gboolean is_ready, is_hanging;
};

static const char interface[] =
  "<node><interface name='" SERVICE "'>"
  "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
  "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
  "<signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal><signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>"
  "</interface></node>";

static Bubble *
find (GuardDesktop *self, guint id)
{
  for (guint i = self->bubbles->len; i > 0; i--)
    if (((Bubble *) self->bubbles->pdata[i - 1])->public.id == id)
      return self->bubbles->pdata[i - 1];
  return NULL;
}

static void
show (GuardDesktop *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  static guint last_id;
  Bubble *bubble = g_new0 (Bubble, 1);
  g_variant_get_child (parameters, 1, "u", &bubble->public.replaced);
  g_variant_get_child (parameters, 3, "s", &bubble->public.summary);
  g_variant_get_child (parameters, 4, "s", &bubble->public.body);
  bubble->public.id = bubble->public.replaced != 0 ? bubble->public.replaced : ++last_id;
  g_ptr_array_add (self->bubbles, bubble);
  if (self->is_hanging)
    g_ptr_array_add (self->unanswered, g_object_ref (invocation));
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", bubble->public.id));
}

static void
on_call (GDBusConnection *connection, const char *sender, const char *path, const char *interface_name, const char *method, GVariant *parameters,
         GDBusMethodInvocation *invocation, gpointer data)
{
  GuardDesktop *self = data;
  g_mutex_lock (&self->mutex);
  if (g_str_equal (method, "Notify"))
    show (self, parameters, invocation);
  else
    {
      guint id = 0;
      g_variant_get (parameters, "(u)", &id);
      Bubble *bubble = find (self, id);
      if (bubble != NULL)
        bubble->is_closed = TRUE;
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  g_mutex_unlock (&self->mutex);
}

static void
on_name (GDBusConnection *connection, const char *name, gpointer data)
{
  GuardDesktop *self = data;
  g_mutex_lock (&self->mutex);
  self->is_ready = TRUE;
  g_mutex_unlock (&self->mutex);
}

static gpointer
run (gpointer data)
{
  static const GDBusInterfaceVTable calls = { .method_call = on_call };
  GuardDesktop *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface, &error);
  g_assert_no_error (error);
  g_main_context_push_thread_default (self->context);
  guint object = g_dbus_connection_register_object (self->connection, PATH, node->interfaces[0], &calls, self, NULL, &error);
  g_assert_no_error (error);
  guint name = g_bus_own_name_on_connection (self->connection, SERVICE, G_BUS_NAME_OWNER_FLAGS_NONE, on_name, NULL, self, NULL);
  g_main_loop_run (self->loop);
  g_bus_unown_name (name);
  g_dbus_connection_unregister_object (self->connection, object);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
free_bubble (gpointer data)
{
  Bubble *bubble = data;
  g_free (bubble->public.summary);
  g_free (bubble->public.body);
  g_free (bubble);
}

static gboolean
is_ready (GuardDesktop *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  return self->is_ready;
}

GuardDesktop *
guard_desktop_start (void)
{
  g_autoptr (GError) error = NULL;
  GuardDesktop *self = g_new0 (GuardDesktop, 1);
  g_mutex_init (&self->mutex);
  self->bubbles = g_ptr_array_new_with_free_func (free_bubble);
  self->unanswered = g_ptr_array_new_with_free_func (g_object_unref);
  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->connection = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (self->bus),
                                                             G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL,
                                                             &error);
  g_assert_no_error (error);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("desktop", run, self);
  for (guint i = 0; i < 500 && !is_ready (self); i++)
    g_usleep (20 * 1000);
  g_assert_true (is_ready (self));
  return self;
}

void
guard_desktop_stop (GuardDesktop *self)
{
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_ptr_array_unref (self->unanswered);
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_object_unref (self->connection);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_test_dbus_down (self->bus);
  g_object_unref (self->bus);
  g_ptr_array_unref (self->bubbles);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

const char *
guard_desktop_get_address (GuardDesktop *self)
{
  return g_test_dbus_get_bus_address (self->bus);
}

void
guard_desktop_hang (GuardDesktop *self, gboolean is_hanging)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  self->is_hanging = is_hanging;
}

/* ---- What came ---- */

static Bubble *
look (GuardDesktop *self, const char *body_pattern)
{
  for (guint i = 0; i < self->bubbles->len; i++)
    {
      Bubble *bubble = self->bubbles->pdata[i];
      if (!bubble->is_taken && g_regex_match_simple (body_pattern, bubble->public.body, G_REGEX_DOTALL, 0))
        return bubble;
    }
  return NULL;
}

static void
report (GuardDesktop *self)
{
  for (guint i = 0; i < self->bubbles->len; i++)
    {
      const Bubble *bubble = self->bubbles->pdata[i];
      g_test_message ("notification %u (for %u) [%s] %s", bubble->public.id, bubble->public.replaced, bubble->public.summary, bubble->public.body);
    }
}

const GuardBubble *
guard_desktop_await (GuardDesktop *self, const char *body_pattern, double seconds)
{
  const gint64 end_us = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  for (;;)
    {
      g_mutex_lock (&self->mutex);
      Bubble *bubble = look (self, body_pattern);
      if (bubble != NULL)
        bubble->is_taken = TRUE;
      else if (g_get_monotonic_time () > end_us)
        {
          report (self);
          g_error ("no notification matches %s", body_pattern);
        }
      g_mutex_unlock (&self->mutex);
      if (bubble != NULL)
        return &bubble->public;
      g_usleep (20 * 1000);
    }
}

guint
guard_desktop_count (GuardDesktop *self, const char *body_pattern)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  guint n = 0;
  for (guint i = 0; i < self->bubbles->len; i++)
    n += g_regex_match_simple (body_pattern, ((Bubble *) self->bubbles->pdata[i])->public.body, G_REGEX_DOTALL, 0);
  return n;
}

void
guard_desktop_refute (GuardDesktop *self, const char *body_pattern)
{
  if (guard_desktop_count (self, body_pattern) == 0)
    return;
  report (self);
  g_error ("a notification matches %s", body_pattern);
}

void
guard_desktop_await_closed (GuardDesktop *self, guint id, double seconds)
{
  const gint64 end_us = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  for (;;)
    {
      g_mutex_lock (&self->mutex);
      const gboolean is_closed = find (self, id)->is_closed;
      g_mutex_unlock (&self->mutex);
      if (is_closed)
        return;
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_usleep (20 * 1000);
    }
}

static void
tell (GuardDesktop *self, const char *name, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  g_dbus_connection_emit_signal (self->connection, NULL, PATH, SERVICE, name, parameters, &error);
  g_assert_no_error (error);
  g_dbus_connection_flush_sync (self->connection, NULL, NULL);
}

void
guard_desktop_click (GuardDesktop *self, guint id)
{
  tell (self, "ActionInvoked", g_variant_new ("(us)", id, "default"));
}

void
guard_desktop_dismiss (GuardDesktop *self, guint id)
{
  tell (self, "NotificationClosed", g_variant_new ("(uu)", id, 2));
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-services-private.h"

#include <gmodule.h>

/* libpurple's service on the session bus shows each of its signals, decrypted words among them, to every program of the user, and does what any of them
 * says. No filter stops what it sends, so its connection to the service is given up as a whole (dbus-server.c: purple_dbus_uninit).
 *
 * A second Pidgin of the same profile asks whoever owns the service's name for its folder, and for the list to be shown (core.c, gtkmain.c). So the
 * guard owns the name in libpurple's stead, by a connection of its own, and answers these two and nothing else. The name is never free in between: the
 * guard queues for it first, then libpurple gives it up; and the other way round.
 *
 *   idle -> connecting -> queueing -> closed           (close)
 *              `-------------'------> closed, unnamed  (no bus that answers: a second Pidgin would not be noticed)
 *   closed -> idle                                     (open; at the end of the client all is left as it is) */

#define SERVICE "im.pidgin.purple.PurpleService"
#define OBJECT_PATH "/im/pidgin/purple/PurpleObject"
#define INTERFACE "im.pidgin.purple.PurpleInterface"
#define MAX_WAIT_MS 5000

static const char description[] =
  "<node><interface name='" INTERFACE "'>"
  "<method name='PurpleUserDir'><arg name='RESULT' type='s' direction='out'/></method>"
  "<method name='PurpleBlistSetVisible'><arg name='show' type='i' direction='in'/></method>"
  "</interface></node>";

struct _GuardBus
{
  GuardServices *services;
  GCancellable *cancellable;    /* of what is under way; NULL: nothing is */
  guint timeout_id;
  GDBusConnection *connection;  /* our own */
  guint object_id;
  gboolean is_taken;            /* libpurple's service is gone, by our doing */
};

/* libpurple may be built without any of this; then there is no service. */
static gpointer
find_symbol (const char *name)
{
  static GModule *program;
  gpointer symbol = NULL;

  if (program == NULL)
    program = g_module_open (NULL, 0);
  return program != NULL && g_module_symbol (program, name, &symbol) ? symbol : NULL;
}

static gboolean
is_served (void)
{
  void *(*get_connection) (void) = (void *(*) (void)) find_symbol ("purple_dbus_get_connection");

  return get_connection != NULL && get_connection () != NULL;
}

/* ---- closed ---- */

static void
on_call (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *method, GVariant *parameters,
         GDBusMethodInvocation *invocation, gpointer user_data)
{
  gint32 is_visible = 0;

  if (g_str_equal (method, "PurpleUserDir"))
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", purple_user_dir ()));
      return;
    }
  /* Showing it is what a second start is for; hiding it is somebody else's joke. */
  g_variant_get (parameters, "(i)", &is_visible);
  if (is_visible != 0)
    purple_blist_set_visible (TRUE);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
end_waiting (GuardBus *self)
{
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timeout_id, g_source_remove);
}

/* From here on libpurple sends nothing and hears nothing. */
static void
take (GuardBus *self)
{
  void (*uninit) (void) = (void (*) (void)) find_symbol ("purple_dbus_uninit");

  end_waiting (self);
  if (uninit == NULL || !is_served ())
    return;
  uninit ();
  self->is_taken = TRUE;
  guard_services_publish (self->services);
}

static void
on_queued (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuardBus *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply == NULL)
    g_message ("The name on the session bus cannot be kept: %s", error->message);
  take (self);
}

static gboolean
offer_two_answers (GuardBus *self)
{
  static const GDBusInterfaceVTable calls = { .method_call = on_call };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (description, NULL);
  g_autoptr(GError) error = NULL;

  self->object_id = g_dbus_connection_register_object (self->connection, OBJECT_PATH, node->interfaces[0], &calls, self, NULL, &error);
  if (self->object_id == 0)
    g_message ("The session bus cannot be answered: %s", error->message);
  return self->object_id != 0;
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuardBus *self = user_data;
  g_autoptr(GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (connection == NULL)
    {
      g_message ("The session bus cannot be reached: %s", error->message);
      take (self);
      return;
    }
  self->connection = connection;
  if (!offer_two_answers (self))
    {
      take (self);
      return;
    }
  /* Without flags: to wait in the queue for the name. */
  g_dbus_connection_call (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                          g_variant_new ("(su)", SERVICE, 0u), NULL, G_DBUS_CALL_FLAGS_NONE, MAX_WAIT_MS, self->cancellable, on_queued, self);
}

/* A bus that does not answer keeps nobody waiting. */
static gboolean
on_waited_enough (gpointer user_data)
{
  GuardBus *self = user_data;

  self->timeout_id = 0;
  g_cancellable_cancel (self->cancellable);
  take (self);
  return G_SOURCE_REMOVE;
}

static gboolean
close_bus (GuardServices *services, const char *name)
{
  GuardBus *self = services->bus;
  const GBusType type = g_getenv ("DBUS_STARTER_BUS_TYPE") != NULL ? G_BUS_TYPE_STARTER : G_BUS_TYPE_SESSION;
  g_autofree char *address = NULL;

  if (self->is_taken || self->cancellable != NULL || !is_served ())
    return FALSE;
  address = g_dbus_address_get_for_bus_sync (type, NULL, NULL);
  if (address == NULL)
    {
      take (self);
      return TRUE;
    }
  self->cancellable = g_cancellable_new ();
  self->timeout_id = g_timeout_add (MAX_WAIT_MS, on_waited_enough, self);
  g_dbus_connection_new_for_address (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
                                     self->cancellable, on_connected, self);
  return TRUE;
}

/* ---- open again ---- */

typedef void (*RegisterFunc) (gpointer node, gpointer type);

static void
number (RegisterFunc func, gpointer node, const char *type)
{
  gpointer symbol = find_symbol (type);

  if (node != NULL && symbol != NULL)
    func (node, symbol);
}

static void
number_list (RegisterFunc func, GList *nodes, const char *type)
{
  for (GList *l = nodes; l != NULL; l = l->next)
    number (func, l->data, type);
}

static void
number_buddies (RegisterFunc func)
{
  static const struct { PurpleBlistNodeType kind; const char *type; } kinds[] = {
    { PURPLE_BLIST_GROUP_NODE, "PURPLE_DBUS_TYPE_PurpleGroup" }, { PURPLE_BLIST_CONTACT_NODE, "PURPLE_DBUS_TYPE_PurpleContact" },
    { PURPLE_BLIST_BUDDY_NODE, "PURPLE_DBUS_TYPE_PurpleBuddy" }, { PURPLE_BLIST_CHAT_NODE, "PURPLE_DBUS_TYPE_PurpleChat" },
  };

  number (func, purple_get_blist (), "PURPLE_DBUS_TYPE_PurpleBuddyList");
  for (PurpleBlistNode *node = purple_blist_get_root (); node != NULL; node = purple_blist_node_next (node, TRUE))
    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
      if (purple_blist_node_get_type (node) == kinds[i].kind)
        number (func, node, kinds[i].type);
}

static void
number_conversations (RegisterFunc func)
{
  for (GList *l = purple_get_conversations (); l != NULL; l = l->next)
    {
      PurpleConversation *conversation = l->data;
      const gboolean is_im = purple_conversation_get_type (conversation) == PURPLE_CONV_TYPE_IM;

      number (func, conversation, "PURPLE_DBUS_TYPE_PurpleConversation");
      if (is_im)
        number (func, purple_conversation_get_im_data (conversation), "PURPLE_DBUS_TYPE_PurpleConvIm");
      else
        number (func, purple_conversation_get_chat_data (conversation), "PURPLE_DBUS_TYPE_PurpleConvChat");
    }
}

/* libpurple begins its numbers for things anew, and gives one only to what is made from then on: what is there by now would be unknown to every
 * program on the bus until the next start. */
static void
number_what_is_there (void)
{
  RegisterFunc func = (RegisterFunc) find_symbol ("purple_dbus_register_pointer");

  if (func == NULL)
    return;
  number_list (func, purple_accounts_get_all (), "PURPLE_DBUS_TYPE_PurpleAccount");
  number_list (func, purple_connections_get_all (), "PURPLE_DBUS_TYPE_PurpleConnection");
  number_list (func, purple_savedstatuses_get_all (), "PURPLE_DBUS_TYPE_PurpleSavedStatus");
  number_list (func, purple_plugins_get_all (), "PURPLE_DBUS_TYPE_PurplePlugin");
  number_buddies (func);
  number_conversations (func);
}

static void
disconnect (GuardBus *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  end_waiting (self);
  if (self->connection == NULL)
    return;
  if (self->object_id != 0)
    g_dbus_connection_unregister_object (self->connection, self->object_id);
  self->object_id = 0;
  g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  g_clear_object (&self->connection);
}

static void
open_bus (GuardServices *services, const char *name)
{
  GuardBus *self = services->bus;
  void (*init) (void) = (void (*) (void)) find_symbol ("purple_dbus_init");

  /* First libpurple queues for the name, then we leave. */
  if (self->is_taken && init != NULL)
    {
      init ();
      number_what_is_there ();
      self->is_taken = FALSE;
    }
  disconnect (self);
}

static GuardServiceState
ask_bus (GuardServices *services, const char *name)
{
  GuardBus *self = services->bus;

  if (is_served ())
    return GUARD_SERVICE_OPEN;
  return self->is_taken ? GUARD_SERVICE_CLOSED : GUARD_SERVICE_ABSENT;
}

const GuardServiceWay guard_way_bus = { close_bus, open_bus, ask_bus };

static gboolean
close_nothing (GuardServices *services, const char *name)
{
  return FALSE;
}

static void
open_nothing (GuardServices *services, const char *name)
{
}

/* Of XMPP's commands (XEP-0050) libpurple can only give them, DCC CHAT it does not know, addresses from web pages are asked about (guard-hand-over): only
 * the bus takes orders. */
static GuardServiceState
ask_commands (GuardServices *services, const char *name)
{
  return is_served () ? GUARD_SERVICE_OPEN : GUARD_SERVICE_ABSENT;
}

const GuardServiceWay guard_way_commands = { close_nothing, open_nothing, ask_commands };

GuardBus *
guard_bus_new (GuardServices *services)
{
  GuardBus *self = g_new0 (GuardBus, 1);

  self->services = services;
  return self;
}

void
guard_bus_free (GuardBus *self)
{
  disconnect (self);
  g_free (self);
}

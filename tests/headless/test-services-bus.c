/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-story.h"

#include <string.h>

/* The session bus, a private one of the test's own: another program of the user listens and gives orders, as any may. */

#define SERVICE "im.pidgin.purple.PurpleService"
#define OBJECT_PATH "/im/pidgin/purple/PurpleObject"
#define INTERFACE "im.pidgin.purple.PurpleInterface"

static GuardStage *stage;
static GTestDBus *bus;

/* ---- another program ---- */

typedef struct
{
  GDBusConnection *connection;
  GString *heard;        /* every signal of libpurple's, a line each */
  guint n_nobody;        /* so often the name had no owner */
  guint signal_id, owner_id;
} Program;

static void
on_signal (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *signal, GVariant *parameters, gpointer data)
{
  Program *self = data;
  g_autofree char *text = g_variant_print (parameters, FALSE);
  g_string_append_printf (self->heard, "%s %s\n", signal, text);
}

static void
on_owner (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *signal, GVariant *parameters, gpointer data)
{
  Program *self = data;
  const char *name, *old_owner, *new_owner;
  g_variant_get (parameters, "(&s&s&s)", &name, &old_owner, &new_owner);
  if (*new_owner == '\0')
    self->n_nobody++;
}

static Program *
program_new (void)
{
  g_autoptr (GError) error = NULL;
  Program *self = g_new0 (Program, 1);
  self->heard = g_string_new (NULL);
  self->connection = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                                             G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                             NULL, NULL, &error);
  g_assert_no_error (error);
  self->signal_id = g_dbus_connection_signal_subscribe (self->connection, NULL, INTERFACE, NULL, NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_signal, self, NULL);
  self->owner_id = g_dbus_connection_signal_subscribe (self->connection, "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged", NULL, SERVICE,
                                                       G_DBUS_SIGNAL_FLAGS_NONE, on_owner, self, NULL);
  return self;
}

static void
program_free (Program *self)
{
  g_dbus_connection_signal_unsubscribe (self->connection, self->signal_id);
  g_dbus_connection_signal_unsubscribe (self->connection, self->owner_id);
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_object_unref (self->connection);
  g_string_free (self->heard, TRUE);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Program, program_free)

static GVariant *
call (Program *self, const char *destination, const char *method, GVariant *parameters, GError **error)
{
  return g_dbus_connection_call_sync (self->connection, destination, OBJECT_PATH, INTERFACE, method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, error);
}

/* What the bus has sent so far is heard. */
static void
listen (Program *self)
{
  g_autoptr (GVariant) id = g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId",
                                                         NULL, NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static char *
dup_owner (Program *self)
{
  g_autoptr (GVariant) owner = g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                                            "GetNameOwner", g_variant_new ("(s)", SERVICE), NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, NULL);
  char *name = NULL;
  if (owner != NULL)
    g_variant_get (owner, "(s)", &name);
  return name;
}

static void
await_other_owner (Program *self, const char *old)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  g_autofree char *owner = dup_owner (self);
  while (g_strcmp0 (owner, old) == 0 && g_get_monotonic_time () < end)
    {
      g_usleep (10 * 1000);
      g_free (owner);
      owner = dup_owner (self);
    }
  g_assert_cmpstr (owner, !=, old);
}

static void
check_user_dir (Program *self, GuardPerson *person)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (self, SERVICE, "PurpleUserDir", NULL, &error);
  const char *folder = NULL;
  g_assert_no_error (error);
  g_variant_get (answer, "(&s)", &folder);
  g_assert_cmpstr (folder, ==, guard_person_get_profile (person));
}

/* ---- the story ---- */

static GuardPerson *
person_on_bus (const char *name)
{
  GuardPerson *person = guard_person_new (stage, name, GUARD_ON_PROSODY);
  guard_person_set_env (person, "DBUS_SESSION_BUS_ADDRESS", g_test_dbus_get_bus_address (bus));
  guard_person_start (person);
  return person;
}

static void
check_orders_are_dropped (Program *program, const char *destination)
{
  static const char *const orders[] = { "PurpleAccountsGetAll", "PurpleGetIms", "PurpleCoreQuit" };
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) answer = call (program, destination, orders[i], NULL, &error);
      g_test_message ("%s %s: %s", destination, orders[i], error != NULL ? error->message : "answered");
      g_assert_null (answer);
      g_assert_true (error->domain == G_DBUS_ERROR);
    }
}

/* By its number: what is in the list once libpurple has numbered it anew. */
static int
find_account (Program *program)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (program, SERVICE, "PurpleAccountsGetAll", NULL, &error);
  g_autoptr (GVariant) numbers = NULL;
  int number = 0;
  g_assert_no_error (error);
  numbers = g_variant_get_child_value (answer, 0);
  g_assert_cmpuint (g_variant_n_children (numbers), ==, 1);
  g_variant_get_child (numbers, 0, "i", &number);
  return number;
}

/* Without the guard everything is heard; with it nothing is, and nobody is obeyed; a second client still finds the first. */
static void
test_closed (void)
{
  g_autoptr (Program) program = program_new ();
  g_autoptr (GuardPerson) alice = person_on_bus ("alice");
  g_autoptr (GuardPerson) bob = guard_person_arrive (stage, "bob", GUARD_ON_PROSODY, FALSE);
  guard_person_login (alice);
  guard_person_await (bob, "^BUDDY alice@localhost signed-on", 10);
  guard_person_do (bob, "im alice@localhost the word before");
  guard_person_await (alice, "^CONV bob@localhost.*the word before", 10);
  listen (program);
  g_assert_nonnull (strstr (program->heard->str, "ReceivedImMsg"));
  g_assert_nonnull (strstr (program->heard->str, "the word before"));
  g_assert_cmpint (find_account (program), >, 0);
  g_autofree char *libpurple = dup_owner (program);
  g_assert_nonnull (libpurple);

  guard_person_load_guard (alice);
  await_other_owner (program, libpurple);
  g_autofree char *ours = dup_owner (program);
  guard_person_sync (alice);
  listen (program);
  g_string_truncate (program->heard, 0);
  guard_person_do (bob, "im alice@localhost the word after");
  guard_person_await (alice, "^CONV bob@localhost.*the word after", 10);
  guard_person_do (alice, "im bob@localhost my own word");
  guard_person_await (bob, "^CONV alice@localhost.*my own word", 10);
  listen (program);
  g_assert_cmpstr (program->heard->str, ==, "");
  check_orders_are_dropped (program, SERVICE);
  check_orders_are_dropped (program, ours);
  check_orders_are_dropped (program, libpurple);
  check_user_dir (program, alice);
  g_autoptr (GVariant) shown = call (program, SERVICE, "PurpleBlistSetVisible", g_variant_new ("(i)", 1), NULL);
  g_assert_nonnull (shown);

  guard_person_do (alice, "unload-plugin core-purple-guard");
  guard_person_await (alice, "^DONE unload-plugin yes$", 10);
  await_other_owner (program, ours);
  check_user_dir (program, alice);
  g_assert_cmpint (find_account (program), >, 0);
  guard_person_do (bob, "im alice@localhost the last word");
  guard_person_await (alice, "^CONV bob@localhost.*the last word", 10);
  listen (program);
  g_assert_nonnull (strstr (program->heard->str, "the last word"));
  g_assert_cmpuint (program->n_nobody, ==, 0);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
}

/* By the switch, and back; and the client ends without leaving the name behind. */
static void
test_switch (void)
{
  g_autoptr (Program) program = program_new ();
  g_autoptr (GuardPerson) alice = person_on_bus ("alice");
  g_autofree char *libpurple = dup_owner (program);
  guard_person_load_guard (alice);
  guard_person_login (alice);
  await_other_owner (program, libpurple);
  g_autofree char *ours = dup_owner (program);
  guard_person_do (alice, "command bob guard open session-bus");
  guard_person_await (alice, "^CONV bob .*D-Bus\\): open\\.", 10);
  await_other_owner (program, ours);
  g_assert_cmpint (find_account (program), >, 0);
  guard_person_do (alice, "command bob guard close session-bus");
  guard_person_await (alice, "^CONV bob .*D-Bus\\)", 10);
  await_other_owner (program, libpurple);
  check_orders_are_dropped (program, SERVICE);
  check_user_dir (program, alice);
  g_assert_cmpint (guard_person_quit (alice), ==, 0);
  g_autofree char *nobody = dup_owner (program);
  g_assert_null (nobody);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stage = guard_stage_new ();
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  g_test_add_func ("/services/bus/closed", test_closed);
  g_test_add_func ("/services/bus/switch", test_switch);
  int result = g_test_run ();
  g_test_dbus_stop (bus);
  g_object_unref (bus);
  guard_stage_free (stage);
  return result;
}

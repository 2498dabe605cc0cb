/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-services-private.h"

/* Services that are a preference of libpurple's. libpurple looks for a router before any plugin is loaded (network.c: purple_network_init), so
 * what is closed has to stay closed in the file over the next start. */

static void
forget_stun (void)
{
  purple_network_set_stun_server (NULL);
}

static void
forget_turn (void)
{
  purple_network_set_turn_server (NULL);
}

static void
learn_stun (void)
{
  purple_network_set_stun_server (purple_prefs_get_string ("/purple/network/stun_server"));
}

static void
learn_turn (void)
{
  purple_network_set_turn_server (purple_prefs_get_string ("/purple/network/turn_server"));
}

/* The servers' addresses are kept beside the preferences, and have to be told. */
static const struct
{
  const char *service;
  const char *path;
  gboolean is_boolean;
  const char *closed;
  void (*when_closed) (void);
  void (*when_opened) (void);
} table[] = {
  { "port-mapping",      "/purple/network/map_ports",       TRUE,  "0",    NULL,        NULL },
  { "address-discovery", "/purple/network/auto_ip",         TRUE,  "0",    NULL,        NULL },
  { "address-discovery", "/purple/network/stun_server",     FALSE, "",     forget_stun, learn_stun },
  { "address-discovery", "/purple/network/turn_server",     FALSE, "",     forget_turn, learn_turn },
  { "listening-ports",   "/purple/network/ports_range_use", TRUE,  "0",    NULL,        NULL },
  { "idle-time",         "/purple/away/idle_reporting",     FALSE, "none", NULL,        NULL },
};

static GuardOriginal
place_of (gsize row)
{
  return (GuardOriginal) { .service = (char *) table[row].service, .place = GUARD_PLACE_PREFERENCE, .name = (char *) table[row].path,
                           .is_boolean = table[row].is_boolean };
}

static gboolean
is_open (gsize row)
{
  const GuardOriginal place = place_of (row);
  g_autofree char *value = guard_services_dup_value (&place);

  return value != NULL && !g_str_equal (value, table[row].closed);
}

static gboolean
close_preferences (GuardServices *self, const char *name)
{
  gboolean was_open = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const GuardOriginal place = place_of (i);

      if (!g_str_equal (table[i].service, name) || !is_open (i) || !guard_services_put (self, &place, table[i].closed))
        continue;
      was_open = TRUE;
      if (table[i].when_closed != NULL)
        table[i].when_closed ();
    }
  return was_open;
}

static void
open_preferences (GuardServices *self, const char *name)
{
  guard_services_put_back (self, name);
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].service, name) && table[i].when_opened != NULL && is_open (i))
      table[i].when_opened ();
}

static GuardServiceState
ask_preferences (GuardServices *self, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].service, name) && is_open (i))
      return GUARD_SERVICE_OPEN;
  return GUARD_SERVICE_CLOSED;
}

const GuardServiceWay guard_way_preferences = { close_preferences, open_preferences, ask_preferences };

static void
on_changed (const char *path, PurplePrefType type, gconstpointer value, gpointer user_data)
{
  guard_services_look_again (user_data);
}

void
guard_services_watch_preferences (GuardServices *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    purple_prefs_connect_callback (self, table[i].path, on_changed, self);
}

void
guard_services_unwatch_preferences (GuardServices *self)
{
  purple_prefs_disconnect_by_handle (self);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-encryption-transport.h"

#include <gmodule.h>

/* A protocol that is not in the table may encrypt or not: nobody here can tell, so it does not. */

struct _GuardTransports
{
  GHashTable *settings; /* PurpleConnection * -> whether its account asked for TLS when it was made */
};

/* The stream itself knows. The library below the protocol's plugin exports the question, for other plugins to ask. */
static gboolean
ask_stream (GuardTransports *self, PurpleConnection *connection)
{
  PurplePlugin *protocol = purple_connection_get_prpl (connection);
  void *stream = purple_connection_get_protocol_data (connection);
  gpointer symbol = NULL;

  if (stream == NULL || protocol->handle == NULL || !g_module_symbol (protocol->handle, "jabber_stream_is_ssl", &symbol) || symbol == NULL)
    return FALSE;
  return ((gboolean (*) (void *)) symbol) (stream);
}

/* There is no STARTTLS in this protocol's plugin: with the setting it is TLS or no connection. */
static gboolean
ask_setting (GuardTransports *self, PurpleConnection *connection)
{
  PurpleAccount *account = purple_connection_get_account (connection);

  return GPOINTER_TO_INT (g_hash_table_lookup (self->settings, connection)) && purple_account_get_bool (account, "ssl", FALSE);
}

static const struct
{
  const char *protocol;
  const char *method;                                                    /* NULL: never */
  gboolean (*ask) (GuardTransports *self, PurpleConnection *connection); /* NULL: always */
} table[] = {
  { "prpl-jabber",    "TLS",  ask_stream },
  { "prpl-irc",       "TLS",  ask_setting },
  { "prpl-novell",    "TLS",  NULL },  /* GroupWise: its plugin knows no other way */
  { "prpl-silc",      "SILC", NULL },  /* the protocol is encrypted between client and server by itself */
  { "prpl-bonjour",   NULL,   NULL },  /* in clear, from one machine to the other */
  { "prpl-gg",        NULL,   NULL },  /* Gadu-Gadu: at best if the server likes, and the plugin does not say */
  { "prpl-meanwhile", NULL,   NULL },  /* Sametime: only the password is encrypted */
  { "prpl-simple",    NULL,   NULL },  /* SIP over TCP or UDP, in clear */
  { "prpl-zephyr",    NULL,   NULL },  /* Kerberos proves who speaks; the words are in clear */
};

const char *
guard_encryption_transports_get_method (GuardTransports *self, PurpleAccount *account)
{
  PurpleConnection *connection = purple_account_get_connection (account);

  if (connection == NULL || !PURPLE_CONNECTION_IS_CONNECTED (connection))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (purple_strequal (table[i].protocol, purple_account_get_protocol_id (account)))
      return table[i].ask == NULL || table[i].ask (self, connection) ? table[i].method : NULL;
  return NULL;
}

void
guard_encryption_transports_note (GuardTransports *self, PurpleConnection *connection)
{
  PurpleAccount *account = purple_connection_get_account (connection);

  g_hash_table_insert (self->settings, connection, GINT_TO_POINTER (purple_account_get_bool (account, "ssl", FALSE)));
}

void
guard_encryption_transports_forget (GuardTransports *self, PurpleConnection *connection)
{
  g_hash_table_remove (self->settings, connection);
}

GuardTransports *
guard_encryption_transports_new (void)
{
  GuardTransports *self = g_new0 (GuardTransports, 1);

  self->settings = g_hash_table_new (NULL, NULL);
  for (GList *l = purple_connections_get_all (); l != NULL; l = l->next)
    guard_encryption_transports_note (self, l->data);
  return self;
}

void
guard_encryption_transports_free (GuardTransports *self)
{
  g_hash_table_unref (self->settings);
  g_free (self);
}

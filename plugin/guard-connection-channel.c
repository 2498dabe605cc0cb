/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-connection-private.h"

#include <stdio.h>
#include <string.h>

/* The TLS channels that are open, known by libpurple's calls that open and close them. Whose one is: the protocols give their connection as
 * the data of the channel's callbacks.
 *
 * Version and cipher stay inside the backend, and nothing hands them out; but the NSS backend says them for the developers' log when the
 * handshake is done, right before the certificate is verified. So that one category is let through, and read here. What comes of another
 * backend, or in other words, is "not known". */

#define NSS "nss"

static GHashTable *channels; /* PurpleSslConnection *, as a set */

static PurpleSslOps *wrapped_ops;
static void (*backend_connect) (PurpleSslConnection *channel);
static void (*backend_close) (PurpleSslConnection *channel);

/* ---- channels ---- */

static void
on_connect (PurpleSslConnection *channel)
{
  g_hash_table_add (channels, channel);
  backend_connect (channel);
}

static void
on_close (PurpleSslConnection *channel)
{
  g_hash_table_remove (channels, channel);
  guard_connection_forget_channel (channel);
  backend_close (channel);
}

/* Over HTTP the protocol puts an object of its own in between; then the server's name tells. */
static PurpleAccount *
find_by_server (GuardConnection *self, const char *server)
{
  for (GList *l = purple_connections_get_all (); l != NULL && server != NULL; l = l->next)
    {
      PurpleAccount *account = purple_connection_get_account (l->data);
      const GuardAccountState *state = g_hash_table_lookup (self->accounts, account);

      if (state != NULL && purple_strequal (state->server, server))
        return account;
    }
  return NULL;
}

PurpleAccount *
guard_connection_find_channel (const void *channel)
{
  const PurpleSslConnection *known = channel;
  Guard *guard = guard_plugin_get ();

  if (guard == NULL || channels == NULL || !g_hash_table_contains (channels, channel))
    return NULL;
  if (g_list_find (purple_connections_get_all (), known->connect_cb_data) != NULL)
    return purple_connection_get_account (known->connect_cb_data);
  return find_by_server (guard->connection, known->host);
}

/* ---- what the backend says ---- */

static PurpleDebugUiOps own_debug_ops; /* for a client that has none */
static PurpleDebugUiOps *wrapped_debug_ops;
static void (*client_print) (PurpleDebugLevel level, const char *category, const char *text);
static gboolean (*client_is_enabled) (PurpleDebugLevel level, const char *category);
static char *last_version, *last_cipher;

static void
read_channel_facts (const char *text)
{
  static const char *const versions[] = { "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3" };
  const char *cipher = strstr (text, "Cipher Suite Name: ");
  guint major = 0, minor = 0;

  if (sscanf (text, "SSL version %u.%u using", &major, &minor) != 2 || major != 3 || minor >= G_N_ELEMENTS (versions) || cipher == NULL)
    return;
  g_free (last_version);
  g_free (last_cipher);
  cipher += strlen ("Cipher Suite Name: ");
  last_version = g_strdup (versions[minor]);
  last_cipher = g_strndup (cipher, strcspn (cipher, "\r\n"));
}

static gboolean
on_is_enabled (PurpleDebugLevel level, const char *category)
{
  return purple_strequal (category, NSS) || (client_print != NULL && (client_is_enabled == NULL || client_is_enabled (level, category)));
}

/* The client gets what it would have got. */
static void
on_print (PurpleDebugLevel level, const char *category, const char *text)
{
  if (purple_strequal (category, NSS) && guard_plugin_get () != NULL)
    read_channel_facts (text);
  if (client_print != NULL && (purple_debug_is_enabled () || client_is_enabled == NULL || client_is_enabled (level, category)))
    client_print (level, category, text);
}

gboolean
guard_connection_take_channel_facts (char **tls_version, char **cipher)
{
  *tls_version = g_steal_pointer (&last_version);
  *cipher = g_steal_pointer (&last_cipher);
  return *tls_version != NULL;
}

/* ---- wrapping ---- */

static void
wrap_debug (void)
{
  if (purple_debug_get_ui_ops () == NULL)
    purple_debug_set_ui_ops (&own_debug_ops);
  wrapped_debug_ops = purple_debug_get_ui_ops ();
  if (wrapped_debug_ops->print == on_print)
    return;
  client_print = wrapped_debug_ops->print;
  client_is_enabled = wrapped_debug_ops->is_enabled;
  wrapped_debug_ops->print = on_print;
  wrapped_debug_ops->is_enabled = on_is_enabled;
}

void
guard_connection_wrap_channels (void)
{
  PurpleSslOps *ops = purple_ssl_get_ops ();

  wrap_debug ();
  if (ops == NULL || ops->connectfunc == on_connect || ops->close == on_close)
    return;
  if (channels == NULL)
    channels = g_hash_table_new (NULL, NULL);
  wrapped_ops = ops;
  backend_connect = ops->connectfunc;
  backend_close = ops->close;
  ops->connectfunc = on_connect;
  ops->close = on_close;
}

void
guard_connection_give_channels_back (void)
{
  if (wrapped_debug_ops != NULL && wrapped_debug_ops->print == on_print)
    wrapped_debug_ops->print = client_print;
  if (wrapped_debug_ops != NULL && wrapped_debug_ops->is_enabled == on_is_enabled)
    wrapped_debug_ops->is_enabled = client_is_enabled;
  if (purple_debug_get_ui_ops () == &own_debug_ops)
    purple_debug_set_ui_ops (NULL);
  if (wrapped_ops != NULL && wrapped_ops->connectfunc == on_connect)
    wrapped_ops->connectfunc = backend_connect;
  if (wrapped_ops != NULL && wrapped_ops->close == on_close)
    wrapped_ops->close = backend_close;
}

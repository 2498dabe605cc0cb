/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-connection-settings.h"

#include "core/guard-server-list.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define IRC_PORT 6667
#define IRC_TLS_PORT 6697

/* The client's own words for its settings are in its catalogue. */
#define CLIENT_DOMAIN "pidgin"

/* ---- XMPP ---- */

/* As the protocol decides (jabber/bosh.c): anywhere in it. */
static gboolean
is_https (const char *url)
{
  return purple_strcasestr (url, "https://") != NULL;
}

static char *
dup_url_host (const char *url)
{
  char *host = NULL;

  if (!purple_url_parse (url, &host, NULL, NULL, NULL, NULL))
    return g_strdup ("");
  return host != NULL ? host : g_strdup ("");
}

/* What stands behind the first "@", up to the resource. */
static char *
dup_domain (PurpleAccount *account)
{
  const char *at = strchr (purple_account_get_username (account), '@');

  return at != NULL ? g_strndup (at + 1, strcspn (at + 1, "/")) : g_strdup ("");
}

static void
read_xmpp (GuardLoginFacts *facts, PurpleConnection *connection)
{
  PurpleAccount *account = purple_connection_get_account (connection);
  const char *url = purple_account_get_string (account, "bosh_url", "");
  const char *server = purple_account_get_string (account, "connect_server", "");
  /* Where it was never set, the protocol requires nothing, whatever the client's dialog shows. */
  const char *security = purple_account_get_string (account, "connection_security", "");

  facts->login.has_password = TRUE; /* asked for later if it is not there yet */
  if (*url != '\0')
    {
      facts->server = dup_url_host (url);
      facts->setting = g_strdup (g_dgettext (CLIENT_DOMAIN, "BOSH URL"));
      facts->login.is_encrypted = is_https (url);
      facts->login.may_be_plain = !facts->login.is_encrypted;
      return;
    }
  facts->server = *server != '\0' ? g_strdup (server) : dup_domain (account);
  facts->setting = g_strdup (g_dgettext (CLIENT_DOMAIN, "Connection security"));
  facts->login.is_encrypted = purple_strequal (security, "require_tls") || purple_strequal (security, "old_ssl");
  facts->is_later = !facts->login.is_encrypted;
}

static void
require_xmpp (PurpleAccount *account)
{
  const char *url = purple_account_get_string (account, "bosh_url", "");

  if (g_ascii_strncasecmp (url, "http://", 7) == 0)
    {
      g_autofree char *encrypted = g_strconcat ("https://", url + 7, NULL);

      purple_account_set_string (account, "bosh_url", encrypted);
    }
  purple_account_set_string (account, "connection_security", "require_tls");
  purple_account_set_bool (account, "auth_plain_in_clear", FALSE);
}

/* ---- IRC ---- */

static void
read_irc (GuardLoginFacts *facts, PurpleConnection *connection)
{
  PurpleAccount *account = purple_connection_get_account (connection);
  const char *password = purple_connection_get_password (connection);
  const char *at = strchr (purple_account_get_username (account), '@');

  facts->server = g_strdup (at != NULL ? at + 1 : "");
  facts->setting = g_strdup (g_dgettext (CLIENT_DOMAIN, "Use SSL"));
  facts->login.has_password = password != NULL && *password != '\0';
  facts->login.is_encrypted = purple_account_get_bool (account, "ssl", FALSE);
  facts->login.may_be_plain = facts->login.has_password && !facts->login.is_encrypted;
}

/* The usual port of the one does not speak the other. */
static void
require_irc (PurpleAccount *account)
{
  purple_account_set_bool (account, "ssl", TRUE);
  if (purple_account_get_int (account, "port", IRC_PORT) == IRC_PORT)
    purple_account_set_int (account, "port", IRC_TLS_PORT);
}

/* ---- the others ---- */

static void
read_server_setting (GuardLoginFacts *facts, PurpleConnection *connection)
{
  facts->server = g_strdup (purple_account_get_string (purple_connection_get_account (connection), "server", ""));
}

static void
read_domain (GuardLoginFacts *facts, PurpleConnection *connection)
{
  facts->server = dup_domain (purple_connection_get_account (connection));
}

/* A protocol that is not here is not judged: it logs in as it likes, but where there is a list of approved servers, a server that nobody
 * knows is on none. */
static const struct
{
  const char *protocol;
  gboolean is_judged;
  gboolean has_no_server;
  void (*read) (GuardLoginFacts *facts, PurpleConnection *connection); /* NULL: nothing is known */
  void (*require) (PurpleAccount *account);
} table[] = {
  { "prpl-jabber",    TRUE,  FALSE, read_xmpp,           require_xmpp },
  { "prpl-irc",       TRUE,  FALSE, read_irc,            require_irc },
  { "prpl-bonjour",   FALSE, TRUE,  NULL,                NULL },  /* no server, no password */
  { "prpl-novell",    FALSE, FALSE, read_server_setting, NULL },
  { "prpl-meanwhile", FALSE, FALSE, read_server_setting, NULL },
  { "prpl-silc",      FALSE, FALSE, read_domain,         NULL },
  { "prpl-simple",    FALSE, FALSE, read_domain,         NULL },
};

static gssize
find_row (PurpleAccount *account)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (purple_strequal (table[i].protocol, purple_account_get_protocol_id (account)))
      return (gssize) i;
  return -1;
}

/* Through a proxy, "localhost" is another computer. */
static gboolean
goes_directly (PurpleAccount *account)
{
  return purple_proxy_info_get_type (purple_proxy_get_setup (account)) == PURPLE_PROXY_NONE;
}

/* Without readable settings nobody knows of a list. */
static gboolean
is_approved (Guard *guard, const char *server)
{
  g_auto(GStrv) list = guard->settings != NULL ? g_settings_get_strv (guard->settings, "approved-servers") : NULL;

  return list == NULL || list[0] == NULL || guard_server_list_contains ((const char * const *) list, server);
}

void
guard_login_facts_read (GuardLoginFacts *facts, Guard *guard, PurpleConnection *connection)
{
  PurpleAccount *account = purple_connection_get_account (connection);
  const gssize row = find_row (account);

  *facts = (GuardLoginFacts) { .is_judged = row >= 0 && table[row].is_judged };
  if (row >= 0 && table[row].read != NULL)
    table[row].read (facts, connection);
  if (facts->server == NULL)
    facts->server = g_strdup ("");
  if (facts->setting == NULL)
    facts->setting = g_strdup ("");
  facts->login.is_local = guard_server_is_this_computer (facts->server) && goes_directly (account);
  facts->login.is_approved = (row >= 0 && table[row].has_no_server) || is_approved (guard, facts->server);
}

void
guard_login_facts_clear (GuardLoginFacts *facts)
{
  g_clear_pointer (&facts->server, g_free);
  g_clear_pointer (&facts->setting, g_free);
}

void
guard_login_require_encryption (PurpleAccount *account)
{
  const gssize row = find_row (account);

  if (row >= 0 && table[row].require != NULL)
    table[row].require (account);
}

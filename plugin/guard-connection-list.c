/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-connection-private.h"

#include "guard-connection-settings.h"
#include "guard-notice-connection.h"
#include "guard-notice.h"
#include "guard-state.h"

#include <glib/gi18n-lib.h>

/* What is known of connections, for a person and for other programs. "" and "not-known" are not the same as "no". */

static const char *
get_transport (GuardConnection *self, PurpleAccount *account)
{
  return guard_encryption_transports_get_method (self->transports, account);
}

static gboolean
is_judged (GuardConnection *self, PurpleConnection *connection)
{
  g_auto(GuardLoginFacts) facts = { 0 };

  guard_login_facts_read (&facts, self->guard, connection);
  return facts.is_judged;
}

/* ---- for a person ---- */

GPtrArray *
guard_connection_list (GuardConnection *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (GList *l = purple_accounts_get_all (); l != NULL; l = l->next)
    {
      PurpleConnection *connection = purple_account_get_connection (l->data);
      const gboolean is_connected = connection != NULL && PURPLE_CONNECTION_IS_CONNECTED (connection);

      if (is_connected || g_hash_table_contains (self->accounts, l->data))
        g_ptr_array_add (lines, guard_notice_dup_connection_line (l->data, guard_connection_get_state (self, l->data), is_connected,
                                                                  is_connected && is_judged (self, connection), get_transport (self, l->data)));
    }
  return lines;
}

void
guard_connection_show_list (GuardConnection *self)
{
  g_autoptr(GPtrArray) lines = guard_connection_list (self);
  g_autofree char *text = NULL;

  g_ptr_array_add (lines, NULL);
  text = g_strjoinv ("\n", (char **) lines->pdata);
  guard_notice_show (self->guard, PURPLE_NOTIFY_MSG_INFO, _("purple-guard"), _("How your accounts are connected"), text);
}

gboolean
guard_connection_remove_exception (GuardConnection *self, const char *server)
{
  PurpleCertificatePool *pool = purple_certificate_find_pool ("x509", "tls_peers");
  const gboolean was_there = pool != NULL && *server != '\0' && purple_certificate_pool_contains (pool, server);

  if (was_there)
    purple_certificate_pool_delete (pool, server);
  guard_connection_memory_forget_server (self->memory, server);
  return was_there;
}

/* ---- for other programs ---- */

static void
add_fact (GVariantBuilder *facts, const char *key, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value != NULL ? value : "", -1);

  g_variant_builder_add (facts, "{ss}", key, valid);
}

static void
add_certificate (GVariantBuilder *facts, const GuardSeenCertificate *certificate)
{
  static const char *const exceptions[] = { "not-known", "no", "yes" };
  g_autoptr(GDateTime) until = certificate != NULL && certificate->until_s != 0 ? g_date_time_new_from_unix_utc (certificate->until_s) : NULL;
  g_autofree char *date = until != NULL ? g_date_time_format_iso8601 (until) : NULL;

  add_fact (facts, "certificate_sha256", certificate != NULL ? certificate->fingerprint : NULL);
  add_fact (facts, "certificate_issuer", certificate != NULL ? certificate->issuer : NULL);
  add_fact (facts, "certificate_until", date);
  add_fact (facts, "exception", exceptions[certificate != NULL ? certificate->exception : GUARD_EXCEPTION_UNKNOWN]);
}

static void
add_row (GVariantBuilder *rows, GuardConnection *self, PurpleConnection *connection)
{
  PurpleAccount *account = purple_connection_get_account (connection);
  const GuardAccountState *state = guard_connection_get_state (self, account);
  const char *transport = get_transport (self, account);
  g_autofree char *name = g_strdup_printf ("%s %s", purple_account_get_protocol_id (account), purple_account_get_username (account));
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  g_variant_builder_open (rows, G_VARIANT_TYPE ("(sa{ss})"));
  g_variant_builder_add (rows, "s", valid);
  g_variant_builder_open (rows, G_VARIANT_TYPE ("a{ss}"));
  add_fact (rows, "protocol", purple_account_get_protocol_id (account));
  add_fact (rows, "account", purple_account_get_username (account));
  add_fact (rows, "server", state->server);
  add_fact (rows, "transport", transport != NULL ? transport : is_judged (self, connection) ? "none" : "not-known");
  add_fact (rows, "tls_version", transport != NULL && state->tls_version != NULL ? state->tls_version : "not-known");
  add_fact (rows, "cipher", transport != NULL && state->cipher != NULL ? state->cipher : "not-known");
  add_certificate (rows, state->certificate);
  g_variant_builder_close (rows);
  g_variant_builder_close (rows);
}

void
guard_connection_publish (GuardConnection *self)
{
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(sa{ss})"));
  for (GList *l = purple_connections_get_all (); l != NULL; l = l->next)
    if (PURPLE_CONNECTION_IS_CONNECTED (l->data))
      add_row (&rows, self, l->data);
  guard_state_publish (self->guard, GUARD_STATE_CONNECTIONS, g_variant_builder_end (&rows));
}

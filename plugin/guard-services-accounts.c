/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-services-private.h"

/* Services that are an account, or a setting of accounts. Accounts that come later are closed when they come. */

#define LOCAL_NETWORK_PROTOCOL "prpl-bonjour"
#define PROXIES_SETTING "ft_proxies"

static gboolean
has_setting (PurpleAccount *account, const char *setting)
{
  PurplePlugin *protocol = purple_find_prpl (purple_account_get_protocol_id (account));
  PurplePluginProtocolInfo *info = protocol != NULL ? PURPLE_PLUGIN_PROTOCOL_INFO (protocol) : NULL;

  for (GList *l = info != NULL ? info->protocol_options : NULL; l != NULL; l = l->next)
    if (purple_strequal (purple_account_option_get_setting (l->data), setting))
      return TRUE;
  return FALSE;
}

/* Returns: whether @account has to do with the service @name; then @place (lent strings) says where it is, and @closed what closes it. */
static gboolean
get_place (PurpleAccount *account, const char *name, GuardOriginal *place, const char **closed)
{
  *place = (GuardOriginal) { .service = (char *) name, .protocol = (char *) purple_account_get_protocol_id (account),
                             .account = (char *) purple_account_get_username (account) };
  if (g_str_equal (name, "local-network") && purple_strequal (place->protocol, LOCAL_NETWORK_PROTOCOL))
    {
      place->place = GUARD_PLACE_ACCOUNT_CLIENT;
      place->client = (char *) purple_core_get_ui ();
      place->name = (char *) "auto-login";
      place->is_boolean = TRUE;
      *closed = "0";
      return TRUE;
    }
  if (g_str_equal (name, "transfer-proxies") && has_setting (account, PROXIES_SETTING))
    {
      place->place = GUARD_PLACE_ACCOUNT;
      place->name = (char *) PROXIES_SETTING;
      *closed = "";
      return TRUE;
    }
  return FALSE;
}

static gboolean
close_accounts (GuardServices *self, const char *name)
{
  gboolean was_open = FALSE;

  for (GList *l = purple_accounts_get_all (); l != NULL; l = l->next)
    {
      GuardOriginal place;
      const char *closed;

      if (get_place (l->data, name, &place, &closed) && guard_services_put (self, &place, closed))
        was_open = TRUE;
    }
  return was_open;
}

static GuardServiceState
ask_accounts (GuardServices *self, const char *name)
{
  GuardServiceState state = GUARD_SERVICE_ABSENT;

  for (GList *l = purple_accounts_get_all (); l != NULL; l = l->next)
    {
      GuardOriginal place;
      const char *closed;
      g_autofree char *value = NULL;

      if (!get_place (l->data, name, &place, &closed))
        continue;
      value = guard_services_dup_value (&place);
      if (g_strcmp0 (value != NULL ? value : "", closed) != 0)
        return GUARD_SERVICE_OPEN;
      state = GUARD_SERVICE_CLOSED;
    }
  return state;
}

const GuardServiceWay guard_way_accounts = { close_accounts, guard_services_put_back, ask_accounts };

/* A new account: its settings follow in the same moment, and nobody tells when they are there. */
static void
on_added (PurpleAccount *account, gpointer user_data)
{
  guard_services_look_again (user_data);
}

/* At once, since libpurple connects an account that is still enabled when this is over. */
static void
on_enabled (PurpleAccount *account, gpointer user_data)
{
  GuardServices *self = user_data;

  if (purple_strequal (purple_account_get_protocol_id (account), LOCAL_NETWORK_PROTOCOL))
    guard_services_look_now (self, "local-network");
}

/* Before the protocol reads its settings. */
static void
on_connecting (PurpleAccount *account, gpointer user_data)
{
  guard_services_look_now (user_data, "transfer-proxies");
}

void
guard_services_watch_accounts (GuardServices *self)
{
  void *accounts = purple_accounts_get_handle ();

  purple_signal_connect (accounts, "account-added", self, PURPLE_CALLBACK (on_added), self);
  purple_signal_connect (accounts, "account-enabled", self, PURPLE_CALLBACK (on_enabled), self);
  purple_signal_connect_priority (accounts, "account-connecting", self, PURPLE_CALLBACK (on_connecting), self, G_MININT);
}

void
guard_services_unwatch_accounts (GuardServices *self)
{
  void *accounts = purple_accounts_get_handle ();

  purple_signal_disconnect (accounts, "account-added", self, PURPLE_CALLBACK (on_added));
  purple_signal_disconnect (accounts, "account-enabled", self, PURPLE_CALLBACK (on_enabled));
  purple_signal_disconnect (accounts, "account-connecting", self, PURPLE_CALLBACK (on_connecting));
}

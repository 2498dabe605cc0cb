/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-connection-private.h"

#include "guard-connection-settings.h"
#include "guard-notice-connection.h"

#include <string.h>

/* A login that must not happen as it is never begins: the protocol's call is not made, so that nothing goes to the network, and the connection
 * is taken away at the next turn of the main loop. That is no error: after one, clients connect again by themselves or switch the account
 * off. The question stands alone; its answer begins a new login, with a pass or with another setting.
 *
 * An account that stays offline does so until the user connects it by hand; what a client tries by itself until then ends without a word.
 *
 * Several plugins may share one table of calls, so the originals are kept by the table. What another plugin has put on top of ours stays, and
 * then ours stays below it: it goes on to the original even when the guard is gone. */

typedef struct
{
  void (*login) (PurpleAccount *account);
  void (*close) (PurpleConnection *connection);
  void (*register_user) (PurpleAccount *account);
} Calls;

static GHashTable *tables; /* of Calls, by their info */

static const Calls *
find_calls (PurplePlugin *protocol)
{
  return g_hash_table_lookup (tables, PURPLE_PLUGIN_PROTOCOL_INFO (protocol));
}

/* ---- ending ---- */

/* A password that is not to be kept would be asked for again. */
static void
disconnect (PurpleAccount *account)
{
  g_autofree char *password = g_strdup (purple_account_get_password (account));

  purple_account_disconnect (account);
  purple_account_set_password (account, password);
  if (password != NULL)
    memset (password, 0, strlen (password));
}

/* Whether there was one. */
static gboolean
end_one (GuardConnection *self)
{
  GHashTableIter iter;
  gpointer connection;
  PurpleAccount *account;

  g_hash_table_iter_init (&iter, self->halted);
  if (!g_hash_table_iter_next (&iter, &connection, NULL))
    return FALSE;
  account = purple_connection_get_account (connection);
  if (purple_account_get_connection (account) == connection)
    disconnect (account);
  g_hash_table_remove (self->halted, connection);
  return TRUE;
}

void
guard_connection_end_halted (GuardConnection *self)
{
  while (end_one (self))
    continue;
}

static gboolean
on_end (gpointer unused)
{
  Guard *guard = guard_plugin_get ();

  if (guard != NULL)
    guard_connection_end_halted (guard->connection);
  return G_SOURCE_REMOVE;
}

void
guard_connection_halt (GuardConnection *self, PurpleConnection *connection, gboolean is_unseen)
{
  if (!g_hash_table_contains (self->halted, connection))
    g_hash_table_insert (self->halted, connection, GINT_TO_POINTER (is_unseen));
  g_idle_add_full (G_PRIORITY_HIGH, on_end, NULL, NULL);
}

gboolean
guard_connection_is_halted (GuardConnection *self, PurpleConnection *connection)
{
  return g_hash_table_contains (self->halted, connection);
}

/* ---- asking ---- */

static void
connect_again (GuardAccountState *state, PurpleAccount *account)
{
  if (!purple_account_is_disconnected (account))
    return;
  if (state->is_registering)
    purple_account_register (account);
  else
    purple_account_connect (account);
}

static const char *
choice_word (GuardLoginAnswer answer)
{
  return answer == GUARD_LOGIN_ANSWER_ONCE ? "connect-once" : answer == GUARD_LOGIN_ANSWER_REQUIRE ? "require-encryption" : "stay-offline";
}

static void
on_answer (guint answer, const char *text, gpointer user_data)
{
  PurpleAccount *account = user_data;
  Guard *guard = guard_plugin_get ();
  GuardConnection *self = guard->connection;
  GuardAccountState *state = guard_connection_get_state (self, account);

  state->question = NULL;
  guard_connection_journal (self, "login-stopped", account, state->server, NULL, "asked", choice_word (answer));
  if (answer == GUARD_LOGIN_ANSWER_STAY)
    return;
  state->stop = GUARD_STOP_NONE;
  state->has_pass = answer == GUARD_LOGIN_ANSWER_ONCE;
  if (answer == GUARD_LOGIN_ANSWER_REQUIRE)
    guard_login_require_encryption (account);
  guard_connection_end_halted (self);
  connect_again (state, account);
}

static void
stop_and_tell (GuardConnection *self, PurpleAccount *account, const GuardLoginFacts *facts, GuardLoginAction action)
{
  GuardAccountState *state = guard_connection_get_state (self, account);
  const gboolean is_fixed = self->guard->settings != NULL
                            && !g_settings_is_writable (self->guard->settings, facts->login.is_approved ? "unencrypted-logins" : "approved-servers");

  if (state->question != NULL || state->stop != GUARD_STOP_NONE)
    return;
  state->stop = GUARD_STOP_LOGIN;
  if (!facts->login.is_approved)
    {
      guard_connection_journal (self, "login-stopped", account, facts->server, "server-not-approved", "refused", NULL);
      guard_notice_server_not_approved (self->guard, account, facts->server, is_fixed);
      return;
    }
  guard_connection_journal (self, "login-stopped", account, facts->server, facts->is_later ? "stream-not-encrypted" : "not-encrypted",
                            action == GUARD_LOGIN_ASK ? "asked" : "refused", NULL);
  state->question = guard_notice_ask_login (self->guard, account, facts, action == GUARD_LOGIN_ASK, is_fixed, on_answer, account);
}

/* ---- judging ---- */

static void
remember_server (GuardAccountState *state, const GuardLoginFacts *facts)
{
  g_free (state->server);
  state->server = g_strdup (facts->server);
  state->is_local = facts->login.is_local;
}

/* Whether the login may go on; if not, it is halted. */
static gboolean
judge (GuardConnection *self, PurpleConnection *connection, const GuardLoginFacts *facts, gboolean is_unseen)
{
  PurpleAccount *account = purple_connection_get_account (connection);
  GuardAccountState *state = guard_connection_get_state (self, account);
  GuardLoginAction action;
  GuardPolicy policy;

  guard_get_policy (self->guard, &policy);
  action = guard_policy_for_login (&policy, &facts->login);
  if (action == GUARD_LOGIN_ASK && g_hash_table_contains (self->passed, connection))
    return TRUE;
  if (action == GUARD_LOGIN_GO && state->stop == GUARD_STOP_LOGIN && is_unseen && !facts->is_later)
    state->stop = GUARD_STOP_NONE;
  if (action == GUARD_LOGIN_GO && state->stop == GUARD_STOP_NONE)
    return TRUE;
  if (action != GUARD_LOGIN_GO)
    stop_and_tell (self, account, facts, action);
  guard_connection_halt (self, connection, is_unseen);
  return FALSE;
}

/* Before the protocol knows of it. What only the stream will show is left to the stream, but for an account that it has stopped before. */
static gboolean
may_begin (GuardConnection *self, PurpleConnection *connection, gboolean is_registering)
{
  GuardAccountState *state = guard_connection_get_state (self, purple_connection_get_account (connection));
  g_auto(GuardLoginFacts) facts = { 0 };

  guard_connection_wrap_channels ();
  guard_connection_wrap_certificates ();
  guard_login_facts_read (&facts, self->guard, connection);
  remember_server (state, &facts);
  g_clear_pointer (&state->tls_version, g_free);
  g_clear_pointer (&state->cipher, g_free);
  g_clear_pointer (&state->certificate, guard_seen_certificate_free);
  state->is_registering = is_registering;
  if (state->has_pass)
    g_hash_table_add (self->passed, connection);
  state->has_pass = FALSE;
  if (!facts.is_judged)
    facts.login.is_encrypted = TRUE;
  else if (facts.is_later)
    facts.login.is_encrypted = facts.login.is_approved;
  return judge (self, connection, &facts, TRUE);
}

gboolean
guard_connection_may_go_on (GuardConnection *self, PurpleConnection *connection, gboolean may_be_plain)
{
  g_auto(GuardLoginFacts) facts = { 0 };

  if (guard_connection_is_halted (self, connection))
    return FALSE;
  guard_login_facts_read (&facts, self->guard, connection);
  facts.login.is_encrypted = FALSE;
  facts.login.may_be_plain = may_be_plain;
  return judge (self, connection, &facts, FALSE);
}

/* ---- by hand ---- */

void
guard_connection_on_by_hand (PurpleAccount *account, gpointer user_data)
{
  GuardAccountState *state = guard_connection_get_state (user_data, account);

  if (state->question == NULL)
    state->stop = GUARD_STOP_NONE;
}

/* From offline to anything else: no client does that by itself. */
void
guard_connection_on_status_changing (PurpleAccount *account, PurpleStatus *before, PurpleStatus *status, gpointer user_data)
{
  if (before != NULL && !purple_status_is_online (before) && purple_status_is_online (status))
    guard_connection_on_by_hand (account, user_data);
}

/* ---- the protocols' calls ---- */

static void
on_login (PurpleAccount *account)
{
  PurpleConnection *connection = purple_account_get_connection (account);
  Guard *guard = guard_plugin_get ();

  if (guard == NULL || may_begin (guard->connection, connection, FALSE))
    find_calls (purple_connection_get_prpl (connection))->login (account);
}

static void
on_register_user (PurpleAccount *account)
{
  PurpleConnection *connection = purple_account_get_connection (account);
  Guard *guard = guard_plugin_get ();

  if (guard == NULL || may_begin (guard->connection, connection, TRUE))
    find_calls (purple_connection_get_prpl (connection))->register_user (account);
}

/* Protocols take for granted that they know the connections that they close. */
static void
on_close (PurpleConnection *connection)
{
  Guard *guard = guard_plugin_get ();

  if (guard != NULL && GPOINTER_TO_INT (g_hash_table_lookup (guard->connection->halted, connection)))
    return;
  find_calls (purple_connection_get_prpl (connection))->close (connection);
}

#define WRAP(call) \
  G_STMT_START { if (info->call != NULL && info->call != on_##call && (calls->call == NULL || calls->call == info->call)) \
      { calls->call = info->call; info->call = on_##call; } } G_STMT_END
#define GIVE_BACK(call) \
  G_STMT_START { if (info->call == on_##call) info->call = calls->call; is_ours |= calls->call != NULL && info->call != calls->call; } G_STMT_END

static void
wrap (PurplePluginProtocolInfo *info)
{
  Calls *calls = g_hash_table_lookup (tables, info);

  if (calls == NULL)
    {
      calls = g_new0 (Calls, 1);
      g_hash_table_insert (tables, info, calls);
    }
  WRAP (login);
  WRAP (close);
  WRAP (register_user);
}

void
guard_connection_wrap_logins (void)
{
  if (tables == NULL)
    tables = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (GList *l = purple_plugins_get_protocols (); l != NULL; l = l->next)
    if (PURPLE_PLUGIN_PROTOCOL_INFO ((PurplePlugin *) l->data) != NULL)
      wrap (PURPLE_PLUGIN_PROTOCOL_INFO ((PurplePlugin *) l->data));
}

/* Whether nothing of ours is left in the table, not even below somebody else's. */
static gboolean
give_back (gpointer key, gpointer value, gpointer user_data)
{
  PurplePluginProtocolInfo *info = key;
  const Calls *calls = value;
  gboolean is_ours = FALSE;

  GIVE_BACK (login);
  GIVE_BACK (close);
  GIVE_BACK (register_user);
  return !is_ours;
}

void
guard_connection_give_logins_back (void)
{
  if (tables != NULL)
    g_hash_table_foreach_remove (tables, give_back, NULL);
}

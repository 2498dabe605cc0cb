/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-connection-private.h"

#include "guard-connection-settings.h"
#include "guard-files.h"
#include "guard-notice-connection.h"
#include "guard-notice.h"

/* What is kept of each account, and what is heard of connections, conversations and accounts. */

#define MAX_LINES 4 /* that wait for a conversation; the last ones count */

static char handle;

/* ---- accounts ---- */

static void
free_state (gpointer data)
{
  GuardAccountState *state = data;

  guard_question_withdraw (state->question);
  g_clear_pointer (&state->certificate, guard_seen_certificate_free);
  g_ptr_array_unref (state->lines);
  g_free (state->server);
  g_free (state->tls_version);
  g_free (state->cipher);
  g_free (state);
}

GuardAccountState *
guard_connection_get_state (GuardConnection *self, PurpleAccount *account)
{
  GuardAccountState *state = g_hash_table_lookup (self->accounts, account);

  if (state != NULL)
    return state;
  state = g_new0 (GuardAccountState, 1);
  state->lines = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_insert (self->accounts, account, state);
  return state;
}

void
guard_connection_journal (GuardConnection *self, const char *kind, PurpleAccount *account, const char *server, const char *finding, const char *action,
                          const char *choice)
{
  GuardJournalEntry *entry = guard_journal_entry_new (kind);

  entry->protocol = g_strdup (purple_account_get_protocol_id (account));
  entry->account = g_strdup (purple_account_get_username (account));
  entry->sender_kind = GUARD_SENDER_SELF;
  entry->name = g_strdup (server);
  if (g_str_has_prefix (kind, "certificate-"))
    entry->sha256 = g_strdup (finding);
  else
    entry->finding = g_strdup (finding);
  entry->action = g_strdup (action);
  entry->choice = g_strdup (choice);
  guard_files_add_journal_entry (self->guard, entry);
}

/* ---- lines ---- */

static PurpleConversation *
find_conversation (PurpleAccount *account)
{
  for (GList *l = purple_get_conversations (); l != NULL; l = l->next)
    if (purple_conversation_get_account (l->data) == account)
      return l->data;
  return NULL;
}

void
guard_connection_say (GuardConnection *self, PurpleAccount *account, const char *line)
{
  GuardAccountState *state = guard_connection_get_state (self, account);
  PurpleConversation *conversation = find_conversation (account);

  if (conversation != NULL)
    {
      guard_notice_say (conversation, line);
      return;
    }
  if (state->lines->len == MAX_LINES)
    g_ptr_array_remove_index (state->lines, 0);
  g_ptr_array_add (state->lines, g_strdup (line));
}

static void
on_conversation (PurpleConversation *conversation, gpointer user_data)
{
  GuardConnection *self = user_data;
  GuardAccountState *state = g_hash_table_lookup (self->accounts, purple_conversation_get_account (conversation));

  for (guint i = 0; state != NULL && i < state->lines->len; i++)
    guard_notice_say (conversation, g_ptr_array_index (state->lines, i));
  if (state != NULL)
    g_ptr_array_set_size (state->lines, 0);
}

/* ---- connections ---- */

/* Once for an account and its server. */
static void
tell_unencrypted (GuardConnection *self, PurpleAccount *account, GuardAccountState *state)
{
  g_autofree char *line = guard_notice_dup_unencrypted_line (account, state->server);

  state->is_untold = !guard_connection_memory_is_ready (self->memory);
  if (state->is_untold)
    return;
  if (!guard_connection_memory_was_told (self->memory, account, state->server))
    guard_connection_say (self, account, line);
  guard_connection_memory_add_told (self->memory, account, state->server);
}

static gboolean
on_memory (gpointer data)
{
  GuardConnection *self = data;
  GHashTableIter iter;
  gpointer account, state;

  g_hash_table_iter_init (&iter, self->accounts);
  while (g_hash_table_iter_next (&iter, &account, &state))
    if (((GuardAccountState *) state)->is_untold)
      tell_unencrypted (self, account, state);
  guard_connection_decide_waiting (self);
  return G_SOURCE_REMOVE;
}

/* It is on: whatever the settings said, the transport is what it is. */
static void
on_signed_on (PurpleConnection *connection, gpointer user_data)
{
  GuardConnection *self = user_data;
  PurpleAccount *account = purple_connection_get_account (connection);
  GuardAccountState *state = guard_connection_get_state (self, account);
  g_auto(GuardLoginFacts) facts = { 0 };

  state->stop = GUARD_STOP_NONE;
  guard_encryption_transports_note (self->transports, connection);
  guard_login_facts_read (&facts, self->guard, connection);
  g_free (state->server);
  state->server = g_steal_pointer (&facts.server);
  if (facts.is_judged && !facts.login.is_local && guard_encryption_transports_get_method (self->transports, account) == NULL)
    {
      guard_connection_journal (self, "login-unencrypted", account, state->server, NULL,
                                g_hash_table_contains (self->passed, connection) ? "connected-once" : "connected", NULL);
      tell_unencrypted (self, account, state);
    }
  guard_connection_publish (self);
}

static void
on_signed_off (PurpleConnection *connection, gpointer user_data)
{
  GuardConnection *self = user_data;

  g_hash_table_remove (self->halted, connection);
  g_hash_table_remove (self->passed, connection);
  guard_encryption_transports_forget (self->transports, connection);
  guard_connection_publish (self);
}

static void
on_account_removed (PurpleAccount *account, gpointer user_data)
{
  g_hash_table_remove (((GuardConnection *) user_data)->accounts, account);
}

static void
on_plugin_loaded (PurplePlugin *plugin, gpointer user_data)
{
  guard_connection_wrap_logins ();
}

/* ---- coming and going ---- */

static void
connect_signals (GuardConnection *self)
{
  void *accounts = purple_accounts_get_handle ();
  void *connections = purple_connections_get_handle ();

  purple_signal_connect (connections, "signed-on", &handle, PURPLE_CALLBACK (on_signed_on), self);
  purple_signal_connect (connections, "signed-off", &handle, PURPLE_CALLBACK (on_signed_off), self);
  purple_signal_connect (purple_conversations_get_handle (), "conversation-created", &handle, PURPLE_CALLBACK (on_conversation), self);
  purple_signal_connect (accounts, "account-enabled", &handle, PURPLE_CALLBACK (guard_connection_on_by_hand), self);
  purple_signal_connect (accounts, "account-disabled", &handle, PURPLE_CALLBACK (guard_connection_on_by_hand), self);
  purple_signal_connect (accounts, "account-status-changing", &handle, PURPLE_CALLBACK (guard_connection_on_status_changing), self);
  purple_signal_connect (accounts, "account-removed", &handle, PURPLE_CALLBACK (on_account_removed), self);
  purple_signal_connect (purple_plugins_get_handle (), "plugin-load", &handle, PURPLE_CALLBACK (on_plugin_loaded), self);
}

void
guard_connection_attach (GuardConnection *self)
{
  connect_signals (self);
  guard_connection_attach_stream (self);
  guard_connection_wrap_logins ();
  guard_connection_wrap_channels ();
  guard_connection_wrap_certificates ();
  for (GList *l = purple_connections_get_all (); l != NULL; l = l->next)
    if (PURPLE_CONNECTION_IS_CONNECTED (l->data))
      on_signed_on (l->data, self);
  guard_connection_publish (self);
}

void
guard_connection_detach (GuardConnection *self)
{
  guard_connection_give_certificates_back ();
  guard_connection_end_halted (self);
  guard_connection_give_channels_back ();
  guard_connection_give_logins_back ();
  guard_connection_detach_stream (self);
  purple_signals_disconnect_by_handle (&handle);
}

GuardConnection *
guard_connection_new (Guard *guard)
{
  GuardConnection *self = g_new0 (GuardConnection, 1);

  self->guard = guard;
  self->transports = guard_encryption_transports_new ();
  self->accounts = g_hash_table_new_full (NULL, NULL, NULL, free_state);
  self->halted = g_hash_table_new (NULL, NULL);
  self->passed = g_hash_table_new (NULL, NULL);
  self->memory = guard_connection_memory_new (guard->chores, on_memory, self);
  return self;
}

void
guard_connection_free (GuardConnection *self)
{
  guard_connection_memory_free (self->memory);
  guard_encryption_transports_free (self->transports);
  g_hash_table_unref (self->accounts);
  g_hash_table_unref (self->halted);
  g_hash_table_unref (self->passed);
  g_free (self);
}

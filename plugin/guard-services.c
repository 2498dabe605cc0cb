/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-services-private.h"

#include "guard-files.h"
#include "guard-state.h"
#include "store/guard-state.h"

#include <glib/gi18n-lib.h>

/* A service is as its setting says: at load, when the setting changes, and when somebody opens it past the guard. Unload opens everything again; the end of
 * the client opens nothing, so that the next start begins closed. */

#define TOLD_CLOSED "closed"

static const GuardService table[] = {
  { "port-mapping", "open-port-mapping", N_("Opening ports of your router"),
    N_("People on the internet could reach your computer past the router (UPnP, NAT-PMP)."),
    N_("Closed, files from outside your network may come by way of a server."), { &guard_way_preferences } },
  { "address-discovery", "open-address-discovery", N_("Asking a server for your address"),
    N_("A server on the internet learns that you are there, and contacts are told your address (STUN, TURN)."),
    N_("Closed, calls and direct transfers may not come through a router."), { &guard_way_preferences } },
  { "listening-ports", "open-listening-ports", N_("A fixed range of listening ports"),
    N_("Ports that are always the same, and perhaps open in a firewall, are easily found and tried."),
    N_("Closed, direct transfers wait at a port that changes each time."), { &guard_way_preferences } },
  { "local-network", "open-local-network", N_("Announcing yourself on the local network"),
    N_("Bonjour tells everybody on the network that you are there, and takes connections from anybody, unencrypted."),
    N_("Closed, Bonjour accounts stay off."), { &guard_way_accounts } },
  { "session-bus", "open-session-bus", N_("Other programs that listen and act (D-Bus)"),
    N_("Every program of yours could read your messages, decrypted ones too, and send in your name."),
    N_("Closed, purple-remote and chat links of web pages do not reach the client; a second Pidgin still finds the first."), { &guard_way_bus } },
  { "client-details", "open-client-details", N_("Answers about your client"),
    N_("Its name and version tell an attacker which flaws to try."),
    N_("Closed, others see neither version nor CTCP answers."), { &guard_way_replies } },
  { "idle-time", "open-idle-time", N_("How long you have been away from the keyboard"),
    N_("It shows when nobody watches the computer."),
    N_("Closed, contacts see your status, and no idle time."), { &guard_way_preferences, &guard_way_replies } },
  { "local-time", "open-local-time", N_("Your local time"),
    N_("It shows roughly where in the world you are."),
    N_("Closed, others do not see your time of day."), { &guard_way_replies } },
  { "transfer-proxies", "open-transfer-proxies", N_("File transfer proxies of third parties"),
    N_("Files would pass through computers of strangers."),
    N_("Closed, only your own server's proxies are used."), { &guard_way_accounts } },
  { "remote-commands", NULL, N_("Commands from outside"),
    N_("XMPP commands (XEP-0050) and DCC CHAT are not obeyed by libpurple; the session bus is, where it is open."), "", { &guard_way_commands } },
};

static const GuardService *
find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].name, name))
      return &table[i];
  return NULL;
}

static gboolean
is_allowed (GuardServices *self, const GuardService *service)
{
  GSettings *settings = self->guard->settings;

  return settings != NULL && service->key != NULL && g_settings_get_boolean (settings, service->key);
}

/* Open by one of its ways is open. */
static GuardServiceState
ask (GuardServices *self, const GuardService *service)
{
  GuardServiceState state = service->ways[0]->ask (self, service->name);

  for (gsize i = 1; service->ways[i] != NULL; i++)
    state = MAX (state, service->ways[i]->ask (self, service->name));
  return state;
}

static void
get_facts (GuardServices *self, const GuardService *service, GuardServiceFacts *facts)
{
  GSettings *settings = self->guard->settings;

  *facts = (GuardServiceFacts) {
    .name = service->name,
    .title = _(service->title),
    .reason = _(service->reason),
    .loss = *service->loss != '\0' ? _(service->loss) : "",
    .state = ask (self, service),
    .has_switch = service->key != NULL,
    .is_allowed = is_allowed (self, service),
    .is_locked = service->key != NULL && (settings == NULL || !g_settings_is_writable (settings, service->key)),
    .n_asked = guard_replies_count (self->replies, service->name),
  };
}

/* ---- told to others ---- */

static void
add_fact (GVariantBuilder *facts, const char *name, const char *value)
{
  g_variant_builder_add (facts, "{ss}", name, value);
}

void
guard_services_publish (GuardServices *self)
{
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(sa{ss})"));
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      GVariantBuilder builder;
      GuardServiceFacts facts;

      get_facts (self, &table[i], &facts);
      g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
      add_fact (&builder, "state", guard_service_state_to_string (facts.state));
      add_fact (&builder, "allowed", facts.is_allowed ? "yes" : "no");
      add_fact (&builder, "locked", facts.is_locked ? "yes" : "no");
      add_fact (&builder, "key", table[i].key != NULL ? table[i].key : "");
      add_fact (&builder, "title", facts.title);
      add_fact (&builder, "reason", facts.reason);
      add_fact (&builder, "loss", facts.loss);
      g_variant_builder_add (&rows, "(s@a{ss})", facts.name, g_variant_builder_end (&builder));
    }
  guard_state_publish (self->guard, GUARD_STATE_SERVICES, g_variant_builder_end (&rows));
}

/* @by: "setting" (the user's switch), "guard", "unload" */
static void
write_down (GuardServices *self, const GuardService *service, const char *kind, const char *by)
{
  GuardJournalEntry *entry = guard_journal_entry_new (kind);

  entry->name = g_strdup (service->name);
  entry->action = g_strdup (by);
  guard_files_add_journal_entry (self->guard, entry);
}

/* ---- as the settings say ---- */

/* Returns: whether something that was open is not any more */
static gboolean
close_service (GuardServices *self, const GuardService *service)
{
  gboolean was_open = FALSE;

  for (gsize i = 0; service->ways[i] != NULL; i++)
    if (service->ways[i]->close (self, service->name))
      was_open = TRUE;
  return was_open;
}

static void
open_service (GuardServices *self, const GuardService *service)
{
  for (gsize i = 0; service->ways[i] != NULL; i++)
    service->ways[i]->open (self, service->name);
}

/* Somebody else has opened it. Once in a run it is said how that is done here. */
static void
close_again (GuardServices *self, const GuardService *service)
{
  GuardServiceFacts facts;

  if (is_allowed (self, service) || !close_service (self, service))
    return;
  write_down (self, service, "service-closed", "guard");
  if (!g_hash_table_add (self->reopened, (gpointer) service->name))
    return;
  get_facts (self, service, &facts);
  guard_notice_service_closed_again (self->guard, &facts);
}

static gboolean
on_time_to_look (gpointer user_data)
{
  GuardServices *self = user_data;

  self->look_again_id = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    close_again (self, &table[i]);
  guard_services_publish (self);
  return G_SOURCE_REMOVE;
}

void
guard_services_look_again (GuardServices *self)
{
  if (self->is_attached && self->look_again_id == 0)
    self->look_again_id = g_idle_add (on_time_to_look, self);
}

void
guard_services_look_now (GuardServices *self, const char *name)
{
  if (self->is_attached)
    close_again (self, find (name));
}

static void
on_setting_changed (GSettings *settings, const char *key, gpointer user_data)
{
  GuardServices *self = user_data;

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const GuardService *service = &table[i];

      if (g_strcmp0 (service->key, key) != 0)
        continue;
      g_hash_table_remove (self->reopened, service->name);
      if (is_allowed (self, service))
        open_service (self, service);
      else
        close_service (self, service);
      write_down (self, service, is_allowed (self, service) ? "service-opened" : "service-closed", "setting");
      guard_services_publish (self);
    }
}

static void
say_first_time (GuardServices *self, GPtrArray *titles)
{
  g_autoptr(GError) error = NULL;

  if (titles->len == 0)
    return;
  guard_originals_set_told (self->originals, TOLD_CLOSED);
  if (!guard_originals_save (self->originals, &error))
    g_message ("What was said of services could not be written down: %s", error->message);
  g_ptr_array_add (titles, NULL);
  guard_notice_services_closed (self->guard, (const char * const *) titles->pdata);
}

/* In every run the answers and the bus have to be closed anew: that is news only once. */
static void
close_all (GuardServices *self)
{
  g_autoptr(GPtrArray) titles = g_ptr_array_new ();
  const gboolean is_first = !guard_originals_was_told (self->originals, TOLD_CLOSED);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const guint n_before = guard_originals_list (self->originals)->len;

      if (is_allowed (self, &table[i]) || !close_service (self, &table[i]))
        continue;
      g_ptr_array_add (titles, _(table[i].title));
      if (is_first || guard_originals_list (self->originals)->len != n_before)
        write_down (self, &table[i], "service-closed", "guard");
    }
  if (is_first)
    say_first_time (self, titles);
}

static void
open_at_unload (GuardServices *self, const GuardService *service)
{
  const GuardServiceState before = ask (self, service);

  open_service (self, service);
  if (ask (self, service) != before)
    write_down (self, service, "service-opened", "unload");
}

/* ---- the user's own doing ---- */

GPtrArray *
guard_services_list (GuardServices *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      GuardServiceFacts facts;

      get_facts (self, &table[i], &facts);
      g_ptr_array_add (lines, guard_notice_dup_service_line (&facts));
    }
  guard_loaded_list (self->loaded, lines);
  return lines;
}

char *
guard_services_set (GuardServices *self, const char *name, gboolean is_to_be_open)
{
  const GuardService *service = find (name);
  GSettings *settings = self->guard->settings;
  GuardServiceFacts facts;

  if (service == NULL)
    return guard_notice_dup_no_such_service (name);
  /* The listener of the change opens and closes. */
  if (service->key != NULL && settings != NULL && g_settings_is_writable (settings, service->key))
    g_settings_set_boolean (settings, service->key, is_to_be_open);
  get_facts (self, service, &facts);
  return guard_notice_dup_service_answer (&facts, is_to_be_open);
}

static void
on_told (guint answer, const char *text, gpointer user_data)
{
  const GuardService *service = user_data;
  Guard *guard = guard_plugin_get ();
  g_autofree char *line = NULL;

  if (answer == 0 || guard == NULL)
    return;
  line = guard_services_set (guard->services, service->name, !is_allowed (guard->services, service));
  guard_notice_show_service_answer (guard, line);
}

static void
show_line (GuardServices *self, guint n)
{
  g_autoptr(GPtrArray) lines = guard_services_list (self);

  if (n < lines->len)
    guard_notice_show_service_answer (self->guard, g_ptr_array_index (lines, n));
}

/* Plugins come behind the services, as in the list. */
static void
on_chosen (guint answer, const char *text, gpointer user_data)
{
  Guard *guard = guard_plugin_get ();
  GuardServiceFacts facts = { 0 };

  if (answer == GUARD_ANSWER_CANCEL || guard == NULL)
    return;
  if (answer <= G_N_ELEMENTS (table))
    get_facts (guard->services, &table[answer - 1], &facts);
  if (facts.has_switch && !facts.is_locked)
    guard_notice_ask_service (guard, &facts, on_told, (gpointer) &table[answer - 1]);
  else
    show_line (guard->services, answer - 1);
}

void
guard_services_show (GuardServices *self)
{
  g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      GuardServiceFacts facts;

      get_facts (self, &table[i], &facts);
      g_ptr_array_add (choices, guard_notice_dup_service_choice (&facts));
    }
  guard_loaded_list (self->loaded, choices);
  g_ptr_array_add (choices, NULL);
  guard_notice_ask_which_service (self->guard, (const char * const *) choices->pdata, on_chosen, NULL);
}

/* ---- life ---- */

GuardServices *
guard_services_new (Guard *guard)
{
  GuardServices *self = g_new0 (GuardServices, 1);

  self->guard = guard;
  self->reopened = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
guard_services_attach (GuardServices *self)
{
  self->originals = guard_originals_load_or_renew (self->guard->home);
  self->bus = guard_bus_new (self);
  self->replies = guard_replies_new (self);
  close_all (self);
  self->loaded = guard_loaded_new (self);
  guard_services_watch_preferences (self);
  guard_services_watch_accounts (self);
  if (self->guard->settings != NULL)
    g_signal_connect (self->guard->settings, "changed", G_CALLBACK (on_setting_changed), self);
  self->is_attached = TRUE;
  guard_services_publish (self);
}

void
guard_services_detach (GuardServices *self)
{
  self->is_attached = FALSE;
  g_clear_handle_id (&self->look_again_id, g_source_remove);
  if (self->guard->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->guard->settings, self);
  guard_services_unwatch_accounts (self);
  guard_services_unwatch_preferences (self);
  if (!self->guard->is_quitting)
    for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
      open_at_unload (self, &table[i]);
  g_clear_pointer (&self->loaded, guard_loaded_free);
  g_clear_pointer (&self->replies, guard_replies_free);
  g_clear_pointer (&self->bus, guard_bus_free);
  g_clear_pointer (&self->originals, guard_originals_free);
}

void
guard_services_free (GuardServices *self)
{
  g_hash_table_unref (self->reopened);
  g_free (self);
}

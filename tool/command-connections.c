/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-command.h"
#include "guard-view.h"

#include "core/guard-text.h"

#include <glib/gi18n-lib.h>

/* purple-guard connections: what protects each account's connection, as the running client knows it. What it does not know is called so. */

#define NOT_KNOWN "not-known"

static gboolean as_json;
static char **rest;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("one JSON object a line"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &rest, NULL, NULL },
  { 0 }
};

static const GuardViewFact facts[] = {
  { "protocol", GUARD_FACT_TEXT }, { "account", GUARD_FACT_TEXT }, { "server", GUARD_FACT_TEXT }, { "transport", GUARD_FACT_TEXT },
  { "tls_version", GUARD_FACT_TEXT }, { "cipher", GUARD_FACT_TEXT }, { "certificate_sha256", GUARD_FACT_TEXT }, { "certificate_issuer", GUARD_FACT_TEXT },
  { "certificate_until", GUARD_FACT_TEXT }, { "exception", GUARD_FACT_TRUTH }, { 0 }
};

/* Returns: (transfer full): of version and cipher those that are known */
static char *
dup_protection (const GuardState *state)
{
  g_autofree char *transport = guard_view_dup_line (state, "transport", 40);
  g_autofree char *version = guard_view_dup_line (state, "tls_version", 40);
  g_autofree char *cipher = guard_view_dup_line (state, "cipher", 60);
  g_autoptr(GString) words = g_string_new (NULL);

  if (g_str_equal (transport, "none"))
    return g_strdup (_("not encrypted"));
  if (*transport == '\0' || g_str_equal (transport, NOT_KNOWN))
    return g_strdup (_("not known whether it is encrypted"));
  g_string_append_printf (words, _("encrypted to the server: %s"), !g_str_equal (version, NOT_KNOWN) && *version != '\0' ? version : transport);
  if (!g_str_equal (cipher, NOT_KNOWN) && *cipher != '\0')
    g_string_append_printf (words, ", %s", cipher);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* Of a fingerprint and of a time the beginning says enough. */
static char *
dup_beginning (const GuardState *state, const char *key, glong n_characters)
{
  const char *fact = guard_state_get_fact (state, key);
  const char *text = fact != NULL ? fact : "";
  g_autofree char *beginning = g_utf8_substring (text, 0, MIN (n_characters, g_utf8_strlen (text, -1)));

  return guard_text_one_line (beginning, (gsize) n_characters);
}

static char *
dup_certificate (const GuardState *state)
{
  g_autofree char *fingerprint = dup_beginning (state, "certificate_sha256", 16);
  g_autofree char *until = dup_beginning (state, "certificate_until", 10);
  g_autofree char *issuer = guard_view_dup_line (state, "certificate_issuer", 100);
  g_autoptr(GString) words = g_string_new (NULL);

  if (*fingerprint == '\0')
    return g_strdup (_("certificate not known"));
  /* Translators: the beginning of a fingerprint, then who signed it */
  g_string_append_printf (words, _("certificate %s… by %s"), fingerprint, *issuer != '\0' ? issuer : "?");
  if (*until != '\0')
    g_string_append_printf (words, _(", until %s"), until);
  if (guard_view_is (state, "exception", "yes"))
    g_string_append (words, _(", which does not verify, and you have accepted it"));
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
print_row (const GuardState *state)
{
  g_autofree char *account_line = guard_view_dup_line (state, "account", 60);
  g_autofree char *account = guard_pad (account_line, 28);
  g_autofree char *protocol_line = guard_view_dup_line (state, "protocol", 24);
  g_autofree char *protocol = guard_pad (protocol_line, 12);
  g_autofree char *server_line = guard_view_dup_line (state, "server", 60);
  g_autofree char *server = guard_pad (server_line, 20);
  g_autofree char *protection = dup_protection (state);
  g_autofree char *certificate = dup_certificate (state);

  g_print ("%s  %s  %s  [%s]  [%s]\n", account, protocol, server, protection, certificate);
}

static const GuardView view = {
  .section = GUARD_STATE_CONNECTIONS,
  .name_member = "connection",
  .facts = facts,
  .print_row = print_row,
  .nothing = N_("The client is not connected."),
};

int
guard_command_connections (int argc, char **argv)
{
  if (!guard_command_parse ("connections", NULL, N_("Lists the connections of the running client, what protects them, and the servers' certificates."), entries,
                            argc, argv))
    return GUARD_EXIT_USAGE;
  return rest != NULL ? guard_command_misuse (_("too many arguments")) : guard_view_run (&view, as_json);
}

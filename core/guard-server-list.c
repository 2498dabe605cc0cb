/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "guard-server-list.h"

#include "guard-host.h"

#include <string.h>

/* Returns: (transfer full) (nullable): as it is compared; %NULL: no name */
static char *
dup_name (const char *host, GuardHostKind *kind)
{
  g_autoptr(GString) name = g_string_new (NULL);
  const gboolean is_bare_ipv6 = strchr (host, ':') != NULL && *host != '[';
  g_autofree char *text = is_bare_ipv6 ? g_strdup_printf ("[%s]", host) : g_strdup (host);

  if (*host == '\0' || !guard_host_append (name, text, strlen (text), FALSE, kind, NULL))
    return NULL;
  if (*kind == GUARD_HOST_DOMAIN && name->len > 1 && name->str[name->len - 1] == '.')
    g_string_truncate (name, name->len - 1);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static gboolean
is_below (const char *name, const char *domain)
{
  const gsize n_name = strlen (name);
  const gsize n_domain = strlen (domain);

  return n_name > n_domain + 1 && name[n_name - n_domain - 1] == '.' && g_str_equal (name + n_name - n_domain, domain);
}

static gboolean
is_meant (const char *entry, const char *name, GuardHostKind kind)
{
  const gboolean is_suffix = *entry == '.';
  GuardHostKind entry_kind = GUARD_HOST_NONE;
  g_autofree char *listed = dup_name (entry + is_suffix, &entry_kind);

  if (listed == NULL || entry_kind != kind)
    return FALSE;
  if (is_suffix)
    return kind == GUARD_HOST_DOMAIN && is_below (name, listed);
  return g_str_equal (name, listed);
}

gboolean
guard_server_list_contains (const char * const *list, const char *host)
{
  GuardHostKind kind = GUARD_HOST_NONE;
  g_autofree char *name = dup_name (host, &kind);

  for (gsize i = 0; name != NULL && list[i] != NULL; i++)
    if (is_meant (list[i], name, kind))
      return TRUE;
  return FALSE;
}

gboolean
guard_server_is_this_computer (const char *host)
{
  return g_str_equal (host, "localhost") || g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1");
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-idna.h"
#include "guard-sites-private.h"
#include "guard-spoof.h"

#include <string.h>

/* A host as the finds see it. All that does not depend on the list is found out here, once for all of them. */

#define MAX_HOST_BYTES 253 /* RFC 1035 */

char *
guard_sites_dup_skeleton (const char *ascii)
{
  if (strstr (ascii, "xn--") == NULL)
    return guard_spoof_dup_skeleton (ascii);

  g_autofree char *meant = guard_idna_to_unicode (ascii);
  return guard_spoof_dup_skeleton (meant);
}

GuardSitesHost *
guard_sites_host_new (const char *text, const char *domain)
{
  const gsize n_bytes = strlen (text);
  const char *dot = strchr (domain, '.');
  GuardSitesHost *self = NULL;

  if (n_bytes > MAX_HOST_BYTES + 1 || *text == '[' || *text == '.' || g_hostname_is_ip_address (text))
    return NULL;
  if (dot == NULL || dot == domain || dot - domain > GUARD_SITES_MAX_NAME_BYTES)
    return NULL;

  self = g_new0 (GuardSitesHost, 1);
  self->text = g_strndup (text, n_bytes - (text[n_bytes - 1] == '.' ? 1 : 0));
  self->domain = g_strdup (domain);
  self->name = g_strndup (domain, dot - domain);
  self->suffix = self->domain + (dot + 1 - domain);
  self->skeleton = guard_sites_dup_skeleton (self->name);
  self->is_plain = !g_str_has_prefix (self->name, "xn--");
  return self;
}

void
guard_sites_host_free (GuardSitesHost *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self->domain);
  g_free (self->name);
  g_free (self->skeleton);
  g_free (self);
}

/* Below some suffixes names of others stand honestly: copies, translations, networks that deliver for them. */
static gboolean
is_below_bystander (const GuardSites *self, const GuardSitesHost *host)
{
  const GuardSite *site = g_hash_table_lookup (self->by_domain, host->suffix);

  return site != NULL && site->is_bystander;
}

gboolean
guard_sites_may_imitate (const GuardSites *self, const GuardSitesHost *host)
{
  return host != NULL && !g_hash_table_contains (self->by_domain, host->domain) && !is_below_bystander (self, host);
}

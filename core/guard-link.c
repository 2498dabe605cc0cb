/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-domain.h"
#include "guard-link.h"

#include <string.h>

/* What may stand in a message as a link. Everything else (javascript, data, file, audio, open, smb ...) is written as text: an
 * unknown scheme starts an unknown program. */
static const char *const shown_schemes[] = {
  "http", "https", "ftp", "sftp", "mailto", "xmpp", "tel", "sip", "sips", "irc", "ircs", "geo", "magnet", "aesgcm",
};

GuardLink *
guard_link_new (GuardLinkOrigin origin, const char *spoken, const char *shown, gsize offset)
{
  GuardLink *self = g_new0 (GuardLink, 1);

  self->origin = origin;
  self->spoken = g_strdup (spoken);
  self->shown = g_strdup (shown != NULL ? shown : spoken);
  self->offset = offset;
  self->n_bytes = strlen (self->shown);
  self->url = guard_url_new (spoken, strlen (spoken), NULL);
  self->domain = self->url != NULL ? guard_domain_dup_registrable (guard_url_get_host (self->url)) : g_strdup ("");
  if (self->url != NULL && guard_url_get_host_kind (self->url) == GUARD_HOST_DOMAIN)
    self->host = guard_sites_host_new (guard_url_get_host (self->url), self->domain);
  return self;
}

void
guard_link_free (GuardLink *self)
{
  if (self == NULL)
    return;

  g_free (self->spoken);
  g_free (self->shown);
  g_clear_pointer (&self->url, guard_url_free);
  g_free (self->domain);
  g_clear_pointer (&self->host, guard_sites_host_free);
  g_free (self);
}

gboolean
guard_link_may_be_shown (const GuardLink *self)
{
  if (self->url == NULL)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (shown_schemes); i++)
    if (g_str_equal (guard_url_get_scheme (self->url), shown_schemes[i]))
      return TRUE;
  return FALSE;
}

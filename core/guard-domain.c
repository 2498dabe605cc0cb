/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-domain.h"
#include "guard-idna.h"
#include "guard-spoof.h"
#include "guard-text.h"

#include <libpsl.h>
#include <string.h>

/* Which part of a host's name somebody can register. The list is libpsl's own newest one, opened once and kept. Without any list
 * each name's last two labels would count, so that example.co.uk and bank.co.uk were one site: then every host is its own. */

#define MAX_SHOWN_CHARACTERS 253 /* of a host's name, RFC 1035 */

/* No suffix of the list has more than five labels; looking at all of a name that is only made to be long would cost time. */
#define MAX_LABELS 8

static const psl_ctx_t *
open_list (void)
{
  static gsize list = 0;

  if (g_once_init_enter (&list))
    {
      psl_ctx_t *opened = psl_latest (NULL);

      /* 1 is no address of a list: it says that the attempt was made. */
      g_once_init_leave (&list, opened != NULL ? GPOINTER_TO_SIZE (opened) : 1);
    }
  return list != 1 ? GSIZE_TO_POINTER (list) : NULL;
}

/* The length without the dot that may end a complete name. */
static gsize
count_bytes (const char *host)
{
  const gsize n_bytes = strlen (host);

  return n_bytes > 0 && host[n_bytes - 1] == '.' ? n_bytes - 1 : n_bytes;
}

static gboolean
is_address (const char *host)
{
  return *host == '[' || g_hostname_is_ip_address (host);
}

/* The end of @name that the list is asked about. */
static const char *
find_last_labels (const char *name)
{
  const char *start = name + strlen (name);

  for (guint n_dots = 0; start > name; start--)
    if (start[-1] == '.' && ++n_dots == MAX_LABELS)
      break;
  return start;
}

/* The public suffix that @name ends in. libpsl's own functions for this ask about the last label, too, which is always one.
 * @registrable: (out): with one more label; %NULL if there is none, or an empty one begins the name */
static const char *
find_suffix (const psl_ctx_t *list, const char *name, const char **registrable)
{
  const char *suffix = find_last_labels (name);
  const gboolean is_name = *suffix != '.';
  const char *dot = NULL;

  *registrable = NULL;
  while ((dot = strchr (suffix, '.')) != NULL && !psl_is_public_suffix (list, suffix))
    {
      *registrable = is_name ? suffix : NULL;
      suffix = dot + 1;
    }
  return suffix;
}

static char *
dup_without_dot (const char *host)
{
  return g_strndup (host, count_bytes (host));
}

/* Turns @name into the part of it that somebody can register. Returns: %FALSE if nobody can, and it is as it was */
static gboolean
cut_to_registrable (char *name)
{
  const psl_ctx_t *list = open_list ();
  const char *registrable = name;

  if (list != NULL && is_address (name))
    return FALSE;
  if (list != NULL)
    find_suffix (list, name, &registrable);
  if (registrable == NULL)
    return FALSE;
  memmove (name, registrable, strlen (registrable) + 1);
  return TRUE;
}

char *
guard_domain_dup_registrable (const char *host)
{
  char *name = dup_without_dot (host);

  cut_to_registrable (name);
  return name;
}

char *
guard_domain_dup_registered (const char *host)
{
  g_autofree char *name = dup_without_dot (host);

  return cut_to_registrable (name) ? g_steal_pointer (&name) : NULL;
}

gboolean
guard_domain_has_known_suffix (const char *host)
{
  g_autofree char *name = g_strndup (host, count_bytes (host));
  const psl_ctx_t *list = open_list ();
  const char *dot = strrchr (name, '.');

  return list != NULL && dot != NULL && dot[1] != '\0' && !is_address (name)
         && psl_is_public_suffix2 (list, dot + 1, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE);
}

gboolean
guard_domain_is_same_site (const char *host, const char *other)
{
  g_autofree char *site = guard_domain_dup_registrable (host);
  g_autofree char *other_site = guard_domain_dup_registrable (other);

  return *site != '\0' && g_str_equal (site, other_site);
}

char *
guard_domain_dup_shown (const char *host)
{
  if (guard_spoof_check (host) != GUARD_SPOOF_NOTHING)
    return guard_text_one_line (host, MAX_SHOWN_CHARACTERS);

  g_autofree char *meant = guard_idna_to_unicode (host);
  return guard_text_one_line (meant, MAX_SHOWN_CHARACTERS);
}

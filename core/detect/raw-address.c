/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-detectors.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* A number instead of a name: nobody can be recognised by it. Numbers of one's own network are told apart, since no stranger on the Internet
 * stands behind them, but perhaps the router. */

static gboolean
is_private_ipv4 (const guint8 *bytes)
{
  return bytes[0] == 10 || bytes[0] == 127 || bytes[0] == 0 || (bytes[0] == 172 && bytes[1] >= 16 && bytes[1] < 32) ||
         (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254) || (bytes[0] == 100 && (bytes[1] & 0xc0) == 64);
}

static gboolean
is_private_ipv6 (const guint8 *bytes)
{
  static const guint8 loopback[16] = { [15] = 1 };
  static const guint8 mapped[12] = { [10] = 0xff, [11] = 0xff };

  if (memcmp (bytes, mapped, sizeof mapped) == 0)
    return is_private_ipv4 (bytes + sizeof mapped);
  return memcmp (bytes, loopback, sizeof loopback) == 0 || (bytes[0] & 0xfe) == 0xfc || (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80);
}

static gboolean
is_private (const GuardUrl *url)
{
  const char *host = guard_url_get_host (url);
  g_autofree char *inside = g_strndup (host + (*host == '['), strcspn (host + (*host == '['), "]"));
  guint8 bytes[16] = { 0 };

  if (guard_url_get_host_kind (url) == GUARD_HOST_IPV4)
    return inet_pton (AF_INET, inside, bytes) == 1 && is_private_ipv4 (bytes);
  return inet_pton (AF_INET6, inside, bytes) == 1 && is_private_ipv6 (bytes);
}

/* "http://3232235777/", "http://0x7f.1/": written so that it does not look like what it is. */
static gboolean
is_disguised (const GuardLink *link)
{
  return guard_url_get_host_kind (link->url) == GUARD_HOST_IPV4 && strstr (link->spoken, guard_url_get_host (link->url)) == NULL;
}

static void
look_at_link (const GuardLink *link, int index, GuardReport *report)
{
  const char *host = guard_url_get_host (link->url);
  const gboolean is_own = is_private (link->url);

  if (is_disguised (link))
    guard_report_add (report, guard_detect_raw_address.id, is_own ? GUARD_LEVEL_CAUTION : GUARD_LEVEL_WARNING, index,
                      g_strdup_printf (_("it is written so that one does not see that it leads to the bare number %s"), host));
  else if (is_own)
    guard_report_add (report, guard_detect_raw_address.id, GUARD_LEVEL_NOTE, index,
                      g_strdup_printf (_("it leads to a device in your own network, %s"), host));
  else
    guard_report_add (report, guard_detect_raw_address.id, GUARD_LEVEL_CAUTION, index,
                      g_strdup_printf (_("it leads to a bare number, %s, instead of a name"), host));
}

static void
look (const GuardKnowledge *knowledge, const GuardMessage *message, GuardReport *report)
{
  for (guint i = 0; i < message->links->len; i++)
    {
      const GuardLink *link = message->links->pdata[i];
      const GuardHostKind kind = link->url != NULL ? guard_url_get_host_kind (link->url) : GUARD_HOST_NONE;

      if (kind == GUARD_HOST_IPV4 || kind == GUARD_HOST_IPV6)
        look_at_link (link, i, report);
    }
}

const GuardDetector guard_detect_raw_address = {
  .id = "raw-address",
  .ways = GUARD_WAY_INCOMING | GUARD_WAY_ADDRESS,
  .summary = N_("a number instead of a name"),
  .look = look,
};

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-url.h"

#include <string.h>

/* What must be true of every address that was read, whatever it was read from; for the tests and for the fuzz target. */

/* A byte that is no UTF-8 becomes three, each of them three characters. */
#define MAX_BYTES_FOR_A_BYTE 9

static inline void
assert_is_one_ascii_word (const char *text)
{
  for (; *text != '\0'; text++)
    g_assert_true (*text > ' ' && *text < 0x7f);
}

static inline void
assert_host_holds (const GuardUrl *url)
{
  const char *host = guard_url_get_host (url);

  switch (guard_url_get_host_kind (url))
    {
    case GUARD_HOST_NONE:
      g_assert_cmpstr (host, ==, "");
      break;
    case GUARD_HOST_DOMAIN:
      g_assert_cmpstr (host, !=, "");
      g_assert_null (strpbrk (host, "%/?#@:[]\\<>^|ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
      break;
    case GUARD_HOST_IPV4:
      g_assert_true (g_hostname_is_ip_address (host) && strchr (host, ':') == NULL);
      break;
    case GUARD_HOST_IPV6:
      g_assert_true (host[0] == '[' && g_str_has_suffix (host, "]"));
      g_assert_cmpuint (strspn (host + 1, "0123456789abcdef:"), ==, strlen (host) - 2);
      break;
    case GUARD_HOST_OPAQUE:
    default:
      g_assert_false (guard_url_is_special (url));
      g_assert_null (strpbrk (host, "/?#@:[]\\<>^|"));
      break;
    }
}

static inline void
assert_is_same (const GuardUrl *a, const GuardUrl *b)
{
  g_assert_cmpstr (guard_url_get_href (a), ==, guard_url_get_href (b));
  g_assert_cmpstr (guard_url_get_scheme (a), ==, guard_url_get_scheme (b));
  g_assert_cmpint (guard_url_is_special (a), ==, guard_url_is_special (b));
  g_assert_cmpstr (guard_url_get_username (a), ==, guard_url_get_username (b));
  g_assert_cmpstr (guard_url_get_password (a), ==, guard_url_get_password (b));
  g_assert_cmpint (guard_url_get_host_kind (a), ==, guard_url_get_host_kind (b));
  g_assert_cmpstr (guard_url_get_host (a), ==, guard_url_get_host (b));
  g_assert_cmpint (guard_url_get_port (a), ==, guard_url_get_port (b));
  g_assert_cmpstr (guard_url_get_path (a), ==, guard_url_get_path (b));
  g_assert_cmpstr (guard_url_get_query (a), ==, guard_url_get_query (b));
  g_assert_cmpstr (guard_url_get_fragment (a), ==, guard_url_get_fragment (b));
}

static inline void
assert_url_holds (const GuardUrl *url, gsize n_bytes)
{
  const char *href = guard_url_get_href (url);
  const gsize n_href = strlen (href);

  assert_is_one_ascii_word (href);
  assert_host_holds (url);
  g_assert_true (g_str_has_prefix (href, guard_url_get_scheme (url)) && href[strlen (guard_url_get_scheme (url))] == ':');
  g_assert_cmpint (guard_url_get_port (url), >=, -1);
  g_assert_cmpint (guard_url_get_port (url), <=, G_MAXUINT16);
  /* A name beyond ASCII is bounded for itself. */
  g_assert_cmpuint (n_href, <=, MAX_BYTES_FOR_A_BYTE * n_bytes + 16 * 1024);

  if (n_href > GUARD_URL_MAX_BYTES)
    return;
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardUrl) again = guard_url_new (href, n_href, &error);
  g_assert_no_error (error);
  assert_is_same (again, url);
}

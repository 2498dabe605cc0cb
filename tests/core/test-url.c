/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-error.h"
#include "core/guard-idna.h"
#include "core/guard-url.h"
#include "tests/core/cases.h"
#include "tests/core/url-invariants.h"

#define FAILS "FAIL"

static GuardUrl *
read_url (const char *spoken)
{
  g_autoptr(GError) error = NULL;
  GuardUrl *url = guard_url_new (spoken, strlen (spoken), &error);

  g_assert_no_error (error);
  assert_url_holds (url, strlen (spoken));
  return url;
}

static void
check_url (char **columns)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GuardUrl) url = guard_url_new (columns[0], strlen (columns[0]), &error);

  if (g_str_equal (columns[1], FAILS))
    {
      g_assert_error (error, GUARD_ERROR, GUARD_ERROR_MALFORMED);
      g_assert_null (url);
      g_assert_cmpstr (columns[2], ==, FAILS);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (guard_url_get_href (url), ==, columns[1]);
  g_assert_cmpstr (guard_url_get_host (url), ==, columns[2]);
  assert_url_holds (url, strlen (columns[0]));
}

static void
test_urls (void)
{
  case_for_each ("url.tsv", 3, check_url);
}

static void
test_parts (void)
{
  g_autoptr(GuardUrl) url = read_url ("HTTPS://Alice B:p:w@Chat.example:8443/a b/../c?d e#f g");

  g_assert_cmpstr (guard_url_get_href (url), ==, "https://Alice%20B:p%3Aw@chat.example:8443/c?d%20e#f%20g");
  g_assert_cmpstr (guard_url_get_scheme (url), ==, "https");
  g_assert_true (guard_url_is_special (url));
  g_assert_cmpint (guard_url_get_host_kind (url), ==, GUARD_HOST_DOMAIN);
  g_assert_cmpstr (guard_url_get_host (url), ==, "chat.example");
  g_assert_cmpstr (guard_url_get_username (url), ==, "Alice%20B");
  g_assert_cmpstr (guard_url_get_password (url), ==, "p%3Aw");
  g_assert_cmpint (guard_url_get_port (url), ==, 8443);
  g_assert_cmpstr (guard_url_get_path (url), ==, "/c");
  g_assert_cmpstr (guard_url_get_query (url), ==, "d%20e");
  g_assert_cmpstr (guard_url_get_fragment (url), ==, "f%20g");
}

static void
test_parts_that_are_not_there (void)
{
  g_autoptr(GuardUrl) url = read_url ("xmpp:alice@chat.example");
  g_autoptr(GuardUrl) empty = read_url ("http://chat.example:80/?#");

  g_assert_false (guard_url_is_special (url));
  g_assert_cmpint (guard_url_get_host_kind (url), ==, GUARD_HOST_NONE);
  g_assert_cmpstr (guard_url_get_host (url), ==, "");
  g_assert_cmpstr (guard_url_get_username (url), ==, "");
  g_assert_cmpstr (guard_url_get_password (url), ==, "");
  g_assert_cmpint (guard_url_get_port (url), ==, -1);
  g_assert_cmpstr (guard_url_get_path (url), ==, "alice@chat.example");
  g_assert_null (guard_url_get_query (url));
  g_assert_null (guard_url_get_fragment (url));

  g_assert_cmpint (guard_url_get_port (empty), ==, -1);
  g_assert_cmpstr (guard_url_get_query (empty), ==, "");
  g_assert_cmpstr (guard_url_get_fragment (empty), ==, "");
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *spoken;
    GuardHostKind kind;
  } cases[] = {
    { "http://chat.example/", GUARD_HOST_DOMAIN },
    { "file://server.example/a", GUARD_HOST_DOMAIN },
    { "http://1.2.3.4a/", GUARD_HOST_DOMAIN },
    { "http://0x7f.1/", GUARD_HOST_IPV4 },
    { "file://127.1/a", GUARD_HOST_IPV4 },
    { "http://[::1]/", GUARD_HOST_IPV6 },
    { "sc://[::1]/", GUARD_HOST_IPV6 },
    { "sc://127.1/", GUARD_HOST_OPAQUE },
    { "sc://chat.example/", GUARD_HOST_OPAQUE },
    { "sc:///a", GUARD_HOST_NONE },
    { "sc:a", GUARD_HOST_NONE },
    { "file:///a", GUARD_HOST_NONE },
    { "file://localhost/a", GUARD_HOST_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GuardUrl) url = read_url (cases[i].spoken);

      g_test_message ("%s", cases[i].spoken);
      g_assert_cmpint (guard_url_get_host_kind (url), ==, cases[i].kind);
    }
}

/* What ends a string in C does not end an address. */
static void
test_nul (void)
{
  static const char in_path[] = "http://chat.example/a\0b", in_host[] = "http://chat\0.example/", behind[] = "http://chat.example/\0";
  g_autoptr(GuardUrl) url = guard_url_new (in_path, sizeof in_path - 1, NULL);
  g_autoptr(GuardUrl) refused = guard_url_new (in_host, sizeof in_host - 1, NULL);
  g_autoptr(GuardUrl) trimmed = guard_url_new (behind, sizeof behind - 1, NULL);

  g_assert_cmpstr (guard_url_get_href (url), ==, "http://chat.example/a%00b");
  g_assert_null (refused);
  g_assert_cmpstr (guard_url_get_href (trimmed), ==, "http://chat.example/");
}

static void
check_error (const char *start, const char *repeated, gsize n_bytes, int code)
{
  g_autoptr(GString) spoken = g_string_new (start);
  g_autoptr(GError) error = NULL;

  while (spoken->len < n_bytes)
    g_string_append (spoken, repeated);
  g_string_truncate (spoken, n_bytes);

  const gint64 start_us = g_get_monotonic_time ();
  g_autoptr(GuardUrl) url = guard_url_new (spoken->str, spoken->len, &error);
  /* Quadratic work on so much takes seconds; this takes milliseconds. */
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, G_USEC_PER_SEC);

  if (code >= 0)
    {
      g_assert_error (error, GUARD_ERROR, code);
      return;
    }
  g_assert_no_error (error);
  assert_url_holds (url, spoken->len);
}

static void
test_bounds (void)
{
  static const struct
  {
    const char *start, *repeated;
    int code;
  } longest[] = {
    { "http://chat.example/", "a/", -1 },
    { "http://chat.example/", "../", -1 },
    { "http://chat.example/", "\x80", -1 },
    { "http://chat.example/", "\t", -1 },
    { "http://chat.example/?", "\"", -1 },
    { "http://", "a.", -1 },
    { "http://", "xn--a.", -1 },
    { "sc:", " #", -1 },
    { "http://", "@", GUARD_ERROR_MALFORMED },
    { "http://", "1.", GUARD_ERROR_MALFORMED },
    { "http://", "9", GUARD_ERROR_MALFORMED },
    { "http://[", "1:", GUARD_ERROR_MALFORMED },
    { "http://a:", "1", GUARD_ERROR_MALFORMED },
    { "http://", "\u00fc.", GUARD_ERROR_TOO_BIG },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (longest); i++)
    {
      g_test_message ("%s%s...", longest[i].start, longest[i].repeated);
      check_error (longest[i].start, longest[i].repeated, GUARD_URL_MAX_BYTES, longest[i].code);
      check_error (longest[i].start, longest[i].repeated, GUARD_URL_MAX_BYTES + 1, GUARD_ERROR_TOO_BIG);
    }
  check_error ("http://", "\u00fc", strlen ("http://") + GUARD_IDNA_MAX_BYTES, -1);
  check_error ("http://", "\u00fc", strlen ("http://") + GUARD_IDNA_MAX_BYTES + 2, GUARD_ERROR_TOO_BIG);
}

/* Every character that there is, in every place. */
static void
test_every_character (void)
{
  static const char *const forms[] = { "http://a%sb.example/", "http://a.example/%s?%s#%s", "http://%s:%s@a.example/", "sc:a%s" };

  for (gunichar character = 1; character < 0x30000; character++)
    {
      char text[8] = "";

      if (!g_unichar_validate (character))
        continue;
      text[g_unichar_to_utf8 (character, text)] = '\0';
      for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
        {
          g_auto(GStrv) pieces = g_strsplit (forms[i], "%s", -1);
          g_autofree char *spoken = g_strjoinv (text, pieces);
          g_autoptr(GuardUrl) url = guard_url_new (spoken, strlen (spoken), NULL);

          if (url != NULL)
            assert_url_holds (url, strlen (spoken));
          else
            g_assert_cmpuint (i, !=, 1);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/url/urls", test_urls);
  g_test_add_func ("/core/url/parts", test_parts);
  g_test_add_func ("/core/url/parts-that-are-not-there", test_parts_that_are_not_there);
  g_test_add_func ("/core/url/kinds", test_kinds);
  g_test_add_func ("/core/url/nul", test_nul);
  g_test_add_func ("/core/url/bounds", test_bounds);
  g_test_add_func ("/core/url/every-character", test_every_character);
  return g_test_run ();
}

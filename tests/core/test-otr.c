/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-otr.h"
#include "tests/core/cases.h"

static const char * const words[] = {
  [GUARD_OTR_KIND_NONE] = "none",
  [GUARD_OTR_KIND_EXCHANGE] = "exchange",
  [GUARD_OTR_KIND_DATA] = "data",
  [GUARD_OTR_KIND_FRAGMENT] = "fragment",
};

static void
check_kind (char **columns)
{
  g_assert_cmpstr (words[guard_otr_get_kind (columns[0])], ==, columns[1]);
}

static void
test_kinds (void)
{
  case_for_each ("otr.tsv", 2, check_kind);
}

/* However long, and wherever it is cut. */
static void
test_long (void)
{
  const gsize n_bytes = 3 * 1024 * 1024;
  g_autofree guchar *bytes = g_malloc0 (n_bytes);
  const guchar beginning[] = { 0, 3, 3, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7 };
  const gsize n_encrypted_bytes = n_bytes - sizeof beginning - 8 - 4 - 20 - 4;
  g_autofree char *encoded = NULL;
  g_autofree char *message = NULL;

  memcpy (bytes, beginning, sizeof beginning);
  for (gsize i = 0; i < 4; i++)
    bytes[sizeof beginning + 8 + i] = (guchar) (n_encrypted_bytes >> (8 * (3 - i)));
  encoded = g_base64_encode (bytes, n_bytes);
  message = g_strconcat ("?OTR:", encoded, ".", NULL);
  g_assert_cmpint (guard_otr_get_kind (message), ==, GUARD_OTR_KIND_DATA);
  message[strlen (message) - 5] = '.';
  message[strlen (message) - 4] = '\0';
  g_assert_cmpint (guard_otr_get_kind (message), ==, GUARD_OTR_KIND_NONE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/otr/kinds", test_kinds);
  g_test_add_func ("/core/otr/long", test_long);
  return g_test_run ();
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-idna.h"
#include "tests/fuzz/fuzz.h"

static void
assert_is_host (const char *ascii)
{
  g_assert_cmpstr (ascii, !=, "");
  for (; *ascii != '\0'; ascii++)
    g_assert_true (*ascii > ' ' && *ascii < 0x7f && !g_ascii_isupper (*ascii) && strchr ("#%/:<>?@[\\]^|", *ascii) == NULL);
}

static void
check_unicode (const char *ascii)
{
  g_autofree char *unicode = guard_idna_to_unicode (ascii);
  g_autofree char *back = guard_idna_to_ascii (unicode, NULL);

  g_assert_true (g_utf8_validate (unicode, -1, NULL));
  /* Labels are decoded one by one; together they may break a rule for the whole, but they never become another name. */
  if (back != NULL)
    g_assert_cmpstr (back, ==, ascii);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_strndup ((const char *) data, n_bytes);
  g_autofree char *ascii = guard_idna_to_ascii (name, &error);
  g_autofree char *of_anything = guard_idna_to_unicode (name);

  g_assert_true (g_utf8_validate (of_anything, -1, NULL) || !g_utf8_validate (name, -1, NULL));
  g_assert_true ((ascii == NULL) == (error != NULL));
  if (ascii == NULL)
    return 0;

  g_autofree char *again = guard_idna_to_ascii (ascii, NULL);
  assert_is_host (ascii);
  g_assert_cmpstr (again, ==, ascii);
  check_unicode (ascii);
  return 0;
}

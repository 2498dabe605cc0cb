/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-address-book.h"
#include "core/guard-addresses.h"
#include "tests/fuzz/fuzz.h"

static void
check_addresses (const char *text, gsize n_bytes)
{
  g_autoptr(GuardAddresses) addresses = guard_addresses_new (text, n_bytes);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < guard_addresses_count (addresses); i++)
    {
      const GuardAddress *address = guard_addresses_get (addresses, i);

      g_assert_cmpuint (address->start, <, address->end);
      g_assert_cmpuint (address->end, <=, n_bytes);
      g_assert_cmpstr (address->text, !=, "");
      g_assert_true (g_hash_table_add (seen, address->text));
    }
}

static void
check_book (const char *text, gsize n_bytes)
{
  const GuardAddressBook book = guard_address_book_find (text, n_bytes);

  g_assert_cmpint (book.n_entries > 0, ==, book.form != GUARD_ADDRESS_BOOK_NONE);
  g_assert_cmpuint (book.start, <=, book.end);
  g_assert_cmpuint (book.end, <=, n_bytes);
  g_assert_cmpuint (book.n_entries, <=, n_bytes);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  check_addresses ((const char *) data, n_bytes);
  check_book ((const char *) data, n_bytes);
  return 0;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-address-book.h"
#include "core/guard-addresses.h"
#include "tests/core/cases.h"

/* ---- In running text ---- */

/* The second column: the addresses, parted by blanks. */
static void
check_addresses (char **columns)
{
  g_autoptr(GuardAddresses) addresses = guard_addresses_new (columns[0], strlen (columns[0]));
  g_auto(GStrv) expected = g_strsplit (columns[1], " ", -1);

  for (guint i = 0; i < guard_addresses_count (addresses); i++)
    {
      const GuardAddress *address = guard_addresses_get (addresses, i);

      g_assert_cmpstr (address->text, ==, expected[i]);
      g_assert_cmpuint (address->start, <, address->end);
      g_assert_cmpuint (address->end, <=, strlen (columns[0]));
      g_assert_true (g_utf8_validate (columns[0] + address->start, address->end - address->start, NULL));
    }
  g_assert_cmpuint (guard_addresses_count (addresses), ==, g_strv_length (expected));
}

static void
test_addresses (void)
{
  case_for_each ("addresses.tsv", 2, check_addresses);
}

static void
test_places (void)
{
  static const char text[] = "Ａ to alice\u200b@example.org and +852 9123 4567.";
  g_autoptr(GuardAddresses) addresses = guard_addresses_new (text, strlen (text));
  const GuardAddress *mail = guard_addresses_get (addresses, 0), *phone = guard_addresses_get (addresses, 1);
  g_autofree char *shown_mail = g_strndup (text + mail->start, mail->end - mail->start);
  g_autofree char *shown_phone = g_strndup (text + phone->start, phone->end - phone->start);

  g_assert_cmpstr (shown_mail, ==, "alice\u200b@example.org");
  g_assert_cmpstr (shown_phone, ==, "+852 9123 4567");
}

/* Beyond the bound nobody counts on, and hostile text is no more work than other text. */
static void
test_bounds (void)
{
  static const char * const hostile[] = { "@", "a@", "a@b", "@a.b", "+", "+1", "(", "(000", "-", "000-", "000-000-000", ",", ";", "<buddy ", "dn:", "BEGIN:VCARD\n", "a@b.", "\x80@", "message-id:\n a@b.cc\n" };
  g_autoptr(GString) many = g_string_new (NULL);

  for (guint i = 0; i < GUARD_ADDRESSES_MAX + 100; i++)
    g_string_append_printf (many, "a%u@example.org\n", i);
  g_autoptr(GuardAddresses) addresses = guard_addresses_new (many->str, many->len);
  g_assert_cmpuint (guard_addresses_count (addresses), ==, GUARD_ADDRESSES_MAX);

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      gint64 start_us;

      while (text->len < 2 * 1024 * 1024)
        g_string_append (text, hostile[i]);
      start_us = g_get_monotonic_time ();
      g_autoptr(GuardAddresses) found = guard_addresses_new (text->str, text->len);
      const GuardAddressBook book = guard_address_book_find (text->str, text->len);

      g_assert_cmpuint (book.end, <=, text->len);
      g_test_message ("%s: %" G_GINT64_FORMAT " ms, %u", hostile[i], (g_get_monotonic_time () - start_us) / 1000, guard_addresses_count (found));
      g_assert_cmpint (g_get_monotonic_time () - start_us, <, 20 * G_USEC_PER_SEC);
    }
}

/* ---- Lists ---- */

static void
check_book (char **columns)
{
  static const char * const forms[] = { "none", "cards", "buddies", "table", "ldif" };
  const GuardAddressBook book = guard_address_book_find (columns[0], strlen (columns[0]));
  g_autofree char *entries = g_strdup_printf ("%u", book.n_entries);
  g_autofree char *part = g_strndup (columns[0] + book.start, book.end - book.start);

  g_assert_cmpuint (book.end, <=, strlen (columns[0]));
  g_assert_cmpstr (forms[book.form], ==, columns[1]);
  g_assert_cmpstr (entries, ==, columns[2]);
  g_assert_cmpstr (part, ==, columns[3]);
}

static void
test_books (void)
{
  case_for_each ("address-book.tsv", 4, check_book);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/addresses/cases", test_addresses);
  g_test_add_func ("/core/addresses/places", test_places);
  g_test_add_func ("/core/addresses/bounds", test_bounds);
  g_test_add_func ("/core/addresses/books", test_books);
  return g_test_run ();
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"

#include "core/guard-error.h"
#include "store/guard-acquaintance.h"

#define XMPP "prpl-jabber"
#define ME "me@example.org"

static void
put (Fixture *fixture, const char *address, GuardTrust trust, gint64 trust_us, GuardDeed deed, gint64 deed_us)
{
  g_autoptr(GuardAcquaintance) person = guard_acquaintance_new (XMPP, ME, address);
  g_autoptr(GError) error = NULL;

  person->trust = trust;
  person->trust_us = trust_us;
  person->deeds_us[deed] = deed_us;
  g_assert_true (guard_acquaintance_put (fixture->store, person, &error));
  g_assert_no_error (error);
}

/* "address trust deed=time ..." of everybody, parted by ";". */
static char *
list (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) people = guard_acquaintance_list (fixture->store, &error);
  g_autoptr(GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < people->len; i++)
    {
      const GuardAcquaintance *person = g_ptr_array_index (people, i);

      g_string_append_printf (text, "%s%s %s", i > 0 ? "; " : "", person->address, guard_trust_to_string (person->trust));
      for (guint deed = 0; deed < GUARD_N_DEEDS; deed++)
        if (person->deeds_us[deed] != 0)
          g_string_append_printf (text, " %s=%" G_GINT64_FORMAT, guard_deed_to_string (deed), person->deeds_us[deed]);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_list (Fixture *fixture, const char *expected)
{
  g_autofree char *text = list (fixture);

  g_assert_cmpstr (text, ==, expected);
}

/* Two programs say what they know in any order. */
static void
test_put (Fixture *fixture, gconstpointer data)
{
  put (fixture, "bob@example.org", GUARD_TRUST_UNSAID, 0, GUARD_DEED_WROTE, 500);
  put (fixture, "bob@example.org", GUARD_TRUST_TRUSTED, 10, GUARD_DEED_ADDED, 400);
  put (fixture, "bob@example.org", GUARD_TRUST_DISTRUSTED, 9, GUARD_DEED_WROTE, 300);
  put (fixture, "bob@example.org", GUARD_TRUST_UNSAID, 0, GUARD_DEED_WROTE, 600);
  assert_list (fixture, "bob@example.org trusted added=400 wrote=300");
  put (fixture, "bob@example.org", GUARD_TRUST_IGNORED, 11, GUARD_DEED_HEARD, 700);
  put (fixture, "alice@example.org", GUARD_TRUST_UNSAID, 0, GUARD_DEED_LISTED, 1);
  assert_list (fixture, "alice@example.org unsaid listed=1; bob@example.org ignored added=400 wrote=300 heard=700");
}

static void
test_forget (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  guint n_forgotten = 0;

  put (fixture, "alice@example.org", GUARD_TRUST_TRUSTED, 1, GUARD_DEED_ADDED, 1);
  put (fixture, "bob@example.org", GUARD_TRUST_UNSAID, 0, GUARD_DEED_ADDED, 1);
  g_assert_true (guard_acquaintance_forget_deeds (fixture->store, XMPP, ME, "alice@example.org", &error));
  assert_list (fixture, "alice@example.org trusted; bob@example.org unsaid added=1");
  g_assert_true (guard_acquaintance_forget (fixture->store, XMPP, "other@example.org", "bob@example.org", &n_forgotten, &error));
  g_assert_cmpuint (n_forgotten, ==, 0);
  g_assert_true (guard_acquaintance_forget (fixture->store, NULL, NULL, "bob@example.org", &n_forgotten, &error));
  g_assert_cmpuint (n_forgotten, ==, 1);
  g_assert_true (guard_acquaintance_forget (fixture->store, NULL, NULL, NULL, &n_forgotten, &error));
  g_assert_cmpuint (n_forgotten, ==, 1);
  g_assert_no_error (error);
  assert_list (fixture, "");
}

/* Only the first list of an account counts. */
static void
test_first_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) first = g_ptr_array_new ();
  g_autoptr(GPtrArray) second = g_ptr_array_new ();
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (first, (gpointer) "alice@example.org");
  g_ptr_array_add (first, (gpointer) "not \xff text");
  g_ptr_array_add (first, (gpointer) "bob@example.org");
  g_ptr_array_add (second, (gpointer) "mallory@example.org");
  put (fixture, "bob@example.org", GUARD_TRUST_UNSAID, 0, GUARD_DEED_LISTED, 3);
  g_assert_true (guard_acquaintance_note_list (fixture->store, XMPP, ME, first, 7, &error));
  g_assert_true (guard_acquaintance_note_list (fixture->store, XMPP, ME, second, 8, &error));
  g_assert_no_error (error);
  assert_list (fixture, "alice@example.org unsaid listed=7; bob@example.org unsaid listed=3");
  accounts = guard_acquaintance_list_accounts (fixture->store, &error);
  g_assert_cmpuint (accounts->len, ==, 1);
  g_assert_cmpstr (accounts->pdata[0], ==, XMPP " " ME);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (GUARD_ACQUAINTANCE_MAX_BYTES, 'a');
  g_autofree char *too_long = g_strnfill (GUARD_ACQUAINTANCE_MAX_BYTES + 1, 'a');
  const struct
  {
    const char *address;
    int code; /* -1: taken */
  } cases[] = {
    { longest, -1 },
    { too_long, GUARD_ERROR_TOO_BIG },
    { "", GUARD_ERROR_MALFORMED },
    { "\xff", GUARD_ERROR_MALFORMED },
    { "'); DROP TABLE acquaintances; --", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GuardAcquaintance) person = guard_acquaintance_new (XMPP, ME, cases[i].address);
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (guard_acquaintance_put (fixture->store, person, &error), ==, cases[i].code < 0);
      if (cases[i].code >= 0)
        g_assert_error (error, GUARD_ERROR, cases[i].code);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/acquaintance/put", Fixture, NULL, set_up, test_put, tear_down);
  g_test_add ("/store/acquaintance/forget", Fixture, NULL, set_up, test_forget, tear_down);
  g_test_add ("/store/acquaintance/first-list", Fixture, NULL, set_up, test_first_list, tear_down);
  g_test_add ("/store/acquaintance/refused", Fixture, NULL, set_up, test_refused, tear_down);
  return g_test_run ();
}

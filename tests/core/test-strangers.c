/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-strangers.h"

#include <string.h>

/* Who is kept when strangers are too many or say too much. */

static guint n_dropped;

static void
on_dropped (const GuardStranger *person, const GuardStrangersItem *item, gpointer user_data)
{
  g_assert_nonnull (person->address);
  g_assert_cmpuint (item->kind, ==, 0);
  n_dropped++;
}

static GuardStrangers *
make (guint max_persons, guint max_persons_a_domain, guint max_items, guint max_items_a_person, gsize max_bytes, gsize max_bytes_a_person)
{
  const GuardStrangersLimits limits = { max_persons, max_persons_a_domain, max_items, max_items_a_person, max_bytes, max_bytes_a_person };

  n_dropped = 0;
  return guard_strangers_new (&limits, on_dropped, NULL);
}

static GuardStranger *
say (GuardStrangers *strangers, const char *address, const char *words, gint64 now_us)
{
  GuardStranger *person = guard_strangers_see (strangers, "prpl-jabber", "alice@localhost", address, 0, now_us);
  GuardStrangersItem *item;

  if (person == NULL)
    return NULL;
  item = guard_strangers_item_new (0, address, words);
  item->time_us = now_us;
  guard_strangers_keep (strangers, person, item);
  return person;
}

/* What is kept of the person, parted by blanks. */
static void
assert_kept (const GuardStranger *person, const char *expected)
{
  g_autoptr(GString) kept = g_string_new (NULL);

  for (const GList *link = person->items.head; link != NULL; link = link->next)
    g_string_append_printf (kept, "%s%s", kept->len > 0 ? " " : "", ((const GuardStrangersItem *) link->data)->content);
  g_assert_cmpstr (kept->str, ==, expected);
  g_assert_cmpuint (person->n_items, ==, person->items.length);
}

/* The first and the latest stay. */
static void
test_one_person (void)
{
  g_autoptr(GuardStrangers) strangers = make (10, 10, 100, 4, 100000, 10000);
  GuardStranger *person = NULL;

  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *words = g_strdup_printf ("%u", i);

      person = say (strangers, "mallory@evil.example", words, i + 1);
    }
  assert_kept (person, "0 6 7 8");
  g_assert_cmpuint (person->n_dropped, ==, 5);
  g_assert_cmpuint (n_dropped, ==, 5);
  g_assert_cmpuint (person->n_seen[0], ==, 9);
  g_assert_cmpint (person->first_us, ==, 1);
  g_assert_cmpint (person->last_us, ==, 9);
}

/* What was kept before comes before, whenever it is read. */
static void
test_order (void)
{
  static const gint64 times_us[] = { 50, 10, 70, 60, 20, 70 };
  static const char * const words[] = { "c", "a", "e", "d", "b", "f" };
  g_autoptr(GuardStrangers) strangers = make (10, 10, 100, 50, 100000, 10000);
  GuardStranger *person = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    person = say (strangers, "mallory@evil.example", words[i], times_us[i]);
  assert_kept (person, "a b c d e f");
}

static void
test_bytes (void)
{
  g_autoptr(GuardStrangers) strangers = make (10, 10, 100, 50, 100000, 1000);
  g_autofree char *huge = g_strnfill (2000, 'x');
  GuardStranger *person = say (strangers, "mallory@evil.example", huge, 1);

  /* Too large on its own: counted. */
  assert_kept (person, "");
  g_assert_cmpuint (person->n_dropped, ==, 1);
  g_assert_cmpuint (guard_strangers_count_bytes (strangers), ==, 0);
  say (strangers, "mallory@evil.example", "small", 2);
  assert_kept (person, "small");
}

/* Who came first stays, and one domain does not take the places of all. */
static void
test_crowd (void)
{
  g_autoptr(GuardStrangers) strangers = make (6, 3, 100, 50, 100000, 10000);

  g_assert_nonnull (say (strangers, "early@evil.example", "I was here first", 1));
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *address = g_strdup_printf ("m%u@evil.example/x", i);

      say (strangers, address, "buy", 2 + i);
    }
  g_assert_cmpuint (guard_strangers_count_persons (strangers), ==, 3);
  g_assert_cmpuint (guard_strangers_count_unlisted (strangers), ==, 98);
  g_assert_nonnull (say (strangers, "late@other.example", "hello", 200));
  g_assert_nonnull (say (strangers, "early@evil.example", "still here", 201));
  g_assert_nonnull (guard_strangers_find (strangers, "prpl-jabber", "alice@localhost", "early@evil.example"));
  /* A place that becomes free is given again. */
  guard_stranger_free (guard_strangers_steal (strangers, guard_strangers_find (strangers, "prpl-jabber", "alice@localhost", "early@evil.example")));
  g_assert_nonnull (say (strangers, "m200@evil.example", "buy", 300));
  g_assert_null (say (strangers, "m201@evil.example", "buy", 301));
}

/* When all together say too much, those who said most give way; who said little loses nothing. */
static void
test_squeeze (void)
{
  g_autoptr(GuardStrangers) strangers = make (100, 100, 64, 32, 1000000, 100000);
  GuardStranger *quiet = say (strangers, "quiet@one.example", "a", 1);

  quiet = say (strangers, "quiet@one.example", "b", 2);
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *address = g_strdup_printf ("m%u@evil.example", i % 30);

      say (strangers, address, "x", 3 + i);
      g_assert_cmpuint (guard_strangers_count_items (strangers), <=, 64);
    }
  assert_kept (quiet, "a b");
  g_assert_cmpuint (quiet->n_dropped, ==, 0);
  g_assert_cmpuint (guard_strangers_count_persons (strangers), ==, 31);
  g_assert_cmpuint (n_dropped + guard_strangers_count_items (strangers), ==, 3002);
}

/* The limits of the inbox hold under ten thousand strangers and a million messages. */
static void
test_real_limits (void)
{
  g_autoptr(GuardStrangers) strangers = guard_strangers_new (&guard_strangers_limits, NULL, NULL);
  g_autofree char *words = g_strnfill (300, 'w');
  GuardStranger *early = say (strangers, "early@other.example", "I was here first", 1);
  guint64 n_seen = 0, n_lost = 0;

  for (guint i = 0; i < 1000000; i++)
    {
      char address[64];

      g_snprintf (address, sizeof address, "m%u@evil%u.example", i % 10000, i % 7);
      say (strangers, address, words, 2 + i);
    }
  assert_kept (early, "I was here first");
  g_assert_cmpuint (guard_strangers_count_persons (strangers), ==, guard_strangers_limits.max_persons);
  g_assert_cmpuint (guard_strangers_count_items (strangers), <=, guard_strangers_limits.max_items);
  g_assert_cmpuint (guard_strangers_count_bytes (strangers), <=, guard_strangers_limits.max_bytes);

  /* Nothing is lost uncounted. */
  g_autoptr(GPtrArray) persons = guard_strangers_list (strangers, 0);
  for (guint i = 0; i < persons->len; i++)
    {
      const GuardStranger *person = g_ptr_array_index (persons, i);

      n_seen += person->n_seen[0];
      n_lost += person->n_dropped;
      g_assert_cmpuint (person->n_seen[0], ==, person->n_items + person->n_dropped);
    }
  g_assert_cmpuint (n_seen + guard_strangers_count_unlisted (strangers), ==, 1000001);
  g_assert_cmpuint (n_lost, >, 0);
}

static void
test_list (void)
{
  g_autoptr(GuardStrangers) strangers = make (10, 10, 100, 50, 100000, 10000);
  g_autoptr(GPtrArray) list = NULL;

  say (strangers, "a@one.example", "x", 10);
  say (strangers, "b@one.example", "x", 30);
  say (strangers, "c@one.example", "x", 20);
  list = guard_strangers_list (strangers, 2);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((GuardStranger *) list->pdata[0])->address, ==, "b@one.example");
  g_assert_cmpstr (((GuardStranger *) list->pdata[1])->address, ==, "c@one.example");
  /* The same address on another account is another person. */
  g_assert_null (guard_strangers_find (strangers, "prpl-jabber", "bob@localhost", "a@one.example"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/strangers/one-person", test_one_person);
  g_test_add_func ("/strangers/order", test_order);
  g_test_add_func ("/strangers/bytes", test_bytes);
  g_test_add_func ("/strangers/crowd", test_crowd);
  g_test_add_func ("/strangers/squeeze", test_squeeze);
  g_test_add_func ("/strangers/real-limits", test_real_limits);
  g_test_add_func ("/strangers/list", test_list);
  return g_test_run ();
}

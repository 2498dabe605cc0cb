/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"

#include "store/guard-waiting.h"


/* What strangers sent comes back as it was, in its order, and goes when it is told to. */

static GuardWaiting *
make (guint64 id, gint64 time_us, const char *sender, const char *content)
{
  GuardWaiting *row = g_new0 (GuardWaiting, 1);

  row->id = id;
  row->time_us = time_us;
  row->said_us = time_us - 5;
  row->protocol = g_strdup ("prpl-jabber");
  row->account = g_strdup ("alice@localhost");
  row->sender = g_strdup (sender);
  row->who = g_strconcat (sender, "/x", NULL);
  row->kind = g_strdup ("message");
  row->flags = 0x402;
  row->content = g_strdup (content);
  return row;
}

static void
write_rows (Fixture *fixture, GPtrArray *rows, const guint64 *gone, guint n_gone)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr(GError) error = NULL;

  g_array_append_vals (ids, gone, n_gone);
  g_assert_true (guard_waiting_write (fixture->store, rows, ids, &error));
  g_assert_no_error (error);
}

static GPtrArray *
read_rows (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *rows = guard_waiting_list (fixture->store, &error);

  g_assert_no_error (error);
  g_assert_nonnull (rows);
  return rows;
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_waiting_free);
  g_autoptr(GPtrArray) kept = NULL;
  static const guint64 gone[] = { 12, 99 };

  g_ptr_array_add (rows, make (13, 300, "mallory@evil.example", "third"));
  g_ptr_array_add (rows, make (11, 100, "mallory@evil.example", "<b>first</b>\n"));
  g_ptr_array_add (rows, make (12, 200, "mallory@evil.example", "second"));
  g_ptr_array_add (rows, make (14, 400, "eve@evil.example", NULL));
  write_rows (fixture, rows, NULL, 0);
  g_ptr_array_set_size (rows, 0);
  g_ptr_array_add (rows, make (13, 300, "mallory@evil.example", "third, anew"));
  write_rows (fixture, rows, gone, G_N_ELEMENTS (gone));

  guard_store_close (fixture->store);
  open_store (fixture);
  kept = read_rows (fixture);
  g_assert_cmpuint (kept->len, ==, 3);
  const GuardWaiting *first = kept->pdata[0];
  g_assert_cmpuint (first->id, ==, 11);
  g_assert_cmpstr (first->content, ==, "<b>first</b>\n");
  g_assert_cmpstr (first->who, ==, "mallory@evil.example/x");
  g_assert_cmpstr (first->kind, ==, "message");
  g_assert_cmpuint (first->flags, ==, 0x402);
  g_assert_cmpint (first->said_us, ==, 95);
  g_assert_cmpstr (((const GuardWaiting *) kept->pdata[1])->content, ==, "third, anew");
  g_assert_null (((const GuardWaiting *) kept->pdata[2])->content);
}

/* Whatever strangers call themselves and say comes back as valid text. */
static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_waiting_free);
  g_autoptr(GPtrArray) kept = NULL;

  g_ptr_array_add (rows, make (1, 1, "'; DROP TABLE waiting; --", "\xff\xfe not text \x01"));
  g_ptr_array_add (rows, make (G_MAXINT64, 2, "x@\xe2\x80\xae.example", "y"));
  write_rows (fixture, rows, NULL, 0);
  kept = read_rows (fixture);
  g_assert_cmpuint (kept->len, ==, 2);
  for (guint i = 0; i < kept->len; i++)
    {
      g_assert_true (g_utf8_validate (((const GuardWaiting *) kept->pdata[i])->sender, -1, NULL));
      g_assert_true (g_utf8_validate (((const GuardWaiting *) kept->pdata[i])->content, -1, NULL));
    }
  g_assert_cmpuint (((const GuardWaiting *) kept->pdata[1])->id, ==, G_MAXINT64);
}

/* All or nothing: a row that cannot be written takes the others with it. */
static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) guard_waiting_free);
  g_autoptr(GPtrArray) kept = NULL;
  g_autoptr(GArray) gone = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (rows, make (1, 1, "a@one.example", "x"));
  g_ptr_array_add (rows, make (2, 2, "b@one.example", "y"));
  g_clear_pointer (&((GuardWaiting *) rows->pdata[1])->kind, g_free);
  g_assert_false (guard_waiting_write (fixture->store, rows, gone, &error));
  g_assert_nonnull (error);
  kept = read_rows (fixture);
  g_assert_cmpuint (kept->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/waiting/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/waiting/hostile", Fixture, NULL, set_up, test_hostile, tear_down);
  g_test_add ("/waiting/whole", Fixture, NULL, set_up, test_whole, tear_down);
  return g_test_run ();
}

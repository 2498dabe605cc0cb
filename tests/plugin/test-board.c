/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* What the plugin publishes, without a client; written each 50 ms here. */
#include "config.h"

#include "store/fixture.h"

#include "plugin/guard-state.h"

typedef struct
{
  Fixture base;
  Guard guard;
} Desk;

static void
set_up_desk (Desk *desk, gconstpointer data)
{
  set_up (&desk->base, NULL);
  desk->guard.chores = guard_chores_new (desk->base.home);
  desk->guard.board = guard_board_new (desk->guard.chores);
}

static void
tear_down_desk (Desk *desk, gconstpointer data)
{
  tear_down (&desk->base, NULL);
}

static void
publish (Desk *desk, const char *section, const char *name)
{
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(sa{ss})"));
  guard_state_add_row (&rows, name, NULL);
  guard_state_publish (&desk->guard, section, g_variant_builder_end (&rows));
}

/* Of another program. Returns: (transfer full): the name of the only row, or "-" if nobody has spoken */
static char *
read_name (Desk *desk, const char *section)
{
  g_autoptr(GuardStates) states = guard_state_list (desk->base.store, section, NULL);

  g_assert_nonnull (states);
  if (states->n_clients == 0)
    return g_strdup ("-");
  g_assert_cmpuint (states->rows->len, ==, 1);
  return g_strdup (((GuardState *) states->rows->pdata[0])->name);
}

static void
assert_name (Desk *desk, const char *section, const char *expected)
{
  g_autofree char *name = read_name (desk, section);

  g_assert_cmpstr (name, ==, expected);
}

static gint64
wait_for (Desk *desk, const char *section, const char *expected)
{
  g_autofree char *name = NULL;

  while (g_strcmp0 (name, expected) != 0)
    {
      g_main_context_iteration (NULL, FALSE);
      g_free (name);
      name = read_name (desk, section);
    }
  return g_get_monotonic_time ();
}

static void
test_publish (Desk *desk, gconstpointer data)
{
  gint64 first_us, second_us;

  publish (desk, GUARD_STATE_SERVICES, "one");
  publish (desk, GUARD_STATE_SERVICES, "two");
  publish (desk, GUARD_STATE_INBOX, "mallory");
  assert_name (desk, GUARD_STATE_SERVICES, "-");
  first_us = wait_for (desk, GUARD_STATE_SERVICES, "two");
  wait_for (desk, GUARD_STATE_INBOX, "mallory");

  /* In a while, and then the newest. */
  publish (desk, GUARD_STATE_SERVICES, "three");
  g_main_context_iteration (NULL, FALSE);
  publish (desk, GUARD_STATE_SERVICES, "four");
  second_us = wait_for (desk, GUARD_STATE_SERVICES, "four");
  g_assert_cmpint (second_us - first_us, >, 20 * G_TIME_SPAN_MILLISECOND);

  /* At the end nothing stays, not even what was not written yet. */
  publish (desk, GUARD_STATE_SERVICES, "five");
  guard_board_stop (desk->guard.board);
  publish (desk, GUARD_STATE_SERVICES, "six");
  guard_chores_drain (desk->guard.chores);
  assert_name (desk, GUARD_STATE_SERVICES, "-");
  assert_name (desk, GUARD_STATE_INBOX, "-");
  guard_chores_free (desk->guard.chores);
  guard_board_free (desk->guard.board);
}

/* The same said again is not written again: the time is that of the news. */
static void
test_nothing_new (Desk *desk, gconstpointer data)
{
  g_autoptr(GuardStates) before = NULL;
  g_autoptr(GuardStates) after = NULL;

  publish (desk, GUARD_STATE_SERVICES, "one");
  wait_for (desk, GUARD_STATE_SERVICES, "one");
  before = guard_state_list (desk->base.store, GUARD_STATE_SERVICES, NULL);
  publish (desk, GUARD_STATE_SERVICES, "one");
  publish (desk, GUARD_STATE_INBOX, "mallory");
  wait_for (desk, GUARD_STATE_INBOX, "mallory");
  after = guard_state_list (desk->base.store, GUARD_STATE_SERVICES, NULL);
  g_assert_cmpint (((GuardState *) before->rows->pdata[0])->time_us, ==, ((GuardState *) after->rows->pdata[0])->time_us);
  guard_board_stop (desk->guard.board);
  guard_chores_free (desk->guard.chores);
  guard_board_free (desk->guard.board);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/plugin/board/publish", Desk, NULL, set_up_desk, test_publish, tear_down_desk);
  g_test_add ("/plugin/board/nothing-new", Desk, NULL, set_up_desk, test_nothing_new, tear_down_desk);
  return g_test_run ();
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "strangers-desk.h"

#include "store/guard-acquaintance.h"
#include "store/guard-paths.h"

void
strangers_meet_bob (GuardPerson *alice)
{
  g_autoptr(GuardAcquaintance) bob = guard_acquaintance_new ("prpl-jabber", "alice@localhost", "bob@localhost");
  g_autoptr(GuardStore) store = NULL;

  bob->deeds_us[GUARD_DEED_WROTE] = g_get_real_time ();
  g_assert_true (guard_paths_prepare_home (guard_person_get_guard_home (alice), NULL));
  store = guard_store_open (guard_person_get_guard_home (alice), NULL);
  g_assert_nonnull (store);
  g_assert_true (guard_acquaintance_put (store, bob, NULL));
}

void
strangers_await_entries (GuardPerson *person, const char *kind, guint n, double seconds)
{
  const gint64 end_us = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);

  while (guard_person_count_entries (person, kind) < n && g_get_monotonic_time () < end_us)
    g_usleep (G_USEC_PER_SEC / 10);
  g_assert_cmpuint (guard_person_count_entries (person, kind), >=, n);
}

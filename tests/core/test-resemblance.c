/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/guard-resemblance.h"
#include "tests/core/cases.h"

/* The first column: contacts, "address=name" parted by ";". The recipient is one of them. */
static void
check_near (char **columns)
{
  g_auto(GStrv) contacts = g_strsplit (columns[0], ";", -1);
  g_autoptr(GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *own_name = NULL;

  for (gsize i = 0; contacts[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (contacts[i], "=", 2);

      g_ptr_array_add (addresses, g_strdup (parts[0]));
      g_ptr_array_add (names, g_strdup (parts[1] != NULL ? parts[1] : ""));
      if (g_str_equal (parts[0], columns[1]))
        own_name = names->pdata[i];
    }
  g_ptr_array_add (addresses, NULL);
  g_ptr_array_add (names, NULL);

  g_autoptr(GuardResemblance) resemblance = guard_resemblance_new ((const char * const *) addresses->pdata, (const char * const *) names->pdata);
  const char *near = guard_resemblance_find_near (resemblance, columns[1], own_name);
  g_assert_cmpstr (near != NULL ? near : "", ==, columns[2]);
}

static void
test_near (void)
{
  case_for_each ("near-contacts.tsv", 3, check_near);
}

/* A question waits for it. */
static void
test_many (void)
{
  g_autoptr(GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gint64 start_us;

  for (guint i = 0; i < 5000; i++)
    {
      g_ptr_array_add (addresses, g_strdup_printf ("user%08x@example.org", i * 2654435761u));
      g_ptr_array_add (names, g_strdup_printf ("Some Name %08x", i * 2246822519u));
    }
  g_ptr_array_add (addresses, NULL);
  g_ptr_array_add (names, NULL);
  g_autoptr(GuardResemblance) resemblance = guard_resemblance_new ((const char * const *) addresses->pdata, (const char * const *) names->pdata);
  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < 20; i++)
    guard_resemblance_find_near (resemblance, "nobody-at-all@example.org", "Nobody At All");
  g_test_message ("%" G_GINT64_FORMAT " us among 5000", (g_get_monotonic_time () - start_us) / 20);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 20 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/resemblance/near", test_near);
  g_test_add_func ("/core/resemblance/many", test_many);
  return g_test_run ();
}

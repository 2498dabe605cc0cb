/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-outgoing-spoken.h"

#define KEY "purple-guard-spoken-day"

static int
get_today (void)
{
  return (int) (g_get_real_time () / G_USEC_PER_SEC / 86400);
}

/* The person, who may have several addresses. Returns: (nullable) */
static PurpleBlistNode *
find_person (PurpleAccount *account, const char *who)
{
  PurpleBuddy *buddy = purple_find_buddy (account, who);

  return buddy != NULL ? purple_blist_node_get_parent (PURPLE_BLIST_NODE (buddy)) : NULL;
}

void
guard_spoken_note (PurpleAccount *account, const char *who)
{
  PurpleBlistNode *person = find_person (account, who);

  /* Once a day: each change writes the whole list. */
  if (person != NULL && purple_blist_node_get_int (person, KEY) != get_today ())
    purple_blist_node_set_int (person, KEY, get_today ());
}

guint
guard_spoken_count_days (PurpleAccount *account, const char *who)
{
  PurpleBlistNode *person = find_person (account, who);
  const int day = person != NULL ? purple_blist_node_get_int (person, KEY) : 0;

  return day > 0 && day < get_today () ? (guint) (get_today () - day) : 0;
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-contacts-private.h"

#include "guard-state.h"

/* What the other programs are told of people: those of whom something is kept, and those in the list. */

#define SOON_MS 1000
#define MAX_ROWS 5000

static void
add_row (GuardContacts *self, GVariantBuilder *rows, PurpleAccount *account, const char *who)
{
  g_autofree char *since = NULL;
  g_autofree char *name = NULL;
  GVariantBuilder facts;
  GuardContactFacts found;

  guard_contacts_look (self, account, who, &found);
  since = g_strdup_printf ("%" G_GINT64_FORMAT, found.since_us);
  name = g_utf8_make_valid (who, -1);
  g_variant_builder_init (&facts, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&facts, "{ss}", "protocol", purple_account_get_protocol_id (account));
  g_variant_builder_add (&facts, "{ss}", "account", purple_account_get_username (account));
  g_variant_builder_add (&facts, "{ss}", "kind", guard_sender_kind_to_string (found.kind));
  g_variant_builder_add (&facts, "{ss}", "why", guard_known_to_string (found.why));
  g_variant_builder_add (&facts, "{ss}", "since_us", since);
  g_variant_builder_add (&facts, "{ss}", "let_in", found.is_let_in ? "yes" : "no");
  g_variant_builder_add (rows, "(sa{ss})", name, &facts);
}

static gboolean
publish (gpointer data)
{
  GuardContacts *self = data;
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) people = guard_people_list (self->people);
  GSList *buddies = purple_blist_get_buddies ();
  GVariantBuilder rows;

  self->timer = 0;
  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(sa{ss})"));
  for (GSList *l = buddies; l != NULL && g_hash_table_size (seen) < MAX_ROWS; l = l->next)
    {
      PurpleAccount *account = purple_buddy_get_account (l->data);
      g_autofree char *key = guard_contacts_dup_key (account, purple_buddy_get_name (l->data));

      if (g_hash_table_add (seen, g_strdup_printf ("%p %s", (void *) account, key)))
        add_row (self, &rows, account, key);
    }
  for (guint i = 0; i < people->len && g_hash_table_size (seen) < MAX_ROWS; i++)
    {
      const GuardAcquaintance *person = g_ptr_array_index (people, i);
      PurpleAccount *account = guard_people_find_account (person);

      if (account != NULL && g_hash_table_add (seen, g_strdup_printf ("%p %s", (void *) account, person->address)))
        add_row (self, &rows, account, person->address);
    }
  g_slist_free (buddies);
  guard_state_publish (self->guard, GUARD_STATE_CONTACTS, g_variant_builder_end (&rows));
  return G_SOURCE_REMOVE;
}

void
guard_contacts_publish_soon (gpointer data)
{
  GuardContacts *self = data;

  if (self->timer == 0)
    self->timer = g_timeout_add (SOON_MS, publish, self);
}

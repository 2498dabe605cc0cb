/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-people.h"

#include <string.h>

/* Reading begins when the plugin is loaded, beside the main loop, and has ended long before an account is connected. Where somebody asks earlier than
 * that, the answer waits for it, once and not longer than MAX_WAIT_MS: for a moment a contact must not be taken for a stranger. Until it was read,
 * and where it cannot be, nobody is known. */

#define MAX_WAIT_MS 1000
/* A hostile server can list as many as it likes. What the user does alone never comes near this. */
#define MAX_PEOPLE 20000

/* What the chore reads, and whoever waits for it. */
typedef struct
{
  GMutex lock;
  GCond ended;
  gboolean has_ended;
  GPtrArray *people, *accounts; /* %NULL: could not be read */
} Reading;

struct _GuardPeople
{
  GuardChores *chores;
  GHashTable *people;   /* "prpl-jabber me@example.org alice@example.org" -> GuardAcquaintance */
  GHashTable *own;      /* PurpleAccount * -> Own: of one that was deleted it stays, and is made anew for another name */
  GHashTable *accounts; /* "prpl-jabber me@example.org": whose list was seen */
  Reading *reading;     /* %NULL: it was taken over */
  gboolean has_waited;
  gboolean is_blind;
  void (*changed) (gpointer data);
  gpointer data;
};

/* ---- reading ---- */

static void
clear_reading (gpointer data)
{
  Reading *reading = data;

  g_mutex_clear (&reading->lock);
  g_cond_clear (&reading->ended);
  g_clear_pointer (&reading->people, g_ptr_array_unref);
  g_clear_pointer (&reading->accounts, g_ptr_array_unref);
}

static void
release_reading (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_reading);
}

static void
do_read (GuardStore *store, const GError *store_error, gpointer data)
{
  Reading *reading = data;
  g_autoptr(GError) error = NULL;
  GPtrArray *people = store != NULL ? guard_acquaintance_list (store, &error) : NULL;
  GPtrArray *accounts = people != NULL ? guard_acquaintance_list_accounts (store, &error) : NULL;

  if (accounts == NULL)
    g_warning ("What is kept of people could not be read: %s", error != NULL ? error->message : store_error != NULL ? store_error->message : "no store");
  g_mutex_lock (&reading->lock);
  reading->people = people;
  reading->accounts = accounts;
  reading->has_ended = TRUE;
  g_cond_broadcast (&reading->ended);
  g_mutex_unlock (&reading->lock);
}

/* An account's name is normalised once for each name that it has. */
typedef struct
{
  char *username;
  char *key;       /* "prpl-jabber me@example.org" */
  const char *own; /* its end */
} Own;

static void
free_own (gpointer data)
{
  Own *own = data;

  g_free (own->username);
  g_free (own->key);
  g_free (own);
}

static const Own *
get_own (GuardPeople *self, PurpleAccount *account)
{
  const char *protocol = purple_account_get_protocol_id (account);
  const char *username = purple_account_get_username (account);
  Own *own = g_hash_table_lookup (self->own, account);

  if (own != NULL && g_str_equal (own->username, username) && g_str_has_prefix (own->key, protocol))
    return own;
  own = g_new0 (Own, 1);
  own->username = g_strdup (username);
  own->key = g_strconcat (protocol, " ", purple_normalize (account, username), NULL);
  own->own = own->key + strlen (protocol) + 1;
  g_hash_table_insert (self->own, account, own);
  return own;
}

const char *
guard_people_get_own (GuardPeople *self, PurpleAccount *account)
{
  return get_own (self, account)->own;
}

static char *
dup_key (GuardPeople *self, PurpleAccount *account, const char *address)
{
  return g_strconcat (get_own (self, account)->key, " ", address, NULL);
}

static void
take_over (GuardPeople *self)
{
  Reading *reading = g_steal_pointer (&self->reading);

  self->is_blind = reading->accounts == NULL;
  for (guint i = 0; reading->people != NULL && i < reading->people->len; i++)
    {
      const GuardAcquaintance *person = g_ptr_array_index (reading->people, i);

      g_hash_table_insert (self->people, g_strconcat (person->protocol, " ", person->account, " ", person->address, NULL), guard_acquaintance_copy (person));
    }
  for (guint i = 0; reading->accounts != NULL && i < reading->accounts->len; i++)
    g_hash_table_add (self->accounts, g_strdup (g_ptr_array_index (reading->accounts, i)));
  release_reading (reading);
  self->changed (self->data);
}

/* Whether what is kept is here. */
static gboolean
is_read (GuardPeople *self)
{
  const gint64 until_us = g_get_monotonic_time () + MAX_WAIT_MS * G_TIME_SPAN_MILLISECOND;
  gboolean has_ended;

  if (self->reading == NULL)
    return !self->is_blind;
  g_mutex_lock (&self->reading->lock);
  while (!self->reading->has_ended && !self->has_waited)
    self->has_waited = !g_cond_wait_until (&self->reading->ended, &self->reading->lock, until_us);
  has_ended = self->reading->has_ended;
  g_mutex_unlock (&self->reading->lock);
  if (has_ended)
    take_over (self);
  return has_ended && !self->is_blind;
}

gboolean
guard_people_is_blind (GuardPeople *self)
{
  return !is_read (self);
}

/* ---- asking ---- */

const GuardAcquaintance *
guard_people_find (GuardPeople *self, PurpleAccount *account, const char *address)
{
  g_autofree char *key = NULL;

  if (!is_read (self) && g_hash_table_size (self->people) == 0)
    return NULL;
  key = dup_key (self, account, address);
  return g_hash_table_lookup (self->people, key);
}

GPtrArray *
guard_people_list (GuardPeople *self)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer person;

  is_read (self);
  g_hash_table_iter_init (&iter, self->people);
  while (g_hash_table_iter_next (&iter, NULL, &person))
    g_ptr_array_add (list, person);
  return list;
}

/* libpurple's own search does not know that the device part of an account's name is none of its address. */
PurpleAccount *
guard_people_find_account (const GuardAcquaintance *person)
{
  for (GList *l = purple_accounts_get_all (); l != NULL; l = l->next)
    if (purple_strequal (purple_account_get_protocol_id (l->data), person->protocol)
        && purple_strequal (purple_normalize (l->data, purple_account_get_username (l->data)), person->account))
      return l->data;
  return NULL;
}

/* ---- changing ---- */

/* A change on its way to the disk. */
typedef struct
{
  GuardAcquaintance *person;
  GPtrArray *listed;
  gint64 now_us;
} Errand;

static void
free_errand (gpointer data)
{
  Errand *errand = data;

  guard_acquaintance_free (errand->person);
  g_clear_pointer (&errand->listed, g_ptr_array_unref);
  g_free (errand);
}

static void
give (GuardPeople *self, GuardChoreFunc work, const GuardAcquaintance *person)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->person = guard_acquaintance_copy (person);
  guard_chores_add (self->chores, work, NULL, errand, free_errand);
  self->changed (self->data);
}

static void
tell (gboolean is_done, const GError *error)
{
  if (!is_done)
    g_warning ("What is kept of people could not be written: %s", error->message);
}

static void
do_put (GuardStore *store, const GError *store_error, gpointer data)
{
  Errand *errand = data;
  g_autoptr(GError) error = NULL;

  if (store != NULL)
    tell (guard_acquaintance_put (store, errand->person, &error), error);
}

static void
do_forget (GuardStore *store, const GError *store_error, gpointer data)
{
  const GuardAcquaintance *person = ((Errand *) data)->person;
  g_autoptr(GError) error = NULL;

  if (store != NULL)
    tell (guard_acquaintance_forget (store, person->protocol, person->account, person->address, NULL, &error), error);
}

static void
do_forget_deeds (GuardStore *store, const GError *store_error, gpointer data)
{
  const GuardAcquaintance *person = ((Errand *) data)->person;
  g_autoptr(GError) error = NULL;

  if (store != NULL)
    tell (guard_acquaintance_forget_deeds (store, person->protocol, person->account, person->address, &error), error);
}

/* Returns: (transfer none) (nullable): the row to write into; %NULL where there is no room for one more */
static GuardAcquaintance *
find_or_make (GuardPeople *self, PurpleAccount *account, const char *address)
{
  g_autofree char *key = dup_key (self, account, address);
  GuardAcquaintance *person;

  is_read (self);
  person = g_hash_table_lookup (self->people, key);
  if (person != NULL || g_hash_table_size (self->people) >= MAX_PEOPLE || strlen (address) > GUARD_ACQUAINTANCE_MAX_BYTES)
    return person;
  person = guard_acquaintance_new (purple_account_get_protocol_id (account), guard_people_get_own (self, account), address);
  g_hash_table_insert (self->people, g_steal_pointer (&key), person);
  return person;
}

void
guard_people_note (GuardPeople *self, PurpleAccount *account, const char *address, GuardDeed deed)
{
  GuardAcquaintance *person = find_or_make (self, account, address);

  if (person == NULL || person->deeds_us[deed] != 0)
    return;
  person->deeds_us[deed] = g_get_real_time ();
  give (self, do_put, person);
}

void
guard_people_set_trust (GuardPeople *self, PurpleAccount *account, const char *address, GuardTrust trust)
{
  GuardAcquaintance *person = find_or_make (self, account, address);

  if (person == NULL || person->trust == trust)
    return;
  person->trust = trust;
  /* Later than what was said before, also when the clock was put back. */
  person->trust_us = MAX (g_get_real_time (), person->trust_us + 1);
  give (self, do_put, person);
}

gboolean
guard_people_forget (GuardPeople *self, PurpleAccount *account, const char *address)
{
  g_autofree char *key = dup_key (self, account, address);
  GuardAcquaintance *person;

  is_read (self);
  person = g_hash_table_lookup (self->people, key);
  if (person == NULL)
    return FALSE;
  give (self, do_forget, person);
  return g_hash_table_remove (self->people, key);
}

void
guard_people_forget_deeds (GuardPeople *self, PurpleAccount *account, const char *address)
{
  g_autofree char *key = dup_key (self, account, address);
  GuardAcquaintance *person;

  is_read (self);
  person = g_hash_table_lookup (self->people, key);
  if (person == NULL)
    return;
  memset (person->deeds_us, 0, sizeof person->deeds_us);
  give (self, do_forget_deeds, person);
}

/* ---- lists ---- */

gboolean
guard_people_knows_list (GuardPeople *self, PurpleAccount *account)
{
  return !is_read (self) || g_hash_table_contains (self->accounts, get_own (self, account)->key);
}

static void
do_note_list (GuardStore *store, const GError *store_error, gpointer data)
{
  Errand *errand = data;
  g_autoptr(GError) error = NULL;

  if (store != NULL)
    tell (guard_acquaintance_note_list (store, errand->person->protocol, errand->person->account, errand->listed, errand->now_us, &error), error);
}

void
guard_people_note_list (GuardPeople *self, PurpleAccount *account, const GPtrArray *listed)
{
  Errand *errand;

  if (guard_people_knows_list (self, account))
    return;
  errand = g_new0 (Errand, 1);
  errand->person = guard_acquaintance_new (purple_account_get_protocol_id (account), guard_people_get_own (self, account), NULL);
  errand->listed = g_ptr_array_new_with_free_func (g_free);
  errand->now_us = g_get_real_time ();
  for (guint i = 0; i < listed->len; i++)
    {
      const char *address = g_ptr_array_index (listed, i);
      GuardAcquaintance *person = find_or_make (self, account, address);

      if (person == NULL)
        continue;
      if (person->deeds_us[GUARD_DEED_LISTED] == 0)
        person->deeds_us[GUARD_DEED_LISTED] = errand->now_us;
      g_ptr_array_add (errand->listed, g_strdup (address));
    }
  g_hash_table_add (self->accounts, g_strdup (get_own (self, account)->key));
  guard_chores_add (self->chores, do_note_list, NULL, errand, free_errand);
  self->changed (self->data);
}

/* ---- life ---- */

GuardPeople *
guard_people_new (GuardChores *chores, void (*changed) (gpointer data), gpointer data)
{
  GuardPeople *self = g_new0 (GuardPeople, 1);

  self->chores = chores;
  self->changed = changed;
  self->data = data;
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) guard_acquaintance_free);
  self->own = g_hash_table_new_full (NULL, NULL, NULL, free_own);
  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->reading = g_atomic_rc_box_new0 (Reading);
  g_mutex_init (&self->reading->lock);
  g_cond_init (&self->reading->ended);
  guard_chores_add (chores, do_read, NULL, g_atomic_rc_box_acquire (self->reading), release_reading);
  return self;
}

void
guard_people_free (GuardPeople *self)
{
  g_clear_pointer (&self->reading, release_reading);
  g_hash_table_unref (self->people);
  g_hash_table_unref (self->own);
  g_hash_table_unref (self->accounts);
  g_free (self);
}

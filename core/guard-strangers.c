/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-strangers.h"

#include <string.h>

/* 4096 people, and 16 MiB of what they say: a session of quiet months, and an hour of flood. */
const GuardStrangersLimits guard_strangers_limits = {
  .max_persons = 4096,
  .max_persons_a_domain = 2048,
  .max_items = 16384,
  .max_items_a_person = 64,
  .max_bytes = 16 * 1024 * 1024,
  .max_bytes_a_person = 256 * 1024,
};

#define LEAST_ITEMS_A_PERSON 2

struct _GuardStrangers
{
  GuardStrangersLimits limits;
  guint max_items_now;  /* a person: smaller while all together are too much */
  gsize max_bytes_now;
  GHashTable *persons;  /* key -> GuardStranger */
  GHashTable *domains;  /* domain -> number of persons */
  guint n_items;
  gsize n_bytes;
  guint n_unlisted;
  GuardStrangersDropped dropped;
  gpointer user_data;
};

/* ---- items ---- */

GuardStrangersItem *
guard_strangers_item_new (guint kind, const char *who, const char *content)
{
  GuardStrangersItem *item = g_new0 (GuardStrangersItem, 1);

  item->kind = kind;
  item->who = g_strdup (who);
  item->content = g_strdup (content);
  return item;
}

void
guard_strangers_item_free (GuardStrangersItem *item)
{
  if (item == NULL)
    return;
  g_free (item->who);
  g_free (item->content);
  g_free (item);
}

static gsize
weigh (const GuardStrangersItem *item)
{
  return sizeof *item + (item->who != NULL ? strlen (item->who) : 0) + (item->content != NULL ? strlen (item->content) : 0);
}

/* ---- persons ---- */

static char *
dup_key (const char *protocol, const char *account, const char *address)
{
  return g_strjoin ("\n", protocol, account, address, NULL);
}

/* Whose flood it would be: the domain of the address; where addresses have none, the account's network. */
static char *
dup_domain (const GuardStranger *person)
{
  const char *at = strrchr (person->address, '@');

  if (at == NULL)
    return g_strjoin ("\n", person->protocol, person->account, NULL);
  /* A room is the domain of its members. */
  return g_strndup (at + 1, strcspn (at + 1, "/"));
}

void
guard_stranger_free (GuardStranger *person)
{
  if (person == NULL)
    return;
  g_queue_clear_full (&person->items, (GDestroyNotify) guard_strangers_item_free);
  g_free (person->protocol);
  g_free (person->account);
  g_free (person->address);
  g_free (person);
}

static void
change_domain (GuardStrangers *self, const GuardStranger *person, int change)
{
  g_autofree char *domain = dup_domain (person);
  const guint n_persons = GPOINTER_TO_UINT (g_hash_table_lookup (self->domains, domain)) + (guint) change;

  if (n_persons == 0)
    g_hash_table_remove (self->domains, domain);
  else
    g_hash_table_replace (self->domains, g_steal_pointer (&domain), GUINT_TO_POINTER (n_persons));
}

static gboolean
has_place (GuardStrangers *self, const GuardStranger *person)
{
  g_autofree char *domain = dup_domain (person);

  return g_hash_table_size (self->persons) < self->limits.max_persons
         && GPOINTER_TO_UINT (g_hash_table_lookup (self->domains, domain)) < self->limits.max_persons_a_domain;
}

GuardStranger *
guard_strangers_find (GuardStrangers *self, const char *protocol, const char *account, const char *address)
{
  g_autofree char *key = dup_key (protocol, account, address);

  return g_hash_table_lookup (self->persons, key);
}

GuardStranger *
guard_strangers_add (GuardStrangers *self, const char *protocol, const char *account, const char *address)
{
  g_autoptr(GuardStranger) added = NULL;
  GuardStranger *person = guard_strangers_find (self, protocol, account, address);

  if (person != NULL)
    return person;

  added = g_new0 (GuardStranger, 1);
  added->protocol = g_strdup (protocol);
  added->account = g_strdup (account);
  added->address = g_strdup (address);
  g_queue_init (&added->items);
  if (!has_place (self, added))
    return NULL;
  person = g_steal_pointer (&added);
  change_domain (self, person, 1);
  g_hash_table_insert (self->persons, dup_key (protocol, account, address), person);
  return person;
}

GuardStranger *
guard_strangers_see (GuardStrangers *self, const char *protocol, const char *account, const char *address, guint kind, gint64 now_us)
{
  GuardStranger *person = guard_strangers_add (self, protocol, account, address);

  if (person == NULL)
    {
      self->n_unlisted++;
      return NULL;
    }
  if (person->first_us == 0)
    person->first_us = now_us;
  person->last_us = now_us;
  if (kind < GUARD_STRANGERS_MAX_KINDS)
    person->n_seen[kind]++;
  return person;
}

/* ---- bounds ---- */

static void
count_item (GuardStrangers *self, GuardStranger *person, const GuardStrangersItem *item)
{
  person->n_items++;
  person->n_bytes += weigh (item);
  self->n_items++;
  self->n_bytes += weigh (item);
}

static void
drop (GuardStrangers *self, GuardStranger *person, GList *link)
{
  g_autoptr(GuardStrangersItem) item = link->data;

  g_queue_delete_link (&person->items, link);
  person->n_items--;
  person->n_bytes -= weigh (item);
  self->n_items--;
  self->n_bytes -= weigh (item);
  person->n_dropped++;
  if (self->dropped != NULL)
    self->dropped (person, item, self->user_data);
}

/* What was said first and what was said last tell most: the second goes, and so on. */
static void
trim (GuardStrangers *self, GuardStranger *person)
{
  while (person->n_items > self->max_items_now || person->n_bytes > self->max_bytes_now)
    drop (self, person, person->n_items > 2 ? person->items.head->next : person->items.tail);
}

static gboolean
is_too_much (const GuardStrangers *self)
{
  return self->n_items > self->limits.max_items || self->n_bytes > self->limits.max_bytes;
}

static void
squeeze (GuardStrangers *self)
{
  GHashTableIter iter;
  gpointer person;

  if (self->n_items > self->limits.max_items)
    self->max_items_now = MAX (self->max_items_now / 2, LEAST_ITEMS_A_PERSON);
  if (self->n_bytes > self->limits.max_bytes)
    self->max_bytes_now /= 2;
  g_hash_table_iter_init (&iter, self->persons);
  while (g_hash_table_iter_next (&iter, NULL, &person))
    trim (self, person);
}

static void
relax (GuardStrangers *self)
{
  if (self->n_items > self->limits.max_items / 4 || self->n_bytes > self->limits.max_bytes / 4)
    return;
  self->max_items_now = self->limits.max_items_a_person;
  self->max_bytes_now = self->limits.max_bytes_a_person;
}

static void
insert_by_time (GQueue *items, GuardStrangersItem *item)
{
  GList *before = items->tail;

  while (before != NULL && ((const GuardStrangersItem *) before->data)->time_us > item->time_us)
    before = before->prev;
  if (before == NULL)
    g_queue_push_head (items, item);
  else
    g_queue_insert_after (items, before, item);
}

void
guard_strangers_keep (GuardStrangers *self, GuardStranger *person, GuardStrangersItem *item)
{
  insert_by_time (&person->items, item);
  count_item (self, person, item);
  trim (self, person);
  /* Ends: the share of each goes down to two items, and places are fewer than half of the items; bytes go down to nothing. */
  while (is_too_much (self))
    squeeze (self);
}

/* ---- life ---- */

GuardStranger *
guard_strangers_steal (GuardStrangers *self, GuardStranger *person)
{
  g_autofree char *key = dup_key (person->protocol, person->account, person->address);

  if (!g_hash_table_remove (self->persons, key))
    return person;
  change_domain (self, person, -1);
  self->n_items -= person->n_items;
  self->n_bytes -= person->n_bytes;
  relax (self);
  return person;
}

static int
compare_by_last (gconstpointer a, gconstpointer b)
{
  const GuardStranger *one = *(const GuardStranger * const *) a;
  const GuardStranger *other = *(const GuardStranger * const *) b;

  return one->last_us < other->last_us ? 1 : one->last_us > other->last_us ? -1 : strcmp (one->address, other->address);
}

GPtrArray *
guard_strangers_list (GuardStrangers *self, guint limit)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer person;

  g_hash_table_iter_init (&iter, self->persons);
  while (g_hash_table_iter_next (&iter, NULL, &person))
    g_ptr_array_add (list, person);
  g_ptr_array_sort (list, compare_by_last);
  if (limit > 0 && list->len > limit)
    g_ptr_array_set_size (list, (int) limit);
  return list;
}

guint
guard_strangers_count_persons (GuardStrangers *self)
{
  return g_hash_table_size (self->persons);
}

guint
guard_strangers_count_items (GuardStrangers *self)
{
  return self->n_items;
}

gsize
guard_strangers_count_bytes (GuardStrangers *self)
{
  return self->n_bytes;
}

guint
guard_strangers_count_unlisted (GuardStrangers *self)
{
  return self->n_unlisted;
}

void
guard_strangers_forget_unlisted (GuardStrangers *self)
{
  self->n_unlisted = 0;
}

GuardStrangers *
guard_strangers_new (const GuardStrangersLimits *limits, GuardStrangersDropped dropped, gpointer user_data)
{
  GuardStrangers *self = g_new0 (GuardStrangers, 1);

  self->limits = *limits;
  self->max_items_now = limits->max_items_a_person;
  self->max_bytes_now = limits->max_bytes_a_person;
  self->persons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->dropped = dropped;
  self->user_data = user_data;
  return self;
}

void
guard_strangers_free (GuardStrangers *self)
{
  GHashTableIter iter;
  gpointer person;

  if (self == NULL)
    return;
  g_hash_table_iter_init (&iter, self->persons);
  while (g_hash_table_iter_next (&iter, NULL, &person))
    guard_stranger_free (person);
  g_hash_table_unref (self->persons);
  g_hash_table_unref (self->domains);
  g_free (self);
}

/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who waits, and what of theirs: bounded, whatever comes. Nothing here knows what an item is; it is kept, given back, or dropped and counted.
 *
 * Who was there first stays: a flood of new people is counted, not let in at the cost of those who wait, and one domain can fill only half of the
 * places. Of one person the beginning and the latest stay, what lies between goes first. When all together are too much, those who said most
 * give way first: what each may keep is halved until it fits. */
typedef struct _GuardStrangers GuardStrangers;

#define GUARD_STRANGERS_MAX_KINDS 8

typedef struct
{
  guint64 id;       /* a number of the owner's */
  guint kind;
  gint64 time_us;   /* when it came */
  gint64 said_us;   /* when the sender says that it was said */
  guint flags;
  char *who;        /* the address with its device, as it came */
  char *content;    /* (nullable) */
} GuardStrangersItem;

typedef struct
{
  char *protocol, *account, *address;
  guint64 id;                /* a number of the owner's */
  gint64 first_us, last_us;  /* when the first and the last thing came */
  guint n_seen[GUARD_STRANGERS_MAX_KINDS]; /* by kind, those that were not kept included */
  guint n_dropped;           /* of what was to be kept */
  gboolean was_asked;        /* the owner's: the user was asked about them */
  guint n_items;
  gsize n_bytes;
  GQueue items;              /* GuardStrangersItem, in the order in which they came */
} GuardStranger;

/* Plain record. */
typedef struct
{
  guint max_persons, max_persons_a_domain;
  guint max_items, max_items_a_person;     /* at least 2 a person */
  gsize max_bytes, max_bytes_a_person;
} GuardStrangersLimits;

extern const GuardStrangersLimits guard_strangers_limits; /* those of the inbox */

/* @item is dropped, and freed afterwards. */
typedef void (*GuardStrangersDropped) (const GuardStranger *person, const GuardStrangersItem *item, gpointer user_data);

GuardStrangers *guard_strangers_new (const GuardStrangersLimits *limits, GuardStrangersDropped dropped, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void guard_strangers_free (GuardStrangers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardStrangers, guard_strangers_free)

GuardStrangersItem *guard_strangers_item_new (guint kind, const char *who, const char *content) G_GNUC_WARN_UNUSED_RESULT;
void guard_strangers_item_free (GuardStrangersItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardStrangersItem, guard_strangers_item_free)

/**
 * guard_strangers_see:
 *
 * Somebody has sent one thing of this kind.
 *
 * Returns: (transfer none) (nullable): the person; %NULL if there is no place for one more, and it is only counted
 */
GuardStranger *guard_strangers_see (GuardStrangers *self, const char *protocol, const char *account, const char *address, guint kind, gint64 now_us);
/* The same without counting anything: for what was kept before. */
GuardStranger *guard_strangers_add (GuardStrangers *self, const char *protocol, const char *account, const char *address);
/* Keeps what was seen, at its place by time; what is too much is dropped, perhaps this very item. @item: (transfer full) */
void guard_strangers_keep (GuardStrangers *self, GuardStranger *person, GuardStrangersItem *item);

GuardStranger *guard_strangers_find (GuardStrangers *self, const char *protocol, const char *account, const char *address);
/* Takes the person out; nobody is told of the items. Returns: (transfer full) */
GuardStranger *guard_strangers_steal (GuardStrangers *self, GuardStranger *person) G_GNUC_WARN_UNUSED_RESULT;
void guard_stranger_free (GuardStranger *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardStranger, guard_stranger_free)

/* Who wrote last comes first; at most @limit, 0: all. Returns: (transfer container) (element-type GuardStranger) */
GPtrArray *guard_strangers_list (GuardStrangers *self, guint limit) G_GNUC_WARN_UNUSED_RESULT;

guint guard_strangers_count_persons (GuardStrangers *self);
guint guard_strangers_count_items (GuardStrangers *self);
gsize guard_strangers_count_bytes (GuardStrangers *self);
/* What came from people for whom there was no place. */
guint guard_strangers_count_unlisted (GuardStrangers *self);
void guard_strangers_forget_unlisted (GuardStrangers *self);

G_END_DECLS

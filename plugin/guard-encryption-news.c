/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-encryption-news.h"

#include "guard-encryption-memory.h"
#include "guard-encryption-omemo.h"
#include "guard-encryption-otr.h"

/* What is news stays news until the user was told of that very thing: a key that comes while a question about another is open is asked about
 * afterwards. Nobody but the user vouches for a key, and only OTR asks him to; the others are said once. */

#define OTR "OTR:"
#define OMEMO "OMEMO:"
#define NO_KEY_YET "?"

struct _GuardEncryptionTold
{
  GuardEncryptionMemory *memory;
  GHashTable *shown; /* chat -> Shown */
};

/* What the user is being told. */
typedef struct
{
  GuardEncryptionNews news;
  GHashTable *keys; /* (nullable): as a set */
} Shown;

static void
free_shown (gpointer data)
{
  Shown *shown = data;

  g_clear_pointer (&shown->keys, g_hash_table_unref);
  g_free (shown);
}

/* ---- keys: method, device and fingerprint in one word ---- */

static GHashTable *
make_set (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
add_otr_keys (PurpleAccount *account, const char *who, GHashTable *keys, gboolean *has_others)
{
  PurpleConversation *conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, who, account);
  g_autoptr(GHashTable) all = guard_encryption_otr_list_keys (conversation, FALSE);
  g_autoptr(GHashTable) unverified = guard_encryption_otr_list_keys (conversation, TRUE);
  GHashTableIter iter;
  gpointer fingerprint;

  *has_others = g_hash_table_size (all) > g_hash_table_size (unverified);
  g_hash_table_iter_init (&iter, unverified);
  while (g_hash_table_iter_next (&iter, &fingerprint, NULL))
    g_hash_table_add (keys, g_strconcat (OTR, fingerprint, NULL));
}

/* A device of which the user was told before there was a session with it, and thus a key: its first key belongs to what was told. */
static void
adopt_key (GuardEncryptionMemory *memory, const char *chat, const char *device, const char *key)
{
  g_autofree char *beginning = g_strconcat (OMEMO, device, ":", NULL);
  g_autofree char *early = g_strconcat (beginning, NO_KEY_YET, NULL);

  if (guard_encryption_memory_knows_key (memory, chat, early) && guard_encryption_memory_count_keys (memory, chat, beginning) == 1)
    guard_encryption_memory_add_key (memory, chat, key);
}

static void
add_devices (GuardEncryptionMemory *memory, PurpleAccount *account, const char *who, const char *chat, GHashTable *keys)
{
  g_autoptr(GHashTable) devices = guard_encryption_omemo_list_devices (account, who);
  GHashTableIter iter;
  gpointer device, fingerprint;

  g_hash_table_iter_init (&iter, devices);
  while (g_hash_table_iter_next (&iter, &device, &fingerprint))
    {
      const gboolean has_key = *(char *) fingerprint != '\0';
      char *key = g_strconcat (OMEMO, device, ":", has_key ? fingerprint : NO_KEY_YET, NULL);

      if (has_key && !guard_encryption_memory_knows_key (memory, chat, key))
        adopt_key (memory, chat, device, key);
      g_hash_table_add (keys, key);
    }
}

/* A device that is added to the user's own reads along, too. They are looked for only when something is about to leave. */
static void
add_own_devices (PurpleAccount *account, GHashTable *keys)
{
  g_autoptr(GHashTable) ids = guard_encryption_omemo_list_own_devices (account);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (keys, g_strconcat (OMEMO "own-", id, NULL));
}

/* ---- news ---- */

typedef struct
{
  const GuardChatState *state;
  gboolean is_shown; /* to the user, before something leaves */
} Looking;

static gboolean
is_known (gpointer key, gpointer value, gpointer data)
{
  gpointer *memory_and_chat = data;

  return guard_encryption_memory_knows_key (memory_and_chat[0], memory_and_chat[1], key);
}

/* Which keys of those that nobody has compared are new. @keys: (out): for guard_encryption_told_note() */
static GuardEncryptionNews
find_new_keys (GuardEncryptionTold *self, PurpleAccount *account, const char *who, char *chat, const Looking *looking, GHashTable **keys)
{
  const gboolean is_otr = purple_strequal (looking->state->method, "OTR");
  gpointer memory_and_chat[] = { self->memory, chat };
  gboolean has_others = FALSE;

  *keys = make_set ();
  if (is_otr)
    add_otr_keys (account, who, *keys, &has_others);
  else
    add_devices (self->memory, account, who, chat, *keys);
  /* Encrypted, and nobody can say to whom: that is said once, too. */
  if (g_hash_table_size (*keys) == 0)
    g_hash_table_add (*keys, g_strconcat (is_otr ? OTR : OMEMO, NO_KEY_YET, NULL));
  if (!is_otr && looking->is_shown)
    add_own_devices (account, *keys);
  g_hash_table_foreach_remove (*keys, is_known, memory_and_chat);

  if (g_hash_table_size (*keys) == 0)
    return GUARD_ENCRYPTION_NO_NEWS;
  has_others = has_others || guard_encryption_memory_count_keys (self->memory, chat, is_otr ? OTR : OMEMO) > 0;
  return has_others ? GUARD_ENCRYPTION_NEW_KEY : GUARD_ENCRYPTION_UNVERIFIED;
}

static GuardEncryptionNews
find_news (GuardEncryptionTold *self, PurpleAccount *account, const char *who, char *chat, const Looking *looking, GHashTable **keys)
{
  *keys = NULL;
  if (looking->state->protection < GUARD_PROTECTION_UNVERIFIED)
    return guard_encryption_memory_was_encrypted (self->memory, chat) ? GUARD_ENCRYPTION_LOST : GUARD_ENCRYPTION_NO_NEWS;
  return looking->state->protection == GUARD_PROTECTION_UNVERIFIED ? find_new_keys (self, account, who, chat, looking, keys) : GUARD_ENCRYPTION_NO_NEWS;
}

GuardEncryptionNews
guard_encryption_told_look (GuardEncryptionTold *self, PurpleAccount *account, const char *who, const GuardChatState *state, gboolean is_shown)
{
  g_autofree char *chat = guard_encryption_memory_dup_chat (account, who);
  g_autoptr(GHashTable) keys = NULL;
  const Looking looking = { .state = state, .is_shown = is_shown };
  const GuardEncryptionNews news = find_news (self, account, who, chat, &looking, &keys);
  Shown *shown;

  if (!is_shown || news == GUARD_ENCRYPTION_NO_NEWS || g_hash_table_contains (self->shown, chat))
    return news;
  shown = g_new0 (Shown, 1);
  shown->news = news;
  shown->keys = g_steal_pointer (&keys);
  g_hash_table_insert (self->shown, g_steal_pointer (&chat), shown);
  return news;
}

void
guard_encryption_told_note (GuardEncryptionTold *self, PurpleAccount *account, const char *who)
{
  g_autofree char *chat = guard_encryption_memory_dup_chat (account, who);
  const Shown *shown = g_hash_table_lookup (self->shown, chat);
  GHashTableIter iter;
  gpointer key;

  if (shown == NULL)
    return;
  if (shown->news == GUARD_ENCRYPTION_LOST)
    guard_encryption_memory_set_encrypted (self->memory, chat, FALSE);
  if (shown->keys != NULL)
    {
      g_hash_table_iter_init (&iter, shown->keys);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        guard_encryption_memory_add_key (self->memory, chat, key);
    }
  g_hash_table_remove (self->shown, chat);
}

void
guard_encryption_told_show_first_key (GuardEncryptionTold *self, PurpleAccount *account, const char *who, const GuardChatState *state)
{
  g_autofree char *chat = guard_encryption_memory_dup_chat (account, who);

  g_hash_table_remove (self->shown, chat);
  if (state->news == GUARD_ENCRYPTION_UNVERIFIED)
    guard_encryption_told_look (self, account, who, state, TRUE);
}

void
guard_encryption_told_note_encrypted (GuardEncryptionTold *self, PurpleAccount *account, const char *who)
{
  g_autofree char *chat = guard_encryption_memory_dup_chat (account, who);

  guard_encryption_memory_set_encrypted (self->memory, chat, TRUE);
}

GuardEncryptionTold *
guard_encryption_told_new (GuardChores *chores)
{
  GuardEncryptionTold *self = g_new0 (GuardEncryptionTold, 1);

  self->memory = guard_encryption_memory_new (chores);
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_shown);
  return self;
}

void
guard_encryption_told_free (GuardEncryptionTold *self)
{
  guard_encryption_memory_free (self->memory);
  g_hash_table_unref (self->shown);
  g_free (self);
}

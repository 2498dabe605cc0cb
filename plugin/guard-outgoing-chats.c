/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-outgoing-private.h"

#include <string.h>

/* What is remembered of each chat, in memory only and not for long: the last words that left, so that data in several messages is seen, and
 * what was let go and is on its last step to the protocol. */

#define MAX_CHATS 500 /* beyond it those in which nothing waits are forgotten */
#define MAX_SAID_BYTES 512
#define MAX_SAID_SECONDS 300
#define MAX_PASS_SECONDS 10
#define MAX_PASSES 64
#define MAX_UNSENT 20
#define EVERYBODY ""

typedef struct
{
  char *text;
  gint64 time_us;
} Said;

typedef struct
{
  char *key, *hash;
  gint64 time_us;
} Pass;

static void
free_said (gpointer data)
{
  Said *said = data;

  g_free (said->text);
  g_free (said);
}

static void
free_pass (gpointer data)
{
  Pass *pass = data;

  g_free (pass->key);
  g_free (pass->hash);
  g_free (pass);
}

static gboolean
is_older (gint64 time_us, gint64 seconds)
{
  return g_get_monotonic_time () - time_us > seconds * G_USEC_PER_SEC;
}

/* purple_normalize() answers in a buffer of its own. Returns: (transfer full) */
static char *
dup_key (PurpleAccount *account, const char *who, const char *kind)
{
  return g_strjoin ("\n", purple_account_get_protocol_id (account), purple_account_get_username (account), kind,
                    *who != '\0' ? purple_normalize (account, who) : who, NULL);
}

static char *
dup_chat_key (PurpleAccount *account, const char *who, gboolean is_room, GuardPath path)
{
  g_autofree char *of_everybody = who == NULL ? g_strdup_printf ("everybody %d", path) : NULL;

  return dup_key (account, who != NULL ? who : EVERYBODY, of_everybody != NULL ? of_everybody : is_room ? "room" : "person");
}

gboolean
guard_chat_is_idle (GuardChat *self)
{
  return g_queue_is_empty (&self->held) && self->approval == NULL && self->question == NULL && !self->is_encrypting;
}

static gboolean
is_forgettable (gpointer key, gpointer value, gpointer user_data)
{
  GuardChat *chat = value;

  return guard_chat_is_idle (chat) && g_queue_is_empty (&chat->unsent);
}

GuardChat *
guard_chat_get (GuardOutgoing *outgoing, PurpleAccount *account, const char *who, gboolean is_room, GuardPath path)
{
  g_autofree char *key = dup_chat_key (account, who, is_room, path);
  GuardChat *self = g_hash_table_lookup (outgoing->chats, key);

  if (self != NULL)
    return self;
  /* While a message is on its way its chat is still needed. */
  if (g_hash_table_size (outgoing->chats) >= MAX_CHATS && g_queue_is_empty (&outgoing->passing))
    g_hash_table_foreach_remove (outgoing->chats, is_forgettable, NULL);

  self = g_new0 (GuardChat, 1);
  self->outgoing = outgoing;
  self->protocol = g_strdup (purple_account_get_protocol_id (account));
  self->username = g_strdup (purple_account_get_username (account));
  self->who = g_strdup (who != NULL ? who : EVERYBODY);
  self->is_room = is_room;
  g_hash_table_insert (outgoing->chats, g_steal_pointer (&key), self);
  return self;
}

void
guard_chat_free (GuardChat *self)
{
  guard_question_withdraw (self->question);
  g_clear_handle_id (&self->fill_source, g_source_remove);
  g_queue_clear_full (&self->said, free_said);
  g_queue_clear_full (&self->held, (GDestroyNotify) guard_held_words_free);
  g_queue_clear_full (&self->unsent, g_free);
  g_free (self->protocol);
  g_free (self->username);
  g_free (self->who);
  g_free (self);
}

PurpleAccount *
guard_chat_find_account (GuardChat *self)
{
  return purple_accounts_find (self->username, self->protocol);
}

PurpleConversation *
guard_chat_find_conversation (GuardChat *self)
{
  PurpleAccount *account = guard_chat_find_account (self);

  if (account == NULL || *self->who == '\0')
    return NULL;
  return purple_find_conversation_with_account (self->is_room ? PURPLE_CONV_TYPE_CHAT : PURPLE_CONV_TYPE_IM, self->who, account);
}

/* ---- what was said ---- */

static void
forget_old_words (GuardChat *self)
{
  Said *said;

  while ((said = g_queue_peek_head (&self->said)) != NULL && is_older (said->time_us, MAX_SAID_SECONDS))
    free_said (g_queue_pop_head (&self->said));
}

static gboolean
on_forget (gpointer data)
{
  GuardOutgoing *self = data;
  gboolean is_something_left = FALSE;
  GHashTableIter iter;
  gpointer chat;

  g_hash_table_iter_init (&iter, self->chats);
  while (g_hash_table_iter_next (&iter, NULL, &chat))
    {
      forget_old_words (chat);
      is_something_left |= !g_queue_is_empty (&((GuardChat *) chat)->said);
    }
  if (is_something_left)
    return G_SOURCE_CONTINUE;
  self->forget_source = 0;
  return G_SOURCE_REMOVE;
}

char *
guard_chat_dup_said (GuardChat *self)
{
  GString *all;

  forget_old_words (self);
  if (g_queue_is_empty (&self->said))
    return NULL;
  all = g_string_new (NULL);
  for (GList *item = self->said.head; item != NULL; item = item->next)
    g_string_append_printf (all, "%s%s", all->len > 0 ? "\n" : "", ((Said *) item->data)->text);
  return g_string_free (all, FALSE);
}

static gsize
count_said_bytes (GuardChat *self)
{
  gsize n_bytes = 0;

  for (GList *item = self->said.head; item != NULL; item = item->next)
    n_bytes += strlen (((Said *) item->data)->text) + 1;
  return n_bytes;
}

/* The end of a long text, from a whole character on. */
static char *
dup_end (const char *text, gsize n_bytes)
{
  gsize start = n_bytes > MAX_SAID_BYTES ? n_bytes - MAX_SAID_BYTES : 0;

  while (start > 0 && start < n_bytes && (text[start] & 0xc0) == 0x80)
    start++;
  return g_strndup (text + start, n_bytes - start);
}

void
guard_chat_note_said (GuardChat *self, const GuardWordsRead *read)
{
  Said *said = g_new0 (Said, 1);

  said->text = dup_end (read->text + read->n_earlier_bytes, read->n_own_bytes);
  said->time_us = g_get_monotonic_time ();
  g_queue_push_tail (&self->said, said);
  while (self->said.length > 1 && count_said_bytes (self) > MAX_SAID_BYTES)
    free_said (g_queue_pop_head (&self->said));
  if (self->outgoing->forget_source == 0)
    self->outgoing->forget_source = g_timeout_add_seconds (MAX_SAID_SECONDS / 5, on_forget, self->outgoing);
}

void
guard_chat_add_unsent (GuardChat *self, const char *plain)
{
  g_queue_push_tail (&self->unsent, g_strdup (plain));
  if (self->unsent.length > MAX_UNSENT)
    g_free (g_queue_pop_head (&self->unsent));
}

/* ---- what was let go ---- */

static void
forget_old_passes (GuardOutgoing *self)
{
  Pass *pass;

  while ((pass = g_queue_peek_head (&self->passes)) != NULL && (is_older (pass->time_us, MAX_PASS_SECONDS) || self->passes.length > MAX_PASSES))
    free_pass (g_queue_pop_head (&self->passes));
}

static char *
dup_hash (const char *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

void
guard_outgoing_add_pass (GuardOutgoing *self, GuardChat *chat, const char *text)
{
  PurpleAccount *account = guard_chat_find_account (chat);
  Pass *pass;

  if (account == NULL)
    return;
  pass = g_new0 (Pass, 1);
  pass->key = dup_key (account, chat->who, "");
  pass->hash = dup_hash (text);
  pass->time_us = g_get_monotonic_time ();
  g_queue_push_tail (&self->passes, pass);
  forget_old_passes (self);
}

gboolean
guard_outgoing_take_pass (GuardOutgoing *self, PurpleAccount *account, const char *who, const char *text)
{
  g_autofree char *key = NULL;
  g_autofree char *hash = NULL;

  forget_old_passes (self);
  if (g_queue_is_empty (&self->passes) || who == NULL || text == NULL)
    return FALSE;
  key = dup_key (account, who, "");
  hash = dup_hash (text);
  for (GList *item = self->passes.tail; item != NULL; item = item->prev)
    {
      Pass *pass = item->data;

      if (!g_str_equal (pass->key, key) || !g_str_equal (pass->hash, hash))
        continue;
      g_queue_delete_link (&self->passes, item);
      free_pass (pass);
      return TRUE;
    }
  return FALSE;
}

void
guard_outgoing_forget_passes (GuardOutgoing *self)
{
  g_queue_clear_full (&self->passes, free_pass);
}

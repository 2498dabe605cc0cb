/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-encryption-starts.h"

#include "guard-encryption-omemo.h"
#include "guard-encryption-otr.h"
#include "guard-encryption-watch.h"

/* A start waits from its question to the other side until the chat is encrypted, the account signs off or the time is over; each end answers once,
 * from the main loop and never from within the call that began it. OTR tells nobody, so the chat is looked at. */

#define LOOK_MS 250
#define MAX_LOOKS (30 * 1000 / LOOK_MS) /* while OTR makes a key the client stands still, and that time does not count */

typedef struct
{
  PurpleAccount *account;
  char *who;
  GuardEncryptionStartedFunc func;
  gpointer user_data;
  guint n_looks_left;
} Start;

struct _GuardEncryptionStarts
{
  GuardEncryption *encryption;
  GuardEncryptionTold *told;
  GList *waiting; /* of Start */
  guint timer;    /* 0: nobody waits */
};

static void
answer (GuardEncryptionStarts *self, Start *start, gboolean is_encrypted)
{
  PurpleConversation *conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, start->who, start->account);

  self->waiting = g_list_remove (self->waiting, start);
  /* To whom it is encrypted is said before anything leaves. */
  if (is_encrypted && conversation != NULL)
    guard_encryption_watch_look (conversation);
  start->func (is_encrypted, start->user_data);
  g_free (start->who);
  g_free (start);
}

static gboolean
is_encrypted (GuardEncryptionStarts *self, const Start *start)
{
  GuardChatState state;

  guard_encryption_peek (self->encryption, start->account, start->who, FALSE, &state);
  if (state.protection < GUARD_PROTECTION_UNVERIFIED)
    return FALSE;
  guard_encryption_told_show_first_key (self->told, start->account, start->who, &state);
  return TRUE;
}

/* An answer may begin or end other waits: one is given at a time. Returns: (nullable): who is to be answered */
static Start *
find_ready (GuardEncryptionStarts *self, gboolean *is_good)
{
  for (GList *l = self->waiting; l != NULL; l = l->next)
    {
      Start *start = l->data;

      *is_good = is_encrypted (self, start);
      if (*is_good || start->n_looks_left == 0)
        return start;
    }
  return NULL;
}

static gboolean
on_time (gpointer data)
{
  GuardEncryptionStarts *self = data;
  gboolean is_good;

  for (GList *l = self->waiting; l != NULL; l = l->next)
    if (((Start *) l->data)->n_looks_left > 0)
      ((Start *) l->data)->n_looks_left--;
  for (Start *ready = find_ready (self, &is_good); ready != NULL; ready = find_ready (self, &is_good))
    answer (self, ready, is_good);
  if (self->waiting != NULL)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  return G_SOURCE_REMOVE;
}

/* Returns: whether there is something to wait for */
static gboolean
ask (PurpleAccount *account, const char *who)
{
  PurpleConversation *conversation;

  if (guard_encryption_omemo_look (account, who) == GUARD_OMEMO_OFF && guard_encryption_omemo_start (account, who))
    return TRUE;
  conversation = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, who, account);
  if (conversation == NULL)
    conversation = purple_conversation_new (PURPLE_CONV_TYPE_IM, account, who);
  return guard_encryption_otr_start (conversation);
}

void
guard_encryption_starts_add (GuardEncryptionStarts *self, PurpleAccount *account, const char *who, GuardEncryptionStartedFunc func, gpointer user_data)
{
  Start *start = g_new0 (Start, 1);
  GuardChatState state;

  start->account = account;
  start->who = g_strdup (who);
  start->func = func;
  start->user_data = user_data;
  start->n_looks_left = MAX_LOOKS;
  guard_encryption_peek (self->encryption, account, who, FALSE, &state);
  if (state.protection < GUARD_PROTECTION_UNVERIFIED && (!state.can_start || !ask (account, who)))
    start->n_looks_left = 0;

  self->waiting = g_list_append (self->waiting, start);
  if (self->timer == 0)
    self->timer = g_timeout_add (LOOK_MS, on_time, self);
}

void
guard_encryption_starts_cancel (GuardEncryptionStarts *self, PurpleAccount *account)
{
  GList *l = self->waiting;

  while (l != NULL)
    {
      Start *start = l->data;

      if (account != NULL && start->account != account)
        {
          l = l->next;
          continue;
        }
      answer (self, start, FALSE);
      l = self->waiting;
    }
}

void
guard_encryption_starts_stop (GuardEncryptionStarts *self)
{
  guard_encryption_starts_cancel (self, NULL);
  g_clear_handle_id (&self->timer, g_source_remove);
}

GuardEncryptionStarts *
guard_encryption_starts_new (GuardEncryption *encryption, GuardEncryptionTold *told)
{
  GuardEncryptionStarts *self = g_new0 (GuardEncryptionStarts, 1);

  self->encryption = encryption;
  self->told = told;
  return self;
}

void
guard_encryption_starts_free (GuardEncryptionStarts *self)
{
  guard_encryption_starts_stop (self);
  g_free (self);
}

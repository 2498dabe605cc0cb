/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-store-private.h"

#include <string.h>
#include <unistd.h>

/* The plain records of the store: a line of the journal, a held file. */

GuardJournalEntry *
guard_journal_entry_new (const char *kind)
{
  GuardJournalEntry *self = g_new0 (GuardJournalEntry, 1);

  self->time_us = g_get_real_time ();
  self->kind = g_strdup (kind);
  self->n_events = 1;
  return self;
}

gboolean
guard_journal_entry_may_repeat (const GuardJournalEntry *self)
{
  static const char * const repeating[] = { "file-refused", "link-refused", "link-warned", NULL };

  return self->kind != NULL && (g_str_has_prefix (self->kind, "event-") || g_strv_contains (repeating, self->kind));
}

GuardJournalEntry *
guard_journal_entry_new_for_held (const GuardHeld *held, const char *kind, const char *action, const char *choice)
{
  GuardJournalEntry *entry = guard_journal_entry_new (kind);

  entry->protocol = g_strdup (held->protocol);
  entry->account = g_strdup (held->account);
  entry->sender = g_strdup (held->sender);
  entry->sender_kind = held->sender_kind;
  entry->name = g_strdup (held->name);
  entry->size_bytes = held->size_bytes;
  entry->sha256 = g_strdup (held->sha256);
  entry->true_type = g_strdup (held->true_type);
  entry->verdict = held->verdict;
  entry->reason = held->reason;
  entry->finding = g_strdup (held->finding);
  entry->engine = g_strdup (held->engine);
  entry->signatures = g_strdup (held->signatures);
  entry->token = g_strdup (held->token);
  entry->action = g_strdup (action);
  entry->choice = g_strdup (choice);
  return entry;
}

GuardJournalEntry *
guard_journal_entry_new_for_sending (const char *kind, const GuardReport *report, GuardProtection protection)
{
  GuardJournalEntry *entry = guard_journal_entry_new (kind);

  entry->finding = guard_report_dup_kinds (report);
  if (*entry->finding == '\0' && guard_report_is_not_checked (report))
    {
      g_free (entry->finding);
      entry->finding = g_strdup ("not-checked");
    }
  entry->place = g_strdup (guard_protection_to_string (protection));
  return entry;
}

void
guard_journal_entry_free (GuardJournalEntry *self)
{
  if (self == NULL)
    return;

  g_free (self->kind);
  g_free (self->protocol);
  g_free (self->account);
  g_free (self->sender);
  g_free (self->name);
  g_free (self->sha256);
  g_free (self->true_type);
  g_free (self->finding);
  g_free (self->engine);
  g_free (self->signatures);
  g_free (self->action);
  g_free (self->choice);
  g_free (self->place);
  g_free (self->token);
  g_free (self->shown);
  g_free (self);
}

static const char * const states[] = {
  [GUARD_HELD_RECEIVING] = "receiving",
  [GUARD_HELD_RECEIVED] = "received",
  [GUARD_HELD_HELD] = "held",
  [GUARD_HELD_QUARANTINED] = "quarantined",
  [GUARD_HELD_RELEASING] = "releasing",
  [GUARD_HELD_RELEASED] = "released",
  [GUARD_HELD_DELETED] = "deleted",
};

const char *
guard_held_state_to_string (GuardHeldState state)
{
  return (gsize) state < G_N_ELEMENTS (states) && states[state] != NULL ? states[state] : "invalid";
}

GuardHeld *
guard_held_new (void)
{
  GuardHeld *self = g_new0 (GuardHeld, 1);
  g_autofree char *uuid = g_uuid_string_random ();
  guint8 bytes[16];
  GString *token = g_string_sized_new (32);

  /* The kernel's random numbers: a token is also what keeps a file's name from being guessed. The UUID only serves where
   * the kernel has none to give. */
  if (getentropy (bytes, sizeof bytes) == 0)
    for (gsize i = 0; i < sizeof bytes; i++)
      g_string_append_printf (token, "%02x", bytes[i]);
  else
    for (const char *digit = uuid; *digit != '\0'; digit++)
      if (*digit != '-')
        g_string_append_c (token, *digit);

  self->token = g_string_free (token, FALSE);
  self->time_us = g_get_real_time ();
  self->state = GUARD_HELD_RECEIVING;
  return self;
}

GuardHeld *
guard_held_copy (const GuardHeld *held)
{
  GuardHeld *copy = g_memdup2 (held, sizeof *held);

  copy->token = g_strdup (held->token);
  copy->protocol = g_strdup (held->protocol);
  copy->account = g_strdup (held->account);
  copy->sender = g_strdup (held->sender);
  copy->name = g_strdup (held->name);
  copy->destination = g_strdup (held->destination);
  copy->sha256 = g_strdup (held->sha256);
  copy->true_type = g_strdup (held->true_type);
  copy->finding = g_strdup (held->finding);
  copy->engine = g_strdup (held->engine);
  copy->signatures = g_strdup (held->signatures);
  copy->lease = g_strdup (held->lease);
  copy->notice = g_strdup (held->notice);
  return copy;
}

void
guard_held_free (GuardHeld *self)
{
  if (self == NULL)
    return;

  g_free (self->token);
  g_free (self->protocol);
  g_free (self->account);
  g_free (self->sender);
  g_free (self->name);
  g_free (self->destination);
  g_free (self->sha256);
  g_free (self->true_type);
  g_free (self->finding);
  g_free (self->engine);
  g_free (self->signatures);
  g_free (self->lease);
  g_free (self->notice);
  g_free (self);
}

gboolean
guard_held_token_is_valid (const char *token)
{
  return token != NULL && strlen (token) == 32 && strspn (token, "0123456789abcdef") == 32;
}

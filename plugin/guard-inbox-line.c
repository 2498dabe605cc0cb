/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-inbox-line.h"

#include "guard-files.h"
#include "guard-inbox.h"
#include "guard-notice-inbox.h"
#include "guard-state.h"

#define SAY_AFTER_MS 2000
#define PUBLISH_AFTER_MS 1000
#define FIRST_QUIET_SECONDS 600
#define LAST_QUIET_SECONDS 7200
/* Rows of the journal in a period: the rest is one row without a name. */
#define MAX_NOTED 200
#define MAX_PUBLISHED 200

typedef struct
{
  char *protocol, *account, *address;
  guint n_seen[GUARD_N_WAITING_KINDS];
  gboolean is_ignored;
} Noted;

struct _GuardInboxLine
{
  Guard *guard;
  GuardStrangers *waiting, *ignored;
  GHashTable *noted;      /* key -> Noted: since the journal was written */
  gboolean has_news;      /* since the line was said */
  guint publish_source;
  guint say_source;
  guint quiet_source;
  guint quiet_seconds;
  guint n_periods;
  guint n_rows;           /* of the journal in this period */
};

static const char * const kind_words[GUARD_N_WAITING_KINDS] = { "message", "authorisation", "invitation", "file", "call", "attention", "window" };

/* ---- the journal ---- */

static void
free_noted (gpointer data)
{
  Noted *noted = data;

  g_free (noted->protocol);
  g_free (noted->account);
  g_free (noted->address);
  g_free (noted);
}

static char *
dup_counts (const Noted *noted)
{
  g_autoptr(GString) counts = g_string_new (NULL);

  for (guint i = 0; i < GUARD_N_WAITING_KINDS; i++)
    if (noted->n_seen[i] > 0)
      g_string_append_printf (counts, "%s%s:%u", counts->len > 0 ? " " : "", kind_words[i], noted->n_seen[i]);
  return g_string_free (g_steal_pointer (&counts), FALSE);
}

static guint
count_events (const Noted *noted)
{
  guint n_events = 0;

  for (guint i = 0; i < GUARD_N_WAITING_KINDS; i++)
    n_events += noted->n_seen[i];
  return n_events;
}

static void
write_journal (GuardInboxLine *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->noted);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Noted *noted = value;
      GuardJournalEntry *entry = guard_journal_entry_new (noted->is_ignored ? "stranger-ignored" : "stranger-waiting");

      entry->protocol = g_strdup (noted->protocol);
      entry->account = g_strdup (noted->account);
      entry->sender = g_strdup (noted->address);
      entry->sender_kind = GUARD_SENDER_STRANGER;
      entry->finding = dup_counts (noted);
      entry->action = g_strdup (noted->is_ignored ? "dropped" : "kept-in-inbox");
      entry->shown = g_strdup ("inbox");
      entry->n_events = count_events (noted);
      guard_files_add_journal_entry (self->guard, entry);
    }
  self->n_rows += g_hash_table_size (self->noted);
  g_hash_table_remove_all (self->noted);
}

static Noted *
get_noted (GuardInboxLine *self, const GuardStranger *person)
{
  const gboolean has_place = person != NULL && self->n_rows + g_hash_table_size (self->noted) < MAX_NOTED;
  g_autofree char *key = person != NULL ? g_strjoin ("\n", person->protocol, person->account, person->address, NULL) : g_strdup ("");
  Noted *noted = g_hash_table_lookup (self->noted, key);

  if (noted == NULL && !has_place)
    {
      g_free (key);
      key = g_strdup ("");
      noted = g_hash_table_lookup (self->noted, key);
    }
  if (noted != NULL)
    return noted;
  noted = g_new0 (Noted, 1);
  if (has_place)
    {
      noted->protocol = g_strdup (person->protocol);
      noted->account = g_strdup (person->account);
      noted->address = g_strdup (person->address);
    }
  g_hash_table_insert (self->noted, g_steal_pointer (&key), noted);
  return noted;
}

/* ---- for the other programs ---- */

static void
add_fact (GVariantBuilder *facts, const char *name, gint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  g_variant_builder_add (facts, "{ss}", name, digits);
}

static void
publish_person (GVariantBuilder *rows, const GuardStranger *person)
{
  GVariantBuilder facts;

  g_variant_builder_init (&facts, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&facts, "{ss}", "protocol", person->protocol);
  g_variant_builder_add (&facts, "{ss}", "account", person->account);
  add_fact (&facts, "since", person->first_us);
  add_fact (&facts, "last", person->last_us);
  add_fact (&facts, "dropped", person->n_dropped);
  for (guint i = 0; i < GUARD_N_WAITING_KINDS; i++)
    if (person->n_seen[i] > 0)
      add_fact (&facts, kind_words[i], person->n_seen[i]);
  g_variant_builder_add (rows, "(sa{ss})", person->address, &facts);
}

static gboolean
on_publish (gpointer data)
{
  GuardInboxLine *self = data;
  g_autoptr(GPtrArray) persons = guard_strangers_list (self->waiting, MAX_PUBLISHED);
  GVariantBuilder rows, facts;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(sa{ss})"));
  g_variant_builder_init (&facts, G_VARIANT_TYPE ("a{ss}"));
  add_fact (&facts, "persons", guard_strangers_count_persons (self->waiting));
  add_fact (&facts, "items", guard_strangers_count_items (self->waiting));
  add_fact (&facts, "unlisted", guard_strangers_count_unlisted (self->waiting));
  add_fact (&facts, "ignored", guard_strangers_count_persons (self->ignored));
  /* No address is empty: this row is about all together. */
  g_variant_builder_add (&rows, "(sa{ss})", "", &facts);
  for (guint i = 0; i < persons->len; i++)
    publish_person (&rows, g_ptr_array_index (persons, i));
  guard_state_publish (self->guard, GUARD_STATE_INBOX, g_variant_builder_end (&rows));
  self->publish_source = 0;
  return G_SOURCE_REMOVE;
}

static void
publish_soon (GuardInboxLine *self)
{
  if (self->publish_source == 0)
    self->publish_source = g_timeout_add (PUBLISH_AFTER_MS, on_publish, self);
}

/* ---- the line ---- */

static gboolean on_quiet_over (gpointer data);

static gboolean
on_say (gpointer data)
{
  GuardInboxLine *self = data;

  self->say_source = 0;
  write_journal (self);
  if (self->has_news)
    guard_notice_inbox_say (self->guard, guard_strangers_count_persons (self->waiting), guard_strangers_count_unlisted (self->waiting));
  self->has_news = FALSE;
  if (self->quiet_source == 0)
    self->quiet_source = g_timeout_add_seconds (self->quiet_seconds, on_quiet_over, self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_quiet_over (gpointer data)
{
  GuardInboxLine *self = data;
  const gboolean was_quiet = !self->has_news;

  self->quiet_source = 0;
  self->n_periods++;
  self->n_rows = 0;
  self->quiet_seconds = was_quiet ? FIRST_QUIET_SECONDS : MIN (self->quiet_seconds * 2, LAST_QUIET_SECONDS);
  if (was_quiet)
    write_journal (self);
  else
    on_say (self);
  return G_SOURCE_REMOVE;
}

void
guard_inbox_line_note (GuardInboxLine *self, const GuardStranger *person, guint kind, gboolean is_said)
{
  Noted *noted = get_noted (self, person);

  noted->n_seen[kind]++;
  noted->is_ignored = !is_said;
  guard_inbox_line_remind (self, is_said);
}

void
guard_inbox_line_remind (GuardInboxLine *self, gboolean is_said)
{
  if (is_said)
    self->has_news = TRUE;
  publish_soon (self);
  if (self->say_source == 0 && self->quiet_source == 0)
    self->say_source = g_timeout_add (SAY_AFTER_MS, on_say, self);
}

void
guard_inbox_line_decided (GuardInboxLine *self)
{
  write_journal (self);
  publish_soon (self);
  if (guard_strangers_count_persons (self->waiting) == 0)
    {
      self->has_news = FALSE;
      guard_notice_inbox_unsay (self->guard);
    }
}

guint
guard_inbox_line_get_period (GuardInboxLine *self)
{
  return self->n_periods;
}

/* ---- life ---- */

GuardInboxLine *
guard_inbox_line_new (Guard *guard, GuardStrangers *waiting, GuardStrangers *ignored)
{
  GuardInboxLine *self = g_new0 (GuardInboxLine, 1);

  self->guard = guard;
  self->waiting = waiting;
  self->ignored = ignored;
  self->noted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_noted);
  self->quiet_seconds = FIRST_QUIET_SECONDS;
  return self;
}

void
guard_inbox_line_free (GuardInboxLine *self)
{
  g_clear_handle_id (&self->publish_source, g_source_remove);
  g_clear_handle_id (&self->say_source, g_source_remove);
  g_clear_handle_id (&self->quiet_source, g_source_remove);
  write_journal (self);
  guard_notice_inbox_unsay (self->guard);
  g_hash_table_unref (self->noted);
  g_free (self);
}
